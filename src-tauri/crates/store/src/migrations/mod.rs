//! The schema, by numbered, append-only steps, one transaction each. A step is never edited once a
//! release has carried it; the schema after each is kept in `schema/` and compared by a test.

use rusqlite::Connection;

use crate::error::OpenError;

/// Steps in order: number and SQL.
const STEPS: &[(u32, &str)] = &[
    (1, include_str!("0001_chart.sql")),
    (2, include_str!("0002_connections.sql")),
    (3, include_str!("0003_ledger.sql")),
    (4, include_str!("0004_text_pages.sql")),
    (5, include_str!("0005_versions.sql")),
    (6, include_str!("0006_outbox.sql")),
    (7, include_str!("0007_words.sql")),
    (8, include_str!("0008_own_lists.sql")),
    (9, include_str!("0009_documents.sql")),
    (10, include_str!("0010_document_versions.sql")),
    (11, include_str!("0011_watched_folder.sql")),
    (12, include_str!("0012_type_in_chart_index.sql")),
    (13, include_str!("0013_images.sql")),
    (14, include_str!("0014_words_gathered.sql")),
    (15, include_str!("0015_code_in_chart_index.sql")),
    (16, include_str!("0016_image_marks.sql")),
    (17, include_str!("0017_kept_drafts.sql")),
    (18, include_str!("0018_people.sql")),
    (19, include_str!("0019_person_connections.sql")),
    (20, include_str!("0020_retention.sql")),
    (21, include_str!("0021_image_thumbnail.sql")),
    (22, include_str!("0022_attachment.sql")),
    (23, include_str!("0023_blob_piece_size.sql")),
];

/// The newest schema this program knows.
pub const SCHEMA_VERSION: u32 = 23;

/// The SQL of all steps, in order: for a benchmark that builds an equal plain database.
pub fn schema() -> impl Iterator<Item = &'static str> {
    STEPS.iter().map(|(_, sql)| *sql)
}

/// Brings a database to the newest schema; refuses one from a newer program untouched.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    migrate_to(connection, SCHEMA_VERSION)
}

/// Stops at `last`; tests make old databases with it.
pub(crate) fn migrate_to(connection: &mut Connection, last: u32) -> Result<(), OpenError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |r| r.get(0))?;
    if found > SCHEMA_VERSION {
        return Err(OpenError::FromNewerVersion {
            found,
            known: SCHEMA_VERSION,
        });
    }
    for (number, sql) in STEPS.iter().filter(|(n, _)| *n > found && *n <= last) {
        let step =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Exclusive)?;
        step.execute_batch(sql)?;
        step.pragma_update(None, "user_version", number)?;
        step.commit()?;
    }
    Ok(())
}

/// A database of the newest schema in memory.
#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) fn migrated() -> Connection {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection).unwrap();
    connection
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fmt::Write as _;

    use sha2::{Digest as _, Sha256};

    use super::*;

    fn dump(connection: &Connection) -> String {
        let mut statement = connection
            .prepare(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL
                 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'text_%' AND name NOT LIKE 'patient_text_%'
                 ORDER BY type DESC, name",
            )
            .unwrap();
        let rows = statement.query_map([], |r| r.get::<_, String>(0)).unwrap();
        rows.map(|r| r.unwrap() + ";\n").collect()
    }

    #[test]
    fn each_step_leaves_the_schema_that_was_written_down_for_it() {
        let (mut hashes, mut newest) = (String::new(), String::new());
        for (number, _) in STEPS {
            let mut connection = Connection::open_in_memory().unwrap();
            migrate_to(&mut connection, *number).unwrap();
            newest = dump(&connection);
            write!(hashes, "{number:04} ").unwrap();
            for byte in Sha256::digest(&newest) {
                write!(hashes, "{byte:02x}").unwrap();
            }
            hashes.push('\n');
        }
        if std::env::var_os("WARDBOOK_WRITE_SCHEMA").is_some() {
            let folder = format!("{}/schema", std::env::var("CARGO_MANIFEST_DIR").unwrap());
            std::fs::write(format!("{folder}/newest.sql"), &newest).unwrap();
            std::fs::write(format!("{folder}/steps.txt"), &hashes).unwrap();
            return;
        }
        // The newest to read what changed, the others as hashes: a step that was delivered stays as it is.
        assert_eq!(newest, include_str!("../../schema/newest.sql"));
        assert_eq!(hashes, include_str!("../../schema/steps.txt"));
        assert_eq!(
            STEPS.last().unwrap().0,
            SCHEMA_VERSION,
            "the newest is reached"
        );
    }

    #[test]
    fn a_database_from_a_newer_program_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection
            .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
            .unwrap();
        let refused = migrate(&mut connection).unwrap_err();
        assert!(matches!(refused, OpenError::FromNewerVersion { .. }));
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))
            .unwrap();
        assert_eq!(tables, 0, "nothing was written into it");
    }
}
