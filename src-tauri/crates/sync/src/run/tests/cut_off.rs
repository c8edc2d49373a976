//! Whatever cuts a sync off, it goes on from the last page and ends as if nothing had happened.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::checkpoint::Mark;

/// What an undisturbed sync of Camila leaves.
async fn undisturbed() -> (BTreeMap<(String, String), String>, BTreeMap<String, State>) {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    (desk.everything(), desk.states("camila"))
}

#[tokio::test]
async fn killed_after_any_page_it_goes_on_and_ends_the_same() {
    let (whole, states) = undisturbed().await;
    let mut went_on = 0;
    for requests in 1.. {
        let far = FarSide::start();
        camila(&far);
        let mut desk = Desk::at(&far);
        let finished = {
            let sync = desk.sync();
            let count = AtomicU64::new(0);
            let (die, mut death) = tokio::sync::mpsc::unbounded_channel();
            let listen = move |p: &Progress| {
                // The progress moves several times a page: each is a moment to die in.
                if count.fetch_add(1, Ordering::SeqCst) == requests * 3 && !p.phase.is_end() {
                    die.send(()).unwrap();
                }
            };
            let (patients, control) = (these(&["camila"]), Control::new());
            tokio::select! {
                biased;
                _ = death.recv() => false,
                _ = sync.run(1, &patients, &control, &listen) => true,
            }
        };
        if finished {
            break;
        }
        desk.dies_and_comes_back();
        let before = desk.everything().len();
        let outcome = desk.syncs(&these(&["camila"])).await;
        assert_eq!(outcome.phase, Phase::Done);
        assert_eq!(desk.everything(), whole, "killed at moment {requests}");
        assert_eq!(desk.states("camila"), states, "killed at moment {requests}");
        went_on += usize::from(before > 0 && before < whole.len());
    }
    assert!(went_on >= 5, "only {went_on} deaths fell into the middle");
}

#[tokio::test]
async fn it_goes_on_from_the_last_page_and_not_from_the_first() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    far.fault("from=6", 99, Answer::Says(500, "exception", "out of order"));
    desk.syncs(&these(&["camila"])).await;
    let row = desk.row("camila", "Observation");
    assert_eq!(row.state, State::Partial);
    let walk = Mark::parse(row.checkpoint.as_deref()).walk.unwrap();
    assert_eq!((walk.pages, walk.seen), (2, 6));

    far.inner().faults.clear();
    far.inner().asked.clear();
    desk.syncs(&these(&["camila"])).await;
    assert_eq!(far.asked("/Observation?"), Vec::<String>::new());
    assert_eq!(far.asked("from=6").len(), 1);
    assert_eq!(desk.row("camila", "Observation").state, State::Complete);
    assert_eq!(desk.everything(), far.inner().resources);
}

#[tokio::test]
async fn a_page_cut_in_its_middle_is_asked_for_again() {
    let far = FarSide::start();
    camila(&far);
    far.fault("from=3", 2, Answer::Cut);
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(desk.everything(), far.inner().resources);
    assert_eq!(outcome.progress.quarantined, 0, "no half record came in");
}

#[tokio::test]
async fn pages_that_expired_are_walked_from_the_first() {
    let far = FarSide::start();
    camila(&far);
    far.fault("from=6", 1, Answer::Says(410, "expired", "gone"));
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(far.asked("/Observation?").len(), 2);
    assert_eq!(desk.everything(), far.inner().resources);
    assert_eq!(desk.row("camila", "Observation").state, State::Complete);
}

#[tokio::test]
async fn pages_that_expired_overnight_are_walked_from_the_first() {
    let far = FarSide::start();
    camila(&far);
    far.fault("from=6", 99, Answer::Says(500, "exception", "out of order"));
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    far.inner().faults.clear();
    far.forget_sessions();
    desk.clock.advance(10 * 3_600_000);
    desk.syncs(&these(&["camila"])).await;
    assert_eq!(desk.row("camila", "Observation").state, State::Complete);
    assert_eq!(desk.everything(), far.inner().resources);
}

#[tokio::test]
async fn pages_that_expire_for_ever_fail_and_the_rest_goes_on() {
    let far = FarSide::start();
    camila(&far);
    far.fault("from=", 99, Answer::Says(410, "expired", "gone"));
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(
        far.asked("/Observation?").len(),
        8,
        "begun anew three times, and after the rest once more"
    );
    let row = desk.row("camila", "Observation");
    assert_eq!(
        (row.state, row.reason_code.as_deref()),
        (State::Partial, Some("pages-expired"))
    );
    assert_eq!(desk.row("camila", "Condition").state, State::Complete);
}

#[tokio::test]
async fn a_lost_sign_in_stops_it_and_the_next_one_goes_on() {
    let far = FarSide::start();
    camila(&far);
    far.fault("from=6", 1, Answer::SignInOver);
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::SignInLost);
    assert!(outcome.progress.message.unwrap().contains("Sign in again"));
    let row = desk.row("camila", "Observation");
    assert_eq!(row.state, State::Partial);
    let walk = Mark::parse(row.checkpoint.as_deref()).walk.unwrap();
    assert_eq!(walk.pages, 2);

    far.inner().asked.clear();
    assert_eq!(desk.syncs(&these(&["camila"])).await.phase, Phase::Done);
    assert_eq!(
        far.asked("/Observation?"),
        Vec::<String>::new(),
        "it went on"
    );
    assert_eq!(desk.everything(), far.inner().resources);
}

#[tokio::test]
async fn cancelled_it_stops_at_once_and_goes_on_next_time() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    let control = Control::new();
    let stop = control.clone();
    let listen = move |p: &Progress| {
        if p.added >= 6 {
            stop.cancel();
        }
    };
    let outcome = desk
        .tries(&these(&["camila"]), &control, &listen)
        .await
        .unwrap();
    assert_eq!(outcome.phase, Phase::Cancelled);
    assert!(desk.everything().len() < far.inner().resources.len());
    assert_eq!(desk.syncs(&these(&["camila"])).await.phase, Phase::Done);
    assert_eq!(desk.everything(), far.inner().resources);
}

#[tokio::test]
async fn paused_it_asks_for_nothing_until_resumed() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    let control = Control::new();
    control.pause();
    let asked_while_paused = Mutex::new(None);
    let hand = control.clone();
    let seen = far.clone();
    let listen = |p: &Progress| {
        if p.phase == Phase::Planning && asked_while_paused.lock().unwrap().is_none() {
            *asked_while_paused.lock().unwrap() = Some(seen.asked("").len());
            hand.resume();
        }
    };
    let outcome = desk
        .tries(&these(&["camila"]), &control, &listen)
        .await
        .unwrap();
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(*asked_while_paused.lock().unwrap(), Some(0));
    assert_eq!(desk.everything(), far.inner().resources);
}

#[tokio::test]
async fn with_the_cable_out_it_ends_offline_after_a_few_tries() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    far.unplug();
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Offline);
    assert_eq!(desk.slept().len(), 2, "three tries");
    assert!(outcome.progress.message.is_some());
}

#[tokio::test]
async fn the_cable_pulled_in_the_middle_leaves_what_came_and_calls_nothing_complete() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    let cable = far.clone();
    let listen = move |p: &Progress| {
        if p.added >= 6 {
            cable.unplug();
        }
    };
    let outcome = desk
        .tries(&these(&["camila"]), &Control::new(), &listen)
        .await
        .unwrap();
    assert_eq!(outcome.phase, Phase::Offline);
    assert!(desk.everything().len() >= 6);
    let rows = desk.states("camila");
    assert!(
        rows.values()
            .all(|s| matches!(s, State::Partial | State::Complete)),
        "{rows:?}"
    );
}
