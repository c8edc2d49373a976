//! FHIR: reading resources, and the REST client.

pub mod client;

pub use client::token::{AccessToken, NoToken, TokenError, TokenSource};
