//! Readers of resources for what a chart shows.
//!
//! Every element is optional, and an element that is unknown or of the wrong type never makes a
//! reader fail: the only error is a body that is no JSON object. What is not understood is said so
//! where it matters, and never shown as absent. Readers decide nothing about where a row goes.

pub mod allergy;
pub mod attachment;
pub mod blocks;
pub mod care;
pub mod codeable;
pub mod composition;
pub mod condition;
pub mod date;
pub mod detail;
pub mod device;
pub mod diagnostic_report;
pub mod document_reference;
pub mod encounter;
pub mod family;
pub mod generic;
mod generic_places;
pub mod human_name;
pub mod immunization;
pub mod insurance;
pub mod interpretation;
pub mod medication;
pub mod narrative;
pub mod observation;
pub mod order;
pub mod patient;
pub mod period;
pub mod procedure;
pub mod quantity;
pub mod reference_range;
pub mod standing;
pub mod timing;
pub mod unit;

pub use crate::json::ReadError;
pub use standing::Standing;

use crate::json::{Node, Object};
use codeable::{Coded, Reference};

/// The notes (Annotation) of a resource.
pub(crate) fn notes(object: &Object<'_>) -> Vec<String> {
    let words = |node: Node<'_>| node.text().or_else(|| node.object()?.text("text"));
    ["note", "comment", "comments"]
        .iter()
        .flat_map(|name| object.list(name))
        .filter_map(words)
        .collect()
}

/// The concepts of a member in words, joined; why there is none, where the element says so.
pub(crate) fn said(object: &Object<'_>, name: &str) -> Option<String> {
    let all = Coded::all(object, name);
    let absent = || {
        let code = all.iter().find_map(|coded| coded.absent.as_deref())?;
        Some(codeable::absent_in_words(code))
    };
    joined(&all).or_else(absent)
}

/// Concepts in words, joined.
pub(crate) fn joined(all: &[Coded]) -> Option<String> {
    let mut words: Vec<String> = all.iter().filter_map(Coded::words).collect();
    words.dedup();
    (!words.is_empty()).then(|| words.join(", "))
}

/// Why: reason codes, and the displays of referenced reasons, in R4 and R5.
pub(crate) fn reasons(object: &Object<'_>) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    for name in [
        "reasonCode",
        "reasonCodeableConcept",
        "reasonForUseCodeableConcept",
    ] {
        words.extend(Coded::all(object, name).iter().filter_map(Coded::words));
    }
    for name in ["reasonReference", "indication"] {
        words.extend(
            Reference::all(object, name)
                .into_iter()
                .filter_map(|one| one.display),
        );
    }
    for node in object.list("reason") {
        let Some(reason) = node.object() else {
            continue;
        };
        // R5 Encounter: reason[].value is a list of CodeableReference.
        let inner = reason.list("value");
        let nodes = if inner.is_empty() { vec![node] } else { inner };
        for node in nodes {
            let concept = Coded::read(node).and_then(|coded| coded.words());
            words.extend(concept.or_else(|| Reference::read(node)?.display));
        }
    }
    words.dedup();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The displays of references, joined.
pub(crate) fn displays(all: &[Reference]) -> Option<String> {
    let mut names: Vec<&str> = all
        .iter()
        .filter_map(|one| one.display.as_deref())
        .collect();
    names.dedup();
    (!names.is_empty()).then(|| names.join(", "))
}
