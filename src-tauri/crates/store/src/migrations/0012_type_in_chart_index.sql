-- The type stands in the index of a chart: what a chart holds is counted, and one type of a section found, without a
-- look at every record.
DROP INDEX record_of_patient;
CREATE INDEX record_of_patient ON record (patient, section, date, type);
