//! The tree of a structured report (PS3.3 C.17.3): content items and how they hang together. Owns which element says
//! what of an item; refuses to know which items a template asks for.

use std::borrow::Cow;

use crate::write::Elements;

/// A code with its meaning.
#[derive(Clone)]
pub(super) struct Code {
    pub(super) value: Cow<'static, str>,
    pub(super) scheme: &'static str,
    pub(super) meaning: Cow<'static, str>,
}

impl Code {
    pub(super) fn new(value: &'static str, scheme: &'static str, meaning: &'static str) -> Self {
        Self {
            value: value.into(),
            scheme,
            meaning: meaning.into(),
        }
    }

    fn item(&self) -> Elements {
        let mut item = Elements::default();
        item.text(0x0008, 0x0100, *b"SH", &self.value);
        item.text(0x0008, 0x0102, *b"SH", self.scheme);
        item.text(0x0008, 0x0104, *b"LO", &self.meaning);
        item
    }
}

/// What an item is to the one it hangs on.
#[derive(Clone, Copy)]
pub(super) enum Related {
    Contains,
    Context,
    Modifies,
    InferredFrom,
    SelectedFrom,
}

impl Related {
    fn word(self) -> &'static str {
        match self {
            Self::Contains => "CONTAINS",
            Self::Context => "HAS OBS CONTEXT",
            Self::Modifies => "HAS CONCEPT MOD",
            Self::InferredFrom => "INFERRED FROM",
            Self::SelectedFrom => "SELECTED FROM",
        }
    }
}

/// A content item with all that hangs on it.
pub(super) struct Content {
    own: Elements,
    children: Vec<Elements>,
}

impl Content {
    fn new(kind: &str, name: Option<&Code>) -> Self {
        let mut own = Elements::default();
        own.text(0x0040, 0xa040, *b"CS", kind);
        if let Some(name) = name {
            own.sequence(0x0040, 0xa043, &[name.item()]);
        }
        Self {
            own,
            children: Vec::new(),
        }
    }

    pub(super) fn container(name: Code) -> Self {
        let mut item = Self::new("CONTAINER", Some(&name));
        item.own.text(0x0040, 0xa050, *b"CS", "SEPARATE");
        item
    }

    /// The template of the standard that a container follows (PS3.3 C.18.8).
    pub(super) fn template(mut self, number: &str) -> Self {
        let mut item = Elements::default();
        item.text(0x0008, 0x0105, *b"CS", "DCMR");
        item.text(0x0040, 0xdb00, *b"CS", number);
        self.own.sequence(0x0040, 0xa504, &[item]);
        self
    }

    pub(super) fn text(name: Code, text: String) -> Self {
        let mut item = Self::new("TEXT", Some(&name));
        item.own.text(0x0040, 0xa160, *b"UT", &text);
        item
    }

    pub(super) fn uid(name: Code, uid: String) -> Self {
        let mut item = Self::new("UIDREF", Some(&name));
        item.own.text(0x0040, 0xa124, *b"UI", &uid);
        item
    }

    pub(super) fn person(name: Code, person: String) -> Self {
        let mut item = Self::new("PNAME", Some(&name));
        item.own.text(0x0040, 0xa123, *b"PN", &person);
        item
    }

    pub(super) fn code(name: Code, value: Code) -> Self {
        let mut item = Self::new("CODE", Some(&name));
        item.own.sequence(0x0040, 0xa168, &[value.item()]);
        item
    }

    pub(super) fn number(name: Code, value: f64, unit: Code) -> Self {
        let mut item = Self::new("NUM", Some(&name));
        let mut measured = Elements::default();
        measured.sequence(0x0040, 0x08ea, &[unit.item()]);
        measured.text(0x0040, 0xa30a, *b"DS", &decimal(value));
        // A decimal string has sixteen characters; here is all of it.
        measured.put(0x0040, 0xa161, *b"FD", &value.to_le_bytes());
        item.own.sequence(0x0040, 0xa300, &[measured]);
        item
    }

    /// A shape in an image.
    pub(super) fn place(name: Code, graphic: &str, points: Vec<(f64, f64)>) -> Self {
        let mut item = Self::new("SCOORD", Some(&name));
        let all: Vec<u8> = points
            .iter()
            .flat_map(|(x, y)| [*x as f32, *y as f32])
            .flat_map(f32::to_le_bytes)
            .collect();
        item.own.put(0x0070, 0x0022, *b"FL", &all);
        item.own.text(0x0070, 0x0023, *b"CS", graphic);
        item
    }

    /// An image, and the frame of it, from 1.
    pub(super) fn image(class: String, uid: String, frame: Option<u32>) -> Self {
        let mut item = Self::new("IMAGE", None);
        let mut one = Elements::default();
        one.text(0x0008, 0x1150, *b"UI", &class);
        one.text(0x0008, 0x1155, *b"UI", &uid);
        if let Some(frame) = frame {
            one.text(0x0008, 0x1160, *b"IS", &frame.to_string());
        }
        item.own.sequence(0x0008, 0x1199, &[one]);
        item
    }

    pub(super) fn with(mut self, related: Related, child: Content) -> Self {
        let mut item = child.whole();
        item.text(0x0040, 0xa010, *b"CS", related.word());
        self.children.push(item);
        self
    }

    /// The item and what hangs on it.
    pub(super) fn whole(self) -> Elements {
        let mut own = self.own;
        if !self.children.is_empty() {
            own.sequence(0x0040, 0xa730, &self.children);
        }
        own
    }
}

/// At most sixteen characters (PS3.5 6.2, DS): as many digits as they hold.
fn decimal(value: f64) -> String {
    let plain = value.to_string();
    if plain.len() <= 16 {
        return plain;
    }
    (0..=14)
        .rev()
        .flat_map(|digits| [format!("{value:.digits$}"), format!("{value:.digits$e}")])
        .find(|text| text.len() <= 16)
        .unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn a_number_keeps_what_fits() {
        assert_eq!(decimal(31.25), "31.25");
        assert_eq!(decimal(-1.0 / 3.0), "-0.3333333333333");
        assert_eq!(decimal(1e22 / 3.0), "3.33333333333e21");
        assert!(decimal(f64::MIN_POSITIVE).len() <= 16);
    }
}
