//! The encrypted cache. Owns everything Wardbook keeps on disk: the profile folder, its keys, the
//! database of records and the audit log. Refuses to know the network, FHIR's meaning or Tauri.
//!
//! Blocking throughout: callers on an async runtime wrap calls in `spawn_blocking`.

mod aside;
pub mod attachments;
pub mod audit;
pub mod backup;
pub mod blobs;

pub mod body;
pub mod chains;
pub mod check;
mod cipher;
pub mod clock;
pub mod connections;
pub mod counters;
pub mod documents;
mod error;
pub mod exact;
mod files;
mod head;
pub mod hospitals;
pub mod image_find;
pub mod image_marks;
pub mod image_thumbnails;
pub mod images;
pub mod kept;
pub mod key;
pub mod keyring;
pub mod ledger;
pub mod mapping;
mod migrations;
pub mod moments;
pub mod outbox;
pub mod own;
pub mod patients;
pub mod people;
mod pool;
pub mod profile;
pub mod quarantine;
pub mod records;
mod rekey;
pub mod removal;
pub mod retention;
pub mod scope;
pub mod search;
pub mod settings;
pub mod spelling;
pub mod structured;
pub mod terms;
pub mod times;
pub mod verified;
pub mod versions;
pub mod wanted;
pub mod ward_lists;
pub mod watched;
pub mod write;

pub use clock::Clock;
pub use error::{OpenError, StoreError};
pub use migrations::{SCHEMA_VERSION, schema};
pub use pool::{Store, Unacknowledged};
pub use profile::Profile;
pub use rekey::{Opening, rekey};
pub use rusqlite;

#[cfg(test)]
mod backup_tests;
#[cfg(test)]
mod profile_tests;
#[cfg(test)]
mod rekey_tests;
#[cfg(test)]
mod store_tests;
