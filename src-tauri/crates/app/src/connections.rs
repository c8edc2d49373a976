//! Connections: list, add, remove. Adding one asks nothing of the EHR, so it works with the cable out.

use std::sync::Arc;

use url::Url;
use wardbook_fhir::Capabilities;
use wardbook_store::connections::{self, New, Row};
use wardbook_store::{StoreError, settings};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::{Code, Fault};
use crate::live::{IMPORT_BASE, Live, scopes_setting};
use crate::wire::connection::{Auth, Connection, ConnectionRef, NewConnection, Reach, SignInState};
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

impl App {
    /// All connections, in the order they were added.
    pub async fn list_connections(&self, actor: &Actor) -> Result<Vec<Connection>, Failure> {
        let act = Act::unrecorded("connections.list", Permission::ListPatients);
        self.enter(actor, act, |pass| async move {
            let rows = pass.read(|_, c| connections::list(c)).await?;
            let mut all = Vec::with_capacity(rows.len());
            for row in rows {
                all.push(pass.describe(&row).await?);
            }
            Ok(all)
        })
        .await
    }

    /// Adds an EHR.
    pub async fn add_connection(
        &self,
        actor: &Actor,
        request: NewConnection,
    ) -> Result<Connection, Failure> {
        let act = Act::recorded("connection.add", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let asked = Wanted::of(request)?;
            let (uuid, created_at) = (pass.app().new_id(), pass.app().now());
            let row = pass
                .write(move |tx| {
                    connections::insert(
                        tx,
                        &New {
                            name: &asked.name,
                            fhir_base: &asked.fhir_base,
                            client_id: asked.client_id.as_deref(),
                            auth: asked.auth,
                            uuid,
                            created_at,
                        },
                    )
                })
                .await?;
            pass.app().tell(Change::Connections);
            pass.describe(&row).await
        })
        .await
    }

    /// Removes an EHR with all of its patients and records from this workstation, and signs out.
    pub async fn remove_connection(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<(), Failure> {
        let act = Act::recorded("connection.remove", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            pass.app().stop_sync(pass.open(), row.id).await;
            if row.fhir_base != IMPORT_BASE {
                let live = pass.live_of(&row).await?;
                if let Some(cancel) = live.signing().take() {
                    cancel.cancel();
                }
                if let Some(tokens) = &live.tokens {
                    // The EHR may be gone; what matters is that nothing is left here.
                    let signed_out = tokens.revoke().await;
                    if signed_out.erased.is_err() {
                        return Err(Fault::new(
                            Code::KeyringUnavailable,
                            "The sign-in could not be removed from this computer's keyring. Unlock the keyring and try again.",
                        ));
                    }
                }
            }
            pass.open().lives().remove(&row.id);
            pass.open().syncs().remove(&row.id);
            pass.write(move |tx| {
                settings::remove(tx, &scopes_setting(row.uuid))?;
                connections::remove(tx, row.id)
            })
            .await?;
            pass.app().tell(Change::Connections);
            pass.app().tell(Change::Patients);
            Ok(())
        })
        .await
    }
}

/// A new connection, looked over.
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) fhir_base: String,
    pub(crate) client_id: Option<String>,
    pub(crate) auth: &'static str,
}

impl Wanted {
    pub(crate) fn of(request: NewConnection) -> Result<Wanted, Fault> {
        let name = request.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(Fault::invalid(
                "Give the connection a name of 1 to 80 letters.",
            ));
        }
        if name.eq_ignore_ascii_case("import") {
            return Err(Fault::invalid(
                "“import” is the name of records that came from files. Choose another name.",
            ));
        }
        let text = request.fhir_base.trim();
        let base = Url::parse(text).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.query().is_none()
                && url.fragment().is_none()
                && url.username().is_empty()
                && url.password().is_none()
        });
        if base.is_none() {
            return Err(Fault::invalid(
                "The FHIR base URL is not a web address without a query. It looks like https://ehr.example/fhir/R4.",
            ));
        }
        let client_id = request
            .client_id
            .map(|id| id.trim().to_owned())
            .filter(|id| !id.is_empty());
        let auth = match request.auth {
            Auth::Smart => "smart",
            Auth::None => "none",
        };
        if request.auth == Auth::Smart && client_id.is_none() {
            return Err(Fault::invalid(
                "Signing in needs the client id under which Wardbook is registered at this EHR. Ask the site's IT.",
            ));
        }
        Ok(Wanted {
            name,
            fhir_base: text.trim_end_matches('/').to_owned(),
            client_id,
            auth,
        })
    }
}

impl Pass {
    /// A connection as the edge sees it.
    pub(crate) async fn describe(&self, row: &Row) -> Result<Connection, Fault> {
        let id = row.id;
        let (patients, records) = self.read(move |_, c| connections::counts(c, id)).await?;
        let live = self.live_of(row).await.ok();
        let capabilities = row
            .capability
            .as_deref()
            .and_then(|body| Capabilities::parse(body).ok());
        let granted = live.as_deref().and_then(granted_scopes).unwrap_or_default();
        Ok(Connection {
            id: row.uuid.to_string(),
            name: row.name.clone(),
            fhir_base: row.fhir_base.clone(),
            client_id: row.client_id.clone(),
            auth: if row.auth == "smart" {
                Auth::Smart
            } else {
                Auth::None
            },
            software: capabilities.as_ref().and_then(software),
            fhir_version: capabilities.and_then(|found| found.fhir_version),
            sign_in: live
                .as_deref()
                .map_or(SignInState::NotNeeded, Live::sign_in_state),
            reach: live
                .as_deref()
                .map_or(Reach::Unknown, |live| live.meter.reach()),
            requested_scopes: self.scopes_asked(row.uuid).await?,
            granted_scopes: granted,
            patients: u32::try_from(patients).unwrap_or(u32::MAX),
            records: u32::try_from(records).unwrap_or(u32::MAX),
            synced_at: row.synced_at.map(|ms| ms as f64),
        })
    }
}

fn granted_scopes(live: &Live) -> Option<Vec<String>> {
    Some(live.tokens.as_ref()?.granted()?.to_strings())
}

/// "Lakeside FHIR 4.2", as the EHR calls its software.
pub(crate) fn software(capabilities: &Capabilities) -> Option<String> {
    let name = capabilities
        .software_name
        .clone()
        .or_else(|| capabilities.publisher.clone())?;
    Some(match &capabilities.software_version {
        Some(version) => format!("{name} {version}"),
        None => name,
    })
}

/// The names of all connections by row number, for lists.
pub(crate) fn names(
    c: &wardbook_store::rusqlite::Connection,
) -> Result<std::collections::HashMap<i64, Arc<Row>>, StoreError> {
    Ok(connections::list(c)?
        .into_iter()
        .map(|row| (row.id, Arc::new(row)))
        .collect())
}
