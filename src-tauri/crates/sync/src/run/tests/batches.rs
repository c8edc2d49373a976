//! A server that takes batches is asked less often, and what comes is what each question by itself would have brought.

use sandbox_ehr::{Config, Faults, Server};
use wardbook_store::settings;

use super::*;
use crate::plan::manners::Override;

/// Set for a connection: so many searches in one request.
fn in_one_request(desk: &Desk, searches: usize) {
    let own = Override {
        batch: Some(searches),
        ..Override::default()
    };
    let setting = Override::setting(1);
    desk.store()
        .write(|tx| settings::set(tx, &setting, &own.to_setting()))
        .unwrap();
}

async fn ward(faults: Faults) -> Server {
    let config = Config {
        patients: 3,
        open: true,
        faults,
        ..Config::default()
    };
    Server::start(config).await.unwrap()
}

fn asked(ehr: &Server, begins: &str) -> u64 {
    let by_kind = ehr.counts().by_kind;
    let these = by_kind.iter().filter(|(kind, _)| kind.starts_with(begins));
    these.map(|(_, n)| n).sum()
}

/// The ledger without its times and checkpoints.
fn said(desk: &Desk) -> Vec<(String, State, u64, Option<String>)> {
    let rows = desk.store().read(ledger::all).unwrap();
    rows.into_iter()
        .map(|row| (row.read, row.state, row.count, row.reason))
        .collect()
}

#[tokio::test]
async fn the_chart_and_the_ledger_are_the_same_however_it_was_asked() {
    for refuse in [vec![], vec!["Condition".to_owned()]] {
        let faults = Faults {
            refuse,
            ..Faults::default()
        };
        let mut ehr = ward(faults.clone()).await;
        let together = Desk::connected(&ehr.base_url());
        assert_eq!(together.syncs(&Patients::All).await.phase, Phase::Done);
        let few = asked(&ehr, "GET");
        let batches = asked(&ehr, "POST");
        assert!(batches >= 3, "{batches}");
        let single = Desk::connected(&ehr.base_url());
        in_one_request(&single, 1);
        assert_eq!(single.syncs(&Patients::All).await.phase, Phase::Done);
        assert_eq!(asked(&ehr, "POST"), batches, "nothing was posted now");
        let many = asked(&ehr, "GET") - few;
        assert!(few + batches < many - 40, "{few} and {batches}, or {many}");
        assert_eq!(together.everything(), single.everything());
        assert_eq!(said(&together), said(&single));
        ehr.stop().await;
    }
}

#[tokio::test]
async fn nothing_that_came_in_a_batch_is_asked_for_again() {
    let mut ehr = ward(Faults {
        seed: 5,
        throttle_every: 9,
        drop_every: 11,
        truncate_every: 13,
        ..Faults::default()
    })
    .await;
    let desk = Desk::connected(&ehr.base_url());
    assert_eq!(desk.syncs(&Patients::All).await.phase, Phase::Done);
    let walks = ehr.walks();
    assert!(walks.iter().map(|walk| walk.pages.len()).sum::<usize>() > 50);
    for page in walks.iter().flat_map(|walk| &walk.pages) {
        assert_eq!(page.asked_after_whole, 0, "{page:?}");
    }
    ehr.stop().await;
}

#[tokio::test]
async fn a_server_that_takes_no_batches_after_all_is_asked_one_by_one() {
    let far = FarSide::start();
    camila(&far);
    let mut desk = Desk::at(&far);
    // With more, her three searches go beside one another.
    desk.options.requests = 1;
    in_one_request(&desk, 25);
    assert_eq!(desk.syncs(&these(&["camila"])).await.phase, Phase::Done);
    assert_eq!(desk.everything(), far.inner().resources);
    let inner = far.inner();
    let posted = inner.asked.iter().filter(|path| *path == "/fhir").count();
    assert_eq!(posted, 1, "{:?}", inner.asked);
}
