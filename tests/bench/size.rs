//! Size: the file over the JSON in it, on real charts the dictionaries have not seen.

use std::collections::HashMap;

use bytes::Bytes;
use wardbook_fhir::project::Owner;
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

/// Every other patient teaches, the others are measured, and with them what belongs to nobody.
fn halves(charts: Vec<Vec<Bytes>>) -> (Vec<Bytes>, Vec<Bytes>) {
    let (mut teach, mut measure) = (Vec::new(), Vec::new());
    let mut patients: HashMap<String, usize> = HashMap::new();
    for body in charts.into_iter().flatten() {
        let owner = wardbook_fhir::project::project(&body).map(|p| p.owner);
        let teaches = match owner {
            Ok(Owner::Patient(id)) => {
                let next = patients.len();
                patients.entry(id).or_insert(next).is_multiple_of(2)
            }
            _ => false,
        };
        if teaches { &mut teach } else { &mut measure }.push(body);
    }
    (teach, measure)
}

pub(crate) fn run(report: &mut Report, rounds: usize) {
    let Some(charts) = charts() else {
        println!("size               skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let (teach, measure) = halves(charts);
    let mut ratios: Vec<f64> = (0..rounds).map(|_| once(&teach, &measure)).collect();
    report.row(
        "size",
        Goal::AtMost(0.30),
        "the JSON of the patients that did not train the dictionaries",
        &mut ratios,
    );
}

fn once(teach: &[Bytes], measure: &[Bytes]) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let (taught, connection) = profile(&folder.path().join("taught"));
    load(&taught, connection, teach);
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
    load(&measured, connection, measure);
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
    file as f64 / json as f64
}
