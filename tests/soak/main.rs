//! The long checks, resumable: each row of `target/soak.json` says how much was asked and how much is
//! done at which commit. A row of another commit is begun anew; what is full is not run again.
//!
//! `soak [NAME…]` runs those named, or all.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use serde::{Deserialize, Serialize};
use wardbook_journeys::bad_day::{self, BadDay};
use wardbook_journeys::filing::{self, Filing};
use wardbook_journeys::kill::{self, Kills};
use wardbook_journeys::stowing::{self, Stowing};
use wardbook_journeys::{mutants, papers, pictures, tamper};

/// Kills a step: the file is written after each, so that little is lost when the soak itself is stopped.
const STEP: u32 = 10;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Row {
    name: String,
    asked: u32,
    done: u32,
    failed: u32,
    seed: u64,
    commit: String,
}

/// One long check: its steps are counted in what it is about.
struct Check {
    name: &'static str,
    asked: u32,
    step: u32,
    seed: u64,
    /// Does the step that begins at this count, with this seed.
    run: fn(u64) -> Result<(), String>,
}

/// Edits of a profile a step.
const EDITS: u32 = 50;

/// Mutants of each kind a step.
const MUTANTS: u32 = 500;

/// Patients in a ward on a bad day.
const WARD: u32 = 500;

const CHECKS: &[Check] = &[
    Check {
        name: "sync-kill",
        asked: 200,
        step: STEP,
        seed: 20_261_121,
        run: |seed| {
            let how = Kills {
                kills: STEP,
                per_profile: 5,
                patients: 6,
                seed,
                // Every other step comes as a bulk export.
                export: (seed / u64::from(STEP)) % 2 == 1,
            };
            kill::run(how, &mut |_| {}).map(drop)
        },
    },
    Check {
        // Of each kind.
        name: "import-mutants",
        asked: 10_000,
        step: MUTANTS,
        seed: 20_261_121,
        run: |seed| {
            let read = mutants::read(&papers::every(), MUTANTS, seed)?;
            println!("  {read:?}");
            Ok(())
        },
    },
    Check {
        // Of each kind.
        name: "dicom-mutants",
        asked: 10_000,
        step: MUTANTS,
        seed: 20_261_122,
        run: |seed| {
            println!("  {:?}", pictures::mutants(MUTANTS, seed)?);
            Ok(())
        },
    },
    Check {
        // Edits of a profile's files.
        name: "tamper",
        asked: 1_000,
        step: EDITS,
        seed: 20_261_122,
        run: |seed| {
            let became = tamper::run(EDITS, seed)?;
            println!("  {became:?}");
            Ok(())
        },
    },
    Check {
        name: "sync-epic",
        asked: 500,
        step: WARD,
        seed: 20_261_121,
        run: |seed| bad_day("epic", seed),
    },
    Check {
        name: "sync-oracle",
        asked: 500,
        step: WARD,
        seed: 20_261_121,
        run: |seed| bad_day("oracle", seed),
    },
    Check {
        name: "outbox-generic",
        asked: 200,
        step: STEP,
        seed: 20_261_121,
        run: |seed| outbox("generic", seed),
    },
    Check {
        name: "outbox-epic",
        asked: 200,
        step: STEP,
        seed: 20_261_121,
        run: |seed| outbox("epic", seed),
    },
    Check {
        name: "outbox-oracle",
        asked: 200,
        step: STEP,
        seed: 20_261_121,
        run: |seed| outbox("oracle", seed),
    },
    Check {
        // Instances on their way to the image archive, with ten kills.
        name: "stow",
        asked: STUDY,
        step: STUDY,
        seed: 20_261_122,
        run: |seed| {
            let stowed = stowing::run(Stowing {
                instances: STUDY,
                kills: 10,
                seed,
            })?;
            println!("  {stowed:?}");
            Ok(())
        },
    },
];

/// Instances of a study.
const STUDY: u32 = 500;

/// Notes, and as many vital signs, in a step: 1,000 of each in all of them.
const FILED: u32 = 50;

fn outbox(vendor: &'static str, seed: u64) -> Result<(), String> {
    let filed = filing::run(Filing {
        vendor,
        each: FILED,
        kills: STEP,
        seed,
    })?;
    println!("  {filed:?}");
    Ok(())
}

fn bad_day(vendor: &'static str, seed: u64) -> Result<(), String> {
    let patients = WARD as usize;
    let endured = bad_day::run(BadDay {
        vendor,
        patients,
        one_in: 25,
        seed,
    })?;
    println!("  {endured:?}");
    Ok(())
}

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let mut rows = read();
    let commit = commit();
    let mut sound = true;
    for check in CHECKS {
        let name = check.name;
        if !asked.is_empty() && !asked.iter().any(|a| a == name) {
            continue;
        }
        let mut row = rows
            .iter()
            .find(|r| r.name == name && r.commit == commit)
            .cloned()
            .unwrap_or(Row {
                name: name.into(),
                asked: check.asked,
                done: 0,
                failed: 0,
                seed: check.seed,
                commit: commit.clone(),
            });
        while row.done < row.asked {
            if let Err(error) = (check.run)(check.seed + u64::from(row.done)) {
                println!("{name}: after {}: {error}", row.done);
                row.failed += 1;
            }
            row.done += check.step;
            println!(
                "{name}: {} of {}, {} failed",
                row.done, row.asked, row.failed
            );
            rows.retain(|r| r.name != name);
            rows.push(row.clone());
            write(&rows);
        }
        sound &= row.failed == 0;
    }
    if sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/soak.json"))
}

fn read() -> Vec<Row> {
    std::fs::read(path())
        .ok()
        .and_then(|b| serde_json::from_slice(&b).ok())
        .unwrap_or_default()
}

fn write(rows: &[Row]) {
    std::fs::create_dir_all(path().parent().unwrap()).unwrap();
    std::fs::write(path(), serde_json::to_vec_pretty(rows).unwrap()).unwrap();
}

fn commit() -> String {
    let output = Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .output();
    output
        .map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned())
        .unwrap_or_default()
}
