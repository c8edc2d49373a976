//! Unlocking, whole, against the key derivation alone: what comes after the passphrase must not be felt.

use std::sync::Arc;
use std::time::Instant;

use wardbook_store::Profile;
use wardbook_store::clock::SystemClock;
use wardbook_store::key::{Pin, Protection, Stretch};
use wardbook_store::keyring::MemoryKeyring;

use crate::report::{Goal, Report};

const WORDS: &str = "night shift at 7 North";

pub(crate) fn run(report: &mut Report, rounds: usize) {
    let folder = tempfile::tempdir().unwrap();
    let keyring = MemoryKeyring::default();
    // As the program tunes it for this computer; the floor derives with the very same parameters.
    let stretch = Stretch::tuned().unwrap();
    let same = stretch.clone();
    let profile = Profile::create_with(
        folder.path(),
        Protection::KeyringAndPassphrase,
        Some(WORDS),
        &keyring,
        Arc::new(SystemClock),
        move || Ok(same),
    );
    profile.unwrap().close();
    let alone = Pin::new(WORDS, stretch).unwrap();
    let mut ratios = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let start = Instant::now();
        assert!(alone.is(WORDS).unwrap());
        let floor = start.elapsed();
        let start = Instant::now();
        let profile =
            Profile::open(folder.path(), Some(WORDS), &keyring, Arc::new(SystemClock)).unwrap();
        let whole = start.elapsed();
        profile.close();
        ratios.push(whole.as_secs_f64() / floor.as_secs_f64());
    }
    report.row(
        "unlock",
        Goal::AtMost(1.5),
        "Argon2id with the profile's own parameters alone",
        &mut ratios,
    );
}
