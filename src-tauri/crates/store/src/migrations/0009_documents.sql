-- Documents a person brought in. The file whole, by its content, in pieces: a part of a large one is read alone, and
-- a record and its bytes commit together.
CREATE TABLE blob (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  hash   BLOB    NOT NULL UNIQUE,
  length INTEGER NOT NULL
) STRICT;

CREATE TABLE blob_piece (
  id     INTEGER PRIMARY KEY,
  blob   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  bytes  BLOB    NOT NULL,
  UNIQUE (blob, number)
) STRICT;

-- What stands beside a DocumentReference that was made here. `scanned`: there is no text in it.
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

CREATE INDEX document_by_blob ON document (blob);

-- Its text by page or part, in reading order, compressed.
CREATE TABLE document_page (
  record INTEGER NOT NULL,
  place  INTEGER NOT NULL,
  page   INTEGER,
  part   TEXT,
  length INTEGER NOT NULL,
  text   BLOB    NOT NULL,
  PRIMARY KEY (record, place)
) STRICT, WITHOUT ROWID;
