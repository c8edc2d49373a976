-- Who uses this workstation. Nobody here: one person, the owner, who may do everything. A person who was removed stays as a row,
-- because what they did names them. `secret` is Argon2id of their password, its salt and costs are in `stretch`.
CREATE TABLE person (
  id          INTEGER PRIMARY KEY,
  uuid        BLOB    NOT NULL UNIQUE,
  account     TEXT    NOT NULL COLLATE NOCASE,
  name        TEXT    NOT NULL,
  role        TEXT    NOT NULL CHECK (role IN ('clinician', 'nurse', 'coder', 'auditor', 'administrator')),
  removed_at  INTEGER,
  stretch     TEXT    NOT NULL,
  secret      BLOB    NOT NULL,
  added_by    TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX person_account ON person (account) WHERE removed_at IS NULL;

-- Wrong passwords, by a hash of the account that was typed, whether somebody has it or not.
CREATE TABLE person_try (
  account  BLOB    PRIMARY KEY,
  wrong    INTEGER NOT NULL,
  wrong_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
