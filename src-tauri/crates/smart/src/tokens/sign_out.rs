//! Signing out: give the tokens back (RFC 7009), then forget them, whatever the EHR says.

use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use super::{Held, State, Tokens};
use crate::exchange::Party;
use crate::http::{Http, HttpFault};
use crate::stored::StoredGrant;
use crate::vault::VaultError;

/// What became of the tokens at the EHR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revocation {
    /// Nobody was signed in.
    NothingHeld,
    /// The EHR takes no tokens back; they end by themselves.
    NotOffered,
    /// The EHR took them back.
    Done,
    /// The EHR was not reached; they end by themselves.
    NotReached,
    /// The EHR did not take them back.
    Refused {
        /// HTTP status.
        status: u16,
    },
}

impl Revocation {
    /// A stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NothingHeld => "nothing-held",
            Self::NotOffered => "not-offered",
            Self::Done => "ok",
            Self::NotReached => "not-reached",
            Self::Refused { .. } => "refused",
        }
    }
}

/// How signing out went. In memory nothing is left in any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedOut {
    /// At the EHR.
    pub revocation: Revocation,
    /// On this computer.
    pub erased: Result<(), VaultError>,
}

impl Tokens {
    /// Sign out. It waits for a renewal under way, so that no new token slips through.
    pub async fn revoke(&self) -> SignedOut {
        let inner = &self.0;
        let _gate = inner.gate.lock().await;
        // A sign-in that was kept but never taken up is given back as well.
        let grant = match inner.grant() {
            Some(grant) => Some((*grant).clone()),
            None => inner
                .on_vault(|vault, name| vault.load(name))
                .await
                .ok()
                .flatten(),
        };
        let revocation = match &grant {
            Some(grant) => give_back(&inner.http, grant, &inner.party(grant)).await,
            None => Revocation::NothingHeld,
        };
        *inner.held() = Held::default();
        let erased = inner.on_vault(|vault, name| vault.erase(name)).await;
        inner.show(State::SignedOut);
        inner.observer.revoke_ended(revocation.code());
        tracing::info!(
            revocation = revocation.code(),
            erased = erased.is_ok(),
            "signed out"
        );
        SignedOut { revocation, erased }
    }
}

/// The refresh token first, because with it ends whatever came from it.
async fn give_back(http: &Http, grant: &StoredGrant, party: &Party<'_>) -> Revocation {
    let Some(at) = &grant.revocation_endpoint else {
        return Revocation::NotOffered;
    };
    let refresh = grant
        .refresh
        .as_ref()
        .map(|token| (token.expose(), "refresh_token"));
    let access = (grant.access.expose(), "access_token");
    let mut outcome = Revocation::Done;
    for (token, hint) in refresh.into_iter().chain([access]) {
        let one = give_back_one(http, at, token, hint, party).await;
        // Servers that know refresh tokens only refuse the other kind; the first answer counts.
        if hint == "refresh_token" || grant.refresh.is_none() {
            outcome = one;
        }
        if one == Revocation::NotReached {
            break;
        }
    }
    outcome
}

async fn give_back_one(
    http: &Http,
    at: &Url,
    token: &str,
    hint: &str,
    party: &Party<'_>,
) -> Revocation {
    let Ok((itself, authorization)) = party.shows_itself() else {
        return Revocation::NotReached;
    };
    let form = Zeroizing::new(
        form_urlencoded::Serializer::new(String::new())
            .append_pair("token", token)
            .append_pair("token_type_hint", hint)
            .extend_pairs(itself)
            .finish(),
    );
    match http
        .post_form(at, form.as_bytes().to_vec(), authorization)
        .await
    {
        Ok(answer) if (200..300).contains(&answer.status) => Revocation::Done,
        Ok(answer) => Revocation::Refused {
            status: answer.status,
        },
        Err(HttpFault::Redirected(status)) => Revocation::Refused { status },
        Err(_) => Revocation::NotReached,
    }
}
