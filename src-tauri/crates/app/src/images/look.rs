//! Looking at an instance: who may, and its file at hand. Owns that a study's first look is a row of the audit log and the
//! thousand that follow it are not; refuses to read the file, which those who know what it holds do.

use std::sync::Arc;

use uuid::Uuid;
use wardbook_store::blobs::Source;
use wardbook_store::images::File;
use wardbook_store::{Store, images, patients};

use super::kept::no_study;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, briefly};
use crate::failure::Fault;
use crate::open::Open;
use crate::wire::profile::Failure;
use crate::wire::uuid;

/// An instance whose file somebody may look at.
pub(super) struct Looked {
    pub(super) open: Arc<Open>,
    pub(super) instance: Uuid,
    pub(super) file: File,
}

impl Looked {
    pub(super) fn store(&self) -> &Store {
        self.open.store()
    }

    /// Its file, from the beginning.
    pub(super) fn source(&self) -> Source {
        Source::new(self.store().clone(), self.file.blob)
    }
}

/// An instance that is here, its file, and whose it is.
struct Found {
    instance: Uuid,
    file: File,
    patient: Uuid,
}

impl App {
    /// Looks at an instance's file for somebody, where that holds nobody else up.
    pub(super) async fn looking<T: Send + 'static>(
        &self,
        actor: &Actor,
        instance: &str,
        read: impl FnOnce(&Looked) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Failure> {
        let found = self.instance_here(instance).await;
        let again = found.as_ref().zip(self.opened().ok());
        let again = again.is_some_and(|(found, open)| {
            let looking = open.images();
            !looking.first(&self.person_of(actor), found.file.study)
        });
        let act = if again {
            Act::unrecorded("image.open", Permission::ViewCharts)
        } else {
            Act::recorded("image.open", Permission::ViewCharts)
        };
        self.with_file(actor, act, found, read).await
    }

    /// The same for another act than looking.
    pub(super) async fn on_file<T: Send + 'static>(
        &self,
        actor: &Actor,
        act: Act,
        instance: &str,
        read: impl FnOnce(&Looked) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Failure> {
        let found = self.instance_here(instance).await;
        self.with_file(actor, act, found, read).await
    }

    async fn with_file<T: Send + 'static>(
        &self,
        actor: &Actor,
        act: Act,
        found: Option<Found>,
        read: impl FnOnce(&Looked) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Failure> {
        let act = match &found {
            Some(found) => act
                .of_patient(found.patient)
                .about(found.file.study.to_string()),
            None => act,
        };
        self.enter(actor, act, |pass| async move {
            let Found { instance, file, .. } = found.ok_or_else(no_study)?;
            let open = Arc::clone(pass.open());
            let looked = Looked {
                open,
                instance,
                file,
            };
            briefly(move || read(&looked)).await
        })
        .await
    }

    async fn instance_here(&self, instance: &str) -> Option<Found> {
        let instance = uuid(instance)?;
        let store = self.opened().ok()?.store().clone();
        let found = briefly(move || {
            Ok(store.read(|c| {
                let Some(file) = images::file(c, instance)? else {
                    return Ok(None);
                };
                let patient = patients::by_key(c, file.patient)?.map(|row| row.uuid);
                Ok(patient.map(|patient| Found {
                    instance,
                    file,
                    patient,
                }))
            })?)
        });
        found.await.ok().flatten()
    }
}
