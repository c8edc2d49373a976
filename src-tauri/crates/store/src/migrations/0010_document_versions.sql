-- Which document took another one's place. Nothing is overwritten: each version is a record of its own.
-- `how`: "replaced", "restored", "pages", "merged", "superseded"; `origin`: the version whose content a restored one has.
-- One that several were merged into replaces each of them.
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

CREATE INDEX document_chain_by_replaced ON document_chain (replaces);

-- Who a person said may look at a document. Kept and shown; nothing is held back by it yet.
CREATE TABLE document_access (
  record      INTEGER PRIMARY KEY,
  level       TEXT    NOT NULL,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL
) STRICT;

-- A document without a name at an EHR that was marked as entered in error: its status before.
CREATE TABLE document_error (
  record      INTEGER PRIMARY KEY,
  status      TEXT    NOT NULL,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL
) STRICT;
