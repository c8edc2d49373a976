//! An EHR for practice, tests and benchmarks: SMART and FHIR R4 over HTTP, with faults on demand.
//! Owns a seeded population or a loaded folder and serves its bytes; holds no real patient's data,
//! listens on loopback only, and forgets what clients wrote when it ends.

mod clock;
mod config;
mod control;
mod counters;
mod faults;
mod fhir;
mod holdings;
mod kinds;
mod listener;
mod load;
mod memory;
pub mod personality;
mod population;
mod resource;
mod search;
mod server;
#[cfg(test)]
mod server_tests;
mod smart;
mod state;
mod time;
mod walk;

pub use config::Config;
pub use counters::Counts;
pub use faults::Faults;
pub use load::LoadError;
pub use personality::Personality;
pub use population::Population;
pub use resource::{Chart, Resource};
pub use server::{Server, StartError};
pub use smart::desk::{USERS, User};
pub use time::Day;
pub use walk::{Visitor, WalkError, walk};
