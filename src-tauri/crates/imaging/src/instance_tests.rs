//! Reading: what a file says of itself in each way it can be written, and the repairs that real files need.

use dicom_core::Tag;
use jiff::civil::{date, time};

use crate::making::{File, hex};
use crate::render::{Modality, RenderError, Windowing, shown};
use crate::{Coding, Limits, NoPixels, ReadError, ReadWarning, Samples, Spacing};

const EXPLICIT: &str = "1.2.840.10008.1.2.1";

fn image(file: File) -> File {
    file.text(Tag(8, 0x18), *b"UI", "1.2.3")
        .text(Tag(8, 0x20), *b"DA", "20260131")
        .text(Tag(8, 0x30), *b"TM", "140205.25")
        .text(Tag(8, 0x60), *b"CS", "CT")
        .text(Tag(0x10, 0x10), *b"PN", "Doe^Jane")
        .text(Tag(0x10, 0x20), *b"LO", "4711")
        .text(Tag(0x10, 0x30), *b"DA", "19700101")
        .text(Tag(0x20, 0x0d), *b"UI", "1.2")
        .text(Tag(0x20, 0x32), *b"DS", "-1.5\\2\\3e1")
        .image(2, 2, 1, 16, "MONOCHROME2")
        .text(Tag(0x28, 0x30), *b"DS", "0.5\\0.25")
        .text(Tag(0x28, 0x1050), *b"DS", "40")
        .text(Tag(0x28, 0x1051), *b"DS", "400")
        .text(Tag(0x28, 0x1052), *b"DS", "-1024")
        .text(Tag(0x28, 0x1053), *b"DS", "2")
}

#[test]
fn attributes_are_typed_and_do_not_show_themselves() {
    let file = image(File::new(EXPLICIT)).pixels(&[0, 2, 0, 3, 0, 4, 0, 5]);
    let instance = file.read().unwrap();
    assert_eq!(instance.study.date, Some(date(2026, 1, 31)));
    assert_eq!(instance.study.time, Some(time(14, 2, 5, 250_000_000)));
    assert_eq!(instance.series.modality.as_deref(), Some("CT"));
    let name = instance.patient.name.alphabetic.as_ref().unwrap();
    assert_eq!(name.reveal(), "Doe^Jane");
    let birth = instance.patient.birth_date.as_ref().unwrap();
    assert_eq!(*birth.reveal(), date(1970, 1, 1));
    let geometry = instance.geometry(0);
    assert_eq!(geometry.position, Some([-1.5, 2.0, 30.0]));
    let spacing = Spacing::Patient {
        rows: 0.5,
        columns: 0.25,
    };
    assert_eq!(geometry.spacing, Some(spacing));
    let shown = format!("{instance:?}");
    for secret in ["Doe", "4711", "1970"] {
        assert!(!shown.contains(secret), "{secret} is not in {shown}");
    }
}

#[test]
fn nothing_of_a_patient_comes_out_of_debug() {
    let words = [
        (Tag(8, 8), b"CS", "KIND"),
        (Tag(8, 0x16), b"UI", "9.1.1"),
        (Tag(8, 0x18), b"UI", "9.2.2"),
        (Tag(8, 0x20), b"DA", "20270203"),
        (Tag(8, 0x21), b"DA", "20280203"),
        (Tag(8, 0x23), b"DA", "20290203"),
        (Tag(8, 0x30), b"TM", "111213"),
        (Tag(8, 0x31), b"TM", "121314"),
        (Tag(8, 0x33), b"TM", "131415"),
        (Tag(8, 0x60), b"CS", "METHOD"),
        (Tag(8, 0x70), b"LO", "MAKER"),
        (Tag(8, 0x1090), b"LO", "MODEL"),
        (Tag(0x18, 0x15), b"CS", "SKULL"),
        (Tag(0x20, 0x0d), b"UI", "9.3.3"),
        (Tag(0x20, 0x0e), b"UI", "9.4.4"),
        (Tag(0x20, 0x11), b"IS", "777001"),
        (Tag(0x20, 0x12), b"IS", "777002"),
        (Tag(0x20, 0x13), b"IS", "777003"),
        (Tag(0x20, 0x52), b"UI", "9.5.5"),
        (Tag(0x20, 0x60), b"CS", "SIDE"),
        (Tag(0x20, 0x62), b"CS", "HALF"),
    ];
    let mut file = File::new(EXPLICIT);
    for (tag, vr, text) in words {
        file = file.text(tag, *vr, text);
    }
    let file = file
        .image(1, 1, 1, 8, "MONOCHROME2")
        .text(Tag(0x28, 0x1050), *b"DS", "4")
        .text(Tag(0x28, 0x1051), *b"DS", "8")
        .text(Tag(0x28, 0x1052), *b"DS", "-1024")
        .text(Tag(0x28, 0x1054), *b"LO", "UNIT")
        .text(Tag(0x28, 0x1055), *b"LO", "Doe's knee")
        .pixels(&[0, 0]);
    let instance = file.read().unwrap();
    assert_eq!(instance.series.body_part.as_deref(), Some("SKULL"));
    assert_eq!(instance.series.laterality.as_deref(), Some("SIDE"));
    assert_eq!(
        instance.identity.laterality.as_deref(),
        Some("HALF"),
        "the image's side is its own"
    );
    let values = instance.values(0);
    let window = values.voi.windows.first().unwrap();
    assert_eq!(window.explanation.as_deref(), Some("Doe's knee"));
    let shown = [
        format!("{instance:?}"),
        format!("{values:?}"),
        format!("{:?}", Windowing::Window(window.clone())),
    ];
    for shown in shown {
        for (_, _, secret) in words {
            assert!(!shown.contains(secret), "{secret} is in {shown}");
        }
        for secret in ["2027", "2028", "2029", "11:12", "12:13", "13:14"] {
            assert!(!shown.contains(secret), "{secret} is in {shown}");
        }
        for secret in ["Doe", "UNIT"] {
            assert!(!shown.contains(secret), "{secret} is in {shown}");
        }
    }
}

#[test]
fn the_same_image_in_each_way_of_writing() {
    let stored = [512_u16, 768, 1024, 1280];
    for coding in [
        Coding::ImplicitLittle,
        Coding::ExplicitLittle,
        Coding::ExplicitBig,
    ] {
        let uid = match coding {
            Coding::ImplicitLittle => "1.2.840.10008.1.2",
            Coding::ExplicitLittle => EXPLICIT,
            Coding::ExplicitBig => "1.2.840.10008.1.2.2",
        };
        let big = coding == Coding::ExplicitBig;
        let bytes: Vec<u8> = stored
            .iter()
            .flat_map(|n| {
                if big {
                    n.to_be_bytes()
                } else {
                    n.to_le_bytes()
                }
            })
            .collect();
        for file in [File::new(uid), File::bare(coding)] {
            let file = image(file).pixels(&bytes);
            let instance = file.read().unwrap();
            assert_eq!(instance.syntax.coding, coding);
            let frame = instance
                .frame(&mut file.source(), 0, &Limits::default())
                .unwrap();
            assert_eq!(frame.pixels, Samples::U16(stored.to_vec()), "{coding:?}");
        }
    }
}

#[test]
fn values_become_brightness() {
    // 532 is 40 Hounsfield units, the middle of the window; the others are far below and above.
    let stored = [0_u16, 532, 532, 4000];
    let bytes: Vec<u8> = stored.iter().flat_map(|n| n.to_le_bytes()).collect();
    let file = image(File::new(EXPLICIT)).pixels(&bytes);
    let instance = file.read().unwrap();
    let modality = instance.values(0).modality.unwrap();
    assert!(matches!(modality, Modality::Linear { .. }));
    assert!((modality.apply(532.0) - 40.0).abs() < 1e-9);
    let frame = instance
        .frame(&mut file.source(), 0, &Limits::default())
        .unwrap();
    let picture = shown(frame, 0, &instance, &Windowing::Default).unwrap();
    assert_eq!(picture.pixels, [[0; 3], [128; 3], [128; 3], [255; 3]]);
}

#[test]
fn elements_written_otherwise_than_said_are_read_as_they_are() {
    let mut file = image(File::bare(Coding::ImplicitLittle)).pixels(&[0; 8]);
    let head = File::new(EXPLICIT).bytes;
    file.bytes.splice(0..0, head);
    let instance = file.read().unwrap();
    assert_eq!(instance.syntax.coding, Coding::ImplicitLittle);
    assert!(instance.warnings.contains(&ReadWarning::OtherCoding));
    assert!(
        instance
            .frame(&mut file.source(), 0, &Limits::default())
            .is_ok()
    );
}

#[test]
fn meta_information_may_be_longer_than_allowed_and_lie_about_its_length() {
    let title = "A TITLE OF FAR MORE THAN SIXTEEN LETTERS";
    let mut file =
        File::new(EXPLICIT)
            .text(Tag(2, 0x16), *b"AE", title)
            .put(Tag(2, 0), *b"UL", &[1, 0, 0, 0]);
    file = image(file).pixels(&[0; 8]);
    let instance = file.read().unwrap();
    assert_eq!(instance.identity.uid.as_deref(), Some("1.2.3"));
}

#[test]
fn what_is_no_image_says_so() {
    let report = File::new(EXPLICIT).text(Tag(8, 0x60), *b"CS", "SR");
    assert_eq!(report.read().unwrap().pixels, Err(NoPixels::Absent));
    let blind = File::new(EXPLICIT)
        .short(Tag(0x28, 0x10), 2)
        .pixels(&[0; 4]);
    let columns = NoPixels::Missing(Tag(0x28, 0x11));
    assert_eq!(blind.read().unwrap().pixels, Err(columns));
    for other in [
        b"not an image at all, whatever it is".as_slice(),
        b"",
        &[0; 400],
    ] {
        let mut file = File::bare(Coding::ExplicitLittle);
        file.bytes = other.to_vec();
        assert!(matches!(file.read(), Err(ReadError::NotDicom)));
    }
}

#[test]
fn what_frames_share_and_what_each_has_of_its_own() {
    let item = Tag(0xfffe, 0xe000);
    let mut measures = File::bare(Coding::ExplicitLittle);
    measures = measures.text(Tag(0x28, 0x30), *b"DS", "1\\2");
    let group = File::bare(Coding::ExplicitLittle).put(item, *b"UN", &measures.bytes);
    let shared = File::bare(Coding::ExplicitLittle).put(Tag(0x28, 0x9110), *b"SQ", &group.bytes);
    let shared = File::bare(Coding::ExplicitLittle).put(item, *b"UN", &shared.bytes);

    let mut each = File::bare(Coding::ExplicitLittle);
    for slice in ["0\\0\\0", "0\\0\\5"] {
        let place = File::bare(Coding::ExplicitLittle).text(Tag(0x20, 0x32), *b"DS", slice);
        let group = File::bare(Coding::ExplicitLittle).put(item, *b"UN", &place.bytes);
        // Without a length, as many writers have it.
        each = each
            .head(item, *b"UN", u32::MAX)
            .put(Tag(0x20, 0x9113), *b"SQ", &group.bytes)
            .head(Tag(0xfffe, 0xe00d), *b"UN", 0);
    }
    let file = File::new(EXPLICIT)
        .image(1, 2, 1, 8, "MONOCHROME2")
        .text(Tag(0x28, 8), *b"IS", "2")
        .put(Tag(0x5200, 0x9229), *b"SQ", &shared.bytes)
        .put(Tag(0x5200, 0x9230), *b"SQ", &each.bytes)
        .pixels(&[1, 2, 3, 4]);
    let instance = file.read().unwrap();
    assert_eq!(instance.frames.count(), 2);
    for (number, z) in [(0, 0.0), (1, 5.0)] {
        let geometry = instance.geometry(number);
        assert_eq!(geometry.position, Some([0.0, 0.0, z]));
        assert_eq!(
            geometry.spacing,
            Some(Spacing::Patient {
                rows: 1.0,
                columns: 2.0
            })
        );
    }
}

#[test]
fn an_overlay_covers_what_it_draws() {
    let file = File::new(EXPLICIT)
        .image(2, 2, 1, 8, "MONOCHROME2")
        .short(Tag(0x6000, 0x10), 2)
        .short(Tag(0x6000, 0x11), 2)
        .put(Tag(0x6000, 0x50), *b"SS", &[1, 0, 2, 0])
        .put(Tag(0x6000, 0x3000), *b"OW", &[0b0101, 0])
        .pixels(&[0; 4]);
    let instance = file.read().unwrap();
    let overlay = instance.overlays.first().unwrap();
    assert_eq!(overlay.covered(), 2);
    let covers = |row, column| overlay.covers(0, row, column);
    let drawn = [covers(0, 0), covers(0, 1), covers(1, 0), covers(1, 1)];
    assert_eq!(
        drawn,
        [false, true, false, true],
        "it begins in the second column"
    );
    assert!(!overlay.covers(1, 0, 1), "of the first frame only");
}

#[test]
fn an_overlay_that_was_cut_is_said() {
    let of = |frames: &str, bytes: &[u8]| {
        let file = File::new(EXPLICIT)
            .image(2, 2, 1, 8, "MONOCHROME2")
            .short(Tag(0x6000, 0x10), 4)
            .short(Tag(0x6000, 0x11), 3)
            .text(Tag(0x6000, 0x15), *b"IS", frames)
            .put(Tag(0x6000, 0x3000), *b"OW", bytes)
            .pixels(&[0; 4]);
        file.read().unwrap().warnings
    };
    let cut = [ReadWarning::OverlayCut { group: 0x6000 }];
    assert_eq!(of("1", &[1, 2]), []);
    assert_eq!(of("1", &[]), cut, "no bit at all");
    assert_eq!(of("2", &[1, 2]), cut, "24 bits are needed");
    assert_eq!(of("2", &[1, 2, 3, 0]), []);
    assert_eq!(of("4000000000", &[1, 2]), cut);
}

/// Says that it is longer than it is, as a file does that is cut while it is read.
struct Shrunk<'a>(std::io::Cursor<&'a [u8]>, u64);

impl std::io::Read for Shrunk<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(into)
    }
}

impl std::io::Seek for Shrunk<'_> {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        if to == std::io::SeekFrom::End(0) {
            return Ok(self.1);
        }
        self.0.seek(to)
    }
}

#[test]
fn a_value_that_is_only_there_in_part_is_none() {
    let file = File::new(EXPLICIT).text(Tag(8, 0x60), *b"CS", "CT").text(
        Tag(0x28, 0x1052),
        *b"DS",
        "-1024 ",
    );
    let whole = file.bytes.len() as u64;
    let cut = std::io::Cursor::new(&file.bytes[..file.bytes.len() - 3]);
    let limits = Limits::default();
    let instance = crate::Instance::read(Shrunk(cut, whole), &limits).unwrap();
    let measured = instance.values(0).measured(24.0);
    assert_eq!(measured, None, "-10 is not what it says");
    let tag = Tag(0x28, 0x1052);
    let said = [
        ReadWarning::CutShort { tag },
        ReadWarning::Unreadable { tag },
    ];
    assert_eq!(instance.warnings, said);
}

#[test]
fn pixels_are_found_whatever_the_transfer_syntax_says() {
    let limits = Limits::default();
    let four = |uid: &str| File::new(uid).image(2, 2, 1, 8, "MONOCHROME2");
    let own = four("1.2.3.4").pixels(&[1, 2, 3, 4]);
    let mut run_lengths = vec![1, 0, 0, 0, 64, 0, 0, 0];
    run_lengths.resize(64, 0);
    run_lengths.extend([3, 1, 2, 3, 4]);
    let unnamed = four("1.2.3.4").fragments(&[], &[&run_lengths]);
    let uncompressed = four("1.2.840.10008.1.2.4.50").pixels(&[1, 2, 3, 4]);
    for file in [own, unnamed, uncompressed] {
        let instance = file.read().unwrap();
        let frame = instance.frame(&mut file.source(), 0, &limits).unwrap();
        assert_eq!(frame.pixels, Samples::U8(vec![1, 2, 3, 4]));
    }
    // A codestream that is no fragment: fewer bytes than there are pixels.
    let bare = hex(crate::decode::vectors::DCT_SUBSAMPLED);
    let file = File::new("1.2.840.10008.1.2.4.50")
        .image(64, 64, 3, 8, "YBR_FULL_422")
        .pixels(&bare);
    let instance = file.read().unwrap();
    let frame = instance.frame(&mut file.source(), 0, &limits).unwrap();
    assert_eq!(
        (frame.rows, frame.columns),
        (16, 16),
        "as the codestream says"
    );
}

#[test]
fn padding_does_not_make_a_window() {
    let stored = [-2000_i16, 0, 50, 100];
    let bytes: Vec<u8> = stored.iter().flat_map(|n| n.to_le_bytes()).collect();
    let file = File::new(EXPLICIT)
        .image(2, 2, 1, 16, "MONOCHROME1")
        .short(Tag(0x28, 0x103), 1)
        .short(Tag(0x28, 0x120), (-2000_i16).cast_unsigned())
        .pixels(&bytes);
    let instance = file.read().unwrap();
    let frame = instance
        .frame(&mut file.source(), 0, &Limits::default())
        .unwrap();
    let picture = shown(frame, 0, &instance, &Windowing::Default).unwrap();
    assert_eq!(
        picture.pixels,
        [[255; 3], [255; 3], [128; 3], [0; 3]],
        "the smallest is white"
    );
    let window = picture.window.unwrap();
    assert_eq!((window.center, window.width), (50.0, 100.0));
}

#[test]
fn a_rescale_that_cannot_be_read_is_not_made_up() {
    let of = |slope: &str, intercept: &str| {
        let file = File::new(EXPLICIT)
            .image(1, 2, 1, 8, "MONOCHROME2")
            .text(Tag(0x28, 0x1052), *b"DS", intercept)
            .text(Tag(0x28, 0x1053), *b"DS", slope)
            .pixels(&[1, 2]);
        let instance = file.read().unwrap();
        let modality = instance.values(0).modality.cloned();
        (modality, instance.warnings)
    };
    let unreadable = |element| ReadWarning::Unreadable {
        tag: Tag(0x28, element),
    };
    assert_eq!(of("1", "-1O24"), (None, vec![unreadable(0x1052)]));
    assert_eq!(of("1,5", "-1024"), (None, vec![unreadable(0x1053)]));
    let (modality, warnings) = of("0", "-1024");
    assert!(modality.is_some_and(|modality| (modality.apply(24.0) + 1000.0).abs() < 1e-9));
    assert_eq!(warnings, [ReadWarning::SlopeZero]);
    assert_eq!(of("", ""), (None, vec![]), "absent is not unreadable");
}

#[test]
fn no_stored_value_passes_for_a_measured_one() {
    let of = |intercept: &str| {
        let file = File::new(EXPLICIT)
            .image(1, 2, 1, 8, "MONOCHROME2")
            .text(Tag(0x28, 0x1052), *b"DS", intercept)
            .pixels(&[1, 2]);
        let instance = file.read().unwrap();
        let measured = instance.values(0).measured(2.0);
        let frame = instance
            .frame(&mut file.source(), 0, &Limits::default())
            .unwrap();
        (measured, shown(frame, 0, &instance, &Windowing::Default))
    };
    let (measured, picture) = of("-1O24");
    assert_eq!(measured, None);
    assert_eq!(picture, Err(RenderError::Unmeasured));
    assert_eq!(of("10").0, Some(12.0));
    let (measured, picture) = of("");
    assert_eq!(measured, Some(2.0), "nothing is said: stored is measured");
    assert!(picture.is_ok());
}

#[test]
fn a_position_said_once_is_that_of_the_first_frame() {
    let file = image(File::new(EXPLICIT))
        .text(Tag(0x28, 8), *b"IS", "2")
        .pixels(&[0; 16]);
    let instance = file.read().unwrap();
    assert_eq!(instance.geometry(0).position, Some([-1.5, 2.0, 30.0]));
    assert_eq!(instance.geometry(1).position, None);
    assert!(instance.geometry(1).spacing.is_some(), "which all share");
}

#[test]
fn spacing_as_on_the_detector_is_not_that_in_the_patient() {
    let of = |detector: &str| {
        let file = image(File::new(EXPLICIT).text(Tag(0x18, 0x1164), *b"DS", detector));
        let instance = file.pixels(&[0; 8]).read().unwrap();
        instance.geometry(0).spacing
    };
    let (rows, columns) = (0.5, 0.25);
    assert_eq!(of("0.50\\0.25"), Some(Spacing::Detector { rows, columns }));
    let written_otherwise = of("0.50000001\\0.2499").unwrap();
    assert!(matches!(written_otherwise, Spacing::Detector { .. }));
    assert_eq!(of("0.6\\0.3"), Some(Spacing::Patient { rows, columns }));
}

#[test]
fn spacing_of_a_projection_is_the_patients_only_where_the_file_says_so() {
    let of = |modality: &str, corrected: &str| {
        let file = File::new(EXPLICIT).text(Tag(0x08, 0x60), *b"CS", modality);
        let file = image(file).text(Tag(0x28, 0xa02), *b"CS", corrected);
        let instance = file.pixels(&[0; 8]).read().unwrap();
        instance.geometry(0).spacing
    };
    let (rows, columns) = (0.5, 0.25);
    let in_patient = Some(Spacing::Patient { rows, columns });
    assert_eq!(of("CT", ""), in_patient);
    assert_eq!(of("CR", "FIDUCIAL"), in_patient);
    assert_eq!(of("CR", ""), Some(Spacing::Detector { rows, columns }));
}

#[test]
fn half_of_32_bits_is_half_as_bright() {
    let bytes = [u32::MAX, u32::MAX / 2, 0].map(u32::to_le_bytes).concat();
    let file = File::new(EXPLICIT).image(1, 1, 3, 32, "RGB").pixels(&bytes);
    let instance = file.read().unwrap();
    let limits = Limits::default();
    let frame = instance.frame(&mut file.source(), 0, &limits).unwrap();
    let picture = shown(frame, 0, &instance, &Windowing::Default).unwrap();
    assert_eq!(picture.pixels, [[255, 127, 0]]);
}

#[test]
fn a_makers_own_syntax_is_not_taken_on_trust() {
    let of = |uid: &str| {
        let file = File::new(uid).image(1, 2, 1, 16, "MONOCHROME2");
        file.pixels(&[0, 2, 0, 3]).read().unwrap()
    };
    let swapped = of("1.2.840.113619.5.2");
    assert_eq!(swapped.pixels, Err(NoPixels::OwnOrder));
    let unknown = of("1.2.3.4");
    assert!(unknown.pixels.is_ok());
    assert_eq!(unknown.warnings, [ReadWarning::UnknownSyntax]);
}

#[test]
fn a_table_that_cannot_be_read_is_said() {
    let explicit = || File::bare(Coding::ExplicitLittle);
    let cut = explicit()
        .put(Tag(0x28, 0x3002), *b"US", &[4, 0, 0, 0, 16, 0])
        .put(Tag(0x28, 0x3006), *b"OW", &[1, 0, 2, 0, 3, 0]);
    let item = explicit().put(Tag(0xfffe, 0xe000), *b"UN", &cut.bytes);
    let file = image(File::new(EXPLICIT)).put(Tag(0x28, 0x3010), *b"SQ", &item.bytes);
    let instance = file.pixels(&[0; 8]).read().unwrap();
    assert!(instance.values(0).voi.tables.is_empty());
    let unreadable = |element| ReadWarning::Unreadable {
        tag: Tag(0x28, element),
    };
    assert_eq!(instance.warnings, [unreadable(0x3010)]);

    let palette = |green: &[u8]| {
        let mut file = File::new(EXPLICIT).image(1, 2, 1, 8, "PALETTE COLOR");
        for colour in [0x1101, 0x1102, 0x1103] {
            file = file.put(Tag(0x28, colour), *b"US", &[2, 0, 0, 0, 16, 0]);
        }
        file.put(Tag(0x28, 0x1201), *b"OW", &[10, 20])
            .put(Tag(0x28, 0x1202), *b"OW", green)
            .put(Tag(0x28, 0x1203), *b"OW", &[50, 60])
            .pixels(&[0, 1])
    };
    let file = palette(&[0, 30, 0, 40]);
    let instance = file.read().unwrap();
    let frame = instance
        .frame(&mut file.source(), 0, &Limits::default())
        .unwrap();
    let picture = shown(frame, 0, &instance, &Windowing::Default).unwrap();
    assert_eq!(
        picture.pixels,
        [[10, 30, 50], [20, 40, 60]],
        "two tables of bytes, one of words"
    );
    let instance = palette(&[0, 30, 0]).read().unwrap();
    assert!(instance.palette.is_none());
    assert_eq!(instance.warnings, [unreadable(0x1202)]);
    let plain = image(File::new(EXPLICIT)).pixels(&[0; 8]).read().unwrap();
    assert_eq!(plain.warnings, [], "no table is not a broken one");
}

#[test]
fn the_first_value_of_a_table_has_the_sign_of_measured_ones() {
    let table = File::bare(Coding::ExplicitLittle)
        .put(Tag(0x28, 0x3002), *b"US", &[2, 0, 0x18, 0xfc, 16, 0])
        .put(Tag(0x28, 0x3006), *b"OW", &[1, 0, 2, 0]);
    let item = File::bare(Coding::ExplicitLittle).put(Tag(0xfffe, 0xe000), *b"UN", &table.bytes);
    let file = image(File::new(EXPLICIT)).put(Tag(0x28, 0x3010), *b"SQ", &item.bytes);
    let instance = file.pixels(&[0; 8]).read().unwrap();
    let table = instance.values(0).voi.tables.first().unwrap();
    assert_eq!(table.first, -1000, "of Hounsfield units");
}
