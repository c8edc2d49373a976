//! Laboratory: which panels were drawn at which visit, the results as Observations with ranges and
//! flags, the reports that hold them, orders and specimens. Some results are missing, preliminary,
//! corrected, text or below what can be measured.

use serde_json::{Value, json};

use super::levels;
use super::life::Life;
use super::visits::{Sort, Visit};
use crate::population::analytes::{self, ANALYTES, Analyte, Panel};
use crate::population::cast::Role;
use crate::population::codes;
use crate::population::commons;
use crate::population::dice::Dice;
use crate::population::illnesses::Ill;
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};

/// Writes everything the laboratory did.
pub(crate) fn write(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Labs);
    // Each body has its own usual level.
    let own: Vec<f64> = ANALYTES
        .iter()
        .map(|a| dice.bell() * a.spread * 0.7)
        .collect();
    let last_lab = visits
        .iter()
        .rposition(|v| v.is_seen() && !panels(life, v).is_empty());
    for (n, visit) in visits.iter().enumerate() {
        let wanted = panels(life, visit);
        let cast = life
            .person
            .role
            .is_some_and(|r| r != Role::AsthmaChild && r != Role::Infant);
        if wanted.is_empty() || (visit.sort == Sort::Checkup && !cast && dice.percent(35)) {
            continue;
        }
        let order = if dice.percent(30) {
            Some(order(s, life, visit, &wanted))
        } else {
            None
        };
        for panel in wanted {
            let newest = Some(n) == last_lab && panel.key == "cbc";
            let mut drawing = Drawing {
                own: &own,
                preliminary: newest,
                order: order.as_deref(),
            };
            drawing.report(s, life, visit, panel, &mut dice);
        }
        if life.has(Ill::UrinaryInfection, visit.day) || dice.permille(8) {
            culture(s, life, visit, &mut dice);
        }
    }
    coded(s, life, visits, &mut dice);
}

/// What is drawn at a visit: what the illnesses and drugs ask for.
fn panels(life: &Life, visit: &Visit) -> Vec<&'static Panel> {
    if !visit.is_seen() {
        return Vec::new();
    }
    let day = visit.day;
    let age = life.person.age(day);
    let has = |ill| life.has(ill, day);
    let mut keys: Vec<&str> = Vec::new();
    match visit.sort {
        Sort::Inpatient(_) => keys.extend(["cmp", "cbc", "crp", "troponin"]),
        Sort::Emergency if age > 15 => keys.extend(["bmp", "cbc"]),
        Sort::Checkup if age >= 18 => keys.extend(["cmp", "cbc", "lipids"]),
        Sort::Checkup if (1..3).contains(&age) => keys.push("cbc"),
        _ => {}
    }
    if matches!(visit.sort, Sort::FollowUp | Sort::Checkup) {
        if has(Ill::Kidney) || has(Ill::HeartFailure) || has(Ill::Hypertension) {
            keys.push("bmp");
        }
        for (ill, key) in [
            (Ill::Diabetes, "a1c"),
            (Ill::HeartFailure, "bnp"),
            (Ill::Thyroid, "thyroid"),
            (Ill::Anemia, "cbc"),
            (Ill::Anemia, "ferritin"),
            (Ill::Gout, "urate"),
            (Ill::ProstateCancer, "psa"),
            (Ill::BreastCancer, "cbc"),
            (Ill::BreastCancer, "cmp"),
        ] {
            if has(ill) {
                keys.push(key);
            }
        }
        let yearly = day.0 % 3 == 0;
        if yearly && (has(Ill::Diabetes) || has(Ill::Kidney)) {
            keys.push("acr");
        }
        if yearly && has(Ill::Kidney) {
            keys.push("cbc");
        }
    }
    for (drug, key) in [("warfarin", "inr"), ("digoxin", "digoxin")] {
        if life.days_on(drug, day).is_some() {
            keys.push(key);
        }
    }
    if visit.reason == Some(Ill::Pregnancy) && life.years_of(Ill::Pregnancy, day) < 0.35 {
        keys.extend(["hcg", "cbc"]);
    }
    if keys.contains(&"cmp") {
        keys.retain(|k| *k != "bmp");
    }
    let mut seen: Vec<&str> = Vec::new();
    keys.retain(|k| {
        let new = !seen.contains(k);
        seen.push(k);
        new
    });
    keys.into_iter().filter_map(analytes::panel).collect()
}

fn order(s: &mut Scribe, life: &Life, visit: &Visit, panels: &[&Panel]) -> String {
    let first = panels.first().map_or(("", ""), |p| p.loinc);
    let doctor = commons::practitioner(s.seed, visit.doctor);
    let body = json!({
        "identifier": [{"system": codes::ACCESSION, "value": format!("O{}{}", visit.day.0, visit.minute)}],
        "status": "completed",
        "intent": "order",
        "category": [concept(codes::SNOMED, "108252007", "Laboratory procedure")],
        "code": concept(codes::LOINC, first.0, first.1),
        "subject": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "authoredOn": visit.at(5),
        "requester": refer(&doctor.reference, &doctor.display),
    });
    s.write("ServiceRequest", visit.ms(6), body)
}

struct Drawing<'a> {
    own: &'a [f64],
    preliminary: bool,
    order: Option<&'a str>,
}

/// How one result came out.
struct Outcome {
    value: Option<(String, f64)>,
    comparator: Option<&'static str>,
    absent: Option<(&'static str, &'static str)>,
    status: &'static str,
    was: Option<String>,
}

impl Drawing<'_> {
    fn report(
        &mut self,
        s: &mut Scribe,
        life: &Life,
        visit: &Visit,
        panel: &Panel,
        dice: &mut Dice,
    ) {
        let specimen = dice.percent(25).then(|| {
            s.write(
                "Specimen",
                visit.ms(30),
                json!({
                    "accessionIdentifier": {"system": codes::ACCESSION,
                        "value": format!("S{}-{}", visit.day.0, panel.key)},
                    "status": "available",
                    "type": concept(codes::SNOMED, panel.specimen.0, panel.specimen.1),
                    "subject": subject(s.seed, &life.person),
                    "receivedTime": visit.at(55),
                    "collection": {"collectedDateTime": visit.at(25)},
                }),
            )
        });
        let mut results = Vec::new();
        let mut abnormal = Vec::new();
        for key in panel.members {
            let Some(place) = ANALYTES.iter().position(|a| a.key == *key) else {
                continue;
            };
            let Some(analyte) = ANALYTES.get(place) else {
                continue;
            };
            let own = self.own.get(place).copied().unwrap_or(0.0);
            let outcome = self.outcome(life, visit, analyte, own, dice);
            let flag = outcome
                .value
                .as_ref()
                .map(|(_, v)| interpretation(life, analyte, *v));
            if let (Some((text, _)), Some(flag)) = (&outcome.value, flag) {
                let text = format!("{} {} {}", analyte.short, text, plain_unit(analyte.unit));
                let off = flag.0 != "N";
                if off {
                    abnormal.push(format!("{text} ({})", flag.1.to_lowercase()));
                }
                s.find(visit.day, analyte.key, text, off);
            }
            let body = result(
                s,
                life,
                visit,
                analyte,
                &outcome,
                specimen.as_deref(),
                self.order,
            );
            let version = if outcome.was.is_some() { 2 } else { 1 };
            let reference = s.write_version("Observation", visit.ms(240), version, body);
            results.push(refer(&reference, analyte.short));
        }
        let conclusion =
            (!abnormal.is_empty()).then(|| format!("Outside range: {}.", abnormal.join("; ")));
        let body = json!({
            "identifier": [{"system": codes::ACCESSION, "value": format!("R{}-{}", visit.day.0, panel.key)}],
            "basedOn": self.order.map(|o| json!([{"reference": o}])),
            "status": if self.preliminary { "preliminary" } else { "final" },
            "category": [{"coding": [{"system": codes::V2_0074, "code": "LAB", "display": "Laboratory"}]}],
            "code": concept(codes::LOINC, panel.loinc.0, panel.loinc.1),
            "subject": subject(s.seed, &life.person),
            "encounter": visit.encounter(),
            "effectiveDateTime": visit.at(25),
            "issued": visit.at(240),
            "performer": [laboratory(s)],
            "specimen": specimen.as_ref().map(|r| json!([{"reference": r}])),
            "result": results,
            "conclusion": conclusion,
        });
        s.write("DiagnosticReport", visit.ms(245), body);
    }

    fn outcome(
        &self,
        life: &Life,
        visit: &Visit,
        a: &Analyte,
        own: f64,
        dice: &mut Dice,
    ) -> Outcome {
        let raw = a.mean
            + own
            + levels::shift(life, a.key, visit.day)
            + dice.bell() * a.spread * if a.key == "inr" { 8.0 } else { 0.55 };
        let floor = match a.key {
            "inr" => 0.8,
            "tsh" | "psa" => 0.01,
            "creatinine" => 0.2,
            _ => a.mean * 0.12,
        };
        let value = rounded(raw.max(floor), a.decimals);
        let status = match () {
            () if self.preliminary => "preliminary",
            () if dice.permille(9) => "corrected",
            () if dice.permille(5) => "amended",
            () if dice.permille(2) => "entered-in-error",
            () => "final",
        };
        let mut outcome = Outcome {
            value: None,
            comparator: None,
            absent: None,
            status,
            was: None,
        };
        if dice.permille(9) {
            let reasons = [
                ("error", "Specimen haemolysed"),
                ("not-performed", "Quantity not sufficient"),
                ("unknown", "No reason given"),
                ("temp-unknown", "Result to follow"),
            ];
            outcome.absent = dice.pick(&reasons).copied();
            if status == "final" && outcome.absent.is_some_and(|r| r.0 == "not-performed") {
                outcome.status = "cancelled";
            }
            return outcome;
        }
        if status == "corrected" || status == "amended" {
            let before = rounded(raw * 1.08 + a.spread, a.decimals);
            outcome.was = Some(text(before, a.decimals));
        }
        // What is below or above what the machine can count.
        let (value, comparator) = match a.key {
            "crp" if value < 0.6 => (0.6, Some("<")),
            "psa" if value < 0.05 => (0.01, Some("<")),
            "acr" | "troponin" if value < 4.0 => (4.0, Some("<")),
            "hcg" if value < 2.0 => (2.0, Some("<")),
            "egfr" if value > 90.0 && dice.percent(50) => (90.0, Some(">")),
            _ => (value, None),
        };
        outcome.comparator = comparator;
        let sign = comparator.unwrap_or_default();
        outcome.value = Some((format!("{sign}{}", text(value, a.decimals)), value));
        outcome
    }
}

fn laboratory(s: &Scribe) -> Value {
    let lab = commons::organization(s.seed, 2);
    refer(&lab.reference, &lab.display)
}

/// A number with this many decimals, the same on every machine.
pub(crate) fn rounded(value: f64, decimals: u8) -> f64 {
    let scale = [1.0, 10.0, 100.0]
        .get(usize::from(decimals))
        .copied()
        .unwrap_or(1.0);
    (value * scale).round() / scale
}

fn text(value: f64, decimals: u8) -> String {
    format!("{value:.0$}", usize::from(decimals))
}

fn number(value: f64) -> Value {
    // A whole number is written without a point.
    if value.fract() == 0.0 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

fn plain_unit(unit: &str) -> String {
    unit.replace("10*3/uL", "K/uL")
        .replace("10*6/uL", "M/uL")
        .replace("{1.73_m2}", "1.73 m2")
        .replace("{INR}", "INR")
        .replace("m[IU]", "mIU")
        .replace("[IU]", "IU")
}

fn range(life: &Life, a: &Analyte) -> (f64, f64) {
    match (a.key, life.person.female) {
        ("hgb", true) => (12.0, 15.5),
        ("hgb", false) => (13.5, 17.5),
        ("creatinine", true) => (0.5, 1.0),
        ("creatinine", false) => (0.7, 1.3),
        _ => (a.low, a.high),
    }
}

/// Code and display of the flag of a value.
fn interpretation(life: &Life, a: &Analyte, value: f64) -> (&'static str, &'static str) {
    let (low, high) = range(life, a);
    match value {
        v if v <= a.critical.0 && a.critical.0 > 0.0 => ("LL", "Critical low"),
        v if v >= a.critical.1 => ("HH", "Critical high"),
        v if v < low => ("L", "Low"),
        v if v > high => ("H", "High"),
        _ => ("N", "Normal"),
    }
}

fn result(
    s: &Scribe,
    life: &Life,
    visit: &Visit,
    a: &Analyte,
    outcome: &Outcome,
    specimen: Option<&str>,
    order: Option<&str>,
) -> Value {
    let unit = plain_unit(a.unit);
    let quantity = outcome.value.as_ref().map(|(_, value)| {
        let mut quantity = json!({"value": number(*value)});
        if let Some(map) = quantity.as_object_mut() {
            if let Some(comparator) = outcome.comparator {
                map.insert("comparator".to_owned(), json!(comparator));
            }
            map.insert("unit".to_owned(), json!(unit));
            map.insert("system".to_owned(), json!(codes::UCUM));
            map.insert("code".to_owned(), json!(a.unit));
        }
        quantity
    });
    let flag = outcome.value.as_ref().map(|(_, value)| {
        let (code, display) = interpretation(life, a, *value);
        json!([{"coding": [{"system": codes::INTERPRETATION, "code": code, "display": display}],
            "text": display}])
    });
    let (low, high) = range(life, a);
    let bound = |value: f64| json!({"value": number(value), "unit": unit, "system": codes::UCUM, "code": a.unit});
    let mut reference = json!({});
    if let Some(map) = reference.as_object_mut() {
        if low > 0.0 {
            map.insert("low".to_owned(), bound(low));
        }
        map.insert("high".to_owned(), bound(high));
        if a.key == "egfr" {
            map.remove("high");
            map.insert("text".to_owned(), json!("60 or above"));
        }
    }
    let note = match (&outcome.was, outcome.absent) {
        (Some(was), _) => Some(json!([{"text": format!("First reported as {was}.")}])),
        (None, Some((_, why))) => Some(json!([{"text": why}])),
        _ => None,
    };
    json!({
        "basedOn": order.map(|o| json!([{"reference": o}])),
        "status": outcome.status,
        "category": [{"coding": [{"system": codes::OBSERVATION_CATEGORY, "code": "laboratory",
            "display": "Laboratory"}], "text": "Laboratory"}],
        "code": {"coding": [{"system": codes::LOINC, "code": a.loinc.0, "display": a.loinc.1}],
            "text": a.short},
        "subject": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "effectiveDateTime": visit.at(25),
        "issued": visit.at(240),
        "performer": [laboratory(s)],
        "valueQuantity": quantity,
        "dataAbsentReason": outcome.absent.map(|(code, why)| {
            json!({"coding": [{"system": codes::ABSENT, "code": code}], "text": why})
        }),
        "interpretation": flag,
        "note": note,
        "specimen": specimen.map(|r| json!({"reference": r})),
        "referenceRange": [reference],
    })
}

/// A urine culture: its result is text.
fn culture(s: &mut Scribe, life: &Life, visit: &Visit, dice: &mut Dice) {
    let grown = life.has(Ill::UrinaryInfection, visit.day);
    let text = if grown {
        dice.word(&[
            "Escherichia coli, >100,000 CFU/mL. Susceptible: nitrofurantoin, cefazolin. Resistant: ampicillin.",
            "Klebsiella pneumoniae, 50,000 CFU/mL. Susceptible: trimethoprim/sulfamethoxazole.",
        ])
    } else {
        "No growth after 48 hours."
    };
    s.find(
        visit.day,
        "culture",
        format!("urine culture: {text}"),
        grown,
    );
    let body = json!({
        "status": "final",
        "category": [{"coding": [{"system": codes::OBSERVATION_CATEGORY, "code": "laboratory",
            "display": "Laboratory"}]}],
        "code": concept(codes::LOINC, "630-4", "Bacteria identified in Urine by Culture"),
        "subject": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "effectiveDateTime": visit.at(20),
        "issued": visit.day.plus(2).at(600),
        "performer": [laboratory(s)],
        "valueString": text,
        "interpretation": grown.then(|| json!([{"coding": [{"system": codes::INTERPRETATION,
            "code": "A", "display": "Abnormal"}]}])),
    });
    s.write("Observation", visit.day.plus(2).ms() + 36_000_000, body);
}

type Code = (&'static str, &'static str);

/// Results that are codes: blood group, a virus looked for.
fn coded(s: &mut Scribe, life: &Life, visits: &[Visit], dice: &mut Dice) {
    let wanted: &[(Code, &[Code], u32)] = &[
        (
            ("882-1", "ABO and Rh group [Type] in Blood"),
            &[
                ("278149003", "Blood group A Rh(D) positive"),
                ("278147001", "Blood group O Rh(D) positive"),
                ("278148006", "Blood group O Rh(D) negative"),
                ("278150003", "Blood group B Rh(D) positive"),
            ],
            40,
        ),
        (
            (
                "94500-6",
                "SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory specimen by NAA with probe detection",
            ),
            &[
                ("260415000", "Not detected"),
                ("260415000", "Not detected"),
                ("260373001", "Detected"),
            ],
            35,
        ),
    ];
    for (loinc, answers, percent) in wanted {
        let recent: Vec<&Visit> = visits
            .iter()
            .filter(|v| v.is_seen() && v.day.year() >= 2020)
            .collect();
        let (true, Some(visit), Some(answer)) = (
            dice.percent(*percent),
            dice.pick(&recent),
            dice.pick(answers),
        ) else {
            continue;
        };
        let body = json!({
            "status": "final",
            "category": [{"coding": [{"system": codes::OBSERVATION_CATEGORY, "code": "laboratory",
                "display": "Laboratory"}]}],
            "code": concept(codes::LOINC, loinc.0, loinc.1),
            "subject": subject(s.seed, &life.person),
            "encounter": visit.encounter(),
            "effectiveDateTime": visit.at(20),
            "issued": visit.at(400),
            "valueCodeableConcept": concept(codes::SNOMED, answer.0, answer.1),
        });
        s.write("Observation", visit.ms(400), body);
    }
}
