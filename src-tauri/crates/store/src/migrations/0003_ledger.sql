-- What people did to mappings by hand: who, when, with which correlation id, and what was there before.
CREATE TABLE mapping_act (
  id          INTEGER PRIMARY KEY,
  record      INTEGER NOT NULL,
  connection  INTEGER NOT NULL,
  act         TEXT    NOT NULL,
  detail      TEXT,
  person      TEXT    NOT NULL,
  correlation BLOB    NOT NULL,
  at          INTEGER NOT NULL
) STRICT;

CREATE INDEX mapping_act_of_record ON mapping_act (record, id);

-- What the EHR said is gone: few, and looked for whenever a section is shown.
CREATE INDEX mapping_gone ON mapping (record) WHERE status = 1;
