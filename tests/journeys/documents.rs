//! Documents as a person brings them: what they say, and why some are not taken in.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};
use wardbook_documents::{Limits, ReadError, Refusal, Worker};
use wardbook_journeys::hunt::files;
use wardbook_journeys::program::{Cli, binary};
use wardbook_journeys::scratch::Scratch;
use wardbook_journeys::{mutants, papers};

/// What `text FILE --json` answers, whether it reads or refuses.
fn told(cli: &Cli, path: &std::path::Path) -> Value {
    let answer = cli.run(["text".as_ref(), path.as_os_str(), "--json".as_ref()]);
    let told = answer.json();
    let refused = !told["refused"].is_null();
    assert_eq!(answer.status.success(), !refused, "{}", answer.err);
    told
}

fn words(told: &Value) -> String {
    let passages = told["passages"].as_array().unwrap();
    let texts: Vec<&str> = passages
        .iter()
        .map(|p| p["text"].as_str().unwrap())
        .collect();
    texts.join(" ")
}

#[test]
fn a_referral_for_ingrid_halvorsen_is_read_whatever_it_was_written_with() {
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.path().join("profile"));
    for (kind, bytes) in papers::every() {
        // The name says nothing: every one is called a scan.
        let path = scratch.path().join(format!("{kind}-referral.scan"));
        fs::write(&path, bytes).unwrap();
        let told = told(&cli, &path);
        assert!(told["refused"].is_null(), "{kind}: {told}");
        if ["jpg", "png", "tiff"].contains(&kind) {
            assert_eq!(told["scanned"], json!(true), "{kind}");
            continue;
        }
        let words = words(&told);
        for word in ["Halvorsen", "5.9", "repeated", "nephrology"] {
            assert!(words.contains(word), "{kind}: {word} is missing");
        }
        assert!(
            !words.contains("9.5"),
            "{kind}: what was deleted is not read"
        );
        assert!(!words.contains("alert"), "{kind}: a script is not text");
    }
    assert_eq!(
        told(&cli, &scratch.path().join("tiff-referral.scan"))["pages"],
        json!(2)
    );
}

#[test]
fn words_are_found_on_their_pages_and_in_their_parts() {
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.path().join("profile"));
    let at = |name: &str, bytes: Vec<u8>| {
        let path = scratch.path().join(name);
        fs::write(&path, bytes).unwrap();
        let told = told(&cli, &path);
        let passages = told["passages"].as_array().unwrap().clone();
        move |word: &str| {
            let found = passages
                .iter()
                .find(|p| p["text"].as_str().unwrap().contains(word));
            let found = found.unwrap_or_else(|| panic!("{word} is in it"));
            (found["page"].clone(), found["part"].clone())
        }
    };
    let nobody = Value::Null;
    let pdf = at("a", papers::pdf(&papers::LETTER));
    assert_eq!(pdf("nephrology"), (json!(2), nobody.clone()));
    let docx = at("b", papers::docx());
    assert_eq!(docx("nephrology"), (json!(2), nobody.clone()));
    assert_eq!(docx("20481"), (nobody.clone(), json!("Header")));
    assert_eq!(docx("Call"), (nobody.clone(), json!("Comments")));
    let rtf = at("c", papers::rtf());
    assert_eq!(rtf("nephrology"), (json!(2), nobody.clone()));
    assert_eq!(rtf("20481"), (nobody.clone(), json!("Header")));
    assert_eq!(rtf("Café α"), (json!(1), nobody.clone()));
    let ccda = at("d", papers::ccda());
    assert_eq!(ccda("nephrology"), (nobody, json!("Plan")));
    // A page that is only drawn is not the same as a page that could not be read.
    let path = scratch.path().join("e");
    fs::write(&path, papers::pdf(&["Seen by Amara Osei", ""])).unwrap();
    let told = told(&cli, &path);
    assert_eq!(
        (&told["withoutText"], &told["unread"]),
        (&json!([2]), &json!([]))
    );
}

#[test]
fn the_words_on_forty_large_scans_are_each_found_on_their_page() {
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.path().join("profile"));
    let texts: Vec<String> = (1..=40)
        .map(|n| format!("Ingrid Halvorsen, potassium {n}.5 mmol/L"))
        .collect();
    let pages: Vec<&str> = texts.iter().map(String::as_str).collect();
    let path = scratch.path().join("discharge");
    // More than the size from which the scans themselves are not read.
    fs::write(&path, papers::scanned(&pages, 900_000)).unwrap();
    let told = told(&cli, &path);
    let passages = told["passages"].as_array().unwrap();
    let found: Vec<(u64, &str)> = passages
        .iter()
        .map(|p| {
            (
                p["page"].as_u64().unwrap(),
                p["text"].as_str().unwrap().trim(),
            )
        })
        .collect();
    let wanted: Vec<(u64, &str)> = (1..).zip(pages).collect();
    assert_eq!(found, wanted);
    assert_eq!(told["unread"], json!([]));
}

#[test]
fn what_is_not_taken_in_says_why() {
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.path().join("profile"));
    let cut = |bytes: Vec<u8>, share: usize| bytes[..bytes.len() * share / 10].to_vec();
    let old_word = |inside: &str| {
        let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        bytes.resize(512, 0);
        bytes.extend(inside.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    let program = fs::read(binary("wardbook-cli")).unwrap()[..4096].to_vec();
    for (bytes, code) in [
        (Vec::new(), "empty"),
        (b" \n\n".to_vec(), "empty"),
        (program, "program"),
        (b"#!/bin/sh\nrm -r ~".to_vec(), "program"),
        (papers::docx_with_macros(), "macros"),
        (papers::bomb(), "bomb"),
        (papers::zip(&[("notes.txt", b"Halvorsen")]), "archive"),
        (old_word("WordDocument"), "old-office"),
        (old_word("EncryptedPackage"), "password"),
        (cut(papers::pdf(&papers::LETTER), 8), "truncated"),
        (cut(papers::docx(), 8), "truncated"),
        (cut(papers::rtf(), 8), "truncated"),
        (cut(papers::png(), 8), "truncated"),
        (cut(papers::ccda(), 8), "truncated"),
        (b"<?xml version=\"1.0\"?><Patient/>".to_vec(), "other-xml"),
        (b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), "other-kind"),
    ] {
        let path = scratch.path().join("letter.pdf");
        fs::write(&path, &bytes).unwrap();
        let told = told(&cli, &path);
        assert_eq!(told["refused"]["code"], json!(code), "{told}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "the file is left alone");
    }
}

#[test]
fn a_reader_out_of_time_or_memory_is_ended_and_says_so() {
    let program = binary("wardbook-cli");
    let read = |times: usize, limits: Limits| {
        let long = "Halvorsen ".repeat(times).into_bytes();
        let worker = Worker::program(program.clone(), limits);
        worker.read(&|| Ok(Box::new(Cursor::new(long.clone()))))
    };
    let quick = Limits {
        time: Duration::from_millis(1),
        ..Limits::default()
    };
    assert!(matches!(
        read(9_000_000, quick),
        Err(ReadError::Refused(Refusal::TooSlow))
    ));
    if cfg!(target_os = "linux") {
        let narrow = Limits {
            memory: 256 * 1024 * 1024,
            ..Limits::default()
        };
        let told = read(9_000_000, narrow).map(|reading| reading.has_text());
        assert!(
            matches!(told, Err(ReadError::Refused(Refusal::Unreadable))),
            "{told:?}"
        );
    }
    assert!(read(100_000, Limits::default()).is_ok_and(|reading| reading.has_text()));
}

#[test]
fn two_hundred_mutants_of_each_kind_are_read_or_refused() {
    let became =
        mutants::read(&papers::every(), 200, 20_261_121).unwrap_or_else(|what| panic!("{what}"));
    assert_eq!(became.values().sum::<u32>(), 9 * 200);
    assert!(became["read"] > 100, "{became:?}");
    assert!(became.len() > 3, "{became:?}");
}

#[test]
fn every_real_document_is_read_or_refused_by_name() {
    let Some(folder) = std::env::var_os("WARDBOOK_REAL_DATA") else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let scratch = Scratch::new();
    let cli = Cli::new(&scratch.path().join("profile"));
    let all = files(&PathBuf::from(folder).join("documents"));
    assert!(all.len() > 300, "{} files", all.len());
    for path in all {
        let told = told(&cli, &path);
        let code = told["refused"]["code"].as_str();
        assert!(
            !matches!(code, Some("too-slow" | "unreadable")),
            "{}: {code:?}",
            path.display()
        );
    }
}
