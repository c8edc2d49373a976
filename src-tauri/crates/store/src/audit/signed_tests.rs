//! What the anchors find that the chain alone would not, and the log as a file.

use std::path::Path;

use super::*;
use rusqlite::params;

use crate::audit::anchors::EVERY;
use crate::audit::chain::row_hash;

/// Somebody with the log's key who writes its chain anew, so that each row fits the one before.
fn rewrite(ward: &Ward, from: u64, change: impl Fn(&mut Row)) {
    let (log, _) = ward.paths();
    let connection = cipher::open(&log, &Ward::key(), PART, Purpose::Write, 1024).unwrap();
    let rows = chain::read(&connection, 1, 10_000).unwrap();
    let mut last = [0; 32];
    for (mut row, stored) in rows {
        if row.number >= from {
            change(&mut row);
            let hash = row_hash(&last, &row);
            connection
                .execute(
                    "UPDATE act SET actor = ?1, hash = ?2 WHERE number = ?3",
                    params![row.actor, hash, row.number],
                )
                .unwrap();
            last = hash;
        } else {
            last = stored;
        }
    }
}

fn fill(log: &AuditLog, acts: u64) {
    for _ in 0..acts {
        act(log, "chart opened").done(NOON + 1).unwrap();
    }
}

fn text_of(log: &AuditLog) -> Vec<String> {
    let mut bytes = Vec::new();
    log.export(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    text.lines().map(str::to_owned).collect()
}

fn read_back(lines: &[String]) -> Result<Verdict, ReadError> {
    verify_file(&mut (lines.join("\n") + "\n").as_bytes())
}

#[test]
fn the_chain_is_signed_as_it_grows_and_when_it_is_closed() {
    let ward = Ward::new();
    let log = ward.create();
    fill(&log, EVERY / 2 + 3);
    assert_eq!(log.verify().unwrap().anchors, 1, "after 256 rows");
    log.close();
    let (log, findings) = ward.open();
    assert_eq!(findings, []);
    let verdict = log.verify().unwrap();
    assert!(verdict.ok);
    assert_eq!(verdict.anchors, 2, "and at its end");
    assert_eq!(verdict.key, log.public_key().unwrap());
}

#[test]
fn a_chain_written_anew_is_not_the_one_that_was_signed() {
    let ward = Ward::new();
    let log = ward.create();
    fill(&log, EVERY / 2);
    log.close();
    let (log, _) = ward.open();
    fill(&log, 3);
    log.close();
    rewrite(&ward, EVERY + 2, |row| row.actor = "somebody else".into());
    let (log, _) = ward.open();
    let verdict = log.verify().unwrap();
    assert!(!verdict.ok);
    assert_eq!(
        verdict.first_bad,
        Some(EVERY + 1),
        "the first row after the anchor that still holds"
    );
}

#[test]
fn a_log_put_back_from_an_older_copy_lacks_what_was_signed_since() {
    let ward = Ward::new();
    let (path, head) = ward.paths();
    let log = ward.create();
    fill(&log, 2);
    log.close();
    let copy = |from: &Path| std::fs::read(from).unwrap();
    let (older_log, older_head) = (copy(&path), copy(&head));
    let (log, _) = ward.open();
    fill(&log, 2);
    log.close();
    std::fs::write(&path, older_log).unwrap();
    std::fs::write(&head, older_head).unwrap();
    for left in ["audit.db-wal", "audit.db-shm"] {
        let _gone = std::fs::remove_file(ward.folder.path().join(left));
    }
    let (log, findings) = ward.open();
    assert_eq!(
        findings.len(),
        1,
        "log and side file fit, the anchors do not"
    );
    assert!(findings[0].message.contains("older copy"), "{findings:?}");
    assert!(!log.verify().unwrap().ok);
}

#[test]
fn a_statement_that_was_changed_or_taken_away_is_found() {
    for sql in [
        "UPDATE statement SET row = 3 WHERE number = 1",
        "UPDATE statement SET kind = 'cut' WHERE number = 2",
        "DELETE FROM statement WHERE number = 1",
        "DELETE FROM statement",
    ] {
        let ward = Ward::new();
        let log = ward.create();
        fill(&log, 2);
        log.close();
        let (log, _) = ward.open();
        fill(&log, 1);
        log.close();
        ward.tamper(sql);
        let (log, findings) = ward.open();
        assert_eq!(findings.len(), 1, "{sql}");
        assert!(!log.verify().unwrap().ok, "{sql}");
    }
}

#[test]
fn the_side_file_cut_off_is_found_and_a_crash_before_its_last_line_is_not() {
    let ward = Ward::new();
    let log = ward.create();
    fill(&log, 1);
    log.close();
    let (log, _) = ward.open();
    fill(&log, 1);
    log.close();
    let beside = ward.folder.path().join("audit.anchors");
    let lines = std::fs::read_to_string(&beside).unwrap();
    let first = lines.lines().next().unwrap().to_owned() + "\n";
    std::fs::write(&beside, first.clone() + "{\"number\":2,\"ki").unwrap();
    let (log, findings) = ward.open();
    assert_eq!(findings, [], "the line that was torn is written anew");
    assert!(log.verify().unwrap().ok);
    log.close();
    std::fs::write(&beside, "").unwrap();
    let (log, findings) = ward.open();
    assert_eq!(findings.len(), 1);
    assert!(!log.verify().unwrap().ok);
}

#[test]
fn a_log_of_the_first_version_opens_keeps_its_hashes_and_is_signed() {
    let ward = Ward::new();
    let (path, head_path) = ward.paths();
    let head = Head::create(&head_path, seal()).unwrap();
    let connection = cipher::open(&path, &Ward::key(), PART, Purpose::Create, 1024).unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    let row = Row {
        number: 1,
        begun: None,
        at: NOON,
        actor: "lindqvist".into(),
        act: "chart.open".into(),
        patient: None,
        subject: None,
        correlation: Uuid::from_u128(9),
        outcome: None,
        role: None,
        program: None,
        workstation: None,
        detail: None,
        glass: None,
    };
    // What the first version wrote for this row, reckoned by hand.
    let hash = row_hash(&[0; 32], &row);
    assert_eq!(
        hex::of(&hash),
        "4921fe107ee59c9687941ecf30f8083e212d4f00d7afa720e33763d4b19b66df"
    );
    connection
        .execute(
            "INSERT INTO act (number, at, actor, act, correlation, hash) VALUES (1, ?1, 'lindqvist', 'chart.open', ?2, ?3)",
            params![NOON, Uuid::from_u128(9).as_bytes(), hash],
        )
        .unwrap();
    head.audit(1, hash).unwrap();
    drop((connection, head));
    let (log, findings) = ward.open();
    assert_eq!(findings, []);
    fill(&log, 1);
    let verdict = log.verify().unwrap();
    assert!(verdict.ok, "{}", verdict.message);
    assert_eq!((verdict.rows, verdict.anchors), (3, 1));
}

#[test]
fn an_exported_log_is_whole_and_no_line_of_it_can_be_changed_moved_or_taken_out() {
    let ward = Ward::new();
    let log = ward.create();
    fill(&log, 2);
    drop(act(&log, "export"));
    let lines = text_of(&log);
    let whole = read_back(&lines).unwrap();
    assert!(whole.ok, "{}", whole.message);
    assert_eq!((whole.rows, whole.unfinished), (5, 1));
    assert_eq!(whole.key, log.public_key().unwrap());
    // The first line is what makes it such a file at all.
    for at in 1..lines.len() {
        let mut without = lines.clone();
        without.remove(at);
        assert!(!read_back(&without).unwrap().ok, "without line {at}");
        if at + 1 < lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(at, at + 1);
            assert!(!read_back(&swapped).unwrap().ok, "lines {at} swapped");
        }
        let cut = lines.get(..at).unwrap();
        assert!(!read_back(cut).unwrap().ok, "cut off before line {at}");
    }
    let changed: Vec<String> = lines
        .iter()
        .map(|line| {
            line.replace(
                "\"number\":3,\"at\":1790000000000",
                "\"number\":3,\"at\":1790000000001",
            )
        })
        .collect();
    assert_ne!(changed, lines);
    assert_eq!(read_back(&changed).unwrap().first_bad, Some(3));
    let (Some(end), mut twice) = (lines.last(), lines.clone()) else {
        return;
    };
    twice.push(end.clone());
    assert!(!read_back(&twice).unwrap().ok, "something behind the end");
    assert!(matches!(
        read_back(&["{}".to_owned()]),
        Err(ReadError::Foreign)
    ));
}

#[test]
fn what_is_older_than_the_log_is_kept_goes_as_a_whole_and_the_rest_still_verifies() {
    let ward = Ward::new();
    let log = ward.create();
    for day in 0..6 {
        let at = NOON + day * 86_400_000;
        log.begin(&Entry {
            actor: "nurse Adaeze",
            role: "nurse",
            program: "window",
            workstation: "ward-7",
            detail: None,
            glass: None,
            act: "chart.open",
            patient: None,
            subject: None,
            correlation: Uuid::from_u128(9),
            at,
            looks: false,
        })
        .unwrap()
        .done(at)
        .unwrap();
    }
    let third = NOON + 2 * 86_400_000;
    assert_eq!(log.older(third).unwrap(), 4);
    assert_eq!(log.cut(third).unwrap().unwrap(), 4);
    let verdict = log.verify().unwrap();
    assert!(verdict.ok, "{}", verdict.message);
    assert_eq!((verdict.rows, verdict.removed), (8, 4));
    let file = read_back(&text_of(&log)).unwrap();
    assert!(file.ok, "{}", file.message);
    assert_eq!((file.rows, file.removed), (8, 4));
    log.close();
    let (log, findings) = ward.open();
    assert_eq!(findings, []);
    assert!(log.verify().unwrap().ok);
    log.close();
    ward.tamper("DELETE FROM act WHERE number = 5");
    let (log, _) = ward.open();
    assert_eq!(
        log.verify().unwrap().first_bad,
        Some(5),
        "a row more than the statement says"
    );
    assert!(
        log.cut(NOON + 3 * 86_400_000).unwrap().is_err(),
        "a log that is not whole is left as evidence"
    );
}

#[test]
fn acts_are_found_by_who_what_when_whose_and_how_they_ended() {
    let ward = Ward::new();
    let log = ward.create();
    act(&log, "chart.open").done(NOON).unwrap();
    act(&log, "search").failed(NOON, "not-permitted").unwrap();
    act(&log, "sync").failed(NOON, "offline").unwrap();
    drop(act(&log, "chart.export"));
    let found = |asked: Asked| -> Vec<String> {
        let page = log.acts(&asked, 0, 10).unwrap();
        assert_eq!(log.count(&asked).unwrap(), page.len() as u64);
        page.into_iter().map(|one| one.row.act).collect()
    };
    assert_eq!(
        found(Asked::default()),
        ["chart.export", "sync", "search", "chart.open"]
    );
    for (ending, act) in [
        (Ending::Done, "chart.open"),
        (Ending::Refused, "search"),
        (Ending::Failed, "sync"),
        (Ending::Unfinished, "chart.export"),
    ] {
        let asked = Asked {
            ending: Some(ending),
            ..Asked::default()
        };
        assert_eq!(found(asked), [act]);
    }
    let acts = Some(vec!["sync".to_owned(), "search".to_owned()]);
    assert_eq!(
        found(Asked {
            acts,
            ..Asked::default()
        }),
        ["sync", "search"]
    );
    let nobody = Asked {
        actor: Some("nobody".into()),
        ..Asked::default()
    };
    assert!(found(nobody).is_empty());
    let elsewhere = Asked {
        patient: Some(Uuid::from_u128(8)),
        ..Asked::default()
    };
    assert!(found(elsewhere).is_empty());
    let later = Asked {
        from: Some(NOON + 1),
        ..Asked::default()
    };
    assert!(found(later).is_empty());
    let below = log
        .acts(
            &Asked {
                below: Some(3),
                ..Asked::default()
            },
            0,
            10,
        )
        .unwrap();
    assert_eq!(below.len(), 1, "the page after the search");
    assert_eq!(log.actors().unwrap(), ["nurse Adaeze"]);
}
