//! The one door. Every request passes here: is the person permitted, is the audit row written, then
//! the act, then its outcome. An act without a row cannot be: the open profile is reached only through
//! a [`Pass`], a `Pass` is made only here, and for a recorded act only after its row is on disk.
//!
//! Recorded: opening, making and locking the profile, wrong PINs, changing the passphrase, the recovery key, backups,
//! looking for and opening a patient behind glass, removing a patient, leaving the workstation, the PIN and how it is
//! locked; opening a chart, a section, a note, a record's source; every search, on this workstation and at an EHR; export
//! and import; adding, testing and removing a connection; signing in and out; starting and steering a sync; looking up and
//! changing mappings, writing them or the ledger to a file, asking again for what failed, fetching one encounter, writing,
//! correcting, verifying and deciding about records and what waits of them, sending it; looking at what a sync brought,
//! marking a patient, writing and removing a note to self, reading an EHR's lists of patients and forgetting them, opening a
//! study of images, measuring on it, marking its key images, taking pictures and measurements of it out, setting, testing
//! and searching an image archive, fetching from it and sending to it, saying how an EHR is asked and when it is synced by
//! itself; `doctor`, reading, verifying, taking out and cutting the audit log, the support bundle. Not recorded, because the
//! window asks for them all the time and they show no chart: the profile's state, where a connection's images are, how the
//! window looks, the list of connections, how they are asked and synced, sync progress, health, coverage and the ledger,
//! pages of the patient list and of own lists without a search, further pages of the audit log, and a person's own marks and
//! notes to self.
//!
//! A window that is locked while the keys stay (screened) is refused everything but unlocking and sealing, here and
//! not in the page; sync and outbox go on as the program's own requests.
//!
//! A request that is refused for want of a permission is recorded as refused. A row whose act was cut
//! off (the program killed, the request dropped) keeps no outcome, and the log says "unfinished". How a look ended is not
//! waited for on the disk: a power cut may make an unfinished one of it.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::{Handle, RuntimeFlavor};
use tracing::Instrument as _;
use uuid::Uuid;
use wardbook_store::audit::{Entry, Ticket};
use wardbook_store::mapping::By;
use wardbook_store::rusqlite::{Connection, Transaction};
use wardbook_store::scope::{self, Scope};
use wardbook_store::{Store, StoreError, patients};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::audit::acts;
use crate::failure::{Code, Fault};
use crate::open::Open;
use crate::people::over;
use crate::policy;
use crate::roles;
use crate::wire::profile::Failure;

/// What a request is about to do.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    name: &'static str,
    needs: Permission,
    recorded: bool,
    while_screened: bool,
    beyond: bool,
    opens_glass: bool,
    patient: Option<Uuid>,
    subject: Option<String>,
    detail: Option<String>,
}

impl Act {
    /// An act that leaves a row in the audit log.
    pub(crate) fn recorded(name: &'static str, needs: Permission) -> Act {
        Act::of(name, needs, true)
    }

    /// A question asked so often that a row would bury the others; see the module's head.
    pub(crate) fn unrecorded(name: &'static str, needs: Permission) -> Act {
        Act::of(name, needs, false)
    }

    fn of(name: &'static str, needs: Permission, recorded: bool) -> Act {
        debug_assert!(
            acts::known(name).is_some(),
            "{name} has no row in the table of acts"
        );
        Act {
            name,
            needs,
            recorded,
            while_screened: false,
            beyond: false,
            opens_glass: false,
            patient: None,
            subject: None,
            detail: None,
        }
    }

    /// One of the few that a window may ask while it is locked: to be unlocked, to be sealed. It shows nothing.
    pub(crate) fn while_screened(mut self) -> Act {
        self.while_screened = true;
        self
    }

    /// Names a patient whom the person may not see: it tells nothing of them but that they are here.
    pub(crate) fn beyond(mut self) -> Act {
        self.beyond = true;
        self
    }

    /// Its rows, and those of all acts under it, carry its correlation.
    pub(crate) fn opening_glass(mut self) -> Act {
        self.opens_glass = true;
        self
    }

    /// Whose chart it touches.
    pub(crate) fn of_patient(mut self, patient: Uuid) -> Act {
        self.patient = Some(patient);
        self
    }

    /// The same where it may be nobody's, or what was asked for is no id.
    pub(crate) fn of_maybe(mut self, patient: Option<Uuid>) -> Act {
        self.patient = patient.or(self.patient);
        self
    }

    /// What the person chose or said, in their words; never a password.
    pub(crate) fn said(mut self, detail: impl Into<String>) -> Act {
        self.detail = Some(detail.into());
        self
    }

    /// What else it is about: an id of ours or a fixed word, never a name.
    pub(crate) fn about(mut self, subject: impl Into<String>) -> Act {
        self.subject = Some(subject.into());
        self
    }
}

/// Leave to act on the open profile, given by the door for one request.
pub(crate) struct Pass {
    open: Arc<Open>,
    app: App,
    actor: Actor,
    correlation: Uuid,
    scope: Option<Arc<Scope>>,
    ticket: Mutex<Option<Ticket>>,
}

impl Pass {
    /// The open profile.
    pub(crate) fn open(&self) -> &Arc<Open> {
        &self.open
    }

    /// The program around it: clock, browser, events.
    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Joins this request with its log lines, its audit row and its failure.
    pub(crate) fn correlation(&self) -> Uuid {
        self.correlation
    }

    /// Who writes something now, for rows that say by whom and when.
    pub(crate) fn by(&self, person: String) -> By {
        By {
            person,
            correlation: self.correlation,
            at: self.app.now(),
        }
    }

    /// Whether who asks sees all of this connection.
    pub(crate) fn sees_connection(&self, connection: i64) -> bool {
        let chosen = self
            .scope
            .as_ref()
            .and_then(|scope| scope.connections.as_ref());
        chosen.is_none_or(|all| all.contains(&connection))
    }

    /// Who asks, as the door found them.
    pub(crate) fn who(&self) -> &Actor {
        &self.actor
    }

    /// Whether who asks sees some connections only.
    pub(crate) fn narrow(&self) -> bool {
        let scope = self.scope.as_ref();
        scope.is_some_and(|scope| scope.connections.is_some())
    }

    /// Whether who asks sees a patient of a connection, by row numbers.
    pub(crate) fn holds(&self, patient: i64, connection: i64) -> bool {
        let scope = self.scope.as_ref();
        scope.is_none_or(|scope| scope.holds(patient, connection))
    }

    /// The row number of a patient of whom something is kept from who asks, were it not for a break-glass: all, or documents.
    pub(crate) async fn hidden(&self, patient: Uuid) -> Result<Option<i64>, Fault> {
        let Some(scope) = self.scope.clone() else {
            return Ok(None);
        };
        let store = self.open.store().clone();
        blocking(move || {
            let row = store.read(|c| patients::get(c, patient))?;
            let row = row.ok_or_else(Fault::no_patient)?;
            let mut without = Scope::clone(&scope);
            without.patients.remove(&row.id);
            if !without.holds(row.id, row.connection) {
                return Ok(Some(row.id));
            }
            let held = store.read_within(&without, |c| scope::held_back(c, row.id))?;
            Ok((!held.is_empty()).then_some(row.id))
        })
        .await
    }

    /// Takes over saying how the act ended, for an act that outlives its request.
    pub(crate) fn take_ticket(&self) -> Option<Ticket> {
        self.ticket
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Reads what who asks may see of the store, off the async threads.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Store, &Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Fault> {
        let store = self.open.store().clone();
        let (inner, scope) = (store.clone(), self.scope.clone());
        blocking(move || {
            let read = |c: &Connection| f(&inner, c);
            match scope {
                Some(scope) => store.read_within(&scope, read),
                None => store.read(read),
            }
            .map_err(Fault::from)
        })
        .await
    }

    /// Writes to the store, off the async threads; committed when it answers.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        f: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Fault> {
        let store = self.open.store().clone();
        blocking(move || store.write(f).map_err(Fault::from)).await
    }
}

/// Runs something slow off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    f: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    tokio::task::spawn_blocking(f).await?
}

/// Runs something that takes a thousandth of a second or two where it is, and whoever waits behind it goes on elsewhere: to
/// wake another thread for it, and to be woken by that, takes a good part of as long.
pub(crate) async fn briefly<T: Send + 'static>(
    f: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::MultiThread => {
            // As on a thread of its own: what panics ends this request and not what asked for it.
            let f = AssertUnwindSafe(f);
            tokio::task::block_in_place(|| catch_unwind(f))
                .unwrap_or_else(|_| Err(Fault::internal("a task ended before its answer")))
        }
        _ => blocking(f).await,
    }
}

/// Does something that is briefly done at several places on its way as one: a thread is handed over once.
pub(crate) async fn at_once<T>(work: impl Future<Output = T>) -> T {
    let here = Handle::current();
    match here.runtime_flavor() {
        RuntimeFlavor::MultiThread => tokio::task::block_in_place(|| here.block_on(work)),
        _ => work.await,
    }
}

/// Whether a chart is of what this person sees. A patient who is not here is nobody's.
async fn sees(open: &Arc<Open>, scope: &Arc<Scope>, patient: Uuid) -> Result<bool, Fault> {
    let (open, scope) = (Arc::clone(open), Arc::clone(scope));
    blocking(move || {
        let row = open.store().read(|c| patients::get(c, patient))?;
        Ok(row.is_none_or(|row| scope.holds(row.id, row.connection)))
    })
    .await
}

fn no_access() -> Fault {
    Fault::new(
        Code::NoAccess,
        "This patient's connection is not among those that you see. Ask an administrator to choose it for you; who treats patients can open the chart with a reason where it cannot wait.",
    )
}

impl App {
    /// Whose request it is, as audit rows name them.
    pub(crate) fn person_of(&self, actor: &Actor) -> String {
        match self.opened() {
            Ok(open) => open.here().who(actor).person().to_owned(),
            Err(_) => actor.person().to_owned(),
        }
    }

    /// Takes a request through the door to the open profile.
    pub(crate) async fn enter<T, F, R>(&self, actor: &Actor, act: Act, run: F) -> Result<T, Failure>
    where
        F: FnOnce(Arc<Pass>) -> R,
        R: Future<Output = Result<T, Fault>>,
    {
        let correlation = self.new_id();
        let span = tracing::info_span!("command", act = act.name, correlation = %correlation);
        self.enter_as(actor, act, correlation, run)
            .instrument(span)
            .await
            .map_err(|fault| fault.at_edge(Some(correlation.to_string())))
    }

    async fn enter_as<T, F, R>(
        &self,
        actor: &Actor,
        act: Act,
        correlation: Uuid,
        run: F,
    ) -> Result<T, Fault>
    where
        F: FnOnce(Arc<Pass>) -> R,
        R: Future<Output = Result<T, Fault>>,
    {
        let open = self.opened()?;
        if self.screen().is_some() && !act.while_screened && !actor.is_unattended() {
            return Err(locked());
        }
        over::tell(
            &open,
            open.here().glass_over(self.now()),
            correlation,
            self.now(),
        )
        .await?;
        let actor = &open.here().who(actor);
        let scope = open.here().scope(actor, self.now()).map(Arc::new);
        let judged = Box::pin(self.judged(&open, actor, &act, scope.as_ref())).await;
        let ticket = if act.recorded || judged.is_err() {
            Some(begin_as(&open, actor, &act, correlation, self.now()).await?)
        } else {
            None
        };
        if let Err(refusal) = judged {
            end(&open, ticket, Some(refusal.code), self.now()).await?;
            return Err(refusal);
        }
        let pass = Arc::new(Pass {
            open: Arc::clone(&open),
            app: self.clone(),
            actor: actor.clone(),
            correlation,
            scope,
            ticket: Mutex::new(ticket),
        });
        let outcome = run(Arc::clone(&pass)).await;
        let failed = outcome.as_ref().err().map(|fault| fault.code);
        if let Some(code) = failed {
            tracing::warn!(code = code.as_str(), "the act failed");
        }
        let only_looks = acts::known(act.name).is_some_and(acts::Known::only_looks);
        match end(&open, pass.take_ticket(), failed, self.now()).await {
            Ok(()) => outcome,
            // What went wrong first is what a person has to know.
            Err(_) if failed.is_some() => outcome,
            Err(fault) if only_looks => Err(unshown(&fault)),
            Err(fault) => Err(done_unwritten(&fault)),
        }
    }

    /// Whether somebody may do it: by the computer's policy, by their role, on that patient.
    async fn judged(
        &self,
        open: &Arc<Open>,
        actor: &Actor,
        act: &Act,
        scope: Option<&Arc<Scope>>,
    ) -> Result<(), Fault> {
        if self.options().policy.withdraws(act.needs) {
            return Err(policy::fixed());
        }
        if !actor.role().allows(act.needs) {
            tracing::warn!(code = Code::NotPermitted.as_str(), "refused at the door");
            return Err(not_permitted(actor, act.needs));
        }
        let narrow = scope.filter(|scope| scope.connections.is_some() && !act.beyond);
        if let (Some(scope), Some(patient)) = (narrow, act.patient)
            && !sees(open, scope, patient).await?
        {
            return Err(no_access());
        }
        Ok(())
    }

    /// Takes a request through the door where there is no open profile yet, so no log to write to:
    /// permission is checked here, and whoever opens the profile writes the row first thing.
    pub(crate) async fn enter_closed<T, F, R>(
        &self,
        actor: &Actor,
        name: &'static str,
        needs: Permission,
        run: F,
    ) -> Result<T, Failure>
    where
        F: FnOnce(Uuid) -> R,
        R: Future<Output = Result<T, Fault>>,
    {
        let correlation = self.new_id();
        let span = tracing::info_span!("command", act = name, correlation = %correlation);
        let outcome = async {
            // Where it is open, the request is that of who is there.
            let who = self.opened().map(|open| open.here().who(actor));
            let actor = who.as_ref().unwrap_or(actor);
            if !actor.role().allows(needs) {
                return Err(not_permitted(actor, needs));
            }
            let outcome = run(correlation).await;
            if let Err(fault) = &outcome {
                tracing::warn!(code = fault.code.as_str(), "the act failed");
            }
            outcome
        };
        outcome
            .instrument(span)
            .await
            .map_err(|fault| fault.at_edge(Some(correlation.to_string())))
    }
}

/// What a request hears while the profile is locked, either way.
pub(crate) fn locked() -> Fault {
    Fault::new(
        Code::ProfileLocked,
        "Wardbook is locked. Unlock the profile first.",
    )
}

/// What somebody hears whose role does not include it.
pub(crate) fn not_permitted(actor: &Actor, needs: Permission) -> Fault {
    if actor.role().name() == roles::NOBODY {
        return Fault::new(
            Code::NotPermitted,
            "Several people use this workstation. Sign in as yourself first.",
        );
    }
    let message = format!(
        "Your role ({}) does not allow this. Ask {}.",
        actor.role().name(),
        roles::could(needs)
    );
    Fault::new(Code::NotPermitted, message)
}

/// Writes the row of an act of whoever is there before it; nothing is done if it cannot be written.
pub(crate) async fn begin(
    open: &Arc<Open>,
    actor: &Actor,
    act: &Act,
    correlation: Uuid,
    at: i64,
) -> Result<Ticket, Fault> {
    begin_as(open, &open.here().who(actor), act, correlation, at).await
}

/// The same in the name of exactly this one: whom the permission was asked for, though another took the seat since.
pub(crate) async fn begin_as(
    open: &Arc<Open>,
    actor: &Actor,
    act: &Act,
    correlation: Uuid,
    at: i64,
) -> Result<Ticket, Fault> {
    let (open, actor) = (Arc::clone(open), actor.clone());
    let (name, patient, subject) = (act.name, act.patient, act.subject.clone());
    let detail = act.detail.clone();
    let glass = if act.opens_glass {
        Some(correlation)
    } else {
        open.here().under_glass(&actor, patient, act.needs, at)
    };
    briefly(move || {
        let entry = Entry {
            actor: actor.person(),
            role: actor.role().name(),
            program: actor.origin().program(),
            workstation: actor.origin().workstation(),
            detail,
            glass,
            act: name,
            patient,
            subject,
            correlation,
            at,
            looks: acts::known(name).is_some_and(acts::Known::only_looks),
        };
        open.audit()
            .begin(&entry)
            .map_err(|error| unwritten(&error))
    })
    .await
}

/// Writes the outcome after the act.
pub(crate) async fn end(
    open: &Arc<Open>,
    ticket: Option<Ticket>,
    failed: Option<Code>,
    at: i64,
) -> Result<(), Fault> {
    let Some(ticket) = ticket else { return Ok(()) };
    let open = Arc::clone(open);
    briefly(move || {
        let written = match failed {
            None => ticket.done(at),
            Some(code) => ticket.failed(at, code.as_str()),
        };
        match written {
            // Locking closes the log before the outcome of a request that it cut off can be written.
            Err(StoreError::Closed) => Ok(()),
            other => other.map_err(|error| not_ended(&error)),
        }
        .inspect(|()| drop(open))
    })
    .await
}

fn not_ended(error: &StoreError) -> Fault {
    Fault::new(Code::AuditUnavailable, error.message())
}

/// For a look: nothing of it is shown.
fn unshown(fault: &Fault) -> Fault {
    let message = format!(
        "The audit log could not be written, so nothing is shown. {}",
        fault.message
    );
    Fault::new(Code::AuditUnavailable, message)
}

/// For an act that was done: who read that nothing was would do it twice.
fn done_unwritten(fault: &Fault) -> Fault {
    let message = format!(
        "This was done: do not do it again. But the audit log could not note how it ended. {}",
        fault.message
    );
    Fault::new(Code::AuditUnavailable, message)
}

fn unwritten(error: &StoreError) -> Fault {
    if matches!(error, StoreError::Closed) {
        return Fault::from(StoreError::Closed);
    }
    let message = format!(
        "The audit log could not be written, so nothing is shown or done. {}",
        error.message()
    );
    Fault::new(Code::AuditUnavailable, message)
}
