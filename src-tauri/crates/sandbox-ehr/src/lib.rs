//! An EHR for practice, tests and benchmarks: SMART and FHIR R4 over HTTP, in the manner of one kind
//! of server (`Personality`) and with faults on demand (`Faults`). Owns a seeded population or a
//! loaded folder and serves its bytes; tells what it holds and refuses (`Server::truth`) and which
//! pages it served (`Server::walks`). Holds no real patient's data, listens on loopback only, and
//! forgets what clients wrote when it ends.

mod brands;
mod clock;
mod config;
mod control;
mod counters;
mod dicomweb;
#[cfg(test)]
mod epic_tests;
#[cfg(test)]
mod export_tests;
mod faults;
mod fhir;
mod holdings;
mod kinds;
mod listener;
mod load;
mod memory;
#[cfg(test)]
mod oracle_tests;
pub mod personality;
mod population;
mod resource;
mod search;
mod served;
mod server;
#[cfg(test)]
mod server_tests;
mod smart;
#[cfg(test)]
mod soak_tests;
mod state;
mod time;
mod truth;
#[cfg(test)]
mod visit;
mod walk;

pub use config::Config;
pub use counters::Counts;
pub use faults::Faults;
pub use fhir::remembered::Remembrance;
pub use load::LoadError;
pub use personality::Personality;
pub use population::Population;
pub use resource::{Chart, Resource};
pub use served::{Began, Page, Walk};
pub use server::{Server, StartError};
pub use smart::desk::{USERS, User};
pub use smart::launch::Launch;
pub use time::Day;
pub use truth::{Ids, PatientTruth, Rule, Truth, WrittenTruth};
pub use walk::{Arrived, Visitor, WalkError, walk, walk_through};
