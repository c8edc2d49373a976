//! The recovery key, backups, and the ways back. A recovery key is printed once and never an argument.

use std::path::Path;

use wardbook_app::Code;
use wardbook_app::wire::backup::{MakeRecovery, RecoverProfile, RestoreBackup};
use wardbook_app::wire::health::WriteTo;
use wardbook_app::wire::profile::{ProfileState, Protection};

use crate::args::{Anew, RecoveryCommand};
use crate::ask;
use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};
use crate::words::bytes;

pub(crate) async fn recovery(program: &Program, command: RecoveryCommand) -> Result<(), Ended> {
    match command {
        RecoveryCommand::Make => make(program).await,
        RecoveryCommand::Open { anew } => {
            let Brought {
                key,
                protection,
                passphrase,
            } = brought(anew)?;
            let request = RecoverProfile {
                key,
                protection,
                passphrase,
            };
            let state = program.app.recover_profile(&program.me, request).await?;
            program.start_log();
            said(
                program,
                &state,
                "The profile is open, and protected anew. Its recovery key stays good.",
            );
            Ok(())
        }
    }
}

async fn make(program: &Program) -> Result<(), Ended> {
    let passphrase = program.open_saying().await?;
    let sheet = program
        .app
        .make_recovery_key(&program.me, MakeRecovery { passphrase })
        .await?;
    if program.json {
        print::json(&sheet);
    } else {
        print::line(&sheet.key);
        print::words(
            "Write this down and keep it away from this computer: it opens the profile and its backups, and is not shown again. An earlier recovery key opens only the backups of its day.",
        );
    }
    Ok(())
}

pub(crate) async fn write(program: &Program, file: &Path) -> Result<(), Ended> {
    program.open().await?;
    let request = WriteTo {
        path: absolute(file),
    };
    let done = program.app.back_up(&program.me, request).await?;
    if program.json {
        print::json(&done);
    } else {
        print::line(&format!(
            "Backed up to {}, {}. The recovery key opens it, on any computer.",
            done.path,
            bytes(done.bytes)
        ));
    }
    Ok(())
}

pub(crate) async fn restore(program: &Program, file: &Path, anew: Anew) -> Result<(), Ended> {
    let Brought {
        key,
        protection,
        passphrase,
    } = brought(anew)?;
    let request = RestoreBackup {
        path: absolute(file),
        key,
        protection,
        passphrase,
    };
    let state = program.app.restore_backup(&program.me, request).await?;
    program.start_log();
    said(
        program,
        &state,
        "Restored. Sign-ins and secrets of connections stayed at the other computer: sign in again. What waits is looked for at the EHR before it is sent.",
    );
    Ok(())
}

fn said(program: &Program, state: &ProfileState, words: &str) {
    if program.json {
        print::json(state);
    } else {
        print::line(words);
    }
}

struct Brought {
    key: String,
    protection: Protection,
    passphrase: Option<String>,
}

fn brought(anew: Anew) -> Result<Brought, Ended> {
    let protection = match (anew.keyring(), anew.passphrase()) {
        (false, _) => Protection::Passphrase,
        (true, true) => Protection::KeyringAndPassphrase,
        (true, false) => Protection::Keyring,
    };
    let (key, passphrase) = if anew.stdin() {
        let text = ask::from_input()?;
        let (key, passphrase) = text.split_once('\n').unwrap_or((&text, ""));
        let passphrase = (!passphrase.is_empty()).then(|| passphrase.to_owned());
        (key.to_owned(), passphrase)
    } else {
        let key = ask::secret("Recovery key: ")?.ok_or_else(|| {
            Ended::Failed(ask::failure(
                Code::InvalidRequest,
                "There is nobody at the terminal to ask. Give the recovery key with --stdin.",
            ))
        })?;
        let passphrase = anew.passphrase().then(ask::another).transpose()?;
        (key, passphrase)
    };
    Ok(Brought {
        key,
        protection,
        passphrase,
    })
}
