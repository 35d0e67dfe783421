-- 退回修改: one workbook that went back to a unit for one imported file. Cycles are counted per unit, from 1; a new one
-- begins with the first workbook after a reply.
CREATE TABLE returned (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    unit      TEXT NOT NULL,
    batch     INTEGER NOT NULL REFERENCES batch (id),
    cycle     INTEGER NOT NULL CHECK (cycle > 0),
    at        TEXT NOT NULL,
    who       TEXT NOT NULL,
    deadline  TEXT,
    file_name TEXT NOT NULL,
    faulty    INTEGER NOT NULL,
    must_fix  INTEGER NOT NULL,
    explain   INTEGER NOT NULL
) STRICT;
CREATE INDEX returned_unit ON returned (unit);

-- The records in it, so that a reply without one of them is told.
CREATE TABLE returned_row (
    returned INTEGER NOT NULL REFERENCES returned (id),
    uid      TEXT NOT NULL,
    name     TEXT NOT NULL,
    faulty   INTEGER NOT NULL CHECK (faulty IN (0, 1)),
    PRIMARY KEY (returned, uid)
) STRICT, WITHOUT ROWID;

-- What came back for it. `batch` is what the reply became; none where it changed nothing.
CREATE TABLE reply (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    returned  INTEGER NOT NULL REFERENCES returned (id),
    at        TEXT NOT NULL,
    who       TEXT NOT NULL,
    file_name TEXT NOT NULL,
    batch     INTEGER REFERENCES batch (id),
    came      INTEGER NOT NULL,
    absent    INTEGER NOT NULL,
    mended    INTEGER NOT NULL,
    faulty    INTEGER NOT NULL
) STRICT;
CREATE INDEX reply_returned ON reply (returned);

-- What stands around the rows of a table, as its sender wrote it: title, lines, header rows, sections, notes, as JSON.
CREATE TABLE input_line (
    batch INTEGER NOT NULL REFERENCES batch (id),
    sheet INTEGER NOT NULL,
    place INTEGER NOT NULL,
    lines TEXT NOT NULL,
    PRIMARY KEY (batch, sheet, place)
) STRICT, WITHOUT ROWID;
