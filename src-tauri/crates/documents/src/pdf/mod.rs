//! PDF: three readers, of which each fails where another does not, and the rule that chooses among what they say.
//!
//! Refuses to believe any one of them: on a thousand difficult files the best single reader was silent or wrong
//! on one in twenty.

mod choose;
mod sieve;
mod voice;

pub(crate) use choose::best;
pub(crate) use sieve::without_pictures;
pub(crate) use voice::{Answer, Voice};

use crate::Refusal;

/// Whether it begins as a PDF does. Mail systems put lines before it.
pub(crate) fn starts(head: &[u8]) -> bool {
    let head = head.get(..1024).unwrap_or(head);
    memchr::memmem::find(head, b"%PDF-").is_some()
}

/// Whether its end is there: the last pointer to a table of contents, pointing into the file, and no object
/// begun after it. What lies behind that is rubbish that mail systems add.
pub(crate) fn whole(bytes: &[u8]) -> Result<(), Refusal> {
    let at = memchr::memmem::rfind(bytes, b"startxref").ok_or(Refusal::Truncated)?;
    let after = bytes.get(at + 9..).unwrap_or_default().trim_ascii_start();
    let digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
    // A file made for the web has a first pointer of zero near its beginning; when that is the last one, the rest
    // of the file is missing.
    let zero = after.starts_with(b"0") && digits == 1;
    let more = memchr::memmem::find(after, b" obj").is_some();
    if digits == 0 || more || (zero && bytes.len() > at + 1024) {
        return Err(Refusal::Truncated);
    }
    Ok(())
}
