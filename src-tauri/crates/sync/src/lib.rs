//! Pull: plan, then run; push: the outbox. Owns what is asked of an EHR and sent to it, in which order, and
//! what an answer means for the ledger and for what waits. Refuses to know screens, sign-ins and Tauri.

pub mod attachments;
pub mod backoff;
mod board;
pub mod checkpoint;
pub mod control;
pub mod find;
pub mod ingest;
pub mod outbox;
pub mod plan;
pub mod progress;
pub mod reason;
pub mod run;
pub mod ward_lists;

pub use control::Control;
pub use find::{FindError, Found, find_patients};
pub use ingest::{Batch, Ingest, IngestError, Name, Written};
pub use plan::manners::{Headers, Override, Vendor};
pub use plan::{Everything, Granted, plan};
pub use progress::{Phase, Progress, SectionProgress};
pub use run::{
    Again, Became, Failed, Here, Item, OnCoverage, Options, Outcome, Patients, Single, Sync,
    SyncError, WantedEncounters,
};
pub use ward_lists::{FoundLists, WardList, ward_group, ward_lists};
