//! Where a resource keeps content outside itself. Pure: finds the addresses and says which of them
//! a sync can read.

use serde_json::Value;
use url::Url;

/// Content that a resource points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Address as sent.
    pub url: String,
    /// Size in bytes, where sent.
    pub size: Option<u64>,
}

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

/// Elements whose value is an Attachment, in the types that sync looks at.
const NAMES: &[&str] = &[
    "attachment",
    "content",
    "presentedForm",
    "contentAttachment",
];

/// Types that point to content.
pub const TYPES: &[&str] = &[
    "DocumentReference",
    "DiagnosticReport",
    "Media",
    "Communication",
];

/// Attachments that are elsewhere: those with their data inside are here already.
pub fn attachments(body: &[u8]) -> Vec<Attachment> {
    let mut found = Vec::new();
    if let Ok(resource) = serde_json::from_slice::<Value>(body) {
        walk(&resource, false, &mut found);
    }
    found
}

fn walk(value: &Value, named: bool, found: &mut Vec<Attachment>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, named, found)),
        Value::Object(fields) => {
            let url = fields.get("url").and_then(Value::as_str).filter(|_| named);
            if let Some(url) = url.filter(|_| !fields.contains_key("data")) {
                let size = fields.get("size").and_then(Value::as_u64);
                found.push(Attachment {
                    url: url.to_owned(),
                    size,
                });
            }
            for (name, value) in fields {
                walk(value, NAMES.contains(&name.as_str()), found);
            }
        }
        _ => {}
    }
}

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
    fn addresses_of_content_are_found_and_other_addresses_are_not() {
        let note = br#"{"resourceType":"DocumentReference","id":"d1",
            "extension":[{"url":"http://example.org/ext","valueString":"x"}],
            "content":[
              {"attachment":{"contentType":"text/html","url":"Binary/b1","size":120}},
              {"attachment":{"contentType":"text/plain","data":"aGk=","url":"Binary/b0"}},
              {"attachment":{"contentType":"text/rtf","url":"Binary/b2"}}]}"#;
        let found = attachments(note);
        assert_eq!(
            found,
            [
                Attachment {
                    url: "Binary/b1".into(),
                    size: Some(120)
                },
                Attachment {
                    url: "Binary/b2".into(),
                    size: None
                },
            ]
        );
        let report = br#"{"resourceType":"DiagnosticReport","presentedForm":[{"url":"Binary/r"}]}"#;
        assert_eq!(attachments(report).len(), 1);
        let media = br#"{"resourceType":"Media","content":{"url":"https://ehr.example/x.jpg"}}"#;
        assert_eq!(attachments(media).len(), 1);
        assert_eq!(attachments(b"not json"), []);
    }

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
