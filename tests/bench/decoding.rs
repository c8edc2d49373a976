//! Decoding: the frames of the real DICOM files, by transfer syntax, against the fastest of DCMTK, GDCM and pydicom.
//! Each is one process that lives on and is given one file after the other, several times: what it says is the least
//! time from a data set in memory to samples in memory, on one processor (where `taskset` is): GDCM has OpenJPEG take
//! more threads, whatever it is told. Ours is this program started again, which decodes as the process for decoding does.
//!
//! `WARDBOOK_DICOM_VENV` names a Python with the others, as `tests/scripts/dicom-reference` makes one; DCMTK is used
//! where its headers are installed.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use std::time::Instant;

use wardbook_imaging::{Instance, Limits};

use crate::report::{Goal, Report};

/// What this program is started with to decode and not to measure.
pub(crate) const ASKED: &str = "--decode-frames";

/// How often a file is decoded in a round.
const TIMES: u32 = 15;

/// Of smaller frames the time is that of an interpreter, which is not what is compared.
const SAMPLES: u64 = 250_000;

/// Seconds by decoder.
type Seconds = BTreeMap<String, f64>;

/// Answers as the others do; ends with its input.
pub(crate) fn serve() {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let (path, times) = line.rsplit_once('\t').unwrap();
        let best = ours(Path::new(path), times.parse().unwrap());
        let seconds: Seconds = best
            .map(|s| ("Wardbook".to_owned(), s))
            .into_iter()
            .collect();
        println!("{}", serde_json::to_string(&seconds).unwrap());
    }
}

/// The least seconds for all frames of a file; `None` where one of them is not decoded.
fn ours(path: &Path, times: u32) -> Option<f64> {
    let bytes = std::fs::read(path).unwrap();
    let limits = Limits::default();
    let mut source = Cursor::new(&bytes);
    let instance = Instance::read(&mut source, &limits).ok()?;
    let mut best: Option<f64> = None;
    for _ in 0..times {
        let began = Instant::now();
        for number in 0..instance.frames.count().max(1) {
            std::hint::black_box(instance.frame(&mut source, number, &limits).ok()?);
        }
        let took = began.elapsed().as_secs_f64();
        best = Some(best.map_or(took, |best| best.min(took)));
    }
    best
}

/// A program on one processor, the same for all, which take turns; as it is where it cannot be held there.
fn on_one_processor(program: impl AsRef<OsStr>) -> Command {
    static HELD: LazyLock<bool> = LazyLock::new(|| {
        let asked = Command::new("taskset").args(["-c", "0", "true"]).output();
        asked.is_ok_and(|done| done.status.success())
    });
    if !*HELD {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program);
    command
}

/// A process that decodes: a line with a file, a line with seconds.
struct Decoding {
    start: Box<dyn Fn() -> Command>,
    running: Option<(Child, BufReader<ChildStdout>)>,
}

impl Decoding {
    fn new(start: impl Fn() -> Command + 'static) -> Self {
        Self {
            start: Box::new(start),
            running: None,
        }
    }

    /// Nothing where it does not decode this file, or a decoder of C++ took the process with it.
    fn ask(&mut self, path: &Path, times: u32) -> Seconds {
        let (child, answers) = self.running.get_or_insert_with(|| {
            let mut child = (self.start)()
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("a decoder starts");
            let answers = BufReader::new(child.stdout.take().unwrap());
            (child, answers)
        });
        let mut answer = String::new();
        let asked = writeln!(child.stdin.as_mut().unwrap(), "{}\t{times}", path.display());
        if asked.is_err() || answers.read_line(&mut answer).unwrap() == 0 {
            self.end();
            return Seconds::new();
        }
        serde_json::from_str(&answer).expect("seconds by decoder")
    }

    fn end(&mut self) {
        if let Some((mut child, _)) = self.running.take() {
            drop(child.stdin.take());
            child.wait().unwrap();
        }
    }
}

impl Drop for Decoding {
    fn drop(&mut self) {
        self.end();
    }
}

/// What of the others is on this machine; says what is not.
fn others(scratch: &Path) -> Vec<Decoding> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/dicom"));
    let mut found = Vec::new();
    let python = std::env::var_os("WARDBOOK_DICOM_VENV").map_or_else(
        || PathBuf::from("python3"),
        |venv| Path::new(&venv).join("bin/python"),
    );
    let imports = |module: &str| {
        let mut asked = Command::new(&python);
        let asked = asked.args(["-c", &format!("import {module}")]);
        asked.output().is_ok_and(|done| done.status.success())
    };
    if imports("pydicom, numpy") {
        let script = folder.join("speed.py");
        if !imports("gdcm") {
            println!("decode             without GDCM: not installed");
        }
        found.push(Decoding::new(move || {
            let mut command = on_one_processor(&python);
            command.arg(&script);
            // Libraries that would take more than one thread.
            command.env("OMP_NUM_THREADS", "1");
            command
        }));
    } else {
        println!("decode             without pydicom and GDCM: not installed");
    }
    let program = scratch.join("speed");
    let built = Command::new("c++")
        .arg("-O2")
        .arg(folder.join("speed.cc"))
        .arg("-o")
        .arg(&program)
        .args([
            "-ldcmjpeg",
            "-ldcmjpls",
            "-ldcmimage",
            "-ldcmimgle",
            "-ldcmdata",
            "-loflog",
            "-lofstd",
        ])
        .output();
    if built.is_ok_and(|done| done.status.success()) {
        found.push(Decoding::new(move || on_one_processor(&program)));
    } else {
        println!("decode             without DCMTK: not installed, or a C++ compiler is not");
    }
    found
}

/// The files of the index by transfer syntax, each content once.
fn by_syntax(root: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let index = std::fs::read_to_string(root.join("INDEX.tsv")).unwrap();
    let mut lines = index
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().unwrap();
    let column = |name: &str| head.iter().position(|one| *one == name).unwrap();
    let (path, syntax) = (column("path"), column("ts"));
    let sizes = ["Rows", "Columns", "SamplesPerPixel"].map(column);
    let mut seen = HashSet::new();
    let mut files: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for line in lines.filter(|line| !line[syntax].is_empty()) {
        let size = sizes.map(|at| line[at].parse::<u64>().unwrap_or(0));
        if size.iter().product::<u64>() < SAMPLES {
            continue;
        }
        let path = root.join(line[path]);
        if seen.insert(std::fs::read(&path).unwrap()) {
            files.entry(line[syntax].to_owned()).or_default().push(path);
        }
    }
    files
}

/// Measures the rows that are wanted, `decode-` and a transfer syntax each.
pub(crate) fn run(report: &mut Report, rounds: usize, wanted: impl Fn(&str) -> bool) {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA") else {
        println!("decode             skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let files = by_syntax(&PathBuf::from(root).join("dicom"));
    let scratch = tempfile::tempdir().unwrap();
    let mut others = others(scratch.path());
    let mut ours = Decoding::new(|| {
        let mut command = on_one_processor(std::env::current_exe().unwrap());
        command.arg(ASKED).env("RAYON_NUM_THREADS", "1");
        command
    });
    for (syntax, files) in files {
        let name = format!("decode-{syntax}");
        if wanted(&name) {
            row(report, rounds, &name, &files, &mut ours, &mut others);
        }
    }
}

/// One transfer syntax. A decoder that does not decode every file is compared over those that it does.
fn row(
    report: &mut Report,
    rounds: usize,
    name: &str,
    files: &[PathBuf],
    ours: &mut Decoding,
    others: &mut [Decoding],
) {
    let (mut ratios, mut fastest, mut compared) = (Vec::new(), String::new(), 0);
    for round in 0..=rounds {
        let mut theirs: BTreeMap<String, (f64, f64, usize)> = BTreeMap::new();
        for path in files {
            let Some(own) = ours.ask(path, TIMES).into_values().next() else {
                continue;
            };
            for (decoder, seconds) in others.iter_mut().flat_map(|one| one.ask(path, TIMES)) {
                let (of, beside, many) = theirs.entry(decoder).or_default();
                (*of, *beside, *many) = (*of + seconds, *beside + own, *many + 1);
            }
        }
        // The first round only warms up.
        let best = theirs
            .into_iter()
            .map(|(decoder, (of, beside, many))| (of / beside, decoder, many));
        let best = best.min_by(|one, other| one.0.total_cmp(&other.0));
        if let (Some((ratio, decoder, many)), 1..) = (best, round) {
            ratios.push(ratio);
            (fastest, compared) = (decoder, many);
        }
    }
    if ratios.is_empty() {
        println!("{name} skipped: none of the others decodes it");
        return;
    }
    let floor = format!("{fastest}, the fastest of them, in {compared} files; one processor each");
    report.row(name, Goal::AtLeast(1.0), &floor, &mut ratios);
}
