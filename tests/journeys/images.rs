//! Images as a person brings them: what a DICOM file holds, and why some are not decoded.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::json;
use wardbook_journeys::hunt::{Hunt, files};
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

/// A profile with Ingrid's chart in it; her id.
fn ward(scratch: &Scratch) -> (Cli, String) {
    let cli = Cli::new(&scratch.path().join("profile"));
    cli.init().ok();
    let ingrid = json!({
        "resourceType": "Patient", "id": "ingrid", "birthDate": "1950-02-03", "gender": "female",
        "name": [{ "family": "Halvorsen", "given": ["Ingrid"] }],
    });
    let file = scratch.join("ingrid.json");
    fs::write(&file, ingrid.to_string()).unwrap();
    cli.run(["import".as_ref(), file.as_os_str()]).ok();
    let listed = cli.run(["list", "--json"]).ok().json();
    let id = listed[0]["id"].as_str().unwrap().to_owned();
    (cli, id)
}

/// Writes every study of a patient out again; the bytes of all files.
fn written(cli: &Cli, patient: &str, folder: &Path) -> BTreeSet<Vec<u8>> {
    let listed = cli.run(["dicom", "list", patient, "--json"]).ok().json();
    let mut all = BTreeSet::new();
    for (number, study) in listed["studies"].as_array().unwrap().iter().enumerate() {
        let study = study["id"].as_str().unwrap();
        let to = folder.join(number.to_string());
        cli.run([
            "dicom".as_ref(),
            "export".as_ref(),
            study.as_ref(),
            to.as_os_str(),
        ])
        .ok();
        all.extend(files(&to).iter().map(|path| fs::read(path).unwrap()));
    }
    all
}

#[test]
fn an_image_lies_encrypted_beside_the_chart_and_leaves_as_it_came() {
    let scratch = Scratch::new();
    let (cli, patient) = ward(&scratch);
    let (file, _) = chest();
    let here = scratch.join("chest");
    fs::write(&here, &file).unwrap();
    let add = |more: &[&str]| {
        let mut arguments = vec!["dicom", "add", &patient, here.to_str().unwrap(), "--json"];
        arguments.extend(more);
        cli.run(arguments)
    };
    // A name alone does not say that it is she.
    let doubted = add(&[]);
    assert!(!doubted.status.success());
    assert_eq!(doubted.json()["other"][0]["name"], "Halvorsen, Ingrid");
    assert_eq!(add(&["--even-if-other"]).ok().json()["kept"], 1);
    assert_eq!(add(&["--even-if-other"]).ok().json()["here"], 1);
    assert_eq!(
        written(&cli, &patient, &scratch.join("out")),
        BTreeSet::from([file])
    );

    let hunt = Hunt::new(["Halvorsen^Ingrid"]);
    let (found, looked_at) = hunt.in_folder(cli.profile(), &|_, bytes| bytes);
    assert!(found.is_empty(), "{} times in the profile", found.len());
    assert!(looked_at > 0);
}

#[test]
fn every_real_dicom_file_goes_in_and_comes_out_to_the_byte() {
    let Some(data) = std::env::var_os("WARDBOOK_REAL_DATA") else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let scratch = Scratch::new();
    let (cli, patient) = ward(&scratch);
    let disc = Path::new(&data).join("dicom");
    let arguments = [
        "dicom",
        "add",
        &patient,
        disc.to_str().unwrap(),
        "--even-if-other",
        "--json",
    ];
    let brought = cli.run(arguments).ok().json();
    let refused = brought["refused"].as_array().unwrap();
    let count = |member: &str| usize::try_from(brought[member].as_u64().unwrap()).unwrap();
    let went: Vec<_> = files(&disc);
    let list = |path: &std::path::PathBuf| {
        path.file_name()
            .is_some_and(|name| name.eq_ignore_ascii_case("DICOMDIR"))
    };
    let lists = went.iter().filter(|path| list(path)).count();
    println!(
        "{} kept, {} twice, {} refused, {lists} lists of discs",
        count("kept"),
        count("here"),
        refused.len()
    );
    assert_eq!(
        count("kept") + count("here") + refused.len() + lists,
        went.len(),
        "each is accounted for"
    );

    let not: BTreeSet<&str> = refused
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    let kept = went.iter().filter(|path| !list(path));
    let kept =
        kept.filter(|path| !not.contains(path.strip_prefix(&disc).unwrap().to_str().unwrap()));
    let went: BTreeSet<Vec<u8>> = kept.map(|path| fs::read(path).unwrap()).collect();
    let came = written(&cli, &patient, &scratch.join("out"));
    assert_eq!(came.len(), count("kept"));
    assert!(came == went, "every byte");
    for one in refused {
        assert!(!one["reason"].as_str().unwrap().is_empty());
        println!("refused: {}", one["reason"]);
    }
}
