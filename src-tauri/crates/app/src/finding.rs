//! Searching patients at the EHR, to choose whom to sync. What was typed goes to the EHR and nowhere
//! else.

use wardbook_fhir::read::patient::Patient;
use wardbook_store::patients;
use wardbook_sync::find_patients;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::connection::{FindPatients, FoundPatient, FoundPatients};
use crate::wire::profile::Failure;

impl App {
    /// Searches patients at an EHR.
    pub async fn find_patients(
        &self,
        actor: &Actor,
        request: FindPatients,
    ) -> Result<FoundPatients, Failure> {
        let act = Act::recorded("patients.find", Permission::FindAtEhr);
        self.enter(actor, act, |pass| async move {
            if request.text.trim().is_empty() {
                return Err(Fault::invalid(
                    "Type a name, an MRN or a birth date to search for.",
                ));
            }
            let live = pass.live(&request.connection).await?;
            live.must_be_signed_in()?;
            let capabilities = live.capabilities(&pass).await?;
            let found = find_patients(&live.client, &capabilities, &request.text).await?;
            let read: Vec<FoundPatient> = found
                .patients
                .iter()
                .filter_map(|body| shown(body))
                .collect();
            let connection = live.id;
            let patients = pass
                .read(move |_, c| {
                    let mut read = read;
                    for patient in &mut read {
                        let known = patients::find(c, connection, &patient.fhir_id)?;
                        patient.here = known.is_some_and(|row| row.record.is_some());
                    }
                    Ok(read)
                })
                .await?;
            Ok(FoundPatients {
                patients,
                more: found.more,
                notes: found.remark.into_iter().collect(),
            })
        })
        .await
    }
}

/// A patient that has an id can be chosen, whatever else is missing.
fn shown(body: &[u8]) -> Option<FoundPatient> {
    let patient = Patient::read(body).ok()?;
    Some(FoundPatient {
        name: patient.name().unwrap_or_default(),
        mrn: patient.mrn().map(str::to_owned),
        fhir_id: patient.id?,
        birth_date: patient.birth_date,
        gender: patient.gender,
        here: false,
    })
}
