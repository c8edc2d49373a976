//! Pictures: which, how many, and whether the file is whole. Their pixels are the viewer's business.

use crate::{Kind, Reading, Refusal};

pub(crate) fn kind(head: &[u8]) -> Option<Kind> {
    if head.starts_with(&[0xff, 0xd8, 0xff]) {
        Some(Kind::Jpeg)
    } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Kind::Png)
    } else if head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") {
        Some(Kind::Tiff)
    } else {
        None
    }
}

/// Whether its end is there.
pub(crate) fn whole(kind: Kind, bytes: &[u8]) -> Result<(), Refusal> {
    match kind {
        Kind::Jpeg => jpeg(bytes),
        Kind::Png => png(bytes),
        _ => directories(bytes).map(|_| ()),
    }
}

pub(crate) fn read(kind: Kind, bytes: &[u8]) -> Result<Reading, Refusal> {
    whole(kind, bytes)?;
    let pages = if kind == Kind::Tiff {
        u32::try_from(directories(bytes)?.len()).map_err(|_| Refusal::Damaged)?
    } else {
        1
    };
    let mut reading = Reading::of(kind);
    reading.pages = Some(pages);
    reading.without_text = (1..=pages).collect();
    Ok(reading)
}

/// A scan has to begin and an end mark to follow; cameras put more behind it.
fn jpeg(bytes: &[u8]) -> Result<(), Refusal> {
    let scan = memchr::memmem::find(bytes, &[0xff, 0xda]).ok_or(Refusal::Truncated)?;
    let rest = bytes.get(scan..).unwrap_or_default();
    let ended = memchr::memmem::rfind(rest, &[0xff, 0xd9]);
    ended.map(|_| ()).ok_or(Refusal::Truncated)
}

/// Chunk after chunk to the last.
fn png(bytes: &[u8]) -> Result<(), Refusal> {
    let mut at = 8_usize;
    loop {
        let length = bytes
            .get(at..)
            .and_then(<[u8]>::first_chunk::<4>)
            .ok_or(Refusal::Truncated)?;
        let length = u32::from_be_bytes(*length) as usize;
        let name = bytes.get(at + 4..at + 8).ok_or(Refusal::Truncated)?;
        if !name.iter().all(u8::is_ascii_alphabetic) {
            return Err(Refusal::Damaged);
        }
        at = at.saturating_add(length).saturating_add(12);
        if at > bytes.len() {
            return Err(Refusal::Truncated);
        }
        if name == b"IEND" {
            return Ok(());
        }
    }
}

/// More images than a scanner feeds are a ring or an attack.
const MOST_IMAGES: usize = 10_000;

/// Where the directory of each image of a TIFF begins; each has to lie within the file.
pub(crate) fn directories(bytes: &[u8]) -> Result<Vec<usize>, Refusal> {
    let little = bytes.starts_with(b"II");
    let number = |at: usize, long: bool| -> Option<usize> {
        if long {
            let four = *bytes.get(at..)?.first_chunk::<4>()?;
            let n = if little {
                u32::from_le_bytes(four)
            } else {
                u32::from_be_bytes(four)
            };
            Some(n as usize)
        } else {
            let two = *bytes.get(at..)?.first_chunk::<2>()?;
            Some(usize::from(if little {
                u16::from_le_bytes(two)
            } else {
                u16::from_be_bytes(two)
            }))
        }
    };
    let mut next = number(4, true).ok_or(Refusal::Truncated)?;
    let mut images = Vec::new();
    while next != 0 {
        images.push(next);
        if images.len() > MOST_IMAGES {
            return Err(Refusal::Damaged);
        }
        let entries = number(next, false).ok_or(Refusal::Truncated)?;
        let after = next.saturating_add(2).saturating_add(entries * 12);
        next = number(after, true).ok_or(Refusal::Truncated)?;
    }
    if images.is_empty() {
        return Err(Refusal::Damaged);
    }
    Ok(images)
}
