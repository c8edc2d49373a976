//! Codes and numbers as columns.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::json::{Name, Node, Object, no_text};

/// A coding as sent; any part may be empty. Text without a code has only a display.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Code {
    /// Code system URI.
    pub system: String,
    /// Code.
    pub code: String,
    /// Display, else the concept's text.
    pub display: String,
}

/// Codings of a CodeableConcept, a Coding, a bare code, or a list of any of them.
pub(super) fn codes(node: Node<'_>) -> Vec<Code> {
    let mut concepts = Vec::new();
    let seed = Concepts {
        found: &mut concepts,
        bare: true,
        inside: false,
    };
    // What nests too deep for a concept holds none.
    let _read = seed.deserialize(&mut serde_json::Deserializer::from_str(node.raw()));
    let mut found = Vec::with_capacity(concepts.len());
    for concept in concepts {
        concept.into_codes(&mut found);
    }
    found
}

/// An object that may be a CodeableConcept, a Coding or R5's CodeableReference. Of a member that is
/// there twice the first counts.
#[derive(Default)]
struct Concept {
    own: Code,
    text: String,
    codings: Vec<Concept>,
    /// R5's CodeableReference holds its concept one level down.
    deeper: Vec<Concept>,
}

impl Concept {
    fn into_codes(mut self, found: &mut Vec<Code>) {
        if let Some(inner) = self.deeper.pop() {
            return inner.into_codes(found);
        }
        let alone =
            self.codings.is_empty() && (self.own != Code::default() || !self.text.is_empty());
        let own = alone.then_some(self.own);
        for mut code in own
            .into_iter()
            .chain(self.codings.into_iter().map(|c| c.own))
        {
            if code.display.is_empty() {
                self.text.clone_into(&mut code.display);
            }
            found.push(code);
        }
    }
}

/// Reads concepts in one pass: they nest four levels deep, and looking into each level by itself would
/// read the innermost four times.
struct Concepts<'f> {
    found: &'f mut Vec<Concept>,
    /// Whether a bare text is a code.
    bare: bool,
    /// In a list already: a list in a list is no list of concepts.
    inside: bool,
}

impl<'de> DeserializeSeed<'de> for Concepts<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Concepts<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("codes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if self.inside {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        let Self { found, bare, .. } = self;
        while list
            .next_element_seed(Concepts {
                found: &mut *found,
                bare,
                inside: true,
            })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut concept = Concept::default();
        while let Some(Name(name)) = map.next_key()? {
            let text = match name.as_ref() {
                "system" => &mut concept.own.system,
                "code" => &mut concept.own.code,
                "display" => &mut concept.own.display,
                "text" => &mut concept.text,
                deeper @ ("coding" | "concept") => {
                    let found = if deeper == "coding" {
                        &mut concept.codings
                    } else {
                        &mut concept.deeper
                    };
                    map.next_value_seed(Concepts {
                        found,
                        bare: false,
                        inside: false,
                    })?;
                    continue;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            map.next_value_seed(Said(text))?;
        }
        self.found.push(concept);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        let code = text.trim();
        if self.bare && !code.is_empty() {
            let mut concept = Concept::default();
            code.clone_into(&mut concept.own.code);
            self.found.push(concept);
        }
        Ok(())
    }

    no_text!();
}

/// Puts a text that is not blank where none is yet.
struct Said<'s>(&'s mut String);

impl<'de> DeserializeSeed<'de> for Said<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Said<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if self.0.is_empty() {
            text.trim().clone_into(self.0);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    no_text!();
}

/// Value and unit of a Quantity that has a finite value.
pub(super) fn number(quantity: &Object<'_>) -> Option<(f64, Option<String>)> {
    let value: f64 = quantity.get("value")?.number()?.parse().ok()?;
    let unit = quantity.text("unit").or_else(|| quantity.text("code"));
    value.is_finite().then_some((value, unit))
}

/// A code, or the first code of a concept.
pub(super) fn first_text(node: Node<'_>) -> Option<String> {
    node.text().or_else(|| {
        let first = codes(node).into_iter().next()?;
        Some(if first.code.is_empty() {
            first.display
        } else {
            first.code
        })
    })
}
