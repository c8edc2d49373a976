//! What is no picture and no text: segmentations, plans and doses of radiotherapy, states of presentation. Owns what
//! of them is said in words, and which objects they refer to; refuses to draw them.

use std::collections::HashSet;
use std::io::{Read, Seek};

use dicom_core::Tag;
use dicom_core::dictionary::UidDictionary as _;
use dicom_dictionary_std::{StandardSopClassDictionary, tags};

use crate::codes::{meaning, text};
use crate::header::keyword;
use crate::limits::Limits;
use crate::read::{DataSet, ReadError, Value, open_whole};
use crate::text::Charset;

/// Longest value kept in memory, in bytes: contours are longer, and nobody reads them.
const LONGEST: u64 = 4096;
/// All that is kept of one file, in bytes.
const MOST_KEPT: u64 = 128 << 20;
/// Parts named, at most.
const MOST_PARTS: usize = 2000;

/// One thing said of an object. Has no `Debug`: it may be a finding.
#[derive(Clone, PartialEq, Eq)]
pub struct Fact {
    /// What is said of it: `PlanIntent`, as the standard's dictionary has it.
    pub name: &'static str,
    /// What it says.
    pub value: String,
}

/// A part of an object: a segment, a region, a beam.
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    /// `Segment`, `Region`, `Beam` and so on.
    pub kind: &'static str,
    /// Its number.
    pub number: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// What else is said of it.
    pub facts: Vec<String>,
}

/// An object that is referred to.
#[derive(Clone, PartialEq, Eq)]
pub struct Refers {
    /// The sequence that says so: `ReferencedImageSequence`.
    pub by: &'static str,
    /// Its class, where it is a known one: `CT Image`.
    pub class: Option<&'static str>,
    /// SOP Instance UID.
    pub uid: String,
}

/// What an object says.
pub struct ObjectContent {
    /// What it is: `RT Structure Set`.
    pub class: Option<&'static str>,
    /// What it says of itself.
    pub facts: Vec<Fact>,
    /// What it is made of.
    pub parts: Vec<Part>,
    /// How many more parts there are.
    pub more: u64,
    /// What it refers to, each once.
    pub refers: Vec<Refers>,
}

/// What a SOP class is called in the standard, without the word for keeping it.
pub fn class_name(uid: &str) -> Option<&'static str> {
    let entry = StandardSopClassDictionary.by_uid(uid)?;
    Some(entry.name.trim_end_matches(" Storage"))
}

/// What is said of the whole object.
const FACTS: &[Tag] = &[
    tags::CONTENT_LABEL,
    tags::CONTENT_DESCRIPTION,
    tags::CONTENT_CREATOR_NAME,
    tags::SEGMENTATION_TYPE,
    tags::STRUCTURE_SET_LABEL,
    tags::STRUCTURE_SET_NAME,
    tags::STRUCTURE_SET_DATE,
    tags::RT_PLAN_LABEL,
    tags::RT_PLAN_NAME,
    tags::RT_PLAN_DATE,
    tags::RT_PLAN_GEOMETRY,
    tags::PLAN_INTENT,
    tags::DOSE_TYPE,
    tags::DOSE_UNITS,
    tags::DOSE_SUMMATION_TYPE,
    tags::DOSE_COMMENT,
    tags::APPROVAL_STATUS,
    tags::REVIEW_DATE,
    tags::PRESENTATION_CREATION_DATE,
];

impl ObjectContent {
    /// Reads what an object says.
    pub fn read<R: Read + Seek>(source: R, limits: &Limits) -> Result<Self, ReadError> {
        let limits = limits.keeping(LONGEST, MOST_KEPT);
        let set = open_whole(source, &limits)?.set;
        let charset = Charset::of(&set);
        let mut parts = parts(&set, charset);
        let more = parts.len().saturating_sub(MOST_PARTS) as u64;
        parts.truncate(MOST_PARTS);
        let mut refers = Referring::default();
        refers.walk(&set, "");
        Ok(Self {
            class: set.ascii(tags::SOP_CLASS_UID).and_then(class_name),
            facts: FACTS
                .iter()
                .filter_map(|tag| {
                    Some(Fact {
                        name: keyword(*tag)?,
                        value: text(&set, *tag, charset)?,
                    })
                })
                .collect(),
            parts,
            more,
            refers: refers.found,
        })
    }
}

/// Goes through everything for what is referred to: which sequence holds it depends on the kind of object.
#[derive(Default)]
struct Referring {
    found: Vec<Refers>,
    seen: HashSet<String>,
}

impl Referring {
    fn walk(&mut self, set: &DataSet, by: &'static str) {
        if let Some(uid) = set.ascii(tags::REFERENCED_SOP_INSTANCE_UID)
            && self.seen.insert(uid.to_owned())
        {
            self.found.push(Refers {
                by,
                class: set
                    .ascii(tags::REFERENCED_SOP_CLASS_UID)
                    .and_then(class_name),
                uid: uid.to_owned(),
            });
        }
        for (tag, element) in set.iter() {
            if let Value::Items(items) = &element.value {
                let by = keyword(tag).unwrap_or(by);
                for item in items {
                    self.walk(item, by);
                }
            }
        }
    }
}

fn parts(set: &DataSet, charset: Charset) -> Vec<Part> {
    let said = |item: &DataSet, tag| text(item, tag, charset);
    let number = |item: &DataSet, tag| item.decimal(tag).map(|number| number.to_string());
    let mut all = Vec::new();
    for item in set.items(tags::SEGMENT_SEQUENCE) {
        all.push(Part {
            kind: "Segment",
            number: number(item, tags::SEGMENT_NUMBER),
            name: said(item, tags::SEGMENT_LABEL),
            facts: facts([
                meaning(item, tags::SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE, charset),
                meaning(item, tags::ANATOMIC_REGION_SEQUENCE, charset),
                made(said(item, tags::SEGMENT_ALGORITHM_TYPE)),
                said(item, tags::SEGMENT_DESCRIPTION),
            ]),
        });
    }
    for item in set.items(tags::STRUCTURE_SET_ROI_SEQUENCE) {
        all.push(region(set, item, charset));
    }
    for item in set.items(tags::DOSE_REFERENCE_SEQUENCE) {
        let dose = item.ascii(tags::TARGET_PRESCRIPTION_DOSE);
        all.push(Part {
            kind: "Dose reference",
            number: number(item, tags::DOSE_REFERENCE_NUMBER),
            name: said(item, tags::DOSE_REFERENCE_DESCRIPTION),
            facts: facts([
                said(item, tags::DOSE_REFERENCE_TYPE),
                dose.map(|dose| format!("{dose} Gy prescribed")),
            ]),
        });
    }
    for item in set.items(tags::FRACTION_GROUP_SEQUENCE) {
        let planned = item.ascii(tags::NUMBER_OF_FRACTIONS_PLANNED);
        let beams = item.ascii(tags::NUMBER_OF_BEAMS);
        all.push(Part {
            kind: "Fraction group",
            number: number(item, tags::FRACTION_GROUP_NUMBER),
            name: None,
            facts: facts([
                planned.map(|planned| format!("{planned} fractions planned")),
                beams.map(|beams| format!("{beams} beams")),
            ]),
        });
    }
    let beams = set.items(tags::BEAM_SEQUENCE).iter();
    for item in beams.chain(set.items(tags::ION_BEAM_SEQUENCE)) {
        all.push(Part {
            kind: "Beam",
            number: number(item, tags::BEAM_NUMBER),
            name: said(item, tags::BEAM_NAME),
            facts: facts([
                said(item, tags::BEAM_TYPE),
                said(item, tags::RADIATION_TYPE),
                said(item, tags::TREATMENT_DELIVERY_TYPE),
                said(item, tags::TREATMENT_MACHINE_NAME).map(|name| format!("machine {name}")),
            ]),
        });
    }
    all
}

/// A region of a structure set, with what other sequences say of the same number (PS3.3 C.8.8.6, C.8.8.8).
fn region(set: &DataSet, item: &DataSet, charset: Charset) -> Part {
    let number = item.decimal(tags::ROI_NUMBER);
    let its = |sequence, by| {
        let mut items = set.items(sequence).iter();
        items.find(|other: &&DataSet| number.is_some() && other.decimal(by) == number)
    };
    let observed = its(
        tags::RTROI_OBSERVATIONS_SEQUENCE,
        tags::REFERENCED_ROI_NUMBER,
    );
    let contours = its(tags::ROI_CONTOUR_SEQUENCE, tags::REFERENCED_ROI_NUMBER);
    let contours = contours.map_or(0, |one| one.items(tags::CONTOUR_SEQUENCE).len());
    Part {
        kind: "Region",
        number: number.map(|number| number.to_string()),
        name: text(item, tags::ROI_NAME, charset),
        facts: facts([
            observed.and_then(|one| text(one, tags::RTROI_INTERPRETED_TYPE, charset)),
            made(text(item, tags::ROI_GENERATION_ALGORITHM, charset)),
            Some(match contours {
                0 => "no contours".to_owned(),
                1 => "1 contour".to_owned(),
                many => format!("{many} contours"),
            }),
        ]),
    }
}

fn made(how: Option<String>) -> Option<String> {
    how.map(|how| format!("made {}", how.to_lowercase()))
}

fn facts<const N: usize>(all: [Option<String>; N]) -> Vec<String> {
    all.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use dicom_core::Tag;

    use super::{ObjectContent, class_name};
    use crate::limits::Limits;
    use crate::making::File;

    const ITEM: Tag = Tag(0xfffe, 0xe000);
    const SEQUENCE_END: Tag = Tag(0xfffe, 0xe0dd);

    fn sequence(file: File, tag: Tag, items: &[&dyn Fn(File) -> File]) -> File {
        let mut file = file.head(tag, *b"SQ", u32::MAX);
        for item in items {
            file = item(file.head(ITEM, *b"UN", u32::MAX)).head(Tag(0xfffe, 0xe00d), *b"UN", 0);
        }
        file.head(SEQUENCE_END, *b"UN", 0)
    }

    #[test]
    fn a_structure_set_names_its_regions_and_the_images_it_is_of() {
        let image = |file: File| {
            file.text(Tag(8, 0x1150), *b"UI", "1.2.840.10008.5.1.4.1.1.2")
                .text(Tag(8, 0x1155), *b"UI", "1.2.3.4.1")
        };
        let file = File::new("1.2.840.10008.1.2.1")
            .text(Tag(8, 0x16), *b"UI", "1.2.840.10008.5.1.4.1.1.481.3")
            .text(Tag(0x3006, 2), *b"SH", "Thorax");
        let file = sequence(
            file,
            Tag(0x3006, 0x20),
            &[
                &|file| {
                    file.text(Tag(0x3006, 0x22), *b"IS", "1")
                        .text(Tag(0x3006, 0x26), *b"LO", "Heart")
                        .text(Tag(0x3006, 0x36), *b"CS", "MANUAL")
                },
                &|file| file.text(Tag(0x3006, 0x22), *b"IS", "2"),
            ],
        );
        let contour = |file: File| sequence(file, Tag(0x3006, 0x16), &[&image]);
        let file = sequence(
            file,
            Tag(0x3006, 0x39),
            &[&|file| {
                sequence(file, Tag(0x3006, 0x40), &[&contour, &contour]).text(
                    Tag(0x3006, 0x84),
                    *b"IS",
                    "1",
                )
            }],
        );
        let found = ObjectContent::read(file.source(), &Limits::default()).unwrap();
        assert_eq!(found.class, Some("RT Structure Set"));
        let facts: Vec<_> = found
            .facts
            .iter()
            .map(|one| (one.name, &*one.value))
            .collect();
        assert_eq!(facts, [("StructureSetLabel", "Thorax")]);
        let parts: Vec<_> = found
            .parts
            .iter()
            .map(|one| {
                (
                    one.number.as_deref(),
                    one.name.as_deref(),
                    one.facts.join(", "),
                )
            })
            .collect();
        assert_eq!(
            parts,
            [
                (
                    Some("1"),
                    Some("Heart"),
                    "made manual, 2 contours".to_owned()
                ),
                (Some("2"), None, "no contours".to_owned()),
            ]
        );
        let refers: Vec<_> = found
            .refers
            .iter()
            .map(|one| (one.by, one.class, &*one.uid))
            .collect();
        let once = [("ContourImageSequence", Some("CT Image"), "1.2.3.4.1")];
        assert_eq!(refers, once, "once, however often it is named");
    }

    #[test]
    fn a_class_is_called_as_the_standard_calls_it() {
        assert_eq!(
            class_name("1.2.840.10008.5.1.4.1.1.66.4"),
            Some("Segmentation")
        );
        assert_eq!(class_name("1.2.3"), None);
    }
}
