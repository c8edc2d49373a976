-- What a person measured in an image, and the images somebody marked as key. Both are of a patient and of one very file:
-- its names (study, SOP instance) and its content, so that they are there again where the images were taken away and
-- brought back, and never stand over pixels they were not made on. `points`: in pixels of the image, column and row from the middle of the
-- first; `figures`: what was read off there and then. Both JSON. A measurement that was taken away can be had back.
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
CREATE INDEX image_measurement_of_study ON image_measurement (patient, study_uid);

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
