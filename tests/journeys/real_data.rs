//! FHIR from elsewhere, where `WARDBOOK_REAL_DATA` names a folder of it, imported at the terminal: it
//! comes out to the byte, and every chart can be shown. Three of the sets; `app` reads all of them in
//! its own stories. Says which file, never what is in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::value::RawValue;
use wardbook_journeys::hunt::files;
use wardbook_journeys::program::{Cli, PASSPHRASE};
use wardbook_journeys::scratch::Scratch;
use wardbook_journeys::whole::Whole;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    resource_type: String,
    id: Option<String>,
}

#[derive(Deserialize)]
struct Bundle {
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    resource: Option<Box<RawValue>>,
}

/// By type and id: the file each came in, and its bytes.
type Resources = BTreeMap<(String, String), Vec<(String, Vec<u8>)>>;

/// The resources of a file with a type and an id, as their exact bytes.
fn resources(path: &Path, found: &mut Resources) {
    let Ok(text) = fs::read_to_string(path) else {
        return;
    };
    let file = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if path.extension().is_some_and(|end| end == "ndjson") {
        text.lines()
            .for_each(|line| resource(line.trim(), &file, found));
    } else {
        resource(text.trim(), &file, found);
    }
}

fn resource(text: &str, file: &str, found: &mut Resources) {
    let Ok(head) = serde_json::from_str::<Head>(text) else {
        return;
    };
    if head.resource_type == "Bundle" {
        let Ok(bundle) = serde_json::from_str::<Bundle>(text) else {
            return;
        };
        let entries = bundle
            .entry
            .iter()
            .filter_map(|entry| entry.resource.as_ref());
        entries.for_each(|entry| resource(entry.get(), file, found));
    } else if let Some(id) = head.id {
        found
            .entry((head.resource_type, id))
            .or_default()
            .push((file.to_owned(), text.as_bytes().to_vec()));
    }
}

#[test]
fn everything_goes_in_and_comes_out_to_the_byte_and_every_section_shows() {
    let Some(folder) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let mut compared = 0;
    for name in ["synthea-bulk-10patients", "us-core-examples"] {
        let set = folder.join("fhir").join(name);
        let mut sent = Resources::new();
        for file in files(&set) {
            if file
                .extension()
                .is_some_and(|end| end == "json" || end == "ndjson")
            {
                resources(&file, &mut sent);
            }
        }
        let scratch = Scratch::new();
        let cli = Cli::new(&scratch.join("profile"));
        cli.init().ok();
        // A set may hold files that are no FHIR: they are listed, and the exit code says so.
        let imported = cli.run([Path::new("--json"), Path::new("import"), &set]);
        let imported = imported.json();

        let whole = Whole::of(cli.profile(), PASSPHRASE);
        for (key, bodies) in &sent {
            let Some(here) = whole.records.get(key) else {
                // What is no sound FHIR may stay out, but its file is named then.
                for (file, _) in bodies {
                    let named = imported["faults"].as_array().unwrap().iter().any(|fault| {
                        fault["kept"] == false && fault["file"].as_str().unwrap().ends_with(file)
                    });
                    assert!(
                        named,
                        "{name}: {}/{} of {file} is lost unsaid",
                        key.0, key.1
                    );
                }
                continue;
            };
            assert!(
                bodies.iter().any(|(_, body)| body == &here.body),
                "{name}: {}/{} is not to the byte",
                key.0,
                key.1
            );
            compared += 1;
        }
        for row in cli.run(["list", "--json"]).ok().json().as_array().unwrap() {
            let id = row["id"].as_str().unwrap();
            let chart = cli.run(["chart", id, "--json"]);
            assert!(
                chart.status.success(),
                "{name}: a chart does not show: {}",
                chart.err
            );
        }
    }
    assert!(
        compared > 1000,
        "there was something to compare: {compared}"
    );
    println!("{compared} resources from elsewhere, in and out to the byte");
}

/// Cases of many hands in one folder: several have a patient `example`, and each is somebody else.
#[test]
fn a_folder_in_which_two_people_have_one_id_stays_out_whole() {
    let Some(folder) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    let set = folder.join("fhir").join("validator-cases");
    let refused = cli.run([Path::new("import"), &set]);
    assert!(!refused.status.success());
    assert!(
        refused.err.contains("Two people in these files"),
        "{}",
        refused.err
    );
    assert!(Whole::of(cli.profile(), PASSPHRASE).records.is_empty());
}
