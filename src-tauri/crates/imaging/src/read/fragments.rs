//! Where the fragments of encapsulated pixel data lie (PS3.5 A.4). Owns the three tables a file has of them; refuses
//! to hold their bytes.

use serde::{Deserialize, Serialize};

/// A stretch of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Of its first byte, from the beginning of the file (of the inflated data set, where that is deflated).
    pub offset: u64,
    /// In bytes.
    pub length: u64,
}

/// Everything known of encapsulated pixel data without decoding any.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fragments {
    /// Basic offset table, as stored: of each frame's first item tag, from the end of the table's own item.
    pub(crate) basic: Vec<u32>,
    /// Where offsets count from: the first fragment's item tag.
    pub(crate) origin: u64,
    /// In the order of the file, without their item headers.
    pub(crate) list: Vec<Extent>,
    /// Whether each fragment begins as a codestream does, of the kind that the first begins as: two bytes of one may
    /// look like another.
    pub(crate) begins: Vec<bool>,
    /// How the first fragment begins.
    pub(crate) kind: Option<Opening>,
    /// The last fragment, or the end of the sequence, is not there.
    pub(crate) cut: bool,
}

impl Fragments {
    /// Of pixel data that is one codestream without any of the wrapping.
    pub(crate) fn one(offset: u64, length: u64) -> Self {
        Self {
            origin: offset,
            list: vec![Extent { offset, length }],
            begins: vec![true],
            ..Self::default()
        }
    }
}

/// How a codestream begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// JPEG and JPEG-LS.
    Jpeg,
    /// JPEG 2000.
    Jpeg2000,
    /// JPEG XL.
    JpegXl,
    /// A file's boxes, of JPEG 2000 or JPEG XL.
    Boxes,
}

/// As what these bytes open a codestream that can stand at the start of a frame.
pub(crate) fn opens(head: &[u8]) -> Option<Opening> {
    const EACH: &[(&[u8], Opening)] = &[
        (&[0xff, 0xd8, 0xff], Opening::Jpeg),
        (&[0xff, 0x4f, 0xff, 0x51], Opening::Jpeg2000),
        (&[0xff, 0x0a], Opening::JpegXl),
        (&[0, 0, 0, 0x0c], Opening::Boxes),
    ];
    let known = |(begins, _): &&(&[u8], Opening)| head.starts_with(begins);
    EACH.iter().find(known).map(|(_, opening)| *opening)
}
