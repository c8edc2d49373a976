//! Decoders on small codestreams whose pixels are known.

use crate::decode::twelve_tests::{twelve, twelve_bits};
use crate::decode::vectors as v;
use crate::decode::{DecodeError, decode};
use crate::making::{File, hex};
use crate::{
    Colour, DecodeWarning, Frame, Limits, Number, Packing, Photometric, PixelDescription, Samples,
    TransferSyntax, render,
};

pub(super) fn described(
    uid: &str,
    rows: u32,
    columns: u32,
    samples: u16,
    bits: u16,
) -> PixelDescription {
    PixelDescription {
        syntax: TransferSyntax::of(&format!("1.2.840.10008.1.2{uid}")),
        rows,
        columns,
        samples,
        photometric: if samples == 3 {
            Photometric::Rgb
        } else {
            Photometric::Monochrome2
        },
        planar: false,
        bits_allocated: bits,
        bits_stored: bits,
        high_bit: bits - 1,
        signed: false,
        number: Number::Integer,
        swapped: false,
    }
}

fn decoded(digits: &str, described: &PixelDescription) -> Result<Frame, DecodeError> {
    decode(&hex(digits), described, &Limits::default())
}

fn grey() -> Samples {
    Samples::U16((0..12).map(|n| n * 5000).collect())
}

fn colours() -> Samples {
    let row = [250, 10, 20, 250, 10, 20, 5, 100, 200, 5, 100, 200];
    Samples::U8(row.repeat(4))
}

#[test]
fn every_lossless_codec_gives_the_very_pixels() {
    for (uid, digits) in [
        (".4.110", v::JXL_GREY),
        (".4.90", v::J2K_GREY),
        (".4.201", v::HTJ2K_GREY),
        (".4.70", v::LOSSLESS_GREY),
        (".4.80", v::LS_GREY),
    ] {
        let frame = decoded(digits, &described(uid, 3, 4, 1, 16)).unwrap();
        assert_eq!(frame.pixels, grey(), "{uid}");
        assert_eq!(
            (frame.colour, frame.bits),
            (Colour::Monochrome2, 16),
            "{uid}"
        );
        assert_eq!(frame.warnings, [], "{uid}");
    }
    for (uid, digits) in [
        (".4.110", v::JXL_COLOURS),
        (".4.90", v::J2K_TOGETHER),
        (".4.90", v::J2K_APART),
        (".4.201", v::HTJ2K_COLOURS),
    ] {
        let frame = decoded(digits, &described(uid, 4, 4, 3, 8)).unwrap();
        assert_eq!(
            (frame.pixels, frame.colour),
            (colours(), Colour::Rgb),
            "{uid}"
        );
    }
}

#[test]
fn the_example_of_the_standard() {
    let frame = decoded(v::LS_EXAMPLE, &described(".4.80", 4, 4, 1, 8)).unwrap();
    let example = vec![
        0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145,
    ];
    assert_eq!(frame.pixels, Samples::U8(example));
}

#[test]
fn components_of_jpeg_ls_in_turn() {
    let pattern = v::pattern();
    let described = described(".4.81", 6, 10, 3, 8);
    for (digits, near) in [
        (v::LS_LINES, 0),
        (v::LS_SAMPLES, 0),
        (v::LS_LINES_NEAR, 3),
        (v::LS_SAMPLES_NEAR, 3),
    ] {
        let frame = decoded(digits, &described).unwrap();
        assert_eq!(frame.warnings, []);
        let Samples::U8(samples) = frame.pixels else {
            panic!("{:?}", frame.pixels);
        };
        let off = samples.iter().zip(&pattern).map(|(a, b)| a.abs_diff(*b));
        assert_eq!((samples.len(), off.max()), (180, Some(near)));
    }
}

#[test]
fn a_run_beyond_its_line_is_damage() {
    // Eight steps of a run are 12 samples; then a rest of 0 to 3, in two bits.
    let of = |columns: u8, rest: u8| {
        let digits = format!(
            "ffd8fff7000b080001{:04x}01011100ffda00080101000000 00ff{:02x}ffd9",
            columns,
            0b0000_1111 | rest << 4
        );
        decoded(&digits, &described(".4.80", 1, columns.into(), 1, 8))
    };
    assert_eq!(of(14, 2).unwrap().pixels, Samples::U8(vec![0; 14]));
    for (columns, rest) in [(13, 2), (13, 3), (14, 3)] {
        let outcome = of(columns, rest);
        let damaged = matches!(outcome, Err(DecodeError::Damaged { .. }));
        assert!(damaged, "{columns} columns: {outcome:?}");
    }
}

#[test]
fn the_codestream_is_believed_and_the_difference_said() {
    let mut wrong = described(".4.50", 5, 9, 1, 16);
    let frame = decoded(v::J2K_GREY, &wrong).unwrap();
    assert_eq!(frame.pixels, grey());
    let size = DecodeWarning::OtherSize {
        header_rows: 5,
        header_columns: 9,
        rows: 3,
        columns: 4,
    };
    let codec = DecodeWarning::OtherCodec {
        found: Packing::Jpeg2000,
    };
    assert_eq!(frame.warnings, [size, codec]);

    wrong = described(".4.90", 4, 4, 3, 8);
    wrong.photometric = Photometric::YbrFull;
    let frame = decoded(v::J2K_TOGETHER, &wrong).unwrap();
    assert_eq!((frame.colour, frame.pixels), (Colour::Rgb, colours()));
    assert!(matches!(
        frame.warnings.as_slice(),
        [DecodeWarning::OtherColour { .. }]
    ));
    let frame = decoded(v::J2K_APART, &wrong).unwrap();
    assert_eq!(
        frame.colour,
        Colour::YbrFull,
        "here the header is all there is"
    );
}

#[test]
fn subsampled_jpeg_is_luma_and_chroma_whatever_the_header_says() {
    let mut said = described(".4.50", 16, 16, 3, 8);
    for (photometric, differs) in [
        (Photometric::Rgb, 1),
        (Photometric::YbrFull422, 0),
        (Photometric::YbrPartial422, 1),
        (Photometric::YbrPartial420, 1),
    ] {
        said.photometric = photometric;
        let frame = decoded(v::DCT_SUBSAMPLED, &said).unwrap();
        assert_eq!(frame.colour, Colour::YbrFull);
        assert_eq!(frame.warnings.len(), differs, "{photometric:?}");
        let rgb = render::rgb(frame);
        for (at, wanted) in [
            (0, 250.0),
            (1, 10.0),
            (2, 20.0),
            (45, 5.0),
            (46, 100.0),
            (47, 200.0),
        ] {
            let got = rgb.pixels.get(at).unwrap();
            assert!(
                (got - wanted).abs() <= 4.0,
                "sample {at}: {got}, not {wanted}"
            );
        }
    }
}

/// Segments behind their header.
fn rle(segments: &[&[u8]]) -> Vec<u8> {
    let mut header = vec![segments.len() as u32];
    let mut at = 64;
    for segment in segments {
        header.push(at);
        at += segment.len() as u32;
    }
    header.resize(16, 0);
    let header = header.iter().flat_map(|n| n.to_le_bytes());
    header.chain(segments.concat()).collect()
}

#[test]
fn run_lengths_of_every_width() {
    let limits = Limits::default();
    // Two literal bytes; one byte twice; a byte that means nothing.
    let bytes = rle(&[&[1, 7, 8, 128, 255, 9]]);
    let frame = decode(&bytes, &described(".5", 2, 2, 1, 8), &limits).unwrap();
    assert_eq!(frame.pixels, Samples::U8(vec![7, 8, 9, 9]));

    let bytes = rle(&[&[255, 1], &[1, 2, 3]]);
    let frame = decode(&bytes, &described(".5", 1, 2, 1, 16), &limits).unwrap();
    assert_eq!(
        frame.pixels,
        Samples::U16(vec![0x0102, 0x0103]),
        "the high byte first"
    );

    let bytes = rle(&[&[0, 1], &[0, 2], &[0, 3], &[0, 4]]);
    let frame = decode(&bytes, &described(".5", 1, 1, 1, 32), &limits).unwrap();
    assert_eq!(frame.pixels, Samples::U32(vec![0x0102_0304]));

    let bytes = rle(&[&[1, 0b0000_0101, 1]]);
    let frame = decode(&bytes, &described(".5", 3, 3, 1, 1), &limits).unwrap();
    assert_eq!(frame.pixels, Samples::U8(vec![1, 0, 1, 0, 0, 0, 0, 0, 1]));

    let bytes = rle(&[&[255, 1], &[255, 2], &[255, 3]]);
    let frame = decode(&bytes, &described(".5", 1, 2, 3, 8), &limits).unwrap();
    assert_eq!(
        frame.pixels,
        Samples::U8(vec![1, 2, 3, 1, 2, 3]),
        "samples of a pixel together"
    );
}

#[test]
fn damaged_run_lengths_say_where() {
    let limits = Limits::default();
    let four = described(".5", 2, 2, 1, 8);
    for bytes in [
        rle(&[&[1, 7, 8]]),
        rle(&[&[5, 7, 8]]),
        rle(&[&[255]]),
        rle(&[&[255, 9], &[255, 9]]),
        rle(&[&[255, 9]])[..64].to_vec(),
    ] {
        let refused = decode(&bytes, &four, &limits).unwrap_err();
        assert!(
            matches!(
                refused,
                DecodeError::Damaged {
                    packing: Packing::Rle,
                    ..
                }
            ),
            "{refused}"
        );
    }
    let cut = decode(&[0; 63], &four, &limits).unwrap_err();
    assert_eq!(
        cut,
        DecodeError::TooShort {
            needed: 64,
            present: 63
        }
    );
}

#[test]
fn native_pixels_of_every_kind() {
    let limits = Limits::default();
    let mut half = described(".1", 1, 2, 3, 8);
    half.photometric = Photometric::YbrFull422;
    let frame = decode(&[10, 20, 30, 40], &half, &limits).unwrap();
    assert_eq!(frame.pixels, Samples::U8(vec![10, 30, 40, 20, 30, 40]));
    assert_eq!(frame.colour, Colour::YbrFull);

    let mut planes = described(".1", 1, 2, 3, 8);
    planes.planar = true;
    let frame = decode(&[1, 2, 3, 4, 5, 6], &planes, &limits).unwrap();
    assert_eq!(frame.pixels, Samples::U8(vec![1, 3, 5, 2, 4, 6]));

    let mut high = described(".1", 1, 1, 1, 16);
    (high.bits_stored, high.high_bit, high.signed) = (12, 15, true);
    let frame = decode(&[0x0f, 0xff], &high, &limits).unwrap();
    assert_eq!(
        frame.pixels,
        Samples::I16(vec![-16]),
        "the twelve bits at the top"
    );

    let mut float = described(".1", 1, 1, 1, 32);
    float.number = Number::Float;
    let frame = decode(&1.5_f32.to_le_bytes(), &float, &limits).unwrap();
    assert_eq!(frame.pixels, Samples::F32(vec![1.5]));
    let mut double = described(".1", 1, 1, 1, 64);
    double.number = Number::Double;
    let frame = decode(&(-2.5_f64).to_le_bytes(), &double, &limits).unwrap();
    assert_eq!(frame.pixels, Samples::F64(vec![-2.5]));

    let short = decode(&[0; 3], &described(".1", 2, 2, 1, 8), &limits).unwrap_err();
    assert_eq!(
        short,
        DecodeError::TooShort {
            needed: 4,
            present: 3
        }
    );
}

#[test]
fn bits_that_a_lossless_codestream_uses_are_not_cleared() {
    // Up to 55,000, which takes all 16 bits.
    for (uid, digits) in [
        (".4.90", v::J2K_GREY),
        (".4.70", v::LOSSLESS_GREY),
        (".4.80", v::LS_GREY),
    ] {
        let twelve = PixelDescription {
            bits_stored: 12,
            high_bit: 11,
            ..described(uid, 3, 4, 1, 16)
        };
        let frame = decoded(digits, &twelve).unwrap();
        assert_eq!((frame.pixels, frame.bits), (grey(), 16), "{uid}");
        let said = DecodeWarning::MoreBits {
            header: 12,
            bits: 16,
        };
        assert_eq!(frame.warnings, [said], "{uid}");
    }
}

#[test]
fn stored_bits_at_the_top_of_a_word_are_found_in_every_packing() {
    let limits = Limits::default();
    let high = |uid: &str, allocated, stored| PixelDescription {
        bits_stored: stored,
        ..described(uid, 1, 1, 1, allocated)
    };
    let pixels = |bytes: &[u8], described| decode(bytes, &described, &limits).unwrap().pixels;
    let twelve = Samples::U16(vec![0xabc]);
    assert_eq!(pixels(&[0xcd, 0xab], high(".1", 16, 12)), twelve);
    let run_lengths = rle(&[&[0, 0xab], &[0, 0xcd]]);
    assert_eq!(pixels(&run_lengths, high(".5", 16, 12)), twelve);
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, &[0xcd, 0xab]).unwrap();
    let deflated = packer.finish().unwrap();
    assert_eq!(pixels(&deflated, high(".8.1", 16, 12)), twelve);

    let six = Samples::U8(vec![0b10_1101]);
    assert_eq!(pixels(&[0b1011_0111], high(".1", 8, 6)), six);
    assert_eq!(pixels(&rle(&[&[0, 0b1011_0111]]), high(".5", 8, 6)), six);

    let twenty = Samples::U32(vec![0xabcde]);
    assert_eq!(
        pixels(&[0x12, 0xe3, 0xcd, 0xab], high(".1", 32, 20)),
        twenty
    );
    let run_lengths = rle(&[&[0, 0xab], &[0, 0xcd], &[0, 0xe3], &[0, 0x12]]);
    assert_eq!(pixels(&run_lengths, high(".5", 32, 20)), twenty);
}

#[test]
fn a_frame_deflated_by_itself() {
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, &[1, 2, 3, 4]).unwrap();
    let bytes = packer.finish().unwrap();
    let file = File::new("1.2.840.10008.1.2.8.1")
        .image(2, 2, 1, 8, "MONOCHROME2")
        .fragments(&[], &[&bytes]);
    let instance = file.read().unwrap();
    let frame = instance
        .frame(&mut file.source(), 0, &Limits::default())
        .unwrap();
    assert_eq!(frame.pixels, Samples::U8(vec![1, 2, 3, 4]));
}

#[test]
fn a_film_is_named_and_not_decoded() {
    let film = described(".4.102", 4, 4, 3, 8);
    assert_eq!(
        decode(&[0; 100], &film, &Limits::default()),
        Err(DecodeError::Film)
    );
    let unknown = described(".77", 4, 4, 3, 8);
    assert_eq!(
        decode(&[0; 100], &unknown, &Limits::default()),
        Err(DecodeError::UnknownSyntax)
    );
}

#[test]
fn bytes_before_a_codestream_and_a_missing_end_do_no_harm() {
    for (uid, digits, rows, columns, samples, bits) in [
        (".4.50", v::DCT_SUBSAMPLED, 16, 16, 3, 8),
        (".4.70", v::LOSSLESS_GREY, 3, 4, 1, 16),
        (".4.80", v::LS_GREY, 3, 4, 1, 16),
        (".4.90", v::J2K_GREY, 3, 4, 1, 16),
    ] {
        let described = described(uid, rows, columns, samples, bits);
        let whole = hex(digits);
        let first = decode(&whole, &described, &Limits::default()).unwrap();
        let (pixels, warnings) = (first.pixels, first.warnings);
        let before = [&[0, 0], whole.as_slice()].concat();
        let endless = whole.get(..whole.len() - 2).unwrap().to_vec();
        for (changed, what) in [(before, "before"), (endless, "endless")] {
            let frame = decode(&changed, &described, &Limits::default()).unwrap();
            assert_eq!(frame.pixels, pixels, "{uid}, {what}");
            let mut wanted = warnings.clone();
            if what == "endless" && uid != ".4.80" {
                wanted.insert(0, DecodeWarning::NoEnd);
            }
            for warning in wanted {
                assert!(
                    frame.warnings.contains(&warning),
                    "{uid}, {what}: {warning:?}"
                );
            }
        }
    }
}

#[test]
fn a_codestream_that_was_cut_never_passes_for_whole() {
    let scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0b1011_0001, 0xff, 0xd9];
    let twelve = twelve(0xc1, 8, &scan);
    let cut = decode(
        &twelve[..twelve.len() - 3],
        &twelve_bits(8),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(cut.warnings, [DecodeWarning::EndsEarly]);
    for (uid, digits, rows, columns, samples, bits) in [
        (".4.50", v::DCT_SUBSAMPLED, 16, 16, 3, 8),
        (".4.70", v::LOSSLESS_GREY, 3, 4, 1, 16),
        (".4.80", v::LS_GREY, 3, 4, 1, 16),
        (".4.90", v::J2K_GREY, 3, 4, 1, 16),
        (".4.201", v::HTJ2K_GREY, 3, 4, 1, 16),
        (".4.110", v::JXL_GREY, 3, 4, 1, 16),
    ] {
        let described = described(uid, rows, columns, samples, bits);
        let whole = hex(digits);
        let pixels = decode(&whole, &described, &Limits::default())
            .unwrap()
            .pixels;
        for length in 0..whole.len() {
            let Ok(frame) = decode(&whole[..length], &described, &Limits::default()) else {
                continue;
            };
            let said = frame
                .warnings
                .iter()
                .any(|warning| matches!(warning, DecodeWarning::EndsEarly | DecodeWarning::NoEnd));
            assert!(
                said || frame.pixels == pixels,
                "{uid}: {length} of {} bytes",
                whole.len()
            );
        }
    }
}

#[test]
fn sixteen_planes_of_run_lengths_are_refused() {
    let mut bytes = [16_u32.to_le_bytes(), 64_u32.to_le_bytes()].concat();
    for offset in 1..15_u32 {
        bytes.extend((64 + 2 * offset).to_le_bytes());
    }
    bytes.extend([0, 7].repeat(16));
    let outcome = decode(&bytes, &described(".5", 1, 1, 4, 32), &Limits::default());
    assert!(matches!(outcome, Err(DecodeError::Unsupported { .. })));
}

#[test]
fn a_files_boxes_do_not_change_a_codestream() {
    let boxed = format!("0000000c6a5020200d0a870a{}", v::J2K_GREY);
    let frame = decoded(&boxed, &described(".4.90", 3, 4, 1, 16)).unwrap();
    assert_eq!(frame.pixels, grey());
    // Ssiz of the second component: 9 bits instead of 8.
    let uneven = v::J2K_APART.replace("070101070101070101", "070101080101070101");
    let outcome = decoded(&uneven, &described(".4.90", 4, 4, 3, 8));
    assert!(matches!(outcome, Err(DecodeError::Unsupported { .. })));
}
