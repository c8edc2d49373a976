//! What one running server knows. Shared by all requests; nothing here speaks HTTP.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use crate::clock::Clock;
use crate::config::Config;
use crate::counters::Counters;
use crate::dicomweb::Archive;
use crate::faults::FaultBox;
use crate::fhir::export::Exports;
use crate::fhir::glass::Documents;
use crate::fhir::remembered::Remembered;
use crate::fhir::sessions::Sessions;
use crate::fhir::subscriptions::Pings;
use crate::holdings::Holdings;
use crate::memory::Memory;
use crate::resource::Resource;
use crate::served::Served;
use crate::smart::clients::Assertions;
use crate::smart::desk::Desk;
use crate::smart::launch::Launches;

/// The state of a server, across stops and restarts on its port.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) config: Config,
    /// `http://127.0.0.1:port`.
    pub(crate) origin: String,
    pub(crate) holdings: Holdings,
    pub(crate) memory: Memory,
    pub(crate) faults: FaultBox,
    pub(crate) clock: Clock,
    pub(crate) counters: Counters,
    pub(crate) desk: Desk,
    pub(crate) assertions: Assertions,
    pub(crate) launches: Launches,
    pub(crate) served: Served,
    pub(crate) sessions: Sessions,
    pub(crate) documents: Documents,
    pub(crate) exports: Exports,
    pub(crate) remembered: Remembered,
    pub(crate) pings: Pings,
    pub(crate) archive: Archive,
    /// Answers that were given a number.
    pub(crate) answered: AtomicU64,
    /// When the server first started, in milliseconds; the date of its statement.
    pub(crate) since: i64,
}

/// Where DICOMweb begins.
pub(crate) const ARCHIVE: &str = "/dicomweb";

/// A handle to the state.
pub(crate) type Shared = Arc<State>;

impl State {
    /// The FHIR base.
    pub(crate) fn base(&self) -> String {
        format!("{}/fhir", self.origin)
    }

    /// The base of DICOMweb.
    pub(crate) fn archive_base(&self) -> String {
        format!("{}{ARCHIVE}", self.origin)
    }

    /// Whose chart a resource is in, made, loaded or written.
    pub(crate) fn owner_of(&self, resource: &Resource) -> Option<usize> {
        self.holdings
            .owner_of(resource.kind, &resource.id)
            .or_else(|| {
                ["patient", "subject", "beneficiary"]
                    .iter()
                    .flat_map(|param| resource.references(param))
                    .find_map(|to| self.holdings.patient_index(to.strip_prefix("Patient/")?))
            })
    }

    /// The OpenID issuer; on purpose not the FHIR base.
    pub(crate) fn issuer(&self) -> String {
        format!("{}/oauth2", self.origin)
    }
}
