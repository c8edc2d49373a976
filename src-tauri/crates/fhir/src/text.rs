//! What is worth finding in a resource: its words for full-text search, the shared resources it refers
//! to and the content it points to, in one pass over the bytes without building a tree.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::hash::BuildHasher as _;

use base64::Engine as _;
use foldhash::fast::RandomState;
use serde::de::{DeserializeSeed, Deserializer as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::json::{Name, Object, letters, no_text};
use crate::read::{attachment, narrative};
use crate::section::is_shared;

/// Words beyond this are not searched: no note is longer than a book.
const MOST_WORDS: usize = 1024 * 1024;

/// What a pass collects. Reusable: [`Scan::clear`] keeps its memory.
#[derive(Debug, Default)]
pub struct Scan {
    /// Words for full-text search, each text once.
    pub words: String,
    /// Shared resources referred to: type and id.
    pub references: Vec<(String, String)>,
    /// Binary resources pointed to, by id.
    pub contents: Vec<String>,
    seen: HashSet<u64, RandomState>,
    hasher: RandomState,
}

impl Scan {
    /// Empties it for the next resource.
    pub fn clear(&mut self) {
        self.words.clear();
        self.references.clear();
        self.contents.clear();
        self.seen.clear();
    }

    fn push(&mut self, text: &str) {
        let room = MOST_WORDS.saturating_sub(self.words.len());
        if text.is_empty() || room == 0 || !self.seen.insert(self.hasher.hash_one(text)) {
            return;
        }
        let mut end = text.len().min(room);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.words.push_str(text.get(..end).unwrap_or_default());
        self.words.push('\n');
    }

    fn push_reference(&mut self, reference: &str) {
        let mut parts = reference.split('/').rev();
        let (Some(mut id), Some(mut kind)) = (parts.next(), parts.next()) else {
            return;
        };
        if kind == "_history" {
            let (Some(i), Some(k)) = (parts.next(), parts.next()) else {
                return;
            };
            (id, kind) = (i, k);
        }
        if is_shared(kind) && !id.is_empty() {
            let found = (kind.to_owned(), id.to_owned());
            if !self.references.contains(&found) {
                self.references.push(found);
            }
        }
    }

    fn push_address(&mut self, url: &str) {
        if let Some(id) = attachment::binary_id(url)
            && !self.contents.iter().any(|known| known == id)
        {
            self.contents.push(id.to_owned());
        }
    }

    fn push_attachment(&mut self, content_type: &str, data: &str) {
        if !content_type.starts_with("text/") && !content_type.starts_with("application/xhtml") {
            return;
        }
        let Ok(bytes) = base64::engine::general_purpose::STANDARD.decode(data.as_bytes()) else {
            return;
        };
        let text = String::from_utf8_lossy(&bytes);
        if content_type.starts_with("text/html") || content_type.contains("xhtml") {
            self.push(&narrative::plain(&text));
        } else if !content_type.contains("rtf") && !content_type.contains("richtext") {
            self.push(&text);
        }
    }
}

/// Collects from one resource. A body nested too deep to read gives what was found until then.
pub fn scan(body: &[u8], into: &mut Scan) {
    let Ok(body) = letters(body) else {
        return;
    };
    let mut reader = serde_json::Deserializer::from_str(body);
    // What is not JSON was refused before this; what is too deep keeps its words up to there.
    let _found = Seed {
        scan: into,
        take: Take::Structure,
    }
    .deserialize(&mut reader);
}

/// The words of one resource (for phrases and snippets).
pub fn words(body: &[u8]) -> String {
    let mut found = Scan::default();
    scan(body, &mut found);
    found.words
}

/// Collects from one resource, and gives those of its members that `wanted` names, in one pass. `None`
/// where the body is no JSON object, or nests too deep to be read at once.
pub(crate) fn scan_picking<'de>(
    body: &'de str,
    into: &mut Scan,
    wanted: fn(&str) -> bool,
) -> Option<Object<'de>> {
    let mut reader = serde_json::Deserializer::from_str(body);
    let found = (&mut reader)
        .deserialize_map(Picking { scan: into, wanted })
        .ok()?;
    reader.end().ok()?;
    Some(Object::of(found))
}

/// The top level of a resource.
struct Picking<'s> {
    scan: &'s mut Scan,
    wanted: fn(&str) -> bool,
}

impl<'de> Visitor<'de> for Picking<'_> {
    type Value = Vec<(Cow<'de, str>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut picked = Vec::with_capacity(12);
        let mut attached = Attached::default();
        while let Some(Name(name)) = map.next_key()? {
            if (self.wanted)(&name) {
                let raw: &'de RawValue = map.next_value()?;
                if let Some(take) = take(&name) {
                    let scan = &mut *self.scan;
                    let seed = Seed { scan, take };
                    // The pass over the whole has found it sound.
                    let _found =
                        seed.deserialize(&mut serde_json::Deserializer::from_str(raw.get()));
                }
                picked.push((name, raw));
            } else {
                attached.member(&name, &mut map, self.scan)?;
            }
        }
        attached.finish(self.scan);
        Ok(picked)
    }
}

/// An attachment's two members, which come in any order.
#[derive(Default)]
struct Attached<'de> {
    content_type: Option<Cow<'de, str>>,
    data: Option<Cow<'de, str>>,
}

impl<'de> Attached<'de> {
    /// Takes the value of a member, whatever it is.
    fn member<A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        scan: &mut Scan,
    ) -> Result<(), A::Error> {
        match name {
            "contentType" => self.content_type = map.next_value::<Maybe<'de>>()?.0,
            "data" => self.data = map.next_value::<Maybe<'de>>()?.0,
            name => match take(name) {
                Some(take) => map.next_value_seed(Seed { scan, take })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            },
        }
        Ok(())
    }

    fn finish(self, scan: &mut Scan) {
        if let (Some(content_type), Some(data)) = (self.content_type, self.data) {
            scan.push_attachment(&content_type, &data);
        }
    }
}

/// What to do with the value of a member.
#[derive(Clone, Copy, PartialEq)]
enum Take {
    /// Look inside; its own text is no word.
    Structure,
    /// Its text is words.
    Words,
    /// Its text is a code: words if a person could type it (it has a letter).
    Code,
    /// Its text is markup.
    Markup,
    /// Its text is a reference.
    Reference,
    /// Its text is where content is.
    Address,
}

/// `None`: nothing in it is worth finding.
fn take(name: &str) -> Option<Take> {
    Some(match name {
        "display"
        | "text"
        | "title"
        | "description"
        | "conclusion"
        | "comment"
        | "name"
        | "family"
        | "given"
        | "valueString"
        | "patientInstruction"
        | "value"
        | "summary"
        | "onsetString"
        | "lotNumber"
        | "deviceName"
        | "manufacturer"
        | "additionalInstruction"
        | "answer"
        | "city" => Take::Words,
        "code" => Take::Code,
        "div" => Take::Markup,
        "reference" => Take::Reference,
        "url" => Take::Address,
        "meta" | "extension" | "modifierExtension" | "id" | "resourceType" | "system"
        | "status" | "use" | "versionId" | "lastUpdated" | "photo" | "signature" => return None,
        _ => Take::Structure,
    })
}

struct Seed<'s> {
    scan: &'s mut Scan,
    take: Take,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut attached = Attached::default();
        while let Some(Name(name)) = map.next_key()? {
            attached.member(&name, &mut map, self.scan)?;
        }
        attached.finish(self.scan);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list
            .next_element_seed(Seed {
                scan: self.scan,
                take: self.take,
            })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        match self.take {
            Take::Words => self.scan.push(text),
            Take::Code if text.bytes().any(|b| b.is_ascii_alphabetic()) => self.scan.push(text),
            Take::Markup => self.scan.push(&narrative::plain(text)),
            Take::Reference => self.scan.push_reference(text),
            Take::Address => self.scan.push_address(text),
            Take::Structure | Take::Code => {}
        }
        Ok(())
    }

    no_text!();
}

/// A text, or anything else taken as none.
struct Maybe<'a>(Option<Cow<'a, str>>);

impl<'de> serde::Deserialize<'de> for Maybe<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
        Ok(Self(
            serde_json::from_str::<Name<'de>>(raw).ok().map(|t| t.0),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_note_are_found_whether_plain_or_html_and_bytes_are_not() {
        let note =
            base64::engine::general_purpose::STANDARD.encode("Ankles swollen since Tuesday.");
        let page = base64::engine::general_purpose::STANDARD
            .encode("<p>Crackles at <b>both</b> bases</p><script>no()</script>");
        let body = format!(
            r#"{{"resourceType":"DocumentReference","id":"n1","author":[{{"reference":"Practitioner/lindqvist/_history/2","display":"Dr. Lindqvist"}}],
            "type":{{"coding":[{{"system":"http://loinc.org","code":"11506-3","display":"Progress note"}}]}},
            "content":[{{"attachment":{{"contentType":"text/plain","data":"{note}"}}}},{{"attachment":{{"data":"{page}","contentType":"text/html"}}}},
            {{"attachment":{{"contentType":"application/pdf","data":"JVBERi0="}}}},
            {{"attachment":{{"contentType":"text/rtf","url":"https://ehr.example/r4/Binary/b1/_history/3"}}}},
            {{"attachment":{{"contentType":"text/html","url":"Binary/b1"}}}},{{"attachment":{{"url":"https://ehr.example/paper.pdf"}}}}]}}"#
        );
        let mut found = Scan::default();
        scan(body.as_bytes(), &mut found);
        for word in ["swollen", "Crackles", "both", "Progress note", "Lindqvist"] {
            assert!(found.words.contains(word), "{word}");
        }
        for word in ["no()", "JVBERi0", "11506", "loinc"] {
            assert!(!found.words.contains(word), "{word}");
        }
        assert_eq!(
            found.references,
            vec![("Practitioner".to_owned(), "lindqvist".to_owned())]
        );
        assert_eq!(found.contents, vec!["b1".to_owned()]);
    }

    #[test]
    fn a_bottomless_body_does_not_overflow() {
        let deep = format!(
            "{{\"title\":\"seen\",\"x\":{}1{}}}",
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(words(deep.as_bytes()), "seen\n");
    }
}
