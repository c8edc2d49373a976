//! Reading items.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};
use uuid::Uuid;

use super::{Act, Row, State, count};
use crate::error::StoreError;

const COLUMNS: &str = "SELECT id, uuid, connection, patient, record, type, act, title, client_id, fhir_id, version, \
state, reason_code, reason, person, created_at, changed_at, first_sent_at, due_at, attempts, place, verdict, \
differences FROM outbox";

/// Which items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of one connection.
    pub connection: Option<i64>,
    /// Of one patient.
    pub patient: Option<i64>,
    /// In these states; empty for all.
    pub states: Vec<State>,
}

fn word<T>(
    r: &SqlRow<'_>,
    at: usize,
    parse: fn(&str) -> Result<T, StoreError>,
) -> rusqlite::Result<T> {
    let text: String = r.get(at)?;
    parse(&text).map_err(|_| rusqlite::Error::InvalidQuery)
}

fn row(r: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let patient: i64 = r.get(3)?;
    Ok(Row {
        id: r.get(0)?,
        uuid: Uuid::from_bytes(r.get(1)?),
        connection: r.get(2)?,
        patient: (patient != 0).then_some(patient),
        record: r.get(4)?,
        resource_type: r.get(5)?,
        act: word(r, 6, Act::parse)?,
        title: r.get(7)?,
        client_id: r.get(8)?,
        fhir_id: r.get(9)?,
        version: r.get(10)?,
        state: word(r, 11, State::parse)?,
        reason_code: r.get(12)?,
        reason: r.get(13)?,
        person: r.get(14)?,
        created_at: r.get(15)?,
        changed_at: r.get(16)?,
        first_sent_at: r.get(17)?,
        due_at: r.get(18)?,
        attempts: count(r.get(19)?),
        place: r.get(20)?,
        verdict: r.get(21)?,
        differences: r.get(22)?,
    })
}

fn one(c: &Connection, rest: &str, with: impl rusqlite::Params) -> Result<Option<Row>, StoreError> {
    Ok(c.prepare_cached(&format!("{COLUMNS} {rest}"))?
        .query_row(with, row)
        .optional()?)
}

fn many(c: &Connection, rest: &str, with: impl rusqlite::Params) -> Result<Vec<Row>, StoreError> {
    let mut statement = c.prepare_cached(&format!("{COLUMNS} {rest}"))?;
    let rows = statement.query_map(with, row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// By our id.
pub fn get(c: &Connection, uuid: Uuid) -> Result<Option<Row>, StoreError> {
    one(c, "WHERE uuid = ?1", [uuid.as_bytes()])
}

/// By row number.
pub(super) fn by_key(c: &Connection, id: i64) -> Result<Row, StoreError> {
    one(c, "WHERE id = ?1", [id])?.ok_or(StoreError::NotFound("outbox item"))
}

/// The item that makes what goes by this identifier of ours.
pub fn by_client_id(
    c: &Connection,
    connection: i64,
    client_id: &str,
) -> Result<Option<Row>, StoreError> {
    one(
        c,
        "WHERE client_id = ?1 AND connection = ?2 AND act = 'create'",
        params![client_id, connection],
    )
}

/// The item that claims what the EHR calls so.
pub fn by_fhir_id(
    c: &Connection,
    connection: i64,
    resource_type: &str,
    fhir_id: &str,
) -> Result<Option<Row>, StoreError> {
    one(
        c,
        "WHERE fhir_id = ?1 AND type = ?2 AND connection = ?3 AND act = 'create'",
        params![fhir_id, resource_type, connection],
    )
}

/// A page of items in their order, and how many there are in all.
pub fn list(
    c: &Connection,
    filter: &Filter,
    offset: u64,
    limit: u64,
) -> Result<(u64, Vec<Row>), StoreError> {
    let mut wanted = String::from("WHERE 1");
    let mut with: Vec<Value> = Vec::new();
    for (column, id) in [
        ("connection", filter.connection),
        ("patient", filter.patient),
    ] {
        if let Some(id) = id {
            wanted.extend([" AND ", column, " = ?"]);
            with.push(Value::Integer(id));
        }
    }
    if !filter.states.is_empty() {
        let states: Vec<&str> = filter.states.iter().map(|_| "?").collect();
        wanted.extend([" AND state IN (", states.join(", ").as_str(), ")"]);
        with.extend(
            filter
                .states
                .iter()
                .map(|s| Value::Text(s.as_str().to_owned())),
        );
    }
    let total: i64 = c
        .prepare_cached(&format!("SELECT count(*) FROM outbox {wanted}"))?
        .query_row(rusqlite::params_from_iter(&with), |r| r.get(0))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let offset = i64::try_from(offset).unwrap_or(i64::MAX);
    with.extend([Value::Integer(limit), Value::Integer(offset)]);
    let rows = many(
        c,
        &format!("{wanted} ORDER BY place, id LIMIT ? OFFSET ?"),
        rusqlite::params_from_iter(&with),
    )?;
    Ok((u64::try_from(total).unwrap_or(0), rows))
}

/// How many items are in each state.
pub fn counts(c: &Connection) -> Result<Vec<(State, u64)>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state")?;
    let rows = statement.query_map([], |r| {
        let n: i64 = r.get(1)?;
        Ok((word(r, 0, State::parse)?, u64::try_from(n).unwrap_or(0)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many items have not reached their end, and since when the oldest of them waits, of all connections.
pub fn waiting(c: &Connection) -> Result<(u64, Option<i64>), StoreError> {
    let (n, oldest): (i64, Option<i64>) = c
        .prepare_cached(&format!(
            "SELECT count(*), min(created_at) FROM outbox WHERE {WAITING}"
        ))?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok((u64::try_from(n).unwrap_or(0), oldest))
}

/// How many items of one connection have not reached their end.
pub fn waiting_of(c: &Connection, connection: i64) -> Result<u64, StoreError> {
    let n: i64 = c
        .prepare_cached(&format!(
            "SELECT count(*) FROM outbox WHERE connection = ?1 AND {WAITING}"
        ))?
        .query_row([connection], |r| r.get(0))?;
    Ok(u64::try_from(n).unwrap_or(0))
}

/// [`State::is_waiting`].
const WAITING: &str = "state NOT IN ('confirmed', 'withdrawn')";

/// The first items of a connection that can go now: due, and none they need still on its way.
pub fn due(c: &Connection, connection: i64, now: i64, limit: u32) -> Result<Vec<Row>, StoreError> {
    many(
        c,
        "WHERE connection = ?1 AND state IN ('queued', 'sent-unknown') AND due_at <= ?2
         AND NOT EXISTS (SELECT 1 FROM outbox_need n JOIN outbox o ON o.id = n.needs
                         WHERE n.item = outbox.id AND o.state <> 'confirmed')
         ORDER BY place, id LIMIT ?3",
        params![connection, now, limit],
    )
}

/// When the next item of a connection is due that goes by itself and needs nothing that waits.
pub fn next_due(c: &Connection, connection: i64) -> Result<Option<i64>, StoreError> {
    Ok(c.prepare_cached(
        "SELECT min(due_at) FROM outbox WHERE connection = ?1 AND state IN ('queued', 'sent-unknown')
         AND NOT EXISTS (SELECT 1 FROM outbox_need n JOIN outbox o ON o.id = n.needs
                         WHERE n.item = outbox.id AND o.state <> 'confirmed')",
    )?
    .query_row([connection], |r| r.get(0))?)
}

/// Items whose request was under way when the program ended.
pub fn interrupted(c: &Connection, connection: i64) -> Result<Vec<Row>, StoreError> {
    many(
        c,
        "WHERE connection = ?1 AND state = 'sending' ORDER BY place, id",
        [connection],
    )
}

/// The nearest item before (or after) one that goes the same way for the same patient, has never been sent, and
/// neither needs the other: the two may change places. `None` where the next in line is bound to it.
pub fn neighbour(c: &Connection, row: &Row, earlier: bool) -> Result<Option<Row>, StoreError> {
    if !row.is_unsent() {
        return Ok(None);
    }
    let (side, order) = if earlier { ("<", "DESC") } else { (">", "ASC") };
    let next = one(
        c,
        &format!(
            "WHERE connection = ?1 AND patient = ?2 AND (place, id) {side} (?3, ?4) AND first_sent_at IS NULL
             AND state IN ('draft', 'queued', 'needs-mapping', 'rejected')
             ORDER BY place {order}, id {order} LIMIT 1"
        ),
        params![row.connection, row.patient.unwrap_or(0), row.place, row.id],
    )?;
    let Some(next) = next else { return Ok(None) };
    let bound: bool = c
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox_need WHERE (item = ?1 AND needs = ?2) OR (item = ?2 AND needs = ?1))",
        )?
        .query_row([row.id, next.id], |r| r.get(0))?;
    Ok((!bound).then_some(next))
}

/// A patient's items that have not reached their end.
pub fn of_patient(c: &Connection, patient: i64) -> Result<Vec<Row>, StoreError> {
    many(
        c,
        "WHERE patient = ?1 AND state NOT IN ('confirmed', 'withdrawn') ORDER BY place, id",
        [patient],
    )
}

/// Items about one record, the newest first.
pub fn of_record(c: &Connection, record: i64) -> Result<Vec<Row>, StoreError> {
    many(c, "WHERE record = ?1 ORDER BY id DESC", [record])
}

/// Items that an item needs, with where they stand.
pub fn needs(c: &Connection, item: i64) -> Result<Vec<Row>, StoreError> {
    many(
        c,
        "WHERE id IN (SELECT needs FROM outbox_need WHERE item = ?1) ORDER BY id",
        [item],
    )
}

/// Items that need this one and have not reached their end.
pub fn dependants(c: &Connection, item: i64) -> Result<Vec<Row>, StoreError> {
    many(
        c,
        "WHERE id IN (SELECT item FROM outbox_need WHERE needs = ?1)
         AND state NOT IN ('confirmed', 'withdrawn') ORDER BY id",
        [item],
    )
}
