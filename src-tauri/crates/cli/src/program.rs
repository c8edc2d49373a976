//! The one `App` of this run, who asks, and how a command may end.

use std::io::IsTerminal as _;

use wardbook_app::wire::hidden::Hidden;
use wardbook_app::wire::person::SignPersonIn;
use wardbook_app::wire::profile::{Failure, ProfileState, Protection, UnlockProfile};
use wardbook_app::{Actor, App, Code, Options, Origin, default_profile, log};

use crate::args::Arguments;
use crate::ask;
use crate::glass::GlassArguments;

/// Why a command ended without success.
#[derive(Debug)]
pub(crate) enum Ended {
    /// It failed.
    Failed(Failure),
    /// Its answer is printed, and is not good.
    Said,
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Ended {
        Ended::Failed(failure)
    }
}

/// What every command works with.
pub(crate) struct Program {
    pub(crate) app: App,
    pub(crate) me: Actor,
    pub(crate) json: bool,
    person: Option<String>,
    glass: GlassArguments,
    profile: std::path::PathBuf,
    log: std::sync::Mutex<Option<log::LogGuard>>,
}

impl Program {
    /// For these arguments; nothing where there is no folder for a profile.
    pub(crate) fn new(arguments: &Arguments) -> Option<Program> {
        let profile = arguments.profile.clone().or_else(default_profile)?;
        Some(Program {
            app: App::new(Options::system(profile.clone())),
            me: Actor::local(&account()).at(Origin::here("terminal")),
            json: arguments.json,
            person: arguments.person.clone(),
            glass: arguments.glass.clone(),
            profile,
            log: std::sync::Mutex::default(),
        })
    }

    /// Opens the profile with the keyring, `WARDBOOK_PASSPHRASE` or a prompt.
    pub(crate) async fn open(&self) -> Result<(), Ended> {
        self.open_saying().await.map(drop)
    }

    /// The same, and gives the passphrase that opened it: for what has to be proved once more.
    pub(crate) async fn open_saying(&self) -> Result<Option<String>, Ended> {
        let state = self.app.profile_state(&self.me).await?;
        let (state, said) = match state {
            open @ (ProfileState::Open { .. } | ProfileState::Screened { .. }) => (open, None),
            ProfileState::Locked { protection } => {
                self.start_log();
                let passphrase = match protection {
                    Protection::Keyring => None,
                    _ => ask::passphrase("Passphrase: ", std::io::stdin().is_terminal())?,
                };
                let request = UnlockProfile {
                    passphrase: passphrase.clone(),
                };
                (
                    self.app.unlock_profile(&self.me, request).await?,
                    passphrase,
                )
            }
            // Opening says what is wrong, with its code.
            ProfileState::New { .. } | ProfileState::Damaged { .. } => {
                let request = UnlockProfile { passphrase: None };
                (self.app.unlock_profile(&self.me, request).await?, None)
            }
        };
        if let ProfileState::Open {
            people: true, role, ..
        } = state
            && role == "nobody"
        {
            self.say_who().await?;
        }
        self.glass.broken(self).await?;
        Ok(said)
    }

    /// Where several people use the profile: who this is, by their own password.
    async fn say_who(&self) -> Result<(), Ended> {
        let account = self.person.clone().ok_or_else(|| {
            Ended::Failed(ask::failure(
                Code::NotPermitted,
                "Several people use this profile. Say who you are with --person, and give your password.",
            ))
        })?;
        let request = SignPersonIn {
            account,
            password: Hidden::new(ask::person_password()?),
        };
        self.app.sign_person_in(&self.me, request).await?;
        Ok(())
    }

    /// The account that was given.
    pub(crate) fn person(&self) -> Option<&str> {
        self.person.as_deref()
    }

    /// Starts the log, once there is a profile to keep it in.
    pub(crate) fn start_log(&self) {
        if let Ok(mut guard) = self.log.lock()
            && guard.is_none()
        {
            *guard = log::start(&self.profile);
        }
    }
}

/// The name of this computer account, as audit rows name the person.
fn account() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|name| {
            std::env::var(name)
                .ok()
                .filter(|account| !account.is_empty())
        })
        .unwrap_or_default()
}
