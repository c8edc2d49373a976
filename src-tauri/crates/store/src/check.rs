//! Doctor: is everything on disk sound? Owns the checks; changes nothing.

use rusqlite::Connection;

use crate::error::StoreError;
use crate::profile::Profile;
use crate::records;

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What was checked.
    pub check: &'static str,
    /// Whether it is sound.
    pub ok: bool,
    /// What was found, and what to do.
    pub message: String,
}

/// Sizes on disk, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Storage {
    /// The store with its WAL.
    pub store: u64,
    /// The audit log with its WAL.
    pub audit: u64,
    /// Log files.
    pub logs: u64,
}

/// Looks at every page, every body, every mapping, the search index and the audit chain.
pub fn doctor(profile: &Profile) -> Vec<Check> {
    let mut checks = vec![
        told(
            "store",
            profile.store().read(integrity),
            "every page passes its check",
        ),
        told(
            "audit pages",
            profile.audit().integrity(),
            "every page passes its check",
        ),
        chain(profile),
        bodies(profile),
        told(
            "mapping",
            profile.store().read(mapping),
            "every record has at most one identity at its EHR, and every identity a record",
        ),
        told(
            "search",
            profile.store().read(search),
            "the index has the words of every record",
        ),
    ];
    checks.extend(profile.findings().iter().map(|f| Check {
        check: f.part,
        ok: false,
        message: f.message.clone(),
    }));
    checks
}

/// Bytes on disk.
pub fn storage(profile: &Profile) -> Storage {
    let size = |name: &str| {
        let with_wal = [name.to_owned(), format!("{name}-wal")];
        with_wal
            .iter()
            .filter_map(|n| std::fs::metadata(profile.folder().join(n)).ok())
            .map(|m| m.len())
            .sum()
    };
    let logs = std::fs::read_dir(profile.folder().join("logs")).map_or(0, |files| {
        files
            .flatten()
            .filter_map(|f| f.metadata().ok())
            .map(|m| m.len())
            .sum()
    });
    Storage {
        store: size("store.db"),
        audit: size("audit.db"),
        logs,
    }
}

fn told(check: &'static str, found: Result<Vec<String>, StoreError>, sound: &str) -> Check {
    match found {
        Ok(faults) if faults.is_empty() => Check {
            check,
            ok: true,
            message: format!("Sound: {sound}."),
        },
        Ok(faults) => Check {
            check,
            ok: false,
            message: format!(
                "{} Copy the profile folder to a safe place before anything else; a new profile can be filled by syncing again.",
                faults.join(" ")
            ),
        },
        Err(error) => Check {
            check,
            ok: false,
            message: error.message(),
        },
    }
}

/// SQLCipher's check that every page is authentic, then SQLite's that they hang together.
pub(crate) fn integrity(c: &Connection) -> Result<Vec<String>, StoreError> {
    let mut faults = Vec::new();
    for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
        let mut statement = c.prepare(pragma)?;
        let found = statement
            .query_map([], |r| r.get::<_, String>(0))?
            .filter(|r| r.as_deref() != Ok("ok"))
            .count();
        if found > 0 {
            faults.push(format!("{found} places fail the check of pages."));
        }
    }
    Ok(faults)
}

fn chain(profile: &Profile) -> Check {
    match profile.audit().verify() {
        Ok(verdict) => Check {
            check: "audit chain",
            ok: verdict.ok,
            message: match verdict.first_bad {
                Some(row) => format!("{} First bad row: {row}.", verdict.message),
                None => format!(
                    "{} {} rows, {} acts without an outcome (one that is running now, such as this check, has none yet).",
                    verdict.message, verdict.rows, verdict.unfinished
                ),
            },
        },
        Err(error) => Check {
            check: "audit chain",
            ok: false,
            message: error.message(),
        },
    }
}

/// Unpacks every body and compares it with the hash noted when it came.
fn bodies(profile: &Profile) -> Check {
    let store = profile.store();
    let counted = store.read(|c| {
        let (mut seen, mut bad, mut last) = (0_u64, 0_u64, 0);
        loop {
            let ids = records::after(c, last, 1000)?;
            let Some(end) = ids.last() else {
                return Ok((seen, bad));
            };
            last = *end;
            for id in ids {
                seen += 1;
                let noted: Option<[u8; 16]> = crate::mapping::of_record(c, id)?.map(|m| m.hash);
                let sound = records::body(store, c, id)
                    .is_ok_and(|body| noted.is_none_or(|hash| hash == crate::write::hash(&body)));
                bad += u64::from(!sound);
            }
        }
    });
    match counted {
        Ok((seen, 0)) => Check {
            check: "bodies",
            ok: true,
            message: format!("Sound: {seen} records unpack to the bytes that came."),
        },
        Ok((seen, bad)) => Check {
            check: "bodies",
            ok: false,
            message: format!(
                "{bad} of {seen} records do not unpack to the bytes that came. Sync their patients again to fetch them anew."
            ),
        },
        Err(error) => Check {
            check: "bodies",
            ok: false,
            message: error.message(),
        },
    }
}

fn count(c: &Connection, sql: &str) -> Result<i64, StoreError> {
    Ok(c.query_row(sql, [], |r| r.get(0))?)
}

fn mapping(c: &Connection) -> Result<Vec<String>, StoreError> {
    let lost = count(
        c,
        "SELECT count(*) FROM mapping m WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.id = m.record)",
    )?;
    Ok(if lost == 0 {
        Vec::new()
    } else {
        vec![format!("{lost} identities have no record.")]
    })
}

fn search(c: &Connection) -> Result<Vec<String>, StoreError> {
    let missing = count(
        c,
        "SELECT (SELECT count(*) FROM record) - (SELECT count(*) FROM text_docsize)",
    )?;
    Ok(if missing == 0 {
        Vec::new()
    } else {
        vec![format!("{missing} records cannot be found by search.")]
    })
}
