//! What was read in a document. Owns the shape that goes through the pipe and into the store.

use serde::{Deserialize, Serialize};

use crate::{Facts, Kind};

/// A piece of a document's text, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Passage {
    /// The page it is on, from 1; none where the kind has no pages or the part is outside them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
    /// Which part it is where it is not the body: "Header", "Comments", the title of a section.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part: Option<String>,
    /// Its text.
    pub text: String,
}

impl Passage {
    /// Of the body, on a page.
    pub fn on_page(page: u32, text: String) -> Passage {
        Passage {
            page: Some(page),
            part: None,
            text,
        }
    }

    /// A named part.
    pub fn part(part: &str, text: String) -> Passage {
        Passage {
            page: None,
            part: Some(part.to_owned()),
            text,
        }
    }
}

/// A document that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What it is.
    pub kind: Kind,
    /// How many pages, where it has pages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pages: Option<u32>,
    /// Its text in reading order. Empty where there is none.
    pub passages: Vec<Passage>,
    /// Pages that hold no text: scanned, drawn or blank. Not the same as pages that could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub without_text: Vec<u32>,
    /// What is in it and was not read, in words: text may be missing there.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unread: Vec<String>,
    /// What it says of itself.
    #[serde(default)]
    pub facts: Facts,
    /// Which reader's text it is, where there are several.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reader: Option<String>,
}

impl Reading {
    /// Of this kind, with nothing read yet.
    pub(crate) fn of(kind: Kind) -> Reading {
        Reading {
            kind,
            pages: None,
            passages: Vec::new(),
            without_text: Vec::new(),
            unread: Vec::new(),
            facts: Facts::default(),
            reader: None,
        }
    }

    /// Whether there is any text in it. Where not, it is a scan, a photograph or blank.
    pub fn has_text(&self) -> bool {
        self.passages
            .iter()
            .any(|passage| passage.text.chars().any(char::is_alphanumeric))
    }

    /// All of its text, passages apart by an empty line.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self.passages.iter().map(|p| p.text.as_str()).collect();
        texts.join("\n\n")
    }
}
