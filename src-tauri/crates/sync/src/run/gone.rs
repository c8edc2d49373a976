//! What the EHR deleted. A search that no longer shows a record proves nothing: each is asked for,
//! and only where the EHR says that it is gone is it marked so. Our copy stays.

use std::collections::BTreeMap;

use wardbook_store::ledger::State;
use wardbook_store::mapping::{self, NotSeen};

use super::ask::Trouble;
use super::handing::Came;
use super::reads::Ended;
use super::{Halt, Running};

/// Of one type, asked for in one visit; the rest is asked for next time.
const AT_MOST: usize = 2_000;

/// Come along with other searches: their own search does not show all of them.
const NOT_BY_SEARCH: &[&str] = &["Patient", "Provenance"];

impl Running<'_> {
    pub(super) async fn gone(&self, patient: i64, ended: &Ended) -> Result<(), Halt> {
        let walked = walked_whole(ended);
        let connection = self.connection;
        let mut unseen = self
            .read(move |c| mapping::not_seen_since(c, connection, patient, &walked))
            .await?;
        let mut asked: BTreeMap<String, usize> = BTreeMap::new();
        unseen.retain(|one| {
            let of_type = asked.entry(one.resource_type.clone()).or_default();
            *of_type += 1;
            *of_type <= AT_MOST
        });
        for one in unseen {
            self.is_it_gone(patient, one).await?;
        }
        Ok(())
    }

    async fn is_it_gone(&self, patient: i64, one: NotSeen) -> Result<(), Halt> {
        let (record, asked_at) = (one.record, self.sync.clock.now());
        match self
            .ask(|| self.sync.client.read(&one.resource_type, &one.fhir_id))
            .await
        {
            // It is there after all: searches of an EHR need not show everything.
            Ok(fetched) => {
                let came = Came::one(asked_at, fetched.body);
                self.take_in(Some(patient), came, None).await?;
            }
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(Trouble::End(ending)) if ending.is_absent() => {
                let at = self.sync.clock.now();
                self.write(move |tx| mapping::set_gone(tx, record, at))
                    .await?;
                self.board.gone(self.now());
                tracing::info!(
                    resource_type = one.resource_type,
                    record,
                    "the EHR deleted a record"
                );
            }
            Err(_) => {}
        }
        Ok(())
    }
}

/// Types of which every read was a full walk that reached its end, and when the first began.
fn walked_whole(ended: &Ended) -> Vec<(&'static str, i64)> {
    let mut types: BTreeMap<&'static str, Option<i64>> = BTreeMap::new();
    // A part the EHR does not know holds nothing.
    let asked = ended
        .iter()
        .filter(|(_, walked)| walked.state != State::NotOffered);
    for (read, walked) in asked {
        let since = types.entry(read.resource_type).or_insert(Some(i64::MAX));
        *since = since.zip(walked.full_since).map(|(a, b)| a.min(b));
    }
    types
        .into_iter()
        .filter(|(resource_type, _)| !NOT_BY_SEARCH.contains(resource_type))
        .filter_map(|(resource_type, since)| Some((resource_type, since?)))
        .collect()
}
