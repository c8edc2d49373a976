-- What a person keeps for themselves about a patient: no part of any record, never sent anywhere. Mark 1 is
-- "my patient", 2 is "starred".
CREATE TABLE own_mark (
  person  TEXT    NOT NULL,
  mark    INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (person, mark, patient)
) STRICT, WITHOUT ROWID;

CREATE INDEX own_mark_of_patient ON own_mark (patient);

CREATE TABLE own_note (
  id         INTEGER PRIMARY KEY,
  uuid       BLOB    NOT NULL UNIQUE,
  person     TEXT    NOT NULL,
  patient    INTEGER NOT NULL,
  text       TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX own_note_of_patient ON own_note (patient, person);

-- Lists of patients as an EHR keeps them (List, Group), as of when they were read. A member may be a patient who
-- is not on this workstation.
CREATE TABLE ward_list (
  id         INTEGER PRIMARY KEY,
  uuid       BLOB    NOT NULL UNIQUE,
  connection INTEGER NOT NULL,
  type       TEXT    NOT NULL,
  fhir_id    TEXT    NOT NULL,
  title      TEXT,
  fetched_at INTEGER NOT NULL,
  UNIQUE (connection, type, fhir_id)
) STRICT;

CREATE TABLE ward_member (
  list    INTEGER NOT NULL,
  place   INTEGER NOT NULL,
  fhir_id TEXT    NOT NULL,
  PRIMARY KEY (list, place)
) STRICT, WITHOUT ROWID;
