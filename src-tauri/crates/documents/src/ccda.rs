//! C-CDA: the narrative that a person is meant to read, by section, and what the header says of the document.
//!
//! Every `title` and every `text` is kept, wherever it stands. Entries repeat the narrative in codes and are not read
//! for text: what a clinician signed is the narrative.

use base64::Engine as _;
use quick_xml::events::{BytesStart, Event};

use crate::{Facts, Kind, Passage, Reading, Refusal, facts, within, xml};

struct Walk {
    /// Local names of the open elements.
    open: Vec<String>,
    /// Depth at which the outermost `title` or `text` began.
    inside: Option<usize>,
    /// What is in it so far.
    text: String,
    /// Titles of the open sections, with their depth.
    sections: Vec<(usize, Option<String>)>,
    reading: Reading,
    /// A file inside: of what type.
    embedded: Option<String>,
}

/// Reads the whole document.
pub(crate) fn read(text: &str) -> Result<Reading, Refusal> {
    let mut reader = xml::reader(text);
    let mut walk = Walk {
        open: Vec::new(),
        inside: None,
        text: String::new(),
        sections: Vec::new(),
        reading: Reading::of(Kind::Ccda),
        embedded: None,
    };
    loop {
        match reader
            .read_event()
            .map_err(|_| end_or_damage(text, &walk))?
        {
            Event::Start(start) => walk.start(&start)?,
            Event::Empty(start) => {
                walk.start(&start)?;
                walk.end();
            }
            Event::End(_) => walk.end(),
            Event::Text(letters) => walk.letters(&letters),
            Event::CData(letters) => walk.letters(&letters),
            Event::GeneralRef(reference) if walk.inside.is_some() => {
                xml::entity(&reference, &mut walk.text);
            }
            Event::Eof if walk.open.is_empty() => return Ok(walk.reading),
            Event::Eof => return Err(Refusal::Truncated),
            _ => {}
        }
    }
}

/// A fault of syntax at the very end means that the rest is missing.
fn end_or_damage(text: &str, walk: &Walk) -> Refusal {
    if !walk.open.is_empty() && !text.trim_end().ends_with('>') {
        Refusal::Truncated
    } else {
        Refusal::Damaged
    }
}

impl Walk {
    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), Refusal> {
        let name = start.local_name().as_ref().to_owned();
        if self.open.len() >= xml::DEEPEST {
            return Err(Refusal::Bomb);
        }
        match name.as_str() {
            "section" => self.sections.push((self.open.len(), None)),
            "title" | "text" if self.inside.is_none() => {
                self.inside = Some(self.open.len());
                if xml::attribute(start, "representation").as_deref() == Some("B64") {
                    let kind = xml::attribute(start, "mediaType");
                    self.embedded = Some(kind.unwrap_or_else(|| "unnamed type".to_owned()));
                }
            }
            "br" => self.text.push('\n'),
            _ if self.inside.is_none() => self.header(&name, start),
            _ => {}
        }
        if self.inside.is_some() && begins_a_line(&name) {
            self.line();
        }
        self.open.push(name);
        Ok(())
    }

    /// The header's own facts: direct children of the document.
    fn header(&mut self, name: &str, start: &BytesStart<'_>) {
        if self.open.len() != 1 {
            return;
        }
        let facts: &mut Facts = &mut self.reading.facts;
        match name {
            "code"
                if xml::attribute(start, "codeSystem").as_deref()
                    == Some("2.16.840.1.113883.6.1") =>
            {
                facts.loinc = xml::attribute(start, "code");
            }
            "effectiveTime" => {
                facts.date = xml::attribute(start, "value")
                    .as_deref()
                    .and_then(facts::hl7_date);
            }
            _ => {}
        }
    }

    fn letters(&mut self, letters: &str) {
        if self.inside.is_some() {
            self.text.push_str(letters);
        } else if self.open.iter().any(|n| n == "assignedAuthor")
            && self.open.iter().any(|n| n == "assignedPerson")
            && self.open.last().is_some_and(|n| {
                matches!(
                    n.as_str(),
                    "given" | "family" | "name" | "suffix" | "prefix"
                )
            })
            && let Some(part) = facts::said(letters)
        {
            let author = self.reading.facts.author.get_or_insert_default();
            if author.len() < 200 {
                if !author.is_empty() {
                    author.push(' ');
                }
                author.push_str(&part);
            }
        }
    }

    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn end(&mut self) {
        let Some(name) = self.open.pop() else { return };
        if self.inside == Some(self.open.len()) {
            self.inside = None;
            self.keep(&name);
        } else if self.inside.is_some() {
            match name.as_str() {
                "td" | "th" => self.text.push('\t'),
                _ if begins_a_line(&name) => self.line(),
                _ => {}
            }
        }
        if name == "section" {
            self.sections.pop();
        }
    }

    /// A whole file in base64, as unstructured documents have one.
    fn inside_file(&mut self, kind: &str, text: &str) {
        let packed: String = text.split_whitespace().collect();
        let bytes = base64::engine::general_purpose::STANDARD.decode(packed);
        let read = bytes
            .map_err(|_| Refusal::Damaged)
            .and_then(|bytes| within::here(&bytes));
        match read {
            // A document in a document in a document is nothing anybody writes.
            Ok(inner) if inner.kind == Kind::Ccda => {
                let what = format!("A clinical document inside this one ({kind})");
                self.reading.unread.push(what);
            }
            Ok(inner) => {
                let pages = inner.passages.into_iter();
                self.reading.passages.extend(pages.map(|passage| Passage {
                    part: Some(format!("{} inside", inner.kind.name())),
                    ..passage
                }));
                self.reading.unread.extend(inner.unread);
                if inner.kind.is_picture() {
                    self.reading
                        .unread
                        .push(format!("A picture inside this document ({kind})"));
                }
            }
            Err(refusal) => {
                let why = refusal.code();
                self.reading
                    .unread
                    .push(format!("A file inside this document ({kind}: {why})"));
            }
        }
    }

    fn keep(&mut self, name: &str) {
        let text = tidy(&std::mem::take(&mut self.text));
        if let Some(kind) = self.embedded.take() {
            return self.inside_file(&kind, &text);
        }
        if text.is_empty() {
            return;
        }
        if name == "title" {
            match self.sections.last_mut() {
                Some((depth, title)) if *depth + 1 == self.open.len() => {
                    *title = Some(text.clone());
                }
                None if self.open.len() == 1 => self.reading.facts.title = facts::said(&text),
                _ => {}
            }
        }
        let part = self
            .sections
            .iter()
            .rev()
            .find_map(|(_, title)| title.clone());
        match self.reading.passages.last_mut() {
            Some(last) if last.part == part && name != "title" => {
                last.text.push('\n');
                last.text.push_str(&text);
            }
            _ => self.reading.passages.push(Passage {
                page: None,
                part,
                text,
            }),
        }
    }
}

fn begins_a_line(name: &str) -> bool {
    matches!(
        name,
        "paragraph"
            | "list"
            | "item"
            | "tr"
            | "table"
            | "caption"
            | "thead"
            | "tbody"
            | "div"
            | "p"
            | "li"
            | "title"
            | "text"
    )
}

/// Blanks at the ends of lines and runs of empty lines away; letters untouched.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let words: Vec<&str> = line
            .split(|c: char| c.is_whitespace() && c != '\t')
            .filter(|w| !w.is_empty())
            .collect();
        let line = words.join(" ");
        let line = line.trim();
        if !line.is_empty() {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(line);
        }
    }
    out
}
