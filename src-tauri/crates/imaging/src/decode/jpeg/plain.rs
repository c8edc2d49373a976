//! The JPEG that nearly all of 8 bits is: sequential, grey or three components, one scan without restarts, whole.
//! `zune-jpeg` decodes it in less time than `jpeg-decoder`, and is more lenient about damage. So the marks are
//! read here first, an end of the data that comes too early is made an error, and whatever is otherwise, or is refused
//! here, goes to the other decoder: nothing is refused, and nothing shown without its warning, because of this one.

use std::panic::{AssertUnwindSafe, catch_unwind};

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::decode::jpeg::header::{Component, Header, Process, interval, segment};

/// Ones, as bits of entropy-coded data. No code consists of ones alone (ISO 10918-1 C.2), so a decoder that comes to
/// these breaks off, where zeros, which it would supply behind the mark of the end, may go on as blocks.
const ONES: [[u8; 2]; 32] = [[0xff, 0]; 32];

/// Components as they are coded, pixel by pixel; `None` where this is for the other decoder.
pub(crate) fn decode(bytes: &[u8], header: &Header) -> Option<Vec<u8>> {
    if !foreseen(header) {
        return None;
    }
    let coded = [whole(bytes, header)?, ONES.as_flattened()].concat();
    // A panic is this decoder's alone: the other may know better.
    catch_unwind(AssertUnwindSafe(|| by_crate(&coded, header))).ok()?
}

fn by_crate(bytes: &[u8], header: &Header) -> Option<Vec<u8>> {
    let (rows, columns) = (header.rows as usize, header.columns as usize);
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(columns)
        .set_max_height(rows);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    // The same colours out as in: nothing is converted. Three components of which an Adobe segment says that they are
    // not transformed are held for the first three of four until they are decoded.
    let colours = match (decoder.input_colorspace()?, header.components.len()) {
        (ColorSpace::CMYK, 3) => ColorSpace::RGB,
        (colours, _) => colours,
    };
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let size = rows * columns * header.components.len();
    if colours.num_components() != header.components.len()
        || decoder.output_buffer_size() != Some(size)
    {
        return None;
    }
    let mut pixels = vec![0; size];
    decoder.decode_into(&mut pixels).ok()?;
    Some(pixels)
}

/// Whether components lie as they do in nearly every file: all of one resolution, or chroma of half the width with
/// no half of a unit at the edge, where decoders blend otherwise.
fn foreseen(header: &Header) -> bool {
    let factors: Vec<_> = header
        .components
        .iter()
        .map(|component| (component.across, component.down))
        .collect();
    let laid = match factors.as_slice() {
        [(1, 1)] | [(1, 1), (1, 1), (1, 1)] => true,
        [(2, 1), (1, 1), (1, 1)] => header.columns.is_multiple_of(16),
        _ => false,
    };
    laid && header.process == Process::Sequential && header.precision == 8
}

/// All before the mark of the end, if there is one scan, of all components, without any mark in it, and
/// nothing but padding behind.
fn whole<'a>(bytes: &'a [u8], header: &Header) -> Option<&'a [u8]> {
    let (mut at, mut frames) = (0, 0);
    loop {
        let segment = segment(bytes, at)?;
        at = segment.after;
        match segment.code {
            0xc0 | 0xc1 => frames += 1,
            0xdb if !steps(segment.body) => return None,
            0xc4 if !categories(segment.body) => return None,
            0xdd if interval(segment.body) != Ok(0) => return None,
            0xda => {
                let sound = frames == 1 && of_all(segment.body, &header.components);
                let end = at + unbroken(bytes.get(at..)?)?;
                return bytes.get(..end).filter(|_| sound);
            }
            _ => {}
        }
    }
}

/// Whether quantization tables are of bytes, and none is zero, which the other decoder refuses (ISO 10918-1 B.2.4.1).
fn steps(tables: &[u8]) -> bool {
    let (tables, rest) = tables.as_chunks::<65>();
    rest.is_empty()
        && tables
            .iter()
            .all(|[kind, steps @ ..]| kind >> 4 == 0 && !steps.contains(&0))
}

/// Whether the categories of differences are those of 8 bits (ISO 10918-1 F.1.2.1.1); the codes of others are refused
/// by the other decoder where they are met, and read here.
fn categories(mut tables: &[u8]) -> bool {
    while let Some((kind, rest)) = tables.split_first() {
        let Some((counts, rest)) = rest.split_first_chunk::<16>() else {
            return false;
        };
        let count = counts.iter().map(|count| usize::from(*count)).sum();
        let Some((values, rest)) = rest.split_at_checked(count) else {
            return false;
        };
        if kind >> 4 == 0 && values.iter().any(|category| *category > 11) {
            return false;
        }
        tables = rest;
    }
    true
}

/// Whether a scan has all components in their order, and all of their coefficients (ISO 10918-1 B.2.3).
fn of_all(scan: &[u8], components: &[Component]) -> bool {
    let Some((count, rest)) = scan.split_first() else {
        return false;
    };
    let Some((tables, rest)) = rest.split_at_checked(2 * usize::from(*count)) else {
        return false;
    };
    let named = tables.iter().step_by(2).copied();
    named.eq(components.iter().map(|component| component.id)) && rest == [0, 63, 0]
}

/// How long entropy-coded data is that goes on to the mark of the end, with padding behind it at most.
fn unbroken(data: &[u8]) -> Option<usize> {
    // How many FF come before a byte: several are one mark (ISO 10918-1 B.1.1.2).
    let mut marks = 0;
    for (number, chunk) in data.chunks(64).enumerate() {
        // In most there is no mark, for which the processor looks at all bytes at once.
        let found = |sum, byte: &u8| sum + u8::from(*byte == 0xff);
        if chunk.iter().fold(0, found) == 0 && marks == 0 {
            continue;
        }
        for (place, byte) in chunk.iter().enumerate() {
            match (byte, marks) {
                (0xff, _) => marks += 1,
                (_, 0) => {}
                (0, 1) => marks = 0,
                (0xd9, _) => {
                    let at = number * 64 + place;
                    let behind = data.get(at + 1..)?;
                    let padding = behind.iter().all(|byte| matches!(byte, 0 | 0xff));
                    return padding.then_some(at - marks);
                }
                _ => return None,
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{categories, steps, unbroken};

    #[test]
    fn data_goes_on_to_the_mark_of_the_end_or_is_for_the_other_decoder() {
        assert_eq!(unbroken(&[1, 0xff, 0, 2, 0xff, 0xd9]), Some(4));
        assert_eq!(
            unbroken(&[1, 2, 0xff, 0xff, 0xd9, 0]),
            Some(2),
            "filled up and padded"
        );
        assert_eq!(unbroken(&[1, 2, 3]), None, "it was cut");
        assert_eq!(unbroken(&[1, 0xff, 0xd0, 2, 0xff, 0xd9]), None, "a restart");
        assert_eq!(
            unbroken(&[1, 0xff, 0xff, 0, 2, 0xff, 0xd9]),
            None,
            "no mark after all"
        );
        assert_eq!(
            unbroken(&[1, 0xff, 0xd9, 7]),
            None,
            "something behind the end"
        );
        let long = |mark: usize| {
            let mut long = [7; 200];
            long[mark] = 0xff;
            long[mark + 1] = 0xd9;
            long[mark + 2..].fill(0);
            long
        };
        for mark in 0..198 {
            assert_eq!(unbroken(&long(mark)), Some(mark));
        }
    }

    #[test]
    fn tables_that_the_other_decoder_refuses_are_left_to_it() {
        let mut table = [1; 65];
        table[0] = 0;
        assert!(steps(&table));
        table[20] = 0;
        assert!(!steps(&table), "a step of zero");
        let one = |kind, value| {
            let mut table = vec![kind, 1];
            table.extend([0; 15]);
            table.push(value);
            table
        };
        assert!(categories(&one(0x00, 11)));
        assert!(
            !categories(&one(0x00, 12)),
            "more than 8 bits can differ by"
        );
        assert!(categories(&one(0x10, 0xf1)));
        assert!(!categories(&[0, 1]), "cut off");
    }
}
