-- What an office changed of reference data, over the seeds: one line per kind and key, as JSON, in the order of their first
-- change. Every change stands in the journal, as a change of no record, under `KIND/KEY`.
CREATE TABLE reference_line (
    id   INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key  TEXT NOT NULL,
    line TEXT NOT NULL,
    why  TEXT NOT NULL,
    who  TEXT NOT NULL,
    at   TEXT NOT NULL,
    UNIQUE (kind, key)
) STRICT;

-- Two tables that held a part of it.
INSERT INTO reference_line (kind, key, line, why, who, at) SELECT 'field', key, line, '', '', added_at FROM field ORDER BY added_at, key;
DROP TABLE field;
DROP TABLE unit_alias;
