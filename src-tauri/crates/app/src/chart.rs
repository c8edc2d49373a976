//! A patient's chart: from rows and bodies in the store to rows on screen. Reads only what is shown,
//! never asks the network, and never fails because one record is odd: such a record is a row that says
//! so. What a status, a value or a range means is the `fhir` room's; this room puts rows together.

mod allergies;
mod banner;
pub(crate) mod completeness;
mod desk;
mod detail;
mod encounters;
mod flowsheet;
mod fresh;
mod immunizations;
mod lists;
mod medications;
mod note;
mod notes;
mod opening;
mod pressure;
mod problems;
mod records;
mod source;
mod summary;
mod timeline;
mod vitals;

pub(crate) use banner::read as banner_of;
pub(crate) use desk::{Desk, MOST as NOTES_MOST, Sheet, standing as standing_of};
pub(crate) use notes::{listed as notes_listed, row as note_row};
pub(crate) use opening::{Look, heads, rows};
#[cfg(test)]
pub(crate) use source::read as source_of;

/// Said where a record cannot be read.
pub(crate) const UNREADABLE: &str = "This record could not be read; see its source";
