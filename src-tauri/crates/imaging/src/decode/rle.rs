//! Run lengths (PS3.5 annex G): a header of up to fifteen segments, each a plane of one byte of one sample, the
//! highest byte first. Own code because single bits and words of 32 bits occur, which no crate reads. Refuses to let
//! a segment grow beyond its plane.

use crate::decode::{DecodeError, Raw, Words, dense, native};
use crate::description::PixelDescription;
use crate::syntax::Packing;

fn damaged(step: &'static str) -> DecodeError {
    DecodeError::damaged(Packing::Rle, step)
}

pub(crate) fn decode(bytes: &[u8], described: &PixelDescription) -> Result<Raw, DecodeError> {
    let header: &[u8; 64] = bytes.first_chunk().ok_or(DecodeError::TooShort {
        needed: 64,
        present: bytes.len() as u64,
    })?;
    let mut numbers = header
        .as_chunks()
        .0
        .iter()
        .map(|word| u32::from_le_bytes(*word));
    let count = numbers.next().unwrap_or(0) as usize;
    let word = usize::from(described.bits_allocated.div_ceil(8));
    let planes = usize::from(described.samples) * word;
    if count != planes {
        return Err(damaged(
            "the number of segments is not that of the bytes of a pixel",
        ));
    }
    // The header has room for fifteen offsets (PS3.5 G.5); a sixteenth plane would stay empty.
    if count > 15 {
        return Err(DecodeError::unsupported(
            Packing::Rle,
            "more than fifteen segments",
        ));
    }
    let pixels = described.rows as usize * described.columns as usize;
    let plane = if described.bits_allocated == 1 {
        pixels.div_ceil(8)
    } else {
        pixels
    };

    // A run of 128 takes two bytes.
    dense(bytes, (plane * planes) as u64, 64)?;
    let starts: Vec<usize> = numbers.take(count).map(|start| start as usize).collect();
    let mut out = vec![0_u8; plane * planes];
    for (number, start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(bytes.len());
        // A segment that is said to begin after the next one runs to the end of the frame.
        let segment = bytes
            .get(*start..end)
            .or_else(|| bytes.get(*start..))
            .ok_or_else(|| damaged("a segment begins outside of the frame"))?;
        // Bytes lie highest first in the segments and lowest first in memory.
        let (sample, byte) = (number / word, number % word);
        let offset = sample * word + (word - 1 - byte);
        unpack(segment, &mut out, offset, planes, plane)?;
    }
    let words = match described.bits_allocated {
        1 => Words::U8(native::bits(&out, described)),
        8 => Words::U8(out),
        16 => Words::U16(
            out.as_chunks()
                .0
                .iter()
                .map(|w| u16::from_le_bytes(*w))
                .collect(),
        ),
        32 => Words::U32(
            out.as_chunks()
                .0
                .iter()
                .map(|w| u32::from_le_bytes(*w))
                .collect(),
        ),
        _ => {
            return Err(DecodeError::unsupported(Packing::Rle, "words of 64 bits"));
        }
    };
    Ok(native::raw(words, described))
}

/// Unpacks a segment (PS3.5 G.3.2) into every `step`th byte of `out` from `offset` on, `length` of them.
fn unpack(
    segment: &[u8],
    out: &mut [u8],
    offset: usize,
    step: usize,
    length: usize,
) -> Result<(), DecodeError> {
    let mut places = out.iter_mut().skip(offset).step_by(step).take(length);
    let mut rest = segment.iter();
    let mut filled = 0;
    while filled < length {
        let Some(head) = rest.next() else {
            return Err(damaged("a segment ends before its plane is full"));
        };
        match head.cast_signed() {
            -128 => {}
            run @ 0.. => {
                for _ in 0..=run {
                    let Some(byte) = rest.next() else {
                        return Err(damaged("a segment ends inside a literal run"));
                    };
                    if let Some(place) = places.next() {
                        *place = *byte;
                    }
                    filled += 1;
                }
            }
            run => {
                let Some(byte) = rest.next() else {
                    return Err(damaged("a segment ends inside a replicate run"));
                };
                for place in places.by_ref().take(1 + usize::from(run.unsigned_abs())) {
                    *place = *byte;
                }
                filled += 1 + usize::from(run.unsigned_abs());
            }
        }
    }
    Ok(())
}
