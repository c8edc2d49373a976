//! Reading: what a screen asks of the store, against the bare SQL that gives the same rows from an equal
//! plain database. Each run takes the 95th percentile of many questions on both sides.

use std::time::Instant;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use rusqlite::{Connection, params};
use wardbook_store::{Profile, patients, records, search};

use crate::ingest::{load, plain_rows, profile};
use crate::report::{Goal, Report};
use crate::{people, plain};

const QUESTIONS: usize = 200;
const LISTED: usize = 100_000;
const PAGE: u64 = 100;
const COLUMNS: &str = "SELECT r.id, r.uuid, r.connection, t.text, r.patient, s.text, r.date, r.precision, c.system, c.code, c.display,
  k.system, k.code, k.display, st.text, r.value, u.text, r.changed_at, r.body
  FROM record r JOIN word t ON t.id = r.type JOIN word s ON s.id = r.section LEFT JOIN term c ON c.id = r.code
  LEFT JOIN term k ON k.id = r.category LEFT JOIN word st ON st.id = r.status LEFT JOIN word u ON u.id = r.unit";

pub(crate) fn p95(mut ask: impl FnMut(usize) -> usize) -> f64 {
    let mut times = Vec::with_capacity(QUESTIONS);
    for n in 0..QUESTIONS {
        let start = Instant::now();
        std::hint::black_box(ask(n));
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times.get(QUESTIONS * 95 / 100).copied().unwrap_or(f64::NAN)
}

pub(crate) fn rows(c: &Connection, sql: &str, with: impl rusqlite::Params) -> usize {
    let mut statement = c.prepare_cached(sql).unwrap();
    let columns = statement.column_count();
    let mut found = statement.query(with).unwrap();
    let (mut n, mut weight) = (0, 0);
    while let Some(row) = found.next().unwrap() {
        for column in 0..columns {
            weight += match row.get_ref(column).unwrap() {
                rusqlite::types::ValueRef::Text(t) | rusqlite::types::ValueRef::Blob(t) => {
                    t.to_vec().len()
                }
                _ => 1,
            };
        }
        n += 1;
    }
    std::hint::black_box(weight);
    n
}

pub(crate) fn run(report: &mut Report, rounds: usize, records: usize) {
    let scratch = tempfile::tempdir().unwrap();
    let bodies = people::bodies(records);
    let (ours, connection) = profile(&scratch.path().join("ours"));
    let mut c = plain::open(
        &scratch.path().join("plain.db"),
        &wardbook_store::schema().collect::<Vec<_>>(),
    );
    plain::insert_rows(&mut c, &plain_rows(&ours, &bodies));
    load(&ours, connection, &bodies);
    let people: i64 = c
        .query_row("SELECT max(id) FROM patient", [], |r| r.get(0))
        .unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(11);
    let asked: Vec<i64> = (0..QUESTIONS)
        .map(|_| random.random_range(1..=people))
        .collect();

    let mut chart = Vec::new();
    for _ in 0..rounds {
        let floor = p95(|n| {
            rows(
                &c,
                &format!(
                    "{COLUMNS} WHERE r.patient = ?1 AND r.section = (SELECT id FROM word WHERE text = 'results') ORDER BY r.date DESC, r.id DESC LIMIT 200"
                ),
                [asked[n]],
            )
        });
        chart.push(p95(|n| open_results(&ours, asked[n])) / floor);
    }
    report.row(
        "chart",
        Goal::AtMost(3.0),
        "bare SQL giving the same rows and bodies from an equal plain database, p95",
        &mut chart,
    );

    let words = [
        "potassium",
        "creatinine",
        "metformin",
        "asthma",
        "glucose ",
        "ankle swelling",
        "follow up",
        "blood pressure",
        "warfarin",
        "cough",
    ];
    let mut found = Vec::new();
    for _ in 0..rounds {
        let floor = p95(|n| {
            let query = words[n % words.len()]
                .split_whitespace()
                .map(|w| format!("\"{w}\""))
                .collect::<Vec<_>>()
                .join(" AND ");
            let query = if words[n % words.len()].ends_with(' ') {
                query
            } else {
                format!("{query}*")
            };
            rows(&c, "SELECT r.id, r.uuid, r.connection, t.text, r.patient, s.text, r.date, r.precision, c.system, c.code, c.display,
              k.system, k.code, k.display, st.text, r.value, u.text, r.changed_at FROM (SELECT rowid, rank FROM text WHERE text MATCH ?1 ORDER BY rank, rowid DESC LIMIT 20) f
              JOIN record r ON r.id = f.rowid JOIN word t ON t.id = r.type JOIN word s ON s.id = r.section LEFT JOIN term c ON c.id = r.code
              LEFT JOIN term k ON k.id = r.category LEFT JOIN word st ON st.id = r.status LEFT JOIN word u ON u.id = r.unit ORDER BY f.rank", [query])
        });
        found.push(
            p95(|n| {
                ours.store()
                    .read(|c| {
                        Ok(
                            search::find(c, words[n % words.len()], &|_| Vec::new(), None, 20)?
                                .len(),
                        )
                    })
                    .unwrap()
            }) / floor,
        );
    }
    report.row(
        "search",
        Goal::AtMost(3.0),
        "bare FTS5 giving the same rows from an equal plain database, p95",
        &mut found,
    );

    list(report, rounds, &mut c, &ours);
}

fn open_results(profile: &Profile, patient: i64) -> usize {
    let store = profile.store();
    store
        .read(|c| {
            let whole = records::whole_of_section(store, c, patient, "results", 0, 200)?;
            Ok(whole
                .iter()
                .map(|(_, body)| body.as_ref().unwrap().len())
                .sum())
        })
        .unwrap()
}

/// A list of 100,000: filled with names alone, which is all a list reads.
fn list(report: &mut Report, rounds: usize, c: &mut Connection, ours: &Profile) {
    let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        INSERT INTO patient (uuid, connection, fhir_id, record, name, family, given, sort_name, birth_date, gender, mrn)
        SELECT randomblob(16), 1, 'listed-' || i, 1, 'Family' || (i * 7919 % 9973) || ', Given' || i, 'Family' || (i * 7919 % 9973), 'Given' || i,
        'family' || (i * 7919 % 9973) || ' given' || i, '19' || (10 + i % 90) || '-04-02', 'female', 'M' || i FROM n";
    c.execute(fill, [LISTED as i64]).unwrap();
    ours.store()
        .write(|tx| Ok(tx.execute(fill, [LISTED as i64])?))
        .unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(13);
    let offsets: Vec<u64> = (0..QUESTIONS)
        .map(|_| random.random_range(0..LISTED as u64))
        .collect();
    let mut ratios = Vec::new();
    for _ in 0..rounds {
        let floor = p95(|n| {
            rows(c, "SELECT id, uuid, connection, fhir_id, record, family, given, name, birth_date, gender, mrn, deceased, opened_at, new_records FROM patient
              WHERE record IS NOT NULL ORDER BY sort_name, id LIMIT ?1 OFFSET ?2", params![PAGE, offsets[n]])
                + rows(c, "SELECT count(*) FROM patient WHERE record IS NOT NULL", [])
        });
        ratios.push(
            p95(|n| {
                ours.store()
                    .read(|c| Ok(patients::page(c, "", offsets[n], PAGE)?.1.len()))
                    .unwrap()
            }) / floor,
        );
    }
    report.row(
        "patient-list",
        Goal::AtMost(3.0),
        "bare SQL giving the same page and count from an equal plain database, p95",
        &mut ratios,
    );
}
