//! Looking at an instance: who may, and its file at hand. Owns that a study's first look is a row of the audit log and the
//! thousand that follow it are not: a look that failed, or whose row could not be written, does not count as the first.
//! Refuses to read the file, which those who know what it holds do.

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
    /// It is the first look at its study: somebody waits for the row of it.
    pub(super) first: bool,
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
    fn looked(&self, open: Arc<Open>, first: bool) -> Looked {
        Looked {
            open,
            instance: self.instance,
            file: self.file,
            first,
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
        let act = Act::recorded("image.open", Permission::ViewCharts);
        let looked = found.as_ref().zip(self.opened().ok());
        let looked = looked.map(|(found, open)| found.looked(open, true));
        let looked = looked.filter(|_| self.screen().is_none());
        let Some(looked) = looked else {
            return self.with_file(actor, act, found, read).await;
        };
        let person = self.person_of(actor);
        let seen = looked.open.images().seen(&person, looked.file.study);
        // Others who ask for the same study at once wait here until its row is written.
        let mut seen = seen.lock().await;
        if *seen {
            drop(seen);
            let act = Act::unrecorded("image.open", Permission::ViewCharts);
            return self.with_file(actor, act, found, read).await;
        }
        // The row of the first look waits for the disk. What will be shown is read meanwhile, and nobody has it before.
        let reading = tokio::task::spawn_blocking(move || read(&looked));
        let entered = self.enter(actor, about(act, found.as_ref()), |pass| async move {
            Ok((reading.await??, pass.who().person().to_owned()))
        });
        let (shown, who) = entered.await?;
        *seen = who == person;
        Ok(shown)
    }

    /// Does another act than looking with an instance's file.
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
            let looked = found
                .ok_or_else(no_study)?
                .looked(Arc::clone(pass.open()), false);
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
