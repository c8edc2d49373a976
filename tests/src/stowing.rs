//! A study goes to the image archive while the program is killed again and again on the way and answers are lost.
//! Afterwards the archive has each instance, as it came and sent once, and the outbox has proof of it.

#![allow(clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sandbox_ehr::Config;
use serde_json::Value;

use crate::dicom::Dicom;
use crate::program::Cli;
use crate::sandbox::Sandbox;
use crate::scratch::Scratch;

/// The study's name; its instances are numbered below it.
const STUDY: &str = "1.2.826.0.1.3680043.10.511.9.1";

/// Nothing came for so long: it stands still.
const STILL: Duration = Duration::from_secs(120);

/// How to go about it.
#[derive(Debug, Clone, Copy)]
pub struct Stowing {
    /// Files of the study.
    pub instances: u32,
    /// How often the program is killed on the way.
    pub kills: u32,
    /// Strews the faults and the moments.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stowed {
    /// Processes killed while they sent.
    pub kills: u32,
    /// Items of the outbox, each with proof.
    pub confirmed: usize,
    /// Of these, sent more than once because of a kill or an answer that was lost.
    pub again: usize,
    /// Instances in the archive, each sent once.
    pub there: usize,
}

/// Does it.
///
/// # Errors
/// What is doubled, lost, changed, or without proof.
pub fn run(how: Stowing) -> Result<Stowed, String> {
    let sandbox = Sandbox::start(Config {
        patients: 1,
        seed: how.seed,
        open: true,
        ..Config::default()
    });
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.join("profile"));
    let files = ready(&cli, &sandbox, &scratch, how.instances)?;
    sandbox.faults(&format!(
        "seed={},latency_ms=1,latency_max_ms=6,lose_write_every=120,error_every=150,drop_every=170",
        how.seed
    ));
    let mut random = ChaCha8Rng::seed_from_u64(how.seed);
    let mut stowed = Stowed::default();
    for kill in 0..how.kills {
        // Somewhere in the kill's own share of the way.
        let share = f64::from(how.instances) / f64::from(how.kills);
        let moment = (f64::from(kill) + random.random_range(0.05..0.95)) * share;
        killed(&cli, &sandbox, (moment as usize).max(1))?;
        stowed.kills += 1;
        cli.run(["--json", "doctor"]).succeeded("doctor")?;
    }
    cli.run(["outbox", "send", "City", "--wait"])
        .succeeded("the last sending")?;
    judge(&cli, &sandbox, &files, &mut stowed)?;
    Ok(stowed)
}

/// A profile with the patient and the study, which waits to be sent; the files by name.
fn ready(
    cli: &Cli,
    sandbox: &Sandbox,
    scratch: &Scratch,
    instances: u32,
) -> Result<BTreeMap<String, Vec<u8>>, String> {
    let chart = sandbox.server().chart(0).ok_or("no patient")?;
    let patient = chart.of_kind("Patient").next().ok_or("no patient")?;
    let id = patient.id.clone();
    let said: Value = serde_json::from_slice(&patient.body).map_err(|error| error.to_string())?;
    let family = said["name"][0]["family"].as_str().unwrap_or_default();
    let given = said["name"][0]["given"][0].as_str().unwrap_or_default();
    let name = format!("{family}^{given}");
    let born = said["birthDate"].as_str().unwrap_or_default();
    let disc = scratch.join("disc");
    std::fs::create_dir_all(&disc).map_err(|error| error.to_string())?;
    let mut files = BTreeMap::new();
    for number in 1..=instances {
        let (uid, file) = slice(number, &name, &born.replace('-', ""));
        std::fs::write(disc.join(number.to_string()), &file).map_err(|error| error.to_string())?;
        files.insert(uid, file);
    }
    cli.init().succeeded("init")?;
    let base = sandbox.base();
    cli.run(["connect", "City", "--fhir-base", &base, "--auth", "none"])
        .succeeded("connect")?;
    cli.run(["sync", "City", "--patient", &id])
        .succeeded("sync")?;
    let disc = disc.to_string_lossy();
    cli.run(["dicom", "add", &id, &disc]).succeeded("add")?;
    let archive = sandbox.server().archive_url();
    let set = [
        "dicom",
        "archive",
        "set",
        "City",
        &archive,
        "--sign-in",
        "none",
    ];
    cli.run(set).succeeded("archive set")?;
    let list = cli.run(["--json", "dicom", "list", &id]);
    let list = list.succeeded("dicom list")?.json();
    let study = list["studies"][0]["id"].as_str().unwrap_or_default();
    cli.run(["dicom", "archive", "send", study])
        .succeeded("archive send")?;
    Ok(files)
}

/// A slice of a few pixels that no other slice has, and its name.
fn slice(number: u32, name: &str, born: &str) -> (String, Vec<u8>) {
    let uid = format!("{STUDY}.1.{number}");
    let pixels: Vec<u8> = (0..16 * 16_u32)
        .flat_map(|at| ((at * 7 + number) as u16 % 4096).to_le_bytes())
        .collect();
    let file = Dicom::begun("1.2.840.10008.1.2.1")
        .text(0x0008, 0x0016, *b"UI", "1.2.840.10008.5.1.4.1.1.2")
        .text(0x0008, 0x0018, *b"UI", &uid)
        .text(0x0008, 0x0020, *b"DA", "20240611")
        .text(0x0008, 0x0060, *b"CS", "CT")
        .text(0x0008, 0x1030, *b"LO", "CT thorax")
        .text(0x0010, 0x0010, *b"PN", name)
        .text(0x0010, 0x0030, *b"DA", born)
        .text(0x0020, 0x000d, *b"UI", STUDY)
        .text(0x0020, 0x000e, *b"UI", &format!("{STUDY}.1"))
        .text(0x0020, 0x0013, *b"IS", &number.to_string())
        .picture(16, 16)
        .put(0x7fe0, 0x0010, *b"OW", &pixels);
    (uid, file.0)
}

/// Sends until the archive has so many instances, and is killed then.
fn killed(cli: &Cli, sandbox: &Sandbox, at: usize) -> Result<(), String> {
    let mut child = cli.start(["outbox", "send", "City", "--wait"]);
    let (mut there, mut since) = (0, Instant::now());
    loop {
        let now = sandbox.server().images_stored().len();
        if now >= at {
            break;
        }
        if now > there {
            (there, since) = (now, Instant::now());
        }
        let ended = child.try_wait().map_err(|error| error.to_string())?;
        if ended.is_some() || since.elapsed() > STILL {
            let _gone = child.kill();
            let output = child
                .wait_with_output()
                .map_err(|error| error.to_string())?;
            return Err(format!(
                "sending stands still or ended with {now} of {at} instances there: {}{}",
                String::from_utf8_lossy(&output.stderr),
                String::from_utf8_lossy(&output.stdout)
            ));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().map_err(|error| error.to_string())?;
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.code().is_some() {
        return Err(format!(
            "sending ended by itself before its kill, with {status}"
        ));
    }
    Ok(())
}

/// Each file in the archive as it was, sent once; every item proved.
fn judge(
    cli: &Cli,
    sandbox: &Sandbox,
    files: &BTreeMap<String, Vec<u8>>,
    stowed: &mut Stowed,
) -> Result<(), String> {
    let stored = sandbox.server().images_stored();
    let alike = |(uid, file): (&String, &Vec<u8>)| stored.get(uid).is_some_and(|one| one == file);
    stowed.there = files.iter().filter(|one| alike(*one)).count();
    if stowed.there < files.len() || stored.len() > files.len() {
        return Err(format!(
            "of {} files the archive has {} as they were, and {} in all",
            files.len(),
            stowed.there,
            stored.len()
        ));
    }
    let twice = sandbox.server().images_came();
    let twice = twice.values().filter(|times| **times > 1).count();
    if twice > 0 {
        return Err(format!("{twice} files were sent more than once"));
    }
    let list = cli.run(["--json", "outbox", "list", "--all"]);
    let list = list.succeeded("outbox list")?.json();
    for row in list["rows"].as_array().into_iter().flatten() {
        if row["state"] != "confirmed" {
            return Err(format!("an item is {}: {}", row["state"], row["reason"]));
        }
        stowed.confirmed += 1;
        stowed.again += usize::from(row["attempts"].as_u64().unwrap_or(0) > 1);
    }
    if stowed.confirmed < files.len().div_ceil(50) {
        return Err(format!("only {} items are proved", stowed.confirmed));
    }
    cli.run(["--json", "doctor"]).succeeded("doctor")?;
    Ok(())
}
