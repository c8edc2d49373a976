#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::body::Packer;
use crate::clock::FixedClock;
use crate::key::{Protection, Stretch};
use crate::keyring::MemoryKeyring;
use crate::mapping::{self, FhirId};
use crate::patients::Columns;
use crate::records::Precision;
use crate::terms::Term;
use crate::write::{Belongs, Outcome, Prepared, Received, Role, Writing, hash};
use crate::{Profile, Store, connections, ledger, patients, records, search, wanted};
use uuid::Uuid;

pub(crate) const NOW: i64 = 1_790_000_000_000;

pub(crate) fn profile(folder: &tempfile::TempDir) -> Profile {
    Profile::create_with(
        folder.path(),
        Protection::Passphrase,
        Some("night shift at 7 North"),
        &MemoryKeyring::default(),
        Arc::new(FixedClock::at(NOW)),
        Stretch::quick,
    )
    .unwrap()
}

pub(crate) fn connect(store: &Store, name: &str) -> i64 {
    store
        .write(|tx| {
            connections::insert(
                tx,
                &connections::New {
                    name,
                    fhir_base: "http://127.0.0.1/fhir",
                    client_id: None,
                    auth: "none",
                    uuid: Uuid::new_v4(),
                    created_at: NOW,
                },
            )
        })
        .unwrap()
        .id
}

pub(crate) fn potassium(id: &str, value: f64) -> Prepared {
    let body = format!(
        "{{\"resourceType\":\"Observation\",\"id\":\"{id}\",\"valueQuantity\":{{\"value\":{value}}}}}"
    );
    Prepared {
        resource_type: "Observation".into(),
        fhir_id: FhirId::new(id),
        version: Some("1".into()),
        last_updated: Some(NOW),
        belongs: Belongs::ToFhir("ingrid".into()),
        section: "results",
        date: Some(NOW),
        precision: Precision::Instant,
        code: Some(Term {
            system: "http://loinc.org".into(),
            code: "2823-3".into(),
            display: "Potassium".into(),
        }),
        category: None,
        status: Some("final".into()),
        value: Some(value),
        unit: Some("mmol/L".into()),
        tokens: Vec::new(),
        quantities: Vec::new(),
        attached: Vec::new(),
        wanted: vec![("Practitioner".into(), FhirId::new("lindqvist"))],
        words: "Potassium final".into(),
        patient_columns: None,
        hash: hash(body.as_bytes()),
        body: Packer::default().pack(body.as_bytes(), None).unwrap(),
    }
}

fn ingrid() -> Prepared {
    let body = "{\"resourceType\":\"Patient\",\"id\":\"ingrid\"}";
    Prepared {
        resource_type: "Patient".into(),
        section: "demographics",
        fhir_id: FhirId::new("ingrid"),
        code: None,
        value: None,
        unit: None,
        wanted: Vec::new(),
        words: "Sørensen Ingrid".into(),
        patient_columns: Some(Box::new(Columns {
            family: Some("Sørensen".into()),
            given: Some("Ingrid".into()),
            name: Some("Sørensen, Ingrid".into()),
            sort_name: "sorensen ingrid".into(),
            birth_date: Some("1960-03-14".into()),
            gender: Some("female".into()),
            mrn: Some("0042 1187".into()),
            deceased: false,
            words: format!(
                "Sørensen Ingrid 0042 1187 1960-03-14 {}",
                search::fold("Sørensen")
            ),
        })),
        hash: hash(body.as_bytes()),
        body: Packer::default().pack(body.as_bytes(), None).unwrap(),
        ..potassium("x", 0.0)
    }
}

fn put(store: &Store, connection: i64, record: &Prepared) -> Outcome {
    let mut writing = Writing::default();
    let mut random = || u64::from_le_bytes(*Uuid::new_v4().as_bytes().first_chunk::<8>().unwrap());
    store
        .write(|tx| {
            let mut storing = writing.begin(tx)?;
            let outcome = storing.put(connection, NOW, &mut random, record)?;
            storing.finish()?;
            Ok(outcome)
        })
        .unwrap()
}

#[test]
fn a_record_comes_back_whole_and_is_found_by_every_name_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ehr = connect(store, "St. Olav");
    assert_eq!(put(store, ehr, &ingrid()), Outcome::Added);
    assert_eq!(put(store, ehr, &potassium("k-1", 5.6)), Outcome::Added);
    store
        .read(|c| {
            let row = records::find(c, ehr, "Observation", "k-1")?.unwrap();
            assert_eq!(records::get(c, row.uuid)?.unwrap(), row);
            assert_eq!(row.value, Some(5.6));
            assert_eq!(row.unit.as_deref(), Some("mmol/L"));
            assert_eq!(
                records::body(store, c, row.id)?,
                br#"{"resourceType":"Observation","id":"k-1","valueQuantity":{"value":5.6}}"#
            );
            let patient = patients::find(c, ehr, "ingrid")?.unwrap();
            assert_eq!(
                records::of_section(c, patient.id, "results", 0, 10)?,
                vec![row.clone()]
            );
            assert_eq!(
                search::find(c, "potass", &|_| Vec::new(), Some(patient.id), 10)?,
                vec![row.clone()]
            );
            assert_eq!(
                search::find(c, "potassium", &|_| Vec::new(), Some(patient.id + 1), 10)?,
                vec![]
            );
            for typed in ["sorensen", "ingr SØR", "1960-03", "0042"] {
                assert_eq!(patients::page(c, typed, 0, 10)?.0, 1, "{typed}");
            }
            assert_eq!(patients::page(c, "olsen", 0, 10)?.0, 0);
            assert_eq!(wanted::missing(c, ehr, 0, 0, 10)?.len(), 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_resource_sent_again_is_never_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ehr = connect(store, "St. Olav");
    assert_eq!(put(store, ehr, &potassium("k-1", 5.6)), Outcome::Added);
    assert_eq!(put(store, ehr, &potassium("k-1", 5.6)), Outcome::Unchanged);
    let before = store
        .read(|c| Ok(records::find(c, ehr, "Observation", "k-1")?.unwrap()))
        .unwrap();
    let corrected = Prepared {
        words: "Potassium corrected".into(),
        ..potassium("k-1", 5.2)
    };
    assert_eq!(put(store, ehr, &corrected), Outcome::Changed);
    store
        .read(|c| {
            let after = records::find(c, ehr, "Observation", "k-1")?.unwrap();
            assert_eq!(after.uuid, before.uuid, "the same record for us");
            assert_eq!(after.value, Some(5.2));
            assert_eq!(
                records::counts_by_type(c)?,
                vec![("Observation".to_owned(), 1)]
            );
            assert_eq!(
                search::find(c, "corrected ", &|_| Vec::new(), None, 10)?.len(),
                1
            );
            assert_eq!(
                search::find(c, "final ", &|_| Vec::new(), None, 10)?.len(),
                0,
                "old words are gone"
            );
            assert_eq!(mapping::of_record(c, after.id)?.unwrap().fhir_id, "k-1");
            Ok(())
        })
        .unwrap();
}

#[test]
fn two_connections_with_the_same_ids_keep_to_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let (olav, mercy) = (connect(store, "St. Olav"), connect(store, "Mercy"));
    put(store, olav, &potassium("k-1", 5.6));
    assert_eq!(put(store, mercy, &potassium("k-1", 3.1)), Outcome::Added);
    store.write(|tx| connections::remove(tx, mercy)).unwrap();
    store
        .read(|c| {
            assert!(records::find(c, mercy, "Observation", "k-1")?.is_none());
            assert_eq!(
                records::find(c, olav, "Observation", "k-1")?.unwrap().value,
                Some(5.6)
            );
            assert_eq!(connections::counts(c, olav)?.1, 1);
            Ok(())
        })
        .unwrap();
    assert!(crate::check::doctor(&profile).iter().all(|c| c.ok));
}

/// What the tables hold, row ids and random ids aside.
fn contents(store: &Store) -> Vec<String> {
    store
        .read(|c| {
            let mut statement = c.prepare(
                "SELECT m.fhir_id || '|' || hex(m.hash) || '|' || r.value || '|' || r.length || '|' || r.patient
                 || '|' || (SELECT group_concat(role || ':' || term) FROM token_index t WHERE t.record = r.id)
                 || '|' || (SELECT group_concat(term || ':' || value) FROM quantity_index q WHERE q.record = r.id)
                 FROM record r JOIN mapping m ON m.record = r.id ORDER BY m.fhir_id",
            )?;
            let rows = statement.query_map([], |r| r.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap()
}

fn received(record: &Prepared) -> Received<'_> {
    Received {
        at: NOW,
        asked_at: NOW,
        record,
    }
}

fn pressure(id: usize, systolic: f64) -> Prepared {
    let part = |code: &str| Term {
        code: code.into(),
        ..Term::default()
    };
    Prepared {
        tokens: vec![
            (Role::Component, part("8480-6")),
            (Role::Component, part("8462-4")),
        ],
        quantities: vec![
            (part("8480-6"), systolic, Some("mm[Hg]".into())),
            (part("8462-4"), 80.0, None),
        ],
        ..potassium(&format!("bp-{id}"), systolic)
    }
}

#[test]
fn many_records_at_once_are_stored_like_one_by_one() {
    // More than a statement takes; some come twice, the second time otherwise; some were here before.
    let mut page: Vec<Prepared> = (0..150).map(|n| pressure(n, 120.0)).collect();
    page.push(pressure(149, 121.0));
    page.extend((30..40).map(|n| pressure(n, 122.0)));
    page.push(pressure(3, 120.0));
    let before: Vec<Prepared> = (60..70).map(|n| pressure(n, 99.0)).collect();
    let fill = |together: bool| {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(&folder);
        let store = profile.store();
        let ehr = connect(store, "St. Olav");
        let mut became = Vec::new();
        for records in [&before, &page] {
            store
                .write(|tx| {
                    let mut writing = Writing::default();
                    let mut storing = writing.begin(tx)?;
                    if together {
                        let received: Vec<_> = records.iter().map(received).collect();
                        storing.put_all(ehr, &mut || 7, &received, |o| became.push(o))?;
                    } else {
                        for record in records {
                            became.push(storing.put(ehr, NOW, &mut || 7, record)?);
                        }
                    }
                    storing.finish()
                })
                .unwrap();
        }
        assert!(crate::check::doctor(&profile).iter().all(|c| c.ok));
        (contents(store), became)
    };
    let (together, one_by_one) = (fill(true), fill(false));
    assert_eq!(together.0.len(), 150);
    assert_eq!(together, one_by_one);
    assert!(together.1.contains(&Outcome::Unchanged) && together.1.contains(&Outcome::Changed));
}

#[test]
fn a_write_that_fails_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ehr = connect(store, "St. Olav");
    let mut writing = Writing::default();
    let failed: Result<(), _> = store.write(|tx| {
        let mut storing = writing.begin(tx)?;
        storing.put(ehr, NOW, &mut || 7, &potassium("k-1", 5.6))?;
        storing.finish()?;
        Err(crate::StoreError::DiskFull)
    });
    assert!(failed.is_err());
    writing.forget();
    assert_eq!(put(store, ehr, &potassium("k-1", 5.6)), Outcome::Added);
}

#[test]
fn the_wal_is_folded_in_while_others_write_and_read_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let opened = profile(&folder);
    let store = opened.store().clone();
    let ehr = connect(&store, "St. Olav");
    let before = std::fs::metadata(folder.path().join("store.db"))
        .unwrap()
        .len();
    std::thread::scope(|scope| {
        let folding = scope.spawn(|| (0..50).for_each(|_| store.fold().unwrap()));
        for n in 0..200 {
            put(&store, ehr, &potassium(&format!("k-{n}"), 4.1));
            let here = store.read(records::counts_by_type).unwrap();
            assert!(here.contains(&("Observation".to_owned(), n + 1)));
        }
        folding.join().unwrap();
    });
    store.fold().unwrap();
    let after = std::fs::metadata(folder.path().join("store.db"))
        .unwrap()
        .len();
    assert!(after > before, "the pages are in the file itself");
    opened.close();
    assert!(matches!(store.fold(), Err(crate::StoreError::Closed)));
    let again = Profile::open(
        folder.path(),
        Some("night shift at 7 North"),
        &MemoryKeyring::default(),
        Arc::new(FixedClock::at(NOW)),
    )
    .unwrap();
    let here = again.store().read(records::counts_by_type).unwrap();
    assert!(here.contains(&("Observation".to_owned(), 200)));
}

/// A sync holds one long transaction after the other; a note that somebody saves meanwhile must not stand behind all
/// of them. Whoever is about to wait may be overtaken once or twice; who waits is not.
#[test]
fn who_waits_to_write_is_seen_and_does_not_stand_behind_a_whole_sync() {
    const SYNC: usize = 300;
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    assert!(!store.others_wait());
    let saved = AtomicBool::new(false);
    let mut overtaken = 0;
    std::thread::scope(|scope| {
        store
            .write(|_| {
                scope.spawn(|| {
                    // Its turn is what counts, not the disk it waits for afterwards.
                    let noted = store.write(|_| {
                        saved.store(true, Ordering::Release);
                        Ok(())
                    });
                    noted.unwrap();
                });
                while !store.others_wait() {
                    std::thread::yield_now();
                }
                Ok(())
            })
            .unwrap();
        // One transaction right after the other, as a sync has them.
        while !saved.load(Ordering::Acquire) && overtaken < SYNC {
            drop(store.write_unacknowledged(|_| Ok(())).unwrap());
            overtaken += 1;
        }
    });
    assert!(overtaken < SYNC, "the note stood behind the whole sync");
    assert!(!store.others_wait());
}

#[test]
fn the_ledger_keeps_what_was_said_of_each_read() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let store = profile.store();
    let ehr = connect(store, "St. Olav");
    put(store, ehr, &ingrid());
    let patient = store
        .read(|c| Ok(patients::find(c, ehr, "ingrid")?.unwrap().id))
        .unwrap();
    let mut labs = ledger::Row::new(ehr, patient, "results", "Observation:laboratory");
    labs.state = ledger::State::Partial;
    labs.checkpoint = Some("{\"page\":3}".into());
    let mut flags = ledger::Row::new(ehr, 0, "other", "Flag");
    flags.state = ledger::State::NotOffered;
    store
        .write(|tx| {
            ledger::put(tx, &labs)?;
            ledger::put(tx, &flags)
        })
        .unwrap();
    store
        .read(|c| {
            assert_eq!(
                ledger::get(c, ehr, patient, "Observation:laboratory")?,
                Some(labs.clone())
            );
            assert_eq!(ledger::unfinished(c, ehr)?, vec![labs.clone()]);
            assert_eq!(ledger::own_of_patient(c, patient)?, vec![labs.clone()]);
            let of_patient = ledger::of_patient(c, patient)?;
            assert_eq!(
                of_patient.len(),
                2,
                "what the EHR does not offer is said for every patient"
            );
            Ok(())
        })
        .unwrap();
}
