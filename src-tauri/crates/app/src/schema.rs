//! The CapabilityStatement of a connection, readable. Asks the EHR for it, and shows the one kept from
//! before where it does not answer.

use wardbook_fhir::Capabilities;
use wardbook_smart::{Interaction, Reach, Scopes};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::connections::software;
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::connection::ConnectionRef;
use crate::wire::profile::Failure;
use crate::wire::schema::{Schema, SchemaType};

impl App {
    /// What an EHR says it offers.
    pub async fn connection_schema(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<Schema, Failure> {
        let act = Act::unrecorded("connection.schema", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let live = pass.live_of(&row).await?;
            let (capabilities, fresh) = match live.capabilities(&pass).await {
                Ok(found) => (found, true),
                Err(fault) => match row.capability.as_deref().map(Capabilities::parse) {
                    Some(Ok(kept)) => (kept, false),
                    _ => return Err(Fault::new(fault.code, fault.message)),
                },
            };
            let granted = live
                .tokens
                .as_ref()
                .and_then(wardbook_smart::Tokens::granted);
            Ok(schema(
                row.uuid.to_string(),
                capabilities,
                granted.as_ref(),
                fresh,
            ))
        })
        .await
    }
}

fn schema(
    connection: String,
    found: Capabilities,
    granted: Option<&Scopes>,
    fresh: bool,
) -> Schema {
    let software = software(&found);
    let of_all = found.search_params;
    let types = found.types.into_iter().map(|(name, offered)| SchemaType {
        granted: granted.map(|scopes| {
            let reach = match scopes.reach(&name, Interaction::Read) {
                Reach::Nothing => scopes.reach(&name, Interaction::Search),
                reach => reach,
            };
            let word = match reach {
                Reach::Nothing => "none",
                Reach::Only(_) => "some",
                Reach::Everything => "all",
            };
            word.to_owned()
        }),
        interactions: offered.interactions.into_iter().collect(),
        search_params: offered.search_params.union(&of_all).cloned().collect(),
        profiles: offered.profiles.into_iter().collect(),
        includes: offered
            .search_includes
            .into_iter()
            .chain(offered.rev_includes)
            .collect(),
        operations: offered
            .operations
            .iter()
            .map(|name| format!("${name}"))
            .collect(),
        versioning: offered.versioning,
        name,
    });
    Schema {
        connection,
        types: types.collect(),
        software,
        fhir_version: found.fhir_version,
        implementation: found.implementation,
        publisher: found.publisher,
        date: found.date,
        formats: found.formats,
        security: found.security.into_iter().collect(),
        system: found
            .interactions
            .into_iter()
            .chain(found.operations.iter().map(|name| format!("${name}")))
            .collect(),
        fresh,
    }
}
