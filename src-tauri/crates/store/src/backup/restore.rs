//! Restoring: a new profile out of a backup, on this computer or another. Owns the order in which its files are made;
//! refuses to touch a profile that is there.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;

use super::{About, Backup, Part, Progress, Told, about_bytes, damaged};
use crate::clock::Clock;
use crate::error::OpenError;
use crate::files;
use crate::head::Acknowledged;
use crate::key::{Keys, RecoveryKey, Stretch};
use crate::keyring::Keyring;
use crate::profile::{Made, Profile, Wanted};

impl Backup {
    /// Makes a profile of it, opened by `wanted` and by the same recovery key. Keyring item and sign-ins are made anew.
    pub fn restore(
        &self,
        folder: &Path,
        key: &RecoveryKey,
        wanted: Wanted<'_>,
        (keyring, clock): (&dyn Keyring, Arc<dyn Clock>),
        stretch: impl FnOnce() -> Result<Stretch, OpenError>,
        told: Told<'_>,
    ) -> Result<Profile, OpenError> {
        let about = &self.trailer.about;
        let keys = self.trailer.keys.open(key, &about_bytes(about)?);
        let keys = Keys::from_bytes(&keys.map_err(|error| match error {
            OpenError::Damaged { .. } => damaged("its end was changed"),
            other => other,
        })?)?;
        let made = Made {
            keys,
            recovery: Some(self.trailer.keys.to()),
            acknowledged: acknowledged(about)?,
        };
        Profile::make_of(
            folder,
            wanted,
            (keyring, clock),
            stretch,
            made,
            |store, audit| {
                let total = self.length();
                let mut told = |done| told(Progress { done, total });
                let mut file = File::open(&self.path)?;
                take(&mut file, (0, &about.store), store, &mut told)?;
                take(
                    &mut file,
                    (about.store.length, &about.audit),
                    audit,
                    &mut told,
                )
            },
            // What went since the backup was made is looked for at the EHR before it goes again.
            crate::outbox::came_out_of_a_backup,
        )
    }
}

fn acknowledged(about: &About) -> Result<Acknowledged, OpenError> {
    let hash = blake3::Hash::from_hex(&about.audit_hash);
    Ok(Acknowledged {
        commits: about.commits,
        audit_rows: about.audit_rows,
        audit_hash: *hash
            .map_err(|_| damaged("its end cannot be read"))?
            .as_bytes(),
    })
}

/// Copies one part out and holds it against its hash.
fn take(
    from: &mut File,
    (start, part): (u64, &Part),
    to: &Path,
    told: &mut dyn FnMut(u64) -> bool,
) -> Result<(), OpenError> {
    from.seek(SeekFrom::Start(start))?;
    let mut file = files::private().create_new(true).open(to)?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; 1024 * 1024];
    let mut left = part.length;
    while left > 0 {
        let most = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = from.read(piece.get_mut(..most).unwrap_or_default())?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Err(damaged("it is cut short"));
        };
        hasher.update(bytes);
        file.write_all(bytes)?;
        left -= read as u64;
        if !told(start + part.length - left) {
            return Err(OpenError::Stopped);
        }
    }
    if hasher.finalize().to_hex().as_str() != part.blake3 {
        return Err(damaged("a part of it was changed"));
    }
    file.sync_all()?;
    Ok(())
}
