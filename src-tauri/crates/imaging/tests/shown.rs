//! What we make of real files beside their pixels, held against what pydicom does: names in every character set,
//! places, overlays, and pictures through windows and tables of colours. Reads `dicom` in the folder that
//! `WARDBOOK_REAL_DATA` names and the lists that `tests/scripts/dicom-reference` wrote into the folder that
//! `WARDBOOK_DICOM_REFERENCE` names. Says which file, never what is in it.

#![cfg(test)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use wardbook_imaging::render::{Windowing, shown};
use wardbook_imaging::{Instance, Limits, Private};

#[derive(Deserialize)]
struct Facts {
    path: String,
    name: [Option<String>; 3],
    modality: Option<String>,
    study: Option<String>,
    date: Option<String>,
    position: Option<Vec<f64>>,
    overlays: BTreeMap<String, u64>,
    picture: Option<String>,
    channels: Option<usize>,
}

/// What is different, by its kind.
fn differences(facts: &Facts, root: &Path, folder: &Path) -> Vec<&'static str> {
    let limits = Limits::default();
    let open = || BufReader::new(File::open(root.join("dicom").join(&facts.path)).expect("a file"));
    let instance = Instance::read(open(), &limits).expect("it is read");
    let mut found = Vec::new();
    let mut check = |same: bool, what| {
        if !same {
            found.push(what);
        }
    };
    let name = &instance.patient.name;
    let ours = [&name.alphabetic, &name.ideographic, &name.phonetic]
        .map(|part| part.as_ref().map(Private::reveal).cloned());
    let trimmed = |part: &Option<String>| {
        let part = part.as_ref()?.trim_end_matches(['^', ' ']).to_owned();
        (!part.is_empty()).then_some(part)
    };
    check(ours == [0, 1, 2].map(|at| trimmed(&facts.name[at])), "name");
    check(instance.series.modality == facts.modality, "modality");
    check(instance.study.uid == facts.study, "study");
    let date = instance
        .study
        .date
        .map(|date| date.strftime("%Y%m%d").to_string());
    // Before DICOM, dates had points.
    let theirs = facts.date.as_ref().map(|date| date.replace('.', ""));
    check(date == theirs, "date");
    let position = instance
        .geometry(0)
        .position
        .map(|position| position.to_vec());
    check(
        facts.position.is_none() || position == facts.position,
        "position",
    );
    let overlays = instance.overlays.iter();
    let overlays: BTreeMap<String, u64> = overlays
        .map(|overlay| (overlay.group.to_string(), overlay.covered()))
        .collect();
    check(overlays == facts.overlays, "overlays");
    if let (Some(file), Some(channels)) = (&facts.picture, facts.channels) {
        let theirs = fs::read(folder.join(file)).expect("an array");
        let frame = instance
            .frame(&mut open(), 0, &limits)
            .expect("it is decoded");
        let picture = shown(frame, 0, &instance, &Windowing::Default).expect("it is shown");
        let ours = picture.pixels.iter().flat_map(|pixel| &pixel[..channels]);
        let near = picture.pixels.len() * channels == theirs.len()
            && ours.zip(&theirs).all(|(a, b)| a.abs_diff(*b) <= 1);
        check(near, "picture");
    }
    found
}

#[test]
fn what_is_shown_is_what_others_show() {
    let folder = |name| std::env::var_os(name).map(PathBuf::from);
    let (Some(root), Some(folder)) = (
        folder("WARDBOOK_REAL_DATA"),
        folder("WARDBOOK_DICOM_REFERENCE"),
    ) else {
        println!("skipped: WARDBOOK_REAL_DATA or WARDBOOK_DICOM_REFERENCE is not set");
        return;
    };
    let text = fs::read(folder.join("shown.json")).expect("the list is there");
    let all: Vec<Facts> = serde_json::from_slice(&text).expect("a list");
    let mut different = Vec::new();
    for facts in &all {
        for what in differences(facts, &root, &folder) {
            different.push(format!("{}: {what}", facts.path));
        }
    }
    let pictures = all.iter().filter(|facts| facts.picture.is_some()).count();
    println!(
        "{} files, {pictures} pictures; different: {different:#?}",
        all.len()
    );
    assert!(different.is_empty(), "{} are different", different.len());
}
