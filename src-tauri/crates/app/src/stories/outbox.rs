//! What somebody on the ward writes, on its way to the practice EHR: sent, refused, changed under their hands,
//! taken back, held; and what is told when they go home before it went.

use sandbox_ehr::{Config, Server, personality};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::Ward;
use super::listening::send;
use super::mapping::{EHR, connected, connected_at, lakeside, practice};
use crate::wire::connection::{
    Auth, ConnectionDetails, ConnectionRef, EditConnection, NewConnection,
};
use crate::wire::outbox::VerifyRecord;
use crate::wire::outbox::{
    AddRecord, CorrectRecord, EditItem, ListOutbox, MarkInError, MoveItem, OutboxItem, OutboxPage,
    OutboxRef, OutboxRow, ResolveItem, SendOutbox,
};
use crate::wire::patient::ListPatients;
use crate::wire::section::{ReadSection, RecordRef, Section};
use crate::wire::sync::{Change, SyncScope};

/// Somebody's patient at the practice EHR.
async fn patient(ward: &Ward) -> String {
    let request = ListPatients {
        text: String::new(),
        offset: 0,
        limit: 1,
    };
    let page = ward.app.list_patients(&ward.lindqvist, request).await;
    page.unwrap().rows[0].id.clone()
}

async fn add(ward: &Ward, patient: &str, json: &str) -> OutboxRow {
    let request = AddRecord {
        patient: patient.to_owned(),
        json: json.to_owned(),
        draft: false,
    };
    ward.app.add_record(&ward.lindqvist, request).await.unwrap()
}

fn gout(what: &str) -> String {
    json!({
        "resourceType": "Condition", "code": {"text": what},
        "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
    })
    .to_string()
}

async fn go(ward: &Ward) -> Result<OutboxPage, crate::wire::profile::Failure> {
    let request = SendOutbox {
        connection: Some(EHR.to_owned()),
    };
    ward.app.send_outbox(&ward.lindqvist, request).await
}

async fn item(ward: &Ward, item: &str) -> OutboxItem {
    let request = OutboxRef {
        item: item.to_owned(),
    };
    ward.app
        .outbox_item(&ward.lindqvist, request)
        .await
        .unwrap()
}

async fn state(ward: &Ward, row: &OutboxRow) -> String {
    item(ward, &row.item).await.row.state
}

async fn waiting(ward: &Ward) -> Vec<String> {
    let request = ListOutbox {
        connection: None,
        patient: None,
        ended: false,
        offset: 0,
        limit: 50,
    };
    let page = ward
        .app
        .list_outbox(&ward.lindqvist, request)
        .await
        .unwrap();
    page.rows.into_iter().map(|row| row.title).collect()
}

async fn edit(ward: &Ward, row: &OutboxRow, change: impl Fn(&mut Value)) -> OutboxRow {
    let mut mine: Value = serde_json::from_str(&item(ward, &row.item).await.mine).unwrap();
    change(&mut mine);
    let request = EditItem {
        item: row.item.clone(),
        json: mine.to_string(),
    };
    ward.app.edit_item(&ward.lindqvist, request).await.unwrap()
}

async fn resolve(ward: &Ward, row: &OutboxRow, take: &str) -> OutboxRow {
    let request = ResolveItem {
        item: row.item.clone(),
        take: take.to_owned(),
        fhir_id: None,
    };
    ward.app
        .resolve_item(&ward.lindqvist, request)
        .await
        .unwrap()
}

/// Names of the problems in the chart, and their records.
async fn problems(ward: &Ward, patient: &str) -> Vec<(String, String)> {
    let request = ReadSection {
        patient: patient.to_owned(),
        section: "problems".to_owned(),
        most: None,
    };
    let section = ward.app.read_section(&ward.lindqvist, request).await;
    let Section::Problems(rows) = section.unwrap() else {
        panic!("problems")
    };
    let named = rows.into_iter();
    named
        .map(|row| (row.name.unwrap_or_default(), row.record))
        .collect()
}

/// How many the EHR has that say so.
fn at_the_ehr(ehr: &Server, words: &str) -> usize {
    let written = ehr.written();
    let says = |body: &[u8]| String::from_utf8_lossy(body).contains(words);
    written.iter().filter(|one| says(&one.body)).count()
}

/// The same EHR, reached or asked otherwise.
fn at(fhir_base: String, auth: Auth, client_id: Option<&str>) -> EditConnection {
    EditConnection {
        connection: EHR.to_owned(),
        to: NewConnection {
            name: EHR.to_owned(),
            fhir_base,
            client_id: client_id.map(str::to_owned),
            auth,
            details: ConnectionDetails::default(),
            secret: None,
        },
    }
}

/// An EHR that lists nobody, and its first patient on the workstation.
async fn epic() -> (Server, Ward) {
    let config = Config {
        patients: 2,
        open: true,
        ..Config::of(personality::named("epic").unwrap())
    };
    let ehr = Server::start(config).await.unwrap();
    let chart = ehr.chart(0).unwrap();
    let fhir_ids = chart.of_kind("Patient").map(|one| one.id.clone()).collect();
    let ward = connected_at(ehr.base_url(), SyncScope::Patients { fhir_ids }).await;
    (ehr, ward)
}

#[tokio::test]
async fn a_problem_written_while_the_ehr_is_away_stands_in_the_chart_and_arrives_once_when_it_is_back()
 {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let whose = patient(&ward).await;
    ehr.stop().await;
    let row = add(&ward, &whose, &gout("Gout of the left toe")).await;
    assert_eq!((row.state.as_str(), row.act.as_str()), ("queued", "create"));
    let names = problems(&ward, &whose).await;
    assert!(names.iter().any(|(name, _)| name == "Gout of the left toe"));
    let refused = go(&ward).await.unwrap_err();
    assert_eq!(refused.code, "offline", "{}", refused.message);
    let held = item(&ward, &row.item).await;
    assert_eq!(held.row.state, "queued", "{:?}", held.row.reason);
    assert!(held.row.next.contains("by itself"), "{}", held.row.next);

    ehr.restart().await.unwrap();
    ward.clock.advance(3_600_000);
    go(&ward).await.unwrap();
    let sent = item(&ward, &row.item).await;
    assert_eq!(sent.row.state, "confirmed", "{:?}", sent.row.reason);
    assert_eq!(sent.row.verdict.as_deref(), Some("identical"));
    assert!(sent.row.fhir_id.is_some());
    assert_eq!(at_the_ehr(&ehr, "Gout of the left toe"), 1);
    assert_eq!(go(&ward).await.unwrap().waiting, 0);
    assert_eq!(at_the_ehr(&ehr, "Gout of the left toe"), 1, "once");
}

#[tokio::test]
async fn a_note_that_the_ehr_refuses_says_its_words_and_arrives_once_corrected() {
    let (_ehr, ward) = epic().await;
    let whose = patient(&ward).await;
    let note = json!({
        "resourceType": "DocumentReference", "status": "current", "docStatus": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3"}], "text": "Progress note"},
        "content": [{"attachment": {"contentType": "text/plain", "data": "U2xlcHQgd2VsbC4="}}],
    });
    let row = add(&ward, &whose, &note.to_string()).await;
    go(&ward).await.unwrap();
    let refused = item(&ward, &row.item).await;
    assert_eq!(refused.row.state, "rejected");
    let said = refused
        .attempts
        .iter()
        .filter_map(|one| one.said.as_deref());
    assert!(
        said.clone().any(|said| said.contains("Valid encounter")),
        "{refused:?}"
    );
    assert!(refused.row.for_person);

    let request = ReadSection {
        patient: whose.clone(),
        section: "encounters".to_owned(),
        most: None,
    };
    let section = ward.app.read_section(&ward.lindqvist, request).await;
    let Section::Encounters(rows) = section.unwrap() else {
        panic!("encounters")
    };
    let visit = rows[0].fhir_id.clone().unwrap();
    let corrected = edit(&ward, &row, |mine| {
        mine["context"] = json!({"encounter": [{"reference": format!("Encounter/{visit}")}]});
    })
    .await;
    assert_eq!(corrected.state, "queued");
    ward.clock.advance(60_000);
    go(&ward).await.unwrap();
    let sent = item(&ward, &row.item).await;
    assert_eq!(sent.row.state, "confirmed", "{:?}", sent.row.reason);
    assert_eq!(sent.row.verdict.as_deref(), Some("converted"));
}

#[tokio::test]
async fn what_the_ehr_has_no_place_for_waits_for_its_people_and_can_be_asked_again() {
    let (ehr, ward) = epic().await;
    let whose = patient(&ward).await;
    let girth = json!({
        "resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-03-14T09:00:00+01:00",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "8280-0"}], "text": "Waist circumference"},
        "valueQuantity": {"value": 91, "unit": "cm"},
    });
    let row = add(&ward, &whose, &girth.to_string()).await;
    go(&ward).await.unwrap();
    let held = item(&ward, &row.item).await.row;
    assert_eq!(held.state, "needs-mapping");
    assert!(held.next.contains("map this code"), "{}", held.next);
    assert_eq!(held.acts[..3], ["edit", "retry", "withdraw"]);
    let request = OutboxRef {
        item: row.item.clone(),
    };
    let again = ward.app.retry_item(&ward.lindqvist, request).await.unwrap();
    assert_eq!(again.state, "queued");
    ward.clock.advance(60_000);
    go(&ward).await.unwrap();
    assert_eq!(
        state(&ward, &row).await,
        "needs-mapping",
        "still without a row"
    );
    assert_eq!(at_the_ehr(&ehr, "Waist circumference"), 0);
}

/// A correction of a synced problem, and somebody at the EHR who was quicker.
async fn conflict(ehr: &Server, ward: &Ward, whose: &str) -> (OutboxRow, String) {
    let (_, record) = problems(ward, whose).await.remove(0);
    let request = RecordRef {
        record: record.clone(),
    };
    let source = ward
        .app
        .record_source(&ward.lindqvist, request)
        .await
        .unwrap();
    let fhir_id = source.fhir_id.unwrap();
    let mut mine: Value = serde_json::from_str(&source.json).unwrap();
    mine["note"] = json!([{"text": "Mine: better since March."}]);
    let request = CorrectRecord {
        record,
        json: mine.to_string(),
        from: Some(source.json.clone()),
    };
    let row = ward
        .app
        .correct_record(&ward.lindqvist, request)
        .await
        .unwrap();
    let mut theirs: Value = serde_json::from_str(&source.json).unwrap();
    theirs["note"] = json!([{"text": "Theirs: worse again."}]);
    let path = format!("Condition/{fhir_id}");
    let answer = send(ehr, "PUT", &path, &theirs.to_string()).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    go(ward).await.unwrap();
    let found = item(ward, &row.item).await;
    assert_eq!(found.row.state, "conflict", "{:?}", found.row.reason);
    let fields: Vec<_> = found.fields.iter().map(|one| format!("{one:?}")).collect();
    let fields = fields.join(" ");
    assert!(
        fields.contains("Mine: better") && fields.contains("Theirs: worse"),
        "{fields}"
    );
    (row, path)
}

#[tokio::test]
async fn a_conflict_can_be_left_by_taking_mine_theirs_or_both() {
    for take in ["mine", "theirs", "both"] {
        let ehr = practice().await;
        let ward = connected(&ehr).await;
        let whose = patient(&ward).await;
        let (row, path) = conflict(&ehr, &ward, &whose).await;
        ward.clock.advance(60_000);
        go(&ward).await.unwrap();
        assert_eq!(
            state(&ward, &row).await,
            "conflict",
            "{take}: nothing is decided by itself"
        );
        match take {
            "both" => {
                let both = json!([{"text": "Better since March, then worse again."}]);
                edit(&ward, &row, |mine| mine["note"] = both.clone()).await;
            }
            side => {
                resolve(&ward, &row, side).await;
            }
        }
        ward.clock.advance(60_000);
        go(&ward).await.unwrap();
        let ended = state(&ward, &row).await;
        let there = send(&ehr, "GET", &path, "").await;
        let (wanted, says) = match take {
            "mine" => ("confirmed", "Mine: better since March."),
            "theirs" => ("withdrawn", "Theirs: worse again."),
            _ => ("confirmed", "Better since March, then worse again."),
        };
        assert_eq!(ended, wanted, "{take}");
        assert!(there.contains(says), "{take}: {there}");
    }
}

#[tokio::test]
async fn what_is_taken_back_leaves_the_chart_never_goes_and_can_be_put_back() {
    let ehr = practice().await;
    let ward = connected(&ehr).await;
    let whose = patient(&ward).await;
    let row = add(&ward, &whose, &gout("Gout, perhaps")).await;
    let request = OutboxRef {
        item: row.item.clone(),
    };
    let back = ward
        .app
        .withdraw_item(&ward.lindqvist, request.clone())
        .await
        .unwrap();
    assert_eq!(
        (back.state.as_str(), back.acts.as_slice()),
        ("withdrawn", &["put-back".to_owned()][..])
    );
    let names = problems(&ward, &whose).await;
    assert!(!names.iter().any(|(name, _)| name == "Gout, perhaps"));
    go(&ward).await.unwrap();
    assert_eq!(at_the_ehr(&ehr, "Gout, perhaps"), 0);
    let again = ward.app.retry_item(&ward.lindqvist, request).await.unwrap();
    assert_eq!(again.state, "queued");
    let names = problems(&ward, &whose).await;
    assert!(names.iter().any(|(name, _)| name == "Gout, perhaps"));
    go(&ward).await.unwrap();
    assert_eq!(state(&ward, &row).await, "confirmed");
    assert_eq!(at_the_ehr(&ehr, "Gout, perhaps"), 1);
}

#[tokio::test]
async fn items_of_one_patient_change_places_but_not_with_what_they_refer_to() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let whose = patient(&ward).await;
    ehr.stop().await;
    let first = add(&ward, &whose, &gout("First")).await;
    let second = add(&ward, &whose, &gout("Second")).await;
    let acts = item(&ward, &second.item).await.row.acts;
    assert!(
        acts.contains(&"earlier".to_owned()) && !acts.contains(&"later".to_owned()),
        "{acts:?}"
    );
    let earlier = |row: &OutboxRow| MoveItem {
        item: row.item.clone(),
        earlier: true,
    };
    ward.app
        .move_item(&ward.lindqvist, earlier(&second))
        .await
        .unwrap();
    assert_eq!(waiting(&ward).await, ["Second", "First"]);

    // A procedure for the first problem stays behind it.
    let mine: Value = serde_json::from_str(&item(&ward, &first.item).await.mine).unwrap();
    let id = mine["id"].as_str().unwrap();
    let procedure = json!({
        "resourceType": "Procedure", "status": "completed", "code": {"text": "Joint aspiration"},
        "reasonReference": [{"reference": format!("Condition/{id}")}],
    });
    let third = add(&ward, &whose, &procedure.to_string()).await;
    let acts = item(&ward, &third.item).await.row.acts;
    assert!(!acts.contains(&"earlier".to_owned()), "{acts:?}");
    let refused = ward.app.move_item(&ward.lindqvist, earlier(&third)).await;
    assert_eq!(refused.unwrap_err().code, "item-moved");
    assert_eq!(
        waiting(&ward).await,
        ["Second", "First", "Joint aspiration"]
    );
}

#[tokio::test]
async fn going_home_with_something_unsent_is_told_once_and_signing_out_drops_nothing() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    assert!(ward.app.may_close(&ward.lindqvist).await, "nothing waits");
    let whose = patient(&ward).await;
    ehr.stop().await;
    let row = add(&ward, &whose, &gout("Gout of the left toe")).await;
    let unsent = ward.app.unsent(&ward.lindqvist).await.unwrap();
    assert_eq!((unsent.waiting, unsent.for_person), (1, 0));
    assert!(
        unsent.next[0].starts_with("1 goes by itself"),
        "{:?}",
        unsent.next
    );

    let mut changes = ward.app.subscribe();
    assert!(!ward.app.may_close(&ward.lindqvist).await);
    assert_eq!(changes.try_recv().unwrap(), Change::Closing);
    ward.app.keep_open(&ward.lindqvist).await.unwrap();
    assert!(!ward.app.may_close(&ward.lindqvist).await, "asked anew");
    assert!(
        ward.app.may_close(&ward.lindqvist).await,
        "a second time it closes"
    );

    // The same EHR now wants a sign-in; nobody is signed in, and signing out changes nothing of what waits.
    let request = at(ehr.base_url(), Auth::Smart, Some("wardbook"));
    ward.app
        .edit_connection(&ward.lindqvist, request)
        .await
        .unwrap();
    ward.app
        .sign_out(&ward.lindqvist, lakeside())
        .await
        .unwrap();
    assert_eq!(waiting(&ward).await, ["Gout of the left toe"]);
    assert!(go(&ward).await.is_err());
    assert_eq!(state(&ward, &row).await, "queued");
    ward.app.close().await;
    assert!(
        ward.app.may_close(&ward.lindqvist).await,
        "locked, nothing can be told"
    );
}

/// Hands every byte on to the EHR, and keeps what went there.
async fn overheard(port: u16) -> (u16, std::sync::Arc<std::sync::Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = listener.local_addr().unwrap().port();
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let ear = std::sync::Arc::clone(&heard);
    tokio::spawn(async move {
        while let Ok((from, _)) = listener.accept().await {
            let to = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            let ((mut asks, mut hears), (mut answers, mut sends)) =
                (from.into_split(), to.into_split());
            let ear = std::sync::Arc::clone(&ear);
            tokio::spawn(async move { tokio::io::copy(&mut answers, &mut hears).await });
            tokio::spawn(async move {
                let mut some = vec![0; 16 * 1024];
                while let Ok(n @ 1..) = asks.read(&mut some).await {
                    ear.lock().unwrap().extend_from_slice(&some[..n]);
                    if sends.write_all(&some[..n]).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    (here, heard)
}

#[tokio::test]
async fn a_potassium_of_6_10_is_6_10_in_the_outbox_and_on_the_wire_also_after_an_edit() {
    let ehr = practice().await;
    let (port, heard) = overheard(ehr.port()).await;
    let base = format!("http://127.0.0.1:{port}/fhir");
    let ward = connected_at(base, SyncScope::All).await;
    let whose = patient(&ward).await;
    let typed = r#"{"resourceType":"Observation","status":"final","effectiveDateTime":"2026-03-14T09:00:00+01:00",
        "code":{"text":"Potassium"},"valueQuantity":{"value":6.10,"unit":"mmol/L"}}"#;
    let row = add(&ward, &whose, typed).await;
    assert_eq!(row.title, "Potassium 6.10 mmol/L");
    let mine = item(&ward, &row.item).await.mine;
    assert!(mine.contains(r#""value":6.10"#), "{mine}");
    let request = EditItem {
        item: row.item.clone(),
        json: mine.replace(r#""status":"final""#, r#""status":"preliminary""#),
    };
    let edited = ward.app.edit_item(&ward.lindqvist, request).await.unwrap();
    assert_eq!(edited.title, "Potassium 6.10 mmol/L");
    go(&ward).await.unwrap();
    assert_eq!(state(&ward, &row).await, "confirmed");
    let heard = String::from_utf8_lossy(&heard.lock().unwrap()).into_owned();
    assert!(heard.contains("POST /fhir/Observation"), "it went by here");
    assert!(heard.contains(r#""value":6.10"#), "{heard}");
}

#[tokio::test]
async fn a_mark_set_in_error_is_taken_back_and_a_correction_that_waits_is_no_such_mark() {
    let ehr = practice().await;
    let ward = connected(&ehr).await;
    let whose = patient(&ward).await;
    let (name, record) = problems(&ward, &whose).await.remove(0);
    let of = || RecordRef {
        record: record.clone(),
    };
    let mark = async |undo| {
        let request = MarkInError {
            record: record.clone(),
            undo,
        };
        ward.app.mark_in_error(&ward.lindqvist, request).await
    };
    let known = async || ward.app.record_mark(&ward.lindqvist, of()).await.unwrap();
    let source = ward.app.record_source(&ward.lindqvist, of()).await.unwrap();
    let mut mine: Value = serde_json::from_str(&source.json).unwrap();
    mine["note"] = json!([{"text": "Better since March."}]);
    let request = CorrectRecord {
        record: record.clone(),
        json: mine.to_string(),
        from: Some(source.json),
    };
    let corrected = ward.app.correct_record(&ward.lindqvist, request).await;
    let corrected = corrected.unwrap();
    let seen = known().await;
    assert_eq!((seen.waiting.len(), seen.marked), (1, false));
    let refused = mark(true).await.unwrap_err();
    assert!(
        refused.message.contains("not marked"),
        "{}",
        refused.message
    );
    mark(false).await.unwrap();
    let both = item(&ward, &corrected.item).await.mine;
    assert!(
        both.contains("entered-in-error") && both.contains("Better since March."),
        "the mark takes nothing of the correction away"
    );
    mark(true).await.unwrap();
    let again = item(&ward, &corrected.item).await;
    assert_eq!(again.row.state, "queued");
    assert!(again.mine.contains("Better since March.") && !again.mine.contains("entered-in-error"));
    go(&ward).await.unwrap();
    assert_eq!(state(&ward, &corrected).await, "confirmed");

    let marked = mark(false).await.unwrap();
    assert!(known().await.marked, "it waits, and can be taken back");
    mark(true).await.unwrap();
    assert!(!known().await.marked);
    assert_eq!(state(&ward, &marked).await, "withdrawn");

    mark(false).await.unwrap();
    go(&ward).await.unwrap();
    let seen = known().await;
    assert!(seen.marked, "the EHR has it, and it can be undone");
    assert!(seen.in_error);
    let refused = mark(false).await.unwrap_err();
    assert!(refused.message.contains("already"), "{}", refused.message);
    mark(true).await.unwrap();
    go(&ward).await.unwrap();
    let seen = known().await;
    assert!(!seen.marked && !seen.in_error);
    let source = ward.app.record_source(&ward.lindqvist, of()).await.unwrap();
    assert!(
        source.json.contains("Better since March.") && !source.json.contains("entered-in-error"),
        "{name} is as it was corrected"
    );
}

#[tokio::test]
async fn a_correction_overwrites_neither_what_came_since_nor_another_one_that_waits() {
    let ehr = practice().await;
    let ward = connected(&ehr).await;
    let whose = patient(&ward).await;
    let (_, record) = problems(&ward, &whose).await.remove(0);
    let reference = RecordRef {
        record: record.clone(),
    };
    let source = ward.app.record_source(&ward.lindqvist, reference).await;
    let was = source.unwrap().json;
    let correct = async |note: &str, from: &str| {
        let mut mine: Value = serde_json::from_str(&was).unwrap();
        mine["note"] = json!([{"text": note}]);
        let request = CorrectRecord {
            record: record.clone(),
            json: mine.to_string(),
            from: Some(from.to_owned()),
        };
        ward.app.correct_record(&ward.lindqvist, request).await
    };
    let older = was.replacen('{', "{ ", 1);
    let moved = correct("Of what was here before.", &older).await;
    assert_eq!(moved.unwrap_err().code, "item-moved");
    let verify = VerifyRecord {
        record: record.clone(),
        verified: true,
        seen: Some(older),
    };
    let unseen = ward.app.verify_record(&ward.lindqvist, verify).await;
    assert_eq!(unseen.unwrap_err().code, "item-moved");

    let first = correct("Better since March.", &was).await.unwrap();
    let second = correct("Allergic to the tape.", &was).await.unwrap_err();
    assert_eq!(second.code, "item-moved");
    assert!(second.message.contains("waits in the outbox"), "{second}");
    let kept = item(&ward, &first.item).await.mine;
    assert!(kept.contains("Better since March."), "{kept}");
}

#[tokio::test]
async fn a_connection_with_something_unsent_stays_and_health_says_what_waits() {
    let ehr = practice().await;
    let ward = connected(&ehr).await;
    let whose = patient(&ward).await;
    let row = add(&ward, &whose, r#"{"resourceType":"Observation","status":"final","code":{"text":"Pulse"},"valueQuantity":{"value":72,"unit":"/min"}}"#).await;
    ward.clock.advance(90_000);
    let health = ward.app.health(&ward.lindqvist).await.unwrap();
    assert_eq!(health.queue_depth, 1);
    assert_eq!(health.queue_oldest_seconds, Some(90.0));
    let here = ConnectionRef {
        connection: row.connection.clone(),
    };
    let refused = ward.app.remove_connection(&ward.lindqvist, here.clone());
    let refused = refused.await.unwrap_err();
    assert_eq!(refused.code, "unsent-work");
    assert_eq!(item(&ward, &row.item).await.row.state, row.state);
    let withdraw = OutboxRef {
        item: row.item.clone(),
    };
    ward.app
        .withdraw_item(&ward.lindqvist, withdraw)
        .await
        .unwrap();
    ward.app
        .remove_connection(&ward.lindqvist, here)
        .await
        .unwrap();
    let all = ListOutbox {
        connection: None,
        patient: None,
        ended: true,
        offset: 0,
        limit: 50,
    };
    let left = ward.app.list_outbox(&ward.lindqvist, all).await.unwrap();
    assert!(left.rows.is_empty(), "nothing of it stays behind");
}
