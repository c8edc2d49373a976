//! The log as people read it: one entry an act, its two rows together, newest first, narrowed by who, whose chart, what, when
//! and how it ended.

use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::{AuditLog, Inner, Row, chain};
use crate::error::StoreError;

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It was done.
    Done,
    /// It was refused for want of a permission.
    Refused,
    /// It failed otherwise.
    Failed,
    /// It has no outcome.
    Unfinished,
}

impl Ending {
    fn word(self) -> &'static str {
        match self {
            Ending::Done => "done",
            Ending::Refused => "refused",
            Ending::Failed => "failed",
            Ending::Unfinished => "unfinished",
        }
    }
}

/// What is looked for; absent is any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Who, as rows name them.
    pub actor: Option<String>,
    /// Whose chart.
    pub patient: Option<Uuid>,
    /// Names of acts.
    pub acts: Option<Vec<String>>,
    /// Beside those acts, whatever was done under a break-glass.
    pub or_under_glass: bool,
    /// Begun at this time or later, milliseconds since 1970 UTC.
    pub from: Option<i64>,
    /// Begun before this time.
    pub before: Option<i64>,
    /// How it ended.
    pub ending: Option<Ending>,
    /// Only rows below this number.
    pub below: Option<u64>,
}

/// How and when an act ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Number of the row that says so.
    pub number: u64,
    /// When.
    pub at: i64,
    /// `done` or a failure's code.
    pub outcome: String,
}

/// An act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// Its first row.
    pub row: Row,
    /// Its second; absent where it never finished.
    pub ended: Option<Ended>,
}

const WHERE: &str = "FROM act a LEFT JOIN act e ON e.begun = a.number
 WHERE a.begun IS NULL
   AND (?1 IS NULL OR a.actor = ?1)
   AND (?2 IS NULL OR a.patient = ?2)
   AND (?3 IS NULL OR a.act IN (SELECT value FROM json_each(?3)) OR (?8 AND a.glass IS NOT NULL))
   AND (?4 IS NULL OR a.at >= ?4)
   AND (?5 IS NULL OR a.at < ?5)
   AND (?6 IS NULL OR ?6 = CASE WHEN e.outcome IS NULL THEN 'unfinished' WHEN e.outcome = 'done' THEN 'done'
        WHEN e.outcome = 'not-permitted' THEN 'refused' ELSE 'failed' END)
   AND (?7 IS NULL OR a.number < ?7)";

impl AuditLog {
    /// A page of acts, newest first.
    pub fn acts(&self, asked: &Asked, offset: u64, limit: u64) -> Result<Vec<Entered>, StoreError> {
        self.with(|inner| page(inner, asked, offset, limit))
    }

    /// How many acts there are like that, on all pages.
    pub fn count(&self, asked: &Asked) -> Result<u64, StoreError> {
        self.with(|inner| {
            let mut statement = inner
                .connection
                .prepare_cached(&format!("SELECT count(*) {WHERE}"))?;
            Ok(statement.query_row(
                params![
                    asked.actor,
                    asked.patient.map(|p| *p.as_bytes()),
                    list_of(asked),
                    asked.from,
                    asked.before,
                    asked.ending.map(Ending::word),
                    asked.below,
                    asked.or_under_glass,
                ],
                |r| r.get(0),
            )?)
        })
    }

    /// Everybody the log names, in order.
    pub fn actors(&self) -> Result<Vec<String>, StoreError> {
        self.with(|inner| {
            let mut statement = inner
                .connection
                .prepare_cached("SELECT DISTINCT actor FROM act ORDER BY actor")?;
            let names = statement.query_map([], |r| r.get(0))?;
            Ok(names.collect::<Result<_, _>>()?)
        })
    }

    /// When the oldest row that is here was written.
    pub fn since(&self) -> Result<Option<i64>, StoreError> {
        self.with(|inner| {
            Ok(inner
                .connection
                .query_row("SELECT at FROM act ORDER BY number LIMIT 1", [], |r| {
                    r.get(0)
                })
                .optional()?)
        })
    }
}

fn list_of(asked: &Asked) -> Option<String> {
    asked
        .acts
        .as_ref()
        .map(|names| serde_json::Value::from(names.clone()).to_string())
}

fn page(inner: &Inner, asked: &Asked, offset: u64, limit: u64) -> Result<Vec<Entered>, StoreError> {
    let mut statement = inner.connection.prepare_cached(&format!(
        "SELECT a.number, a.begun, a.at, a.actor, a.act, a.patient, a.subject, a.correlation, a.outcome, a.role, a.program,
                a.workstation, a.detail, a.glass, e.number, e.at, e.outcome
         {WHERE} ORDER BY a.number DESC LIMIT ?9 OFFSET ?10"
    ))?;
    let rows = statement.query_map(
        params![
            asked.actor,
            asked.patient.map(|p| *p.as_bytes()),
            list_of(asked),
            asked.from,
            asked.before,
            asked.ending.map(Ending::word),
            asked.below,
            asked.or_under_glass,
            limit,
            offset,
        ],
        |r| {
            let ended = match r.get::<_, Option<u64>>(14)? {
                Some(number) => Some(Ended {
                    number,
                    at: r.get(15)?,
                    outcome: r.get(16)?,
                }),
                None => None,
            };
            Ok(Entered {
                row: chain::row(r)?,
                ended,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}
