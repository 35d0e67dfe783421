-- Records of other registers that are ones of this register, by the uid that they have there: a merge without a common past
-- found them by their code, or by unit and name. Goes with its batch when that is undone.
CREATE TABLE known_uid (
    uid    TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    batch  INTEGER NOT NULL REFERENCES batch (id)
) STRICT, WITHOUT ROWID;
