//! A sign-in as it is kept: one compact, versioned JSON text for a keyring.
//!
//! The endpoints are kept with the tokens, so that a refresh token only ever goes back to where it
//! came from, whatever a later discovery says. The id token is not kept: it has done its work.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::{Zeroize as _, Zeroizing};

use crate::grant::Grant;
use crate::id_token::Identity;
use crate::scopes::Scopes;
use crate::secret::Secret;

const VERSION: u32 = 1;

/// What is kept of a sign-in.
#[derive(Clone, PartialEq)]
pub struct StoredGrant {
    /// For requests.
    pub access: Secret,
    /// For the next access token.
    pub refresh: Option<Secret>,
    /// When the access token came, milliseconds.
    pub issued_at: i64,
    /// When it ends; `None` where unknown.
    pub expires_at: Option<i64>,
    /// What was granted.
    pub granted: Scopes,
    /// The patient of the launch context.
    pub patient: Option<String>,
    /// The encounter of the launch context.
    pub encounter: Option<String>,
    /// Who signed in.
    pub identity: Identity,
    /// Whether a patient banner has to be shown.
    pub need_patient_banner: Option<bool>,
    /// The client that was given all this.
    pub client_id: String,
    /// Where to renew it.
    pub token_endpoint: Url,
    /// Where to give it back.
    pub revocation_endpoint: Option<Url>,
    /// A client secret goes into the form.
    pub secret_in_body: bool,
    /// What the person wanted to do.
    pub intent: Option<String>,
}

/// Kept bytes that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoredGrantError {
    /// Not what was once kept.
    #[error("the kept sign-in is damaged")]
    Damaged,
    /// Kept by a later version of the program.
    #[error("the kept sign-in is from a newer version ({found})")]
    FromNewerVersion {
        /// Its version.
        found: u32,
    },
}

/// The shape on disk. Keys are short because some keyrings hold little.
#[derive(Serialize, Deserialize)]
struct Kept {
    v: u32,
    a: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    r: Option<String>,
    i: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x: Option<i64>,
    s: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    e: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    u: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    o: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    b: Option<bool>,
    c: String,
    t: Url,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<Url>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    m: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    w: Option<String>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.a.zeroize();
        self.r.zeroize();
    }
}

#[derive(Deserialize)]
struct Version {
    v: u32,
}

impl StoredGrant {
    /// For the keyring.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let kept = Kept {
            v: VERSION,
            a: self.access.expose().to_owned(),
            r: self.refresh.as_ref().map(|token| token.expose().to_owned()),
            i: self.issued_at,
            x: self.expires_at,
            s: self.granted.to_string(),
            p: self.patient.clone(),
            e: self.encounter.clone(),
            u: self.identity.fhir_user.clone(),
            n: self.identity.display_name.clone(),
            o: self.identity.issuer.clone(),
            b: self.need_patient_banner,
            c: self.client_id.clone(),
            t: self.token_endpoint.clone(),
            k: self.revocation_endpoint.clone(),
            m: self.secret_in_body,
            w: self.intent.clone(),
        };
        // Room enough, so that growing leaves no copy behind that is not wiped.
        let room =
            2 * (kept.a.len() + kept.r.as_ref().map_or(0, String::len) + kept.s.len()) + 4096;
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        // Text and numbers always serialise, and memory takes everything.
        let _ = serde_json::to_writer(&mut *bytes, &kept);
        bytes
    }

    /// From the keyring.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoredGrantError> {
        let damaged = |_| StoredGrantError::Damaged;
        let found = serde_json::from_slice::<Version>(bytes).map_err(damaged)?.v;
        if found > VERSION {
            return Err(StoredGrantError::FromNewerVersion { found });
        }
        let mut kept: Kept = serde_json::from_slice(bytes).map_err(damaged)?;
        Ok(Self {
            access: Secret::new(std::mem::take(&mut kept.a)),
            refresh: kept.r.take().map(Secret::new),
            issued_at: kept.i,
            expires_at: kept.x,
            granted: Scopes::parse(&kept.s),
            patient: kept.p.take(),
            encounter: kept.e.take(),
            identity: Identity {
                fhir_user: kept.u.take(),
                display_name: kept.n.take(),
                issuer: kept.o.take(),
            },
            need_patient_banner: kept.b,
            client_id: std::mem::take(&mut kept.c),
            token_endpoint: kept.t.clone(),
            revocation_endpoint: kept.k.take(),
            secret_in_body: kept.m,
            intent: kept.w.take(),
        })
    }
}

impl From<&Grant> for StoredGrant {
    fn from(grant: &Grant) -> Self {
        Self {
            access: grant.access.clone(),
            refresh: grant.refresh.clone(),
            issued_at: grant.issued_at,
            expires_at: grant.expires_at,
            granted: grant.granted.clone(),
            patient: grant.patient.clone(),
            encounter: grant.encounter.clone(),
            identity: Identity {
                fhir_user: grant.fhir_user.clone(),
                display_name: grant.display_name.clone(),
                issuer: grant.issuer.clone(),
            },
            need_patient_banner: grant.need_patient_banner,
            client_id: grant.client_id.clone(),
            token_endpoint: grant.token_endpoint.clone(),
            revocation_endpoint: grant.revocation_endpoint.clone(),
            secret_in_body: grant.secret_in_body,
            intent: grant.intent.clone(),
        }
    }
}

impl fmt::Debug for StoredGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredGrant")
            .field("expires_at", &self.expires_at)
            .field("renewable", &self.refresh.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> StoredGrant {
        StoredGrant {
            access: Secret::new("acc\"ess"),
            refresh: Some(Secret::new("refresh")),
            issued_at: 1_000,
            expires_at: Some(571_000),
            granted: Scopes::parse("openid user/Patient.rs user/Observation.rs?category=a|b"),
            patient: Some("eq081".to_owned()),
            encounter: None,
            identity: Identity {
                fhir_user: Some("https://ehr.example.org/fhir/Practitioner/1".to_owned()),
                display_name: Some("Dr. Ngô Bảo".to_owned()),
                issuer: None,
            },
            need_patient_banner: Some(false),
            client_id: "wardbook".to_owned(),
            token_endpoint: Url::parse("https://ehr.example.org/token?v=1").unwrap(),
            revocation_endpoint: None,
            secret_in_body: false,
            intent: None,
        }
    }

    #[test]
    fn a_kept_sign_in_comes_back_as_it_was() {
        let bytes = kept().to_bytes();
        assert_eq!(StoredGrant::from_bytes(&bytes).unwrap(), kept());
        assert!(bytes.starts_with(b"{\"v\":1,"), "the version comes first");
        let bare = StoredGrant {
            refresh: None,
            expires_at: None,
            patient: None,
            ..kept()
        };
        assert_eq!(StoredGrant::from_bytes(&bare.to_bytes()).unwrap(), bare);
    }

    #[test]
    fn damage_and_a_newer_version_are_told_apart() {
        let bytes = kept().to_bytes();
        let cut = StoredGrant::from_bytes(&bytes[..bytes.len() - 1]);
        assert_eq!(cut.unwrap_err(), StoredGrantError::Damaged);
        let newer = StoredGrant::from_bytes(br#"{"v":2,"tokens":[]}"#);
        assert_eq!(
            newer.unwrap_err(),
            StoredGrantError::FromNewerVersion { found: 2 }
        );
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let printed = format!("{:?}", kept());
        for hidden in ["ess", "refresh\"", "eq081", "Ngô", "Practitioner"] {
            assert!(!printed.contains(hidden), "{printed}");
        }
    }
}
