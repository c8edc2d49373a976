//! Where a resource keeps content outside itself: which of its addresses a sync can read.

use url::Url;

/// What an address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// A Binary of this server, by id.
    Binary(String),
    /// Something else on this server: not a FHIR resource.
    Elsewhere,
    /// Another server; nothing is asked of it.
    OtherServer,
}

/// Types that point to content.
pub const TYPES: &[&str] = &[
    "DocumentReference",
    "DiagnosticReport",
    "Media",
    "Communication",
];

/// What `url` leads to, seen from the FHIR base (which ends in a slash).
pub fn leads(base: &Url, url: &str) -> Leads {
    let Ok(full) = base.join(url.trim()) else {
        return Leads::OtherServer;
    };
    if full.origin() != base.origin() {
        return Leads::OtherServer;
    }
    let Some(rest) = full.path().strip_prefix(base.path()) else {
        return Leads::Elsewhere;
    };
    match rest.split('/').collect::<Vec<_>>().as_slice() {
        ["Binary", id] | ["Binary", id, "_history", _]
            if !id.is_empty() && full.query().is_none() =>
        {
            Leads::Binary((*id).to_owned())
        }
        _ => Leads::Elsewhere,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_a_binary_of_this_server_is_read() {
        let base = Url::parse("https://ehr.example/r4/").unwrap();
        for (url, leads_to) in [
            ("Binary/b1", Leads::Binary("b1".into())),
            (
                "https://ehr.example/r4/Binary/b1",
                Leads::Binary("b1".into()),
            ),
            ("/r4/Binary/b1/_history/2", Leads::Binary("b1".into())),
            ("https://ehr.example/files/7.pdf", Leads::Elsewhere),
            ("Binary/b1?x=1", Leads::Elsewhere),
            ("Binary/", Leads::Elsewhere),
            ("https://evil.example/r4/Binary/b1", Leads::OtherServer),
            ("http://ehr.example/r4/Binary/b1", Leads::OtherServer),
            (
                "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
                Leads::OtherServer,
            ),
        ] {
            assert_eq!(leads(&base, url), leads_to, "{url}");
        }
    }
}
