//! The desk: pending sign-ins, codes, grants and tokens. Owns what is valid and until when; the
//! time is always told to it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::clients::Asker;
use super::launch::Launch;
use super::scopes::Granted;

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name typed at sign-in.
    pub login: &'static str,
    /// The password; shown on the page, for this is a sandbox.
    pub password: &'static str,
    /// The name shown.
    pub display: &'static str,
    /// Which of the practitioners of a made population.
    pub practitioner: usize,
}

/// The clinicians of the sandbox.
pub const USERS: &[User] = &[
    User {
        login: "osei",
        password: "sandbox",
        display: "Dr. Abena Osei",
        practitioner: 0,
    },
    User {
        login: "venkatesan",
        password: "sandbox",
        display: "Dr. Meera Venkatesan",
        practitioner: 4,
    },
];

/// Who is behind a grant to a program itself.
const SERVICE: User = User {
    login: "service",
    password: "",
    display: "A service",
    practitioner: 0,
};

/// An authorization request that was found good and waits for a person.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: String,
    pub(crate) scopes: Vec<String>,
    /// The launch it came by, and its value.
    pub(crate) launch: Option<(String, Launch)>,
    pub(crate) user: Option<User>,
}

/// An issued code.
#[derive(Debug, Clone)]
pub(crate) struct Code {
    pub(crate) pending: Pending,
    pub(crate) expires: i64,
    /// The grant it was exchanged for; a second exchange ends that grant.
    pub(crate) used_for: Option<u64>,
}

/// What a person agreed to.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) id: u64,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) user: User,
    /// The launch it came by, if `launch` was granted, and the `state` of the request.
    pub(crate) launch: Option<(Launch, Option<String>)>,
    /// When an access token was given for it last.
    pub(crate) given: i64,
    /// The program proved who it is.
    pub(crate) confidential: bool,
    pub(crate) ended: bool,
}

#[derive(Debug, Clone)]
struct Token {
    grant: u64,
    scopes: Vec<String>,
    granted: Granted,
    expires: i64,
    uses: u64,
    /// A refresh token that was exchanged already.
    spent: bool,
}

/// What introspection tells.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) grant: Grant,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires: i64,
}

/// Somebody who came in on an access token.
#[derive(Debug, Clone)]
pub(crate) struct Admitted {
    pub(crate) granted: Granted,
    /// The login.
    pub(crate) user: &'static str,
    /// The number of the sign-in.
    pub(crate) grant: u64,
}

#[derive(Debug, Default)]
struct Drawers {
    pending: HashMap<String, Pending>,
    codes: HashMap<String, Code>,
    grants: HashMap<u64, Grant>,
    access: HashMap<String, Token>,
    refresh: HashMap<String, Token>,
    last_grant: u64,
}

/// Everything the authorization server remembers.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    drawers: Mutex<Drawers>,
}

/// 256 random bits as text.
pub(crate) fn secret() -> String {
    let mut bytes = [0_u8; 32];
    // The machine has no randomness only when nothing else works either.
    let filled = getrandom::fill(&mut bytes).is_ok();
    if filled {
        URL_SAFE_NO_PAD.encode(bytes)
    } else {
        String::new()
    }
}

impl Desk {
    fn open<T>(&self, work: impl FnOnce(&mut Drawers) -> T) -> T {
        work(&mut self.drawers.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Every code, access token and refresh token given so far: what must be nowhere else in plain.
    pub(crate) fn secrets(&self) -> Vec<String> {
        self.open(|d| {
            let keys = d
                .codes
                .keys()
                .chain(d.access.keys())
                .chain(d.refresh.keys());
            keys.cloned().collect()
        })
    }

    /// Keeps a request until somebody signs in; gives its number.
    pub(crate) fn keep(&self, pending: Pending) -> String {
        let number = secret();
        self.open(|d| d.pending.insert(number.clone(), pending));
        number
    }

    /// A request by number.
    pub(crate) fn pending(&self, number: &str) -> Option<Pending> {
        self.open(|d| d.pending.get(number).cloned())
    }

    /// Somebody signed in for this request.
    pub(crate) fn signed_in(&self, number: &str, user: User) {
        self.open(|d| {
            if let Some(pending) = d.pending.get_mut(number) {
                pending.user = Some(user);
            }
        });
    }

    /// Takes a request off the desk: it was answered.
    pub(crate) fn take(&self, number: &str) -> Option<Pending> {
        self.open(|d| d.pending.remove(number))
    }

    /// A code for a request that was agreed to.
    pub(crate) fn issue_code(&self, pending: Pending, expires: i64) -> String {
        let code = secret();
        self.open(|d| {
            d.codes.insert(
                code.clone(),
                Code {
                    pending,
                    expires,
                    used_for: None,
                },
            )
        });
        code
    }

    /// The code as it stands.
    pub(crate) fn code(&self, code: &str) -> Option<Code> {
        self.open(|d| d.codes.get(code).cloned())
    }

    /// Exchanges a code, once. A code used before ends what it was exchanged for.
    pub(crate) fn redeem(&self, code: &str, confidential: bool) -> Option<Grant> {
        self.open(|d| {
            let found = d.codes.get(code)?.clone();
            if let Some(grant) = found.used_for {
                d.end(grant);
                return None;
            }
            let user = found.pending.user.clone()?;
            d.last_grant += 1;
            let grant = Grant {
                id: d.last_grant,
                client_id: found.pending.client_id.clone(),
                scopes: found.pending.scopes.clone(),
                launch: launch_of(&found.pending),
                given: 0,
                confidential,
                user,
                ended: false,
            };
            d.grants.insert(grant.id, grant.clone());
            if let Some(kept) = d.codes.get_mut(code) {
                kept.used_for = Some(grant.id);
            }
            Some(grant)
        })
    }

    /// A grant to a program itself, without a user.
    pub(crate) fn serve(&self, client: &Asker, scopes: Vec<String>) -> Grant {
        self.open(|d| {
            d.last_grant += 1;
            let grant = Grant {
                id: d.last_grant,
                client_id: client.id.clone(),
                scopes,
                launch: None,
                given: 0,
                confidential: client.confidential,
                user: SERVICE,
                ended: false,
            };
            d.grants.insert(grant.id, grant.clone());
            grant
        })
    }

    /// Notes that an access token is given for a grant; says when the one before was.
    pub(crate) fn gives(&self, grant: u64, now: i64) -> i64 {
        self.open(|d| {
            d.grants
                .get_mut(&grant)
                .map_or(0, |grant| std::mem::replace(&mut grant.given, now))
        })
    }

    /// A new access token for a grant.
    pub(crate) fn issue_access(&self, grant: &Grant, scopes: &[String], expires: i64) -> String {
        self.issue(grant, scopes, expires, false)
    }

    /// A new refresh token for a grant.
    pub(crate) fn issue_refresh(&self, grant: &Grant, expires: i64) -> String {
        self.issue(grant, &grant.scopes, expires, true)
    }

    fn issue(&self, grant: &Grant, scopes: &[String], expires: i64, refresh: bool) -> String {
        let text = secret();
        let token = Token {
            grant: grant.id,
            scopes: scopes.to_vec(),
            granted: Granted::of(scopes),
            expires,
            uses: 0,
            spent: false,
        };
        self.open(|d| {
            let drawer = if refresh {
                &mut d.refresh
            } else {
                &mut d.access
            };
            drawer.insert(text.clone(), token);
        });
        text
    }

    /// The grant behind a refresh token; `rotate` spends the token. A spent one ends the grant.
    pub(crate) fn refresh(
        &self,
        text: &str,
        client_id: &str,
        now: i64,
        rotate: bool,
    ) -> Option<Grant> {
        self.open(|d| {
            let token = d.refresh.get(text)?.clone();
            let grant = d.grants.get(&token.grant)?.clone();
            if grant.ended || grant.client_id != client_id || token.expires <= now {
                return None;
            }
            if token.spent {
                d.end(grant.id);
                return None;
            }
            if rotate && let Some(kept) = d.refresh.get_mut(text) {
                kept.spent = true;
            }
            Some(grant)
        })
    }

    /// Lets a request in on an access token; counts the use. `limit` 0 is no limit.
    pub(crate) fn admit(&self, text: &str, now: i64, limit: u64) -> Option<Admitted> {
        self.open(|d| {
            let token = d.access.get_mut(text)?;
            token.uses += 1;
            let worn = limit > 0 && token.uses > limit;
            let good = token.expires > now && !worn;
            let (grant, granted) = (token.grant, token.granted.clone());
            let live = d.grants.get(&grant).filter(|g| !g.ended)?;
            good.then_some(Admitted {
                granted,
                user: live.user.login,
                grant,
            })
        })
    }

    /// The login behind an access token, good or not.
    pub(crate) fn whose(&self, text: &str) -> Option<&'static str> {
        self.open(|d| {
            let token = d.access.get(text)?;
            d.grants.get(&token.grant).map(|grant| grant.user.login)
        })
    }

    /// What a token is, if it is good.
    pub(crate) fn introspect(&self, text: &str, now: i64) -> Option<Told> {
        self.open(|d| {
            let token = d.access.get(text).or_else(|| d.refresh.get(text))?;
            let grant = d.grants.get(&token.grant).filter(|g| !g.ended)?.clone();
            let good = token.expires > now && !token.spent;
            good.then(|| Told {
                grant,
                scopes: token.scopes.clone(),
                expires: token.expires,
            })
        })
    }

    /// Revokes a token: a refresh token ends the grant, an access token only itself.
    pub(crate) fn revoke(&self, text: &str) -> bool {
        self.open(|d| {
            if let Some(token) = d.refresh.remove(text) {
                d.end(token.grant);
                return true;
            }
            d.access.remove(text).is_some()
        })
    }

    /// Ends every access token at once, as a restarted server would.
    pub(crate) fn expire_all(&self) {
        self.open(|d| d.access.clear());
    }
}

fn launch_of(pending: &Pending) -> Option<(Launch, Option<String>)> {
    let (_, launch) = pending.launch.as_ref()?;
    let granted = pending.scopes.iter().any(|scope| scope == "launch");
    granted.then(|| (launch.clone(), pending.state.clone()))
}

impl Drawers {
    fn end(&mut self, grant: u64) {
        if let Some(grant) = self.grants.get_mut(&grant) {
            grant.ended = true;
        }
    }
}
