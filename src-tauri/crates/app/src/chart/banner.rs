//! Who the patient is, on every page of the chart.

use wardbook_fhir::read::date::{age_at, age_on};
use wardbook_fhir::read::generic::Generic;
use wardbook_fhir::read::patient::{Contact, Deceased, Patient, Telecom};
use wardbook_store::{StoreError, records};

use super::desk::{Desk, PEOPLE};
use super::{allergies, encounters};
use crate::wire::chart::{Banner, Fact};
use crate::wire::patient::PatientRow;

/// The banner as of `now`; `row` is the patient as in the list.
pub(crate) fn read(desk: &Desk<'_>, row: PatientRow, now: i64) -> Result<Banner, StoreError> {
    let body = match desk.patient.record {
        Some(record) => records::body(desk.store, desk.c, record).ok(),
        None => None,
    };
    let patient = body.and_then(|body| Patient::read(&body).ok());
    let deceased = match patient.as_ref().map(|patient| &patient.deceased) {
        Some(Deceased::Yes(on)) => Some(on.clone().unwrap_or_else(|| "yes".to_owned())),
        None if desk.patient.deceased => Some("yes".to_owned()),
        _ => None,
    };
    let age = row
        .birth_date
        .as_deref()
        .and_then(|birth| match deceased.as_deref() {
            None => age_at(birth, now),
            // Without a day of death there is no age to say.
            Some(on) => age_on(birth, on),
        });
    let allergies = allergies::all(desk)?;
    let demographics = match &patient {
        Some(patient) => facts(desk, patient)?,
        None => Vec::new(),
    };
    Ok(Banner {
        age,
        deceased,
        location: encounters::place(desk)?,
        allergies: allergies.banner,
        allergy_statement: allergies.allergies.statement,
        flags: flags(desk)?,
        demographics,
        patient: row,
    })
}

fn flags(desk: &Desk<'_>) -> Result<Vec<String>, StoreError> {
    let rows = desk.rows("other")?;
    let active = rows
        .into_iter()
        .filter(|row| row.resource_type == "Flag" && row.status.as_deref() == Some("active"))
        .collect();
    let sheets = desk.with_bodies(active)?;
    Ok(sheets
        .iter()
        .filter(|sheet| !sheet.removed)
        .map(|sheet| {
            let title = Generic::read(&sheet.body)
                .ok()
                .and_then(|found| found.title);
            title.unwrap_or_else(|| "Flag without words; see its source".to_owned())
        })
        .collect())
}

fn facts(desk: &Desk<'_>, patient: &Patient) -> Result<Vec<Fact>, StoreError> {
    let mut facts = Vec::new();
    let mut add = |label: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            facts.push(Fact {
                label: label.to_owned(),
                value,
            });
        }
    };
    if patient.active == Some(false) {
        add("Record", Some("No longer in use at the EHR".to_owned()));
    }
    for (kind, other) in &patient.links {
        if kind == "replaced-by" {
            let name = other.display.clone().or_else(|| other.reference.clone());
            add(
                "Replaced by",
                name.or_else(|| Some("another record".to_owned())),
            );
        }
    }
    add("Birth date", patient.birth_date_absent.clone());
    for address in &patient.addresses {
        add("Address", Some(address.clone()));
    }
    for telecom in &patient.telecom {
        add(label(telecom), telecom.value.clone());
    }
    let languages = &patient.languages;
    add(
        "Language",
        (!languages.is_empty()).then(|| languages.join(", ")),
    );
    add("Marital status", patient.marital_status.clone());
    add("Sex assigned at birth", patient.birth_sex.clone());
    add("Race", patient.race.clone());
    add("Ethnicity", patient.ethnicity.clone());
    for contact in &patient.contacts {
        add("Contact", contact_in_words(contact));
    }
    for reference in &patient.general_practitioners {
        add("General practitioner", desk.name(Some(reference), &PEOPLE)?);
    }
    for identifier in &patient.identifiers {
        if identifier.value.as_deref() == patient.mrn() {
            continue;
        }
        let kind = identifier
            .kind
            .as_ref()
            .and_then(wardbook_fhir::read::codeable::Coded::words);
        add(
            kind.as_deref().unwrap_or("Identifier"),
            identifier.value.clone(),
        );
    }
    Ok(facts)
}

fn label(telecom: &Telecom) -> &'static str {
    match telecom.system.as_deref() {
        Some("phone") => "Telephone",
        Some("email") => "E-mail",
        Some("sms") => "Text messages",
        Some("fax") => "Fax",
        _ => "Reach",
    }
}

fn contact_in_words(contact: &Contact) -> Option<String> {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(contact.name.clone());
    parts.extend(contact.relationship.clone());
    parts.extend(
        contact
            .telecom
            .iter()
            .filter_map(|telecom| telecom.value.clone()),
    );
    (!parts.is_empty()).then(|| parts.join(", "))
}
