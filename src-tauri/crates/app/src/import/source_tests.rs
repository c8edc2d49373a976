#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::*;

fn pieces_of(name: &str, text: &str) -> (Vec<Piece>, Vec<Unsplit>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let (mut pieces, mut faults) = (Vec::new(), Vec::new());
    read(&path, |given| {
        match given {
            Given::Bundle(found) => pieces.extend(found),
            Given::One(piece) => pieces.push(piece),
            Given::Unsplit(fault) => faults.push(fault),
        }
        true
    })
    .unwrap();
    (pieces, faults)
}

#[test]
fn a_bundle_gives_its_entries_to_the_byte() {
    let (pieces, faults) = pieces_of(
        "ingrid.json",
        "{ \"resourceType\" : \"Bundle\", \"entry\": [ {\"fullUrl\":\"urn:uuid:1\",\"resource\": { \"id\" :\"a\" ,\"x\":1.50 } },\n\
         {\"request\":{}}, 7, {\"resource\":{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"id\":\"b\"}}]}} ] }",
    );
    assert_eq!(
        pieces[0].body, br#"{ "id" :"a" ,"x":1.50 }"#,
        "white space and 1.50 as sent"
    );
    assert_eq!(pieces[0].full_url.as_deref(), Some("urn:uuid:1"));
    assert_eq!(
        pieces[1].position, "entry 4, entry 1",
        "a bundle in a bundle is taken apart"
    );
    assert_eq!(faults[0].position, "entry 3");
}

#[test]
fn ndjson_is_read_line_by_line() {
    let (pieces, faults) = pieces_of("a.ndjson", "\u{feff}{\"a\":1}\r\n\n  {\"b\":2}");
    assert_eq!(pieces.len(), 2);
    assert_eq!(pieces[1].position, "line 3");
    assert_eq!(pieces[0].body, br#"{"a":1}"#);
    assert!(faults.is_empty());
}

#[test]
fn a_cut_file_says_where() {
    let (pieces, faults) = pieces_of("cut.json", "{\"resourceType\":\"Bundle\",\n\"entry\":[{");
    assert!(pieces.is_empty());
    assert_eq!(faults[0].code, "not-json");
    assert!(faults[0].message.contains("line 2"));
}

#[test]
fn a_folder_is_read_in_order_and_passes_over_what_is_no_fhir() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("b")).unwrap();
    for name in ["z.json", "a.ndjson", "b/c.JSON", "README.md"] {
        fs::write(folder.path().join(name), "{}").unwrap();
    }
    let (files, passed_over) = files(folder.path()).unwrap();
    let names: Vec<_> = files
        .iter()
        .map(|path| path.strip_prefix(folder.path()).unwrap().to_str().unwrap())
        .collect();
    assert_eq!(names, ["a.ndjson", "b/c.JSON", "z.json"]);
    assert_eq!(passed_over, 1);
}
