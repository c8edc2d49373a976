//! What the window asks beyond charts: tables in files, what a sync brought, and how it looks.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use sandbox_ehr::{Config, Server};

use super::mapping::{EHR, connected, practice};
use super::{NOW, Ward};
use crate::wire::appearance::{Appearance, Theme};
use crate::wire::brought::ReadBrought;
use crate::wire::csv::{WriteLedger, WriteMappings};
use crate::wire::ledger::{IngestEncounter, KnownHere, ListMappings};

fn all(resource_type: Option<&str>) -> ListMappings {
    ListMappings {
        connection: EHR.to_owned(),
        standing: None,
        resource_type: resource_type.map(str::to_owned),
        older_than_minutes: None,
        id: None,
        offset: 0,
        limit: 1_000,
    }
}

#[tokio::test]
async fn the_ledger_and_the_mapping_go_to_files_that_were_not_there() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let path = ward.folder.path().join("ledger.csv");
    let request = || WriteLedger {
        connection: Some(EHR.to_owned()),
        patient: None,
        path: path.to_str().unwrap().to_owned(),
    };
    let written = ward
        .app
        .write_ledger(&ward.lindqvist, request())
        .await
        .unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), written.rows as usize + 1);
    assert!(
        text.starts_with("EHR,Patient,Section,Read,State,"),
        "{text}"
    );
    assert!(text.contains("complete"), "{text}");
    let again = ward.app.write_ledger(&ward.lindqvist, request()).await;
    let again = again.unwrap_err();
    assert!(again.message.contains("already"), "{}", again.message);
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        text,
        "left as it was"
    );

    let path = ward.folder.path().join("conditions.csv");
    let request = WriteMappings {
        which: ListMappings {
            limit: 1,
            ..all(Some("Condition"))
        },
        path: path.to_str().unwrap().to_owned(),
    };
    let written = ward.app.write_mappings(&ward.lindqvist, request).await;
    let there = ward
        .app
        .list_mappings(&ward.lindqvist, all(Some("Condition")))
        .await
        .unwrap();
    assert!(there.total > 1);
    assert_eq!(written.unwrap().rows, there.total, "all, not one page");
    ehr.stop().await;
}

#[tokio::test]
async fn what_a_sync_brought_is_named_record_by_record() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let request = |since: i64, records| ReadBrought {
        connection: EHR.to_owned(),
        since: since as f64,
        records,
        offset: 0,
        limit: 100,
    };
    let ask = async |request| {
        let found = ward.app.read_brought(&ward.lindqvist, request).await;
        found.unwrap()
    };
    let brought = ask(request(NOW, None)).await;
    assert!(brought.total > 100, "{}", brought.total);
    assert_eq!(brought.rows.len(), 100);
    let problem = brought.rows.iter().find(|row| row.section == "problems");
    assert!(brought.rows.iter().all(|row| row.is_new));
    if let Some(problem) = problem {
        assert!(problem.patient.is_some() && problem.title.is_some());
    }
    assert_eq!(ask(request(NOW + 1, None)).await.total, 0, "nothing since");

    let visit = ward
        .app
        .list_mappings(&ward.lindqvist, all(Some("Encounter")))
        .await
        .unwrap()
        .rows
        .remove(0);
    let one = ask(request(NOW, Some(vec![visit.record.clone()]))).await;
    assert_eq!((one.total, one.rows[0].section.as_str()), (1, "encounters"));
    ward.clock.advance(60_000);
    let again = IngestEncounter {
        connection: EHR.to_owned(),
        encounter: visit.fhir_id.clone(),
        known: KnownHere::Refresh,
    };
    let again = ward.app.ingest_encounter(&ward.lindqvist, again).await;
    let again = again.unwrap();
    assert_eq!(again.began_at as i64, NOW + 60_000);
    assert!(again.records.is_empty(), "nothing changed at the EHR");
    ehr.stop().await;
}

#[tokio::test]
async fn how_the_window_looks_is_kept_with_the_profile() {
    let ward = Ward::open().await;
    let seen = async || ward.app.appearance(&ward.lindqvist).await.unwrap().theme;
    assert_eq!(seen().await, Theme::System);
    let dark = Appearance {
        theme: Theme::Dark,
        language: Some(crate::wire::appearance::Language::Arabic),
    };
    ward.app
        .set_appearance(&ward.lindqvist, dark)
        .await
        .unwrap();
    ward.app.close().await;
    let locked = ward.app.appearance(&ward.lindqvist).await.unwrap_err();
    assert_eq!(locked.code, "profile-locked");
    let unlock = crate::wire::profile::UnlockProfile { passphrase: None };
    ward.app
        .unlock_profile(&ward.lindqvist, unlock)
        .await
        .unwrap();
    assert_eq!(seen().await, Theme::Dark);
}

#[tokio::test]
async fn a_mapping_is_found_by_type_and_id_as_the_ehr_writes_it() {
    let config = Config {
        patients: 1,
        open: true,
        ..Config::default()
    };
    let mut ehr = Server::start(config).await.unwrap();
    let ward = connected(&ehr).await;
    let visit = ward
        .app
        .list_mappings(&ward.lindqvist, all(Some("Encounter")))
        .await
        .unwrap()
        .rows
        .remove(0);
    for id in [
        format!("Encounter/{}", visit.fhir_id),
        visit.fhir_id.clone(),
        visit.record.clone(),
    ] {
        let request = ListMappings {
            id: Some(id.clone()),
            ..all(None)
        };
        let found = ward.app.list_mappings(&ward.lindqvist, request).await;
        let found = found.unwrap();
        assert!(
            found.rows.iter().any(|row| row.record == visit.record),
            "{id}"
        );
    }
    ehr.stop().await;
}
