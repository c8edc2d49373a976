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
    let mut unpacked = Vec::with_capacity(planes);
    for (number, start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(bytes.len());
        // A segment that is said to begin after the next one runs to the end of the frame.
        let segment = bytes
            .get(*start..end)
            .or_else(|| bytes.get(*start..))
            .ok_or_else(|| damaged("a segment begins outside of the frame"))?;
        unpacked.push(unpack(segment, plane)?);
    }
    let bytes = |planes| together(planes, plane, |[byte]: [u8; 1]| byte);
    let words = match (described.bits_allocated, unpacked.as_mut_slice()) {
        (1, planes) => Words::U8(native::bits(&bytes(planes), described)),
        // The common ones, which need no putting together, or no more than two bytes that lie beside each other.
        (8, [plane]) => Words::U8(std::mem::take(plane)),
        (16, [high, low]) => Words::U16(
            high.iter()
                .zip(low)
                .map(|(high, low)| u16::from_be_bytes([*high, *low]))
                .collect(),
        ),
        (8, planes) => Words::U8(bytes(planes)),
        (16, planes) => Words::U16(together(planes, plane, u16::from_be_bytes)),
        (32, planes) => Words::U32(together(planes, plane, u32::from_be_bytes)),
        _ => {
            return Err(DecodeError::unsupported(Packing::Rle, "words of 64 bits"));
        }
    };
    Ok(native::raw(words, described))
}

/// Words out of planes of bytes, of which those of a word follow one another, the highest first; the samples of a pixel
/// together.
fn together<const N: usize, T: Copy + Default>(
    planes: &[Vec<u8>],
    length: usize,
    word: impl Fn([u8; N]) -> T,
) -> Vec<T> {
    let samples = planes.as_chunks::<N>().0;
    let mut out = vec![T::default(); length * samples.len()];
    for (number, planes) in samples.iter().enumerate() {
        let mut planes = planes.each_ref().map(|plane| plane.iter());
        let places = out.iter_mut().skip(number).step_by(samples.len().max(1));
        for place in places {
            *place = word(
                planes
                    .each_mut()
                    .map(|plane| plane.next().copied().unwrap_or(0)),
            );
        }
    }
    out
}

/// A plane of so many bytes out of its segment (PS3.5 G.3.2).
fn unpack(segment: &[u8], length: usize) -> Result<Vec<u8>, DecodeError> {
    let mut out = Vec::with_capacity(length);
    let mut rest = segment;
    while out.len() < length {
        let Some((head, after)) = rest.split_first() else {
            return Err(damaged("a segment ends before its plane is full"));
        };
        rest = after;
        let room = length - out.len();
        match head.cast_signed() {
            -128 => {}
            run @ 0.. => {
                let run = 1 + usize::from(run.unsigned_abs());
                let Some((literal, after)) = rest.split_at_checked(run) else {
                    return Err(damaged("a segment ends inside a literal run"));
                };
                rest = after;
                out.extend_from_slice(literal.get(..room).unwrap_or(literal));
            }
            run => {
                let Some((byte, after)) = rest.split_first() else {
                    return Err(damaged("a segment ends inside a replicate run"));
                };
                rest = after;
                let run = 1 + usize::from(run.unsigned_abs());
                out.resize(out.len() + run.min(room), *byte);
            }
        }
    }
    Ok(out)
}
