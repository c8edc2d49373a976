//! Taking one patient from this workstation: every row that is about them or about one of their records, in one
//! transaction. Refuses nothing by itself: whether work is lost by it is asked by `app`.

use rusqlite::Transaction;

use crate::blobs;
use crate::error::StoreError;

/// Tables with a row for each of somebody's records.
const OF_RECORDS: &[&str] = &[
    "document_chain",
    "document_access",
    "document_error",
    "document_page",
    "document",
    "attachment",
    "token_index",
    "quantity_index",
    "record_version",
    "mapping_act",
    "mapping",
    "verified",
];
/// Tables with rows for a patient.
const OF_PATIENTS: &[&str] = &[
    "ledger",
    "patient_stay",
    "quarantine",
    "own_mark",
    "own_note",
    "kept_draft",
    "image_measurement",
    "image_key",
    "image_study",
    "outbox",
    "record",
];

/// Tables of which something goes with a patient.
#[cfg(test)]
pub(crate) fn tables() -> impl Iterator<Item = &'static str> {
    OF_RECORDS.iter().chain(OF_PATIENTS).copied()
}

/// Removes a patient, by row number, with everything that is here of them.
pub fn remove_patient(tx: &Transaction<'_>, patient: i64) -> Result<(), StoreError> {
    let run = |sql: &str| tx.execute(sql, [patient]).map(|_| ());
    run("DELETE FROM text WHERE rowid IN (SELECT id FROM record WHERE patient = ?1)")?;
    run("DELETE FROM patient_text WHERE rowid = ?1")?;
    for table in OF_RECORDS {
        run(&format!(
            "DELETE FROM {table} WHERE record IN (SELECT id FROM record WHERE patient = ?1)"
        ))?;
    }
    run(
        "DELETE FROM image_instance WHERE series IN (SELECT r.id FROM image_series r
         JOIN image_study s ON s.id = r.study WHERE s.patient = ?1)",
    )?;
    run("DELETE FROM image_series WHERE study IN (SELECT id FROM image_study WHERE patient = ?1)")?;
    for table in ["outbox_body", "outbox_attempt", "outbox_need"] {
        run(&format!(
            "DELETE FROM {table} WHERE item IN (SELECT id FROM outbox WHERE patient = ?1)"
        ))?;
    }
    for table in OF_PATIENTS {
        run(&format!("DELETE FROM {table} WHERE patient = ?1"))?;
    }
    run("DELETE FROM patient WHERE id = ?1")?;
    blobs::sweep(tx)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::migrations::migrated;

    /// A table that knows a patient or a record and is not known here would keep something of them.
    #[test]
    fn every_table_about_a_patient_or_a_record_is_known_to_it() {
        let c = migrated();
        let mut statement = c
            .prepare(
                "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p
                 WHERE m.type = 'table' AND p.name IN ('patient', 'record') ORDER BY m.name, p.name",
            )
            .unwrap();
        let found = statement
            .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))
            .unwrap();
        for row in found {
            let (table, column) = row.unwrap();
            let known = match (table.as_str(), column.as_str()) {
                // The patient's own record is one of their records; an item's goes with the item.
                ("patient" | "outbox", "record") => true,
                (table, "patient") => OF_PATIENTS.contains(&table),
                (table, _) => OF_RECORDS.contains(&table),
            };
            assert!(known, "{table}.{column}");
        }
    }
}
