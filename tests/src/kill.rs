//! Kills a sync at random moments, and looks whether what is left is whole: after every kill the profile
//! opens and is sound, and after the last the store equals that of a sync nobody disturbed.

use std::io::Read as _;
use std::path::Path;
use std::process::Child;
use std::time::Instant;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sandbox_ehr::Config;

use crate::program::{Cli, PASSPHRASE};
use crate::sandbox::Sandbox;
use crate::scratch::Scratch;
use crate::whole::Whole;

/// How to go about it.
#[derive(Debug, Clone, Copy)]
pub struct Kills {
    /// How many kills.
    pub kills: u32,
    /// How many of them a profile gets before it is let finish.
    pub per_profile: u32,
    /// How many patients there are to sync.
    pub patients: usize,
    /// Where the moments come from.
    pub seed: u64,
    /// The ward comes as a bulk export, not patient by patient.
    pub export: bool,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Survived {
    /// Syncs killed while they ran.
    pub kills: u32,
    /// Profiles let finish and compared.
    pub profiles: u32,
}

/// Does it. `told` hears of every kill.
///
/// # Errors
/// What was not whole.
pub fn run(how: Kills, told: &mut dyn FnMut(u32)) -> Result<Survived, String> {
    // A little latency, so that a sync is long enough to be killed in many places.
    let sandbox = Sandbox::start(Config {
        patients: how.patients,
        seed: how.seed,
        open: true,
        page_default: 20,
        export_retry_after: 0,
        ..Config::default()
    });
    sandbox.faults("latency_ms=5,latency_max_ms=25");
    let words = ["sync", "Sandbox", "--all"].into_iter();
    let words = words.chain((!how.export).then_some("--no-export"));
    let words: Vec<&str> = words.collect();
    let mut random = ChaCha8Rng::seed_from_u64(how.seed);

    let scratch = Scratch::new();
    let undisturbed = ready(&scratch.join("undisturbed"), &sandbox)?;
    let mut child = undisturbed.start(&words);
    first_word(&mut child);
    let begun = Instant::now();
    finish(child, "the undisturbed sync")?;
    let length = begun.elapsed();
    let expected = Whole::of(undisturbed.profile(), PASSPHRASE);

    let mut survived = Survived::default();
    while survived.kills < how.kills {
        let folder = scratch.join(&format!("profile-{}", survived.profiles));
        let cli = ready(&folder, &sandbox)?;
        let mut ended = false;
        for _ in 0..how.per_profile.min(how.kills - survived.kills) {
            let mut child = cli.start(&words);
            first_word(&mut child);
            // What is left gets shorter with every kill; the moments go over all of it.
            let share = length.mul_f64(1.5 / f64::from(how.per_profile));
            std::thread::sleep(share.mul_f64(random.random::<f64>()));
            if killed(child)? {
                survived.kills += 1;
                told(survived.kills);
                sound(&cli)?;
            } else {
                ended = true;
                break;
            }
        }
        if !ended {
            finish(cli.start(&words), "the sync after the kills")?;
        }
        sound(&cli)?;
        let mut after = Whole::of(&folder, PASSPHRASE);
        if how.export {
            // A kill after the export was taken in makes the next sync another one, and that asks who is
            // new: the list's row is the only thing it adds.
            after.coverage.remove(&listing());
        }
        let differences = expected.differences(&after);
        if !differences.is_empty() {
            let shown: Vec<&String> = differences.iter().take(10).collect();
            return Err(format!(
                "{} differences, among them {shown:#?}",
                differences.len()
            ));
        }
        survived.profiles += 1;
        std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    }
    Ok(survived)
}

/// Name of the row of the patients a server lists.
fn listing() -> (String, String) {
    (String::new(), "Patient:all".to_owned())
}

/// A profile connected to the sandbox, never synced.
fn ready(folder: &Path, sandbox: &Sandbox) -> Result<Cli, String> {
    let cli = Cli::new(folder);
    cli.init().succeeded("init")?;
    let base = sandbox.base();
    let connect = ["connect", "Sandbox", "--fhir-base", &base, "--auth", "none"];
    cli.run(connect).succeeded("connect")?;
    Ok(cli)
}

/// Waits until a sync says its first word: opening the profile is behind it then.
fn first_word(child: &mut Child) {
    if let Some(err) = child.stderr.as_mut() {
        let mut byte = [0];
        // A sync that ends without a word is found out by its exit code.
        let _silent = err.read(&mut byte);
    }
    // What it says afterwards must not fill the pipe and hold it up.
    if let Some(mut err) = child.stderr.take() {
        std::thread::spawn(move || std::io::copy(&mut err, &mut std::io::sink()));
    }
}

/// Kills with SIGKILL; false if it had ended by itself, successfully.
fn killed(mut child: Child) -> Result<bool, String> {
    child.kill().map_err(|error| error.to_string())?;
    let status = child.wait().map_err(|error| error.to_string())?;
    match status.code() {
        None => Ok(true),
        Some(0) => Ok(false),
        Some(code) => Err(format!("the sync ended by itself with {code}")),
    }
}

fn finish(child: Child, what: &str) -> Result<(), String> {
    let output = child
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("{what} ended with {}: {err}", output.status))
}

/// The profile opens, its checks are all well, and its list can be read.
fn sound(cli: &Cli) -> Result<(), String> {
    cli.run(["doctor", "--json"]).succeeded("doctor")?;
    cli.run(["list", "--json"]).succeeded("list")?;
    cli.run(["audit", "verify"]).succeeded("audit verify")?;
    Ok(())
}
