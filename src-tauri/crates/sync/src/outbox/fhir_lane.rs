//! The lane to a FHIR server: what it offers and the sign-in covers, create, update, read, and looking for
//! what may have arrived. What differs between vendors comes from the CapabilityStatement.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::future::BoxFuture;
use serde_json::{Map, Value, json};
use wardbook_fhir::json::Object;
use wardbook_fhir::{Capabilities, Client, EntryMode, FetchError, Made, Page, Query};
use wardbook_store::outbox::Act;

use super::judge;
use super::lane::{Claim, Lane, NotTaken, Parcel, Seen, There};
use super::words;

/// The system of the identifiers we make.
pub const IDENTIFIERS: &str = "urn:ietf:rfc:3986";
/// Pages of one search that are read when looking for something.
const PAGES: usize = 40;
/// Clocks of two computers are rarely further apart than this.
const SKEW: i64 = 10 * 60 * 1000;
const DAY: i64 = 86_400_000;
/// The server left some of the results out.
const LEFT_OUT: &[&str] = &["4127", "59133", "too-costly", "4134"];

/// What the sign-in lets us write.
pub trait MayWrite: Send + Sync {
    /// Whether it covers making or changing this type.
    fn may(&self, resource_type: &str, act: Act) -> bool;
}

/// A connection without a sign-in: whatever the server offers.
#[derive(Debug, Clone, Copy)]
pub struct Whatever;

impl MayWrite for Whatever {
    fn may(&self, _: &str, _: Act) -> bool {
        true
    }
}

/// The lane to one FHIR server.
pub struct FhirLane {
    client: Arc<Client>,
    capabilities: Arc<Capabilities>,
    may: Arc<dyn MayWrite>,
}

impl std::fmt::Debug for FhirLane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FhirLane")
    }
}

/// Whether a server and a sign-in take a type, in the user's words where not.
pub fn taken(
    capabilities: &Capabilities,
    may: &dyn MayWrite,
    resource_type: &str,
    act: Act,
) -> Result<(), NotTaken> {
    let (interaction, doing) = match act {
        Act::Create => ("create", "new"),
        Act::Update => ("update", "changed"),
    };
    if !capabilities.supports(resource_type, interaction) {
        return Err(NotTaken {
            code: "not-offered",
            message: format!(
                "This EHR does not take a {doing} {resource_type} from other programs. It stays on this workstation."
            ),
        });
    }
    if !may.may(resource_type, act) {
        return Err(NotTaken {
            code: "not-granted",
            message: format!(
                "Your sign-in does not cover a {doing} {resource_type}. It stays on this workstation until you sign in with that right."
            ),
        });
    }
    Ok(())
}

impl FhirLane {
    /// A lane over this client.
    pub fn new(
        client: Arc<Client>,
        capabilities: Arc<Capabilities>,
        may: Arc<dyn MayWrite>,
    ) -> Self {
        Self {
            client,
            capabilities,
            may,
        }
    }

    /// The condition under which a server makes nothing: that it has our identifier already.
    fn unless(&self, parcel: &Parcel) -> Option<Query> {
        let query = Query::of(&parcel.resource_type).with(
            "identifier",
            format!("{IDENTIFIERS}|urn:uuid:{}", parcel.client_id),
        );
        self.guards(&parcel.resource_type).then_some(query)
    }

    async fn all(&self, query: &Query) -> Result<Option<Vec<Bytes>>, FetchError> {
        let mut found = Vec::new();
        let mut page: Page = self.client.search(query).await?;
        for _ in 0..PAGES {
            let cut = |code: &str| page.outcomes.iter().any(|outcome| outcome.has_code(code));
            if LEFT_OUT.iter().any(|code| cut(code)) {
                return Ok(None);
            }
            let bodies = page.entries.iter().filter(|e| e.mode == EntryMode::Match);
            found.extend(bodies.map(|e| e.body.clone()));
            match &page.next {
                Some(next) => page = self.client.next(next).await?,
                None => return Ok(Some(found)),
            }
        }
        // Not all of it was seen, so that "it is not there" cannot be said.
        Ok(None)
    }

    async fn search(
        &self,
        parcel: &Parcel,
        claimed: &(dyn Fn(&str) -> Claim + Send + Sync),
    ) -> Result<Seen, FetchError> {
        let kind = parcel.resource_type.as_str();
        if !self.capabilities.supports(kind, "search-type") {
            return Ok(Seen::CannotLook);
        }
        let offers = |name: &str| self.capabilities.offers_search_param(kind, name);
        if offers("identifier") && has_identifier(kind) {
            let query = Query::of(kind).with(
                "identifier",
                format!("{IDENTIFIERS}|urn:uuid:{}", parcel.client_id),
            );
            match self.all(&query).await {
                Ok(Some(found)) => {
                    let ids = ids_carrying(&found, &parcel.client_id);
                    if !ids.is_empty() {
                        return Ok(seen(ids));
                    }
                }
                Ok(None) => return Ok(Seen::CannotLook),
                // A server may want more than an identifier; then it is looked for by what it is.
                Err(FetchError::Refused { .. } | FetchError::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let Some(query) = by_what_it_is(parcel, &offers) else {
            return Ok(Seen::CannotLook);
        };
        let Some(found) = self.all(&query).await? else {
            return Ok(Seen::CannotLook);
        };
        let ours = ids_carrying(&found, &parcel.client_id);
        if !ours.is_empty() {
            return Ok(seen(ours));
        }
        let (mut could_be, mut doubtful) = (Vec::new(), Vec::new());
        for body in &found {
            let Some(map) = judge::object(body) else {
                continue;
            };
            let Some(id) = map.get("id").and_then(Value::as_str) else {
                continue;
            };
            let claims = [claimed(id), by_its_version(&map, parcel.first_sent_at)];
            if claims.contains(&Claim::Other) {
                continue;
            }
            // What carries an identifier of ours for something else is that.
            if carries_other(&map) {
                continue;
            }
            let words = if kind == "DocumentReference" {
                self.words(&map).await?
            } else {
                Vec::new()
            };
            if judge::may_be(&parcel.mine, body, &words) {
                let doubt = claims.contains(&Claim::Doubtful);
                let of = if doubt { &mut doubtful } else { &mut could_be };
                of.push(id.to_owned());
            }
        }
        // Where only a clock says that it is another, a person decides: it could be made twice.
        if could_be.is_empty() && !doubtful.is_empty() {
            return Ok(Seen::Several(doubtful));
        }
        Ok(seen(could_be))
    }

    /// The words of a document's attachments that stand apart from it.
    async fn words(&self, document: &Map<String, Value>) -> Result<Vec<String>, FetchError> {
        let content = document.get("content").and_then(Value::as_array);
        let mut all = Vec::new();
        for attachment in content
            .into_iter()
            .flatten()
            .filter_map(|c| c.get("attachment"))
        {
            let Some(url) = attachment.get("url").and_then(Value::as_str) else {
                continue;
            };
            let path = url.trim_start_matches(self.client.base().as_str());
            let Some(id) = path
                .strip_prefix("Binary/")
                .map(|id| id.split('/').next().unwrap_or(id))
            else {
                continue;
            };
            let fetched = self.client.read("Binary", id).await?;
            let Some(binary) = judge::object(&fetched.body) else {
                continue;
            };
            let kind = binary.get("contentType").and_then(Value::as_str);
            let data = binary.get("data").and_then(Value::as_str);
            let bytes = data.and_then(|data| STANDARD.decode(data.trim()).ok());
            all.extend(bytes.and_then(|bytes| words::of_bytes(kind, &bytes)));
        }
        Ok(all)
    }
}

impl Lane for FhirLane {
    fn takes(&self, resource_type: &str, act: Act) -> Result<(), NotTaken> {
        taken(&self.capabilities, self.may.as_ref(), resource_type, act)
    }

    fn guards(&self, resource_type: &str) -> bool {
        let known = self.capabilities.types.get(resource_type);
        has_identifier(resource_type) && known.is_some_and(|known| known.conditional_create)
    }

    fn look<'a>(
        &'a self,
        parcel: &'a Parcel,
        claimed: &'a (dyn Fn(&str) -> Claim + Send + Sync),
    ) -> BoxFuture<'a, Result<Seen, FetchError>> {
        Box::pin(self.search(parcel, claimed))
    }

    fn create<'a>(&'a self, parcel: &'a Parcel) -> BoxFuture<'a, Result<Made, FetchError>> {
        Box::pin(async move {
            let body = to_create(&parcel.mine, &parcel.resource_type, &parcel.client_id)
                .ok_or(FetchError::Address)?;
            let unless = self.unless(parcel);
            self.client
                .create(&parcel.resource_type, body, unless.as_ref())
                .await
        })
    }

    fn update<'a>(
        &'a self,
        parcel: &'a Parcel,
        id: &'a str,
        version: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Made, FetchError>> {
        Box::pin(async move {
            let body = to_update(&parcel.mine, id).ok_or(FetchError::Address)?;
            self.client
                .update(&parcel.resource_type, id, body, version)
                .await
        })
    }

    fn read<'a>(
        &'a self,
        resource_type: &'a str,
        id: &'a str,
    ) -> BoxFuture<'a, Result<There, FetchError>> {
        Box::pin(async move {
            let fetched = self.client.read(resource_type, id).await?;
            let document = (resource_type == "DocumentReference")
                .then(|| judge::object(&fetched.body))
                .flatten();
            let words = match document {
                Some(document) => self.words(&document).await?,
                None => Vec::new(),
            };
            Ok(There {
                body: fetched.body,
                etag: fetched.etag,
                words,
                request_id: fetched.request_id,
            })
        })
    }
}

fn seen(mut ids: Vec<String>) -> Seen {
    ids.sort();
    ids.dedup();
    match ids.len() {
        0 => Seen::Nothing,
        1 => ids.pop().map_or(Seen::Nothing, Seen::One),
        _ => Seen::Several(ids),
    }
}

/// Types of R4 that have no identifier of their own.
pub fn has_identifier(resource_type: &str) -> bool {
    !matches!(
        resource_type,
        "Binary" | "Bundle" | "Provenance" | "AuditEvent" | "Parameters" | "OperationOutcome"
    )
}

/// Gives what is written here the names it goes by until an EHR gives it one: our id, and the identifier by
/// which it is found again.
pub fn identify(body: &mut Map<String, Value>, client_id: &str) {
    body.insert("id".into(), json!(client_id));
    let kind = body
        .get("resourceType")
        .and_then(Value::as_str)
        .unwrap_or("")
        .to_owned();
    if !has_identifier(&kind) {
        return;
    }
    let ours = json!({"system": IDENTIFIERS, "value": format!("urn:uuid:{client_id}")});
    match body.get_mut("identifier") {
        Some(Value::Array(all)) => all.insert(0, ours),
        Some(_) => {}
        None if matches!(kind.as_str(), "Composition" | "QuestionnaireResponse") => {
            body.insert("identifier".into(), ours);
        }
        None => {
            body.insert("identifier".into(), json!([ours]));
        }
    }
}

/// What is sent: without the id it goes by here, with the identifier we made for it. Every other member
/// goes to the letter, so that 6.10 stays 6.10.
fn to_create(mine: &[u8], resource_type: &str, client_id: &str) -> Option<String> {
    let object = Object::parse(mine).ok()?;
    let ours = json!({"system": IDENTIFIERS, "value": format!("urn:uuid:{client_id}")}).to_string();
    let given = object.get("identifier").map(wardbook_fhir::json::Node::raw);
    let identifier = match given {
        _ if !has_identifier(resource_type) => given.map(str::to_owned),
        Some(given) if given.contains(client_id) => Some(given.to_owned()),
        // An empty list is none; anything in one stays behind ours.
        Some(given) if given.starts_with('[') => {
            let rest = given.trim_start_matches('[').trim_end_matches(']').trim();
            let comma = if rest.is_empty() { "" } else { "," };
            Some(format!("[{ours}{comma}{rest}]"))
        }
        // A single one that is somebody's own stays.
        Some(given) => Some(given.to_owned()),
        None if matches!(resource_type, "Composition" | "QuestionnaireResponse") => Some(ours),
        None => Some(format!("[{ours}]")),
    };
    let mut body = String::from("{");
    let rest = object
        .members()
        .filter(|(name, _)| !matches!(*name, "id" | "identifier"))
        .map(|(name, node)| (name, node.raw().to_owned()));
    for (n, (name, raw)) in rest
        .chain(identifier.map(|raw| ("identifier", raw)))
        .enumerate()
    {
        if n > 0 {
            body.push(',');
        }
        body.push_str(&Value::String(name.to_owned()).to_string());
        body.push(':');
        body.push_str(&raw);
    }
    body.push('}');
    Some(body)
}

/// What is sent in place of what goes by this id, to the letter where it says so itself.
fn to_update(mine: &[u8], id: &str) -> Option<String> {
    let object = Object::parse(mine).ok()?;
    if object.text("id").as_deref() == Some(id) {
        return String::from_utf8(mine.to_vec()).ok();
    }
    let quoted = |text: &str| Value::String(text.to_owned()).to_string();
    let rest = object
        .members()
        .filter(|(name, _)| *name != "id")
        .map(|(name, node)| format!(",{}:{}", quoted(name), node.raw()));
    Some(format!(
        "{{\"id\":{}{}}}",
        quoted(id),
        rest.collect::<String>()
    ))
}

fn identifiers(map: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let all = match map.get("identifier") {
        Some(Value::Array(all)) => all.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    all.iter()
        .filter(|i| i.get("system").and_then(Value::as_str) == Some(IDENTIFIERS))
        .filter_map(|i| i.get("value")?.as_str())
}

/// Ids of those that carry our identifier.
fn ids_carrying(found: &[Bytes], client_id: &str) -> Vec<String> {
    let ours = format!("urn:uuid:{client_id}");
    let maps = found.iter().filter_map(|body| judge::object(body));
    maps.filter(|map| identifiers(map).any(|value| value == ours))
        .filter_map(|map| Some(map.get("id")?.as_str()?.to_owned()))
        .collect()
}

/// It carries an identifier of this kind, and not the one that is looked for.
fn carries_other(map: &Map<String, Value>) -> bool {
    identifiers(map).any(|value| value.starts_with("urn:uuid:"))
}

/// What its own version says of when it was there.
fn by_its_version(map: &Map<String, Value>, first_sent_at: Option<i64>) -> Claim {
    let updated = map
        .get("meta")
        .and_then(|m| m.get("lastUpdated"))
        .and_then(Value::as_str);
    let updated = updated.and_then(wardbook_fhir::read::date::parse);
    match (updated, first_sent_at) {
        (Some(updated), Some(sent)) => Claim::by_time(updated.start.saturating_add(SKEW), sent),
        _ => Claim::Free,
    }
}

/// A search that finds it by patient, code and time, as far as the server offers that.
fn by_what_it_is(parcel: &Parcel, offers: &dyn Fn(&str) -> bool) -> Option<Query> {
    let kind = parcel.resource_type.as_str();
    let mine = judge::object(&parcel.mine)?;
    let mut query = Query::of(kind);
    if kind != "Patient" {
        let patient = parcel.patient.as_deref()?;
        let name = ["patient", "subject", "beneficiary"]
            .into_iter()
            .find(|name| offers(name))?;
        query = query.with(name, patient);
    }
    let code = |name: &str| {
        let coding = mine.get(name)?.pointer("/coding/0")?;
        let code = coding.get("code")?.as_str()?;
        let system = coding.get("system").and_then(Value::as_str).unwrap_or("");
        Some(format!("{system}|{code}"))
    };
    let by_code = [
        ("code", "code"),
        ("type", "type"),
        ("vaccine-code", "vaccineCode"),
        ("code", "medicationCodeableConcept"),
    ];
    for (param, member) in by_code {
        if offers(param)
            && let Some(token) = code(member)
        {
            query = query.with(param, token);
            break;
        }
    }
    if kind == "Patient" {
        let text = |path: &str| {
            Value::Object(mine.clone())
                .pointer(path)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        query = query.with("family", text("/name/0/family")?);
        query = query.with("birthdate", text("/birthDate")?);
    }
    if kind == "Observation" && offers("date") {
        let at = mine.get("effectiveDateTime").and_then(Value::as_str);
        let at = at.and_then(wardbook_fhir::read::date::parse);
        if let Some(at) = at {
            // A day before and after: servers cut days by their own clocks.
            let day = |ms: i64| {
                jiff::Timestamp::from_millisecond(ms)
                    .ok()
                    .map(|t| t.to_zoned(jiff::tz::TimeZone::UTC).date())
            };
            let (from, to) = (
                day(at.start - DAY)?,
                day(at.end().unwrap_or(at.start) + DAY)?,
            );
            query = query
                .with("date", format!("ge{from}"))
                .with("date", format!("le{to}"));
        }
    }
    Some(query)
}

#[cfg(test)]
mod lane_tests {
    use super::*;

    #[test]
    fn what_is_sent_is_to_the_letter_but_for_its_names() {
        let mine = br#"{"resourceType":"Observation","id":"c1","valueQuantity":{"value":6.10},"identifier":[{"system":"s","value":"v"}]}"#;
        assert_eq!(
            to_create(mine, "Observation", "c1").as_deref(),
            Some(
                r#"{"resourceType":"Observation","valueQuantity":{"value":6.10},"identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:c1"},{"system":"s","value":"v"}]}"#
            )
        );
        let bare = br#"{"resourceType":"Binary","data":"aGk="}"#;
        assert_eq!(
            to_create(bare, "Binary", "c1").as_deref(),
            Some(r#"{"resourceType":"Binary","data":"aGk="}"#)
        );
        assert_eq!(
            to_update(mine, "c1").map(String::into_bytes).as_deref(),
            Some(&mine[..])
        );
    }
}
