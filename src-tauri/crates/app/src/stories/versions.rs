//! Ingrid's referral is written three times: nothing of it is overwritten, and the EHR has what it should, once.

use sandbox_ehr::Server;
use serde_json::Value;
use wardbook_store::audit;

use super::mapping::{EHR, connected, practice};
use super::{Ward, hers, ingrid};
use crate::wire::document::{
    AboutDocument, AddDocument, AddedDocument, DocumentHistory, DocumentType, DocumentVersion,
    SetDocumentAccess, SupersedeDocument,
};
use crate::wire::outbox::{ListOutbox, MarkInError, OutboxRef, OutboxRow, SendOutbox};
use crate::wire::patient::ListPatients;
use crate::wire::profile::Failure;
use crate::wire::reading::{CompareNotes, LineChange};
use crate::wire::section::{NoteRow, RecordRef, Section, Standing};

const FIRST: &str = "Referral note\nPotassium 5.9 mmol/L, repeated.\nPlease see her.";
const SECOND: &str = "Referral note\nPotassium 4.9 mmol/L, repeated.\nPlease see her.";

struct Desk {
    ward: Ward,
    patient: String,
}

impl Desk {
    /// Ingrid's chart from a file: no EHR behind it.
    async fn alone() -> Desk {
        let ward = Ward::open().await;
        let gout = hers(
            "Condition",
            "c1",
            serde_json::json!({"code": {"text": "Gout"}}),
        );
        ward.import(&[ingrid(), gout]).await;
        let patient = ward.patient().await.patient;
        Desk { ward, patient }
    }

    /// Somebody's chart from a practice EHR.
    async fn at(ehr: &Server) -> Desk {
        let ward = connected(ehr).await;
        let request = ListPatients {
            text: String::new(),
            offset: 0,
            limit: 10,
        };
        let page = ward.app.list_patients(&ward.lindqvist, request).await;
        let patient = page.unwrap().rows[0].id.clone();
        Desk { ward, patient }
    }

    async fn try_add(&self, text: &str, replaces: Option<&str>) -> Result<AddedDocument, Failure> {
        let path = self.ward.file("referral.txt", text);
        let request = AddDocument {
            patient: self.patient.clone(),
            path: path.to_str().unwrap().to_owned(),
            about: AboutDocument {
                title: Some("Referral to nephrology".to_owned()),
                kind: Some(DocumentType {
                    code: "57133-1".to_owned(),
                    display: Some("Referral note".to_owned()),
                }),
                ..AboutDocument::default()
            },
            replaces: replaces.map(str::to_owned),
            draft: false,
        };
        self.ward
            .app
            .add_document(&self.ward.lindqvist, request)
            .await
    }

    async fn add(&self, text: &str, replaces: Option<&str>) -> String {
        self.try_add(text, replaces).await.unwrap().record.unwrap()
    }

    async fn history(&self, record: &str) -> Vec<DocumentVersion> {
        let request = reference(record);
        let history = self
            .ward
            .app
            .document_versions(&self.ward.lindqvist, request)
            .await;
        history.unwrap().versions
    }

    async fn in_error(&self, record: &str, undo: bool) -> Result<OutboxRow, Failure> {
        let request = MarkInError {
            record: record.to_owned(),
            undo,
        };
        self.ward
            .app
            .mark_in_error(&self.ward.lindqvist, request)
            .await
    }

    async fn send(&self) {
        let request = SendOutbox {
            connection: Some(EHR.to_owned()),
        };
        let sent = self
            .ward
            .app
            .send_outbox(&self.ward.lindqvist, request)
            .await;
        sent.unwrap();
    }

    async fn outbox(&self) -> Vec<OutboxRow> {
        let request = ListOutbox {
            connection: None,
            patient: Some(self.patient.clone()),
            ended: true,
            offset: 0,
            limit: 100,
        };
        let page = self
            .ward
            .app
            .list_outbox(&self.ward.lindqvist, request)
            .await;
        page.unwrap().rows
    }

    async fn row(&self, record: &str) -> NoteRow {
        let request = reference(record);
        let note = self.ward.app.open_note(&self.ward.lindqvist, request).await;
        note.unwrap().row
    }

    async fn body(&self, record: &str) -> Value {
        let request = reference(record);
        let source = self
            .ward
            .app
            .record_source(&self.ward.lindqvist, request)
            .await;
        serde_json::from_str(&source.unwrap().json).unwrap()
    }

    async fn text(&self, record: &str) -> String {
        let request = reference(record);
        let note = self
            .ward
            .app
            .open_note(&self.ward.lindqvist, request)
            .await
            .unwrap();
        note.parts
            .into_iter()
            .filter_map(|part| part.text)
            .collect()
    }
}

fn reference(record: &str) -> RecordRef {
    RecordRef {
        record: record.to_owned(),
    }
}

fn told(history: &[DocumentVersion]) -> Vec<(u32, &str, bool)> {
    let each = history.iter();
    each.map(|one| (one.number, one.how.as_str(), one.current))
        .collect()
}

#[tokio::test]
async fn a_letter_written_three_times_keeps_every_version() {
    let desk = Desk::alone().await;
    let first = desk.add(FIRST, None).await;
    let second = desk.add(SECOND, Some(&first)).await;
    assert_ne!(first, second);
    assert_eq!(desk.body(&first).await["status"], "superseded");
    assert_eq!(desk.row(&first).await.standing, Standing::Past);
    assert_eq!(desk.text(&first).await, FIRST, "nothing is overwritten");
    // The differences are those of two notes.
    let request = CompareNotes {
        earlier: first.clone(),
        later: second.clone(),
    };
    let compared = desk
        .ward
        .app
        .compare_notes(&desk.ward.lindqvist, request)
        .await;
    let lines = compared.unwrap().lines;
    let changed: Vec<String> = lines
        .iter()
        .filter(|line| line.change != LineChange::Same)
        .flat_map(|line| line.words.iter().filter(|word| word.changed))
        .map(|word| word.text.trim().to_owned())
        .collect();
    assert_eq!(changed, ["5.9", "4.9"]);
    // The first was right after all.
    let restored = desk
        .ward
        .app
        .restore_document(&desk.ward.lindqvist, reference(&first))
        .await;
    let third = restored.unwrap().record.unwrap();
    assert_eq!(desk.text(&third).await, FIRST);
    let history = desk.history(&second).await;
    assert_eq!(
        told(&history),
        [
            (3, "restored", true),
            (2, "replaced", false),
            (1, "first", false)
        ]
    );
    assert_eq!(history[0].from, Some(1));
    assert_eq!(history[0].person.as_deref(), Some("lindqvist"));
    assert!(
        history
            .iter()
            .all(|one| one.content_type.as_deref() == Some("text/plain"))
    );
    let Section::Notes(rows) = desk.ward.section("notes").await else {
        panic!("notes")
    };
    let current = rows.iter().filter(|row| row.standing == Standing::Current);
    assert_eq!((rows.len(), current.count()), (3, 1));
    // Neither an older version nor the same file again.
    let older = desk
        .try_add("Another text", Some(&first))
        .await
        .unwrap_err();
    assert!(older.message.contains("newer version"), "{}", older.message);
    let same = desk.try_add(FIRST, Some(&third)).await.unwrap();
    assert!(same.already && same.record.as_ref() == Some(&third));
    let nothing = desk
        .ward
        .app
        .restore_document(&desk.ward.lindqvist, reference(&third))
        .await;
    assert!(nothing.unwrap_err().message.contains("nothing to restore"));
}

#[tokio::test]
async fn a_version_entered_in_error_gives_its_place_back_until_that_is_undone() {
    let desk = Desk::alone().await;
    let first = desk.add(FIRST, None).await;
    let second = desk.add(SECOND, Some(&first)).await;
    desk.in_error(&second, false).await.unwrap();
    assert_eq!(desk.row(&second).await.standing, Standing::EnteredInError);
    assert_eq!(desk.text(&second).await, SECOND, "struck through, not gone");
    assert_eq!(desk.body(&first).await["status"], "current");
    assert_eq!(
        told(&desk.history(&first).await),
        [(2, "replaced", false), (1, "first", true)]
    );
    assert!(
        desk.in_error(&second, false).await.is_err(),
        "it is marked already"
    );
    desk.in_error(&second, true).await.unwrap();
    assert_eq!(desk.body(&first).await["status"], "superseded");
    assert_eq!(desk.row(&second).await.standing, Standing::Current);
    assert!(
        desk.in_error(&second, true).await.is_err(),
        "it is not marked"
    );
}

#[tokio::test]
async fn one_that_never_left_is_taken_back_and_only_the_newer_one_goes() {
    let mut ehr = practice().await;
    let desk = Desk::at(&ehr).await;
    let first = desk.add(FIRST, None).await;
    let second = desk.add(SECOND, Some(&first)).await;
    let waiting = desk.outbox().await;
    assert_eq!(states(&waiting), ["withdrawn", "queued"]);
    // It does not go by itself again.
    let request = OutboxRef {
        item: waiting[0].item.clone(),
    };
    let refused = desk
        .ward
        .app
        .retry_item(&desk.ward.lindqvist, request)
        .await;
    assert!(refused.unwrap_err().message.contains("newer version"));
    desk.send().await;
    assert_eq!(states(&desk.outbox().await), ["withdrawn", "confirmed"]);
    let sent = desk.body(&second).await;
    assert!(
        sent.get("relatesTo").is_none(),
        "it replaces nothing the EHR knows: {sent}"
    );
    let data = &sent["content"][0]["attachment"]["data"];
    assert!(data.is_string(), "the file went with it: {sent}");
    assert_eq!(desk.row(&first).await.standing, Standing::Past);
    assert_eq!(desk.text(&first).await, FIRST);
    let history = desk.history(&first).await;
    assert_eq!(history[0].state, "In the EHR, read back.");
    assert_eq!(
        history[1].state,
        "Never sent: a newer version took its place."
    );
    ehr.stop().await;
}

#[tokio::test]
async fn one_that_the_ehr_has_is_named_and_marked_there_as_superseded() {
    let mut ehr = practice().await;
    let desk = Desk::at(&ehr).await;
    let first = desk.add(FIRST, None).await;
    desk.send().await;
    let named = desk.row(&first).await.fhir_id.unwrap();
    let second = desk.add(SECOND, Some(&first)).await;
    let waiting = desk.outbox().await;
    assert_eq!(states(&waiting), ["confirmed", "queued", "queued"]);
    desk.send().await;
    assert_eq!(
        states(&desk.outbox().await),
        ["confirmed", "confirmed", "confirmed"]
    );
    let body = desk.body(&second).await;
    let related = &body["relatesTo"][0];
    assert_eq!(related["code"], "replaces");
    assert_eq!(
        related["target"]["reference"],
        format!("DocumentReference/{named}")
    );
    assert_eq!(
        desk.body(&first).await["status"],
        "superseded",
        "as the EHR has it now"
    );
    // Restored, it goes as a new one.
    let restored = desk
        .ward
        .app
        .restore_document(&desk.ward.lindqvist, reference(&first))
        .await;
    let third = restored.unwrap().record.unwrap();
    desk.send().await;
    assert_eq!(desk.text(&third).await, FIRST);
    let there = desk.row(&third).await.fhir_id.unwrap();
    assert_ne!(there, named);
    assert_eq!(desk.history(&third).await.len(), 3);
    ehr.stop().await;
}

#[tokio::test]
async fn a_newer_version_taken_back_leaves_the_older_one_in_force_at_the_ehr() {
    let mut ehr = practice().await;
    let desk = Desk::at(&ehr).await;
    let first = desk.add(FIRST, None).await;
    desk.send().await;
    let second = desk.add(SECOND, Some(&first)).await;
    desk.in_error(&second, false).await.unwrap();
    desk.send().await;
    assert_eq!(desk.body(&first).await["status"], "current");
    assert_eq!(desk.row(&first).await.standing, Standing::Current);
    let states = states(&desk.outbox().await).join(" ");
    assert_eq!(states, "confirmed withdrawn withdrawn");
    desk.in_error(&second, true).await.unwrap();
    desk.send().await;
    assert_eq!(desk.row(&first).await.standing, Standing::Past);
    ehr.stop().await;
}

#[tokio::test]
async fn another_document_takes_a_place_and_who_may_look_is_kept() {
    let desk = Desk::alone().await;
    let letter = desk.add(FIRST, None).await;
    let report = desk.add("Nephrology report\nSeen.", None).await;
    for (record, level) in [(&letter, "team"), (&report, "private")] {
        let request = SetDocumentAccess {
            record: record.clone(),
            level: level.to_owned(),
        };
        desk.ward
            .app
            .set_document_access(&desk.ward.lindqvist, request)
            .await
            .unwrap();
    }
    let request = SupersedeDocument {
        record: letter.clone(),
        by: report.clone(),
    };
    let history: Result<DocumentHistory, _> = desk
        .ward
        .app
        .supersede_document(&desk.ward.lindqvist, request.clone())
        .await;
    let history = history.unwrap().versions;
    assert_eq!(
        told(&history),
        [(2, "superseded", true), (1, "first", false)]
    );
    assert_eq!(history[0].access.as_deref(), Some("private"));
    assert_eq!(history[1].access.as_deref(), Some("team"));
    let again = desk
        .ward
        .app
        .supersede_document(&desk.ward.lindqvist, request)
        .await;
    assert!(again.is_err());
    // A new version keeps who may look.
    let next = desk
        .add("Nephrology report\nSeen twice.", Some(&report))
        .await;
    assert_eq!(
        desk.history(&next).await[0].access.as_deref(),
        Some("private")
    );
    let nobody = SetDocumentAccess {
        record: next,
        level: "nobody".to_owned(),
    };
    let refused = desk
        .ward
        .app
        .set_document_access(&desk.ward.lindqvist, nobody)
        .await;
    assert_eq!(refused.unwrap_err().code, "invalid-request");
    let open = desk.ward.app.opened().unwrap();
    let rows: Vec<audit::Row> = open.audit().read(1, 1_000).unwrap();
    for act in ["document.supersede", "document.access", "document.versions"] {
        assert!(rows.iter().any(|row| row.act == act), "{act}");
    }
}

fn states(rows: &[OutboxRow]) -> Vec<&str> {
    rows.iter().map(|row| row.state.as_str()).collect()
}
