//! Demographics: the Patient resource. Nothing here needs the rest of the chart.

use serde_json::{Value, json};

use crate::population::codes;
use crate::population::commons;
use crate::population::names;
use crate::population::person::{Name, Person};
use crate::population::scribe::{Domain, Scribe, refer};

/// Writes the Patient; always the first resource of a chart.
pub(crate) fn patient(s: &mut Scribe, person: &Person) {
    let mut dice = s.dice(Domain::Demographics);
    let (town, state, zip) = dice
        .pick(names::TOWNS)
        .copied()
        .unwrap_or(("Millhaven", "MA", ""));
    let street = format!("{} {}", dice.range(1, 480), dice.word(names::STREETS));
    let phone = format!("555-{:03}-{:04}", dice.range(200, 989), dice.range(0, 9999));
    let registered = person
        .birth
        .plus(dice.range(0, 400))
        .min(person.until(s.today));
    let touched = person
        .died
        .unwrap_or_else(|| s.today.plus(-dice.range(1, 1500)))
        .max(registered);
    let mut address = json!({
        "use": "home", "line": [street], "city": town, "state": state, "postalCode": zip,
        "country": "US",
    });
    if dice.percent(12)
        && let Some(map) = address.as_object_mut()
    {
        map.insert(
            "period".to_owned(),
            json!({"start": registered.to_string()}),
        );
    }
    let mut telecom = vec![json!({"system": "phone", "value": phone, "use": "home"})];
    if dice.percent(60) {
        let mail = format!("patient{}@mail.example", person.mrn_text());
        telecom.push(json!({"system": "email", "value": mail}));
    }
    let (marital, marital_text) = if person.age(s.today) < 18 {
        ("S", "Never Married")
    } else {
        dice.pick(&[
            ("M", "Married"),
            ("S", "Never Married"),
            ("D", "Divorced"),
            ("W", "Widowed"),
        ])
        .copied()
        .unwrap_or(("UNK", "unknown"))
    };
    let gp = commons::practitioner(s.seed, dice.below(commons::GENERALISTS));
    let language = (person.language.0 != "en" || dice.percent(40)).then(|| {
        json!([{
            "language": {
                "coding": [{"system": "urn:ietf:bcp:47", "code": person.language.0,
                    "display": person.language.1}],
                "text": person.language.1,
            },
            "preferred": true,
        }])
    });
    let sex = if person.female { "F" } else { "M" };
    let body = json!({
        "extension": [{
            "url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex",
            "valueCode": sex,
        }],
        "identifier": [{
            "use": "usual",
            "type": {"coding": [{"system": codes::V2_0203, "code": "MR",
                "display": "Medical record number"}]},
            "system": codes::MRN,
            "value": person.mrn_text(),
        }],
        "active": true,
        "name": human_names(&person.name),
        "telecom": telecom,
        "gender": person.gender.map(super::super::person::Gender::code),
        "birthDate": person.birth_text(),
        "deceasedDateTime": person.died.map(|day| day.at(dice.range(0, 1400))),
        "address": [address],
        "maritalStatus": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus",
                "code": marital, "display": marital_text}],
        },
        "communication": language,
        "generalPractitioner": [refer(&gp.reference, &gp.display)],
        "managingOrganization": refer(&commons::hospital(s.seed), commons::HOSPITAL),
    });
    let version = if person.died.is_some() { 2 } else { 1 };
    s.write_version("Patient", touched.ms() + 34_200_000, version, body);
}

fn human_names(name: &Name) -> Value {
    if name.family.is_none() && name.given.is_empty() {
        return Value::Null;
    }
    let mut official = json!({"use": "official"});
    if let Some(map) = official.as_object_mut() {
        if let Some(text) = &name.text {
            map.insert("text".to_owned(), json!(text));
        }
        if let Some(family) = &name.family {
            map.insert("family".to_owned(), json!(family));
        }
        map.insert("given".to_owned(), json!(name.given));
    }
    json!([official])
}
