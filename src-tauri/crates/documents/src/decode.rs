//! Bytes to letters where the file does not say which, or says it in its own way.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// As text, if it is one: by its byte order mark, by what it declares in its head, as UTF-8, else as Windows
/// wrote it. Nothing where there are bytes that no text has.
pub(crate) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, wrong) = encoding.decode_without_bom_handling(bytes.get(mark..)?);
        return (!wrong && !text.contains('\0')).then_some(text);
    }
    if bytes.contains(&0) {
        return None;
    }
    let encoding = declared(bytes).unwrap_or(UTF_8);
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    if !wrong {
        return plausible(&text).then_some(text);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    plausible(&text).then_some(text)
}

/// What an XML declaration or a `meta` element names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let after = ["encoding=", "charset="]
        .iter()
        .find_map(|mark| head.split_once(mark))?
        .1;
    let label: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    Encoding::for_label(label.as_bytes())
}

/// Letters with a control character among a hundred at most: noise is no text.
fn plausible(text: &str) -> bool {
    let odd = |c: &char| {
        c.is_control()
            && !matches!(
                c,
                '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{8}' | '\u{1b}' | '\u{1a}'
            )
    };
    text.chars().filter(odd).count() * 100 <= text.chars().count()
}
