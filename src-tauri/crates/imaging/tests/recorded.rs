//! Real files that are no pictures: an electrocardiogram with what its machine measured, objects of radiotherapy.

#![cfg(test)]
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

use wardbook_imaging::{Limits, ObjectContent, Waveform};

fn real(name: &str) -> Option<BufReader<File>> {
    let Some(folder) = std::env::var_os("WARDBOOK_REAL_DATA") else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return None;
    };
    let path = PathBuf::from(folder)
        .join("dicom/pydicom/test_files")
        .join(name);
    Some(BufReader::new(File::open(path).unwrap()))
}

#[test]
fn an_electrocardiogram_has_its_leads_in_microvolts() {
    let Some(mut file) = real("waveform_ecg.dcm") else {
        return;
    };
    let found = Waveform::read(&mut file, &Limits::default());
    let found = found.unwrap().unwrap();
    let leads: Vec<_> = found.groups[0]
        .channels
        .iter()
        .map(|one| one.lead.unwrap_or("?"))
        .collect();
    assert_eq!(
        leads,
        [
            "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"
        ]
    );
    for group in &found.groups {
        assert!(group.refused().is_none());
        assert!((group.frequency - 1000.0).abs() < 1e-9);
        let values = group.values(&mut file, 0, group.samples).unwrap();
        assert_eq!(values[0].len() as u64, group.samples);
        // Einthoven: what lead II measures is I and III together, to the rounding of each.
        for ((one, two), three) in values[0].iter().zip(&values[1]).zip(&values[2]) {
            assert!((one + three - two).abs() < 6.0, "{one} + {three} = {two}");
        }
    }
    assert_eq!(found.groups[0].samples, 10_000);
    let unit = found.groups[0].channels[0].sensitivity.as_ref();
    assert_eq!(unit.and_then(|its| its.unit.as_deref()), Some("uV"));
    let named = |name: &str| {
        let mut all = found.annotations.iter();
        all.find(|one| one.name.as_deref() == Some(name))
            .and_then(|one| one.value.clone())
    };
    assert_eq!(named("QTc Interval").as_deref(), Some("370 ms"));
}

#[test]
fn objects_of_radiotherapy_are_named_with_what_they_refer_to() {
    for (name, class, parts) in [
        ("rtplan.dcm", "RT Plan", 3),
        ("rtstruct.dcm", "RT Structure Set", 1),
        ("rtdose.dcm", "RT Dose", 0),
        ("liver_1frame.dcm", "Segmentation", 1),
    ] {
        let Some(file) = real(name) else {
            return;
        };
        let found = ObjectContent::read(file, &Limits::default()).unwrap();
        assert_eq!(found.class, Some(class), "{name}");
        assert!(found.parts.len() >= parts, "{name}: {}", found.parts.len());
        assert!(!found.facts.is_empty(), "{name}");
    }
}
