//! Locking: sealed and screened, by hand, by itself and by the desktop, and what it keeps.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::sync::{Arc, Mutex};

use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use tokio::sync::mpsc;

use super::{Ward, ingrid};
use crate::outside::{Around, Hold, Leaving, Surroundings};
use crate::wire::lock::{
    ChangePassphrase, DraftRef, KeepDraft, LockKind, SetLock, SetPin, UnlockWithPin,
};
use crate::wire::patient::ListPatients;
use crate::wire::profile::{CreateProfile, ProfileState, Protection, UnlockProfile};
use crate::wire::sync::Change;
use crate::{App, Options};

const WORDS: &str = "a calm ward";

fn words() -> UnlockProfile {
    UnlockProfile {
        passphrase: Some(WORDS.to_owned()),
    }
}

async fn protected() -> Ward {
    let ward = Ward::new();
    create(&ward).await;
    ward.import(&[ingrid()]).await;
    ward
}

async fn create(ward: &Ward) {
    let request = CreateProfile {
        protection: Protection::Passphrase,
        passphrase: Some(WORDS.into()),
    };
    ward.app
        .create_profile(&ward.lindqvist, request)
        .await
        .unwrap();
}

async fn choose(ward: &Ward, kind: LockKind, minutes: u32) {
    let request = SetLock { minutes, kind };
    let set = ward.app.set_lock(&ward.lindqvist, request).await.unwrap();
    assert_eq!((set.kind, set.minutes), (kind, minutes));
}

async fn set_pin(ward: &Ward, pin: &str) {
    let request = SetPin {
        passphrase: WORDS.into(),
        pin: Some(pin.into()),
    };
    assert!(
        ward.app
            .set_pin(&ward.lindqvist, request)
            .await
            .unwrap()
            .pin
    );
}

async fn listed(ward: &Ward) -> Result<u32, String> {
    let request = ListPatients {
        text: String::new(),
        offset: 0,
        limit: 10,
    };
    let page = ward.app.list_patients(&ward.lindqvist, request).await;
    page.map(|page| page.total).map_err(|failure| failure.code)
}

async fn tried(ward: &Ward, pin: &str) -> Result<ProfileState, (String, String)> {
    let request = UnlockWithPin { pin: pin.into() };
    let tried = ward.app.unlock_with_pin(&ward.lindqvist, request).await;
    tried.map_err(|failure| (failure.code, failure.message))
}

#[tokio::test]
async fn where_the_keyring_alone_opens_it_a_lock_is_refused_and_a_passphrase_offered() {
    let ward = Ward::open().await;
    let me = &ward.lindqvist;
    for refused in [
        ward.app.lock_now(me).await.unwrap_err(),
        ward.app.lock_profile(me).await.unwrap_err(),
    ] {
        assert_eq!(refused.code, "lock-needs-passphrase");
    }
    ward.clock.advance(3_600_000);
    assert_eq!(ward.app.idle(me).await, None, "nor does it lock by itself");
    let request = ChangePassphrase {
        current: None,
        new: WORDS.into(),
        keyring: true,
    };
    ward.app.change_passphrase(me, request).await.unwrap();
    let state = ward.app.lock_now(me).await.unwrap();
    let ProfileState::Locked { protection } = state else {
        panic!("sealed is what a lock is where nobody chose: {state:?}");
    };
    assert_eq!(protection, Protection::KeyringAndPassphrase);
    ward.app.unlock_profile(me, words()).await.unwrap();
}

#[tokio::test]
async fn screened_everything_is_refused_by_the_core_and_the_outbox_goes_on() {
    let ward = protected().await;
    let me = &ward.lindqvist;
    choose(&ward, LockKind::Screened, 5).await;
    let patient = ward.patient().await;
    let state = ward.app.lock_now(me).await.unwrap();
    assert!(
        matches!(state, ProfileState::Screened { pin: false, .. }),
        "{state:?}"
    );
    assert_eq!(listed(&ward).await.unwrap_err(), "profile-locked");
    let chart = ward.app.open_chart(me, patient).await.unwrap_err();
    assert_eq!(chart.code, "profile-locked");
    let health = ward.app.health(me).await.unwrap_err();
    assert_eq!(health.code, "profile-locked", "figures too");
    let set = SetLock {
        minutes: 30,
        kind: LockKind::Sealed,
    };
    assert!(
        ward.app.set_lock(me, set).await.is_err(),
        "nor can it be set otherwise"
    );
    let by_itself = me.clone().unattended();
    ward.app.sync_what_is_due(&by_itself).await.unwrap();
    ward.app.file_what_is_due(&by_itself).await.unwrap();

    let wrong = UnlockProfile {
        passphrase: Some("a loud ward".into()),
    };
    let wrong = ward.app.unlock_profile(me, wrong).await.unwrap_err();
    assert_eq!(wrong.code, "wrong-passphrase");
    assert!(listed(&ward).await.is_err(), "still locked");
    let again = CreateProfile {
        protection: Protection::Keyring,
        passphrase: None,
    };
    let state = ward.app.create_profile(me, again).await.unwrap();
    assert!(
        matches!(state, ProfileState::Screened { .. }),
        "no way around it: {state:?}"
    );
    assert!(listed(&ward).await.is_err());
    ward.app.unlock_profile(me, words()).await.unwrap();
    assert_eq!(listed(&ward).await.unwrap(), 1);

    let rows = ward.app.opened().unwrap().audit().read(1, 1000).unwrap();
    let told: Vec<_> = rows
        .iter()
        .filter(|row| row.act.starts_with("profile.") && row.outcome.is_some())
        .map(|row| (row.act.as_str(), row.outcome.as_deref().unwrap()))
        .collect();
    assert_eq!(
        told[1..],
        [
            ("profile.screen", "done"),
            ("profile.unlock", "wrong-passphrase"),
            ("profile.unlock", "done"),
        ]
    );
}

#[tokio::test]
async fn a_pin_opens_a_screened_window_only_and_the_fifth_wrong_one_seals_it() {
    let ward = protected().await;
    let me = &ward.lindqvist;
    let guess = SetPin {
        passphrase: "a guess".into(),
        pin: Some("2744".into()),
    };
    assert!(
        ward.app.set_pin(me, guess).await.is_err(),
        "a PIN needs the passphrase"
    );
    set_pin(&ward, "2744").await;
    choose(&ward, LockKind::Screened, 5).await;
    ward.app.lock_now(me).await.unwrap();
    let (code, message) = tried(&ward, "0000").await.unwrap_err();
    assert_eq!(code, "wrong-pin");
    assert!(message.contains("4 more tries"), "{message}");
    assert!(matches!(
        tried(&ward, "2744").await.unwrap(),
        ProfileState::Open { .. }
    ));
    assert_eq!(listed(&ward).await.unwrap(), 1);

    ward.app.lock_now(me).await.unwrap();
    for _ in 0..4 {
        assert_eq!(tried(&ward, "0000").await.unwrap_err().0, "wrong-pin");
    }
    assert_eq!(tried(&ward, "0000").await.unwrap_err().0, "pin-used-up");
    let state = ward.app.profile_state(me).await.unwrap();
    assert!(
        matches!(state, ProfileState::Locked { .. }),
        "sealed: {state:?}"
    );
    assert_eq!(tried(&ward, "2744").await.unwrap_err().0, "profile-locked");
    ward.app.unlock_profile(me, words()).await.unwrap();
    assert_eq!(listed(&ward).await.unwrap(), 1);
}

#[tokio::test]
async fn many_wrong_pins_at_once_are_no_more_than_five() {
    let ward = protected().await;
    set_pin(&ward, "2744").await;
    choose(&ward, LockKind::Screened, 5).await;
    ward.app.lock_now(&ward.lindqvist).await.unwrap();
    let tries = (0..12).map(|_| tried(&ward, "0000"));
    let codes: Vec<String> = futures::future::join_all(tries)
        .await
        .into_iter()
        .map(|tried| tried.unwrap_err().0)
        .collect();
    assert_eq!(
        codes.iter().filter(|code| *code == "pin-used-up").count(),
        1
    );
    let state = ward.app.profile_state(&ward.lindqvist).await.unwrap();
    assert!(matches!(state, ProfileState::Locked { .. }), "{state:?}");
}

#[tokio::test]
async fn it_locks_by_itself_when_nobody_stirs_for_so_long_and_not_before() {
    let ward = protected().await;
    let me = &ward.lindqvist;
    assert_eq!(ward.app.lock_settings(me).await.unwrap().minutes, 5);
    for minutes in [0, 31] {
        let longer = SetLock {
            minutes,
            kind: LockKind::Sealed,
        };
        let refused = ward.app.set_lock(me, longer).await.unwrap_err();
        assert_eq!(refused.code, "invalid-request");
    }
    ward.app.stir(me).await.unwrap();
    ward.clock.advance(4 * 60_000);
    assert_eq!(ward.app.idle(me).await, None);
    ward.app.stir(me).await.unwrap();
    ward.clock.advance(299_000);
    assert_eq!(
        ward.app.idle(me).await,
        None,
        "somebody was there meanwhile"
    );
    ward.clock.advance(1_000);
    assert_eq!(ward.app.idle(me).await, Some(LockKind::Sealed));
    choose(&ward, LockKind::Screened, 1).await;
    assert_eq!(ward.app.idle(me).await, Some(LockKind::Screened));
    ward.app.lock_now(me).await.unwrap();
    assert_eq!(ward.app.idle(me).await, None, "it is locked");
}

/// A computer that is left when the story says so.
struct Left(Mutex<Option<mpsc::Receiver<Leaving>>>);

impl Surroundings for Left {
    fn look(&self) -> BoxFuture<'_, Around> {
        Box::pin(async { Around::default() })
    }

    fn leaving(&self) -> BoxStream<'static, Leaving> {
        let from = self.0.lock().unwrap().take().unwrap();
        futures::stream::unfold(from, |mut from| async {
            let left = from.recv().await?;
            Some((left, from))
        })
        .chain(futures::stream::pending())
        .boxed()
    }
}

#[tokio::test]
async fn the_page_keeps_what_is_typed_before_the_lock_and_sleep_waits_for_it() {
    let mut ward = protected().await;
    let patient = ward.patient().await.patient;
    ward.app.close().await;
    let (leave, left) = mpsc::channel(4);
    ward.app = App::new(Options {
        keyring: Arc::clone(&ward.keyring) as Arc<_>,
        clock: Arc::clone(&ward.clock) as Arc<_>,
        stretch: Arc::new(wardbook_store::key::Stretch::quick),
        surroundings: Arc::new(Left(Mutex::new(Some(left)))),
        ..Options::system(ward.folder.path().join("profile"))
    });
    let me = ward.lindqvist.clone();
    ward.app.unlock_profile(&me, words()).await.unwrap();
    choose(&ward, LockKind::Screened, 5).await;
    tokio::spawn(ward.app.clone().keep_locked(me.clone()));

    // The page: it keeps its form, then locks, as it does in the window.
    let (page, who) = (ward.app.clone(), me.clone());
    let mut heard = ward.app.subscribe();
    let typed = KeepDraft {
        place: "write vitals".into(),
        patient: Some(patient.clone()),
        title: "Vital signs".into(),
        content: r#"{"systolic":"142"}"#.into(),
    };
    tokio::spawn(async move {
        loop {
            if let Ok(Change::Locking { lock: kind }) = heard.recv().await {
                page.keep_draft(&who, typed).await.unwrap();
                match kind {
                    LockKind::Screened => page.lock_now(&who).await.unwrap(),
                    LockKind::Sealed => page.lock_profile(&who).await.unwrap(),
                };
                return;
            }
        }
    });
    let mut changes = ward.app.subscribe();
    leave.send(Leaving::Screen).await.unwrap();
    while !matches!(changes.recv().await.unwrap(), Change::Profile) {}
    let state = ward.app.profile_state(&me).await.unwrap();
    assert!(matches!(state, ProfileState::Screened { .. }), "{state:?}");

    // The lid is closed: screened is not enough, and the computer waits until the keys are gone.
    let (hold, awake) = tokio::sync::oneshot::channel::<()>();
    leave
        .send(Leaving::Asleep(Hold::around(hold)))
        .await
        .unwrap();
    assert!(awake.await.is_err(), "let go");
    let state = ward.app.profile_state(&me).await.unwrap();
    assert!(matches!(state, ProfileState::Locked { .. }), "{state:?}");

    ward.app.unlock_profile(&me, words()).await.unwrap();
    let place = DraftRef {
        place: "write vitals".into(),
    };
    let kept = ward
        .app
        .kept_draft(&me, place.clone())
        .await
        .unwrap()
        .draft
        .unwrap();
    assert_eq!(kept.content, r#"{"systolic":"142"}"#);
    assert_eq!(kept.patient, Some(patient));
    assert_eq!(kept.patient_name.as_deref(), Some("Sørensen, Ingrid"));
    assert_eq!(ward.app.kept_drafts(&me).await.unwrap().len(), 1);
    let nurse = crate::Actor::local("adaeze");
    assert!(
        ward.app.kept_drafts(&nurse).await.unwrap().is_empty(),
        "hers alone"
    );
    assert_eq!(ward.app.drop_draft(&me, place).await.unwrap().draft, None);
    assert!(ward.app.kept_drafts(&me).await.unwrap().is_empty());
}

#[tokio::test]
async fn without_a_page_that_answers_the_lock_comes_all_the_same() {
    let ward = protected().await;
    let mut changes = ward.app.subscribe();
    // The page was asked and says nothing; its time is over as soon as it was asked.
    let late =
        async move { while !matches!(changes.recv().await.unwrap(), Change::Locking { .. }) {} };
    ward.app
        .lock_by_itself(&ward.lindqvist, LockKind::Sealed, late)
        .await;
    let state = ward.app.profile_state(&ward.lindqvist).await.unwrap();
    assert!(matches!(state, ProfileState::Locked { .. }), "{state:?}");
}
