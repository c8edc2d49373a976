//! Records of one type in a section of a chart: when they were, out of the index alone, and those of some of these
//! times. Owns the way to a few of very many; refuses to know what they mean.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use crate::error::StoreError;
use crate::records::{self, Row};
use crate::scope;
use crate::terms;

/// One type in a section of a patient's chart.
#[derive(Debug, Clone, Copy)]
pub struct OfType {
    patient: i64,
    section: i64,
    kind: i64,
}

/// A time at which there are records; `None` for those without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// Milliseconds.
    pub at: Option<i64>,
    /// How many.
    pub records: u64,
}

// The type after a `+` is no way into the table: an index by type and code leads through everybody's records.
const OF_TYPE: &str = "WHERE r.patient = ?1 AND r.section = ?2 AND +r.type = ?3";

impl OfType {
    /// Nothing where no record was ever in such a section or of such a type.
    pub fn find(
        c: &Connection,
        patient: i64,
        section: &str,
        resource_type: &str,
    ) -> Result<Option<OfType>, StoreError> {
        let section = terms::find_word(c, section)?;
        let kind = terms::find_word(c, resource_type)?;
        Ok(section.zip(kind).map(|(section, kind)| OfType {
            patient,
            section,
            kind,
        }))
    }

    /// Every time, newest first; those without one last.
    pub fn times(&self, c: &Connection) -> Result<Vec<Time>, StoreError> {
        self.newest_times(c, usize::MAX)
    }

    /// The newest so many times, newest first; those without one last. The index is read as far as that.
    pub fn newest_times(&self, c: &Connection, most: usize) -> Result<Vec<Time>, StoreError> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let mut statement = c.prepare_cached(
            &format!("SELECT date, count(*) FROM {} WHERE patient = ?1 AND section = ?2 AND type = ?3 GROUP BY date ORDER BY date DESC LIMIT ?4", scope::of_a_chart(c)?),
        )?;
        let times =
            statement.query_map(params![self.patient, self.section, self.kind, most], |r| {
                Ok(Time {
                    at: r.get(0)?,
                    records: r.get(1)?,
                })
            })?;
        Ok(times.collect::<Result<_, _>>()?)
    }

    /// The newest time of each code; `None` where a code was never dated.
    pub fn newest_of_each_code(&self, c: &Connection) -> Result<Vec<Option<i64>>, StoreError> {
        // Out of the index in its own order; grouped by code SQLite would sort all of it.
        let mut statement = c.prepare_cached(&format!(
            "SELECT code, date FROM {} WHERE patient = ?1 AND section = ?2 AND type = ?3",
            scope::of_a_chart(c)?
        ))?;
        let mut newest: HashMap<Option<i64>, Option<i64>> = HashMap::new();
        let mut rows = statement.query(params![self.patient, self.section, self.kind])?;
        while let Some(row) = rows.next()? {
            let known = newest.entry(row.get(0)?).or_default();
            *known = (*known).max(row.get(1)?);
        }
        Ok(newest.into_values().collect())
    }

    /// The newest `limit`, newest first; undated last.
    pub fn newest(&self, c: &Connection, limit: u64) -> Result<Vec<Row>, StoreError> {
        records::rows(
            c,
            &format!("{OF_TYPE} ORDER BY r.date DESC, r.id DESC LIMIT ?4"),
            params![self.patient, self.section, self.kind, limit],
        )
    }

    /// Those dated `from` or later, newest first.
    pub fn since(&self, c: &Connection, from: i64) -> Result<Vec<Row>, StoreError> {
        records::rows(
            c,
            &format!("{OF_TYPE} AND r.date >= ?4 ORDER BY r.date DESC, r.id DESC"),
            params![self.patient, self.section, self.kind, from],
        )
    }

    /// Those of exactly this time; without one, the undated. Newest first.
    pub fn at(&self, c: &Connection, at: Option<i64>) -> Result<Vec<Row>, StoreError> {
        records::rows(
            c,
            &format!("{OF_TYPE} AND r.date IS ?4 ORDER BY r.id DESC"),
            params![self.patient, self.section, self.kind, at],
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use super::*;
    use crate::patients;
    use crate::store_tests::{NOW, connect, potassium, profile};
    use crate::write::{Prepared, Writing};

    /// Ingrid's results over ten days, some at one time, some undated, of two tests; with reports among them, and one
    /// result of somebody else.
    fn results() -> Vec<Prepared> {
        let mut all = Vec::new();
        for n in 0..40 {
            let mut one = potassium(&format!("r{n}"), 4.1);
            one.date = (n % 9 != 4).then_some(NOW - (n % 10) * 86_400_000);
            if n % 3 == 0 {
                one.code.as_mut().unwrap().code = "2160-0".into();
                one.date = one.date.map(|at| at - 3_600_000);
            }
            if n % 4 == 1 {
                one.resource_type = "DiagnosticReport".into();
            }
            if n % 11 == 10 {
                one.section = "vitals";
            }
            if n == 39 {
                one.belongs = crate::write::Belongs::ToFhir("chidi".into());
            }
            all.push(one);
        }
        all
    }

    #[test]
    fn what_the_index_says_is_what_looking_at_every_record_says() {
        let folder = tempfile::tempdir().unwrap();
        let profile = profile(&folder);
        let store = profile.store();
        let ehr = connect(store, "St. Olav");
        store
            .write(|tx| {
                let mut writing = Writing::default();
                let mut storing = writing.begin(tx)?;
                let mut drawn = 0;
                let mut random = || {
                    drawn += 1;
                    drawn
                };
                for one in results() {
                    storing.put(ehr, NOW, &mut random, &one)?;
                }
                storing.finish()
            })
            .unwrap();
        store
            .read(|c| {
                let ingrid = patients::find(c, ehr, "ingrid")?.unwrap().id;
                let section = records::of_section(c, ingrid, "results", 0, 100)?;
                for kind in ["Observation", "DiagnosticReport"] {
                    let these = OfType::find(c, ingrid, "results", kind)?.unwrap();
                    let every: Vec<&Row> =
                        section.iter().filter(|r| r.resource_type == kind).collect();
                    assert!(every.len() > 5);
                    let ids = |rows: &[Row]| rows.iter().map(|r| r.id).collect::<Vec<_>>();
                    let expected: Vec<i64> = every.iter().map(|r| r.id).collect();
                    assert_eq!(ids(&these.newest(c, 100)?), expected);
                    assert_eq!(ids(&these.newest(c, 3)?), expected[..3]);

                    let mut times: Vec<Time> = Vec::new();
                    let mut codes: BTreeMap<String, Option<i64>> = BTreeMap::new();
                    for row in &every {
                        match times.last_mut().filter(|last| last.at == row.date) {
                            Some(last) => last.records += 1,
                            None => times.push(Time {
                                at: row.date,
                                records: 1,
                            }),
                        }
                        let code = row.code.as_ref().unwrap().code.clone();
                        let newest = codes.entry(code).or_default();
                        *newest = (*newest).max(row.date);
                    }
                    assert!(times.last().unwrap().at.is_none(), "undated last");
                    assert_eq!(these.times(c)?, times);
                    assert_eq!(these.newest_times(c, 2)?, times[..2]);
                    let mut newest = these.newest_of_each_code(c)?;
                    newest.sort_unstable();
                    let mut expected: Vec<Option<i64>> = codes.into_values().collect();
                    expected.sort_unstable();
                    assert_eq!(newest, expected);

                    let from = times[2].at.unwrap();
                    let since: Vec<i64> = every
                        .iter()
                        .filter(|r| r.date.is_some_and(|at| at >= from))
                        .map(|r| r.id)
                        .collect();
                    assert_eq!(ids(&these.since(c, from)?), since);
                    for time in &times {
                        let at: Vec<i64> = every
                            .iter()
                            .filter(|r| r.date == time.at)
                            .map(|r| r.id)
                            .collect();
                        assert_eq!(ids(&these.at(c, time.at)?), at);
                    }
                }
                let without =
                    records::of_section_without(c, ingrid, "results", "DiagnosticReport", 100)?;
                assert!(without.iter().all(|r| r.resource_type == "Observation"));
                assert_eq!(
                    without.len(),
                    section
                        .iter()
                        .filter(|r| r.resource_type == "Observation")
                        .count()
                );
                let counted: u64 = records::counts_by_section_and_type(c, ingrid)?
                    .iter()
                    .map(|(_, _, n)| n)
                    .sum();
                assert_eq!(counted, 39, "one is somebody else's");
                let sections = records::in_sections(c, ingrid)?;
                assert_eq!(sections.iter().map(|one| one.all).sum::<u64>(), counted);
                for one in sections {
                    let of = |kind: &str| -> u64 {
                        let all = records::counts_by_section_and_type(c, ingrid).unwrap();
                        let these = all
                            .iter()
                            .filter(|(s, k, _)| *s == one.section && k == kind);
                        these.map(|(_, _, n)| n).sum()
                    };
                    assert_eq!(one.observations, of("Observation"));
                    assert_eq!(one.binaries, of("Binary"));
                }
                assert!(OfType::find(c, ingrid, "results", "Goal")?.is_none());
                Ok(())
            })
            .unwrap();
    }
}
