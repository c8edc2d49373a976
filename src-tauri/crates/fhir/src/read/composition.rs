//! Composition: a document made of sections.

use super::codeable::{Coded, Reference};
use super::narrative;
use super::standing::Standing;
use crate::json::{Node, Object, ReadError};

/// Sections deeper than this are not walked into: no document is nested so.
const DEPTH: usize = 12;

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Title.
    pub title: Option<String>,
    /// Its text.
    pub text: Option<String>,
    /// The same as it was sent.
    pub markup: Option<String>,
    /// Why it is empty, as the EHR says.
    pub empty_reason: Option<String>,
    /// What it refers to.
    pub entries: Vec<Reference>,
    /// How deep it stands, from 0.
    pub depth: usize,
}

/// A document made of sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composition {
    /// Title.
    pub title: Option<String>,
    /// Type in words.
    pub kind: Option<String>,
    /// FHIR date.
    pub date: Option<String>,
    /// Authors as named.
    pub author: Option<String>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// Sections in reading order.
    pub sections: Vec<Section>,
}

impl Composition {
    /// Read a Composition.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let status = object.text("status");
        let kind = Coded::one(&object, "type").and_then(|coded| coded.words());
        let mut sections = Vec::new();
        walk(&object, 0, &mut sections);
        Ok(Self {
            title: object.text("title").or_else(|| kind.clone()),
            kind,
            date: object.text("date"),
            author: super::displays(&Reference::all(&object, "author")),
            standing: Standing::of(status.as_deref()),
            status,
            sections,
        })
    }
}

fn walk(parent: &Object<'_>, depth: usize, sections: &mut Vec<Section>) {
    if depth >= DEPTH {
        return;
    }
    for section in parent.objects("section") {
        let div = section.at("text.div").and_then(Node::exact_text);
        sections.push(Section {
            title: section
                .text("title")
                .or_else(|| Coded::one(&section, "code").and_then(|coded| coded.words())),
            text: div
                .as_deref()
                .map(narrative::plain)
                .filter(|text| !text.is_empty()),
            markup: div,
            empty_reason: Coded::one(&section, "emptyReason").and_then(|coded| coded.words()),
            entries: Reference::all(&section, "entry"),
            depth,
        });
        walk(&section, depth + 1, sections);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn sections_are_read_in_order_and_depth_ends() {
        let found = Composition::read(
            br#"{"status":"final","title":"Discharge","section":[{"title":"Course","text":{"div":"<div><p>Fever &gt; 38</p></div>"},
            "section":[{"code":{"text":"Day 2"},"emptyReason":{"text":"not asked"}}]},{"title":"Plan"}]}"#,
        )
        .unwrap();
        let titles: Vec<_> = found
            .sections
            .iter()
            .map(|s| (s.depth, s.title.as_deref().unwrap()))
            .collect();
        assert_eq!(titles, [(0, "Course"), (1, "Day 2"), (0, "Plan")]);
        assert_eq!(found.sections[0].text.as_deref(), Some("Fever > 38"));
        assert_eq!(found.sections[1].empty_reason.as_deref(), Some("not asked"));
        let deep = format!("{}{}", r#"{"section":["#.repeat(5_000), "]}".repeat(5_000));
        assert_eq!(
            Composition::read(deep.as_bytes()).unwrap().sections.len(),
            DEPTH
        );
    }
}
