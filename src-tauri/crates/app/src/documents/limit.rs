//! How large a document may be that is taken in: a setting of the profile, so that a workstation with little room
//! or a hospital with large scans may say otherwise. Also the note in the audit log that one was printed.

use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, records, settings};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::policy;
use crate::wire::document::DocumentLimit;
use crate::wire::profile::Failure;
use crate::wire::section::RecordRef;
use crate::wire::uuid;

/// The setting with the largest document that is taken in, in megabytes.
const LIMIT: &str = "documents.limit_mb";
/// Where nothing is set.
const USUAL: u32 = 100;
/// What somebody may set at most: beyond it reading takes longer than anybody waits.
const MOST: u32 = 1000;

fn chosen(c: &Connection) -> Result<u32, StoreError> {
    let set = settings::get(c, LIMIT)?;
    Ok(set.and_then(|mb| mb.parse().ok()).unwrap_or(USUAL))
}

impl Pass {
    /// Megabytes of a document at the most.
    pub(crate) async fn document_megabytes(&self) -> Result<u32, Fault> {
        let chosen = self.read(|_, c| chosen(c)).await?;
        Ok(self.app().options().policy.document_megabytes(chosen))
    }
}

impl App {
    /// How large a document may be.
    pub async fn document_limit(&self, actor: &Actor) -> Result<DocumentLimit, Failure> {
        let act = Act::unrecorded("document.limit", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move {
            let megabytes = pass.document_megabytes().await?;
            Ok(DocumentLimit { megabytes })
        })
        .await
    }

    /// Says how large a document may be.
    pub async fn set_document_limit(
        &self,
        actor: &Actor,
        request: DocumentLimit,
    ) -> Result<DocumentLimit, Failure> {
        let act = Act::recorded("document.limit.set", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            if !(1..=MOST).contains(&request.megabytes) {
                return Err(Fault::invalid(
                    "Between 1 and 1000 megabytes. The usual is 100.",
                ));
            }
            let most = pass.app().options().policy.document_megabytes(MOST);
            if request.megabytes > most {
                return Err(policy::fixed());
            }
            let text = request.megabytes.to_string();
            pass.write(move |tx| settings::set(tx, LIMIT, &text))
                .await?;
            Ok(request)
        })
        .await
    }

    /// Notes that a document is printed: on paper it is no longer protected.
    pub async fn print_document(&self, actor: &Actor, request: RecordRef) -> Result<(), Failure> {
        let record = uuid(&request.record);
        let act = Act::recorded("document.print", Permission::PrintCharts);
        let act = self.about_record(act, &request.record).await;
        self.enter(actor, act, |pass| async move {
            let record = record.ok_or_else(Fault::no_record)?;
            let row = pass.read(move |_, c| records::get(c, record)).await?;
            row.map(drop).ok_or_else(Fault::no_record)
        })
        .await
    }
}
