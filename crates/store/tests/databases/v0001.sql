-- A register of schema 1 without fields: two records, one of them changed and judged. Written once; never edited.
PRAGMA foreign_keys = OFF;
PRAGMA application_id = 1902734951;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE assessment (
    record               INTEGER PRIMARY KEY REFERENCES record (id),
    tags                 TEXT NOT NULL,
    duplicate_group_size INTEGER,
    told                 TEXT NOT NULL
) STRICT;
INSERT INTO "assessment" VALUES(1,'[]',NULL,'{"met":[],"unknown":[],"seen":[]}');
CREATE TABLE batch (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    file_name   TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    operator    TEXT NOT NULL,
    mode        TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('promoted', 'undone')),
    readings    TEXT NOT NULL,
    field_keys  TEXT NOT NULL,
    read_rows   INTEGER NOT NULL,
    read_fen    INTEGER NOT NULL
) STRICT;
INSERT INTO "batch" VALUES(1,'某厅登记表.xlsx','sha-of-某厅登记表.xlsx','登记员','overwrite','2026-03-01T08:00:00Z','2026-03-01T08:00:00Z','promoted','[{"name":"登记表","hidden":false,"tables":[]}]','[]',3,200);
INSERT INTO "batch" VALUES(2,'某厅登记表（更正）.xlsx','sha-of-某厅登记表（更正）.xlsx','登记员','overwrite','2026-03-01T08:00:00Z','2026-03-01T08:00:00Z','promoted','[{"name":"登记表","hidden":false,"tables":[]}]','[]',1,5);
CREATE TABLE batch_classified (
    batch INTEGER NOT NULL REFERENCES batch (id),
    unit  TEXT NOT NULL,
    rows  INTEGER NOT NULL,
    PRIMARY KEY (batch, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO "batch_classified" VALUES(1,'某厅',1);
CREATE TABLE batch_fate (
    batch INTEGER NOT NULL REFERENCES batch (id),
    fate  TEXT NOT NULL,
    rows  INTEGER NOT NULL,
    fen   INTEGER NOT NULL,
    PRIMARY KEY (batch, fate)
) STRICT, WITHOUT ROWID;
INSERT INTO "batch_fate" VALUES(1,'classified',1,0);
INSERT INTO "batch_fate" VALUES(1,'new',2,200);
INSERT INTO "batch_fate" VALUES(2,'changed',1,5);
CREATE TABLE decision (
    record     INTEGER NOT NULL REFERENCES record (id),
    tag        TEXT NOT NULL,
    class      TEXT,
    verdict    TEXT NOT NULL CHECK (verdict IN ('accept', 'reject', 'postpone')),
    reason     TEXT NOT NULL,
    who        TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (record, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO "decision" VALUES(1,'上云迁移',NULL,'reject','已上云','登记员','2026-03-01T08:00:00Z');
CREATE TABLE field (
    key      TEXT PRIMARY KEY,
    line     TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE finding (
    id       INTEGER PRIMARY KEY,
    batch    INTEGER NOT NULL REFERENCES batch (id),
    record   INTEGER,
    sheet    TEXT NOT NULL,
    row      INTEGER NOT NULL,
    "column" INTEGER NOT NULL,
    field    TEXT,
    code     TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('must_fix', 'explain', 'info')),
    params   TEXT
) STRICT;
INSERT INTO "finding" VALUES(1,1,1,'登记表',4,2,NULL,'required_empty','must_fix',NULL);
INSERT INTO "finding" VALUES(2,1,2,'登记表',4,2,NULL,'required_empty','must_fix',NULL);
CREATE TABLE input_row (
    batch  INTEGER NOT NULL REFERENCES batch (id),
    sheet  INTEGER NOT NULL,
    row    INTEGER NOT NULL,
    place  INTEGER NOT NULL,
    fate   TEXT NOT NULL,
    fen    INTEGER NOT NULL,
    record INTEGER,
    met    BLOB NOT NULL,
    digest BLOB,
    PRIMARY KEY (batch, sheet, row, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "input_row" VALUES(1,0,4,0,'new',100,1,X'000000',X'20C31783057F8A76B8AE2825BDEE9D8135044AE57A10AAA2F211289D99D239F4');
INSERT INTO "input_row" VALUES(1,0,5,0,'new',100,2,X'000000',X'86C8D5176C4B8AA592276DA0D8CCDE5A96EE6682C9E6B5716D6D74A6AA40EC1E');
INSERT INTO "input_row" VALUES(2,0,4,0,'changed',5,1,X'000000',NULL);
CREATE TABLE input_table (
    batch      INTEGER NOT NULL REFERENCES batch (id),
    sheet      INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    sheet_name TEXT NOT NULL,
    columns    TEXT NOT NULL,
    PRIMARY KEY (batch, sheet, place)
) STRICT, WITHOUT ROWID;
INSERT INTO "input_table" VALUES(1,0,0,'登记表','[]');
INSERT INTO "input_table" VALUES(2,0,0,'登记表','[]');
CREATE TABLE journal (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    who     TEXT NOT NULL,
    why     TEXT NOT NULL,
    kind    TEXT NOT NULL,
    batch   INTEGER REFERENCES batch (id),
    created INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    prev    BLOB NOT NULL,
    head    BLOB NOT NULL
) STRICT;
INSERT INTO "journal" VALUES(1,'2026-03-01T08:00:00Z','登记员','某厅登记表.xlsx','import',1,2,0,X'0000000000000000000000000000000000000000000000000000000000000000',X'0D027E528942396EC0F490A882496CC61C9161873C9F99DF0C17B3767465ED1B');
INSERT INTO "journal" VALUES(2,'2026-03-01T08:00:00Z','登记员','某厅登记表（更正）.xlsx','import',2,0,1,X'0D027E528942396EC0F490A882496CC61C9161873C9F99DF0C17B3767465ED1B',X'40C5487A00DE17131D12C690A6FABB5FADCD551332D43C807B827C851D06586E');
INSERT INTO "journal" VALUES(3,'2026-03-01T08:00:00Z','登记员','已上云','decision',NULL,0,1,X'40C5487A00DE17131D12C690A6FABB5FADCD551332D43C807B827C851D06586E',X'5E100CAFD53A6727F689A862D95471B674E236B4FE54100444F06C5D0AB433DD');
CREATE TABLE journal_entry (
    seq    INTEGER NOT NULL REFERENCES journal (seq),
    n      INTEGER NOT NULL,
    record INTEGER NOT NULL,
    what   TEXT NOT NULL CHECK (what IN ('changed', 'removed', 'decided', 'withdrawn')),
    field  TEXT NOT NULL,
    old    TEXT,
    new    TEXT,
    PRIMARY KEY (seq, n)
) STRICT, WITHOUT ROWID;
INSERT INTO "journal_entry" VALUES(2,0,1,'changed','extra','t[["备用列","附注0"]]','t[["备用列","更正"]]');
INSERT INTO "journal_entry" VALUES(3,0,1,'decided','上云迁移',NULL,'treject');
CREATE TABLE reading (
    fingerprint   TEXT PRIMARY KEY,
    reading       TEXT NOT NULL,
    remembered_at TEXT NOT NULL,
    batch         INTEGER NOT NULL REFERENCES batch (id)
) STRICT, WITHOUT ROWID;
CREATE TABLE record (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    uid                 TEXT NOT NULL,
    revision            INTEGER NOT NULL,
    batch               INTEGER REFERENCES batch (id),
    name_key            TEXT,
    code_key            TEXT,
    unit_level          TEXT,
    unit_is_subordinate TEXT,
    to_return           INTEGER NOT NULL CHECK (to_return IN (0, 1)),
    extra               TEXT,
    unread              TEXT
) STRICT;
INSERT INTO "record" VALUES(1,'0190a000-0000-7000-8000-000000000000',2,2,'别的',NULL,'省级','是',1,'[["备用列","更正"]]',NULL);
INSERT INTO "record" VALUES(2,'0190a000-0000-7000-8000-000000000001',1,1,'某厅|某项目',NULL,'市级','否',1,'[["备用列","附注1"]]',NULL);
CREATE TABLE record_before (
    by_batch            INTEGER NOT NULL REFERENCES batch (id),
    id                  INTEGER NOT NULL,
    uid                 TEXT NOT NULL,
    revision            INTEGER NOT NULL,
    batch               INTEGER,
    name_key            TEXT,
    code_key            TEXT,
    unit_level          TEXT,
    unit_is_subordinate TEXT,
    to_return           INTEGER NOT NULL,
    extra               TEXT,
    unread              TEXT,
    PRIMARY KEY (by_batch, id)
) STRICT;
INSERT INTO "record_before" VALUES(2,1,'0190a000-0000-7000-8000-000000000000',1,1,'某厅|某项目',NULL,'省级','是',0,'[["备用列","附注0"]]',NULL);
CREATE TABLE rule_run (
    rule     TEXT PRIMARY KEY,
    line     TEXT NOT NULL,
    operands TEXT NOT NULL,
    run_at   TEXT NOT NULL,
    met      INTEGER NOT NULL,
    unknown  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "setting" VALUES('operator','登记员');
CREATE TABLE unit_alias (
    alias    TEXT PRIMARY KEY,
    unit     TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX record_uid ON record (uid);
CREATE INDEX input_row_record ON input_row (record) WHERE record IS NOT NULL;
CREATE INDEX finding_batch ON finding (batch);
CREATE INDEX finding_record ON finding (record) WHERE record IS NOT NULL;
CREATE INDEX journal_entry_record ON journal_entry (record);
CREATE TRIGGER journal_is_append_only_u BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_is_append_only_d BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_entry_is_append_only_u BEFORE UPDATE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_entry_is_append_only_d BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('batch',2);
INSERT INTO "sqlite_sequence" VALUES('record',2);
COMMIT;
