//! What clinicians write for each other: an abbreviation finds the words it stands for, and the words find the
//! abbreviation. A small table of our own, and the workstation's `synonyms.txt` in the profile's folder:
//! lines of `MI = myocardial infarction; heart attack`, `#` begins a remark. It holds no patient data.

use std::collections::HashMap;
use std::path::Path;

use wardbook_store::search::fold;

/// The file in the profile's folder.
pub(crate) const FILE: &str = "synonyms.txt";
/// A file longer than this is no list of abbreviations.
const LONGEST: u64 = 256 * 1024;

/// One abbreviation a line, with what it stands for; of several meanings all are looked for.
const TABLE: &str = include_str!("synonyms.txt");

/// Words that mean the same, folded as a search folds them.
#[derive(Debug, Default)]
pub(crate) struct Synonyms(HashMap<String, Vec<String>>);

impl Synonyms {
    /// The table, with what the workstation adds. A file that cannot be read adds nothing.
    pub(crate) fn of(profile: &Path) -> Synonyms {
        let mut all = Synonyms::default();
        all.add(TABLE);
        let path = profile.join(FILE);
        let short = std::fs::metadata(&path).is_ok_and(|about| about.len() <= LONGEST);
        match short.then(|| std::fs::read_to_string(&path)) {
            Some(Ok(own)) => all.add(&own),
            Some(Err(error)) => {
                tracing::warn!(kind = ?error.kind(), "the list of synonyms could not be read");
            }
            None => {}
        }
        all
    }

    fn add(&mut self, lines: &str) {
        for line in lines.lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((short, long)) = line.split_once('=') else {
                continue;
            };
            let short = fold(short.trim());
            for long in long.split(';').map(|long| fold(long.trim())) {
                if short.is_empty() || long.is_empty() {
                    continue;
                }
                self.put(&short, &long);
                self.put(&long, &short);
            }
        }
    }

    fn put(&mut self, word: &str, same: &str) {
        let all = self.0.entry(word.to_owned()).or_default();
        if !all.iter().any(|one| one == same) {
            all.push(same.to_owned());
        }
    }

    /// What else this word, or these words together, may be written as.
    pub(crate) fn of_words(&self, words: &str) -> &[String] {
        self.0.get(&fold(words.trim())).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_abbreviation_and_its_words_find_each_other_and_a_ward_adds_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let own = "# of 7 North\nPJP = Pneumocystis pneumonia\nMI = mitral insufficiency\nbroken line\n = nothing\n";
        std::fs::write(folder.path().join(FILE), own).unwrap();
        let all = Synonyms::of(folder.path());
        assert_eq!(all.of_words("PJP"), ["pneumocystis pneumonia"]);
        let infarction = all.of_words(" Myocardial Infarction ");
        assert!(infarction.contains(&"mi".to_owned()), "{infarction:?}");
        let mi = all.of_words("mi");
        assert!(mi.contains(&"myocardial infarction".to_owned()), "{mi:?}");
        assert!(mi.contains(&"mitral insufficiency".to_owned()), "{mi:?}");
        assert!(all.of_words("gout").is_empty() && all.of_words("").is_empty());
    }
}
