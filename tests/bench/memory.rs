//! Memory: the peak of the terminal program while it syncs a million resources from a real server in
//! another process, and while it takes in a document of a hundred megabytes. Linux only: the kernel keeps the peak
//! of a process.

use std::process::Child;
use std::time::Duration;

use sandbox_ehr::Config;
use wardbook_journeys::papers;
use wardbook_journeys::program::Cli;
use wardbook_journeys::sandbox::Sandbox;
use wardbook_journeys::scratch::Scratch;

use crate::people;
use crate::report::{Goal, Report};

const MOST_MB: f64 = 300.0;
/// What taking in a document of a hundred megabytes may take, and how large that is in scans of a megabyte.
const DOCUMENT_MB: f64 = 200.0;
const SCANS: usize = 99;

pub(crate) fn run(report: &mut Report, records: usize) {
    let config = Config {
        seed: people::SEED,
        today: Some(people::TODAY),
        open: true,
        page_default: 200,
        ..Config::default()
    };
    let patients = people::patients_with(records);
    let sandbox = Sandbox::start(Config { patients, ..config });
    let scratch = Scratch::new();
    let cli = connected(&scratch, &sandbox);
    let begun = std::time::Instant::now();
    let mut child = cli.start(["sync", "Sandbox", "--all"]);
    drained(&mut child);
    let peak = peak_until_it_ends(&mut child);
    let seconds = begun.elapsed().as_secs_f64();
    let status = cli.run(["status", "--json"]).ok().json();
    let here: u64 = status["records"].as_array().map_or(0, |kinds| {
        kinds.iter().filter_map(|k| k["count"].as_u64()).sum()
    });
    println!(
        "  {here} resources of {patients} patients in {seconds:.0} s over HTTP; peak {peak:.0} MB"
    );
    assert!(
        here as usize >= records * 9 / 10,
        "the sync brought {here} of {records} resources"
    );
    report.row(
        "sync-memory",
        Goal::AtMost(1.0),
        "300 MB of resident memory",
        &mut [peak / MOST_MB],
    );
}

/// A profile that knows the sandbox.
fn connected(scratch: &Scratch, sandbox: &Sandbox) -> Cli {
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    let base = sandbox.base();
    cli.run(["connect", "Sandbox", "--fhir-base", &base, "--auth", "none"])
        .ok();
    cli
}

/// Lets it say what it likes.
fn drained(child: &mut Child) {
    if let Some(mut err) = child.stderr.take() {
        std::thread::spawn(move || std::io::copy(&mut err, &mut std::io::sink()));
    }
    if let Some(mut out) = child.stdout.take() {
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    }
}

/// A document of a hundred megabytes beside one of a few words: the program, the process that reads, and both.
pub(crate) fn document(report: &mut Report) {
    let sandbox = Sandbox::start(Config {
        seed: people::SEED,
        today: Some(people::TODAY),
        open: true,
        patients: 1,
        ..Config::default()
    });
    let scratch = Scratch::new();
    let cli = connected(&scratch, &sandbox);
    cli.run(["sync", "Sandbox", "--all"]).ok();
    let patients = cli.run(["list", "--json"]).ok().json();
    let mrn = patients[0]["mrn"].as_str().expect("an MRN").to_owned();
    let texts: Vec<String> = (1..=SCANS).map(|n| format!("Scan {n}")).collect();
    let pages: Vec<&str> = texts.iter().map(String::as_str).collect();
    let taken = |name: &str, bytes: Vec<u8>| {
        let path = scratch.join(name);
        std::fs::write(&path, bytes).expect("room for the document");
        let path = path.to_string_lossy().into_owned();
        let mut child = cli.start(["document", "add", &mrn, &path]);
        drained(&mut child);
        family_until_it_ends(&mut child)
    };
    let small = taken("small.pdf", papers::pdf(&["Scan 1"]));
    let large = taken("large.pdf", papers::scanned(&pages, 1024 * 1024));
    let more = large.both - small.both;
    println!(
        "  {SCANS} MB of scans: {:.0} MB in the program ({:.0} with a small one), {:.0} MB in the process that reads ({:.0}), {more:.0} MB more in both at once",
        large.program, small.program, large.reader, small.reader
    );
    let worst = large.program.max(large.reader).max(more);
    report.row(
        "pdf-memory",
        Goal::AtMost(1.0),
        "200 MB: the program, the reader, and what both take more than with a small one",
        &mut [worst / DOCUMENT_MB],
    );
}

/// Peaks of resident memory in MB: of the program, of a process it started, and of all at one time.
struct Family {
    program: f64,
    reader: f64,
    both: f64,
}

fn family_until_it_ends(child: &mut Child) -> Family {
    let mut peaks = Family {
        program: 0.0,
        reader: 0.0,
        both: 0.0,
    };
    loop {
        let mut both = megabytes(child.id(), "VmRSS:");
        peaks.program = peaks.program.max(megabytes(child.id(), "VmHWM:"));
        for one in children(child.id()) {
            peaks.reader = peaks.reader.max(megabytes(one, "VmHWM:"));
            both += megabytes(one, "VmRSS:");
        }
        peaks.both = peaks.both.max(both);
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "the document was not taken in: {status}");
            return peaks;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn children(of: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{of}/task")).into_iter();
    threads
        .flatten()
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|line| {
            let ids = line.split_whitespace().filter_map(|id| id.parse().ok());
            ids.collect::<Vec<u32>>()
        })
        .collect()
}

/// What the kernel says of a process's memory, in MB; nothing of one that has ended.
fn megabytes(id: u32, what: &str) -> f64 {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{id}/status")) else {
        return 0.0;
    };
    let line = status.lines().find_map(|line| line.strip_prefix(what));
    line.and_then(|line| line.split_whitespace().next())
        .and_then(|kib| kib.parse::<f64>().ok())
        .map_or(0.0, |kib| kib / 1024.0)
}

/// Peak resident memory in MB.
fn peak_until_it_ends(child: &mut Child) -> f64 {
    let mut peak: f64 = 0.0;
    loop {
        peak = peak.max(megabytes(child.id(), "VmHWM:"));
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "the sync failed: {status}");
            return peak;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}
