//! Arrays of other decoders, and how far ours are from them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wardbook_imaging::Report;

/// One array, as the script that makes them describes it.
#[derive(Debug, Clone, Deserialize)]
struct Reference {
    path: String,
    /// Which decoder made it.
    decoder: String,
    /// Beside the list; absent where the decoder failed.
    file: Option<String>,
    /// `u8`, `i16` and so on, little endian.
    kind: Option<String>,
}

/// How far one decoder's array is from ours.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Difference {
    pub(crate) decoder: String,
    /// In levels; `None` where the arrays are of different size.
    pub(crate) most: Option<f64>,
    /// Share of samples more than three levels off.
    pub(crate) far: f64,
}

pub(crate) struct References {
    folder: PathBuf,
    by_path: BTreeMap<String, Vec<Reference>>,
}

impl References {
    pub(crate) fn open(folder: &Path) -> Self {
        let text =
            fs::read(folder.join("references.json")).expect("the list of references is there");
        let list: Vec<Reference> = serde_json::from_slice(&text).expect("a list of references");
        let mut by_path: BTreeMap<String, Vec<Reference>> = BTreeMap::new();
        for reference in list {
            by_path
                .entry(reference.path.clone())
                .or_default()
                .push(reference);
        }
        Self {
            folder: folder.to_owned(),
            by_path,
        }
    }

    /// How far the decoders are from each other, in levels; `None` where fewer than two have an array.
    pub(crate) fn apart(&self, path: &str) -> Option<f64> {
        let list = self.by_path.get(path)?;
        let arrays = list.iter().filter_map(|reference| {
            let bytes = fs::read(self.folder.join(reference.file.as_ref()?)).expect("an array");
            Some(numbers(&bytes, reference.kind.as_deref()?, false))
        });
        let arrays: Vec<Vec<f64>> = arrays.collect();
        let pairs = arrays.iter().zip(arrays.iter().skip(1));
        pairs
            .map(|(a, b)| {
                a.iter()
                    .zip(b)
                    .map(|(a, b)| (a - b).abs())
                    .fold(0.0, f64::max)
            })
            .reduce(f64::max)
    }

    /// One for each decoder that has an array of the file.
    pub(crate) fn differences(&self, path: &str, report: &Report, raw: &[u8]) -> Vec<Difference> {
        let ours = numbers(raw, report.samples_as, report.big_endian);
        let list = self.by_path.get(path).into_iter().flatten();
        list.filter_map(|reference| {
            let bytes = fs::read(self.folder.join(reference.file.as_ref()?)).expect("an array");
            let theirs = numbers(&bytes, reference.kind.as_deref()?, false);
            let decoder = reference.decoder.clone();
            if theirs.len() != ours.len() {
                return Some(Difference {
                    decoder,
                    most: None,
                    far: 1.0,
                });
            }
            let apart = || ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs());
            let far = apart().filter(|d| *d > 3.0).count() as f64 / ours.len().max(1) as f64;
            let most = Some(apart().fold(0.0, f64::max));
            Some(Difference { decoder, most, far })
        })
        .collect()
    }
}

fn numbers(bytes: &[u8], kind: &str, big: bool) -> Vec<f64> {
    macro_rules! words {
        ($t:ty) => {{
            let (words, _) = bytes.as_chunks::<{ size_of::<$t>() }>();
            let number = if big {
                <$t>::from_be_bytes
            } else {
                <$t>::from_le_bytes
            };
            words.iter().map(|word| f64::from(number(*word))).collect()
        }};
    }
    match kind {
        "u8" => words!(u8),
        "i8" => words!(i8),
        "u16" => words!(u16),
        "i16" => words!(i16),
        "u32" => words!(u32),
        "i32" => words!(i32),
        "f32" => words!(f32),
        "f64" => words!(f64),
        other => panic!("a kind of number that is none: {other}"),
    }
}
