//! An issuer's published keys.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::IdTokenStep;
use wardbook_fhir::http::is_loopback;

use crate::http::{self, Http, is_safe};

/// The keys that could be read; one that could not be is no reason to refuse the others.
pub(super) struct Keys(Vec<Jwk>);

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct OpenId {
    issuer: String,
    jwks_uri: String,
}

impl Keys {
    pub(super) async fn fetch(http: &Http, at: &Url) -> Result<Self, IdTokenStep> {
        let set: KeySet = read(http, at).await?;
        Ok(Self(
            set.keys
                .into_iter()
                .filter_map(|key| serde_json::from_value(key).ok())
                .collect(),
        ))
    }

    /// The keys that may have made a signature: those of this id, or all of the right kind where
    /// the statement names none.
    pub(super) fn fitting(&self, id: Option<&str>, algorithm: Algorithm) -> Vec<DecodingKey> {
        let fits = |key: &&Jwk| {
            let named = id.is_none_or(|id| key.common.key_id.as_deref() == Some(id));
            let signs = matches!(
                key.common.public_key_use,
                None | Some(PublicKeyUse::Signature)
            );
            let same = key
                .common
                .key_algorithm
                .is_none_or(|own| own.to_string() == name(algorithm));
            named && signs && same && is_kind(key, algorithm)
        };
        self.0
            .iter()
            .filter(fits)
            .filter_map(|key| DecodingKey::from_jwk(key).ok())
            .collect()
    }
}

fn name(algorithm: Algorithm) -> String {
    format!("{algorithm:?}")
}

fn is_kind(key: &Jwk, algorithm: Algorithm) -> bool {
    match (&key.algorithm, algorithm) {
        // 2048 bits and more (RFC 7518, 3.3): base64 of 256 bytes has 342 letters.
        (AlgorithmParameters::RSA(key), Algorithm::RS256 | Algorithm::RS384) => key.n.len() >= 342,
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => {
            key.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES384) => {
            key.curve == EllipticCurve::P384
        }
        _ => false,
    }
}

/// OpenID Connect discovery.
pub(super) async fn of_issuer(http: &Http, issuer: &str) -> Result<(String, Url), IdTokenStep> {
    let at = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    let at = Url::parse(&at)
        .ok()
        .filter(is_safe)
        .ok_or(IdTokenStep::Keys)?;
    let said: OpenId = read(http, &at).await?;
    if said.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
        return Err(IdTokenStep::Issuer);
    }
    let keys = Url::parse(&said.jwks_uri)
        .ok()
        .filter(is_safe)
        .ok_or(IdTokenStep::Keys)?;
    if keys.scheme() == "http" && !is_loopback(&at) {
        return Err(IdTokenStep::Keys);
    }
    Ok((said.issuer, keys))
}

async fn read<T: serde::de::DeserializeOwned>(http: &Http, at: &Url) -> Result<T, IdTokenStep> {
    let answer = http
        .get(at, &http::accept("application/json"), http::SMALL)
        .await;
    let answer = answer
        .ok()
        .filter(|answer| answer.status == 200)
        .ok_or(IdTokenStep::Keys)?;
    serde_json::from_slice(&answer.body).map_err(|_| IdTokenStep::Keys)
}
