//! Reading in this very process, without limits: what the worker does once it is inside them, and what tests
//! and fuzzers of single readers want.

use std::borrow::Cow;

use crate::{Kind, Passage, Reading, Refusal, ccda, decode, docx, pdf, picture, rtf};

/// Reads a document here.
pub fn here(bytes: &[u8]) -> Result<Reading, Refusal> {
    let kind = Kind::of(bytes)?;
    if kind == Kind::Pdf {
        let voices = pdf::Voice::ALL.map(|voice| (voice, voice.ask(bytes)));
        return pdf::best(&voices);
    }
    of_kind(kind, bytes)
}

/// Reads what is known to be of this kind, and is no PDF.
pub(crate) fn of_kind(kind: Kind, bytes: &[u8]) -> Result<Reading, Refusal> {
    match kind {
        Kind::Docx => docx::read(bytes),
        Kind::Rtf => rtf::read(bytes),
        Kind::Ccda => ccda::read(&letters(bytes)?),
        Kind::Html => Ok(html(&letters(bytes)?)),
        Kind::Txt => Ok(plain(&letters(bytes)?)),
        Kind::Jpeg | Kind::Png | Kind::Tiff => picture::read(kind, bytes),
        Kind::Pdf => here(bytes),
    }
}

fn letters(bytes: &[u8]) -> Result<Cow<'_, str>, Refusal> {
    decode::text(bytes).ok_or(Refusal::Damaged)
}

/// A form feed begins a page, as printers know it.
fn plain(text: &str) -> Reading {
    let mut reading = Reading::of(Kind::Txt);
    let text = text.trim_end_matches('\u{1a}');
    if text.contains('\u{c}') {
        let pages = (1..).zip(text.split('\u{c}'));
        reading.passages = pages
            .filter(|(_, page)| !page.trim().is_empty())
            .map(|(n, page)| Passage::on_page(n, page.to_owned()))
            .collect();
        reading.pages = u32::try_from(text.split('\u{c}').count()).ok();
    } else {
        reading.passages.push(Passage {
            text: text.to_owned(),
            ..Passage::default()
        });
    }
    reading
}

/// Where `plain` below would cut without a word.
const LONGEST_MARKUP: usize = 16 * 1024 * 1024;

fn html(text: &str) -> Reading {
    let mut reading = Reading::of(Kind::Html);
    if text.len() > LONGEST_MARKUP {
        reading
            .unread
            .push("What follows after the first 16 MB of the page".to_owned());
    }
    let lower = text
        .get(..text.len().min(65_536))
        .unwrap_or_default()
        .to_ascii_lowercase();
    let title = lower.find("<title").and_then(|at| {
        let from = at + lower.get(at..)?.find('>')? + 1;
        let to = from + lower.get(from..)?.find("</title")?;
        text.get(from..to)
    });
    reading.facts.title = title
        .map(wardbook_fhir::read::narrative::plain)
        .as_deref()
        .and_then(crate::facts::said);
    reading.passages.push(Passage {
        text: wardbook_fhir::read::narrative::plain(text),
        ..Passage::default()
    });
    reading
}
