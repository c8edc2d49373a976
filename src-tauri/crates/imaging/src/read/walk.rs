//! Going through a data set element by element (PS3.5 7). Every length is held against the end of what contains it,
//! nesting and number of elements against limits. What a broken file still has before its fault is given out, with a
//! word of the fault. Refuses to follow what cannot be bounded.

use std::io::{Read, Seek};

use dicom_core::{Tag, VR, header::Header as _};
use dicom_dictionary_std::tags;
use dicom_encoding::decode::{
    Decode, explicit_be::ExplicitVRBigEndianDecoder, explicit_le::ExplicitVRLittleEndianDecoder,
    implicit_le::ImplicitVRLittleEndianDecoder,
};

use crate::limits::Limits;
use crate::read::elements::{DataSet, Value};
use crate::read::error::{ReadError, ReadWarning};
use crate::read::fragments::{self, Extent, Fragments};
use crate::read::source::Source;
use crate::read::wanted;
use crate::syntax::Coding;

const ITEM: Tag = Tag(0xfffe, 0xe000);
const ITEM_END: Tag = Tag(0xfffe, 0xe00d);
const SEQUENCE_END: Tag = Tag(0xfffe, 0xe0dd);

/// Each level takes some of the stack, so that no limit goes beyond this.
const DEEPEST: u16 = 256;

/// What is made of an item, however empty: a data set, and the facts of a frame. In bytes, with room to grow.
const ITEM_BYTES: u64 = 384;

/// What a kept element takes beside its value, in bytes.
const ELEMENT_BYTES: u64 = 64;

/// A walk through one file.
pub(crate) struct Walk<'a, R> {
    pub(crate) source: &'a mut Source<R>,
    limits: &'a Limits,
    /// Not only what showing an image takes: everything.
    all: bool,
    seen: u64,
    fragments: u32,
    pub(crate) warnings: Vec<ReadWarning>,
}

struct Head {
    tag: Tag,
    vr: VR,
    /// `None` where it is to be found by a delimiter.
    length: Option<u64>,
}

/// Where a data set is: what bounds it, and how it may end.
#[derive(Clone, Copy)]
struct Place {
    coding: Coding,
    end: u64,
    depth: u16,
    /// An item without a length, which a delimiter ends.
    delimited: bool,
    /// Whether its values are wanted.
    kept: bool,
}

impl<'a, R: Read + Seek> Walk<'a, R> {
    pub(crate) fn new(source: &'a mut Source<R>, limits: &'a Limits) -> Self {
        Self {
            source,
            limits,
            all: false,
            seen: 0,
            fragments: 0,
            warnings: Vec::new(),
        }
    }

    /// Keeps every element, those that are too long by their length.
    pub(crate) fn keeping(mut self, all: bool) -> Self {
        self.all = all;
        self
    }

    fn wants(&self, tag: Tag) -> bool {
        self.all || wanted::value(tag)
    }

    fn enters(&self, head: &Head) -> bool {
        wanted::sequence(head.tag) || (self.all && (head.length.is_none() || head.vr == VR::SQ))
    }

    /// The data set from here to the end of the source.
    pub(crate) fn data_set(&mut self, coding: Coding) -> Result<DataSet, ReadError> {
        let place = Place {
            coding,
            end: self.source.at().saturating_add(self.source.left()),
            depth: 0,
            delimited: false,
            kept: true,
        };
        self.elements(place)
    }

    /// The elements of group 0002 from here on: always explicit little endian (PS3.10 7.1), whatever length the
    /// group claims and however long its values are.
    pub(crate) fn meta(&mut self, coding: Coding) -> Result<DataSet, ReadError> {
        let mut meta = DataSet::new(coding);
        while self.source.left() >= 8 {
            let from = self.source.at();
            let (head, _) = self.source.peek::<2>().map_err(ReadError::Source)?;
            if u16::from_le_bytes(head) != 2 {
                break;
            }
            let head = self.head(coding)?;
            let Some(length) = head.length.filter(|length| *length <= self.source.left()) else {
                self.source.go(from).map_err(ReadError::Source)?;
                return Err(ReadError::Meta { tag: head.tag });
            };
            self.value(&mut meta, &head, length)?;
        }
        Ok(meta)
    }

    fn elements(&mut self, place: Place) -> Result<DataSet, ReadError> {
        let mut set = DataSet::new(place.coding);
        while place.end.saturating_sub(self.source.at()) >= 8 {
            let from = self.source.at();
            let head = self.head(place.coding)?;
            match head.tag {
                ITEM_END if place.delimited => return Ok(set),
                // The item's own end is missing; its sequence's is here.
                SEQUENCE_END if place.delimited => {
                    self.source.go(from).map_err(ReadError::Source)?;
                    return Ok(set);
                }
                // Zeros behind the last element, as some writers pad.
                Tag(0, 0) if head.length == Some(0) => break,
                Tag(0xfffe, _) => {
                    if place.depth == 0 {
                        self.warn(ReadWarning::StrayDelimiter);
                    }
                    continue;
                }
                _ => {}
            }
            let room = place.end.saturating_sub(self.source.at());
            match head.length {
                None => self.undefined(&mut set, &head, place)?,
                Some(length) if wanted::pixels(head.tag) && place.depth == 0 => {
                    self.native(&mut set, &head, length, room)?;
                }
                Some(length) if length > room => {
                    self.warn(ReadWarning::CutShort { tag: head.tag });
                    if self.wants(head.tag) && place.kept {
                        set.insert(head.tag, head.vr, Value::Lost);
                    }
                    break;
                }
                Some(length) => self.defined(&mut set, &head, length, place)?,
            }
        }
        if !place.delimited {
            self.source.go(place.end).map_err(ReadError::Source)?;
        }
        Ok(set)
    }

    fn defined(
        &mut self,
        set: &mut DataSet,
        head: &Head,
        length: u64,
        place: Place,
    ) -> Result<(), ReadError> {
        let end = self.source.at().saturating_add(length);
        if self.enters(head) && matches!(head.vr, VR::SQ | VR::UN) && place.kept {
            // A sequence of unknown representation is written without any (PS3.5 6.2.2, note 4).
            let coding = if head.vr == VR::UN {
                Coding::ImplicitLittle
            } else {
                place.coding
            };
            let inside = Place {
                coding,
                end,
                depth: place.depth,
                delimited: false,
                kept: true,
            };
            let items = self.sequence(inside, false)?;
            set.insert(head.tag, VR::SQ, Value::Items(items));
        } else if self.wants(head.tag) && place.kept {
            self.value(set, head, length)?;
        }
        self.source.go(end).map_err(ReadError::Source)
    }

    fn undefined(&mut self, set: &mut DataSet, head: &Head, place: Place) -> Result<(), ReadError> {
        if matches!(head.vr, VR::OB | VR::OW) || wanted::pixels(head.tag) {
            let fragments = self.fragments(place)?;
            if (wanted::pixels(head.tag) && place.depth == 0) || (self.all && place.kept) {
                set.insert(head.tag, head.vr, Value::Encapsulated(fragments));
            }
            return Ok(());
        }
        let inside = Place {
            coding: if head.vr == VR::UN {
                Coding::ImplicitLittle
            } else {
                place.coding
            },
            delimited: true,
            kept: place.kept && self.enters(head),
            ..place
        };
        let items = self.sequence(inside, true)?;
        if inside.kept {
            set.insert(head.tag, VR::SQ, Value::Items(items));
        }
        Ok(())
    }

    /// The items of a sequence, to its end or its delimiter.
    fn sequence(&mut self, place: Place, delimited: bool) -> Result<Vec<DataSet>, ReadError> {
        let depth = place.depth.saturating_add(1);
        if depth > self.limits.depth.min(DEEPEST) {
            return Err(ReadError::TooDeep {
                limit: self.limits.depth.min(DEEPEST),
            });
        }
        if place.kept && !self.source.charge(ELEMENT_BYTES) {
            return Err(ReadError::TooManyItems);
        }
        let most = self.limits.frames.max(1) as usize;
        let mut items = Vec::new();
        while place.end.saturating_sub(self.source.at()) >= 8 {
            let from = self.source.at();
            let head = self.head(place.coding)?;
            match head.tag {
                SEQUENCE_END if delimited => return Ok(items),
                ITEM => {}
                ITEM_END | SEQUENCE_END => continue,
                _ => {
                    // No item where one has to be: what follows belongs to whoever is above.
                    self.source.go(from).map_err(ReadError::Source)?;
                    self.warn(ReadWarning::BrokenSequence { tag: head.tag });
                    return Ok(items);
                }
            }
            let room = place.end.saturating_sub(self.source.at());
            let length = head.length.map(|length| {
                if length > room {
                    self.warn(ReadWarning::CutShort { tag: head.tag });
                }
                length.min(room)
            });
            if let Some(length) = length
                && !place.kept
            {
                let end = self.source.at().saturating_add(length);
                self.source.go(end).map_err(ReadError::Source)?;
                continue;
            }
            // Some of them would be worse than none: a frame without its own facts would have those of others.
            if place.kept && (items.len() >= most || !self.source.charge(ITEM_BYTES)) {
                return Err(ReadError::TooManyItems);
            }
            let inside = Place {
                end: length.map_or(place.end, |length| self.source.at().saturating_add(length)),
                depth,
                delimited: length.is_none(),
                ..place
            };
            let item = self.elements(inside)?;
            if place.kept {
                items.push(item);
            }
        }
        Ok(items)
    }

    fn fragments(&mut self, place: Place) -> Result<Fragments, ReadError> {
        let mut found = Fragments::default();
        let mut table = true;
        loop {
            if place.end.saturating_sub(self.source.at()) < 8 {
                found.cut = true;
                break;
            }
            let from = self.source.at();
            let head = self.head(place.coding)?;
            if head.tag == SEQUENCE_END {
                break;
            }
            let (ITEM, Some(length)) = (head.tag, head.length) else {
                self.source.go(from).map_err(ReadError::Source)?;
                self.warn(ReadWarning::BrokenSequence { tag: head.tag });
                found.cut = true;
                break;
            };
            let offset = self.source.at();
            let present = length.min(place.end.saturating_sub(offset));
            if table {
                table = false;
                if length <= self.limits.value_bytes
                    && let Some(bytes) = self.source.keep(present).map_err(ReadError::Source)?
                {
                    if (bytes.len() as u64) < present {
                        self.warn(ReadWarning::CutShort {
                            tag: tags::PIXEL_DATA,
                        });
                    }
                    found.basic = bytes
                        .as_chunks()
                        .0
                        .iter()
                        .map(|word| u32::from_le_bytes(*word))
                        .collect();
                } else {
                    self.warn(ReadWarning::TooLong {
                        tag: tags::PIXEL_DATA,
                    });
                }
            } else {
                self.fragments = self.fragments.saturating_add(1);
                if self.fragments > self.limits.fragments {
                    return Err(ReadError::TooManyFragments {
                        limit: self.limits.fragments,
                    });
                }
                let (peeked, got) = self.source.peek::<12>().map_err(ReadError::Source)?;
                let got = got.min(usize::try_from(present).unwrap_or(got));
                let opening = fragments::opens(peeked.get(..got).unwrap_or_default());
                if found.list.is_empty() {
                    found.kind = opening;
                }
                // Where the first is none that is known, any may be the first that is.
                let begins = opening.is_some() && (found.kind.is_none() || opening == found.kind);
                found.list.push(Extent {
                    offset,
                    length: present,
                });
                found.begins.push(begins);
            }
            let after = offset.saturating_add(length);
            self.source
                .go(after.min(place.end))
                .map_err(ReadError::Source)?;
            if found.list.is_empty() {
                found.origin = self.source.at();
            }
            if present < length {
                found.cut = true;
                break;
            }
        }
        Ok(found)
    }

    fn native(
        &mut self,
        set: &mut DataSet,
        head: &Head,
        promised: u64,
        room: u64,
    ) -> Result<(), ReadError> {
        let offset = self.source.at();
        let present = promised.min(room);
        if present < promised {
            self.warn(ReadWarning::CutShort { tag: head.tag });
        }
        let value = Value::Native { offset, present };
        set.insert(head.tag, head.vr, value);
        self.source
            .go(offset.saturating_add(present))
            .map_err(ReadError::Source)
    }

    fn value(&mut self, set: &mut DataSet, head: &Head, length: u64) -> Result<(), ReadError> {
        let end = self.source.at().saturating_add(length);
        if self.wants(head.tag) {
            let room = self.source.charge(ELEMENT_BYTES);
            if self.all && length > self.limits.value_bytes {
                let offset = self.source.at();
                set.insert(head.tag, head.vr, Value::Left(Extent { offset, length }));
                return self.source.go(end).map_err(ReadError::Source);
            }
            let kept = if room && length <= self.limits.value_bytes {
                self.source.keep(length).map_err(ReadError::Source)?
            } else {
                None
            };
            match kept {
                // The file became shorter: part of a value may look like another one.
                Some(bytes) if (bytes.len() as u64) < length => {
                    self.warn(ReadWarning::CutShort { tag: head.tag });
                    set.insert(head.tag, head.vr, Value::Lost);
                }
                Some(bytes) => set.insert(head.tag, head.vr, Value::Bytes(bytes)),
                None => {
                    self.warn(ReadWarning::TooLong { tag: head.tag });
                    set.insert(head.tag, head.vr, Value::Lost);
                }
            }
        }
        self.source.go(end).map_err(ReadError::Source)
    }

    fn head(&mut self, coding: Coding) -> Result<Head, ReadError> {
        self.seen = self.seen.saturating_add(1);
        if self.seen > self.limits.elements {
            return Err(ReadError::TooManyElements {
                limit: self.limits.elements,
            });
        }
        let source = &mut *self.source;
        let decoded = match coding {
            Coding::ImplicitLittle => {
                ImplicitVRLittleEndianDecoder::default().decode_header(source)
            }
            Coding::ExplicitLittle => {
                ExplicitVRLittleEndianDecoder::default().decode_header(source)
            }
            Coding::ExplicitBig => ExplicitVRBigEndianDecoder::default().decode_header(source),
        };
        let (header, _) = decoded.map_err(|_| ReadError::Header {
            at: self.source.at(),
        })?;
        Ok(Head {
            tag: header.tag(),
            vr: header.vr,
            length: header.len.get().map(u64::from),
        })
    }

    /// A file may be broken a million times; ten words of it are enough.
    fn warn(&mut self, warning: ReadWarning) {
        if self.warnings.len() < 10 && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}
