//! What an export means for one patient's chart: reads whose records came with it are complete as of
//! then, and are not made.

use wardbook_store::ledger::{self, State};
use wardbook_store::records;

use super::super::merged::merged_into;
use super::super::reads::Ended;
use super::super::settle::counts;
use super::super::under::Walked;
use super::super::visit::PATIENT;
use super::super::{Halt, Running, lock};
use crate::checkpoint::{Done, Mark};
use crate::plan::{Read, fingerprint_of};

/// What the ledger says of a read that came by export.
pub(crate) const BY_EXPORT: &str = "By bulk export.";

impl Running<'_> {
    /// Takes out of the plan what the export brought, and says how it ended.
    pub(in super::super) async fn by_export(
        &self,
        patient: i64,
        fhir_id: &str,
        rows: &[ledger::Row],
        reads: &mut Vec<Read>,
    ) -> Result<Ended, Halt> {
        let Some(exported) = lock(&self.exported).clone() else {
            return Ok(Vec::new());
        };
        // Whoever was read otherwise since is gone on with as then.
        let touched = rows.iter().any(|row| row.updated_at >= exported.started);
        if touched || exported.left_out.names(fhir_id) || self.was_merged(fhir_id).await? {
            return Ok(Vec::new());
        }
        let brought: Vec<Read> = reads
            .extract_if(.., |read| exported.types.contains(read.resource_type))
            .collect();
        let counts = self.read(move |c| counts(c, patient)).await?;
        let mut counted = std::collections::BTreeSet::new();
        let now = self.sync.clock.now();
        let ended = brought.into_iter().map(|read| {
            // A type asked in parts counts once for each section.
            let key = (read.resource_type.to_owned(), read.section.to_owned());
            let count = match counts.get(&key) {
                Some(count) if counted.insert(key) => *count,
                _ => 0,
            };
            let mark = Mark {
                done: Some(Done {
                    full_at: exported.started,
                    watermark: exported.transaction,
                    question: fingerprint_of(read.resource_type, &read.question),
                }),
                walk: None,
            };
            let row = ledger::Row {
                state: State::Complete,
                count,
                as_of: Some(exported.started),
                window: (read.name != PATIENT).then(|| BY_EXPORT.to_owned()),
                checkpoint: mark.to_column(),
                updated_at: now,
                ..ledger::Row::new(self.connection, patient, read.section, &read.name)
            };
            (read, Walked::by_export(row, exported.started))
        });
        Ok(ended.collect())
    }

    /// The EHR says that this patient is another one now: that is followed as in any visit.
    async fn was_merged(&self, fhir_id: &str) -> Result<bool, Halt> {
        let (connection, id) = (self.connection, fhir_id.to_owned());
        let store = self.sync.store.clone();
        self.read(move |c| {
            let Some(row) = records::find(c, connection, PATIENT, &id)? else {
                return Ok(true);
            };
            let body = records::body(&store, c, row.id)?;
            Ok(merged_into(&[body.into()], PATIENT).is_some())
        })
        .await
    }
}
