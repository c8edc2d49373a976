//! What the journeys and the soak share: the programs as a person starts them, the sandbox EHR as a
//! real server, a search for text that must be nowhere, and a comparison of what two profiles hold.

pub mod bad_day;
pub mod dicom;
pub mod filing;
pub mod hunt;
pub mod kill;
pub mod mutants;
pub mod papers;
pub mod pictures;
pub mod program;
pub mod sandbox;
pub mod scratch;
pub mod stowing;
pub mod tamper;
pub mod whole;
pub mod words;
