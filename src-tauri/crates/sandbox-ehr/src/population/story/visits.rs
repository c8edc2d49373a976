//! Visits: when somebody was seen, where, by whom and why. Writes the Encounters.

use serde_json::{Value, json};

use super::life::Life;
use crate::population::codes;
use crate::population::commons;
use crate::population::dice::Dice;
use crate::population::illnesses::Ill;
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};
use crate::time::Day;

/// What sort of visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Checkup,
    FollowUp,
    Acute,
    Emergency,
    /// Days in hospital.
    Inpatient(i32),
    Telephone,
}

/// One visit.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) day: Day,
    /// Minutes after midnight at which it began.
    pub(crate) minute: i32,
    pub(crate) sort: Sort,
    pub(crate) reason: Option<Ill>,
    /// Which practitioner.
    pub(crate) doctor: usize,
    pub(crate) reference: String,
}

impl Visit {
    /// When it began, as FHIR writes it, with this many minutes added.
    pub(crate) fn at(&self, minutes: i32) -> String {
        self.day.at(self.minute + minutes)
    }

    /// When it began in milliseconds, with this many minutes added.
    pub(crate) fn ms(&self, minutes: i32) -> i64 {
        self.day.ms() + i64::from(self.minute + minutes) * 60_000
    }

    /// The encounter as a reference.
    pub(crate) fn encounter(&self) -> Value {
        json!({"reference": self.reference})
    }

    /// Whether blood is usually taken.
    pub(crate) fn is_seen(&self) -> bool {
        self.sort != Sort::Telephone
    }
}

/// Decides the visits of a life and writes their Encounters, oldest first.
pub(crate) fn write(s: &mut Scribe, life: &Life) -> Vec<Visit> {
    let mut dice = s.dice(Domain::Visits);
    let mut visits = plan(life, &mut dice);
    for visit in &mut visits {
        visit.reference = encounter(s, life, visit, &mut dice);
    }
    visits
}

fn plan(life: &Life, dice: &mut Dice) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    let family_doctor = dice.below(commons::GENERALISTS);
    let mut add = |day: Day, sort, reason, doctor, dice: &mut Dice| {
        if day >= life.start && day <= life.until {
            let minute = 8 * 60 + dice.range(0, 32) * 15;
            visits.push(Visit {
                day,
                minute,
                sort,
                reason,
                doctor,
                reference: String::new(),
            });
        }
    };
    if life.start == life.until {
        return Vec::new();
    }
    // Checkups: often for the small, yearly or so for the rest.
    let mut day = life.start;
    while day <= life.until {
        let age_days = day.0 - life.person.birth.0;
        add(day, Sort::Checkup, None, family_doctor, dice);
        day = day.plus(match age_days {
            ..=200 => 60,
            201..=800 => 120,
            _ if life.busy > 1 => dice.range(300, 400),
            _ => dice.range(340, 900),
        });
    }
    // Follow-up of what stays, closer in the last ten years.
    let mut day = life.start.plus(dice.range(20, 90));
    while day <= life.until {
        let chronic: Vec<Ill> = life
            .problems(day)
            .filter(|c| c.illness.chronic())
            .map(|c| c.illness.ill)
            .collect();
        let pregnant = life.has(Ill::Pregnancy, day);
        let heavy = chronic.iter().filter(|ill| is_heavy(**ill)).count() as i32;
        if !chronic.is_empty() || pregnant {
            let reason = if pregnant {
                Some(Ill::Pregnancy)
            } else {
                dice.pick(&chronic).copied()
            };
            let doctor = reason.map_or(family_doctor, |ill| specialist(ill, family_doctor, dice));
            let sort = if dice.percent(9) {
                Sort::Telephone
            } else {
                Sort::FollowUp
            };
            add(day, sort, reason, doctor, dice);
        }
        let recent = life.until.0 - day.0 < 3650;
        let gap = match (heavy, recent) {
            (0, true) => dice.range(220, 420),
            (0, false) => dice.range(400, 800),
            (1, true) => dice.range(110, 230),
            (_, true) => dice.range(60, 130),
            (_, false) => dice.range(200, 420),
        };
        day = day.plus(if pregnant {
            28
        } else {
            (gap / life.busy.min(3)).max(20)
        });
    }
    for course in &life.courses {
        let ill = course.illness.ill;
        let sort = match ill {
            Ill::Pneumonia if dice.percent(55) => Sort::Inpatient(dice.range(3, 8)),
            Ill::Appendicitis => Sort::Inpatient(dice.range(2, 4)),
            Ill::Stroke => Sort::Inpatient(dice.range(5, 14)),
            Ill::ForearmFracture => Sort::Emergency,
            _ if course.illness.chronic() => Sort::FollowUp,
            Ill::Pregnancy => Sort::FollowUp,
            _ => Sort::Acute,
        };
        let doctor = match sort {
            Sort::Emergency | Sort::Inpatient(_) => 11,
            _ => family_doctor,
        };
        add(course.onset, sort, Some(ill), doctor, dice);
        // A failing heart brings people back to hospital.
        if ill == Ill::HeartFailure || ill == Ill::Copd {
            let mut day = course.onset.plus(dice.range(90, 400));
            while day < life.until {
                add(day, Sort::Inpatient(dice.range(2, 7)), Some(ill), 11, dice);
                day = day.plus(dice.range(420, 1300));
            }
        }
        if let (Ill::Pregnancy, Some(end)) = (ill, course.end) {
            add(end, Sort::Inpatient(2), Some(ill), 9, dice);
        }
    }
    visits.sort_by_key(|v| (v.day, v.minute));
    visits.dedup_by_key(|v| v.day);
    visits
}

fn is_heavy(ill: Ill) -> bool {
    matches!(
        ill,
        Ill::HeartFailure
            | Ill::Kidney
            | Ill::Diabetes
            | Ill::Copd
            | Ill::AtrialFibrillation
            | Ill::BreastCancer
            | Ill::ProstateCancer
            | Ill::Epilepsy
            | Ill::Asthma
    )
}

fn specialist(ill: Ill, family_doctor: usize, dice: &mut Dice) -> usize {
    let specialist = match ill {
        Ill::HeartFailure | Ill::AtrialFibrillation | Ill::Coronary => 4,
        Ill::Kidney => 5,
        Ill::Diabetes | Ill::Thyroid => 6,
        Ill::Copd | Ill::Asthma | Ill::SleepApnea => 7,
        Ill::BreastCancer | Ill::ProstateCancer => 8,
        Ill::Pregnancy => 9,
        Ill::Epilepsy | Ill::Migraine | Ill::Stroke | Ill::Dementia => 10,
        _ => return family_doctor,
    };
    if ill == Ill::Pregnancy || dice.percent(45) {
        specialist
    } else {
        family_doctor
    }
}

fn encounter(s: &mut Scribe, life: &Life, visit: &Visit, dice: &mut Dice) -> String {
    let (class, class_text, kind, kind_text, location, minutes) = match visit.sort {
        Sort::Checkup => (
            "AMB",
            "ambulatory",
            "185349003",
            "Encounter for check up",
            0,
            30,
        ),
        Sort::FollowUp => (
            "AMB",
            "ambulatory",
            "390906007",
            "Follow-up encounter",
            0,
            20,
        ),
        Sort::Acute => (
            "AMB",
            "ambulatory",
            "185345009",
            "Encounter for symptom",
            0,
            15,
        ),
        Sort::Emergency => (
            "EMER",
            "emergency",
            "50849002",
            "Emergency room admission",
            1,
            190,
        ),
        Sort::Inpatient(days) => (
            "IMP",
            "inpatient encounter",
            "32485007",
            "Hospital admission",
            2,
            days * 1440,
        ),
        Sort::Telephone => ("VR", "virtual", "185317003", "Telephone encounter", 0, 10),
    };
    let ongoing = visit.ms(minutes) > life.today.ms() + crate::time::DAY_MS / 2;
    let status = match () {
        () if ongoing => "in-progress",
        () if dice.permille(6) => "cancelled",
        () if dice.permille(2) => "entered-in-error",
        () => "finished",
    };
    let doctor = commons::practitioner(s.seed, visit.doctor);
    let place = commons::location(s.seed, location);
    let reason = visit
        .reason
        .and_then(crate::population::illnesses::line)
        .map(|illness| json!([concept(codes::SNOMED, illness.snomed.0, illness.snomed.1)]));
    let period = if ongoing {
        json!({"start": visit.at(0)})
    } else {
        json!({"start": visit.at(0), "end": visit.at(minutes)})
    };
    let inpatient = matches!(visit.sort, Sort::Inpatient(_));
    let hospitalization = (inpatient && !ongoing).then(|| {
        json!({
            "admitSource": concept("http://terminology.hl7.org/CodeSystem/admit-source", "emd",
                "From accident/emergency department"),
            "dischargeDisposition": concept(
                "http://terminology.hl7.org/CodeSystem/discharge-disposition", "home", "Home"),
        })
    });
    let body = json!({
        "identifier": [{"system": codes::ACCESSION,
            "value": format!("V{:05}{:03}", visit.day.0, life.person.index % 1000)}],
        "status": status,
        "class": {"system": codes::ACT, "code": class, "display": class_text},
        "type": [concept(codes::SNOMED, kind, kind_text)],
        "subject": subject(s.seed, &life.person),
        "participant": [{
            "type": [concept("http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
                "PPRF", "primary performer")],
            "individual": refer(&doctor.reference, &doctor.display),
        }],
        "period": period,
        "reasonCode": reason,
        "hospitalization": hospitalization,
        "location": (visit.is_seen()).then(|| {
            json!([{"location": refer(&place.reference, &place.display)}])
        }),
        "serviceProvider": refer(&commons::hospital(s.seed), commons::HOSPITAL),
    });
    s.write("Encounter", visit.ms(minutes + 20), body)
}
