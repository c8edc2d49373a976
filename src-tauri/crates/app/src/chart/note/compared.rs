//! Two notes of one patient line by line, and where a line changed, word by word.

use std::time::Duration;

use similar::{ChangeTag, TextDiff};
use wardbook_store::StoreError;

use super::super::desk::{Desk, Sheet};
use super::{blocks, parts, row_of};
use crate::wire::reading::{ComparedLine, ComparedNotes, ComparedWords, LineChange};

/// Two notes that share nothing are not worth longer; what is given then is right, only less small.
const LONGEST: Duration = Duration::from_millis(400);

/// Compares two notes; nothing where one of them is none.
pub(super) fn read(
    desk: &Desk<'_>,
    earlier: &Sheet,
    later: &Sheet,
) -> Result<Option<ComparedNotes>, StoreError> {
    let (Some(one), Some(other)) = (row_of(desk, earlier)?, row_of(desk, later)?) else {
        return Ok(None);
    };
    let mut not_compared = Vec::new();
    let before = lines(desk, earlier, &mut not_compared)?;
    let after = lines(desk, later, &mut not_compared)?;
    Ok(Some(ComparedNotes {
        earlier: one,
        later: other,
        lines: compare(&before, &after),
        not_compared,
    }))
}

fn lines(
    desk: &Desk<'_>,
    sheet: &Sheet,
    not_compared: &mut Vec<String>,
) -> Result<Vec<String>, StoreError> {
    let mut lines = Vec::new();
    for part in parts(desk, sheet)? {
        // The same words in another form would be compared twice.
        if part.same_as.is_some() {
            continue;
        }
        lines.extend(part.title);
        lines.extend(part.blocks.iter().flat_map(|block| {
            blocks::text(block)
                .lines()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        }));
        not_compared.extend(part.unavailable);
    }
    Ok(lines)
}

fn compare(before: &[String], after: &[String]) -> Vec<ComparedLine> {
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let after: Vec<&str> = after.iter().map(String::as_str).collect();
    let diff = TextDiff::configure()
        .timeout(LONGEST)
        .diff_slices(&before, &after);
    let mut lines = Vec::new();
    for op in diff.ops() {
        for change in diff.iter_inline_changes(op) {
            let kind = match change.tag() {
                ChangeTag::Equal => LineChange::Same,
                ChangeTag::Delete => LineChange::Gone,
                ChangeTag::Insert => LineChange::Came,
            };
            let words = change
                .iter_strings_lossy()
                .map(|(changed, text)| ComparedWords {
                    text: text.into_owned(),
                    changed,
                })
                .collect();
            lines.push(ComparedLine {
                change: kind,
                words,
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use LineChange::{Came, Gone, Same};

    #[test]
    fn a_changed_dose_is_the_word_that_differs() {
        let own = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let lines = compare(
            &own("PLAN\nFurosemide 40 mg twice daily\nDiet"),
            &own("PLAN\nFurosemide 80 mg twice daily\nDiet"),
        );
        let changes: Vec<_> = lines.iter().map(|line| line.change.clone()).collect();
        assert_eq!(changes, [Same, Gone, Came, Same]);
        let changed = |line: &ComparedLine| {
            let words: Vec<_> = line
                .words
                .iter()
                .filter(|w| w.changed)
                .map(|w| w.text.trim())
                .collect();
            words.concat()
        };
        assert_eq!(
            (changed(&lines[1]), changed(&lines[2])),
            ("40".into(), "80".into())
        );
        let whole: String = lines[2].words.iter().map(|w| w.text.as_str()).collect();
        assert_eq!(whole, "Furosemide 80 mg twice daily");
    }
}
