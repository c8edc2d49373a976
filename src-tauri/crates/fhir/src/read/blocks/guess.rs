//! Which lines begin something, where a document names no headings: as people write them. Only the look and
//! the contents depend on it; no word is changed.

use super::{Block, Kind, Looks, said};

/// Longest heading, in letters.
const LONGEST: usize = 60;
/// Level of what was not sent as a heading.
const LEVEL: u8 = 3;

/// Marks lines that read as headings.
pub(super) fn headings(blocks: &mut [Block]) {
    for block in blocks {
        if block.kind == Kind::Heading {
            block.outline = Some(said(&block.runs).trim().to_owned()).filter(|t| !t.is_empty());
            continue;
        }
        if block.kind != Kind::Line {
            continue;
        }
        let text = said(&block.runs);
        let text = text.trim();
        if text.contains('\n') || block.runs.iter().any(|run| run.looks.has(Looks::STRUCK)) {
            continue;
        }
        let bold = block
            .runs
            .iter()
            .all(|run| run.looks.has(Looks::BOLD) || run.text.trim().is_empty());
        if is_heading(text, bold) {
            block.kind = Kind::Heading;
            block.level = LEVEL;
            block.outline = Some(text.trim_end_matches(':').trim_end().to_owned());
        } else {
            block.outline = begins(text).map(str::to_owned);
        }
    }
}

fn is_heading(text: &str, bold: bool) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let short = text.chars().count() <= LONGEST && text.split_whitespace().count() <= 8;
    let begins = text.chars().next().is_some_and(char::is_uppercase);
    if !short || !begins || letters < 3 || text.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let ends = text.ends_with(':') && !text.trim_end_matches(':').contains(':');
    let body = text.trim_end_matches(':');
    let sentence = body.ends_with(['.', ',', ';', '!', '?']);
    ends || (!sentence && (bold || is_upper(body)))
}

/// "HPI: 66 y woman" begins "HPI".
fn begins(text: &str) -> Option<&str> {
    let (head, rest) = text.split_once(':')?;
    let words = head.split_whitespace().count();
    let fits = (1..=5).contains(&words) && head.len() <= LONGEST && rest.starts_with(' ');
    (fits && is_upper(head) && head.chars().filter(|c| c.is_alphabetic()).count() >= 3)
        .then_some(head.trim())
}

fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase)
        && !text.chars().any(char::is_lowercase)
        && !text.chars().any(|c| c.is_ascii_digit())
}
