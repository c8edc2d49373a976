//! What a file of a study says that is no picture, at the terminal: a report, a document, a recording, an object.

use wardbook_app::wire::image::{InstanceRef, ReportText, StudyRef};
use wardbook_app::wire::image_content::{
    ImageDocument, ImageObject, ImageWaveform, ObjectReference, StudyReport, StudyReports,
    WaveformGroup,
};

use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

/// Reads it as what it is: each kind of file is asked for, and the first that it holds is shown.
pub(crate) async fn read(program: &Program, instance: String) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    let asked = || InstanceRef {
        instance: instance.clone(),
    };
    // What an instance is of any kind: an answer to this says that it is here at all.
    let object = app.image_object(me, asked()).await?;
    if let Ok(found) = app.image_report(me, asked()).await {
        shown(program, &found, report);
    } else if let Ok(found) = app.image_waveform(me, asked()).await {
        shown(program, &found, waveform);
    } else if let Ok(found) = app.image_document(me, asked()).await {
        shown(program, &found, document);
    } else {
        shown(program, &object, self::object);
    }
    Ok(())
}

/// Lists what the chart says of a study.
pub(crate) async fn reports(program: &Program, study: String) -> Result<(), Ended> {
    program.open().await?;
    let request = StudyRef { study };
    let found = program.app.study_reports(&program.me, request).await?;
    shown(program, &found, |found: &StudyReports| {
        if found.reports.is_empty() {
            return vec!["No report or note of the chart names this study.".to_owned()];
        }
        found.reports.iter().map(belonging).collect()
    });
    Ok(())
}

fn belonging(one: &StudyReport) -> String {
    let by = match one.by.as_str() {
        "study" => "names this study",
        "order" => "of the same order",
        "accession" => "has its accession number",
        _ => "of the same day; it may be of another study",
    };
    let note = &one.note;
    let name = note.title.as_ref().or(note.kind.as_ref());
    format!(
        "{}  {}  {}  {}  ({by})",
        note.record,
        note.date.as_deref().unwrap_or("no date"),
        said(name.map(String::as_str)),
        said(note.status.as_deref())
    )
}

fn shown<T: serde::Serialize>(program: &Program, found: &T, lines: impl Fn(&T) -> Vec<String>) {
    if program.json {
        print::json(found);
        return;
    }
    for line in lines(found) {
        print::line(&line);
    }
}

fn said(text: Option<&str>) -> String {
    clean(text.unwrap_or("not said"))
}

fn report(report: &ReportText) -> Vec<String> {
    let mut lines = vec![format!(
        "Report: {}, {}",
        match report.verified {
            Some(true) => "verified",
            Some(false) => "not verified by anybody",
            None => "whether somebody verified it is not said",
        },
        match report.complete {
            Some(true) => "complete",
            Some(false) => "partial",
            None => "whether it is complete is not said",
        }
    )];
    lines.extend(report.items.iter().map(|item| {
        let name = item.name.as_deref().unwrap_or(&item.kind);
        let value = item.value.as_deref().or(item.refers.as_deref());
        let indent = "  ".repeat(usize::from(item.depth));
        match value {
            Some(value) => format!("{indent}{}: {}", clean(name), clean(value)),
            None => format!("{indent}{}", clean(name)),
        }
    }));
    if report.more > 0.0 {
        lines.push(format!("{} more items are not listed.", report.more));
    }
    lines
}

fn document(document: &ImageDocument) -> Vec<String> {
    vec![format!(
        "Document: {}, {}, {} bytes{}",
        said(document.title.as_deref()),
        said(document.content_type.as_deref()),
        document.length,
        if document.pdf { "" } else { "; it is no PDF" }
    )]
}

fn waveform(found: &ImageWaveform) -> Vec<String> {
    let mut lines: Vec<String> = found.groups.iter().map(group).collect();
    lines.extend(found.annotations.iter().map(|one| {
        format!(
            "{}: {}",
            clean(one.name.as_deref().unwrap_or("Note")),
            said(one.value.as_deref())
        )
    }));
    lines
}

fn group(group: &WaveformGroup) -> String {
    let names: Vec<String> = group
        .channels
        .iter()
        .map(|one| {
            let name = clean(one.lead.as_deref().or(one.name.as_deref()).unwrap_or("?"));
            let unit = clean(one.unit.as_deref().unwrap_or("no unit"));
            format!("{name} ({unit})")
        })
        .collect();
    let why = group.refused.as_deref();
    format!(
        "Recording {}: {} samples at {} Hz of {}{}",
        said(group.label.as_deref()),
        group.samples,
        group.frequency,
        names.join(", "),
        why.map_or_else(String::new, |why| format!("; not shown: {why}"))
    )
}

fn object(object: &ImageObject) -> Vec<String> {
    let mut lines = vec![said(object.class.as_deref())];
    let facts = object.facts.iter();
    lines.extend(facts.map(|fact| format!("{}: {}", fact.name, clean(&fact.value))));
    lines.extend(object.parts.iter().map(|part| {
        format!(
            "{} {}: {}; {}",
            part.kind,
            said(part.number.as_deref()),
            said(part.name.as_deref()),
            clean(&part.facts.join(", "))
        )
    }));
    if object.more > 0.0 {
        lines.push(format!("{} more parts are not listed.", object.more));
    }
    lines.extend(object.refers.iter().map(refers));
    lines
}

fn refers(one: &ObjectReference) -> String {
    format!(
        "Refers to {} × {} ({}), {} of them here",
        one.many,
        said(one.class.as_deref()),
        one.by,
        one.here
    )
}
