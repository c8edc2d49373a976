//! A patient that the EHR merged into another one (`Patient.link` of type `replaced-by`). Owns how that is read and
//! how the ledger says it; refuses to move a record.

use bytes::Bytes;
use wardbook_store::ledger;

/// Begins the ledger's word on a patient that was merged; the other's id follows.
pub(super) const MERGED_INTO: &str = "The EHR merged this patient into another one: Patient/";

/// The patient this one was merged into, as its row says.
pub(super) fn other_of(row: &ledger::Row) -> Option<String> {
    let other = row.reason.as_deref()?.strip_prefix(MERGED_INTO)?;
    Some(other.trim_end_matches('.').to_owned())
}

/// The patient that replaces this one (`link` of type `replaced-by`).
pub(super) fn merged_into(bodies: &[Bytes], resource_type: &str) -> Option<String> {
    if resource_type != "Patient" {
        return None;
    }
    let patient = wardbook_fhir::read::patient::Patient::read(bodies.first()?).ok()?;
    let (_, other) = patient
        .links
        .iter()
        .find(|(kind, _)| kind == "replaced-by")?;
    other.id().map(str::to_owned)
}
