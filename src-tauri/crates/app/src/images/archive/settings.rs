//! Where a connection's image archive is and how one signs in there. The address is a setting in the encrypted store;
//! the password or token is in the vault beside the connection's own secret.

use serde::{Deserialize, Serialize};
use wardbook_imaging::dicomweb::StudyQuery;
use wardbook_store::{connections, settings};

use super::{client, no_archive};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::live::IMPORT_BASE;
use crate::wire::archive::{ArchiveSignIn, ConnectionArchive, SetArchive};
use crate::wire::connection::ConnectionRef;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

/// No study is named so: a search for it finds nothing and shows whether one may search.
const NOWHERE: &str = "2.25.0";

/// As it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) base: String,
    pub(crate) sign_in: ArchiveSignIn,
    pub(crate) account: Option<String>,
}

/// The setting's name.
pub(crate) fn setting_of(row: &connections::Row) -> String {
    format!("archive-{}", row.uuid)
}

/// The name of its secret in the vault.
pub(crate) fn secret_of(row: &connections::Row) -> String {
    format!("archive-{}", row.uuid)
}

impl App {
    /// A connection's image archive.
    pub async fn connection_archive(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<ConnectionArchive, Failure> {
        let act = Act::unrecorded("archive", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            pass.shown(&row).await
        })
        .await
    }

    /// Sets or takes away a connection's image archive. Nothing is asked of it.
    pub async fn set_connection_archive(
        &self,
        actor: &Actor,
        request: SetArchive,
    ) -> Result<ConnectionArchive, Failure> {
        let act = Act::recorded("archive.set", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            if row.fhir_base == IMPORT_BASE {
                return Err(Fault::invalid(
                    "These records came from files: there is no EHR whose archive could be set.",
                ));
            }
            pass.set_archive(&row, request).await?;
            pass.app().tell(Change::Connections);
            pass.shown(&row).await
        })
        .await
    }

    /// Asks the archive that is set for a study nobody has: whether it is reached and lets one search.
    pub async fn test_archive(&self, actor: &Actor, request: ConnectionRef) -> Result<(), Failure> {
        let act = Act::recorded("archive.test", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let archive = pass.archive(&row).await?.ok_or_else(no_archive)?;
            let query = StudyQuery {
                study: Some(NOWHERE.to_owned()),
                ..StudyQuery::default()
            };
            archive.studies(&query, 1).await?;
            Ok(())
        })
        .await
    }
}

impl Pass {
    /// The archive that is set for a connection.
    pub(super) async fn archive_kept(&self, row: &connections::Row) -> Result<Option<Kept>, Fault> {
        let key = setting_of(row);
        let kept = self.read(move |_, c| settings::get(c, &key)).await?;
        kept.map(|text| {
            serde_json::from_str(&text).map_err(|_| Fault::internal("reading a setting"))
        })
        .transpose()
    }

    async fn shown(&self, row: &connections::Row) -> Result<ConnectionArchive, Fault> {
        let kept = self.archive_kept(row).await?;
        let has_secret = self.secret(secret_of(row)).await?.is_some();
        Ok(ConnectionArchive {
            connection: row.uuid.to_string(),
            sign_in: kept
                .as_ref()
                .map_or(ArchiveSignIn::Connection, |kept| kept.sign_in),
            account: kept.as_ref().and_then(|kept| kept.account.clone()),
            base: kept.map(|kept| kept.base),
            has_secret,
        })
    }

    async fn set_archive(&self, row: &connections::Row, asked: SetArchive) -> Result<(), Fault> {
        let (key, base) = (setting_of(row), asked.base.trim().trim_end_matches('/'));
        if base.is_empty() {
            self.write(move |tx| settings::remove(tx, &key)).await?;
            return self.forget_secret(secret_of(row)).await;
        }
        // An address that could never be asked is refused while the person still has the right one at hand.
        client(
            base,
            std::sync::Arc::new(wardbook_imaging::dicomweb::NoCredentials),
        )?;
        let needs = matches!(asked.sign_in, ArchiveSignIn::Basic | ArchiveSignIn::Token);
        let account = asked
            .account
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty() && asked.sign_in == ArchiveSignIn::Basic);
        if asked.sign_in == ArchiveSignIn::Basic
            && account.as_deref().is_none_or(|name| name.contains(':'))
        {
            return Err(Fault::invalid(
                "Give the user name for the image archive, without a colon.",
            ));
        }
        let secret = asked
            .secret
            .filter(|secret| needs && !secret.expose().trim().is_empty());
        let before = self.archive_kept(row).await?;
        // A secret that was given for one place is not shown to another.
        let same = before
            .as_ref()
            .is_some_and(|kept| kept.base == base && kept.sign_in == asked.sign_in);
        let kept = same && self.secret(secret_of(row)).await?.is_some();
        if needs && secret.is_none() && !kept {
            return Err(Fault::invalid(match asked.sign_in {
                ArchiveSignIn::Basic => "Give the password for the image archive.",
                _ => "Give the token for the image archive.",
            }));
        }
        match secret {
            Some(secret) => self.keep_secret(secret_of(row), secret).await?,
            None if kept => {}
            None => self.forget_secret(secret_of(row)).await?,
        }
        let kept = Kept {
            base: base.to_owned(),
            sign_in: asked.sign_in,
            account,
        };
        let text =
            serde_json::to_string(&kept).map_err(|_| Fault::internal("writing a setting"))?;
        self.write(move |tx| settings::set(tx, &key, &text)).await
    }
}
