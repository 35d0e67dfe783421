-- Judging: decisions may be postponed to a day, and rules changed by an office.

-- For a postponed tag: the day from which it waits for a decision again, `2026-12-01`; none = until somebody decides.
ALTER TABLE decision ADD COLUMN until TEXT;

-- Its place in the order of the run.
ALTER TABLE rule_run ADD COLUMN place INTEGER NOT NULL DEFAULT 0;

-- What an office changed of a rule of the seeds. `change` is none once the default was restored; `revision` goes on rising,
-- so that no two texts of a rule have one number. `base` is the line of the seeds that was changed.
CREATE TABLE rule_override (
    rule     TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    change   TEXT,
    base     TEXT NOT NULL,
    why      TEXT NOT NULL,
    who      TEXT NOT NULL,
    at       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The last run of the rules: its number, and the newest set of the journal that it saw.
CREATE TABLE rule_state (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    run     INTEGER NOT NULL,
    journal INTEGER NOT NULL,
    run_at  TEXT NOT NULL
) STRICT;
