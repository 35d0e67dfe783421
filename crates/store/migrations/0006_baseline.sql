-- 年度对比: the register of an earlier year, beside this year's. Tables of its own, so that no list, rule or figure of
-- this year can count it. Typed columns of the catalogue's fields are added to `baseline_record` as to `record`.
CREATE TABLE baseline_batch (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    year        INTEGER NOT NULL,
    file_name   TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    operator    TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('promoted', 'undone')),
    readings    TEXT NOT NULL,
    fates       TEXT NOT NULL,
    classified  TEXT NOT NULL,
    read_rows   INTEGER NOT NULL,
    read_fen    INTEGER NOT NULL
) STRICT;

-- One project as a file of that year told it. A later file that tells the same project adds a row of the same uid, whole;
-- the newest row of a uid holds, so that an undo only takes rows away.
CREATE TABLE baseline_record (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    year                INTEGER NOT NULL,
    uid                 TEXT NOT NULL,
    revision            INTEGER NOT NULL,
    batch               INTEGER NOT NULL REFERENCES baseline_batch (id),
    name_key            TEXT,
    code_key            TEXT,
    unit_level          TEXT,
    unit_is_subordinate TEXT,
    to_return           INTEGER NOT NULL,
    extra               TEXT,
    unread              TEXT,
    remarks             TEXT
) STRICT;
CREATE INDEX baseline_record_uid ON baseline_record (year, uid);
CREATE INDEX baseline_record_name ON baseline_record (year, name_key);
CREATE INDEX baseline_record_code ON baseline_record (year, code_key);

-- Where a project of that year stood in its file.
CREATE TABLE baseline_row (
    batch  INTEGER NOT NULL REFERENCES baseline_batch (id),
    record INTEGER NOT NULL REFERENCES baseline_record (id),
    sheet  TEXT NOT NULL,
    row    INTEGER NOT NULL,
    PRIMARY KEY (batch, record)
) STRICT, WITHOUT ROWID;

CREATE TABLE baseline_finding (
    id       INTEGER PRIMARY KEY,
    batch    INTEGER NOT NULL REFERENCES baseline_batch (id),
    sheet    TEXT NOT NULL,
    row      INTEGER NOT NULL,
    "column" INTEGER NOT NULL,
    field    TEXT,
    code     TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('must_fix', 'explain', 'info')),
    params   TEXT
) STRICT;
CREATE INDEX baseline_finding_batch ON baseline_finding (batch);

-- A person's word on a project of an earlier year: it is a record of this year (same), it is not (different), or it is gone
-- and why. Kept by uid, and by unit and name, so that it outlives an undone import.
CREATE TABLE baseline_word (
    year       INTEGER NOT NULL,
    uid        TEXT NOT NULL,
    uid_key    TEXT NOT NULL,
    record     TEXT NOT NULL,
    record_key TEXT NOT NULL,
    word       TEXT NOT NULL CHECK (word IN ('same', 'different', 'gone')),
    why        TEXT NOT NULL,
    who        TEXT NOT NULL,
    at         TEXT NOT NULL,
    PRIMARY KEY (year, uid, record)
) STRICT, WITHOUT ROWID;
