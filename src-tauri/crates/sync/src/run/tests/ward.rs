//! A whole ward: every patient a server lists, without holding the list.

use super::*;

fn ward(far: &FarSide) -> Vec<String> {
    ward_of(far, 8)
}

fn ward_of(far: &FarSide, beds: u32) -> Vec<String> {
    let ids: Vec<String> = (0..beds).map(|n| format!("p{n}")).collect();
    for id in &ids {
        patient(far, id, &format!("Family {id}"), "Given");
    }
    ids
}

#[tokio::test]
async fn everybody_a_server_lists_is_synced() {
    let far = FarSide::start();
    let ids = ward(&far);
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&Patients::All).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(outcome.progress.patients_done as usize, ids.len());
    assert_eq!(desk.everything(), far.inner().resources);
    assert_eq!(desk.row("", "Patient:all").state, State::Complete);
    assert!(
        far.asked("Practitioner").len() <= 1,
        "the nurse of eight patients is read once"
    );
}

/// A sync of everybody is stopped once so many are done.
async fn is_cut_short_after(desk: &mut Desk, done: u32) {
    // Fewer than all are under way at one time.
    desk.options.patients = 1;
    let control = Control::new();
    let stop = control.clone();
    let listen = move |p: &Progress| {
        if p.patients_done == done {
            stop.cancel();
        }
    };
    let outcome = desk.tries(&Patients::All, &control, &listen).await.unwrap();
    assert_eq!(outcome.phase, Phase::Cancelled);
}

#[tokio::test]
async fn a_list_cut_short_goes_on_and_visits_nobody_twice() {
    let far = FarSide::start();
    let ids = ward_of(&far, 40);
    let mut desk = Desk::at(&far);
    is_cut_short_after(&mut desk, 5).await;
    let visited = |id: &&String| {
        let row = desk.find_row(id, "Patient");
        row.is_some_and(|row| row.window.is_some_and(|w| w.starts_with("visited")))
    };
    let done: Vec<&String> = ids.iter().filter(visited).collect();
    assert!((5..40).contains(&done.len()), "{} of 40", done.len());
    far.inner().asked.clear();
    desk.clock.advance(60_000);
    let outcome = desk.syncs(&Patients::All).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(desk.everything(), far.inner().resources);
    for done in done {
        let asked = far.asked("/Observation?");
        let again = asked.iter().filter(|one| {
            one.ends_with(&format!("patient={done}")) || one.contains(&format!("patient={done}&"))
        });
        assert_eq!(again.count(), 0, "{done} was visited before");
    }
}

#[tokio::test]
async fn a_list_cut_short_weeks_ago_and_a_visit_that_lies_ahead_pass_nobody_by() {
    let far = FarSide::start();
    let ids = ward_of(&far, 12);
    let mut desk = Desk::at(&far);
    is_cut_short_after(&mut desk, 3).await;
    let everybody_is_asked = |far: &FarSide| {
        for id in &ids {
            let asked = far.asked("/Observation?");
            assert!(
                asked
                    .iter()
                    .any(|one| one.contains(&format!("patient={id}"))),
                "{id}"
            );
        }
        far.inner().asked.clear();
    };
    far.inner().asked.clear();
    desk.clock.advance(21 * 24 * 3_600_000);
    assert_eq!(desk.syncs(&Patients::All).await.phase, Phase::Done);
    everybody_is_asked(&far);
    // The clock ran three hours ahead, and was put right.
    desk.clock.advance(3 * 3_600_000);
    desk.syncs(&Patients::All).await;
    far.inner().asked.clear();
    desk.clock.advance(-3 * 3_600_000 + 60_000);
    assert_eq!(desk.syncs(&Patients::All).await.phase, Phase::Done);
    everybody_is_asked(&far);
}

#[tokio::test]
async fn a_list_that_expired_begins_anew_and_visits_nobody_twice() {
    let far = FarSide::start();
    ward(&far);
    // The second page of the first search, which is the list.
    let over = Answer::Says(410, "expired", "The session is over");
    far.fault("/page?session=1&from=3", 1, over);
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&Patients::All).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(far.asked("/Patient?").len(), 2);
    assert_eq!(far.asked("/Observation?patient=p1").len(), 1);
    assert_eq!(desk.everything(), far.inner().resources);
}

#[tokio::test]
async fn a_list_that_moves_while_it_is_read_visits_nobody_twice_at_one_time() {
    let far = FarSide::start();
    let ids = ward(&far);
    // Whoever stood on the first page stands on the second as well.
    let again = far.inner().resources[&("Patient".to_owned(), "p1".to_owned())].clone();
    far.fault("/page?session=1&from=3", 1, Answer::More(vec![again]));
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&Patients::All).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(outcome.progress.patients_done as usize, ids.len() + 1);
    assert_eq!(far.asked("/Observation?patient=p1").len(), 1);
    assert_eq!(desk.row("", "Patient:all").state, State::Complete);
    assert_eq!(desk.everything(), far.inner().resources);
}

#[tokio::test]
async fn a_server_that_does_not_list_patients_says_so_and_names_the_other_ways() {
    let far = FarSide::start();
    ward(&far);
    let refusal = Answer::Says(400, "required", "at least one of name, identifier");
    far.fault("/Patient?", 99, refusal);
    let desk = Desk::at(&far);
    let error = desk
        .tries(&Patients::All, &Control::new(), &|_| {})
        .await
        .unwrap_err();
    assert_eq!(error.code(), "listing-refused");
    let message = error.message();
    assert!(
        message.contains("--patient") && message.contains("--from"),
        "{message}"
    );
    assert!(message.contains("at least one of name"), "{message}");
}

#[tokio::test]
async fn a_list_that_says_it_is_cut_short_is_no_list_of_all() {
    let far = FarSide::start();
    ward(&far);
    far.fault(
        "/Patient?",
        1,
        Answer::Remark("information", "59133", "100 at most"),
    );
    let desk = Desk::at(&far);
    let error = desk
        .tries(&Patients::All, &Control::new(), &|_| {})
        .await
        .unwrap_err();
    assert_eq!(error.code(), "listing-refused");
}

#[tokio::test]
async fn people_are_found_by_what_a_person_types() {
    let far = FarSide::start();
    ward(&far);
    let client = wardbook_fhir::Client::new(
        far.base(),
        Arc::new(NoToken),
        wardbook_fhir::Options::default(),
    )
    .unwrap();
    let statement = client.capabilities().await.unwrap();
    let capabilities = wardbook_fhir::Capabilities::parse(&statement.body).unwrap();
    let found = crate::find_patients(&client, &capabilities, "1987-09-12")
        .await
        .unwrap();
    assert_eq!((found.patients.len(), found.more), (8, false));
    assert!(far.asked("birthdate=1987-09-12").len() == 1);
}

#[tokio::test]
async fn a_sync_can_be_handed_to_the_runtime_and_never_asks_more_than_four_at_once() {
    let far = FarSide::start();
    ward(&far);
    let desk = Desk::at(&far);
    let sync = desk.sync();
    let most = far.clone();
    let running = tokio::spawn(async move {
        sync.run(1, &Patients::All, &Control::new(), &|_| {})
            .await
            .unwrap()
            .phase
    });
    assert_eq!(running.await.unwrap(), Phase::Done);
    let most = most.inner().most_at_once;
    assert!((2..=4).contains(&most), "{most} at once");
}
