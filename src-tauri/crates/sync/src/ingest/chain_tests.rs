#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use wardbook_store::rusqlite::Transaction;
use wardbook_store::{StoreError, ledger, records};

use super::super::tests::{batch, weight, workstation};
use super::super::{Act, Ingest, IngestError};
use super::Chain;

const READ: &str = "Observation:vital-signs";
/// Has no id, so that it is put aside.
const NAMELESS: &str = "{\"resourceType\":\"Observation\"}";

#[tokio::test]
async fn a_page_that_overtook_the_one_before_waits_for_it_and_counts_what_it_put_aside() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, ehr) = workstation(&folder);
    let ingest = Ingest::start(profile.store().clone());
    let page = |bodies: Vec<String>, count| {
        let mut page = batch(ehr, bodies);
        let mut row = ledger::Row::new(ehr, 0, "vitals", READ);
        (row.count, row.quarantined) = (count, 2);
        page.ledger = Some(row);
        page
    };
    let chain = Chain::default();
    let (first, second, third) = (chain.next(), chain.next(), chain.next());
    let aside = |n| format!("{NAMELESS}{}", " ".repeat(n));
    let overtaker = page(vec![weight(2), aside(2), aside(3)], 2);
    let overtaker = ingest.hand_over_with(overtaker, None, Some(second));
    let mut overtaker = overtaker.await.unwrap();
    // Something else goes through meanwhile: only its own chain waits.
    ingest.submit(batch(ehr, vec![weight(9)])).await.unwrap();
    assert!(overtaker.0.try_recv().is_err(), "it is not its turn");
    let here = |id: &str| {
        let found = profile
            .store()
            .read(|c| records::find(c, ehr, "Observation", id));
        found.unwrap().is_some()
    };
    assert!(here("w-9") && !here("w-2"));
    let first_page = page(vec![weight(1), aside(1)], 1);
    let receipt = ingest.hand_over_with(first_page, None, Some(first));
    receipt.await.unwrap().durable().await.unwrap();
    assert_eq!(overtaker.durable().await.unwrap().quarantined, 2);
    let last = ingest.hand_over_with(page(vec![weight(3)], 3), None, Some(third));
    last.await.unwrap().durable().await.unwrap();
    let row = profile.store().read(|c| ledger::get(c, ehr, 0, READ));
    let row = row.unwrap().unwrap();
    assert_eq!((row.count, row.quarantined), (3, 2 + 1 + 2));
    assert!((1..4).all(|n| here(&format!("w-{n}"))));
}

#[tokio::test]
async fn after_a_page_that_was_not_stored_none_of_its_chain_is() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, ehr) = workstation(&folder);
    let ingest = Ingest::start(profile.store().clone());
    let fails: Act = Arc::new(|_: &Transaction<'_>| Err(StoreError::DiskFull));
    let (chain, other) = (Chain::default(), Chain::default());
    // All of them wait for this one and meet in one transaction.
    let expected = ingest.expect();
    let mut receipts = Vec::new();
    for (n, act, link) in [
        (1, None, chain.next()),
        (2, Some(fails), chain.next()),
        (3, None, chain.next()),
        (4, None, other.next()),
    ] {
        let page = batch(ehr, vec![weight(n)]);
        receipts.push(ingest.hand_over_with(page, act, Some(link)).await.unwrap());
    }
    drop(expected);
    let mut ended = Vec::new();
    for receipt in receipts {
        ended.push(receipt.durable().await.map(|written| written.added));
    }
    let full = IngestError::Store("disk-full");
    assert_eq!(ended, [Ok(1), Err(full), Err(IngestError::Before), Ok(1)]);
    let late = ingest.hand_over_with(batch(ehr, vec![weight(5)]), None, Some(chain.next()));
    let late = late.await.unwrap().durable().await;
    assert_eq!(late.unwrap_err(), IngestError::Before);
    for (n, is_here) in [(1, true), (2, false), (3, false), (4, true), (5, false)] {
        let id = format!("w-{n}");
        let found = profile
            .store()
            .read(|c| records::find(c, ehr, "Observation", &id));
        assert_eq!(found.unwrap().is_some(), is_here, "{id}");
    }
}
