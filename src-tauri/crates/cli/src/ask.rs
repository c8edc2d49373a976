//! Making a profile, and asking for its passphrase. A passphrase is never printed and never an argument.

use std::io::{IsTerminal as _, Read as _};

use wardbook_app::Code;
use wardbook_app::wire::profile::{CreateProfile, Failure, Protection};

use crate::print;
use crate::program::{Ended, Program};

/// Where the passphrase may come from without a person.
const VARIABLE: &str = "WARDBOOK_PASSPHRASE";
/// Longer is no passphrase but a mistake in a pipe.
const LONGEST: u64 = 16 * 1024;

/// The passphrase from the environment, else from the person; nothing where neither is there.
pub(crate) fn passphrase(prompt: &str, person: bool) -> Result<Option<String>, Ended> {
    if let Ok(text) = std::env::var(VARIABLE) {
        return Ok(Some(text));
    }
    if !person {
        return Ok(None);
    }
    rpassword::prompt_password(prompt).map(Some).map_err(|_| {
        Ended::Failed(failure(
            Code::PassphraseNeeded,
            "The passphrase could not be read from the terminal.",
        ))
    })
}

/// Makes the profile.
pub(crate) async fn init(
    program: &Program,
    passphrase_stdin: bool,
    keyring: bool,
) -> Result<(), Ended> {
    let protection = match (passphrase_stdin, keyring) {
        (false, true) => Protection::Keyring,
        (true, true) => Protection::KeyringAndPassphrase,
        (_, false) => Protection::Passphrase,
    };
    let passphrase = match protection {
        Protection::Keyring => None,
        _ if passphrase_stdin => Some(from_input()?),
        _ => chosen()?,
    };
    let request = CreateProfile {
        protection: protection.clone(),
        passphrase,
    };
    let state = program.app.create_profile(&program.me, request).await?;
    program.start_log();
    if program.json {
        print::json(&state);
    } else {
        print::line(match protection {
            Protection::Passphrase => {
                "The profile is made. Its passphrase alone opens it: there is no way in without it."
            }
            Protection::Keyring => {
                "The profile is made. Whoever signs in to this computer account can open it."
            }
            Protection::KeyringAndPassphrase => {
                "The profile is made. It opens on this computer account with the passphrase."
            }
        });
    }
    Ok(())
}

/// A secret from standard input, without the line break at its end.
pub(crate) fn from_input() -> Result<String, Ended> {
    let mut text = String::new();
    std::io::stdin()
        .take(LONGEST)
        .read_to_string(&mut text)
        .map_err(|_| {
            Ended::Failed(failure(
                Code::PassphraseNeeded,
                "The passphrase could not be read from standard input.",
            ))
        })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The password of who is at the terminal, from the environment or the person.
pub(crate) fn person_password() -> Result<String, Ended> {
    if let Ok(text) = std::env::var("WARDBOOK_PERSON_PASSWORD") {
        return Ok(text);
    }
    secret_line("Your password: ")
}

/// A secret: asked for where a person is at the terminal, else one line of standard input.
pub(crate) fn secret_line(prompt: &str) -> Result<String, Ended> {
    if let Some(text) = secret(prompt)? {
        return Ok(text);
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|_| {
        Ended::Failed(failure(
            Code::InvalidRequest,
            "The password could not be read from standard input.",
        ))
    })?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A new password: asked for twice, or one line of standard input.
pub(crate) fn new_password() -> Result<String, Ended> {
    let first = secret_line("New password (at least 8 characters): ")?;
    if std::io::stdin().is_terminal() && secret_line("The same again: ")? != first {
        return Err(Ended::Failed(failure(
            Code::InvalidRequest,
            "The two were not the same. Nothing was changed; try again.",
        )));
    }
    Ok(first)
}

/// A secret from the person, where one is at the terminal.
pub(crate) fn secret(prompt: &str) -> Result<Option<String>, Ended> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    rpassword::prompt_password(prompt).map(Some).map_err(|_| {
        Ended::Failed(failure(
            Code::InvalidRequest,
            "The secret could not be read from the terminal.",
        ))
    })
}

/// A new passphrase beside one that is there, which has the environment's variable.
pub(crate) fn another() -> Result<String, Ended> {
    let first = secret("New passphrase (at least 8 characters; a sentence is best): ")?;
    let again = secret("The same again: ")?;
    match (first, again) {
        (Some(first), Some(again)) if first == again => Ok(first),
        (Some(_), Some(_)) => Err(Ended::Failed(failure(
            Code::InvalidRequest,
            "The two were not the same. Nothing was changed; try again.",
        ))),
        _ => Err(Ended::Failed(failure(
            Code::PassphraseNeeded,
            "There is nobody at the terminal to ask. Give the new passphrase with --new-stdin.",
        ))),
    }
}

/// A new passphrase, asked twice.
fn chosen() -> Result<Option<String>, Ended> {
    let person = std::io::stdin().is_terminal();
    let first = passphrase(
        "New passphrase (at least 8 characters; a sentence is best): ",
        person,
    )?;
    if !person || std::env::var_os(VARIABLE).is_some() {
        return Ok(first);
    }
    let again = passphrase("The same again: ", true)?;
    if first != again {
        return Err(Ended::Failed(failure(
            Code::InvalidRequest,
            "The two were not the same. Nothing was made; try again.",
        )));
    }
    Ok(first)
}

/// A failure before anything was asked of the program.
pub(crate) fn failure(code: Code, message: &str) -> Failure {
    Failure {
        code: code.as_str().to_owned(),
        message: message.to_owned(),
        correlation: None,
    }
}
