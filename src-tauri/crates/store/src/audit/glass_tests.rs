//! Acts under a break-glass carry its id, which is as much part of the chain as who did them.

use super::*;

fn under(log: &AuditLog, glass: Option<Uuid>) {
    let entry = Entry {
        actor: "carl",
        role: "clinician",
        program: "window",
        workstation: "ward-7",
        detail: None,
        glass,
        act: "chart.open",
        patient: Some(Uuid::from_u128(7)),
        subject: None,
        correlation: Uuid::from_u128(9),
        at: NOON,
        looks: false,
    };
    log.begin(&entry).unwrap().done(NOON + 1).unwrap();
}

const OPENED: Uuid = Uuid::from_u128(5);

#[test]
fn the_mark_is_in_both_rows_is_found_and_goes_out_with_the_log() {
    let ward = Ward::new();
    let log = ward.create();
    under(&log, None);
    under(&log, Some(OPENED));
    let rows = log.read(1, 10).unwrap();
    let marks: Vec<Option<Uuid>> = rows.iter().map(|row| row.glass).collect();
    assert_eq!(marks, [None, None, Some(OPENED), Some(OPENED)]);
    let asked = |or_under_glass| Asked {
        acts: Some(vec!["glass.open".to_owned()]),
        or_under_glass,
        ..Asked::default()
    };
    assert_eq!(log.count(&asked(false)).unwrap(), 0);
    let found = log.acts(&asked(true), 0, 10).unwrap();
    assert_eq!(log.count(&asked(true)).unwrap(), 1);
    assert_eq!(found.first().unwrap().row.glass, Some(OPENED));
    assert!(found.first().unwrap().ended.is_some());
    let mut bytes = Vec::new();
    log.export(&mut bytes).unwrap();
    assert!(verify_file(&mut bytes.as_slice()).unwrap().ok);
    let text = String::from_utf8(bytes).unwrap();
    let without = text.replace(&format!("\"glass\":\"{OPENED}\","), "");
    assert_ne!(without, text);
    let verdict = verify_file(&mut without.as_bytes()).unwrap();
    assert_eq!(verdict.first_bad, Some(3));
}

#[test]
fn a_mark_that_was_taken_off_or_put_on_is_named() {
    for (sql, first_bad) in [
        ("UPDATE act SET glass = NULL WHERE number = 3", 3),
        (
            "UPDATE act SET glass = x'00000000000000000000000000000005' WHERE number = 2",
            2,
        ),
    ] {
        let ward = Ward::new();
        let log = ward.create();
        under(&log, None);
        under(&log, Some(OPENED));
        log.close();
        ward.tamper(sql);
        let (log, _) = ward.open();
        assert_eq!(log.verify().unwrap().first_bad, Some(first_bad), "{sql}");
    }
}

#[test]
fn a_log_of_the_second_version_opens_and_goes_on() {
    let ward = Ward::new();
    let log = ward.create();
    under(&log, None);
    log.close();
    ward.tamper(
        "DROP INDEX act_under_glass; ALTER TABLE act DROP COLUMN glass; PRAGMA user_version = 2;",
    );
    let (log, findings) = ward.open();
    assert_eq!(findings, []);
    under(&log, Some(OPENED));
    let verdict = log.verify().unwrap();
    assert!(verdict.ok, "{}", verdict.message);
    assert_eq!(verdict.rows, 4);
}
