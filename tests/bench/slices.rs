//! A CT of a trunk as files of a disc: an ellipse of soft tissue with a spine and noise in it, in air. Its pixels are
//! stored as they are, or packed without loss (JPEG, process 14, first-order prediction: 1.2.840.10008.1.2.4.70), which is
//! how most discs and archives have them.

use std::path::{Path, PathBuf};

use rand::{Rng as _, SeedableRng as _};
use wardbook_journeys::dicom::Dicom;

pub(crate) const SLICES: u16 = 500;
const SIZE: u16 = 512;
/// Bits of a value; it lies in two bytes.
const BITS: u16 = 12;

/// How the pixels lie in the files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stored {
    Plain,
    Packed,
}

impl Stored {
    fn syntax(self) -> &'static str {
        match self {
            Self::Plain => "1.2.840.10008.1.2.1",
            Self::Packed => "1.2.840.10008.1.2.4.70",
        }
    }
}

pub(crate) fn write(disc: &Path, stored: Stored) -> Vec<PathBuf> {
    std::fs::create_dir_all(disc).unwrap();
    let mut noise = rand_chacha::ChaCha8Rng::seed_from_u64(500);
    (1..=SLICES)
        .map(|number| {
            let path = disc.join(format!("I{number:03}"));
            let values = phantom(number, &mut noise);
            std::fs::write(&path, file(number, &values, stored)).unwrap();
            path
        })
        .collect()
}

/// Values of a slice, Hounsfield units and 1,024.
fn phantom(number: u16, noise: &mut rand_chacha::ChaCha8Rng) -> Vec<u16> {
    let half = f64::from(SIZE) / 2.0;
    let wide = 0.8 + 0.1 * (f64::from(number) / 40.0).sin();
    let at = |row: u16, column: u16| {
        let (x, y) = (f64::from(column) / half - 1.0, f64::from(row) / half - 1.0);
        let (body, spine) = (
            (x / wide).powi(2) + (y / 0.6).powi(2),
            x.powi(2) + (y - 0.35).powi(2),
        );
        match (body < 1.0, spine < 0.01) {
            (false, _) => 24,
            (true, true) => 1_724,
            (true, false) => 1_064,
        }
    };
    let all = (0..SIZE).flat_map(|row| (0..SIZE).map(move |column| (row, column)));
    all.map(|(row, column)| at(row, column) + noise.next_u32() as u16 % 32)
        .collect()
}

fn file(number: u16, values: &[u16], stored: Stored) -> Vec<u8> {
    let text = |file: Dicom, (tag, kind, value): ((u16, u16), &[u8; 2], &str)| {
        file.text(tag.0, tag.1, *kind, value)
    };
    let elements = [
        ((8, 0x16), b"UI", "1.2.840.10008.5.1.4.1.1.2"),
        ((8, 0x18), b"UI", &format!("1.2.3.4.{number}")),
        ((8, 0x20), b"DA", "20240611"),
        ((8, 0x60), b"CS", "CT"),
        ((8, 0x1030), b"LO", "CT of the trunk"),
        ((0x10, 0x10), b"PN", "Halvorsen^Ingrid"),
        ((0x10, 0x30), b"DA", "19500203"),
        ((0x20, 0x0d), b"UI", "1.2.3"),
        ((0x20, 0x0e), b"UI", "1.2.3.4"),
        ((0x20, 0x13), b"IS", &number.to_string()),
        ((0x20, 0x32), b"DS", &format!("0\\0\\{number}")),
        ((0x20, 0x37), b"DS", "1\\0\\0\\0\\1\\0"),
        ((0x20, 0x52), b"UI", "1.2.3.5"),
    ];
    let file = elements
        .into_iter()
        .fold(Dicom::begun(stored.syntax()), text)
        .picture(SIZE, SIZE)
        .short(0x28, 0x102, BITS - 1)
        .short(0x28, 0x103, 0)
        .text(0x28, 0x1052, *b"DS", "-1024")
        .text(0x28, 0x1053, *b"DS", "1");
    let file = match stored {
        Stored::Plain => {
            let pixels = values.iter().flat_map(|value| value.to_le_bytes());
            file.put(0x7fe0, 0x10, *b"OW", &pixels.collect::<Vec<u8>>())
        }
        Stored::Packed => file.fragment(&lossless(values)),
    };
    file.0
}

/// A lossless JPEG (T.81, H): each value as its difference from the one to the left, the first of a row from the one
/// above. One table, in which every length of a difference has a code of four bits.
fn lossless(values: &[u16]) -> Vec<u8> {
    let lengths = u8::try_from(BITS).unwrap() + 1;
    let mut out = vec![0xff, 0xd8];
    out.extend([0xff, 0xc4, 0, 19 + lengths, 0]);
    out.extend((1..=16).map(|bits| if bits == 4 { lengths } else { 0 }));
    out.extend(0..lengths);
    let [high, low] = SIZE.to_be_bytes();
    out.extend([0xff, 0xc3, 0, 11, lengths - 1]);
    out.extend([high, low, high, low, 1, 1, 0x11, 0]);
    out.extend([0xff, 0xda, 0, 8, 1, 1, 0, 1, 0, 0]);
    let (mut held, mut bits) = (0_u64, 0_u32);
    let mut push = |out: &mut Vec<u8>, value: u32, count: u32| {
        held = (held << count) | u64::from(value);
        bits += count;
        while bits >= 8 {
            bits -= 8;
            let byte = (held >> bits) as u8;
            out.push(byte);
            if byte == 0xff {
                out.push(0);
            }
        }
    };
    let wide = usize::from(SIZE);
    for (at, &value) in values.iter().enumerate() {
        let before = match (at / wide, at % wide) {
            (0, 0) => 1 << (BITS - 1),
            (_, 0) => values[at - wide],
            _ => values[at - 1],
        };
        let by = i32::from(value) - i32::from(before);
        let length = 32 - by.unsigned_abs().leading_zeros();
        push(&mut out, length, 4);
        // Of a negative one, the bits of the one below it (T.81, F.1.2.1).
        let low = if by < 0 { by - 1 } else { by };
        push(
            &mut out,
            low.cast_unsigned() & ((1_u32 << length) - 1),
            length,
        );
    }
    push(&mut out, 0x7f, 7);
    out.extend([0xff, 0xd9]);
    out
}
