//! What an entry is called when its body does not say: an identity of its own, and whose it is by the
//! names the entries of its bundle give each other.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::check::{check, is_id};
use super::source::Piece;

/// The id a resource without one goes by: of its full URL where that names one, else of its bytes, so
/// that importing the same file again finds the same record.
pub(super) fn made_id(full_url: Option<&str>, body: &[u8]) -> String {
    let named = full_url.and_then(|url| match url.strip_prefix("urn:uuid:") {
        Some(uuid) => Some(uuid),
        None => url.rsplit('/').next().filter(|_| url.contains('/')),
    });
    if let Some(id) = named.filter(|id| is_id(id)) {
        return id.to_owned();
    }
    let mut id = String::from("sha256-");
    for byte in Sha256::digest(body).iter().take(20) {
        // Writing to a string cannot fail.
        let _written = write!(id, "{byte:02x}");
    }
    id
}

/// Patients of a bundle by the names its entries call them: full URL to id.
#[derive(Debug, Default)]
pub(super) struct Patients(HashMap<String, String>);

impl Patients {
    /// Those whom a bundle brings, under the names its entries use.
    pub(super) fn of(pieces: &[Piece]) -> Self {
        let mut patients = Self::default();
        for piece in pieces {
            let Some(full_url) = piece.full_url.as_deref() else {
                continue;
            };
            let found = check(&piece.body);
            if found.resource_type.as_deref() == Some("Patient") {
                let id = found
                    .id
                    .unwrap_or_else(|| made_id(Some(full_url), &piece.body));
                patients.note(full_url, &id);
            }
        }
        patients
    }

    fn note(&mut self, full_url: &str, id: &str) {
        self.0.insert(full_url.to_owned(), id.to_owned());
    }

    /// The patient's id a reference leads to, where it is not the end of the reference itself.
    pub(super) fn id_of(&self, reference: &str) -> Option<&str> {
        let whole = reference.split("/_history/").next().unwrap_or(reference);
        let id = self.0.get(whole)?;
        let plain = whole.rsplit(['/', ':']).next() == Some(id.as_str());
        (!plain).then_some(id.as_str())
    }
}

/// The id of the patient a reference leads to.
pub(super) fn patient_of<'a>(reference: &'a str, patients: &'a Patients) -> Option<&'a str> {
    let whole = reference.split("/_history/").next().unwrap_or(reference);
    let named = whole.strip_prefix("urn:uuid:").or_else(|| {
        let (before, id) = whole.rsplit_once('/')?;
        (before.rsplit('/').next() == Some("Patient")).then_some(id)
    });
    patients
        .id_of(reference)
        .or(named.filter(|named| is_id(named)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_without_an_id_gets_the_same_one_each_time() {
        assert_eq!(made_id(Some("urn:uuid:0198-a"), b"{}"), "0198-a");
        assert_eq!(
            made_id(Some("https://ehr.example/fhir/Patient/7"), b"{}"),
            "7"
        );
        let id = made_id(None, b"{}");
        assert_eq!(id, made_id(Some("urn:uuid:not an id"), b"{}"));
        assert!(id.starts_with("sha256-") && is_id(&id));
        assert_ne!(id, made_id(None, b"{ }"));
    }

    #[test]
    fn a_reference_by_another_name_leads_to_the_patient() {
        let mut patients = Patients::default();
        patients.note("urn:uuid:aaaa", "ingrid");
        patients.note("https://ehr.example/fhir/Patient/ingrid", "ingrid");
        assert_eq!(patients.id_of("urn:uuid:aaaa"), Some("ingrid"));
        assert_eq!(
            patients.id_of("https://ehr.example/fhir/Patient/ingrid"),
            None,
            "says it itself"
        );
        assert_eq!(patients.id_of("Patient/ingrid"), None);
        for reference in [
            "urn:uuid:aaaa",
            "Patient/ingrid",
            "https://ehr.example/fhir/Patient/ingrid/_history/2",
            "urn:uuid:ingrid",
        ] {
            assert_eq!(patient_of(reference, &patients), Some("ingrid"));
        }
        assert_eq!(patient_of("Group/ingrid", &patients), None);
    }
}
