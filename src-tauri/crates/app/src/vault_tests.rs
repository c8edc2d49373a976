#![allow(clippy::unwrap_used)]

use wardbook_smart::{Identity, Scopes, Secret};
use wardbook_store::Profile;
use wardbook_store::clock::FixedClock;
use wardbook_store::keyring::MemoryKeyring;
use wardbook_store::profile::Protection;

use super::*;

struct Ward {
    _folder: tempfile::TempDir,
    keyring: Arc<MemoryKeyring>,
    profile: Profile,
}

fn ward() -> Ward {
    let folder = tempfile::tempdir().unwrap();
    let keyring = Arc::new(MemoryKeyring::default());
    let clock = Arc::new(FixedClock::at(0));
    let profile = Profile::create(
        folder.path(),
        Protection::Keyring,
        None,
        keyring.as_ref(),
        clock,
    )
    .unwrap();
    Ward {
        _folder: folder,
        keyring,
        profile,
    }
}

impl Ward {
    fn vault(&self) -> ProfileVault {
        let keyring = Arc::clone(&self.keyring) as Arc<dyn Keyring>;
        ProfileVault::new(keyring, self.profile.store().clone(), "p")
    }
}

fn grant(length: usize) -> StoredGrant {
    StoredGrant {
        access: Secret::new("a".repeat(length)),
        refresh: Some(Secret::new("refresh")),
        issued_at: 1,
        expires_at: Some(2),
        granted: Scopes::parse("user/Patient.rs"),
        patient: None,
        encounter: None,
        identity: Identity::default(),
        need_patient_banner: None,
        client_id: "client".into(),
        token_endpoint: "https://ehr.example/token".parse().unwrap(),
        revocation_endpoint: None,
        secret_in_body: false,
        intent: None,
    }
}

#[test]
fn a_long_token_is_kept_in_pieces_and_comes_back_whole() {
    let ward = ward();
    ward.vault().save("lakeside", &grant(7_000)).unwrap();
    assert!(
        ward.keyring.get("tokens-p-lakeside-3").unwrap().is_some(),
        "kept in four pieces"
    );
    let back = ward.vault().load("lakeside").unwrap().unwrap();
    assert_eq!(back.access.expose().len(), 7_000);
    assert_eq!(ward.vault().place("lakeside"), Some(Place::Keyring));

    ward.vault().save("lakeside", &grant(10)).unwrap();
    assert!(
        ward.keyring.get("tokens-p-lakeside-1").unwrap().is_none(),
        "old pieces are forgotten"
    );
    assert_eq!(
        ward.vault()
            .load("lakeside")
            .unwrap()
            .unwrap()
            .access
            .expose()
            .len(),
        10
    );
}

#[test]
fn without_a_keyring_the_encrypted_store_keeps_it_and_says_so() {
    let ward = ward();
    ward.keyring.set_available(false);
    ward.vault().save("lakeside", &grant(10)).unwrap();
    assert_eq!(ward.vault().place("lakeside"), Some(Place::Store));
    assert!(ward.vault().load("lakeside").unwrap().is_some());

    ward.keyring.set_available(true);
    ward.vault().save("lakeside", &grant(20)).unwrap();
    assert_eq!(
        ward.vault().place("lakeside"),
        Some(Place::Keyring),
        "it moves to the keyring"
    );
    assert_eq!(
        ward.vault()
            .load("lakeside")
            .unwrap()
            .unwrap()
            .access
            .expose()
            .len(),
        20
    );
}

#[test]
fn pieces_of_two_sign_ins_are_no_sign_in() {
    let ward = ward();
    ward.vault().save("lakeside", &grant(5_000)).unwrap();
    let second = ward.keyring.get("tokens-p-lakeside-1").unwrap().unwrap();
    ward.vault().save("lakeside", &grant(5_001)).unwrap();
    ward.keyring.set("tokens-p-lakeside-1", &second).unwrap();
    assert!(ward.vault().load("lakeside").unwrap().is_none());
}

#[test]
fn signing_out_leaves_nothing_in_either_place() {
    let ward = ward();
    ward.vault().save("lakeside", &grant(5_000)).unwrap();
    ward.vault().erase("lakeside").unwrap();
    assert_eq!(ward.vault().place("lakeside"), None);
    assert!(ward.keyring.get("tokens-p-lakeside-1").unwrap().is_none());
}

#[test]
fn a_keyring_that_does_not_answer_is_not_an_empty_one() {
    let ward = ward();
    ward.keyring.set_available(false);
    assert!(
        ward.vault().load("lakeside").unwrap().is_none(),
        "nothing was ever put into it"
    );
    assert!(ward.vault().erase("lakeside").is_ok());

    ward.keyring.set_available(true);
    ward.vault().save("lakeside", &grant(10)).unwrap();
    ward.keyring.set_available(false);
    assert_eq!(
        ward.vault().load("lakeside").unwrap_err(),
        VaultError::Unavailable
    );
    assert!(
        ward.vault().erase("lakeside").is_err(),
        "signed out it is not"
    );
    ward.keyring.set_available(true);
    assert!(ward.vault().load("lakeside").unwrap().is_some());
    ward.vault().erase("lakeside").unwrap();
    ward.keyring.set_available(false);
    assert!(ward.vault().load("lakeside").unwrap().is_none());
}
