//! Taking a patient from this workstation, and leaving it altogether. Owns what is asked before; refuses to lose what
//! is not in the EHR yet unless somebody says so, and says nothing is gone before its key is.

use std::path::PathBuf;
use std::sync::Arc;

use wardbook_store::outbox as items;
use wardbook_store::{connections, kept, own, patients, removal};
use zeroize::Zeroizing;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::images;
use crate::new_file;
use crate::wire::leaving::{LeaveWorkstation, LeftWorkstation, RemovePatient};
use crate::wire::profile::Failure;
use crate::wire::sync::Change;
use crate::wire::uuid;

fn unsent(words: impl Into<std::borrow::Cow<'static, str>>) -> Fault {
    Fault::new(Code::UnsentWork, words)
}

impl App {
    /// Takes one patient from this workstation. What waits to be sent protects them.
    pub async fn remove_patient(
        &self,
        actor: &Actor,
        request: RemovePatient,
    ) -> Result<(), Failure> {
        let patient = uuid(&request.patient);
        let act = Act::recorded("patient.remove", Permission::RemovePatients).of_maybe(patient);
        self.enter(actor, act, |pass| async move {
            let patient = patient.ok_or_else(Fault::no_patient)?;
            let row = pass.read(move |_, c| patients::get(c, patient)).await?;
            let row = row.ok_or_else(Fault::no_patient)?;
            pass.app().stop_sync(pass.open(), row.connection).await;
            let anyway = request.anyway;
            let kept_back = pass
                .write(move |tx| {
                    // Looked at in the transaction that removes: nothing comes in between.
                    if !items::of_patient(tx, row.id)?.is_empty() {
                        return Ok(Some("Something about this patient is not in the EHR yet. Send it or withdraw it in the outbox first."));
                    }
                    // Anybody's: who takes a patient away is not the only one who keeps something about them.
                    if own::is_anyones(tx, row.id)? && !anyway {
                        return Ok(Some("This patient is on somebody's list, starred, or has notes to self, which would go too."));
                    }
                    if kept::is_about(tx, row.id)? && !anyway {
                        return Ok(Some("There is a form about this patient that was not saved, which would go too."));
                    }
                    removal::remove_patient(tx, row.id)?;
                    Ok(None)
                })
                .await?;
            if let Some(words) = kept_back {
                return Err(unsent(words));
            }
            pass.open().looks().remove(&patient);
            pass.app().tell(Change::Patients);
            pass.app().tell(Change::Outbox);
            Ok(())
        })
        .await
    }

    /// Leaves this workstation. The keys are destroyed first; what is left without them cannot be read by anybody.
    pub async fn leave_workstation(
        &self,
        actor: &Actor,
        request: LeaveWorkstation,
    ) -> Result<LeftWorkstation, Failure> {
        let passphrase = request.passphrase.map(Zeroizing::new);
        let act = Act::recorded("workstation.leave", Permission::Administer);
        let (copy, rows) = self
            .enter(actor, act, |pass| async move {
                pass.prove(passphrase).await?;
                let waiting = pass.read(|_, c| items::counts(c)).await?;
                let waiting: u64 = waiting
                    .iter()
                    .filter(|(state, _)| state.is_waiting())
                    .map(|(_, n)| n)
                    .sum();
                if waiting > 0 && !request.anyway {
                    return Err(unsent(format!(
                        "{waiting} of what was written here is not in the EHR yet and would be lost. Send or withdraw it first."
                    )));
                }
                pass.app().stop_everything(pass.open()).await;
                pass.copy_audit(request.audit_copy).await
            })
            .await?;
        let left = self.shred().await;
        let left_in_keyring = left.map_err(|fault| fault.at_edge(None))?;
        Ok(LeftWorkstation {
            audit_copy: copy.map(|path| path.to_string_lossy().into_owned()),
            rows: rows as f64,
            left_in_keyring,
        })
    }

    /// Destroys the keys, then removes the files; whether something stayed in a keyring that does not answer.
    async fn shred(&self) -> Result<bool, Fault> {
        let open = self.opened()?;
        let options = self.options().clone();
        let reading = Arc::clone(&open);
        let left = blocking(move || {
            let names = reading.store().read(|c| {
                Ok(connections::list(c)?
                    .into_iter()
                    .map(|row| (row.uuid.to_string(), images::secret_of(&row)))
                    .collect::<Vec<_>>())
            })?;
            let vault = crate::vault::ProfileVault::new(
                Arc::clone(&options.keyring),
                reading.store().clone(),
                reading.profile().id(),
            );
            let mut left = false;
            for (name, archive) in names {
                left |= wardbook_smart::Vault::erase(&vault, &name).is_err();
                left |= vault.forget_secret(&name).is_err();
                left |= vault.forget_secret(&archive).is_err();
            }
            left |= !reading
                .profile()
                .destroy_keys(options.keyring.as_ref())
                .map_err(|error| Fault::from(&error))?;
            Ok(left)
        })
        .await?;
        drop(open);
        let folder = self.options().profile.clone();
        self.close().await;
        blocking(move || {
            wardbook_store::profile::remove_remains(&folder).map_err(|error| Fault::from(&error))
        })
        .await?;
        self.tell(Change::Profile);
        Ok(left)
    }
}

impl Pass {
    /// A copy of the audit log that can be read without Wardbook, the row of the leaving last.
    async fn copy_audit(&self, to: Option<String>) -> Result<(Option<PathBuf>, u64), Fault> {
        let Some(to) = to.filter(|to| !to.trim().is_empty()) else {
            return Ok((None, 0));
        };
        let open = Arc::clone(self.open());
        blocking(move || {
            let path = std::path::absolute(to.trim())?;
            let mut file = std::io::BufWriter::new(new_file::named(&path)?);
            let rows = open.audit().export(&mut file)?.rows;
            let file = file
                .into_inner()
                .map_err(|error| Fault::from(error.into_error()))?;
            file.sync_all()?;
            Ok((Some(path), rows))
        })
        .await
    }
}
