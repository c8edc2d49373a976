//! Stores prepared records inside one transaction of the caller's.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::{Belongs, Prepared};
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

/// State of one writer that outlives its transactions: caches, and the next row number.
#[derive(Default)]
pub struct Writing {
    cache: TermCache,
    patients: HashMap<(i64, Box<str>), i64>,
    wanted: HashSet<(i64, Box<str>, FhirId)>,
    next: Option<i64>,
}

/// Caches start anew beyond this many entries: memory stays flat however long the sync.
const REMEMBERED: usize = 50_000;

/// Columns of a record as the numbers they are stored as.
struct Numbers {
    kind: i64,
    section: i64,
    code: Option<i64>,
    category: Option<i64>,
    status: Option<i64>,
    unit: Option<i64>,
    patient: i64,
}

impl Writing {
    /// At the start of each transaction: another writer may have taken row numbers meanwhile.
    pub fn begin(&mut self) {
        self.next = None;
    }

    /// After a rollback: numbers handed out inside it mean nothing.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Stores one record of `connection`, received at `now`. `random` fills the random part of new ids.
    pub fn put(
        &mut self,
        tx: &Transaction<'_>,
        connection: i64,
        now: i64,
        random: &mut dyn FnMut() -> u64,
        record: &Prepared,
    ) -> Result<Outcome, StoreError> {
        let numbers = self.numbers(tx, connection, now, random, record)?;
        let id = self.next_row(tx)?;
        let mapped = tx
            .prepare_cached(
                "INSERT INTO mapping (record, connection, type, fhir_id, version, last_updated, hash, synced_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (fhir_id, type, connection) DO NOTHING",
            )?
            .execute(params![
                id,
                connection,
                numbers.kind,
                record.fhir_id,
                record.version.as_deref(),
                record.last_updated,
                record.hash,
                now
            ])?;
        let (outcome, id) = if mapped == 1 {
            self.next = Some(id + 1);
            insert(
                tx,
                connection,
                now,
                id,
                record_uuid(now, random(), id),
                &numbers,
                record,
            )?;
            (Outcome::Added, id)
        } else {
            meet_again(tx, connection, now, &numbers, record)?
        };
        if outcome != Outcome::Unchanged {
            self.index(tx, connection, id, &numbers, record)?;
            if numbers.patient != 0 {
                tx.prepare_cached("UPDATE patient SET new_records = new_records + 1 WHERE id = ?1 AND opened_at IS NOT NULL")?
                    .execute([numbers.patient])?;
            }
        }
        Ok(outcome)
    }

    fn next_row(&mut self, tx: &Transaction<'_>) -> Result<i64, StoreError> {
        if let Some(next) = self.next {
            return Ok(next);
        }
        let last: Option<i64> = tx
            .query_row("SELECT max(id) FROM record", [], |r| r.get(0))
            .optional()?
            .flatten();
        Ok(last.unwrap_or(0) + 1)
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

    fn index(
        &mut self,
        tx: &Transaction<'_>,
        connection: i64,
        id: i64,
        numbers: &Numbers,
        record: &Prepared,
    ) -> Result<(), StoreError> {
        for (role, term) in &record.tokens {
            let term = self.cache.term(tx, term)?;
            tx.prepare_cached("INSERT INTO token_index (record, role, term) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
                .execute(params![id, *role as i64, term])?;
        }
        for (term, value, unit) in &record.quantities {
            let term = self.cache.term(tx, term)?;
            let unit = unit
                .as_deref()
                .map(|u| self.cache.word(tx, u))
                .transpose()?;
            tx.prepare_cached("INSERT INTO quantity_index (record, term, value, unit) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")?
                .execute(params![id, term, value, unit])?;
        }
        for (kind, fhir_id) in &record.wanted {
            let key = (connection, kind.clone(), fhir_id.clone());
            if !self.wanted.contains(&key) {
                wanted::note(tx, connection, kind, fhir_id)?;
                if self.wanted.len() >= REMEMBERED {
                    self.wanted.clear();
                }
                self.wanted.insert(key);
            }
        }
        let mut words = tx.prepare_cached("INSERT INTO text (rowid, words) VALUES (?1, ?2)")?;
        if numbers.patient == 0 {
            words.execute(params![id, record.words])?;
        } else {
            let owned = format!("{} {}", patient_word(numbers.patient), record.words);
            words.execute(params![id, owned])?;
        }
        if let Some(columns) = &record.patient_columns {
            patients::describe(tx, numbers.patient, id, columns)?;
        }
        Ok(())
    }
}

fn insert(
    tx: &Transaction<'_>,
    connection: i64,
    now: i64,
    id: i64,
    uuid: Uuid,
    numbers: &Numbers,
    record: &Prepared,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO record (id, uuid, connection, type, patient, section, date, precision, code, category, status,
         value, unit, changed_at, dictionary, length, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?
    .execute(params![
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
    ])?;
    Ok(())
}

/// The EHR sent something we have: the same bytes are noted as seen, other bytes replace ours.
fn meet_again(
    tx: &Transaction<'_>,
    connection: i64,
    now: i64,
    numbers: &Numbers,
    record: &Prepared,
) -> Result<(Outcome, i64), StoreError> {
    let (id, hash): (i64, [u8; 16]) = tx
        .prepare_cached(
            "SELECT record, hash FROM mapping WHERE fhir_id = ?1 AND type = ?2 AND connection = ?3",
        )?
        .query_row(params![record.fhir_id, numbers.kind, connection], |r| {
            Ok((r.get(0)?, r.get(1)?))
        })?;
    tx.prepare_cached(
        "UPDATE mapping SET version = ?2, last_updated = ?3, hash = ?4, synced_at = ?5, status = 0, error_count = 0,
         last_error = NULL WHERE record = ?1",
    )?
    .execute(params![id, record.version.as_deref(), record.last_updated, record.hash, now])?;
    if hash == record.hash {
        return Ok((Outcome::Unchanged, id));
    }
    tx.prepare_cached("DELETE FROM text WHERE rowid = ?1")?
        .execute([id])?;
    tx.prepare_cached("DELETE FROM token_index WHERE record = ?1")?
        .execute([id])?;
    tx.prepare_cached("DELETE FROM quantity_index WHERE record = ?1")?
        .execute([id])?;
    tx.prepare_cached(
        "UPDATE record SET patient = ?2, section = ?3, date = ?4, precision = ?5, code = ?6, category = ?7, status = ?8,
         value = ?9, unit = ?10, changed_at = ?11, dictionary = ?12, length = ?13, body = ?14 WHERE id = ?1",
    )?
    .execute(params![
        id,
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
    ])?;
    Ok((Outcome::Changed, id))
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
