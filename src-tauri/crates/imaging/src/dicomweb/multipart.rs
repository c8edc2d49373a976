//! A body of several parts (RFC 2046 5.1.1, PS3.18 8.6), taken apart while it comes in. Owns where a part begins and
//! ends; holds no more than a boundary's length of a part and one part's head.

use bytes::{Buf as _, Bytes, BytesMut};

use super::error::{ArchiveError, Step};

/// A part's head, and what may stand before the first part, are no longer than this.
const MOST_HEAD: usize = 64 * 1024;

/// Something met on the way through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartEvent {
    /// A part begins; its `Content-Type`, where it names one.
    Begins(Option<String>),
    /// Bytes of the part.
    Bytes(Bytes),
    /// The part ends.
    Ends,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before the first boundary.
    Preamble,
    /// Behind a boundary, before it is clear whether it is the last.
    Behind,
    /// In a part's head.
    Head,
    /// In a part.
    Body,
    /// Behind the last boundary.
    Over,
}

/// Takes a body apart.
#[derive(Debug)]
pub struct Multipart {
    /// `--boundary`.
    delimiter: Vec<u8>,
    /// CRLF and the same.
    between: Vec<u8>,
    left: BytesMut,
    at: At,
}

impl Multipart {
    /// With the boundary that a `Content-Type` names; quotes around it are optional (RFC 2045 5.1).
    pub fn of(content_type: &str) -> Result<Self, ArchiveError> {
        let wrong = ArchiveError::Unreadable {
            step: Step::ContentType,
        };
        let boundary = parameter(content_type, "boundary").ok_or(wrong.clone())?;
        if boundary.is_empty() || boundary.len() > 200 {
            return Err(wrong);
        }
        let delimiter = format!("--{boundary}").into_bytes();
        Ok(Self {
            between: [b"\r\n", delimiter.as_slice()].concat(),
            delimiter,
            left: BytesMut::new(),
            at: At::Preamble,
        })
    }

    /// Takes the next bytes; what they make known.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<PartEvent>, ArchiveError> {
        let mut events = Vec::new();
        if self.at == At::Over {
            return Ok(events);
        }
        self.left.extend_from_slice(bytes);
        while self.step(&mut events)? {}
        Ok(events)
    }

    /// The body has ended: fine behind the last boundary only.
    pub fn end(&self) -> Result<(), ArchiveError> {
        if self.at == At::Over {
            Ok(())
        } else {
            Err(ArchiveError::Unreadable {
                step: Step::CutShort,
            })
        }
    }

    /// One step; whether there may be another.
    fn step(&mut self, events: &mut Vec<PartEvent>) -> Result<bool, ArchiveError> {
        match self.at {
            At::Preamble => {
                // The first boundary begins the body or a line of it.
                let begins = self.left.starts_with(&self.delimiter);
                let found = if begins {
                    Some(self.delimiter.len())
                } else {
                    find(&self.left, &self.between).map(|at| at + self.between.len())
                };
                self.pass(found, At::Behind)
            }
            At::Behind => match (self.left.first(), self.left.get(1)) {
                (Some(b'-'), Some(b'-')) => {
                    self.at = At::Over;
                    self.left.clear();
                    Ok(false)
                }
                (Some(b' ' | b'\t'), _) => {
                    self.left.advance(1);
                    Ok(true)
                }
                (Some(b'\r'), Some(b'\n')) => {
                    // Its line end stays: it ends the head where that is empty.
                    self.at = At::Head;
                    Ok(true)
                }
                (Some(_), Some(_)) => Err(ArchiveError::Unreadable { step: Step::Parts }),
                _ => Ok(false),
            },
            At::Head => {
                let Some(at) = find(&self.left, b"\r\n\r\n") else {
                    return self.pass(None, At::Head);
                };
                let head = self.left.split_to(at + 4);
                events.push(PartEvent::Begins(content_type(&head)));
                self.at = At::Body;
                Ok(true)
            }
            At::Body => Ok(self.body(events)),
            At::Over => Ok(false),
        }
    }

    fn body(&mut self, events: &mut Vec<PartEvent>) -> bool {
        if let Some(at) = find(&self.left, &self.between) {
            let last = self.left.split_to(at).freeze();
            self.left.advance(self.between.len());
            if !last.is_empty() {
                events.push(PartEvent::Bytes(last));
            }
            events.push(PartEvent::Ends);
            self.at = At::Behind;
            return true;
        }
        // The end of what is here may be the beginning of a boundary.
        let sure = self.left.len().saturating_sub(self.between.len());
        if sure > 0 {
            events.push(PartEvent::Bytes(self.left.split_to(sure).freeze()));
        }
        false
    }

    fn pass(&mut self, found: Option<usize>, to: At) -> Result<bool, ArchiveError> {
        match found {
            Some(until) => {
                self.left.advance(until);
                self.at = to;
                Ok(true)
            }
            None if self.left.len() > MOST_HEAD => {
                Err(ArchiveError::Unreadable { step: Step::Parts })
            }
            None => Ok(false),
        }
    }
}

/// A parameter of a header's value, without quotes.
pub(super) fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|word| {
        let (key, value) = word.split_once('=')?;
        let same = key.trim().eq_ignore_ascii_case(name);
        same.then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn content_type(head: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(head).ok()?;
    text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let same = name.trim().eq_ignore_ascii_case("content-type");
        same.then(|| value.trim().to_owned())
    })
}

/// Where `what` begins. Looks for its first byte fast: parts are large and boundaries rare.
fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    let first = *what.first()?;
    let mut from = 0;
    while let Some(rest) = within.get(from..).filter(|rest| rest.len() >= what.len()) {
        let at = rest.iter().position(|byte| *byte == first)?;
        if rest.get(at..)?.starts_with(what) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Multipart, PartEvent};

    const TYPE: &str = "multipart/related; type=\"application/dicom\"; boundary=\"x-y\"";

    fn parts(body: &[u8], at_once: usize) -> Option<Vec<Vec<u8>>> {
        let mut apart = Multipart::of(TYPE).unwrap();
        let mut all: Vec<Vec<u8>> = Vec::new();
        for chunk in body.chunks(at_once) {
            for event in apart.push(chunk).ok()? {
                match event {
                    PartEvent::Begins(_) => all.push(Vec::new()),
                    PartEvent::Bytes(bytes) => all.last_mut().unwrap().extend(bytes),
                    PartEvent::Ends => {}
                }
            }
        }
        apart.end().ok().map(|()| all)
    }

    fn body(parts: &[Vec<u8>]) -> Vec<u8> {
        let mut body = b"to be passed over\r\n".to_vec();
        for part in parts {
            body.extend(b"--x-y \r\nContent-Type: application/dicom\r\n\r\n");
            body.extend(part);
            body.extend(b"\r\n");
        }
        body.extend(b"--x-y--\r\nand what follows");
        body
    }

    #[test]
    fn a_part_that_looks_like_a_boundary_and_is_none_is_whole() {
        let tricky = b"\r\n--x-\r\n\r\n--x\r\n--".to_vec();
        let all = [tricky, Vec::new(), b"\r\n".to_vec()];
        for at_once in [1, 2, 7, 4096] {
            assert_eq!(
                parts(&body(&all), at_once).unwrap(),
                all,
                "{at_once} at once"
            );
        }
    }

    #[test]
    fn a_body_cut_anywhere_before_its_last_boundary_is_no_body() {
        let whole = body(&[vec![7; 40], vec![8; 3]]);
        let end = whole.len() - b"\r\nand what follows".len();
        for cut in 0..end {
            assert_eq!(parts(whole.get(..cut).unwrap(), 11), None, "cut at {cut}");
        }
    }

    #[test]
    fn a_head_without_end_is_refused() {
        let mut apart = Multipart::of(TYPE).unwrap();
        let mut endless = b"--x-y\r\n".to_vec();
        endless.extend(vec![b'a'; 100_000]);
        assert!(apart.push(&endless).is_err());
        assert!(Multipart::of("multipart/related").is_err(), "no boundary");
        assert!(Multipart::of("multipart/related; boundary=\"\"").is_err());
    }

    proptest! {
        #[test]
        fn what_was_put_together_comes_apart_the_same(
            all in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..300), 0..5),
            at_once in 1_usize..64,
        ) {
            let holds = |part: &Vec<u8>| part.windows(5).any(|w| w == b"\r\n--x");
            prop_assume!(!all.iter().any(holds));
            prop_assert_eq!(parts(&body(&all), at_once).unwrap(), all);
        }
    }
}
