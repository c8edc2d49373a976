//! Memory: the peak of the terminal program while it syncs a million resources from a real server in
//! another process. Linux only: the kernel keeps the peak of a process.

use std::process::Child;
use std::time::Duration;

use sandbox_ehr::Config;
use wardbook_journeys::program::Cli;
use wardbook_journeys::sandbox::Sandbox;
use wardbook_journeys::scratch::Scratch;

use crate::people;
use crate::report::{Goal, Report};

const MOST_MB: f64 = 300.0;
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
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    cli.run([
        "connect",
        "Sandbox",
        "--fhir-base",
        &sandbox.base(),
        "--auth",
        "none",
    ])
    .ok();
    let begun = std::time::Instant::now();
    let mut child = cli.start(["sync", "Sandbox", "--all"]);
    if let Some(mut err) = child.stderr.take() {
        std::thread::spawn(move || std::io::copy(&mut err, &mut std::io::sink()));
    }
    if let Some(mut out) = child.stdout.take() {
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
    }
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

/// Peak resident memory in MB.
fn peak_until_it_ends(child: &mut Child) -> f64 {
    let path = format!("/proc/{}/status", child.id());
    let mut peak: f64 = 0.0;
    loop {
        if let Ok(status) = std::fs::read_to_string(&path)
            && let Some(line) = status.lines().find(|l| l.starts_with("VmHWM:"))
            && let Some(kib) = line
                .split_whitespace()
                .nth(1)
                .and_then(|n| n.parse::<f64>().ok())
        {
            peak = peak.max(kib / 1024.0);
        }
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "the sync failed: {status}");
            return peak;
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}
