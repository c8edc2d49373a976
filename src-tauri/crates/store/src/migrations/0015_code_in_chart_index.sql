-- The code stands in the index of a chart as well: the newest result of each test is found without a look at every record.
DROP INDEX record_of_patient;
CREATE INDEX record_of_patient ON record (patient, section, date, type, code);
