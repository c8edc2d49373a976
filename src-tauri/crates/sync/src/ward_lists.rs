//! Lists of patients that an EHR keeps: work lists (List) and groups of persons (Group). Owns how they are asked
//! for and read; refuses to ask for the patients themselves.

use bytes::Bytes;
use serde_json::Value;
use wardbook_fhir::{
    Capabilities, Client, EntryMode, FetchError, Meaning, OperationOutcome, Query,
};

/// Lists of one EHR at most: nobody chooses from more.
const AT_MOST: usize = 500;

/// The codes by which EHRs tell a list of patients from a list in a chart.
const CODES: &str = "worklist,patients";

/// A list and whom it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WardList {
    /// "List" or "Group".
    pub resource_type: String,
    /// Its id at the EHR.
    pub fhir_id: String,
    /// As the EHR calls it.
    pub title: Option<String>,
    /// The patients' ids at the EHR, each once, in its order.
    pub members: Vec<String>,
}

/// What an EHR gave.
#[derive(Debug, Clone, Default)]
pub struct FoundLists {
    /// The lists.
    pub lists: Vec<WardList>,
    /// Types of which all came: what is not among the lists is not at the EHR any more.
    pub whole: Vec<&'static str>,
    /// What did not come and why, in the user's words.
    pub notes: Vec<String>,
}

/// Asks for every list the EHR shows this user. What is refused is noted; only where nobody answers, or nobody is
/// signed in, is it an error.
pub async fn ward_lists(
    client: &Client,
    capabilities: &Capabilities,
) -> Result<FoundLists, FetchError> {
    let mut found = FoundLists::default();
    let asked = [
        (
            "List",
            "code",
            CODES,
            "The EHR does not offer work lists (List).",
        ),
        (
            "Group",
            "type",
            "person",
            "The EHR does not list its groups of patients (Group); one can be read by its id.",
        ),
    ];
    for (kind, name, value, not_offered) in asked {
        let offered = capabilities
            .types
            .get(kind)
            .is_some_and(|offers| offers.search_params.contains(name));
        if !offered {
            found.notes.push(not_offered.to_owned());
            continue;
        }
        match search(client, &Query::of(kind).with(name, value)).await {
            Ok((bodies, complete)) => {
                found
                    .lists
                    .extend(bodies.iter().filter_map(|body| read(body)));
                if complete {
                    found.whole.push(kind);
                } else {
                    found
                        .notes
                        .push(format!("The EHR has more than these ({kind})."));
                }
            }
            Err(error) if error.needs_sign_in() || error.is_offline() => return Err(error),
            Err(error) => found.notes.push(said(kind, &error)),
        }
    }
    Ok(found)
}

/// Asks for one group by its id.
pub async fn ward_group(client: &Client, id: &str) -> Result<Option<WardList>, FetchError> {
    let fetched = client.read("Group", id).await?;
    Ok(read(&fetched.body))
}

fn said(kind: &str, error: &FetchError) -> String {
    let outcome = error
        .outcome()
        .map(OperationOutcome::text)
        .unwrap_or_default();
    format!("{kind}: {} {outcome}", error.message())
        .trim_end()
        .to_owned()
}

/// Bodies of a search, and whether they are all.
async fn search(client: &Client, query: &Query) -> Result<(Vec<Bytes>, bool), FetchError> {
    let mut bodies = Vec::new();
    let mut complete = true;
    let mut page = client.search(query).await?;
    loop {
        complete &= !page
            .outcomes
            .iter()
            .any(|said| said.means(Meaning::MoreExists));
        let matches = page
            .entries
            .into_iter()
            .filter(|entry| entry.mode == EntryMode::Match);
        bodies.extend(matches.map(|entry| entry.body));
        let Some(next) = page.next else { break };
        if bodies.len() >= AT_MOST {
            complete = false;
            break;
        }
        page = client.next(&next).await?;
    }
    Ok((bodies, complete))
}

/// A list of patients; nothing where it is a list of something else, or of nobody that can be named.
fn read(body: &[u8]) -> Option<WardList> {
    let list: Value = serde_json::from_slice(body).ok()?;
    let text = |name: &str| list.get(name).and_then(Value::as_str).map(str::to_owned);
    let resource_type = text("resourceType")?;
    let (rows, at, gone) = match resource_type.as_str() {
        "List" => ("entry", "item", "deleted"),
        "Group" => ("member", "entity", "inactive"),
        _ => return None,
    };
    if matches!(
        text("status").as_deref(),
        Some("entered-in-error" | "retired")
    ) {
        return None;
    }
    if list.get("active").and_then(Value::as_bool) == Some(false) {
        return None;
    }
    let mut members: Vec<String> = Vec::new();
    let named = list
        .get(rows)
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    for one in named {
        if one.get(gone).and_then(Value::as_bool) == Some(true) {
            continue;
        }
        let to = one
            .get(at)
            .and_then(|to| to.get("reference"))
            .and_then(Value::as_str);
        if let Some(id) = to.and_then(patient)
            && !members.iter().any(|known| known == id)
        {
            members.push(id.to_owned());
        }
    }
    // A list of other things than patients is none for the ward; an empty one is.
    if members.is_empty() && !named.is_empty() {
        return None;
    }
    let coded = || {
        let code = list.get("code")?;
        let of = code
            .get("text")
            .or_else(|| code.get("coding")?.get(0)?.get("display"));
        of.and_then(Value::as_str).map(str::to_owned)
    };
    Some(WardList {
        fhir_id: text("id")?,
        title: text("title").or_else(|| text("name")).or_else(coded),
        resource_type,
        members,
    })
}

/// The id in a reference to a patient, relative or whole, with a version or without.
fn patient(reference: &str) -> Option<&str> {
    let plain = reference
        .split_once("/_history/")
        .map_or(reference, |(plain, _)| plain);
    let (kind, id) = plain.rsplit_once('/')?;
    (kind == "Patient" || kind.ends_with("/Patient")).then_some(id)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::read;

    #[test]
    fn a_list_names_its_patients_once_and_only_those_who_are_on_it() {
        let body = br#"{"resourceType":"List","id":"l1","status":"current","title":"Ward 3 East","entry":[
            {"item":{"reference":"Patient/a"}},{"item":{"reference":"https://ehr.example/fhir/Patient/b/_history/2"}},
            {"item":{"reference":"Patient/a"}},{"deleted":true,"item":{"reference":"Patient/c"}},{"item":{"display":"somebody"}}]}"#;
        let list = read(body).unwrap();
        assert_eq!(list.title.as_deref(), Some("Ward 3 East"));
        assert_eq!(list.members, ["a", "b"]);
    }

    #[test]
    fn a_list_of_drugs_and_one_in_error_are_no_lists_of_patients() {
        assert!(read(br#"{"resourceType":"List","id":"l","status":"current","entry":[{"item":{"reference":"MedicationRequest/1"}}]}"#).is_none());
        assert!(
            read(br#"{"resourceType":"List","id":"l","status":"entered-in-error","entry":[]}"#)
                .is_none()
        );
        assert!(
            read(br#"{"resourceType":"Group","id":"g","name":"Night","member":[]}"#)
                .unwrap()
                .members
                .is_empty()
        );
    }
}
