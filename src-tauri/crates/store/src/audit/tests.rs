#![allow(clippy::unwrap_used)]

use zeroize::Zeroizing;

use super::*;
use crate::clock::FixedClock;
use crate::key::SecretKey;

#[path = "glass_tests.rs"]
mod glass;
#[path = "signed_tests.rs"]
mod signed;

const NOON: i64 = 1_790_000_000_000;

fn seal() -> SecretKey {
    SecretKey::of(&Zeroizing::new([4; 32]))
}

struct Ward {
    folder: tempfile::TempDir,
}

impl Ward {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn paths(&self) -> (std::path::PathBuf, std::path::PathBuf) {
        (
            self.folder.path().join("audit.db"),
            self.folder.path().join("head"),
        )
    }

    fn key() -> DatabaseKey {
        DatabaseKey(SecretKey::of(&Zeroizing::new([3; 32])))
    }

    fn create(&self) -> AuditLog {
        let (log, head) = self.paths();
        let head = Arc::new(Head::create(&head, seal()).unwrap());
        AuditLog::create(&log, &Self::key(), head, Self::clock()).unwrap()
    }

    fn open(&self) -> (AuditLog, Vec<Finding>) {
        let (log, head) = self.paths();
        let head = Arc::new(Head::open(&head, seal()).unwrap());
        AuditLog::open(&log, &Self::key(), head, Self::clock()).unwrap()
    }

    fn clock() -> Arc<dyn Clock> {
        Arc::new(FixedClock::at(NOON))
    }

    fn tamper(&self, sql: &str) {
        let (log, _) = self.paths();
        let connection = cipher::open(&log, &Self::key(), PART, Purpose::Write, 1024).unwrap();
        connection.execute_batch(sql).unwrap();
    }
}

fn act(log: &AuditLog, name: &str) -> Ticket {
    begun(log, name, false)
}

fn look(log: &AuditLog) -> Ticket {
    begun(log, "chart opened", true)
}

fn begun(log: &AuditLog, name: &str, looks: bool) -> Ticket {
    log.begin(&Entry {
        actor: "nurse Adaeze",
        role: "nurse",
        program: "window",
        workstation: "ward-7",
        detail: None,
        glass: None,
        act: name,
        patient: Some(Uuid::from_u128(7)),
        subject: None,
        correlation: Uuid::from_u128(9),
        at: 1_790_000_000_000,
        looks,
    })
    .unwrap()
}

#[test]
fn an_act_that_was_never_finished_says_so() {
    let ward = Ward::new();
    let log = ward.create();
    act(&log, "chart opened").done(1_790_000_000_001).unwrap();
    drop(act(&log, "export"));
    let verdict = log.verify().unwrap();
    assert!(verdict.ok);
    assert_eq!((verdict.rows, verdict.unfinished), (3, 1));
}

#[test]
fn a_changed_a_removed_and_a_cut_row_are_each_named() {
    for (sql, first_bad) in [
        ("UPDATE act SET actor = 'somebody else' WHERE number = 3", 3),
        ("DELETE FROM act WHERE number = 2", 2),
        ("DELETE FROM act WHERE number > 4", 5),
        (
            "UPDATE act SET number = 100 WHERE number = 1; UPDATE act SET number = 1 WHERE number = 2; UPDATE act SET number = 2 WHERE number = 100",
            1,
        ),
    ] {
        let ward = Ward::new();
        let log = ward.create();
        for _ in 0..3 {
            act(&log, "chart opened").done(1_790_000_000_001).unwrap();
        }
        log.close();
        ward.tamper(sql);
        let (log, finding) = ward.open();
        let verdict = log.verify().unwrap();
        assert!(!verdict.ok, "{sql}");
        assert_eq!(verdict.first_bad, Some(first_bad), "{sql}");
        assert_eq!(
            !finding.is_empty(),
            sql.contains("> 4"),
            "only a cut tail is looked for at opening: {sql}"
        );
    }
}

#[test]
fn a_row_of_a_crash_between_commit_and_side_file_is_not_called_tampering() {
    let ward = Ward::new();
    let log = ward.create();
    act(&log, "chart opened").done(1_790_000_000_001).unwrap();
    let (_, head) = ward.paths();
    let before = std::fs::read(&head).unwrap();
    drop(act(&log, "export"));
    // As a kill leaves it: nothing is signed at the end.
    drop(log);
    // The crash: the row is committed, the side file is still the one before it.
    std::fs::write(&head, before).unwrap();
    let (log, finding) = ward.open();
    assert_eq!(finding, []);
    assert!(log.verify().unwrap().ok);
}

#[test]
fn more_than_one_act_behind_the_side_file_is_not_a_crash() {
    let ward = Ward::new();
    let log = ward.create();
    let (_, head) = ward.paths();
    let before = std::fs::read(&head).unwrap();
    drop([act(&log, "export"), act(&log, "export")]);
    drop(log);
    std::fs::write(&head, before).unwrap();
    let (log, finding) = ward.open();
    assert_eq!(finding.len(), 1);
    assert_eq!(log.verify().unwrap().first_bad, Some(2));
}

/// What of a log is on disk, without what its open connection has in memory.
fn as_on_disk(ward: &Ward) -> Ward {
    let other = Ward::new();
    for file in ["audit.db", "audit.db-wal", "audit.anchors", "head"] {
        std::fs::copy(
            ward.folder.path().join(file),
            other.folder.path().join(file),
        )
        .unwrap();
    }
    other
}

#[test]
fn how_looks_ended_waits_for_no_disk_and_outlives_the_program_but_not_a_power_cut() {
    let ward = Ward::new();
    let log = ward.create();
    let looks = [look(&log), look(&log), look(&log)];
    let power_cut = as_on_disk(&ward);
    let named = |ward: &Ward| std::fs::read(ward.paths().1).unwrap();
    for look in looks {
        look.done(NOON).unwrap();
    }
    assert!(log.verify().unwrap().ok, "while it is open");
    assert_eq!(named(&ward), named(&power_cut), "nothing was waited for");
    let killed = as_on_disk(&ward);
    act(&log, "export").done(NOON).unwrap();
    assert_ne!(
        named(&ward),
        named(&power_cut),
        "a row that is waited for takes them along"
    );

    for (ward, rows, unfinished) in [(killed, 6, 0), (power_cut, 3, 3)] {
        let (log, finding) = ward.open();
        assert_eq!(finding, []);
        let verdict = log.verify().unwrap();
        assert!(verdict.ok, "{}", verdict.message);
        assert_eq!((verdict.rows, verdict.unfinished), (rows, unfinished));
    }
}
