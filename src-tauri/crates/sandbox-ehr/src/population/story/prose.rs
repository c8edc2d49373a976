//! Prose: what a clinician would have written at a visit, from the problems, drugs and findings of
//! that very chart. Paragraphs are carried forward from note to note, as people do.

use super::life::Life;
use super::visits::{Sort, Visit};
use crate::population::dice::Dice;
use crate::population::illnesses::Ill;
use crate::population::scribe::Finding;

/// A note in paragraphs, each with its heading.
pub(crate) type Paragraphs = Vec<(&'static str, String)>;

/// The longest a note gets, in words.
const WORDS: usize = 2_000;

/// Writes the note of a visit. `before` is the note of the visit before, for what is carried over.
pub(crate) fn note(
    life: &Life,
    visit: &Visit,
    findings: &[Finding],
    before: Option<&Paragraphs>,
    dice: &mut Dice,
) -> Paragraphs {
    let mut note: Paragraphs = Vec::new();
    let who = introduction(life, visit);
    if visit.sort == Sort::Telephone {
        note.push((
            "Telephone call",
            format!("{who} {}", complaint(visit, dice)),
        ));
        note.push(("Advice", plan(life, visit, findings, dice)));
        let close = "Understood and repeated what was agreed. Will ring again if anything changes, and \
            knows when to call an ambulance. No charge for this call.";
        note.push(("Close", close.to_owned()));
        return note;
    }
    note.push((
        "Reason for visit",
        format!("{who} {}", complaint(visit, dice)),
    ));
    if dice.percent(75) {
        note.push(("History", history(life, visit)));
    }
    let problems: Vec<String> = life
        .problems(visit.day)
        .enumerate()
        .map(|(n, c)| {
            format!(
                "{}. {} (since {})",
                n + 1,
                sentence(c.illness.words),
                c.onset.year()
            )
        })
        .collect();
    if !problems.is_empty() {
        note.push(("Problem list", problems.join("\n")));
    }
    let drugs: Vec<String> = life
        .drugs(visit.day)
        .map(|t| format!("- {}, since {}", t.drug.words, t.from))
        .collect();
    let listed = if drugs.is_empty() {
        "None regularly.".to_owned()
    } else {
        drugs.join("\n")
    };
    note.push(("Current medication", listed));
    if let (true, Some(before)) = (dice.percent(7), before) {
        // The whole of the last note, pasted in.
        let pasted: Vec<String> = before
            .iter()
            .map(|(heading, text)| format!("{heading}: {text}"))
            .collect();
        note.push(("Previous note", pasted.join("\n")));
    } else if let (true, Some(before)) = (dice.percent(55), before) {
        // Copied forward, as it stood.
        let old = before
            .iter()
            .find(|(h, _)| *h == "Background" || *h == "History");
        if let Some((_, text)) = old {
            note.push(("Background", text.clone()));
        }
    }
    note.push(("Examination", examination(life, visit, findings, dice)));
    let results = results(visit, findings);
    if !results.is_empty() {
        note.push(("Results", results));
    }
    note.push(("Assessment", assessment(life, visit, findings)));
    note.push(("Plan", plan(life, visit, findings, dice)));
    if let Sort::Inpatient(days) = visit.sort {
        note.push(("Hospital course", course(life, visit, days, dice)));
    }
    trim(&mut note);
    note
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

fn introduction(life: &Life, visit: &Visit) -> String {
    let age = life.person.age(visit.day);
    let sex = match (age, life.person.female) {
        (0..16, true) => "girl",
        (0..16, false) => "boy",
        (_, true) => "woman",
        (_, false) => "man",
    };
    let months = (visit.day.0 - life.person.birth.0) / 30;
    let old = if age < 2 {
        format!("{months}-month-old")
    } else {
        format!("{age}-year-old")
    };
    let mut known: Vec<&str> = life
        .problems(visit.day)
        .filter(|c| c.illness.chronic())
        .map(|c| c.illness.words)
        .take(4)
        .collect();
    let last = known.pop();
    let with = match (known.is_empty(), last) {
        (_, None) => String::new(),
        (true, Some(last)) => format!(" with {last}"),
        (false, Some(last)) => format!(" with {} and {last}", known.join(", ")),
    };
    format!("{} is a {old} {sex}{with}.", life.person.spoken())
}

fn complaint(visit: &Visit, dice: &mut Dice) -> String {
    let text = match visit.reason {
        None => dice.word(&[
            "Comes for a routine check and has no complaints.",
            "Here for the yearly review. Feels well, sleeps well, appetite good.",
            "Routine visit; asks about vaccinations and about a spot on the skin that has not changed.",
        ]),
        Some(Ill::HeartFailure) => dice.word(&[
            "Has become more short of breath over the last week, sleeps on three pillows, and the ankles swell by evening.",
            "Feels somewhat better since the last change of diuretic; can climb one flight of stairs without stopping.",
        ]),
        Some(Ill::Diabetes) => dice.word(&[
            "Brings the home glucose readings: mostly between 7 and 10 mmol/L before breakfast. No hypoglycaemia.",
            "Admits to missing evening tablets about twice a week. Feet feel numb at night.",
        ]),
        Some(Ill::Asthma) => dice.word(&[
            "Wheezes at night twice a week and uses the blue inhaler before sport.",
            "Has been well since the inhaler was changed; no nights disturbed this month.",
        ]),
        Some(Ill::Copd) => dice.word(&[
            "More cough and green sputum for four days, and more breathless than usual.",
            "Stable; walks to the shop and back with two rests. Still thinking about stopping smoking.",
        ]),
        Some(Ill::Pneumonia) => "Fever, cough and pain on breathing in for three days; did not sleep.",
        Some(Ill::Pregnancy) => dice.word(&[
            "Feels the baby move. No bleeding, no headache, no swelling.",
            "Some nausea in the mornings, otherwise well.",
        ]),
        Some(Ill::Depression | Ill::Anxiety) => dice.word(&[
            "Says the days are easier than they were, but still wakes at four. No thoughts of self-harm.",
            "Low for some weeks, little appetite, has stopped seeing friends.",
        ]),
        Some(Ill::Kidney) => "No complaints from the kidneys as such; passes water once at night. Avoids painkillers as advised.",
        Some(Ill::AtrialFibrillation) => "Notices the irregular beat now and then, never for long. No bleeding, no falls.",
        Some(Ill::Epilepsy) => dice.word(&[
            "No seizure since the last visit; takes the tablets every day.",
            "One seizure three weeks ago after a short night, about two minutes, bit the tongue.",
        ]),
        Some(Ill::BreastCancer) => "Tolerates the tablets, with hot flushes and some stiffness in the hands.",
        Some(Ill::ForearmFracture) => "Fell from the climbing frame onto the outstretched hand an hour ago.",
        Some(Ill::UrinaryInfection) => "Burning on passing water and frequency since yesterday.",
        Some(other) => {
            let words = crate::population::illnesses::line(other).map_or("symptoms", |l| l.words);
            return format!("Comes about {words}. {}", dice.word(&[
                "Manages daily life without help.", "Would like to know whether anything can be changed.",
                "No new symptoms since the last visit.",
            ]));
        }
    };
    text.to_owned()
}

fn history(life: &Life, visit: &Visit) -> String {
    let mut parts = Vec::new();
    for course in life.courses.iter().filter(|c| c.onset <= visit.day) {
        let years = visit.day.year() - course.onset.year();
        parts.push(match (course.end, years) {
            (Some(end), _) if end < visit.day => {
                format!(
                    "{} in {}, recovered.",
                    sentence(course.illness.words),
                    course.onset.year()
                )
            }
            (_, 0) => format!("{} found this year.", sentence(course.illness.words)),
            (_, n) => format!(
                "{} known for {n} year{}.",
                sentence(course.illness.words),
                if n == 1 { "" } else { "s" }
            ),
        });
    }
    if life.smoker && life.person.age(visit.day) > 17 {
        parts.push("Smokes, between ten and twenty a day.".to_owned());
    }
    // The same person lives the same way in every note.
    let home = match (life.person.age(visit.day), life.person.index % 3) {
        (0..18, _) => "Parents report no concerns about growth or school.",
        (18..66, 0) => "Works full time and is on the feet most of the day.",
        (_, 1) => "Lives with family on the second floor, no lift.",
        (66.., 2) => "Lives alone; a neighbour does the shopping in winter.",
        (66.., _) => "Retired; walks the dog twice a day.",
        _ => "Shares a flat; works from home three days a week.",
    };
    parts.push(home.to_owned());
    parts.join(" ")
}

fn on_day<'a>(visit: &Visit, findings: &'a [Finding]) -> impl Iterator<Item = &'a Finding> {
    let day = visit.day;
    findings.iter().filter(move |f| f.day == day)
}

fn is_vital(key: &str) -> bool {
    matches!(
        key,
        "pressure"
            | "pulse"
            | "breath"
            | "temperature"
            | "oxygen"
            | "weight"
            | "height"
            | "bmi"
            | "head"
    )
}

fn examination(life: &Life, visit: &Visit, findings: &[Finding], dice: &mut Dice) -> String {
    let mut parts: Vec<String> = on_day(visit, findings)
        .filter(|f| is_vital(f.key))
        .map(|f| f.text.clone())
        .collect();
    parts.push(match visit.reason {
        Some(Ill::HeartFailure) => {
            "Jugular pressure raised, fine crackles at both bases, pitting oedema to mid-shin"
                .to_owned()
        }
        Some(Ill::Copd | Ill::Asthma | Ill::Bronchitis) => {
            "Prolonged expiration with scattered wheeze, no crackles".to_owned()
        }
        Some(Ill::Pneumonia) => "Bronchial breathing and dullness at the right base".to_owned(),
        Some(Ill::Pregnancy) => "Fundal height as expected, fetal heart heard".to_owned(),
        Some(Ill::Diabetes) => {
            "Feet: pulses present, monofilament reduced at both great toes".to_owned()
        }
        Some(Ill::KneeArthritis) => "Both knees crepitant, flexion to 110 degrees".to_owned(),
        _ => dice
            .word(&[
                "Heart sounds normal, chest clear, abdomen soft",
                "No abnormal findings",
                "Looks well. Skin clear. Gait normal",
            ])
            .to_owned(),
    });
    if life.has(Ill::AtrialFibrillation, visit.day) {
        parts.push("Pulse irregularly irregular".to_owned());
    }
    format!("{}.", parts.join(". "))
}

fn results(visit: &Visit, findings: &[Finding]) -> String {
    let today: Vec<&Finding> = on_day(visit, findings)
        .filter(|f| !is_vital(f.key))
        .collect();
    let mut lines = Vec::new();
    for finding in today {
        let before = findings
            .iter()
            .rev()
            .find(|f| f.key == finding.key && f.day < visit.day)
            .map(|f| format!(" (before: {}, {})", f.text, f.day));
        let mark = if finding.abnormal { " *" } else { "" };
        let before = before.filter(|_| finding.abnormal).unwrap_or_default();
        lines.push(format!("{}{mark}{before}", finding.text));
    }
    lines.join("\n")
}

fn assessment(life: &Life, visit: &Visit, findings: &[Finding]) -> String {
    let off: Vec<&str> = on_day(visit, findings)
        .filter(|f| f.abnormal && !is_vital(f.key))
        .map(|f| f.text.as_str())
        .take(6)
        .collect();
    let mut parts = Vec::new();
    match visit.reason.and_then(crate::population::illnesses::line) {
        Some(illness) => parts.push(format!("{}.", sentence(illness.words))),
        None => parts.push("Health maintenance.".to_owned()),
    }
    if !off.is_empty() {
        parts.push(format!("Of note: {}.", off.join("; ")));
    }
    let on = |words| life.days_on(words, visit.day).is_some();
    let high_potassium = on_day(visit, findings)
        .any(|f| f.key == "k" && f.abnormal && life.has(Ill::Kidney, visit.day));
    if high_potassium && (on("lisinopril") || on("spironolactone")) {
        parts.push(
            "Potassium is above range under lisinopril and spironolactone with impaired kidneys."
                .to_owned(),
        );
    }
    if on("warfarin") {
        parts.push("Anticoagulated; target INR 2 to 3.".to_owned());
    }
    if life.has(Ill::Diabetes, visit.day) && on("metformin") {
        parts.push("HbA1c follows metformin as hoped.".to_owned());
    }
    parts.join(" ")
}

fn plan(life: &Life, visit: &Visit, findings: &[Finding], dice: &mut Dice) -> String {
    let mut lines = Vec::new();
    let new: Vec<&str> = life
        .takings
        .iter()
        .filter(|t| (0..30).contains(&(t.from.0 - visit.day.0)))
        .map(|t| t.drug.words)
        .collect();
    for drug in new {
        lines.push(format!("- Start {drug}"));
    }
    if on_day(visit, findings).any(|f| f.key == "k" && f.abnormal) {
        lines.push("- Repeat potassium and creatinine within one week".to_owned());
    }
    for course in life
        .problems(visit.day)
        .filter(|c| c.illness.chronic())
        .take(3)
    {
        lines.push(format!(
            "- {}: continue as before",
            sentence(course.illness.words)
        ));
    }
    lines.push(
        dice.word(&[
            "- Return in three months, earlier if worse",
            "- Bloods before the next visit",
            "- Advice on diet and movement given, leaflet handed over",
            "- Return if not better within a week",
        ])
        .to_owned(),
    );
    lines.join("\n")
}

/// Day by day through a stay: the long notes.
fn course(life: &Life, visit: &Visit, days: i32, dice: &mut Dice) -> String {
    let mut parts = Vec::new();
    for day in 1..=days {
        let drugs: Vec<&str> = life
            .drugs(visit.day)
            .map(|t| t.drug.words)
            .take(5)
            .collect();
        parts.push(format!(
            "Day {day}: {} {} Continued on {}. {}",
            dice.word(&[
                "Slept poorly, otherwise no events overnight.",
                "Comfortable at rest, eating half of the meals.",
                "Up in the chair for most of the morning.",
                "Still needs help to wash.",
                "Walked the corridor with physiotherapy.",
            ]),
            dice.word(&[
                "Observations stable on the ward round.",
                "Fluid balance negative by 900 mL.",
                "Temperature settling.",
                "Oxygen reduced to 1 L/min.",
                "Oxygen stopped; saturation holds.",
            ]),
            if drugs.is_empty() {
                "intravenous fluids".to_owned()
            } else {
                drugs.join(", ")
            },
            dice.word(&[
                "Family informed by telephone.",
                "Discussed with the pharmacist; no interactions of concern.",
                "Discharge planned with the social worker.",
                "Blood cultures remain without growth.",
                "Electrolytes to be repeated tomorrow.",
            ]),
        ));
    }
    parts.join("\n")
}

fn trim(note: &mut Paragraphs) {
    let mut left = WORDS;
    for (_, text) in note.iter_mut() {
        let words = text.split_whitespace().count();
        if words > left {
            *text = text
                .split_whitespace()
                .take(left)
                .collect::<Vec<_>>()
                .join(" ");
        }
        left = left.saturating_sub(words);
    }
    note.retain(|(_, text)| !text.is_empty());
}
