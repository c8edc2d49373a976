-- What a connection needs beside its address: the way back from the browser, the addresses of a plain OAuth 2 server,
-- scopes somebody chose, a user name or the name of a header, the name of a key. Secrets are never in this table.
ALTER TABLE connection ADD COLUMN redirect      TEXT;
ALTER TABLE connection ADD COLUMN authorize_url TEXT;
ALTER TABLE connection ADD COLUMN token_url     TEXT;
ALTER TABLE connection ADD COLUMN scopes        TEXT;
ALTER TABLE connection ADD COLUMN account       TEXT;
ALTER TABLE connection ADD COLUMN key_id        TEXT;

-- Hospitals and their FHIR addresses, from lists that vendors publish. `words` is what is searched: folded, name and place.
CREATE TABLE hospital (
  list      TEXT NOT NULL,
  name      TEXT NOT NULL,
  fhir_base TEXT NOT NULL,
  place     TEXT NOT NULL DEFAULT '',
  words     TEXT NOT NULL,
  PRIMARY KEY (list, name, fhir_base)
) STRICT, WITHOUT ROWID;
