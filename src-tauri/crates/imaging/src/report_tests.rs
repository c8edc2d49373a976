//! A whole file to raw bytes: their layout, what is said of them, and what is not.

use dicom_core::Tag;

use crate::making::{File, hex};
use crate::{Colour, Failure, Limits, Report, decode_file};

fn decoded(file: &File) -> (Result<Report, Failure>, Vec<u8>) {
    let mut raw = Vec::new();
    let report = decode_file(file.source(), &mut raw, &Limits::default());
    (report, raw)
}

#[test]
fn frame_after_frame_in_the_order_of_the_file() {
    let file = File::new("1.2.840.10008.1.2.2")
        .text(Tag(0x10, 0x10), *b"PN", "Doe^Jane")
        .image(1, 2, 1, 16, "MONOCHROME2")
        .text(Tag(0x28, 8), *b"IS", "2")
        .pixels(&[1, 0, 2, 0, 3, 0, 4, 0]);
    let (report, raw) = decoded(&file);
    let report = report.unwrap();
    assert_eq!(raw, [1, 0, 2, 0, 3, 0, 4, 0], "big endian as in the file");
    assert_eq!((report.rows, report.columns, report.frames), (1, 2, 2));
    assert_eq!(
        (report.samples_as, report.bits, report.big_endian),
        ("u16", 16, true)
    );
    // SHA-256 of these eight bytes.
    assert_eq!(
        report.sha256,
        "ea99f710d9d0b8ba192295c969a63ed7ce8fc5743da20d2057fa2b6d2c404bfb"
    );
    let said = serde_json::to_string(&report).unwrap();
    assert!(
        said.contains("\"transferSyntax\":\"1.2.840.10008.1.2.2\""),
        "{said}"
    );
    assert!(!said.contains("Doe"), "nothing of the patient");
}

#[test]
fn luma_and_chroma_come_out_as_colours() {
    let codestream = hex(crate::decode::vectors::DCT_SUBSAMPLED);
    let file = File::new("1.2.840.10008.1.2.4.50")
        .image(16, 16, 3, 8, "RGB")
        .fragments(&[], &[&codestream]);
    let (report, raw) = decoded(&file);
    let report = report.unwrap();
    assert_eq!(
        (report.decoded_colour, report.colour),
        (Colour::YbrFull, Colour::Rgb)
    );
    assert_eq!(report.decode_warnings.len(), 1, "the header says otherwise");
    assert_eq!(raw.len() as u64, report.bytes);
    assert!(raw.first().is_some_and(|red| red.abs_diff(250) < 5));
}

#[test]
fn a_failure_names_the_frame_and_the_step() {
    let grey = hex(crate::decode::vectors::J2K_GREY);
    let twice = |second: &[u8]| {
        let file = File::new("1.2.840.10008.1.2.4.90").image(3, 4, 1, 16, "MONOCHROME2");
        let file = file
            .text(Tag(0x28, 8), *b"IS", "2")
            .fragments(&[], &[&grey, second]);
        decoded(&file).0.unwrap_err().to_string()
    };
    assert!(
        twice(&[0; 40]).starts_with("frame 1 is not decoded: the Jpeg2000 codestream is damaged")
    );
    let colours = hex(crate::decode::vectors::J2K_APART);
    assert_eq!(
        twice(&colours),
        "frame 1 is of another size or kind than the first"
    );
    let nothing = File::new("1.2.840.10008.1.2.1").text(Tag(8, 0x60), *b"CS", "SR");
    let refused = decoded(&nothing).0.unwrap_err().to_string();
    assert_eq!(
        refused,
        "frame 0 is not decoded: the instance holds no pixel data"
    );
}
