//! What belongs to no patient: the hospital, its places and people, drugs and lists of patients.
//! Places in the commons are fixed by the tables here, so charts can refer to them unmade.

use serde_json::{Value, json};

use super::codes;
use super::drugs::DRUGS;
use super::ids::{self, COMMONS};
use super::scribe::{Domain, Scribe, concept, refer};

/// The name of the hospital.
pub(crate) const HOSPITAL: &str = "Millhaven General Hospital";

/// How many of the practitioners are general practitioners; they come first in the table.
pub(crate) const GENERALISTS: usize = 4;

struct Staff {
    family: &'static str,
    given: &'static str,
    prefix: &'static str,
    /// NUCC specialty code and display.
    specialty: (&'static str, &'static str),
}

const STAFF: &[Staff] = &[
    Staff {
        family: "Osei",
        given: "Abena",
        prefix: "Dr.",
        specialty: ("207Q00000X", "Family Medicine Physician"),
    },
    Staff {
        family: "Lindqvist",
        given: "Erik",
        prefix: "Dr.",
        specialty: ("207R00000X", "Internal Medicine Physician"),
    },
    Staff {
        family: "Castellanos",
        given: "Beatriz",
        prefix: "Dr.",
        specialty: ("208000000X", "Pediatrics Physician"),
    },
    Staff {
        family: "Hale",
        given: "Jonathan",
        prefix: "Dr.",
        specialty: ("207Q00000X", "Family Medicine Physician"),
    },
    Staff {
        family: "Venkatesan",
        given: "Meera",
        prefix: "Dr.",
        specialty: ("207RC0000X", "Cardiovascular Disease Physician"),
    },
    Staff {
        family: "Novak",
        given: "Tomáš",
        prefix: "Dr.",
        specialty: ("207RN0300X", "Nephrology Physician"),
    },
    Staff {
        family: "Adeyemi",
        given: "Folake",
        prefix: "Dr.",
        specialty: (
            "207RE0101X",
            "Endocrinology, Diabetes & Metabolism Physician",
        ),
    },
    Staff {
        family: "MacLeod",
        given: "Iain",
        prefix: "Dr.",
        specialty: ("207RP1001X", "Pulmonary Disease Physician"),
    },
    Staff {
        family: "Rosenthal",
        given: "Miriam",
        prefix: "Dr.",
        specialty: ("207RH0003X", "Hematology & Oncology Physician"),
    },
    Staff {
        family: "Takahashi",
        given: "Naoko",
        prefix: "Dr.",
        specialty: ("207V00000X", "Obstetrics & Gynecology Physician"),
    },
    Staff {
        family: "Brandt",
        given: "Lukas",
        prefix: "Dr.",
        specialty: ("2084N0400X", "Neurology Physician"),
    },
    Staff {
        family: "Doyle",
        given: "Sinéad",
        prefix: "Dr.",
        specialty: ("207P00000X", "Emergency Medicine Physician"),
    },
    Staff {
        family: "Petrov",
        given: "Elena",
        prefix: "Dr.",
        specialty: ("2085R0202X", "Diagnostic Radiology Physician"),
    },
    Staff {
        family: "Mbatha",
        given: "Sipho",
        prefix: "Dr.",
        specialty: ("208600000X", "Surgery Physician"),
    },
    Staff {
        family: "Whitlock",
        given: "Rose",
        prefix: "",
        specialty: ("163W00000X", "Registered Nurse"),
    },
    Staff {
        family: "Nguyễn",
        given: "An",
        prefix: "",
        specialty: ("183500000X", "Pharmacist"),
    },
];

/// Somebody a chart refers to.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) reference: String,
    pub(crate) display: String,
}

/// Places in the commons by type, in the order in which `write` writes them.
const ORGANIZATIONS: &[(&str, &str, &str)] = &[
    (HOSPITAL, "prov", "Healthcare Provider"),
    ("Millhaven Community Clinic", "prov", "Healthcare Provider"),
    (
        "Millhaven Clinical Laboratory",
        "prov",
        "Healthcare Provider",
    ),
    (
        "Commonwealth Mutual Health Plan",
        "ins",
        "Insurance Company",
    ),
    ("Medicare", "pay", "Payer"),
];

const LOCATIONS: &[(&str, &str, &str)] = &[
    (
        "Millhaven Community Clinic, Room 4",
        "PROFF",
        "Provider's Office",
    ),
    (
        "Millhaven General, Emergency Department",
        "ER",
        "Emergency room",
    ),
    ("Millhaven General, Ward 3 East", "HU", "Hospital unit"),
    (
        "Millhaven General, Intensive Care",
        "ICU",
        "Intensive care unit",
    ),
    (
        "Millhaven General, Radiology",
        "RADDX",
        "Radiology diagnostics or therapeutics unit",
    ),
];

fn place(n: usize) -> impl Fn(u64, &str) -> String {
    move |seed, kind| format!("{kind}/{}", ids::mint(seed, COMMONS, n))
}

/// Reference of the n-th organization.
pub(crate) fn organization(seed: u64, n: usize) -> Named {
    let n = n.min(ORGANIZATIONS.len() - 1);
    Named {
        reference: place(n)(seed, "Organization"),
        display: ORGANIZATIONS.get(n).map_or("", |o| o.0).to_owned(),
    }
}

/// Reference of the hospital.
pub(crate) fn hospital(seed: u64) -> String {
    organization(seed, 0).reference
}

/// Reference of the n-th location.
pub(crate) fn location(seed: u64, n: usize) -> Named {
    let n = n.min(LOCATIONS.len() - 1);
    Named {
        reference: place(ORGANIZATIONS.len() + n)(seed, "Location"),
        display: LOCATIONS.get(n).map_or("", |l| l.0).to_owned(),
    }
}

/// Reference of the n-th practitioner.
pub(crate) fn practitioner(seed: u64, n: usize) -> Named {
    let n = n.min(STAFF.len() - 1);
    Named {
        reference: place(ORGANIZATIONS.len() + LOCATIONS.len() + n)(seed, "Practitioner"),
        display: STAFF.get(n).map_or_else(String::new, display),
    }
}

fn display(staff: &Staff) -> String {
    format!("{} {} {}", staff.prefix, staff.given, staff.family)
        .trim()
        .to_owned()
}

/// Writes the commons. `people` is the size of the population, for the patient lists; `archive` is where images are.
pub(crate) fn write(s: &mut Scribe, people: usize, archive: &str) {
    let since = s.today.plus_years(-6).ms();
    let mut dice = s.dice(Domain::Commons);
    for (n, (name, code, display)) in ORGANIZATIONS.iter().enumerate() {
        let part_of = (n == 1 || n == 2).then(|| refer(&hospital(s.seed), HOSPITAL));
        s.write("Organization", since, json!({
            "identifier": [{"system": codes::NPI, "value": format!("{}", 1_700_000_019 + n * 101)}],
            "active": true,
            "type": [concept("http://terminology.hl7.org/CodeSystem/organization-type", code, display)],
            "name": name,
            "telecom": [{"system": "phone", "value": format!("555-010-{:04}", 1000 + n)}],
            "address": [{"line": [format!("{} Hospital Road", 1 + n)], "city": "Millhaven",
                "state": "MA", "postalCode": "01243", "country": "US"}],
            "partOf": part_of,
        }));
    }
    for (name, code, display) in LOCATIONS {
        s.write("Location", since, json!({
            "status": "active",
            "name": name,
            "mode": "instance",
            "type": [concept("http://terminology.hl7.org/CodeSystem/v3-RoleCode", code, display)],
            "address": {"line": ["1 Hospital Road"], "city": "Millhaven", "state": "MA"},
            "managingOrganization": refer(&hospital(s.seed), HOSPITAL),
        }));
    }
    for (n, staff) in STAFF.iter().enumerate() {
        let name = json!({"use": "official", "family": staff.family, "given": [staff.given],
            "prefix": if staff.prefix.is_empty() { Value::Null } else { json!([staff.prefix]) }});
        let mut name = name;
        if let Some(map) = name.as_object_mut() {
            map.retain(|_, v| !v.is_null());
        }
        s.write("Practitioner", since, json!({
            "identifier": [{"system": codes::NPI, "value": format!("{}", 1_200_000_003 + n * 1009)}],
            "active": true,
            "name": [name],
            "telecom": [{"system": "phone", "value": format!("555-020-{:04}", 1000 + n),
                "use": "work"}],
            "gender": if dice.percent(50) { "female" } else { "male" },
        }));
    }
    for (n, staff) in STAFF.iter().enumerate() {
        let who = practitioner(s.seed, n);
        s.write(
            "PractitionerRole",
            since,
            json!({
                "active": true,
                "practitioner": refer(&who.reference, &who.display),
                "organization": refer(&hospital(s.seed), HOSPITAL),
                "specialty": [concept("http://nucc.org/provider-taxonomy", staff.specialty.0,
                    staff.specialty.1)],
            }),
        );
    }
    medications(s, since);
    services(s, since, archive);
    groups(s, people);
}

/// Reference of the drug at this place of the table of drugs.
pub(crate) fn medication(seed: u64, n: usize) -> String {
    place(ORGANIZATIONS.len() + LOCATIONS.len() + 2 * STAFF.len() + n)(seed, "Medication")
}

/// Reference of the image archive's Endpoint: the next after the drugs.
pub(crate) fn image_archive(seed: u64) -> String {
    place(ORGANIZATIONS.len() + LOCATIONS.len() + 2 * STAFF.len() + DRUGS.len())(seed, "Endpoint")
}

fn medications(s: &mut Scribe, since: i64) {
    for drug in DRUGS {
        let body = json!({
            "code": concept(codes::RXNORM, drug.rxnorm.0, drug.rxnorm.1),
            "status": "active",
        });
        s.write("Medication", since, body);
    }
}

/// Where images are fetched, and the hours of the clinic.
fn services(s: &mut Scribe, since: i64, archive: &str) {
    s.write("Endpoint", since, json!({
        "status": "active",
        "connectionType": {"system": "http://terminology.hl7.org/CodeSystem/endpoint-connection-type",
            "code": "dicom-wado-rs", "display": "DICOM WADO-RS"},
        "name": "Picture archive",
        "managingOrganization": refer(&hospital(s.seed), HOSPITAL),
        "payloadType": [{"text": "DICOM"}],
        "address": archive,
    }));
    let doctor = practitioner(s.seed, 0);
    let schedule = s.write(
        "Schedule",
        since,
        json!({
            "active": true,
            "serviceType": [{"text": "Family medicine"}],
            "actor": [refer(&doctor.reference, &doctor.display)],
            "planningHorizon": {"start": s.today.to_string(), "end": s.today.plus(14).to_string()},
        }),
    );
    for n in 0..8 {
        let day = s.today.plus(1 + n / 2);
        let minute = if n % 2 == 0 { 540 } else { 840 };
        s.write(
            "Slot",
            s.today.plus(-1).ms(),
            json!({
                "schedule": {"reference": schedule},
                "status": if n % 3 == 0 { "busy" } else { "free" },
                "start": day.at(minute),
                "end": day.at(minute + 20),
            }),
        );
    }
}

fn groups(s: &mut Scribe, people: usize) {
    let lists: &[(&str, usize, usize)] = &[
        ("Demonstration list", 0, 10),
        ("Ward 3 East", 10, 18),
        ("Dr. Osei's clinic", 28, 40),
    ];
    for (name, start, count) in lists {
        let members: Vec<Value> = (*start..(start + count).min(people))
            .map(|n| {
                json!({"entity": {"reference":
                format!("Patient/{}", ids::mint(s.seed, n, 0))}})
            })
            .collect();
        let day = s.today.plus(-2).ms();
        let quantity = members.len();
        let body = json!({
            "active": true, "type": "person", "actual": true, "name": name, "quantity": quantity,
            "member": if members.is_empty() { Value::Null } else { Value::Array(members) },
        });
        s.write("Group", day, body);
    }
    // The same people as lists, for servers whose users keep lists. After the groups: what was
    // there before keeps its ids.
    for (name, start, count) in lists {
        let entries: Vec<Value> = (*start..(start + count).min(people))
            .map(|n| json!({"item": {"reference": format!("Patient/{}", ids::mint(s.seed, n, 0))}}))
            .collect();
        let body = json!({
            "identifier": [{"system": "urn:wardbook:sandbox:list", "value": name}],
            "status": "current", "mode": "working", "title": name,
            "code": concept("http://terminology.hl7.org/CodeSystem/list-example-use-codes",
                crate::holdings::WORK_LIST, "Worklist"),
            "date": s.today.plus(-2).at(480),
            "entry": if entries.is_empty() { Value::Null } else { Value::Array(entries) },
        });
        s.write("List", s.today.plus(-2).ms(), body);
    }
}
