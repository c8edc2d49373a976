//! What becomes of a document when a newer version takes its place. The rule:
//!
//! - one that never left for the EHR is taken back from the outbox and stays here as an older version; the newer one
//!   names the nearest version before that the EHR has or may have;
//! - one that is on its way, or may have arrived, is left to arrive: the newer one waits for it and names it;
//! - one that the EHR has is named by the EHR's id. Where the EHR takes changes, it is asked to mark it as superseded,
//!   after the newer one has arrived.
//!
//! A version that was marked as entered in error replaces nothing.

use bytes::Bytes;
use serde_json::{Value, json};
use wardbook_store::outbox::{self as items, Act, State};
use wardbook_store::rusqlite::{Connection, Transaction};
use wardbook_store::write::Writing;
use wardbook_store::{Store, StoreError, chains, mapping, records};
use wardbook_sync::outbox::prepare;

use super::writing::random;

/// Why an item was taken back: a newer version.
pub(crate) const REPLACED: &str = "replaced";
/// Why an item was taken back: the document was marked as entered in error.
pub(crate) const IN_ERROR: &str = "entered-in-error";

/// Where a newer version stands towards what it replaces.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// What it names as replaced: `DocumentReference/id`.
    pub(super) related: Option<String>,
    /// Items it waits for.
    pub(super) needs: Vec<i64>,
    /// Items that are taken back.
    pub(super) take_back: Vec<items::Row>,
}

/// The item that is to make a record at the EHR.
pub(super) fn making(c: &Connection, record: i64) -> Result<Option<items::Row>, StoreError> {
    let all = items::of_record(c, record)?;
    Ok(all.into_iter().find(|item| item.act == Act::Create))
}

/// It surely never left.
pub(super) fn never_left(item: &items::Row) -> bool {
    let moves = matches!(
        item.state,
        State::Sending | State::SentUnknown | State::Conflict
    );
    item.first_sent_at.is_none() && item.fhir_id.is_none() && !moves
}

/// A person keeps it from the EHR: they put it aside to be sent later, or took it back. What replaces it is not sent either,
/// until somebody says so.
pub(super) fn is_kept_back(c: &Connection, record: i64) -> Result<bool, StoreError> {
    let Some(item) = making(c, record)? else {
        return Ok(false);
    };
    let why = item.reason_code.as_deref();
    Ok(match item.state {
        State::Draft => why.is_none(),
        State::Withdrawn => !matches!(why, Some(REPLACED | IN_ERROR)),
        _ => false,
    })
}

/// Where something that replaces this record stands.
pub(super) fn place(c: &Connection, replaced: i64) -> Result<Place, StoreError> {
    let mut place = Place::default();
    let mut at = Some(replaced);
    let mut seen = Vec::new();
    while let Some(record) = at.filter(|record| !seen.contains(record)) {
        seen.push(record);
        if let Some(known) = mapping::of_record(c, record)? {
            place.related = Some(format!("DocumentReference/{}", known.fhir_id));
            break;
        }
        let item = making(c, record)?.filter(|item| item.state.is_waiting());
        match item {
            Some(item) if never_left(&item) && record == replaced => place.take_back.push(item),
            Some(item) if !never_left(&item) => {
                place.related = Some(format!("DocumentReference/{}", item.client_id));
                place.needs.push(item.id);
                break;
            }
            Some(_) | None => {}
        }
        at = chains::of(c, record)?.map(|link| link.replaces);
    }
    Ok(place)
}

/// What only says at the EHR that this item's document took a place has no reason to go without it.
pub(crate) fn take_back_marks(
    tx: &Transaction<'_>,
    item: &items::Row,
    now: i64,
) -> Result<(), StoreError> {
    for mark in items::dependants(tx, item.id)? {
        if mark.act == Act::Update && item.resource_type == "DocumentReference" {
            let to = items::Standing::of(State::Withdrawn)
                .because("withdrawn", "The newer version was taken back.");
            items::set(tx, mark.id, &to, now)?;
        }
    }
    Ok(())
}

/// Another status for a document that is ours alone; what an EHR has, or may have, is left as it is. Gives the status
/// before, where it was changed.
pub(super) fn set_status(
    store: &Store,
    tx: &Transaction<'_>,
    record: i64,
    status: &str,
    now: i64,
) -> Result<Option<String>, StoreError> {
    let Some(row) = records::by_key(tx, record)? else {
        return Ok(None);
    };
    let on_its_way =
        making(tx, record)?.is_some_and(|item| item.state.is_waiting() && !never_left(&item));
    if on_its_way || mapping::of_record(tx, record)?.is_some() {
        return Ok(None);
    }
    let body = records::body(store, tx, record)?;
    let Ok(Value::Object(mut body)) = serde_json::from_slice(&body) else {
        return Err(StoreError::Body);
    };
    let before = body.insert("status".into(), json!(status));
    let before = before.and_then(|before| before.as_str().map(str::to_owned));
    let bytes = Bytes::from(Value::Object(body).to_string());
    let prepared =
        prepare(store, row.connection, row.patient, &bytes, now).ok_or(StoreError::Body)?;
    let mut writing = Writing::default();
    let mut storing = writing.begin(tx)?;
    storing.replace_local(row.connection, now, &mut random(), record, &prepared)?;
    storing.finish()?;
    Ok(before)
}

/// Where a document stands on its way to the EHR, in words.
pub(super) fn state(c: &Connection, record: i64) -> Result<String, StoreError> {
    let item = making(c, record)?;
    if mapping::of_record(c, record)?.is_some() {
        return Ok(match item {
            Some(item) if item.state == State::Confirmed => "In the EHR, read back.".to_owned(),
            _ => "From the EHR.".to_owned(),
        });
    }
    let Some(item) = item else {
        return Ok(KEPT.to_owned());
    };
    Ok(match item.state {
        State::Draft => match &item.reason {
            Some(reason) => format!("{KEPT} {reason}"),
            None => KEPT.to_owned(),
        },
        State::Withdrawn => match item.reason_code.as_deref() {
            Some(REPLACED) => "Never sent: a newer version took its place.".to_owned(),
            Some(IN_ERROR) => "Never sent: marked as entered in error.".to_owned(),
            _ => KEPT.to_owned(),
        },
        State::Queued => "Kept here; waits in the outbox for the EHR.".to_owned(),
        State::Sending => "On its way to the EHR.".to_owned(),
        State::SentUnknown => "Sent; whether it arrived is being found out.".to_owned(),
        State::Confirmed => "In the EHR, read back.".to_owned(),
        State::NeedsMapping => {
            "Kept here; the EHR has no place for its kind yet. See the outbox.".to_owned()
        }
        State::Rejected => "Kept here; the EHR refused it. See the outbox.".to_owned(),
        State::Conflict => "The EHR has something else. See the outbox.".to_owned(),
    })
}

/// What a document that does not go is called.
pub(super) const KEPT: &str = "Kept here, not sent.";
