//! Giving a token, renewing it where that is due.

use std::sync::Arc;

use oauth2::TokenResponse as _;
use wardbook_fhir::{AccessToken, TokenError};

use super::{Inner, Lost, PAUSE_MS, State, Tokens};
use crate::exchange::{ExchangeError, client_credentials, refresh};
use crate::grant::expires_at;
use crate::http::{HttpFault, NetworkKind};
use crate::scopes::Scopes;
use crate::secret::Secret;
use crate::stored::StoredGrant;
use crate::token_answer::TokenAnswer;

/// A clock that is this far before the moment a token came was set back.
const SKEW_MS: i64 = 5_000;

/// Whether the present token serves.
enum Need {
    Good,
    /// It ends soon, but is good still.
    Soon,
    /// It has ended, or was refused.
    Now,
}

impl Tokens {
    /// A token; not the refused one.
    pub(super) async fn give(
        &self,
        refused: Option<AccessToken>,
    ) -> Result<Option<AccessToken>, TokenError> {
        let inner = Arc::clone(&self.0);
        match inner.grant() {
            None => return Err(inner.none()),
            Some(grant) => {
                if matches!(inner.need(&grant, refused.as_ref()), Need::Good) {
                    return Ok(Some(bearer(&grant)));
                }
            }
        }
        // By itself, so that a caller who gives up does not tear it apart.
        let renewal = tokio::spawn(async move { inner.renew(refused.as_ref()).await });
        renewal
            .await
            .unwrap_or(Err(TokenError::Network { timed_out: false }))
            .map(Some)
    }
}

impl Inner {
    fn none(&self) -> TokenError {
        match &*self.state.borrow() {
            State::Lost {
                reason: Lost::Refused { code },
            } => TokenError::lost(code),
            State::Lost { reason } => TokenError::lost(reason.code()),
            State::SignedOut | State::SignedIn { .. } => TokenError::SignedOut,
        }
    }

    /// It is time for a new one.
    pub(super) fn is_due(&self, grant: &StoredGrant) -> bool {
        !matches!(self.need(grant, None), Need::Good)
    }

    fn need(&self, grant: &StoredGrant, refused: Option<&AccessToken>) -> Need {
        if refused.is_some_and(|refused| refused.secret() == grant.access.expose()) {
            return Need::Now;
        }
        let Some(ends) = grant.expires_at else {
            return Need::Good;
        };
        let now = self.clock.now();
        let margin = Self::margin(grant);
        // Before it was given: the clock was set back. How long it is good cannot be known, so the
        // EHR is asked for one whose life is.
        let set_back = now < grant.issued_at.saturating_sub(SKEW_MS);
        if now >= ends {
            Need::Now
        } else if self.renewable(grant) && (set_back || now >= ends.saturating_sub(margin)) {
            if now < self.held().not_before {
                Need::Good
            } else {
                Need::Soon
            }
        } else {
            Need::Good
        }
    }

    /// Through the gate, where the first renews and the others find it done.
    async fn renew(&self, refused: Option<&AccessToken>) -> Result<AccessToken, TokenError> {
        let _gate = self.gate.lock().await;
        let Some(grant) = self.grant() else {
            return Err(self.none());
        };
        let need = self.need(&grant, refused);
        if matches!(need, Need::Good) {
            return Ok(bearer(&grant));
        }
        if !self.renewable(&grant) {
            self.lose(Lost::Expired, true).await;
            return Err(self.none());
        }
        // What could not be kept before is kept now, while it is still the newest.
        let _ = self.save_again().await;
        let Inner { http, clock, .. } = self;
        let party = self.party(&grant);
        let asked = match &grant.refresh {
            Some(token) => refresh(http, &party, token).await,
            // The program itself asks for what it was granted before.
            None => client_credentials(http, &party, &grant.granted.to_strings()).await,
        };
        match asked {
            Ok(answer) => Ok(self.renewed(&grant, &answer, clock.now()).await),
            Err(error) => {
                tracing::warn!(code = code(&error), "sign-in not renewed");
                self.observer.refresh_ended(code(&error));
                if let Some((reason, forget)) = lost(&error) {
                    self.lose(reason, forget).await;
                    return Err(self.none());
                }
                if matches!(need, Need::Soon) {
                    self.held().not_before = clock.now().saturating_add(PAUSE_MS);
                    return Ok(bearer(&grant));
                }
                Err(passing(&error))
            }
        }
    }

    async fn renewed(&self, old: &StoredGrant, answer: &TokenAnswer, now: i64) -> AccessToken {
        let smart = answer.smart();
        let grant = StoredGrant {
            access: Secret::new(answer.access_token().secret().as_str()),
            // No new one: the old one goes on being good.
            refresh: answer
                .refresh_token()
                .map(|token| Secret::new(token.secret().as_str()))
                .or_else(|| old.refresh.clone()),
            issued_at: now,
            expires_at: expires_at(answer, now),
            granted: answer
                .scope_text()
                .map_or_else(|| old.granted.clone(), |s| renewed_scopes(&s, &old.granted)),
            patient: smart.patient.clone().or_else(|| old.patient.clone()),
            encounter: smart.encounter.clone().or_else(|| old.encounter.clone()),
            need_patient_banner: smart.need_patient_banner.or(old.need_patient_banner),
            ..old.clone()
        };
        let token = bearer(&grant);
        let copy = grant.clone();
        // Kept first, used second. A vault that refuses does not stop the work of today: the newest
        // tokens live in memory and the vault is asked again at the next renewal.
        let saved = self
            .on_vault(move |vault, name| vault.save(name, &copy))
            .await;
        self.hold(grant, saved.is_err());
        match saved {
            Ok(()) => {
                tracing::info!("sign-in renewed");
                self.observer.refresh_ended("ok");
            }
            Err(error) => {
                tracing::error!(code = error.code(), "the renewed sign-in could not be kept");
                self.observer.refresh_ended("ok-not-kept");
            }
        }
        token
    }

    /// The sign-in is over. `forget` where its tokens are worth nothing any more.
    async fn lose(&self, reason: Lost, forget: bool) {
        tracing::warn!(reason = reason.code(), "sign-in lost");
        *self.held() = super::Held::default();
        self.show(State::Lost { reason });
        if forget && let Err(error) = self.on_vault(|vault, name| vault.erase(name)).await {
            tracing::error!(code = error.code(), "a lost sign-in could not be erased");
        }
    }
}

/// A renewal says anew what records are granted; who signed in and that it renews itself stand.
fn renewed_scopes(said: &str, old: &Scopes) -> Scopes {
    let standing = ["openid", "fhirUser", "offline_access", "online_access"];
    let kept = standing.into_iter().filter(|word| old.has(word));
    kept.fold(Scopes::parse(said), Scopes::proven)
}

fn bearer(grant: &StoredGrant) -> AccessToken {
    AccessToken::new(grant.access.expose())
}

/// What ends a sign-in, and whether its tokens are worthless then. A client that is refused may be
/// known again tomorrow, so its tokens stay in the vault.
fn lost(error: &ExchangeError) -> Option<(Lost, bool)> {
    match error {
        ExchangeError::Said { code, .. } => match code.as_str() {
            "invalid_grant" => Some((Lost::Ended, true)),
            "server_error" | "temporarily_unavailable" | "slow_down" => None,
            code => Some((
                Lost::Refused {
                    code: code.to_owned(),
                },
                false,
            )),
        },
        ExchangeError::TokenType => Some((
            Lost::Refused {
                code: "token_type".to_owned(),
            },
            false,
        )),
        _ => None,
    }
}

fn passing(error: &ExchangeError) -> TokenError {
    match error {
        ExchangeError::Http(HttpFault::Network(kind)) => TokenError::Network {
            timed_out: *kind == NetworkKind::Timeout,
        },
        ExchangeError::Http(HttpFault::Redirected(status))
        | ExchangeError::Page { status }
        | ExchangeError::Failed { status } => TokenError::Unavailable { status: *status },
        ExchangeError::Http(_)
        | ExchangeError::Said { .. }
        | ExchangeError::Unreadable
        | ExchangeError::TokenType
        | ExchangeError::Setup => TokenError::Unavailable { status: 0 },
    }
}

/// How a renewal ended, for counting.
fn code(error: &ExchangeError) -> &'static str {
    match error {
        ExchangeError::Http(HttpFault::Network(_)) => "network",
        ExchangeError::Page { .. } => "page",
        ExchangeError::Failed { .. } => "server-failed",
        ExchangeError::Said { code, .. } if code == "invalid_grant" => "ended",
        ExchangeError::Said { .. } | ExchangeError::Http(_) | ExchangeError::Setup => "refused",
        ExchangeError::Unreadable | ExchangeError::TokenType => "unreadable",
    }
}
