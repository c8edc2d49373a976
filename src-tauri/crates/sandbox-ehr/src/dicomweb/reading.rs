//! Reading what a client stores, up to its pixels: enough to find it again. Takes little-endian files with meta
//! information (PS3.10 7.1) and steps over sequences; refuses all else by name.

use std::io::Read as _;

use super::dataset::DataSet;
use super::tags;

/// What a deflated file may unpack to.
const MOST: u64 = 256 << 20;

/// The header and transfer syntax of a file.
pub(crate) fn read(file: &[u8]) -> Result<(DataSet, String), &'static str> {
    let after = file
        .strip_prefix(&[0; 128])
        .or_else(|| file.get(128..))
        .and_then(|rest| rest.strip_prefix(b"DICM"))
        .ok_or("no meta information")?;
    let mut meta = Cursor {
        left: after,
        explicit: true,
    };
    let mut syntax = None;
    while meta.left.first_chunk::<2>() == Some(&[2, 0]) {
        let (tag, _, value) = meta.element(0)?;
        if tag == 0x0002_0010 {
            let text = String::from_utf8_lossy(value);
            syntax = Some(text.trim_matches(['\0', ' ']).to_owned());
        }
    }
    let syntax = syntax.ok_or("no transfer syntax")?;
    let mut unpacked = Vec::new();
    let left = match syntax.as_str() {
        "1.2.840.10008.1.2.2" => return Err("big endian"),
        "1.2.840.10008.1.2.1.99" => {
            let decoder = flate2::read::DeflateDecoder::new(meta.left);
            let unpack = decoder.take(MOST).read_to_end(&mut unpacked);
            unpack.map_err(|_| "not deflated as it says")?;
            unpacked.as_slice()
        }
        _ => meta.left,
    };
    let mut data = Cursor {
        left,
        explicit: syntax != "1.2.840.10008.1.2",
    };
    let mut set = DataSet::default();
    while data.left.len() >= 8 && data.next_tag() != Some(tags::PIXELS) {
        let (tag, vr, value) = data.element(0)?;
        let vr = if vr == "UN" { tags::vr(tag) } else { vr };
        if vr != "UN" && vr != "SQ" {
            set.raw(tag, vr, value.to_vec());
        }
    }
    Ok((set, syntax))
}

struct Cursor<'a> {
    left: &'a [u8],
    explicit: bool,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], &'static str> {
        let (taken, left) = self.left.split_at_checked(count).ok_or("it is cut short")?;
        self.left = left;
        Ok(taken)
    }

    fn number(&mut self, bytes: usize) -> Result<u32, &'static str> {
        let taken = self.take(bytes)?;
        Ok(taken.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)))
    }

    fn next_tag(&self) -> Option<u32> {
        let [a, b, c, d] = *self.left.first_chunk::<4>()?;
        Some(u32::from_be_bytes([b, a, d, c]))
    }

    /// Tag, representation and value of the next element; of a sequence all its bytes.
    fn element(&mut self, depth: u8) -> Result<(u32, &'a str, &'a [u8]), &'static str> {
        if depth > 32 {
            return Err("nested too deep");
        }
        let tag = self.next_tag().ok_or("it is cut short")?;
        self.take(4)?;
        let (vr, length) = if tag >> 16 == 0xfffe || !self.explicit {
            (tags::vr(tag), self.number(4)?)
        } else {
            let vr = std::str::from_utf8(self.take(2)?).map_err(|_| "a broken element")?;
            let long = [
                "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV",
            ];
            if long.contains(&vr) {
                self.take(2)?;
                (vr, self.number(4)?)
            } else {
                (vr, self.number(2)?)
            }
        };
        if length != u32::MAX {
            return Ok((tag, vr, self.take(length as usize)?));
        }
        let before = self.left;
        // Items and what is in them, up to the delimiter that ends them (PS3.5 7.5).
        loop {
            let (inner, ..) = self.element(depth + 1)?;
            if inner == 0xfffe_e0dd || (tag == 0xfffe_e000 && inner == 0xfffe_e00d) {
                let read = before.len() - self.left.len();
                return Ok((tag, "SQ", before.get(..read).unwrap_or_default()));
            }
        }
    }
}
