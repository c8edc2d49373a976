#![allow(clippy::unwrap_used)]

use uuid::Uuid;

use super::*;
use crate::mapping::{self, FhirId};
use crate::store_tests::{NOW, connect, potassium, profile};
use crate::write::{Writing, hash};
use crate::{Store, records};

const BODY: &[u8] = br#"{"resourceType":"Observation","id":"c1","valueQuantity":{"value":6.1}}"#;

fn random() -> impl FnMut() -> u64 {
    let mut n = 7_u64;
    move || {
        n = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        n
    }
}

fn new(connection: i64, client_id: &str, state: State) -> New<'_> {
    New {
        uuid: Uuid::new_v4(),
        connection,
        patient: 0,
        resource_type: "Observation",
        title: "Potassium 6.1 mmol/L",
        client_id,
        person: "ravn",
        standing: Standing::of(state),
        mine: BODY,
        now: NOW,
    }
}

fn written(store: &Store, connection: i64, client_id: &str) -> Row {
    store
        .write(|tx| {
            add(
                tx,
                &new(connection, client_id, State::Queued),
                &potassium(client_id, 6.1),
                &mut random(),
            )
        })
        .unwrap()
}

#[test]
fn what_a_person_took_back_while_it_was_looked_at_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ward = connect(store, "Ward");
    let item = written(store, ward, "c1");
    let taken_back = Standing::of(State::Withdrawn);
    store
        .write(|tx| withdraw(tx, &item, &taken_back, NOW + 1))
        .unwrap();
    let later = Standing::of(State::Queued);
    let moved = store.write(|tx| set_unless_moved(tx, &item, &later, NOW + 2));
    assert!(!moved.unwrap());
    let now = store.read(|c| get(c, item.uuid)).unwrap().unwrap();
    assert_eq!(now.state, State::Withdrawn);
}

#[test]
fn what_is_written_stands_in_its_section_and_has_no_name_at_the_ehr() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ward = connect(store, "Ward");
    let item = written(store, ward, "c1");
    assert_eq!(item.state, State::Queued);
    store
        .read(|c| {
            let record = records::by_key(c, item.record.unwrap())?.unwrap();
            assert_eq!(record.section, "results");
            assert_eq!(record.patient, item.patient, "it is Ingrid's");
            assert!(mapping::of_record(c, record.id)?.is_none());
            assert_eq!(body(c, item.id, Side::Mine)?.unwrap(), BODY);
            assert_eq!(of_patient(c, item.patient.unwrap())?.len(), 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_confirmed_item_is_the_ehrs_record_and_a_sync_that_was_quicker_does_not_double_it() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ward = connect(store, "Ward");
    for quicker in [false, true] {
        let (client, there) = if quicker { ("c2", "k2") } else { ("c1", "k1") };
        let item = written(store, ward, client);
        let theirs = potassium(there, 6.1);
        if quicker {
            store
                .write(|tx| {
                    let mut writing = Writing::default();
                    let mut storing = writing.begin(tx)?;
                    storing.put(ward, NOW, &mut random(), &theirs)?;
                    storing.finish()
                })
                .unwrap();
        }
        store
            .write(|tx| {
                let proof = Confirmed {
                    fhir_id: there,
                    theirs: &theirs,
                    body: b"{}",
                    verdict: "identical",
                    differences: None,
                    now: NOW + 5,
                };
                confirm(tx, &item, &proof, &mut random())
            })
            .unwrap();
        store
            .read(|c| {
                let after = get(c, item.uuid)?.unwrap();
                assert_eq!(after.state, State::Confirmed);
                let record = records::find(c, ward, "Observation", there)?.unwrap();
                assert_eq!(after.record, Some(record.id));
                assert_eq!(
                    mapping::of_record(c, record.id)?.unwrap().hash,
                    theirs.hash,
                    "the body is the one that was read back"
                );
                let all = records::of_section(c, item.patient.unwrap(), "results", 0, 10)?;
                assert_eq!(all.len(), if quicker { 2 } else { 1 }, "each once");
                Ok(())
            })
            .unwrap();
    }
    let missing: i64 = store
        .read(|c| {
            Ok(c.query_row(
                "SELECT (SELECT count(*) FROM record) - (SELECT count(*) FROM text_docsize)",
                [],
                |r| r.get(0),
            )?)
        })
        .unwrap();
    assert_eq!(missing, 0, "all of them can be found by search");
}

#[test]
fn a_withdrawn_item_leaves_the_chart_and_what_was_written_can_be_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ward = connect(store, "Ward");
    let item = written(store, ward, "c1");
    let patient = item.patient.unwrap();
    let found = |store: &Store| {
        let hits = store.read(|c| {
            let n: i64 = c.query_row(
                "SELECT count(*) FROM text t JOIN record r ON r.id = t.rowid
                 WHERE text MATCH 'potassium' AND r.patient = ?1",
                [patient],
                |r| r.get(0),
            )?;
            Ok(n)
        });
        hits.unwrap()
    };
    assert_eq!(found(store), 1);
    store
        .write(|tx| withdraw(tx, &item, &Standing::of(State::Withdrawn), NOW + 1))
        .unwrap();
    let gone = store.read(|c| get(c, item.uuid)).unwrap().unwrap();
    assert_eq!((gone.state, gone.record), (State::Withdrawn, None));
    assert_eq!(found(store), 0);
    let kept = store.read(|c| body(c, item.id, Side::Mine)).unwrap();
    assert_eq!(kept.unwrap(), BODY, "what was written is not lost");
    store
        .write(|tx| {
            let record = potassium("c1", 6.1);
            let to = Standing::of(State::Queued);
            put_back(tx, &gone, Some(&record), &to, &mut random(), NOW + 2)
        })
        .unwrap();
    assert_eq!(found(store), 1);
}

#[test]
fn an_item_waits_for_what_it_needs_and_for_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ward = connect(store, "Ward");
    let first = written(store, ward, "c1");
    let second = written(store, ward, "c2");
    let third = written(store, ward, "c3");
    let later = Standing {
        due_at: NOW + 60_000,
        ..Standing::of(State::Queued)
    };
    store
        .write(|tx| {
            need(tx, second.id, first.id)?;
            set(tx, third.id, &later, NOW)
        })
        .unwrap();
    let ids = |now| {
        let rows = store.read(|c| due(c, ward, now, 10)).unwrap();
        rows.iter().map(|r| r.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(NOW), [first.id]);
    assert_eq!(ids(NOW + 60_000), [first.id, third.id]);
    store
        .write(|tx| set(tx, first.id, &Standing::of(State::Rejected), NOW))
        .unwrap();
    assert_eq!(
        ids(NOW + 60_000),
        [third.id],
        "a refusal stops what needs it"
    );
    store
        .write(|tx| set(tx, first.id, &Standing::of(State::Confirmed), NOW))
        .unwrap();
    assert_eq!(ids(NOW), [second.id]);
}

#[test]
fn a_request_is_on_disk_before_it_goes() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ward = connect(store, "Ward");
    let item = written(store, ward, "c1");
    let attempt = store
        .write(|tx| begin(tx, &item, "send", true, NOW + 1))
        .unwrap()
        .unwrap();
    let again = store.write(|tx| begin(tx, &item, "send", true, NOW + 1));
    assert_eq!(again.unwrap(), None, "it is under way already");
    let cut = store.read(|c| interrupted(c, ward)).unwrap();
    assert_eq!(cut.len(), 1);
    assert_eq!(cut.first().unwrap().first_sent_at, Some(NOW + 1));
    store
        .write(|tx| {
            let ended = Ended {
                outcome: "refused".into(),
                status: Some(422),
                said: Some("Observation.status is required".into()),
                request_id: None,
            };
            end(tx, attempt, &ended, NOW + 2)
        })
        .unwrap();
    let all = store.read(|c| attempts(c, item.id)).unwrap();
    assert_eq!(all.first().unwrap().status, Some(422));
    let id = FhirId::new("c1");
    assert_eq!(id.text(), "c1");
    assert_ne!(hash(BODY), [0; 16]);
}
