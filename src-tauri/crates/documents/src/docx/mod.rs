//! Word documents: body, headers, footers, footnotes, endnotes and comments, each named. What was deleted while
//! changes were tracked is left out, as Word does when it prints; what was inserted is read.

mod letters;
mod package;

use crate::{Facts, Kind, Passage, Reading, Refusal, facts, xml};
use package::{Package, Part};
use quick_xml::events::Event;

/// Whether it is a Word document without macros, and no bomb.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    Package::open(bytes).map(|_| ())
}

/// Reads all of it.
pub(crate) fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let mut package = Package::open(bytes)?;
    let mut reading = Reading::of(Kind::Docx);
    let main = package.main.clone();
    let body = package.text_of(&main)?;
    let pages = letters::pages(&body)?;
    reading.pages = u32::try_from(pages.len()).ok().filter(|n| *n > 1);
    for (number, text) in (1..).zip(pages) {
        if text.trim().is_empty() {
            continue;
        }
        reading.passages.push(Passage {
            page: reading.pages.map(|_| number),
            part: None,
            text,
        });
    }
    for Part { name, what } in package.parts()? {
        let Ok(part) = package.text_of(&name) else {
            reading
                .unread
                .push(format!("{what}: this part of the file is missing"));
            continue;
        };
        let text = letters::pages(&part)?.join("\n");
        // The same header is often kept for every section.
        let known = reading
            .passages
            .iter()
            .any(|p| p.part.as_deref() == Some(what) && p.text == text);
        if !text.trim().is_empty() && !known {
            reading.passages.push(Passage::part(what, text));
        }
    }
    if let Ok(core) = package.text_of("docProps/core.xml") {
        reading.facts = of_core(&core);
    }
    Ok(reading)
}

/// What Word keeps about the document.
fn of_core(text: &str) -> Facts {
    let mut found = Facts::default();
    let mut reader = xml::reader(text);
    let (mut name, mut value) = (String::new(), String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                start.local_name().as_ref().clone_into(&mut name);
                value.clear();
            }
            Ok(Event::Text(letters)) => value.push_str(&letters),
            Ok(Event::GeneralRef(reference)) => xml::entity(&reference, &mut value),
            Ok(Event::End(_)) => {
                match name.as_str() {
                    "title" => found.title = facts::said(&value),
                    "creator" => found.author = facts::said(&value),
                    "created" => found.date = facts::said(&value).filter(|d| d.len() >= 10),
                    _ => {}
                }
                name.clear();
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}
