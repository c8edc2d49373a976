//! The token endpoint: a code for tokens, a refresh token for new ones. The `oauth2` crate makes the
//! requests; they go through our own HTTP, which follows nothing and says what kind of answer came.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::future::BoxFuture;
use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{
    AsyncHttpClient, AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RefreshToken, RequestTokenError, Scope, StandardRevocableToken,
    TokenResponse as _, TokenUrl,
};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use url::{Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::client::ClientAuth;
use crate::clock::{Clock, Entropy};
use crate::gate::is_about_audience;
use crate::http::{Http, HttpFault};
use crate::secret::Secret;
use crate::token_answer::TokenAnswer;
use crate::words;

type Client<HasAuthUrl> = oauth2::Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    HasAuthUrl,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// What a refusal is about, read out of the server's free text, which is then dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct About {
    pub(crate) audience: bool,
    pub(crate) reuse: bool,
}

/// Why there are no tokens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ExchangeError {
    #[error("{0}")]
    Http(HttpFault),
    #[error("a page ({status})")]
    Page { status: u16 },
    #[error("server error ({status})")]
    Failed { status: u16 },
    #[error("said {code}")]
    Said { code: String, about: About },
    #[error("not readable")]
    Unreadable,
    #[error("not a bearer token")]
    TokenType,
    #[error("an address is not usable")]
    Setup,
}

/// Who asks at the token endpoint.
#[derive(Clone, Copy)]
pub(crate) struct Party<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) auth: &'a ClientAuth,
    /// The server takes a secret in the form only.
    pub(crate) in_body: bool,
    pub(crate) token_endpoint: &'a Url,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) entropy: &'a dyn Entropy,
}

/// Fields of a form.
type Pairs = Vec<(&'static str, String)>;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Party<'_> {
    fn client(&self) -> Client<EndpointNotSet> {
        let client = oauth2::Client::new(ClientId::new(self.client_id.to_owned()))
            .set_token_uri(TokenUrl::from_url(self.token_endpoint.clone()));
        match self.auth {
            ClientAuth::Secret(secret) => client
                .set_client_secret(ClientSecret::new(secret.expose().to_owned()))
                .set_auth_type(if self.in_body {
                    AuthType::RequestBody
                } else {
                    AuthType::BasicAuth
                }),
            // A public client is known by its id, and one with a key by its statement.
            ClientAuth::Public | ClientAuth::Key(_) => client,
        }
    }

    /// What goes into the form beside the grant.
    fn statement(&self) -> Result<Pairs, ExchangeError> {
        let ClientAuth::Key(key) = self.auth else {
            return Ok(Vec::new());
        };
        let audience = self.token_endpoint.as_str();
        let signed = key
            .assertion(self.client_id, audience, self.clock, self.entropy)
            .ok_or(ExchangeError::Setup)?;
        Ok(vec![
            ("client_assertion_type", ASSERTION_TYPE.to_owned()),
            ("client_assertion", signed.expose().to_owned()),
        ])
    }

    /// The same for a form that the oauth2 crate does not make: the pairs, and the header.
    pub(crate) fn shows_itself(&self) -> Result<(Pairs, Option<HeaderValue>), ExchangeError> {
        match self.auth {
            ClientAuth::Public => Ok((vec![("client_id", self.client_id.to_owned())], None)),
            ClientAuth::Key(_) => Ok((self.statement()?, None)),
            ClientAuth::Secret(secret) if self.in_body => Ok((
                vec![
                    ("client_id", self.client_id.to_owned()),
                    ("client_secret", secret.expose().to_owned()),
                ],
                None,
            )),
            ClientAuth::Secret(secret) => {
                let encoded = |text: &str| {
                    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>()
                };
                let pair = Zeroizing::new(format!(
                    "{}:{}",
                    encoded(self.client_id),
                    encoded(secret.expose())
                ));
                let header = format!("Basic {}", STANDARD.encode(pair.as_bytes()));
                let header = HeaderValue::from_str(&header).map_err(|_| ExchangeError::Setup)?;
                Ok((Vec::new(), Some(header)))
            }
        }
    }
}

/// One attempt's request to the authorization endpoint and, later, the token endpoint.
pub(crate) struct Attempt {
    client: Client<EndpointSet>,
    challenge: PkceCodeChallenge,
    verifier: PkceCodeVerifier,
}

impl Attempt {
    pub(crate) fn new(
        party: &Party<'_>,
        authorize: &Url,
        redirect_uri: &str,
        verifier: &Secret,
    ) -> Result<Self, ExchangeError> {
        let redirect =
            RedirectUrl::new(redirect_uri.to_owned()).map_err(|_| ExchangeError::Setup)?;
        let client = party
            .client()
            .set_auth_uri(AuthUrl::from_url(authorize.clone()))
            .set_redirect_uri(redirect);
        let verifier = PkceCodeVerifier::new(verifier.expose().to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        Ok(Self {
            client,
            challenge,
            verifier,
        })
    }

    /// What the browser shall open.
    pub(crate) fn url(
        &self,
        state: &Secret,
        nonce: &Secret,
        aud: &str,
        scopes: &[String],
        launch: Option<&Secret>,
    ) -> Url {
        let state = CsrfToken::new(state.expose().to_owned());
        let mut request = self
            .client
            .authorize_url(|| state)
            .add_scopes(scopes.iter().cloned().map(Scope::new))
            .add_extra_param("aud", aud)
            .add_extra_param("nonce", nonce.expose())
            .set_pkce_challenge(self.challenge.clone());
        if let Some(launch) = launch {
            request = request.add_extra_param("launch", launch.expose());
        }
        request.url().0
    }

    /// The code for tokens. An attempt has one code.
    pub(crate) async fn exchange(
        self,
        http: &Http,
        party: &Party<'_>,
        code: &Secret,
    ) -> Result<TokenAnswer, ExchangeError> {
        let code = AuthorizationCode::new(code.expose().to_owned());
        let mut request = self
            .client
            .exchange_code(code)
            .set_pkce_verifier(self.verifier);
        for (name, value) in party.statement()? {
            request = request.add_extra_param(name, value);
        }
        judge(request.request_async(&OurHttp(http)).await)
    }
}

/// New tokens for a refresh token.
pub(crate) async fn refresh(
    http: &Http,
    party: &Party<'_>,
    refresh_token: &Secret,
) -> Result<TokenAnswer, ExchangeError> {
    let client = party.client();
    let refresh_token = RefreshToken::new(refresh_token.expose().to_owned());
    let mut request = client.exchange_refresh_token(&refresh_token);
    for (name, value) in party.statement()? {
        request = request.add_extra_param(name, value);
    }
    judge(request.request_async(&OurHttp(http)).await)
}

/// Tokens for the program itself: nobody signs in (RFC 6749, 4.4).
pub(crate) async fn client_credentials(
    http: &Http,
    party: &Party<'_>,
    scopes: &[String],
) -> Result<TokenAnswer, ExchangeError> {
    let client = party.client();
    let mut request = client
        .exchange_client_credentials()
        .add_scopes(scopes.iter().cloned().map(Scope::new));
    for (name, value) in party.statement()? {
        request = request.add_extra_param(name, value);
    }
    judge(request.request_async(&OurHttp(http)).await)
}

/// With a signed statement the id is inside it, and SMART has it sent beside it by public clients only.
fn without_id(form: Vec<u8>) -> Vec<u8> {
    let pairs: Vec<_> = form_urlencoded::parse(&form).collect();
    if !pairs.iter().any(|(name, _)| name == "client_assertion") {
        return form;
    }
    let kept = pairs.iter().filter(|(name, _)| name != "client_id");
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .finish()
        .into_bytes()
}

/// Our HTTP as the oauth2 crate wants to see it.
struct OurHttp<'a>(&'a Http);

impl<'c> AsyncHttpClient<'c> for OurHttp<'_> {
    type Error = ExchangeError;
    type Future = BoxFuture<'c, Result<HttpResponse, ExchangeError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(send(self.0, request))
    }
}

/// What a token endpoint may say (RFC 6749 5.2, RFC 8628 3.5, OpenID Connect).
const OAUTH: [&str; 9] = [
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "slow_down",
    "temporarily_unavailable",
    "unauthorized_client",
    "unsupported_grant_type",
];

/// One request of the oauth2 crate. Only JSON goes back into it; every other kind of answer is named
/// here, where the status is still known.
async fn send(http: &Http, request: HttpRequest) -> Result<HttpResponse, ExchangeError> {
    let url = Url::parse(&request.uri().to_string()).map_err(|_| ExchangeError::Setup)?;
    let authorization = request.headers().get(AUTHORIZATION).cloned();
    let answer = http
        .post_form(&url, without_id(request.into_body()), authorization)
        .await
        .map_err(ExchangeError::Http)?;
    let status = answer.status;
    if answer.is_page() {
        return Err(ExchangeError::Page { status });
    }
    let said = serde_json::from_slice::<serde_json::Value>(&answer.body).ok();
    let error = said.as_ref().and_then(|said| said.get("error")?.as_str());
    let names_error = error.is_some();
    // A server in trouble may say so in JSON too: only what OAuth has a word for is said of the sign-in.
    let is_in_trouble = status >= 500 || status == 429;
    if is_in_trouble && !error.is_some_and(|error| OAUTH.contains(&error)) {
        return Err(ExchangeError::Failed { status });
    }
    // Some servers answer an error with 200, and some tokens with 201.
    let status = if names_error {
        400
    } else if (200..300).contains(&status) {
        200
    } else {
        status
    };
    let response = oauth2::http::Response::builder()
        .status(status)
        .body(answer.body.to_vec());
    response.map_err(|_| ExchangeError::Unreadable)
}

fn judge(
    answer: Result<TokenAnswer, RequestTokenError<ExchangeError, BasicErrorResponse>>,
) -> Result<TokenAnswer, ExchangeError> {
    match answer {
        Ok(answer) if *answer.token_type() != BasicTokenType::Bearer => {
            Err(ExchangeError::TokenType)
        }
        Ok(answer) if answer.access_token().secret().is_empty() => Err(ExchangeError::Unreadable),
        Ok(answer) => Ok(answer),
        Err(RequestTokenError::Request(error)) => Err(error),
        Err(RequestTokenError::ServerResponse(said)) => {
            let text = said
                .error_description()
                .map(String::as_str)
                .unwrap_or_default();
            let about = About {
                audience: is_about_audience(text),
                reuse: is_about_reuse(text),
            };
            Err(ExchangeError::Said {
                code: words::code_only(said.error().as_ref()),
                about,
            })
        }
        // Both carry the body, which may hold tokens: nothing of it is kept.
        Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => {
            Err(ExchangeError::Unreadable)
        }
    }
}

/// `invalid_grant` is one code for an expired and for a used code; what servers say tells them apart.
fn is_about_reuse(description: &str) -> bool {
    let text = description.to_ascii_lowercase();
    let says = |any: &[&str]| {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| any.contains(&word))
    };
    // "Used" alone is not enough: "not the redirect_uri used in the request" is something else.
    says(&["redeemed", "consumed", "replay", "replayed", "reused"])
        || (says(&["used"]) && says(&["already", "before", "previously", "once", "twice"]))
}

#[cfg(test)]
mod tests {
    use super::is_about_reuse;

    #[test]
    fn what_servers_say_about_a_used_code_is_told_from_what_they_say_about_others() {
        for said in [
            "The code was used before",
            "code already used",
            "Code has been redeemed.",
        ] {
            assert!(is_about_reuse(said), "{said}");
        }
        for said in [
            "",
            "The code has expired",
            "not the redirect_uri used to obtain the code",
        ] {
            assert!(!is_about_reuse(said), "{said}");
        }
    }
}
