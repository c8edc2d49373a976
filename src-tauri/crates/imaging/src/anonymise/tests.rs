//! Ingrid's slice and an ultrasound leave the house without her.

use std::io::Cursor;

use dicom_core::Tag;
use zeroize::Zeroizing;

use crate::anonymise::{AnonymiseError, Anonymiser, Dates, Refused, Remark};
use crate::header::{Header, HeaderValue};
use crate::instance::Instance;
use crate::limits::Limits;
use crate::making::File;

const EXPLICIT: &str = "1.2.840.10008.1.2.1";
const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
const ITEM: Tag = Tag(0xfffe, 0xe000);

fn anonymiser(dates: Dates) -> Anonymiser {
    Anonymiser::new(Zeroizing::new([7; 32]), dates)
}

fn slice(syntax: &str) -> File {
    File::new(syntax)
        .text(Tag(0x0008, 0x0016), *b"UI", CT)
        .text(Tag(0x0008, 0x0018), *b"UI", "1.2.3.4.5")
        .text(Tag(0x0008, 0x0020), *b"DA", "20240611")
        .text(Tag(0x0008, 0x0060), *b"CS", "CT")
        .text(Tag(0x0008, 0x0070), *b"LO", "ACME for Ingrid")
        .text(Tag(0x0008, 0x0080), *b"LO", "St. Olav")
        .text(Tag(0x0009, 0x0010), *b"LO", "HOLM INGRID")
        .text(Tag(0x0010, 0x0010), *b"PN", "Holm^Ingrid")
        .text(Tag(0x0010, 0x0020), *b"LO", "19031990")
        .text(Tag(0x0010, 0x0030), *b"DA", "19600314")
        .text(Tag(0x0018, 0x0015), *b"CS", "CHEST")
        .text(Tag(0x0020, 0x000d), *b"UI", "1.2.3")
        .text(Tag(0x0020, 0x000e), *b"UI", "1.2.3.4")
        .image(2, 2, 1, 8, "MONOCHROME2")
        .short(Tag(0x0028, 0x0101), 8)
        .head(Tag(0x0040, 0x0275), *b"SQ", u32::MAX)
        .head(ITEM, *b"UN", u32::MAX)
        .text(Tag(0x0040, 0x0007), *b"LO", "Chest of Ingrid")
        .head(Tag(0xfffe, 0xe00d), *b"UN", 0)
        .head(Tag(0xfffe, 0xe0dd), *b"UN", 0)
        .head(Tag(0x0040, 0x9096), *b"SQ", u32::MAX)
        .head(ITEM, *b"UN", u32::MAX)
        .text(Tag(0x0040, 0x9210), *b"SH", "HU of Holm")
        .text(Tag(0x0008, 0x0100), *b"SH", "HU")
        .text(Tag(0x0040, 0xa124), *b"UI", "1.2.3.4.5")
        .head(Tag(0xfffe, 0xe00d), *b"UN", 0)
        .head(Tag(0xfffe, 0xe0dd), *b"UN", 0)
        .text(Tag(0x6000, 0x4000), *b"LT", "drawn by Holm")
        .pixels(&[1, 2, 3, 4])
}

fn cleaned(file: &File, dates: Dates) -> Vec<u8> {
    let mut out = Vec::new();
    anonymiser(dates)
        .file(file.source(), &Limits::default(), false, &mut out)
        .unwrap();
    out
}

fn lines(file: &[u8]) -> Vec<String> {
    let header = Header::read(Cursor::new(file), &Limits::default(), 1000).unwrap();
    assert!(header.warnings.is_empty(), "{:?}", header.warnings);
    let lines = header.lines.iter().map(|line| {
        let value = match &line.value {
            HeaderValue::Text(text) => text.clone(),
            HeaderValue::Bytes(many) => format!("{many} bytes"),
            HeaderValue::Items(many) => format!("{many} items"),
            _ => String::new(),
        };
        format!("{} = {value}", line.keyword.unwrap_or("-"))
    });
    lines.collect()
}

#[test]
fn nothing_of_her_is_left_and_the_picture_is_what_it_was() {
    for syntax in [EXPLICIT, "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"] {
        let file = slice(syntax);
        let out = cleaned(&file, Dates::Removed);
        let lines = lines(&out);
        let has = |line: &str| lines.iter().any(|one| one == line);
        for hers in [
            "olm", "ngrid", "19031990", "19600314", "20240611", "1.2.3", "Olav",
        ] {
            let found = out.windows(hers.len()).any(|some| some == hers.as_bytes());
            assert!(!found, "{syntax}: {hers} is still in {lines:#?}");
        }
        for line in [
            "PatientName = ",
            "PatientBirthDate = ",
            "StudyDate = ",
            "InstitutionName = ANONYMISED",
            "Manufacturer = ANONYMISED",
            "BodyPartExamined = CHEST",
            "Modality = CT",
            "PatientIdentityRemoved = YES",
            "LongitudinalTemporalInformationModified = REMOVED",
            "DeidentificationMethodCodeSequence = 1 items",
            "CodeValue = 113100",
            "LUTLabel = ANONYMISED",
            "PixelData = 4 bytes",
        ] {
            assert!(has(line), "{syntax}: {line} is not in {lines:#?}");
        }
        assert!(out.ends_with(&[1, 2, 3, 4]), "{syntax}: the pixels");
        let instance = Instance::read(Cursor::new(&out), &Limits::default()).unwrap();
        assert_eq!(instance.syntax.uid, syntax);
        assert!(instance.warnings.is_empty(), "{:?}", instance.warnings);
        let uid = instance.identity.uid.as_ref().unwrap();
        let same = lines
            .iter()
            .filter(|line| line.ends_with(uid.as_str()))
            .count();
        assert_eq!(
            same, 3,
            "meta information, data set and what refers to it: {lines:#?}"
        );
    }
}

#[test]
fn dates_that_are_moved_keep_their_distance() {
    let file = slice(EXPLICIT).text(Tag(0x0010, 0x21d0), *b"DA", "20240601");
    let out = cleaned(&file, Dates::Moved);
    let lines = lines(&out);
    let date = lines
        .iter()
        .find_map(|line| line.strip_prefix("StudyDate = "))
        .unwrap();
    assert!(date.len() == 8 && date < "20240605", "{date}");
    for line in [
        "PatientBirthDate = ",
        "CodeValue = 113107",
        "LongitudinalTemporalInformationModified = MODIFIED",
    ] {
        assert!(lines.iter().any(|one| one == line), "{line}: {lines:#?}");
    }
    assert!(
        !lines
            .iter()
            .any(|line| line.starts_with("LastMenstrualDate"))
    );
}

#[test]
fn packed_pixels_and_deflated_files_come_out_as_their_pixels_were() {
    let packed = File::new("1.2.840.10008.1.2.5")
        .text(Tag(0x0008, 0x0018), *b"UI", "1.2.3.4.5")
        .image(2, 2, 1, 8, "MONOCHROME2")
        .fragments(&[0, 12], &[&[1, 2, 3, 4], &[5, 6, 7, 8]]);
    let out = cleaned(&packed, Dates::Removed);
    let tail = packed.bytes.len()
        - packed
            .bytes
            .windows(4)
            .position(|some| some == [0xe0, 0x7f, 0x10, 0])
            .unwrap();
    assert!(
        out.ends_with(&packed.bytes[packed.bytes.len() - tail..]),
        "to the byte, with the table of offsets"
    );

    let plain = slice(EXPLICIT);
    let at = plain
        .bytes
        .windows(4)
        .position(|some| some == [8, 0, 0x16, 0])
        .unwrap();
    let mut deflated = File::new("1.2.840.10008.1.2.1.99");
    let mut encoder =
        flate2::write::DeflateEncoder::new(&mut deflated.bytes, flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, &plain.bytes[at..]).unwrap();
    encoder.finish().unwrap();
    let out = cleaned(&deflated, Dates::Removed);
    assert!(out.ends_with(&[1, 2, 3, 4]));
    let instance = Instance::read(Cursor::new(&out), &Limits::default()).unwrap();
    assert_eq!(instance.syntax.uid, EXPLICIT, "it is not deflated any more");
}

fn refused(file: &File, looked: bool) -> Result<Vec<Remark>, Refused> {
    let mut out = Vec::new();
    let done = anonymiser(Dates::Removed).file(file.source(), &Limits::default(), looked, &mut out);
    done.map_err(|error| match error {
        AnonymiseError::Refused(refused) => {
            assert!(
                out.is_empty(),
                "nothing is written of a file that is refused"
            );
            refused
        }
        other => panic!("{other}"),
    })
}

#[test]
fn a_picture_that_may_have_a_name_in_it_waits_for_somebody_to_look() {
    let picture = |modality: &str| {
        File::new(EXPLICIT)
            .text(Tag(0x0008, 0x0060), *b"CS", modality)
            .image(2, 2, 1, 8, "MONOCHROME2")
    };
    let us = picture("US").pixels(&[1, 2, 3, 4]);
    assert_eq!(refused(&us, false), Err(Refused::MayBeDrawn));
    assert_eq!(refused(&us, true), Ok(vec![Remark::ByWord]));
    let clean = picture("US")
        .text(Tag(0x0028, 0x0301), *b"CS", "NO")
        .pixels(&[1, 2, 3, 4]);
    assert_eq!(refused(&clean, false), Ok(vec![]));
    let burnt = picture("CR")
        .text(Tag(0x0028, 0x0301), *b"CS", "YES")
        .pixels(&[1, 2, 3, 4]);
    assert_eq!(refused(&burnt, false), Err(Refused::Drawn));
    let face = picture("CT")
        .text(Tag(0x0028, 0x0302), *b"CS", "YES")
        .pixels(&[1, 2, 3, 4]);
    assert_eq!(refused(&face, false), Err(Refused::Drawn));
    let head = picture("CT").pixels(&[1, 2, 3, 4]);
    assert_eq!(
        refused(&head, false),
        Ok(vec![Remark::Face]),
        "the part of the body is not said"
    );
}

#[test]
fn words_documents_and_hidden_drawings_do_not_leave() {
    let of = |class: &str| File::new(EXPLICIT).text(Tag(0x0008, 0x0016), *b"UI", class);
    for (class, why) in [
        ("1.2.840.10008.5.1.4.1.1.88.11", Refused::Text),
        ("1.2.840.10008.5.1.4.1.1.11.1", Refused::Text),
        ("1.2.840.10008.5.1.4.1.1.104.1", Refused::Document),
        ("1.2.840.10008.5.1.4.1.1.9.4.1", Refused::Voice),
        ("1.2.840.10008.5.1.4.1.1.66", Refused::OwnForm),
        ("1.3.12.2.1107.5.9.1", Refused::OwnForm),
    ] {
        assert_eq!(refused(&of(class), true), Err(why), "{class}");
    }
    let hidden = slice(EXPLICIT).short(Tag(0x6000, 0x0010), 2);
    assert_eq!(refused(&hidden, true), Err(Refused::Overlay));
    let cut = of(CT).head(Tag(0x0018, 0x0050), *b"DS", 40);
    let tag = Tag(0x0018, 0x0050);
    assert_eq!(refused(&cut, true), Err(Refused::Cut { tag }));
}
