CREATE TRIGGER image_thumbnail_goes AFTER DELETE ON image_series BEGIN
  DELETE FROM image_thumbnail WHERE series = old.id;
END;
CREATE TABLE attachment (
  record     INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  fhir_id    ANY     NOT NULL,
  PRIMARY KEY (record, fhir_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE blob (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  hash   BLOB    NOT NULL UNIQUE,
  length INTEGER NOT NULL
, piece INTEGER NOT NULL DEFAULT 262144) STRICT;
CREATE TABLE blob_piece (
  id     INTEGER PRIMARY KEY,
  blob   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  bytes  BLOB    NOT NULL,
  UNIQUE (blob, number)
) STRICT;
CREATE TABLE connection (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid       BLOB    NOT NULL UNIQUE,
  name       TEXT    NOT NULL UNIQUE COLLATE NOCASE,
  fhir_base  TEXT    NOT NULL,
  client_id  TEXT,
  auth       TEXT    NOT NULL,
  capability BLOB,
  created_at INTEGER NOT NULL,
  synced_at  INTEGER
, redirect      TEXT, authorize_url TEXT, token_url     TEXT, scopes        TEXT, account       TEXT, key_id        TEXT) STRICT;
CREATE TABLE counter (
  name  TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE dictionary (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  type       INTEGER NOT NULL,
  bytes      BLOB    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE document (
  record       INTEGER PRIMARY KEY,
  blob         INTEGER NOT NULL,
  content_type TEXT    NOT NULL,
  pages        INTEGER,
  scanned      INTEGER NOT NULL DEFAULT 0,
  unread       TEXT,
  person       TEXT    NOT NULL,
  correlation  BLOB    NOT NULL,
  at           INTEGER NOT NULL
) STRICT;
CREATE TABLE document_access (
  record      INTEGER PRIMARY KEY,
  level       TEXT    NOT NULL,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL
) STRICT;
CREATE TABLE document_chain (
  record      INTEGER NOT NULL,
  replaces    INTEGER NOT NULL,
  how         TEXT    NOT NULL,
  origin      INTEGER,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (record, replaces)
) STRICT;
CREATE TABLE document_error (
  record      INTEGER PRIMARY KEY,
  status      TEXT    NOT NULL,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL
) STRICT;
CREATE TABLE document_page (
  record INTEGER NOT NULL,
  place  INTEGER NOT NULL,
  page   INTEGER,
  part   TEXT,
  length INTEGER NOT NULL,
  text   BLOB    NOT NULL,
  PRIMARY KEY (record, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE hospital (
  list      TEXT NOT NULL,
  name      TEXT NOT NULL,
  fhir_base TEXT NOT NULL,
  place     TEXT NOT NULL DEFAULT '',
  words     TEXT NOT NULL,
  PRIMARY KEY (list, name, fhir_base)
) STRICT, WITHOUT ROWID;
CREATE TABLE image_instance (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid        BLOB    NOT NULL UNIQUE,
  series      INTEGER NOT NULL,
  uid         TEXT    NOT NULL,
  class       TEXT,
  syntax      TEXT    NOT NULL,
  number      INTEGER,
  rows        INTEGER NOT NULL,
  columns     INTEGER NOT NULL,
  frames      INTEGER NOT NULL,
  place       REAL,
  remarks     TEXT,
  blob        INTEGER NOT NULL,
  at          INTEGER NOT NULL,
  UNIQUE (series, uid, blob)
) STRICT;
CREATE TABLE image_key (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  patient     INTEGER NOT NULL,
  study_uid   TEXT    NOT NULL,
  instance_uid TEXT   NOT NULL,
  content     BLOB    NOT NULL,
  frame       INTEGER NOT NULL,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  UNIQUE (patient, study_uid, instance_uid, content, frame)
) STRICT;
CREATE TABLE image_measurement (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid        BLOB    NOT NULL UNIQUE,
  patient     INTEGER NOT NULL,
  study_uid   TEXT    NOT NULL,
  instance_uid TEXT   NOT NULL,
  content     BLOB    NOT NULL,
  frame       INTEGER NOT NULL,
  kind        TEXT    NOT NULL,
  name        TEXT,
  points      TEXT    NOT NULL,
  figures     TEXT    NOT NULL,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  changed_by  TEXT    NOT NULL,
  changed_at  INTEGER NOT NULL,
  removed_at  INTEGER
) STRICT;
CREATE TABLE image_series (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid        BLOB    NOT NULL UNIQUE,
  study       INTEGER NOT NULL,
  uid         TEXT    NOT NULL,
  modality    TEXT,
  number      INTEGER,
  description TEXT,
  body_part   TEXT,
  laterality  TEXT,
  UNIQUE (study, uid)
) STRICT;
CREATE TABLE image_study (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid        BLOB    NOT NULL UNIQUE,
  patient     INTEGER NOT NULL,
  uid         TEXT    NOT NULL,
  date        TEXT,
  time        TEXT,
  description TEXT,
  accession   TEXT,
  said_name   TEXT,
  said_id     TEXT,
  said_birth  TEXT,
  said_sex    TEXT,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  UNIQUE (patient, uid)
) STRICT;
CREATE TABLE image_thumbnail (
  series   INTEGER PRIMARY KEY,
  instance INTEGER NOT NULL,
  columns  INTEGER NOT NULL,
  pixels   BLOB    NOT NULL
) STRICT;
CREATE TABLE kept_draft (
  person  TEXT    NOT NULL,
  place   TEXT    NOT NULL,
  patient INTEGER,
  title   TEXT    NOT NULL,
  content TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (person, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger (
  connection  INTEGER NOT NULL,
  patient     INTEGER NOT NULL,
  section     INTEGER NOT NULL,
  read        INTEGER NOT NULL,
  state       INTEGER NOT NULL,
  count       INTEGER NOT NULL DEFAULT 0,
  expected    INTEGER,
  as_of       INTEGER,
  window      TEXT,
  checkpoint  TEXT,
  reason_code TEXT,
  reason      TEXT,
  quarantined INTEGER NOT NULL DEFAULT 0,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (patient, connection, read)
) STRICT, WITHOUT ROWID;
CREATE TABLE mapping (
  record       INTEGER PRIMARY KEY,
  connection   INTEGER NOT NULL,
  type         INTEGER NOT NULL,
  fhir_id      ANY     NOT NULL,
  version      TEXT,
  last_updated INTEGER,
  hash         BLOB    NOT NULL,
  synced_at    INTEGER NOT NULL,
  status       INTEGER NOT NULL DEFAULT 0,
  error_count  INTEGER NOT NULL DEFAULT 0,
  last_error   TEXT
) STRICT;
CREATE TABLE mapping_act (
  id          INTEGER PRIMARY KEY,
  record      INTEGER NOT NULL,
  connection  INTEGER NOT NULL,
  act         TEXT    NOT NULL,
  detail      TEXT,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL
) STRICT;
CREATE TABLE outbox (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid          BLOB    NOT NULL UNIQUE,
  connection    INTEGER NOT NULL,
  patient       INTEGER NOT NULL DEFAULT 0,
  record        INTEGER,
  type          TEXT    NOT NULL,
  act           TEXT    NOT NULL,
  title         TEXT    NOT NULL,
  client_id     TEXT    NOT NULL,
  fhir_id       TEXT,
  version       TEXT,
  state         TEXT    NOT NULL,
  reason_code   TEXT,
  reason        TEXT,
  person        TEXT    NOT NULL,
  created_at    INTEGER NOT NULL,
  changed_at    INTEGER NOT NULL,
  first_sent_at INTEGER,
  due_at        INTEGER NOT NULL DEFAULT 0,
  attempts      INTEGER NOT NULL DEFAULT 0,
  place         INTEGER NOT NULL,
  verdict       TEXT,
  differences   TEXT
) STRICT;
CREATE TABLE outbox_attempt (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  item       INTEGER NOT NULL,
  step       TEXT    NOT NULL,
  began_at   INTEGER NOT NULL,
  ended_at   INTEGER,
  outcome    TEXT,
  status     INTEGER,
  said       TEXT,
  request_id TEXT
) STRICT;
CREATE TABLE outbox_body (
  item   INTEGER NOT NULL,
  side   TEXT    NOT NULL,
  length INTEGER NOT NULL,
  body   BLOB    NOT NULL,
  PRIMARY KEY (item, side)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox_need (
  item  INTEGER NOT NULL,
  needs INTEGER NOT NULL,
  PRIMARY KEY (item, needs)
) STRICT, WITHOUT ROWID;
CREATE TABLE own_mark (
  person  TEXT    NOT NULL,
  mark    INTEGER NOT NULL,
  patient INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  PRIMARY KEY (person, mark, patient)
) STRICT, WITHOUT ROWID;
CREATE TABLE own_note (
  id         INTEGER PRIMARY KEY,
  uuid       BLOB    NOT NULL UNIQUE,
  person     TEXT    NOT NULL,
  patient    INTEGER NOT NULL,
  text       TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE patient (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid        BLOB    NOT NULL UNIQUE,
  connection  INTEGER NOT NULL REFERENCES connection (id),
  fhir_id     TEXT    NOT NULL,
  record      INTEGER,
  name        TEXT,
  family      TEXT,
  given       TEXT,
  sort_name   TEXT    NOT NULL DEFAULT '',
  birth_date  TEXT,
  gender      TEXT,
  mrn         TEXT,
  deceased    INTEGER NOT NULL DEFAULT 0,
  opened_at   INTEGER,
  new_records INTEGER NOT NULL DEFAULT 0,
  UNIQUE (connection, fhir_id)
) STRICT;
CREATE TABLE patient_stay (
  patient     INTEGER PRIMARY KEY,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE patient_text USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
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
, chosen INTEGER NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1))) STRICT;
CREATE TABLE person_connection (
  person     INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  PRIMARY KEY (person, connection)
) STRICT, WITHOUT ROWID;
CREATE TABLE person_try (
  account  BLOB    PRIMARY KEY,
  wrong    INTEGER NOT NULL,
  wrong_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE progress (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  commits INTEGER NOT NULL
) STRICT;
CREATE TABLE quantity_index (
  record INTEGER NOT NULL,
  term   INTEGER NOT NULL,
  value  REAL    NOT NULL,
  unit   INTEGER,
  PRIMARY KEY (record, term, value)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  connection  INTEGER NOT NULL,
  patient     INTEGER,
  type        TEXT,
  fhir_id     TEXT,
  hash        BLOB    NOT NULL,
  reason_code TEXT    NOT NULL,
  reason      TEXT    NOT NULL,
  at          INTEGER NOT NULL,
  length      INTEGER NOT NULL,
  body        BLOB    NOT NULL,
  UNIQUE (connection, hash)
) STRICT;
CREATE TABLE record (
  id         INTEGER PRIMARY KEY,
  uuid       BLOB    NOT NULL,
  connection INTEGER NOT NULL,
  type       INTEGER NOT NULL,
  patient    INTEGER NOT NULL DEFAULT 0,
  section    INTEGER NOT NULL,
  date       INTEGER,
  precision  INTEGER NOT NULL DEFAULT 0,
  code       INTEGER,
  category   INTEGER,
  status     INTEGER,
  value      REAL,
  unit       INTEGER,
  changed_at INTEGER NOT NULL,
  dictionary INTEGER NOT NULL DEFAULT 0,
  length     INTEGER NOT NULL,
  body       BLOB    NOT NULL
) STRICT;
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
CREATE TABLE retention (
  connection INTEGER PRIMARY KEY,
  days       INTEGER CHECK (days BETWEEN 1 AND 3650),
  holding    INTEGER NOT NULL,
  since      INTEGER NOT NULL
) STRICT;
CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE term (
  id      INTEGER PRIMARY KEY,
  system  TEXT NOT NULL DEFAULT '',
  code    TEXT NOT NULL DEFAULT '',
  display TEXT NOT NULL DEFAULT '',
  UNIQUE (code, system, display)
) STRICT;
CREATE VIRTUAL TABLE text USING fts5 (words, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 2");
CREATE TABLE token_index (
  record INTEGER NOT NULL,
  role   INTEGER NOT NULL,
  term   INTEGER NOT NULL,
  PRIMARY KEY (record, role, term)
) STRICT, WITHOUT ROWID;
CREATE TABLE verified (
  record      INTEGER PRIMARY KEY,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  hash        BLOB    NOT NULL
) STRICT;
CREATE TABLE wanted (
  id         INTEGER PRIMARY KEY,
  connection INTEGER NOT NULL,
  type       INTEGER NOT NULL,
  fhir_id    ANY     NOT NULL,
  asked_at   INTEGER,
  answer     TEXT,
  UNIQUE (connection, type, fhir_id)
) STRICT;
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
CREATE TABLE word (
  id   INTEGER PRIMARY KEY,
  text TEXT    NOT NULL UNIQUE
) STRICT;
CREATE VIRTUAL TABLE word_of_text USING fts5vocab('text', 'row');
CREATE INDEX attachment_by_fhir_id ON attachment (fhir_id, connection, record);
CREATE INDEX document_by_blob ON document (blob);
CREATE INDEX document_chain_by_replaced ON document_chain (replaces);
CREATE INDEX image_instance_by_blob ON image_instance (blob);
CREATE INDEX image_measurement_of_study ON image_measurement (patient, study_uid);
CREATE INDEX kept_draft_of_patient ON kept_draft (patient);
CREATE INDEX ledger_of_connection ON ledger (connection, state);
CREATE INDEX mapping_act_of_record ON mapping_act (record, id);
CREATE UNIQUE INDEX mapping_by_fhir_id ON mapping (fhir_id, type, connection);
CREATE INDEX mapping_gone ON mapping (record) WHERE status = 1;
CREATE INDEX outbox_attempt_of_item ON outbox_attempt (item, id);
CREATE INDEX outbox_by_client_id ON outbox (client_id);
CREATE INDEX outbox_by_fhir_id ON outbox (fhir_id, type, connection) WHERE fhir_id IS NOT NULL;
CREATE INDEX outbox_by_state ON outbox (state, connection, place);
CREATE INDEX outbox_need_by_needed ON outbox_need (needs, item);
CREATE INDEX outbox_of_patient ON outbox (patient, state);
CREATE INDEX outbox_of_record ON outbox (record) WHERE record IS NOT NULL;
CREATE INDEX own_mark_of_patient ON own_mark (patient);
CREATE INDEX own_note_of_patient ON own_note (patient, person);
CREATE INDEX patient_by_name ON patient (sort_name, id);
CREATE UNIQUE INDEX person_account ON person (account) WHERE removed_at IS NULL;
CREATE INDEX quantity_by_term ON quantity_index (term, record);
CREATE INDEX record_by_code ON record (type, code, date);
CREATE INDEX record_of_patient ON record (patient, section, date, type, code);
CREATE INDEX token_by_term ON token_index (term, record);
CREATE INDEX version_of_record ON record_version (record, id);
