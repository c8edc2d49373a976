-- Words are gathered in memory until they are this many bytes, then written out as one more part of the index: parts
-- eight times as long as the default are merged with each other that much less often while a chart is first loaded.
INSERT INTO text (text, rank) VALUES ('hashsize', 8388608);
