//! Everything a file says, element by element, for somebody who wants to see it: tag, keyword, representation, value.
//! Owns how a value is written out; refuses to leave an element out without saying so, and to read pixels.

use std::io::{Read, Seek};

use dicom_core::dictionary::DataDictionary as _;
use dicom_core::{Tag, VR};
use dicom_dictionary_std::StandardDataDictionary;

use crate::limits::Limits;
use crate::read::{DataSet, Element, ReadError, ReadWarning, Value, open_whole};
use crate::text::Charset;

/// Longest value written out, in bytes; a longer one counts by its length.
const LONGEST: u64 = 4096;
/// Values of one element written out.
const MOST_VALUES: usize = 64;
/// All that is kept of one file, in bytes.
const MOST_KEPT: u64 = 96 << 20;

/// One line of a header. Has no `Debug`: it may be a name.
#[derive(Clone, PartialEq, Eq)]
pub struct HeaderLine {
    /// How many sequences it is inside of.
    pub depth: u16,
    /// Group and element; of an item `FFFE`, `E000`.
    pub tag: (u16, u16),
    /// `PatientName`; `None` where the standard's dictionary has no such element.
    pub keyword: Option<&'static str>,
    /// Representation: `PN`.
    pub vr: String,
    /// What it says.
    pub value: HeaderValue,
}

/// What a line says.
#[derive(Clone, PartialEq, Eq)]
pub enum HeaderValue {
    /// In words or numbers.
    Text(String),
    /// Bytes that are not written out, this many.
    Bytes(u64),
    /// Pixels in so many pieces, of so many bytes together.
    Fragments(u64, u64),
    /// A sequence of this many items; their lines follow.
    Items(u64),
    /// The item of this number, from 1.
    Item(u64),
    /// It is there, and the file ends in it.
    Cut,
}

/// The lines of a file.
pub struct Header {
    /// In the order of the file's tags.
    pub lines: Vec<HeaderLine>,
    /// How many more there are than were asked for.
    pub more: u64,
    /// What was odd.
    pub warnings: Vec<ReadWarning>,
}

impl Header {
    /// Reads the header of a file: `most` lines of it at most.
    pub fn read<R: Read + Seek>(
        source: R,
        limits: &Limits,
        most: usize,
    ) -> Result<Self, ReadError> {
        let limits = limits.keeping(LONGEST, MOST_KEPT);
        let opened = open_whole(source, &limits)?;
        let mut out = Out {
            lines: Vec::new(),
            most,
            more: 0,
        };
        if let Some(meta) = &opened.meta {
            out.set(meta, 0, Charset::of(meta));
        }
        out.set(&opened.set, 0, Charset::of(&opened.set));
        Ok(Self {
            lines: out.lines,
            more: out.more,
            warnings: opened.warnings,
        })
    }
}

struct Out {
    lines: Vec<HeaderLine>,
    most: usize,
    more: u64,
}

impl Out {
    fn line(&mut self, line: HeaderLine) {
        if self.lines.len() < self.most {
            self.lines.push(line);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    fn set(&mut self, set: &DataSet, depth: u16, charset: Charset) {
        for (tag, element) in set.iter() {
            let value = match &element.value {
                Value::Bytes(bytes) => written(set, tag, element, bytes, charset),
                Value::Left(place) => HeaderValue::Bytes(place.length),
                Value::Native { present, .. } => HeaderValue::Bytes(*present),
                Value::Encapsulated(fragments) => HeaderValue::Fragments(
                    fragments.list.len() as u64,
                    fragments.list.iter().map(|one| one.length).sum(),
                ),
                Value::Items(items) => HeaderValue::Items(items.len() as u64),
                Value::Lost => HeaderValue::Cut,
            };
            self.line(HeaderLine {
                depth,
                tag: (tag.0, tag.1),
                keyword: keyword(tag),
                vr: element.vr.to_string().to_owned(),
                value,
            });
            if let Value::Items(items) = &element.value {
                for (number, item) in items.iter().enumerate() {
                    self.line(HeaderLine {
                        depth: depth.saturating_add(1),
                        tag: (0xfffe, 0xe000),
                        keyword: None,
                        vr: String::new(),
                        value: HeaderValue::Item(number as u64 + 1),
                    });
                    // An item may have a character set of its own (PS3.3 C.12.1.1.2).
                    let own = item.get(dicom_dictionary_std::tags::SPECIFIC_CHARACTER_SET);
                    let its = if own.is_some() {
                        Charset::of(item)
                    } else {
                        charset
                    };
                    self.set(item, depth.saturating_add(2), its);
                }
            }
        }
    }
}

/// The keyword of a standard element; those of a maker's own (odd groups) have none here.
pub(crate) fn keyword(tag: Tag) -> Option<&'static str> {
    if tag.0 % 2 == 1 {
        return None;
    }
    StandardDataDictionary
        .by_tag(tag)
        .map(dicom_core::dictionary::DataDictionaryEntry::alias)
}

fn written(
    set: &DataSet,
    tag: Tag,
    element: &Element,
    bytes: &[u8],
    charset: Charset,
) -> HeaderValue {
    let numbers = |all: Vec<String>| {
        let more = all.len().saturating_sub(MOST_VALUES);
        let shown = all.get(..MOST_VALUES).unwrap_or(&all).join(" \\ ");
        HeaderValue::Text(if more > 0 {
            format!("{shown} and {more} more")
        } else {
            shown
        })
    };
    match element.vr {
        VR::US => numbers(list(set, bytes, u16::from_le_bytes)),
        VR::SS => numbers(list(set, bytes, i16::from_le_bytes)),
        VR::UL => numbers(list(set, bytes, u32::from_le_bytes)),
        VR::SL => numbers(list(set, bytes, i32::from_le_bytes)),
        VR::UV => numbers(list(set, bytes, u64::from_le_bytes)),
        VR::SV => numbers(list(set, bytes, i64::from_le_bytes)),
        VR::FL => numbers(list(set, bytes, f32::from_le_bytes)),
        VR::FD => numbers(list(set, bytes, f64::from_le_bytes)),
        VR::AT => {
            let halves = list(set, bytes, |two| format!("{:04X}", u16::from_le_bytes(two)));
            let pairs = halves.chunks(2).map(|pair| format!("({})", pair.join(",")));
            numbers(pairs.collect())
        }
        VR::OB | VR::OW | VR::OD | VR::OF | VR::OL | VR::OV => {
            HeaderValue::Bytes(bytes.len() as u64)
        }
        // What nobody describes is shown where it is plain text, and else by its length.
        VR::UN => match std::str::from_utf8(bytes) {
            Ok(text) if plain(text) => HeaderValue::Text(trimmed(text)),
            _ => HeaderValue::Bytes(bytes.len() as u64),
        },
        _ => {
            let text = charset.text(bytes);
            // Group lengths and the like that were written with a wrong representation are no text.
            if text.contains('\0') && tag.0 % 2 == 1 {
                HeaderValue::Bytes(bytes.len() as u64)
            } else {
                HeaderValue::Text(text)
            }
        }
    }
}

fn plain(text: &str) -> bool {
    text.trim_end_matches('\0')
        .chars()
        .all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
}

fn trimmed(text: &str) -> String {
    text.trim_matches(['\0', ' ']).to_owned()
}

fn list<const N: usize, T: ToString>(
    set: &DataSet,
    bytes: &[u8],
    of: impl Fn([u8; N]) -> T,
) -> Vec<String> {
    set.words::<N>(bytes)
        .map(|word| of(word).to_string())
        .collect()
}

#[cfg(test)]
mod tests {
    use dicom_core::Tag;

    use super::{Header, HeaderValue};
    use crate::limits::Limits;
    use crate::making::File;

    fn lines(file: &File) -> Vec<String> {
        let header = Header::read(file.source(), &Limits::default(), 1000).unwrap();
        let lines = header.lines.iter().map(|line| {
            let value = match &line.value {
                HeaderValue::Text(text) => text.clone(),
                HeaderValue::Bytes(many) => format!("{many} bytes"),
                HeaderValue::Fragments(many, bytes) => format!("{many} pieces, {bytes} bytes"),
                HeaderValue::Items(many) => format!("{many} items"),
                HeaderValue::Item(number) => format!("item {number}"),
                HeaderValue::Cut => "cut".to_owned(),
            };
            format!(
                "{}{:04X},{:04X} {} {} = {value}",
                ".".repeat(line.depth.into()),
                line.tag.0,
                line.tag.1,
                line.vr,
                line.keyword.unwrap_or("-")
            )
        });
        lines.collect()
    }

    #[test]
    fn every_element_is_a_line_with_its_value() {
        let item = Tag(0xfffe, 0xe000);
        let file = File::new("1.2.840.10008.1.2.1")
            .text(Tag(0x0008, 0x0005), *b"CS", "ISO_IR 100")
            .put(Tag(0x0009, 0x0010), *b"LO", b"ACME")
            .put(Tag(0x0009, 0x1001), *b"UN", &[1, 0, 2, 0])
            .put(Tag(0x0010, 0x0010), *b"PN", b"M\xfcller^A ")
            .head(Tag(0x0040, 0x0275), *b"SQ", u32::MAX)
            .head(item, *b"UN", u32::MAX)
            .text(Tag(0x0040, 0x0007), *b"LO", "Chest")
            .head(Tag(0xfffe, 0xe00d), *b"UN", 0)
            .head(Tag(0xfffe, 0xe0dd), *b"UN", 0)
            .image(2, 2, 1, 8, "MONOCHROME2")
            .put(Tag(0x0043, 0x1010), *b"OB", &[0; 5000])
            .pixels(&[1, 2, 3, 4]);
        assert_eq!(
            lines(&file),
            [
                "0002,0010 UI TransferSyntaxUID = 1.2.840.10008.1.2.1",
                "0008,0005 CS SpecificCharacterSet = ISO_IR 100",
                "0009,0010 LO - = ACME",
                "0009,1001 UN - = 4 bytes",
                "0010,0010 PN PatientName = Müller^A",
                "0028,0002 US SamplesPerPixel = 1",
                "0028,0004 CS PhotometricInterpretation = MONOCHROME2",
                "0028,0010 US Rows = 2",
                "0028,0011 US Columns = 2",
                "0028,0100 US BitsAllocated = 8",
                "0040,0275 SQ RequestAttributesSequence = 1 items",
                ".FFFE,E000  - = item 1",
                "..0040,0007 LO ScheduledProcedureStepDescription = Chest",
                "0043,1010 OB - = 5000 bytes",
                "7FE0,0010 OW PixelData = 4 bytes",
            ]
        );
    }

    #[test]
    fn what_is_too_much_is_counted() {
        let file = File::new("1.2.840.10008.1.2.1").image(2, 2, 1, 8, "MONOCHROME2");
        let header = Header::read(file.source(), &Limits::default(), 4).unwrap();
        assert_eq!((header.lines.len(), header.more), (4, 2));
    }
}
