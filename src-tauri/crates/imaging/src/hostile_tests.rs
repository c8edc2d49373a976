//! Bytes that nobody should send: lying lengths, nesting without end, sizes beyond any machine, and files changed at
//! random. Each is refused by name or read in part, and none takes long, much memory or the program.

use std::time::{Duration, Instant};

use dicom_core::Tag;
use proptest::prelude::*;

use crate::decode::vectors as v;
use crate::making::{File, hex};
use crate::{Coding, DecodeError, FrameOutcome, Limits, ReadError, ReadWarning};

const EXPLICIT: &str = "1.2.840.10008.1.2.1";
const ITEM: Tag = Tag(0xfffe, 0xe000);

#[test]
fn nesting_has_an_end() {
    for depth in [10, 1_000, 100_000] {
        let mut file = File::new(EXPLICIT);
        for _ in 0..depth {
            file = file
                .head(Tag(0x40, 0xa730), *b"SQ", u32::MAX)
                .head(ITEM, *b"UN", u32::MAX);
        }
        let outcome = file.image(1, 1, 1, 8, "MONOCHROME2").read();
        if depth == 10 {
            assert!(outcome.is_ok());
        } else {
            assert!(
                matches!(outcome, Err(ReadError::TooDeep { limit: 64 })),
                "{depth}"
            );
        }
    }
}

#[test]
fn a_length_is_held_against_what_is_there() {
    let long = File::new(EXPLICIT).text(Tag(8, 0x60), *b"CS", "CT").head(
        Tag(0x10, 0x10),
        *b"UT",
        0xffff_fff0,
    );
    let instance = long.read().unwrap();
    assert_eq!(
        instance.series.modality.as_deref(),
        Some("CT"),
        "what is before it is read"
    );
    let cut = ReadWarning::CutShort {
        tag: Tag(0x10, 0x10),
    };
    assert_eq!(instance.warnings, [cut]);

    let pixels = File::new(EXPLICIT)
        .image(60_000, 60_000, 1, 16, "MONOCHROME2")
        .head(Tag(0x7fe0, 0x10), *b"OW", 0xffff_fff0);
    let instance = pixels.read().unwrap();
    let outcome = instance.frame(&mut pixels.source(), 0, &Limits::default());
    assert!(
        matches!(outcome, Err(FrameOutcome::Read(_))),
        "7 GB are not asked for"
    );
}

#[test]
fn kept_values_have_a_bound_together() {
    let mut file = File::new(EXPLICIT);
    for group in (0x6000..0x6010).step_by(2) {
        file = file.put(Tag(group, 0x3000), *b"OW", &[0; 1000]);
    }
    let limits = Limits {
        kept_bytes: 2500,
        ..Limits::default()
    };
    let instance = crate::Instance::read(file.source(), &limits).unwrap();
    let too_long = |w: &&ReadWarning| matches!(w, ReadWarning::TooLong { .. });
    let refused = instance.warnings.iter().filter(too_long).count();
    assert_eq!(refused, 6, "two of eight fit: {:?}", instance.warnings);
}

#[test]
fn items_of_nothing_are_counted_for_what_they_become() {
    let items = [0xfe, 0xff, 0, 0xe0, 0, 0, 0, 0].repeat(1000);
    let frames = Tag(0x5200, 0x9230);
    let file = |tag| File::new(EXPLICIT).put(tag, *b"SQ", &items);
    let read = |tag, limits: Limits| crate::Instance::read(file(tag).source(), &limits);
    let limits = Limits::default();
    assert!(read(frames, limits).is_ok());
    let few = Limits {
        frames: 999,
        ..limits
    };
    let refused = read(frames, few).unwrap_err();
    assert!(matches!(refused, ReadError::TooManyItems), "{refused}");
    let small = Limits {
        kept_bytes: 100_000,
        ..limits
    };
    let refused = read(frames, small).unwrap_err();
    assert!(matches!(refused, ReadError::TooManyItems), "{refused}");
    let unwanted = Tag(0x40, 0xa730);
    let both = Limits { frames: 9, ..small };
    assert!(
        read(unwanted, both).is_ok(),
        "what is not kept costs nothing"
    );
}

#[test]
fn values_of_nothing_are_counted_for_what_they_become() {
    let mut file = File::new(EXPLICIT);
    for element in [0x1050, 0x1051, 0x1052, 0x1053, 0x1054, 0x1055] {
        file = file.put(Tag(0x28, element), *b"DS", &[]);
    }
    let limits = Limits {
        kept_bytes: 300,
        ..Limits::default()
    };
    let instance = crate::Instance::read(file.source(), &limits).unwrap();
    let too_long = |w: &ReadWarning| matches!(w, ReadWarning::TooLong { .. });
    assert!(instance.warnings.iter().any(too_long));
}

#[test]
fn elements_and_fragments_are_counted() {
    let mut many = File::new(EXPLICIT);
    for _ in 0..2000 {
        many = many.short(Tag(9, 1), 1);
    }
    let limits = Limits {
        elements: 1000,
        fragments: 1000,
        ..Limits::default()
    };
    let refused = crate::Instance::read(many.source(), &limits).unwrap_err();
    assert!(matches!(
        refused,
        ReadError::TooManyElements { limit: 1000 }
    ));
    let empty: Vec<&[u8]> = vec![&[]; 999];
    let scraps = File::new("1.2.840.10008.1.2.4.50").fragments(&[], &empty);
    let refused = crate::Instance::read(scraps.source(), &limits).unwrap_err();
    assert!(
        matches!(refused, ReadError::TooManyElements { .. }),
        "items count too"
    );
    let limits = Limits {
        fragments: 100,
        ..Limits::default()
    };
    let refused = crate::Instance::read(scraps.source(), &limits).unwrap_err();
    assert!(matches!(
        refused,
        ReadError::TooManyFragments { limit: 100 }
    ));
}

#[test]
fn what_unpacks_without_end_is_stopped() {
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packer, &vec![0; 20_000_000]).unwrap();
    let mut file = File::new("1.2.840.10008.1.2.1.99");
    file.bytes.extend(packer.finish().unwrap());
    let limits = Limits {
        inflated_bytes: 1_000_000,
        ..Limits::default()
    };
    let refused = crate::Instance::read(file.source(), &limits).unwrap_err();
    assert!(matches!(
        refused,
        ReadError::InflatesTooFar { limit: 1_000_000 }
    ));
}

/// Codestreams of each kind, of images of a few pixels.
fn codestreams() -> Vec<(&'static str, Vec<u8>)> {
    [
        ("1.2.840.10008.1.2.4.110", v::JXL_GREY),
        ("1.2.840.10008.1.2.4.110", v::JXL_COLOURS),
        ("1.2.840.10008.1.2.4.90", v::J2K_GREY),
        ("1.2.840.10008.1.2.4.90", v::J2K_TOGETHER),
        ("1.2.840.10008.1.2.4.201", v::HTJ2K_COLOURS),
        ("1.2.840.10008.1.2.4.70", v::LOSSLESS_GREY),
        ("1.2.840.10008.1.2.4.50", v::DCT_SUBSAMPLED),
        ("1.2.840.10008.1.2.4.80", v::LS_GREY),
        ("1.2.840.10008.1.2.4.80", v::LS_EXAMPLE),
    ]
    .map(|(uid, digits)| (uid, hex(digits)))
    .to_vec()
}

#[test]
fn a_size_in_a_codestream_is_held_against_the_limits() {
    let limits = Limits {
        decoded_bytes: 1 << 20,
        ..Limits::default()
    };
    for (uid, mut bytes) in codestreams() {
        // The size in each kind of frame header, made as large as it goes.
        let places: &[(&[u8], usize, usize)] = &[
            (&[0xff, 0xc0], 5, 4),
            (&[0xff, 0xc3], 5, 4),
            (&[0xff, 0xf7], 5, 4),
            (&[0xff, 0x51], 6, 8),
        ];
        let found = places.iter().find_map(|(marker, skip, length)| {
            let at = bytes.windows(2).position(|two| two == *marker)?;
            Some((at + skip, *length))
        });
        let Some((at, length)) = found else {
            continue;
        };
        bytes[at..at + length].fill(0x7f);
        let file = File::new(uid)
            .image(3, 4, 1, 16, "MONOCHROME2")
            .fragments(&[], &[&bytes]);
        let instance = crate::Instance::read(file.source(), &limits).unwrap();
        let outcome = instance.frame(&mut file.source(), 0, &limits);
        let refused = matches!(
            outcome,
            Err(FrameOutcome::Decode(DecodeError::TooLarge { .. }))
        );
        assert!(refused, "{uid}: {outcome:?}");
    }
}

#[test]
fn a_few_bytes_are_no_large_image() {
    for (uid, mut bytes) in codestreams() {
        let markers: [&[u8]; 3] = [&[0xff, 0xc0], &[0xff, 0xc3], &[0xff, 0xf7]];
        let at = |marker: &[u8]| bytes.windows(2).position(|two| two == marker);
        let Some(at) = markers.into_iter().find_map(at) else {
            continue;
        };
        // 9,000 x 9,000: within the limits.
        bytes[at + 5..at + 9].copy_from_slice(&[0x23, 0x28, 0x23, 0x28]);
        let file = File::new(uid).image(9_000, 9_000, 1, 16, "MONOCHROME2");
        let file = file.fragments(&[], &[&bytes]);
        let instance = file.read().unwrap();
        let outcome = instance.frame(&mut file.source(), 0, &Limits::default());
        let refused = matches!(
            outcome,
            Err(FrameOutcome::Decode(DecodeError::TooShort { .. }))
        );
        assert!(refused, "{uid}: {outcome:?}");
    }
    let header = [[1, 0, 0, 0, 64, 0, 0, 0].as_slice(), &[0; 56], &[129, 7]].concat();
    let file = File::new("1.2.840.10008.1.2.5")
        .image(30_000, 30_000, 1, 8, "MONOCHROME2")
        .fragments(&[], &[&header]);
    let instance = file.read().unwrap();
    let outcome = instance.frame(&mut file.source(), 0, &Limits::default());
    assert!(matches!(
        outcome,
        Err(FrameOutcome::Decode(DecodeError::TooShort { .. }))
    ));
}

/// A whole file of some kind.
fn files() -> Vec<File> {
    let mut files: Vec<File> = codestreams()
        .iter()
        .map(|(uid, bytes)| {
            let rgb = [
                v::JXL_COLOURS,
                v::J2K_TOGETHER,
                v::HTJ2K_COLOURS,
                v::DCT_SUBSAMPLED,
            ];
            let (samples, bits, meaning) = if rgb.iter().any(|digits| hex(digits) == *bytes) {
                (3, 8, "RGB")
            } else {
                (1, 16, "MONOCHROME2")
            };
            File::new(uid)
                .image(4, 4, samples, bits, meaning)
                .fragments(&[0], &[bytes])
        })
        .collect();
    for uid in [EXPLICIT, "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"] {
        files.push(
            File::new(uid)
                .text(Tag(8, 5), *b"CS", "ISO 2022 IR 6\\ISO 2022 IR 87")
                .text(Tag(0x10, 0x10), *b"PN", "Yamada=\u{1b}$B;3ED\u{1b}(B")
                .image(4, 4, 1, 8, "PALETTE COLOR")
                .text(Tag(0x28, 8), *b"IS", "2")
                .put(Tag(0x28, 0x1101), *b"US", &[2, 0, 0, 0, 16, 0])
                .put(Tag(0x28, 0x1221), *b"OW", &[0, 0, 2, 0, 1, 0, 2, 0])
                .put(
                    Tag(0x5200, 0x9230),
                    *b"SQ",
                    &[0xfe, 0xff, 0, 0xe0, 0, 0, 0, 0],
                )
                .pixels(&[7; 32]),
        );
    }
    files.push(
        File::bare(Coding::ExplicitLittle)
            .text(Tag(8, 0x60), *b"CS", "MR")
            .image(4, 4, 1, 16, "MONOCHROME1")
            .pixels(&[1; 32]),
    );
    files
}

/// Reads and decodes everything of a file, and shows it.
fn all(bytes: &[u8]) {
    let limits = Limits {
        decoded_bytes: 1 << 24,
        inflated_bytes: 1 << 24,
        frames: 1000,
        ..Limits::default()
    };
    let mut source = std::io::Cursor::new(bytes);
    let Ok(instance) = crate::Instance::read(&mut source, &limits) else {
        return;
    };
    for number in 0..instance.frames.count().min(4) {
        let Ok(frame) = instance.frame(&mut source, number, &limits) else {
            continue;
        };
        let _ = instance.geometry(number);
        let windowing = crate::render::Windowing::Default;
        let _ = crate::render::shown(frame, number, &instance, &windowing);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_files_are_read_or_refused(
        which in 0_usize..13,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = files().swap_remove(which).bytes;
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let begun = Instant::now();
        all(&bytes);
        prop_assert!(begun.elapsed() < Duration::from_secs(10), "it takes too long");
    }
}

#[test]
fn a_limit_of_no_frames_does_not_panic() {
    let file = File::new("1.2.840.10008.1.2.1")
        .image(1, 2, 1, 8, "MONOCHROME2")
        .text(Tag(0x28, 8), *b"IS", "many")
        .pixels(&[1, 2]);
    let limits = Limits {
        frames: 0,
        ..Limits::default()
    };
    let instance = crate::Instance::read(file.source(), &limits).unwrap();
    assert_eq!(instance.frames.count(), 1);
}
