//! Several people at one workstation: each signs in to the open profile, and may what their role may.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use super::{Ward, ingrid};
use crate::wire::hidden::Hidden;
use crate::wire::leaving::RemovePatient;
use crate::wire::lock::{ChangePassphrase, DraftRef, KeepDraft, LockKind, SetLock};
use crate::wire::own::{OwnMark, SetMark};
use crate::wire::patient::{ListPatients, PatientPage};
use crate::wire::person::{
    AddPerson, Person, PersonRef, PersonRole, SetPersonPassword, SetPersonRole, SignPersonIn,
};
use crate::wire::profile::{Failure, ProfileState, UnlockProfile};

fn someone(account: &str, role: PersonRole) -> AddPerson {
    AddPerson {
        account: account.to_owned(),
        name: format!("{account} of ward 7"),
        role,
        password: Hidden::new(format!("{account} is long")),
    }
}

pub(super) async fn add(
    ward: &Ward,
    account: &str,
    role: PersonRole,
) -> Result<Vec<Person>, Failure> {
    ward.app
        .add_person(&ward.lindqvist, someone(account, role))
        .await
}

pub(super) async fn sign_in(
    ward: &Ward,
    account: &str,
    password: &str,
) -> Result<ProfileState, Failure> {
    let request = SignPersonIn {
        account: account.to_owned(),
        password: Hidden::new(password),
    };
    ward.app.sign_person_in(&ward.lindqvist, request).await
}

pub(super) async fn patients(ward: &Ward) -> Result<PatientPage, Failure> {
    let all = ListPatients {
        text: String::new(),
        offset: 0,
        limit: 10,
    };
    ward.app.list_patients(&ward.lindqvist, all).await
}

pub(super) fn words() -> UnlockProfile {
    UnlockProfile {
        passphrase: Some("a calm ward".to_owned()),
    }
}

/// A profile for more than one person.
async fn a_ward() -> Ward {
    let ward = Ward::open().await;
    by_passphrase(&ward).await;
    ward
}

/// Gives an open profile its passphrase.
pub(super) async fn by_passphrase(ward: &Ward) {
    let words = ChangePassphrase {
        current: None,
        new: "a calm ward".into(),
        keyring: false,
    };
    ward.app
        .change_passphrase(&ward.lindqvist, words)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_profile_that_the_keyring_alone_opens_is_for_one_person() {
    let ward = Ward::open().await;
    let failure = add(&ward, "ada", PersonRole::Administrator)
        .await
        .unwrap_err();
    assert_eq!(failure.code, "lock-needs-passphrase");
    let nobody = ward.app.list_people(&ward.lindqvist).await.unwrap();
    assert!(nobody.is_empty());
}

/// Ada is the administrator, Adaeze a nurse, Ugo the auditor; nobody is there.
pub(super) async fn a_ward_of_three() -> Ward {
    let ward = a_ward().await;
    ward.import(&[ingrid()]).await;
    add(&ward, "ada", PersonRole::Administrator).await.unwrap();
    add(&ward, "adaeze", PersonRole::Nurse).await.unwrap();
    add(&ward, "ugo", PersonRole::Auditor).await.unwrap();
    ward.app.sign_person_out(&ward.lindqvist).await.unwrap();
    ward
}

#[tokio::test]
async fn the_first_person_is_an_administrator_and_the_owner_is_no_more() {
    let ward = a_ward().await;
    let failure = add(&ward, "adaeze", PersonRole::Nurse).await.unwrap_err();
    assert!(failure.message.contains("administrator first"));
    let people = add(&ward, "ada", PersonRole::Administrator).await.unwrap();
    assert!(people[0].here, "whoever added them goes on as them");
    assert_eq!(people[0].added_by, "lindqvist");
    assert_eq!(
        patients(&ward).await.unwrap_err().message,
        "Your role (administrator) does not allow this. Ask a clinician, a nurse or a coder."
    );
    let state = ward.app.profile_state(&ward.lindqvist).await.unwrap();
    let ProfileState::Open {
        person,
        role,
        people,
        ..
    } = state
    else {
        panic!("open")
    };
    assert_eq!(
        (person.as_str(), role.as_str(), people),
        ("ada", "administrator", true)
    );
}

#[tokio::test]
async fn nobody_reads_anything_before_they_said_who_they_are() {
    let ward = a_ward_of_three().await;
    let failure = patients(&ward).await.unwrap_err();
    assert_eq!(failure.code, "not-permitted");
    assert!(failure.message.contains("Sign in as yourself"), "{failure}");
    let state = sign_in(&ward, "Adaeze", "adaeze is long").await.unwrap();
    let ProfileState::Open { role, may, .. } = state else {
        panic!("open")
    };
    assert_eq!(role, "nurse");
    assert!(may.contains(&crate::Permission::ViewCharts));
    assert_eq!(patients(&ward).await.unwrap().total, 1);
    assert_eq!(
        ward.app.doctor(&ward.lindqvist).await.unwrap_err().code,
        "not-permitted"
    );
    // The next one takes the seat without the profile being opened anew.
    sign_in(&ward, "ugo", "ugo is long").await.unwrap();
    assert_eq!(patients(&ward).await.unwrap_err().code, "not-permitted");
    assert!(ward.app.verify_audit(&ward.lindqvist).await.unwrap().ok);
    // Locked and opened again, nobody is there.
    ward.app.lock_profile(&ward.lindqvist).await.unwrap();
    ward.app
        .unlock_profile(&ward.lindqvist, words())
        .await
        .unwrap();
    assert_eq!(
        ward.app
            .verify_audit(&ward.lindqvist)
            .await
            .unwrap_err()
            .code,
        "not-permitted"
    );
}

#[tokio::test]
async fn what_somebody_did_and_keeps_is_theirs_and_the_log_names_them() {
    let ward = a_ward_of_three().await;
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    let patient = ward.patient().await.patient;
    let mark = SetMark {
        patient: patient.clone(),
        mark: OwnMark::Starred,
        on: true,
    };
    let marks = ward.app.set_mark(&ward.lindqvist, mark).await.unwrap();
    assert!(marks.starred);
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    add(&ward, "carl", PersonRole::Clinician).await.unwrap();
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    let marks = ward
        .app
        .patient_marks(&ward.lindqvist, ward.patient().await)
        .await
        .unwrap();
    assert!(!marks.starred, "another person's star");
    let rows = ward.app.opened().unwrap().audit().read(1, 1_000).unwrap();
    let starred: Vec<_> = rows
        .iter()
        .filter(|row| row.act == "patient.mark")
        .collect();
    assert_eq!(starred[0].actor, "adaeze");
    assert_eq!(starred[0].role.as_deref(), Some("nurse"));
    assert!(
        !format!("{rows:?}").contains("is long"),
        "no password in the log"
    );
}

#[tokio::test]
async fn wrong_passwords_are_slowed_down_and_each_is_a_row() {
    let ward = a_ward_of_three().await;
    let unknown = sign_in(&ward, "nobody", "anything at all")
        .await
        .unwrap_err();
    for _ in 0..5 {
        let failure = sign_in(&ward, "adaeze", "guessed wrong").await.unwrap_err();
        assert_eq!(failure.code, "wrong-password");
        assert_eq!(
            failure.message, unknown.message,
            "who has an account is not told"
        );
    }
    for _ in 0..4 {
        sign_in(&ward, "Nobody", "guessed wrong").await.unwrap_err();
    }
    let nobodys = sign_in(&ward, "nobody", "anything").await.unwrap_err();
    let failure = sign_in(&ward, "adaeze", "adaeze is long")
        .await
        .unwrap_err();
    assert_eq!(
        failure.code, "too-many-tries",
        "the right one has to wait too"
    );
    assert_eq!(
        nobodys.message, failure.message,
        "nor by how soon it is slowed down"
    );
    // Closed and opened again, it still waits.
    ward.app.lock_profile(&ward.lindqvist).await.unwrap();
    ward.app
        .unlock_profile(&ward.lindqvist, words())
        .await
        .unwrap();
    let failure = sign_in(&ward, "adaeze", "adaeze is long")
        .await
        .unwrap_err();
    assert_eq!(failure.code, "too-many-tries");
    ward.clock.advance(30_000);
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    let rows = ward.app.opened().unwrap().audit().read(1, 1_000).unwrap();
    let count = |outcome: &str| {
        let of = |row: &&wardbook_store::audit::Row| {
            row.act == crate::audit::SIGN_IN && row.outcome.as_deref() == Some(outcome)
        };
        rows.iter().filter(of).count()
    };
    assert_eq!(
        (
            count("wrong-password"),
            count("too-many-tries"),
            count("done")
        ),
        (10, 3, 1)
    );
}

#[tokio::test]
async fn a_role_that_changes_counts_at_once_and_the_last_administrator_stays() {
    let ward = a_ward_of_three().await;
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    let role = |person: &str, role| SetPersonRole {
        person: person.to_owned(),
        role,
    };
    let removed = |person: &str| PersonRef {
        person: person.to_owned(),
    };
    let last = ward
        .app
        .set_person_role(&ward.lindqvist, role("ada", PersonRole::Nurse))
        .await;
    assert_eq!(last.unwrap_err().code, "last-administrator");
    let last = ward
        .app
        .remove_person(&ward.lindqvist, removed("ada"))
        .await;
    assert_eq!(last.unwrap_err().code, "last-administrator");
    ward.app
        .set_person_role(&ward.lindqvist, role("adaeze", PersonRole::Administrator))
        .await
        .unwrap();
    ward.app
        .set_person_role(&ward.lindqvist, role("ada", PersonRole::Nurse))
        .await
        .unwrap();
    assert_eq!(
        patients(&ward).await.unwrap().total,
        1,
        "a nurse from now on"
    );
    let failure = add(&ward, "bo", PersonRole::Nurse).await.unwrap_err();
    assert_eq!(failure.code, "not-permitted");
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    ward.app
        .remove_person(&ward.lindqvist, removed("ada"))
        .await
        .unwrap();
    assert_eq!(
        sign_in(&ward, "ada", "ada is long").await.unwrap_err().code,
        "wrong-password"
    );
    let taken = add(&ward, "UGO", PersonRole::Nurse).await.unwrap_err();
    assert_eq!(taken.code, "name-taken");
}

#[tokio::test]
async fn ones_own_password_takes_the_old_one_and_an_administrator_sets_others() {
    let ward = a_ward_of_three().await;
    sign_in(&ward, "ugo", "ugo is long").await.unwrap();
    let password = |person: &str, old: Option<&str>| SetPersonPassword {
        person: person.to_owned(),
        password: Hidden::new("another one"),
        old: old.map(Hidden::new),
    };
    let set = |request| ward.app.set_person_password(&ward.lindqvist, request);
    assert_eq!(
        set(password("ugo", None)).await.unwrap_err().code,
        "invalid-request"
    );
    assert_eq!(
        set(password("ugo", Some("not this")))
            .await
            .unwrap_err()
            .code,
        "wrong-password"
    );
    assert_eq!(
        set(password("adaeze", None)).await.unwrap_err().code,
        "not-permitted"
    );
    set(password("ugo", Some("ugo is long"))).await.unwrap();
    sign_in(&ward, "ugo", "another one").await.unwrap();
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    set(password("adaeze", None)).await.unwrap();
    sign_in(&ward, "adaeze", "another one").await.unwrap();
}

#[tokio::test]
async fn what_runs_by_itself_goes_on_with_nobody_there() {
    let ward = a_ward_of_three().await;
    let itself = ward.lindqvist.clone().unattended();
    ward.app.sync_what_is_due(&itself).await.unwrap();
    ward.app.file_what_is_due(&itself).await.unwrap();
    assert_eq!(
        ward.app.verify_audit(&itself).await.unwrap_err().code,
        "not-permitted",
        "and may nothing else"
    );
}

#[tokio::test]
async fn many_wrong_passwords_at_once_are_no_more_than_five() {
    let ward = a_ward_of_three().await;
    let tries = (0..12).map(|_| sign_in(&ward, "adaeze", "guessed wrong"));
    let looked_at = futures::future::join_all(tries)
        .await
        .into_iter()
        .filter(|tried| {
            let failure = tried.as_ref().unwrap_err();
            failure.code == "wrong-password"
        })
        .count();
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn who_comes_back_to_a_screened_window_says_who_they_are() {
    let ward = a_ward_of_three().await;
    let seat = &ward.lindqvist;
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    let lock = SetLock {
        minutes: 5,
        kind: LockKind::Screened,
    };
    ward.app.set_lock(seat, lock).await.unwrap();
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    let state = ward.app.lock_now(seat).await.unwrap();
    assert!(matches!(state, ProfileState::Screened { .. }), "{state:?}");
    let failure = sign_in(&ward, "ada", "ada is long").await.unwrap_err();
    assert_eq!(failure.code, "profile-locked");
    let state = ward.app.unlock_profile(seat, words()).await.unwrap();
    let ProfileState::Open { role, people, .. } = state else {
        panic!("open: {state:?}")
    };
    assert_eq!((role.as_str(), people), ("nobody", true));
    assert_eq!(
        patients(&ward).await.unwrap_err().code,
        "not-permitted",
        "the passphrase is everybody's, and nobody's chart"
    );
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    assert_eq!(patients(&ward).await.unwrap().total, 1);
}

#[tokio::test]
async fn a_form_is_given_back_to_who_typed_it_and_protects_its_patient_from_everybody() {
    let ward = a_ward_of_three().await;
    let seat = &ward.lindqvist;
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    add(&ward, "carl", PersonRole::Clinician).await.unwrap();
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    let patient = ward.patient().await.patient;
    let typed = KeepDraft {
        place: "write:vitals".to_owned(),
        patient: Some(patient.clone()),
        title: "Vital signs".to_owned(),
        content: "{\"pulse\":\"7\"}".to_owned(),
    };
    ward.app.keep_draft(seat, typed).await.unwrap();
    sign_in(&ward, "carl", "carl is long").await.unwrap();
    let place = || DraftRef {
        place: "write:vitals".to_owned(),
    };
    let carls = ward.app.kept_draft(seat, place()).await.unwrap();
    assert!(carls.draft.is_none(), "another person's form");
    assert!(ward.app.kept_drafts(seat).await.unwrap().is_empty());
    sign_in(&ward, "ada", "ada is long").await.unwrap();
    let remove = RemovePatient {
        patient,
        anyway: false,
    };
    let failure = ward.app.remove_patient(seat, remove).await.unwrap_err();
    assert!(failure.message.contains("was not saved"), "{failure}");
    sign_in(&ward, "adaeze", "adaeze is long").await.unwrap();
    let hers = ward.app.kept_draft(seat, place()).await.unwrap();
    assert_eq!(hers.draft.unwrap().content, "{\"pulse\":\"7\"}");
}
