//! The rules of a search by personality: which parameters count, which are needed, how a
//! `_lastUpdated` range must look, how many go on a page. Says what was left out and why.

use super::answer::Answer;
use super::issue::Issue;
use crate::personality::{Errors, Pages, TypeRules};
use crate::state::State;

/// A search that may be run.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// The parameters that count.
    pub(crate) pairs: Vec<(String, String)>,
    /// What the server has to say about the others.
    pub(crate) notes: Vec<Issue>,
}

/// Parameters that are no criterion.
const RESULT: &[&str] = &[
    "_count",
    "_format",
    "_include",
    "_pretty",
    "_revinclude",
    "_summary",
    "_total",
];

/// Observation categories that can be searched where errors are coded.
const CATEGORIES: &[&str] = &[
    "activity",
    "exam",
    "imaging",
    "laboratory",
    "procedure",
    "sdoh",
    "smartdata",
    "social-history",
    "survey",
    "therapy",
    "vital-signs",
];

/// Entries on a page of this search.
pub(crate) fn page_size(state: &State, kind: &str, pairs: &[(String, String)]) -> usize {
    let config = &state.config;
    let asked = pairs
        .iter()
        .find(|(n, _)| n == "_count")
        .and_then(|(_, v)| v.parse::<usize>().ok());
    let rules = config.personality.rules(kind);
    let whole = rules.is_some_and(|r| {
        r.on_one_page.iter().any(|(name, value)| {
            let last = |v: &str| v.rsplit('|').next().map(str::to_owned);
            pairs
                .iter()
                .any(|(n, v)| n == name && last(v).as_deref() == Some(*value))
        })
    });
    let (default, most) = match rules.map(|r| r.pages) {
        _ if whole => return usize::MAX >> 1,
        Some(Pages::Whole) => return usize::MAX >> 1,
        Some(Pages::Of(default, most)) => (default, most),
        Some(Pages::AsConfigured) | None => (config.page_default, config.page_ceiling.max(1)),
    };
    asked.unwrap_or(default).clamp(1, most)
}

/// Checks a search on a served type; the error is the refusal.
pub(crate) fn check(
    state: &State,
    kind: &'static str,
    pairs: &[(String, String)],
) -> Result<Checked, Answer> {
    let personality = &state.config.personality;
    let Some(rules) = personality.rules(kind) else {
        return Ok(Checked {
            pairs: pairs.to_vec(),
            notes: Vec::new(),
        });
    };
    if !rules.does.contains('s') {
        let text = format!("{kind} cannot be searched here");
        return Err(Answer::outcome(400, "not-supported", &text));
    }
    let mut checked = Checked::default();
    for (name, value) in pairs {
        match known(rules, personality.errors, name) {
            Some(name) => checked.pairs.push((name, value.clone())),
            None if personality.errors == Errors::Coded => {
                let name = name.to_uppercase();
                let text = format!("Unknown parameter: {name}. Parameter has been ignored.");
                checked.notes.push(Issue::coded("59100", Some(text)));
            }
            None => {}
        }
    }
    let given: Vec<&str> = checked
        .pairs
        .iter()
        .map(|(name, _)| plain(name))
        .filter(|name| !RESULT.contains(name))
        .collect();
    if given.contains(&"_id") {
        if personality.id_alone && given.len() > 1 {
            let text = "_id may not be given with other parameters";
            return Err(Answer::outcome(400, "invalid", text));
        }
    } else if let Some(needed) = rules
        .needs
        .iter()
        .find(|needed| !needed.iter().any(|name| given.contains(name)))
    {
        return Err(missing(personality.errors, rules, needed, checked.notes));
    }
    values(state, rules, &checked)?;
    Ok(checked)
}

fn plain(name: &str) -> &str {
    name.split_once(':').map_or(name, |(plain, _)| plain)
}

/// The name as it counts; `None` where the server does not know it for this type.
fn known(rules: &TypeRules, errors: Errors, name: &str) -> Option<String> {
    let plain = plain(name);
    if plain == "_id" || RESULT.contains(&plain) || rules.params.contains(&plain) {
        return Some(name.to_owned());
    }
    // Coded servers do not look at the case of a name.
    let spelt = rules
        .params
        .iter()
        .find(|p| errors == Errors::Coded && p.eq_ignore_ascii_case(plain))?;
    Some(name.replacen(plain, spelt, 1))
}

fn missing(errors: Errors, rules: &TypeRules, needed: &[&str], mut notes: Vec<Issue>) -> Answer {
    if errors != Errors::Coded {
        let mut names = vec!["_id"];
        names.extend(needed.iter().filter(|n| **n != "_id"));
        names.push("-pageContext");
        let last = names.pop().unwrap_or_default();
        let text = format!(
            "at least one of {}, or {last} must be provided",
            names.join(", ")
        );
        return Answer::outcome(400, "invalid", &text);
    }
    let (code, text) = match (rules.kind, needed) {
        ("Observation", ["category", ..]) => (
            "59108",
            "A category or code parameter is required.".to_owned(),
        ),
        ("Patient", _) => (
            "59159",
            "This resource requires demographics or _id parameter for searching.".to_owned(),
        ),
        _ => {
            let offered = needed.iter().filter(|n| rules.params.contains(n));
            let mut offered: Vec<&str> = offered.copied().collect();
            offered.push("_id");
            let text = format!(
                "This resource requires {} for searching.",
                offered.join(" or ")
            );
            ("59159", text)
        }
    };
    notes.push(Issue::coded(code, Some(text)));
    Answer::issues(400, &notes)
}

fn values(state: &State, rules: &TypeRules, checked: &Checked) -> Result<(), Answer> {
    let personality = &state.config.personality;
    let of = |name: &str| -> Vec<&str> {
        let mine = checked.pairs.iter().filter(|(n, _)| plain(n) == name);
        mine.map(|(_, v)| v.as_str()).collect()
    };
    if personality.errors == Errors::Coded && rules.kind == "Observation" {
        let categories = of("category");
        let known = |value: &&str| {
            value
                .split(',')
                .any(|v| CATEGORIES.contains(&v.rsplit('|').next().unwrap_or_default()))
        };
        if !categories.is_empty() && !categories.iter().all(known) {
            return Err(Answer::issues(400, &[Issue::coded("59111", None)]));
        }
    }
    let updated = of("_lastUpdated");
    if !personality.closed_ranges || updated.is_empty() {
        return Ok(());
    }
    let refuse = |text: &str| Err(Answer::outcome(400, "invalid", text));
    let bound = |prefixes: &[&str]| {
        let fits = |v: &&&str| prefixes.iter().any(|p| v.starts_with(p));
        updated.iter().filter(fits).count() == 1
    };
    // Orders of drugs know the inclusive prefixes only, and want the time.
    let strict = rules.kind == "MedicationRequest";
    let (low, high): (&[&str], &[&str]) = if strict {
        (&["ge"], &["le"])
    } else {
        (&["ge", "gt"], &["le", "lt"])
    };
    if updated.len() != 2 || !bound(low) || !bound(high) {
        return refuse("_lastUpdated must be a closed range: one lower and one upper bound");
    }
    if strict && updated.iter().any(|v| !v.contains('T')) {
        return refuse("_lastUpdated must have a time");
    }
    if !of("date").is_empty() || !of("period").is_empty() {
        return refuse("_lastUpdated may not be given with date or period");
    }
    Ok(())
}

/// What a server with outcomes in its sets says of every search on a type.
pub(crate) fn standing_note(kind: &str, pairs: &[(String, String)]) -> Option<Issue> {
    let part = match kind {
        "AllergyIntolerance" => "Outside Record Allergies",
        "Condition" => "Outside Record Problems",
        "Encounter" => "Outside Record Encounters",
        "Immunization" => "Outside Record Immunizations",
        "MedicationRequest" => "Outside Record Medications",
        "Observation"
            if pairs
                .iter()
                .any(|(n, v)| n == "category" && v.ends_with("laboratory")) =>
        {
            "Outside Record Results"
        }
        _ => return None,
    };
    let text = format!(
        "Client not authorized for {kind} - {part}. Search results of this type have not been \
         included."
    );
    Some(Issue::coded("59204", Some(text)))
}
