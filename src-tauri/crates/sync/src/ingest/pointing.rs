//! What the records of a patient point to, told as soon as their pages are prepared: who fetches it need not wait until
//! they are on disk and read them there. Owns whose documents count; refuses to say where an address leads or what of
//! it is here.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;
use wardbook_fhir::pointed::{Attachment, attachments};
use wardbook_fhir::project::{Owner, Projection};

use crate::attachments::TYPES;

/// Goes with every page of one patient. Once the last that has it lets go, what was found is told.
#[derive(Clone)]
pub struct Pointing(Arc<Found>);

/// To be told what the documents point to.
pub(crate) type Pointed = oneshot::Receiver<Vec<Attachment>>;

struct Found {
    /// The EHR's id.
    patient: String,
    /// By type and id: a record that comes with two pages is one.
    documents: Mutex<BTreeMap<(String, String), Vec<Attachment>>>,
    tell: Option<oneshot::Sender<Vec<Attachment>>>,
}

impl Pointing {
    /// For the pages of a patient, by the EHR's id.
    pub(crate) fn of(patient: &str) -> (Self, Pointed) {
        let (tell, told) = oneshot::channel();
        let found = Found {
            patient: patient.to_owned(),
            documents: Mutex::default(),
            tell: Some(tell),
        };
        (Self(Arc::new(found)), told)
    }

    /// Looks at a record that will be stored. What is another patient's is left to them, whoever's page it came with.
    pub(super) fn look(&self, columns: &Projection, body: &[u8]) {
        let theirs = match &columns.owner {
            Owner::Patient(id) => *id == self.0.patient,
            Owner::NotSaid => true,
            Owner::Nobody => false,
        };
        if theirs && TYPES.contains(&columns.resource_type.as_str()) {
            let name = (columns.resource_type.clone(), columns.id.clone());
            let documents = self.0.documents.lock();
            let mut documents = documents.unwrap_or_else(PoisonError::into_inner);
            documents.insert(name, attachments(body));
        }
    }
}

impl Drop for Found {
    fn drop(&mut self) {
        let documents = self.documents.get_mut();
        let documents = std::mem::take(documents.unwrap_or_else(PoisonError::into_inner));
        let attachments = documents.into_values().flatten().collect();
        if let Some(tell) = self.tell.take() {
            // Whoever asked may have been stopped meanwhile.
            let _nobody = tell.send(attachments);
        }
    }
}

impl fmt::Debug for Pointing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pointing")
    }
}

#[cfg(test)]
#[path = "pointing_tests.rs"]
mod tests;
