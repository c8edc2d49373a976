//! Writing records: what a resource looks like ready to be stored, and the one function that stores it.
//! Owns `record`, `mapping`, the index tables and the words of a record; they are written together or
//! not at all.

mod again;
mod local;
mod put;
mod rows;

pub use local::{adopt, remove};
pub use put::{Outcome, Received, Storing, Writing};

use crate::body::Packed;
use crate::mapping::FhirId;
use crate::patients::Columns;
use crate::records::Precision;
use crate::terms::Term;

/// What a further coding is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Another coding of the code.
    Code = 1,
    /// Another category.
    Category = 2,
    /// Code of a component.
    Component = 3,
}

/// Whose record it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Belongs {
    /// Nobody's: an organization, a drug.
    Nobody,
    /// A patient's, by row number.
    To(i64),
    /// A patient's, by logical id at the EHR.
    ToFhir(Box<str>),
}

/// A resource ready to be stored: read, hashed and compressed on any thread.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Resource type.
    pub resource_type: Box<str>,
    /// Logical id at the EHR.
    pub fhir_id: FhirId,
    /// `meta.versionId`.
    pub version: Option<Box<str>>,
    /// `meta.lastUpdated`.
    pub last_updated: Option<i64>,
    /// Whose it is.
    pub belongs: Belongs,
    /// Chart section.
    pub section: &'static str,
    /// Start of the clinical date.
    pub date: Option<i64>,
    /// How exact it is.
    pub precision: Precision,
    /// First code.
    pub code: Option<Term>,
    /// First category.
    pub category: Option<Term>,
    /// Status.
    pub status: Option<Box<str>>,
    /// The number, where its value is one.
    pub value: Option<f64>,
    /// Its unit.
    pub unit: Option<Box<str>>,
    /// Further codings.
    pub tokens: Vec<(Role, Term)>,
    /// Further numbers: components.
    pub quantities: Vec<(Term, f64, Option<Box<str>>)>,
    /// Resources outside the patient's chart it refers to.
    pub wanted: Vec<(Box<str>, FhirId)>,
    /// Content it points to at its EHR, by id.
    pub attached: Vec<FhirId>,
    /// Words for full-text search.
    pub words: String,
    /// Of a Patient resource: what lists show.
    pub patient_columns: Option<Box<Columns>>,
    /// Hash of the body.
    pub hash: [u8; 16],
    /// The body, compressed.
    pub body: Packed,
}

/// XXH3-128 of a body: what tells a changed resource where the EHR sends no version. No defence against
/// anybody: whoever could aim at a collision is the EHR itself, and the pages are authenticated anyway.
pub fn hash(body: &[u8]) -> [u8; 16] {
    xxhash_rust::xxh3::xxh3_128(body).to_be_bytes()
}
