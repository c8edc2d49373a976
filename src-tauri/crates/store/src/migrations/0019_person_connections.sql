-- Which connections somebody sees: all of them, or those chosen (`chosen` 1), which may be none. A connection's number is never
-- given again, so that a row of one that was removed opens nothing.
ALTER TABLE person ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1));
CREATE TABLE person_connection (
  person     INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  PRIMARY KEY (person, connection)
) STRICT, WITHOUT ROWID;
