//! Image archives over the web: which one a connection has, and a client of it that says who asks. Owns the rule whom
//! a sign-in is shown to: the address a person set, or one at the EHR's own origin, and no other.

mod fetch;
mod known;
mod lane;
pub(super) mod named;
mod search;
mod send;
mod settings;

use std::sync::Arc;

use futures::future::BoxFuture;
use url::Url;
use wardbook_fhir::{AccessToken, TokenError, TokenSource};
use wardbook_imaging::dicomweb::{
    Archive, ArchiveError, Authorization, Credentials, NoCredentials, NotSignedIn, Options,
};
use wardbook_store::connections;
use zeroize::Zeroizing;

use crate::connections::kind;
use crate::door::Pass;
use crate::failure::{Code, Fault};
use crate::live::{Live, USER_AGENT};
use crate::wire::archive::ArchiveSignIn;
use crate::wire::connection::Auth;
pub(crate) use lane::{IMAGES, ImageLane};
pub(crate) use settings::{secret_of, setting_of};

/// The connection's tokens, as the imaging room asks for them.
struct SignedIn(Arc<dyn TokenSource>);

fn not_signed_in(error: &TokenError) -> NotSignedIn {
    NotSignedIn {
        code: error.code(),
        passing: !error.is_permanent(),
    }
}

impl Credentials for SignedIn {
    fn current(&self) -> BoxFuture<'_, Result<Option<Authorization>, NotSignedIn>> {
        Box::pin(async {
            let token = self.0.token().await.map_err(|e| not_signed_in(&e))?;
            Ok(token.map(|token| Authorization::bearer(token.secret())))
        })
    }

    fn renewed<'a>(
        &'a self,
        refused: &'a Authorization,
    ) -> BoxFuture<'a, Result<Option<Authorization>, NotSignedIn>> {
        Box::pin(async {
            let token = refused.secret().strip_prefix("Bearer ").unwrap_or_default();
            let token = AccessToken::new(token);
            let renewed = self.0.renew(&token).await.map_err(|e| not_signed_in(&e))?;
            Ok(renewed.map(|token| Authorization::bearer(token.secret())))
        })
    }
}

impl Pass {
    /// A client of the archive that is set for a connection; `None` where none is.
    pub(crate) async fn archive(&self, row: &connections::Row) -> Result<Option<Archive>, Fault> {
        let Some(kept) = self.archive_kept(row).await? else {
            return Ok(None);
        };
        let secret = match kept.sign_in {
            ArchiveSignIn::Basic | ArchiveSignIn::Token => {
                let secret = self.secret(secret_of(row)).await?;
                Some(secret.ok_or_else(|| {
                    Fault::new(
                        Code::SignInNeeded,
                        "The password or token of the image archive is not on this computer any more. Give it again in the connection's settings.",
                    )
                })?)
            }
            ArchiveSignIn::None | ArchiveSignIn::Connection => None,
        };
        let secret = secret
            .as_ref()
            .map(|text| text.as_str())
            .unwrap_or_default();
        let credentials: Arc<dyn Credentials> = match kept.sign_in {
            ArchiveSignIn::None => Arc::new(NoCredentials),
            ArchiveSignIn::Token => Arc::new(Authorization::bearer(secret)),
            ArchiveSignIn::Basic => {
                let name = kept.account.as_deref().unwrap_or_default();
                Arc::new(Authorization::basic(name, secret))
            }
            ArchiveSignIn::Connection => self.own_sign_in(row).await?,
        };
        client(&kept.base, credentials).map(Some)
    }

    /// The archive at an address that the chart names, where it is the EHR's own origin.
    async fn archive_beside(
        &self,
        row: &connections::Row,
        address: &str,
    ) -> Result<Option<Archive>, Fault> {
        let origin = |text: &str| Url::parse(text).ok().map(|url| url.origin());
        if origin(address).is_none() || origin(address) != origin(&row.fhir_base) {
            return Ok(None);
        }
        let credentials = self.own_sign_in(row).await?;
        client(address, credentials).map(Some)
    }

    /// What the connection itself says to its EHR.
    async fn own_sign_in(&self, row: &connections::Row) -> Result<Arc<dyn Credentials>, Fault> {
        let live: Arc<Live> = self.live_of(row).await?;
        if let Some(tokens) = &live.tokens {
            live.must_be_signed_in()?;
            return Ok(Arc::new(SignedIn(Arc::new(tokens.clone()))));
        }
        match kind(&row.auth) {
            Auth::Basic => {
                let secret: Option<Zeroizing<String>> = self.secret(row.uuid.to_string()).await?;
                let secret = secret.ok_or_else(|| {
                    Fault::new(
                        Code::SignInNeeded,
                        "The password of this connection is not on this computer any more. Give it again in its settings.",
                    )
                })?;
                let name = row.details.account.as_deref().unwrap_or_default();
                Ok(Arc::new(Authorization::basic(name, &secret)))
            }
            Auth::ApiKey => Err(Fault::invalid(
                "An API key is for the EHR alone. Choose another sign-in for the image archive.",
            )),
            _ => Ok(Arc::new(NoCredentials)),
        }
    }
}

fn client(base: &str, credentials: Arc<dyn Credentials>) -> Result<Archive, Fault> {
    let options = Options {
        user_agent: USER_AGENT.to_owned(),
        ..Options::default()
    };
    Ok(Archive::new(base, credentials, options)?)
}

pub(super) fn no_archive() -> Fault {
    Fault::invalid(
        "This connection has no image archive. Give its DICOMweb address in the connection's settings.",
    )
}

impl From<ArchiveError> for Fault {
    fn from(error: ArchiveError) -> Fault {
        let code = match &error {
            _ if error.needs_sign_in() => Code::SignInLost,
            _ if error.is_offline() => Code::Offline,
            ArchiveError::Address | ArchiveError::NotEncrypted => Code::InvalidRequest,
            ArchiveError::Refused { .. } | ArchiveError::NotFound => Code::EhrRefused,
            ArchiveError::Busy { .. } => Code::EhrBusy,
            ArchiveError::Network { .. } => Code::Offline,
            ArchiveError::Unreadable { .. } | ArchiveError::TooLarge { .. } => Code::EhrUnreadable,
            _ => Code::EhrError,
        };
        Fault::new(code, error.message())
    }
}
