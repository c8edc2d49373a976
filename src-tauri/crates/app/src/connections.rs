//! Connections: list, add, change, remove. None of them asks anything of the EHR, so they work with the
//! cable out. Each connection has its own records, sign-in, secret and ledger; removing one takes all of
//! them and nothing of another.

mod describe;
mod wanted;
mod ways;

use std::sync::Arc;

use wardbook_fhir::Capabilities;
use wardbook_smart::{ClientKey, Vault as _, VaultError};
use wardbook_store::connections::{self, New, Row};
use wardbook_store::{StoreError, outbox, settings};
use wardbook_sync::Override;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::images;
use crate::live::{IMPORT_BASE, scopes_setting};
use crate::policy;
use crate::vault::ProfileVault;
use crate::wire::connection::{Auth, Connection, ConnectionRef, EditConnection, NewConnection};
use crate::wire::hidden::Hidden;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;
pub(crate) use wanted::{
    Wanted, client_auth, has_secret, has_tokens, header, kind, needs_secret, redirect,
    uses_browser, word,
};
pub(crate) use ways::{callback, launch as launch_address};

impl App {
    /// All connections, in the order they were added.
    pub async fn list_connections(&self, actor: &Actor) -> Result<Vec<Connection>, Failure> {
        let act = Act::unrecorded("connections.list", Permission::SeeHealth);
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
            pass.add_connection(asked).await
        })
        .await
    }

    /// Changes an EHR. A sign-in ends where it would be another client's or at another address.
    pub async fn edit_connection(
        &self,
        actor: &Actor,
        request: EditConnection,
    ) -> Result<Connection, Failure> {
        let act = Act::recorded("connection.edit", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            pass.not_fixed(&row)?;
            if row.fhir_base == IMPORT_BASE {
                return Err(not_for_files());
            }
            let mut asked = Wanted::of(request.to)?;
            let id = row.id;
            let is_elsewhere = asked.fhir_base != row.fhir_base;
            if is_elsewhere {
                let (patients, records) = pass.read(move |_, c| connections::counts(c, id)).await?;
                if patients + records > 0 {
                    return Err(Fault::invalid(
                        "Records of this address are here already, and those of another EHR must not mix with them. Add a connection for the new address; remove this one when it is no longer needed.",
                    ));
                }
            }
            let called = asked.name.clone();
            let other = pass.read(move |_, c| connections::find(c, &called)).await?;
            if other.is_some_and(|other| other.id != id) {
                return Err(StoreError::Taken("connection").into());
            }
            let name = row.uuid.to_string();
            let old = kind(&row.auth);
            let moves = row.fhir_base != asked.fhir_base
                || row.details.token_url != asked.details.token_url;
            // A secret that was given for one address is shown to no other one; a private key is shown to none.
            let is_shown = moves && old != Auth::SmartKey;
            let kept =
                old == asked.auth && !is_shown && pass.secret(name.clone()).await?.is_some();
            if asked.secret.is_none() && !kept {
                if asked.auth == Auth::SmartKey {
                    asked.secret = Some(pass.new_key()?);
                } else if needs_secret(asked.auth) {
                    return Err(secret_needed(asked.auth));
                }
            }
            let same_client =
                old == asked.auth && row.client_id == asked.client_id && !moves;
            pass.app().stop_sync(pass.open(), id).await;
            if !same_client {
                pass.end_sign_in(&row).await?;
            }
            if old != asked.auth || is_shown {
                pass.forget_secret(name.clone()).await?;
            }
            if let Some(secret) = asked.secret.take() {
                pass.keep_secret(name, secret).await?;
            }
            let row = pass
                .write(move |tx| {
                    let auth = word(asked.auth);
                    let client_id = asked.client_id.as_deref();
                    connections::update(tx, id, &asked.name, &asked.fhir_base, client_id, auth)?;
                    connections::set_details(tx, id, &asked.details)?;
                    if is_elsewhere {
                        // With the headers that were set for the old address.
                        settings::remove(tx, &Override::setting(id))?;
                    }
                    connections::get(tx, id)
                })
                .await?;
            pass.give_up(id).await;
            pass.app().tell(Change::Connections);
            pass.describe(&row).await
        })
        .await
    }

    /// Makes a new private key for a connection; the old one is forgotten. The public half has to be
    /// registered before the next sign-in.
    pub async fn new_client_key(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<Connection, Failure> {
        let act = Act::recorded("connection.key", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            if !matches!(kind(&row.auth), Auth::SmartKey | Auth::ClientCredentials) {
                return Err(Fault::invalid("This kind of sign-in has no private key."));
            }
            let key = pass.new_key()?;
            pass.keep_secret(row.uuid.to_string(), key).await?;
            pass.give_up(row.id).await;
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
            pass.not_fixed(&row)?;
            let id = row.id;
            let waiting = pass.read(move |_, c| outbox::waiting_of(c, id)).await?;
            if waiting > 0 {
                return Err(unsent(waiting, &row.name));
            }
            pass.app().stop_sync(pass.open(), row.id).await;
            if row.fhir_base != IMPORT_BASE {
                pass.end_sign_in(&row).await?;
                pass.forget_secret(row.uuid.to_string()).await?;
                pass.forget_secret(images::secret_of(&row)).await?;
            }
            pass.give_up(row.id).await;
            pass.open().syncs().remove(&row.id);
            let name = row.name.clone();
            let waiting = pass
                .write(move |tx| {
                    let waiting = outbox::waiting_of(tx, row.id)?;
                    if waiting == 0 {
                        settings::remove(tx, &scopes_setting(row.uuid))?;
                        settings::remove(tx, &images::setting_of(&row))?;
                        connections::remove(tx, row.id)?;
                    }
                    Ok(waiting)
                })
                .await?;
            if waiting > 0 {
                return Err(unsent(waiting, &name));
            }
            pass.app().tell(Change::Connections);
            pass.app().tell(Change::Patients);
            Ok(())
        })
        .await
    }
}

impl App {
    /// Makes the connections that every profile on this computer has and this one lacks.
    pub(crate) async fn connect_by_policy(&self, actor: &Actor) {
        for fixed in self.options().policy.connections() {
            let act = Act::unrecorded("policy.connections", Permission::UseProfile);
            let wanted = fixed.wanted();
            let is_here = self.enter(actor, act, |pass| async move {
                let rows = pass.read(|_, c| connections::list(c)).await?;
                let base = wanted.fhir_base.trim().trim_end_matches('/').to_owned();
                Ok(rows.iter().any(|row| row.fhir_base == base))
            });
            let added = match is_here.await {
                Ok(true) => continue,
                Ok(false) => {
                    let act = Act::recorded("policy.connection", Permission::UseProfile);
                    let added = self.enter(actor, act, |pass| async move {
                        pass.add_connection(Wanted::of(fixed.wanted())?).await
                    });
                    added.await.map(drop)
                }
                Err(failure) => Err(failure),
            };
            // The profile opens all the same; the next opening tries again.
            if let Err(failure) = added {
                tracing::error!(
                    code = failure.code,
                    "a connection of the policy was not made"
                );
            }
        }
    }
}

impl Pass {
    /// Refuses to touch what the administrator of the computer fixed.
    fn not_fixed(&self, row: &Row) -> Result<(), Fault> {
        if self.app().options().policy.fixes(&row.fhir_base) {
            return Err(policy::fixed());
        }
        Ok(())
    }

    async fn add_connection(&self, mut asked: Wanted) -> Result<Connection, Fault> {
        if asked.secret.is_none() {
            if asked.auth == Auth::SmartKey {
                asked.secret = Some(self.new_key()?);
            } else if needs_secret(asked.auth) {
                return Err(secret_needed(asked.auth));
            }
        }
        let (uuid, created_at) = (self.app().new_id(), self.app().now());
        // The secret first: a connection without it would only fail, one kept without a connection
        // is overwritten or forgotten by nobody, so it is taken back where the row cannot be made.
        if let Some(secret) = asked.secret.take() {
            self.keep_secret(uuid.to_string(), secret).await?;
        }
        let added = self
            .write(move |tx| {
                let row = connections::insert(
                    tx,
                    &New {
                        name: &asked.name,
                        fhir_base: &asked.fhir_base,
                        client_id: asked.client_id.as_deref(),
                        auth: word(asked.auth),
                        uuid,
                        created_at,
                    },
                )?;
                connections::set_details(tx, row.id, &asked.details)?;
                connections::get(tx, row.id)
            })
            .await;
        let row = match added {
            Ok(row) => row,
            Err(fault) => {
                let _nothing_kept = self.forget_secret(uuid.to_string()).await;
                return Err(fault);
            }
        };
        self.app().tell(Change::Connections);
        self.describe(&row).await
    }
}

fn secret_needed(auth: Auth) -> Fault {
    Fault::invalid(match auth {
        Auth::Basic => "Give the password for this server.",
        Auth::ApiKey => "Give the API key.",
        Auth::ClientCredentials => "Give the client secret, or a private key as PEM text.",
        _ => "Give the client secret that the EHR gave out with the client id.",
    })
}

fn unsent(waiting: u64, name: &str) -> Fault {
    Fault::new(
        Code::UnsentWork,
        format!(
            "{waiting} in the outbox of {name} would be lost with it: written here, and not in the EHR. Send or withdraw what waits there first; nothing was removed."
        ),
    )
}

fn not_for_files() -> Fault {
    Fault::invalid("These records came from files: there is no EHR to change.")
}

impl Pass {
    fn vault(&self) -> ProfileVault {
        ProfileVault::new(
            Arc::clone(&self.app().options().keyring),
            self.open().store().clone(),
            self.open().profile().id(),
        )
    }

    fn new_key(&self) -> Result<Hidden, Fault> {
        let key = ClientKey::generate(self.app().options().entropy.as_ref())
            .map_err(|error| Fault::new(Code::Internal, error.message()))?;
        Ok(Hidden::new(key.expose()))
    }

    /// A connection's secret, from where it is kept.
    pub(crate) async fn secret(
        &self,
        connection: String,
    ) -> Result<Option<zeroize::Zeroizing<String>>, Fault> {
        let vault = self.vault();
        blocking(move || vault.secret(&connection).map_err(|_| not_kept())).await
    }

    pub(crate) async fn keep_secret(
        &self,
        connection: String,
        secret: Hidden,
    ) -> Result<(), Fault> {
        let vault = self.vault();
        blocking(move || {
            vault
                .keep_secret(&connection, secret.expose().trim())
                .map_err(|_| not_kept())
        })
        .await
    }

    pub(crate) async fn forget_secret(&self, connection: String) -> Result<(), Fault> {
        let vault = self.vault();
        blocking(move || vault.forget_secret(&connection).map_err(|_| not_kept())).await
    }

    async fn erase_sign_in(&self, connection: String) -> Result<Result<(), VaultError>, Fault> {
        let vault = self.vault();
        blocking(move || Ok(vault.erase(&connection))).await
    }

    /// Signs out before a connection goes away or becomes another.
    async fn end_sign_in(&self, row: &Row) -> Result<(), Fault> {
        let erased = match self.live_of(row).await {
            Ok(live) => {
                live.cancel_sign_in();
                match &live.tokens {
                    // The EHR may be gone; what matters is that nothing is left here.
                    Some(tokens) => tokens.revoke().await.erased,
                    None => Ok(()),
                }
            }
            // Of an address that is not asked any more (plain http) nothing can be given back.
            Err(_) => self.erase_sign_in(row.uuid.to_string()).await?,
        };
        if erased.is_err() {
            return Err(Fault::new(
                Code::KeyringUnavailable,
                "The sign-in could not be removed from this computer's keyring. Unlock the keyring and try again. If it was started after Wardbook, close Wardbook and open it again.",
            ));
        }
        Ok(())
    }
}

fn not_kept() -> Fault {
    Fault::new(
        Code::KeyringUnavailable,
        "The secret could not be kept or read: this computer's keyring refused. Unlock the keyring and try again. If it was started after Wardbook, close Wardbook and open it again.",
    )
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
