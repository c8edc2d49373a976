//! JPEG of 12 bits on codestreams made by hand: in sequence, by progression, with restarts, and cut.

use crate::decode::tests::described;
use crate::decode::{DecodeError, decode};
use crate::{DecodeWarning, Limits, PixelDescription, Samples};

/// A codestream of 12 bits: quantization by 8 throughout, differences of 0, 3 and 4 bits as 00, 01 and 10, the end of
/// a block as 0.
pub(super) fn twelve(frame: u8, columns: u8, rest: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xdb, 0, 67, 0];
    bytes.extend([8; 64]);
    bytes.extend([
        0xff, 0xc4, 0, 22, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4,
    ]);
    bytes.extend([
        0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
    bytes.extend([0xff, frame, 0, 11, 12, 0, 8, 0, columns, 1, 1, 0x11, 0]);
    bytes.extend(rest);
    bytes
}

pub(super) fn twelve_bits(columns: u32) -> PixelDescription {
    PixelDescription {
        bits_stored: 12,
        high_bit: 11,
        ..described(".4.51", 8, columns, 1, 16)
    }
}

#[test]
fn twelve_bits_in_sequence() {
    // A difference of 4 bits, 12, then the end of the block: 10 1100 0.
    let scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0b1011_0001, 0xff, 0xd9];
    let bytes = twelve(0xc1, 8, &scan);
    let frame = decode(&bytes, &twelve_bits(8), &Limits::default()).unwrap();
    assert_eq!(
        frame.pixels,
        Samples::U16(vec![2060; 64]),
        "12 * 8 / 8 above the middle"
    );
    assert_eq!((frame.bits, frame.warnings.len()), (12, 0));
}

#[test]
fn twelve_bits_begin_anew_after_a_restart() {
    let interval = [0xff, 0xdd, 0, 4, 0, 1];
    let scan = [
        0xff,
        0xda,
        0,
        8,
        1,
        1,
        0,
        0,
        63,
        0,
        0b1011_0001,
        0xff,
        0xd0,
        0b0111_0011,
        0xff,
        0xd9,
    ];
    let bytes = twelve(0xc1, 16, &[interval.as_slice(), &scan].concat());
    let frame = decode(&bytes, &twelve_bits(16), &Limits::default()).unwrap();
    let row = [[2060; 8], [2054; 8]].concat();
    assert_eq!(
        frame.pixels,
        Samples::U16(row.repeat(8)),
        "6, and not 12 + 6"
    );

    let whole = bytes.len();
    let cut = decode(&bytes[..whole - 5], &twelve_bits(16), &Limits::default()).unwrap();
    let row = [[2060; 8], [2048; 8]].concat();
    assert_eq!(
        cut.pixels,
        Samples::U16(row.repeat(8)),
        "what is missing is grey"
    );
    assert_eq!(cut.warnings, [DecodeWarning::EndsEarly]);
}

/// Eight by eight pixels each of two blocks, a restart between them.
fn two_intervals(first: &[u8], restart: u8, second: &[u8]) -> Vec<u8> {
    let head = [0xff, 0xdd, 0, 4, 0, 1, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
    let rest = [
        head.as_slice(),
        first,
        &[0xff, restart],
        second,
        &[0xff, 0xd9],
    ]
    .concat();
    twelve(0xc1, 16, &rest)
}

#[test]
fn twelve_bits_that_lack_something_before_a_restart_do_not_pass_for_whole() {
    let decode = |bytes: &[u8]| decode(bytes, &twelve_bits(16), &Limits::default());
    let (first, second) = (&[0b1011_0001], &[0b0111_0011]);
    let whole = decode(&two_intervals(first, 0xd0, second)).unwrap();
    assert_eq!(whole.warnings, []);
    let cut = decode(&two_intervals(&[], 0xd0, second)).unwrap();
    assert_eq!(cut.warnings, [DecodeWarning::EndsEarly]);
    for other in [0xd1, 0xd7] {
        let outcome = decode(&two_intervals(first, other, second));
        let damaged = matches!(outcome, Err(DecodeError::Damaged { .. }));
        assert!(damaged, "an interval is missing or twice: {outcome:?}");
    }
}

#[test]
fn twelve_bits_cut_between_scans_do_not_pass_for_whole() {
    let first = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0x01, 0b0111_0111];
    let bytes = twelve(0xc2, 8, &[first.as_slice(), &[0xff, 0xda, 0, 8]].concat());
    let cut = &bytes[..bytes.len() - 4];
    for bytes in [cut, &bytes] {
        let frame = decode(bytes, &twelve_bits(8), &Limits::default()).unwrap();
        assert_eq!(frame.warnings, [DecodeWarning::NoEnd]);
    }
}

#[test]
fn twelve_bits_by_progression() {
    let scans = [
        // All but the last bit of the first coefficient: 01 110, 6 of 3 bits.
        [0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0x01, 0b0111_0111].as_slice(),
        // None of the others: 0.
        &[0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0, 0b0111_1111],
        // The last bit: 1.
        &[
            0xff,
            0xda,
            0,
            8,
            1,
            1,
            0,
            0,
            0,
            0x10,
            0b1111_1111,
            0,
            0xff,
            0xd9,
        ],
    ];
    let bytes = twelve(0xc2, 8, &scans.concat());
    let frame = decode(&bytes, &twelve_bits(8), &Limits::default()).unwrap();
    assert_eq!(frame.pixels, Samples::U16(vec![2061; 64]), "6 * 2 + 1");
}
