#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use bytes::Bytes;
use wardbook_store::clock::FixedClock;
use wardbook_store::key::{Protection, Stretch};
use wardbook_store::keyring::MemoryKeyring;
use wardbook_store::{Profile, connections, ledger, patients, quarantine, records};

use super::{Batch, Ingest, Written};

const NOW: i64 = 1_790_000_000_000;

pub(super) fn workstation(folder: &tempfile::TempDir) -> (Profile, i64) {
    let profile = Profile::create_with(
        folder.path(),
        Protection::Passphrase,
        Some("night shift at 7 North"),
        &MemoryKeyring::default(),
        Arc::new(FixedClock::at(NOW)),
        Stretch::quick,
    )
    .unwrap();
    let new = connections::New {
        name: "St. Olav",
        fhir_base: "http://127.0.0.1/fhir",
        client_id: None,
        auth: "none",
        uuid: uuid::Uuid::from_u128(1),
        created_at: NOW,
    };
    let connection = profile
        .store()
        .write(|tx| connections::insert(tx, &new))
        .unwrap()
        .id;
    (profile, connection)
}

pub(super) fn batch(connection: i64, bodies: Vec<String>) -> Batch {
    let bodies = bodies.into_iter().map(Bytes::from).collect();
    Batch {
        connection,
        patient: None,
        bodies,
        synced_at: NOW,
        ..Batch::default()
    }
}

pub(super) fn weight(n: u32) -> String {
    format!(
        "{{\"resourceType\": \"Observation\", \"id\": \"w-{n}\",\n \"status\": \"final\", \"subject\": {{\"reference\": \"Patient/chidi\"}}, \"code\": {{\"text\": \"Weight\"}}, \"effectiveDateTime\": \"2026-11-{:02}\", \"valueQuantity\": {{\"value\": {}.0, \"unit\": \"kg\"}}}}",
        n % 28 + 1,
        60 + n % 9
    )
}

#[tokio::test]
async fn a_page_is_stored_to_the_byte_and_its_ledger_row_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, ehr) = workstation(&folder);
    let ingest = Ingest::start(profile.store().clone());
    let chidi = r#"{"resourceType":"Patient","id":"chidi","name":[{"family":"Okafor","given":["Chidi"]}],"birthDate":"1979-09-09"}"#;
    ingest.submit(batch(ehr, vec![chidi.into()])).await.unwrap();
    let patient = profile
        .store()
        .read(|c| Ok(patients::find(c, ehr, "chidi")?.unwrap()))
        .unwrap();
    assert_eq!(patient.name.as_deref(), Some("Okafor, Chidi"));
    let mut row = ledger::Row::new(ehr, patient.id, "vitals", "Observation:vital-signs");
    row.quarantined = 1;
    // Enough of one type that a dictionary is trained on the way.
    let mut bodies: Vec<String> = (0..1000).map(weight).collect();
    for page in bodies.chunks(100) {
        let mut page = batch(ehr, page.to_vec());
        page.bodies
            .push(Bytes::from_static(b"{\"resourceType\":\"Observation\"}"));
        page.ledger = Some(row.clone());
        let written = ingest.submit(page).await.unwrap();
        assert_eq!(
            written,
            Written {
                added: 100,
                changed: 0,
                unchanged: 0,
                quarantined: 1
            }
        );
    }
    let store = profile.store();
    // Training takes its time beside; pages go on meanwhile, and some later one is packed with what it gave.
    let with_dictionary = "SELECT count(*) FROM record WHERE dictionary != 0";
    while store
        .read(|c| Ok(c.query_row(with_dictionary, [], |r| r.get::<_, i64>(0))?))
        .unwrap()
        == 0
    {
        let first = u32::try_from(bodies.len()).unwrap();
        assert!(first < 50_000, "no dictionary was ever used");
        let more: Vec<String> = (first..first + 100).map(weight).collect();
        ingest.submit(batch(ehr, more.clone())).await.unwrap();
        bodies.extend(more);
    }
    store
        .read(|c| {
            for (n, body) in bodies.iter().enumerate() {
                let row = records::find(c, ehr, "Observation", &format!("w-{n}"))?.unwrap();
                assert_eq!(
                    records::body(store, c, row.id)?,
                    body.as_bytes(),
                    "white space and all"
                );
            }
            let kept = ledger::get(c, ehr, patient.id, "Observation:vital-signs")?.unwrap();
            assert_eq!(
                kept.quarantined, 2,
                "what the page put aside is added to what was known"
            );
            assert_eq!(
                quarantine::count(c)?,
                1,
                "the same bytes are put aside once"
            );
            let dictionaries: i64 =
                c.query_row("SELECT count(*) FROM dictionary", [], |r| r.get(0))?;
            assert_eq!(dictionaries, 1);
            Ok(())
        })
        .unwrap();
    let count = u32::try_from(bodies.len()).unwrap();
    let again = ingest.submit(batch(ehr, bodies)).await.unwrap();
    assert_eq!(again.unchanged, count);
    drop(ingest);
    assert!(wardbook_store::check::doctor(&profile).iter().all(|c| c.ok));
}

#[tokio::test]
async fn after_the_store_is_closed_nothing_is_promised() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, ehr) = workstation(&folder);
    let ingest = Ingest::start(profile.store().clone());
    profile.close();
    assert!(ingest.submit(batch(ehr, vec![weight(1)])).await.is_err());
}

#[tokio::test]
async fn pages_that_nobody_waited_for_are_here_each_with_its_own_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, ehr) = workstation(&folder);
    let ingest = Ingest::start(profile.store().clone());
    let expected = ingest.expect();
    // Of two sizes, and some of it twice, so that rows of several pages meet in one statement.
    let mut receipts = Vec::new();
    for page in 0..40 {
        let first = page * 10;
        let mut bodies: Vec<String> = (first..first + 3 + page % 20).map(weight).collect();
        bodies.push("{\"resourceType\":\"Observation\"}".into());
        let receipt = ingest.hand_over(batch(ehr, bodies)).await.unwrap();
        receipts.push((page, receipt));
    }
    drop(receipts.pop());
    drop(expected);
    let mut seen = std::collections::BTreeSet::new();
    for (page, receipt) in receipts {
        let written = receipt.durable().await.unwrap();
        let its = page * 10..page * 10 + 3 + page % 20;
        let (new, again): (Vec<u32>, Vec<u32>) = its.partition(|n| seen.insert(*n));
        let count = |some: Vec<u32>| u32::try_from(some.len()).unwrap();
        let numbers = (written.added, written.unchanged, written.quarantined);
        assert_eq!(numbers, (count(new), count(again), 1), "page {page}");
    }
    drop(ingest);
    let here = |id: &str| {
        let found = profile
            .store()
            .read(|c| records::find(c, ehr, "Observation", id));
        found.unwrap().is_some()
    };
    assert!(seen.iter().all(|n| here(&format!("w-{n}"))));
    assert!(here("w-411"), "of the page whose receipt was dropped");
    assert!(wardbook_store::check::doctor(&profile).iter().all(|c| c.ok));
}
