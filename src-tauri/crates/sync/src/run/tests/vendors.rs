//! Whole charts from servers that behave as Epic's and Oracle's do: what is here equals what they hold
//! for this sign-in, and what is not here is named.

use std::collections::BTreeSet;

use sandbox_ehr::personality;

use super::*;

async fn whole_charts(vendor: &str) {
    let config = sandbox_ehr::Config {
        patients: 4,
        open: true,
        personality: personality::named(vendor).unwrap(),
        glass_every: Some(4),
        document_cap: 0,
        ..Default::default()
    };
    let mut ehr = sandbox_ehr::Server::start(config).await.unwrap();
    let truth = ehr.truth(None).unwrap();
    let desk = Desk::connected(&ehr.base_url());
    let ids: Vec<String> = truth
        .patients
        .iter()
        .map(|one| one.patient.clone())
        .collect();
    let outcome = desk.syncs(&Patients::These(ids)).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(outcome.progress.quarantined, 0);

    let here = desk.everything();
    let mut lost: BTreeSet<String> = BTreeSet::new();
    for one in &truth.patients {
        for (typ, held) in &one.held {
            for id in held {
                if !here.contains_key(&((*typ).to_owned(), id.clone())) {
                    lost.insert((*typ).to_owned());
                }
            }
        }
        if one.closed.is_some() {
            let states = desk.states(&one.patient);
            let refused = states.values().filter(|state| **state == State::Refused);
            assert!(refused.count() > 5, "{states:?}");
            let row = desk.row(&one.patient, "AllergyIntolerance");
            assert_eq!(row.reason_code.as_deref(), Some("break-the-glass"));
        }
    }
    assert_eq!(lost, BTreeSet::new(), "{vendor}");
    for row in desk.store().read(ledger::all).unwrap() {
        assert!(
            row.state == State::Complete || row.reason.is_some(),
            "{} is {:?} without a word",
            row.read,
            row.state
        );
    }
    desk.clock.advance(3_600_000);
    let again = desk.syncs(&Patients::Known).await.progress;
    assert_eq!((again.added, again.changed, again.gone), (0, 0, 0));
    ehr.stop().await;
}

#[tokio::test]
async fn a_server_like_epics_gives_whole_charts_and_keeps_one_behind_glass() {
    whole_charts("epic").await;
}

#[tokio::test]
async fn a_server_like_oracles_gives_whole_charts() {
    whole_charts("oracle").await;
}
