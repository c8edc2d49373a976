//! Vendors' lists: a FHIR Bundle of Endpoints and Organizations. Epic puts the organization inside the
//! endpoint, Oracle Health lets the organization name its endpoints, MEDITECH follows the SMART
//! user-access brands. An entry without a name or without a usable address is counted and left out.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;
use url::Url;
use wardbook_store::hospitals::Row;

/// The rows of a list and how many entries could not be used; `None` where it is no such list.
pub(super) fn read(bytes: &[u8], list: &str) -> Option<(Vec<Row>, u32)> {
    let bundle: Value = serde_json::from_slice(bytes).ok()?;
    if text(&bundle, "resourceType") != Some("Bundle") {
        return None;
    }
    let entries: Vec<&Value> = each(&bundle, "entry").collect();
    let known = Known::of(&entries);
    let (mut rows, mut skipped) = (BTreeSet::new(), 0);
    for endpoint in of_type(&entries, "Endpoint") {
        let Some(base) = address(endpoint.resource) else {
            skipped += u32::from(is_fhir(endpoint.resource));
            continue;
        };
        let organizations = known.of_endpoint(&endpoint);
        if organizations.is_empty() {
            match text(endpoint.resource, "name") {
                Some(name) => drop(rows.insert((name.to_owned(), base, String::new()))),
                None => skipped += 1,
            }
            continue;
        }
        for organization in organizations {
            match text(organization, "name") {
                Some(name) => {
                    rows.insert((name.to_owned(), base.clone(), place(organization)));
                }
                None => skipped += 1,
            }
        }
    }
    let rows = rows.into_iter().map(|(name, fhir_base, place)| Row {
        list: list.to_owned(),
        name,
        fhir_base,
        place,
    });
    Some((rows.collect(), skipped))
}

#[derive(Clone, Copy)]
struct Found<'a> {
    resource: &'a Value,
    full_url: Option<&'a str>,
}

impl<'a> Found<'a> {
    /// Every way others may refer to it.
    fn names(&self) -> Vec<String> {
        let id = text(self.resource, "id").map(str::to_owned);
        let kind = text(self.resource, "resourceType").unwrap_or_default();
        let typed = id.as_ref().map(|id| format!("{kind}/{id}"));
        let full = self.full_url.map(str::to_owned);
        [full, typed, id].into_iter().flatten().collect()
    }

    fn contained(&self) -> impl Iterator<Item = &'a Value> {
        each(self.resource, "contained")
    }
}

fn of_type<'a>(entries: &[&'a Value], kind: &'static str) -> Vec<Found<'a>> {
    let all = entries.iter().filter_map(|entry| {
        let resource = entry.get("resource")?;
        (text(resource, "resourceType") == Some(kind)).then_some(Found {
            resource,
            full_url: text(entry, "fullUrl"),
        })
    });
    all.collect()
}

/// The organizations, by their names and by the endpoints they list.
struct Known<'a> {
    by_name: HashMap<String, &'a Value>,
    by_endpoint: HashMap<&'a str, Vec<&'a Value>>,
}

impl<'a> Known<'a> {
    fn of(entries: &[&'a Value]) -> Self {
        let (mut by_name, mut by_endpoint) = (HashMap::new(), HashMap::<_, Vec<_>>::new());
        for organization in of_type(entries, "Organization") {
            for name in organization.names() {
                by_name.insert(name, organization.resource);
            }
            for endpoint in each(organization.resource, "endpoint") {
                if let Some(reference) = text(endpoint, "reference") {
                    by_endpoint
                        .entry(reference)
                        .or_default()
                        .push(organization.resource);
                }
            }
        }
        Self {
            by_name,
            by_endpoint,
        }
    }

    fn of_endpoint(&self, endpoint: &Found<'a>) -> Vec<&'a Value> {
        let listing = endpoint
            .names()
            .iter()
            .filter_map(|name| self.by_endpoint.get(name.as_str()))
            .flatten()
            .copied()
            .collect::<Vec<_>>();
        if !listing.is_empty() {
            return listing;
        }
        let managing = endpoint.resource.get("managingOrganization");
        let Some(reference) = managing.and_then(|managing| text(managing, "reference")) else {
            return Vec::new();
        };
        let inside = endpoint
            .contained()
            .find(|inner| text(inner, "id") == Some(reference.trim_start_matches('#')));
        let outside = || {
            let last = reference.rsplit('/').next().unwrap_or(reference);
            self.by_name
                .get(reference)
                .or_else(|| self.by_name.get(last))
                .copied()
        };
        inside.or_else(outside).into_iter().collect()
    }
}

fn is_fhir(endpoint: &Value) -> bool {
    endpoint
        .get("connectionType")
        .and_then(|kind| text(kind, "code"))
        .is_none_or(|code| code == "hl7-fhir-rest")
}

/// A FHIR base that is in use and can be asked.
fn address(endpoint: &Value) -> Option<String> {
    let off = matches!(
        text(endpoint, "status"),
        Some("off" | "error" | "entered-in-error")
    );
    let url = Url::parse(text(endpoint, "address")?.trim()).ok()?;
    let usable = url.scheme() == "https" && url.has_host() && url.query().is_none();
    (usable && !off && is_fhir(endpoint)).then(|| url.as_str().trim_end_matches('/').to_owned())
}

fn place(organization: &Value) -> String {
    let Some(address) = each(organization, "address").next() else {
        return String::new();
    };
    let parts = ["city", "state"].map(|part| text(address, part));
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value
        .get(name)
        .and_then(Value::as_str)
        .filter(|text| !text.trim().is_empty())
}

fn each<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> + use<'a> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::print_stdout)]
    use super::*;
    use serde_json::json;

    #[test]
    fn the_three_ways_of_writing_a_list_give_names_with_addresses() {
        let fhir = json!({"code": "hl7-fhir-rest"});
        let bundle = json!({"resourceType": "Bundle", "entry": [
            {"resource": {"resourceType": "Endpoint", "id": "e1", "status": "active", "connectionType": fhir,
                "address": "https://one.example.org/api/FHIR/R4/", "managingOrganization": {"reference": "in/+="},
                "contained": [{"resourceType": "Organization", "id": "in/+=", "name": "Waco Family Medicine"}]}},
            {"fullUrl": "https://list.example.org/Endpoint/e2", "resource": {"resourceType": "Endpoint", "id": "e2",
                "status": "active", "connectionType": fhir, "address": "https://two.example.org/r4/t2"}},
            {"resource": {"resourceType": "Organization", "id": "o2", "name": "Lakeside Clinic",
                "address": [{"city": "Malmö", "state": "SK"}], "endpoint": [{"reference": "Endpoint/e2"}]}},
            {"fullUrl": "urn:uuid:9", "resource": {"resourceType": "Organization", "name": "Adirondack Medical Center",
                "endpoint": [{"reference": "urn:uuid:8"}]}},
            {"fullUrl": "urn:uuid:8", "resource": {"resourceType": "Endpoint", "status": "active",
                "connectionType": fhir, "address": "https://three.example.org/v2"}},
            {"resource": {"resourceType": "Endpoint", "status": "off", "connectionType": fhir,
                "address": "https://gone.example.org/r4", "name": "Gone"}},
            {"resource": {"resourceType": "Endpoint", "status": "active", "connectionType": fhir,
                "address": "javascript:alert(1)", "name": "Odd"}}
        ]});
        let (rows, skipped) = read(bundle.to_string().as_bytes(), "l").unwrap();
        let said: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.name.as_str(),
                    row.fhir_base.as_str(),
                    row.place.as_str(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                (
                    "Adirondack Medical Center",
                    "https://three.example.org/v2",
                    ""
                ),
                (
                    "Lakeside Clinic",
                    "https://two.example.org/r4/t2",
                    "Malmö, SK"
                ),
                (
                    "Waco Family Medicine",
                    "https://one.example.org/api/FHIR/R4",
                    ""
                ),
            ]
        );
        assert_eq!(skipped, 2);
        assert!(read(b"<html>", "l").is_none());
        assert!(read(br#"{"resourceType":"Patient"}"#, "l").is_none());
    }

    #[test]
    fn the_lists_that_vendors_publish_are_read_whole() {
        let Some(folder) = std::env::var_os("WARDBOOK_REAL_DATA") else {
            println!("skipped: WARDBOOK_REAL_DATA is not set");
            return;
        };
        let folder = std::path::Path::new(&folder).join("recorded/directories");
        for (file, least) in [
            ("epic-r4-endpoints-2026-04-27.json", 470),
            ("oracle-health-provider-r4-endpoints-2026-04-27.json", 500),
            ("meditech-brands-2026-04-27.json", 100),
        ] {
            let (rows, skipped) = read(&std::fs::read(folder.join(file)).unwrap(), file).unwrap();
            println!("{file}: {} rows, {skipped} skipped", rows.len());
            assert!(rows.len() >= least, "{file}: {}", rows.len());
            assert!(
                (skipped as usize) < rows.len() / 20,
                "{file}: {skipped} skipped"
            );
        }
    }
}
