//! Who may look at a document, as a person said: themselves, the team (clinicians and nurses), everyone who reads charts. It
//! goes into no record; where people were added, the store shows the document to nobody else (`wardbook_store::scope`), and
//! the chart says how many are held back.

use wardbook_store::{chains, documents};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::{Code, Fault};
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

/// Only whoever brought a document keeps it from others: what the EHR gave, or a colleague, is not one's own to hide.
fn may_hold_back(brought_by: Option<&str>, person: &str) -> Result<(), Fault> {
    if brought_by.is_some_and(|by| by.eq_ignore_ascii_case(person)) {
        return Ok(());
    }
    let words = match brought_by {
        Some(_) => "Somebody else brought this document: only they say who may look at it.",
        None => {
            "This document came from the EHR, which decides who may look at it. Only what was added here can be kept from others."
        }
    };
    Err(Fault::new(Code::NotPermitted, words))
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
            if pass.open().here().any() {
                let key = row.id;
                let versions = pass.read(move |_, c| {
                    let all = chains::versions(c, key)?;
                    all.into_iter()
                        .map(|one| documents::get(c, one))
                        .collect::<Result<Vec<_>, _>>()
                });
                for version in versions.await? {
                    may_hold_back(version.map(|here| here.person).as_deref(), &person)?;
                }
            }
            let by = pass.by(person);
            // Of every version: an older one says much of what the newest says.
            pass.write(move |tx| {
                for version in chains::versions(tx, row.id)? {
                    chains::set_access(tx, version, &request.level, &by)?;
                }
                Ok(())
            })
            .await?;
            pass.app().tell(crate::wire::sync::Change::Outbox);
            Ok(())
        })
        .await
    }
}
