//! A Bundle of which some entries are no JSON. Their ends are found by their brackets, so that the other
//! entries can be read, and the broken ones be put aside whole. Refuses to guess: where the brackets do
//! not add up, the page is not readable at all.

use std::ops::Range;

use bytes::{Bytes, BytesMut};
use serde_json::value::RawValue;

/// Why a page could not be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// It ends before it is over: whatever else is wrong with it, asked again it may come whole.
    Cut,
    /// No entry is broken, or something else is.
    Otherwise,
}

/// The same page, as long, with each broken entry blanked out to a `null`; and the broken ones as sent.
pub(super) fn mend(body: &Bytes) -> Result<(Bytes, Vec<Bytes>), Why> {
    // In another charset every entry with a letter beyond ASCII would look broken.
    std::str::from_utf8(body).map_err(|error| match error.error_len() {
        None => Why::Cut,
        Some(_) => Why::Otherwise,
    })?;
    let found = entries(body)?;
    blanked(body, found).ok_or(Why::Otherwise)
}

fn blanked(body: &Bytes, entries: Vec<Range<usize>>) -> Option<(Bytes, Vec<Bytes>)> {
    let broken: Vec<Range<usize>> = entries
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
fn entries(body: &[u8]) -> Result<Vec<Range<usize>>, Why> {
    let mut found = Vec::new();
    let mut open: Vec<u8> = Vec::new();
    let mut in_entry = false;
    let mut from = 0;
    let mut at = 0;
    let mut last_text: &[u8] = b"";
    while let Some(&letter) = body.get(at) {
        match letter {
            b'"' => {
                let end = text_end(body, at).ok_or(Why::Cut)?;
                if open.len() == 1 {
                    last_text = body.get(at..end).unwrap_or_default();
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
                    return Err(Why::Otherwise);
                }
                if open.len() == 2 && in_entry {
                    found.push(from..at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    if open.is_empty() {
        Ok(found)
    } else {
        Err(Why::Cut)
    }
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

    fn mended(body: &str) -> Result<(String, Vec<String>), Why> {
        let (body, broken) = mend(&Bytes::copy_from_slice(body.as_bytes()))?;
        let text = |bytes: &Bytes| String::from_utf8(bytes.to_vec()).unwrap();
        Ok((text(&body), broken.iter().map(text).collect()))
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
            r#"{"contained":[{"status":}]}"#,
            r#"{"entry":[{"resource":{"id":"a"}}]}"#,
        ] {
            assert_eq!(mended(page), Err(Why::Otherwise), "{page}");
        }
    }

    #[test]
    fn a_page_that_is_cut_and_broken_as_well_is_called_cut() {
        for page in [
            r#"{"entry":[{"resource":{"id":"a"#,
            r#"{"entry":[{"resource":{"id":"a\"#,
            r#"{"entry":[{"resource":{"id":"b","status":}},{"resource":{"id":"c""#,
        ] {
            assert_eq!(mended(page), Err(Why::Cut), "{page}");
        }
        let cut_in_a_letter = Bytes::from_static(b"{\"entry\":[{\"status\":},{\"id\":\"S\xc3");
        assert_eq!(mend(&cut_in_a_letter), Err(Why::Cut));
    }
}
