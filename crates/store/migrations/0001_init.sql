-- The register in one file. Typed columns of the catalogue's fields are added to `record` and `record_before` when a
-- register is opened, so that a new line of the seeds needs no migration.

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Fields that a user added: one FieldLine each, as JSON.
CREATE TABLE field (
    key      TEXT PRIMARY KEY,
    line     TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Names of offices that a user added to those of the seeds.
CREATE TABLE unit_alias (
    alias    TEXT PRIMARY KEY,
    unit     TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Readings remembered by layout once an import with them was completed; the newest wins.
CREATE TABLE reading (
    fingerprint   TEXT PRIMARY KEY,
    reading       TEXT NOT NULL,
    remembered_at TEXT NOT NULL,
    batch         INTEGER NOT NULL REFERENCES batch (id)
) STRICT, WITHOUT ROWID;

-- One imported file. `field_keys` lists the catalogue's keys at that time; blobs of `input_row` count fields by it.
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

CREATE TABLE batch_fate (
    batch INTEGER NOT NULL REFERENCES batch (id),
    fate  TEXT NOT NULL,
    rows  INTEGER NOT NULL,
    fen   INTEGER NOT NULL,
    PRIMARY KEY (batch, fate)
) STRICT, WITHOUT ROWID;

-- 涉密: how many rows a unit sent that were refused. Nothing else of them is kept anywhere.
CREATE TABLE batch_classified (
    batch INTEGER NOT NULL REFERENCES batch (id),
    unit  TEXT NOT NULL,
    rows  INTEGER NOT NULL,
    PRIMARY KEY (batch, unit)
) STRICT, WITHOUT ROWID;

-- One project. Its fields follow as columns of their own. `extra` and `unread` are JSON: columns that fit no field, and
-- texts that could not be read as their field's type.
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
CREATE UNIQUE INDEX record_uid ON record (uid);

-- What a record was before a batch changed it: the same columns, for undo.
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

-- One table of a sheet: its name and the column of every field, as most rows have it.
CREATE TABLE input_table (
    batch      INTEGER NOT NULL REFERENCES batch (id),
    sheet      INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    sheet_name TEXT NOT NULL,
    columns    TEXT NOT NULL,
    PRIMARY KEY (batch, sheet, place)
) STRICT, WITHOUT ROWID;

-- One row of a file that is a record or was refused as one: the provenance of every value. `met` says which fields it
-- gave and how they stood there; `digest` covers the values of a record created from it.
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
CREATE INDEX input_row_record ON input_row (record) WHERE record IS NOT NULL;

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
CREATE INDEX finding_batch ON finding (batch);
CREATE INDEX finding_record ON finding (record) WHERE record IS NOT NULL;

-- The journal: one line per set of changes, chained by `head`; append-only.
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

-- Changes of a set. Records created by an import are not repeated here: the digests of `input_row` are chained.
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
CREATE INDEX journal_entry_record ON journal_entry (record);

CREATE TRIGGER journal_is_append_only_u BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_is_append_only_d BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_entry_is_append_only_u BEFORE UPDATE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_entry_is_append_only_d BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;

-- What the rules said of a record in their last run, and the tags in force (suggested and not rejected, or accepted).
-- Replaced whole by every run; one row per record keeps a run over 100 000 records under two seconds.
CREATE TABLE assessment (
    record               INTEGER PRIMARY KEY REFERENCES record (id),
    tags                 TEXT NOT NULL,
    duplicate_group_size INTEGER,
    told                 TEXT NOT NULL
) STRICT;

-- The last run of each rule: its text as run, and how many records it met or could not judge.
CREATE TABLE rule_run (
    rule     TEXT PRIMARY KEY,
    line     TEXT NOT NULL,
    operands TEXT NOT NULL,
    run_at   TEXT NOT NULL,
    met      INTEGER NOT NULL,
    unknown  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A person's word on a tag of a record. No run of rules touches it.
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
