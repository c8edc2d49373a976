-- Files of the watched folder that somebody has dealt with, as they were then: one that changed since, or another of the
-- same name, waits again. `state`: "taken" into a chart, "aside".
CREATE TABLE watched_file (
  name        TEXT    NOT NULL,
  length      INTEGER NOT NULL,
  modified    INTEGER NOT NULL,
  state       TEXT    NOT NULL,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (name, length, modified)
) STRICT, WITHOUT ROWID;
