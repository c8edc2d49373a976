//! In which order a search shows what it found: the newest by clinical date, or the best. Gives the rows that are shown, by
//! number, each once. Refuses to know how the query came to be.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt::Write as _;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

use super::Within;
use crate::attachments;
use crate::error::StoreError;
use crate::scope;
use crate::terms;

/// Of what has the words, what says little else comes first: what is called so, before what only mentions it. How many words
/// a text has lies in the index's own table, as a SQLite varint: 32 is `20`, 128 is `8100` in hexadecimal.
const BREVITY: &str = "CASE WHEN size.sz < x'20' THEN 0 WHEN size.sz < x'8100' THEN 1 ELSE 2 END";
/// Records of one such class, those that came last, of which the newest are found by their dates.
const CANDIDATES: usize = 1_000;

/// The newest that hold the query's words.
pub(super) fn newest(
    c: &Connection,
    query: String,
    within: &Within,
    most: usize,
) -> Result<Vec<i64>, StoreError> {
    let (rest, mut values) = asked(c, query, within, true)?;
    let mut statement = c.prepare_cached(&format!(
        "SELECT r.id FROM text{rest} ORDER BY r.date IS NULL, r.date DESC, r.id DESC LIMIT ? OFFSET ?"
    ))?;
    let step = i64::try_from(most).unwrap_or(i64::MAX);
    values.push(step.into());
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for start in (0..).map(|turn: i64| turn.saturating_mul(step)) {
        values.push(start.into());
        let ids: Vec<i64> = statement
            .query_map(params_from_iter(&values), |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        values.pop();
        let all = ids.len() < most;
        // What is found by its own words and by its content is found twice.
        found.extend(ids.into_iter().filter(|id| seen.insert(*id)));
        if all || found.len() >= most {
            break;
        }
    }
    found.truncate(most);
    Ok(found)
}

/// The best that hold the query's words.
pub(super) fn best(
    c: &Connection,
    query: String,
    within: &Within,
    most: usize,
) -> Result<Vec<i64>, StoreError> {
    let narrow = within.is_narrow() || scope::is_narrow(c)?;
    let (rest, values) = asked(c, query, within, narrow)?;
    let mut statement = c.prepare_cached(&format!(
        "SELECT text.rowid, {BREVITY} FROM text CROSS JOIN text_docsize size ON size.id = text.rowid{rest}
         ORDER BY text.rowid DESC"
    ))?;
    let mut rows = statement.query(params_from_iter(values))?;
    let enough = CANDIDATES.max(most);
    let mut classes = [const { Vec::new() }; 3];
    while let Some(row) = rows.next()? {
        let class: usize = row.get(1)?;
        let Some(of_class) = classes.get_mut(class).filter(|of| of.len() < enough) else {
            continue;
        };
        of_class.push(row.get(0)?);
        if class == 0 && of_class.len() == enough {
            break;
        }
    }
    let mut day = c.prepare_cached("SELECT date FROM record WHERE id = ?1")?;
    let mut seen = HashSet::new();
    let mut found = Vec::with_capacity(most.min(enough));
    for class in classes {
        let mut dated: Vec<(Option<i64>, i64)> = Vec::with_capacity(class.len());
        for id in class {
            let id = attachments::whole(c, id)?;
            if let Some(date) = day.query_row([id], |r| r.get(0)).optional()?
                && seen.insert(id)
            {
                dated.push((date, id));
            }
        }
        dated.sort_unstable_by_key(|one| Reverse(*one));
        found.extend(dated.into_iter().map(|(_, id)| id));
        if found.len() >= most {
            break;
        }
    }
    found.truncate(most);
    Ok(found)
}

/// What follows the tables of a search, with the record `r` that is shown where `with_record`; and its values.
fn asked(
    c: &Connection,
    query: String,
    within: &Within,
    with_record: bool,
) -> Result<(String, Vec<Value>), StoreError> {
    let mut sql = String::new();
    let mut values: Vec<Value> = Vec::new();
    // The full-text index leads: records are looked at only where it has the words.
    match terms::find_word(c, attachments::CONTENT)?.filter(|_| with_record) {
        // Content is dated, and held back, as the record is that it belongs to.
        Some(content) => {
            let _ = write!(
                sql,
                " CROSS JOIN main.record own ON own.id = text.rowid CROSS JOIN record r ON r.id = CASE own.type
                  WHEN ? THEN coalesce(({}), own.id) ELSE own.id END",
                attachments::RECORD_OF_OWN
            );
            values.push(content.into());
        }
        None if with_record => sql.push_str(" CROSS JOIN record r ON r.id = text.rowid"),
        None => {}
    }
    sql.push_str(" WHERE text MATCH ?");
    values.push(query.into());
    if !within.sections.is_empty() {
        let marks = vec!["?"; within.sections.len()].join(", ");
        let _ = write!(
            sql,
            " AND r.section IN (SELECT id FROM word WHERE text IN ({marks}))"
        );
        values.extend(within.sections.iter().cloned().map(Value::from));
    }
    for (condition, at) in [
        (" AND r.date >= ?", within.from),
        (" AND r.date < ?", within.before),
    ] {
        if let Some(at) = at {
            sql.push_str(condition);
            values.push(at.into());
        }
    }
    Ok((sql, values))
}
