//! Charts that nobody opens, and what of them is nowhere else. Owns the tables `retention` and `patient_stay`; refuses to remove
//! anything: who decides looks here first, and `removal` does it.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use crate::error::StoreError;
use crate::mapping::By;
use crate::patients;

/// How long charts of a connection stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rule {
    /// Days that were chosen here; nothing where nobody chose.
    pub days: Option<u32>,
    /// Days that held when it was last looked; 0 where charts stay.
    pub holding: u32,
    /// From when on they held, milliseconds since 1970 UTC.
    pub since: i64,
}

/// What of a chart is here and nowhere else, or is somebody's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OnlyHere {
    /// It waits to be sent, or for a person.
    Waiting,
    /// A record without a name at the EHR: written here, never filed.
    Unfiled,
    /// A form that was not saved.
    HalfTyped,
    /// Stars, "my patient", notes to self.
    Own,
    /// Images.
    Images,
    /// Measurements on images, and key images.
    Measured,
    /// Records that somebody verified, or entered in error here.
    Judged,
    /// Documents that somebody keeps from others.
    Kept,
    /// Older versions that somebody had kept.
    Versions,
    /// Mappings that somebody changed.
    Mapped,
}

const OF_RECORDS: &str = "WHERE record IN (SELECT id FROM record WHERE patient = ?1)";

/// Where it stands. What is in no table here comes again with a sync, or hangs on what is.
const PROTECTING: [(OnlyHere, &str, &str); 14] = [
    (
        OnlyHere::Waiting,
        "outbox",
        "WHERE patient = ?1 AND state NOT IN ('confirmed', 'withdrawn')",
    ),
    (
        OnlyHere::Unfiled,
        "record",
        "WHERE patient = ?1 AND NOT EXISTS (SELECT 1 FROM mapping m WHERE m.record = record.id)",
    ),
    (OnlyHere::HalfTyped, "kept_draft", "WHERE patient = ?1"),
    (OnlyHere::Own, "own_mark", "WHERE patient = ?1"),
    (OnlyHere::Own, "own_note", "WHERE patient = ?1"),
    (OnlyHere::Images, "image_study", "WHERE patient = ?1"),
    (
        OnlyHere::Measured,
        "image_measurement",
        "WHERE patient = ?1",
    ),
    (OnlyHere::Measured, "image_key", "WHERE patient = ?1"),
    (OnlyHere::Judged, "verified", OF_RECORDS),
    (OnlyHere::Judged, "document_error", OF_RECORDS),
    (OnlyHere::Kept, "document_access", OF_RECORDS),
    (OnlyHere::Kept, "document_chain", OF_RECORDS),
    (OnlyHere::Versions, "record_version", OF_RECORDS),
    (OnlyHere::Mapped, "mapping_act", OF_RECORDS),
];

/// What was said for a connection.
pub fn rule(c: &Connection, connection: i64) -> Result<Rule, StoreError> {
    Ok(
        c.prepare_cached("SELECT days, holding, since FROM retention WHERE connection = ?1")?
            .query_row([connection], |r| {
                Ok(Rule {
                    days: r.get(0)?,
                    holding: r.get(1)?,
                    since: r.get(2)?,
                })
            })
            .optional()?
            .unwrap_or_default(),
    )
}

/// Says it.
pub fn set_rule(tx: &Transaction<'_>, connection: i64, rule: Rule) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT OR REPLACE INTO retention (connection, days, holding, since) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![connection, rule.days, rule.holding, rule.since])?;
    Ok(())
}

/// Who said that a patient's chart stays, and when.
pub fn stays(c: &Connection, patient: i64) -> Result<Option<(String, i64)>, StoreError> {
    Ok(
        c.prepare_cached("SELECT person, at FROM patient_stay WHERE patient = ?1")?
            .query_row([patient], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()?,
    )
}

/// Lets a patient's chart stay however long nobody opens it, or not any more.
pub fn set_stay(tx: &Transaction<'_>, patient: i64, on: bool, by: &By) -> Result<(), StoreError> {
    if on {
        tx.prepare_cached("INSERT OR IGNORE INTO patient_stay (patient, person, correlation, at) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![patient, by.person, by.correlation.as_bytes(), by.at])?;
    } else {
        tx.prepare_cached("DELETE FROM patient_stay WHERE patient = ?1")?
            .execute([patient])?;
    }
    Ok(())
}

/// When a patient came to this workstation, as their id says (UUIDv7).
fn came(uuid: Uuid) -> Option<i64> {
    let at = uuid.get_timestamp()?;
    let (seconds, nanos) = at.to_unix();
    let millis = i64::try_from(seconds).ok()?.checked_mul(1_000)?;
    Some(millis + i64::from(nanos / 1_000_000))
}

/// When somebody last looked at a chart; at the earliest when it came. Nothing where neither is known.
pub fn last_look(row: &patients::Row) -> Option<i64> {
    row.opened_at.max(came(row.uuid))
}

/// What of a patient's chart is nowhere else, each once.
pub fn only_here(c: &Connection, patient: i64) -> Result<Vec<OnlyHere>, StoreError> {
    let mut found = Vec::new();
    for (what, table, rows) in PROTECTING {
        let is = c
            .prepare_cached(&format!("SELECT 1 FROM {table} {rows} LIMIT 1"))?
            .exists([patient])?;
        if is && !found.contains(&what) {
            found.push(what);
        }
    }
    Ok(found)
}

/// What was said for a connection that is removed, and for its patients.
pub(crate) fn remove_of_connection(
    tx: &Transaction<'_>,
    connection: i64,
) -> Result<(), StoreError> {
    tx.execute("DELETE FROM retention WHERE connection = ?1", [connection])?;
    tx.execute(
        "DELETE FROM patient_stay WHERE patient IN (SELECT id FROM patient WHERE connection = ?1)",
        [connection],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::removal;

    /// Comes again with a sync, hangs on what protects, or is what the patient is.
    const AGAIN: [&str; 11] = [
        "attachment",
        "document",
        "document_page",
        "ledger",
        "mapping",
        "patient_stay",
        "quantity_index",
        "quarantine",
        "record",
        "token_index",
        "outbox",
    ];

    #[test]
    fn every_table_that_goes_with_a_patient_protects_them_or_comes_again() {
        for table in removal::tables() {
            let protects = PROTECTING.iter().any(|(_, one, _)| *one == table);
            assert!(
                protects || AGAIN.contains(&table),
                "{table}: would it be lost?"
            );
        }
    }

    #[test]
    fn what_is_nowhere_else_is_named_once() {
        let mut c = crate::migrations::migrated();
        c.execute_batch(
            "INSERT INTO connection (id, uuid, name, fhir_base, auth, created_at) VALUES (1, x'01', 'City', 'a', '{}', 0);
             INSERT INTO patient (id, uuid, connection, fhir_id, record) VALUES (7, x'11', 1, 'p7', 1), (8, x'12', 1, 'p8', 3);
             INSERT INTO record (id, uuid, connection, type, patient, section, changed_at, length, body) VALUES
               (1, x'01', 1, 1, 7, 1, 0, 0, x''), (2, x'02', 1, 1, 7, 1, 0, 0, x''), (3, x'03', 1, 1, 8, 1, 0, 0, x'');
             INSERT INTO mapping (record, connection, type, fhir_id, hash, synced_at) VALUES
               (1, 1, 1, 'a', x'', 0), (2, 1, 1, 'b', x'', 0), (3, 1, 1, 'c', x'', 0);",
        )
        .unwrap();
        assert_eq!(only_here(&c, 7).unwrap(), []);
        c.execute_batch(
            "DELETE FROM mapping WHERE record = 2;
             INSERT INTO own_mark (person, mark, patient, at) VALUES ('ada', 1, 7, 0);
             INSERT INTO own_note (uuid, person, patient, text, at, changed_at) VALUES (x'31', 'ada', 7, 'ask', 0, 0);
             INSERT INTO verified (record, person, correlation, at, hash) VALUES (1, 'ada', x'', 0, x'');",
        )
        .unwrap();
        let found = only_here(&c, 7).unwrap();
        assert_eq!(found, [OnlyHere::Unfiled, OnlyHere::Own, OnlyHere::Judged]);
        assert_eq!(only_here(&c, 8).unwrap(), [], "another's is not hers");
        let tx = c.transaction().unwrap();
        removal::remove_patient(&tx, 7).unwrap();
        assert_eq!(only_here(&tx, 7).unwrap(), []);
    }

    #[test]
    fn what_was_said_is_kept_and_goes_with_what_it_was_said_of() {
        let mut c = crate::migrations::migrated();
        let tx = c.transaction().unwrap();
        assert_eq!(rule(&tx, 1).unwrap(), Rule::default());
        let thirty = Rule {
            days: Some(30),
            holding: 30,
            since: 5,
        };
        set_rule(&tx, 1, thirty).unwrap();
        assert_eq!(rule(&tx, 1).unwrap(), thirty);
        let by = By {
            person: "adaeze".into(),
            correlation: Uuid::from_u128(9),
            at: 8,
        };
        set_stay(&tx, 7, true, &by).unwrap();
        set_stay(&tx, 7, true, &by).unwrap();
        assert_eq!(stays(&tx, 7).unwrap(), Some(("adaeze".to_owned(), 8)));
        set_stay(&tx, 7, false, &by).unwrap();
        assert_eq!(stays(&tx, 7).unwrap(), None);
        remove_of_connection(&tx, 1).unwrap();
        assert_eq!(rule(&tx, 1).unwrap(), Rule::default());
    }

    #[test]
    fn a_chart_that_nobody_opened_is_as_old_as_its_patient_here() {
        let at = uuid::Timestamp::from_unix(uuid::NoContext, 1_790_000_000, 5_000_000);
        let row = |uuid, opened_at| patients::Row {
            id: 1,
            uuid,
            connection: 1,
            fhir_id: "p1".into(),
            record: Some(1),
            family: None,
            given: None,
            name: None,
            birth_date: None,
            gender: None,
            mrn: None,
            deceased: false,
            opened_at,
            new_records: 0,
        };
        let came = Uuid::new_v7(at);
        assert_eq!(last_look(&row(came, None)), Some(1_790_000_000_005));
        assert_eq!(
            last_look(&row(came, Some(1_800_000_000_000))),
            Some(1_800_000_000_000)
        );
        assert_eq!(last_look(&row(Uuid::from_u128(3), None)), None);
    }
}
