//! How complete a section is, from the ledger. The least complete read decides; a read the EHR does not
//! offer at all takes nothing away from a section whose other reads it does offer. What is not
//! complete is named in words.

use wardbook_store::ledger::{Row, State};
use wardbook_store::{StoreError, ledger};

use super::desk::Desk;
use crate::wire::coverage::{Coverage, CoverageState};

/// Whose coverage it is, as the edge names them.
#[derive(Debug, Clone)]
pub(crate) struct Whose {
    pub(crate) connection: String,
    pub(crate) patient: String,
    /// The records came from files: nobody asked an EHR.
    pub(crate) imported: bool,
}

/// One read.
pub(crate) fn one(whose: &Whose, row: &Row) -> Coverage {
    Coverage {
        connection: whose.connection.clone(),
        patient: whose.patient.clone(),
        section: row.section.clone(),
        read: Some(read_in_words(&row.read)),
        state: state(row.state),
        count: u32::try_from(row.count).unwrap_or(u32::MAX),
        as_of: row.as_of.map(|ms| ms as f64),
        reason: reason_of(row),
        quarantined: row.quarantined,
    }
}

/// Several reads put together as a section; `count` is what is here.
pub(crate) fn together(whose: &Whose, section: &str, rows: &[&Row], count: u32) -> Coverage {
    let offered: Vec<&&Row> = rows
        .iter()
        .filter(|row| row.state != State::NotOffered)
        .collect();
    let deciding = offered
        .iter()
        .map(|row| row.state)
        .min_by_key(|state| weight(*state));
    let decided = match deciding {
        Some(found) => state(found),
        None if !rows.is_empty() => CoverageState::NotOffered,
        None if whose.imported && count > 0 => CoverageState::Partial,
        None => CoverageState::NotAsked,
    };
    let complete = offered.iter().filter(|row| row.state == State::Complete);
    let quarantined = rows
        .iter()
        .map(|row| row.quarantined)
        .fold(0, u32::saturating_add);
    let mut reasons: Vec<String> = offered
        .iter()
        .filter(|row| row.state != State::Complete)
        .map(|row| in_words(row, offered.len() > 1))
        .collect();
    reasons.dedup();
    if reasons.is_empty() {
        match (&decided, rows.first()) {
            (CoverageState::NotOffered, Some(row)) => reasons.push(in_words(row, false)),
            (CoverageState::Partial, None) => {
                reasons.push("came from files; whether this is all is not known".to_owned());
            }
            (CoverageState::NotAsked, None) if whose.imported => {
                reasons.push("nothing of this came with the files".to_owned());
            }
            _ => {}
        }
    }
    if quarantined > 0 {
        reasons.push(match quarantined {
            1 => "1 record could not be read and was put aside".to_owned(),
            n => format!("{n} records could not be read and were put aside"),
        });
    }
    Coverage {
        connection: whose.connection.clone(),
        patient: whose.patient.clone(),
        section: section.to_owned(),
        read: None,
        state: decided,
        count,
        as_of: complete
            .filter_map(|row| row.as_of)
            .min()
            .map(|ms| ms as f64),
        reason: (!reasons.is_empty()).then(|| reasons.join("; ")),
        quarantined,
    }
}

/// The coverage of one section of the chart on the desk.
pub(super) fn of_section(desk: &Desk<'_>, section: &str) -> Result<Coverage, StoreError> {
    let rows = ledger::of_patient(desk.c, desk.patient.id)?;
    let of_it: Vec<&Row> = rows.iter().filter(|row| row.section == section).collect();
    // Names at the edge do not matter here: only the state is asked for.
    let whose = Whose {
        connection: String::new(),
        patient: String::new(),
        imported: false,
    };
    Ok(together(&whose, section, &of_it, 0))
}

/// The least complete first.
fn weight(state: State) -> u8 {
    match state {
        State::NotAsked => 0,
        State::Refused => 1,
        State::NotGranted => 2,
        State::Failed => 3,
        State::Partial => 4,
        State::NotOffered => 5,
        State::Complete => 6,
    }
}

pub(crate) fn state(from: State) -> CoverageState {
    match from {
        State::NotAsked => CoverageState::NotAsked,
        State::Partial => CoverageState::Partial,
        State::Complete => CoverageState::Complete,
        State::Refused => CoverageState::Refused,
        State::NotOffered => CoverageState::NotOffered,
        State::NotGranted => CoverageState::NotGranted,
        State::Failed => CoverageState::Failed,
    }
}

fn reason_of(row: &Row) -> Option<String> {
    match (&row.reason, row.state) {
        (Some(reason), _) => Some(reason.clone()),
        (None, State::Complete) => None,
        (None, state) => Some(said(state).to_owned()),
    }
}

fn said(state: State) -> &'static str {
    match state {
        State::NotAsked => "not asked yet",
        State::Partial => "not read to the end yet",
        State::Complete => "complete",
        State::Refused => "refused by the EHR",
        State::NotOffered => "not offered by the EHR",
        State::NotGranted => "not covered by the sign-in",
        State::Failed => "could not be read",
    }
}

/// "Laboratory refused by the EHR (no permission)".
fn in_words(row: &Row, named: bool) -> String {
    let mut words = String::new();
    if named {
        words.push_str(&part_in_words(&row.read));
        words.push(' ');
    }
    words.push_str(said(row.state));
    if let Some(reason) = &row.reason {
        words.push_str(" (");
        words.push_str(reason.trim_end_matches('.'));
        words.push(')');
    }
    words
}

/// "Observation laboratory" for "Observation:laboratory".
fn read_in_words(read: &str) -> String {
    read.replace([':', '-'], " ")
}

/// What a clinician calls a read: its category where it has one, else its type in words.
fn part_in_words(read: &str) -> String {
    if let Some((_, category)) = read.split_once(':') {
        return category.replace('-', " ");
    }
    let mut words = String::new();
    for letter in read.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
#[path = "completeness_tests.rs"]
mod tests;
