//! An EHR starts Wardbook with a patient, and answers of the browser that come by the private scheme.
//!
//! Anybody can make such an address. So nothing is asked of an EHR that is not configured, the launch
//! is handed over only to the EHR that gave it, and it counts for one sign-in.

use tokio::sync::mpsc;
use url::Url;
use wardbook_smart::{ContextItem, Delivery, Launch, LaunchListener};
use wardbook_store::{connections, patients, records};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::connections::{callback, kind, launch_address, uses_browser};
use crate::door::Act;
use crate::failure::{Code, Fault};
use crate::sections;
use crate::wire::connection::Auth;
use crate::wire::launch::{LaunchOutcome, Launched};
use crate::wire::profile::Failure;
use crate::wire::sync::{Change, StartSync, SyncScope};

/// Launches that wait at the same time.
const MOST_WAITING: usize = 4;

/// What an address was that the operating system brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    /// The answer of a sign-in that waits.
    Answer,
    /// A launch; who listens is told and takes it.
    Launch,
    /// Neither, or too late: refused.
    Refused,
}

impl App {
    /// Takes an address that the operating system brought: the private scheme, from the command line or
    /// from a second start of the program.
    pub fn bring(&self, address: &str) -> Brought {
        let Ok(url) = Url::parse(address.trim()) else {
            return Brought::Refused;
        };
        let plain = url.as_str().split(['?', '#']).next().unwrap_or_default();
        let plain = plain.trim_end_matches('/');
        if plain == callback() {
            match self.inbox().deliver(&url) {
                Delivery::Taken => Brought::Answer,
                Delivery::Nobody | Delivery::Again => Brought::Refused,
            }
        } else if plain == launch_address() && Launch::read(&url).is_some() {
            self.keep_launch(url.to_string());
            Brought::Launch
        } else {
            Brought::Refused
        }
    }

    fn keep_launch(&self, address: String) {
        let mut waiting = self.launched();
        // The person started from one patient last; a pile of older ones is nobody's wish.
        if waiting.len() >= MOST_WAITING {
            waiting.remove(0);
        }
        waiting.push(address);
        drop(waiting);
        self.tell(Change::Launch);
    }

    /// The launches that wait to be taken over, each once.
    pub async fn take_launches(&self, actor: &Actor) -> Result<Vec<Launched>, Failure> {
        let act = Act::unrecorded("launch.take", Permission::SignIn);
        self.enter(actor, act, |pass| async move {
            let waiting = std::mem::take(&mut *pass.app().launched());
            Ok(waiting
                .into_iter()
                .map(|address| Launched { address })
                .collect())
        })
        .await
    }

    /// Opens the port of this computer where EHRs may start Wardbook; gives the address to register.
    pub async fn open_launch_port(&self, port: Option<u16>) -> Result<String, Failure> {
        let (to, mut launches) = mpsc::channel::<Launch>(4);
        let listener = LaunchListener::open(port, to).await.map_err(|_| Failure {
            code: Code::InvalidRequest.as_str().to_owned(),
            message: "The port for launches could not be opened. Another program may have it; choose another port.".to_owned(),
            correlation: None,
        })?;
        let address = listener.address();
        *self.launches() = Some(listener);
        let app = self.clone();
        tokio::spawn(async move {
            while let Some(launch) = launches.recv().await {
                app.keep_launch(launch.address(&launch_address()));
            }
        });
        Ok(address)
    }

    /// The launch address of the open port.
    pub(crate) fn launch_port_address(&self) -> Option<String> {
        self.launches().as_ref().map(LaunchListener::address)
    }

    /// Takes a launch over: signs in for it and says what to open.
    pub async fn launch(&self, actor: &Actor, request: Launched) -> Result<LaunchOutcome, Failure> {
        let act = Act::recorded("launch", Permission::SignIn);
        let outcome = self
            .enter(actor, act, |pass| async move {
                let launch = Url::parse(request.address.trim())
                    .ok()
                    .and_then(|url| Launch::read(&url))
                    .ok_or_else(|| {
                        Fault::invalid("This is not a launch from an EHR: it does not name the EHR and its launch. Start Wardbook from the EHR again.")
                    })?;
                let rows = pass.read(|_, c| connections::list(c)).await?;
                let known = rows.iter().find(|row| {
                    let auth = kind(&row.auth);
                    uses_browser(auth) && auth != Auth::Oauth && launch.is_from(&row.fhir_base)
                });
                let Some(row) = known else {
                    tracing::warn!("a launch from an EHR that is not configured was not followed");
                    let iss = launch.iss.as_str().trim_end_matches('/').to_owned();
                    return Ok((LaunchOutcome::Unknown { iss }, None));
                };
                let live = pass.live_of(row).await?;
                let (grant, signed_in) = pass.sign_in(live, Some(launch.launch)).await?;
                let id = row.id;
                let at_ehr = grant.patient.clone();
                let uuid = pass.app().new_id();
                let patient = match grant.patient.clone() {
                    Some(fhir_id) => Some(
                        pass.write(move |tx| {
                            let key = patients::ensure(tx, id, &fhir_id, uuid)?;
                            patients::by_key(tx, key)
                        })
                        .await?,
                    ),
                    None => None,
                };
                let named = context(grant.encounter.as_deref(), &grant.fhir_context);
                let found = pass
                    .read(move |_, c| {
                        let mut found = Vec::new();
                        for (kind, fhir_id) in named {
                            if let Some(record) = records::find(c, id, &kind, &fhir_id)? {
                                found.push((kind, record.uuid.to_string()));
                            }
                        }
                        Ok(found)
                    })
                    .await?;
                let encounter = grant.encounter.is_some();
                let outcome = LaunchOutcome::Open {
                    connection: row.uuid.to_string(),
                    patient: patient.flatten().map(|row| row.uuid.to_string()),
                    encounter: found
                        .first()
                        .filter(|(kind, _)| encounter && kind == "Encounter")
                        .map(|(_, id)| id.clone()),
                    banner: grant.need_patient_banner,
                    section: grant.intent.as_deref().and_then(section_of),
                    records: found.into_iter().map(|(_, id)| id).collect(),
                    missing: signed_in.missing,
                };
                Ok((outcome, at_ehr))
            })
            .await?;
        let (outcome, at_ehr) = outcome;
        self.sync_launched(actor, &outcome, at_ehr).await;
        Ok(outcome)
    }

    /// The chart that was launched is brought up to date while it is looked at. That this fails is no
    /// failure of the launch: the sync says so itself.
    async fn sync_launched(&self, actor: &Actor, outcome: &LaunchOutcome, at_ehr: Option<String>) {
        let (LaunchOutcome::Open { connection, .. }, Some(fhir_id)) = (outcome, at_ehr) else {
            return;
        };
        let _said_elsewhere = self
            .start_sync(
                actor,
                StartSync {
                    connection: connection.clone(),
                    scope: SyncScope::Patients {
                        fhir_ids: vec![fhir_id],
                    },
                    between: None,
                    export: None,
                },
            )
            .await;
    }
}

/// What the EHR named: the encounter first, then the rest of the context.
fn context(encounter: Option<&str>, items: &[ContextItem]) -> Vec<(String, String)> {
    let first = encounter.map(|id| ("Encounter".to_owned(), id.to_owned()));
    let others = items.iter().filter_map(|item| {
        let (kind, id) = item.reference.as_deref()?.rsplit_once('/')?;
        let kind = kind.rsplit('/').next()?;
        (kind != "Patient").then(|| (kind.to_owned(), id.to_owned()))
    });
    first.into_iter().chain(others).collect()
}

/// EHRs write intents as they like; where one names a section of the chart, that one opens.
fn section_of(intent: &str) -> Option<String> {
    let intent = intent.to_ascii_lowercase();
    let words = [
        ("lab", "results"),
        ("med", "medications"),
        ("allerg", "allergies"),
        ("problem", "problems"),
        ("diagnos", "problems"),
        ("immuni", "immunizations"),
        ("vaccin", "immunizations"),
        ("note", "notes"),
        ("document", "notes"),
        ("order", "orders"),
        ("imag", "imaging"),
    ];
    let named = sections::SECTIONS
        .iter()
        .map(|(section, _)| *section)
        .find(|section| intent.contains(section));
    let by_word = || {
        words
            .iter()
            .find(|(word, _)| intent.contains(word))
            .map(|(_, section)| *section)
    };
    named.or_else(by_word).map(str::to_owned)
}
