//! Images as a person brings them: what a DICOM file holds, and why some are not decoded.

use std::fs;

use serde_json::json;
use wardbook_journeys::program::Cli;
use wardbook_journeys::scratch::Scratch;

/// An element of the explicit little endian syntax with a short length.
fn element(group: u16, number: u16, kind: [u8; 2], value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(group.to_le_bytes());
    bytes.extend(number.to_le_bytes());
    bytes.extend(kind);
    if kind == *b"OW" {
        bytes.extend([0, 0]);
        bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
    } else {
        bytes.extend(u16::try_from(value.len()).unwrap().to_le_bytes());
    }
    bytes.extend(value);
    bytes
}

/// Ingrid's chest in six pixels of twelve bits.
fn chest() -> (Vec<u8>, Vec<u8>) {
    let pixels: Vec<u8> = [0_u16, 1, 255, 256, 4000, 4095]
        .iter()
        .flat_map(|pixel| pixel.to_le_bytes())
        .collect();
    let syntax = element(0x0002, 0x0010, *b"UI", b"1.2.840.10008.1.2.1\0");
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    let length = u32::try_from(syntax.len()).unwrap().to_le_bytes();
    file.extend(element(0x0002, 0x0000, *b"UL", &length));
    file.extend(syntax);
    file.extend(element(0x0010, 0x0010, *b"PN", b"Halvorsen^Ingrid"));
    for (number, value) in [(0x0002, 1_u16), (0x0010, 2), (0x0011, 3)] {
        file.extend(element(0x0028, number, *b"US", &value.to_le_bytes()));
        if number == 0x0002 {
            file.extend(element(0x0028, 0x0004, *b"CS", b"MONOCHROME2 "));
        }
    }
    for (number, value) in [(0x0100, 16_u16), (0x0101, 12), (0x0102, 11), (0x0103, 0)] {
        file.extend(element(0x0028, number, *b"US", &value.to_le_bytes()));
    }
    file.extend(element(0x7fe0, 0x0010, *b"OW", &pixels));
    (file, pixels)
}

#[test]
fn a_dicom_file_becomes_its_pixels_and_one_that_is_cut_says_so() {
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.path().join("profile"));
    let (file, pixels) = chest();
    let (here, raw) = (scratch.join("chest"), scratch.join("chest.raw"));
    fs::write(&here, &file).unwrap();
    let decode = |raw: &std::path::Path| {
        cli.run([
            "dicom".as_ref(),
            "decode".as_ref(),
            here.as_os_str(),
            "--raw".as_ref(),
            raw.as_os_str(),
            "--json".as_ref(),
        ])
    };
    let report = decode(&raw).ok().json();
    assert_eq!(fs::read(&raw).unwrap(), pixels);
    for (member, value) in [
        ("transferSyntax", json!("1.2.840.10008.1.2.1")),
        ("rows", json!(2)),
        ("columns", json!(3)),
        ("frames", json!(1)),
        ("bits", json!(12)),
        ("samples", json!(1)),
        ("samplesAs", json!("u16")),
        ("readWarnings", json!([])),
        ("decodeWarnings", json!([])),
    ] {
        assert_eq!(report[member], value, "{member}");
    }
    assert!(!report.to_string().contains("Halvorsen"));

    // What is there already stays as it is.
    let again = decode(&raw);
    assert!(!again.status.success());
    assert_eq!(again.code(), "invalid-request");
    assert_eq!(fs::read(&raw).unwrap(), pixels);

    fs::write(&here, &file[..file.len() - 4]).unwrap();
    let cut = scratch.join("cut.raw");
    let answer = decode(&cut);
    assert!(!answer.status.success());
    assert!(!answer.err.contains("Halvorsen"), "{}", answer.err);
    assert!(!cut.exists(), "nothing half made is left");
}
