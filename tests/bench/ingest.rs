//! Ingest against plain SQLite: with the same tables and rows, and with id and JSON only.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use wardbook_store::clock::SystemClock;
use wardbook_store::key::{Protection, Stretch};
use wardbook_store::keyring::MemoryKeyring;
use wardbook_store::{Profile, connections};
use wardbook_sync::Ingest;
use wardbook_sync::ingest::{Batch, rows};

use crate::report::{Goal, Report};
use crate::{people, plain};

/// A fresh profile with one connection.
pub(crate) fn profile(folder: &Path) -> (Profile, i64) {
    let profile = Profile::create_with(
        folder,
        Protection::Passphrase,
        Some("a long night at 7 North"),
        &MemoryKeyring::default(),
        Arc::new(SystemClock),
        Stretch::quick,
    )
    .unwrap();
    let new = connections::New {
        name: "Bench",
        fhir_base: "http://127.0.0.1/fhir",
        client_id: None,
        auth: "none",
        uuid: uuid::Uuid::from_u128(1),
        created_at: 0,
    };
    let connection = profile
        .store()
        .write(|tx| connections::insert(tx, &new))
        .unwrap()
        .id;
    (profile, connection)
}

/// Ingests bodies as sync does, to the last byte durable and folded in.
pub(crate) fn ours(profile: Profile, connection: i64, bodies: &[Bytes]) -> Duration {
    let pages = people::pages(connection, bodies);
    let start = Instant::now();
    load_pages(&profile, pages);
    profile.close();
    start.elapsed()
}

/// Ingests and waits.
pub(crate) fn load(profile: &Profile, connection: i64, bodies: &[Bytes]) {
    load_pages(profile, people::pages(connection, bodies));
}

fn load_pages(profile: &Profile, pages: Vec<Batch>) {
    let ingest = Ingest::start(profile.store().clone());
    let answers: Vec<_> = pages
        .into_iter()
        .map(|page| ingest.submit_blocking(page).unwrap())
        .collect();
    drop(ingest);
    for answer in answers {
        let written = answer.blocking_recv().unwrap().unwrap();
        assert_eq!(written.quarantined, 0);
    }
}

/// Rows as the floor gets them: columns and words ready, JSON as it is.
pub(crate) fn plain_rows(
    profile: &Profile,
    bodies: &[Bytes],
) -> Vec<wardbook_store::write::Prepared> {
    let mut all = Vec::with_capacity(bodies.len());
    for page in people::pages(1, bodies) {
        let raw = page.bodies.clone();
        let prepared = rows(profile.store(), page);
        assert_eq!(prepared.len(), raw.len());
        all.extend(prepared.into_iter().zip(raw).map(|(mut row, body)| {
            row.body.dictionary = 0;
            row.body.bytes = body.to_vec();
            row
        }));
    }
    all
}

pub(crate) fn run(report: &mut Report, rounds: usize, records: usize) {
    let bodies = people::bodies(records);
    let json: usize = bodies.iter().map(Bytes::len).sum();
    println!(
        "{} resources, {:.1} MB of JSON",
        bodies.len(),
        json as f64 / 1e6
    );
    let scratch = tempfile::tempdir().unwrap();
    let (helper, _) = profile(&scratch.path().join("helper"));
    let rows = plain_rows(&helper, &bodies);
    let named: Vec<(String, Bytes)> = bodies
        .iter()
        .zip(&rows)
        .map(|(body, row)| {
            (
                format!("{}/{}", row.resource_type, row.fhir_id.text()),
                body.clone(),
            )
        })
        .collect();
    let schema: Vec<&str> = wardbook_store::schema().collect();
    let (mut against_plain, mut against_raw) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let folder = tempfile::tempdir_in(scratch.path()).unwrap();
        let mut c = plain::open(&folder.path().join("plain.db"), &schema);
        let plain = plain::insert_rows(&mut c, &rows);
        drop(c);
        let (ours_profile, connection) = profile(&folder.path().join("ours"));
        let ours = ours(ours_profile, connection, &bodies);
        let raw_table = ["CREATE TABLE raw (id TEXT NOT NULL, body TEXT NOT NULL) STRICT;"];
        let mut c = plain::open(&folder.path().join("raw.db"), &raw_table);
        let raw = plain::insert_raw(&mut c, &named);
        drop(c);
        let rate = |d: Duration| bodies.len() as f64 / d.as_secs_f64() / 1e3;
        println!(
            "  round {round}: plain {:.1} k/s, ours {:.1} k/s, raw {:.1} k/s",
            rate(plain),
            rate(ours),
            rate(raw)
        );
        against_plain.push(plain.as_secs_f64() / ours.as_secs_f64());
        against_raw.push(raw.as_secs_f64() / ours.as_secs_f64());
    }
    report.row(
        "ingest-vs-plain",
        Goal::AtLeast(1.3),
        "plain SQLite, same tables, indexes, full text and rows, JSON as text",
        &mut against_plain,
    );
    report.row(
        "ingest-vs-raw",
        Goal::AtLeast(0.30),
        "plain SQLite inserting id and JSON only",
        &mut against_raw,
    );
}
