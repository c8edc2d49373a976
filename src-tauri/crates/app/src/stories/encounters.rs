//! Encounters brought by date, status and number, and what is done with what is here already.

use sandbox_ehr::Server;
use serde_json::{Value, json};

use super::Ward;
use super::listening::send;
use super::mapping::{EHR, connected, practice};
use crate::wire::ledger::{Became, Fetched, FetchedItem, IngestEncounters, KnownHere};
use crate::wire::section::{Origin, RecordRef, RecordSource};
use crate::wire::sync::DateRange;

fn finished(known: KnownHere) -> IngestEncounters {
    IngestEncounters {
        connection: EHR.to_owned(),
        patients: Vec::new(),
        between: None,
        statuses: vec!["finished".to_owned()],
        limit: Some(2),
        known,
    }
}

async fn brings(ward: &Ward, request: IngestEncounters) -> Fetched {
    let fetched = ward.app.ingest_encounters(&ward.lindqvist, request).await;
    let fetched = fetched.unwrap();
    assert_eq!(fetched.failed, Vec::new());
    fetched
}

fn encounters(fetched: &Fetched) -> Vec<FetchedItem> {
    let all = fetched.items.iter();
    all.filter(|item| item.resource_type == "Encounter")
        .cloned()
        .collect()
}

async fn source(ward: &Ward, record: &str) -> RecordSource {
    let request = RecordRef {
        record: record.to_owned(),
    };
    ward.app
        .record_source(&ward.lindqvist, request)
        .await
        .unwrap()
}

/// A registrar at the EHR corrects why somebody came.
async fn corrected(ehr: &Server, fhir_id: &str, was: &str, reason: &str) -> String {
    let mut body: Value = serde_json::from_str(was).unwrap();
    body["reasonCode"] = json!([{ "text": reason }]);
    let body = body.to_string();
    let answer = send(ehr, "PUT", &format!("Encounter/{fhir_id}"), &body).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    body
}

#[tokio::test]
async fn the_newest_two_that_are_finished_come_with_what_belongs_to_them_and_can_be_opened() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let fetched = brings(&ward, finished(KnownHere::Refresh)).await;
    assert_eq!(fetched.encounters, 2);
    let found = encounters(&fetched);
    assert_eq!(found.len(), 2);
    assert!(fetched.items.len() > 2, "what belongs to them came too");
    for item in &fetched.items {
        assert_eq!(item.became, Became::Same, "{item:?}");
        let opened = source(&ward, item.record.as_deref().unwrap()).await;
        assert_eq!(opened.fhir_id.as_deref(), Some(item.fhir_id.as_str()));
        assert_eq!(opened.origin, Origin::Ehr);
    }
    for item in found {
        let opened = source(&ward, item.record.as_deref().unwrap()).await;
        let body: Value = serde_json::from_str(&opened.json).unwrap();
        assert_eq!(body["status"], "finished");
    }

    let long_ago = DateRange {
        from: Some("1901-01-01".to_owned()),
        to: Some("1901-12-31".to_owned()),
    };
    let nothing = IngestEncounters {
        between: Some(long_ago),
        ..finished(KnownHere::Refresh)
    };
    assert_eq!(brings(&ward, nothing).await.encounters, 0);
    let odd = IngestEncounters {
        statuses: vec!["over".to_owned()],
        ..finished(KnownHere::Refresh)
    };
    let refused = ward.app.ingest_encounters(&ward.lindqvist, odd).await;
    assert!(refused.unwrap_err().message.contains("finished"));
    ehr.stop().await;
}

#[tokio::test]
async fn what_is_here_is_left_replaced_or_kept_as_a_version() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let first = brings(&ward, finished(KnownHere::Skip)).await;
    let one = encounters(&first).remove(0);
    assert_eq!(one.became, Became::Skipped);
    let record = one.record.clone().unwrap();
    let original = source(&ward, &record).await;
    assert_eq!(original.older, Vec::new());

    // Left as it is, whatever the EHR says now.
    corrected(&ehr, &one.fhir_id, &original.json, "Chest pain").await;
    let skipped = brings(&ward, finished(KnownHere::Skip)).await;
    assert!(
        skipped
            .items
            .iter()
            .any(|item| item.became == Became::Skipped)
    );
    assert_eq!(source(&ward, &record).await.json, original.json);

    // Kept: both are here, each to the byte.
    let kept = brings(&ward, finished(KnownHere::KeepVersion)).await;
    let item = encounters(&kept)
        .into_iter()
        .find(|item| item.fhir_id == one.fhir_id);
    assert_eq!(item.unwrap().became, Became::Changed);
    let now = source(&ward, &record).await;
    assert!(now.json.contains("Chest pain"));
    assert_eq!(now.older.len(), 1);
    assert_eq!(now.older[0].json, original.json);
    assert_eq!(now.older[0].version, original.version);

    // Again, and nothing is new: no further version.
    brings(&ward, finished(KnownHere::KeepVersion)).await;
    assert_eq!(source(&ward, &record).await.older.len(), 1);

    // Replaced: the one before is not kept, the version from then still is.
    corrected(&ehr, &one.fhir_id, &now.json, "Syncope").await;
    brings(&ward, finished(KnownHere::Refresh)).await;
    let last = source(&ward, &record).await;
    assert!(last.json.contains("Syncope"));
    assert_eq!(last.older.len(), 1);
    assert_eq!(last.older[0].json, original.json);
    ehr.stop().await;
}
