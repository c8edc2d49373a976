//! What the administrator of the computer fixed holds for everybody, the owner included.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use super::{Ward, ingrid};
use crate::app::{App, Options};
use crate::policy::Policy;
use crate::wire::connection::{ConnectionRef, SignInState};
use crate::wire::document::DocumentLimit;
use crate::wire::lock::{LockKind, SetLock};
use crate::wire::policy::PolicyStanding;
use crate::wire::profile::{CreateProfile, Protection};
use crate::wire::transfer::ExportChart;

const OLAV: &str = r#"{"lockMinutes": 10, "screened": false, "passphrase": true, "documentMegabytes": 40,
    "off": ["export", "connections"],
    "connections": [{"name": "St. Olav", "fhirBase": "http://127.0.0.1:9/fhir", "clientId": "wb", "auth": "smart"}]}"#;

fn under_policy(ward: &Ward, text: &str) -> App {
    let path = ward.folder.path().join("policy.json");
    std::fs::write(&path, text).unwrap();
    let program = Ward::program(
        &ward.folder.path().join("profile"),
        &ward.keyring,
        &ward.clock,
    );
    App::new(Options {
        policy: Arc::new(Policy::from_file(path)),
        ..program.options().clone()
    })
}

#[tokio::test]
async fn what_is_switched_off_is_refused_to_the_owner_and_recorded() {
    let mut ward = Ward::new();
    ward.app = under_policy(&ward, OLAV);
    let me = ward.lindqvist.clone();
    let with = |protection, passphrase: Option<&str>| CreateProfile {
        protection,
        passphrase: passphrase.map(str::to_owned),
    };
    let refused = ward
        .app
        .create_profile(&me, with(Protection::Keyring, None));
    assert_eq!(refused.await.unwrap_err().code, "fixed-by-policy");
    let words = with(Protection::Passphrase, Some("night shift at 7 North"));
    ward.app.create_profile(&me, words).await.unwrap();

    // The hospital's connection is there from the beginning, and stays.
    let connections = ward.app.list_connections(&me).await.unwrap();
    let [olav] = connections.as_slice() else {
        panic!("one connection")
    };
    assert_eq!(olav.name, "St. Olav");
    assert!(matches!(olav.sign_in, SignInState::SignedOut));
    let it = ConnectionRef {
        connection: olav.id.clone(),
    };
    let removed = ward.app.remove_connection(&me, it).await.unwrap_err();
    assert_eq!(removed.code, "fixed-by-policy");

    ward.import(&[ingrid()]).await;
    let out = ExportChart {
        patient: ward.patient().await.patient,
        path: ward.folder.path().join("out.json").display().to_string(),
    };
    let export = ward.app.export_chart(&me, out).await.unwrap_err();
    assert_eq!(export.code, "fixed-by-policy");
    assert!(!ward.folder.path().join("out.json").exists());
    let open = ward.app.opened().unwrap();
    let rows = open.audit().read(1, 1_000).unwrap();
    let last = rows.last().unwrap();
    assert_eq!(last.act, "chart.export");
    assert_eq!(last.outcome.as_deref(), Some("fixed-by-policy"));
    drop(open);

    let lock = |minutes, kind| SetLock { minutes, kind };
    let settings = ward.app.lock_settings(&me).await.unwrap();
    assert_eq!((settings.minutes, settings.most_minutes), (5, 10));
    let longer = ward.app.set_lock(&me, lock(11, LockKind::Sealed)).await;
    assert_eq!(longer.unwrap_err().code, "invalid-request");
    let screened = ward.app.set_lock(&me, lock(5, LockKind::Screened)).await;
    assert_eq!(screened.unwrap_err().code, "fixed-by-policy");
    let limit = ward.app.document_limit(&me).await.unwrap();
    assert_eq!(limit.megabytes, 40);
    let larger = DocumentLimit { megabytes: 41 };
    let larger = ward.app.set_document_limit(&me, larger).await.unwrap_err();
    assert_eq!(larger.code, "fixed-by-policy");
}

#[tokio::test]
async fn a_setting_from_before_the_policy_counts_only_as_far_as_it_allows() {
    let mut ward = Ward::new();
    let me = ward.lindqvist.clone();
    let words = CreateProfile {
        protection: Protection::Passphrase,
        passphrase: Some("night shift at 7 North".to_owned()),
    };
    ward.app.create_profile(&me, words).await.unwrap();
    let long = SetLock {
        minutes: 30,
        kind: LockKind::Screened,
    };
    ward.app.set_lock(&me, long).await.unwrap();
    ward.app.close().await;

    ward.app = under_policy(&ward, "{\"lockMinutes\": 10, \"screened\": fals");
    let unlock = crate::wire::profile::UnlockProfile {
        passphrase: Some("night shift at 7 North".to_owned()),
    };
    ward.app.unlock_profile(&me, unlock).await.unwrap();
    let policy = ward.app.policy(&me).await.unwrap();
    assert_eq!(policy.standing, PolicyStanding::Broken);
    let settings = ward.app.lock_settings(&me).await.unwrap();
    assert_eq!((settings.minutes, settings.kind), (5, LockKind::Sealed));
    ward.app.lock_now(&me).await.unwrap();
    let state = ward.app.profile_state(&me).await.unwrap();
    let sealed = crate::wire::profile::ProfileState::Locked {
        protection: Protection::Passphrase,
    };
    assert_eq!(state, sealed);
}
