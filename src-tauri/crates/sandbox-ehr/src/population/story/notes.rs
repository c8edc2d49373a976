//! Notes: DocumentReferences with their text inside or in a Binary, as plain text or HTML, current,
//! superseded or entered in error. What they say is made in `prose`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::life::Life;
use super::prose::{self, Paragraphs};
use super::visits::{Sort, Visit};
use crate::population::codes;
use crate::population::commons;
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};

/// Writes a note for most visits.
pub(crate) fn write(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Notes);
    let mut before: Option<Paragraphs> = None;
    let last = visits.len().saturating_sub(1);
    for (n, visit) in visits.iter().enumerate() {
        if n != last && !matches!(visit.sort, Sort::Inpatient(_)) && dice.percent(18) {
            continue;
        }
        let findings = std::mem::take(&mut s.findings);
        let note = prose::note(life, visit, &findings, before.as_ref(), &mut dice);
        s.findings = findings;
        let form = Form {
            html: dice.percent(22),
            in_binary: dice.percent(40),
        };
        let status = match dice.below(100) {
            0 => "entered-in-error",
            1..3 => "superseded",
            _ => "current",
        };
        let first = document(s, life, visit, &note, &form, (status, None));
        if status == "superseded" {
            let mut amended = note.clone();
            amended.push((
                "Addendum",
                "Corrected after review: the dose was taken as listed above.".to_owned(),
            ));
            document(s, life, visit, &amended, &form, ("current", Some(&first)));
        }
        before = Some(note);
    }
}

struct Form {
    html: bool,
    in_binary: bool,
}

fn kind(sort: Sort) -> (&'static str, &'static str) {
    match sort {
        Sort::Checkup => ("34117-2", "History and physical note"),
        Sort::FollowUp | Sort::Acute => ("11506-3", "Progress note"),
        Sort::Emergency => ("34111-5", "Emergency department Note"),
        Sort::Inpatient(_) => ("18842-5", "Discharge summary"),
        Sort::Telephone => ("34748-4", "Telephone encounter Note"),
    }
}

fn document(
    s: &mut Scribe,
    life: &Life,
    visit: &Visit,
    note: &Paragraphs,
    form: &Form,
    (status, replaces): (&str, Option<&str>),
) -> String {
    let (code, display) = kind(visit.sort);
    let doctor = commons::practitioner(s.seed, visit.doctor);
    let signed = format!("{}, {}", doctor.display, visit.day);
    let (text, media) = if form.html {
        (html(display, note, &signed), "text/html; charset=utf-8")
    } else {
        (plain(display, note, &signed), "text/plain; charset=utf-8")
    };
    let data = STANDARD.encode(&text);
    let mut attachment = json!({
        "contentType": media, "title": display, "creation": visit.at(35), "size": text.len(),
    });
    let touched = visit.ms(if replaces.is_some() { 3000 } else { 60 });
    if let Some(map) = attachment.as_object_mut() {
        if form.in_binary {
            let binary = s.write(
                "Binary",
                touched,
                json!({
                    "contentType": media,
                    "securityContext": subject(s.seed, &life.person),
                    "data": data,
                }),
            );
            map.insert("url".to_owned(), json!(binary));
        } else {
            map.insert("data".to_owned(), json!(data));
        }
    }
    let relates = replaces.map(|old| json!([{"code": "replaces", "target": {"reference": old}}]));
    s.write("DocumentReference", touched, json!({
        "identifier": [{"system": codes::ACCESSION, "value": format!("N{}-{}{}", visit.day.0,
            life.person.index, if replaces.is_some() { "a" } else { "" })}],
        "status": status,
        "docStatus": if status == "entered-in-error" { "entered-in-error" }
            else if replaces.is_some() { "amended" } else { "final" },
        "type": concept(codes::LOINC, code, display),
        "category": [{"coding": [{
            "system": "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
            "code": "clinical-note", "display": "Clinical Note"}]}],
        "subject": subject(s.seed, &life.person),
        "date": visit.at(40),
        "author": [refer(&doctor.reference, &doctor.display)],
        "custodian": refer(&commons::hospital(s.seed), commons::HOSPITAL),
        "relatesTo": relates,
        "description": display,
        "content": [{"attachment": attachment}],
        "context": {"encounter": [visit.encounter()],
            "period": {"start": visit.at(0), "end": visit.at(30)}},
    }))
}

fn plain(title: &str, note: &Paragraphs, signed: &str) -> String {
    let mut parts = vec![format!("{}\n{}", title.to_uppercase(), commons::HOSPITAL)];
    let headed = note
        .iter()
        .map(|(heading, text)| format!("{}:\n{text}", heading.to_uppercase()));
    parts.extend(headed);
    parts.push(format!("Signed: {signed}\n"));
    parts.join("\n\n")
}

fn html(title: &str, note: &Paragraphs, signed: &str) -> String {
    let escape = |t: &str| {
        t.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let mut parts = vec![format!(
        "<html><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\n<h1>{title}</h1>"
    )];
    for (heading, paragraph) in note {
        parts.push(format!("<h2>{heading}</h2>"));
        let lines: Vec<String> = paragraph.lines().map(escape).collect();
        if lines.iter().all(|l| l.starts_with("- ")) && !lines.is_empty() {
            let items = lines
                .iter()
                .map(|l| format!("<li>{}</li>", l.trim_start_matches("- ")));
            parts.push(format!("<ul>{}</ul>", items.collect::<String>()));
        } else {
            parts.push(format!("<p>{}</p>", lines.join("<br>")));
        }
    }
    parts.push(format!(
        "<p><em>Signed: {}</em></p>\n</body></html>\n",
        escape(signed)
    ));
    parts.join("\n")
}
