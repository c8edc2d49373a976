//! Making and changing resources. It says what was answered and never tries again by itself: whether
//! something may be sent twice is for whoever keeps what was sent.

use reqwest::Method;
use reqwest::header::{HeaderName, IF_MATCH};

use super::error::FetchError;
use super::exchange::{Ask, FHIR_JSON, Fetched};
use super::options::RequestKind;
use super::{Client, Query};

const IF_NONE_EXIST: HeaderName = HeaderName::from_static("if-none-exist");

/// What a server says it made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What it calls it, where it says so.
    pub id: Option<String>,
    /// `ETag` as sent.
    pub etag: Option<String>,
    /// HTTP status.
    pub status: u16,
    /// Correlation with the server's log.
    pub request_id: String,
}

impl Client {
    /// Makes a resource. With `unless` the server makes none where one matches already.
    pub async fn create(
        &self,
        resource_type: &str,
        body: String,
        unless: Option<&Query>,
    ) -> Result<Made, FetchError> {
        let url = self.base.path(&[resource_type])?;
        let criteria = unless.map(|query| {
            url::form_urlencoded::Serializer::new(String::new())
                .extend_pairs(&query.params)
                .finish()
        });
        let fetched = self
            .ask(&Ask {
                method: Method::POST,
                kind: RequestKind::Write,
                url: &url,
                accept: FHIR_JSON,
                limit: self.options.body_limit,
                unless: None,
                condition: criteria.as_deref().map(|c| (IF_NONE_EXIST, c)),
                body: Some(body),
            })
            .await?;
        Ok(made(resource_type, &fetched))
    }

    /// Changes a resource; with `version` (an entity tag) only where it is still that one.
    pub async fn update(
        &self,
        resource_type: &str,
        id: &str,
        body: String,
        version: Option<&str>,
    ) -> Result<Made, FetchError> {
        let url = self.base.path(&[resource_type, id])?;
        let fetched = self
            .ask(&Ask {
                method: Method::PUT,
                kind: RequestKind::Write,
                url: &url,
                accept: FHIR_JSON,
                limit: self.options.body_limit,
                unless: None,
                condition: version.map(|tag| (IF_MATCH, tag)),
                body: Some(body),
            })
            .await?;
        Ok(Made {
            id: Some(id.to_owned()),
            ..made(resource_type, &fetched)
        })
    }
}

fn made(resource_type: &str, fetched: &Fetched) -> Made {
    let named = fetched
        .location
        .as_deref()
        .and_then(|location| id_in(location, resource_type));
    let said = || {
        let body: serde_json::Value = serde_json::from_slice(&fetched.body).ok()?;
        let is_it = body.get("resourceType")?.as_str()? == resource_type;
        let id = body.get("id")?.as_str()?;
        is_it.then(|| id.to_owned())
    };
    Made {
        id: named.or_else(said),
        etag: fetched.etag.clone(),
        status: fetched.status,
        request_id: fetched.request_id.clone(),
    }
}

/// The id in `…/Type/id` or `…/Type/id/_history/version`: the last of that name, for a base may have a
/// folder called so.
fn id_in(location: &str, resource_type: &str) -> Option<String> {
    let path = location.split(['?', '#']).next()?;
    let parts: Vec<&str> = path.split('/').collect();
    let at = parts.iter().rposition(|part| *part == resource_type)?;
    let id = parts.get(at + 1).filter(|id| !id.is_empty())?;
    Some((*id).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_out_of_every_form_of_a_location() {
        for location in [
            "https://e.org/Observation/r4/Observation/a-1.b/_history/1",
            "Observation/a-1.b",
            "/r4/Observation/a-1.b?x=1",
        ] {
            assert_eq!(
                id_in(location, "Observation").as_deref(),
                Some("a-1.b"),
                "{location}"
            );
        }
        assert_eq!(id_in("https://e.org/Observation/", "Observation"), None);
        assert_eq!(id_in("https://e.org/Patient/1", "Observation"), None);
    }
}
