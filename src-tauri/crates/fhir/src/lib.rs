//! FHIR: reading resources, and the REST client.

pub mod capability;
pub mod check;
pub mod client;
pub mod http;
pub mod json;
pub mod outcome;
pub mod pointed;
pub mod project;
pub mod read;
pub mod section;
pub mod text;

pub use capability::{Capabilities, CapabilityError, OauthUris, TypeCapability};
pub use client::token::{AccessToken, NoToken, TokenError, TokenSource};
pub use client::{
    Client, ClientError, Entry, EntryMode, ExportFile, ExportOf, ExportStatus, FetchError, Fetched,
    Lines, Listening, Made, Manifest, NetworkKind, NextLink, Observer, Options, Page, Query,
    RequestKind, UnreadableStep,
};
pub use outcome::{Issue, Meaning, OperationOutcome, Severity};

#[cfg(test)]
mod real_data_tests;
#[cfg(test)]
mod real_detail_tests;
