//! What turns the meaning of a record: said before the record itself.

use super::Item;
use crate::json::Object;
use crate::read::codeable::Coded;

/// What must be read first.
pub(super) fn of(object: &Object<'_>, items: &[Item]) -> Vec<String> {
    let mut all = Vec::new();
    for name in [
        "status",
        "verificationStatus",
        "lifecycleStatus",
        "docStatus",
        "clinicalStatus",
    ] {
        let words = match Coded::one(object, name)
            .and_then(|coded| coded.status())
            .as_deref()
        {
            Some("entered-in-error") => "Entered in error: the EHR withdrew this record.",
            Some("refuted") => "Refuted: the EHR says that this is not so.",
            Some("not-done") => "Not done: this did not happen.",
            Some("not-taken") => "Not taken: the patient did not take this.",
            _ => continue,
        };
        all.push(words.to_owned());
    }
    for (name, words) in [
        (
            "doNotPerform",
            "Do not perform: this is an order NOT to do it.",
        ),
        ("prohibited", "Prohibited: this is an order NOT to do it."),
        ("wasNotTaken", "Not taken: the patient did not take this."),
        ("wasNotGiven", "Not given: this did not happen."),
        ("notGiven", "Not given: this did not happen."),
        ("notDone", "Not done: this did not happen."),
        ("notPerformed", "Not done: this did not happen."),
    ] {
        if object.truth(name) == Some(true) {
            all.push(words.to_owned());
        }
    }
    if object.get("implicitRules").is_some() {
        all.push("The EHR wrote this record by rules of its own; it may mean something else than it says.".to_owned());
    }
    modifiers(items, &mut all);
    all.dedup();
    all
}

/// Extensions that may change the meaning, wherever they stand.
fn modifiers(items: &[Item], all: &mut Vec<String>) {
    for item in items {
        if item.modifier {
            let value = item.value.as_deref().unwrap_or("see below");
            all.push(format!("May change the meaning: {}: {value}", item.label));
        }
        modifiers(&item.items, all);
    }
}
