-- What is written here and has to reach an EHR: one row an item, its bodies, and what every attempt met.
-- An item is never deleted: what was sent, refused or withdrawn can be told afterwards.
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

CREATE INDEX outbox_by_state ON outbox (state, connection, place);
CREATE INDEX outbox_of_patient ON outbox (patient, state);
CREATE INDEX outbox_of_record ON outbox (record) WHERE record IS NOT NULL;
CREATE INDEX outbox_by_client_id ON outbox (client_id);
CREATE INDEX outbox_by_fhir_id ON outbox (fhir_id, type, connection) WHERE fhir_id IS NOT NULL;

-- `base`: what an edit began from; `mine`: what is to be sent; `theirs`: what the EHR was last seen to have.
CREATE TABLE outbox_body (
  item   INTEGER NOT NULL,
  side   TEXT    NOT NULL,
  length INTEGER NOT NULL,
  body   BLOB    NOT NULL,
  PRIMARY KEY (item, side)
) STRICT, WITHOUT ROWID;

-- Every step that went to the EHR, written before it goes; `said` are the server's own words.
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

CREATE INDEX outbox_attempt_of_item ON outbox_attempt (item, id);

-- An item that refers to what another one makes waits for that one.
CREATE TABLE outbox_need (
  item  INTEGER NOT NULL,
  needs INTEGER NOT NULL,
  PRIMARY KEY (item, needs)
) STRICT, WITHOUT ROWID;

CREATE INDEX outbox_need_by_needed ON outbox_need (needs, item);

-- A person looked at the record and vouches for it; another body ends that.
CREATE TABLE verified (
  record      INTEGER PRIMARY KEY,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL,
  hash        BLOB    NOT NULL
) STRICT;
