//! A connection as somebody wants it, looked over before anything is done with it.

use url::Url;
use wardbook_fhir::http;
use wardbook_smart::{ClientAuth, ClientKey, Redirect, Secret};
use wardbook_store::connections::Details;

use super::ways;
use crate::failure::Fault;
use crate::import::is_name_of_files;
use crate::wire::connection::{Auth, ConnectionDetails, NewConnection};
use crate::wire::hidden::Hidden;

/// A connection, looked over.
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) fhir_base: String,
    pub(crate) client_id: Option<String>,
    pub(crate) auth: Auth,
    pub(crate) details: Details,
    pub(crate) secret: Option<Hidden>,
}

impl Wanted {
    pub(crate) fn of(request: NewConnection) -> Result<Wanted, Fault> {
        let name = request.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(Fault::invalid(
                "Give the connection a name of 1 to 80 letters.",
            ));
        }
        if is_name_of_files(&name) {
            return Err(Fault::invalid(
                "“import”, alone or with a number, is the name of records that came from files. Choose another name.",
            ));
        }
        let text = request.fhir_base.trim();
        if !is_base(text) {
            return Err(Fault::invalid(
                "The FHIR base URL has to be a web address that begins with https, without a query. It looks like https://ehr.example/fhir/R4.",
            ));
        }
        let auth = request.auth;
        let client_id = trimmed(request.client_id).filter(|_| needs_client_id(auth));
        if needs_client_id(auth) && client_id.is_none() {
            return Err(Fault::invalid(
                "Signing in needs the client id under which Wardbook is registered at this EHR. Ask the site's IT.",
            ));
        }
        let secret = request
            .secret
            .filter(|secret| !secret.expose().trim().is_empty() && has_secret(auth));
        let wanted = Wanted {
            name,
            fhir_base: text.trim_end_matches('/').to_owned(),
            client_id,
            auth,
            details: details(auth, request.details)?,
            secret,
        };
        if let Some(secret) = &wanted.secret {
            wanted.check(secret.expose())?;
        }
        Ok(wanted)
    }

    /// A secret that could never work is refused while the person still has it at hand.
    fn check(&self, secret: &str) -> Result<(), Fault> {
        match self.auth {
            Auth::SmartKey => key(secret, self.details.key_id.as_deref()).map(drop),
            Auth::ClientCredentials if is_pem(secret) => {
                key(secret, self.details.key_id.as_deref()).map(drop)
            }
            Auth::ApiKey
                if !secret
                    .trim()
                    .bytes()
                    .all(|b| b.is_ascii_graphic() || b == b' ') =>
            {
                Err(Fault::invalid(
                    "The API key has letters that no header can carry. Copy it again.",
                ))
            }
            _ => Ok(()),
        }
    }
}

fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

fn is_base(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        (url.scheme() == "https" || (url.scheme() == "http" && http::is_loopback(&url)))
            && url.has_host()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

fn details(auth: Auth, given: ConnectionDetails) -> Result<Details, Fault> {
    let redirect = match given.comes_back.filter(|_| uses_browser(auth)) {
        Some(way) => ways::text_of(&way)?,
        None => None,
    };
    let plain = matches!(auth, Auth::Oauth | Auth::ClientCredentials);
    let address = |text: Option<String>, what: &str| match trimmed(text).filter(|_| plain) {
        Some(text) if Url::parse(&text).is_ok_and(|url| url.has_host()) => Ok(Some(text)),
        Some(_) => Err(Fault::invalid(format!(
            "The {what} address is not a web address."
        ))),
        None => Ok(None),
    };
    let account = trimmed(given.account).filter(|_| matches!(auth, Auth::Basic | Auth::ApiKey));
    match (auth, &account) {
        (Auth::Basic, None) => {
            return Err(Fault::invalid("Give the user name for this server."));
        }
        (Auth::Basic, Some(name)) if name.contains(':') => {
            return Err(Fault::invalid(
                "A user name with a colon cannot be sent this way. Ask the server's administrator for another.",
            ));
        }
        (Auth::ApiKey, name) if !name.as_deref().is_some_and(is_header) => {
            return Err(Fault::invalid(
                "Give the name of the header that takes the API key, for example X-API-Key.",
            ));
        }
        _ => {}
    }
    let authorize_url = address(given.authorize_url, "authorization")?;
    let token_url = address(given.token_url, "token")?;
    if authorize_url.is_some() && token_url.is_none() {
        return Err(Fault::invalid(
            "With an authorization address goes a token address. Give both, or neither to have them discovered.",
        ));
    }
    Ok(Details {
        redirect,
        authorize_url,
        token_url,
        scopes: trimmed(given.scopes).filter(|_| has_tokens(auth)),
        account,
        key_id: trimmed(given.key_id)
            .filter(|_| matches!(auth, Auth::SmartKey | Auth::ClientCredentials)),
    })
}

/// A name a header may have, and not one that the program sets itself.
fn is_header(name: &str) -> bool {
    let own = [
        "host",
        "content-length",
        "accept",
        "connection",
        "user-agent",
    ];
    name.len() <= 100
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.!#$%&'*+^`|~".contains(&b))
        && !own.iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// The word of a kind of sign-in in the store.
pub(crate) fn word(auth: Auth) -> &'static str {
    match auth {
        Auth::Smart => "smart",
        Auth::SmartSecret => "smart-secret",
        Auth::SmartKey => "smart-key",
        Auth::Oauth => "oauth",
        Auth::ClientCredentials => "client-credentials",
        Auth::Basic => "basic",
        Auth::ApiKey => "api-key",
        Auth::None => "none",
    }
}

/// The kind of sign-in of a row.
pub(crate) fn kind(word: &str) -> Auth {
    let all = [
        Auth::Smart,
        Auth::SmartSecret,
        Auth::SmartKey,
        Auth::Oauth,
        Auth::ClientCredentials,
        Auth::Basic,
        Auth::ApiKey,
    ];
    all.into_iter()
        .find(|auth| self::word(*auth) == word)
        .unwrap_or(Auth::None)
}

/// Tokens are got and renewed.
pub(crate) fn has_tokens(auth: Auth) -> bool {
    needs_client_id(auth)
}

fn needs_client_id(auth: Auth) -> bool {
    uses_browser(auth) || auth == Auth::ClientCredentials
}

/// A person signs in, in the browser.
pub(crate) fn uses_browser(auth: Auth) -> bool {
    matches!(
        auth,
        Auth::Smart | Auth::SmartSecret | Auth::SmartKey | Auth::Oauth
    )
}

/// There may be a secret.
pub(crate) fn has_secret(auth: Auth) -> bool {
    needs_secret(auth) || auth == Auth::Oauth
}

/// Nothing goes without one.
pub(crate) fn needs_secret(auth: Auth) -> bool {
    matches!(
        auth,
        Auth::SmartSecret | Auth::SmartKey | Auth::ClientCredentials | Auth::Basic | Auth::ApiKey
    )
}

fn is_pem(secret: &str) -> bool {
    secret.trim_start().starts_with("-----BEGIN")
}

fn key(pem: &str, id: Option<&str>) -> Result<ClientKey, Fault> {
    ClientKey::from_pem(pem, id).map_err(|error| Fault::invalid(error.message()))
}

/// How the client of a row shows that it is itself.
pub(crate) fn client_auth(auth: Auth, secret: Option<&str>, key_id: Option<&str>) -> ClientAuth {
    let Some(secret) = secret.map(str::trim).filter(|secret| !secret.is_empty()) else {
        return ClientAuth::Public;
    };
    match auth {
        Auth::SmartKey => signed(secret, key_id),
        Auth::ClientCredentials if is_pem(secret) => signed(secret, key_id),
        Auth::SmartSecret | Auth::Oauth | Auth::ClientCredentials => {
            ClientAuth::Secret(Secret::new(secret))
        }
        Auth::Smart | Auth::Basic | Auth::ApiKey | Auth::None => ClientAuth::Public,
    }
}

fn signed(pem: &str, key_id: Option<&str>) -> ClientAuth {
    // It was looked over when it was given; one that is damaged since shows as a client that is refused.
    ClientKey::from_pem(pem, key_id)
        .map_or(ClientAuth::Public, |key| ClientAuth::Key(Box::new(key)))
}

/// The header that authorises every request of a row, where its kind has one.
pub(crate) fn header(
    auth: Auth,
    account: Option<&str>,
    secret: Option<&str>,
) -> Option<(String, String)> {
    use base64::Engine as _;
    let (account, secret) = (account?, secret?);
    match auth {
        Auth::Basic => {
            let pair = zeroize::Zeroizing::new(format!("{account}:{secret}"));
            let text = base64::engine::general_purpose::STANDARD.encode(pair.as_bytes());
            Some(("Authorization".to_owned(), format!("Basic {text}")))
        }
        Auth::ApiKey => Some((account.to_owned(), secret.trim().to_owned())),
        _ => None,
    }
}

/// The way back from the browser of a row.
pub(crate) fn redirect(details: &Details) -> Redirect {
    ways::redirect_of(details.redirect.as_deref())
}
