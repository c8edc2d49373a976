//! Taking a patient from this workstation, and leaving it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::json;

use super::{Ward, hers, ingrid};
use crate::wire::leaving::{LeaveWorkstation, RemovePatient};
use crate::wire::outbox::{AddRecord, OutboxRef};
use crate::wire::own::{OwnMark, SetMark};
use crate::wire::patient::ListPatients;
use crate::wire::profile::ProfileState;
use crate::wire::search::Search;

async fn filled() -> (Ward, String) {
    let ward = Ward::open().await;
    let potassium = json!({ "status": "final", "code": { "text": "Potassium" }, "valueQuantity": { "value": 6.40, "unit": "mmol/L" } });
    let marcus = json!({ "resourceType": "Patient", "id": "marcus", "name": [{ "family": "Johnson", "given": ["Marcus"] }] });
    let resources = [ingrid(), hers("Observation", "k", potassium), marcus];
    ward.import(&resources).await;
    let request = ListPatients {
        text: "Ingrid".into(),
        offset: 0,
        limit: 10,
    };
    let page = ward
        .app
        .list_patients(&ward.lindqvist, request)
        .await
        .unwrap();
    let patient = page.rows[0].id.clone();
    (ward, patient)
}

async fn written(ward: &Ward, patient: &str) -> String {
    let problem = json!({ "resourceType": "Condition", "code": { "text": "Gout" }, "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] } });
    let add = AddRecord {
        patient: patient.to_owned(),
        json: problem.to_string(),
        draft: true,
    };
    ward.app
        .add_record(&ward.lindqvist, add)
        .await
        .unwrap()
        .item
}

#[tokio::test]
async fn a_patient_is_removed_whole_and_nobody_else_is_but_not_with_work_that_waits() {
    let (ward, patient) = filled().await;
    let me = &ward.lindqvist;
    let item = written(&ward, &patient).await;
    let star = SetMark {
        patient: patient.clone(),
        mark: OwnMark::Starred,
        on: true,
    };
    ward.app.set_mark(me, star).await.unwrap();
    let remove = |anyway| {
        ward.app.remove_patient(
            me,
            RemovePatient {
                patient: patient.clone(),
                anyway,
            },
        )
    };
    for anyway in [false, true] {
        let refused = remove(anyway).await.unwrap_err();
        assert_eq!(refused.code, "unsent-work");
        assert!(
            refused.message.contains("not in the EHR"),
            "{}",
            refused.message
        );
    }
    ward.app
        .withdraw_item(me, OutboxRef { item })
        .await
        .unwrap();
    let asked = remove(false).await.unwrap_err();
    assert!(asked.message.contains("starred"), "{}", asked.message);
    remove(true).await.unwrap();
    let everybody = ListPatients {
        text: String::new(),
        offset: 0,
        limit: 10,
    };
    let left = ward.app.list_patients(me, everybody).await.unwrap();
    assert_eq!(
        left.rows
            .iter()
            .map(|row| row.name.as_deref().unwrap())
            .collect::<Vec<_>>(),
        ["Johnson, Marcus"]
    );
    let search = json!({ "text": "potassium", "patient": null, "limit": 10, "sections": [], "from": null, "to": null, "order": "best" });
    let search: Search = serde_json::from_value(search).unwrap();
    assert!(ward.app.search(me, search).await.unwrap().hits.is_empty());
    let checks = ward.app.doctor(me).await.unwrap();
    assert!(
        checks
            .iter()
            .filter(|one| one.check != "keyring")
            .all(|one| one.ok),
        "{checks:?}"
    );
}

#[tokio::test]
async fn who_was_removed_and_comes_again_has_their_chart_again() {
    let (ward, patient) = filled().await;
    let me = &ward.lindqvist;
    let request = RemovePatient {
        patient: patient.clone(),
        anyway: false,
    };
    ward.app.remove_patient(me, request).await.unwrap();
    let potassium = json!({ "status": "final", "code": { "text": "Potassium" }, "valueQuantity": { "value": 6.10, "unit": "mmol/L" } });
    ward.import(&[ingrid(), hers("Observation", "k", potassium)])
        .await;
    let request = ListPatients {
        text: "Ingrid".into(),
        offset: 0,
        limit: 10,
    };
    let again = ward.app.list_patients(me, request).await.unwrap();
    assert_eq!(again.total, 1);
    let again = again.rows[0].id.clone();
    assert_ne!(again, patient);
    let section = json!({ "patient": again, "section": "results", "most": null });
    let section = serde_json::from_value(section).unwrap();
    let results = ward.app.read_section(me, section).await.unwrap();
    assert!(format!("{results:?}").contains("6.1"), "{results:?}");
}

#[tokio::test]
async fn leaving_keeps_the_log_and_destroys_the_rest() {
    let (ward, patient) = filled().await;
    let me = &ward.lindqvist;
    written(&ward, &patient).await;
    let copy = ward.folder.path().join("audit.chain");
    let leave = |anyway| LeaveWorkstation {
        passphrase: None,
        audit_copy: Some(copy.to_str().unwrap().to_owned()),
        anyway,
    };
    let refused = ward
        .app
        .leave_workstation(me, leave(false))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "unsent-work");
    assert!(!copy.exists());
    let stolen = ward.folder.path().join("stolen.db");
    std::fs::copy(ward.folder.path().join("profile/store.db"), &stolen).unwrap();
    let id = ward.app.opened().unwrap().profile().id().to_owned();
    let left = ward.app.leave_workstation(me, leave(true)).await.unwrap();
    assert!(!left.left_in_keyring);
    let text = std::fs::read_to_string(&copy).unwrap();
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("\"act\":"))
        .collect();
    assert_eq!(rows.len(), left.rows as usize);
    assert!(
        rows.last().unwrap().contains("workstation.leave"),
        "the closing row is in it"
    );
    let proof = wardbook_store::audit::verify_file(&mut text.as_bytes()).unwrap();
    assert!(
        proof.ok && proof.rows == rows.len() as u64,
        "it proves itself: {proof:?}"
    );
    assert!(!text.contains("Ingrid"));
    let item =
        wardbook_store::keyring::Keyring::get(ward.keyring.as_ref(), &format!("profile-key-{id}"));
    assert!(item.unwrap().is_none());
    let there: Vec<_> = std::fs::read_dir(ward.folder.path().join("profile"))
        .unwrap()
        .map(|one| one.unwrap().file_name())
        .collect();
    assert!(
        there
            .iter()
            .all(|name| !name.to_string_lossy().contains("db")
                && name != "key.json"
                && name != "head"),
        "{there:?}"
    );
    let state = ward.app.profile_state(me).await.unwrap();
    assert!(matches!(state, ProfileState::New { .. }), "{state:?}");
}
