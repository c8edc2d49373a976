//! Lists of an EHR whose patients are synced by themselves. Owns who is on them now: each is read again at the EHR
//! just before, and taken as it was last read where the EHR does not give it. Refuses a list of another connection.

use uuid::Uuid;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, ward_lists};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::own::FetchLists;
use crate::wire::profile::Failure;

/// The chosen lists that there are at this connection; one that is gone names nobody.
fn chosen(
    c: &Connection,
    connection: i64,
    lists: &[String],
) -> Result<Vec<ward_lists::Row>, StoreError> {
    let mut found = Vec::new();
    for uuid in lists.iter().filter_map(|id| Uuid::try_parse(id).ok()) {
        found.extend(ward_lists::get(c, uuid)?.filter(|row| row.connection == connection));
    }
    Ok(found)
}

/// Every one of them is a list of this connection.
pub(super) fn all_there(
    c: &Connection,
    connection: i64,
    lists: &[String],
) -> Result<bool, StoreError> {
    Ok(chosen(c, connection, lists)?.len() == lists.len())
}

/// What is asked when no list names who is not there.
pub(super) fn not_there() -> Fault {
    Fault::invalid("A chosen list is not one of this EHR's here. Read the EHR's lists again.")
}

impl App {
    /// These patients and those on the lists, each once, as the EHR has the lists now.
    pub(super) async fn with_members(
        &self,
        actor: &Actor,
        (id, connection): (i64, &str),
        mut fhir_ids: Vec<String>,
        lists: &[String],
    ) -> Result<Vec<String>, Failure> {
        let began = self.now();
        self.read_again(actor, connection, None).await;
        for row in self.chosen_lists(actor, id, lists).await? {
            // Not every EHR lists its groups; one can always be asked for by its id.
            if row.fetched_at < began && row.resource_type == "Group" {
                self.read_again(actor, connection, Some(row.fhir_id)).await;
            }
        }
        let act = Act::unrecorded("automatic.due", Permission::Sync);
        let lists = lists.to_vec();
        let on_them = self
            .enter(actor, act, |pass| async move {
                pass.read(move |_, c| {
                    let mut on_them = Vec::new();
                    for row in chosen(c, id, &lists)? {
                        on_them.extend(ward_lists::members(c, row.id)?);
                    }
                    Ok(on_them)
                })
                .await
            })
            .await?;
        fhir_ids.extend(on_them);
        let mut seen = std::collections::HashSet::new();
        fhir_ids.retain(|fhir_id| seen.insert(fhir_id.clone()));
        Ok(fhir_ids)
    }

    async fn chosen_lists(
        &self,
        actor: &Actor,
        connection: i64,
        lists: &[String],
    ) -> Result<Vec<ward_lists::Row>, Failure> {
        let act = Act::unrecorded("automatic.due", Permission::Sync);
        let lists = lists.to_vec();
        self.enter(actor, act, |pass| async move {
            pass.read(move |_, c| chosen(c, connection, &lists)).await
        })
        .await
    }

    /// Where that fails the list stays as it was; its page says as of when.
    async fn read_again(&self, actor: &Actor, connection: &str, group: Option<String>) {
        let request = FetchLists {
            connection: connection.to_owned(),
            group,
        };
        if let Err(failure) = self.fetch_lists(actor, request).await {
            tracing::info!(code = failure.code, "a list was not read again");
        }
    }
}
