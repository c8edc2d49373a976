//! Records: whole resources with the columns a list needs beside them. Owns reading `record`; writing is
//! in `write`. A list or a count never unpacks a body.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};
use uuid::Uuid;
use zstd::zstd_safe::DCtx;

use crate::Store;
use crate::body;
use crate::error::StoreError;
use crate::mapping;
use crate::scope;
use crate::terms::{self, Term};

/// How exact a clinical date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// No date.
    #[default]
    None,
    /// A year.
    Year,
    /// A month.
    Month,
    /// A day.
    Day,
    /// An instant.
    Instant,
}

impl Precision {
    const ALL: [Self; 5] = [
        Self::None,
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Instant,
    ];

    pub(crate) fn number(self) -> i64 {
        self as i64
    }

    fn from_number(n: i64) -> Self {
        Self::ALL
            .into_iter()
            .find(|p| p.number() == n)
            .unwrap_or_default()
    }
}

/// A record without its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Row number.
    pub id: i64,
    /// Our id.
    pub uuid: Uuid,
    /// Connection's row number.
    pub connection: i64,
    /// Resource type.
    pub resource_type: String,
    /// Patient's row number, where it belongs to one.
    pub patient: Option<i64>,
    /// Chart section.
    pub section: String,
    /// Start of the clinical date.
    pub date: Option<i64>,
    /// How exact it is.
    pub date_precision: Precision,
    /// First code.
    pub code: Option<Term>,
    /// First category.
    pub category: Option<Term>,
    /// Status as sent.
    pub status: Option<String>,
    /// The number, where its value is one.
    pub value: Option<f64>,
    /// Unit of it.
    pub unit: Option<String>,
    /// When it came here or last changed.
    pub changed_at: i64,
}

macro_rules! columns {
    ($more:literal) => {
        concat!(
            "SELECT r.id, r.uuid, r.connection, t.text, r.patient, s.text, r.date, r.precision,
  c.system, c.code, c.display, k.system, k.code, k.display, st.text, r.value, u.text, r.changed_at",
            $more,
            "
  FROM record r JOIN word t ON t.id = r.type JOIN word s ON s.id = r.section
  LEFT JOIN term c ON c.id = r.code LEFT JOIN term k ON k.id = r.category
  LEFT JOIN word st ON st.id = r.status LEFT JOIN word u ON u.id = r.unit"
        )
    };
}
const COLUMNS: &str = columns!("");
const COLUMNS_AND_BODY: &str = columns!(", r.dictionary, r.length, r.body");

fn term(r: &SqlRow<'_>, at: usize) -> rusqlite::Result<Option<Term>> {
    let Some(system) = r.get(at)? else {
        return Ok(None);
    };
    Ok(Some(Term {
        system,
        code: r.get(at + 1)?,
        display: r.get(at + 2)?,
    }))
}

fn row(r: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let patient: i64 = r.get(4)?;
    Ok(Row {
        id: r.get(0)?,
        uuid: Uuid::from_bytes(r.get(1)?),
        connection: r.get(2)?,
        resource_type: r.get(3)?,
        patient: (patient != 0).then_some(patient),
        section: r.get(5)?,
        date: r.get(6)?,
        date_precision: Precision::from_number(r.get(7)?),
        code: term(r, 8)?,
        category: term(r, 11)?,
        status: r.get(14)?,
        value: r.get(15)?,
        unit: r.get(16)?,
        changed_at: r.get(17)?,
    })
}

/// Records as `rest` chooses and orders them; `r` is the record.
pub(crate) fn rows(
    c: &Connection,
    rest: &str,
    with: impl rusqlite::Params,
) -> Result<Vec<Row>, StoreError> {
    let mut statement = c.prepare_cached(&format!("{COLUMNS} {rest}"))?;
    let rows = statement.query_map(with, row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The row number inside one of our record ids (they are made in `write`).
pub(crate) fn row_number(uuid: Uuid) -> i64 {
    let low = uuid.as_u128() & 0xff_ffff_ffff;
    i64::try_from(low).unwrap_or(0)
}

/// By our id.
pub fn get(c: &Connection, uuid: Uuid) -> Result<Option<Row>, StoreError> {
    Ok(by_key(c, row_number(uuid))?.filter(|row| row.uuid == uuid))
}

/// By row number.
pub fn by_key(c: &Connection, id: i64) -> Result<Option<Row>, StoreError> {
    Ok(c.prepare_cached(&format!("{COLUMNS} WHERE r.id = ?1"))?
        .query_row([id], row)
        .optional()?)
}

/// By what the EHR calls it.
pub fn find(
    c: &Connection,
    connection: i64,
    resource_type: &str,
    fhir_id: &str,
) -> Result<Option<Row>, StoreError> {
    let id = mapping::record_of(c, connection, resource_type, fhir_id)?;
    id.map_or(Ok(None), |id| by_key(c, id))
}

/// A patient's records of one section, newest first; undated last.
pub fn of_section(
    c: &Connection,
    patient: i64,
    section: &str,
    offset: u64,
    limit: u64,
) -> Result<Vec<Row>, StoreError> {
    let Some(section) = terms::find_word(c, section)? else {
        return Ok(Vec::new());
    };
    rows(
        c,
        "WHERE r.patient = ?1 AND r.section = ?2 ORDER BY r.date DESC, r.id DESC LIMIT ?3 OFFSET ?4",
        params![patient, section, limit, offset],
    )
}

/// The same without those of one type, the newest `limit`.
pub fn of_section_without(
    c: &Connection,
    patient: i64,
    section: &str,
    resource_type: &str,
    limit: u64,
) -> Result<Vec<Row>, StoreError> {
    let Some(section) = terms::find_word(c, section)? else {
        return Ok(Vec::new());
    };
    let kind = terms::find_word(c, resource_type)?;
    rows(
        c,
        "WHERE r.patient = ?1 AND r.section = ?2 AND +r.type IS NOT ?3 ORDER BY r.date DESC, r.id DESC LIMIT ?4",
        params![patient, section, kind, limit],
    )
}

/// A row with its body; `None` where the body does not come back.
pub type Whole = (Row, Option<Vec<u8>>);

/// The same with their bodies, in one reading. A body that does not come back is `None`: its row is
/// here all the same.
pub fn whole_of_section(
    store: &Store,
    c: &Connection,
    patient: i64,
    section: &str,
    offset: u64,
    limit: u64,
) -> Result<Vec<Whole>, StoreError> {
    let Some(section) = terms::find_word(c, section)? else {
        return Ok(Vec::new());
    };
    let mut statement = c.prepare_cached(&format!(
        "{COLUMNS_AND_BODY} WHERE r.patient = ?1 AND r.section = ?2 ORDER BY r.date DESC, r.id DESC LIMIT ?3 OFFSET ?4"
    ))?;
    let mut found = statement.query(params![patient, section, limit, offset])?;
    let mut context = DCtx::create();
    let mut whole = Vec::new();
    while let Some(r) = found.next()? {
        let body = match unpacked(store, c, &mut context, r, 18) {
            Ok(body) => Some(body),
            Err(StoreError::Body) => None,
            Err(error) => return Err(error),
        };
        whole.push((row(r)?, body));
    }
    Ok(whole)
}

/// The body whose dictionary, length and bytes are the columns from `at` on.
pub(crate) fn unpacked(
    store: &Store,
    c: &Connection,
    context: &mut DCtx<'_>,
    r: &SqlRow<'_>,
    at: usize,
) -> Result<Vec<u8>, StoreError> {
    let dictionary: i64 = r.get(at)?;
    let used = match dictionary {
        0 => None,
        number => Some(store.dictionaries().get(c, number)?),
    };
    let packed = r.get_ref(at + 2)?.as_blob().map_err(|_| StoreError::Body)?;
    body::unpack(context, packed, r.get(at + 1)?, used.as_deref())
}

/// All records of a patient, oldest row first, with their bodies: for export. Streams.
pub fn each_of_patient(
    store: &Store,
    c: &Connection,
    patient: i64,
    mut each: impl FnMut(Row, Vec<u8>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut ids = c.prepare_cached("SELECT id FROM record WHERE patient = ?1 ORDER BY id")?;
    let mut ids = ids.query([patient])?;
    while let Some(r) = ids.next()? {
        let id: i64 = r.get(0)?;
        if let Some(row) = by_key(c, id)? {
            each(row, body(store, c, id)?)?;
        }
    }
    Ok(())
}

/// Whether there is anything of a patient but who they are.
pub fn is_begun(c: &Connection, patient: i64) -> Result<bool, StoreError> {
    Ok(c.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM record WHERE patient = ?1
         AND type IS NOT (SELECT id FROM word WHERE text = 'Patient'))",
    )?
    .query_row([patient], |r| r.get(0))?)
}

/// How many records of each section and resource type a patient has: section, type, how many.
pub fn counts_by_section_and_type(
    c: &Connection,
    patient: i64,
) -> Result<Vec<(String, String, u64)>, StoreError> {
    // Counted here: SQLite would sort all of them for it.
    let mut statement = c.prepare_cached(&format!(
        "SELECT section, type FROM {} WHERE patient = ?1",
        scope::of_a_chart(c)?
    ))?;
    let mut counts: BTreeMap<(i64, i64), u64> = BTreeMap::new();
    let mut rows = statement.query([patient])?;
    while let Some(row) = rows.next()? {
        *counts.entry((row.get(0)?, row.get(1)?)).or_default() += 1;
    }
    let mut word = c.prepare_cached("SELECT text FROM word WHERE id = ?1")?;
    let mut told = Vec::with_capacity(counts.len());
    for ((section, kind), n) in counts {
        let section = word.query_row([section], |r| r.get(0))?;
        told.push((section, word.query_row([kind], |r| r.get(0))?, n));
    }
    told.sort();
    Ok(told)
}

/// Records of one section, and how many of them are results or the content of documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InSection {
    /// Section.
    pub section: String,
    /// All of them.
    pub all: u64,
    /// Observations.
    pub observations: u64,
    /// Binaries.
    pub binaries: u64,
}

/// What each section of a patient's chart holds, out of the index in its own order.
pub fn in_sections(c: &Connection, patient: i64) -> Result<Vec<InSection>, StoreError> {
    let mut statement = c.prepare_cached(&format!(
        "SELECT w.text, n.n, n.observations, n.binaries FROM
         (SELECT section, count(*) AS n, sum(type IS ?2) AS observations, sum(type IS ?3) AS binaries
          FROM {} WHERE patient = ?1 GROUP BY section) n
         JOIN word w ON w.id = n.section ORDER BY w.text",
        scope::of_a_chart(c)?
    ))?;
    let (observation, binary) = (
        terms::find_word(c, "Observation")?,
        terms::find_word(c, "Binary")?,
    );
    let rows = statement.query_map(params![patient, observation, binary], |r| {
        Ok(InSection {
            section: r.get(0)?,
            all: r.get(1)?,
            observations: r.get(2)?,
            binaries: r.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many records of each resource type are here.
pub fn counts_by_type(c: &Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT w.text, n.n FROM (SELECT type, count(*) AS n FROM record GROUP BY type) n
         JOIN word w ON w.id = n.type ORDER BY w.text",
    )?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many of a patient's records came or changed after `since`.
pub fn newer_than(c: &Connection, patient: i64, since: i64) -> Result<u64, StoreError> {
    let n: i64 = c
        .prepare_cached("SELECT count(*) FROM record WHERE patient = ?1 AND changed_at > ?2")?
        .query_row(params![patient, since], |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// Row numbers of a connection's records that came or changed at `since` or later, as a chart
/// has them: by patient and section, newest first.
pub fn changed_since(c: &Connection, connection: i64, since: i64) -> Result<Vec<i64>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT id FROM record WHERE connection = ?1 AND changed_at >= ?2 ORDER BY patient, section, date DESC, id",
    )?;
    let rows = statement.query_map([connection, since], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A record's body, to the byte as the EHR sent it.
pub fn body(store: &Store, c: &Connection, id: i64) -> Result<Vec<u8>, StoreError> {
    let mut found = bodies(store, c, &[id])?;
    found
        .pop()
        .map(|(_, body)| body)
        .ok_or(StoreError::NotFound("record"))
}

/// Several bodies, in the order asked; ids that are not here are left out.
pub fn bodies(
    store: &Store,
    c: &Connection,
    ids: &[i64],
) -> Result<Vec<(i64, Vec<u8>)>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT dictionary, length, body FROM record WHERE id = ?1")?;
    let mut context = DCtx::create();
    let mut out = Vec::with_capacity(ids.len());
    for id in ids {
        let mut found = statement.query([id])?;
        let Some(r) = found.next()? else { continue };
        out.push((*id, unpacked(store, c, &mut context, r, 0)?));
    }
    Ok(out)
}

/// Record ids of a type, for walks over everything (checks, exports), in steps of `limit` after `after`.
pub fn after(c: &Connection, after: i64, limit: u64) -> Result<Vec<i64>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT id FROM record WHERE id > ?1 ORDER BY id LIMIT ?2")?;
    let ids = statement.query_map(params![after, limit], |r| r.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}
