//! Charts: the patient list, a chart, its sections, notes, records, search and coverage. Each command unpacks and asks `app`;
//! nothing is decided here.

use tauri::State;
use wardbook_app::wire::profile::Failure;
use wardbook_app::wire::{
    chart, coverage, out, patient, reading, search as text, section, timeline,
};

use crate::desk::Desk;

/// A page of the patient list.
#[tauri::command]
pub async fn list_patients(
    desk: State<'_, Desk>,
    request: patient::ListPatients,
) -> Result<patient::PatientPage, Failure> {
    desk.app.list_patients(&desk.actor, request).await
}

/// A chart as it opens.
#[tauri::command]
pub async fn open_chart(
    desk: State<'_, Desk>,
    request: patient::PatientRef,
) -> Result<chart::Chart, Failure> {
    desk.app.open_chart(&desk.actor, request).await
}

/// The rows of a section.
#[tauri::command]
pub async fn read_section(
    desk: State<'_, Desk>,
    request: section::ReadSection,
) -> Result<section::Section, Failure> {
    desk.app.read_section(&desk.actor, request).await
}

/// A chart over time.
#[tauri::command]
pub async fn read_timeline(
    desk: State<'_, Desk>,
    request: timeline::ReadTimeline,
) -> Result<timeline::Timeline, Failure> {
    desk.app.read_timeline(&desk.actor, request).await
}

/// What is in one line of it.
#[tauri::command]
pub async fn read_span(
    desk: State<'_, Desk>,
    request: timeline::ReadSpan,
) -> Result<timeline::SpanEntries, Failure> {
    desk.app.read_span(&desk.actor, request).await
}

/// A patient on two days.
#[tauri::command]
pub async fn compare_dates(
    desk: State<'_, Desk>,
    request: timeline::CompareDates,
) -> Result<timeline::ComparedDates, Failure> {
    desk.app.compare_dates(&desk.actor, request).await
}

/// The text of a note.
#[tauri::command]
pub async fn open_note(
    desk: State<'_, Desk>,
    request: section::RecordRef,
) -> Result<section::Note, Failure> {
    desk.app.open_note(&desk.actor, request).await
}

/// Two notes compared.
#[tauri::command]
pub async fn compare_notes(
    desk: State<'_, Desk>,
    request: reading::CompareNotes,
) -> Result<reading::ComparedNotes, Failure> {
    desk.app.compare_notes(&desk.actor, request).await
}

/// Where a record comes from, and the record itself.
#[tauri::command]
pub async fn record_source(
    desk: State<'_, Desk>,
    request: section::RecordRef,
) -> Result<section::RecordSource, Failure> {
    desk.app.record_source(&desk.actor, request).await
}

/// Full-text search.
#[tauri::command]
pub async fn search(desk: State<'_, Desk>, request: text::Search) -> Result<text::Hits, Failure> {
    desk.app.search(&desk.actor, request).await
}

/// How complete what is here is.
#[tauri::command]
pub async fn read_coverage(
    desk: State<'_, Desk>,
    request: coverage::ReadCoverage,
) -> Result<Vec<coverage::Coverage>, Failure> {
    desk.app.read_coverage(&desk.actor, request).await
}

/// Takes a chart, or a part of it, out to a file.
#[tauri::command]
pub async fn take_out(
    desk: State<'_, Desk>,
    request: out::TakeOut,
) -> Result<out::TakenOut, Failure> {
    desk.app.take_out(&desk.actor, request).await
}

/// Writes a plot to a file.
#[tauri::command]
pub async fn write_plot(
    desk: State<'_, Desk>,
    request: out::WritePlot,
) -> Result<out::WrittenPlot, Failure> {
    desk.app.write_plot(&desk.actor, request).await
}
