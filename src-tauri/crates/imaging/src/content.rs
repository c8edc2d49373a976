//! What a structured report says (PS3.3 C.17.3): its content items one below the other, each with its name, value and unit,
//! and the images it refers to. Owns how an item is put in words; refuses to leave out an item whose kind it does not know.

use std::io::{Read, Seek};

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::codes::{meaning, text, unit};
use crate::limits::Limits;
use crate::read::{DataSet, ReadError, Value, open_whole};
use crate::text::Charset;

/// Longest text of one item, in bytes.
const LONGEST: u64 = 1 << 20;
/// All that is kept of one report, in bytes.
const MOST_KEPT: u64 = 64 << 20;

/// One content item. Has no `Debug`: it is a finding about somebody.
#[derive(Clone, PartialEq, Eq)]
pub struct ContentItem {
    /// How many items it hangs below.
    pub depth: u16,
    /// `CONTAINER`, `NUM` and so on, as written there.
    pub kind: String,
    /// What is said of it: the meaning of its concept name.
    pub name: Option<String>,
    /// What it says; `None` where it only holds others.
    pub value: Option<String>,
    /// SOP Instance UID of the object it refers to.
    pub refers: Option<String>,
    /// Frames of that object, as written there, from 1.
    pub frames: Option<String>,
}

/// A structured report.
pub struct StructuredReport {
    /// Its items, the first of which is its title.
    pub items: Vec<ContentItem>,
    /// How many more there are than were asked for.
    pub more: u64,
    /// Whether somebody vouched for it (0040,A493).
    pub verified: Option<bool>,
    /// Whether it is complete (0040,A491).
    pub complete: Option<bool>,
}

impl StructuredReport {
    /// Reads a report: `most` items of it at most. `None` where the file holds no content items.
    pub fn read<R: Read + Seek>(
        source: R,
        limits: &Limits,
        most: usize,
    ) -> Result<Option<Self>, ReadError> {
        let limits = limits.keeping(LONGEST, MOST_KEPT);
        let set = open_whole(source, &limits)?.set;
        if set.ascii(tags::VALUE_TYPE).is_none() {
            return Ok(None);
        }
        let mut report = Self {
            items: Vec::new(),
            more: 0,
            verified: flag(&set, tags::VERIFICATION_FLAG, "VERIFIED", "UNVERIFIED"),
            complete: flag(&set, tags::COMPLETION_FLAG, "COMPLETE", "PARTIAL"),
        };
        report.take(&set, 0, Charset::of(&set), most);
        Ok(Some(report))
    }

    fn take(&mut self, set: &DataSet, depth: u16, charset: Charset, most: usize) {
        if self.items.len() < most {
            self.items.push(item(set, depth, charset));
        } else {
            self.more = self.more.saturating_add(1);
        }
        for child in set.items(tags::CONTENT_SEQUENCE) {
            self.take(child, depth.saturating_add(1), charset, most);
        }
    }
}

fn flag(set: &DataSet, tag: Tag, yes: &str, no: &str) -> Option<bool> {
    match set.ascii(tag) {
        Some(word) if word == yes => Some(true),
        Some(word) if word == no => Some(false),
        _ => None,
    }
}

fn item(set: &DataSet, depth: u16, charset: Charset) -> ContentItem {
    let kind = set.ascii(tags::VALUE_TYPE).unwrap_or_default().to_owned();
    let of = set.items(tags::REFERENCED_SOP_SEQUENCE).first();
    ContentItem {
        depth,
        name: meaning(set, tags::CONCEPT_NAME_CODE_SEQUENCE, charset),
        value: value(set, &kind, charset),
        refers: of.and_then(|of| {
            of.ascii(tags::REFERENCED_SOP_INSTANCE_UID)
                .map(str::to_owned)
        }),
        frames: of.and_then(|of| of.ascii(tags::REFERENCED_FRAME_NUMBER).map(str::to_owned)),
        kind,
    }
}

fn value(set: &DataSet, kind: &str, charset: Charset) -> Option<String> {
    let said = |tag| text(set, tag, charset);
    match kind {
        "TEXT" => said(tags::TEXT_VALUE).or_else(|| lost(set, tags::TEXT_VALUE)),
        "CODE" => meaning(set, tags::CONCEPT_CODE_SEQUENCE, charset),
        "PNAME" => said(tags::PERSON_NAME),
        "DATE" => said(tags::DATE),
        "TIME" => said(tags::TIME),
        "DATETIME" => said(tags::DATE_TIME),
        "UIDREF" => said(tags::UID),
        "NUM" => Some(number(set, charset)),
        "SCOORD" | "SCOORD3D" => said(tags::GRAPHIC_TYPE),
        "CONTAINER" | "IMAGE" | "COMPOSITE" | "WAVEFORM" => None,
        // An item that points at another one, which has what it says (PS3.3 C.17.3.2.5).
        "" => {
            let place = set.get(tags::REFERENCED_CONTENT_ITEM_IDENTIFIER)?;
            let Value::Bytes(bytes) = &place.value else {
                return None;
            };
            let numbers: Vec<String> = set
                .words::<4>(bytes)
                .map(|word| u32::from_le_bytes(word).to_string())
                .collect();
            Some(format!("see item {}", numbers.join(".")))
        }
        other => Some(format!("not shown here: an item of the kind {other}")),
    }
}

/// A text that is there and too long to be kept is not the same as none.
fn lost(set: &DataSet, tag: Tag) -> Option<String> {
    match &set.get(tag)?.value {
        Value::Left(place) => Some(format!(
            "a text of {} bytes, too long to be shown here",
            place.length
        )),
        Value::Lost => Some("the file ends in this text".to_owned()),
        _ => None,
    }
}

/// Digits as they are written, with the unit; the reason where there are none (PS3.3 C.18.1).
fn number(set: &DataSet, charset: Charset) -> String {
    let measured = set.items(tags::MEASURED_VALUE_SEQUENCE).first();
    let digits = measured.and_then(|one| one.ascii(tags::NUMERIC_VALUE));
    let unit = measured.and_then(|one| unit(one, tags::MEASUREMENT_UNITS_CODE_SEQUENCE, charset));
    let why = meaning(set, tags::NUMERIC_VALUE_QUALIFIER_CODE_SEQUENCE, charset);
    match (digits, unit, why) {
        (Some(digits), Some(unit), None) => format!("{digits} {unit}"),
        (Some(digits), None, None) => digits.to_owned(),
        (Some(digits), unit, Some(why)) => {
            format!("{digits} {} ({why})", unit.unwrap_or_default())
        }
        (None, _, Some(why)) => why,
        (None, _, None) => "no value is given".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use dicom_core::Tag;

    use super::StructuredReport;
    use crate::limits::Limits;
    use crate::making::File;

    const ITEM: Tag = Tag(0xfffe, 0xe000);
    const ITEM_END: Tag = Tag(0xfffe, 0xe00d);
    const SEQUENCE_END: Tag = Tag(0xfffe, 0xe0dd);

    fn begin(file: File, tag: Tag) -> File {
        file.head(tag, *b"SQ", u32::MAX)
            .head(ITEM, *b"UN", u32::MAX)
    }

    fn end(file: File) -> File {
        file.head(ITEM_END, *b"UN", 0).head(SEQUENCE_END, *b"UN", 0)
    }

    fn code(file: File, tag: Tag, value: &str, meaning: &str) -> File {
        end(begin(file, tag)
            .text(Tag(0x0008, 0x0100), *b"SH", value)
            .text(Tag(0x0008, 0x0104), *b"LO", meaning))
    }

    fn read(file: &File) -> Option<Vec<String>> {
        let source = Cursor::new(&file.bytes);
        let report = StructuredReport::read(source, &Limits::default(), 100).unwrap()?;
        let lines = report.items.into_iter().map(|item| {
            format!(
                "{}{}: {}",
                ">".repeat(item.depth.into()),
                item.name.unwrap_or_default(),
                item.value.unwrap_or_default()
            )
        });
        Some(lines.collect())
    }

    #[test]
    fn a_number_stands_with_its_unit_below_what_it_belongs_to() {
        let name = Tag(0x0040, 0xa043);
        let file = File::new("1.2.840.10008.1.2.1").text(Tag(0x0040, 0xa040), *b"CS", "CONTAINER");
        let file = code(file, name, "126000", "Imaging Measurement Report");
        let file = begin(file, Tag(0x0040, 0xa730)).text(Tag(0x0040, 0xa040), *b"CS", "NUM");
        let file = code(file, name, "410668003", "Length");
        let file = begin(file, Tag(0x0040, 0xa300));
        let file = code(file, Tag(0x0040, 0x08ea), "mm", "millimeter").text(
            Tag(0x0040, 0xa30a),
            *b"DS",
            "31.250",
        );
        let file = end(end(file));
        assert_eq!(
            read(&file).unwrap(),
            ["Imaging Measurement Report: ", ">Length: 31.250 mm"],
            "digits as they are written"
        );
    }

    #[test]
    fn what_has_no_value_or_an_unknown_kind_says_so() {
        let with = |kind: &str| {
            let file = File::new("1.2.840.10008.1.2.1").text(Tag(0x0040, 0xa040), *b"CS", kind);
            read(&file).unwrap().remove(0)
        };
        assert_eq!(with("NUM"), ": no value is given");
        assert_eq!(with("TABLE"), ": not shown here: an item of the kind TABLE");
        let image = File::new("1.2.840.10008.1.2.1").image(2, 2, 1, 8, "MONOCHROME2");
        assert_eq!(read(&image), None, "no report");
    }
}
