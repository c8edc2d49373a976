-- Bytes of a file's pieces. Smaller ones are read and proved side by side, and a header needs no quarter of a megabyte.
ALTER TABLE blob ADD COLUMN piece INTEGER NOT NULL DEFAULT 262144;
