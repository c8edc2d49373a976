//! Who signed in: the EHR's signed statement, believed only when every part of it holds.
//!
//! Time comes from the given clock, never from the system; the signature library's own claim checks
//! are off and done here. A statement that does not hold ends the sign-in. Where the server names no
//! keys at all (SMART 1 without OpenID Connect) nothing can be checked, and nobody is named.

mod claims;
mod keys;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use url::Url;

use crate::discovery::Discovery;
use crate::http::Http;
use claims::Claims;
use keys::Keys;

/// How far the clocks of two computers may differ.
const SKEW_MS: i64 = 120_000;

const ALGORITHMS: [Algorithm; 4] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::ES256,
    Algorithm::ES384,
];

/// What of the statement does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdTokenStep {
    /// It is no signed statement at all.
    Format,
    /// Signed in a way that is not accepted, or not signed.
    Algorithm,
    /// The EHR's keys could not be fetched.
    Keys,
    /// It is signed with a key the EHR does not publish.
    UnknownKey,
    /// The signature is wrong.
    Signature,
    /// Another issuer.
    Issuer,
    /// Made for another program.
    Audience,
    /// No longer good, by this computer's clock.
    Expired,
    /// Not good yet, by this computer's clock.
    NotYet,
    /// Made for another attempt.
    Nonce,
}

impl IdTokenStep {
    /// In the user's words, with what to do.
    pub fn message(self) -> &'static str {
        match self {
            Self::Expired | Self::NotYet => {
                "The EHR's statement of who signed in is out of its time. Check this computer's clock, then sign in again."
            }
            Self::Keys => {
                "The EHR's keys could not be fetched, so it is not certain who signed in. Try again in a few minutes."
            }
            Self::Audience => {
                "The EHR's statement of who signed in was made for another program, and was refused. Check the client id of this connection."
            }
            Self::Nonce => {
                "The EHR's statement of who signed in belongs to another sign-in, and was refused. Sign in again."
            }
            Self::Format | Self::Algorithm | Self::UnknownKey | Self::Signature | Self::Issuer => {
                "The EHR's statement of who signed in does not hold, and was refused. Sign in again; if it happens again, tell your IT department."
            }
        }
    }
}

/// The person who signed in.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// Reference to the person's resource.
    pub fhir_user: Option<String>,
    /// A name to show.
    pub display_name: Option<String>,
    /// Who vouches for it.
    pub issuer: Option<String>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("known", &self.fhir_user.is_some())
            .finish_non_exhaustive()
    }
}

/// What the statement must fit.
pub(crate) struct Expected<'a> {
    pub(crate) discovery: &'a Discovery,
    pub(crate) client_id: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) now: i64,
}

/// Check a statement. `None` where the server gives nothing to check it with.
pub(crate) async fn verify(
    http: &Http,
    token: &str,
    expected: &Expected<'_>,
) -> Result<Option<Identity>, IdTokenStep> {
    let header = decode_header(token).map_err(|error| match error.kind() {
        // `none` and everything else that is not known.
        jsonwebtoken::errors::ErrorKind::Json(_) => IdTokenStep::Algorithm,
        _ => IdTokenStep::Format,
    })?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(IdTokenStep::Algorithm);
    }
    let Some((issuer, keys_at)) = issuer_and_keys(http, expected.discovery).await? else {
        tracing::warn!("the server names no keys: who signed in is not known");
        return Ok(None);
    };
    let mut keys = Keys::fetch(http, &keys_at).await?;
    let mut candidates = keys.fitting(header.kid.as_deref(), header.alg);
    if candidates.is_empty() {
        // The key may have been changed in this very moment, or an old set come out of a cache.
        keys = Keys::fetch(http, &keys_at).await?;
        candidates = keys.fitting(header.kid.as_deref(), header.alg);
    }
    if candidates.is_empty() {
        return Err(IdTokenStep::UnknownKey);
    }
    let claims = signed_claims(token, header.alg, &candidates)?;
    claims.check(&issuer, expected)?;
    Ok(Some(claims.identity(&expected.discovery.base, issuer)))
}

fn signed_claims(
    token: &str,
    algorithm: Algorithm,
    keys: &[DecodingKey],
) -> Result<Claims, IdTokenStep> {
    let mut signature_only = Validation::new(algorithm);
    signature_only.required_spec_claims.clear();
    signature_only.validate_exp = false;
    signature_only.validate_nbf = false;
    signature_only.validate_aud = false;
    // Feature flags choose the cryptography; another crate's feature must not leave it open.
    let _ = jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER.install_default();
    let mut step = IdTokenStep::Signature;
    for key in keys {
        match decode::<Claims>(token, key, &signature_only) {
            Ok(decoded) => return Ok(decoded.claims),
            Err(error) if matches!(error.kind(), jsonwebtoken::errors::ErrorKind::Json(_)) => {
                step = IdTokenStep::Format;
            }
            Err(_) => {}
        }
    }
    Err(step)
}

/// The issuer to expect and where its keys are: from SMART's discovery, else from OpenID Connect's,
/// which has to name the very issuer it was asked of.
async fn issuer_and_keys(
    http: &Http,
    discovery: &Discovery,
) -> Result<Option<(String, Url)>, IdTokenStep> {
    if let (Some(issuer), Some(keys)) = (&discovery.issuer, &discovery.jwks_uri) {
        return Ok(Some((issuer.clone(), keys.clone())));
    }
    let asked = discovery
        .issuer
        .clone()
        .unwrap_or_else(|| discovery.base.to_string());
    match keys::of_issuer(http, &asked).await {
        Ok(found) => Ok(Some(found)),
        Err(step) if discovery.issuer.is_some() => Err(step),
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
#[path = "id_token/tests.rs"]
mod tests;
