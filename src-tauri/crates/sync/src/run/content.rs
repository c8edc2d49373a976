//! What documents point to: fetched as FHIR Binary from this server, each once. What cannot be here
//! is counted with its reason and never stops the rest.

use std::collections::{BTreeMap, BTreeSet};

use futures::FutureExt as _;
use wardbook_store::ledger::{self, State};
use wardbook_store::records;
use wardbook_store::rusqlite::params_from_iter;

use super::ask::Trouble;
use super::{Halt, Pace, Running, a_few, lock};
use crate::attachments::{Attachment, Leads, TYPES, attachments, leads};
use crate::reason;

/// Documents looked at together.
const STEP: usize = 50;

const BINARY: &str = "Binary";
const FHIR_JSON: &str = "application/fhir+json";

/// What became of a patient's content.
#[derive(Default)]
struct Tally {
    here: u64,
    /// How many are not here, by reason in words.
    missing: BTreeMap<String, u64>,
    /// How many of those failed in a way that may pass.
    passing: u64,
    aside: u32,
}

impl Running<'_> {
    /// Fetches what a patient's documents point to and is not here yet; gives the ledger's row of it.
    pub(super) async fn content(&self, patient: i64) -> Result<Option<ledger::Row>, Halt> {
        let offered = self.capabilities.supports(BINARY, "read");
        if !offered || !self.sync.granted.allows(BINARY) {
            return Ok(None);
        }
        let began = self.sync.clock.now();
        let mut planned = false;
        let mut tally = self.pieces(patient, &mut planned).await?;
        if tally.passing > 0 && !lock(&self.hopeless).contains(BINARY) {
            // What is here by now is not asked for again.
            tally = self.pieces(patient, &mut planned).await?;
            if tally.passing > 0 {
                lock(&self.hopeless).insert(BINARY.to_owned());
            }
        }
        let missing: u64 = tally.missing.values().sum();
        let connection = self.connection;
        // Where no document points to anything there is nothing to be complete: the documents may have been
        // refused. Only a row from before is brought up to date.
        if tally.here + missing == 0 {
            let before = self
                .read(move |c| ledger::get(c, connection, patient, BINARY))
                .await?;
            if before.is_none() {
                return Ok(None);
            }
        }
        let mut row = ledger::Row::new(connection, patient, "notes", BINARY);
        row.state = if missing == 0 {
            State::Complete
        } else {
            State::Partial
        };
        row.count = tally.here;
        row.expected = Some(tally.here + missing);
        row.as_of = Some(began);
        row.quarantined = tally.aside;
        row.updated_at = self.sync.clock.now();
        if missing > 0 {
            row.reason_code = Some(reason::CONTENT_MISSING.to_owned());
            let parts: Vec<String> = tally
                .missing
                .iter()
                .map(|(why, n)| format!("{n}: {why}"))
                .collect();
            row.reason = Some(format!("{missing} not here. {}", parts.join(" ")));
        }
        if planned {
            self.board.read_done(self.now(), "notes", State::Complete);
        }
        Ok(Some(row))
    }

    /// Everything the patient's documents point to, once. `planned`: whether the screen was told of it.
    async fn pieces(&self, patient: i64, planned: &mut bool) -> Result<Tally, Halt> {
        let mut tally = Tally::default();
        let mut after = 0;
        loop {
            let (last, step) = self.documents(patient, after).await?;
            let Some(last) = last else { return Ok(tally) };
            after = last;
            if !step.is_empty() && !*planned {
                *planned = true;
                self.board
                    .planned(self.now(), std::iter::once(&"notes"), false);
            }
            let fetch = |attachment: Attachment| {
                async move {
                    let mut one = Tally::default();
                    self.attachment(patient, &attachment, &mut one).await?;
                    Ok(one)
                }
                .boxed()
            };
            // What two documents point to is asked for once: the second finds it here.
            let mut asked = BTreeSet::new();
            let (first, again): (Vec<_>, Vec<_>) = step
                .into_iter()
                .partition(|one| asked.insert(one.url.clone()));
            for some in [first, again] {
                let at_once = Pace::steady(self.sync.options.requests);
                a_few(some, at_once, fetch, |one| tally.add(one)).await?;
            }
        }
    }

    /// The next documents of a patient: the last row looked at, and what they point to.
    async fn documents(
        &self,
        patient: i64,
        after: i64,
    ) -> Result<(Option<i64>, Vec<Attachment>), Halt> {
        let store = self.sync.store.clone();
        self.read(move |c| {
            let types = TYPES
                .iter()
                .map(|t| format!("'{t}'"))
                .collect::<Vec<_>>()
                .join(", ");
            let mut statement = c.prepare_cached(&format!(
                "SELECT id FROM record WHERE patient = ?1 AND id > ?2
                 AND type IN (SELECT id FROM word WHERE text IN ({types})) ORDER BY id LIMIT {STEP}"
            ))?;
            let ids: Vec<i64> = statement
                .query_map(params_from_iter([patient, after]), |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            let bodies = records::bodies(&store, c, &ids)?;
            let found = bodies
                .iter()
                .flat_map(|(_, body)| attachments(body))
                .collect();
            Ok((ids.last().copied(), found))
        })
        .await
    }

    async fn attachment(
        &self,
        patient: i64,
        attachment: &Attachment,
        tally: &mut Tally,
    ) -> Result<(), Halt> {
        let id = match leads(self.sync.client.base(), &attachment.url) {
            Leads::Binary(id) => id,
            Leads::Elsewhere => {
                tally.misses("The EHR keeps it outside FHIR.");
                return Ok(());
            }
            Leads::OtherServer => {
                tally.misses("It is on another server, which is not asked.");
                return Ok(());
            }
        };
        let connection = self.connection;
        let known = id.clone();
        let here = self
            .read(move |c| records::find(c, connection, BINARY, &known))
            .await?;
        if here.is_some() {
            tally.here += 1;
            return Ok(());
        }
        let limit = self.sync.options.content_limit;
        if attachment.size.is_some_and(|size| size > limit) {
            tally.misses(&too_large(limit));
            return Ok(());
        }
        let address = format!("{}{BINARY}/{id}", self.sync.client.base());
        // Base64 makes four bytes of three, and there is a little around it.
        let whole = limit / 3 * 4 + 16 * 1024;
        let client = &self.sync.client;
        let answer = self
            .ask(async || {
                let fetched = client.fetch_attachment(&address, FHIR_JSON, Some(whole));
                fetched.await?.not_cut()
            })
            .await;
        match answer {
            Ok(fetched) if is_binary(&fetched.body) => {
                let bytes = fetched.body.len() as u64;
                self.board.received(self.now(), "notes", 1, bytes);
                let aside = self
                    .take_in(Some(patient), vec![fetched.body], None)
                    .await?;
                tally.aside += aside;
                tally.here += u64::from(aside == 0);
            }
            Ok(_) => tally.misses("The EHR does not give it as FHIR."),
            Err(Trouble::Halt(halt)) => return Err(halt),
            Err(Trouble::End(ending)) if ending.code == "too-large" => {
                tally.misses(&too_large(limit));
            }
            Err(Trouble::End(ending)) => {
                tally.passing += u64::from(ending.passing);
                tally.misses(&ending.reason);
            }
            Err(Trouble::Restart | Trouble::Empty) => tally.misses("The EHR does not have it."),
        }
        Ok(())
    }
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.here += other.here;
        self.passing += other.passing;
        self.aside += other.aside;
        for (why, n) in other.missing {
            *self.missing.entry(why).or_default() += n;
        }
    }

    fn misses(&mut self, why: &str) {
        *self.missing.entry(why.to_owned()).or_default() += 1;
    }
}

fn too_large(limit: u64) -> String {
    format!("Larger than {} MB.", limit / (1024 * 1024))
}

fn is_binary(body: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Peek<'a> {
        #[serde(borrow, rename = "resourceType")]
        resource_type: Option<std::borrow::Cow<'a, str>>,
    }
    serde_json::from_slice::<Peek<'_>>(body)
        .is_ok_and(|peek| peek.resource_type.as_deref() == Some(BINARY))
}
