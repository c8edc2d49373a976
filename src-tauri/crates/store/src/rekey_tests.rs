#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use uuid::Uuid;

use crate::audit::Entry;
use crate::clock::FixedClock;
use crate::error::OpenError;
use crate::key::{Protection, RecoveryKey, Stretch};
use crate::keyring::MemoryKeyring;
use crate::profile::{Brings, Profile, State};
use crate::rekey::{self, Opening, rekey};
use crate::settings;

const WORDS: &str = "night shift at 7 North";

struct Workstation {
    folder: tempfile::TempDir,
    keyring: MemoryKeyring,
    clock: Arc<FixedClock>,
    recovery: RecoveryKey,
}

impl Workstation {
    /// A profile with a setting, an act and a recovery key, closed.
    fn new(protection: Protection) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keyring = MemoryKeyring::default();
        let clock = Arc::new(FixedClock::at(1_790_000_000_000));
        let made = Profile::create_with(
            folder.path(),
            protection,
            Some(WORDS),
            &keyring,
            clock.clone(),
            Stretch::quick,
        );
        let profile = made.unwrap();
        let set = |tx: &rusqlite::Transaction<'_>| settings::set(tx, "ward", "7 North");
        profile.store().write(set).unwrap();
        act(&profile);
        let recovery = profile.make_recovery_key(Some(WORDS), &keyring).unwrap();
        profile.close();
        Self {
            folder,
            keyring,
            clock,
            recovery,
        }
    }

    fn at(&self) -> &Path {
        self.folder.path()
    }

    fn open(&self) -> Result<Profile, OpenError> {
        Profile::open(self.at(), Some(WORDS), &self.keyring, self.clock.clone())
    }

    fn opened_by<'a>(&'a self, words: &'a str) -> Opening<'a> {
        Opening {
            passphrase: Some(words),
            keyring: &self.keyring,
            clock: self.clock.clone(),
        }
    }

    fn rekey(&self, told: &mut dyn FnMut() -> bool) -> Result<(), OpenError> {
        rekey(self.at(), &self.opened_by(WORDS), &mut |_| told())
    }

    /// Everything is there, unchanged, and it goes on.
    fn is_whole(&self, acts: u64) {
        assert!(matches!(
            Profile::state(self.at()).unwrap(),
            State::Locked(_)
        ));
        let profile = self.open().unwrap();
        assert_eq!(profile.findings(), []);
        let ward = profile.store().read(|c| settings::get(c, "ward")).unwrap();
        assert_eq!(ward.as_deref(), Some("7 North"));
        let verdict = profile.audit().verify().unwrap();
        assert!(verdict.ok, "{}", verdict.message);
        assert_eq!(verdict.rows, acts * 2);
        act(&profile);
        profile.close();
        let left: Vec<_> = std::fs::read_dir(self.at())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("rekey") || name.contains("left-"))
            .collect();
        assert_eq!(left, [""; 0]);
    }
}

fn act(profile: &Profile) {
    let entry = Entry {
        actor: "ada",
        role: "administrator",
        program: "window",
        workstation: "ward-7",
        detail: None,
        glass: None,
        act: "lock.set",
        patient: None,
        subject: None,
        correlation: Uuid::from_u128(9),
        at: 1_790_000_000_000,
        looks: true,
    };
    let ticket = profile.audit().begin(&entry).unwrap();
    ticket.done(1_790_000_000_001).unwrap();
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn new_keys_open_all_that_the_old_ones_did_and_the_old_ones_open_nothing() {
    for protection in [
        Protection::Passphrase,
        Protection::KeyringAndPassphrase,
        Protection::Keyring,
    ] {
        let ward = Workstation::new(protection);
        let old_key = std::fs::read(ward.at().join("key.json")).unwrap();
        let old_store = std::fs::read(ward.at().join("store.db")).unwrap();
        ward.rekey(&mut || true).unwrap();
        assert_ne!(
            std::fs::read(ward.at().join("store.db")).unwrap(),
            old_store
        );
        ward.is_whole(1);
        let recovered = Profile::open_by(
            ward.at(),
            Brings::Recovery(&ward.recovery),
            &ward.keyring,
            ward.clock.clone(),
        );
        recovered.unwrap().close();
        let new_key = std::fs::read(ward.at().join("key.json")).unwrap();
        std::fs::write(ward.at().join("key.json"), old_key).unwrap();
        assert!(ward.open().is_err(), "the keys of yesterday");
        std::fs::write(ward.at().join("key.json"), new_key).unwrap();
        ward.rekey(&mut || true).unwrap();
        ward.is_whole(2);
    }
}

#[test]
fn cut_off_at_any_step_one_set_of_keys_opens_everything() {
    // As it is when all is made and nothing has changed places yet.
    let ward = Workstation::new(Protection::Passphrase);
    rekey::prepare(ward.at(), &ward.opened_by(WORDS), &mut |_| true).unwrap();
    for steps in 0..=6 {
        let other = Workstation {
            folder: tempfile::tempdir().unwrap(),
            keyring: MemoryKeyring::default(),
            clock: ward.clock.clone(),
            recovery: RecoveryKey::random().unwrap(),
        };
        copy(ward.at(), other.at());
        match steps {
            // Before the new ones count.
            0 => std::fs::remove_file(other.at().join("rekey/ready")).unwrap(),
            steps => rekey::finish_until(other.at(), steps - 1).unwrap(),
        }
        other.is_whole(1);
        other.is_whole(2);
    }
}

#[test]
fn the_old_key_file_is_written_over_before_the_new_one_is_in_its_place() {
    let ward = Workstation::new(Protection::Passphrase);
    let old = std::fs::read(ward.at().join("key.json")).unwrap();
    let held = std::fs::File::open(ward.at().join("key.json")).unwrap();
    ward.rekey(&mut || true).unwrap();
    // The file as it was before it was replaced, which a copy of the disk may still have.
    let mut found = Vec::new();
    std::io::Read::read_to_end(&mut &held, &mut found).unwrap();
    assert_eq!(found.len(), old.len());
    assert_ne!(found, old);
}

#[test]
fn what_is_stopped_or_not_whole_keeps_its_keys() {
    let ward = Workstation::new(Protection::Passphrase);
    assert!(matches!(ward.rekey(&mut || false), Err(OpenError::Stopped)));
    ward.is_whole(1);
    let other = ward.opened_by("another passphrase");
    let wrong = rekey(ward.at(), &other, &mut |_| true);
    assert!(matches!(wrong, Err(OpenError::WrongPassphrase)));
    ward.is_whole(2);
    let open = ward.open().unwrap();
    assert!(matches!(ward.rekey(&mut || true), Err(OpenError::InUse)));
    open.close();
    // Rows that were cut off are not sealed anew as if they had never been.
    std::fs::remove_file(ward.at().join("audit.anchors")).unwrap();
    let refused = ward.rekey(&mut || true);
    assert!(
        matches!(refused, Err(OpenError::Damaged { .. })),
        "{refused:?}"
    );
}
