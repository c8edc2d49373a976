//! Who may look at a document, as a person said. It is kept and shown, and goes into no record: nothing is held back by
//! it yet, whoever may read charts reads it.

use wardbook_store::chains;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::document::SetDocumentAccess;
use crate::wire::profile::Failure;

/// The levels there are.
const LEVELS: [&str; 3] = ["private", "team", "everyone"];

/// Refuses a level there is not.
pub(super) fn sound(level: &str) -> Result<(), Fault> {
    if LEVELS.contains(&level) {
        return Ok(());
    }
    Err(Fault::invalid(
        "The access is none of private, team and everyone (on this workstation).",
    ))
}

impl App {
    /// Says who may look at a document.
    pub async fn set_document_access(
        &self,
        actor: &Actor,
        request: SetDocumentAccess,
    ) -> Result<(), Failure> {
        let act = Act::recorded("document.access", Permission::WriteRecords);
        let act = self.about_record(act, &request.record).await;
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            sound(&request.level)?;
            let (row, _) = pass.document(&request.record).await?;
            let by = pass.by(person);
            pass.write(move |tx| chains::set_access(tx, row.id, &request.level, &by))
                .await?;
            pass.app().tell(crate::wire::sync::Change::Outbox);
            Ok(())
        })
        .await
    }
}
