//! The profile gets new keys: the chart, the log and the way in stay, and everybody signs in again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::people::{a_ward_of_three, patients, sign_in, words};
use crate::wire::lock::ChangeKeys;
use crate::wire::profile::ProfileState;

fn by(passphrase: &str) -> ChangeKeys {
    ChangeKeys {
        passphrase: Some(passphrase.to_owned()),
    }
}

#[tokio::test]
async fn an_administrator_changes_the_keys_and_everybody_signs_in_again() {
    let ward = a_ward_of_three().await;
    let seat = &ward.lindqvist;
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    let refused = ward.app.change_keys(seat, by("a calm ward")).await;
    assert_eq!(refused.unwrap_err().code, "not-permitted");
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    let refused = ward.app.change_keys(seat, by("a noisy ward")).await;
    assert_eq!(refused.unwrap_err().code, "wrong-passphrase");
    let file = ward.folder.path().join("profile/store.db");
    let before = std::fs::read(&file).unwrap();

    let state = ward.app.change_keys(seat, by("a calm ward")).await.unwrap();
    assert!(
        matches!(&state, ProfileState::Open { role, .. } if role == "nobody"),
        "{state:?}"
    );
    assert_ne!(std::fs::read(&file).unwrap().get(..64), before.get(..64));
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    assert_eq!(patients(&ward).await.unwrap().total, 1);
    ward.app.lock_profile(seat).await.unwrap();
    ward.app.unlock_profile(seat, words()).await.unwrap();

    let open = ward.app.opened().unwrap();
    let verdict = open.audit().verify().unwrap();
    assert!(verdict.ok, "{}", verdict.message);
    let rows = open.audit().read(1, 1_000).unwrap();
    let of = |act: &str, outcome: &str| {
        let ended = |row: &&wardbook_store::audit::Row| {
            row.act == act && row.outcome.as_deref() == Some(outcome)
        };
        rows.iter().filter(ended).count()
    };
    assert_eq!(of("profile.rekey", "done"), 1);
    assert_eq!(of("profile.rekey", "wrong-passphrase"), 1);
    assert_eq!(of("profile.rekey", "not-permitted"), 1);
    assert_eq!(of("profile.rekeyed", "done"), 1);
    let done = rows.iter().find(|row| row.act == "profile.rekeyed");
    let (who, role) = done
        .map(|row| (row.actor.as_str(), row.role.as_deref()))
        .unwrap();
    assert_eq!(
        (who, role),
        ("ada", Some("administrator")),
        "nobody is there then, and it is hers"
    );
}
