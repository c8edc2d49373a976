-- Images a person brought in. A study is of the patient it was kept for; what its files say of their patient stands
-- beside it as they say it, so that a difference can be shown and never disappears.
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

-- An instance is its whole file, in `blob`. Two files of one name and other content are both kept. `place`: how far
-- along the direction of the stack it lies, in millimetres.
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

CREATE INDEX image_instance_by_blob ON image_instance (blob);
