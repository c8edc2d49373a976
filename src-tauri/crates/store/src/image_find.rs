//! Studies of everybody whose images are here, by what a person remembers of one. Owns how that is matched; refuses to
//! let a study without a date pass for one of another day: those are counted.

use rusqlite::{Connection, types::Value};
use uuid::Uuid;

use crate::error::StoreError;
use crate::search::{fold, words_query};

/// What is remembered of a study; all of it has to be so.
#[derive(Debug, Clone, Default)]
pub struct Remembered {
    /// Beginnings of words of the patient's name, number or day of birth.
    pub patient: Option<String>,
    /// `2026-11-18`: of this day or later.
    pub from: Option<String>,
    /// Of this day or earlier.
    pub to: Option<String>,
    /// `CT`.
    pub modality: Option<String>,
    /// Within the description of the study or of one of its series.
    pub description: Option<String>,
    /// Within a body part.
    pub body_part: Option<String>,
    /// The beginning of the accession number.
    pub accession: Option<String>,
}

/// A study that was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// Our id.
    pub study: Uuid,
    /// Our id of its patient.
    pub patient: Uuid,
    /// The patient's name in the chart.
    pub name: Option<String>,
    /// In the chart.
    pub birth_date: Option<String>,
    /// In the chart.
    pub mrn: Option<String>,
    /// `2019-04-02`.
    pub date: Option<String>,
    /// `14:03:00`.
    pub time: Option<String>,
    /// (0008,1030).
    pub description: Option<String>,
    /// (0008,0050).
    pub accession: Option<String>,
    /// Of its series, each once.
    pub modalities: Vec<String>,
    /// Of its series, each once.
    pub body_parts: Vec<String>,
    /// How many.
    pub instances: u64,
}

/// What was found.
pub struct Outcome {
    /// The newest first, those without a date last.
    pub studies: Vec<Found>,
    /// How many there are in all.
    pub all: u64,
    /// How many more would be among them, had they a date.
    pub undated: u64,
}

/// Looks for studies, and gives `limit` of them from `offset` on.
pub fn studies(
    c: &Connection,
    asked: &Remembered,
    offset: usize,
    limit: usize,
) -> Result<Outcome, StoreError> {
    let mut with: Vec<Value> = Vec::new();
    let mut narrowed = String::new();
    if let Some(text) = filled(asked.patient.as_ref()) {
        let Some(query) = words_query(text, true) else {
            return Ok(Outcome::none());
        };
        narrowed += " AND p.id IN (SELECT rowid FROM patient_text WHERE patient_text MATCH ?)";
        with.push(query.into());
    }
    if let Some(modality) = filled(asked.modality.as_ref()) {
        narrowed += " AND EXISTS (SELECT 1 FROM image_series r WHERE r.study = s.id AND r.modality = ? COLLATE NOCASE)";
        with.push(modality.to_owned().into());
    }
    let sql = format!(
        "SELECT s.uuid, p.uuid, p.name, p.birth_date, p.mrn, s.date, s.time, s.description, s.accession,
         (SELECT group_concat(DISTINCT r.modality) FROM image_series r WHERE r.study = s.id),
         (SELECT group_concat(DISTINCT r.body_part) FROM image_series r WHERE r.study = s.id),
         (SELECT group_concat(r.description, ' ') FROM image_series r WHERE r.study = s.id),
         (SELECT count(*) FROM image_series r JOIN image_instance i ON i.series = r.id WHERE r.study = s.id)
         FROM image_study s JOIN patient p ON p.id = s.patient WHERE 1{narrowed}
         ORDER BY s.date IS NULL, s.date DESC, s.time DESC, s.id DESC"
    );
    let mut statement = c.prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params_from_iter(&with), |r| {
        let series: Option<String> = r.get(11)?;
        let found = Found {
            study: Uuid::from_bytes(r.get(0)?),
            patient: Uuid::from_bytes(r.get(1)?),
            name: r.get(2)?,
            birth_date: r.get(3)?,
            mrn: r.get(4)?,
            date: r.get(5)?,
            time: r.get(6)?,
            description: r.get(7)?,
            accession: r.get(8)?,
            modalities: listed(r.get(9)?),
            body_parts: listed(r.get(10)?),
            instances: u64::try_from(r.get::<_, i64>(12)?).unwrap_or(0),
        };
        Ok((found, series))
    })?;
    let mut outcome = Outcome::none();
    for row in rows {
        let (found, series) = row?;
        if !says(asked, &found, series.as_deref()) {
            continue;
        }
        match dated(asked, found.date.as_deref()) {
            Some(false) => continue,
            None => {
                outcome.undated += 1;
                continue;
            }
            Some(true) => {}
        }
        if outcome.all >= offset as u64 && outcome.studies.len() < limit {
            outcome.studies.push(found);
        }
        outcome.all += 1;
    }
    Ok(outcome)
}

impl Outcome {
    fn none() -> Self {
        Self {
            studies: Vec::new(),
            all: 0,
            undated: 0,
        }
    }
}

fn filled(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn listed(together: Option<String>) -> Vec<String> {
    let each = together.as_deref().unwrap_or_default().split(',');
    each.filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether its words are the ones that were asked for, without a look at case and marks: SQLite folds ASCII only.
fn says(asked: &Remembered, found: &Found, series: Option<&str>) -> bool {
    let within = |text: Option<&String>, all: &[Option<&str>]| {
        filled(text).is_none_or(|text| {
            let said = all.iter().flatten().map(|one| fold(one));
            let said: Vec<String> = said.collect();
            // Each word somewhere in it, in any order.
            fold(text)
                .split_whitespace()
                .all(|word| said.iter().any(|one| one.contains(word)))
        })
    };
    let parts = found.body_parts.join(" ");
    let accession = filled(asked.accession.as_ref()).is_none_or(|text| {
        let own = found.accession.as_deref().map(fold);
        own.is_some_and(|own| own.starts_with(&fold(text)))
    });
    accession
        && within(
            asked.description.as_ref(),
            &[found.description.as_deref(), series],
        )
        && within(asked.body_part.as_ref(), &[Some(&parts)])
}

/// Whether it is of the days that were asked for; `None` where it says no day and one was asked for.
fn dated(asked: &Remembered, date: Option<&str>) -> Option<bool> {
    let (from, to) = (filled(asked.from.as_ref()), filled(asked.to.as_ref()));
    if from.is_none() && to.is_none() {
        return Some(true);
    }
    let date = date?;
    Some(from.is_none_or(|from| date >= from) && to.is_none_or(|to| date <= to))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{Remembered, studies};
    use crate::images::{self, Instance, Said, Series, Study};
    use crate::mapping::By;
    use crate::migrations::migrated;
    use uuid::Uuid;

    fn by() -> By {
        By {
            person: "ada".to_owned(),
            correlation: Uuid::from_u128(9),
            at: 1_790_000_000_000,
        }
    }

    /// Ingrid's head and knee, and a knee of Ole that says no day.
    fn three() -> rusqlite::Connection {
        let mut c = migrated();
        c.execute(
            "INSERT INTO connection (id, uuid, name, fhir_base, auth, created_at) VALUES (1, ?1, 'City', 'https://ehr.example', '', 0)",
            [Uuid::new_v4().as_bytes()],
        )
        .unwrap();
        for (id, name) in [(1_i64, "Ingrid Sørensen"), (2, "Ole Hansen")] {
            c.execute(
                "INSERT INTO patient (id, uuid, connection, fhir_id, name, sort_name) VALUES (?1, ?2, 1, ?3, ?3, ?3)",
                rusqlite::params![id, Uuid::new_v4().as_bytes(), name],
            )
            .unwrap();
            c.execute(
                "INSERT INTO patient_text (rowid, words) VALUES (?1, ?2)",
                rusqlite::params![id, crate::search::fold(name)],
            )
            .unwrap();
        }
        let tx = c.transaction().unwrap();
        for (patient, uid, date, description, modality, part) in [
            (1, "1.1", Some("2024-06-11"), "CT head", "CT", "HEAD"),
            (1, "1.2", Some("2026-01-02"), "Kné, begge", "MR", "KNEE"),
            (2, "1.3", None, "Knee left", "CR", "KNEE"),
        ] {
            let study = Study {
                uuid: Uuid::new_v4(),
                uid: uid.to_owned(),
                date: date.map(str::to_owned),
                time: None,
                description: Some(description.to_owned()),
                accession: Some(format!("A-{uid}")),
                said: Said::default(),
            };
            let series = Series {
                uuid: Uuid::new_v4(),
                uid: format!("{uid}.1"),
                modality: Some(modality.to_owned()),
                number: Some(1),
                description: Some("Axial bone".to_owned()),
                body_part: Some(part.to_owned()),
                laterality: None,
            };
            let instance = Instance {
                uuid: Uuid::new_v4(),
                uid: format!("{uid}.1.1"),
                class: None,
                syntax: "1.2.840.10008.1.2.1".to_owned(),
                number: Some(1),
                rows: 1,
                columns: 1,
                frames: 1,
                place: None,
                remarks: None,
            };
            let bytes = uid.as_bytes();
            images::put(
                &tx,
                patient,
                (&study, &series, &instance),
                &mut &*bytes,
                &by(),
            )
            .unwrap();
        }
        tx.commit().unwrap();
        c
    }

    fn found(asked: Remembered) -> (Vec<String>, u64) {
        let outcome = studies(&three(), &asked, 0, 10).unwrap();
        let all = outcome.studies.into_iter();
        (
            all.map(|one| one.description.unwrap()).collect(),
            outcome.undated,
        )
    }

    fn text<T: From<String>>(text: &str) -> T {
        T::from(text.to_owned())
    }

    #[test]
    fn a_study_is_found_by_what_somebody_remembers_of_it() {
        let none = Remembered::default;
        assert_eq!(
            found(none()).0,
            ["Kné, begge", "CT head", "Knee left"],
            "the newest first, without a date last"
        );
        let of = |asked: Remembered| found(asked).0;
        assert_eq!(
            of(Remembered {
                patient: text("sorensen"),
                ..none()
            })
            .len(),
            2
        );
        assert_eq!(
            of(Remembered {
                modality: text("ct"),
                ..none()
            }),
            ["CT head"]
        );
        assert_eq!(
            of(Remembered {
                description: text("kne"),
                ..none()
            })
            .len(),
            2
        );
        assert_eq!(
            of(Remembered {
                description: text("bone head"),
                ..none()
            }),
            ["CT head"]
        );
        assert_eq!(
            of(Remembered {
                body_part: text("knee"),
                patient: text("ole"),
                ..none()
            }),
            ["Knee left"]
        );
        assert_eq!(
            of(Remembered {
                accession: text("a-1.2"),
                ..none()
            }),
            ["Kné, begge"]
        );
        assert_eq!(
            of(Remembered {
                patient: text("  "),
                ..none()
            })
            .len(),
            3,
            "blank is not asked"
        );
        assert_eq!(
            of(Remembered {
                patient: text("!!"),
                ..none()
            })
            .len(),
            0
        );
    }

    #[test]
    fn what_has_no_date_is_counted_where_days_are_asked_for() {
        let asked = Remembered {
            from: text("2025-01-01"),
            ..Remembered::default()
        };
        assert_eq!(found(asked), (vec!["Kné, begge".to_owned()], 1));
        let outcome = studies(&three(), &Remembered::default(), 1, 1).unwrap();
        assert_eq!(
            (outcome.studies.len(), outcome.all),
            (1, 3),
            "a page of them"
        );
    }
}
