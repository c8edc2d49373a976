//! The `age` format around a file. Owns passphrases, keys and what went wrong with them in words; refuses a passphrase
//! that is guessed in an afternoon, and never says more of a secret than that it does not fit.

use std::io::{Read as _, Write as _};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, Recipient, scrypt, x25519};

use crate::failure::Fault;
use crate::wire::share::{SharedFile, SharedWith};

/// How an age file begins.
const MARK: &[u8] = b"age-encryption.org/v1";
/// Characters of a passphrase that travels beside nothing else.
const LEAST: usize = 12;

/// Whether this is a recipient's public key.
pub(super) fn is_recipient(key: &str) -> bool {
    key.trim().parse::<x25519::Recipient>().is_ok()
}

/// Whether this is an age file.
pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK)
}

/// Whether the head of an age file says that a passphrase opens it.
pub(super) fn by_passphrase(head: &[u8]) -> bool {
    head.windows(b"-> scrypt ".len())
        .any(|some| some == b"-> scrypt ")
}

/// Closes it for whom it is meant.
pub(super) fn close(plain: &[u8], with: &SharedWith) -> Result<Vec<u8>, Fault> {
    let encryptor = match with {
        SharedWith::Anybody => return Ok(plain.to_vec()),
        SharedWith::Passphrase { passphrase } => {
            if passphrase.expose().chars().count() < LEAST {
                return Err(Fault::invalid(
                    "The passphrase is too short: at least 12 characters, best a few words. Tell it another way than the file.",
                ));
            }
            Encryptor::with_user_passphrase(secret(passphrase.expose()))
        }
        SharedWith::Recipient { key } => {
            let key: x25519::Recipient = key.trim().parse().map_err(|_| {
                Fault::invalid(
                    "This is no recipient key. It begins with age1; ask the recipient for it.",
                )
            })?;
            Encryptor::with_recipients(std::iter::once(&key as &dyn Recipient))
                .map_err(|_| Fault::internal("closing the file"))?
        }
    };
    let mut closed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut closed)?;
    writer.write_all(plain)?;
    writer.finish()?;
    Ok(closed)
}

/// Opens it with what it was closed for.
pub(super) fn open(closed: &[u8], file: &SharedFile) -> Result<Vec<u8>, Fault> {
    let decryptor = Decryptor::new(closed).map_err(|error| said(&error))?;
    let reader = if decryptor.is_scrypt() {
        let passphrase = file.passphrase.as_ref().ok_or_else(|| {
            Fault::invalid(
                "This file is closed by a passphrase. Ask whoever sent it, and give it here.",
            )
        })?;
        let identity = scrypt::Identity::new(secret(passphrase.expose()));
        decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
    } else {
        let key = file.key.as_ref().ok_or_else(|| {
            Fault::invalid(
                "This file is closed for a recipient's key. Give the private key (AGE-SECRET-KEY-…) it was made for.",
            )
        })?;
        let identity: x25519::Identity = key.expose().trim().parse().map_err(|_| {
            Fault::invalid("This is no private key. It begins with AGE-SECRET-KEY-.")
        })?;
        decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity))
    };
    let mut plain = Vec::new();
    reader
        .map_err(|error| said(&error))?
        .take(super::LARGEST)
        .read_to_end(&mut plain)
        .map_err(|_| damaged())?;
    Ok(plain)
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn damaged() -> Fault {
    Fault::invalid("This file is damaged or was changed on its way. Ask for it again.")
}

fn said(error: &DecryptError) -> Fault {
    match error {
        DecryptError::NoMatchingKeys
        | DecryptError::DecryptionFailed
        | DecryptError::KeyDecryptionFailed => {
            Fault::invalid("The passphrase or key does not open this file.")
        }
        DecryptError::ExcessiveWork { .. } => Fault::invalid(
            "This file was closed in a way that would take this computer very long to open. Ask for it again.",
        ),
        DecryptError::UnknownFormat => {
            Fault::invalid("This file was closed by a newer program than this one knows.")
        }
        _ => damaged(),
    }
}
