-- What a record points to, by the id that its EHR gives the content: the words are found in the content, and the record
-- they belong to is shown.
CREATE TABLE attachment (
  record     INTEGER NOT NULL,
  connection INTEGER NOT NULL,
  fhir_id    ANY     NOT NULL,
  PRIMARY KEY (record, fhir_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX attachment_by_fhir_id ON attachment (fhir_id, connection, record);
