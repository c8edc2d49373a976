//! What is known here of a record beside what it says: what of it waits, who vouches for it, and the mark “entered in
//! error” that was set here. Owns telling that mark from any other change that waits; refuses to guess what a record was
//! before it.

use wardbook_store::outbox::{self as items, Act, Side};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, records, verified};

use super::draft::Draft;
use super::{completing, rows};
use crate::door::Pass;
use crate::failure::{Code, Fault};
use crate::wire::outbox::{OutboxRow, RecordMark};

/// A mark that was set here and can be taken back, with what the record was before it.
enum Mark {
    /// It waits, in a change that may be more than that.
    Waits {
        item: Box<items::Row>,
        mine: Draft,
        before: Draft,
    },
    /// The record has it.
    Stands { before: Draft },
}

/// Elements that say that a record was entered in error, and what they take the place of.
const SAYING: [&str; 3] = ["status", "clinicalStatus", "verificationStatus"];

/// The mark of a record among its items; none where nothing that was done here set one. `stands`: it says so itself.
fn mark_of(
    c: &Connection,
    items: Vec<items::Row>,
    stands: bool,
) -> Result<Option<Mark>, StoreError> {
    for item in items {
        let waits = item.state.is_waiting();
        if item.act != Act::Update || !(stands || waits) {
            continue;
        }
        let side = |side| {
            let body = items::body(c, item.id, side)?;
            Ok::<_, StoreError>(body.and_then(|body| read(&body)))
        };
        let (Some(mine), Some(before)) = (side(Side::Mine)?, side(Side::Base)?) else {
            continue;
        };
        if !completing::is_in_error(&mine) || completing::is_in_error(&before) {
            continue;
        }
        return Ok(Some(if waits {
            let item = Box::new(item);
            Mark::Waits { item, mine, before }
        } else {
            Mark::Stands { before }
        }));
    }
    Ok(None)
}

fn read(body: &[u8]) -> Option<Draft> {
    Draft::read(&String::from_utf8_lossy(body))
}

/// Says again what it said before.
fn restore(mine: &mut Draft, before: &Draft) {
    for name in SAYING {
        match before.get(name) {
            Some(value) => mine.insert(name.to_owned(), value.clone()),
            None => mine.remove(name),
        };
    }
}

impl Pass {
    /// What is known here of a record whose body this is.
    pub(super) async fn mark(
        &self,
        record: records::Row,
        body: &[u8],
    ) -> Result<RecordMark, Fault> {
        let hash = wardbook_store::write::hash(body);
        let own = self.is_own_document(&record).await?;
        let stands = read(body).is_some_and(|now| completing::is_in_error(&now));
        self.read(move |_, c| {
            let by = verified::of_record(c, record.id, hash)?;
            let items = items::of_record(c, record.id)?;
            let waiting = items.iter().filter(|item| item.state.is_waiting());
            let waiting = waiting
                .map(|item| rows::row(c, item))
                .collect::<Result<_, _>>()?;
            let marked = if own {
                record.status.as_deref() == Some("entered-in-error")
            } else {
                mark_of(c, items, stands)?.is_some()
            };
            Ok(RecordMark {
                record: record.uuid.to_string(),
                waiting,
                verified_at: by.as_ref().map(|by| by.at as f64),
                verified_by: by.map(|by| by.person),
                marked,
                in_error: stands,
            })
        })
        .await
    }

    /// Takes “entered in error” back.
    pub(super) async fn unmark(
        &self,
        record: records::Row,
        body: &[u8],
        person: String,
    ) -> Result<OutboxRow, Fault> {
        if self.is_own_document(&record).await? {
            let item = self.mark_document(record, true, person).await?;
            return self.told(&item).await;
        }
        let now = completing::read(&String::from_utf8_lossy(body))?;
        let (id, stands) = (record.id, completing::is_in_error(&now));
        let mark = self.read(move |_, c| mark_of(c, items::of_record(c, id)?, stands));
        match mark.await? {
            Some(Mark::Waits {
                item,
                mut mine,
                before,
            }) => {
                restore(&mut mine, &before);
                if *mine == *before {
                    let why = "The mark “entered in error” was taken back.";
                    return self.withdraw(*item, why).await;
                }
                // What else was corrected with it goes on waiting.
                self.rewrite(*item, mine).await
            }
            Some(Mark::Stands { before }) => {
                let mut mine = now;
                restore(&mut mine, &before);
                self.correct(record, body, mine, person).await
            }
            None if stands => Err(Fault::new(
                Code::ItemMoved,
                "It was not marked here, so what it was before is not known. Correct its status instead.",
            )),
            None => Err(Fault::invalid(
                "This record is not marked as entered in error.",
            )),
        }
    }
}
