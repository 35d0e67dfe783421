-- Updates that ask, and records that become one. The journal tells what was asked: `kept` and `taken` of a cell that changed
-- here, `merged` of a record that took another one in, `restored` of one that came back.
DROP TRIGGER journal_entry_is_append_only_u;
DROP TRIGGER journal_entry_is_append_only_d;
DROP INDEX journal_entry_record;
ALTER TABLE journal_entry RENAME TO journal_entry_old;
CREATE TABLE journal_entry (
    seq    INTEGER NOT NULL REFERENCES journal (seq),
    n      INTEGER NOT NULL,
    record INTEGER NOT NULL,
    what   TEXT NOT NULL
           CHECK (what IN ('changed', 'removed', 'decided', 'withdrawn', 'kept', 'taken', 'merged', 'restored')),
    field  TEXT NOT NULL,
    old    TEXT,
    new    TEXT,
    PRIMARY KEY (seq, n)
) STRICT, WITHOUT ROWID;
INSERT INTO journal_entry SELECT * FROM journal_entry_old;
DROP TABLE journal_entry_old;
CREATE INDEX journal_entry_record ON journal_entry (record);
CREATE TRIGGER journal_entry_is_append_only_u BEFORE UPDATE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;
CREATE TRIGGER journal_entry_is_append_only_d BEFORE DELETE ON journal_entry BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;

-- How rows met records: until now there was one way, under an older name.
UPDATE batch SET mode = 'replace_nonblank' WHERE mode = 'non_blank_replaces';

-- 查重: two records that a person made one. The absorbed one left `record`; its uid and the keys of both as they were go on
-- finding the survivor.
-- `choices`: where each differing field's value came from, as JSON. `newest_batch`: the newest import at that time.
CREATE TABLE merge (
    seq          INTEGER PRIMARY KEY REFERENCES journal (seq),
    survivor     INTEGER NOT NULL,
    absorbed     INTEGER NOT NULL,
    absorbed_uid TEXT NOT NULL,
    choices      TEXT NOT NULL,
    newest_batch INTEGER NOT NULL,
    undone       INTEGER UNIQUE REFERENCES journal (seq),
    CHECK (survivor <> absorbed)
) STRICT;
CREATE UNIQUE INDEX merge_alias ON merge (absorbed_uid) WHERE undone IS NULL;
CREATE INDEX merge_survivor ON merge (survivor);

-- Both records as they were, for undo: the columns of `record`.
CREATE TABLE merge_before (
    _seq                INTEGER NOT NULL REFERENCES merge (seq),
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
    remarks             TEXT,
    PRIMARY KEY (_seq, id)
) STRICT;

-- What the rules had said of both.
CREATE TABLE merge_assessment (
    seq                  INTEGER NOT NULL REFERENCES merge (seq),
    record               INTEGER NOT NULL,
    tags                 TEXT NOT NULL,
    duplicate_group_size INTEGER,
    told                 TEXT NOT NULL,
    PRIMARY KEY (seq, record)
) STRICT, WITHOUT ROWID;

-- What people had decided on both.
CREATE TABLE merge_decision (
    seq        INTEGER NOT NULL REFERENCES merge (seq),
    record     INTEGER NOT NULL,
    tag        TEXT NOT NULL,
    class      TEXT,
    verdict    TEXT NOT NULL,
    until      TEXT,
    reason     TEXT NOT NULL,
    who        TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (seq, record, tag)
) STRICT, WITHOUT ROWID;
