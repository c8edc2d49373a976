//! Frames are decoded in a process of their own: one that a file ends takes that frame with it and nothing else.

use std::time::Duration;

use wardbook_imaging::{
    ApartError, DecodeBounds, Limits, Number, Photometric, PixelDescription, TransferSyntax, decode,
};
use wardbook_journeys::pictures::{bounds, decoders, jpeg, mutants, one_shade, run_lengths};

fn described(syntax: &str, rows: u32, columns: u32, bits: u16) -> PixelDescription {
    PixelDescription {
        syntax: TransferSyntax::of(syntax),
        rows,
        columns,
        samples: 1,
        photometric: Photometric::Monochrome2,
        planar: false,
        bits_allocated: bits,
        bits_stored: bits,
        high_bit: bits - 1,
        signed: false,
        number: Number::Integer,
        swapped: false,
    }
}

const RUN_LENGTHS: &str = "1.2.840.10008.1.2.5";

#[test]
fn a_frame_from_the_process_apart_is_the_frame_itself() {
    let (apart, limits) = (decoders(bounds()), Limits::default());
    let shades: Vec<u16> = (0..64 * 64).map(|n| n * 7).collect();
    for (syntax, bits, bytes, rows) in [
        (RUN_LENGTHS, 16, run_lengths(&shades), 64),
        ("1.2.840.10008.1.2.4.50", 8, jpeg(), 8),
    ] {
        let described = described(syntax, rows, rows, bits);
        let here = decode(&bytes, &described, &limits).unwrap();
        let there = apart.frame(&bytes, &described, &limits).unwrap();
        assert!(here == there, "{syntax}, with its warnings");
    }
    // What it refuses, it refuses in the same words.
    let described = described(RUN_LENGTHS, 64, 64, 16);
    let here = decode(b"no run lengths", &described, &limits).unwrap_err();
    let there = apart.frame(b"no run lengths", &described, &limits);
    assert_eq!(there.unwrap_err().to_string(), here.to_string());
}

#[test]
fn a_frame_that_ends_its_decoder_is_the_only_one_that_is_lost() {
    let limits = Limits::default();
    let small = described(RUN_LENGTHS, 64, 64, 16);
    let its_bytes = run_lengths(&[7; 64 * 64]);
    // 288 MB of pixels in 4.5 MB of run lengths.
    let large = described(RUN_LENGTHS, 12_000, 12_000, 16);
    let runs = one_shade(12_000 * 12_000 / 128);
    let slow = decoders(DecodeBounds {
        time: Duration::from_millis(1),
        ..bounds()
    });
    let told = slow.frame(&runs, &large, &limits).map(|_| ());
    assert!(matches!(told, Err(ApartError::TooSlow(_))), "{told:?}");
    assert!(told.is_err_and(|error| error.ended()));

    if cfg!(target_os = "linux") {
        let narrow = decoders(DecodeBounds {
            memory: 256 << 20,
            many: 1,
            ..bounds()
        });
        narrow.frame(&its_bytes, &small, &limits).unwrap();
        for _ in 0..2 {
            let told = narrow.frame(&runs, &large, &limits).map(|_| ());
            assert!(matches!(told, Err(ApartError::Died)), "{told:?}");
            let next = narrow.frame(&its_bytes, &small, &limits);
            assert_eq!(next.unwrap().pixels.len(), 64 * 64, "the next one is there");
        }
    }
}

#[test]
fn mutants_of_each_kind_of_image_are_decoded_or_refused() {
    // Two hundred of them, and a few more.
    let became = mutants(30, 20_261_122).unwrap_or_else(|what| panic!("{what}"));
    assert_eq!(became.values().sum::<u32>(), 7 * 30);
    assert!(became["decoded"] > 20, "{became:?}");
    assert!(became["frame refused"] > 20, "{became:?}");
    assert_eq!(became.get("ended its decoder"), None, "{became:?}");
}
