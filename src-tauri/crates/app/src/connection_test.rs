//! Trying a connection, before it is added or with the sign-in it has: step by step, each with what was
//! found and what to do. Nobody is signed in by it.

use std::sync::Arc;

use url::Url;
use wardbook_fhir::{Capabilities, Client, FetchError, NoToken, Options, Query};
use wardbook_smart::{Discovery, DiscoverySource, Http};
use wardbook_store::connections;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::connections::{Wanted, has_tokens, header, needs_secret, software};
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::live::{Live, USER_AGENT, find_sign_in};
use crate::wire::connection::{Auth, ConnectionRef, NewConnection, SignInState, TestStep};
use crate::wire::profile::Failure;

const STEPS: [(&str, &str); 5] = [
    ("reach", "The server answers"),
    ("capabilities", "It is a FHIR server"),
    ("discovery", "It says where to sign in"),
    ("sign-in", "Signing in"),
    ("read", "Reading patients"),
];

/// The steps so far.
#[derive(Default)]
struct Steps(Vec<TestStep>);

impl Steps {
    fn add(&mut self, ok: Option<bool>, message: impl Into<String>, hint: Option<&str>) {
        if let Some((step, title)) = STEPS.get(self.0.len()) {
            self.0.push(TestStep {
                step: (*step).to_owned(),
                title: (*title).to_owned(),
                ok,
                message: message.into(),
                hint: hint.map(str::to_owned),
            });
        }
    }

    fn good(&mut self, message: impl Into<String>) {
        self.add(Some(true), message, None);
    }

    /// Stops here: what follows was not reached.
    fn stop(mut self, message: impl Into<String>, hint: &str) -> Vec<TestStep> {
        self.add(Some(false), message, Some(hint));
        while self.0.len() < STEPS.len() {
            self.add(None, "Not tried.", None);
        }
        self.0
    }
}

impl App {
    /// Tries a connection before it is added.
    pub async fn test_connection(
        &self,
        actor: &Actor,
        request: NewConnection,
    ) -> Result<Vec<TestStep>, Failure> {
        let act = Act::recorded("connection.test", Permission::ManageConnections);
        self.enter(actor, act, |_| async move {
            try_out(Wanted::of(request)?).await
        })
        .await
    }

    /// Tries a connection that is there, with the sign-in it has.
    pub async fn check_connection(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<Vec<TestStep>, Failure> {
        let act = Act::recorded("connection.check", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let live = pass.live(&request.connection).await?;
            check(&pass, &live).await
        })
        .await
    }
}

async fn try_out(wanted: Wanted) -> Result<Vec<TestStep>, Fault> {
    let secret = wanted.secret.as_ref().map(|secret| secret.expose().trim());
    let header = header(wanted.auth, wanted.details.account.as_deref(), secret);
    let options = Options {
        user_agent: USER_AGENT.to_owned(),
        extra_headers: header.into_iter().collect(),
        ..Options::default()
    };
    let client = match Client::new(&wanted.fhir_base, Arc::new(NoToken), options) {
        Ok(client) => client,
        Err(error) => {
            return Ok(Steps::default().stop(error.message(), "Correct the FHIR base URL."));
        }
    };
    let mut steps = match capabilities(&client, Steps::default()).await {
        Ok((steps, _)) => steps,
        Err(stopped) => return Ok(stopped),
    };
    if has_tokens(wanted.auth) {
        let http = Http::new(USER_AGENT).map_err(|_| Fault::internal("setting up the network"))?;
        let base =
            Url::parse(&wanted.fhir_base).map_err(|_| Fault::internal("reading an address"))?;
        let client_id = wanted.client_id.as_deref();
        match find_sign_in(&http, &base, client_id, &wanted.details).await {
            Ok(found) => discovered(&mut steps, &found),
            Err(error) => return Ok(steps.stop(error.message(), NO_SIGN_IN)),
        }
        steps.add(None, "Add the connection, then sign in.", None);
        steps.add(None, "Tried after signing in.", None);
        return Ok(steps.0);
    }
    steps.add(None, "Not needed.", None);
    if needs_secret(wanted.auth) && secret.is_none() {
        let hint = "Enter it and test again.";
        return Ok(steps.stop("The password or the API key is not given.", hint));
    }
    steps.add(
        None,
        "Nobody signs in: every request carries what it needs.",
        None,
    );
    Ok(read(&client, steps, wanted.auth).await)
}

async fn check(pass: &Pass, live: &Live) -> Result<Vec<TestStep>, Fault> {
    let mut steps = match capabilities(&live.client, Steps::default()).await {
        Ok((steps, body)) => {
            let id = live.id;
            pass.write(move |tx| connections::set_capability(tx, id, &body))
                .await?;
            steps
        }
        Err(stopped) => return Ok(stopped),
    };
    if live.tokens.is_none() {
        steps.add(None, "Not needed.", None);
        if let SignInState::Lost { reason } = live.sign_in_state() {
            return Ok(steps.stop(reason, "Edit the connection."));
        }
        steps.add(
            None,
            "Nobody signs in: every request carries what it needs.",
            None,
        );
        return Ok(read(&live.client, steps, live.auth).await);
    }
    match live.discover().await {
        Ok(found) => discovered(&mut steps, &found),
        Err(fault) => return Ok(steps.stop(fault.message, NO_SIGN_IN)),
    }
    match live.sign_in_state() {
        SignInState::SignedIn { user, renews, .. } => {
            let who = user.map(|user| format!(" as {user}")).unwrap_or_default();
            let renews = if renews {
                "It renews itself."
            } else {
                "It does not renew itself: sign in again when it ends."
            };
            steps.good(format!("Signed in{who}. {renews}"));
        }
        SignInState::Lost { reason } => {
            return Ok(steps.stop(reason, "Sign in again."));
        }
        SignInState::Waiting => {
            let hint = "Finish in the browser, then test again.";
            return Ok(steps.stop("A sign-in is waiting in the browser.", hint));
        }
        SignInState::SignedOut | SignInState::NotNeeded => {
            return Ok(steps.stop("Nobody is signed in.", "Sign in, then test again."));
        }
    }
    Ok(read(&live.client, steps, live.auth).await)
}

const NO_SIGN_IN: &str = "Ask the site's IT whether SMART on FHIR is switched on for this address, or give the sign-in addresses yourself.";

/// The first two steps, and the statement's bytes.
async fn capabilities(
    client: &Client,
    mut steps: Steps,
) -> Result<(Steps, Vec<u8>), Vec<TestStep>> {
    let path = "Check the path of the base URL: it usually ends in /R4 or /fhir.";
    let fetched = match client.capabilities().await {
        Ok(fetched) => fetched,
        Err(error) if error.status().is_some() || !error.is_offline() => {
            if error.status().is_some() {
                steps.good("It answers.");
            }
            return Err(steps.stop(error.message(), path));
        }
        Err(error) => {
            let hint = "Check the address, the network and the VPN.";
            return Err(steps.stop(error.message(), hint));
        }
    };
    steps.good(format!("Answered in {} ms.", fetched.elapsed.as_millis()));
    let Ok(capabilities) = Capabilities::parse(&fetched.body) else {
        return Err(steps.stop("What it answers is no CapabilityStatement.", path));
    };
    let version = capabilities
        .fhir_version
        .clone()
        .unwrap_or_else(|| "not said".to_owned());
    let what = software(&capabilities).unwrap_or_else(|| "Software not named".to_owned());
    let types = capabilities.types.len();
    steps.good(format!("{what}, FHIR {version}, {types} resource types."));
    Ok((steps, fetched.body.to_vec()))
}

fn discovered(steps: &mut Steps, found: &Discovery) {
    let at = found.authorization_endpoint.as_ref();
    let host = at
        .unwrap_or(&found.token_endpoint)
        .host_str()
        .unwrap_or_default();
    steps.good(match found.source {
        DiscoverySource::SmartConfiguration => {
            format!("At {host}, says its SMART configuration.")
        }
        DiscoverySource::CapabilityStatement => format!("At {host}, says its CapabilityStatement."),
        DiscoverySource::Given => format!("At {host}, as entered."),
    });
}

/// The last step: one read.
async fn read(client: &Client, mut steps: Steps, auth: Auth) -> Vec<TestStep> {
    match client
        .search(&Query::of("Patient").with("_count", "1"))
        .await
    {
        Ok(page) => {
            let total = page
                .total
                .map(|total| format!("{total} patients."))
                .unwrap_or_default();
            steps.good(format!("Patients can be searched. {total}").trim_end());
            steps.0
        }
        // Most EHRs list nobody without a name: that they say so proves that reading goes.
        Err(FetchError::Refused {
            status: 400 | 422, ..
        }) => {
            steps.good("Patients can be searched by name; this EHR lists nobody without one.");
            steps.0
        }
        Err(error) => {
            let hint = match auth {
                Auth::None => {
                    "If this EHR wants a sign-in, choose its kind and enter what it asks for."
                }
                Auth::Basic | Auth::ApiKey => "Check the user name, the password or the key.",
                _ => {
                    "Ask the EHR's administrator whether this account and this app may read patients."
                }
            };
            steps.stop(error.message(), hint)
        }
    }
}
