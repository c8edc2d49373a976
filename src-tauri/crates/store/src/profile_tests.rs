#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::sync::Arc;

use crate::clock::FixedClock;
use crate::error::OpenError;
use crate::key::{Protection, RecoveryKey, Stretch};
use crate::keyring::{Keyring as _, MemoryKeyring};
use crate::profile::{Brings, Profile, State, Wanted};
use crate::{check, settings};

struct Workstation {
    folder: tempfile::TempDir,
    keyring: MemoryKeyring,
    clock: Arc<FixedClock>,
}

const WORDS: &str = "night shift at 7 North";

impl Workstation {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            keyring: MemoryKeyring::default(),
            clock: Arc::new(FixedClock::at(1_790_000_000_000)),
        }
    }

    fn create(&self, protection: Protection) -> Profile {
        Profile::create_with(
            self.folder.path(),
            protection,
            Some(WORDS),
            &self.keyring,
            self.clock.clone(),
            Stretch::quick,
        )
        .unwrap()
    }

    fn open(&self, words: Option<&str>) -> Result<Profile, OpenError> {
        Profile::open(self.folder.path(), words, &self.keyring, self.clock.clone())
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

#[test]
fn a_profile_opens_again_with_what_protects_it_and_with_nothing_else() {
    for protection in [
        Protection::Passphrase,
        Protection::Keyring,
        Protection::KeyringAndPassphrase,
    ] {
        let ward = Workstation::new();
        let profile = ward.create(protection);
        profile
            .store()
            .write(|tx| settings::set(tx, "theme", "dark"))
            .unwrap();
        profile.close();
        assert_eq!(
            Profile::state(ward.folder.path()).unwrap(),
            State::Locked(protection)
        );
        if protection.needs_passphrase() {
            assert!(matches!(ward.open(None), Err(OpenError::PassphraseNeeded)));
            assert!(matches!(
                ward.open(Some("night shift at 8")),
                Err(OpenError::WrongPassphrase)
            ));
        }
        if protection.needs_keyring() {
            ward.keyring.set_available(false);
            assert!(matches!(
                ward.open(Some(WORDS)),
                Err(OpenError::KeyringUnavailable)
            ));
            ward.keyring.set_available(true);
        }
        let profile = ward.open(Some(WORDS)).unwrap();
        let theme = profile.store().read(|c| settings::get(c, "theme")).unwrap();
        assert_eq!(theme.as_deref(), Some("dark"));
        assert!(profile.findings().is_empty());
    }
}

#[test]
fn a_keyring_without_the_item_names_it_and_nothing_is_changed() {
    let ward = Workstation::new();
    ward.create(Protection::Keyring).close();
    let other = MemoryKeyring::default();
    other.set("something else", b"secret").unwrap();
    let refused = Profile::open(ward.folder.path(), None, &other, ward.clock.clone());
    assert!(matches!(refused, Err(OpenError::KeyringItemMissing)));
    ward.open(None).unwrap();
}

#[test]
fn a_second_copy_of_the_program_is_told_so() {
    let ward = Workstation::new();
    let first = ward.create(Protection::Passphrase);
    assert!(matches!(ward.open(Some(WORDS)), Err(OpenError::InUse)));
    first.close();
    ward.open(Some(WORDS)).unwrap();
}

#[test]
fn a_profile_is_never_made_over_another() {
    let ward = Workstation::new();
    ward.create(Protection::Passphrase).close();
    let again = Profile::create_with(
        ward.folder.path(),
        Protection::Passphrase,
        Some("another passphrase"),
        &ward.keyring,
        ward.clock.clone(),
        Stretch::quick,
    );
    assert!(matches!(again, Err(OpenError::Exists)));
    ward.open(Some(WORDS)).unwrap();
}

#[test]
fn an_unencrypted_file_in_the_place_of_the_store_is_refused_and_left_alone() {
    let ward = Workstation::new();
    ward.create(Protection::Passphrase).close();
    let plain = {
        let path = ward.folder.path().join("plain.db");
        let c = rusqlite::Connection::open(&path).unwrap();
        c.execute_batch(
            "CREATE TABLE t (x); INSERT INTO t VALUES (1); PRAGMA page_size = 8192; VACUUM;",
        )
        .unwrap();
        drop(c);
        std::fs::read(&path).unwrap()
    };
    std::fs::write(ward.file("store.db"), &plain).unwrap();
    assert!(matches!(
        ward.open(Some(WORDS)),
        Err(OpenError::NotEncrypted { part: "store" })
    ));
    assert_eq!(std::fs::read(ward.file("store.db")).unwrap(), plain);
}

#[test]
fn a_missing_or_truncated_file_is_named_and_not_recreated() {
    for name in ["store.db", "audit.db", "head", "key.json"] {
        let ward = Workstation::new();
        ward.create(Protection::Passphrase).close();
        let whole = std::fs::read(ward.file(name)).unwrap();
        std::fs::remove_file(ward.file(name)).unwrap();
        let missing = ward.open(Some(WORDS)).unwrap_err();
        assert!(
            matches!(missing, OpenError::Damaged { .. }),
            "{name}: {missing:?}"
        );
        assert!(!ward.file(name).exists(), "{name} was not made anew");
        for length in [0, 100, whole.len() / 2] {
            let cut = whole.get(..length).unwrap();
            std::fs::write(ward.file(name), cut).unwrap();
            let opened = ward.open(Some(WORDS));
            // One of the side file's two slots is enough to go on: only nothing at all is too little.
            if name != "head" || length == 0 {
                assert!(
                    matches!(opened, Err(OpenError::Damaged { .. })),
                    "{name} cut at {length}: {opened:?}"
                );
            }
            drop(opened);
            if name != "head" {
                assert_eq!(
                    std::fs::read(ward.file(name)).unwrap(),
                    cut,
                    "{name} was left as it is"
                );
            }
        }
    }
}

#[test]
fn a_flipped_bit_in_the_store_is_noticed_by_opening_or_by_doctor() {
    let ward = Workstation::new();
    let profile = ward.create(Protection::Passphrase);
    profile
        .store()
        .write(|tx| settings::set(tx, "note", &"x".repeat(200_000)))
        .unwrap();
    profile.close();
    let whole = std::fs::read(ward.file("store.db")).unwrap();
    for n in 0..50 {
        let at = (n * 7919 + 31) * 97 % whole.len();
        let mut flipped = whole.clone();
        if let Some(byte) = flipped.get_mut(at) {
            *byte ^= 0x10;
        }
        std::fs::write(ward.file("store.db"), &flipped).unwrap();
        match ward.open(Some(WORDS)) {
            Err(OpenError::Damaged { .. } | OpenError::Store(_)) => {}
            Err(other) => panic!("byte {at}: {other:?}"),
            Ok(profile) => {
                let checks = check::doctor(&profile);
                assert!(
                    checks.iter().any(|c| !c.ok),
                    "byte {at} flipped, and doctor found all sound"
                );
            }
        }
    }
    std::fs::write(ward.file("store.db"), &whole).unwrap();
    let profile = ward.open(Some(WORDS)).unwrap();
    assert!(
        check::doctor(&profile).iter().all(|c| c.ok),
        "{:?}",
        check::doctor(&profile)
    );
}

#[test]
fn an_older_copy_of_the_store_put_back_is_named_at_opening() {
    let ward = Workstation::new();
    ward.create(Protection::Passphrase).close();
    let before = std::fs::read(ward.file("store.db")).unwrap();
    let profile = ward.open(Some(WORDS)).unwrap();
    profile
        .store()
        .write(|tx| settings::set(tx, "theme", "dark"))
        .unwrap();
    profile.close();
    std::fs::write(ward.file("store.db"), before).unwrap();
    let profile = ward.open(Some(WORDS)).unwrap();
    assert_eq!(profile.findings().len(), 1);
}

/// The files as they lie on the disk when the power goes.
fn at_a_power_cut(ward: &Workstation, names: &[&str]) -> Vec<(PathBuf, Vec<u8>)> {
    let file = |name: &&str| (ward.file(name), std::fs::read(ward.file(name)).unwrap());
    names.iter().map(file).collect()
}

fn put(files: &[(PathBuf, Vec<u8>)]) {
    for (path, bytes) in files {
        std::fs::write(path, bytes).unwrap();
    }
}

fn level(profile: &Profile, potassium: &str) {
    let set = |tx: &rusqlite::Transaction<'_>| settings::set(tx, "potassium", potassium);
    profile.store().write(set).unwrap();
}

#[test]
fn an_older_store_beside_the_log_of_a_newer_one_is_named_and_the_two_are_not_mixed() {
    let ward = Workstation::new();
    let profile = ward.create(Protection::Passphrase);
    level(&profile, "4.1");
    profile.close();
    let older = at_a_power_cut(&ward, &["store.db"]);
    let profile = ward.open(Some(WORDS)).unwrap();
    level(&profile, "6.8");
    profile.close();
    let profile = ward.open(Some(WORDS)).unwrap();
    profile
        .store()
        .write(|tx| settings::set(tx, "theme", "dark"))
        .unwrap();
    let cut = at_a_power_cut(&ward, &["store.db", "store.db-wal", "head", "audit.db"]);
    drop(profile);

    // As it was: the log belongs to the file, and everything is there.
    put(&cut);
    let profile = ward.open(Some(WORDS)).unwrap();
    assert!(profile.findings().is_empty(), "{:?}", profile.findings());
    let read = |name: &'static str| profile.store().read(|c| settings::get(c, name)).unwrap();
    assert_eq!(
        (read("potassium").as_deref(), read("theme").as_deref()),
        (Some("6.8"), Some("dark"))
    );
    profile.close();

    put(&cut);
    put(&older);
    let profile = ward.open(Some(WORDS)).unwrap();
    let said = &profile.findings()[0].message;
    assert!(said.contains("store.db-wal.left-1790000000000"), "{said}");
    let kept = std::fs::read(ward.file("store.db-wal.left-1790000000000")).unwrap();
    assert_eq!(&kept, &cut[1].1, "nothing is thrown away");
    let read = |name: &'static str| profile.store().read(|c| settings::get(c, name)).unwrap();
    assert_eq!(
        (read("potassium").as_deref(), read("theme")),
        (Some("4.1"), None),
        "a whole store of that day"
    );
}

#[test]
fn what_is_written_after_an_older_copy_was_told_is_kept_and_the_copy_is_told_once() {
    let ward = Workstation::new();
    ward.create(Protection::Passphrase).close();
    let older = at_a_power_cut(&ward, &["store.db"]);
    let profile = ward.open(Some(WORDS)).unwrap();
    for potassium in ["4.1", "4.4", "4.9"] {
        level(&profile, potassium);
    }
    profile.close();
    put(&older);
    let profile = ward.open(Some(WORDS)).unwrap();
    assert_eq!(profile.findings().len(), 1);
    profile.close();
    let profile = ward.open(Some(WORDS)).unwrap();
    assert_eq!(profile.findings().len(), 1, "nobody wrote it down yet");
    level(&profile, "5.2");
    profile.findings_are_kept().unwrap();
    level(&profile, "5.6");
    let cut = at_a_power_cut(&ward, &["store.db", "store.db-wal", "head", "audit.db"]);
    drop(profile);
    put(&cut);
    let profile = ward.open(Some(WORDS)).unwrap();
    assert!(profile.findings().is_empty(), "{:?}", profile.findings());
    let read = profile.store().read(|c| settings::get(c, "potassium"));
    assert_eq!(read.unwrap().as_deref(), Some("5.6"));
    profile.close();
    // And an older copy of what came since is one again.
    put(&older);
    assert_eq!(ward.open(Some(WORDS)).unwrap().findings().len(), 1);
}

#[test]
fn an_interrupted_creation_is_moved_aside_and_begun_again() {
    let ward = Workstation::new();
    ward.create(Protection::Passphrase).close();
    // The key file is written last; without it and with the marker the rest is of no use to anybody.
    std::fs::remove_file(ward.file("key.json")).unwrap();
    std::fs::write(ward.file(".making"), b"").unwrap();
    assert_eq!(Profile::state(ward.folder.path()).unwrap(), State::New);
    ward.create(Protection::Passphrase).close();
    assert!(ward.file("store.db.left-1790000000000").exists());
}

#[test]
fn another_passphrase_takes_the_place_of_the_first_and_a_keyring_profile_gets_one() {
    let ward = Workstation::new();
    let profile = ward.create(Protection::Keyring);
    let wanted = Wanted {
        protection: Protection::KeyringAndPassphrase,
        passphrase: Some(WORDS),
    };
    profile
        .protect(
            Brings::Passphrase(None),
            wanted,
            &ward.keyring,
            Stretch::quick,
        )
        .unwrap();
    assert_eq!(profile.protection(), Protection::KeyringAndPassphrase);
    let other = Wanted {
        passphrase: Some("day shift at 7 North"),
        ..wanted
    };
    let refused = profile.protect(
        Brings::Passphrase(Some("a guess at it")),
        other,
        &ward.keyring,
        Stretch::quick,
    );
    assert!(matches!(refused, Err(OpenError::WrongPassphrase)));
    profile
        .protect(
            Brings::Passphrase(Some(WORDS)),
            other,
            &ward.keyring,
            Stretch::quick,
        )
        .unwrap();
    drop(profile);
    assert!(matches!(
        ward.open(Some(WORDS)),
        Err(OpenError::WrongPassphrase)
    ));
    assert!(matches!(ward.open(None), Err(OpenError::PassphraseNeeded)));
    ward.open(Some("day shift at 7 North")).unwrap();
}

#[test]
fn the_recovery_key_opens_it_without_passphrase_and_keyring_and_gives_it_new_ones() {
    let ward = Workstation::new();
    let profile = ward.create(Protection::KeyringAndPassphrase);
    assert!(!profile.has_recovery_key().unwrap());
    let first = profile
        .make_recovery_key(Some(WORDS), &ward.keyring)
        .unwrap();
    let sheet = profile
        .make_recovery_key(Some(WORDS), &ward.keyring)
        .unwrap();
    profile
        .store()
        .write(|tx| settings::set(tx, "mark", "Ingrid"))
        .unwrap();
    drop(profile);
    // Another account: its keyring knows nothing, and nobody remembers the words.
    let keyring = MemoryKeyring::default();
    let by = |key: &RecoveryKey| {
        Profile::open_by(
            ward.folder.path(),
            Brings::Recovery(key),
            &keyring,
            ward.clock.clone(),
        )
    };
    assert!(matches!(by(&first), Err(OpenError::RecoveryKeyWrong)));
    let typed = RecoveryKey::parse(&sheet.words()).unwrap();
    let profile = by(&typed).unwrap();
    let wanted = Wanted {
        protection: Protection::KeyringAndPassphrase,
        passphrase: Some("words that I keep"),
    };
    profile
        .protect(Brings::Recovery(&typed), wanted, &keyring, Stretch::quick)
        .unwrap();
    drop(profile);
    let profile = Profile::open(
        ward.folder.path(),
        Some("words that I keep"),
        &keyring,
        ward.clock.clone(),
    )
    .unwrap();
    let mark = profile.store().read(|c| settings::get(c, "mark")).unwrap();
    assert_eq!(mark.as_deref(), Some("Ingrid"));
    assert!(profile.has_recovery_key().unwrap(), "the sheet stays good");
}
