//! What is known on this workstation of a patient's examinations: the chart's studies, the images that are here, and
//! the person they should name.

use uuid::Uuid;
use wardbook_fhir::FetchError;
use wardbook_imaging::dicomweb::{Archive, FoundStudy};
use wardbook_store::images::{self, Said};
use wardbook_store::{connections, patients, records};

use super::named::{self, Named};
use crate::door::Pass;
use crate::failure::Fault;
use crate::images::whose::{Known, revealed};
use crate::live::IMPORT_BASE;

/// Records of imaging read at the most: more than anybody has.
const MOST_READ: u64 = 2000;

/// One patient's examinations as they are known here.
pub(super) struct Here {
    pub(super) row: patients::Row,
    pub(super) known: Known,
    pub(super) connection: connections::Row,
    pub(super) named: Vec<Named>,
    pub(super) kept: Vec<images::Kept>,
}

/// The archive to ask, or one that nobody has set and the chart names.
pub(super) enum Where {
    Archive(Archive),
    Suggested(String),
    Nowhere,
}

impl Pass {
    /// All of it, for a patient who is here.
    pub(super) async fn examinations(&self, patient: Uuid) -> Result<Here, Fault> {
        let found = self
            .read(move |store, c| {
                let Some((known, row)) = Known::find(store, c, patient)? else {
                    return Ok(None);
                };
                let mut named = Vec::new();
                for record in records::of_section(c, row.id, "imaging", 0, MOST_READ)? {
                    if record.resource_type == "ImagingStudy" {
                        let body = records::body(store, c, record.id)?;
                        named.extend(named::read(record.uuid.to_string(), &body));
                    }
                }
                Ok(Some(Here {
                    connection: connections::get(c, row.connection)?,
                    kept: images::of_patient(c, row.id)?,
                    row,
                    known,
                    named,
                }))
            })
            .await?;
        found.ok_or_else(Fault::no_patient)
    }

    /// Where the images of these examinations are: as it was set, else as the chart says.
    pub(super) async fn whereabouts(&self, here: &Here) -> Result<Where, Fault> {
        let row = &here.connection;
        if row.fhir_base == IMPORT_BASE {
            return Ok(Where::Nowhere);
        }
        if let Some(archive) = self.archive(row).await? {
            return Ok(Where::Archive(archive));
        }
        let mut addresses: Vec<String> = here
            .named
            .iter()
            .flat_map(|study| study.addresses.clone())
            .collect();
        let endpoint = here.named.iter().find_map(|study| study.endpoints.first());
        if let (true, Some(endpoint)) = (addresses.is_empty(), endpoint) {
            addresses.extend(self.endpoint(row, endpoint).await?);
        }
        let Some(address) = addresses.into_iter().next() else {
            return Ok(Where::Nowhere);
        };
        Ok(match self.archive_beside(row, &address).await? {
            Some(archive) => Where::Archive(archive),
            None => Where::Suggested(address),
        })
    }

    /// The address of an Endpoint, asked of the EHR; `None` where it does not give it.
    async fn endpoint(
        &self,
        row: &connections::Row,
        reference: &str,
    ) -> Result<Option<String>, Fault> {
        let live = self.live_of(row).await?;
        live.must_be_signed_in()?;
        let id = reference.trim_start_matches("Endpoint/");
        match live.client.read("Endpoint", id).await {
            Ok(fetched) => {
                let body = serde_json::from_slice(&fetched.body).ok();
                Ok(body.as_ref().and_then(named::address))
            }
            Err(FetchError::Refused { .. } | FetchError::NotFound { .. } | FetchError::Gone) => {
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Whom a study of the archive names.
pub(super) fn said(study: &FoundStudy) -> Said {
    Said {
        name: revealed(study.patient_name.as_ref()),
        id: revealed(study.patient_id.as_ref()),
        birth_date: revealed(study.birth_date.as_ref()),
        sex: revealed(study.sex.as_ref()),
    }
}
