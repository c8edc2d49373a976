//! Looks for text that must be nowhere: in every file of a folder, as it is, as UTF-16 and as base64
//! at each of the three places a byte can have in a group of three.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Shorter text is not looked for: it would be found by chance in random bytes.
pub const SHORTEST: usize = 6;

/// Text to look for, in all its disguises.
pub struct Hunt {
    patterns: AhoCorasick,
    owners: Vec<(String, &'static str)>,
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// The file.
    pub file: PathBuf,
    /// At which byte.
    pub at: usize,
    /// Which disguise.
    pub disguise: &'static str,
    /// What. Sandbox people only: never print it about a real one.
    pub text: String,
}

impl Hunt {
    /// For these texts; those shorter than [`SHORTEST`] bytes are left out.
    ///
    /// # Panics
    /// When there are too many of them for this machine.
    #[allow(clippy::expect_used)]
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Hunt {
        let texts: BTreeSet<&str> = texts
            .into_iter()
            .filter(|text| text.len() >= SHORTEST)
            .collect();
        let mut patterns = Vec::new();
        let mut owners = Vec::new();
        for text in texts {
            for (disguise, bytes) in disguises(text) {
                patterns.push(bytes);
                owners.push((text.to_owned(), disguise));
            }
        }
        Hunt {
            patterns: AhoCorasick::new(patterns).expect("patterns that fit"),
            owners,
        }
    }

    /// How many patterns there are.
    pub fn patterns(&self) -> usize {
        self.owners.len()
    }

    /// Everything found in these bytes, in no more than one place each.
    pub fn in_bytes(&self, bytes: &[u8]) -> Vec<(usize, &str, &'static str)> {
        let mut seen = BTreeSet::new();
        self.patterns
            .find_overlapping_iter(bytes)
            .filter(|found| seen.insert(found.pattern()))
            .filter_map(|found| {
                let (text, disguise) = self.owners.get(found.pattern().as_usize())?;
                Some((found.start(), text.as_str(), *disguise))
            })
            .collect()
    }

    /// Everything found in the files under a folder, and how many bytes were looked at. `clean` is
    /// given each file first and may answer with other bytes to look at in its place.
    ///
    /// # Panics
    /// When a file cannot be read.
    #[allow(clippy::expect_used)]
    pub fn in_folder(
        &self,
        folder: &Path,
        clean: &dyn Fn(&Path, Vec<u8>) -> Vec<u8>,
    ) -> (Vec<Find>, u64) {
        let mut finds = Vec::new();
        let mut looked_at = 0;
        for file in files(folder) {
            let bytes = clean(&file, fs::read(&file).expect("a file that can be read"));
            looked_at += bytes.len() as u64;
            for (at, text, disguise) in self.in_bytes(&bytes) {
                finds.push(Find {
                    file: file.clone(),
                    at,
                    disguise,
                    text: text.to_owned(),
                });
            }
        }
        (finds, looked_at)
    }
}

/// Every file under a folder, sorted.
///
/// # Panics
/// When a folder cannot be read.
#[allow(clippy::expect_used)]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)
            .expect("a folder that can be read")
            .flatten()
        {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The text as it would look on disk.
fn disguises(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut all = vec![("raw", text.as_bytes().to_vec())];
    // Bytes of a two-letter word in UTF-16 are few; what is too short to mean anything is left out.
    if little.len() >= SHORTEST {
        all.push(("UTF-16 little-endian", little));
        all.push(("UTF-16 big-endian", big));
    }
    for (shift, name) in [
        (0, "base64"),
        (1, "base64, one byte in"),
        (2, "base64, two bytes in"),
    ] {
        all.push((name, base64_inside(text.as_bytes(), shift)));
    }
    all
}

/// The characters of base64 that depend on these bytes alone, when `shift` other bytes stand before
/// them in their group of three.
fn base64_inside(bytes: &[u8], shift: usize) -> Vec<u8> {
    let mut padded = vec![0; shift];
    padded.extend_from_slice(bytes);
    let encoded = STANDARD_NO_PAD.encode(&padded).into_bytes();
    let first = (shift * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    encoded.get(first..last).unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    #[test]
    fn a_name_is_found_in_every_disguise_and_at_every_place() {
        let hunt = Hunt::new(["Magdalena Öztürk"]);
        for before in 0..7 {
            let mut plain = vec![b'#'; before];
            plain.extend_from_slice("Magdalena Öztürk".as_bytes());
            plain.extend_from_slice(b"## and more");
            assert!(!hunt.in_bytes(&plain).is_empty(), "raw after {before}");
            let hidden = STANDARD.encode(&plain);
            assert!(
                !hunt.in_bytes(hidden.as_bytes()).is_empty(),
                "base64 after {before}"
            );
            let text = String::from_utf8(plain).unwrap();
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(!hunt.in_bytes(&wide).is_empty(), "UTF-16 after {before}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found_and_short_words_are_not_looked_for() {
        let hunt = Hunt::new(["Magdalena", "Ali", "Xu"]);
        assert!(hunt.in_bytes(b"Ali and Xu and Magdal").is_empty());
        assert_eq!(hunt.in_bytes(b"a Magdalena b"), [(2, "Magdalena", "raw")]);
    }
}
