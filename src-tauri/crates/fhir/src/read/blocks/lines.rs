//! Plain text as blocks: a line a block, so that what was copied and what changed can be told line by line.

use super::{Block, Kind, Looks, Run, guess};

/// Reads plain text.
pub fn read(text: &str) -> Vec<Block> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}'], "\n");
    let mut blocks = Vec::new();
    let mut apart = false;
    for line in text.trim_start_matches('\u{feff}').split('\n') {
        let line: String = line
            .chars()
            .filter(|c| !c.is_control() || *c == '\t')
            .collect();
        let line = line.trim_end();
        if line.is_empty() {
            apart = true;
            continue;
        }
        let looks = if is_columns(line) {
            Looks::FIXED
        } else {
            Looks::default()
        };
        let run = Run {
            text: line.to_owned(),
            looks,
        };
        let mut block = Block::of(Kind::Line, vec![run]);
        block.apart = apart && !blocks.is_empty();
        blocks.push(block);
        apart = false;
    }
    guess::headings(&mut blocks);
    blocks
}

/// Columns made with blanks: three of them between words, or a tab.
fn is_columns(line: &str) -> bool {
    let inner = line.trim();
    inner.contains("   ") || inner.contains('\t') || inner.contains(" | ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn a_progress_note_typed_on_a_plain_keyboard() {
        let blocks = read(
            "SUBJECTIVE:\r\nSlept well.\r\n\r\nAssessment and plan:\n1. Heart failure\nNa   140\nHPI: 66 y woman",
        );
        let seen: Vec<_> = blocks
            .iter()
            .map(|b| (b.kind, b.apart, b.outline.as_deref()))
            .collect();
        assert_eq!(
            seen,
            [
                (Kind::Heading, false, Some("SUBJECTIVE")),
                (Kind::Line, false, None),
                (Kind::Heading, true, Some("Assessment and plan")),
                (Kind::Line, false, None),
                (Kind::Line, false, None),
                (Kind::Line, false, Some("HPI")),
            ]
        );
        assert!(blocks[4].runs[0].looks.has(Looks::FIXED));
        assert_eq!(
            super::super::plain(&blocks),
            "SUBJECTIVE:\nSlept well.\n\nAssessment and plan:\n1. Heart failure\nNa   140\nHPI: 66 y woman",
            "no word is changed"
        );
    }
}
