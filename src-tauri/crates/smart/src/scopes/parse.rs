//! One scope about resources, in either syntax. `read` is `rs`, `write` is `cud`, `*` is `cruds`.

use url::form_urlencoded;

use super::{Compartment, Filter, Interaction, ResourceScope};

/// `None` where it is not about resources, or not in a form that is known.
pub(super) fn resource_scope(word: &str) -> Option<ResourceScope> {
    let (scope, query) = match word.split_once('?') {
        Some((scope, query)) => (scope, Some(query)),
        None => (word, None),
    };
    let (compartment, rest) = scope.split_once('/')?;
    let compartment = match compartment {
        "patient" => Compartment::Patient,
        "user" => Compartment::User,
        "system" => Compartment::System,
        _ => return None,
    };
    let (name, letters) = rest.split_once('.')?;
    let resource_type = match name {
        "*" => None,
        name if is_type(name) => Some(name.to_owned()),
        _ => return None,
    };
    Some(ResourceScope {
        compartment,
        resource_type,
        interactions: interactions(letters)?,
        filters: query.map(filters).unwrap_or_default(),
        text: word.to_owned(),
    })
}

fn is_type(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The order of letters is the sender's duty; here any order is understood.
fn interactions(letters: &str) -> Option<Vec<Interaction>> {
    let letters = match letters {
        "read" => "rs",
        "write" => "cud",
        "*" => "cruds",
        other => other,
    };
    let known = |letter: char| Interaction::ALL.iter().any(|one| one.letter() == letter);
    if letters.is_empty() || !letters.chars().all(known) {
        return None;
    }
    Some(
        Interaction::ALL
            .into_iter()
            .filter(|one| letters.contains(one.letter()))
            .collect(),
    )
}

fn filters(query: &str) -> Vec<Filter> {
    // A plus sign is a plus sign here: nothing in a scope can stand for a space.
    let kept = query.replace('+', "%2B");
    let mut filters: Vec<Filter> = form_urlencoded::parse(kept.as_bytes())
        .map(|(param, value)| Filter {
            param: param.into_owned(),
            value: value.into_owned(),
        })
        .collect();
    filters.sort();
    filters.dedup();
    filters
}
