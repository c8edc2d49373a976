//! Where a resource keeps content outside itself: the addresses of its Attachments. Refuses to say what they lead to.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::json::{Name, no_text};

/// Content that a resource points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Address as sent.
    pub url: String,
    /// Size in bytes, where sent.
    pub size: Option<u64>,
}

/// Elements whose value is an Attachment, in the types that point to content.
const NAMES: [&str; 4] = [
    "attachment",
    "content",
    "presentedForm",
    "contentAttachment",
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

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    no_text!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self { named, found } = self;
        while items.next_element_seed(Walk { named, found })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { named, found } = self;
        let (mut url, mut size, mut inside) = (None, None, false);
        while let Some(Name(name)) = members.next_key()? {
            match name.as_ref() {
                "url" if named => url = Some(members.next_value::<Value>()?),
                "size" if named => size = Some(members.next_value::<Value>()?),
                "data" if named => {
                    inside = true;
                    members.next_value::<IgnoredAny>()?;
                }
                name => {
                    let named = NAMES.contains(&name);
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

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
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
}
