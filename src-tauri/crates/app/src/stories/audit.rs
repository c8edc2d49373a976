//! The audit log read, taken out, verified and cut by people.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::Value;

use super::{Ward, ingrid};
use crate::wire::audit::{
    AuditFilter, AuditForm, AuditKind, AuditOutcome, AuditPage, ExportAudit, ListAudit,
    SetAuditKeeping, VerifyAuditFile,
};
use crate::{Actor, Origin, Permission, Role, roles};

pub(super) fn any() -> AuditFilter {
    AuditFilter {
        person: None,
        patient: None,
        kind: None,
        from: None,
        to: None,
        outcome: None,
    }
}

pub(super) async fn page(ward: &Ward, which: AuditFilter) -> AuditPage {
    let request = ListAudit {
        which,
        top: None,
        offset: 0,
        limit: 100,
    };
    ward.app.list_audit(&ward.lindqvist, request).await.unwrap()
}

async fn written(ward: &Ward, form: AuditForm, name: &str) -> (String, String) {
    let path = ward.folder.path().join(name);
    let request = ExportAudit {
        which: any(),
        form,
        path: path.to_str().unwrap().to_owned(),
    };
    let answer = ward
        .app
        .export_audit(&ward.lindqvist, request)
        .await
        .unwrap();
    (answer.key, std::fs::read_to_string(path).unwrap())
}

/// Nurse Adaeze opens Ingrid's chart at the window; a student is refused.
async fn a_morning() -> Ward {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let adaeze =
        Actor::with_role("adaeze", roles::named("nurse").unwrap()).at(Origin::here("window"));
    ward.app
        .open_chart(&adaeze, ward.patient().await)
        .await
        .unwrap();
    let student = Actor::with_role("student", Role::with("lister", [Permission::ListPatients]));
    ward.app
        .open_chart(&student, ward.patient().await)
        .await
        .unwrap_err();
    ward
}

#[tokio::test]
async fn a_row_says_who_what_whose_chart_when_from_where_and_how_it_ended() {
    let ward = a_morning().await;
    let patient = ward.patient().await.patient;
    let rows = page(
        &ward,
        AuditFilter {
            person: Some("adaeze".into()),
            ..any()
        },
    )
    .await
    .rows;
    let [opened] = rows.as_slice() else {
        panic!("one act: {rows:?}")
    };
    assert_eq!(opened.title, "Opened a chart");
    assert_eq!(opened.kind, Some(AuditKind::View));
    assert_eq!(opened.role.as_deref(), Some("nurse"));
    assert_eq!(opened.program.as_deref(), Some("window"));
    assert!(
        opened
            .workstation
            .as_ref()
            .is_some_and(|name| !name.is_empty())
    );
    assert_eq!(opened.patient.as_ref(), Some(&patient));
    assert_eq!(opened.outcome, AuditOutcome::Done);
    let refused = page(
        &ward,
        AuditFilter {
            outcome: Some(AuditOutcome::Refused),
            ..any()
        },
    )
    .await;
    assert_eq!(refused.total, 1);
    assert_eq!(refused.rows[0].person, "student");
    assert!(refused.people.contains(&"adaeze".to_owned()));
    let about = AuditFilter {
        patient: Some(patient),
        kind: Some(AuditKind::View),
        ..any()
    };
    assert_eq!(page(&ward, about).await.total, 2);
    let newest = page(&ward, any()).await;
    assert_eq!(
        newest.rows[0].act, "audit.read",
        "reading the log is in the log"
    );
    let odd = AuditFilter {
        from: Some("yesterday".into()),
        ..any()
    };
    let request = ListAudit {
        which: odd,
        top: None,
        offset: 0,
        limit: 10,
    };
    let failure = ward.app.list_audit(&ward.lindqvist, request).await;
    assert_eq!(failure.unwrap_err().code, "invalid-request");
}

#[tokio::test]
async fn pages_do_not_move_while_the_log_grows() {
    let ward = a_morning().await;
    let first = page(&ward, any()).await;
    ward.app.doctor(&ward.lindqvist).await.unwrap();
    let request = ListAudit {
        which: any(),
        top: Some(first.top),
        offset: 1,
        limit: 100,
    };
    let rest = ward.app.list_audit(&ward.lindqvist, request).await.unwrap();
    assert_eq!(rest.total, first.total);
    assert_eq!(rest.rows[0].correlation, first.rows[1].correlation);
}

#[tokio::test]
async fn a_chain_that_was_taken_out_is_verified_without_the_profile() {
    let ward = a_morning().await;
    let (key, text) = written(&ward, AuditForm::Chain, "log.chain").await;
    let stranger = Ward::new();
    let path = stranger.file("log.chain", &text);
    let verify = |path: &std::path::Path| VerifyAuditFile {
        path: path.to_str().unwrap().to_owned(),
    };
    let verdict = stranger
        .app
        .verify_audit_file(&stranger.lindqvist, verify(&path))
        .await
        .unwrap();
    assert!(verdict.ok, "{}", verdict.message);
    assert_eq!(verdict.key, key);
    assert!((verdict.unfinished - 1.0).abs() < 0.1, "the export itself");
    let number = text
        .lines()
        .find(|line| line.contains("\"adaeze\""))
        .and_then(|line| serde_json::from_str::<Value>(line).ok())
        .unwrap()["number"]
        .as_f64();
    let path = stranger.file("changed.chain", &text.replace("adaeze", "beatriz"));
    let verdict = stranger
        .app
        .verify_audit_file(&stranger.lindqvist, verify(&path))
        .await
        .unwrap();
    assert!(!verdict.ok);
    assert_eq!(verdict.first_bad, number, "the first bad row is named");
    let path = stranger.file("odd.chain", "a shopping list\n");
    let failure = stranger
        .app
        .verify_audit_file(&stranger.lindqvist, verify(&path))
        .await;
    assert_eq!(failure.unwrap_err().code, "invalid-request");
    let request = ExportAudit {
        which: AuditFilter {
            person: Some("adaeze".into()),
            ..any()
        },
        form: AuditForm::Chain,
        path: ward
            .folder
            .path()
            .join("part.chain")
            .to_str()
            .unwrap()
            .into(),
    };
    let part = ward.app.export_audit(&ward.lindqvist, request).await;
    assert_eq!(part.unwrap_err().code, "invalid-request");
}

#[tokio::test]
async fn every_act_is_an_audit_event_of_fhir() {
    let ward = a_morning().await;
    let total = page(&ward, any()).await.total;
    let (_, text) = written(&ward, AuditForm::Fhir, "log.ndjson").await;
    let events: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(events.len() as u32, total + 1, "with the export itself");
    let ids: std::collections::BTreeSet<&str> = events
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), events.len());
    for event in &events {
        let faults = wardbook_fhir::check::check(event.to_string().as_bytes());
        assert!(faults.is_empty(), "{event}: {faults:?}");
        let agents = event["agent"].as_array().unwrap();
        let asked: Vec<_> = agents
            .iter()
            .filter(|agent| agent["requestor"] == true)
            .collect();
        assert_eq!(asked.len(), 1, "one person asked");
        assert!(asked[0].get("network").is_none());
    }
    let opened = events
        .iter()
        .find(|event| event["agent"][0]["name"] == "adaeze")
        .unwrap();
    assert_eq!(opened["type"]["code"], "rest");
    assert_eq!(opened["subtype"][0]["code"], "read");
    assert_eq!(opened["action"], "R");
    assert_eq!(opened["outcome"], "0");
    let patient = ward.patient().await.patient;
    let entities = opened["entity"].as_array().unwrap();
    assert!(
        entities
            .iter()
            .any(|one| one["what"]["reference"] == format!("Patient/{patient}"))
    );
    let (_, bundle) = written(&ward, AuditForm::FhirBundle, "log.json").await;
    let bundle: Value = serde_json::from_str(&bundle).unwrap();
    assert_eq!(bundle["entry"].as_array().unwrap().len() as u32, total + 2);
    let (_, table) = written(&ward, AuditForm::Csv, "log.csv").await;
    assert!(
        table
            .lines()
            .any(|line| line.contains("adaeze,nurse,chart.open,Opened a chart"))
    );
}

#[tokio::test]
async fn old_rows_go_when_a_person_says_so_and_the_log_is_still_whole() {
    let ward = a_morning().await;
    let kept = ward.app.audit_keeping(&ward.lindqvist).await.unwrap();
    assert_eq!(kept.years, 6);
    assert!(kept.older < 0.5);
    let day = 86_400_000;
    ward.clock.set(super::NOW + 6 * 366 * day);
    let kept = ward.app.audit_keeping(&ward.lindqvist).await.unwrap();
    assert!(
        kept.older > 5.0,
        "but they are there until somebody removes them"
    );
    let kept = ward.app.cut_audit(&ward.lindqvist).await.unwrap();
    assert!(kept.older < 0.5);
    let verdict = ward.app.verify_audit(&ward.lindqvist).await.unwrap();
    assert!(verdict.ok, "{}", verdict.message);
    assert!(verdict.removed > 5.0);
    assert!((verdict.unfinished).abs() < 0.1);
    let years = SetAuditKeeping { years: 0 };
    let failure = ward.app.set_audit_keeping(&ward.lindqvist, years).await;
    assert_eq!(failure.unwrap_err().code, "invalid-request");
}
