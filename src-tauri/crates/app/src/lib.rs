//! What Wardbook can do, behind one door. Everything the window and the terminal show or do is a method
//! of [`App`]: it takes who asks and a request of [`wire`], passes the door (permission, audit row, act,
//! outcome), and answers with a type of [`wire`] or a [`wire::profile::Failure`].
//!
//! Owns what is allowed, what is recorded, and how rows of the store become rows on screen. Refuses to
//! know windows and terminals.

pub mod actor;
mod app;
mod appearance;
mod audit;
mod automatic;
mod backup;
mod brought;
mod chart;
mod closing;
pub mod commands;
mod connection_test;
mod connections;
mod coverage;
pub mod crash;
pub mod csv;
mod documents;
mod door;
mod export;
mod face;
pub mod failure;
mod failure_from;
mod finding;
mod health;
mod hospitals;
mod images;
mod import;
mod keeping;
mod launching;
mod leaving;
mod ledger;
mod listening;
mod live;
mod locking;
pub mod log;
mod manners;
mod mapping;
mod member;
mod meter;
mod naming;
mod new_file;
mod open;
mod out;
mod outbox;
mod own_lists;
mod own_notes;
mod patients;
mod people;
pub mod policy;
mod power;
mod profile;
mod rekeying;
mod retention;
pub mod roles;
mod schema;
mod search;
pub mod sections;
mod sharing;
mod signing;
mod support;
mod syncing;
mod templates;
mod vault;
pub mod wire;

pub use actor::{Actor, Origin, Permission, Role};
pub use app::{App, IDENTIFIER, NewId, Options, Stretching, default_profile};
pub use failure::{Code, Fault};
pub use launching::Brought;
pub use sharing::opens_by_passphrase;

/// The doors to the world that [`Options`] takes, so that a program or a test brings its own without
/// knowing the rooms below.
pub mod outside {
    pub use crate::documents::{DocumentBytes, MOST_BYTES, ReadDocument, Reader};
    pub use crate::power::{Around, Hold, Leaving, Surroundings, ThisComputer};
    /// If this process was started to read a document or to decode images, does that and gives the exit code. Call it
    /// before anything else.
    pub fn serve_if_asked() -> Option<std::process::ExitCode> {
        wardbook_documents::serve_if_asked().or_else(wardbook_imaging::serve_if_asked)
    }
    pub use wardbook_smart::{Entropy, NoEntropy, OpenUrl, OsEntropy, SystemBrowser};
    pub use wardbook_store::clock::{Clock, FixedClock, SystemClock};
    pub use wardbook_store::key::Stretch;
    pub use wardbook_store::keyring::{Keyring, KeyringError, MemoryKeyring, OsKeyring};
}

#[cfg(test)]
mod stories;
