//! A place in a resource, and whether what stands there is said in the detail of its record.

use serde_json::Value;
use wardbook_fhir::read::codeable::{absent_in_words, system_in_words};
use wardbook_fhir::read::narrative;

use crate::wire::detail::DetailItem;

/// A value, what `_name` adds to it, and the way to it by names and places in lists.
#[derive(Clone)]
pub(super) struct Place<'r> {
    pub(super) value: Option<&'r Value>,
    pub(super) shadow: Option<&'r Value>,
    pub(super) trail: Vec<(String, usize)>,
}

impl<'r> Place<'r> {
    /// The members of a name; `value[x]` is a member of any type, or of the one named.
    pub(super) fn step(&self, name: &str, choice: Option<&str>) -> Vec<Place<'r>> {
        let mut found = Vec::new();
        for object in [self.value, self.shadow].into_iter().flatten() {
            let Some(members) = object.as_object() else {
                continue;
            };
            let named = |member: &str| match (choice, name.strip_suffix("[x]")) {
                (Some(choice), _) => member == choice,
                (None, Some(stem)) => member
                    .strip_prefix(stem)
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase())),
                (None, None) => member == name,
            };
            let plain = |member: &'r String| member.strip_prefix('_').unwrap_or(member);
            let mut names: Vec<&str> = members.keys().map(plain).filter(|one| named(one)).collect();
            names.dedup();
            for member in names {
                let values = list(members.get(member));
                let shadows = list(members.get(&format!("_{member}")));
                for at in 0..values.len().max(shadows.len()) {
                    let value = values.get(at).copied().filter(|value| !value.is_null());
                    let shadow = shadows.get(at).copied().filter(|value| !value.is_null());
                    let mut trail = self.trail.clone();
                    // In the detail an extension goes by its URL.
                    match value
                        .and_then(|value| value["url"].as_str())
                        .filter(|_| member == "extension")
                    {
                        Some(url) => {
                            let before = values
                                .iter()
                                .take(at)
                                .filter(|one| one["url"] == *url)
                                .count();
                            trail.push((url.to_owned(), before));
                        }
                        None => trail.push((member.to_owned(), at)),
                    }
                    found.push(Place {
                        value,
                        shadow,
                        trail,
                    });
                }
            }
        }
        found
    }

    /// Something stands here.
    pub(super) fn is_populated(&self) -> bool {
        self.value.is_some() || self.shadow.is_some()
    }
}

fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(all)) => all.iter().collect(),
        Some(one) => vec![one],
    }
}

/// Whether all that stands at a place is said by the item of the deepest element on the way that has one.
pub(super) fn is_said(place: &Place<'_>, items: &[DetailItem]) -> bool {
    let mut level = items;
    let mut here: Option<&DetailItem> = None;
    for (name, at) in &place.trail {
        // The value of an extension is said by the extension.
        match level.iter().filter(|item| item.name == *name).nth(*at) {
            Some(item) => {
                here = Some(item);
                level = &item.items;
            }
            None if here.is_some() => break,
            None => return false,
        }
    }
    let Some(item) = here else {
        return false;
    };
    let mut said = String::new();
    words(item, &mut said);
    let mut leaves = Vec::new();
    for value in [place.value, place.shadow].into_iter().flatten() {
        collect(
            place.trail.last().map_or("", |(name, _)| name),
            value,
            &mut leaves,
        );
    }
    !leaves.is_empty() && leaves.iter().all(|(name, leaf)| is_in(name, leaf, &said))
}

fn words(item: &DetailItem, out: &mut String) {
    for text in item.value.iter().chain(&item.fine) {
        out.push_str(text);
        out.push('\n');
    }
    for one in &item.items {
        // An extension is said by its name.
        out.push_str(&one.name);
        out.push('\n');
        words(one, out);
    }
}

fn collect<'v>(name: &'v str, value: &'v Value, leaves: &mut Vec<(&'v str, &'v Value)>) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| collect(name, value, leaves)),
        Value::Array(all) => all.iter().for_each(|value| collect(name, value, leaves)),
        Value::Null => {}
        leaf => leaves.push((name, leaf)),
    }
}

/// Whether a value is said, in its own letters or in the words it stands for.
fn is_in(name: &str, leaf: &Value, said: &str) -> bool {
    let has = |text: &str| said.contains(text);
    match leaf {
        Value::Bool(yes) => {
            has(if *yes { "Yes" } else { "No" }) || (*yes && has("chosen by its author"))
        }
        Value::Number(number) => has(&number.to_string()),
        Value::String(text) if name == "div" => narrative::plain(text).lines().all(has),
        Value::String(text) => {
            let text = text.trim();
            has(text)
                || has(&system_in_words(text))
                || (name.ends_with("ode") && has(&absent_in_words(text)))
                // The extension's own address is where it was looked for.
                || name == "url"
                || (name == "data" && has("bytes of content"))
        }
        _ => true,
    }
}
