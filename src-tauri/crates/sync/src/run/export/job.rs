//! What is remembered of an export between two starts of the program: the job, and a row for each of
//! its files. Owns their names and columns in the ledger.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use wardbook_fhir::{ExportOf, Manifest};
use wardbook_store::ledger::{self, State};

use super::super::{Halt, Running};
use super::outcomes::LeftOut;
use crate::plan::PEOPLE;

/// Ledger name of an export of this connection.
pub(super) const EXPORT: &str = "Export";
/// Begins the ledger name of a file.
const FILE: &str = "Export:";
/// Type of a file of remarks.
pub(super) const OUTCOME: &str = "OperationOutcome";

/// A job at the EHR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Job {
    /// Where to ask after it.
    pub(super) url: String,
    /// When it was asked for, our clock.
    pub(super) started: i64,
    /// The group, where it is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    /// The list of its files came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ready: Option<Ready>,
}

/// A job whose files are known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ready {
    /// What it holds is as of then, the server's clock.
    pub(super) transaction: Option<i64>,
    /// When the last file was in, our clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) files_at: Option<i64>,
}

/// Where a file stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileMark {
    /// Its type.
    pub(super) resource_type: String,
    /// Where it is.
    pub(super) url: String,
    /// It is given to this sign-in only.
    pub(super) with_token: bool,
    /// It holds remarks, not records.
    pub(super) remarks: bool,
    /// Lines taken in.
    pub(super) lines: u64,
    /// What those lines were, so that another file at the same place is noticed.
    pub(super) trail: u64,
    /// Records whose patient is not said and cannot be found.
    pub(super) unowned: u64,
    /// What its remarks leave out.
    #[serde(default)]
    pub(super) left_out: LeftOut,
}

/// What an export brought, for the visits that follow it.
#[derive(Debug)]
pub(in super::super) struct Exported {
    /// When it was asked for, our clock.
    pub(super) started: i64,
    /// What it holds is as of then, the server's clock.
    pub(super) transaction: Option<i64>,
    /// Types that came whole.
    pub(super) types: BTreeSet<String>,
    /// Patients of whom something was left out.
    pub(super) left_out: LeftOut,
}

pub(super) fn whose(of: &ExportOf) -> String {
    match of {
        ExportOf::Everybody => "everybody".to_owned(),
        ExportOf::Group(id) => format!("Group/{id}"),
    }
}

impl Job {
    pub(super) fn new(of: &ExportOf, url: &str, started: i64) -> Self {
        let group = match of {
            ExportOf::Everybody => None,
            ExportOf::Group(id) => Some(id.clone()),
        };
        Self {
            url: url.to_owned(),
            started,
            group,
            ready: None,
        }
    }

    pub(super) fn is_of(&self, of: &ExportOf) -> bool {
        self.whose() == whose(of)
    }

    pub(super) fn whose(&self) -> String {
        let group = self.group.clone();
        whose(&group.map_or(ExportOf::Everybody, ExportOf::Group))
    }

    pub(super) fn parse(column: Option<&str>) -> Option<Self> {
        serde_json::from_str(column?).ok()
    }

    pub(super) fn to_column(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

impl FileMark {
    pub(super) fn parse(row: &ledger::Row) -> Option<Self> {
        serde_json::from_str(row.checkpoint.as_deref()?).ok()
    }

    pub(super) fn to_column(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

impl Exported {
    /// A type came whole where each of its files did: nothing put aside, nothing without a patient.
    pub(super) fn of(
        job: &Job,
        transaction: Option<i64>,
        rows: &[ledger::Row],
        left_out: LeftOut,
    ) -> Self {
        let mut types: BTreeMap<String, bool> = BTreeMap::new();
        for row in rows {
            let Some(mark) = FileMark::parse(row).filter(|mark| !mark.remarks) else {
                continue;
            };
            let whole = row.state == State::Complete && row.quarantined == 0 && mark.unowned == 0;
            *types.entry(mark.resource_type).or_insert(true) &= whole;
        }
        let types = types.into_iter().filter(|(_, whole)| *whole);
        Self {
            started: job.started,
            transaction,
            types: types.map(|(typ, _)| typ).collect(),
            left_out,
        }
    }
}

impl Running<'_> {
    /// Writes down the job's files, remarks first and Provenance last: it is told whose it is by what
    /// it is about.
    pub(super) async fn list_files(
        &self,
        row: &mut ledger::Row,
        job: &Job,
        list: Manifest,
    ) -> Result<(), Halt> {
        let (connection, now) = (self.connection, self.sync.clock.now());
        let mut files: Vec<_> = list.error.into_iter().map(|file| (true, file)).collect();
        let mut output = list.output;
        output.sort_by_key(|file| file.resource_type == "Provenance");
        files.extend(output.into_iter().map(|file| (false, file)));
        let rows: Vec<ledger::Row> = files
            .into_iter()
            .enumerate()
            .map(|(n, (remarks, file))| {
                let mark = FileMark {
                    resource_type: if remarks {
                        OUTCOME.to_owned()
                    } else {
                        file.resource_type
                    },
                    url: file.url.as_str().to_owned(),
                    with_token: list.requires_token,
                    remarks,
                    lines: 0,
                    trail: 0,
                    unowned: 0,
                    left_out: LeftOut::default(),
                };
                let name = format!("{FILE}{n:04}:{}", mark.resource_type);
                ledger::Row {
                    state: State::Partial,
                    expected: file.count,
                    checkpoint: mark.to_column(),
                    updated_at: now,
                    ..ledger::Row::new(connection, 0, PEOPLE, &name)
                }
            })
            .collect();
        row.state = State::Partial;
        row.checkpoint = job.to_column();
        row.reason = Some("The files of the EHR's export are read.".to_owned());
        row.updated_at = now;
        let job = row.clone();
        // The job knows its files from the moment on in which they are written down.
        self.write(move |tx| {
            rows.iter().try_for_each(|row| ledger::put(tx, row))?;
            ledger::put(tx, &job)
        })
        .await
    }

    /// The rows of the job's files, in order.
    pub(super) async fn file_rows(&self) -> Result<Vec<ledger::Row>, Halt> {
        let connection = self.connection;
        self.read(move |c| {
            let mut names = c.prepare_cached(
                "SELECT w.text FROM ledger l JOIN word w ON w.id = l.read
                 WHERE l.patient = 0 AND l.connection = ?1 AND w.text LIKE 'Export:%' ORDER BY w.text",
            )?;
            let names: Vec<String> = names
                .query_map([connection], |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            let mut rows = Vec::with_capacity(names.len());
            for name in names {
                rows.extend(ledger::get(c, connection, 0, &name)?);
            }
            Ok(rows)
        })
        .await
    }

    /// The files of an earlier export are not this one's.
    pub(super) async fn forget_files(&self) -> Result<(), Halt> {
        let connection = self.connection;
        self.write(move |tx| ledger::forget(tx, connection, FILE, false))
            .await
    }

    /// The export is over: its row says so. Of its files, thousands for a hospital, only those stay on the ledger that
    /// did not come whole or have a remark.
    pub(super) async fn export_over(&self, row: ledger::Row) -> Result<(), Halt> {
        let connection = self.connection;
        self.write(move |tx| {
            ledger::forget(tx, connection, FILE, true)?;
            ledger::put(tx, &row)
        })
        .await
    }
}

/// The patients a Group names.
pub(super) fn members(body: &[u8]) -> BTreeSet<String> {
    #[derive(Deserialize)]
    struct Group {
        #[serde(default)]
        member: Vec<Member>,
    }
    #[derive(Deserialize)]
    struct Member {
        entity: Option<Entity>,
        #[serde(default)]
        inactive: bool,
    }
    #[derive(Deserialize)]
    struct Entity {
        reference: Option<String>,
    }
    let group: Group = serde_json::from_slice(body).unwrap_or(Group { member: Vec::new() });
    let active = group.member.into_iter().filter(|member| !member.inactive);
    active
        .filter_map(|member| member.entity?.reference)
        .filter_map(|to| {
            let (kind, id) = to.rsplit_once('/')?;
            (kind == "Patient" || kind.ends_with("/Patient")).then(|| id.to_owned())
        })
        .collect()
}
