//! What a chart says, as fields of a template. Owns what stands where nothing is recorded: a visible mark, never a blank,
//! and never a "none" that nobody said. A section that is not complete says so in its field.

use std::collections::BTreeMap;

use uuid::Uuid;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, patients};

use super::tables::{Row, Table};
use super::{Opened, in_words, is_complete, results};
use crate::chart::{self, Desk};
use crate::wire::section::{AllergyStatement, EncounterRow, Section, Standing};

/// Stands where the chart says nothing.
pub(crate) const NOT_RECORDED: &str = "[not recorded here]";
/// Tests at most: a letter is no archive.
const TESTS: usize = 30;

/// The names of fields, with what each is.
pub(crate) const FIELDS: &[(&str, &str)] = &[
    ("patient.name", "Name"),
    ("patient.birth_date", "Date of birth"),
    ("patient.age", "Age"),
    ("patient.sex", "Sex"),
    ("patient.mrn", "MRN"),
    ("problems", "Active problems"),
    ("medications", "Active medications"),
    ("allergies", "Allergies, or what the EHR says of them"),
    ("vitals", "The last vital signs, each with its date"),
    ("results", "The last results, each with its date"),
    ("encounter", "The encounter"),
    ("author", "Who writes"),
    ("today", "Today"),
    ("now", "Today and the time"),
    ("ehr", "The EHR the chart came from"),
];

/// A chart's fields, and what identifies the patient and the chart on paper.
pub(crate) struct Filled {
    pub(crate) fields: BTreeMap<&'static str, String>,
    pub(crate) who: String,
    pub(crate) source: String,
    /// The encounter that was filled in, by its FHIR id.
    pub(crate) encounter: Option<String>,
}

/// Reads them. Nothing where there is no such patient.
pub(crate) fn fields(
    store: &Store,
    c: &Connection,
    patient: Uuid,
    (person, encounter): (&str, Option<&str>),
    now: i64,
) -> Result<Option<Filled>, StoreError> {
    let Some(row) = patients::get(c, patient)? else {
        return Ok(None);
    };
    let desk = Desk::new(store, c, row, None);
    let opened = Opened::of(&desk, now)?;
    let visit = opened.visit(encounter)?;
    let of = &opened.banner.patient;
    let or = |text: Option<String>| {
        text.filter(|t| !t.trim().is_empty())
            .unwrap_or_else(|| NOT_RECORDED.to_owned())
    };
    let at = super::moment(now);
    let mut fields = BTreeMap::new();
    fields.insert("patient.name", or(of.name.clone()));
    fields.insert("patient.birth_date", or(of.birth_date.clone()));
    fields.insert("patient.age", or(opened.banner.age.clone()));
    fields.insert("patient.sex", or(of.gender.clone()));
    fields.insert("patient.mrn", or(of.mrn.clone()));
    fields.insert("problems", opened.problems()?);
    fields.insert("medications", opened.medications()?);
    fields.insert("allergies", opened.allergies());
    fields.insert("vitals", opened.last("vitals")?);
    fields.insert("results", opened.last("results")?);
    fields.insert("encounter", or(visit.as_ref().map(in_one_line)));
    fields.insert("author", person.to_owned());
    fields.insert("today", at.split(' ').next().unwrap_or_default().to_owned());
    fields.insert("now", at);
    fields.insert("ehr", of.connection_name.clone());
    Ok(Some(Filled {
        fields,
        who: opened.who.clone(),
        source: opened.source(),
        encounter: visit.and_then(|visit| visit.fhir_id),
    }))
}

fn in_one_line(visit: &EncounterRow) -> String {
    let kind = visit.kind.clone().or_else(|| visit.class.clone());
    let start = visit
        .start
        .clone()
        .unwrap_or_else(|| "start not recorded here".to_owned());
    let time = match &visit.end {
        Some(end) => format!("{start} to {end}"),
        None => format!("since {start}"),
    };
    let parts = [
        Some(kind.unwrap_or_else(|| "Encounter".to_owned())),
        Some(time),
        visit.location.clone(),
        visit.reason.clone(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn counts(row: &Row) -> bool {
    !row.standing.is_withdrawn()
}

/// A row's filled cells, but for those of these heads.
fn line(table: &Table, row: &Row, without: &[&str]) -> String {
    let cells = table.heads.iter().zip(&row.cells);
    let said = cells.filter(|(head, cell)| !cell.is_empty() && !without.contains(&head.as_str()));
    let words: Vec<&str> = said.map(|(_, cell)| cell.as_str()).collect();
    format!("- {}", words.join(", "))
}

impl Opened<'_> {
    /// The lines; where there are none, that; where the section is not complete, that too.
    fn told(&self, section: &str, lines: &[String]) -> String {
        let mut text = if lines.is_empty() {
            NOT_RECORDED.to_owned()
        } else {
            lines.join("\n")
        };
        if let Some(head) = self
            .head(section)
            .filter(|head| !is_complete(&head.coverage))
        {
            let words = format!("\n[not complete here: {}]", in_words(&head.coverage));
            text.push_str(&words);
        }
        text
    }

    fn problems(&self) -> Result<String, StoreError> {
        let (_, tables) = self.tables("problems")?;
        let mut lines = Vec::new();
        for table in &tables {
            let active = table
                .rows
                .iter()
                .filter(|row| counts(row) && row.standing != Standing::Past);
            lines.extend(active.map(|row| line(table, row, &["Code", "Category", "Ended"])));
        }
        Ok(self.told("problems", &lines))
    }

    fn medications(&self) -> Result<String, StoreError> {
        let (_, tables) = self.tables("medications")?;
        let mut lines = Vec::new();
        for table in &tables {
            let is_active = table
                .title
                .as_deref()
                .is_some_and(|title| title.starts_with("Active"));
            let active = table.rows.iter().filter(|row| is_active && counts(row));
            lines.extend(active.map(|row| line(table, row, &["Code"])));
        }
        Ok(self.told("medications", &lines))
    }

    fn allergies(&self) -> String {
        let each: Vec<String> = self
            .banner
            .allergies
            .iter()
            .map(|one| {
                let how = one
                    .reaction
                    .as_ref()
                    .map(|how| format!(" ({how})"))
                    .unwrap_or_default();
                format!(
                    "{}{how}{}",
                    one.substance,
                    if one.severe { ", SEVERE" } else { "" }
                )
            })
            .collect();
        match self.banner.allergy_statement {
            AllergyStatement::Listed => self.told("allergies", &[each.join("; ")]),
            AllergyStatement::NoneKnown => self.told(
                "allergies",
                &["the EHR says: no known allergies".to_owned()],
            ),
            AllergyStatement::NothingRecorded | AllergyStatement::NotKnown => {
                self.told("allergies", &[])
            }
        }
    }

    /// The last value of each test, the newest first.
    fn last(&self, section: &str) -> Result<String, StoreError> {
        let table = results::table(self.desk, section)?;
        let mut seen: Vec<(&str, &str)> = Vec::new();
        let mut lines = Vec::new();
        let mut more = 0;
        for row in table.rows.iter().filter(|row| counts(row)) {
            let cell = |at: usize| row.cells.get(at).map_or("", String::as_str);
            let key = (cell(1), cell(3));
            if seen.contains(&key) {
                continue;
            }
            seen.push(key);
            if lines.len() == TESTS {
                more += 1;
                continue;
            }
            let value = [cell(2), cell(3), cell(4)];
            let value: Vec<&str> = value.into_iter().filter(|text| !text.is_empty()).collect();
            let date = Some(cell(0))
                .filter(|date| !date.is_empty())
                .unwrap_or("date not recorded here");
            let mark = match row.standing {
                Standing::Preliminary => ", not final",
                Standing::Unknown => ", status not known",
                _ => "",
            };
            lines.push(format!("- {}: {} ({date}{mark})", cell(1), value.join(" ")));
        }
        if more > 0 {
            lines.push(format!("[{more} more tests are in the chart]"));
        }
        Ok(self.told(section, &lines))
    }

    /// The encounter that was named, else the newest that is going on.
    fn visit(&self, named: Option<&str>) -> Result<Option<EncounterRow>, StoreError> {
        let Section::Encounters(rows) = chart::rows(self.desk, "encounters", self.now)? else {
            return Ok(None);
        };
        let mut rows = rows.into_iter();
        if let Some(id) = named {
            return Ok(rows.find(|row| row.fhir_id.as_deref() == Some(id)));
        }
        let going_on = rows.filter(|row| {
            row.standing == Standing::Current && row.start.is_some() && row.end.is_none()
        });
        Ok(going_on.max_by(|one, other| one.start.cmp(&other.start)))
    }
}
