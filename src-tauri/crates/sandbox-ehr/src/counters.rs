//! Counts of what the server was asked and what it answered. Numbers only, no addresses or names.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::Serialize;

/// Counts since the start.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    counts: Mutex<Counts>,
}

/// What was counted.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// FHIR data requests (metadata and discovery are not among them).
    pub requests: u64,
    /// Answers by HTTP status, where one was given.
    pub by_status: BTreeMap<u16, u64>,
    /// Requests by `METHOD Type interaction`, for example `GET Observation search`.
    pub by_kind: BTreeMap<String, u64>,
    /// Pages of search results.
    pub pages: u64,
    /// Resources in pages and reads.
    pub resources: u64,
    /// Codes exchanged for tokens.
    pub sign_ins: u64,
    /// Refreshes that gave a token.
    pub refreshes: u64,
    /// Refreshes less than a minute after the token before.
    pub refreshes_too_soon: u64,
    /// Requests below the base that said which client they came from (`Epic-Client-ID`).
    pub named_client: u64,
    /// Refused token requests.
    pub token_refusals: u64,
    /// Tokens revoked by a client.
    pub revocations: u64,
    /// Most requests that were in the server at one time.
    pub most_at_once: u64,
    /// Requests in the server now.
    pub now: u64,
}

impl Counters {
    /// Changes the counts.
    pub(crate) fn note(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The counts as they are.
    pub(crate) fn read(&self) -> Counts {
        self.counts
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
