//! Addresses: the FHIR base, and links a server hands out, which are opaque and never leave its origin.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use super::error::{ClientError, FetchError};
use crate::http::is_loopback;

/// The link to the next page of a search: the server's own, kept to the letter. It may hold session
/// secrets and patient identifiers, so it is never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct NextLink(String);

impl NextLink {
    /// Take a link kept in a checkpoint.
    pub fn from_checkpoint(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The link, for a checkpoint.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Resolve a link as sent against the address of the page it came with.
    pub(crate) fn resolve(sent: &str, page: &Url) -> Self {
        match Url::parse(sent) {
            Ok(_) => Self(sent.to_owned()),
            Err(_) => Self(
                page.join(sent)
                    .map_or_else(|_| sent.to_owned(), String::from),
            ),
        }
    }
}

impl fmt::Debug for NextLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NextLink(<not shown>)")
    }
}

/// The FHIR base of a connection.
#[derive(Clone)]
pub(crate) struct Base(Url);

impl Base {
    pub(crate) fn parse(text: &str, allow_http: bool) -> Result<Self, ClientError> {
        let mut url = Url::parse(text.trim()).map_err(|_| ClientError::Address)?;
        let plain = match url.scheme() {
            "https" => false,
            "http" => true,
            _ => return Err(ClientError::Address),
        };
        if url.host().is_none()
            || !url.username().is_empty()
            || url.password().is_some()
            || url.query().is_some()
        {
            return Err(ClientError::Address);
        }
        if plain && !allow_http && !is_loopback(&url) {
            return Err(ClientError::NotEncrypted);
        }
        url.set_fragment(None);
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self(url))
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// The base itself, without a slash at its end.
    pub(crate) fn bare(&self) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty();
        }
        url
    }

    /// `base/segment/segment`, each segment encoded.
    pub(crate) fn path(&self, segments: &[&str]) -> Result<Url, FetchError> {
        let mut url = self.0.clone();
        for segment in segments {
            if segment.is_empty() || matches!(*segment, "." | "..") {
                return Err(FetchError::Address);
            }
            url.path_segments_mut()
                .map_err(|()| FetchError::Address)?
                .pop_if_empty()
                .push(segment);
        }
        Ok(url)
    }

    /// A link from the server, refused where it leads to another origin: no token may go there.
    pub(crate) fn own(&self, link: &str) -> Result<Url, FetchError> {
        let url = self.0.join(link).map_err(|_| FetchError::Address)?;
        let same = url.origin() == self.0.origin()
            && url.username().is_empty()
            && url.password().is_none();
        if same {
            Ok(url)
        } else {
            Err(FetchError::OtherOrigin)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn plain_http_is_for_loopback_only() {
        for good in [
            "http://127.0.0.1:80/fhir",
            "http://[::1]:9/",
            "http://localhost/r4",
            "https://e.org",
        ] {
            assert!(Base::parse(good, false).is_ok(), "{good}");
        }
        for bad in [
            "http://ehr.example.org/fhir",
            "http://127.0.0.1.evil.org/",
            "http://localhost.evil.org",
        ] {
            assert_eq!(
                Base::parse(bad, false).err(),
                Some(ClientError::NotEncrypted),
                "{bad}"
            );
        }
        assert!(Base::parse("http://ehr.example.org/fhir", true).is_ok());
        for bad in [
            "",
            "ehr.example.org",
            "file:///etc",
            "ftp://e.org",
            "https://u:p@e.org/",
            "https://e.org/?a=b",
        ] {
            assert_eq!(
                Base::parse(bad, true).err(),
                Some(ClientError::Address),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_link_is_kept_to_the_letter_and_never_leaves_the_origin() {
        let base = Base::parse("https://ehr.example.org/api/FHIR/R4", false).unwrap();
        let sent = "https://ehr.example.org/api/FHIR/R4/Observation?sessionID=16-D77%2f|A,b==&x";
        assert_eq!(base.own(sent).unwrap().as_str(), sent);
        for other in [
            "https://evil.example.org/api",
            "http://ehr.example.org/api/FHIR/R4/Observation?sessionID=1",
            "https://ehr.example.org:8443/api",
            "//evil.example.org/x",
            "https://ehr.example.org@evil.example.org/",
            "https://user@ehr.example.org/api",
            "data:text/plain,hello",
        ] {
            assert_eq!(
                base.own(other).err(),
                Some(FetchError::OtherOrigin),
                "{other}"
            );
        }
        assert_eq!(
            base.own("Binary/1").unwrap().path(),
            "/api/FHIR/R4/Binary/1"
        );
        let page = Url::parse("https://ehr.example.org/api/FHIR/R4/Observation?patient=1").unwrap();
        assert_eq!(
            NextLink::resolve("?page=2", &page).as_str(),
            "https://ehr.example.org/api/FHIR/R4/Observation?page=2"
        );
        assert_eq!(NextLink::resolve(sent, &page).as_str(), sent);
        assert!(!format!("{:?}", NextLink::resolve(sent, &page)).contains("D77"));
    }

    #[test]
    fn an_id_cannot_climb_out_of_its_type() {
        let base = Base::parse("https://ehr.example.org/r4", false).unwrap();
        assert_eq!(
            base.path(&["Patient", "a/../b?c#d"]).unwrap().as_str(),
            "https://ehr.example.org/r4/Patient/a%2F..%2Fb%3Fc%23d"
        );
        assert_eq!(
            base.path(&["Patient", ".."]).err(),
            Some(FetchError::Address)
        );
        assert_eq!(base.path(&["Patient", ""]).err(), Some(FetchError::Address));
    }
}
