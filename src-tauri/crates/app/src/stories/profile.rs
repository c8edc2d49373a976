//! Making, locking and opening the profile.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::Ward;
use crate::wire::profile::{CreateProfile, ProfileState, Protection, UnlockProfile};

fn with(passphrase: &str) -> UnlockProfile {
    UnlockProfile {
        passphrase: Some(passphrase.to_owned()),
    }
}

#[tokio::test]
async fn first_run_then_lock_then_the_wrong_and_the_right_passphrase() {
    let ward = Ward::new();
    let (app, me) = (&ward.app, &ward.lindqvist);
    assert!(matches!(
        app.profile_state(me).await.unwrap(),
        ProfileState::New {
            keyring_available: true,
            ..
        }
    ));
    let request = CreateProfile {
        protection: Protection::Passphrase,
        passphrase: Some("a calm ward".into()),
    };
    assert!(matches!(
        app.create_profile(me, request).await.unwrap(),
        ProfileState::Open { .. }
    ));
    assert!(matches!(
        app.lock_profile(me).await.unwrap(),
        ProfileState::Locked {
            protection: Protection::Passphrase
        }
    ));
    let wrong = app
        .unlock_profile(me, with("a loud ward"))
        .await
        .unwrap_err();
    assert_eq!(wrong.code, "wrong-passphrase");
    let none = app
        .unlock_profile(me, UnlockProfile { passphrase: None })
        .await
        .unwrap_err();
    assert_eq!(none.code, "passphrase-needed");
    app.unlock_profile(me, with("a calm ward")).await.unwrap();

    let rows = app.opened().unwrap().audit().read(1, 100).unwrap();
    let told: Vec<_> = rows
        .iter()
        .filter(|row| row.act == "profile.unlock")
        .filter_map(|row| row.outcome.as_deref())
        .collect();
    assert_eq!(
        told,
        ["wrong-passphrase", "done"],
        "the refused try is told once the log is open"
    );
}

#[tokio::test]
async fn a_short_passphrase_makes_nothing() {
    let ward = Ward::new();
    let request = CreateProfile {
        protection: Protection::Passphrase,
        passphrase: Some("short".into()),
    };
    let failure = ward
        .app
        .create_profile(&ward.lindqvist, request)
        .await
        .unwrap_err();
    assert_eq!(failure.code, "passphrase-too-short");
    assert!(matches!(
        ward.app.profile_state(&ward.lindqvist).await.unwrap(),
        ProfileState::New { .. }
    ));
}

#[tokio::test]
async fn a_second_copy_of_the_program_is_told_so_and_locking_lets_it_in() {
    let ward = Ward::open().await;
    let second = Ward::program(
        &ward.folder.path().join("profile"),
        &ward.keyring,
        &ward.clock,
    );
    let unlock = UnlockProfile { passphrase: None };
    let failure = second
        .unlock_profile(&ward.lindqvist, unlock.clone())
        .await
        .unwrap_err();
    assert_eq!(failure.code, "in-use");
    ward.app.close().await;
    second
        .unlock_profile(&ward.lindqvist, unlock)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_missing_keyring_is_named_and_nothing_changes() {
    let ward = Ward::open().await;
    ward.app.close().await;
    ward.keyring.set_available(false);
    let unlock = UnlockProfile { passphrase: None };
    let failure = ward
        .app
        .unlock_profile(&ward.lindqvist, unlock.clone())
        .await
        .unwrap_err();
    assert_eq!(failure.code, "keyring-unavailable");
    ward.keyring.set_available(true);
    ward.app
        .unlock_profile(&ward.lindqvist, unlock)
        .await
        .unwrap();
}
