//! What goes with care without being it: next of kin, insurance and claims, accounts, episodes,
//! appointments, flags, lists, tasks, messages, and where records came from.

use serde_json::json;

use super::life::Life;
use super::visits::{Sort, Visit};
use crate::population::cast::Role;
use crate::population::codes;
use crate::population::commons;
use crate::population::illnesses::Ill;
use crate::population::names::CULTURES;
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};

/// Writes all of it.
pub(crate) fn write(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Admin);
    if life.person.role == Some(Role::NothingRecorded) {
        return;
    }
    kin(s, life);
    let (Some(first), Some(last)) = (visits.first(), visits.last()) else {
        return;
    };
    insurance(s, life, visits);
    episodes(s, life, first);
    if life.person.died.is_none() {
        appointments(s, life);
    }
    flags(s, life, last);
    if dice.percent(50) {
        list(s, life, last);
    }
    if dice.percent(25) {
        message(s, life, last);
    }
    provenance(s, last);
}

fn kin(s: &mut Scribe, life: &Life) {
    let mut dice = s.dice(Domain::Family);
    let child = life.person.age(life.until) < 18;
    if !child && dice.percent(45) {
        return;
    }
    let relation = if child {
        ("MTH", "mother")
    } else {
        *dice
            .pick(&[
                ("SPS", "spouse"),
                ("DAU", "natural daughter"),
                ("SON", "natural son"),
                ("FRND", "unrelated friend"),
            ])
            .unwrap_or(&("FRND", "unrelated friend"))
    };
    let family = life.person.name.family.clone();
    let culture = CULTURES.iter().find(|c| c.language == life.person.language);
    let given = culture.map_or("", |c| dice.word(c.women));
    let body = json!({
        "active": true,
        "patient": subject(s.seed, &life.person),
        "relationship": [concept("http://terminology.hl7.org/CodeSystem/v3-RoleCode", relation.0, relation.1)],
        "name": [{"use": "official", "family": family, "given": [given]}],
        "telecom": [{"system": "phone", "value": format!("555-771-{:04}", dice.range(0, 9999)), "use": "mobile"}],
    });
    let body = without_nulls(body);
    s.write("RelatedPerson", life.start.ms() + 36_000_000, body);
}

/// An absent family name is left out, not written as null.
fn without_nulls(mut value: serde_json::Value) -> serde_json::Value {
    if let Some(name) = value.pointer_mut("/name/0").and_then(|n| n.as_object_mut()) {
        name.retain(|_, v| !v.is_null());
    }
    value
}

fn insurance(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Insurance);
    let payer = if life.person.age(life.today) >= 65 {
        4
    } else {
        3
    };
    if dice.percent(8) {
        return;
    }
    let payer = commons::organization(s.seed, payer);
    let coverage = s.write("Coverage", life.start.ms() + 37_000_000, json!({
        "status": "active",
        "type": concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "EHCPOL",
            "extended healthcare"),
        "subscriberId": format!("C{:09}", life.person.mrn * 31 % 1_000_000_000),
        "beneficiary": subject(s.seed, &life.person),
        "relationship": concept("http://terminology.hl7.org/CodeSystem/subscriber-relationship", "self", "Self"),
        "period": {"start": life.start.to_string()},
        "payor": [refer(&payer.reference, &payer.display)],
    }));
    let stays = visits
        .iter()
        .filter(|v| matches!(v.sort, Sort::Inpatient(_) | Sort::Emergency));
    for visit in stays.rev().take(2) {
        let amount = f64::from(dice.range(90_000, 2_400_000)) / 100.0;
        let money = json!({"value": amount, "currency": "USD"});
        let common = json!({
            "status": "active",
            "type": concept("http://terminology.hl7.org/CodeSystem/claim-type", "institutional", "Institutional"),
            "use": "claim",
            "patient": subject(s.seed, &life.person),
            "billablePeriod": {"start": visit.at(0), "end": visit.day.plus(3).at(0)},
            "created": visit.day.plus(5).to_string(),
            "insurer": refer(&payer.reference, &payer.display),
            "provider": refer(&commons::hospital(s.seed), commons::HOSPITAL),
            "insurance": [{"sequence": 1, "focal": true, "coverage": {"reference": coverage}}],
        });
        let mut claim = common.clone();
        let mut benefit = common;
        if let Some(map) = claim.as_object_mut() {
            map.insert(
                "priority".to_owned(),
                json!({"coding": [{"code": "normal"}]}),
            );
            map.insert("total".to_owned(), money.clone());
        }
        let claim = s.write("Claim", visit.day.plus(5).ms(), claim);
        if let Some(map) = benefit.as_object_mut() {
            map.insert("outcome".to_owned(), json!("complete"));
            map.insert("claim".to_owned(), json!({"reference": claim}));
            map.insert(
                "insurance".to_owned(),
                json!([{"focal": true, "coverage": {"reference": coverage}}]),
            );
            map.insert("total".to_owned(), json!([{"category": concept(
                "http://terminology.hl7.org/CodeSystem/adjudication", "submitted", "Submitted Amount"),
                "amount": money}]));
        }
        s.write("ExplanationOfBenefit", visit.day.plus(20).ms(), benefit);
    }
    s.write("Account", life.start.ms() + 38_000_000, json!({
        "status": "active",
        "name": "Patient account",
        "type": concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "PBILLACCT", "patient billing account"),
        "subject": [subject(s.seed, &life.person)],
        "servicePeriod": {"start": life.start.to_string()},
        "coverage": [{"coverage": {"reference": coverage}}],
    }));
}

fn episodes(s: &mut Scribe, life: &Life, first: &Visit) {
    let heavy = [
        Ill::HeartFailure,
        Ill::Kidney,
        Ill::BreastCancer,
        Ill::ProstateCancer,
        Ill::Pregnancy,
        Ill::Copd,
    ];
    let courses: Vec<_> = life
        .courses
        .iter()
        .filter(|c| heavy.contains(&c.illness.ill))
        .cloned()
        .collect();
    for course in courses {
        let start = course.onset.max(first.day);
        let mut period = json!({"start": start.to_string()});
        if let (Some(end), Some(map)) = (course.end, period.as_object_mut()) {
            map.insert("end".to_owned(), json!(end.max(start).to_string()));
        }
        s.write("EpisodeOfCare", course.end.unwrap_or(start).ms() + 40_000_000, json!({
            "status": if course.end.is_some() { "finished" } else { "active" },
            "diagnosis": [{"condition": refer(&course.reference, course.illness.snomed.1), "rank": 1}],
            "patient": subject(s.seed, &life.person),
            "managingOrganization": refer(&commons::hospital(s.seed), commons::HOSPITAL),
            "period": period,
        }));
    }
}

fn appointments(s: &mut Scribe, life: &Life) {
    let mut dice = s.dice(Domain::Admin);
    for (n, status) in ["booked", "fulfilled", "noshow", "cancelled"]
        .into_iter()
        .enumerate()
    {
        if !dice.percent(55) {
            continue;
        }
        let day = if n == 0 {
            life.today.plus(dice.range(3, 90))
        } else {
            life.today.plus(-dice.range(10, 700))
        };
        if day < life.start {
            continue;
        }
        let minute = 480 + dice.range(0, 30) * 15;
        let doctor = commons::practitioner(s.seed, dice.below(10));
        let place = commons::location(s.seed, 0);
        s.write("Appointment", day.plus(-20).ms().max(life.start.ms()), json!({
            "status": status,
            "serviceType": [{"text": "Follow-up"}],
            "appointmentType": concept("http://terminology.hl7.org/CodeSystem/v2-0276", "FOLLOWUP",
                "A follow up visit from a previous appointment"),
            "description": "Review",
            "start": day.at(minute),
            "end": day.at(minute + 20),
            "minutesDuration": 20,
            "participant": [
                {"actor": subject(s.seed, &life.person), "status": "accepted"},
                {"actor": refer(&doctor.reference, &doctor.display), "status": "accepted"},
                {"actor": refer(&place.reference, &place.display), "status": "accepted"},
            ],
        }));
    }
}

fn flags(s: &mut Scribe, life: &Life, last: &Visit) {
    let mut wanted = Vec::new();
    if life.person.age(life.until) > 78 {
        wanted.push((
            "129839007",
            "At increased risk for falls",
            "safety",
            "Safety",
        ));
    }
    if life.days_on("warfarin", life.until).is_some() {
        wanted.push((
            "711150003",
            "Long-term current use of anticoagulant",
            "drug",
            "Drug",
        ));
    }
    for (code, display, category, category_text) in wanted {
        s.write("Flag", last.ms(45), json!({
            "status": "active",
            "category": [concept("http://terminology.hl7.org/CodeSystem/flag-category", category, category_text)],
            "code": concept(codes::SNOMED, code, display),
            "subject": subject(s.seed, &life.person),
            "period": {"start": last.day.to_string()},
            "encounter": last.encounter(),
        }));
    }
}

fn list(s: &mut Scribe, life: &Life, last: &Visit) {
    let entries: Vec<_> = life
        .problems(life.until)
        .filter(|c| c.illness.chronic() && !c.reference.is_empty())
        .map(|c| json!({"item": refer(&c.reference, c.illness.snomed.1)}))
        .collect();
    let mut body = json!({
        "status": "current",
        "mode": "working",
        "title": "Problem list",
        "code": concept(codes::LOINC, "11450-4", "Problem list - Reported"),
        "subject": subject(s.seed, &life.person),
        "date": last.at(50),
    });
    if let Some(map) = body.as_object_mut() {
        if entries.is_empty() {
            map.insert(
                "emptyReason".to_owned(),
                concept(
                    "http://terminology.hl7.org/CodeSystem/list-empty-reason",
                    "nilknown",
                    "Nil Known",
                ),
            );
        } else {
            map.insert("entry".to_owned(), json!(entries));
        }
    }
    s.write("List", last.ms(50), body);
}

fn message(s: &mut Scribe, life: &Life, last: &Visit) {
    let doctor = commons::practitioner(s.seed, last.doctor);
    let nurse = commons::practitioner(s.seed, 14);
    let told = s.write("Communication", last.ms(300), json!({
        "status": "completed",
        "category": [concept("http://terminology.hl7.org/CodeSystem/communication-category",
            "notification", "Notification")],
        "subject": subject(s.seed, &life.person),
        "encounter": last.encounter(),
        "sent": last.at(300),
        "sender": refer(&nurse.reference, &nurse.display),
        "recipient": [subject(s.seed, &life.person)],
        "payload": [{"contentString": "Your results are back. Please call the clinic to talk them over."}],
    }));
    s.write(
        "Task",
        last.ms(310),
        json!({
            "status": "requested",
            "intent": "order",
            "code": {"text": "Call the patient about the results"},
            "focus": {"reference": told},
            "for": subject(s.seed, &life.person),
            "encounter": last.encounter(),
            "authoredOn": last.at(305),
            "lastModified": last.at(305),
            "requester": refer(&doctor.reference, &doctor.display),
            "owner": refer(&nurse.reference, &nurse.display),
        }),
    );
}

/// Where the newest notes and the allergies came from.
fn provenance(s: &mut Scribe, last: &Visit) {
    let doctor = commons::practitioner(s.seed, last.doctor);
    let mut targets: Vec<String> = s
        .written("DocumentReference")
        .map(crate::resource::Resource::reference)
        .collect();
    targets = targets.split_off(targets.len().saturating_sub(3));
    targets.extend(
        s.written("AllergyIntolerance")
            .map(crate::resource::Resource::reference),
    );
    for target in targets {
        s.write("Provenance", last.ms(61), json!({
            "target": [{"reference": target}],
            "recorded": last.at(61),
            "agent": [{
                "type": concept("http://terminology.hl7.org/CodeSystem/provenance-participant-type",
                    "author", "Author"),
                "who": refer(&doctor.reference, &doctor.display),
                "onBehalfOf": refer(&commons::hospital(s.seed), commons::HOSPITAL),
            }],
        }));
    }
}
