//! What an EHR refuses, throttles or breaks is named; the rest goes on.

use super::*;

#[tokio::test]
async fn a_server_that_asks_to_slow_down_is_left_alone_as_long_as_it_says() {
    let far = FarSide::start();
    camila(&far);
    far.fault("Condition?", 1, Answer::SlowDown(30));
    let mut desk = Desk::at(&far);
    desk.options.requests = 1;
    let seen = Mutex::new(Vec::new());
    let listen = |p: &Progress| {
        if p.phase == Phase::Waiting {
            seen.lock()
                .unwrap()
                .push((p.waiting_until, p.message.clone()));
        }
    };
    let outcome = desk
        .tries(&these(&["camila"]), &Control::new(), &listen)
        .await
        .unwrap();
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(
        desk.sleeper.elapsed(),
        Duration::from_secs(30),
        "{:?}",
        desk.slept()
    );
    let seen = seen.lock().unwrap();
    assert!(!seen.is_empty(), "the wait is visible");
    assert_eq!(seen[0].0, Some(NOW + 30_000));
    assert!(seen[0].1.as_deref().unwrap().contains("slow down"));
    assert_eq!(desk.everything(), far.inner().resources);
}

#[tokio::test]
async fn a_server_that_wants_an_hour_of_rest_is_left_for_the_next_sync() {
    let far = FarSide::start();
    camila(&far);
    far.fault("Condition?", 1, Answer::SlowDown(3_600));
    let desk = Desk::at(&far);
    assert_eq!(desk.syncs(&these(&["camila"])).await.phase, Phase::Done);
    let row = desk.row("camila", "Condition");
    assert_eq!(
        (row.state, row.reason_code.as_deref()),
        (State::Failed, Some("asked-to-wait"))
    );
    assert!(row.reason.unwrap().contains("60 minutes"));
    assert_eq!(desk.slept(), Vec::<u64>::new());
}

#[tokio::test]
async fn a_server_that_keeps_failing_is_given_up_after_six_tries_and_another_six_at_the_end() {
    let far = FarSide::start();
    camila(&far);
    far.fault(
        "Condition?",
        99,
        Answer::Says(500, "exception", "Out of order"),
    );
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(far.asked("Condition?").len(), 12);
    assert_eq!(
        desk.sleeper.elapsed(),
        2 * Duration::from_millis(500 + 1_000 + 2_000 + 4_000 + 8_000)
    );
    let row = desk.row("camila", "Condition");
    assert_eq!(row.state, State::Failed);
    assert!(
        row.reason.unwrap().contains("Out of order"),
        "the EHR's own words"
    );
    assert_eq!(desk.row("camila", "Observation").state, State::Complete);
    let failed: u32 = outcome
        .progress
        .sections
        .values()
        .map(|section| section.failed)
        .sum();
    assert_eq!(failed, 1);
}

#[tokio::test]
async fn what_failed_for_a_while_is_here_when_the_sync_ends() {
    let far = FarSide::start();
    camila(&far);
    far.fault(
        "Condition?",
        8,
        Answer::Says(500, "exception", "Out of order"),
    );
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(desk.row("camila", "Condition").state, State::Complete);
    assert_eq!(far.asked("Condition?").len(), 9);
    assert_eq!(desk.everything(), far.inner().resources);
    let sections = outcome.progress.sections.values();
    assert_eq!(sections.map(|section| section.failed).sum::<u32>(), 0);
}

#[tokio::test]
async fn a_question_that_fails_for_everybody_is_not_asked_twice_of_each() {
    let far = FarSide::start();
    let names = ["camila", "derrick", "elijah", "linda"];
    for name in names {
        super::patient(&far, name, "Ward", name);
    }
    far.fault(
        "Condition?",
        999,
        Answer::Says(500, "exception", "Out of order"),
    );
    let desk = Desk::at(&far);
    desk.syncs(&these(&names)).await;
    let asked = far.asked("Condition?").len();
    // Two patients are under way at first: both may find out for themselves.
    assert!((30..=36).contains(&asked), "{asked}");
    for name in names {
        assert_eq!(desk.row(name, "Condition").state, State::Failed);
    }
}

#[tokio::test]
async fn one_forbidden_type_is_named_and_the_rest_goes_on() {
    let far = FarSide::start();
    camila(&far);
    far.fault(
        "Condition?",
        99,
        Answer::Says(403, "forbidden", "Not your patient's problems"),
    );
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(
        far.asked("Condition?").len(),
        1,
        "a refusal is not tried again"
    );
    let row = desk.row("camila", "Condition");
    assert_eq!(
        (row.state, row.reason_code.as_deref()),
        (State::Refused, Some("refused"))
    );
    assert!(row.reason.unwrap().contains("Not your patient's problems"));
    for (read, state) in desk.states("camila") {
        assert_eq!(state == State::Complete, read != "Condition", "{read}");
    }
}

#[tokio::test]
async fn a_chart_behind_glass_is_never_asked_for_twice_by_itself() {
    let far = FarSide::start();
    camila(&far);
    far.fault(
        "Condition?",
        99,
        Answer::Says(403, "4130", "Break the glass"),
    );
    let mut desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    desk.clock.advance(3_600_000);
    desk.syncs(&these(&["camila"])).await;
    assert_eq!(far.asked("Condition?").len(), 1);
    let row = desk.row("camila", "Condition");
    assert_eq!(
        (row.state, row.reason_code.as_deref()),
        (State::Refused, Some("break-the-glass"))
    );
    desk.options.full = true;
    desk.syncs(&these(&["camila"])).await;
    assert_eq!(
        far.asked("Condition?").len(),
        2,
        "a person asked for all of it"
    );
}

#[tokio::test]
async fn a_broken_entry_is_put_aside_and_its_neighbours_come() {
    let far = FarSide::start();
    camila(&far);
    far.fault("from=3", 1, Answer::Broken);
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(
        (outcome.phase, outcome.progress.quarantined),
        (Phase::Done, 1)
    );
    assert_eq!(desk.everything(), far.inner().resources);
    let row = desk.row("camila", "Observation");
    assert_eq!((row.state, row.quarantined), (State::Complete, 1));
}

#[tokio::test]
async fn no_results_is_complete_and_more_exists_is_complete_with_a_remark() {
    let far = FarSide::start();
    camila(&far);
    far.fault(
        "Condition?",
        1,
        Answer::Remark("warning", "4119", "More exists"),
    );
    far.fault(
        "DocumentReference?",
        1,
        Answer::Says(400, "4101", "No results"),
    );
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    let row = desk.row("camila", "Condition");
    assert_eq!(
        (row.state, row.reason_code.as_deref()),
        (State::Complete, Some("more-exists"))
    );
    assert!(row.reason.unwrap().contains("More exists"));
    let row = desk.row("camila", "DocumentReference");
    assert_eq!(
        (row.state, row.count, row.reason_code),
        (State::Complete, 0, None)
    );
}

#[tokio::test]
async fn pages_in_a_circle_end() {
    let far = FarSide::start();
    camila(&far);
    far.fault("from=6", 99, Answer::Circle);
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    let row = desk.row("camila", "Observation");
    assert_eq!(
        (row.state, row.reason_code.as_deref()),
        (State::Partial, Some("pages-in-a-circle"))
    );
    assert!(
        far.asked("/page?").len() < 30,
        "{}",
        far.asked("/page?").len()
    );
}

#[tokio::test]
async fn a_daily_ceiling_stops_that_type_for_everybody_and_nothing_else() {
    let far = FarSide::start();
    camila(&far);
    patient(&far, "derrick", "Lin", "Derrick");
    far.fault(
        "DocumentReference?",
        99,
        Answer::Says(400, "4135", "Try tomorrow"),
    );
    let mut desk = Desk::at(&far);
    desk.options.patients = 1;
    assert_eq!(
        desk.syncs(&these(&["camila", "derrick"])).await.phase,
        Phase::Done
    );
    assert_eq!(far.asked("DocumentReference?").len(), 1);
    for who in ["camila", "derrick"] {
        let row = desk.row(who, "DocumentReference");
        assert_eq!(row.reason_code.as_deref(), Some("daily-ceiling"));
        assert_eq!(desk.row(who, "Observation").state, State::Complete);
    }
}

#[tokio::test]
async fn a_patient_the_ehr_does_not_have_leaves_no_trace() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["nobody", "camila"])).await;
    assert_eq!((outcome.phase, outcome.unknown_patients), (Phase::Done, 1));
    let nobody = desk
        .store()
        .read(|c| patients::find(c, 1, "nobody"))
        .unwrap();
    assert_eq!(nobody, None);
    assert_eq!(desk.row("camila", "Observation").state, State::Complete);
}
