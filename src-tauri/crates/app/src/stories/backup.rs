//! The restore drill: backed up, the profile lost, restored on a fresh workstation with what is on the sheet.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeMap;

use serde_json::json;
use wardbook_store::rusqlite::types::Value;

use super::{Ward, hers, ingrid};
use crate::wire::backup::{MakeRecovery, RecoverProfile, RestoreBackup};
use crate::wire::health::WriteTo;
use crate::wire::lock::KeepDraft;
use crate::wire::outbox::AddRecord;
use crate::wire::profile::{CreateProfile, ProfileState, Protection, UnlockProfile};

const WORDS: &str = "a calm ward";

async fn filled() -> Ward {
    let ward = Ward::new();
    let request = CreateProfile {
        protection: Protection::KeyringAndPassphrase,
        passphrase: Some(WORDS.into()),
    };
    ward.app
        .create_profile(&ward.lindqvist, request)
        .await
        .unwrap();
    let potassium = json!({
        "status": "final", "effectiveDateTime": "2026-03-14T06:10:00Z",
        "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory" }] }],
        "code": { "coding": [{ "system": "http://loinc.org", "code": "2823-3" }], "text": "Potassium" },
        "valueQuantity": { "value": 6.40, "unit": "mmol/L" }
    });
    ward.import(&[ingrid(), hers("Observation", "k", potassium)])
        .await;
    let patient = ward.patient().await.patient;
    let problem = json!({
        "resourceType": "Condition", "code": { "text": "Gout of the left toe" },
        "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] }
    });
    let add = AddRecord {
        patient: patient.clone(),
        json: problem.to_string(),
        draft: true,
    };
    ward.app.add_record(&ward.lindqvist, add).await.unwrap();
    let typed = KeepDraft {
        place: "write vitals".into(),
        patient: Some(patient),
        title: "Vital signs".into(),
        content: "142".into(),
    };
    ward.app.keep_draft(&ward.lindqvist, typed).await.unwrap();
    ward
}

/// Every row of every table of the store, but for what is each computer's own or changes by being looked at.
fn everything(ward: &Ward) -> BTreeMap<String, Vec<String>> {
    let open = ward.app.opened().unwrap();
    open.store()
        .read(|c| {
            let mut statement = c.prepare(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
                 AND name NOT IN ('progress', 'sqlite_sequence') ORDER BY name",
            )?;
            let names = statement.query_map([], |r| r.get::<_, String>(0))?;
            let names: Vec<String> = names.collect::<Result<_, _>>()?;
            let mut all = BTreeMap::new();
            for name in names {
                let mut rows = c.prepare(&format!("SELECT * FROM {name}"))?;
                let columns: Vec<String> = rows.column_names().map(str::to_owned).collect();
                let mut rows = rows.query([])?;
                let mut kept = Vec::new();
                while let Some(row) = rows.next()? {
                    let mut text = String::new();
                    for (at, column) in columns.iter().enumerate() {
                        let moves = name == "outbox"
                            && ["changed_at", "first_sent_at", "due_at"].contains(&column.as_str());
                        if !moves {
                            let value: Value = row.get(at)?;
                            text.extend([column.as_str(), "=", &format!("{value:?} ")]);
                        }
                    }
                    let own = name == "setting" && (text.contains("\"profile\"") || text.contains("backup.last"));
                    if !own {
                        kept.push(text);
                    }
                }
                kept.sort();
                all.insert(name, kept);
            }
            Ok(all)
        })
        .unwrap()
}

#[tokio::test]
async fn backed_up_lost_and_restored_elsewhere_everything_is_equal_the_outbox_included() {
    let ward = filled().await;
    let me = &ward.lindqvist;
    let file = ward.folder.path().join("ward.backup");
    let to = || WriteTo {
        path: file.to_str().unwrap().to_owned(),
    };
    let early = ward.app.back_up(me, to()).await.unwrap_err();
    assert_eq!(early.code, "no-recovery-key");
    let wrong = MakeRecovery {
        passphrase: Some("a guess at it".into()),
    };
    let wrong = ward.app.make_recovery_key(me, wrong).await.unwrap_err();
    assert_eq!(wrong.code, "wrong-passphrase");
    let make = MakeRecovery {
        passphrase: Some(WORDS.into()),
    };
    let sheet = ward.app.make_recovery_key(me, make).await.unwrap();
    let done = ward.app.back_up(me, to()).await.unwrap();
    assert_eq!(done.bytes as u64, std::fs::metadata(&file).unwrap().len());
    let again = ward.app.back_up(me, to()).await.unwrap_err();
    assert!(again.message.contains("already"), "{}", again.message);
    let state = ward.app.backup_state(me).await.unwrap();
    assert!(state.recovery_key && state.last_at == Some(done.at) && state.running.is_none());
    let before = everything(&ward);
    let rows = ward.app.opened().unwrap().audit().rows().unwrap();
    ward.app.close().await;
    std::fs::remove_dir_all(ward.folder.path().join("profile")).unwrap();

    let other = Ward::new();
    let restore = |key: &str| RestoreBackup {
        path: file.to_str().unwrap().to_owned(),
        key: key.to_owned(),
        protection: Protection::KeyringAndPassphrase,
        passphrase: Some("another ward".into()),
    };
    let misread = sheet.key.replace(&sheet.key[..4], "0000");
    let refused = other
        .app
        .restore_backup(me, restore(&misread))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "recovery-key-wrong");
    let state = other
        .app
        .restore_backup(me, restore(&sheet.key))
        .await
        .unwrap();
    assert!(matches!(state, ProfileState::Open { .. }), "{state:?}");
    assert_eq!(everything(&other), before);
    assert!(
        before["outbox"].len() == 1
            && before["kept_draft"].len() == 1
            && before["record"].len() == 3
    );
    let open = other.app.opened().unwrap();
    assert!(open.audit().verify().unwrap().ok);
    let told = open.audit().read(rows - 3, 100).unwrap();
    assert_eq!(
        told.last().unwrap().act,
        "profile.restore",
        "the log goes on"
    );
    drop(open);
    other.app.lock_profile(me).await.unwrap();
    let unlock = UnlockProfile {
        passphrase: Some("another ward".into()),
    };
    other.app.unlock_profile(me, unlock).await.unwrap();
    let again = other
        .app
        .restore_backup(me, restore(&sheet.key))
        .await
        .unwrap();
    assert!(
        matches!(again, ProfileState::Open { .. }),
        "an open profile is left alone"
    );
}

#[tokio::test]
async fn a_forgotten_passphrase_is_no_loss_where_the_sheet_is_in_the_safe() {
    let ward = filled().await;
    let me = &ward.lindqvist;
    let make = MakeRecovery {
        passphrase: Some(WORDS.into()),
    };
    let sheet = ward.app.make_recovery_key(me, make).await.unwrap();
    let before = everything(&ward);
    ward.app.lock_profile(me).await.unwrap();
    let recover = |key: String| RecoverProfile {
        key,
        protection: Protection::Passphrase,
        passphrase: Some("words that I keep".into()),
    };
    let other = wardbook_store::key::RecoveryKey::random().unwrap();
    let wrong = recover(other.words().to_string());
    let wrong = ward.app.recover_profile(me, wrong).await.unwrap_err();
    assert_eq!(wrong.code, "recovery-key-wrong");
    ward.app
        .recover_profile(me, recover(sheet.key.to_lowercase()))
        .await
        .unwrap();
    assert_eq!(everything(&ward), before);
    ward.app.lock_profile(me).await.unwrap();
    let old = UnlockProfile {
        passphrase: Some(WORDS.into()),
    };
    assert!(ward.app.unlock_profile(me, old).await.is_err());
    let new = UnlockProfile {
        passphrase: Some("words that I keep".into()),
    };
    ward.app.unlock_profile(me, new).await.unwrap();
}
