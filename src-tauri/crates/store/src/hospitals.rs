//! Hospitals and their FHIR addresses, from lists that vendors publish. Owns the table `hospital`;
//! refuses to know how such lists are written.

use rusqlite::{Connection, Transaction, params};

use crate::error::StoreError;
use crate::search::{fold, words};

/// One address of one hospital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The list it came from.
    pub list: String,
    /// Its name.
    pub name: String,
    /// FHIR base URL.
    pub fhir_base: String,
    /// Town and state, as far as the list says; may be empty.
    pub place: String,
}

/// Puts a list in place of what was known from it; gives how many of its rows are kept.
pub fn replace(tx: &Transaction<'_>, list: &str, rows: &[Row]) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM hospital WHERE list = ?1", [list])?;
    let mut put = tx.prepare_cached(
        "INSERT OR IGNORE INTO hospital (list, name, fhir_base, place, words) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut kept = 0;
    for row in rows {
        let words = folded(&format!("{} {}", row.name, row.place));
        kept += put.execute(params![list, row.name, row.fhir_base, row.place, words])?;
    }
    Ok(kept as u64)
}

/// Those with every one of these words at the beginning of one of theirs, names that begin with the
/// text first; at most `limit`, and whether there are more.
pub fn find(c: &Connection, text: &str, limit: u32) -> Result<(Vec<Row>, bool), StoreError> {
    let folded = folded(text);
    let words: Vec<&str> = folded.split_whitespace().collect();
    if words.is_empty() {
        return Ok((Vec::new(), false));
    }
    let each = vec!["instr(words, ?) > 0"; words.len()].join(" AND ");
    let sql = format!(
        "SELECT list, name, fhir_base, place FROM hospital WHERE {each} \
         ORDER BY instr(words, ?) <> 1, words, fhir_base LIMIT ?"
    );
    let mut statement = c.prepare_cached(&sql)?;
    let mut values: Vec<rusqlite::types::Value> =
        words.iter().map(|word| format!(" {word}").into()).collect();
    values.push(format!(" {}", words.join(" ")).into());
    values.push((i64::from(limit) + 1).into());
    let rows = statement.query_map(rusqlite::params_from_iter(values), |r| {
        Ok(Row {
            list: r.get(0)?,
            name: r.get(1)?,
            fhir_base: r.get(2)?,
            place: r.get(3)?,
        })
    })?;
    let mut found = rows.collect::<Result<Vec<_>, _>>()?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    Ok((found, more))
}

/// The lists that are here, and how many hospitals each has.
pub fn lists(c: &Connection) -> Result<Vec<(String, u64)>, StoreError> {
    let mut statement =
        c.prepare_cached("SELECT list, count(*) FROM hospital GROUP BY list ORDER BY list")?;
    let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?)))?;
    rows.map(|row| row.map(|(list, n)| (list, u64::try_from(n).unwrap_or(0))))
        .collect::<Result<_, _>>()
        .map_err(StoreError::from)
}

/// Folded as names are, each word after a space, so that a beginning is found by one search.
fn folded(text: &str) -> String {
    words(&fold(text)).flat_map(|word| [" ", word]).collect()
}
