//! An image archive over the web (DICOMweb, PS3.18): studies are searched (QIDO-RS), instances fetched (WADO-RS) and
//! stored (STOW-RS).
//!
//! Every address is made here below the archive's own base; nothing a server sends is followed, so that what is said to
//! the archive (a token, a password) reaches no other place. It does not decide when to try again, keeps nothing, and
//! knows neither charts nor connections.

mod client;
mod credentials;
mod error;
mod found;
mod json;
mod multipart;
mod store;
#[cfg(test)]
mod tests;

pub use client::{Archive, Options};
pub use credentials::{Authorization, Credentials, NoCredentials, NotSignedIn};
pub use error::{ArchiveError, Step};
pub use found::{FoundInstance, FoundStudy, StudyQuery};
pub use multipart::{Multipart, PartEvent};
pub use store::{Stored, Verdict};
