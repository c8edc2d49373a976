//! Signing in and out at an EHR, through the system browser. Asks only for what the server offers and
//! a chart shows; says what was asked and not given.

use std::sync::Arc;
use std::time::Duration;

use wardbook_smart::{
    Ask, Discovery, Grant, Secret, cancellation, scopes_for, scopes_for_itself, scopes_for_launch,
    scopes_to_write,
};
use wardbook_store::settings;
use wardbook_sync::plan::kinds;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::connections::{needs_secret, redirect};
use crate::door::{Act, Pass};
use crate::failure::{Code, Fault};
use crate::live::{Live, scopes_setting};
use crate::wire::connection::{Auth, ConnectionRef, SignInState, SignedIn};
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

/// Takes the cancel handle away however the sign-in ends, also when its request is dropped.
struct Waiting(Arc<Live>, App);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.signing().take();
        self.1.tell(Change::Connections);
    }
}

impl App {
    /// Signs in; answers when the person has finished in the browser, or has not.
    pub async fn sign_in(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<SignedIn, Failure> {
        let act = Act::recorded("sign-in", Permission::SignIn);
        let told = std::sync::Mutex::new(None);
        let ended = self
            .enter(actor, act, |pass| {
                let told = &told;
                async move {
                    let live = pass.live(&request.connection).await?;
                    if let Ok(mut told) = told.lock() {
                        *told = Some(live.uuid.to_string());
                    }
                    pass.sign_in(live, None)
                        .await
                        .map(|(_, signed_in)| signed_in)
                }
            })
            .await;
        if let Some(connection) = told.lock().ok().and_then(|told| told.clone()) {
            self.tell(Change::SignIn {
                connection,
                failure: ended.as_ref().err().cloned(),
            });
        }
        ended
    }

    /// Stops waiting for the browser.
    pub async fn cancel_sign_in(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<(), Failure> {
        let act = Act::recorded("sign-in.cancel", Permission::SignIn);
        self.enter(actor, act, |pass| async move {
            let live = pass.live(&request.connection).await?;
            live.cancel_sign_in();
            Ok(())
        })
        .await
    }

    /// Renews the sign-in now, because somebody asked for it.
    pub async fn refresh_sign_in(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<SignInState, Failure> {
        let act = Act::recorded("sign-in.refresh", Permission::SignIn);
        self.enter(actor, act, |pass| async move {
            let live = pass.live(&request.connection).await?;
            let Some(tokens) = &live.tokens else {
                return Err(no_sign_in());
            };
            live.must_be_signed_in()?;
            if let SignInState::SignedIn { renews: false, .. } = live.sign_in_state() {
                return Err(Fault::invalid(
                    "This EHR gave nothing to renew the sign-in with. When it ends, sign in again.",
                ));
            }
            let renewed = tokens.renew_now().await;
            pass.app().tell(Change::Connections);
            renewed.map_err(wardbook_fhir::FetchError::SignIn)?;
            Ok(live.sign_in_state())
        })
        .await
    }

    /// Signs out: the EHR is told, and nothing of the sign-in stays here.
    pub async fn sign_out(&self, actor: &Actor, request: ConnectionRef) -> Result<(), Failure> {
        let act = Act::recorded("sign-out", Permission::SignIn);
        self.enter(actor, act, |pass| async move {
            let live = pass.live(&request.connection).await?;
            let Some(tokens) = &live.tokens else { return Err(no_sign_in()) };
            pass.app().stop_sync(pass.open(), live.id).await;
            let ended = tokens.revoke().await;
            pass.app().tell(Change::Connections);
            ended.erased.map_err(|_| {
                Fault::new(
                    Code::KeyringUnavailable,
                    "Signed out, but the sign-in could not be removed from this computer's keyring. Unlock the keyring and sign out again.",
                )
            })
        })
        .await
    }
}

/// Those somebody chose for this connection; a launch always asks for its context.
fn chosen_scopes(chosen: &str, launched: bool) -> Vec<String> {
    let mut scopes: Vec<String> = chosen.split_whitespace().map(str::to_owned).collect();
    if launched && !scopes.iter().any(|scope| scope == "launch") {
        scopes.insert(0, "launch".to_owned());
    }
    scopes
}

fn cancelled_by_hand() -> Fault {
    Fault::from(wardbook_smart::SignInError::Cancelled)
}

fn no_sign_in() -> Fault {
    Fault::invalid("This connection needs no sign-in.")
}

impl Pass {
    /// Signs in; for the EHR's own launch where it started us.
    pub(crate) async fn sign_in(
        &self,
        live: Arc<Live>,
        launch: Option<Secret>,
    ) -> Result<(Grant, SignedIn), Fault> {
        let (Some(tokens), Some(client_id)) = (&live.tokens, live.client_id.clone()) else {
            return Err(no_sign_in());
        };
        if let SignInState::Lost { reason } = live.sign_in_state()
            && needs_secret(live.auth)
            && !live.has_secret
        {
            return Err(Fault::invalid(reason));
        }
        let (cancel, mut cancelled) = cancellation();
        {
            let mut signing = live.signing();
            if signing.is_some() {
                return Err(Fault::new(
                    Code::SignInRunning,
                    "A sign-in is waiting in the browser already. Finish it there, or cancel it.",
                ));
            }
            *signing = Some(cancel);
        }
        let _waiting = Waiting(Arc::clone(&live), self.app().clone());
        self.app().tell(Change::Connections);
        let asking = async {
            let discovery = live.discovery().await?;
            let scopes = match &live.details.scopes {
                Some(chosen) => chosen_scopes(chosen, launch.is_some()),
                None => self.scopes(&live, &discovery, launch.is_some()).await,
            };
            Ok::<_, Fault>((discovery, scopes))
        };
        let (discovery, scopes) = tokio::select! {
            asked = asking => asked?,
            () = cancelled.cancelled() => return Err(cancelled_by_hand()),
        };
        let (setting, text) = (scopes_setting(live.uuid), scopes.join(" "));
        self.write(move |tx| settings::set(tx, &setting, &text))
            .await?;
        let options = self.app().options();
        let entropy = Arc::clone(&options.entropy);
        let grant = if live.auth == Auth::ClientCredentials {
            let asked = tokens.sign_in_by_itself(&discovery, &client_id, &scopes);
            tokio::select! {
                grant = asked => grant?,
                () = cancelled.cancelled() => return Err(cancelled_by_hand()),
            }
        } else {
            let ask = Ask {
                base: live.base.clone(),
                client_id,
                scopes: scopes.clone(),
                redirect: redirect(&live.details),
                inbox: self.app().inbox().clone(),
                auth: tokens.client_auth().clone(),
                launch,
                time_limit: Duration::from_secs(options.sign_in_seconds),
            };
            let browser = options.browser.as_ref();
            tokens
                .sign_in(&discovery, &ask, browser, entropy.as_ref(), cancelled)
                .await?
        };
        let until = match live.sign_in_state() {
            SignInState::SignedIn { until, .. } => until,
            _ => grant.expires_at.map(|ms| ms as f64),
        };
        let signed_in = SignedIn {
            connection: live.uuid.to_string(),
            user: live.user(),
            until,
            granted_scopes: grant.granted.to_strings(),
            missing: grant
                .granted
                .missing(&scopes)
                .iter()
                .map(|scope| in_words(scope))
                .collect(),
        };
        Ok((grant, signed_in))
    }

    async fn scopes(&self, live: &Live, discovery: &Discovery, launched: bool) -> Vec<String> {
        let types = self.types(live).await;
        let mut scopes = match live.auth {
            Auth::ClientCredentials => scopes_for_itself(&types, discovery),
            _ if launched => scopes_for_launch(&types, discovery),
            _ => scopes_for(&types, discovery),
        };
        let writing = scopes_to_write(&scopes, &self.written(live).await);
        scopes.extend(writing);
        scopes
    }

    /// Types that are written here and that the server takes: made, changed. Nothing where it does not say.
    async fn written(&self, live: &Live) -> Vec<(&'static str, bool, bool)> {
        let id = live.id;
        let row = self
            .read(move |_, c| wardbook_store::connections::get(c, id))
            .await;
        let kept = row.ok().and_then(|row| row.capability);
        let parsed = kept.and_then(|body| wardbook_fhir::Capabilities::parse(&body).ok());
        let Some(capabilities) = parsed else {
            return Vec::new();
        };
        let does = |name: &str, what: &str| capabilities.supports(name, what);
        let all = WRITTEN
            .iter()
            .map(|name| (*name, does(name, "create"), does(name, "update")));
        all.filter(|(_, make, change)| *make || *change).collect()
    }

    /// Resource types worth asking for: those a sync knows and the server has; where the server does
    /// not say, those every chart expects.
    async fn types(&self, live: &Live) -> Vec<&'static str> {
        match live.capabilities(self).await {
            Ok(capabilities) => kinds::types()
                .filter(|name| capabilities.types.contains_key(*name))
                .collect(),
            Err(_) => kinds::expected_types().collect(),
        }
    }
}

/// A scope that was not granted, as a person says it.
/// Types that people write here.
const WRITTEN: &[&str] = &[
    "AllergyIntolerance",
    "Appointment",
    "Condition",
    "DocumentReference",
    "Encounter",
    "Immunization",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Patient",
    "Procedure",
];

/// Its letters are about making or changing, not reading.
fn is_writing(scope: &str) -> bool {
    let letters = scope.rsplit_once('.').map_or("", |(_, letters)| letters);
    let letters = letters.split('?').next().unwrap_or(letters);
    letters == "write" || (!letters.is_empty() && letters.bytes().all(|b| matches!(b, b'c' | b'u')))
}

fn in_words(scope: &str) -> String {
    let kind = scope
        .split_once('/')
        .map(|(_, rest)| rest.split(['.', '?']).next().unwrap_or(rest));
    match (scope, kind) {
        ("openid" | "fhirUser", _) => "who signed in".to_owned(),
        ("offline_access" | "online_access", _) => {
            "a sign-in that renews itself: sign in again when it ends".to_owned()
        }
        (scope, Some(kind)) if is_writing(scope) => format!("writing {kind}"),
        (_, Some(kind)) => format!("reading {kind}"),
        (other, None) => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_granted_is_said_in_words() {
        assert_eq!(in_words("user/Observation.rs"), "reading Observation");
        assert_eq!(
            in_words("user/Observation.rs?category=laboratory"),
            "reading Observation"
        );
        assert_eq!(in_words("user/Observation.cu"), "writing Observation");
        assert!(in_words("offline_access").contains("sign in again"));
    }
}
