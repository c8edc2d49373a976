//! What somebody keeps to themselves or to the team: it is not there for others, in no list, search or count, and the
//! chart says that something is held back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::people::{a_ward_of_three, add, sign_in};
use super::{Ward, asking};
use crate::wire::chart::Chart;
use crate::wire::document::{
    AboutDocument, AddDocument, DocumentPart, DocumentType, SetDocumentAccess,
};
use crate::wire::out::{OutForm, TakeOut};
use crate::wire::outbox::ListOutbox;
use crate::wire::person::PersonRole;
use crate::wire::section::{RecordRef, Section};

/// Adaeze (nurse) has added two letters, one for herself and one for the team; Carl is a clinician, Ellen a coder.
pub(super) async fn two_letters() -> (Ward, [String; 2]) {
    let ward = a_ward_of_three().await;
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    add(&ward, "carl", PersonRole::Clinician).await.unwrap();
    add(&ward, "ellen", PersonRole::Coder).await.unwrap();
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    let own = letter(&ward, "private", "own.txt", "Quinidine was mentioned.").await;
    let team = letter(&ward, "team", "team.txt", "Verapamil was mentioned.").await;
    (ward, [own, team])
}

async fn letter(ward: &Ward, level: &str, file: &str, text: &str) -> String {
    let path = ward.file(file, text);
    let request = AddDocument {
        patient: ward.patient().await.patient,
        path: path.to_str().unwrap().to_owned(),
        about: AboutDocument {
            title: Some(format!("A letter for {level}")),
            kind: Some(DocumentType {
                code: "57133-1".to_owned(),
                display: Some("Referral note".to_owned()),
            }),
            access: Some(level.to_owned()),
            ..AboutDocument::default()
        },
        replaces: None,
        draft: false,
    };
    let added = ward.app.add_document(&ward.lindqvist, request).await;
    added.unwrap().record.unwrap()
}

async fn chart(ward: &Ward) -> Chart {
    let patient = ward.patient().await;
    ward.app.open_chart(&ward.lindqvist, patient).await.unwrap()
}

/// Notes that are shown, and how many are said to be held back.
pub(super) async fn notes(ward: &Ward) -> (u32, u32) {
    let chart = chart(ward).await;
    let head = chart.sections.iter().find(|head| head.section == "notes");
    let head = head.unwrap();
    (head.count, head.held_back)
}

/// How many are found by a word, and what was suggested in its place.
async fn found(ward: &Ward, text: &str) -> (usize, Vec<String>) {
    let request = asking(text);
    let hits = ward.app.search(&ward.lindqvist, request).await.unwrap();
    (hits.hits.len(), hits.did_you_mean)
}

#[tokio::test]
async fn a_private_letter_is_there_for_who_wrote_it_and_counted_for_the_others() {
    let (ward, [own, _]) = two_letters().await;
    let seat = &ward.lindqvist;
    assert_eq!(notes(&ward).await, (2, 0), "she sees both");
    assert_eq!(found(&ward, "quinidine").await.0, 1);

    sign_in(&ward, "carl", "carl is long").await.unwrap();
    assert_eq!(notes(&ward).await, (1, 1));
    assert_eq!(found(&ward, "quinidine").await.0, 0);
    assert_eq!(found(&ward, "verapamil").await.0, 1, "the team's is found");
    let none: Vec<String> = Vec::new();
    assert_eq!(
        found(&ward, "quinidin").await.1,
        none,
        "no word of it is suggested"
    );
    let record = RecordRef {
        record: own.clone(),
    };
    let failure = ward.app.open_note(seat, record.clone()).await.unwrap_err();
    assert_eq!(failure.code, "record-not-found");
    let failure = ward
        .app
        .document_here(seat, record.clone())
        .await
        .unwrap_err();
    assert_eq!(failure.code, "record-not-found");
    for from in [0.0, 4.0] {
        let part = DocumentPart {
            record: own.clone(),
            from,
            length: 10.0,
        };
        let failure = ward.app.document_part(seat, part).await.unwrap_err();
        assert_eq!(failure.code, "record-not-found", "{from}");
    }
    let failure = ward.app.document_versions(seat, record).await.unwrap_err();
    assert_eq!(failure.code, "record-not-found");
    let all = ListOutbox {
        connection: None,
        patient: None,
        ended: true,
        offset: 0,
        limit: 50,
    };
    let outbox = ward.app.list_outbox(seat, all).await.unwrap();
    let titles = format!("{outbox:?}");
    assert!(titles.contains("A letter for team"), "{titles}");
    assert!(!titles.contains("A letter for private"), "{titles}");

    // What Carl takes out says that it is not all.
    let request = TakeOut {
        patient: ward.patient().await.patient,
        form: OutForm::Bundle,
        sections: Vec::new(),
        path: ward.folder.path().join("carls").display().to_string(),
    };
    let held = "Notes & documents: 1 document held back by somebody here.";
    let out = ward.app.take_out(seat, request).await;
    let said = out.unwrap().incomplete;
    assert!(said.iter().any(|one| one == held), "{said:?}");

    // Who is not of the team sees neither; back in her seat, she sees both.
    sign_in(&ward, "ellen", "ellen is long").await.unwrap();
    assert_eq!(notes(&ward).await, (0, 2));
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    assert_eq!(notes(&ward).await, (2, 0));
}

#[tokio::test]
async fn only_who_brought_a_document_keeps_it_from_others_and_what_nobody_could_see_is_the_teams() {
    let (ward, [own, team]) = two_letters().await;
    let level = |record: &str, level: &str| SetDocumentAccess {
        record: record.to_owned(),
        level: level.to_owned(),
    };
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    let taken = ward
        .app
        .set_document_access(&ward.lindqvist, level(&team, "private"))
        .await
        .unwrap_err();
    assert_eq!(taken.code, "not-permitted");
    assert!(taken.message.contains("Somebody else brought"), "{taken}");
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    ward.app
        .set_document_access(&ward.lindqvist, level(&team, "everyone"))
        .await
        .unwrap();
    sign_in(&ward, "ellen", "ellen is long").await.unwrap();
    assert_eq!(notes(&ward).await, (1, 1));

    // Adaeze leaves the ward: her own letter is not lost.
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    let gone = crate::wire::person::PersonRef {
        person: "adaeze".to_owned(),
    };
    ward.app.remove_person(&ward.lindqvist, gone).await.unwrap();
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    assert_eq!(notes(&ward).await, (2, 0));
    let shown = ward
        .app
        .document_here(&ward.lindqvist, RecordRef { record: own })
        .await
        .unwrap();
    assert_eq!(shown.access.as_deref(), Some("private"));
    sign_in(&ward, "ellen", "ellen is long").await.unwrap();
    assert_eq!(notes(&ward).await, (1, 1));
}

#[tokio::test]
async fn what_is_held_back_is_in_no_section_either() {
    let (ward, _) = two_letters().await;
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    let request = crate::wire::section::ReadSection {
        patient: ward.patient().await.patient,
        section: "notes".to_owned(),
        most: None,
    };
    let section = ward.app.read_section(&ward.lindqvist, request).await;
    let Section::Notes(rows) = section.unwrap() else {
        panic!("notes")
    };
    assert_eq!(rows.len(), 1);
    assert!(!format!("{rows:?}").contains("private"));
}

#[tokio::test]
async fn the_same_file_as_a_letter_nobody_else_sees_is_kept_for_who_brings_it() {
    let (ward, [own, team]) = two_letters().await;
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    let mine = letter(&ward, "private", "again.txt", "Quinidine was mentioned.").await;
    assert_ne!(mine, own, "hers is not there for him");
    assert_eq!(notes(&ward).await, (2, 1));
    let seen = letter(&ward, "private", "team2.txt", "Verapamil was mentioned.").await;
    assert_eq!(seen, team, "the team's is there already");
}
