//! Looking at an instance: who may, and its file at hand. Owns that a study's first look is a row of the audit log and the
//! thousand that follow it are not; refuses to read the file, which those who know what it holds do.

use std::sync::Arc;

use uuid::Uuid;
use wardbook_store::blobs::Source;
use wardbook_store::images::File;
use wardbook_store::{Store, images};

use super::kept::no_study;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, at_once, briefly};
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

    /// The same for somebody who waits for all of it.
    pub(super) fn whole(&self) -> Source {
        Source::reading_on(self.store().clone(), self.file.blob)
    }
}

/// An instance that is here, and its file.
struct Found {
    instance: Uuid,
    file: File,
}

impl Found {
    fn looked(&self, open: Arc<Open>) -> Looked {
        Looked {
            open,
            instance: self.instance,
            file: self.file,
        }
    }
}

/// Whose images an act is about, and which study of them.
fn about(act: Act, found: Option<&Found>) -> Act {
    match found {
        Some(found) => act
            .of_patient(found.file.whose)
            .about(found.file.study.to_string()),
        None => act,
    }
}

impl App {
    /// Looks at an instance's file for somebody, where that holds nobody else up.
    pub(super) async fn looking<T: Send + 'static>(
        &self,
        actor: &Actor,
        instance: &str,
        read: impl FnOnce(&Looked) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Failure> {
        at_once(self.look(actor, instance, read)).await
    }

    async fn look<T: Send + 'static>(
        &self,
        actor: &Actor,
        instance: &str,
        read: impl FnOnce(&Looked) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Failure> {
        let found = self.instance_here(instance).await;
        let looked = found.as_ref().zip(self.opened().ok());
        let looked = looked.map(|(found, open)| found.looked(open));
        let first = looked.as_ref().is_none_or(|looked| {
            let looking = looked.open.images();
            looking.first(&self.person_of(actor), looked.file.study)
        });
        if !first {
            let act = Act::unrecorded("image.open", Permission::ViewCharts);
            return self.with_file(actor, act, found, read).await;
        }
        // The row of the first look waits for the disk. What will be shown is read meanwhile, and nobody has it before.
        let reading = looked.map(|looked| tokio::task::spawn_blocking(move || read(&looked)));
        let act = Act::recorded("image.open", Permission::ViewCharts);
        self.enter(actor, about(act, found.as_ref()), |_| async move {
            reading.ok_or_else(no_study)?.await?
        })
        .await
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
        self.enter(actor, about(act, found.as_ref()), |pass| async move {
            let looked = found.ok_or_else(no_study)?.looked(Arc::clone(pass.open()));
            briefly(move || read(&looked)).await
        })
        .await
    }

    async fn instance_here(&self, instance: &str) -> Option<Found> {
        let instance = uuid(instance)?;
        let store = self.opened().ok()?.store().clone();
        let found = briefly(move || Ok(store.read(|c| images::file(c, instance))?));
        let file = found.await.ok().flatten()?;
        Some(Found { instance, file })
    }
}
