-- What is typed in a form that is not saved yet: kept while it is typed, so that a lock or a crash loses nothing.
-- It is no record: nothing of it is searched, exported or sent.
CREATE TABLE kept_draft (
  person  TEXT    NOT NULL,
  place   TEXT    NOT NULL,
  patient INTEGER,
  title   TEXT    NOT NULL,
  content TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (person, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX kept_draft_of_patient ON kept_draft (patient);
