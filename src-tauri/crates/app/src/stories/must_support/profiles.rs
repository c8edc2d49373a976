//! The profiles of a package: which elements must be supported, and where in a resource they stand.
//! Owns slicing (by pattern, by fixed value, by value set, by extension, by type); refuses a discriminator it
//! does not know by finding nothing, which fails the test.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::place::Place;
use super::{json_of, text};

/// One element or slice that must be supported.
pub(super) struct Element {
    /// Id of its profile.
    pub(super) profile: String,
    /// Its id in the snapshot.
    pub(super) id: String,
    url: String,
}

/// Profiles and value sets.
pub(super) struct Package {
    profiles: Vec<Value>,
    elements: HashMap<String, HashMap<String, Value>>,
    values: HashMap<String, Value>,
}

impl Package {
    pub(super) fn read(folder: &Path) -> Package {
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect();
        files.sort();
        let mut package = Package {
            profiles: Vec::new(),
            elements: HashMap::new(),
            values: HashMap::new(),
        };
        for file in files {
            let found = json_of(&file);
            match found["resourceType"].as_str() {
                Some("StructureDefinition") => {
                    let all = found["snapshot"]["element"].as_array().unwrap();
                    let by_id = all.iter().map(|one| (text(one, "id"), one.clone()));
                    package
                        .elements
                        .insert(text(&found, "url"), by_id.collect());
                    package.profiles.push(found);
                }
                Some("ValueSet") => {
                    package.values.insert(text(&found, "url"), found);
                }
                _ => {}
            }
        }
        package
    }

    pub(super) fn must_support(&self) -> Vec<Element> {
        let mut all = Vec::new();
        for profile in &self.profiles {
            for element in profile["snapshot"]["element"].as_array().unwrap() {
                if element["mustSupport"] == true {
                    all.push(Element {
                        profile: text(profile, "id"),
                        id: text(element, "id"),
                        url: text(profile, "url"),
                    });
                }
            }
        }
        all
    }

    /// Where an element of a profile stands in a resource; nowhere if the resource claims another profile.
    pub(super) fn places<'r>(&self, element: &Element, resource: &'r Value) -> Vec<Place<'r>> {
        let whole = Place {
            value: Some(resource),
            shadow: None,
            trail: Vec::new(),
        };
        let mut at: Vec<Place<'r>> = if element.id.starts_with("Extension.") {
            extensions(&whole, &element.url)
        } else if self.claims(resource, &element.url) {
            vec![whole]
        } else {
            Vec::new()
        };
        let mut id = String::new();
        for part in element.id.split('.') {
            if id.is_empty() {
                part.clone_into(&mut id);
                continue;
            }
            id = format!("{id}.{part}");
            let (name, slice) = part
                .split_once(':')
                .map_or((part, None), |(name, slice)| (name, Some(slice)));
            let choice = slice.filter(|slice| name.ends_with("[x]") && *slice != name);
            at = at
                .iter()
                .flat_map(|place| place.step(name, choice))
                .collect();
            if slice.is_some() && choice.is_none() {
                at.retain(|place| self.is_of_slice(&element.url, &id, place));
            }
        }
        at.retain(Place::is_populated);
        at
    }

    /// Whether a resource claims a profile, or one derived from it.
    fn claims(&self, resource: &Value, url: &str) -> bool {
        let claimed = resource["meta"]["profile"].as_array().into_iter().flatten();
        claimed.filter_map(Value::as_str).any(|claim| {
            let mut current = claim.split('|').next().unwrap_or_default().to_owned();
            loop {
                if current == url {
                    return true;
                }
                match self.profiles.iter().find(|one| one["url"] == *current) {
                    Some(profile) => current = text(profile, "baseDefinition"),
                    None => return false,
                }
            }
        })
    }

    fn is_of_slice(&self, url: &str, id: &str, place: &Place<'_>) -> bool {
        let elements = &self.elements[url];
        let slice = &elements[id];
        if id.rsplit('.').next().unwrap().starts_with("extension:") {
            let named = slice["type"][0]["profile"][0].as_str().map(str::to_owned);
            // An extension inside an extension has no profile, but its URL fixed.
            let fixed = || {
                elements
                    .get(&format!("{id}.url"))
                    .map(|one| text(one, "fixedUri"))
            };
            let expected = named.or_else(fixed).unwrap_or_default();
            return place.value.is_some_and(|value| value["url"] == *expected);
        }
        // The slice's own fixed values and patterns, as far as they tell it from the others.
        let base = id.rsplit_once(':').unwrap().0;
        let paths: Vec<String> = elements[base]["slicing"]["discriminator"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| text(one, "path"))
            .collect();
        let mut told = false;
        for (other, element) in elements {
            let Some(rest) = other
                .strip_prefix(id)
                .filter(|rest| rest.is_empty() || rest.starts_with('.'))
            else {
                continue;
            };
            let rest = rest.trim_start_matches('.');
            let tells = paths.iter().any(|path| {
                path == "$this" || path.starts_with(rest) || rest.starts_with(path.as_str())
            });
            if !tells {
                continue;
            }
            let Some(pattern) = pattern(element) else {
                continue;
            };
            told = true;
            let mut at = vec![place.clone()];
            for name in rest.split('.').filter(|name| !name.is_empty()) {
                at = at.iter().flat_map(|one| one.step(name, None)).collect();
            }
            if !at
                .iter()
                .any(|one| one.value.is_some_and(|value| matches(value, pattern)))
            {
                return false;
            }
        }
        if told {
            return true;
        }
        let set = slice["binding"]["valueSet"].as_str().unwrap_or_default();
        let set = set.split('|').next().unwrap_or_default();
        place.value.is_some_and(|value| self.is_in(set, value))
    }

    /// Whether one of a concept's codes is of a value set of the package.
    fn is_in(&self, set: &str, concept: &Value) -> bool {
        let mut codings = concept["coding"].as_array().into_iter().flatten();
        let Some(set) = self.values.get(set) else {
            // FHIR's own sets are not in the package; the one in use is all of its system.
            let system = "http://terminology.hl7.org/CodeSystem/medicationrequest-category";
            return set == "http://hl7.org/fhir/ValueSet/medicationrequest-category"
                && codings.any(|coding| coding["system"] == system);
        };
        codings.any(|coding| {
            let parts = set["compose"]["include"].as_array().into_iter().flatten();
            parts
                .into_iter()
                .any(|part| match part["concept"].as_array() {
                    Some(codes) => {
                        part["system"] == coding["system"]
                            && codes.iter().any(|one| one["code"] == coding["code"])
                    }
                    None => part["system"].is_string() && part["system"] == coding["system"],
                })
        })
    }
}

/// A fixed value or a pattern.
fn pattern(element: &Value) -> Option<&Value> {
    let members = element.as_object()?;
    members
        .iter()
        .find(|(name, _)| name.starts_with("fixed") || name.starts_with("pattern"))
        .map(|(_, value)| value)
}

/// Whether a value has all that a pattern has.
fn matches(value: &Value, pattern: &Value) -> bool {
    match (value, pattern) {
        (Value::Object(value), Value::Object(pattern)) => pattern
            .iter()
            .all(|(name, pattern)| value.get(name).is_some_and(|value| matches(value, pattern))),
        (Value::Array(values), Value::Array(patterns)) => patterns
            .iter()
            .all(|pattern| values.iter().any(|value| matches(value, pattern))),
        (value, pattern) => value == pattern,
    }
}

/// Every extension of a URL at the top of a resource.
fn extensions<'r>(whole: &Place<'r>, url: &str) -> Vec<Place<'r>> {
    let mut found = whole.step("extension", None);
    found.retain(|place| place.value.is_some_and(|value| value["url"] == *url));
    found
}
