-- A small picture of a series, to tell it from others in a list: red, green, blue, row by row. It can be made again at any time and goes with
-- its series, whoever removes that. `instance`: of which one it is; another one is in the middle once more images have come.
CREATE TABLE image_thumbnail (
  series   INTEGER PRIMARY KEY,
  instance INTEGER NOT NULL,
  columns  INTEGER NOT NULL,
  pixels   BLOB    NOT NULL
) STRICT;

CREATE TRIGGER image_thumbnail_goes AFTER DELETE ON image_series BEGIN
  DELETE FROM image_thumbnail WHERE series = old.id;
END;
