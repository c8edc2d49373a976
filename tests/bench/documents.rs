//! Documents: how much of their text is found, measured through `wardbook-cli text` on the real ones, against what
//! other programs found in the same files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::Value;
use wardbook_journeys::hunt::files;
use wardbook_journeys::program::Cli;

use crate::report::{Goal, Report};

/// The rows measured here.
pub(crate) const ROWS: [&str; 7] = [
    "pdf-f1",
    "pdf-ok",
    "pdf-speed",
    "rtf-f1",
    "docx-recall",
    "docx-parts",
    "ccda-recall",
];

type Words = HashMap<String, u32>;

fn words(text: &str) -> Words {
    let mut words = Words::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        *words.entry(word.to_lowercase()).or_default() += 1;
    }
    words
}

fn count(words: &Words) -> u32 {
    words.values().sum()
}

fn shared(one: &Words, other: &Words) -> u32 {
    one.iter()
        .map(|(word, n)| other.get(word).map_or(0, |m| *m.min(n)))
        .sum()
}

fn f1(one: &Words, other: &Words) -> f64 {
    match count(one) + count(other) {
        // Nothing was to be read, and nothing was.
        0 => 1.0,
        both => 2.0 * f64::from(shared(one, other)) / f64::from(both),
    }
}

fn recall(got: &Words, wanted: &Words) -> f64 {
    f64::from(shared(got, wanted)) / f64::from(count(wanted).max(1))
}

/// What the program says of a file.
struct Told {
    json: Value,
}

impl Told {
    fn of(cli: &Cli, path: &Path) -> Told {
        let answer = cli.run(["text".as_ref(), path.as_os_str(), "--json".as_ref()]);
        Told {
            json: answer.json(),
        }
    }

    fn words(&self) -> Words {
        let passages = self.json["passages"].as_array().expect("passages");
        let texts: Vec<&str> = passages.iter().filter_map(|p| p["text"].as_str()).collect();
        words(&texts.join("\n"))
    }

    fn refused(&self) -> Option<&str> {
        self.json["refused"]["code"].as_str()
    }
}

/// A text of another program, in whichever way it was written.
fn beside(path: &Path) -> Option<Words> {
    let bytes = std::fs::read(path).ok()?;
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|e| e.into_bytes().iter().map(|b| *b as char).collect());
    Some(words(&text))
}

fn with_end(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut all = files(folder);
    all.retain(|path| path.extension().is_some_and(|e| e == end));
    all.sort();
    all
}

fn mean(all: &[f64]) -> f64 {
    all.iter().sum::<f64>() / all.len() as f64
}

pub(crate) fn run(report: &mut Report, rounds: usize) {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA") else {
        println!("documents          skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let root = PathBuf::from(root).join("documents");
    let scratch = tempfile::tempdir().unwrap();
    let cli = Cli::new(&scratch.path().join("profile"));
    pdf(report, &cli, &root);
    pdf_speed(report, &cli, &root, rounds);
    rtf(report, &cli, &root);
    docx(report, &cli, &root);
    ccda(report, &cli, &root);
}

fn pdf(report: &mut Report, cli: &Cli, root: &Path) {
    let (mut scores, mut good, mut open) = (Vec::new(), 0, 0);
    for path in with_end(root, "pdf") {
        let told = Told::of(cli, &path);
        match told.refused() {
            Some("password") => continue,
            Some(other) => println!("  {}: {other}", path.display()),
            None => good += 1,
        }
        open += 1;
        if let Some(wanted) = beside(&path.with_extension("pdftotext.txt"))
            && count(&wanted) >= 100
        {
            scores.push(f1(&told.words(), &wanted));
        }
    }
    let files = scores.len();
    let floor = format!("Poppler's text of {files} PDFs of 100 words or more");
    report.row("pdf-f1", Goal::AtLeast(0.95), &floor, &mut [mean(&scores)]);
    let floor = format!("{open} PDFs that open without a password");
    report.row(
        "pdf-ok",
        Goal::AtLeast(0.985),
        &floor,
        &mut [f64::from(good) / f64::from(open)],
    );
}

/// Both as processes, over all PDFs that Poppler reads; our three readers against its one.
fn pdf_speed(report: &mut Report, cli: &Cli, root: &Path, rounds: usize) {
    if Command::new("pdftotext").arg("-v").output().is_err() {
        println!("pdf-speed          skipped: pdftotext is not installed");
        return;
    }
    let all = with_end(root, "pdf");
    let mut ratios: Vec<f64> = (0..rounds)
        .map(|_| {
            let began = Instant::now();
            for path in &all {
                Told::of(cli, path);
            }
            let ours = began.elapsed().as_secs_f64();
            let began = Instant::now();
            for path in &all {
                // It fails on those with a password, as we do.
                let _failed = Command::new("pdftotext")
                    .arg(path)
                    .arg("-")
                    .output()
                    .unwrap();
            }
            ours / began.elapsed().as_secs_f64()
        })
        .collect();
    report.row(
        "pdf-speed",
        Goal::AtMost(10.0),
        "Poppler's pdftotext, a process a file each",
        &mut ratios,
    );
}

fn rtf(report: &mut Report, cli: &Cli, root: &Path) {
    let mut scores = Vec::new();
    for path in with_end(&root.join("rtf"), "rtf") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = path
            .parent()
            .unwrap()
            .join("../text")
            .join(format!("{name}.txt"));
        if let Some(wanted) = beside(&text) {
            scores.push(f1(&Told::of(cli, &path).words(), &wanted));
        }
    }
    let floor = format!("the expected texts of {} files", scores.len());
    report.row("rtf-f1", Goal::AtLeast(0.95), &floor, &mut [mean(&scores)]);
}

fn docx(report: &mut Report, cli: &Cli, root: &Path) {
    let (mut scores, mut parts) = (Vec::new(), Vec::new());
    for path in with_end(root, "docx") {
        let got = Told::of(cli, &path).words();
        let mut beside_it = path.clone().into_os_string();
        beside_it.push(".pandoc.txt");
        if let Some(wanted) = beside(Path::new(&beside_it))
            && count(&wanted) > 0
        {
            scores.push(recall(&got, &wanted));
        }
        let wanted = words(&of_parts(&path));
        if count(&wanted) > 0 {
            parts.push(recall(&got, &wanted));
        }
    }
    let floor = format!("pandoc's words of {} documents", scores.len());
    report.row(
        "docx-recall",
        Goal::AtLeast(0.97),
        &floor,
        &mut [mean(&scores)],
    );
    let floor = format!(
        "headers, footers, notes and comments of {} documents",
        parts.len()
    );
    report.row(
        "docx-parts",
        Goal::AtLeast(1.0),
        &floor,
        &mut [mean(&parts)],
    );
}

/// The letters of all parts beside the body, taken out with another reader of XML.
fn of_parts(path: &Path) -> String {
    use std::io::Read as _;
    let mut text = String::new();
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    for n in 0..zip.len() {
        let mut file = zip.by_index(n).unwrap();
        let name = file.name().unwrap().into_owned();
        let part = name.strip_prefix("word/").unwrap_or_default();
        if !["header", "footer", "footnotes", "endnotes", "comments."]
            .iter()
            .any(|p| part.starts_with(p))
        {
            continue;
        }
        let mut xml = String::new();
        file.read_to_string(&mut xml).unwrap();
        let tree = roxmltree::Document::parse(&xml).unwrap();
        for paragraph in tree.descendants().filter(|n| n.tag_name().name() == "p") {
            for run in paragraph
                .descendants()
                .filter(|n| n.tag_name().name() == "t")
            {
                text.push_str(run.text().unwrap_or_default());
            }
            text.push(' ');
        }
    }
    text
}

fn ccda(report: &mut Report, cli: &Cli, root: &Path) {
    let (mut got, mut wanted, mut files) = (0, 0, 0);
    for path in with_end(&root.join("ccda"), "xml") {
        let Ok(xml) = std::fs::read_to_string(&path) else {
            continue;
        };
        let Ok(tree) = roxmltree::Document::parse(xml.trim_start_matches('\u{feff}')) else {
            continue;
        };
        if tree.root_element().tag_name().name() != "ClinicalDocument" {
            continue;
        }
        let mut text = String::new();
        let is = |node: &roxmltree::Node<'_, '_>| {
            ["title", "text"].contains(&node.tag_name().name())
                && node.attribute("representation").is_none()
        };
        for node in tree.descendants().filter(is) {
            // What is read once as part of another is counted once.
            if !node.ancestors().skip(1).any(|up| is(&up)) {
                let letters = node.descendants().filter(roxmltree::Node::is_text);
                letters.for_each(|n| {
                    text.push_str(n.text().unwrap_or_default());
                    text.push(' ');
                });
            }
        }
        let these = words(&text);
        got += shared(&Told::of(cli, &path).words(), &these);
        wanted += count(&these);
        files += 1;
    }
    let floor = format!(
        "{wanted} words in titles and texts of {files} documents, read by another reader of XML"
    );
    report.row(
        "ccda-recall",
        Goal::AtLeast(0.999),
        &floor,
        &mut [f64::from(got) / f64::from(wanted)],
    );
}
