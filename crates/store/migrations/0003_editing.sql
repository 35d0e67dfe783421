-- Editing by hand. Remarks on a record that was edited, as JSON: they replace those of its batch until an import writes
-- the record again.
ALTER TABLE record ADD COLUMN remarks TEXT;
CREATE INDEX record_remarks ON record (id) WHERE remarks IS NOT NULL;
ALTER TABLE record_before ADD COLUMN remarks TEXT;

-- One edit: the set of the journal it is, and the edit that it takes back, if it is an undo or a redo.
CREATE TABLE edit (
    seq        INTEGER PRIMARY KEY REFERENCES journal (seq),
    takes_back INTEGER UNIQUE REFERENCES edit (seq)
) STRICT;

-- What an edit replaced besides values; `revision` is that of the record after the edit.
CREATE TABLE edit_before (
    seq       INTEGER NOT NULL REFERENCES edit (seq),
    record    INTEGER NOT NULL,
    revision  INTEGER NOT NULL,
    to_return INTEGER NOT NULL,
    remarks   TEXT,
    PRIMARY KEY (seq, record)
) STRICT, WITHOUT ROWID;

-- Saved views of the grid, as JSON, in the order of their tabs.
CREATE TABLE grid_view (
    name  TEXT PRIMARY KEY,
    place INTEGER NOT NULL,
    view  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
