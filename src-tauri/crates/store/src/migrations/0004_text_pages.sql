-- A leaf of the full-text index fills a page: at the built-in 4,050 bytes each leaves half of its page empty.
-- More is gathered in memory before it is written, so that fewer small segments are merged into larger ones.
INSERT INTO text (text, rank) VALUES ('pgsz', 8000);
INSERT INTO text (text, rank) VALUES ('hashsize', 4194304);
INSERT INTO patient_text (patient_text, rank) VALUES ('pgsz', 8000);
