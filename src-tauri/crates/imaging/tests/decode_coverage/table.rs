//! What became of all files: a table to read and a summary to keep.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Serialize;
use wardbook_imaging::Report;

use crate::index::Entry;
use crate::reference::Difference;

/// What became of one file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outcome {
    /// Decoded, to the very bytes pydicom has.
    Same,
    /// Decoded, to other bytes, or with nothing to compare them with.
    Other,
    /// Refused, with why.
    Refused(String),
    /// Not caught where it should be.
    Panicked,
}

pub(crate) struct Row {
    pub(crate) entry: Entry,
    pub(crate) report: Option<Report>,
    pub(crate) outcome: Outcome,
    pub(crate) differences: Vec<Difference>,
    /// How far other decoders are from each other, in levels.
    pub(crate) apart: Option<f64>,
}

impl Row {
    /// Whether some decoder of the codestream's colour is within three levels everywhere.
    fn near(&self) -> bool {
        self.outcome == Outcome::Same
            || self
                .differences
                .iter()
                .any(|difference| difference.most.is_some_and(|most| most <= 3.0))
    }
}

/// Counts.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Counts {
    pub(crate) files: usize,
    pub(crate) expected: usize,
    pub(crate) decoded: usize,
    pub(crate) decoded_beyond: usize,
    pub(crate) same: usize,
    pub(crate) milliseconds: f64,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    pub(crate) files: usize,
    /// pydicom decodes them.
    pub(crate) expected: usize,
    /// Of these, decoded.
    pub(crate) decoded: usize,
    /// Decoded, though pydicom does not.
    pub(crate) decoded_beyond: usize,
    pub(crate) panicked: usize,
    /// Of those expected: nothing was lost.
    pub(crate) lossless: usize,
    pub(crate) lossless_same: usize,
    /// Of those expected: something was lost, or colour is computed.
    pub(crate) lossy: usize,
    /// Of these, within three levels of another decoder, or the very same.
    pub(crate) lossy_near: usize,
    pub(crate) by_syntax: BTreeMap<String, Counts>,
    pub(crate) refused: BTreeMap<String, String>,
    pub(crate) differing: BTreeMap<String, Vec<Difference>>,
    /// Other decoders are more than three levels from each other, or ours is from one of them: what the codestream says.
    pub(crate) disputed: BTreeMap<String, Dispute>,
    pub(crate) warned: BTreeMap<String, Vec<String>>,
}

/// A file on which decoders do not agree.
#[derive(Debug, Serialize)]
pub(crate) struct Dispute {
    pub(crate) apart: Option<f64>,
    pub(crate) ours_from: Vec<Difference>,
    pub(crate) header: String,
    pub(crate) colour: String,
    pub(crate) colour_by: String,
}

pub(crate) fn print(rows: &[Row], compared: bool) -> Summary {
    let mut summary = Summary::default();
    for row in rows {
        add(&mut summary, row, compared);
    }
    println!(
        "| transfer syntax | files | pydicom decodes | decoded | same bytes | beyond pydicom | ms |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (syntax, n) in &summary.by_syntax {
        println!(
            "| {syntax} | {} | {} | {} | {} | {} | {:.1} |",
            n.files, n.expected, n.decoded, n.same, n.decoded_beyond, n.milliseconds
        );
    }
    for (path, reason) in &summary.refused {
        println!("refused: {path}: {reason}");
    }
    for (path, differences) in &summary.differing {
        println!("differs: {path}: {differences:?}");
    }
    for (path, dispute) in &summary.disputed {
        println!("disputed: {path}: {dispute:?}");
    }
    for (path, warnings) in &summary.warned {
        println!("warned: {path}: {warnings:?}");
    }
    println!(
        "{} of {} that pydicom decodes, {} beyond; lossless {} of {}; lossy {} of {}",
        summary.decoded,
        summary.expected,
        summary.decoded_beyond,
        summary.lossless_same,
        summary.lossless,
        summary.lossy_near,
        summary.lossy
    );
    summary
}

fn add(summary: &mut Summary, row: &Row, compared: bool) {
    let name = if row.entry.syntax.is_empty() {
        "not said"
    } else {
        &row.entry.syntax
    };
    let counts = summary.by_syntax.entry(name.to_owned()).or_default();
    counts.files += 1;
    summary.files += 1;
    let (decoded, same) = (row.report.is_some(), row.outcome == Outcome::Same);
    counts.milliseconds += row
        .report
        .as_ref()
        .map_or(0.0, |report| report.seconds * 1000.0);
    counts.same += usize::from(same);
    summary.panicked += usize::from(row.outcome == Outcome::Panicked);
    if row.entry.expected {
        counts.expected += 1;
        summary.expected += 1;
        counts.decoded += usize::from(decoded);
        summary.decoded += usize::from(decoded);
        if row.entry.lossless() {
            summary.lossless += 1;
            summary.lossless_same += usize::from(same);
        } else {
            summary.lossy += 1;
            summary.lossy_near += usize::from(row.near());
        }
        let known = same || (compared && !row.entry.lossless() && row.near());
        if decoded && !known {
            let path = row.entry.path.clone();
            summary.differing.insert(path, row.differences.clone());
        }
    } else if decoded {
        counts.decoded_beyond += 1;
        summary.decoded_beyond += 1;
    }
    if let Outcome::Refused(reason) = &row.outcome {
        summary
            .refused
            .insert(row.entry.path.clone(), reason.clone());
    }
    let off = |difference: &Difference| difference.most.is_none_or(|most| most > 3.0);
    let disputed = row.apart.is_some_and(|apart| apart > 3.0) || row.differences.iter().any(off);
    if let Some(report) = row.report.as_ref().filter(|_| disputed) {
        let dispute = Dispute {
            apart: row.apart,
            ours_from: row.differences.clone(),
            header: row.entry.photometric.clone(),
            colour: format!("{:?}", report.decoded_colour),
            colour_by: report.colour_by.clone().into_owned(),
        };
        summary.disputed.insert(row.entry.path.clone(), dispute);
    }
    if let Some(report) = &row.report {
        let read = report.read_warnings.iter().map(ToString::to_string);
        let decoded = report.decode_warnings.iter().map(ToString::to_string);
        let all: Vec<String> = read.chain(decoded).collect();
        if !all.is_empty() {
            summary.warned.insert(row.entry.path.clone(), all);
        }
    }
}

/// Where builds go, whatever it is called here.
fn target() -> PathBuf {
    let test = std::env::current_exe().expect("this program");
    let folder = test.ancestors().nth(3).expect("target/profile/deps/test");
    folder.to_owned()
}

pub(crate) fn write(summary: &Summary) {
    let text = serde_json::to_vec_pretty(summary).expect("a summary");
    fs::write(target().join("decode-coverage.json"), text).expect("the summary is written");
}
