//! Making, opening and locking the profile. Nothing is fetched when it opens: reading needs no network.

use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;
use wardbook_store::profile::{self, State};
use wardbook_store::{OpenError, Profile};
use zeroize::Zeroizing;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{self, Act, blocking, not_permitted};
use crate::failure::{Code, Fault};
use crate::open::Open;
use crate::people::{Over, over};
use crate::policy;
use crate::wire::profile::{
    CreateProfile, Failure, MayNot, ProfileState, Protection, UnlockProfile,
};
use crate::wire::sync::Change;

/// Refused passphrases told to the audit log one by one; more are told as one row with their count.
const REFUSED_ROWS: usize = 20;
/// Hundredths of a second that requests under way have to end when the profile closes.
const LETTING_GO: usize = 200;

impl From<profile::Protection> for Protection {
    fn from(from: profile::Protection) -> Protection {
        match from {
            profile::Protection::Passphrase => Protection::Passphrase,
            profile::Protection::Keyring => Protection::Keyring,
            profile::Protection::KeyringAndPassphrase => Protection::KeyringAndPassphrase,
        }
    }
}

impl From<Protection> for profile::Protection {
    fn from(from: Protection) -> profile::Protection {
        match from {
            Protection::Passphrase => profile::Protection::Passphrase,
            Protection::Keyring => profile::Protection::Keyring,
            Protection::KeyringAndPassphrase => profile::Protection::KeyringAndPassphrase,
        }
    }
}

impl App {
    /// Whether there is a profile, and whether it is open.
    pub async fn profile_state(&self, actor: &Actor) -> Result<ProfileState, Failure> {
        let app = self.clone();
        let seat = actor.clone();
        self.enter_closed(
            actor,
            "profile.state",
            Permission::UseProfile,
            |_| async move {
                if let Ok(open) = app.opened() {
                    return Ok(app.state_of(&open, &seat));
                }
                let options = app.options().clone();
                blocking(move || {
                    Ok(match Profile::state(&options.profile) {
                        Ok(State::Locked(protection)) => ProfileState::Locked {
                            protection: protection.into(),
                        },
                        Ok(State::New) => {
                            let reason = options.keyring.available().err();
                            ProfileState::New {
                                keyring_available: reason.is_none(),
                                keyring_reason: reason.map(|_| NO_KEYRING.to_owned()),
                            }
                        }
                        Err(error) => ProfileState::Damaged {
                            code: Fault::from(&error).code.as_str().to_owned(),
                            message: error.message(),
                        },
                    })
                })
                .await
            },
        )
        .await
    }

    /// Makes the profile and opens it.
    pub async fn create_profile(
        &self,
        actor: &Actor,
        request: CreateProfile,
    ) -> Result<ProfileState, Failure> {
        let passphrase = request.passphrase.map(Zeroizing::new);
        let protection = profile::Protection::from(request.protection);
        if protection == profile::Protection::Keyring && self.options().policy.wants_passphrase() {
            return Err(policy::fixed().at_edge(None));
        }
        self.open_with(actor, "profile.create", move |app| {
            let options = app.options();
            let stretch = Arc::clone(&options.stretch);
            Profile::create_with(
                &options.profile,
                protection,
                passphrase.as_ref().map(|text| text.as_str()),
                options.keyring.as_ref(),
                Arc::clone(&options.clock),
                move || stretch(),
            )
        })
        .await
    }

    /// Opens the profile.
    pub async fn unlock_profile(
        &self,
        actor: &Actor,
        request: UnlockProfile,
    ) -> Result<ProfileState, Failure> {
        let passphrase = request.passphrase.map(Zeroizing::new);
        if self.screen().is_some() {
            return self.unscreen(actor, passphrase).await;
        }
        self.open_with(actor, "profile.unlock", move |app| {
            let options = app.options();
            let opened = Profile::open(
                &options.profile,
                passphrase.as_ref().map(|text| text.as_str()),
                options.keyring.as_ref(),
                Arc::clone(&options.clock),
            );
            if matches!(opened, Err(OpenError::WrongPassphrase)) {
                app.note_refused(app.now());
            }
            opened
        })
        .await
    }

    pub(crate) async fn open_with(
        &self,
        actor: &Actor,
        name: &'static str,
        open: impl FnOnce(&App) -> Result<Profile, OpenError> + Send + 'static,
    ) -> Result<ProfileState, Failure> {
        self.open_in_name_of(actor, None, name, open).await
    }

    /// The same as the act of somebody who was there before it was closed.
    pub(crate) async fn open_in_name_of(
        &self,
        actor: &Actor,
        whose: Option<Actor>,
        name: &'static str,
        open: impl FnOnce(&App) -> Result<Profile, OpenError> + Send + 'static,
    ) -> Result<ProfileState, Failure> {
        let app = self.clone();
        self.enter_closed(
            actor,
            name,
            Permission::UseProfile,
            |correlation| async move {
                let _turn = app.turn().await;
                if let Ok(open) = app.opened() {
                    return Ok(app.state_of(&open, actor));
                }
                let opening = app.clone();
                let open = blocking(move || {
                    let profile = open(&opening).map_err(|error| Fault::from(&error))?;
                    Ok(Arc::new(Open::new(profile)?))
                })
                .await?;
                // The log exists only now: the opening is its first row, before anybody can ask for more.
                app.tell_refused(&open, actor, correlation).await?;
                let act = Act::recorded(name, Permission::UseProfile);
                let whose = whose.unwrap_or_else(|| open.here().who(actor));
                let ticket = door::begin_as(&open, &whose, &act, correlation, app.now()).await?;
                door::end(&open, Some(ticket), None, app.now()).await?;
                over::tell_cut_off(&open, correlation, app.now()).await?;
                for finding in open.profile().findings() {
                    // In the log itself too: what is found at an opening may not be found at the next.
                    let act = Act::recorded("profile.finding", Permission::UseProfile)
                        .about(finding.part);
                    let ticket = door::begin(&open, actor, &act, correlation, app.now()).await?;
                    door::end(&open, Some(ticket), Some(Code::Damaged), app.now()).await?;
                    tracing::error!(
                        code = "profile-finding",
                        part = finding.part,
                        "a part of the profile is not as it was saved"
                    );
                }
                let told = Arc::clone(&open);
                blocking(move || Ok(told.profile().findings_are_kept()?)).await?;
                app.swap(Some(Arc::clone(&open)));
                app.connect_by_policy(actor).await;
                let state = app.state_of(&open, actor);
                app.tell(Change::Profile);
                tracing::info!("profile opened");
                Ok(state)
            },
        )
        .await
    }

    /// Passphrases refused while the log was closed get their rows now, with the time they were tried.
    async fn tell_refused(
        &self,
        open: &Arc<Open>,
        actor: &Actor,
        correlation: Uuid,
    ) -> Result<(), Fault> {
        let refused = self.take_refused();
        let act = Act::recorded("profile.unlock", Permission::UseProfile);
        for at in refused.iter().take(REFUSED_ROWS) {
            let ticket = door::begin(open, actor, &act, correlation, *at).await?;
            door::end(open, Some(ticket), Some(Code::WrongPassphrase), *at).await?;
        }
        if let Some(more) = refused
            .len()
            .checked_sub(REFUSED_ROWS)
            .filter(|more| *more > 0)
        {
            let act = act.about(format!("{more} more"));
            let ticket = door::begin(open, actor, &act, correlation, self.now()).await?;
            door::end(open, Some(ticket), Some(Code::WrongPassphrase), self.now()).await?;
        }
        Ok(())
    }

    /// Seals the profile: syncs stop where they can go on, keys leave memory.
    pub async fn lock_profile(&self, actor: &Actor) -> Result<ProfileState, Failure> {
        let act = Act::recorded("profile.lock", Permission::UseProfile).while_screened();
        if self.opened().is_ok() {
            self.enter(actor, act, |pass| async move {
                pass.may_lock()?;
                let _turn = pass.app().turn().await;
                pass.app().stop_everything(pass.open()).await;
                Ok(())
            })
            .await?;
            self.close().await;
        }
        self.profile_state(actor).await
    }

    /// Closes the profile without asking who wants it: the program ends.
    pub async fn close(&self) {
        let _turn = self.turn().await;
        let Some(open) = self.swap(None) else { return };
        self.stop_everything(&open).await;
        let gone = open.here().shut_glass(Over::Closed);
        if let Err(fault) = over::tell(&open, gone, self.new_id(), self.now()).await {
            // It stays among what is open, and the next opening says that it is not.
            tracing::warn!(
                code = fault.code.as_str(),
                "the end of a break-glass has no row yet"
            );
        }
        let closed = blocking(move || {
            // A request that still reads holds it for a moment; one that reads on is told that the
            // store is closed, and lets go of the rest.
            let mut open = open;
            for _ in 0..LETTING_GO {
                match Arc::try_unwrap(open) {
                    Ok(last) => {
                        drop(last);
                        return Ok(());
                    }
                    Err(held) => open = held,
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            open.store().close();
            Ok(())
        });
        let _ended = closed.await;
        self.tell(Change::Profile);
        tracing::info!("profile locked");
    }
}

/// Why a keyring alone or together cannot be chosen.
const NO_KEYRING: &str = "No keyring answers on this computer. Protect the profile by a passphrase, or start the keyring (for example GNOME Keyring or KWallet) and open Wardbook again.";

impl App {
    /// That it is open, and who is there; or that the window is locked.
    pub(crate) fn state_of(&self, open: &Open, seat: &Actor) -> ProfileState {
        let protection = open.profile().protection().into();
        if let Some(screen) = self.screen() {
            return ProfileState::Screened {
                protection,
                pin: screen.pin && screen.tries_left > 0,
                tries_left: screen.tries_left,
            };
        }
        let who = open.here().who(seat);
        let refusal = |permission| {
            if !who.role().allows(permission) {
                Some(not_permitted(&who, permission))
            } else if self.options().policy.withdraws(permission) {
                Some(policy::fixed())
            } else {
                None
            }
        };
        let (refused, may): (Vec<_>, Vec<_>) = Permission::ALL
            .into_iter()
            .partition(|permission| refusal(*permission).is_some());
        let why = |permission| {
            let why = refusal(permission)?.message.into_owned();
            Some(MayNot { permission, why })
        };
        ProfileState::Open {
            protection,
            person: who.person().to_owned(),
            name: open.here().name(),
            role: who.role().name().to_owned(),
            people: open.here().any(),
            may,
            may_not: refused.into_iter().filter_map(why).collect(),
        }
    }
}
