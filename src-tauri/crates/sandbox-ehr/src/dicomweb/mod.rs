//! DICOMweb beside FHIR (PS3.18): studies are searched (QIDO-RS), fetched (WADO-RS) and stored (STOW-RS). What there
//! is to begin with is what the ImagingStudy resources of the charts name; its pixels are made anew each time they are
//! asked for, and only what clients stored is kept. Asks for the same sign-in as FHIR, or a user's name and password.

mod archive;
mod dataset;
mod parts;
mod pixels;
mod query;
mod reading;
mod retrieve;
mod route;
pub(crate) mod shape;
mod store;
mod study;
mod tags;
#[cfg(test)]
mod tests;

pub(crate) use archive::{Archive, ROOT, named};
pub(crate) use route::answer;
