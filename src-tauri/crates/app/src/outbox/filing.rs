//! Filing what waits: with every sync, and by itself when an EHR is there again.

use std::sync::Arc;

use wardbook_fhir::{Capabilities, FetchError};
use wardbook_smart::{Interaction, Tokens};
use wardbook_store::outbox::{self as items, Act};
use wardbook_store::{connections, patients};
use wardbook_sync::Control;
use wardbook_sync::outbox::{FhirLane, Halt, Lane, MayWrite, Outbox, Sent};

use super::lanes::Lanes;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{self, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::images::ImageLane;
use crate::live::{IMPORT_BASE, Live};
use crate::wire::sync::Change;

/// What the sign-in lets us write.
pub(super) struct Granting(Option<Tokens>);

impl Granting {
    pub(super) fn of(live: &Live) -> Granting {
        Granting(live.tokens.clone())
    }
}

impl MayWrite for Granting {
    fn may(&self, resource_type: &str, act: Act) -> bool {
        let interaction = match act {
            Act::Create => Interaction::Create,
            Act::Update => Interaction::Update,
        };
        self.0.as_ref().is_none_or(|tokens| {
            let granted = tokens.granted();
            granted.is_some_and(|granted| granted.allows(resource_type, interaction))
        })
    }
}

/// Everybody who shows the outbox, or this chart, looks again.
pub(super) fn tell(app: &App, patient: Option<&str>) {
    app.tell(Change::Outbox);
    if let Some(patient) = patient {
        app.tell(Change::Chart {
            patient: patient.to_owned(),
        });
    }
}

/// Sends what is due at one connection. Nothing due, or nothing that can be asked, is no fault.
pub(crate) async fn file(pass: &Arc<Pass>, row: &connections::Row) -> Result<Sent, Fault> {
    if row.fhir_base == IMPORT_BASE {
        return Ok(Sent::default());
    }
    let (connection, now) = (row.id, pass.app().now());
    let some = pass
        .read(move |_, c| {
            let due = items::due(c, connection, now, 1)?;
            let cut = items::interrupted(c, connection)?;
            Ok(!due.is_empty() || !cut.is_empty())
        })
        .await?;
    if !some {
        return Ok(Sent::default());
    }
    let live = pass.live_of(row).await?;
    live.must_be_signed_in()?;
    run(pass, &live, row).await
}

/// Runs the queue of a connection; one at a time.
async fn run(pass: &Arc<Pass>, live: &Arc<Live>, row: &connections::Row) -> Result<Sent, Fault> {
    let turn = pass.open().filing(live.id);
    let _mine = turn.lock().await;
    let capabilities = match row.capability.as_deref().map(Capabilities::parse) {
        Some(Ok(capabilities)) => capabilities,
        _ => live.capabilities(pass).await?,
    };
    let records = FhirLane::new(
        Arc::clone(&live.client),
        Arc::new(capabilities),
        Arc::new(Granting::of(live)),
    );
    let store = pass.open().store().clone();
    let images = ImageLane {
        connection: row.id,
        // What is wrong with the archive is said at what waits for it, and holds nothing else.
        archive: match pass.archive(row).await {
            Ok(Some(archive)) => Ok(archive),
            Ok(None) => Err("This connection has no image archive. Give its address in the connection's settings, then send it again.".to_owned()),
            Err(fault) => Err(fault.message.into_owned()),
        },
        store: store.clone(),
    };
    let lane = Lanes { records, images };
    let clock = Arc::clone(&pass.app().options().clock);
    let outbox = Outbox::new(store.clone(), Arc::new(lane) as Arc<dyn Lane>, clock);
    let app = pass.app().clone();
    let told = move |row: &items::Row| {
        let patient = row.patient.and_then(|id| {
            let found = store.read(|c| patients::by_key(c, id)).ok().flatten();
            found.map(|p| p.uuid.to_string())
        });
        // A chart nobody looks at is read when it is opened.
        let looked_at = app
            .opened()
            .map(|open| open.looked_at_since(app.now()))
            .unwrap_or_default();
        let shown = patient.filter(|id| looked_at.iter().any(|one| one.to_string() == *id));
        tell(&app, shown.as_deref());
    };
    let sent = outbox.run(live.id, &Control::new(), &told).await?;
    match sent.halted {
        Some(Halt::Offline) => Err(FetchError::Network {
            kind: wardbook_fhir::NetworkKind::Connect,
        }
        .into()),
        Some(Halt::SignIn) => Err(Fault::new(
            Code::SignInLost,
            "The EHR no longer accepts the sign-in. Sign in again; what waits goes by itself then.",
        )),
        Some(Halt::Cancelled) | None => Ok(sent),
    }
}

impl App {
    /// Sends what is due at every connection that somebody is signed in to.
    pub(crate) async fn file_what_is_due(
        &self,
        actor: &Actor,
    ) -> Result<(), crate::wire::profile::Failure> {
        let act = door::Act::unrecorded("outbox.due", Permission::Sync);
        let due = self
            .enter(actor, act, |pass| async move {
                let now = pass.app().now();
                pass.read(move |_, c| {
                    let mut due = Vec::new();
                    for row in connections::list(c)? {
                        if !items::due(c, row.id, now, 1)?.is_empty()
                            || !items::interrupted(c, row.id)?.is_empty()
                        {
                            due.push(row.uuid.to_string());
                        }
                    }
                    Ok(due)
                })
                .await
            })
            .await?;
        for connection in due {
            // Recorded only where something goes: a row for every look would bury the others.
            let act = door::Act::recorded("outbox.send", Permission::Sync);
            let ended = self
                .enter(actor, act, |pass| async move {
                    let row = pass.connection(&connection).await?;
                    if pass.is_held(row.id, pass.app().now()) {
                        return Ok(());
                    }
                    let ended = file(&pass, &row).await;
                    pass.note_filing(row.id, ended.is_err());
                    ended.map(drop)
                })
                .await;
            if let Err(failure) = ended {
                tracing::debug!(code = failure.code, "what waits could not go yet");
            }
        }
        Ok(())
    }
}

/// An EHR that was not reached is tried again after so long.
const AGAIN: i64 = 60_000;

impl Pass {
    fn is_held(&self, connection: i64, now: i64) -> bool {
        let held = self.open().resting();
        held.get(&connection).is_some_and(|until| *until > now)
    }

    fn note_filing(&self, connection: i64, failed: bool) {
        let until = self.app().now() + AGAIN;
        let mut held = self.open().resting();
        if failed {
            held.insert(connection, until);
        } else {
            held.remove(&connection);
        }
    }

    /// What a connection takes, by what is known of it here: the EHR is not asked.
    pub(super) async fn capabilities_kept(
        &self,
        row: &connections::Row,
    ) -> Result<Option<Capabilities>, Fault> {
        let body = row.capability.clone();
        blocking(move || {
            Ok(body
                .as_deref()
                .and_then(|body| Capabilities::parse(body).ok()))
        })
        .await
    }
}
