//! What the statement says, and whether it fits this sign-in.

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

use super::{Expected, IdTokenStep, Identity, SKEW_MS};
use crate::secret::same;

/// Who a `fhirUser` may be.
const PEOPLE: [&str; 5] = [
    "Practitioner",
    "PractitionerRole",
    "Patient",
    "RelatedPerson",
    "Person",
];

#[derive(Deserialize)]
pub(super) struct Claims {
    iss: Option<String>,
    #[serde(default, deserialize_with = "one_or_many")]
    aud: Vec<String>,
    azp: Option<String>,
    exp: Option<f64>,
    iat: Option<f64>,
    nbf: Option<f64>,
    nonce: Option<String>,
    #[serde(rename = "fhirUser")]
    fhir_user: Option<Value>,
    profile: Option<Value>,
    name: Option<Value>,
    given_name: Option<Value>,
    family_name: Option<Value>,
    #[serde(rename = "displayName")]
    display_name: Option<Value>,
    preferred_username: Option<Value>,
}

impl Claims {
    /// Every part has to fit.
    pub(super) fn check(&self, issuer: &str, expected: &Expected<'_>) -> Result<(), IdTokenStep> {
        let says = self.iss.as_deref().unwrap_or_default();
        // One slash at the end is the only freedom: EHRs are not of one mind about it.
        if says.trim_end_matches('/') != issuer.trim_end_matches('/') {
            return Err(IdTokenStep::Issuer);
        }
        let ours = |id: &str| id == expected.client_id;
        let for_us = self.aud.iter().any(|aud| ours(aud));
        if !for_us || (self.aud.len() > 1 && !self.azp.as_deref().is_none_or(ours)) {
            return Err(IdTokenStep::Audience);
        }
        let now = expected.now;
        let ends = self.exp.map(millis).ok_or(IdTokenStep::Format)?;
        if now >= ends.saturating_add(SKEW_MS) {
            return Err(IdTokenStep::Expired);
        }
        let begins = self.iat.map(millis).ok_or(IdTokenStep::Format)?;
        let begins = begins.max(self.nbf.map_or(begins, millis));
        if begins > now.saturating_add(SKEW_MS) {
            return Err(IdTokenStep::NotYet);
        }
        if !same(self.nonce.as_deref().unwrap_or_default(), expected.nonce) {
            return Err(IdTokenStep::Nonce);
        }
        Ok(())
    }

    /// Who it is about.
    pub(super) fn identity(&self, base: &Url, issuer: String) -> Identity {
        let fhir_user = text(self.fhir_user.as_ref()).or_else(|| text(self.profile.as_ref()));
        Identity {
            fhir_user: fhir_user.and_then(|user| resolved(base, user)),
            display_name: self.shown_name(),
            issuer: Some(issuer),
        }
    }

    fn shown_name(&self) -> Option<String> {
        let parts = [
            text(self.given_name.as_ref()),
            text(self.family_name.as_ref()),
        ];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        let whole = (!parts.is_empty()).then(|| parts.join(" "));
        text(self.name.as_ref())
            .or_else(|| text(self.display_name.as_ref()))
            .map(str::to_owned)
            .or(whole)
            .or_else(|| text(self.preferred_username.as_ref()).map(str::to_owned))
    }
}

/// Whole seconds or not, into milliseconds; a number beyond time stays beyond time.
fn millis(seconds: f64) -> i64 {
    (seconds * 1000.0) as i64
}

fn text(value: Option<&Value>) -> Option<&str> {
    value?
        .as_str()
        .map(str::trim)
        .filter(|text| !text.is_empty())
}

/// An absolute reference to a person. A relative one is taken from the FHIR base.
fn resolved(base: &Url, user: &str) -> Option<String> {
    let folder = Url::parse(&format!("{}/", base.as_str().trim_end_matches('/'))).ok()?;
    let url = folder.join(user).ok()?;
    let mut segments = url
        .path_segments()?
        .rev()
        .filter(|segment| !segment.is_empty());
    let (id, kind) = (segments.next()?, segments.next()?);
    let known = PEOPLE.contains(&kind) && matches!(url.scheme(), "https" | "http");
    (known && !id.is_empty()).then(|| url.to_string())
}

fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(one) => vec![one],
        Value::Array(many) => many
            .into_iter()
            .filter_map(|one| one.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    })
}
