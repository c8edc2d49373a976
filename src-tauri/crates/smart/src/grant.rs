//! What a sign-in gave: the tokens, what they allow, and who and what they are about.

use std::fmt;

use oauth2::TokenResponse as _;
use url::Url;

use crate::discovery::Discovery;
use crate::id_token::Identity;
use crate::scopes::Scopes;
use crate::secret::Secret;
use crate::token_answer::TokenAnswer;

/// A successful sign-in.
#[derive(Clone, PartialEq)]
pub struct Grant {
    /// For requests.
    pub access: Secret,
    /// For the next access token, where the EHR gives one.
    pub refresh: Option<Secret>,
    /// Who signed in, as the EHR signed it; checked already.
    pub id_token: Option<Secret>,
    /// When the tokens came, milliseconds.
    pub issued_at: i64,
    /// When the access token ends, milliseconds; `None` where the EHR does not say.
    pub expires_at: Option<i64>,
    /// What was granted, or, where the answer does not say, what was asked (RFC 6749, 5.1).
    pub granted: Scopes,
    /// The EHR named what it granted.
    pub granted_stated: bool,
    /// The patient of the launch context.
    pub patient: Option<String>,
    /// The encounter of the launch context.
    pub encounter: Option<String>,
    /// The person who signed in: an absolute reference, or as the EHR wrote it.
    pub fhir_user: Option<String>,
    /// The name of the person, where the EHR gives one.
    pub display_name: Option<String>,
    /// Who vouches for that.
    pub issuer: Option<String>,
    /// Whether a patient banner has to be shown.
    pub need_patient_banner: Option<bool>,
    /// Where the EHR keeps its colours.
    pub smart_style_url: Option<Url>,
    /// What the person wanted to do.
    pub intent: Option<String>,
    /// The organisation at a shared EHR.
    pub tenant: Option<String>,
    /// More of the launch context.
    pub fhir_context: Vec<ContextItem>,
    /// The client that was given all this.
    pub client_id: String,
    /// Where to renew it.
    pub token_endpoint: Url,
    /// Where to give it back.
    pub revocation_endpoint: Option<Url>,
    /// A client secret goes into the form.
    pub secret_in_body: bool,
}

/// One entry of `fhirContext`.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ContextItem {
    /// A relative reference.
    pub reference: Option<String>,
    /// A canonical address.
    pub canonical: Option<String>,
    /// The resource type, where given.
    pub resource_type: Option<String>,
    /// Its part in the launch.
    pub role: Option<String>,
}

impl Grant {
    pub(crate) fn new(
        answer: &TokenAnswer,
        identity: Option<Identity>,
        discovery: &Discovery,
        client_id: &str,
        asked: &[String],
        now: i64,
    ) -> Self {
        let smart = answer.smart();
        let stated = answer.scope_text();
        let identity = identity.unwrap_or_default();
        Self {
            access: Secret::new(answer.access_token().secret().as_str()),
            refresh: answer
                .refresh_token()
                .map(|token| Secret::new(token.secret().as_str())),
            id_token: smart.id_token.as_deref().map(Secret::new),
            issued_at: now,
            expires_at: expires_at(answer, now),
            granted: proven(
                Scopes::parse(&stated.clone().unwrap_or_else(|| asked.join(" "))),
                asked,
                &[
                    ("openid", smart.id_token.is_some()),
                    ("fhirUser", identity.fhir_user.is_some()),
                    ("offline_access", answer.refresh_token().is_some()),
                    ("online_access", answer.refresh_token().is_some()),
                ],
            ),
            granted_stated: stated.is_some(),
            patient: smart.patient.clone(),
            encounter: smart.encounter.clone(),
            fhir_user: identity.fhir_user,
            display_name: identity.display_name,
            issuer: identity.issuer,
            need_patient_banner: smart.need_patient_banner,
            smart_style_url: smart
                .smart_style_url
                .as_deref()
                .and_then(|url| Url::parse(url).ok()),
            intent: smart.intent.clone(),
            tenant: smart.tenant.clone(),
            fhir_context: smart.fhir_context.clone(),
            client_id: client_id.to_owned(),
            token_endpoint: discovery.token_endpoint.clone(),
            revocation_endpoint: discovery.revocation_endpoint.clone(),
            secret_in_body: discovery.secret_in_body(),
        }
    }
}

/// Asked scopes that the answer proves by what it gives.
fn proven(granted: Scopes, asked: &[String], given: &[(&str, bool)]) -> Scopes {
    let proof = given
        .iter()
        .filter(|(word, is)| *is && asked.iter().any(|asked| asked == word));
    proof.fold(granted, |granted, (word, _)| granted.proven(word))
}

/// When an access token ends.
pub(crate) fn expires_at(answer: &TokenAnswer, now: i64) -> Option<i64> {
    let lasts = i64::try_from(answer.expires_in()?.as_millis()).unwrap_or(i64::MAX);
    Some(now.saturating_add(lasts))
}

// Who and which patient are nobody's business in a log.
impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("expires_at", &self.expires_at)
            .field("renewable", &self.refresh.is_some())
            .field("identified", &self.fhir_user.is_some())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ContextItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContextItem")
            .field("type", &self.resource_type)
            .finish_non_exhaustive()
    }
}
