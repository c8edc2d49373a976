//! What a person may find instead of a sound profile. Each has its code and a sentence that says what to
//! do, and in none of them is anything on disk lost or overwritten.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use sandbox_ehr::Config;
use wardbook_journeys::hunt::files;
use wardbook_journeys::program::{Answer, Cli, PASSPHRASE, binary};
use wardbook_journeys::sandbox::Sandbox;
use wardbook_journeys::scratch::Scratch;
use wardbook_store::Profile;
use wardbook_store::clock::SystemClock;
use wardbook_store::keyring::MemoryKeyring;

/// A synced profile of two patients.
fn synced(scratch: &Scratch) -> Cli {
    let sandbox = Sandbox::start(Config {
        patients: 2,
        seed: 9,
        open: true,
        ..Config::default()
    });
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    let base = sandbox.base();
    cli.run(["connect", "City", "--fhir-base", &base, "--auth", "none"])
        .ok();
    cli.run(["sync", "City", "--all"]).ok();
    cli
}

/// The files that hold what a person would lose.
fn kept(profile: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let beside = |path: &PathBuf| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        name == "lock" || path.extension().is_some_and(|end| end == "jsonl")
    };
    let files = files(profile).into_iter().filter(|path| !beside(path));
    files
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect()
}

/// Lists, expects this code with words that say something, and expects nothing on disk to have changed.
#[track_caller]
fn refuses(cli: &Cli, code: &str) -> Answer {
    let before = kept(cli.profile());
    let answer = cli.run(["list", "--json"]);
    assert_eq!(answer.code(), code, "{}{}", answer.out, answer.err);
    let after = kept(cli.profile());
    for (path, bytes) in &before {
        assert!(
            after.get(path) == Some(bytes),
            "{} was changed or lost",
            path.display()
        );
    }
    answer
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_the_right_one_still_does() {
    let scratch = Scratch::new();
    let cli = synced(&scratch);
    refuses(
        &cli.clone().passphrase(Some("correct horse battery stable")),
        "wrong-passphrase",
    );
    refuses(&cli.clone().passphrase(None), "passphrase-needed");
    cli.run(["list", "--json"]).ok();
}

#[test]
fn a_profile_is_not_made_over_another() {
    let scratch = Scratch::new();
    let cli = synced(&scratch);
    let before = kept(cli.profile());
    assert_eq!(
        cli.run(["--json", "init", "--keyring"]).code(),
        "profile-exists"
    );
    assert_eq!(before, kept(cli.profile()));
}

#[test]
fn without_its_keyring_a_profile_says_so() {
    let scratch = Scratch::new();
    let with = Cli::new(&scratch.join("profile")).keyring();
    let made = with.run(["init", "--keyring", "--json"]);
    if made.status.success() {
        with.run(["list", "--json"]).ok();
        refuses(&Cli::new(with.profile()), "keyring-unavailable");
    } else {
        assert_eq!(made.code(), "keyring-unavailable");
        println!("skipped: no keyring answers here");
    }
}

#[test]
fn an_unencrypted_file_is_not_opened_and_not_encrypted_over() {
    let scratch = Scratch::new();
    let cli = synced(&scratch);
    let plain = plain_database(&scratch.join("plain.db"));
    fs::copy(plain, cli.profile().join("store.db")).unwrap();
    refuses(&cli, "not-encrypted");
}

/// A plain SQLite database.
fn plain_database(path: &Path) -> PathBuf {
    let plain = wardbook_store::rusqlite::Connection::open(path).unwrap();
    plain
        .execute_batch("CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('x');")
        .unwrap();
    path.to_owned()
}

#[test]
fn a_truncated_store_is_damaged_whatever_is_cut() {
    let scratch = Scratch::new();
    let cli = synced(&scratch);
    let store = cli.profile().join("store.db");
    let whole = fs::read(&store).unwrap();
    for length in [
        0,
        1,
        4096,
        8192,
        whole.len() / 2,
        whole.len() - 8192,
        whole.len() - 1,
    ] {
        fs::write(&store, &whole[..length]).unwrap();
        refuses(&cli, "damaged");
    }
    fs::write(&store, &whole).unwrap();
    cli.run(["list", "--json"]).ok();
}

#[test]
fn one_flipped_bit_anywhere_is_found_by_opening_or_by_doctor() {
    let scratch = Scratch::new();
    let cli = synced(&scratch);
    // The side file `head` is not among them: it is kept twice, so that one bad copy does no harm.
    for name in ["store.db", "audit.db", "key.json"] {
        let path = cli.profile().join(name);
        let whole = fs::read(&path).unwrap();
        for part in 0..5 {
            let at = (whole.len() - 1) * part / 4;
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << part;
            fs::write(&path, &flipped).unwrap();
            let opened = cli.run(["list", "--json"]);
            let checked = cli.run(["doctor", "--json"]);
            assert!(
                !opened.status.success() || !checked.status.success(),
                "{name}: a flipped bit at {at} of {} went unnoticed",
                whole.len()
            );
            assert!(path.exists(), "{name} is still there");
            fs::write(&path, &whole).unwrap();
        }
    }
}

#[test]
fn two_bad_copies_of_the_side_file_are_named() {
    let scratch = Scratch::new();
    let cli = synced(&scratch);
    let path = cli.profile().join("head");
    let whole = fs::read(&path).unwrap();
    for flips in [[0, 4096], [0, 4096 + 20], [20, 4096 + 40]] {
        let mut flipped = whole.clone();
        for at in flips {
            flipped[at] ^= 4;
        }
        fs::write(&path, &flipped).unwrap();
        refuses(&cli, "damaged");
        fs::write(&path, &whole).unwrap();
    }
    cli.run(["list", "--json"]).ok();
}

#[test]
fn a_database_from_a_newer_version_is_left_alone() {
    let scratch = Scratch::new();
    let cli = synced(&scratch);
    let profile = Profile::open(
        cli.profile(),
        Some(PASSPHRASE),
        &MemoryKeyring::default(),
        Arc::new(SystemClock),
    )
    .unwrap();
    profile
        .store()
        .write(|tx| Ok(tx.pragma_update(None, "user_version", 9_999)?))
        .unwrap();
    profile.close();
    refuses(&cli, "newer-version");
}

#[test]
fn a_second_copy_of_the_program_is_told_so() {
    let scratch = Scratch::new();
    let cli = synced(&scratch);
    let first = Profile::open(
        cli.profile(),
        Some(PASSPHRASE),
        &MemoryKeyring::default(),
        Arc::new(SystemClock),
    )
    .unwrap();
    let second = cli.run(["list", "--json"]);
    assert_eq!(second.code(), "in-use");
    first.close();
    cli.run(["list", "--json"]).ok();
}

#[test]
fn a_full_disk_stops_a_sync_and_with_room_again_nothing_is_lost() {
    let scratch = Scratch::new();
    let sandbox = Sandbox::start(Config {
        patients: 6,
        seed: 9,
        open: true,
        ..Config::default()
    });
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    let base = sandbox.base();
    cli.run(["connect", "City", "--fhir-base", &base, "--auth", "none"])
        .ok();
    let bytes: usize = kept(cli.profile()).values().map(Vec::len).sum();
    // Room for the profile and a little more, in a file system of its own that ends with the script.
    let script = r#"set -e
mkdir "$1/full"
mount -t tmpfs -o size="$2" tmpfs "$1/full" 2>/dev/null || exit 77
cp -R "$1/profile/." "$1/full/"
set +e
"$3" --profile "$1/full" --json sync City --all >"$1/sync" 2>&1; echo $? >"$1/sync-code"
mount -o remount,size=256m "$1/full"
"$3" --profile "$1/full" --json doctor >"$1/doctor" 2>&1; echo $? >"$1/doctor-code"
"$3" --profile "$1/full" --json list >"$1/list" 2>&1; echo $? >"$1/list-code"
"$3" --profile "$1/full" --json sync City --all >"$1/again" 2>&1; echo $? >"$1/again-code"
true"#;
    let mine = Command::new("id").arg("-u").output().unwrap().stdout;
    let user: &[&str] = if mine.starts_with(b"0\n") {
        &[]
    } else {
        &["--user", "--map-root-user"]
    };
    let ran = Command::new("unshare")
        .args(user)
        .args(["--mount", "sh", "-c", script, "full-disk"])
        .arg(scratch.path())
        .arg((bytes + 1_500_000).to_string())
        .arg(binary("wardbook-cli"))
        .env("WARDBOOK_PASSPHRASE", PASSPHRASE)
        .env(
            "DBUS_SESSION_BUS_ADDRESS",
            "unix:path=/nonexistent/wardbook",
        )
        .output();
    match ran {
        Ok(ran) if ran.status.success() => {}
        _ => {
            println!("skipped: this machine lets nobody make a small file system");
            return;
        }
    }
    let read = |name: &str| fs::read_to_string(scratch.join(name)).unwrap();
    assert_ne!(
        read("sync-code").trim(),
        "0",
        "it does not pretend: {}",
        read("sync")
    );
    assert!(
        read("sync").contains("disk"),
        "it says what is full: {}",
        read("sync")
    );
    assert_eq!(
        read("doctor-code").trim(),
        "0",
        "what is there is sound: {}",
        read("doctor")
    );
    assert_eq!(
        read("again-code").trim(),
        "0",
        "the sync goes on from where it stopped: {}",
        read("again")
    );
    assert_eq!(
        read("list-code").trim(),
        "0",
        "and can be read: {}",
        read("list")
    );
}
