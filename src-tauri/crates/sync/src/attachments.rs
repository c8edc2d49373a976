//! Where a resource keeps content outside itself. Pure: finds the addresses and says which of them
//! a sync can read.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
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
    let mut reader = serde_json::Deserializer::from_slice(body);
    let walk = Walk {
        named: false,
        found: &mut found,
    };
    let walked = walk.deserialize(&mut reader).and_then(|()| reader.end());
    // Of what is no JSON, nothing is believed.
    if walked.is_err() {
        found.clear();
    }
    found
}

/// A value on the way through a resource. Nothing is kept of it but addresses: most of a long report is none.
struct Walk<'f> {
    /// It is the value of an element that holds an Attachment.
    named: bool,
    found: &'f mut Vec<Attachment>,
}

/// What a member of an object means here.
enum Member {
    Url,
    Size,
    Data,
    /// Its value is an Attachment.
    Attachment,
    Other,
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl Visitor<'_> for Names {
            type Value = Member;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E>(self, name: &str) -> Result<Member, E> {
                Ok(match name {
                    "url" => Member::Url,
                    "size" => Member::Size,
                    "data" => Member::Data,
                    name if NAMES.contains(&name) => Member::Attachment,
                    _ => Member::Other,
                })
            }
        }
        deserializer.deserialize_str(Names)
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self { named, found } = self;
        while items.next_element_seed(Walk { named, found })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { named, found } = self;
        let (mut url, mut size, mut inside) = (None, None, false);
        while let Some(member) = members.next_key()? {
            match member {
                Member::Url if named => url = Some(members.next_value::<Value>()?),
                Member::Size if named => size = Some(members.next_value::<Value>()?),
                Member::Data if named => {
                    inside = true;
                    members.next_value::<IgnoredAny>()?;
                }
                member => {
                    let named = matches!(member, Member::Attachment);
                    members.next_value_seed(Walk { named, found })?;
                }
            }
        }
        if let Some(Value::String(url)) = url
            && !inside
        {
            let size = size.as_ref().and_then(Value::as_u64);
            found.push(Attachment { url, size });
        }
        Ok(())
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
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
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
        let odd = br#"{"presentedForm":[{"size":"large","url":"Binary/o","x":[1,-1,1.5,true,null]},{"url":7},{"data":null,"url":"Binary/p"}],"url":"Binary/q"}"#;
        let odd = attachments(odd);
        assert_eq!((odd.len(), odd[0].size), (1, None));
        assert_eq!(attachments(b"not json"), []);
        assert_eq!(
            attachments(br#"{"content":[{"attachment":{"url":"Binary/b1"}}]} and more"#),
            []
        );
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
