//! What a token endpoint answers: OAuth's fields and SMART's beside them, read leniently, because
//! EHRs write numbers and booleans as strings and leave out what the standard asks for.

use std::fmt;
use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, ExtraTokenFields, RefreshToken, Scope, TokenResponse};
use serde::de::Deserializer;
use serde::ser::{Error as _, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::grant::ContextItem;

/// A token answer. It is its own type and not `StandardTokenResponse` because that one refuses an
/// `expires_in` that came as a string.
#[derive(Deserialize)]
pub(crate) struct TokenAnswer {
    access_token: AccessToken,
    #[serde(default = "bearer", deserialize_with = "token_type")]
    token_type: BasicTokenType,
    #[serde(default, deserialize_with = "number")]
    expires_in: Option<u64>,
    #[serde(default, deserialize_with = "refresh")]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "scopes")]
    scope: Option<Vec<Scope>>,
    #[serde(flatten)]
    smart: SmartFields,
}

/// What SMART adds.
#[derive(Deserialize, Default)]
pub(crate) struct SmartFields {
    #[serde(default, deserialize_with = "text")]
    pub(crate) id_token: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) patient: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) encounter: Option<String>,
    #[serde(default, deserialize_with = "boolean")]
    pub(crate) need_patient_banner: Option<bool>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) smart_style_url: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) intent: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub(crate) tenant: Option<String>,
    #[serde(default, rename = "fhirContext", deserialize_with = "context")]
    pub(crate) fhir_context: Vec<ContextItem>,
}

impl TokenAnswer {
    /// What SMART adds.
    pub(crate) fn smart(&self) -> &SmartFields {
        &self.smart
    }

    /// The scopes as one text; `None` where the answer names none.
    pub(crate) fn scope_text(&self) -> Option<String> {
        let scopes = self.scope.as_ref()?;
        Some(
            scopes
                .iter()
                .map(|scope| scope.as_str())
                .collect::<Vec<_>>()
                .join(" "),
        )
    }
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        self.scope.as_ref()
    }
}

impl ExtraTokenFields for SmartFields {}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenAnswer(<redacted>)")
    }
}

impl fmt::Debug for SmartFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmartFields(<redacted>)")
    }
}

// The oauth2 crate's traits ask for these. An answer holds tokens and is never written out.
impl Serialize for TokenAnswer {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a token answer is not written out"))
    }
}

impl Serialize for SmartFields {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom("a token answer is not written out"))
    }
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

/// In any case of letters; absent is bearer, the only kind SMART has.
fn token_type<'de, D: Deserializer<'de>>(from: D) -> Result<BasicTokenType, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(kind) if !kind.eq_ignore_ascii_case("bearer") => {
            BasicTokenType::Extension(String::new())
        }
        _ => BasicTokenType::Bearer,
    })
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Number(number) => number
            .as_u64()
            .or_else(|| number.as_f64().map(|n| n as u64)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

fn boolean<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::Bool(is) => Some(is),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        _ => None,
    })
}

fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    })
}

fn refresh<'de, D: Deserializer<'de>>(from: D) -> Result<Option<RefreshToken>, D::Error> {
    Ok(text(from)?.map(RefreshToken::new))
}

/// One text, or a list as some servers send it.
fn scopes<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<Scope>>, D::Error> {
    let words = |text: &str| -> Vec<Scope> {
        text.split_whitespace()
            .map(|word| Scope::new(word.to_owned()))
            .collect()
    };
    Ok(match Value::deserialize(from)? {
        Value::String(text) => Some(words(&text)),
        Value::Array(list) => Some(
            list.iter()
                .filter_map(Value::as_str)
                .flat_map(words)
                .collect(),
        ),
        _ => None,
    })
}

fn context<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<ContextItem>, D::Error> {
    let item = |value: &Value| {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        ContextItem {
            reference: text("reference"),
            canonical: text("canonical"),
            resource_type: text("type"),
            role: text("role"),
        }
    };
    Ok(match Value::deserialize(from)? {
        Value::Array(list) => list.iter().map(item).collect(),
        _ => Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> TokenAnswer {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_answer_in_epics_way_of_writing_is_understood() {
        let answer = read(
            r#"{"access_token":"a","token_type":"Bearer","expires_in":"3600","patient":"eq081",
                "need_patient_banner":"false","__epic.dstu2.patient":"Tbt3","state":"x",
                "scope":"user/Patient.read openid","smart_style_url":""}"#,
        );
        assert_eq!(answer.expires_in(), Some(Duration::from_secs(3600)));
        assert_eq!(answer.smart().need_patient_banner, Some(false));
        assert_eq!(answer.smart().patient.as_deref(), Some("eq081"));
        assert_eq!(answer.smart().smart_style_url, None);
        assert_eq!(
            answer.scope_text().as_deref(),
            Some("user/Patient.read openid")
        );
        assert!(answer.refresh_token().is_none());
    }

    #[test]
    fn what_is_absent_or_odd_is_unknown_and_not_an_error() {
        let answer = read(r#"{"access_token":"a","expires_in":null,"need_patient_banner":3}"#);
        assert_eq!(*answer.token_type(), BasicTokenType::Bearer);
        assert_eq!((answer.expires_in(), answer.scope_text()), (None, None));
        assert_eq!(answer.smart().need_patient_banner, None);
        let answer = read(
            r#"{"access_token":"a","token_type":"BEARER","expires_in":570.0,"scope":["openid"],
                "fhirContext":[{"reference":"ImagingStudy/1","role":"launch"}]}"#,
        );
        assert_eq!(answer.expires_in(), Some(Duration::from_secs(570)));
        assert_eq!(answer.scope_text().as_deref(), Some("openid"));
        let context = &answer.smart().fhir_context;
        assert_eq!(context[0].reference.as_deref(), Some("ImagingStudy/1"));
        assert_ne!(
            *read(r#"{"access_token":"a","token_type":"DPoP"}"#).token_type(),
            BasicTokenType::Bearer
        );
        assert!(serde_json::from_str::<TokenAnswer>(r#"{"token_type":"bearer"}"#).is_err());
    }

    #[test]
    fn an_answer_is_never_printed_or_written() {
        let answer = read(r#"{"access_token":"s3cret","patient":"eq081"}"#);
        assert!(!format!("{answer:?}{:?}", answer.smart()).contains("eq081"));
        assert!(serde_json::to_string(&answer).is_err());
    }
}
