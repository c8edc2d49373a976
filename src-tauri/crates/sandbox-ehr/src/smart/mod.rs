//! The SMART side: discovery, the pages a person sees in the browser, codes, tokens and keys.
//! An authorization server in small: it holds what a careful one holds, for public and confidential clients.

pub(crate) mod authorize;
pub(crate) mod clients;
#[cfg(test)]
mod clients_tests;
pub(crate) mod desk;
pub(crate) mod discovery;
pub(crate) mod jwt;
pub(crate) mod launch;
pub(crate) mod pages;
pub(crate) mod redirects;
pub(crate) mod scopes;
#[cfg(test)]
mod smart_tests;
pub(crate) mod token;
