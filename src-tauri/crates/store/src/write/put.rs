//! Stores prepared records inside one transaction of the caller's.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::rows::{self, Rows};
use super::{Belongs, Prepared, again};
use crate::attachments;
use crate::error::StoreError;
use crate::mapping::FhirId;
use crate::patients;
use crate::search::patient_word;
use crate::terms::TermCache;
use crate::wanted;

/// What storing one record did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was not here.
    Added,
    /// It was here with other bytes.
    Changed,
    /// It was here, byte for byte.
    Unchanged,
}

/// State of one writer that outlives its transactions: what it has looked up before.
#[derive(Default)]
pub struct Writing {
    cache: TermCache,
    patients: HashMap<(i64, Box<str>), i64, RandomState>,
    wanted: HashSet<(i64, Box<str>, FhirId), RandomState>,
    text: String,
}

/// Stores records inside one transaction. Its statements are asked for once, because looking them up
/// by their text for every record costs as much as an index; rows of one table go in many a statement.
pub struct Storing<'tx> {
    writing: &'tx mut Writing,
    tx: &'tx Transaction<'tx>,
    next: i64,
    mapping: Rows<'tx>,
    record: Rows<'tx>,
    tokens: Rows<'tx>,
    quantities: Rows<'tx>,
    /// Index rows that wait until they are enough for one statement.
    tokens_waiting: Vec<(i64, i64, i64)>,
    quantities_waiting: Vec<(i64, i64, f64, Option<i64>)>,
    attachments: CachedStatement<'tx>,
    words: CachedStatement<'tx>,
    /// New or changed records by patient: told to the patients at the end.
    news: HashMap<i64, i64, RandomState>,
    /// What is replaced is kept beside as an older version.
    keep: bool,
}

/// A record as it came.
#[derive(Debug, Clone, Copy)]
pub struct Received<'r> {
    /// When.
    pub at: i64,
    /// When it was asked for: what the EHR said later of the same record is not replaced by it.
    pub asked_at: i64,
    /// The record.
    pub record: &'r Prepared,
}

/// Caches start anew beyond this many entries: memory stays flat however long the sync.
const REMEMBERED: usize = 50_000;

/// Columns of a record as the numbers they are stored as.
pub(super) struct Numbers {
    pub(super) kind: i64,
    pub(super) section: i64,
    pub(super) code: Option<i64>,
    pub(super) category: Option<i64>,
    pub(super) status: Option<i64>,
    pub(super) unit: Option<i64>,
    pub(super) patient: i64,
}

impl Writing {
    /// Begins to store inside `tx`. Another writer may have taken row numbers since the last one.
    pub fn begin<'tx>(
        &'tx mut self,
        tx: &'tx Transaction<'tx>,
    ) -> Result<Storing<'tx>, StoreError> {
        let last: Option<i64> = tx
            .query_row("SELECT max(id) FROM record", [], |r| r.get(0))
            .optional()?
            .flatten();
        // A patient may have been taken away since, and come again under another number.
        self.patients.clear();
        Ok(Storing {
            next: last.unwrap_or(0) + 1,
            mapping: Rows::of(tx, &rows::MAPPING)?,
            record: Rows::of(tx, &rows::RECORD)?,
            tokens: Rows::of(tx, &rows::TOKEN)?,
            quantities: Rows::of(tx, &rows::QUANTITY)?,
            tokens_waiting: Vec::with_capacity(2 * rows::AT_ONCE),
            quantities_waiting: Vec::with_capacity(2 * rows::AT_ONCE),
            attachments: attachments::noting(tx)?,
            words: tx.prepare_cached(WORDS)?,
            news: HashMap::default(),
            keep: false,
            writing: self,
            tx,
        })
    }

    /// After a rollback: numbers handed out inside it mean nothing.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    fn numbers(
        &mut self,
        tx: &Transaction<'_>,
        connection: i64,
        now: i64,
        random: &mut dyn FnMut() -> u64,
        record: &Prepared,
    ) -> Result<Numbers, StoreError> {
        let cache = &mut self.cache;
        let kind = cache.word(tx, &record.resource_type)?;
        let section = cache.word(tx, record.section)?;
        let code = record
            .code
            .as_ref()
            .map(|t| cache.term(tx, t))
            .transpose()?;
        let category = record
            .category
            .as_ref()
            .map(|t| cache.term(tx, t))
            .transpose()?;
        let status = record
            .status
            .as_deref()
            .map(|t| cache.word(tx, t))
            .transpose()?;
        let unit = record
            .unit
            .as_deref()
            .map(|t| cache.word(tx, t))
            .transpose()?;
        let patient = match &record.belongs {
            Belongs::Nobody => 0,
            Belongs::To(id) => *id,
            Belongs::ToFhir(fhir_id) => self.patient(tx, connection, now, random, fhir_id)?,
        };
        Ok(Numbers {
            kind,
            section,
            code,
            category,
            status,
            unit,
            patient,
        })
    }

    fn patient(
        &mut self,
        tx: &Transaction<'_>,
        connection: i64,
        now: i64,
        random: &mut dyn FnMut() -> u64,
        fhir_id: &str,
    ) -> Result<i64, StoreError> {
        let key = (connection, Box::from(fhir_id));
        if let Some(id) = self.patients.get(&key) {
            return Ok(*id);
        }
        let uuid = random_uuid(now, random(), random());
        let id = patients::ensure(tx, connection, fhir_id, uuid)?;
        if self.patients.len() >= REMEMBERED {
            self.patients.clear();
        }
        self.patients.insert(key, id);
        Ok(id)
    }
}

const WORDS: &str = "INSERT INTO text (rowid, words) VALUES (?1, ?2)";

impl Storing<'_> {
    /// Stores records of `connection`, and tells what became of each, in order. `random` fills the random part of new ids.
    pub fn put_all(
        &mut self,
        connection: i64,
        random: &mut dyn FnMut() -> u64,
        received: &[Received<'_>],
        mut became: impl FnMut(Outcome),
    ) -> Result<(), StoreError> {
        for some in received.chunks(rows::AT_ONCE) {
            self.put_some(connection, random, some, &mut became)?;
        }
        self.flush()
    }

    /// Stores one record.
    pub fn put(
        &mut self,
        connection: i64,
        now: i64,
        random: &mut dyn FnMut() -> u64,
        record: &Prepared,
    ) -> Result<Outcome, StoreError> {
        let mut outcome = Outcome::Unchanged;
        let one = [Received {
            at: now,
            asked_at: now,
            record,
        }];
        self.put_all(connection, random, &one, |became| outcome = became)?;
        Ok(outcome)
    }

    fn put_some(
        &mut self,
        connection: i64,
        random: &mut dyn FnMut() -> u64,
        some: &[Received<'_>],
        became: &mut dyn FnMut(Outcome),
    ) -> Result<(), StoreError> {
        let first = self.next;
        let full = some.len() == rows::AT_ONCE;
        let mut numbers = Vec::with_capacity(some.len());
        let mut mapped = 0;
        for (id, Received { at, record, .. }) in (first..).zip(some) {
            let its = self
                .writing
                .numbers(self.tx, connection, *at, random, record)?;
            let version = record.version.as_deref();
            mapped += self.mapping.put(
                full,
                params![
                    id,
                    connection,
                    its.kind,
                    record.fhir_id,
                    version,
                    record.last_updated,
                    record.hash,
                    at
                ],
            )?;
            numbers.push(its);
            self.next = id + 1;
        }
        let all_new = mapped == some.len();
        for ((id, received), its) in (first..).zip(some).zip(&numbers) {
            let Received { at, record, .. } = *received;
            let (outcome, id) = if all_new || again::is_new(self.tx, id, connection, its, record)? {
                let uuid = record_uuid(at, random(), id);
                let rows = full && all_new;
                self.insert(rows, (connection, at), (id, uuid), its, record)?;
                (Outcome::Added, id)
            } else {
                // What was met a moment ago in the same page must be in its tables first.
                self.flush()?;
                again::meet(self.tx, connection, its, received, self.keep)?
            };
            if outcome != Outcome::Unchanged {
                self.index(connection, id, its, record)?;
                if its.patient != 0 {
                    *self.news.entry(its.patient).or_default() += 1;
                }
            }
            became(outcome);
        }
        Ok(())
    }

    /// Stores a record that was written here: it has no mapping until an EHR accepts it.
    pub fn put_local(
        &mut self,
        connection: i64,
        now: i64,
        random: &mut dyn FnMut() -> u64,
        record: &Prepared,
    ) -> Result<(i64, Uuid), StoreError> {
        let its = self
            .writing
            .numbers(self.tx, connection, now, random, record)?;
        let id = self.next;
        self.next = id + 1;
        let uuid = record_uuid(now, random(), id);
        self.insert(false, (connection, now), (id, uuid), &its, record)?;
        self.index(connection, id, &its, record)?;
        self.flush()?;
        Ok((id, uuid))
    }

    /// Puts another body in the place of a record that was written here.
    pub fn replace_local(
        &mut self,
        connection: i64,
        now: i64,
        random: &mut dyn FnMut() -> u64,
        id: i64,
        record: &Prepared,
    ) -> Result<(), StoreError> {
        let its = self
            .writing
            .numbers(self.tx, connection, now, random, record)?;
        again::replace(self.tx, id, now, &its, record)?;
        self.index(connection, id, &its, record)?;
        self.flush()
    }

    /// Writes the index rows that wait for others.
    fn flush(&mut self) -> Result<(), StoreError> {
        for (id, role, term) in self.tokens_waiting.drain(..) {
            self.tokens.one(params![id, role, term])?;
        }
        for (id, term, value, unit) in self.quantities_waiting.drain(..) {
            self.quantities.one(params![id, term, value, unit])?;
        }
        Ok(())
    }

    /// From now on, what is replaced is kept beside as an older version, or not.
    pub fn keep_older(&mut self, keep: bool) {
        self.keep = keep;
    }

    /// Tells each patient that was opened before how much is new. Call it before the commit.
    pub fn finish(self) -> Result<(), StoreError> {
        let mut tell = self.tx.prepare_cached(
            "UPDATE patient SET new_records = new_records + ?2 WHERE id = ?1 AND opened_at IS NOT NULL",
        )?;
        for (patient, new) in self.news {
            tell.execute([patient, new])?;
        }
        Ok(())
    }

    fn index(
        &mut self,
        connection: i64,
        id: i64,
        numbers: &Numbers,
        record: &Prepared,
    ) -> Result<(), StoreError> {
        let (tx, writing) = (self.tx, &mut *self.writing);
        for (role, term) in &record.tokens {
            let term = writing.cache.term(tx, term)?;
            self.tokens_waiting.push((id, *role as i64, term));
        }
        for (term, value, unit) in &record.quantities {
            let term = writing.cache.term(tx, term)?;
            let unit = unit
                .as_deref()
                .map(|u| writing.cache.word(tx, u))
                .transpose()?;
            self.quantities_waiting.push((id, term, *value, unit));
        }
        if self.tokens_waiting.len() >= rows::AT_ONCE {
            for (id, role, term) in self.tokens_waiting.drain(..rows::AT_ONCE) {
                self.tokens.of_many(params![id, role, term])?;
            }
        }
        if self.quantities_waiting.len() >= rows::AT_ONCE {
            for (id, term, value, unit) in self.quantities_waiting.drain(..rows::AT_ONCE) {
                self.quantities.of_many(params![id, term, value, unit])?;
            }
        }
        for content in &record.attached {
            attachments::note(&mut self.attachments, id, connection, content)?;
        }
        for (kind, fhir_id) in &record.wanted {
            let key = (connection, kind.clone(), fhir_id.clone());
            if !writing.wanted.contains(&key) {
                wanted::note(tx, connection, kind, fhir_id)?;
                if writing.wanted.len() >= REMEMBERED {
                    writing.wanted.clear();
                }
                writing.wanted.insert(key);
            }
        }
        // What a document beside it says is found by the record, also after the EHR sent the record anew.
        let mut with_document = String::new();
        if &*record.resource_type == "DocumentReference" {
            crate::documents::words(tx, id, &mut with_document)?;
        }
        if numbers.patient == 0 {
            self.words.execute(params![id, record.words])?;
        } else {
            writing.text.clear();
            writing.text.push_str(&patient_word(numbers.patient));
            writing.text.push(' ');
            writing.text.push_str(&record.words);
            writing.text.push_str(&with_document);
            self.words.execute(params![id, writing.text])?;
        }
        if let Some(columns) = &record.patient_columns {
            patients::describe(tx, numbers.patient, id, columns)?;
        }
        Ok(())
    }

    fn insert(
        &mut self,
        full: bool,
        (connection, now): (i64, i64),
        (id, uuid): (i64, Uuid),
        numbers: &Numbers,
        record: &Prepared,
    ) -> Result<(), StoreError> {
        self.record.put(
            full,
            params![
                id,
                uuid.as_bytes(),
                connection,
                numbers.kind,
                numbers.patient,
                numbers.section,
                record.date,
                record.precision.number(),
                numbers.code,
                numbers.category,
                numbers.status,
                record.value,
                numbers.unit,
                now,
                record.body.dictionary,
                i64::try_from(record.body.length).unwrap_or(i64::MAX),
                record.body.bytes
            ],
        )?;
        Ok(())
    }
}

/// A version-7 UUID whose last 40 bits are the row number: found again without an index of its own.
fn record_uuid(now: i64, random: u64, id: i64) -> Uuid {
    let low = (random << 40) | (u64::try_from(id).unwrap_or(0) & 0xff_ffff_ffff);
    random_uuid(now, random >> 24, low)
}

fn random_uuid(now: i64, high: u64, low: u64) -> Uuid {
    let mut bytes = [0_u8; 10];
    let random = (u128::from(high) << 64) | u128::from(low);
    for (to, from) in bytes.iter_mut().zip(random.to_be_bytes().iter().skip(6)) {
        *to = *from;
    }
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now).unwrap_or(0), &bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::row_number;

    #[test]
    fn a_record_id_is_a_version_7_uuid_and_knows_its_row() {
        for (random, row) in [
            (0, 1),
            (u64::MAX, 0xff_ffff_ffff),
            (0x0123_4567_89ab_cdef, 200_000),
        ] {
            let uuid = record_uuid(1_790_000_000_000, random, row);
            assert_eq!(uuid.get_version_num(), 7);
            assert_eq!(row_number(uuid), row);
        }
    }
}
