//! What our readers of XML share. Entities of a document's own are never expanded, so that none can grow.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Deeper than any document: beyond it a file is made to harm.
pub(crate) const DEEPEST: usize = 500;

/// A reader of text that checks names of ends.
pub(crate) fn reader(text: &str) -> Reader<&[u8]> {
    Reader::from_str(text)
}

/// Whether the first element is of HL7's clinical documents.
pub(crate) fn is_cda(text: &str) -> bool {
    let mut reader = reader(text);
    for _ in 0..100 {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => {
                return start.local_name().as_ref() == "ClinicalDocument"
                    || start.attributes().flatten().any(|a| {
                        a.key.as_ref().starts_with("xmlns") && a.value == "urn:hl7-org:v3"
                    });
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
    false
}

/// The letters an entity stands for: those of XML and HTML's commonest; of others its own name, visibly.
pub(crate) fn entity(reference: &BytesRef<'_>, into: &mut String) {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => into.push(letter),
        Err(_) => into.push('\u{fffd}'),
        Ok(None) => match &**reference {
            "amp" => into.push('&'),
            "lt" => into.push('<'),
            "gt" => into.push('>'),
            "quot" => into.push('"'),
            "apos" => into.push('\''),
            "nbsp" => into.push('\u{a0}'),
            other => {
                into.push('&');
                into.push_str(other);
                into.push(';');
            }
        },
    }
}

/// An attribute's value by local name.
pub(crate) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start.attributes().flatten().find_map(|a| {
        (a.key.local_name().as_ref() == name).then(|| {
            quick_xml::escape::unescape(&a.value).map_or_else(|_| a.value.to_string(), Into::into)
        })
    })
}
