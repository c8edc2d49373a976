//! What of the store somebody sees who may not see all of it (not every connection, not what others kept to themselves): a
//! reader in which the rest is not. Owns the views that stand before the tables there, so that lists, charts, searches and
//! their counts are narrowed in one place and no query can forget to. Refuses to narrow what is written.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rusqlite::Connection;

use crate::error::StoreError;

/// What somebody sees. Equal scopes share their readers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Only these connections, by row number; all where there is nothing.
    pub connections: Option<BTreeSet<i64>>,
    /// These patients whole, whatever connection they are of and whatever is held back of them, by row number.
    pub patients: BTreeSet<i64>,
    /// Whose documents are not held back, as audit rows name them.
    pub reader: String,
    /// Whether they are of the team that documents may be kept to.
    pub team: bool,
}

/// Tables that have a view before them, and which of their rows it lets through. What is reached only through one of
/// these (a document by its record, a series by its study, an attempt by its item) needs none.
const NARROWED: [(&str, &str); 19] = [
    (
        "connection",
        "{C} (id) OR id IN (SELECT connection FROM main.patient WHERE id IN ({P}))",
    ),
    ("patient", "{C} (connection) OR id IN ({P})"),
    (
        "record",
        "patient IN ({P}) OR ({C} (connection) AND id NOT IN ({H}))",
    ),
    ("ledger", "{C} (connection) OR patient IN ({P})"),
    (
        "outbox",
        "patient IN ({P}) OR ({C} (connection) AND (record IS NULL OR record NOT IN ({H})))",
    ),
    ("quarantine", "{C} (connection) OR patient IN ({P})"),
    ("mapping", OF_RECORD),
    ("attachment", OF_RECORD),
    ("mapping_act", OF_RECORD),
    ("wanted", "{C} (connection)"),
    ("ward_list", "{C} (connection)"),
    (
        "ward_member",
        "list IN (SELECT id FROM main.ward_list WHERE {C} (connection))",
    ),
    ("image_key", OF_PATIENT),
    ("image_measurement", OF_PATIENT),
    ("image_study", OF_PATIENT),
    ("patient_stay", OF_PATIENT),
    ("retention", "{C} (connection)"),
    ("own_mark", OF_PATIENT),
    ("own_note", OF_PATIENT),
];
const OF_RECORD: &str = "({C} (connection) AND record NOT IN ({H}))
    OR record IN (SELECT id FROM main.record WHERE patient IN ({P}))";
const OF_PATIENT: &str =
    "patient IN (SELECT id FROM main.patient WHERE {C} (connection) OR id IN ({P}))";

fn listed(ids: &BTreeSet<i64>) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    ids.join(", ")
}

impl Scope {
    /// Whether it holds a patient of a connection.
    pub fn holds(&self, patient: i64, connection: i64) -> bool {
        let connections = self.connections.as_ref();
        connections.is_none_or(|all| all.contains(&connection)) || self.patients.contains(&patient)
    }

    /// Whether a reader of the whole store would see the same: nothing has to be narrowed.
    pub fn is_whole(&self, c: &Connection) -> Result<bool, StoreError> {
        if self.connections.is_some() {
            return Ok(false);
        }
        let held = format!("SELECT 1 FROM ({}) LIMIT 1", self.held());
        Ok(!c.prepare_cached(&held)?.exists([])?)
    }

    /// The records that are held back: private ones of others who are here, and the team's from who is not of it. What
    /// somebody kept private who is not here any more is the team's: else nobody would ever see it again.
    fn held(&self) -> String {
        let reader = self.reader.replace('\'', "''");
        let whose = if self.team {
            "a.level = 'private' AND a.person COLLATE NOCASE IN (SELECT account FROM main.person WHERE removed_at IS NULL)"
        } else {
            "a.level IN ('private', 'team')"
        };
        format!(
            "SELECT a.record FROM main.document_access a WHERE a.person <> '{reader}' COLLATE NOCASE AND {whose}"
        )
    }

    /// Puts the views before the tables of a reader. They are the connection's own (temporary): no other one has them.
    pub(crate) fn narrow(&self, c: &Connection) -> Result<(), StoreError> {
        let patients = listed(&self.patients);
        let held = self.held();
        let mut sql = String::from("PRAGMA query_only = 0;");
        let mut before = |view: &str, table: &str, rows: &str| {
            let rows = match &self.connections {
                Some(all) => ["id", "connection"]
                    .iter()
                    .fold(rows.to_owned(), |rows, column| {
                        let within = format!("{column} IN ({})", listed(all));
                        rows.replace(&format!("{{C}} ({column})"), &within)
                    }),
                None => ["id", "connection"]
                    .iter()
                    .fold(rows.to_owned(), |rows, column| {
                        rows.replace(&format!("{{C}} ({column})"), "TRUE")
                    }),
            };
            let rows = rows.replace("{P}", &patients).replace("{H}", &held);
            let _ = write!(
                sql,
                "CREATE TEMP VIEW {view} AS SELECT * FROM main.{table} WHERE {rows};"
            );
        };
        for (table, rows) in NARROWED {
            before(table, table, rows);
        }
        before(
            "held_back",
            "record",
            "patient NOT IN ({P}) AND {C} (connection) AND id IN ({H})",
        );
        sql.push_str("PRAGMA query_only = 1;");
        c.execute_batch(&sql)?;
        Ok(())
    }
}

/// How many documents of a patient are held back from this reader, by section.
pub fn held_back(c: &Connection, patient: i64) -> Result<Vec<(String, u64)>, StoreError> {
    if !is_narrow(c)? {
        return Ok(Vec::new());
    }
    let mut statement = c.prepare_cached(
        "SELECT w.text, count(*) FROM temp.held_back h JOIN word w ON w.id = h.section
         WHERE h.patient = ?1 GROUP BY w.text",
    )?;
    let rows = statement.query_map([patient], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?)))?;
    rows.map(|row| {
        let (section, n) = row?;
        Ok((section, u64::try_from(n).unwrap_or(0)))
    })
    .collect()
}

/// Whether this reader sees only a part: the full-text indexes know no connection, and what they find has to be looked up.
pub(crate) fn is_narrow(c: &Connection) -> Result<bool, StoreError> {
    Ok(c.prepare_cached(
        "SELECT 1 FROM temp.sqlite_master WHERE type = 'view' AND name = 'patient'",
    )?
    .exists([])?)
}

/// The records of a chart, by the index that holds all that is counted; where a view stands before them, the view, which has
/// no index of its own to be named.
pub(crate) fn of_a_chart(c: &Connection) -> Result<&'static str, StoreError> {
    Ok(if is_narrow(c)? {
        "record"
    } else {
        "record INDEXED BY record_of_patient"
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Reached by the person whose they are.
    const ELSEWHERE: [&str; 2] = ["kept_draft", "person_connection"];

    #[test]
    fn every_table_that_names_a_connection_or_a_patient_is_narrowed() {
        let c = crate::migrations::migrated();
        let mut statement = c
            .prepare(
                "SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) t
                 WHERE m.type = 'table' AND m.sql NOT LIKE '%VIRTUAL%'
                   AND t.name IN ('connection', 'patient') ORDER BY m.name",
            )
            .unwrap();
        let tables: Vec<String> = statement
            .query_map([], |r| r.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(tables.len() > 10);
        for table in tables {
            assert!(
                NARROWED.iter().any(|(name, _)| *name == table)
                    || ELSEWHERE.contains(&table.as_str()),
                "{table} has to be narrowed"
            );
        }
    }

    #[test]
    fn a_narrow_reader_finds_nothing_of_the_other_connections_and_writes_nothing() {
        let c = crate::migrations::migrated();
        c.execute_batch(
            "INSERT INTO connection (id, uuid, name, fhir_base, auth, created_at)
             SELECT 1, x'01', 'City', 'a', '{}', 0 UNION ALL SELECT 2, x'02', 'Lake', 'b', '{}', 0;
             INSERT INTO patient (id, uuid, connection, fhir_id, record, name) VALUES
               (1, x'11', 1, 'p1', 1, 'Ingrid'), (2, x'12', 2, 'p2', 2, 'Zofia'), (3, x'13', 2, 'p3', 3, 'Ugo');",
        )
        .unwrap();
        let names = |c: &Connection| -> Vec<String> {
            c.prepare("SELECT name FROM patient ORDER BY id")
                .unwrap()
                .query_map([], |r| r.get(0))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap()
        };
        assert!(!is_narrow(&c).unwrap());
        assert_eq!(names(&c), ["Ingrid", "Zofia", "Ugo"]);
        let scope = Scope {
            connections: Some(BTreeSet::from([1])),
            patients: BTreeSet::from([3]),
            ..Scope::default()
        };
        assert!(!scope.is_whole(&c).unwrap());
        scope.narrow(&c).unwrap();
        assert!(is_narrow(&c).unwrap());
        assert_eq!(names(&c), ["Ingrid", "Ugo"]);
        assert!(scope.holds(3, 2) && scope.holds(1, 1) && !scope.holds(2, 2));
        assert!(
            c.execute("DELETE FROM main.patient", []).is_err(),
            "it still cannot write"
        );
    }

    #[test]
    fn what_somebody_keeps_to_themselves_is_not_there_for_others_and_is_counted() {
        let c = crate::migrations::migrated();
        c.execute_batch(
            "INSERT INTO word (id, text) VALUES (1, 'notes');
             INSERT INTO person (uuid, account, name, role, stretch, secret, added_by, correlation, created_at) VALUES
               (x'21', 'adaeze', 'Adaeze', 'nurse', '', x'', 'ada', x'', 0), (x'22', 'o''hara', 'O', 'coder', '', x'', 'ada', x'', 0);
             INSERT INTO record (id, uuid, connection, type, patient, section, changed_at, length, body) VALUES
               (1, x'01', 1, 1, 7, 1, 0, 0, x''), (2, x'02', 1, 1, 7, 1, 0, 0, x''), (3, x'03', 1, 1, 7, 1, 0, 0, x''), (4, x'04', 1, 1, 7, 1, 0, 0, x'');
             INSERT INTO document_access (record, level, person, correlation, at) VALUES
               (1, 'private', 'adaeze', x'', 0), (2, 'team', 'adaeze', x'', 0), (3, 'private', 'gone', x'', 0), (4, 'everyone', 'adaeze', x'', 0);",
        )
        .unwrap();
        let of = |reader: &str, team| Scope {
            reader: reader.to_owned(),
            team,
            ..Scope::default()
        };
        let seen = |scope: Scope| {
            let other = rusqlite::Connection::open_in_memory().unwrap();
            let mut to = other;
            rusqlite::backup::Backup::new(&c, &mut to)
                .unwrap()
                .run_to_completion(100, std::time::Duration::ZERO, None)
                .unwrap();
            scope.narrow(&to).unwrap();
            let rows: Vec<i64> = to
                .prepare("SELECT id FROM record ORDER BY id")
                .unwrap()
                .query_map([], |r| r.get(0))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap();
            let held = held_back(&to, 7).unwrap().first().map_or(0, |(_, n)| *n);
            assert_eq!(rows.len() as u64 + held, 4, "what is held back is counted");
            rows
        };
        assert_eq!(seen(of("Adaeze", true)), [1, 2, 3, 4]);
        assert_eq!(seen(of("carl", true)), [2, 3, 4]);
        assert_eq!(seen(of("o'hara", false)), [4]);
        let broken = Scope {
            patients: BTreeSet::from([7]),
            ..of("carl", true)
        };
        assert_eq!(seen(broken), [1, 2, 3, 4]);
        assert!(of("adaeze", true).is_whole(&c).unwrap());
        assert!(!of("carl", true).is_whole(&c).unwrap());
    }

    /// A view has no index to be named: such a query would fail for whoever sees only a part.
    #[test]
    fn no_query_names_an_index_of_a_table_that_may_be_a_view() {
        fn files(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    files(&path, found);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    found.push(path);
                }
            }
        }
        let mut all = Vec::new();
        files(
            &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut all,
        );
        assert!(all.len() > 30);
        for path in all {
            let text = std::fs::read_to_string(&path).unwrap();
            for (before, _) in text
                .match_indices(" INDEXED BY ")
                .map(|(at, _)| text.split_at(at))
            {
                let table = before.rsplit([' ', '"', '\n']).next().unwrap_or_default();
                let narrowed = NARROWED.iter().any(|(name, _)| *name == table);
                assert!(
                    !narrowed || path.ends_with("scope.rs"),
                    "{}: {table} by an index",
                    path.display()
                );
            }
        }
    }

    #[test]
    fn who_may_see_nothing_sees_nothing() {
        let c = crate::migrations::migrated();
        c.execute_batch(
            "INSERT INTO connection (id, uuid, name, fhir_base, auth, created_at) VALUES (1, x'01', 'City', 'a', '{}', 0);
             INSERT INTO patient (id, uuid, connection, fhir_id, record) VALUES (1, x'11', 1, 'p1', 1);",
        )
        .unwrap();
        let nothing = Scope {
            connections: Some(BTreeSet::new()),
            ..Scope::default()
        };
        nothing.narrow(&c).unwrap();
        for (table, _) in NARROWED {
            let rows: u32 = c
                .query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0))
                .unwrap();
            assert_eq!(rows, 0, "{table}");
        }
        assert_eq!(crate::patients::count(&c).unwrap(), 0);
    }
}
