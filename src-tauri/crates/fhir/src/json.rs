//! Borrowed JSON that is looked into only where it is needed.
//!
//! An object is a list of names and raw values; a value is parsed when asked for. Numbers stay as
//! sent ("1.50"), nothing recurses, so hostile depth costs nothing, and a value of the wrong type is
//! simply not there.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The bytes are not one JSON object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a JSON object")]
pub struct ReadError;

/// An object.
#[derive(Debug, Clone, Default)]
pub struct Object<'a> {
    members: Vec<(Cow<'a, str>, &'a RawValue)>,
}

/// A value that is not null.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a>(&'a RawValue);

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::with_capacity(16);
        while let Some(Name(name)) = map.next_key()? {
            members.push((name, map.next_value::<&'de RawValue>()?));
        }
        Ok(Object { members })
    }
}

/// A member's name, borrowed where it can be.
pub(crate) struct Name<'a>(pub(crate) Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Letters;
        impl<'de> Visitor<'de> for Letters {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Letters)
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

/// A body as text, without a byte order mark. Letters are checked here once for the whole body, not
/// again for every text in it.
pub(crate) fn letters(body: &[u8]) -> Result<&str, ReadError> {
    let body = body.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(body);
    std::str::from_utf8(body).map_err(|_| ReadError)
}

/// For a visitor of texts: what is no text is taken and means nothing.
macro_rules! no_text {
    () => {
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

        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }
    };
}
pub(crate) use no_text;

impl<'a> Object<'a> {
    /// Of members that were read before.
    pub(crate) fn of(members: Vec<(Cow<'a, str>, &'a RawValue)>) -> Self {
        Self { members }
    }

    /// Read a body.
    pub fn parse(body: &'a [u8]) -> Result<Self, ReadError> {
        serde_json::from_str(letters(body)?).map_err(|_| ReadError)
    }

    /// Names and values in order.
    pub fn members(&self) -> impl Iterator<Item = (&str, Node<'a>)> {
        self.members
            .iter()
            .map(|(name, raw)| (name.as_ref(), Node(raw)))
    }

    /// A member; null is absent.
    pub fn get(&self, name: &str) -> Option<Node<'a>> {
        let (_, raw) = self.members.iter().find(|(found, _)| found == name)?;
        (raw.get() != "null").then_some(Node(raw))
    }

    /// The first member there is.
    pub fn first(&self, names: &[&str]) -> Option<Node<'a>> {
        names.iter().find_map(|name| self.get(name))
    }

    /// A text that is not blank.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.text()
    }

    /// An object.
    pub fn object(&self, name: &str) -> Option<Object<'a>> {
        self.get(name)?.object()
    }

    /// A list; one value stands for a list of one.
    pub fn list(&self, name: &str) -> Vec<Node<'a>> {
        self.get(name).map(Node::list).unwrap_or_default()
    }

    /// The objects of a list.
    pub fn objects(&self, name: &str) -> Vec<Object<'a>> {
        self.list(name)
            .into_iter()
            .filter_map(Node::object)
            .collect()
    }

    /// A truth value.
    pub fn truth(&self, name: &str) -> Option<bool> {
        self.get(name)?.truth()
    }

    /// A value by a path of names ("code.coding.display"); the first element of a list on the way.
    pub fn at(&self, path: &str) -> Option<Node<'a>> {
        let mut names = path.split('.');
        let mut node = self.get(names.next()?)?;
        for name in names {
            node = node
                .list()
                .into_iter()
                .find_map(|node| node.object()?.get(name))?;
        }
        Some(node)
    }
}

impl<'a> Node<'a> {
    /// As written.
    pub fn raw(self) -> &'a str {
        self.0.get()
    }

    /// An object.
    pub fn object(self) -> Option<Object<'a>> {
        self.raw()
            .starts_with('{')
            .then(|| serde_json::from_str(self.raw()).ok())
            .flatten()
    }

    /// A list; one value stands for a list of one.
    pub fn list(self) -> Vec<Node<'a>> {
        if self.raw().starts_with('[') {
            let list: Vec<&'a RawValue> = serde_json::from_str(self.raw()).unwrap_or_default();
            list.into_iter()
                .filter(|raw| raw.get() != "null")
                .map(Node)
                .collect()
        } else {
            vec![self]
        }
    }

    /// The values of a list in their places, a null as nothing; one value stands for a list of one.
    pub fn entries(self) -> Vec<Option<Node<'a>>> {
        let of = |raw: &'a RawValue| (raw.get() != "null").then_some(Node(raw));
        if self.raw().starts_with('[') {
            let list: Vec<&'a RawValue> = serde_json::from_str(self.raw()).unwrap_or_default();
            list.into_iter().map(of).collect()
        } else {
            vec![of(self.0)]
        }
    }

    /// A text that is not blank, without blanks at its ends.
    pub fn text(self) -> Option<String> {
        if !self.raw().starts_with('"') {
            return None;
        }
        let text: Cow<'_, str> = serde_json::from_str(self.raw()).ok()?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A text to the letter.
    pub fn exact_text(self) -> Option<String> {
        self.raw()
            .starts_with('"')
            .then(|| serde_json::from_str(self.raw()).ok())
            .flatten()
    }

    /// A number as sent.
    pub fn number(self) -> Option<&'a str> {
        let first = self.raw().bytes().next()?;
        (first == b'-' || first.is_ascii_digit()).then(|| self.raw())
    }

    /// A truth value.
    pub fn truth(self) -> Option<bool> {
        match self.raw() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn values_are_looked_into_only_where_asked_and_stay_as_sent() {
        let body =
            br#" {"a":1.50,"b":" x\n ","c":null,"d":[{"e":["y",null]},7],"f":true,"g\u0041":"z"} "#;
        let object = Object::parse(body).unwrap();
        assert_eq!(object.get("a").unwrap().number(), Some("1.50"));
        assert_eq!(object.text("b").unwrap(), "x");
        assert_eq!(object.get("b").unwrap().exact_text().unwrap(), " x\n ");
        assert!(
            object.get("c").is_none() && object.text("a").is_none() && object.object("a").is_none()
        );
        assert_eq!(object.at("d.e").unwrap().list().len(), 1);
        assert_eq!(object.truth("f"), Some(true));
        assert_eq!(object.text("gA").unwrap(), "z");
        assert_eq!(object.list("a").len(), 1);
    }

    #[test]
    fn what_is_no_object_is_refused_and_depth_is_harmless() {
        for bad in ["", "[]", "null", "7", "{", "{\"a\":}", "{\"a\":1}x"] {
            assert!(Object::parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(Object::parse(b"{\"a\":\"\xff\"}").is_err());
        let depth = 200_000;
        let deep = format!(
            r#"{{"a":{}1{},"b":"here"}}"#,
            "[".repeat(depth),
            "]".repeat(depth)
        );
        let object = Object::parse(deep.as_bytes()).unwrap();
        assert_eq!(object.text("b").unwrap(), "here");
        assert_eq!(object.list("a").len(), 1);
        assert!(Object::parse("[".repeat(depth).as_bytes()).is_err());
    }
}
