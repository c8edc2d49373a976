//! The index of the foreign set: what each file is and what pydicom made of it.

use std::fs;
use std::path::Path;

/// A line of the index.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) path: String,
    pub(crate) syntax: String,
    pub(crate) photometric: String,
    /// Whether pydicom decodes it.
    pub(crate) expected: bool,
    /// Of the pixels pydicom decodes.
    pub(crate) sha256: Option<String>,
}

impl Entry {
    /// Whether every decoder has to give the very same pixels: nothing was lost, and no colour is computed.
    pub(crate) fn lossless(&self) -> bool {
        let arcs = self
            .syntax
            .strip_prefix("1.2.840.10008.1.2")
            .unwrap_or(&self.syntax);
        let lossy = [
            ".4.50", ".4.51", ".4.53", ".4.55", ".4.81", ".4.91", ".4.203",
        ];
        let computed = matches!(self.photometric.as_str(), "YBR_FULL" | "YBR_FULL_422");
        !lossy.contains(&arcs) && !computed
    }
}

/// All lines.
pub(crate) fn read(root: &Path) -> Vec<Entry> {
    let text = fs::read_to_string(root.join("dicom/INDEX.tsv")).expect("the index is there");
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().expect("a head").split('\t').collect();
    let at = |name: &str| names.iter().position(|n| *n == name).expect("a column");
    let (path, syntax, pixels, sha) = (at("path"), at("ts"), at("pixels_pydicom"), at("sha"));
    let photometric = at("PhotometricInterpretation");
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let cell = |at: usize| cells.get(at).copied().unwrap_or_default().to_owned();
            Entry {
                path: cell(path),
                syntax: cell(syntax),
                photometric: cell(photometric),
                expected: cell(pixels).starts_with("ok "),
                sha256: Some(cell(sha)).filter(|sha| !sha.is_empty()),
            }
        })
        .collect()
}
