//! Any resource as a row: title, detail, date, status. Types this program knows are read by a table;
//! a type it has never heard of is read by the names FHIR uses everywhere.

use super::codeable::{Coded, Reference};
use super::generic_places::{ANY, table};
use super::human_name::HumanName;
use super::order::not_to_do;
use super::period::{Period, when};
use super::quantity::{self, Quantity};
use super::standing::Standing;
use crate::json::{Node, Object, ReadError};

/// Any record as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generic {
    /// Resource type.
    pub resource_type: Option<String>,
    /// What it is.
    pub title: Option<String>,
    /// More, in words.
    pub detail: Option<String>,
    /// FHIR date, or words.
    pub date: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
}

impl Generic {
    /// Read any resource.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let resource_type = object.text("resourceType");
        let places = table(resource_type.as_deref().unwrap_or_default());
        let first = |paths: &[&str]| paths.iter().find_map(|path| words_at(&object, path));
        let title = first(places.title).or_else(|| first(ANY.title));
        let title = match object.truth("doNotPerform") {
            Some(true) => Some(not_to_do(title)),
            _ => title,
        };
        let mut details: Vec<String> = Vec::new();
        for path in places.detail {
            for words in all_words_at(&object, path) {
                if !details.contains(&words) && title.as_ref() != Some(&words) {
                    details.push(words);
                }
            }
        }
        let date = |paths: &[&str]| paths.iter().find_map(|path| date_at(&object, path));
        let status = places.status.iter().chain(ANY.status).find_map(|name| {
            let status = Coded::one(&object, name)?.status()?;
            (status.len() <= 60).then_some(status)
        });
        Ok(Self {
            title,
            detail: (!details.is_empty()).then(|| details.join("; ")),
            date: date(places.date).or_else(|| date(ANY.date)),
            standing: standing(&object, status.as_deref()),
            status,
            resource_type,
        })
    }
}

fn standing(object: &Object<'_>, status: Option<&str>) -> Standing {
    match Coded::one(object, "verificationStatus")
        .and_then(|coded| coded.status())
        .as_deref()
    {
        Some("entered-in-error") => return Standing::EnteredInError,
        Some("refuted") => return Standing::Refuted,
        _ => {}
    }
    match (status, object.truth("active")) {
        (None, Some(true)) => Standing::Current,
        (None, Some(false)) => Standing::Past,
        (status, _) => Standing::of(status),
    }
}

/// A date by a path whose end may be a choice ("effective*").
fn date_at(object: &Object<'_>, path: &str) -> Option<String> {
    let (parent, name) = parent_of(object, path)?;
    if let Some(stem) = name.strip_suffix('*') {
        return when(&parent, stem);
    }
    let node = parent.get(name)?;
    node.text().or_else(|| {
        let period = Period::read(node)?;
        period.start.clone().or_else(|| period.words())
    })
}

fn parent_of<'a, 'p>(object: &Object<'a>, path: &'p str) -> Option<(Object<'a>, &'p str)> {
    match path.rsplit_once('.') {
        None => Some((object.clone(), path)),
        Some((parent, name)) => {
            let node = object.at(parent)?;
            Some((node.list().into_iter().find_map(Node::object)?, name))
        }
    }
}

fn words_at(object: &Object<'_>, path: &str) -> Option<String> {
    all_words_at(object, path).into_iter().next()
}

/// At most this many of a list are said in a row of a list.
const MOST: usize = 6;

/// What a path leads to, through lists, in words.
fn all_words_at(object: &Object<'_>, path: &str) -> Vec<String> {
    let mut objects = vec![object.clone()];
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        if names.peek().is_some() {
            objects = objects
                .iter()
                .flat_map(|one| one.objects(name))
                .take(64)
                .collect();
            continue;
        }
        let nodes = objects.iter().flat_map(|one| match name.strip_suffix('*') {
            None => one.list(name),
            Some(stem) => one
                .members()
                .find(|(member, _)| {
                    member.strip_prefix(stem).is_some_and(|rest| {
                        rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase())
                    })
                })
                .map(|(_, node)| node.list())
                .unwrap_or_default(),
        });
        return nodes.filter_map(words).take(MOST).collect();
    }
    Vec::new()
}

/// Any FHIR data type in words.
fn words(node: Node<'_>) -> Option<String> {
    if let Some(text) = node.text() {
        return Some(text);
    }
    if let Some(yes) = node.truth() {
        return Some(if yes { "yes" } else { "no" }.to_owned());
    }
    if let Some(number) = node.number() {
        return Some(number.to_owned());
    }
    let object = node.object()?;
    let has = |name: &str| object.get(name).is_some();
    if has("coding") || has("concept") || (has("code") && has("display")) {
        return Coded::read(node)?.words();
    }
    if has("reference") || has("display") {
        return Reference::read(node).and_then(|one| one.display);
    }
    if has("family") || has("given") {
        return HumanName::read(&object)?.family_first();
    }
    if has("currency") {
        let amount = Quantity::read(node)?.amount()?;
        return Some(format!("{amount} {}", object.text("currency")?));
    }
    if has("amount") && object.object("amount").is_some() {
        let amount = object.object("amount")?;
        let money = Quantity::one(&object, "amount")?.amount()?;
        return Some(
            format!("{money} {}", amount.text("currency").unwrap_or_default())
                .trim()
                .to_owned(),
        );
    }
    if has("value") {
        return Quantity::read(node)?.words();
    }
    if has("low") || has("high") {
        return quantity::range(node);
    }
    if has("numerator") {
        return quantity::ratio(node);
    }
    if has("start") || has("end") {
        return Period::read(node)?.words();
    }
    if has("line") || has("city") {
        let mut parts: Vec<String> = object
            .list("line")
            .into_iter()
            .filter_map(Node::text)
            .collect();
        parts.extend(
            ["city", "state", "postalCode"]
                .iter()
                .filter_map(|name| object.text(name)),
        );
        return (!parts.is_empty()).then(|| parts.join(", "));
    }
    object.text("text").or_else(|| Coded::read(node)?.words())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(json: &str) -> Generic {
        Generic::read(json.as_bytes()).unwrap()
    }

    #[test]
    fn an_order_not_to_do_something_says_so_before_its_name() {
        let body = br#"{"resourceType":"ServiceRequest","status":"active","doNotPerform":true,"code":{"text":"Contrast CT"}}"#;
        let found = Generic::read(body).unwrap();
        assert_eq!(found.title.as_deref(), Some("Do NOT: Contrast CT"));
    }

    #[test]
    fn known_types_are_rows() {
        let order = read(
            r#"{"resourceType":"ServiceRequest","status":"active","code":{"text":"Chest CT"},"category":[{"text":"Imaging"}],
            "requester":{"display":"Dr Ruiz"},"authoredOn":"2026-02-01"}"#,
        );
        assert_eq!(order.title.as_deref(), Some("Chest CT"));
        assert_eq!(order.detail.as_deref(), Some("Imaging; Dr Ruiz"));
        assert_eq!(
            (order.date.as_deref(), order.standing),
            (Some("2026-02-01"), Standing::Current)
        );
        let goal = read(
            r#"{"resourceType":"Goal","lifecycleStatus":"active","description":{"text":"Walk"},"startDate":"2020","target":[{"detailQuantity":{"value":5,"unit":"km"},"dueDate":"2021"}]}"#,
        );
        assert_eq!(
            (
                goal.title.as_deref(),
                goal.detail.as_deref(),
                goal.date.as_deref()
            ),
            (Some("Walk"), Some("5 km; 2021"), Some("2020"))
        );
        let team = read(
            r#"{"resourceType":"CareTeam","participant":[{"member":{"display":"A"},"role":[{"text":"Nurse"}]},{"member":{"display":"B"}}]}"#,
        );
        assert_eq!(team.detail.as_deref(), Some("A; B; Nurse"));
        let claim = read(
            r#"{"resourceType":"Claim","status":"active","total":{"value":129.16,"currency":"USD"},"type":{"coding":[{"code":"pharmacy"}]},"billablePeriod":{"start":"2020-01-01"}}"#,
        );
        assert_eq!(
            (claim.title.as_deref(), claim.detail.as_deref()),
            (Some("pharmacy"), Some("129.16 USD"))
        );
        let family = read(
            r#"{"resourceType":"FamilyMemberHistory","relationship":{"text":"Father"},"condition":[{"code":{"text":"Stroke"},"onsetAge":{"value":74,"unit":"yr"}}]}"#,
        );
        assert_eq!(
            (family.title.as_deref(), family.detail.as_deref()),
            (Some("Stroke"), Some("Father; 74 yr"))
        );
    }

    #[test]
    fn a_type_nobody_heard_of_is_still_a_row() {
        let found = read(
            r#"{"resourceType":"MoonPhaseReport","status":"finished","code":{"coding":[{"code":"M1","display":"Full moon"}]},"performedPeriod":{"start":"2030-01-01"}}"#,
        );
        assert_eq!(found.title.as_deref(), Some("Full moon"));
        assert_eq!(
            (found.date.as_deref(), found.standing),
            (Some("2030-01-01"), Standing::Past)
        );
        let empty = read("{}");
        assert_eq!(
            (empty.title, empty.date, empty.standing),
            (None, None, Standing::Unknown)
        );
        assert_eq!(
            read(r#"{"active":false,"status":7,"title":[1],"date":{}}"#).standing,
            Standing::Past
        );
    }
}
