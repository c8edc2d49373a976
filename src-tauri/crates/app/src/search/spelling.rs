//! What somebody may have meant by a word that no record here has. Only said, never searched for unasked: a
//! drug's name and another's may be two letters apart.

use wardbook_store::rusqlite::Connection;
use wardbook_store::search::fold;
use wardbook_store::{StoreError, search, spelling};

/// Suggestions at most.
const MOST: usize = 3;
/// Shorter words are abbreviations: nearly every one is near to another.
const SHORTEST: usize = 4;

/// The text with its unknown word replaced, nearest first; only texts that find something.
pub(super) fn near(
    c: &Connection,
    text: &str,
    patient: Option<i64>,
) -> Result<Vec<String>, StoreError> {
    let words: Vec<&str> = search::words(text).collect();
    let mut unknown = None;
    for word in &words {
        if !spelling::is_held(c, word)? {
            // With two of them, what was meant is anybody's guess.
            if unknown.replace(*word).is_some() {
                return Ok(Vec::new());
            }
        }
    }
    let Some(unknown) = unknown.filter(|word| is_correctable(word)) else {
        return Ok(Vec::new());
    };
    let mut texts = Vec::new();
    for word in candidates(c, &fold(unknown))? {
        let other = text.replacen(unknown, &word, 1);
        if !search::find(c, &other, &|_| Vec::new(), patient, 1)?.is_empty() {
            texts.push(other);
        }
        if texts.len() == MOST {
            break;
        }
    }
    Ok(texts)
}

fn is_correctable(word: &str) -> bool {
    word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic)
}

/// Words of the index near to one, the nearest first, of equals the one more records have.
fn candidates(c: &Connection, word: &str) -> Result<Vec<String>, StoreError> {
    let start = |letters: usize| word.chars().take(letters).collect::<String>();
    // The first two letters are rarely the wrong ones; the first hardly ever.
    for letters in [2, 1] {
        let mut near: Vec<(usize, u64, String)> = spelling::beginning(c, &start(letters))?
            .into_iter()
            .filter_map(|one| {
                let distance = distance(word, &one.text)?;
                Some((distance, u64::MAX - one.records, one.text))
            })
            .collect();
        near.sort();
        if !near.is_empty() {
            return Ok(near.into_iter().map(|(_, _, text)| text).take(20).collect());
        }
    }
    Ok(Vec::new())
}

/// Letters left out, put in, changed or swapped, where few enough for the length; a word may still be being
/// typed, so its beginning counts too.
fn distance(word: &str, other: &str) -> Option<usize> {
    let length = word.chars().count();
    let most = if length < 6 { 1 } else { 2 };
    let whole = strsim::osa_distance(word, other);
    let begun = (length.saturating_sub(1)..=length + 1)
        .map(|letters| other.chars().take(letters).collect::<String>())
        .map(|start| strsim::osa_distance(word, &start) + 1)
        .min()
        .unwrap_or(whole);
    let least = whole.min(begun);
    (least <= most).then_some(least)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_slip_is_near_and_another_drug_is_not() {
        assert_eq!(distance("potasium", "potassium"), Some(1));
        assert_eq!(distance("furosmide", "furosemide"), Some(1));
        assert_eq!(
            distance("metofrmin", "metformin"),
            Some(1),
            "two letters swapped"
        );
        assert_eq!(
            distance("potasi", "potassium"),
            Some(2),
            "still being typed"
        );
        assert_eq!(distance("furosemide", "torasemide"), None);
        assert_eq!(distance("iron", "zinc"), None);
    }
}
