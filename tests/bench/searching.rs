//! Searching a million records: the newest first by clinical date, and the best first, against the bare queries of an
//! equal plain database. Words are asked for as they are typed: the last one is a beginning.

use rusqlite::Connection;
use wardbook_store::search::{self, Within};

use crate::ingest::{load, plain_rows, profile};
use crate::reading::{p95, rows};
use crate::report::{Goal, Report};
use crate::{people, plain};

/// Rows are prepared so many at a time: a million at once would need all memory.
const AT_ONCE: usize = 100_000;

const WORDS: [&str; 10] = [
    "potass",
    "creatinine",
    "metformin",
    "asthma",
    "glucose",
    "ankle swelling",
    "follow up",
    "blood pressure",
    "warfarin",
    "cough",
];

fn query(n: usize) -> String {
    let words: Vec<String> = WORDS[n % WORDS.len()]
        .split(' ')
        .map(|word| format!("\"{word}\""))
        .collect();
    format!("{}*", words.join(" AND "))
}

pub(crate) fn run(report: &mut Report, rounds: usize, records: usize) {
    let scratch = tempfile::tempdir().unwrap();
    let bodies = people::bodies(records);
    let (ours, connection) = profile(&scratch.path().join("ours"));
    let mut c: Connection = plain::open(
        &scratch.path().join("plain.db"),
        &wardbook_store::schema().collect::<Vec<_>>(),
    );
    for some in bodies.chunks(AT_ONCE) {
        plain::insert_rows(&mut c, &plain_rows(&ours, some));
        load(&ours, connection, some);
    }
    drop(bodies);
    c.execute_batch("CREATE INDEX floor_by_date ON record (date); ANALYZE record;")
        .unwrap();
    let asked = |within: &Within| {
        let mut found = Vec::new();
        for _ in 0..rounds {
            let floor = p95(|n| {
                if within.newest {
                    rows(
                        &c,
                        "SELECT r.id, r.uuid, r.date FROM text JOIN record r ON r.id = text.rowid WHERE text MATCH ?1 ORDER BY r.date DESC LIMIT 20",
                        [query(n)],
                    )
                } else {
                    rows(
                        &c,
                        "SELECT rowid FROM text WHERE text MATCH ?1 ORDER BY rank LIMIT 20",
                        [query(n)],
                    )
                }
            });
            let found_here = p95(|n| {
                ours.store()
                    .read(|c| {
                        let words = WORDS[n % WORDS.len()];
                        Ok(search::find_within(c, words, &|_| Vec::new(), within, 20)?.len())
                    })
                    .unwrap()
            });
            println!(
                "  p95 {:.1} ms, floor {:.1} ms",
                found_here * 1e3,
                floor * 1e3
            );
            found.push(found_here / floor);
        }
        found
    };
    let mut newest = asked(&Within {
        newest: true,
        ..Within::default()
    });
    report.row(
        "search-newest",
        Goal::AtMost(3.0),
        "the same FTS5 match joined to an indexed date, newest first, in an equal plain database, p95",
        &mut newest,
    );
    let mut ranked = asked(&Within::default());
    report.row(
        "search-ranked",
        Goal::AtMost(1.5),
        "the bare bm25 query of an equal plain database, p95",
        &mut ranked,
    );
}
