//! A PDF without the bytes of its pictures. A hundred megabytes of PDF are scans, and to its words they are nothing.
//!
//! Every byte stays where the file has it, as its table of contents points there: where a picture was are zeros, on
//! pages of memory nobody has written to, and those take no room. Owns where a picture begins and ends; believes no
//! length the file gives, as a wrong one would hide what comes after.

use std::io::{self, Read};

use memchr::memmem;

/// What is read at a time, bytes. The beginning of a picture is kept up to here.
const PIECE: usize = 16 * 1024;
/// How far before its data the dictionary of a picture may begin, bytes.
const DICTIONARY: usize = 4096;
/// What is kept of the end of a picture that does not end: the end of a file says where everything is.
const TAIL: usize = 4096;

/// Reads a PDF to its end, or `most` bytes of it.
pub(crate) fn without_pictures(mut input: impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut sieve = Sieve {
        // Asked for as zeros, it is not touched before something is written.
        kept: vec![0; most],
        at: 0,
        looked: 0,
        leaving: None,
    };
    let mut piece = vec![0; PIECE];
    while sieve.at < most {
        let length = match input.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => length,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        let room = most - sieve.at;
        sieve.take(piece.get(..length.min(room)).unwrap_or_default());
    }
    Ok(sieve.end())
}

struct Sieve {
    kept: Vec<u8>,
    /// How much of the file has come.
    at: usize,
    /// Up to where pictures were looked for.
    looked: usize,
    /// Inside a picture: the last bytes of it that came.
    leaving: Option<Vec<u8>>,
}

impl Sieve {
    fn take(&mut self, piece: &[u8]) {
        match self.leaving.take() {
            None => self.keep(piece),
            Some(mut tail) => {
                tail.extend_from_slice(piece);
                let begins = self.at + piece.len() - tail.len();
                if let Some(end) = end(&tail) {
                    self.at = begins + end;
                    self.looked = self.at;
                    let rest = tail.split_off(end);
                    self.keep(&rest);
                } else {
                    self.at += piece.len();
                    self.leaving = Some(tail.split_off(tail.len().saturating_sub(TAIL)));
                }
            }
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        self.put(self.at, piece);
        self.at += piece.len();
        let known = self.kept.get(..self.at).unwrap_or_default();
        loop {
            match picture(known, self.looked) {
                Next::Nothing(looked) => {
                    self.looked = looked;
                    return;
                }
                Next::At(begins) => {
                    let inside = known.get(begins..).unwrap_or_default();
                    if let Some(length) = end(inside) {
                        self.looked = begins + length;
                    } else {
                        let tail = inside.len().saturating_sub(TAIL);
                        self.leaving = Some(inside.get(tail..).unwrap_or_default().to_vec());
                        return;
                    }
                }
            }
        }
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        let room = self.kept.get_mut(at..).unwrap_or_default();
        room.iter_mut()
            .zip(bytes)
            .for_each(|(to, from)| *to = *from);
    }

    fn end(mut self) -> Vec<u8> {
        if let Some(tail) = self.leaving.take() {
            self.put(self.at - tail.len(), &tail);
        }
        self.kept.truncate(self.at);
        self.kept
    }
}

enum Next {
    /// The data of a picture begin here.
    At(usize),
    /// There is none up to here.
    Nothing(usize),
}

/// The next picture from there on.
fn picture(bytes: &[u8], from: usize) -> Next {
    const WORD: &[u8] = b"stream";
    let ahead = bytes.get(from..).unwrap_or_default();
    for found in memmem::find_iter(ahead, WORD).map(|n| from + n) {
        let data = found + WORD.len();
        // Its line has to have ended before one can say where the data begin.
        let begins = match bytes.get(data..data + 2) {
            Some(b"\r\n") => data + 2,
            Some([b'\n' | b'\r', _]) => data + 1,
            Some(_) => continue,
            None => return Next::Nothing(found),
        };
        let before = bytes.get(found.saturating_sub(DICTIONARY)..found);
        if is_picture(before.unwrap_or_default()) {
            return Next::At(begins);
        }
    }
    // The word may be cut in two.
    Next::Nothing(bytes.len().saturating_sub(WORD.len()).max(from))
}

/// Whether what stands before the data is the dictionary of a picture.
fn is_picture(before: &[u8]) -> bool {
    let Some(object) = memmem::rfind(before, b" obj") else {
        return false;
    };
    let dictionary = before.get(object..).unwrap_or_default();
    let subtype = memmem::find(dictionary, b"/Subtype")
        .and_then(|at| dictionary.get(at + 8..))
        .unwrap_or_default()
        .trim_ascii_start();
    subtype.starts_with(b"/Image")
        && [&b"/Width"[..], b"/Height"]
            .iter()
            .all(|wanted| memmem::find(dictionary, wanted).is_some())
}

/// Where data end: with the line before the word for it, or for the object around them. Bytes of a picture that happen
/// to read so only let it end too early.
fn end(bytes: &[u8]) -> Option<usize> {
    let at = memmem::find_iter(bytes, b"end").find(|at| {
        let after = bytes.get(at + 3..).unwrap_or_default();
        after.starts_with(b"stream") || after.starts_with(b"obj")
    })?;
    let data = bytes.get(..at).unwrap_or_default();
    let data = data.strip_suffix(b"\n").unwrap_or(data);
    Some(data.strip_suffix(b"\r").unwrap_or(data).len())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    /// Gives so many bytes at a time.
    struct Slowly<'b>(&'b [u8], usize);

    impl Read for Slowly<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(into.len());
            let (now, rest) = self.0.split_at(most.min(self.0.len()));
            into[..now.len()].copy_from_slice(now);
            self.0 = rest;
            Ok(now.len())
        }
    }

    const SCAN: &[u8] = b"7 0 obj\n<< /Type /XObject /Subtype /Image /Width 9 /Height 9 /Length 8 0 R >>\nstream\r\n";
    const WORDS: &[u8] = b"\nendstream\nendobj\n9 0 obj\n<< /Length 31 >>\nstream\nBT (Potassium 5.9 mmol/L) Tj ET\nendstream\nendobj\nstartxref\n9\n%%EOF\n";

    fn file(picture: &[u8]) -> Vec<u8> {
        [b"%PDF-1.4\n", SCAN, picture, WORDS].concat()
    }

    fn read(file: &[u8], at_a_time: usize) -> Vec<u8> {
        without_pictures(Slowly(file, at_a_time), 1_000_000).unwrap()
    }

    #[test]
    fn a_scan_is_left_out_and_every_word_stays_where_it_was() {
        let whole = file(&vec![0xd8; 200_000]);
        for at_a_time in [7, 1000, PIECE] {
            let kept = read(&whole, at_a_time);
            assert_eq!(kept.len(), whole.len());
            let begins = 9 + SCAN.len();
            let ends = whole.len() - WORDS.len();
            assert_eq!(kept[..begins], whole[..begins]);
            assert_eq!(kept[ends..], whole[ends..]);
            let written = kept[begins..ends].iter().filter(|b| **b != 0).count();
            assert!(
                written <= PIECE + TAIL,
                "{written} bytes of the scan are in memory"
            );
        }
    }

    #[test]
    fn a_picture_that_reads_like_an_end_hides_nothing_that_comes_after_it() {
        let mut picture = vec![0xd8; 100_000];
        picture[50_000..50_009].copy_from_slice(b"endstream");
        let whole = file(&picture);
        assert!(read(&whole, 1000).ends_with(WORDS));
    }

    #[test]
    fn a_stream_of_words_is_kept_however_long_it_is() {
        let words = vec![b'x'; 100_000];
        let head: &[u8] = b"%PDF-1.4\n4 0 obj\n<< /Length 100000 >>\nstream\n";
        let whole = [head, &words, WORDS].concat();
        assert_eq!(read(&whole, PIECE), whole);
    }

    #[test]
    fn of_a_picture_without_an_end_the_last_bytes_of_the_file_are_kept() {
        let cut = [
            &b"%PDF-1.4\n"[..],
            SCAN,
            &vec![0xd8; 100_000],
            b"\nstartxref\n9\n%%EOF\n",
        ]
        .concat();
        let kept = read(&cut, PIECE);
        assert_eq!(kept.len(), cut.len());
        assert!(kept.ends_with(b"\nstartxref\n9\n%%EOF\n"));
        assert_eq!(crate::pdf::whole(&kept), crate::pdf::whole(&cut));
    }

    #[test]
    fn no_more_is_read_than_there_is_room_for() {
        let whole = file(&vec![0xd8; 200_000]);
        assert_eq!(without_pictures(&whole[..], 50_000).unwrap().len(), 50_000);
    }
}
