//! The sandbox EHR's people, whole.

use super::*;

#[tokio::test]
async fn a_ward_of_the_sandbox_arrives_to_the_byte_and_the_second_sync_brings_nothing_new() {
    let config = sandbox_ehr::Config {
        patients: 4,
        open: true,
        ..Default::default()
    };
    let mut ehr = sandbox_ehr::Server::start(config).await.unwrap();
    let desk = Desk::connected(&ehr.base_url());
    let outcome = desk.syncs(&Patients::All).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(
        (outcome.progress.patients_done, outcome.progress.quarantined),
        (4, 0)
    );

    let here = desk.everything();
    let mut theirs = 0;
    for chart in (0..4).map(|n| ehr.chart(n).unwrap()) {
        for resource in chart.resources() {
            theirs += 1;
            let key = (resource.kind.to_owned(), resource.id.clone());
            let body = here
                .get(&key)
                .unwrap_or_else(|| panic!("{} is not here", resource.kind));
            assert_eq!(body.as_bytes(), resource.body.as_ref(), "{}", resource.kind);
        }
    }
    assert!(theirs > 400, "{theirs}");
    let rows = desk.store().read(ledger::all).unwrap();
    let open: Vec<_> = rows
        .iter()
        .filter(|row| !matches!(row.state, State::Complete | State::NotOffered))
        .map(|row| (&row.read, row.state, &row.reason))
        .collect();
    assert!(open.is_empty(), "{open:?}");

    desk.clock.advance(60_000);
    let again = desk.syncs(&Patients::Known).await.progress;
    assert_eq!((again.added, again.changed, again.gone), (0, 0, 0));
    ehr.stop().await;
}
