//! Changing items. Each function is one step that makes sense by itself, inside a transaction of the
//! caller's: the item, its bodies and its record move together.

use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::{Act, Row, Side, State, body, list};
use crate::error::StoreError;
use crate::write::{self, Prepared, Writing};
use crate::{chains, documents, mapping, records};

/// An item to add.
#[derive(Debug, Clone)]
pub struct New<'a> {
    /// Our id of it.
    pub uuid: Uuid,
    /// Connection's row number.
    pub connection: i64,
    /// Patient's row number; 0 for nobody's.
    pub patient: i64,
    /// Resource type.
    pub resource_type: &'a str,
    /// What it is, in a few words.
    pub title: &'a str,
    /// The identifier we made for it.
    pub client_id: &'a str,
    /// Who wrote it.
    pub person: &'a str,
    /// Where it stands from the beginning: [`State::Draft`] or [`State::Queued`].
    pub standing: Standing,
    /// What is to be sent.
    pub mine: &'a [u8],
    /// Now.
    pub now: i64,
}

/// Where an item stands, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// Why, as a code.
    pub reason_code: Option<String>,
    /// Why, in words.
    pub reason: Option<String>,
    /// Not before then.
    pub due_at: i64,
    /// Whether a request that could have made it may have arrived.
    pub may_be_there: bool,
}

impl Standing {
    /// In this state, without a word about it.
    pub fn of(state: State) -> Self {
        Self {
            state,
            reason_code: None,
            reason: None,
            due_at: 0,
            may_be_there: false,
        }
    }

    /// For this reason.
    pub fn because(mut self, code: &str, words: impl Into<String>) -> Self {
        self.reason_code = Some(code.to_owned());
        self.reason = Some(words.into());
        self
    }
}

/// What an item's proof is.
#[derive(Debug, Clone)]
pub struct Confirmed<'a> {
    /// What the EHR calls it.
    pub fhir_id: &'a str,
    /// What was read back, ready to be stored.
    pub theirs: &'a Prepared,
    /// Its body.
    pub body: &'a [u8],
    /// `identical` or `converted`.
    pub verdict: &'a str,
    /// What the EHR changed or dropped.
    pub differences: Option<&'a str>,
    /// Now.
    pub now: i64,
}

fn insert(
    tx: &Transaction<'_>,
    new: &New<'_>,
    act: Act,
    record: Option<i64>,
    of_ehr: (Option<&str>, Option<&str>),
) -> Result<Row, StoreError> {
    tx.prepare_cached(
        "INSERT INTO outbox (uuid, connection, patient, record, type, act, title, client_id, fhir_id, version, state,
         reason_code, reason, person, created_at, changed_at, due_at, place)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?15, ?16,
         (SELECT coalesce(max(place), 0) + 1 FROM outbox))",
    )?
    .execute(params![
        new.uuid.as_bytes(),
        new.connection,
        new.patient,
        record,
        new.resource_type,
        act.as_str(),
        new.title,
        new.client_id,
        of_ehr.0,
        of_ehr.1,
        new.standing.state.as_str(),
        new.standing.reason_code,
        new.standing.reason,
        new.person,
        new.now,
        new.standing.due_at
    ])?;
    let id = tx.last_insert_rowid();
    body::put(tx, id, Side::Mine, new.mine)?;
    list::by_key(tx, id)
}

/// Adds a record that is to be made at the EHR: the record and its item, together.
pub fn add(
    tx: &Transaction<'_>,
    new: &New<'_>,
    record: &Prepared,
    random: &mut dyn FnMut() -> u64,
) -> Result<Row, StoreError> {
    let mut writing = Writing::default();
    let mut storing = writing.begin(tx)?;
    let (record, _) = storing.put_local(new.connection, new.now, random, record)?;
    storing.finish()?;
    let owner = records::by_key(tx, record)?.and_then(|row| row.patient);
    let new = New {
        patient: owner.unwrap_or(new.patient),
        ..new.clone()
    };
    insert(tx, &new, Act::Create, Some(record), (None, None))
}

/// Adds a record that is here already and has no name at the EHR: a document that stood here before it could go.
pub fn send(tx: &Transaction<'_>, new: &New<'_>, record: i64) -> Result<Row, StoreError> {
    insert(tx, new, Act::Create, Some(record), (None, None))
}

/// Adds something that is to be made and is no record of a chart: images of a study.
pub fn queue(tx: &Transaction<'_>, new: &New<'_>) -> Result<Row, StoreError> {
    insert(tx, new, Act::Create, None, (None, None))
}

/// It is there, and no record stands for it here: what was read back is kept as its proof.
pub fn confirm_alone(
    tx: &Transaction<'_>,
    row: &Row,
    theirs: &[u8],
    now: i64,
) -> Result<(), StoreError> {
    body::put(tx, row.id, Side::Theirs, theirs)?;
    tx.prepare_cached(
        "UPDATE outbox SET state = ?2, reason_code = NULL, reason = NULL, verdict = 'identical', differences = NULL,
         changed_at = ?3, due_at = 0 WHERE id = ?1",
    )?
    .execute(params![row.id, State::Confirmed.as_str(), now])?;
    Ok(())
}

/// Adds a change of a record the EHR has. `base` is what the edit began from. The record stays as the
/// EHR has it until the change is confirmed.
pub fn edit(
    tx: &Transaction<'_>,
    new: &New<'_>,
    record: i64,
    base: &[u8],
) -> Result<Row, StoreError> {
    let known = mapping::of_record(tx, record)?.ok_or(StoreError::NotFound("mapping"))?;
    let of_ehr = (Some(known.fhir_id.as_str()), known.version.as_deref());
    let row = insert(tx, new, Act::Update, Some(record), of_ehr)?;
    body::put(tx, row.id, Side::Base, base)?;
    list::by_key(tx, row.id)
}

/// Lets two items change places in the order. Neither's state moves.
pub fn swap(tx: &Transaction<'_>, one: &Row, other: &Row) -> Result<(), StoreError> {
    let mut put = tx.prepare_cached("UPDATE outbox SET place = ?2 WHERE id = ?1")?;
    put.execute(params![one.id, other.place])?;
    put.execute(params![other.id, one.place])?;
    Ok(())
}

/// Writes down where it stands now.
pub fn set(tx: &Transaction<'_>, item: i64, to: &Standing, now: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE outbox SET state = ?2, reason_code = ?3, reason = ?4, due_at = ?5, changed_at = max(?6, changed_at + 1),
         first_sent_at = CASE WHEN ?7 THEN coalesce(first_sent_at, ?6) END WHERE id = ?1",
    )?
    .execute(params![
        item,
        to.state.as_str(),
        to.reason_code,
        to.reason,
        to.due_at,
        now,
        to.may_be_there
    ])?;
    Ok(())
}

/// The same where the item is still what `row` says, or is being sent; false where somebody edited it or took it back
/// meanwhile, which holds.
pub fn set_unless_moved(
    tx: &Transaction<'_>,
    row: &Row,
    to: &Standing,
    now: i64,
) -> Result<bool, StoreError> {
    let here = list::by_key(tx, row.id)?;
    let same = here.state == row.state && here.changed_at == row.changed_at;
    if !same && here.state != State::Sending {
        return Ok(false);
    }
    set(tx, row.id, to, now)?;
    Ok(true)
}

/// The store came out of a backup: what waits here may have gone meanwhile, from where it was made. It is looked for
/// before it is sent, from the time it was written on; a change is compared with what is there anyway.
pub(crate) fn came_out_of_a_backup(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE outbox SET first_sent_at = coalesce(first_sent_at, created_at), changed_at = changed_at + 1, due_at = 0,
           reason_code = CASE WHEN state IN ('queued', 'sending') THEN 'from-backup' ELSE reason_code END,
           reason = CASE WHEN state IN ('queued', 'sending') THEN ?1 ELSE reason END,
           state = CASE WHEN state IN ('queued', 'sending') THEN 'sent-unknown' ELSE state END
         WHERE act = 'create' AND state IN ('draft', 'queued', 'sending', 'needs-mapping', 'rejected')",
        ["This came out of a backup and may have been sent since it was made. Whether the EHR has it is looked for before it is sent."],
    )?;
    Ok(())
}

/// Another body and title for what waits; its record, where it is ours alone, becomes that too.
pub fn requeue(
    tx: &Transaction<'_>,
    row: &Row,
    mine: (&[u8], &str),
    record: Option<&Prepared>,
    to: &Standing,
    random: &mut dyn FnMut() -> u64,
    now: i64,
) -> Result<(), StoreError> {
    body::put(tx, row.id, Side::Mine, mine.0)?;
    tx.prepare_cached("UPDATE outbox SET title = ?2 WHERE id = ?1")?
        .execute(params![row.id, mine.1])?;
    if let (Some(id), Some(record), Act::Create) = (row.record, record, row.act) {
        let mut writing = Writing::default();
        let mut storing = writing.begin(tx)?;
        storing.replace_local(row.connection, now, random, id, record)?;
        storing.finish()?;
    }
    set(tx, row.id, to, now)
}

/// What the EHR was seen to have beside what was written: for a person to compare. A further edit
/// begins from there (`version`).
pub fn keep_theirs(
    tx: &Transaction<'_>,
    item: i64,
    theirs: &[u8],
    compared: (Option<&str>, Option<&str>),
) -> Result<(), StoreError> {
    body::put(tx, item, Side::Theirs, theirs)?;
    tx.prepare_cached("UPDATE outbox SET verdict = ?2, differences = ?3 WHERE id = ?1")?
        .execute(params![item, compared.0, compared.1])?;
    Ok(())
}

/// The EHR answered that it has it, under this name: kept at once, so that whoever comes after reads
/// it back and sends nothing.
pub fn accepted(tx: &Transaction<'_>, item: i64, fhir_id: &str) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE outbox SET fhir_id = ?2 WHERE id = ?1")?
        .execute(params![item, fhir_id])?;
    Ok(())
}

/// It is not there under that name after all: a person looked.
pub fn not_there(tx: &Transaction<'_>, item: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE outbox SET fhir_id = NULL, first_sent_at = NULL WHERE id = ?1")?
        .execute([item])?;
    Ok(())
}

/// Mine is compared with this from now on: `base` is what the EHR has, at `version`.
pub fn rename(
    tx: &Transaction<'_>,
    item: i64,
    base: &[u8],
    version: Option<&str>,
) -> Result<(), StoreError> {
    body::put(tx, item, Side::Base, base)?;
    tx.prepare_cached("UPDATE outbox SET version = ?2 WHERE id = ?1")?
        .execute(params![item, version])?;
    Ok(())
}

/// One item waits for another.
pub fn need(tx: &Transaction<'_>, item: i64, needs: i64) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT OR IGNORE INTO outbox_need (item, needs) VALUES (?1, ?2)")?
        .execute([item, needs])?;
    Ok(())
}

/// The EHR has it: our record is its record from now on, with the body that was read back.
pub fn confirm(
    tx: &Transaction<'_>,
    row: &Row,
    proof: &Confirmed<'_>,
    random: &mut dyn FnMut() -> u64,
) -> Result<(), StoreError> {
    let now = proof.now;
    let mut record = row.record;
    if row.act == Act::Create {
        if let Some(ours) = row.record {
            let kept = write::adopt(
                tx,
                row.connection,
                ours,
                &row.resource_type,
                proof.fhir_id,
                now,
            )?;
            record = Some(kept);
        }
        if row.resource_type == "Patient" {
            // A patient who was written here goes by the EHR's id from now on, unless that one is here.
            tx.prepare_cached(
                "UPDATE OR IGNORE patient SET fhir_id = ?3 WHERE connection = ?1 AND fhir_id = ?2",
            )?
            .execute(params![row.connection, row.client_id, proof.fhir_id])?;
        }
    }
    let mut writing = Writing::default();
    let mut storing = writing.begin(tx)?;
    storing.put(row.connection, now, random, proof.theirs)?;
    storing.finish()?;
    if record.is_none() {
        record = records::find(tx, row.connection, &row.resource_type, proof.fhir_id)?
            .map(|found| found.id);
    }
    body::put(tx, row.id, Side::Theirs, proof.body)?;
    tx.prepare_cached(
        "UPDATE outbox SET state = ?2, reason_code = NULL, reason = NULL, fhir_id = ?3, record = ?4, verdict = ?5,
         differences = ?6, changed_at = ?7, due_at = 0 WHERE id = ?1",
    )?
    .execute(params![
        row.id,
        State::Confirmed.as_str(),
        proof.fhir_id,
        record,
        proof.verdict,
        proof.differences,
        now
    ])?;
    Ok(())
}

/// Takes an item back. What was written stays with the item; a record that is ours alone leaves the chart, unless a
/// file stands beside it or another version does: those stay, as kept here and not sent.
pub fn withdraw(
    tx: &Transaction<'_>,
    row: &Row,
    to: &Standing,
    now: i64,
) -> Result<(), StoreError> {
    set(tx, row.id, to, now)?;
    if let (Act::Create, Some(record)) = (row.act, row.record) {
        let stays = documents::get(tx, record)?.is_some()
            || chains::of(tx, record)?.is_some()
            || !chains::successors(tx, record)?.is_empty();
        if !stays {
            write::remove(tx, record)?;
        }
    }
    Ok(())
}

/// Puts what was taken back into the queue again; its record comes back into the chart.
pub fn put_back(
    tx: &Transaction<'_>,
    row: &Row,
    record: Option<&Prepared>,
    to: &Standing,
    random: &mut dyn FnMut() -> u64,
    now: i64,
) -> Result<(), StoreError> {
    if let (Act::Create, None, Some(record)) = (row.act, row.record, record) {
        let mut writing = Writing::default();
        let mut storing = writing.begin(tx)?;
        let (id, _) = storing.put_local(row.connection, now, random, record)?;
        storing.finish()?;
        tx.prepare_cached("UPDATE outbox SET record = ?2 WHERE id = ?1")?
            .execute([row.id, id])?;
    }
    set(tx, row.id, to, now)
}
