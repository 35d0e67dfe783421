-- 查重: a person's word on two records: the first is … the second. Kept by uid, and by unit and name (`name_key` of record),
-- so that a record that left with an undone import is known when it comes back. Nothing but another word takes one away.
CREATE TABLE relation (
    one       TEXT NOT NULL,
    other     TEXT NOT NULL,
    one_key   TEXT,
    other_key TEXT,
    relation  TEXT NOT NULL CHECK (relation IN ('same', 'phase', 'maintenance', 'part', 'different', 'unsure')),
    why       TEXT NOT NULL,
    who       TEXT NOT NULL,
    at        TEXT NOT NULL,
    PRIMARY KEY (one, other),
    CHECK (one <> other)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX relation_pair ON relation (min(one, other), max(one, other));
