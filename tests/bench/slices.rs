//! A CT of a trunk as files of a disc: an ellipse of soft tissue with a spine and noise in it, in air. Its pixels are
//! stored as they are, or packed without loss (JPEG, process 14, first-order prediction: 1.2.840.10008.1.2.4.70), which is
//! how most discs and archives have them.

use std::path::{Path, PathBuf};

use rand::{Rng as _, SeedableRng as _};

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
    fn syntax(self) -> &'static [u8] {
        match self {
            Self::Plain => b"1.2.840.10008.1.2.1\0",
            Self::Packed => b"1.2.840.10008.1.2.4.70",
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
    let mut meta = Vec::new();
    put(&mut meta, (2, 0x10), "UI", stored.syntax());
    let mut file = vec![0; 128];
    file.extend_from_slice(b"DICM");
    let length = u32::try_from(meta.len()).unwrap();
    put(&mut file, (2, 0), "UL", &length.to_le_bytes());
    file.extend_from_slice(&meta);
    let uid = format!("1.2.3.4.{number}");
    let at = format!("0\\0\\{number}");
    let number = number.to_string();
    let text: [((u16, u16), &str, &str); 13] = [
        ((8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.2"),
        ((8, 0x18), "UI", &uid),
        ((8, 0x20), "DA", "20240611"),
        ((8, 0x60), "CS", "CT"),
        ((8, 0x1030), "LO", "CT of the trunk"),
        ((0x10, 0x10), "PN", "Halvorsen^Ingrid"),
        ((0x10, 0x30), "DA", "19500203"),
        ((0x20, 0x0d), "UI", "1.2.3"),
        ((0x20, 0x0e), "UI", "1.2.3.4"),
        ((0x20, 0x13), "IS", &number),
        ((0x20, 0x32), "DS", &at),
        ((0x20, 0x37), "DS", "1\\0\\0\\0\\1\\0"),
        ((0x20, 0x52), "UI", "1.2.3.5"),
    ];
    for (tag, kind, value) in text {
        put(&mut file, tag, kind, value.as_bytes());
    }
    put(&mut file, (0x28, 0x02), "US", &1_u16.to_le_bytes());
    put(&mut file, (0x28, 0x04), "CS", b"MONOCHROME2");
    for (element, value) in [
        (0x10, SIZE),
        (0x11, SIZE),
        (0x100, 16),
        (0x101, BITS),
        (0x102, BITS - 1),
        (0x103, 0),
    ] {
        put(&mut file, (0x28, element), "US", &value.to_le_bytes());
    }
    put(&mut file, (0x28, 0x1052), "DS", b"-1024");
    put(&mut file, (0x28, 0x1053), "DS", b"1");
    match stored {
        Stored::Plain => {
            let pixels: Vec<u8> = values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect();
            put(&mut file, (0x7fe0, 0x10), "OW", &pixels);
        }
        Stored::Packed => {
            let mut stream = lossless(values);
            if stream.len() % 2 == 1 {
                stream.push(0);
            }
            // Items of a length that only their end tells: no table of offsets, one fragment (PS3.5 A.4).
            file.extend_from_slice(&[0xe0, 0x7f, 0x10, 0, b'O', b'B', 0, 0]);
            file.extend_from_slice(&[0xff; 4]);
            for item in [&[], stream.as_slice()] {
                file.extend_from_slice(&[0xfe, 0xff, 0, 0xe0]);
                file.extend_from_slice(&u32::try_from(item.len()).unwrap().to_le_bytes());
                file.extend_from_slice(item);
            }
            file.extend_from_slice(&[0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
        }
    }
    file
}

/// An element in explicit little endian.
fn put(file: &mut Vec<u8>, (group, element): (u16, u16), kind: &str, value: &[u8]) {
    file.extend_from_slice(&group.to_le_bytes());
    file.extend_from_slice(&element.to_le_bytes());
    file.extend_from_slice(kind.as_bytes());
    let padded = value.len().next_multiple_of(2);
    if kind == "OW" {
        file.extend_from_slice(&[0, 0]);
        file.extend_from_slice(&u32::try_from(padded).unwrap().to_le_bytes());
    } else {
        file.extend_from_slice(&u16::try_from(padded).unwrap().to_le_bytes());
    }
    file.extend_from_slice(value);
    if value.len() % 2 == 1 {
        file.push(if kind == "UI" { 0 } else { b' ' });
    }
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
