//! A Bundle of which some entries are no JSON. Their ends are found by their brackets, so that the other
//! entries can be read, and the broken ones be put aside whole. Refuses to guess: where the brackets do
//! not add up, the page is not readable at all.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use serde_json::value::RawValue;

/// The same page, as long, with each broken entry blanked out to a `null`; and the broken ones as sent.
/// `None` if no entry is broken, or something else is.
pub(super) fn mend(body: &Bytes) -> Option<(Bytes, Vec<Bytes>)> {
    // In another charset every entry with a letter beyond ASCII would look broken.
    std::str::from_utf8(body).ok()?;
    let broken: Vec<Range<usize>> = entries(body)?
        .into_iter()
        .filter(|place| {
            let entry = body.get(place.clone()).unwrap_or_default();
            serde_json::from_slice::<&RawValue>(entry).is_err()
        })
        .collect();
    let mut mended = BytesMut::from(body.as_ref());
    for place in &broken {
        let entry = mended.get_mut(place.clone())?;
        entry.fill(b' ');
        entry.get_mut(..4)?.copy_from_slice(b"null");
    }
    if broken.is_empty() || serde_json::from_slice::<&RawValue>(&mended).is_err() {
        return None;
    }
    let broken = broken.into_iter().map(|place| body.slice(place)).collect();
    Some((mended.freeze(), broken))
}

/// Where the elements of the Bundle's own `entry` are: objects two brackets deep, in that array.
fn entries(body: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let mut in_entry = false;
    let mut from = 0;
    let mut at = 0;
    let mut last_text: &[u8] = b"";
    while let Some(&letter) = body.get(at) {
        match letter {
            b'"' => {
                let end = text_end(body, at)?;
                if open.len() == 1 {
                    last_text = body.get(at..end)?;
                }
                at = end;
                continue;
            }
            b'{' | b'[' => {
                if open.len() == 1 {
                    in_entry = letter == b'[' && last_text == b"\"entry\"";
                }
                if open.len() == 2 && in_entry {
                    from = at;
                }
                open.push(letter);
            }
            b'}' | b']' => {
                let opened = if letter == b'}' { b'{' } else { b'[' };
                if open.pop() != Some(opened) {
                    return None;
                }
                if open.len() == 2 && in_entry {
                    found.push(from..at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    open.is_empty().then_some(found)
}

/// The place after the text that begins here.
fn text_end(body: &[u8], begin: usize) -> Option<usize> {
    let mut at = begin + 1;
    loop {
        match body.get(at)? {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn mended(body: &str) -> Option<(String, Vec<String>)> {
        let (body, broken) = mend(&Bytes::copy_from_slice(body.as_bytes()))?;
        let text = |bytes: &Bytes| String::from_utf8(bytes.to_vec()).unwrap();
        Some((text(&body), broken.iter().map(text).collect()))
    }

    #[test]
    fn a_broken_result_is_cut_out_and_the_others_stay_to_the_byte() {
        let good = r#"{"resource":{"resourceType":"Observation","id":"a","note":"a \"]}[ \\ b"}}"#;
        let bad = r#"{"resource":{"resourceType":"Observation","id":"b","status":}}"#;
        let page = format!(
            r#"{{"resourceType":"Bundle","link":[{{"relation":"entry"}}],"entry":[{good}, {bad},{good}],"total":3}}"#
        );
        let (body, broken) = mended(&page).unwrap();
        assert_eq!(broken, [bad]);
        assert_eq!(body.len(), page.len());
        assert_eq!(body.matches(good).count(), 2);
        assert!(serde_json::from_str::<serde_json::Value>(&body).unwrap()["entry"][1].is_null());
    }

    #[test]
    fn nothing_is_guessed_where_more_than_an_entry_is_broken() {
        for page in [
            "",
            "<html>",
            r#"{"entry":[{"resource":{"id":"a"}}],"total":}"#,
            r#"{"entry":[{"resource":{"id":"a"}]}"#,
            r#"{"entry":[{"resource":{"id":"a"#,
            r#"{"entry":[{"resource":{"id":"a\"#,
            r#"{"contained":[{"status":}]}"#,
            r#"{"entry":[{"resource":{"id":"a"}}]}"#,
        ] {
            assert_eq!(mended(page), None, "{page}");
        }
    }
}
