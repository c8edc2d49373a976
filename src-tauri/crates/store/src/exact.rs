//! Patients looked for by exactly what they are called, for whoever may not see the list they stand in. Refuses beginnings,
//! parts and likenesses: who does not know the patient already finds nobody.

use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::error::StoreError;
use crate::search::{self, fold};

/// What is known of somebody. All of it has to agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exact {
    /// Their medical record number, whole; and the birth date (`YYYY-MM-DD`), where that is known too.
    Number(String, Option<String>),
    /// Family and given name, whole, in any order, and the birth date (`YYYY-MM-DD`).
    Name(String, String),
}

/// Somebody who was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Row number.
    pub id: i64,
    /// Our id.
    pub uuid: Uuid,
    /// Connection's row number.
    pub connection: i64,
}

/// Words of a name, folded: case, marks and what stands between them tell nobody apart.
fn words(name: &str) -> Vec<String> {
    search::words(&fold(name)).map(str::to_owned).collect()
}

/// Whether what was typed is this person's name: the whole family name and the first given one, and no word that is not theirs.
fn is_name(typed: &[String], family: &str, given: &str) -> bool {
    let (family, given) = (words(family), words(given));
    let theirs = |word: &String| family.contains(word) || given.contains(word);
    !family.is_empty()
        && !given.is_empty()
        && family
            .iter()
            .chain(given.first())
            .all(|word| typed.contains(word))
        && typed.iter().all(theirs)
}

/// Everybody here who is exactly that, whoever may see them: not to be shown, only to be counted and opened with a reason.
pub fn patients(c: &Connection, exact: &Exact) -> Result<Vec<Found>, StoreError> {
    let found = |r: &rusqlite::Row<'_>| -> rusqlite::Result<Found> {
        Ok(Found {
            id: r.get(0)?,
            uuid: Uuid::from_bytes(r.get(1)?),
            connection: r.get(2)?,
        })
    };
    match exact {
        Exact::Number(number, born) => {
            let mut statement = c.prepare_cached(
                "SELECT id, uuid, connection FROM patient WHERE record IS NOT NULL AND mrn = ?1 COLLATE NOCASE
                 AND (?2 IS NULL OR birth_date = ?2) ORDER BY id",
            )?;
            let rows = statement.query_map(params![number.trim(), born], found)?;
            Ok(rows.collect::<Result<_, _>>()?)
        }
        Exact::Name(name, born) => {
            let typed = words(name);
            let mut statement = c.prepare_cached(
                "SELECT id, uuid, connection, coalesce(family, ''), coalesce(given, '') FROM patient
                 WHERE record IS NOT NULL AND birth_date = ?1 ORDER BY id",
            )?;
            let rows = statement.query_map([born], |r| {
                let names: (String, String) = (r.get(3)?, r.get(4)?);
                Ok((found(r)?, names))
            })?;
            let mut all = Vec::new();
            for row in rows {
                let (one, (family, given)) = row?;
                if is_name(&typed, &family, &given) {
                    all.push(one);
                }
            }
            Ok(all)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn three() -> Connection {
        let c = crate::migrations::migrated();
        c.execute_batch(
            "INSERT INTO connection (id, uuid, name, fhir_base, auth, created_at)
             SELECT 1, x'01', 'City', 'a', '{}', 0 UNION ALL SELECT 2, x'02', 'Lake', 'b', '{}', 0;
             INSERT INTO patient (id, uuid, connection, fhir_id, record, family, given, name, birth_date, mrn) VALUES
               (1, x'11111111111111111111111111111111', 1, 'p1', 1, 'Sørensen', 'Ingrid Marie', 'Sørensen, Ingrid Marie', '1951-04-02', 'E4711'),
               (2, x'22222222222222222222222222222222', 2, 'p2', 2, 'Sørensen', 'Ingrid', 'Sørensen, Ingrid', '1951-04-02', '4711'),
               (3, x'33333333333333333333333333333333', 2, 'p3', 3, 'van der Berg', 'Ugo', 'van der Berg, Ugo', '1980', NULL),
               (4, x'44444444444444444444444444444444', 2, 'p4', NULL, NULL, NULL, NULL, NULL, '4711');",
        )
        .unwrap();
        c
    }

    fn ids(exact: &Exact) -> Vec<i64> {
        let found = patients(&three(), exact).unwrap();
        found.iter().map(|one| one.id).collect()
    }

    fn number(text: &str) -> Exact {
        Exact::Number(text.to_owned(), None)
    }

    fn name(text: &str, born: &str) -> Exact {
        Exact::Name(text.to_owned(), born.to_owned())
    }

    #[test]
    fn a_number_finds_who_has_exactly_that_number() {
        assert_eq!(ids(&number(" e4711 ")), [1]);
        assert_eq!(
            ids(&number("4711")),
            [2],
            "who has no record here is nobody"
        );
        for part in ["471", "E471", "%", "", "p2"] {
            assert_eq!(ids(&number(part)), [0_i64; 0], "{part}");
        }
        let born = |born: &str| Exact::Number("4711".into(), Some(born.into()));
        assert_eq!(ids(&born("1951-04-02")), [2]);
        assert_eq!(ids(&born("1951-04-03")), [0_i64; 0]);
    }

    #[test]
    fn a_name_finds_who_has_all_of_it_on_exactly_that_birth_date() {
        assert_eq!(ids(&name("ingrid sorensen", "1951-04-02")), [1, 2]);
        assert_eq!(ids(&name("Sørensen, Ingrid Marie", "1951-04-02")), [1]);
        assert_eq!(ids(&name("Ugo van der Berg", "1980")), [3]);
        for (text, born) in [
            ("Sørensen", "1951-04-02"),
            ("Ingrid", "1951-04-02"),
            ("Ingrid Sør", "1951-04-02"),
            ("Marie Sørensen", "1951-04-02"),
            ("Ingrid Sørensen Holm", "1951-04-02"),
            ("Ingrid Sørensen", "1951-04-0"),
            ("Ingrid Sørensen", ""),
            ("Ugo Berg", "1980"),
            ("", "1951-04-02"),
        ] {
            assert_eq!(ids(&name(text, born)), [0_i64; 0], "{text} {born}");
        }
    }
}
