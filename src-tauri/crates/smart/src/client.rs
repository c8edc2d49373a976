//! Which client this is, as the token endpoint wants to hear it: a public one by its id alone, a
//! confidential one by a secret or by a statement signed with its private key (RFC 7523, SMART's
//! `private_key_jwt`).
//!
//! A secret goes into a request and nowhere else. A key never leaves: what goes out is signed, lives
//! for less than five minutes and is good once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use p384::elliptic_curve::zeroize::Zeroizing;
use p384::pkcs8::{EncodePrivateKey as _, LineEnding};
use serde::Serialize;
use serde_json::json;

use crate::clock::{Clock, Entropy};
use crate::secret::Secret;

/// SMART allows five minutes at most; a minute is left for clocks that differ.
const LIFE_SECONDS: i64 = 240;
/// Chance that is not a key is as good as impossible; this ends the loop all the same.
const TRIES: u8 = 8;

/// How the client shows that it is itself.
#[derive(Clone, Default)]
pub enum ClientAuth {
    /// It does not: a program on somebody's computer keeps no shared secret.
    #[default]
    Public,
    /// By a secret of this installation.
    Secret(Secret),
    /// By a private key of this installation.
    Key(Box<ClientKey>),
}

impl std::fmt::Debug for ClientAuth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Public => "Public",
            Self::Secret(_) => "Secret(<redacted>)",
            Self::Key(_) => "Key(<redacted>)",
        })
    }
}

/// A private key and the name under which its public half is registered.
#[derive(Clone)]
pub struct ClientKey {
    key: EncodingKey,
    algorithm: Algorithm,
    public: Jwk,
    id: String,
}

/// Why a key cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not the text of a private key.
    #[error("not a private key")]
    NotAKey,
    /// A key, but of a kind that SMART does not have.
    #[error("not an RSA or P-384 key")]
    Kind,
    /// The system gave no random bytes.
    #[error("no random bytes")]
    NoEntropy,
}

impl KeyError {
    /// In the user's words, with what to do.
    pub fn message(self) -> &'static str {
        match self {
            Self::NotAKey => {
                "This is not a private key. Paste the whole PEM text, from BEGIN PRIVATE KEY to END PRIVATE KEY, without a passphrase on it."
            }
            Self::Kind => {
                "This private key is of another kind. EHRs take RSA keys of 2048 bits or more (RS384) and elliptic-curve keys on P-384 (ES384)."
            }
            Self::NoEntropy => {
                "This computer gave no random numbers, so no key could be made. Restart it and try again."
            }
        }
    }
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
    jti: &'a str,
}

impl ClientKey {
    /// From PEM text. Without a name of its own the key is called by its thumbprint (RFC 7638), the
    /// way key sets name keys.
    pub fn from_pem(pem: &str, id: Option<&str>) -> Result<Self, KeyError> {
        let pem = pem.trim().as_bytes();
        let (key, algorithm) = match EncodingKey::from_rsa_pem(pem) {
            Ok(key) => (key, Algorithm::RS384),
            Err(_) => (
                EncodingKey::from_ec_pem(pem).map_err(|_| KeyError::NotAKey)?,
                Algorithm::ES384,
            ),
        };
        let mut public = Jwk::from_encoding_key(&key, algorithm).map_err(|_| KeyError::Kind)?;
        let id = match id.map(str::trim).filter(|id| !id.is_empty()) {
            Some(id) => id.to_owned(),
            None => public
                .thumbprint(ThumbprintHash::SHA256)
                .map_err(|_| KeyError::Kind)?,
        };
        public.common.key_id = Some(id.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        let made = Self {
            key,
            algorithm,
            public,
            id,
        };
        // A key that cannot sign is found now and not in front of the EHR.
        made.sign("check", "https://check.invalid/", 0, "check")
            .ok_or(KeyError::Kind)?;
        Ok(made)
    }

    /// A new one for this installation alone, as PEM text: P-384, for ES384.
    pub fn generate(entropy: &dyn Entropy) -> Result<Secret, KeyError> {
        let mut bytes = Zeroizing::new([0u8; 48]);
        for _ in 0..TRIES {
            entropy
                .fill(bytes.as_mut_slice())
                .map_err(|_| KeyError::NoEntropy)?;
            let Ok(key) = p384::SecretKey::from_slice(bytes.as_slice()) else {
                continue;
            };
            let pem = key.to_pkcs8_pem(LineEnding::LF);
            return pem
                .map(|pem| Secret::new(pem.as_str()))
                .map_err(|_| KeyError::Kind);
        }
        Err(KeyError::NoEntropy)
    }

    /// The name of the key.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// `RS384` or `ES384`.
    pub fn algorithm(&self) -> &'static str {
        match self.algorithm {
            Algorithm::RS384 => "RS384",
            _ => "ES384",
        }
    }

    /// The public half as a key set: what is registered at the EHR, and no secret.
    pub fn public_set(&self) -> String {
        serde_json::to_string_pretty(&json!({ "keys": [self.public] })).unwrap_or_default()
    }

    /// The statement for one request.
    pub(crate) fn assertion(
        &self,
        client_id: &str,
        audience: &str,
        clock: &dyn Clock,
        entropy: &dyn Entropy,
    ) -> Option<Secret> {
        let mut bytes = [0u8; 24];
        entropy.fill(&mut bytes).ok()?;
        let now = clock.now().div_euclid(1000);
        self.sign(client_id, audience, now, &URL_SAFE_NO_PAD.encode(bytes))
            .map(Secret::new)
    }

    fn sign(&self, client_id: &str, audience: &str, now: i64, jti: &str) -> Option<String> {
        let header = Header {
            kid: Some(self.id.clone()),
            ..Header::new(self.algorithm)
        };
        let claims = Claims {
            iss: client_id,
            sub: client_id,
            aud: audience,
            // No `iat`: it adds nothing, and a clock that is ahead makes it a lie about the future.
            exp: now.saturating_add(LIFE_SECONDS),
            jti,
        };
        encode(&header, &claims, &self.key).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::far_side::{MORNING, Repeating, Standing};
    use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
    use serde_json::Value;

    fn checked(key: &ClientKey, assertion: &str) -> Value {
        let mut rules = Validation::new(key.algorithm);
        rules.set_audience(&["https://ehr.example.org/token"]);
        rules.validate_exp = false;
        let public = DecodingKey::from_jwk(&key.public).unwrap();
        decode::<Value>(assertion, &public, &rules).unwrap().claims
    }

    #[test]
    fn a_key_made_here_signs_statements_that_its_public_half_confirms_each_good_once() {
        let chance = Repeating::default();
        let pem = ClientKey::generate(&chance).unwrap();
        let key = ClientKey::from_pem(pem.expose(), None).unwrap();
        assert_eq!(key.algorithm(), "ES384");
        let clock = Standing::at(MORNING);
        let made = |key: &ClientKey| {
            let one = key.assertion(
                "wardbook",
                "https://ehr.example.org/token",
                clock.as_ref(),
                &chance,
            );
            one.unwrap().expose().to_owned()
        };
        let (first, second) = (made(&key), made(&key));
        let head = decode_header(&first).unwrap();
        assert_eq!(
            (head.kid.as_deref(), head.typ.as_deref()),
            (Some(key.id()), Some("JWT"))
        );
        let (one, two) = (checked(&key, &first), checked(&key, &second));
        assert_eq!(
            (&one["iss"], &one["sub"]),
            (&json!("wardbook"), &json!("wardbook"))
        );
        let lives = one["exp"].as_i64().unwrap() - MORNING / 1000;
        assert!(
            (1..=300).contains(&lives),
            "five minutes at most, not {lives}"
        );
        assert_ne!(one["jti"], two["jti"]);
        assert!(key.public_set().contains("\"P-384\""));
        // The private part of an elliptic-curve key set is called `d`.
        assert!(!key.public_set().contains("\"d\""));
    }

    #[test]
    fn an_rsa_key_signs_with_rs384_under_the_name_it_was_given() {
        let der = crate::far_side::signing::rsa_der();
        let body = base64::engine::general_purpose::STANDARD.encode(der);
        let lines: Vec<&str> = body
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        let pem = format!(
            "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n",
            lines.join("\n")
        );
        let key = ClientKey::from_pem(&pem, Some("ward-7")).unwrap();
        assert_eq!((key.algorithm(), key.id()), ("RS384", "ward-7"));
        let clock = Standing::at(MORNING);
        let signed = key.assertion(
            "wardbook",
            "https://ehr.example.org/token",
            clock.as_ref(),
            &Repeating::default(),
        );
        assert_eq!(
            checked(&key, signed.unwrap().expose())["aud"],
            "https://ehr.example.org/token"
        );
    }

    #[test]
    fn what_is_no_key_is_said_and_nothing_is_printed() {
        for text in [
            "",
            "hello",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        ] {
            let refused = ClientKey::from_pem(text, None).err();
            assert_eq!(refused, Some(KeyError::NotAKey), "{text}");
        }
        let secret = ClientAuth::Secret(Secret::new("s3cret"));
        assert!(!format!("{secret:?}").contains("s3cret"));
    }
}
