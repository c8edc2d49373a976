//! The FHIR REST client.

pub mod token;
