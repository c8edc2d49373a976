//! Lifts base64 out of a body before compression, and puts it back to the byte afterwards.
//!
//! Base64 hides its text from the compressor: an inline note of a megabyte stays at six tenths, its
//! letters at two. Only what encodes back to exactly the same letters is lifted.
//!
//! Lifted form: how many were lifted; of each, the distance from the end of the one before and its decoded
//! length (all as LEB128); the body without them; their bytes.

use std::borrow::Cow;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem::Finder;

/// Shorter ones are not worth it.
const SHORTEST: usize = 96;
/// Groups of four letters that are compared at a time.
const PIECE: usize = 1024;
/// A body with more than this many is stored with the rest as it is.
const MOST: usize = 64;
/// FHIR's members of type base64Binary that are long: Attachment, Binary and Signature, and an extension's.
static MEMBERS: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| ["\"data\"", "\"valueBase64Binary\""].map(Finder::new));

/// The lifted form, or the body itself where there is nothing to lift.
pub(super) fn lift(body: &[u8]) -> (bool, Cow<'_, [u8]>) {
    let found = find(body);
    if found.is_empty() {
        return (false, Cow::Borrowed(body));
    }
    let mut lifted = Vec::with_capacity(body.len());
    put(&mut lifted, found.len());
    let mut end = 0;
    for one in &found {
        put(&mut lifted, one.start - end);
        put(&mut lifted, one.bytes.len());
        end = one.start + one.letters;
    }
    let mut end = 0;
    for one in &found {
        lifted.extend_from_slice(body.get(end..one.start).unwrap_or_default());
        end = one.start + one.letters;
    }
    lifted.extend_from_slice(body.get(end..).unwrap_or_default());
    for one in &found {
        lifted.extend_from_slice(&one.bytes);
    }
    (true, Cow::Owned(lifted))
}

/// The body again; `None` where this is no lifted form.
pub(super) fn lower(lifted: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut rest = lifted;
    let count = take(&mut rest).filter(|n| *n <= MOST)?;
    let places: Vec<(usize, usize)> = (0..count)
        .map(|_| Some((take(&mut rest)?, take(&mut rest)?)))
        .collect::<Option<_>>()?;
    let bytes = places
        .iter()
        .try_fold(0_usize, |n, (_, len)| n.checked_add(*len))?;
    let (mut text, mut bytes) = rest.split_at_checked(rest.len().checked_sub(bytes)?)?;
    let mut body = String::with_capacity(length);
    for (distance, decoded) in places {
        let (before, after) = text.split_at_checked(distance)?;
        let (these, others) = bytes.split_at_checked(decoded)?;
        body.push_str(std::str::from_utf8(before).ok()?);
        STANDARD.encode_string(these, &mut body);
        (text, bytes) = (after, others);
    }
    body.push_str(std::str::from_utf8(text).ok()?);
    Some(body.into_bytes())
}

/// A base64 text in a body.
struct Found {
    start: usize,
    letters: usize,
    bytes: Vec<u8>,
}

fn find(body: &[u8]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for member in &*MEMBERS {
        for at in member.find_iter(body) {
            found.extend(value(body, at + member.needle().len()));
        }
    }
    // Only text can be put together again as text; nearly every body is.
    if !found.is_empty() && std::str::from_utf8(body).is_err() {
        found.clear();
    }
    found.sort_by_key(|one| one.start);
    found.dedup_by_key(|one| one.start);
    found.truncate(MOST);
    found
}

/// The base64 text that is the value of a member whose name ends at `end`.
fn value(body: &[u8], end: usize) -> Option<Found> {
    let rest = body.get(end..)?;
    let skipped = rest
        .iter()
        .position(|b| !matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b':'))?;
    let start = end + skipped + 1;
    let text = rest.get(skipped..)?.strip_prefix(b"\"")?;
    let letters = memchr::memchr(b'"', text).filter(|n| *n >= SHORTEST)?;
    let text = text.get(..letters)?;
    let bytes = STANDARD.decode(text).ok()?;
    // In pieces: an attachment can be large, and a second copy of it is not needed to compare.
    let same = bytes.len().div_ceil(3) * 4 == letters
        && bytes
            .chunks(3 * PIECE)
            .zip(text.chunks(4 * PIECE))
            .all(|(bytes, text)| STANDARD.encode(bytes).as_bytes() == text);
    same.then_some(Found {
        start,
        letters,
        bytes,
    })
}

fn put(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn take(from: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..usize::BITS).step_by(7) {
        let (first, rest) = from.split_first()?;
        *from = rest;
        number |= usize::from(first & 0x7f).checked_shl(shift)?;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn note(words: usize) -> String {
        STANDARD.encode("Ankles swollen since Tuesday. ".repeat(words))
    }

    fn there_and_back(body: &str) -> bool {
        let (lifted, form) = lift(body.as_bytes());
        if lifted {
            assert!(form.len() < body.len());
            assert_eq!(lower(&form, body.len()).unwrap(), body.as_bytes());
        }
        lifted
    }

    #[test]
    fn notes_are_lifted_wherever_they_stand_and_come_back_to_the_byte() {
        assert!(there_and_back(&format!(
            r#"{{"content":[{{"attachment":{{"data" : "{}","contentType":"text/plain"}}}},{{"attachment":{{"data":"{}"}}}}],
            "extension":[{{"valueBase64Binary":"{}"}}],"title":"Grüße"}}"#,
            note(9),
            note(400),
            note(30)
        )));
    }

    #[test]
    fn what_would_not_come_back_exactly_is_left_alone() {
        for data in [
            note(1),
            "AAAA".repeat(30) + "AAAB=",
            "AAAA".repeat(30) + "AAB=",
            "AAAA".repeat(30) + "A\\nAA",
            "4.1 4.2 ".repeat(40),
            "-_-_".repeat(40),
        ] {
            assert!(
                !there_and_back(&format!(r#"{{"data":"{data}"}}"#)),
                "{data}"
            );
        }
        assert!(!there_and_back(r#"{"data":7,"x":"data","data""#));
    }

    #[test]
    fn a_false_form_is_none_and_no_panic() {
        let body = format!(r#"{{"data":"{}"}}"#, note(9));
        let (_, form) = lift(body.as_bytes());
        for cut in 0..form.len().min(40) {
            let mut bad = form.to_vec();
            bad.truncate(cut);
            let _none = lower(&bad, body.len());
            let mut bad = form.to_vec();
            *bad.get_mut(cut).unwrap() ^= 0xff;
            let _other = lower(&bad, body.len());
        }
        assert!(lower(&[0xff; 40], 9).is_none());
    }
}
