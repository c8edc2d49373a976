//! A chart arrives whole, and what changes at the EHR changes here.

use super::*;
use crate::checkpoint::Mark;

#[tokio::test]
async fn camilas_whole_chart_arrives_to_the_byte() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    let seen = Mutex::new(Vec::new());
    let listen = |p: &Progress| seen.lock().unwrap().push(p.phase);
    let outcome = desk
        .tries(&these(&["camila"]), &Control::new(), &listen)
        .await
        .unwrap();

    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(desk.everything(), far.inner().resources);
    let progress = &outcome.progress;
    assert_eq!((progress.patients_done, progress.patients_planned), (1, 1));
    assert_eq!(progress.reads_done, progress.reads_planned);
    assert_eq!(progress.added, far.inner().resources.len() as u64);
    assert_eq!(
        (progress.changed, progress.quarantined, progress.gone),
        (0, 0, 0)
    );
    assert_eq!(seen.lock().unwrap().first(), Some(&Phase::Planning));
    assert_eq!(seen.lock().unwrap().last(), Some(&Phase::Done));

    let labs = desk.row("camila", "Observation");
    assert_eq!(
        (labs.state, labs.as_of, labs.count),
        (State::Complete, Some(NOW), 10)
    );
    let vitals = desk.row("camila", "Observation@vitals");
    assert_eq!((vitals.section.as_str(), vitals.count), ("vitals", 2));
    assert_eq!(vitals.state, State::Complete);
    let content = desk.row("camila", "Binary");
    assert_eq!(
        (content.state, content.count, content.expected),
        (State::Complete, 1, Some(1))
    );
    let people = desk.row("", "Practitioner");
    assert_eq!((people.state, people.count), (State::Complete, 1));
    assert_eq!(desk.row("", "Goal").state, State::NotOffered);
    assert_eq!(
        far.asked("Practitioner?").len(),
        1,
        "one search for the nurse of fifteen records"
    );
}

#[tokio::test]
async fn the_next_sync_asks_only_for_what_changed() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    far.inner().asked.clear();
    let mut changed = observation("camila", 4, "laboratory", 6.8);
    changed["meta"]["lastUpdated"] = json!("2026-09-21T14:15:00Z");
    far.has(&changed);
    far.has(&{
        let mut new = observation("camila", 77, "vital-signs", 1.0);
        new["meta"]["lastUpdated"] = json!("2026-09-21T14:15:00Z");
        new
    });

    desk.clock.advance(3_600_000);
    let outcome = desk.syncs(&Patients::Known).await;
    assert_eq!(far.asked("Observation?").len(), 1);
    assert!(far.asked("Observation?")[0].contains("_lastUpdated=ge2026-09-21T14%3A03%3A20Z"));
    assert_eq!((outcome.progress.changed, outcome.progress.added), (1, 1));
    assert_eq!(desk.everything(), far.inner().resources);
    let row = desk.row("camila", "Observation");
    assert_eq!((row.as_of, row.count), (Some(NOW + 3_600_000), 10));
    assert_eq!(desk.row("camila", "Observation@vitals").count, 3);
    assert_eq!(
        far.asked("Practitioner"),
        Vec::<String>::new(),
        "the nurse is here already"
    );
    assert_eq!(far.asked("Binary"), Vec::<String>::new(), "so is the note");
}

#[tokio::test]
async fn the_whole_is_read_again_after_a_week_or_when_asked() {
    let far = FarSide::start();
    camila(&far);
    let mut desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    far.inner().asked.clear();
    desk.options.full = true;
    desk.syncs(&Patients::Known).await;
    desk.options.full = false;
    desk.clock.advance(8 * 24 * 3_600_000);
    desk.syncs(&Patients::Known).await;
    assert_eq!(far.asked("Observation?").len(), 2);
    assert_eq!(far.asked("_lastUpdated"), Vec::<String>::new());
}

#[tokio::test]
async fn what_the_ehr_deleted_is_marked_only_after_asking_for_it() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    // One problem is deleted; two more are only no longer shown by the search, and one of them
    // cannot be asked for.
    far.inner()
        .resources
        .remove(&("Condition".into(), "camila-c1".into()));
    for hidden in ["camila-c0", "camila-c2"] {
        far.has(&json!({
            "resourceType": "Condition", "id": hidden,
            "subject": { "reference": "Patient/somebody-else" },
        }));
    }
    far.fault(
        "Condition/camila-c0",
        1,
        Answer::Says(403, "forbidden", "Not yours"),
    );
    far.inner().asked.clear();
    desk.clock.advance(60_000);
    let outcome = desk.syncs(&Patients::Known).await;

    let asked: Vec<String> = (0..3)
        .map(|n| format!("/fhir/Condition/camila-c{n}"))
        .collect();
    assert_eq!(far.asked("Condition/"), asked);
    assert_eq!(outcome.progress.gone, 1);
    assert_eq!(desk.status("Condition", "camila-c1"), mapping::Status::Gone);
    assert!(
        desk.body("Condition", "camila-c1").is_some(),
        "our copy stays"
    );
    for here in ["camila-c0", "camila-c2"] {
        assert_eq!(
            desk.status("Condition", here),
            mapping::Status::Current,
            "{here}"
        );
    }
    far.inner().asked.clear();
    desk.clock.advance(60_000);
    desk.syncs(&Patients::Known).await;
    assert_eq!(
        far.asked("Condition/camila-c1"),
        Vec::<String>::new(),
        "asked once"
    );
}

#[tokio::test]
async fn an_interrupted_walk_proves_no_deletion() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    far.inner()
        .resources
        .remove(&("Condition".into(), "camila-c0".into()));
    far.fault("Condition?", 99, Answer::Says(500, "exception", "down"));
    desk.clock.advance(60_000);
    desk.syncs(&Patients::Known).await;
    assert_eq!(
        desk.status("Condition", "camila-c0"),
        mapping::Status::Current
    );
    let row = desk.row("camila", "Condition");
    assert_eq!(
        (row.state, row.as_of),
        (State::Failed, Some(NOW)),
        "what is here is from before"
    );
}

#[tokio::test]
async fn a_nurse_who_is_nowhere_is_asked_for_once_a_sync_and_named() {
    let far = FarSide::start();
    camila(&far);
    far.inner()
        .resources
        .remove(&("Practitioner".into(), "nurse".into()));
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(far.asked("Practitioner").len(), 1);
    let row = desk.row("", "Practitioner");
    assert_eq!(
        (row.state, row.count, row.expected),
        (State::Partial, 0, Some(1))
    );
    assert_eq!(row.reason_code.as_deref(), Some("references-missing"));
}

#[tokio::test]
async fn epic_is_asked_in_parts_and_each_says_how_complete_it_is() {
    let far = FarSide::start();
    camila(&far);
    far.inner().software = "Epic";
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    let states = desk.states("camila");
    assert_eq!(states.get("Observation:laboratory"), Some(&State::Complete));
    assert_eq!(states.get("Observation:survey"), Some(&State::Complete));
    assert_eq!(states.get("Observation"), None);
    assert_eq!(desk.row("camila", "Observation:laboratory").count, 10);
    assert_eq!(desk.everything(), far.inner().resources);
}

#[tokio::test]
async fn a_category_that_a_server_demands_is_learned_from_its_refusal() {
    let far = FarSide::start();
    camila(&far);
    far.offer("Goal", &["patient"]);
    let desk = Desk::at(&far);
    let demand = Answer::Says(400, "required", "category is required");
    far.fault("/Observation?patient=camila&_count", 9, demand);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(
        outcome
            .progress
            .sections
            .values()
            .map(|s| s.refused)
            .sum::<u32>(),
        0
    );
    let states = desk.states("camila");
    assert_eq!(states.get("Observation"), None, "{states:?}");
    assert_eq!(states.get("Observation:laboratory"), Some(&State::Complete));
    assert_eq!(desk.everything(), far.inner().resources);
    far.inner().asked.clear();
    desk.syncs(&Patients::Known).await;
    assert_eq!(
        far.asked("/Observation?patient=camila&_count"),
        Vec::<String>::new(),
        "remembered"
    );
}

#[tokio::test]
async fn a_checkpoint_is_gone_once_a_walk_is_complete() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    let row = desk.row("camila", "Observation");
    let mark = Mark::parse(row.checkpoint.as_deref());
    assert_eq!(mark.walk, None);
    assert_eq!(
        mark.done.unwrap().watermark,
        Some(NOW),
        "the server's clock on the first page"
    );
}
