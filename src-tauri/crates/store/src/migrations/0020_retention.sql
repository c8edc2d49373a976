-- How long charts stay on this workstation that nobody opens. `days` was chosen for the connection, NULL where nobody chose;
-- `holding` is what held when it was last looked (0: they stay), `since` from when on.
CREATE TABLE retention (
  connection INTEGER PRIMARY KEY,
  days       INTEGER CHECK (days BETWEEN 1 AND 3650),
  holding    INTEGER NOT NULL,
  since      INTEGER NOT NULL
) STRICT;
-- Patients whose charts stay however long nobody opens them, and who said so.
CREATE TABLE patient_stay (
  patient     INTEGER PRIMARY KEY,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL
) STRICT;
