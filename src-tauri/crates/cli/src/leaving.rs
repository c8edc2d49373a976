//! Taking a patient from this workstation, and leaving it.

use std::path::PathBuf;

use wardbook_app::Code;
use wardbook_app::wire::leaving::{LeaveWorkstation, RemovePatient};

use crate::ask;
use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};

pub(crate) async fn remove(program: &Program, patient: String, anyway: bool) -> Result<(), Ended> {
    program.open().await?;
    let patient = program.app.find_here(&program.me, &patient).await?;
    let request = RemovePatient { patient, anyway };
    program.app.remove_patient(&program.me, request).await?;
    print::words(
        "Removed from this workstation. The EHR has everything that came from it; a sync that names this patient fetches it again.",
    );
    Ok(())
}

pub(crate) async fn leave(
    program: &Program,
    audit_copy: Option<PathBuf>,
    anyway: bool,
    yes: bool,
) -> Result<(), Ended> {
    if !yes {
        return Err(Ended::Failed(ask::failure(
            Code::InvalidRequest,
            "Leaving destroys the keys of this profile, and with them everything in it. Say --yes when it is meant, and --audit-copy FILE to keep the audit log.",
        )));
    }
    let passphrase = program.open_saying().await?;
    let request = LeaveWorkstation {
        passphrase,
        audit_copy: audit_copy.map(|file| absolute(&file)),
        anyway,
    };
    let left = program.app.leave_workstation(&program.me, request).await?;
    if program.json {
        print::json(&left);
        return Ok(());
    }
    print::line(
        "The keys are destroyed and the profile is gone. What is left of it on the disk, or in a copy of it, cannot be read.",
    );
    if let Some(path) = &left.audit_copy {
        print::line(&format!(
            "The audit log, {:.0} rows, is at {path}.",
            left.rows
        ));
    }
    if left.left_in_keyring {
        print::words(
            "Something stayed in the keyring, which did not answer. It opens nothing any more.",
        );
    }
    Ok(())
}
