//! Trying a connection before it is added: step by step, each with what was found and what to do.
//! Nothing is kept, nobody is signed in.

use std::sync::Arc;

use url::Url;
use wardbook_fhir::{Capabilities, Client, NoToken, Options, Query};
use wardbook_smart::{DiscoverySource, Http, discover};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::connections::{Wanted, software};
use crate::door::Act;
use crate::failure::Fault;
use crate::wire::connection::{NewConnection, TestStep};
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
    /// Tries a connection.
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
}

async fn try_out(wanted: Wanted) -> Result<Vec<TestStep>, Fault> {
    let mut steps = Steps::default();
    let client = match Client::new(&wanted.fhir_base, Arc::new(NoToken), Options::default()) {
        Ok(client) => client,
        Err(error) => return Ok(steps.stop(error.message(), "Correct the FHIR base URL.")),
    };
    let fetched = match client.capabilities().await {
        Ok(fetched) => fetched,
        Err(error) if error.status().is_some() || !error.is_offline() => {
            if error.status().is_some() {
                steps.good("It answers.");
            }
            let hint = "Check the path of the base URL: it usually ends in /R4 or /fhir.";
            return Ok(steps.stop(error.message(), hint));
        }
        Err(error) => {
            let hint = "Check the address, the network and the VPN.";
            return Ok(steps.stop(error.message(), hint));
        }
    };
    steps.good(format!("Answered in {} ms.", fetched.elapsed.as_millis()));
    let Ok(capabilities) = Capabilities::parse(&fetched.body) else {
        let hint = "Check the path of the base URL: it usually ends in /R4 or /fhir.";
        return Ok(steps.stop("What it answers is no CapabilityStatement.", hint));
    };
    let version = capabilities
        .fhir_version
        .clone()
        .unwrap_or_else(|| "not said".to_owned());
    let what = software(&capabilities).unwrap_or_else(|| "Software not named".to_owned());
    let types = capabilities.types.len();
    steps.good(format!("{what}, FHIR {version}, {types} resource types."));
    if wanted.auth == "smart" {
        let http = Http::new(concat!("Wardbook/", env!("CARGO_PKG_VERSION")))
            .map_err(|_| Fault::internal("setting up the network"))?;
        let base =
            Url::parse(&wanted.fhir_base).map_err(|_| Fault::internal("reading an address"))?;
        match discover(&http, &base, wanted.client_id.as_deref()).await {
            Ok(found) => {
                let host = found
                    .authorization_endpoint
                    .host_str()
                    .unwrap_or_default()
                    .to_owned();
                let how = match found.source {
                    DiscoverySource::SmartConfiguration => "its SMART configuration",
                    DiscoverySource::CapabilityStatement => "its CapabilityStatement",
                };
                steps.good(format!("At {host}, says {how}."));
            }
            Err(error) => {
                let hint =
                    "Ask the site's IT whether SMART on FHIR is switched on for this address.";
                return Ok(steps.stop(error.message(), hint));
            }
        }
        steps.add(None, "Add the connection, then sign in.", None);
        steps.add(None, "Tried after signing in.", None);
        return Ok(steps.0);
    }
    steps.add(None, "Not needed.", None);
    steps.add(None, "Not needed.", None);
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
            Ok(steps.0)
        }
        Err(error) => {
            let hint = "If this EHR wants a sign-in, choose SMART and enter the client id.";
            Ok(steps.stop(error.message(), hint))
        }
    }
}
