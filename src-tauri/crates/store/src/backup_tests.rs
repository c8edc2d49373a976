//! The restore drill on the level of files: a profile is backed up while it is written, lost, and made again from the
//! backup with the recovery key; and what damaged or foreign files are met with.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use uuid::Uuid;

use crate::audit::Entry;
use crate::backup::Backup;
use crate::clock::FixedClock;
use crate::error::OpenError;
use crate::key::{Protection, RecoveryKey, Stretch};
use crate::keyring::MemoryKeyring;
use crate::profile::{Profile, Wanted};
use crate::{check, settings};

const WORDS: &str = "night shift at 7 North";
const NOW: i64 = 1_790_000_000_000;

struct Ward {
    folder: tempfile::TempDir,
    keyring: MemoryKeyring,
    clock: Arc<FixedClock>,
}

impl Ward {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keyring: MemoryKeyring::default(),
            clock: Arc::new(FixedClock::at(NOW)),
        }
    }

    fn profile(&self) -> Profile {
        Profile::create_with(
            &self.folder.path().join("profile"),
            Protection::KeyringAndPassphrase,
            Some(WORDS),
            &self.keyring,
            self.clock.clone(),
            Stretch::quick,
        )
        .unwrap()
    }

    fn restored(&self, backup: &Backup, key: &RecoveryKey) -> Result<Profile, OpenError> {
        let wanted = Wanted {
            protection: Protection::KeyringAndPassphrase,
            passphrase: Some("another ward"),
        };
        backup.restore(
            &self.folder.path().join("restored"),
            key,
            wanted,
            (&self.keyring, self.clock.clone()),
            Stretch::quick,
            &mut |_| true,
        )
    }
}

fn write(profile: &Profile, key: &str, value: &str) {
    profile
        .store()
        .write(|tx| settings::set(tx, key, value))
        .unwrap();
}

fn read(profile: &Profile, key: &str) -> Option<String> {
    profile.store().read(|c| settings::get(c, key)).unwrap()
}

fn act(profile: &Profile, name: &str) {
    let entry = Entry {
        role: "owner",
        program: "window",
        workstation: "ward-7",
        detail: None,
        glass: None,
        actor: "nurse Adaeze",
        act: name,
        patient: None,
        subject: None,
        correlation: Uuid::from_u128(9),
        at: NOW,
        looks: true,
    };
    profile.audit().begin(&entry).unwrap().done(NOW).unwrap();
}

#[test]
fn a_lost_profile_comes_back_on_another_computer_with_its_log_and_without_its_sign_ins() {
    let here = Ward::new();
    let profile = here.profile();
    for n in 0..400 {
        write(
            &profile,
            &format!("potassium {n}"),
            &"6.4 mmol/L ".repeat(40),
        );
    }
    write(&profile, "tokens-city", "a refresh token");
    act(&profile, "chart opened");
    let file = here.folder.path().join("ward.backup");
    let early = profile.back_up(&file, NOW, &mut |_| true).unwrap_err();
    assert!(matches!(early, OpenError::NoRecoveryKey));
    assert!(!file.exists());
    let key = profile
        .make_recovery_key(Some(WORDS), &here.keyring)
        .unwrap();
    let (mut told, mut during) = (Vec::new(), 0);
    profile
        .back_up(&file, NOW, &mut |progress| {
            told.push(progress);
            during += 1;
            // Somebody writes while it is copied.
            write(&profile, &format!("written meanwhile {during}"), "yes");
            true
        })
        .unwrap();
    assert!(
        told.iter().all(|progress| progress.done <= progress.total),
        "{told:?}"
    );
    let last = told.last().unwrap();
    assert_eq!(last.done, last.total);
    let left: Vec<_> = std::fs::read_dir(here.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 2, "the profile and the backup: {left:?}");
    assert!(
        profile.back_up(&file, NOW, &mut |_| true).is_err(),
        "never over a file that is there"
    );
    let words = key.words();
    let bytes = std::fs::read(&file).unwrap();
    for secret in [
        b"6.4 mmol/L".as_slice(),
        b"potassium",
        b"a refresh token",
        words.as_bytes(),
    ] {
        let found = bytes.windows(secret.len()).any(|window| window == secret);
        assert!(!found, "nothing stands in it");
    }

    let there = Ward::new();
    let backup = Backup::look(&file).unwrap();
    assert_eq!(backup.made_at(), NOW);
    let other = RecoveryKey::random().unwrap();
    let refused = there.restored(&backup, &other).unwrap_err();
    assert!(matches!(refused, OpenError::RecoveryKeyWrong));
    let typed = RecoveryKey::parse(&words).unwrap();
    let restored = there.restored(&backup, &typed).unwrap();
    for n in 0..400 {
        let value = read(&restored, &format!("potassium {n}"));
        assert_eq!(value, read(&profile, &format!("potassium {n}")));
    }
    assert_eq!(
        read(&restored, "written meanwhile 1"),
        None,
        "as it was when it began"
    );
    assert_eq!(
        read(&restored, "tokens-city"),
        None,
        "sign-ins are this computer's"
    );
    assert_ne!(restored.id(), profile.id());
    assert!(restored.findings().is_empty(), "{:?}", restored.findings());
    assert_eq!(restored.audit().rows().unwrap(), 2);
    act(&restored, "restored");
    assert!(restored.audit().verify().unwrap().ok, "the chain goes on");
    let checks = check::doctor(&restored);
    assert!(checks.iter().all(|one| one.ok), "{checks:?}");
    drop(restored);
    let folder = there.folder.path().join("restored");
    let again = Profile::open(
        &folder,
        Some("another ward"),
        &there.keyring,
        there.clock.clone(),
    );
    assert!(again.unwrap().findings().is_empty());
}

#[test]
fn a_changed_a_cut_and_a_foreign_file_are_each_named_and_nothing_is_made() {
    let here = Ward::new();
    let profile = here.profile();
    write(&profile, "potassium", "6.4");
    let key = profile
        .make_recovery_key(Some(WORDS), &here.keyring)
        .unwrap();
    let file = here.folder.path().join("ward.backup");
    profile.back_up(&file, NOW, &mut |_| true).unwrap();
    let whole = std::fs::read(&file).unwrap();
    for at in [
        100,
        9_000,
        whole.len() / 2,
        whole.len() - 300,
        whole.len() - 60,
        whole.len() - 14,
    ] {
        let mut changed = whole.clone();
        if let Some(byte) = changed.get_mut(at) {
            *byte ^= 1;
        }
        std::fs::write(&file, &changed).unwrap();
        let found = Backup::look(&file).and_then(|backup| here.restored(&backup, &key));
        assert!(found.is_err(), "byte {at} of {}", whole.len());
        let folder = here.folder.path().join("restored");
        assert!(!folder.join("key.json").exists() && !folder.join("store.db").exists());
    }
    for cut in [1, 12, 5_000] {
        std::fs::write(&file, whole.get(..whole.len() - cut).unwrap()).unwrap();
        assert!(Backup::look(&file).is_err(), "{cut} bytes short");
    }
    std::fs::write(&file, b"a letter to the family").unwrap();
    assert!(matches!(Backup::look(&file), Err(OpenError::NotABackup)));
    std::fs::write(&file, &whole).unwrap();
    here.restored(&Backup::look(&file).unwrap(), &key).unwrap();
}

#[test]
fn a_backup_that_is_stopped_leaves_nothing() {
    let here = Ward::new();
    let profile = here.profile();
    profile
        .make_recovery_key(Some(WORDS), &here.keyring)
        .unwrap();
    let file = here.folder.path().join("ward.backup");
    let stopped = profile.back_up(&file, NOW, &mut |_| false).unwrap_err();
    assert!(matches!(stopped, OpenError::Stopped));
    assert_eq!(std::fs::read_dir(here.folder.path()).unwrap().count(), 1);
    write(&profile, "potassium", "6.4");
}
