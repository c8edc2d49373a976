//! Lossless JPEG on codestreams coded here, one way for every sample: each predictor, point transforms, restarts,
//! components together and one by one, and what is damaged of it.

use crate::decode::tests::described;
use crate::decode::{DecodeError, decode};
use crate::{DecodeWarning, Frame, Limits, PixelDescription, Samples};

/// How an image is coded.
#[derive(Debug, Clone, Copy)]
struct Way {
    precision: u32,
    components: usize,
    predictor: u8,
    low: u32,
    /// Lines between restarts; 0 for none.
    lines: usize,
    /// A scan for each component, the last one first.
    apart: bool,
}

const PLAIN: Way = Way {
    precision: 12,
    components: 1,
    predictor: 1,
    low: 0,
    lines: 0,
    apart: false,
};

const ROWS: usize = 11;
const COLUMNS: usize = 7;

/// Of every size: flat, steep, and now and then the highest and the lowest.
fn samples(way: Way) -> Vec<u16> {
    let most = (1_u32 << way.precision) - 1;
    let mut number = 7_u32;
    let count = ROWS * COLUMNS * way.components;
    (0..count)
        .map(|at| {
            number = number.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            let noise = number >> 16;
            let sample = match noise % 5 {
                0 => most,
                1 => 0,
                2 => noise & most,
                _ => (at as u32 * 3 + (noise & 7)) & most,
            };
            // What a point transform takes away is not there to begin with.
            (sample >> way.low << way.low) as u16
        })
        .collect()
}

/// Bits, with a zero stuffed behind FF.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    bits: Vec<bool>,
}

impl Writer {
    fn put(&mut self, value: u32, count: u32) {
        for bit in (0..count).rev() {
            self.bits.push(value >> bit & 1 == 1);
        }
        while self.bits.len() >= 8 {
            let eight = self.bits.drain(..8);
            let byte = eight.fold(0, |byte, bit| byte << 1 | u8::from(bit));
            self.bytes.push(byte);
            if byte == 0xff {
                self.bytes.push(0);
            }
        }
    }

    fn pad(&mut self) {
        while !self.bits.is_empty() {
            self.put(1, 1);
        }
    }
}

/// A scan of these components; each difference is a code of five bits, which is how many bits it has, and those.
fn scan(image: &[u16], way: Way, components: &[usize]) -> Vec<u8> {
    let at = |row: usize, column: usize, component: usize| {
        i32::from(image[(row * COLUMNS + column) * way.components + component] >> way.low)
    };
    let mut writer = Writer::default();
    for row in 0..ROWS {
        let begins = row == 0 || way.lines > 0 && row % way.lines == 0;
        if begins && row > 0 {
            writer.pad();
            let number = (row / way.lines - 1) % 8;
            writer.bytes.extend([0xff, 0xd0 + number as u8]);
        }
        for column in 0..COLUMNS {
            for component in components {
                let near = |up: usize, left: usize| at(row - up, column - left, *component);
                let expected = match (begins, column, way.predictor) {
                    (true, 0, _) => 1 << (way.precision - way.low - 1),
                    (true, ..) | (false, 1.., 1) => near(0, 1),
                    (false, 0, _) | (_, _, 2) => near(1, 0),
                    (_, _, 3) => near(1, 1),
                    (_, _, 4) => near(0, 1) + near(1, 0) - near(1, 1),
                    (_, _, 5) => near(0, 1) + ((near(1, 0) - near(1, 1)) >> 1),
                    (_, _, 6) => near(1, 0) + ((near(0, 1) - near(1, 1)) >> 1),
                    _ => (near(0, 1) + near(1, 0)) >> 1,
                };
                // Modulo 65,536, from -32,767 to 32,768.
                let difference = match (near(0, 0) - expected).rem_euclid(65_536) {
                    high @ 32_769.. => high - 65_536,
                    low => low,
                };
                let size = 32 - difference.unsigned_abs().leading_zeros();
                writer.put(size, 5);
                if size < 16 {
                    let below = i32::from(difference < 0) * ((1 << size) - 1);
                    writer.put((difference + below) as u32, size);
                }
            }
        }
    }
    writer.pad();
    writer.bytes
}

fn scan_header(way: Way, components: &[usize]) -> Vec<u8> {
    let length = 6 + 2 * components.len() as u8;
    let mut bytes = vec![0xff, 0xda, 0, length, components.len() as u8];
    for component in components {
        bytes.extend([10 + *component as u8, 0]);
    }
    bytes.extend([way.predictor, 0, way.low as u8]);
    bytes
}

/// Tables and frame header.
fn head(way: Way) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xc4, 0, 36, 0, 0, 0, 0, 0, 17];
    bytes.extend([0; 11]);
    bytes.extend(0..=16);
    let interval = (way.lines * COLUMNS) as u8;
    bytes.extend([0xff, 0xdd, 0, 4, 0, interval]);
    let count = way.components as u8;
    bytes.extend([0xff, 0xc3, 0, 8 + 3 * count, way.precision as u8]);
    bytes.extend([0, ROWS as u8, 0, COLUMNS as u8, count]);
    for component in 0..count {
        bytes.extend([10 + component, 0x11, 0]);
    }
    bytes
}

fn coded(image: &[u16], way: Way) -> Vec<u8> {
    let all: Vec<usize> = (0..way.components).collect();
    let scans: Vec<&[usize]> = if way.apart {
        all.chunks(1).rev().collect()
    } else {
        vec![&all]
    };
    let mut bytes = head(way);
    for components in scans {
        bytes.extend(scan_header(way, components));
        bytes.extend(scan(image, way, components));
    }
    bytes.extend([0xff, 0xd9]);
    bytes
}

fn description(way: Way) -> PixelDescription {
    let bits = if way.precision > 8 { 16 } else { 8 };
    let described = described(
        ".4.57",
        ROWS as u32,
        COLUMNS as u32,
        way.components as u16,
        bits,
    );
    PixelDescription {
        bits_stored: way.precision as u16,
        high_bit: way.precision as u16 - 1,
        ..described
    }
}

fn decoded(bytes: &[u8], way: Way) -> Result<Frame, DecodeError> {
    decode(bytes, &description(way), &Limits::default())
}

fn words(frame: Frame) -> Vec<u16> {
    match frame.pixels {
        Samples::U8(samples) => samples.into_iter().map(u16::from).collect(),
        Samples::U16(samples) => samples,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_predictor_at_every_precision() {
    for precision in 2..=16 {
        for predictor in 1..=7 {
            for low in [0, 1, precision - 1] {
                let way = Way {
                    precision,
                    predictor,
                    low,
                    ..PLAIN
                };
                let image = samples(way);
                let frame = decoded(&coded(&image, way), way).unwrap();
                assert_eq!(frame.warnings, [], "{way:?}");
                assert_eq!(words(frame), image, "{way:?}");
            }
        }
    }
}

#[test]
fn components_together_and_one_by_one() {
    for components in 2..=3 {
        for (precision, predictor) in [(8, 1), (8, 6), (16, 4), (10, 7)] {
            for (apart, lines) in [(false, 0), (true, 0), (false, 2), (true, 3)] {
                let way = Way {
                    precision,
                    components,
                    predictor,
                    lines,
                    apart,
                    ..PLAIN
                };
                let image = samples(way);
                let frame = decoded(&coded(&image, way), way).unwrap();
                assert_eq!(frame.warnings, [], "{way:?}");
                assert_eq!(words(frame), image, "{way:?}");
            }
        }
    }
}

#[test]
fn prediction_begins_anew_after_a_restart() {
    for lines in 1..=ROWS {
        for predictor in 1..=7 {
            let way = Way {
                predictor,
                lines,
                ..PLAIN
            };
            let image = samples(way);
            let frame = decoded(&coded(&image, way), way).unwrap();
            assert_eq!(words(frame), image, "{way:?}");
        }
    }
}

#[test]
fn an_interval_that_is_missing_or_there_twice_is_damage() {
    let way = Way { lines: 1, ..PLAIN };
    let whole = coded(&samples(way), way);
    let restart = |number: u8| {
        let at = whole
            .windows(2)
            .position(|two| two == [0xff, 0xd0 + number]);
        at.unwrap()
    };
    let missing = [&whole[..restart(2)], &whole[restart(3)..]].concat();
    let twice = [&whole[..restart(3)], &whole[restart(2)..]].concat();
    for (bytes, what) in [(missing, "missing"), (twice, "twice")] {
        let outcome = decoded(&bytes, way);
        assert!(
            matches!(outcome, Err(DecodeError::Damaged { .. })),
            "{what}: {outcome:?}"
        );
    }
    let mut without = whole.clone();
    without.drain(restart(2)..restart(2) + 2);
    let outcome = decoded(&without, way);
    assert!(
        outcome.is_err(),
        "the next one comes too early: {outcome:?}"
    );
}

#[test]
fn a_cut_codestream_is_what_there_was_of_it_and_says_so() {
    for way in [PLAIN, Way { lines: 2, ..PLAIN }] {
        let image = samples(way);
        let whole = coded(&image, way);
        let body = head(way).len() + scan_header(way, &[0]).len();
        for length in body..whole.len() - 2 {
            let frame = decoded(&whole[..length], way).unwrap();
            let said = frame
                .warnings
                .iter()
                .any(|w| matches!(w, DecodeWarning::EndsEarly | DecodeWarning::NoEnd));
            assert!(said, "{length} of {} bytes", whole.len());
            let words = words(frame);
            let same = words.iter().zip(&image).take_while(|(a, b)| a == b).count();
            // At least five bits and at most twenty a sample; the line that is cut ends in what is made up of nothing.
            let sure = (length - body).saturating_sub(2 * ROWS) * 8 / 20;
            assert!(same >= sure, "{same} samples of {} bytes", length - body);
            let after = (same / COLUMNS + 2).min(ROWS) * COLUMNS;
            assert!(words[after..].iter().all(|word| *word == 0), "{length}");
        }
    }
}

#[test]
fn what_the_lossless_process_does_not_have_is_refused() {
    let way = Way {
        components: 2,
        ..PLAIN
    };
    let image = samples(way);
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = coded(&image, way);
        change(&mut bytes);
        decoded(&bytes, way)
    };
    let at = |bytes: &[u8], marker: u8| {
        let found = bytes.windows(2).position(|two| two == [0xff, marker]);
        found.unwrap()
    };
    let damaged = |outcome| matches!(outcome, Err(DecodeError::Damaged { .. }));
    let unsupported = |outcome| matches!(outcome, Err(DecodeError::Unsupported { .. }));

    assert!(with(&|_| {}).is_ok());
    assert!(unsupported(with(&|bytes| {
        let interval = at(bytes, 0xdd) + 5;
        bytes[interval] = COLUMNS as u8 + 1;
    })));
    assert!(unsupported(with(&|bytes| {
        let factors = at(bytes, 0xc3) + 11;
        bytes[factors] = 0x21;
    })));
    for (from_scan, value, what) in [
        (5, 99, "a component that is none"),
        (7, 10, "a component twice"),
        (6, 0x10, "a table that was not sent"),
        (9, 0, "no predictor"),
        (9, 8, "an eighth predictor"),
        (11, 12, "moved down by all its bits"),
        (4, 0, "no component"),
    ] {
        let outcome = with(&|bytes| {
            let place = at(bytes, 0xda) + from_scan;
            bytes[place] = value;
        });
        assert!(damaged(outcome), "{what}");
    }
    assert!(damaged(with(&|bytes| {
        let precision = at(bytes, 0xc3) + 4;
        bytes[precision] = 17;
    })));

    let one = Way { apart: true, ..way };
    let mut bytes = coded(&image, one);
    let second = bytes.windows(2).rposition(|two| two == [0xff, 0xda]);
    bytes.truncate(second.unwrap());
    assert!(damaged(decoded(&bytes, one)), "a component without a scan");
}
