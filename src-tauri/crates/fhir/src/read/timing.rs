//! Dosage in words: "80 mg, oral, twice daily, as needed for pain".
//!
//! The words of the prescriber win; the structure speaks only where there are none.

use super::codeable::Coded;
use super::quantity::{self, Quantity};
use crate::json::{Node, Object};

/// Dosages in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dosage {
    /// In words.
    pub words: Option<String>,
    /// As needed.
    pub as_needed: bool,
}

/// Read one Dosage or many, in their order.
pub fn dosages(nodes: &[Node<'_>]) -> Dosage {
    let mut objects: Vec<Object<'_>> = nodes.iter().filter_map(|node| node.object()).collect();
    objects.sort_by_key(|dosage| {
        dosage
            .get("sequence")
            .and_then(|n| n.number()?.parse::<i64>().ok())
            .unwrap_or(0)
    });
    let mut parts: Vec<String> = Vec::new();
    let mut as_needed = false;
    for object in &objects {
        as_needed |= is_as_needed(object);
        if let Some(words) = dosage(object)
            && !parts.contains(&words)
        {
            parts.push(words);
        }
    }
    Dosage {
        words: (!parts.is_empty()).then(|| parts.join("; ")),
        as_needed,
    }
}

fn is_as_needed(dosage: &Object<'_>) -> bool {
    dosage.truth("asNeededBoolean") == Some(true)
        || dosage.truth("asNeeded") == Some(true)
        || dosage.get("asNeededCodeableConcept").is_some()
        || dosage.get("asNeededFor").is_some()
}

fn dosage(dosage: &Object<'_>) -> Option<String> {
    if let Some(text) = dosage.text("text") {
        return Some(text);
    }
    let mut parts: Vec<String> = Vec::new();
    let doses = dosage.objects("doseAndRate");
    let (amounts, rates): (Vec<_>, Vec<_>) = if doses.is_empty() {
        // R4 MedicationAdministration and STU3: dose and rate stand in the dosage itself.
        (vec![amount(dosage)], vec![rate(dosage)])
    } else {
        doses.iter().map(|one| (amount(one), rate(one))).unzip()
    };
    parts.extend(amounts.into_iter().flatten().take(1));
    parts.extend(rates.into_iter().flatten().take(1));
    parts.extend(
        Coded::one(dosage, "route")
            .and_then(|c| c.words())
            .map(|w| lower_first(&w)),
    );
    parts.extend(
        dosage
            .object("timing")
            .and_then(|timing| self::timing(&timing)),
    );
    if is_as_needed(dosage) {
        let reasons = Coded::one(dosage, "asNeededCodeableConcept")
            .or_else(|| Coded::one(dosage, "asNeededFor"))
            .and_then(|coded| coded.words());
        parts.push(match reasons {
            Some(reason) => format!("as needed for {}", lower_first(&reason)),
            None => "as needed".to_owned(),
        });
    }
    parts.extend(
        Coded::one(dosage, "site")
            .and_then(|c| c.words())
            .map(|w| lower_first(&w)),
    );
    if let Some(most) = dosage
        .list("maxDosePerPeriod")
        .into_iter()
        .find_map(quantity::ratio)
    {
        parts.push(format!("at most {most}"));
    }
    let extra = Coded::all(dosage, "additionalInstruction");
    parts.extend(
        extra
            .iter()
            .filter_map(Coded::words)
            .map(|w| lower_first(&w)),
    );
    if let Some(said) = dosage.text("patientInstruction") {
        parts.push(said);
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn amount(dose: &Object<'_>) -> Option<String> {
    ["doseQuantity", "doseSimpleQuantity", "dose"]
        .iter()
        .find_map(|name| Quantity::one(dose, name)?.words())
        .or_else(|| quantity::range(dose.get("doseRange")?))
}

fn rate(dose: &Object<'_>) -> Option<String> {
    let words = dose
        .get("rateQuantity")
        .or_else(|| dose.get("rateSimpleQuantity"))
        .and_then(|node| Quantity::read(node)?.words())
        .or_else(|| quantity::ratio(dose.get("rateRatio")?))
        .or_else(|| quantity::range(dose.get("rateRange")?))?;
    Some(format!("at {words}"))
}

/// A Timing in words.
pub fn timing(timing: &Object<'_>) -> Option<String> {
    let code = Coded::one(timing, "code");
    if let Some(text) = code.as_ref().and_then(|coded| coded.text.clone()) {
        return Some(text);
    }
    let repeated = timing
        .object("repeat")
        .and_then(|repeat| self::repeat(&repeat));
    let coded = || {
        let coded = code.as_ref()?;
        coded
            .code()
            .and_then(abbreviation)
            .map(str::to_owned)
            .or_else(|| coded.words())
    };
    repeated.or_else(coded).or_else(|| {
        let events: Vec<String> = timing
            .list("event")
            .into_iter()
            .filter_map(Node::text)
            .collect();
        (!events.is_empty()).then(|| format!("on {}", events.join(", ")))
    })
}

fn repeat(repeat: &Object<'_>) -> Option<String> {
    let number = |name: &str| repeat.get(name).and_then(Node::number);
    let mut parts: Vec<String> = Vec::new();
    parts.extend(often(
        number("frequency"),
        number("frequencyMax"),
        number("period"),
        number("periodMax"),
        repeat
            .text("periodUnit")
            .or_else(|| repeat.text("periodUnits"))
            .as_deref(),
    ));
    let texts = |name: &str| -> Vec<String> {
        repeat
            .list(name)
            .into_iter()
            .filter_map(Node::text)
            .collect()
    };
    let offset = number("offset")
        .map(|minutes| format!("{minutes} min "))
        .unwrap_or_default();
    for when in texts("when") {
        parts.push(format!("{offset}{}", event(&when)));
    }
    let days: Vec<String> = texts("dayOfWeek")
        .iter()
        .map(|day| weekday(day).to_owned())
        .collect();
    if !days.is_empty() {
        parts.push(format!("on {}", days.join(", ")));
    }
    let times: Vec<String> = texts("timeOfDay")
        .into_iter()
        .map(|time| {
            time.strip_suffix(":00")
                .filter(|t| t.len() == 5)
                .unwrap_or(&time)
                .to_owned()
        })
        .collect();
    if !times.is_empty() {
        parts.push(format!("at {}", times.join(", ")));
    }
    if let Some(duration) = number("duration") {
        let unit = repeat.text("durationUnit").unwrap_or_default();
        parts.push(format!(
            "over {duration} {}",
            unit_name(&unit, duration != "1")
        ));
    }
    if let Some(count) = number("count") {
        parts.push(if count == "1" {
            "once".to_owned()
        } else {
            format!("{count} times in all")
        });
    }
    if let Some(bounds) = Quantity::one(repeat, "boundsDuration").and_then(|q| q.words()) {
        parts.push(format!("for {bounds}"));
    } else if let Some(bounds) = repeat.get("boundsRange").and_then(quantity::range) {
        parts.push(format!("for {bounds}"));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn often(
    frequency: Option<&str>,
    frequency_max: Option<&str>,
    period: Option<&str>,
    period_max: Option<&str>,
    unit: Option<&str>,
) -> Option<String> {
    let Some(period) = period else {
        let frequency = frequency?;
        return Some(times(frequency, frequency_max));
    };
    let unit = unit.unwrap_or_default();
    let frequency = frequency.unwrap_or("1");
    if frequency_max.is_none() && period_max.is_none() && trimmed(period) == "1" {
        return Some(match (frequency, unit) {
            ("1", "d") => "once daily".to_owned(),
            ("2", "d") => "twice daily".to_owned(),
            ("3", "d") => "three times daily".to_owned(),
            ("4", "d") => "four times daily".to_owned(),
            (n, "d") => format!("{n} times daily"),
            ("1", unit) => format!("every {}", unit_name(unit, false)),
            (n, unit) => format!("{} per {}", times(n, None), unit_name(unit, false)),
        });
    }
    let span = match period_max {
        Some(most) => format!("{}–{}", trimmed(period), trimmed(most)),
        None => trimmed(period).to_owned(),
    };
    let every = if span == "1" {
        unit_name(unit, false).to_owned()
    } else {
        format!("{span} {}", unit_name(unit, true))
    };
    if frequency == "1" && frequency_max.is_none() {
        return Some(format!("every {every}"));
    }
    Some(format!("{} every {every}", times(frequency, frequency_max)))
}

fn times(frequency: &str, most: Option<&str>) -> String {
    match (frequency, most) {
        (n, Some(most)) if n != most => format!("{n}–{most} times"),
        ("1", _) => "once".to_owned(),
        ("2", _) => "twice".to_owned(),
        (n, _) => format!("{n} times"),
    }
}

/// "1.0" is one.
fn trimmed(number: &str) -> &str {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

fn unit_name(unit: &str, several: bool) -> &str {
    match (unit, several) {
        ("s", false) => "second",
        ("s", true) => "seconds",
        ("min", false) => "minute",
        ("min", true) => "minutes",
        ("h", false) => "hour",
        ("h", true) => "hours",
        ("d", false) => "day",
        ("d", true) => "days",
        ("wk", false) => "week",
        ("wk", true) => "weeks",
        ("mo", false) => "month",
        ("mo", true) => "months",
        ("a", false) => "year",
        ("a", true) => "years",
        (other, _) => other,
    }
}

fn weekday(day: &str) -> &str {
    match day {
        "mon" => "Monday",
        "tue" => "Tuesday",
        "wed" => "Wednesday",
        "thu" => "Thursday",
        "fri" => "Friday",
        "sat" => "Saturday",
        "sun" => "Sunday",
        other => other,
    }
}

fn event(code: &str) -> &str {
    match code {
        "MORN" => "in the morning",
        "MORN.early" => "early in the morning",
        "MORN.late" => "late in the morning",
        "NOON" => "at noon",
        "AFT" | "AFT.early" | "AFT.late" => "in the afternoon",
        "EVE" | "EVE.early" | "EVE.late" => "in the evening",
        "NIGHT" => "at night",
        "HS" => "at bedtime",
        "WAKE" => "on waking",
        "PHS" => "after going to sleep",
        "C" => "with meals",
        "CM" => "with breakfast",
        "CD" => "with lunch",
        "CV" => "with dinner",
        "AC" => "before meals",
        "ACM" => "before breakfast",
        "ACD" => "before lunch",
        "ACV" => "before dinner",
        "PC" => "after meals",
        "PCM" => "after breakfast",
        "PCD" => "after lunch",
        "PCV" => "after dinner",
        other => other,
    }
}

fn abbreviation(code: &str) -> Option<&'static str> {
    Some(match code {
        "BID" => "twice daily",
        "TID" => "three times daily",
        "QID" => "four times daily",
        "QD" => "once daily",
        "QOD" => "every other day",
        "AM" => "in the morning",
        "PM" => "in the evening",
        "BED" => "at bedtime",
        "WK" => "weekly",
        "MO" => "monthly",
        "Q1H" => "every hour",
        "Q2H" => "every 2 hours",
        "Q3H" => "every 3 hours",
        "Q4H" => "every 4 hours",
        "Q6H" => "every 6 hours",
        "Q8H" => "every 8 hours",
        _ => return None,
    })
}

/// "Oral route" in the middle of a sentence; an abbreviation stays ("IV").
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn said(json: &str) -> Dosage {
        let body = format!(r#"{{"d":{json}}}"#);
        dosages(&Object::parse(body.as_bytes()).unwrap().list("d"))
    }

    #[test]
    fn atorvastatin_is_said_from_its_structure() {
        let dosage = said(
            r#"[{"timing":{"repeat":{"frequency":2,"period":1.0,"periodUnit":"d"}},
            "route":{"coding":[{"display":"Oral"}]},
            "doseAndRate":[{"doseQuantity":{"value":80,"unit":"mg"}}]}]"#,
        );
        assert_eq!(dosage.words.unwrap(), "80 mg, oral, twice daily");
        assert!(!dosage.as_needed);
    }

    #[test]
    fn the_prescribers_words_win() {
        let dosage = said(
            r#"[{"text":"1 tab PO q4-6h prn","asNeededBoolean":true,"doseAndRate":[{"doseQuantity":{"value":1}}]}]"#,
        );
        assert_eq!(dosage.words.unwrap(), "1 tab PO q4-6h prn");
        assert!(dosage.as_needed);
    }

    #[test]
    fn steps_follow_their_sequence() {
        let dosage = said(
            r#"[{"sequence":2,"doseAndRate":[{"doseQuantity":{"value":5,"unit":"mg"}}],"timing":{"code":{"coding":[{"code":"QD"}]}}},
            {"sequence":1,"doseAndRate":[{"doseRange":{"low":{"value":1},"high":{"value":2,"unit":"tablet"}}}],
            "timing":{"repeat":{"frequency":1,"period":4,"periodMax":6,"periodUnit":"h","boundsDuration":{"value":7,"unit":"days"}}},
            "asNeededCodeableConcept":{"text":"Pain"},"maxDosePerPeriod":{"numerator":{"value":8,"unit":"tablet"},"denominator":{"value":1,"unit":"day"}}}]"#,
        );
        assert_eq!(
            dosage.words.unwrap(),
            "1–2 tablet, every 4–6 hours, for 7 days, as needed for pain, at most 8 tablet/day; 5 mg, once daily"
        );
        assert!(dosage.as_needed);
    }

    #[test]
    fn odd_timings_are_still_said() {
        let timed = |repeat: &str| {
            said(&format!(r#"{{"timing":{{"repeat":{repeat}}}}}"#))
                .words
                .unwrap_or_default()
        };
        assert_eq!(
            timed(r#"{"frequency":1,"period":8,"periodUnit":"h"}"#),
            "every 8 hours"
        );
        assert_eq!(
            timed(r#"{"frequency":3,"period":1,"periodUnit":"wk"}"#),
            "3 times per week"
        );
        assert_eq!(
            timed(r#"{"frequency":2,"period":3,"periodUnit":"d"}"#),
            "twice every 3 days"
        );
        assert_eq!(timed(r#"{"when":["HS"],"offset":30}"#), "30 min at bedtime");
        assert_eq!(
            timed(r#"{"dayOfWeek":["mon","thu"],"timeOfDay":["08:00:00"]}"#),
            "on Monday, Thursday, at 08:00"
        );
        assert_eq!(timed(r#"{"frequency":"often","period":[]}"#), "");
        assert_eq!(timed(r#"{"count":1}"#), "once");
    }

    #[test]
    fn an_infusion_has_a_rate() {
        let dosage = said(
            r#"{"route":{"text":"IV"},"dose":{"value":500,"unit":"mL"},"rateRatio":{"numerator":{"value":100,"unit":"mL"},"denominator":{"value":1,"unit":"h"}}}"#,
        );
        assert_eq!(dosage.words.unwrap(), "500 mL, at 100 mL/h, IV");
    }
}
