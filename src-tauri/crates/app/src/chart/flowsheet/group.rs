//! Which tests stand together: those of one panel, as a report or a grouping observation says, else those
//! of one category.

use std::collections::HashMap;

use wardbook_fhir::read::codeable::{Coded, Reference};
use wardbook_fhir::read::diagnostic_report::DiagnosticReport;
use wardbook_fhir::read::observation::Observation;
use wardbook_store::{StoreError, records};

use crate::chart::desk::{Desk, MOST, Sheet};
use crate::wire::result::{TestGroup, TestRow};

/// A panel's last reports tell what belongs to it; older ones only repeat it.
const REPORTS: usize = 3;
/// Names of panels looked at: more than any chart has that is not made of free text.
const PANELS: usize = 300;

/// Groups and what belongs to them.
#[derive(Default)]
pub(super) struct Groups {
    panels: HashMap<String, (usize, usize)>,
    names: Vec<String>,
    fallback: HashMap<String, String>,
}

impl Groups {
    /// Panels from the reports of the section.
    pub(super) fn of_reports(desk: &Desk<'_>, section: &str) -> Result<Groups, StoreError> {
        let mut groups = Groups::default();
        if section != "results" {
            return Ok(groups);
        }
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut reports = Vec::new();
        for row in desk.rows_of_type(section, "DiagnosticReport", MOST)? {
            let Some(code) = &row.code else {
                continue;
            };
            let times = seen
                .entry(format!("{}|{}|{}", code.system, code.code, code.display))
                .or_default();
            *times += 1;
            if *times <= REPORTS && seen.len() <= PANELS {
                reports.push(row);
            }
        }
        for sheet in desk.with_bodies(reports)? {
            if let Ok(found) = DiagnosticReport::read(&sheet.body)
                && let Some(name) = &found.name
            {
                groups.panel(desk, name, &found.results);
            }
        }
        Ok(groups)
    }

    /// A panel and its members. The first panel a test is met in is the newest, and keeps it.
    pub(super) fn panel(&mut self, desk: &Desk<'_>, name: &str, members: &[Reference]) {
        for (place, member) in members.iter().enumerate() {
            // A member that cannot be found or read stands by its category instead.
            let Ok(Some(row)) = desk.find(member, &["Observation"]) else {
                continue;
            };
            let Some(key) = key_of(desk, row) else {
                continue;
            };
            if !self.panels.contains_key(&key) {
                let group = self.group(name);
                self.panels.insert(key, (group, place));
            }
        }
    }

    fn group(&mut self, name: &str) -> usize {
        if let Some(found) = self.names.iter().position(|known| known == name) {
            return found;
        }
        self.names.push(name.to_owned());
        self.names.len() - 1
    }

    /// Where a test stands if no panel has it.
    pub(super) fn note(&mut self, key: &str, group: &str) {
        self.fallback
            .entry(key.to_owned())
            .or_insert_with(|| group.to_owned());
    }

    /// The same, by its category.
    pub(super) fn note_category(&mut self, key: &str, found: &Observation) {
        if !self.fallback.contains_key(key) {
            let name = found.categories.iter().find_map(category);
            self.note(key, &name.unwrap_or_else(|| "Other results".to_owned()));
        }
    }

    /// Rows in their groups: panels, then categories; within a panel as the report orders them.
    pub(super) fn arrange(self, rows: Vec<TestRow>) -> Vec<TestGroup> {
        let mut panels: Vec<Vec<(usize, TestRow)>> =
            self.names.iter().map(|_| Vec::new()).collect();
        let mut categories: Vec<(String, Vec<TestRow>)> = Vec::new();
        for row in rows {
            if let Some((group, place)) = self.panels.get(&row.key)
                && let Some(panel) = panels.get_mut(*group)
            {
                panel.push((*place, row));
                continue;
            }
            let name = self
                .fallback
                .get(&row.key)
                .map_or("Other results", String::as_str);
            match categories.iter_mut().find(|(known, _)| known == name) {
                Some((_, tests)) => tests.push(row),
                None => categories.push((name.to_owned(), vec![row])),
            }
        }
        let mut groups = Vec::new();
        for (name, mut tests) in self.names.into_iter().zip(panels) {
            tests.sort_by_key(|(place, _)| *place);
            let tests: Vec<TestRow> = tests.into_iter().map(|(_, row)| row).collect();
            if !tests.is_empty() {
                groups.push(TestGroup { name, tests });
            }
        }
        for (name, mut tests) in categories {
            tests.sort_by_cached_key(|row| row.name.to_lowercase());
            groups.push(TestGroup { name, tests });
        }
        groups
    }
}

/// The key a result's row goes by. The store's first code is enough for most; the body decides.
fn key_of(desk: &Desk<'_>, row: records::Row) -> Option<String> {
    let sheet: Sheet = desk.with_bodies(vec![row]).ok()?.pop()?;
    Observation::read(&sheet.body).ok()?.key
}

fn category(coded: &Coded) -> Option<String> {
    let words = match coded.code() {
        Some("laboratory") => Some("Laboratory".to_owned()),
        Some("vital-signs") => Some("Vital signs".to_owned()),
        Some("social-history") => Some("Social history".to_owned()),
        _ => None,
    };
    words.or_else(|| coded.words())
}
