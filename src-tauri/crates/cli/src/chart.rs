//! A chart on the terminal: who, how complete, then the sections, as a colleague would read them out.

use serde_json::{Map, Value, json};
use wardbook_app::Code;
use wardbook_app::sections::{SECTIONS, is_section};
use wardbook_app::wire::chart::{Banner, Chart, SectionHead};
use wardbook_app::wire::patient::PatientRef;
use wardbook_app::wire::section::{AllergyStatement, Origin, ReadSection, RecordRef, Section};

use crate::args::CameFrom;
use crate::ask::failure;
use crate::print;
use crate::program::{Ended, Program};
use crate::sheet;
use crate::table::{Table, clean};
use crate::words;

pub(crate) async fn show(
    program: &Program,
    patient: String,
    section: Option<String>,
    source: Option<CameFrom>,
) -> Result<(), Ended> {
    program.open().await?;
    if let Some(section) = &section
        && !is_section(section)
    {
        let names: Vec<&str> = SECTIONS.iter().map(|(name, _)| *name).collect();
        let message = format!(
            "There is no such section. The sections are: {}.",
            names.join(", ")
        );
        return Err(failure(Code::InvalidRequest, &message).into());
    }
    let patient = program.app.find_here(&program.me, &patient).await?;
    let request = PatientRef {
        patient: patient.clone(),
    };
    let chart = program.app.open_chart(&program.me, request).await?;
    let read = async |section: &str| {
        let request = ReadSection {
            patient: patient.clone(),
            section: section.to_owned(),
            most: None,
        };
        let read = program.app.read_section(&program.me, request).await;
        read.map(|section| only(section, source))
    };
    if program.json {
        let mut content = Map::new();
        for (name, _) in SECTIONS
            .iter()
            .filter(|(name, _)| section.as_deref().is_none_or(|s| s == *name))
        {
            let rows = read(name).await?;
            content.insert(
                (*name).to_owned(),
                serde_json::to_value(rows).unwrap_or(Value::Null),
            );
        }
        print::json(&json!({
            "banner": chart.banner, "sections": chart.sections, "content": content,
        }));
        return Ok(());
    }
    banner(&chart.banner);
    if let Some(name) = section {
        let head = chart.sections.iter().find(|head| head.section == name);
        head.into_iter().for_each(heading);
        sheet::section(&read(&name).await?);
    } else if let Section::Summary(summary) = read("summary").await? {
        sheet::summary(&chart, &summary);
        contents(&chart);
    }
    Ok(())
}

/// Of encounters and documents those that came from there; other sections are left as they are.
fn only(section: Section, source: Option<CameFrom>) -> Section {
    let origin = match source {
        None => return section,
        Some(CameFrom::Ehr) => Origin::Ehr,
        Some(CameFrom::File) => Origin::File,
        Some(CameFrom::Workstation) => Origin::Workstation,
    };
    match section {
        Section::Encounters(mut rows) => {
            rows.retain(|row| row.origin == origin);
            Section::Encounters(rows)
        }
        Section::Notes(mut rows) => {
            rows.retain(|row| row.origin == origin);
            Section::Notes(rows)
        }
        other => other,
    }
}

fn banner(banner: &Banner) {
    let patient = &banner.patient;
    let name = patient.name.as_deref().unwrap_or("(no name sent)");
    let mut facts: Vec<String> = Vec::new();
    facts.extend(banner.age.clone());
    facts.extend(patient.gender.clone());
    facts.extend(
        patient
            .birth_date
            .as_deref()
            .map(|born| format!("born {born}")),
    );
    facts.extend(patient.mrn.as_deref().map(|mrn| format!("MRN {mrn}")));
    facts.extend(banner.location.clone());
    print::line(&format!("{}   {}", clean(name), clean(&facts.join("  "))));
    if let Some(deceased) = &banner.deceased {
        let when = if deceased == "yes" {
            "date not sent"
        } else {
            deceased.as_str()
        };
        print::line(&format!("Deceased: {when}"));
    }
    let allergies = match banner.allergy_statement {
        AllergyStatement::NoneKnown => "no known allergies, the EHR says".to_owned(),
        AllergyStatement::NothingRecorded => "nothing recorded at the EHR, either way".to_owned(),
        AllergyStatement::NotKnown => "NOT KNOWN: not read from the EHR".to_owned(),
        AllergyStatement::Listed => {
            let each = banner.allergies.iter().map(|one| {
                let mark = if one.severe { "!" } else { "" };
                let reaction = one.reaction.as_deref().map(|text| format!(" ({text})"));
                format!("{mark}{}{}", one.substance, reaction.unwrap_or_default())
            });
            let all: Vec<String> = each.collect();
            if all.is_empty() {
                "past only; see the section".to_owned()
            } else {
                all.join("; ")
            }
        }
    };
    print::line(&format!("Allergies: {}", clean(&allergies)));
    if !banner.flags.is_empty() {
        print::line(&format!("Flags: {}", clean(&banner.flags.join("; "))));
    }
    let as_of = patient
        .as_of
        .map(|at| format!("as of {}", words::moment(at)));
    let state = as_of.unwrap_or_else(|| words::state(&patient.coverage).to_owned());
    print::line(&format!("{}, {state}", patient.connection_name));
}

/// "Results (412)  complete, as of 2026-03-14 14:02".
pub(crate) fn heading(head: &SectionHead) {
    print::line("");
    print::line(&format!(
        "{} ({})  {}",
        head.title,
        head.count,
        clean(&words::coverage(&head.coverage))
    ));
}

/// What else is in the chart.
fn contents(chart: &Chart) {
    print::line("");
    let mut table = Table::new(&["Section", "Records", "Complete"]);
    for head in chart
        .sections
        .iter()
        .filter(|head| head.section != "summary")
    {
        table.row([
            head.section.clone(),
            head.count.to_string(),
            words::coverage(&head.coverage),
        ]);
    }
    table.lines(0).iter().for_each(|line| print::line(line));
}

pub(crate) async fn note(program: &Program, record: String) -> Result<(), Ended> {
    program.open().await?;
    let note = program
        .app
        .open_note(&program.me, RecordRef { record })
        .await?;
    if program.json {
        print::json(&note);
        return Ok(());
    }
    let title = note
        .row
        .title
        .as_deref()
        .or(note.row.kind.as_deref())
        .unwrap_or("Note");
    let author = note.row.author.as_deref().unwrap_or_default();
    print::line(&format!(
        "{}  {}  {}",
        clean(title),
        words::date(note.row.date.as_deref()),
        clean(author)
    ));
    for part in &note.parts {
        print::line("");
        if let Some(title) = &part.title {
            print::line(&clean(title));
        }
        for line in part.text.iter().flat_map(|text| text.lines()) {
            print::line(
                line.replace(|c: char| c.is_control() && c != '\t', " ")
                    .as_str(),
            );
        }
        if let Some(why) = &part.unavailable {
            print::line(&format!("({why})"));
        }
    }
    Ok(())
}

pub(crate) async fn source(program: &Program, record: String) -> Result<(), Ended> {
    program.open().await?;
    let source = program
        .app
        .record_source(&program.me, RecordRef { record })
        .await?;
    if program.json {
        print::json(&source);
    } else {
        print::words(&format!(
            "{} {} from {}, fetched {}",
            source.resource_type,
            source.fhir_id.as_deref().unwrap_or("(no id)"),
            source.connection_name,
            words::moment(source.fetched_at)
        ));
        print::line(&source.json);
        for older in &source.older {
            print::words(&format!(
                "Before {}, version {}, fetched {}:",
                words::moment(older.replaced_at),
                older.version.as_deref().unwrap_or("not sent"),
                words::moment(older.fetched_at)
            ));
            print::line(&older.json);
        }
    }
    Ok(())
}
