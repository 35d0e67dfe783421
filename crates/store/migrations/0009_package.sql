-- 外业包: a part of a register that was carried away to be worked on, or a register carried whole. One row in such a file
-- alone. What stands in the journal up to `base_seq` was carried; what stands after it was done there. `head` and `seq` are
-- those of the register it came from.
CREATE TABLE package (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    id       TEXT NOT NULL,
    team     TEXT NOT NULL,
    scope    TEXT NOT NULL,
    whole    INTEGER NOT NULL CHECK (whole IN (0, 1)),
    register TEXT NOT NULL,
    seq      INTEGER NOT NULL,
    head     BLOB NOT NULL,
    base_seq INTEGER NOT NULL,
    made_at  TEXT NOT NULL,
    made_by  TEXT NOT NULL,
    program  TEXT NOT NULL
) STRICT;

-- A package that was merged: how far its journal went then. `line` names that journal: the package, or the register where
-- it was carried whole. Goes with its batch when that is undone.
CREATE TABLE merged (
    batch   INTEGER PRIMARY KEY REFERENCES batch (id),
    package TEXT NOT NULL,
    line    TEXT NOT NULL,
    team    TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    head    BLOB NOT NULL,
    receipt TEXT NOT NULL
) STRICT;
CREATE INDEX merged_line ON merged (line);

-- What a person said of a conflict of a merge that waits, so that it is not asked again after a restart. It counts while
-- both sides are as they were.
CREATE TABLE merge_choice (
    package TEXT NOT NULL,
    record  TEXT NOT NULL,
    field   TEXT NOT NULL,
    ours    TEXT,
    theirs  TEXT,
    choice  TEXT NOT NULL,
    PRIMARY KEY (package, record, field)
) STRICT, WITHOUT ROWID;

-- 核查: what somebody found on site of a field of a project (by uid). Nothing is ever changed here; the newest word counts.
CREATE TABLE field_check (
    uid     TEXT PRIMARY KEY,
    record  TEXT NOT NULL,
    field   TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('right', 'wrong', 'unseen')),
    note    TEXT NOT NULL,
    who     TEXT NOT NULL,
    at      TEXT NOT NULL,
    batch   INTEGER REFERENCES batch (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX field_check_record ON field_check (record, field);

-- A photo or a scan of a project (by uid). `batch`: the merge that brought it.
CREATE TABLE attachment (
    id     INTEGER PRIMARY KEY,
    uid    TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL,
    name   TEXT NOT NULL,
    kind   TEXT NOT NULL CHECK (kind IN ('jpg', 'png', 'pdf')),
    sha256 TEXT NOT NULL,
    who    TEXT NOT NULL,
    at     TEXT NOT NULL,
    batch  INTEGER REFERENCES batch (id),
    bytes  BLOB NOT NULL
) STRICT;
CREATE INDEX attachment_record ON attachment (record);
