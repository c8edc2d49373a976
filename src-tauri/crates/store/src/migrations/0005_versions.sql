-- What a record was before: kept where a person asked for the older body to stay beside the newer one.
CREATE TABLE record_version (
  id           INTEGER PRIMARY KEY,
  record       INTEGER NOT NULL,
  version      TEXT,
  last_updated INTEGER,
  hash         BLOB    NOT NULL,
  synced_at    INTEGER NOT NULL,
  replaced_at  INTEGER NOT NULL,
  dictionary   INTEGER NOT NULL,
  length       INTEGER NOT NULL,
  body         BLOB    NOT NULL
) STRICT;

CREATE INDEX version_of_record ON record_version (record, id);
