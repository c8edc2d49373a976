//! Locking, of two kinds. *Sealed*: keys and tokens leave memory and nothing goes on. *Screened*: the keys stay,
//! sync and outbox go on, and the door refuses every request that is not the program's own until somebody proves
//! who they are. Owns which lock comes, how it is set and how a screened window opens; refuses to lock where the
//! keyring alone keeps the key, because whoever sits there could open it again without being asked.

pub(crate) mod away;
mod drafts;
mod pin;

use wardbook_store::profile::{Brings, Protection, Wanted};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, settings};
use zeroize::Zeroizing;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::people::Over;
use crate::policy::{self, Policy};
use crate::wire::lock::{ChangePassphrase, LockKind, LockSettings, SetLock};
use crate::wire::profile::{Failure, ProfileState};
use crate::wire::sync::Change;

pub(crate) use pin::TRIES;

const MINUTES: &str = "lock.minutes";
const KIND: &str = "lock.kind";
/// Minutes until it locks by itself, where nobody chose.
const USUAL_MINUTES: u32 = 5;
/// The longest that may be chosen: a workstation on a ward is never open for longer with nobody at it.
const MOST_MINUTES: u32 = 30;

/// A window that is locked while the keys stay.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// How often a PIN may still be tried.
    pub(crate) tries_left: u32,
    /// Whether there is a PIN.
    pub(crate) pin: bool,
}

/// What was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub(crate) minutes: u32,
    pub(crate) kind: LockKind,
}

impl Chosen {
    /// What of it the administrator of the computer leaves.
    fn under(self, policy: &Policy) -> Chosen {
        let kind = if policy.allows_screened() {
            self.kind
        } else {
            LockKind::Sealed
        };
        Chosen {
            minutes: self.minutes.min(policy.lock_minutes(MOST_MINUTES)),
            kind,
        }
    }
}

/// What was chosen; what a newer version wrote is nothing chosen here.
fn chosen(c: &Connection) -> Result<Chosen, StoreError> {
    let minutes = settings::get(c, MINUTES)?.and_then(|text| text.parse().ok());
    let minutes = minutes.unwrap_or(USUAL_MINUTES).clamp(1, MOST_MINUTES);
    let kind = match settings::get(c, KIND)?.as_deref() {
        Some("screened") => LockKind::Screened,
        _ => LockKind::Sealed,
    };
    Ok(Chosen { minutes, kind })
}

fn needs_passphrase() -> Fault {
    Fault::new(
        Code::LockNeedsPassphrase,
        "This profile is opened by the keyring alone, so a lock would keep nobody out: whoever uses this computer account could open it again. Set a passphrase in Settings; then it can be locked.",
    )
}

impl App {
    /// How the profile is locked.
    pub async fn lock_settings(&self, actor: &Actor) -> Result<LockSettings, Failure> {
        let act = Act::unrecorded("lock.settings", Permission::UseProfile);
        self.enter(actor, act, |pass| async move { pass.lock_settings().await })
            .await
    }

    /// Chooses how the profile is locked.
    pub async fn set_lock(&self, actor: &Actor, request: SetLock) -> Result<LockSettings, Failure> {
        let act = Act::recorded("lock.set", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            let policy = &pass.app().options().policy;
            let most = policy.lock_minutes(MOST_MINUTES);
            if !(1..=most).contains(&request.minutes) {
                return Err(Fault::invalid(format!(
                    "Wardbook locks itself after 1 to {most} minutes."
                )));
            }
            if request.kind == LockKind::Screened && !policy.allows_screened() {
                return Err(policy::fixed());
            }
            pass.write(move |tx| {
                settings::set(tx, MINUTES, &request.minutes.to_string())?;
                let kind = match request.kind {
                    LockKind::Sealed => "sealed",
                    LockKind::Screened => "screened",
                };
                settings::set(tx, KIND, kind)
            })
            .await?;
            pass.lock_settings().await
        })
        .await
    }

    /// Locks as it was chosen.
    pub async fn lock_now(&self, actor: &Actor) -> Result<ProfileState, Failure> {
        if self.screen().is_some() || self.opened().is_err() {
            return self.profile_state(actor).await;
        }
        let act = Act::unrecorded("lock.kind", Permission::UseProfile);
        let chosen = self
            .enter(actor, act, |pass| async move { pass.chosen_lock().await })
            .await?;
        match chosen.kind {
            LockKind::Sealed => self.lock_profile(actor).await,
            LockKind::Screened => self.screen_profile(actor).await,
        }
    }

    /// Locks the window and leaves the keys where they are.
    async fn screen_profile(&self, actor: &Actor) -> Result<ProfileState, Failure> {
        let act = Act::recorded("profile.screen", Permission::UseProfile);
        self.enter(actor, act, |pass| async move {
            pass.may_lock()?;
            let pin = pass.pin().await?.is_some();
            // Nobody looks at a chart any more: none is kept fresh for being looked at.
            pass.open().looks().clear();
            // The passphrase and the PIN are everybody's: who comes back says who they are.
            let gone = pass.open().here().set_present(None, Over::Locked);
            pass.glass_is_over(gone).await?;
            pass.app().set_screen(Some(Screen {
                tries_left: TRIES,
                pin,
            }));
            pass.app().tell(Change::Profile);
            tracing::info!("profile screened");
            Ok(())
        })
        .await?;
        self.profile_state(actor).await
    }

    /// Opens a screened window by the passphrase.
    pub(crate) async fn unscreen(
        &self,
        actor: &Actor,
        passphrase: Option<Zeroizing<String>>,
    ) -> Result<ProfileState, Failure> {
        let act = Act::recorded("profile.unlock", Permission::UseProfile).while_screened();
        self.enter(actor, act, |pass| async move {
            pass.prove(passphrase).await?;
            pass.app().set_screen(None);
            pass.app().tell(Change::Profile);
            Ok(())
        })
        .await?;
        self.profile_state(actor).await
    }

    /// Sets another passphrase, or the first.
    pub async fn change_passphrase(
        &self,
        actor: &Actor,
        request: ChangePassphrase,
    ) -> Result<ProfileState, Failure> {
        let current = request.current.map(Zeroizing::new);
        let new = Zeroizing::new(request.new);
        let protection = if request.keyring {
            Protection::KeyringAndPassphrase
        } else {
            Protection::Passphrase
        };
        let act = Act::recorded("passphrase.change", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            let _turn = pass.app().turn().await;
            let (open, options) = (pass.open().clone(), pass.app().options().clone());
            blocking(move || {
                let brings = Brings::Passphrase(current.as_ref().map(|text| text.as_str()));
                let wanted = Wanted {
                    protection,
                    passphrase: Some(&new),
                };
                let stretch = || (options.stretch)();
                open.profile()
                    .protect(brings, wanted, options.keyring.as_ref(), stretch)
                    .map_err(|error| Fault::from(&error))
            })
            .await?;
            pass.app().tell(Change::Profile);
            Ok(())
        })
        .await?;
        self.profile_state(actor).await
    }
}

impl Pass {
    /// Refuses where a lock would keep nobody out.
    pub(crate) fn may_lock(&self) -> Result<(), Fault> {
        match self.open().profile().protection() {
            Protection::Keyring => Err(needs_passphrase()),
            _ => Ok(()),
        }
    }

    /// Whoever asks knows the passphrase.
    pub(crate) async fn prove(&self, passphrase: Option<Zeroizing<String>>) -> Result<(), Fault> {
        let (open, options) = (self.open().clone(), self.app().options().clone());
        blocking(move || {
            let brings = Brings::Passphrase(passphrase.as_ref().map(|text| text.as_str()));
            open.profile()
                .proves(brings, options.keyring.as_ref())
                .map_err(|error| Fault::from(&error))
        })
        .await
    }

    /// How it locks, as far as the administrator leaves that to choose.
    pub(crate) async fn chosen_lock(&self) -> Result<Chosen, Fault> {
        let chosen = self.read(|_, c| chosen(c)).await?;
        Ok(chosen.under(&self.app().options().policy))
    }

    async fn lock_settings(&self) -> Result<LockSettings, Fault> {
        let chosen = self.chosen_lock().await?;
        Ok(LockSettings {
            minutes: chosen.minutes,
            most_minutes: self.app().options().policy.lock_minutes(MOST_MINUTES),
            kind: chosen.kind,
            pin: self.pin().await?.is_some(),
            protection: self.open().profile().protection().into(),
        })
    }
}
