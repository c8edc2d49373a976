-- The words of the full-text index one by one, for what may have been meant by a word that nothing holds. It is
-- a view of the index and takes no room.
CREATE VIRTUAL TABLE word_of_text USING fts5vocab('text', 'row');
