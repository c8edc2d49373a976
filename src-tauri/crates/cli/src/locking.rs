//! How the profile is locked, and by which passphrase it opens.

use wardbook_app::wire::lock::{ChangeKeys, ChangePassphrase, LockKind, LockSettings, SetLock};
use wardbook_app::wire::profile::Protection;

use crate::args::LockIs;
use crate::ask;
use crate::print;
use crate::program::{Ended, Program};
use crate::words::many;

/// Shows how it is locked, or sets it.
pub(crate) async fn run(
    program: &Program,
    minutes: Option<u32>,
    kind: Option<LockIs>,
) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    let mut now = app.lock_settings(me).await?;
    if minutes.is_some() || kind.is_some() {
        let request = SetLock {
            minutes: minutes.unwrap_or(now.minutes),
            kind: match kind {
                Some(LockIs::Sealed) => LockKind::Sealed,
                Some(LockIs::Screened) => LockKind::Screened,
                None => now.kind,
            },
        };
        now = app.set_lock(me, request).await?;
    }
    if program.json {
        print::json(&now);
    } else {
        print::line(&said(&now));
    }
    Ok(())
}

fn said(now: &LockSettings) -> String {
    if now.protection == Protection::Keyring {
        return "Never locked: the keyring alone opens this profile, and whoever uses this computer account can read it. “passphrase” sets a passphrase.".to_owned();
    }
    let minutes = many(now.minutes, "minute");
    match now.kind {
        LockKind::Sealed => format!("Sealed after {minutes} with nobody there: keys leave memory."),
        LockKind::Screened => format!(
            "Screened after {minutes} with nobody there: nothing is shown, sync goes on. {}",
            if now.pin {
                "A PIN opens it."
            } else {
                "The passphrase opens it."
            }
        ),
    }
}

/// Sets another passphrase, or the first.
pub(crate) async fn passphrase(
    program: &Program,
    new_stdin: bool,
    keyring: bool,
    no_keyring: bool,
) -> Result<(), Ended> {
    let current = program.open_saying().await?;
    let protection = program.app.lock_settings(&program.me).await?.protection;
    let new = if new_stdin {
        ask::from_input()?
    } else {
        ask::another()?
    };
    let request = ChangePassphrase {
        current,
        new,
        keyring: !no_keyring && (keyring || protection != Protection::Passphrase),
    };
    let state = program.app.change_passphrase(&program.me, request).await?;
    if program.json {
        print::json(&state);
    } else {
        print::line("From now on the new passphrase opens the profile, and the old one does not.");
    }
    Ok(())
}

/// Gives the profile new keys.
pub(crate) async fn rekey(program: &Program) -> Result<(), Ended> {
    let passphrase = program.open_saying().await?;
    let request = ChangeKeys { passphrase };
    let state = program.app.change_keys(&program.me, request).await?;
    if program.json {
        print::json(&state);
    } else {
        print::line(
            "The profile has new keys. Whoever has the old ones opens only what they copied before.",
        );
    }
    Ok(())
}
