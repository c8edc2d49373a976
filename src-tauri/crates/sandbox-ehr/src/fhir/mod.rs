//! The FHIR side of the server: from a request to an answer. Owns routing below the base, the
//! gate that checks the token, and the faults that befall an answer on its way out.

pub(crate) mod answer;
pub(crate) mod batch;
pub(crate) mod capability;
pub(crate) mod cursor;
pub(crate) mod export;
mod filing;
pub(crate) mod gate;
pub(crate) mod glass;
pub(crate) mod issue;
pub(crate) mod manner;
pub(crate) mod pages;
pub(crate) mod read;
pub(crate) mod remembered;
pub(crate) mod route;
pub(crate) mod rules;
pub(crate) mod sessions;
pub(crate) mod subscriptions;
pub(crate) mod walk;
pub(crate) mod write;
