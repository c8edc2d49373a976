//! Real documents, where `WARDBOOK_REAL_DATA` names the folder with them.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use super::{Form, form, of, plain};

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

#[test]
fn every_real_letter_and_summary_gives_its_words() {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA") else {
        return;
    };
    let root = PathBuf::from(root).join("documents");
    let mut unread = Vec::new();
    let mut read = 0;
    for (folder, ending, media) in [("rtf", "rtf", "text/rtf"), ("ccda", "xml", "text/xml")] {
        let mut found = Vec::new();
        files(&root.join(folder), ending, &mut found);
        for path in found {
            let bytes = std::fs::read(&path).unwrap();
            match of(Some(media), &bytes) {
                Some(blocks) if !plain(&blocks).trim().is_empty() => read += 1,
                _ if form(Some(media), &bytes) == Some(Form::Cda) || media == "text/rtf" => {
                    unread.push(path.file_name().unwrap().to_owned());
                }
                _ => {}
            }
        }
    }
    println!("{read} read, {} not: {unread:?}", unread.len());
    assert!(read > 100);
    // Broken on purpose, or a fragment: the reader refuses rather than shows half.
    assert!(unread.len() <= 8, "{unread:?}");
}
