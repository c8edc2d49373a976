//! Tiny DICOM files for tests, put together element by element. Refuses nothing: what is wrong with a file is what a
//! test is about.

use std::io::Cursor;

use dicom_core::Tag;

use crate::{Coding, Instance, Limits, ReadError, TransferSyntax};

/// A file in the making.
pub(crate) struct File {
    pub(crate) bytes: Vec<u8>,
    coding: Coding,
}

impl File {
    /// With preamble and meta information.
    pub(crate) fn new(uid: &str) -> Self {
        let mut file = Self::bare(Coding::ExplicitLittle);
        file.bytes = [[0; 128].as_slice(), b"DICM"].concat();
        let file = file.put(Tag(2, 0x10), *b"UI", padded(uid).as_bytes());
        Self {
            coding: TransferSyntax::of(uid).coding,
            ..file
        }
    }

    /// A data set and nothing before it.
    pub(crate) fn bare(coding: Coding) -> Self {
        Self {
            bytes: Vec::new(),
            coding,
        }
    }

    fn two(&mut self, n: u16) {
        let big = self.coding == Coding::ExplicitBig;
        self.bytes.extend(if big {
            n.to_be_bytes()
        } else {
            n.to_le_bytes()
        });
    }

    fn four(&mut self, n: u32) {
        let big = self.coding == Coding::ExplicitBig;
        self.bytes.extend(if big {
            n.to_be_bytes()
        } else {
            n.to_le_bytes()
        });
    }

    /// Tag, representation and length, and nothing behind it.
    pub(crate) fn head(mut self, tag: Tag, vr: [u8; 2], length: u32) -> Self {
        self.two(tag.0);
        self.two(tag.1);
        if self.coding == Coding::ImplicitLittle || tag.0 == 0xfffe {
            self.four(length);
        } else {
            self.bytes.extend(vr);
            if [
                *b"OB", *b"OW", *b"OF", *b"OD", *b"OV", *b"SQ", *b"UN", *b"UT",
            ]
            .contains(&vr)
            {
                self.two(0);
                self.four(length);
            } else {
                self.two(length as u16);
            }
        }
        self
    }

    pub(crate) fn put(self, tag: Tag, vr: [u8; 2], value: &[u8]) -> Self {
        let mut file = self.head(tag, vr, value.len() as u32);
        file.bytes.extend(value);
        file
    }

    pub(crate) fn text(self, tag: Tag, vr: [u8; 2], value: &str) -> Self {
        self.put(tag, vr, padded(value).as_bytes())
    }

    pub(crate) fn short(self, tag: Tag, value: u16) -> Self {
        let mut file = self.head(tag, *b"US", 2);
        file.two(value);
        file
    }

    /// Rows, columns, samples, bits and what they mean.
    pub(crate) fn image(
        self,
        rows: u16,
        columns: u16,
        samples: u16,
        bits: u16,
        meaning: &str,
    ) -> Self {
        self.short(Tag(0x28, 2), samples)
            .text(Tag(0x28, 4), *b"CS", meaning)
            .short(Tag(0x28, 0x10), rows)
            .short(Tag(0x28, 0x11), columns)
            .short(Tag(0x28, 0x100), bits)
    }

    /// Pixel data in fragments behind a table of offsets.
    pub(crate) fn fragments(self, offsets: &[u32], fragments: &[&[u8]]) -> Self {
        let table: Vec<u8> = offsets
            .iter()
            .flat_map(|offset| offset.to_le_bytes())
            .collect();
        let item = Tag(0xfffe, 0xe000);
        let mut file = self
            .head(Tag(0x7fe0, 0x10), *b"OB", u32::MAX)
            .put(item, *b"UN", &table);
        for fragment in fragments {
            file = file.put(item, *b"UN", fragment);
        }
        file.head(Tag(0xfffe, 0xe0dd), *b"UN", 0)
    }

    pub(crate) fn pixels(self, bytes: &[u8]) -> Self {
        self.put(Tag(0x7fe0, 0x10), *b"OW", bytes)
    }

    pub(crate) fn read(&self) -> Result<Instance, ReadError> {
        Instance::read(self.source(), &Limits::default())
    }

    pub(crate) fn source(&self) -> Cursor<&[u8]> {
        Cursor::new(&self.bytes)
    }
}

fn padded(text: &str) -> String {
    let mut text = text.to_owned();
    if text.len() % 2 == 1 {
        text.push(' ');
    }
    text
}

/// Bytes written as pairs of digits.
pub(crate) fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
