//! Items as rows on screen: what happens next in words, what may be done, and both sides of a conflict.

use wardbook_store::outbox::{self as items, Act, Side, State};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, connections, patients, records};
use wardbook_sync::outbox::judge::{self, Difference};
use wardbook_sync::outbox::{NEVER, reason};

use crate::images::IMAGES;
use crate::live::IMPORT_BASE;
use crate::wire::outbox::{OutboxAttempt, OutboxField, OutboxItem, OutboxRow};
use crate::wire::uuid;

/// An id as the audit log may have it: one that is none is left out.
pub(super) fn subject(id: &str) -> String {
    uuid(id).map_or_else(|| "no id".to_owned(), |id| id.to_string())
}

/// One item.
pub(super) fn row(c: &Connection, row: &items::Row) -> Result<OutboxRow, StoreError> {
    let connection = connections::get(c, row.connection)?;
    let patient = row
        .patient
        .map(|id| patients::by_key(c, id))
        .transpose()?
        .flatten();
    let record = row
        .record
        .map(|id| records::by_key(c, id))
        .transpose()?
        .flatten();
    let acts = acts(row);
    Ok(OutboxRow {
        item: row.uuid.to_string(),
        connection: connection.uuid.to_string(),
        connection_name: connection.name.clone(),
        patient: patient.as_ref().map(|p| p.uuid.to_string()),
        patient_name: patient.and_then(|p| p.name),
        section: record.as_ref().map(|r| r.section.clone()),
        record: record.map(|r| r.uuid.to_string()),
        resource_type: row.resource_type.clone(),
        act: row.act.as_str().to_owned(),
        title: row.title.clone(),
        state: row.state.as_str().to_owned(),
        reason_code: row.reason_code.clone(),
        reason: row.reason.clone(),
        next: if connection.fhir_base == IMPORT_BASE && row.state == State::Draft {
            "Stays on this workstation: this chart came from files, and there is no EHR to send to."
                .to_owned()
        } else {
            next(row, &connection.name)
        },
        for_person: is_for_person(row),
        person: row.person.clone(),
        created_at: row.created_at as f64,
        since: row.changed_at as f64,
        due_at: (row.state.goes_by_itself() && row.due_at != NEVER && row.due_at > 0)
            .then_some(row.due_at as f64),
        attempts: row.attempts,
        fhir_id: row.fhir_id.clone(),
        verdict: row.verdict.clone(),
        acts: acts.iter().map(|act| (*act).to_owned()).collect(),
    })
}

/// Nothing happens to it until a person says so.
fn is_for_person(row: &items::Row) -> bool {
    row.state.is_waiting() && (!row.state.goes_by_itself() || row.due_at == NEVER)
}

fn next(row: &items::Row, ehr: &str) -> String {
    match (row.state, row.reason_code.as_deref()) {
        (State::Draft, Some(reason::NOT_TAKEN)) => {
            format!(
                "Stays on this workstation. {ehr} does not take it; enter it there by hand, or send it again after its rights were changed."
            )
        }
        (State::Draft, _) => "Stays here until you send it.".to_owned(),
        (State::Queued, Some(reason::SIGN_IN)) => {
            format!("Goes by itself after you sign in at {ehr}.")
        }
        (State::Queued, Some(reason::OFFLINE)) => {
            format!("Goes by itself as soon as {ehr} is reached.")
        }
        (State::Queued, _) => "Goes by itself with the next sync, or when you send now.".to_owned(),
        (State::Sending, _) => "It is on its way.".to_owned(),
        (State::SentUnknown, Some(reason::READ_BACK)) => {
            format!("{ehr} took it; it is read back by itself.")
        }
        (State::SentUnknown, _) if row.due_at == NEVER => {
            format!(
                "Look in {ehr} whether it is there, then say so here. It is not sent again by itself."
            )
        }
        (State::SentUnknown, _) => {
            format!("{ehr} is asked by itself whether it arrived; only if not is it sent again.")
        }
        (State::Confirmed, _) => "Nothing: it is in the EHR, read back.".to_owned(),
        (State::NeedsMapping, _) => {
            format!("Ask the people of {ehr} to map this code; then send it again.")
        }
        (State::Rejected, _) => {
            "Correct what the EHR said and send it again, or withdraw it.".to_owned()
        }
        (State::Conflict, _) => {
            "Compare both sides and decide. It may wait as long as you like.".to_owned()
        }
        (State::Withdrawn, _) => {
            "Nothing: it was taken back. What was written is kept here.".to_owned()
        }
    }
}

/// What may be done with it.
pub(super) fn acts(row: &items::Row) -> Vec<&'static str> {
    let mut acts = acts_of_record(row);
    if row.resource_type == IMAGES {
        // A list of files has no words to change, and one that was taken back is sent anew from its study.
        acts.retain(|act| !["edit", "put-back"].contains(act));
    }
    acts
}

fn acts_of_record(row: &items::Row) -> Vec<&'static str> {
    let is_new = row.act == Act::Create;
    match row.state {
        State::Queued if row.first_sent_at.is_some() => vec!["retry"],
        State::Draft | State::NeedsMapping | State::Rejected | State::Queued => {
            vec!["edit", "retry", "withdraw"]
        }
        State::Sending | State::Confirmed => Vec::new(),
        State::SentUnknown if row.due_at == NEVER => {
            vec!["retry", "is-there", "is-not-there", "withdraw"]
        }
        State::SentUnknown => vec!["retry"],
        State::Conflict if row.reason_code.as_deref() == Some(reason::GONE) => {
            if is_new {
                vec!["retry", "is-not-there", "withdraw"]
            } else {
                vec!["withdraw"]
            }
        }
        State::Conflict if is_new => vec!["take-theirs", "take-mine", "edit"],
        State::Conflict => vec!["take-mine", "take-theirs", "edit", "withdraw"],
        State::Withdrawn => vec!["put-back"],
    }
}

/// An item whole.
pub(super) fn whole(c: &Connection, item: &items::Row) -> Result<OutboxItem, StoreError> {
    let (base, mine, theirs) = items::sides(c, item.id)?;
    let listed: Vec<Difference> = item
        .differences
        .as_deref()
        .and_then(|json| serde_json::from_str(json).ok())
        .unwrap_or_default();
    let before = base
        .as_deref()
        .zip(mine.as_deref())
        .map(|(base, mine)| judge::judge(mine, base, &[]).1)
        .unwrap_or_default();
    let text = |body: Option<Vec<u8>>| body.map(|body| String::from_utf8_lossy(&body).into_owned());
    let needs = items::needs(c, item.id)?;
    let mut row_of = row(c, item)?;
    // Whether there is something to change places with is looked for where one item is shown, not for each of a list.
    for (earlier, act) in [(true, "earlier"), (false, "later")] {
        if items::neighbour(c, item, earlier)?.is_some() {
            row_of.acts.push(act.to_owned());
        }
    }
    Ok(OutboxItem {
        row: row_of,
        attempts: items::attempts(c, item.id)?
            .into_iter()
            .map(attempt)
            .collect(),
        fields: fields(&listed, &before, theirs.is_some()),
        mine: text(mine).unwrap_or_default(),
        base: text(base),
        theirs: text(theirs),
        needs: needs.iter().map(|n| row(c, n)).collect::<Result<_, _>>()?,
    })
}

/// What the EHR has beside what was written; without the EHR's side, what the edit changes.
fn fields(listed: &[Difference], before: &[Difference], has_theirs: bool) -> Vec<OutboxField> {
    let was = |path: &str| before.iter().find(|d| d.path == path);
    if has_theirs {
        let all = listed.iter().map(|d| OutboxField {
            path: d.path.clone(),
            base: was(&d.path).map_or_else(|| d.mine.clone(), |b| b.theirs.clone()),
            mine: d.mine.clone(),
            theirs: d.theirs.clone(),
            matters: d.matters,
        });
        return all.collect();
    }
    let all = before.iter().map(|d| OutboxField {
        path: d.path.clone(),
        base: d.theirs.clone(),
        mine: d.mine.clone(),
        theirs: None,
        matters: d.matters,
    });
    all.collect()
}

fn attempt(one: items::Attempt) -> OutboxAttempt {
    OutboxAttempt {
        step: one.step,
        began_at: one.began_at as f64,
        ended_at: one.ended_at.map(|at| at as f64),
        outcome: one.outcome,
        status: one.status.map(u32::from),
        said: one.said,
        request_id: one.request_id,
    }
}

/// What is to be sent, as it stands.
pub(super) fn mine(c: &Connection, item: &items::Row) -> Result<Vec<u8>, StoreError> {
    items::body(c, item.id, Side::Mine)?.ok_or(StoreError::NotFound("body"))
}
