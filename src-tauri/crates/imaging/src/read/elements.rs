//! A data set as a tree of what is wanted from it (PS3.5 7): values that are on the list are kept, everything else
//! is stepped over and leaves no trace. Refuses to keep pixels: of them, only where they lie.

use std::collections::BTreeMap;

use dicom_core::{Tag, VR};

use crate::read::fragments::{Extent, Fragments};
use crate::syntax::Coding;

/// What an element holds.
#[derive(Clone)]
pub(crate) enum Value {
    /// Its bytes, as stored.
    Bytes(Vec<u8>),
    /// It is there and was not kept: too long, or cut. Not the same as absent, for what is worked out by it.
    Lost,
    /// It is there and was stepped over; only where everything of a file is looked at.
    Left(Extent),
    /// The items of a sequence.
    Items(Vec<DataSet>),
    /// Pixels in one piece.
    Native {
        /// From the beginning of the data set's stream.
        offset: u64,
        /// In bytes: those that are there, which may be fewer than the element says.
        present: u64,
    },
    /// Pixels in fragments (PS3.5 A.4).
    Encapsulated(Fragments),
}

/// An element with the representation it was written in.
#[derive(Clone)]
pub(crate) struct Element {
    pub(crate) vr: VR,
    pub(crate) value: Value,
}

/// Elements by tag. Has no `Debug` of its own making any value visible: they are a patient's.
#[derive(Clone)]
pub(crate) struct DataSet {
    pub(crate) coding: Coding,
    elements: BTreeMap<Tag, Element>,
}

impl DataSet {
    pub(crate) fn new(coding: Coding) -> Self {
        Self {
            coding,
            elements: BTreeMap::new(),
        }
    }

    /// The first of two with the same tag counts: the second is the broken one (PS3.5 7.1 has each once).
    pub(crate) fn insert(&mut self, tag: Tag, vr: VR, value: Value) {
        self.elements.entry(tag).or_insert(Element { vr, value });
    }

    pub(crate) fn get(&self, tag: Tag) -> Option<&Element> {
        self.elements.get(&tag)
    }

    pub(crate) fn bytes(&self, tag: Tag) -> Option<&[u8]> {
        match &self.get(tag)?.value {
            Value::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(crate) fn items(&self, tag: Tag) -> &[DataSet] {
        match self.get(tag).map(|element| &element.value) {
            Some(Value::Items(items)) => items,
            _ => &[],
        }
    }

    /// All elements, in the order of their tags.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Tag, &Element)> {
        self.elements.iter().map(|(tag, element)| (*tag, element))
    }

    pub(crate) fn take(&mut self, tag: Tag) -> Option<Element> {
        self.elements.remove(&tag)
    }

    /// Plain ASCII of a code, number or identifier, without padding; `None` where empty or other.
    pub(crate) fn ascii(&self, tag: Tag) -> Option<&str> {
        let text = std::str::from_utf8(self.bytes(tag)?).ok()?;
        Some(text.trim_matches(['\0', ' '])).filter(|text| !text.is_empty())
    }

    /// Each value of an element that may have several, without padding.
    pub(crate) fn values(&self, tag: Tag) -> impl Iterator<Item = &str> {
        self.ascii(tag)
            .into_iter()
            .flat_map(|text| text.split('\\'))
            .map(|value| value.trim_matches(['\0', ' ']))
    }

    /// Decimal strings (DS, IS), or binary numbers where written so; up to the first that is no number, since one left
    /// out would put those behind it in its place (PS3.5 6.4: values are told apart by their order alone).
    pub(crate) fn decimals(&self, tag: Tag) -> Vec<f64> {
        let Some(element) = self.get(tag) else {
            return Vec::new();
        };
        let Value::Bytes(bytes) = &element.value else {
            return Vec::new();
        };
        match element.vr {
            VR::FD => self
                .words::<8>(bytes)
                .map(f64::from_le_bytes)
                .take_while(|number| number.is_finite())
                .collect(),
            VR::FL => self
                .words::<4>(bytes)
                .map(|word| f64::from(f32::from_le_bytes(word)))
                .take_while(|number| number.is_finite())
                .collect(),
            VR::US => self
                .words::<2>(bytes)
                .map(|word| f64::from(u16::from_le_bytes(word)))
                .collect(),
            _ => self
                .values(tag)
                .map_while(|value| value.parse().ok().filter(|number: &f64| number.is_finite()))
                .collect(),
        }
    }

    /// Whether an element is absent or has nothing but padding.
    pub(crate) fn is_blank(&self, tag: Tag) -> bool {
        self.get(tag).is_none_or(|element| match &element.value {
            Value::Bytes(bytes) => bytes.iter().all(|byte| matches!(byte, 0 | b' ')),
            _ => false,
        })
    }

    pub(crate) fn decimal(&self, tag: Tag) -> Option<f64> {
        self.decimals(tag).first().copied()
    }

    /// An unsigned number of 16 bits; also where it was written as 32 bits or as text, which is seen.
    pub(crate) fn number(&self, tag: Tag) -> Option<u32> {
        let element = self.get(tag)?;
        let Value::Bytes(bytes) = &element.value else {
            return None;
        };
        match element.vr {
            VR::UL | VR::SL => self.words::<4>(bytes).next().map(u32::from_le_bytes),
            VR::IS | VR::DS => self.values(tag).next()?.parse().ok(),
            _ => self
                .words::<2>(bytes)
                .next()
                .map(|word| u32::from(u16::from_le_bytes(word))),
        }
    }

    /// 16-bit words in little endian, whatever the file's order.
    pub(crate) fn shorts(&self, tag: Tag) -> Vec<u16> {
        self.bytes(tag)
            .map(|bytes| self.words::<2>(bytes).map(u16::from_le_bytes).collect())
            .unwrap_or_default()
    }

    /// Words as little endian bytes.
    pub(crate) fn words<const N: usize>(&self, bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
        let big = self.coding == Coding::ExplicitBig;
        bytes.as_chunks::<N>().0.iter().map(move |word| {
            let mut word = *word;
            if big {
                word.reverse();
            }
            word
        })
    }
}

#[cfg(test)]
mod tests {
    use dicom_core::{Tag, VR};

    use super::{DataSet, Value};
    use crate::syntax::Coding;

    #[test]
    fn what_is_no_number_does_not_let_others_into_its_place() {
        let tag = Tag(0x20, 0x32);
        let of = |vr, bytes: Vec<u8>| {
            let mut set = DataSet::new(Coding::ExplicitLittle);
            set.insert(tag, vr, Value::Bytes(bytes));
            set.decimals(tag)
        };
        assert_eq!(of(VR::DS, b"1\\nan\\3".to_vec()), [1.0]);
        assert_eq!(of(VR::DS, b"1e999\\2\\3".to_vec()), [0.0; 0]);
        let double = [1.0, f64::NAN, 3.0].map(f64::to_le_bytes).concat();
        assert_eq!(of(VR::FD, double), [1.0]);
        let single = [1.0, f32::INFINITY, 3.0].map(f32::to_le_bytes).concat();
        assert_eq!(of(VR::FL, single), [1.0]);
    }
}
