//! Size: the file over the JSON in it, on real charts the dictionaries have not seen.

use bytes::Bytes;
use wardbook_store::body;

use crate::ingest::{load, profile};
use crate::report::{Goal, Report};

/// Resources of each file of `$WARDBOOK_REAL_DATA/fhir/synthea*`: a patient's Bundle, or lines of NDJSON.
fn charts() -> Option<Vec<Vec<Bytes>>> {
    let root = std::env::var_os("WARDBOOK_REAL_DATA")?;
    let mut charts = Vec::new();
    for folder in ["fhir/synthea", "fhir/synthea-bulk-10patients"] {
        let mut files: Vec<_> = std::fs::read_dir(std::path::Path::new(&root).join(folder))
            .ok()?
            .flatten()
            .map(|f| f.path())
            .collect();
        files.sort();
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            let resources = match file.extension().and_then(|e| e.to_str()) {
                Some("json") => bundle(&bytes),
                Some("ndjson") => bytes
                    .split(|b| *b == b'\n')
                    .filter(|line| line.starts_with(b"{\"resourceType\""))
                    .map(Bytes::copy_from_slice)
                    .collect(),
                _ => continue,
            };
            charts.push(resources);
        }
    }
    Some(charts)
}

fn bundle(bytes: &[u8]) -> Vec<Bytes> {
    let bundle = wardbook_fhir::json::Object::parse(bytes).unwrap();
    bundle
        .objects("entry")
        .iter()
        .filter_map(|e| e.get("resource"))
        .map(|r| Bytes::copy_from_slice(r.raw().as_bytes()))
        .collect()
}

pub(crate) fn run(report: &mut Report) {
    let Some(charts) = charts() else {
        println!("size               skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    // Every other file teaches, the others are measured; NDJSON files hold all ten people, so their lines alternate.
    let (mut teach, mut measure) = (Vec::new(), Vec::new());
    for (n, chart) in charts.into_iter().enumerate() {
        let single = chart
            .iter()
            .filter(|b| b.starts_with(b"{\"resourceType\":\"Patient\""))
            .count()
            <= 1;
        if single && n % 2 == 0 {
            teach.extend(chart);
        } else {
            measure.extend(chart);
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let (taught, connection) = profile(&folder.path().join("taught"));
    load(&taught, connection, &teach);
    let dictionaries = taught
        .store()
        .read(|c| {
            let mut statement =
                c.prepare("SELECT w.text, d.bytes FROM dictionary d JOIN word w ON w.id = d.type")?;
            let rows = statement.query_map([], |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, Vec<u8>>(1)?))
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })
        .unwrap();
    taught.close();
    let path = folder.path().join("measured");
    let (measured, connection) = profile(&path);
    let store = measured.store();
    store
        .write(|tx| {
            for (kind, bytes) in &dictionaries {
                body::keep(store, tx, kind, bytes)?;
            }
            Ok(())
        })
        .unwrap();
    load(&measured, connection, &measure);
    let parts: i64 = store
        .read(|c| Ok(c.query_row("SELECT sum(length(body)) FROM record", [], |r| r.get(0))?))
        .unwrap();
    let words: i64 = store
        .read(|c| Ok(c.query_row("SELECT sum(length(block)) FROM text_data", [], |r| r.get(0))?))
        .unwrap();
    for (name, rows) in [
        "record",
        "mapping",
        "term",
        "word",
        "token_index",
        "quantity_index",
        "wanted",
        "patient",
        "text_docsize",
    ]
    .map(|t| {
        (
            t,
            store
                .read(|c| {
                    Ok(c.query_row(&format!("SELECT count(*) FROM {t}"), [], |r| {
                        r.get::<_, i64>(0)
                    })?)
                })
                .unwrap(),
        )
    }) {
        print!("  {name} {rows}");
    }
    let pages = store
        .read(|c| {
            Ok((
                c.query_row("PRAGMA page_count", [], |r| r.get::<_, i64>(0))?,
                c.query_row("PRAGMA freelist_count", [], |r| r.get::<_, i64>(0))?,
            ))
        })
        .unwrap();
    println!("  pages {pages:?}");
    println!(
        "  bodies {:.1} MB, full text {:.1} MB",
        parts as f64 / 1e6,
        words as f64 / 1e6
    );
    measured.close();
    let json: usize = measure.iter().map(Bytes::len).sum();
    let file = std::fs::metadata(path.join("store.db")).unwrap().len();
    println!(
        "  {} resources, {:.1} MB of JSON, {} dictionaries; file {:.1} MB",
        measure.len(),
        json as f64 / 1e6,
        dictionaries.len(),
        file as f64 / 1e6
    );
    report.row(
        "size",
        Goal::AtMost(0.30),
        "the JSON of the patients that did not train the dictionaries",
        &mut [file as f64 / json as f64],
    );
}
