//! Somebody who sees only some connections: of the others there is no patient, record, hit, count, ledger or outbox item
//! for them, and asking for one by its id is refused and recorded.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value, json};
use uuid::Uuid;

use super::mapping::{EHR, connect, connected, practice};
use super::people::{add, by_passphrase, patients, sign_in};
use super::{Ward, hers, ingrid};
use crate::wire::person::{PersonRole, SetPersonConnections};
use crate::wire::profile::Failure;

pub(super) fn given<T: serde::de::DeserializeOwned>(request: Value) -> T {
    serde_json::from_value(request).unwrap()
}

/// What Carl must not come by: a patient of Lakeside's, a record and an item of hers.
pub(super) struct Forbidden {
    pub(super) patient: String,
    pub(super) name: String,
    pub(super) born: String,
    pub(super) number: String,
    pub(super) record: String,
    item: String,
}

/// Two patients of Lakeside's and Ingrid from a file. Carl, a clinician, sees the files only; he is there.
pub(super) async fn carl_sees_the_files() -> (Ward, Forbidden) {
    let ehr = practice().await;
    let ward = connected(&ehr).await;
    let gout = hers("Condition", "c1", json!({"code": {"text": "Gout"}}));
    ward.import(&[ingrid(), gout]).await;
    by_passphrase(&ward).await;
    let seat = &ward.lindqvist;
    let page = patients(&ward).await.unwrap();
    assert_eq!(page.total, 3);
    let her = page.rows.iter().find(|row| row.connection_name == EHR);
    let her = her.unwrap().clone();
    let noted = json!({"patient": her.id, "json": json!({
        "resourceType": "Observation", "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}], "text": "Zymurgic pulse"},
        "valueQuantity": {"value": 70, "unit": "/min"}
    }).to_string(), "draft": false});
    let item = ward.app.add_record(seat, given(noted)).await.unwrap();
    let record = item.record.clone().unwrap();

    add(&ward, "ada", PersonRole::Administrator).await.unwrap();
    add(&ward, "carl", PersonRole::Clinician).await.unwrap();
    let all = ward.app.list_connections(seat).await.unwrap();
    let files = all.iter().find(|one| one.name != EHR).unwrap();
    let chosen = SetPersonConnections {
        person: "carl".to_owned(),
        connections: Some(vec![files.id.clone()]),
    };
    let people = ward.app.set_person_connections(seat, chosen).await.unwrap();
    let carl = people.iter().find(|one| one.account == "carl").unwrap();
    assert_eq!(carl.connections, Some(vec![files.id.clone()]));
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    let forbidden = Forbidden {
        patient: her.id,
        name: her.name.unwrap(),
        born: her.birth_date.unwrap(),
        number: her.mrn.unwrap(),
        record,
        item: item.item,
    };
    (ward, forbidden)
}

#[tokio::test]
async fn lists_searches_and_their_counts_hold_only_what_he_sees() {
    let (ward, her) = carl_sees_the_files().await;
    let seat = &ward.lindqvist;
    let page = patients(&ward).await.unwrap();
    assert_eq!((page.total, page.here, page.rows.len()), (1, 1, 1));
    assert_eq!(page.rows[0].fhir_id, "ingrid");
    let by_name = json!({"text": her.name, "offset": 0, "limit": 10});
    let found = ward.app.list_patients(seat, given(by_name)).await.unwrap();
    assert_eq!((found.total, found.rows.len()), (0, 0));
    let word = |text: &str| json!({"text": text, "patient": null, "limit": 10, "sections": [], "from": null, "to": null, "order": "best"});
    for text in ["zymurgic", "Observation?code=8867-4", "zymurgc"] {
        let hits = ward.app.search(seat, given(word(text))).await.unwrap();
        assert!(hits.hits.is_empty() && !hits.more, "{text}");
        assert!(hits.did_you_mean.is_empty(), "{text}");
    }
    let gout = ward.app.search(seat, given(word("gout"))).await.unwrap();
    assert_eq!(gout.hits.len(), 1, "what he sees is found");
    let lists = ward.app.own_lists(seat).await.unwrap();
    assert!(
        lists
            .iter()
            .all(|list| list.connection_name.as_deref() != Some(EHR))
    );
    let connections = ward.app.list_connections(seat).await.unwrap();
    assert_eq!(connections.len(), 1);
    assert_eq!(connections[0].patients, 1);
    let health = ward.app.health(seat).await.unwrap();
    assert_eq!((health.connections.len(), health.patients), (1, 1));
    assert!(ward.app.sync_progress(seat).await.unwrap().is_empty());
    let all = json!({"connection": null, "patient": null, "ended": true, "offset": 0, "limit": 50});
    let outbox = ward.app.list_outbox(seat, given(all)).await.unwrap();
    assert!(outbox.rows.is_empty(), "{outbox:?}");
    let whole = json!({"connection": null, "patient": null});
    let ledger = ward.app.read_ledger(seat, given(whole)).await.unwrap();
    let said = format!("{ledger:?}");
    assert!(!said.contains(&her.patient) && !said.contains(EHR));
    assert_eq!(
        ward.app.find_here(seat, &her.name).await.unwrap_err().code,
        "patient-not-found"
    );

    // Ada lets him see all: from his next request on.
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    let all = json!({"person": "carl", "connections": null});
    ward.app
        .set_person_connections(seat, given(all))
        .await
        .unwrap();
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    assert_eq!(patients(&ward).await.unwrap().total, 3);
    let hits = ward
        .app
        .search(seat, given(word("zymurgic")))
        .await
        .unwrap();
    assert_eq!(hits.hits.len(), 1);
}

/// Asks each request and says its code, "done" where it was not refused.
macro_rules! codes {
    ($ward:expr; $($name:ident $request:tt;)*) => {
        vec![$((stringify!($name), code(Box::pin($ward.app.$name(&$ward.lindqvist, given(json!($request)))).await)),)*]
    };
}

fn code<T>(answer: Result<T, Failure>) -> String {
    answer.map_or_else(|failure| failure.code, |_| "done".to_owned())
}

#[tokio::test]
async fn what_he_does_not_see_is_refused_by_its_id_too_and_the_refusal_is_recorded() {
    let (ward, her) = carl_sees_the_files().await;
    let (patient, record) = (&her.patient, &her.record);
    let of_patient = codes! { ward;
        open_chart {"patient": patient};
        read_section {"patient": patient, "section": "vitals", "most": null};
        read_timeline {"patient": patient, "most": null};
        set_mark {"patient": patient, "mark": "starred", "on": true};
        write_own_note {"patient": patient, "note": null, "text": "seen"};
        list_images {"patient": patient};
        take_out {"patient": patient, "form": "summary", "sections": [], "path": "/nowhere/wardbook/x"};
        export_chart {"patient": patient, "path": "/nowhere/wardbook/x"};
        add_record {"patient": patient, "json": "{\"resourceType\":\"Observation\"}", "draft": true};
        search {"text": "pulse", "patient": patient, "limit": 5, "sections": [], "from": null, "to": null, "order": "best"};
        open_note {"record": record};
        record_source {"record": record};
    };
    for (name, code) in of_patient {
        assert_eq!(code, "no-access", "{name}");
    }
    let others = codes! { ward;
        patient_marks {"patient": patient};
        read_coverage {"patient": patient};
        read_ledger {"connection": null, "patient": patient};
        writable {"patient": patient, "resourceType": "Observation"};
        record_mark {"record": record};
        mark_in_error {"record": record, "undo": false};
        verify_record {"record": record, "verified": true};
        correct_record {"record": record, "json": "{\"resourceType\":\"Observation\"}", "draft": true};
        document_here {"record": record};
        document_part {"record": record, "from": 4.0, "length": 10};
        outbox_item {"item": her.item};
        withdraw_item {"item": her.item};
        retry_item {"item": her.item};
        resolve_item {"item": her.item, "take": "mine", "fhirId": null};
        move_item {"item": her.item, "earlier": true};
        edit_item {"item": her.item, "json": "{\"resourceType\":\"Observation\"}"};
        read_ledger {"connection": EHR, "patient": null};
        list_mappings {"connection": EHR, "standing": null, "resourceType": null, "olderThanMinutes": null, "id": null, "offset": 0, "limit": 5};
        get_mapping {"connection": EHR, "id": record};
        mapping_figures {"connection": EHR};
        start_sync {"connection": EHR, "scope": {"kind": "all"}, "between": null, "export": null};
        sign_in {"connection": EHR};
        sign_out {"connection": EHR};
        find_patients {"connection": EHR, "text": "a"};
        fetch_lists {"connection": EHR, "group": null};
        automatic_sync {"connection": EHR};
        connection_manners {"connection": EHR};
        connection_archive {"connection": EHR};
        retry {"connection": EHR, "what": {"kind": "all"}};
        send_outbox {"connection": EHR};
    };
    let known = [
        "no-access",
        "patient-not-found",
        "record-not-found",
        "item-not-found",
        "connection-not-found",
    ];
    let wrong: Vec<_> = others
        .iter()
        .filter(|(_, code)| !known.contains(&code.as_str()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");

    let rows = ward.app.opened().unwrap().audit().read(1, 1_000).unwrap();
    let her = Uuid::try_parse(&her.patient).unwrap();
    let refused: Vec<&str> = rows
        .iter()
        .filter(|row| row.actor == "carl" && row.patient == Some(her))
        .filter(|row| row.outcome.as_deref() == Some("no-access"))
        .map(|row| row.act.as_str())
        .collect();
    // Looking at marks is no row of its own; being refused it is one.
    assert!(refused.contains(&"chart.open"), "{refused:?}");
    assert!(refused.contains(&"note.open"), "{refused:?}");
}

#[tokio::test]
async fn who_may_see_no_connection_sees_no_patient_and_the_program_goes_on_for_all() {
    let ehr = practice().await;
    let ward = Ward::open().await;
    connect(&ward, &ehr).await;
    by_passphrase(&ward).await;
    add(&ward, "ada", PersonRole::Administrator).await.unwrap();
    add(&ward, "adaeze", PersonRole::Nurse).await.unwrap();
    let seat = &ward.lindqvist;
    let none = json!({"person": "adaeze", "connections": []});
    ward.app
        .set_person_connections(seat, given(none))
        .await
        .unwrap();
    let unknown = json!({"person": "adaeze", "connections": ["nowhere"]});
    let failure = ward.app.set_person_connections(seat, given(unknown)).await;
    assert_eq!(failure.unwrap_err().code, "connection-not-found");
    assert_eq!(
        ward.app.list_connections(seat).await.unwrap().len(),
        1,
        "an administrator sees all"
    );
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    assert!(ward.app.list_connections(seat).await.unwrap().is_empty());
    assert_eq!(patients(&ward).await.unwrap().total, 0);
    let itself = seat.clone().unattended();
    ward.app.sync_what_is_due(&itself).await.unwrap();
    assert_eq!(ward.app.list_connections(&itself).await.unwrap().len(), 1);
}
