//! A profile's files changed by chance, from fixed seeds: bits turned over, pages emptied or moved, ends cut off, a whole
//! file put back from earlier. What may come of it is a refusal that names the file, or a profile that says what is wrong,
//! or one in which everything reads as it was; never another value, and never less than can still be read: with the edit
//! undone, everything is there again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha12Rng;
use uuid::Uuid;
use wardbook_store::audit::Entry;
use wardbook_store::clock::FixedClock;
use wardbook_store::key::{Protection, Stretch};
use wardbook_store::keyring::MemoryKeyring;
use wardbook_store::{OpenError, Profile, check, settings};

const WORDS: &str = "night shift at 7 North";
const NOW: i64 = 1_790_000_000_000;
const VALUES: usize = 300;
const PAGE: usize = 8192;
const PUT_BACK: &str = "put back from earlier";
const FILES: [&str; 7] = [
    "key.json",
    "head",
    "store.db",
    "store.db-wal",
    "audit.db",
    "audit.db-wal",
    "audit.anchors",
];

/// What came of the edits, counted: `refused`, `told` or `harmless`, by file.
pub type Became = BTreeMap<String, u32>;

type Contents = BTreeMap<&'static str, Vec<u8>>;

/// A ward's profile as it lies on the disk when the power goes: most of it folded in, the end in the write-ahead logs.
struct Ward {
    folder: tempfile::TempDir,
    keyring: MemoryKeyring,
    whole: Contents,
    /// The same files somewhat earlier, to be put back.
    earlier: Contents,
}

/// What was seen of a profile.
struct Seen {
    came: &'static str,
    /// Values that could not be read.
    missing: usize,
}

/// A value as it is now, or as it was before it was measured again.
fn value(n: usize, again: bool) -> String {
    let level = if again { 6 } else { 4 };
    format!(
        "potassium {n} is {level}.{} mmol/L, {}",
        n % 10,
        "repeated ".repeat(n % 40)
    )
}

fn fault(what: &str) -> impl Fn(wardbook_store::StoreError) -> String {
    let what = what.to_owned();
    move |error| format!("{what}: {error}")
}

impl Ward {
    fn new() -> Result<Ward, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let keyring = MemoryKeyring::default();
        let path = folder.path().join("profile");
        let clock = || Arc::new(FixedClock::at(NOW));
        let words = |error: OpenError| error.to_string();
        let made = Profile::create_with(
            &path,
            Protection::Passphrase,
            Some(WORDS),
            &keyring,
            clock(),
            Stretch::quick,
        );
        let mut profile = made.map_err(words)?;
        for n in 0..VALUES {
            set(&profile, n, false)?;
        }
        profile.close();
        let earlier = contents(&path)?;
        profile = Profile::open(&path, Some(WORDS), &keyring, clock()).map_err(words)?;
        for n in 0..VALUES {
            if n == VALUES / 2 {
                profile.close();
                profile = Profile::open(&path, Some(WORDS), &keyring, clock()).map_err(words)?;
            }
            set(&profile, n, true)?;
        }
        let whole = contents(&path)?;
        drop(profile);
        let both = |name: &str| whole.get(name).is_some_and(|bytes| !bytes.is_empty());
        if let Some(name) = FILES.into_iter().find(|name| !both(name)) {
            return Err(format!("there is no {name} to change"));
        }
        Ok(Ward {
            folder,
            keyring,
            whole,
            earlier,
        })
    }

    fn put(&self, contents: &Contents) -> Result<PathBuf, String> {
        let path = self.folder.path().join("tried");
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(|error| error.to_string())?;
        }
        std::fs::create_dir(&path).map_err(|error| error.to_string())?;
        for (name, bytes) in contents {
            std::fs::write(path.join(name), bytes).map_err(|error| error.to_string())?;
        }
        Ok(path)
    }

    /// Opens what was changed; how it was noticed, or that nothing is different.
    fn open(&self, path: &Path) -> Result<Seen, String> {
        let clock = Arc::new(FixedClock::at(NOW));
        let profile = match Profile::open(path, Some(WORDS), &self.keyring, clock) {
            Ok(profile) => profile,
            Err(
                OpenError::Damaged { .. }
                | OpenError::NotEncrypted { .. }
                | OpenError::FromNewerVersion { .. },
            ) => {
                return Ok(Seen {
                    came: "refused",
                    missing: VALUES,
                });
            }
            Err(other) => return Err(format!("it was refused without naming a file: {other}")),
        };
        let told =
            !profile.findings().is_empty() || check::doctor(&profile).iter().any(|one| !one.ok);
        let (mut missing, mut older) = (0, None);
        for n in 0..VALUES {
            let read = profile
                .store()
                .read(|c| settings::get(c, &format!("value {n}")));
            match read {
                Ok(Some(read)) if read == value(n, true) => {}
                Ok(Some(read)) if read == value(n, false) => older = Some(n),
                Ok(Some(_)) => return Err(format!("value {n} reads as one that never was")),
                Ok(None) | Err(_) => missing += 1,
            }
        }
        let rows = profile.audit().rows().unwrap_or(0);
        let short = rows < 4 * VALUES as u64;
        if !told && let Some(n) = older {
            return Err(format!(
                "value {n} reads as it was before, and nobody says so"
            ));
        }
        if !told && (missing > 0 || short) {
            return Err(format!(
                "{missing} values are missing and {rows} rows are here, and nobody says so"
            ));
        }
        Ok(Seen {
            came: if told { "told" } else { "harmless" },
            missing,
        })
    }

    /// With the edit undone where it still is, everything is there again: neither the opening nor the refusal threw
    /// anything away.
    fn undone(&self, path: &Path, name: &str, edited: &[u8]) -> Result<(), String> {
        let original = self.whole.get(name).map_or(&[][..], Vec::as_slice);
        if name.ends_with("-wal") {
            return kept_aside(path, name, edited);
        }
        let mut now = std::fs::read(path.join(name)).map_err(|error| error.to_string())?;
        for (number, good) in original.chunks(PAGE).enumerate() {
            let at = number * PAGE;
            let piece = |bytes: &[u8]| -> Vec<u8> {
                bytes.iter().skip(at).take(good.len()).copied().collect()
            };
            let (was, is) = (piece(edited), piece(&now));
            // As it was edited, or a hole where the file grew again behind a cut.
            let still = is.len() < good.len()
                || (is.starts_with(&was) && is.iter().skip(was.len()).all(|byte| *byte == 0));
            if still {
                now.resize(now.len().max(at + good.len()), 0);
                for (to, from) in now.iter_mut().skip(at).zip(good) {
                    *to = *from;
                }
            }
        }
        std::fs::write(path.join(name), now).map_err(|error| error.to_string())?;
        match self.open(path)?.came {
            "harmless" => Ok(()),
            other => Err(format!("undone, it is still {other}")),
        }
    }
}

/// A write-ahead log whose end cannot be read is folded in as far as it can be, and kept as it came.
fn kept_aside(path: &Path, name: &str, edited: &[u8]) -> Result<(), String> {
    let kept = std::fs::read(path.join(format!("{name}.left-{NOW}")));
    match kept {
        Ok(bytes) if bytes == edited => Ok(()),
        Ok(_) => Err("what is kept of it is not what it was".to_owned()),
        Err(error) => Err(format!("it was not kept: {error}")),
    }
}

fn set(profile: &Profile, n: usize, again: bool) -> Result<(), String> {
    let written = profile
        .store()
        .write(|tx| settings::set(tx, &format!("value {n}"), &value(n, again)));
    written.map_err(fault("writing"))?;
    let entry = Entry {
        actor: "Adaeze Obi",
        role: "nurse",
        program: "window",
        workstation: "7 North",
        detail: None,
        glass: None,
        act: "chart.open",
        patient: Some(Uuid::from_u128(n as u128)),
        subject: None,
        correlation: Uuid::from_u128(9),
        at: NOW,
        looks: false,
    };
    let ticket = profile.audit().begin(&entry).map_err(fault("recording"))?;
    ticket.done(NOW).map_err(fault("recording"))
}

fn contents(path: &Path) -> Result<Contents, String> {
    let mut all = Contents::new();
    for name in FILES {
        match std::fs::read(path.join(name)) {
            Ok(bytes) => {
                all.insert(name, bytes);
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(all)
}

/// Changes a file, and says how.
fn edit(bytes: &mut Vec<u8>, earlier: Option<&Vec<u8>>, random: &mut ChaCha12Rng) -> String {
    let at = random.random_range(0..bytes.len());
    let page = at / PAGE * PAGE;
    let end = (page + PAGE).min(bytes.len());
    match random.random_range(0..8_u32) {
        0 => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        1 => {
            bytes.get_mut(page..end).unwrap_or_default().fill(0);
            format!("page at {page} emptied")
        }
        2 => {
            let other = random.random_range(0..bytes.len()) / PAGE * PAGE;
            let moved: Vec<u8> = bytes.iter().skip(other).take(PAGE).copied().collect();
            for (to, from) in bytes.iter_mut().skip(page).zip(moved) {
                *to = from;
            }
            format!("page at {other} put at {page}")
        }
        3 if earlier.is_some() => {
            *bytes = earlier.cloned().unwrap_or_default();
            PUT_BACK.to_owned()
        }
        _ => {
            let many = random.random_range(1..=16_usize).min(bytes.len() - at);
            for byte in bytes.iter_mut().skip(at).take(many) {
                *byte ^= 1 << random.random_range(0..8_u32);
            }
            format!("{many} bytes turned over at {at}")
        }
    }
}

/// So many edits, from this seed on. The error names every one that went wrong, with its seed.
pub fn run(edits: u32, seed: u64) -> Result<Became, String> {
    let ward = Ward::new()?;
    let untouched = ward.put(&ward.whole)?;
    if ward.open(&untouched)?.came != "harmless" {
        return Err("the untouched profile is not whole".to_owned());
    }
    let (mut became, mut wrong) = (Became::new(), Vec::new());
    for one in 0..u64::from(edits) {
        let its = seed.wrapping_add(one);
        match tried(&ward, its) {
            Ok(came) => *became.entry(came).or_default() += 1,
            Err(what) => wrong.push(format!("seed {its}: {what}")),
        }
    }
    if wrong.is_empty() {
        Ok(became)
    } else {
        Err(wrong.join("\n"))
    }
}

fn tried(ward: &Ward, seed: u64) -> Result<String, String> {
    let mut random = ChaCha12Rng::seed_from_u64(seed);
    let mut changed = ward.whole.clone();
    let name = FILES
        .get(random.random_range(0..FILES.len()))
        .copied()
        .unwrap_or_default();
    let bytes = changed.entry(name).or_default();
    let how = edit(bytes, ward.earlier.get(name), &mut random);
    let edited = bytes.clone();
    // A copy of a closed profile has no write-ahead log; who puts one file back may leave today's beside it.
    if how == PUT_BACK && random.random_bool(0.5) {
        changed.remove(format!("{name}-wal").as_str());
    }
    let says = |what: String| format!("{name}, {how}: {what}");
    let path = ward.put(&changed)?;
    let first = ward.open(&path).map_err(says)?;
    let again = ward.open(&path).map_err(says)?;
    if again.missing > first.missing {
        return Err(says("the first opening lost what could be read".to_owned()));
    }
    // What was put back from earlier has no edit to undo: what it lacks is not in it.
    if first.came != "harmless" && how != PUT_BACK {
        ward.undone(&path, name, &edited).map_err(says)?;
    }
    Ok(format!("{name} {}", first.came))
}
