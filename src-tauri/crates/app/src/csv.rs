//! The ledger and the mapping as CSV files. Owns how a cell is written; refuses to write over a file
//! that is there. Such a file is not encrypted: that it was written is recorded.

use std::io::{BufWriter, Write as _};
use std::path::Path;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::new_file;
use crate::wire::coverage::CoverageState;
use crate::wire::csv::{WriteLedger, WriteMappings, WrittenCsv};
use crate::wire::ledger::{LedgerRow, ListMappings, MappingRow, MappingStanding, ReadLedger};
use crate::wire::profile::Failure;
use crate::{ledger, mapping};

/// Rows asked for at one time.
const PAGE: u32 = 10_000;

const LEDGER: [&str; 13] = [
    "EHR",
    "Patient",
    "Section",
    "Read",
    "State",
    "Records",
    "Expected",
    "As of",
    "Window",
    "Put aside",
    "Code",
    "Why",
    "Moved",
];
const MAPPINGS: [&str; 9] = [
    "Record",
    "Type",
    "FHIR id",
    "Version",
    "Stands",
    "Came first",
    "Received",
    "Failures",
    "Last failure",
];

impl App {
    /// Writes the ledger.
    pub async fn write_ledger(
        &self,
        actor: &Actor,
        request: WriteLedger,
    ) -> Result<WrittenCsv, Failure> {
        let act = Act::recorded("ledger.csv", Permission::ExportCharts);
        self.enter(actor, act, |pass| async move {
            let asked = ReadLedger {
                connection: request.connection,
                patient: request.patient,
            };
            let found = ledger::read(&pass, asked).await?;
            let rows = found.rows.iter().map(read_of).collect();
            written(request.path, &LEDGER, rows).await
        })
        .await
    }

    /// Writes mappings of one connection.
    pub async fn write_mappings(
        &self,
        actor: &Actor,
        request: WriteMappings,
    ) -> Result<WrittenCsv, Failure> {
        let act = Act::recorded("mapping.csv", Permission::ExportCharts);
        self.enter(actor, act, |pass| async move {
            let mut rows = Vec::new();
            loop {
                let page = ListMappings {
                    offset: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                    limit: PAGE,
                    ..request.which.clone()
                };
                let found = mapping::list(&pass, page).await?;
                rows.extend(found.rows.iter().map(mapping_of));
                if found.rows.is_empty() || rows.len() >= found.total as usize {
                    break;
                }
            }
            written(request.path, &MAPPINGS, rows).await
        })
        .await
    }
}

fn read_of(row: &LedgerRow) -> Vec<String> {
    vec![
        row.connection_name.clone(),
        row.patient_name
            .clone()
            .or_else(|| row.patient.clone())
            .unwrap_or_default(),
        row.title.clone(),
        row.read.clone(),
        state(&row.state).to_owned(),
        row.count.to_string(),
        row.expected.map(|n| n.to_string()).unwrap_or_default(),
        row.as_of.map(moment).unwrap_or_default(),
        row.window.clone().unwrap_or_default(),
        row.quarantined.to_string(),
        row.reason_code.clone().unwrap_or_default(),
        row.reason.clone().unwrap_or_default(),
        moment(row.updated_at),
    ]
}

fn mapping_of(row: &MappingRow) -> Vec<String> {
    vec![
        row.record.clone(),
        row.resource_type.clone(),
        row.fhir_id.clone(),
        row.version.clone().unwrap_or_default(),
        standing(&row.standing).to_owned(),
        moment(row.created_at),
        moment(row.synced_at),
        row.error_count.to_string(),
        row.last_error.clone().unwrap_or_default(),
    ]
}

fn state(state: &CoverageState) -> &'static str {
    match state {
        CoverageState::NotAsked => "not asked",
        CoverageState::Partial => "partial",
        CoverageState::Complete => "complete",
        CoverageState::Refused => "refused",
        CoverageState::NotOffered => "not offered",
        CoverageState::NotGranted => "not granted",
        CoverageState::Failed => "failed",
    }
}

fn standing(standing: &MappingStanding) -> &'static str {
    match standing {
        MappingStanding::Active => "active",
        MappingStanding::InError => "in error",
        MappingStanding::Removed => "removed at the EHR",
        MappingStanding::Inactive => "inactive",
    }
}

/// Lines of a table; every cell is quoted as it has to be.
pub(crate) fn lines(heads: &[String], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\n";
    let mut text = line(heads);
    for row in rows {
        text.push_str(&line(row));
    }
    text
}

/// An instant, the same in every time zone and every spreadsheet.
pub(crate) fn moment(ms: f64) -> String {
    jiff::Timestamp::from_millisecond(ms as i64)
        .map(|at| at.to_string())
        .unwrap_or_default()
}

async fn written(
    path: String,
    heads: &'static [&'static str],
    rows: Vec<Vec<String>>,
) -> Result<WrittenCsv, Fault> {
    blocking(move || {
        let path = path.trim().to_owned();
        let file = new_file::named(Path::new(&path))?;
        let mut out = BufWriter::new(file);
        writeln!(out, "{}", heads.join(","))?;
        for row in &rows {
            let cells: Vec<String> = row.iter().map(cell).collect();
            writeln!(out, "{}", cells.join(","))?;
        }
        let file = out
            .into_inner()
            .map_err(std::io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(WrittenCsv {
            path,
            rows: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        })
    })
    .await
}

/// A cell of a CSV file: one line, quoted where it has to be. A spreadsheet must not take it for a
/// formula.
pub fn cell(text: impl AsRef<str>) -> String {
    let plain: String = text
        .as_ref()
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let text = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    // A number below nought is a number: "-2.3" must not become something else.
    let formula = text.starts_with(['=', '+', '-', '@']) && text.parse::<f64>().is_err();
    let text = if formula { format!("'{text}") } else { text };
    if text.contains([',', '"', '\'']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_where_it_has_to_be_and_is_never_a_formula() {
        assert_eq!(cell("Observation"), "Observation");
        assert_eq!(cell("a,b \"c\""), "\"a,b \"\"c\"\"\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("two\r\nlines"), "two lines");
        assert_eq!(cell("-2.3"), "-2.3");
        assert_eq!(cell("-2.3+A1"), "\"'-2.3+A1\"");
    }
}
