//! The long checks, resumable: each row of `target/soak.json` says how much was asked and how much is
//! done at which commit. A row of another commit is begun anew; what is full is not run again.
//!
//! `soak [NAME…]` runs those named, or all.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use serde::{Deserialize, Serialize};
use wardbook_journeys::kill::{self, Kills};

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

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let mut rows = read();
    let commit = commit();
    let mut sound = true;
    for (name, count, seed) in [("sync-kill", 200, 20_261_121)] {
        if !asked.is_empty() && !asked.iter().any(|a| a == name) {
            continue;
        }
        let mut row = rows
            .iter()
            .find(|r| r.name == name && r.commit == commit)
            .cloned()
            .unwrap_or(Row {
                name: name.into(),
                asked: count,
                done: 0,
                failed: 0,
                seed,
                commit: commit.clone(),
            });
        while row.done < row.asked {
            let how = Kills {
                kills: STEP,
                per_profile: 5,
                patients: 6,
                seed: seed + u64::from(row.done),
                export: row.done % 2 == 1,
            };
            match kill::run(how, &mut |_| {}) {
                Ok(survived) => row.done += survived.kills,
                Err(error) => {
                    println!("{name}: after {} kills: {error}", row.done);
                    row.done += STEP;
                    row.failed += 1;
                    sound = false;
                }
            }
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
