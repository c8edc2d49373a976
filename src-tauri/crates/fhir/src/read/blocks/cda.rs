//! A C-CDA document as blocks: its sections in order with the narrative the author signed. Entries, which
//! repeat it for machines, are left to whoever reads data. No entity of a document type is ever expanded.

use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::writer::Writer;
use super::{Block, guess};
use crate::read::attachment;

/// Elements deeper than this end the reading: no document is nested so.
const DEEPEST: usize = 2_000;

/// Reads a C-CDA; `None` where it is none, or no XML.
pub fn read(text: &str) -> Option<Vec<Block>> {
    let mut reader = Reader::from_str(text);
    let mut walk = Walk::default();
    let mut found = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                let name = tag.local_name().as_ref().to_owned();
                found |= name == "ClinicalDocument";
                walk.start(&name, &tag, false);
                walk.path.push(name);
                if walk.path.len() > DEEPEST {
                    return None;
                }
            }
            Event::Empty(tag) => walk.start(tag.local_name().as_ref(), &tag, true),
            Event::End(_) => {
                let name = walk.path.pop()?;
                walk.end(&name);
            }
            Event::Text(letters) => walk.letters(&letters.xml10_content()),
            Event::CData(letters) => walk.letters(&letters.xml10_content()),
            Event::GeneralRef(name) => {
                let letter = match name.as_ref() {
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "amp" => Some('&'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => name.resolve_char_ref().ok().flatten(),
                };
                match letter {
                    Some(letter) => walk.letters(letter.encode_utf8(&mut [0; 4])),
                    None => walk.letters(&format!("&{};", name.as_ref())),
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !found || !walk.path.is_empty() {
        return None;
    }
    let mut blocks = walk.writer.finish();
    blocks.extend(walk.inner);
    guess::headings(&mut blocks);
    Some(blocks)
}

#[derive(Default)]
struct Walk {
    writer: Writer,
    path: Vec<String>,
    sections: Vec<Section>,
    /// How long the path was where what is being read began.
    reading: Option<(What, usize)>,
    /// A body that is no XML.
    inner: Vec<Block>,
}

enum What {
    Title,
    Narrative,
    /// A body that is no XML: its media type, whether it is base64, its letters.
    Body(Option<String>, bool, String),
}

/// A section we are in.
#[derive(Default)]
struct Section {
    /// What its code says, until a title says more.
    code: Option<String>,
    null: Option<String>,
    titled: bool,
    /// It has text, or sections in it.
    filled: bool,
}

impl Walk {
    fn start(&mut self, name: &str, tag: &BytesStart<'_>, empty: bool) {
        let attribute = |wanted: &str| value(tag.attributes(), wanted);
        match &self.reading {
            Some((What::Narrative, _)) => return self.writer.open(name, &attribute, empty),
            Some(_) => return,
            None => {}
        }
        let parent = self.path.last().map_or("", String::as_str);
        match (parent, name) {
            ("component", "section") if !empty => {
                self.title_by_code();
                if let Some(outer) = self.sections.last_mut() {
                    outer.filled = true;
                }
                self.sections.push(Section {
                    null: attribute("nullFlavor"),
                    ..Section::default()
                });
            }
            ("section", "code") => {
                if let Some(section) = self.sections.last_mut() {
                    section.code = attribute("displayName");
                }
            }
            ("section" | "ClinicalDocument", "title") if !empty => {
                if let Some(section) = self.sections.last_mut() {
                    section.titled = true;
                }
                self.writer.heading(self.level());
                self.reading = Some((What::Title, self.path.len()));
            }
            ("section", "text") if !empty => {
                self.title_by_code();
                if let Some(section) = self.sections.last_mut() {
                    section.filled = true;
                }
                self.reading = Some((What::Narrative, self.path.len()));
            }
            ("nonXMLBody", "text") if !empty => {
                let base64 = attribute("representation").as_deref() == Some("B64");
                let body = What::Body(attribute("mediaType"), base64, String::new());
                self.reading = Some((body, self.path.len()));
            }
            _ => {}
        }
    }

    fn letters(&mut self, letters: &str) {
        match &mut self.reading {
            Some((What::Title | What::Narrative, _)) => self.writer.text(letters),
            Some((What::Body(_, _, body), _)) => body.push_str(letters),
            None => {}
        }
    }

    /// An element ended; the path is that of its parent again.
    fn end(&mut self, name: &str) {
        match self.reading.take() {
            Some((What::Narrative, at)) if at != self.path.len() => {
                self.writer.close(name);
                self.reading = Some((What::Narrative, at));
                return;
            }
            Some((What::Narrative | What::Title, at)) if at == self.path.len() => {
                self.writer.body();
                return;
            }
            Some((What::Body(media, base64, body), at)) if at == self.path.len() => {
                self.inner = inner(media.as_deref(), base64, &body);
                return;
            }
            Some(reading) => {
                self.reading = Some(reading);
                return;
            }
            None => {}
        }
        if name == "section" {
            self.title_by_code();
            if let Some(section) = self.sections.pop()
                && !section.filled
            {
                let null = section
                    .null
                    .map(|null| format!(" ({null})"))
                    .unwrap_or_default();
                self.writer.remark(&format!("Sent without text{null}"));
            }
        }
    }

    fn level(&self) -> u8 {
        u8::try_from(self.sections.len() + 1).unwrap_or(6).min(6)
    }

    /// A section without a title is named by its code.
    fn title_by_code(&mut self) {
        let level = self.level();
        let Some(section) = self.sections.last_mut() else {
            return;
        };
        if !std::mem::replace(&mut section.titled, true)
            && let Some(name) = section.code.take()
        {
            self.writer.heading(level);
            self.writer.text(&name);
            self.writer.body();
        }
    }
}

fn value(attributes: Attributes<'_>, wanted: &str) -> Option<String> {
    let found = attributes
        .flatten()
        .find(|one| one.key.local_name().as_ref() == wanted)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

/// A body that is no XML: text in any form read here, or a remark that names it.
fn inner(media: Option<&str>, base64: bool, body: &str) -> Vec<Block> {
    let bytes = if base64 {
        attachment::decode(body)
    } else {
        Some(body.as_bytes().to_vec())
    };
    let nested = super::form(media, bytes.as_deref().unwrap_or_default());
    if let (Some(bytes), Some(form)) = (&bytes, nested)
        // One document in another is read once, not for ever.
        && form != super::Form::Cda
        && let Some(blocks) = super::of(media, bytes)
    {
        return blocks;
    }
    let kind = media.unwrap_or("a kind that was not said");
    vec![Block::remark(&format!(
        "The body of this document is a file inside it ({kind}). It is on this workstation, but not shown here."
    ))]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::super::{Kind, Looks, plain};
    use super::*;

    fn document(body: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\"><title>Transfer summary</title>\
             <component>{body}</component></ClinicalDocument>"
        )
    }

    #[test]
    fn sections_stand_in_order_and_a_deleted_drug_stays_struck_out() {
        let blocks = read(&document(
            "<structuredBody><component><section><code displayName=\"Medications\"/><text>
               <table><thead><tr><th>Drug</th><th>Dose</th></tr></thead>
               <tbody><tr><td><content revised=\"delete\">Warfarin</content></td><td>5&#160;mg</td></tr></tbody></table></text>
             <entry><act><text>not narrative</text></act></entry></section></component>
             <component><section nullFlavor=\"NI\"><title>Allergies</title></section></component>
             <component><section><title>Plan</title><text><list listType=\"ordered\"><item>Echo &lt; 1 week</item><item>INR</item></list></text>
               <component><section><title>Diet</title><text>Salt &amp; fluid</text></section></component></section></component></structuredBody>",
        ))
        .unwrap();
        let heads: Vec<_> = blocks
            .iter()
            .filter(|b| b.kind == Kind::Heading)
            .map(|b| (b.level, b.plain()))
            .collect();
        let wanted = [
            (1, "Transfer summary"),
            (2, "Medications"),
            (2, "Allergies"),
            (2, "Plan"),
            (3, "Diet"),
        ];
        assert_eq!(heads, wanted.map(|(level, name)| (level, name.to_owned())));
        let table = blocks.iter().find(|b| b.kind == Kind::Table).unwrap();
        assert!(table.rows[0][0].head);
        assert!(table.rows[1][0].runs[0].looks.has(Looks::STRUCK));
        assert!(
            blocks
                .iter()
                .any(|b| b.kind == Kind::Remark && b.plain().contains("NI"))
        );
        let text = plain(&blocks);
        assert!(text.contains("1. Echo < 1 week\n2. INR"), "{text}");
        assert!(
            text.contains("Salt & fluid") && !text.contains("not narrative"),
            "{text}"
        );
    }

    #[test]
    fn a_body_of_another_kind_is_read_or_named() {
        let text = document(
            "<nonXMLBody><text mediaType=\"text/plain\" representation=\"B64\">U2xlcHQgd2VsbC4=</text></nonXMLBody>",
        );
        assert!(plain(&read(&text).unwrap()).ends_with("Slept well."));
        let pdf = document(
            "<nonXMLBody><text mediaType=\"application/pdf\" representation=\"B64\">JVBERi0=</text></nonXMLBody>",
        );
        assert!(plain(&read(&pdf).unwrap()).contains("application/pdf"));
    }

    #[test]
    fn what_is_no_cda_or_not_whole_is_not_read() {
        assert_eq!(read("<Bundle/>"), None);
        assert_eq!(read("<ClinicalDocument><title>x"), None);
        assert_eq!(
            read("<ClinicalDocument><title>x</section></ClinicalDocument>"),
            None
        );
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><ClinicalDocument><title>&b;</title></ClinicalDocument>";
        assert_eq!(plain(&read(bomb).unwrap()), "&b;");
        assert_eq!(read(&"<a>".repeat(100_000)), None);
    }
}
