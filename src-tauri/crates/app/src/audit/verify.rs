//! Whether the log, or a file that was made of one, is whole.

use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use wardbook_store::audit::{self, ReadError, Verdict};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::wire::audit::VerifyAuditFile;
use crate::wire::health::AuditVerdict;
use crate::wire::profile::Failure;

impl App {
    /// Walks the audit log.
    pub async fn verify_audit(&self, actor: &Actor) -> Result<AuditVerdict, Failure> {
        let act = Act::recorded("audit.verify", Permission::ReadAudit);
        self.enter(actor, act, |pass| async move {
            let open = Arc::clone(pass.open());
            let mut verdict = blocking(move || {
                let mut verdict = open.audit().verify()?;
                // What was found at opening stays true until somebody has seen it.
                if let Some(finding) = open
                    .profile()
                    .findings()
                    .iter()
                    .find(|finding| finding.part == "audit log" && verdict.ok)
                {
                    verdict.ok = false;
                    verdict.message.clone_from(&finding.message);
                }
                Ok(verdict)
            })
            .await?;
            // This very act has begun and not ended: it is not counted against itself.
            verdict.unfinished = verdict.unfinished.saturating_sub(1);
            Ok(said(verdict))
        })
        .await
    }

    /// Walks an exported log. Needs no profile: whoever was given a file can verify it.
    pub async fn verify_audit_file(
        &self,
        actor: &Actor,
        request: VerifyAuditFile,
    ) -> Result<AuditVerdict, Failure> {
        let name = "audit.verify-file";
        self.enter_closed(actor, name, Permission::UseProfile, |_| {
            blocking(move || {
                let mut file = BufReader::new(File::open(request.path.trim())?);
                match audit::verify_file(&mut file) {
                    Ok(verdict) => Ok(said(verdict)),
                    Err(ReadError::Foreign) => Err(Fault::invalid(
                        "That is no audit log that Wardbook has written as a chain.",
                    )),
                    Err(ReadError::File(error)) => Err(error.into()),
                }
            })
        })
        .await
    }
}

fn said(verdict: Verdict) -> AuditVerdict {
    AuditVerdict {
        ok: verdict.ok,
        rows: verdict.rows as f64,
        first_bad: verdict.first_bad.map(|row| row as f64),
        message: verdict.message,
        unfinished: verdict.unfinished as f64,
        anchors: verdict.anchors as f64,
        removed: verdict.removed as f64,
        key: verdict.key,
    }
}
