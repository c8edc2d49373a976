//! Words in quotes: a record is a hit where they stand in it one after the other. The index holds no places, so that what
//! has the words is read. Owns what is read for it, and how much at most.

use wardbook_fhir::text;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, attachments, documents, records, search};

/// Records that have the words and are read at most.
pub(super) const READ: u64 = 1_000;

/// The phrases of what was typed.
pub(super) struct Phrases(Vec<String>);

impl Phrases {
    /// What stands between two quotes, straight or curly; one word alone is no phrase.
    pub(super) fn of(typed: &str) -> Self {
        let parts: Vec<&str> = typed.split(['"', '“', '”', '„']).collect();
        // What is not closed yet is not quoted yet.
        let closed = parts.len().saturating_sub(1);
        let phrases = parts.iter().take(closed).skip(1).step_by(2);
        let phrases = phrases.map(|part| in_a_row(part));
        Self(
            phrases
                .filter(|phrase| phrase.split_whitespace().count() > 1)
                .collect(),
        )
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first `most` of these that hold every phrase.
    pub(super) fn held(
        &self,
        store: &Store,
        c: &Connection,
        rows: Vec<records::Row>,
        most: usize,
    ) -> Result<Vec<records::Row>, StoreError> {
        let mut found = Vec::new();
        for row in rows {
            let said = in_a_row(&said(store, c, &row)?);
            if self.0.iter().all(|phrase| said.contains(phrase.as_str())) {
                found.push(row);
            }
            if found.len() == most {
                break;
            }
        }
        Ok(found)
    }
}

/// Everything a record says: itself, the pages of its document and the content beside it.
fn said(store: &Store, c: &Connection, row: &records::Row) -> Result<String, StoreError> {
    let mut ids = vec![row.id];
    ids.extend(attachments::contents(c, row.id)?);
    let bodies = records::bodies(store, c, &ids)?;
    let mut said: String = bodies.iter().map(|(_, body)| text::words(body)).collect();
    for page in documents::text(c, row.id)? {
        said.push_str(&page.text);
        said.push('\n');
    }
    Ok(said)
}

/// The words of a text as they are compared, a space before and after each.
fn in_a_row(text: &str) -> String {
    let folded = search::fold(text);
    let words = search::words(&folded).flat_map(|word| [word, " "]);
    std::iter::once(" ").chain(words).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_between_quotes_is_a_phrase_once_they_are_closed() {
        for (typed, phrases) in [
            ("heart failure", vec![]),
            ("\"Heart failure\" acute", vec![" heart failure "]),
            (
                "“heart-failure” „since Tuesday”",
                vec![" heart failure ", " since tuesday "],
            ),
            ("\"heart fail", vec![]),
            ("\"gout\" \"\"", vec![]),
        ] {
            assert_eq!(Phrases::of(typed).0, phrases, "{typed}");
        }
        assert!(in_a_row("Congestive HEART\nfailure.").contains(" heart failure "));
        assert!(!in_a_row("heart failures").contains(" heart failure "));
    }
}
