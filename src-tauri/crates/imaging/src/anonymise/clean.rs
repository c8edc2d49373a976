//! A data set without its person, made of one with. Owns the way through nested sequences; refuses to keep a part that the
//! file ends in, and one written in another order of bytes than the whole.

use dicom_core::dictionary::{DataDictionary as _, DataDictionaryEntry as _};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::{StandardDataDictionary, tags};

use crate::anonymise::Dates;
use crate::anonymise::known::Known;
use crate::anonymise::stand_in::{StandIns, nothing};
use crate::anonymise::table::{Action, action};
use crate::header::keyword;
use crate::read::{DataSet, Element, Extent, Value};
use crate::syntax::Coding;

pub(super) struct Cleaning<'a> {
    stand_ins: &'a StandIns,
    known: &'a Known,
}

impl<'a> Cleaning<'a> {
    pub(super) fn new(stand_ins: &'a StandIns, known: &'a Known) -> Self {
        Self { stand_ins, known }
    }

    /// The data set, cleaned; or the element that the file ends in.
    pub(super) fn set(&self, set: &DataSet) -> Result<DataSet, Tag> {
        self.inside(set, false)
    }

    /// With `silent`, no text of it stays (D of a sequence, PS3.15 E.2).
    fn inside(&self, set: &DataSet, silent: bool) -> Result<DataSet, Tag> {
        let mut clean = DataSet::new(set.coding);
        for (tag, element) in set.iter() {
            let vr = representation(tag, element.vr);
            let value = match self.decided(tag, vr, silent) {
                Action::Remove => continue,
                Action::Empty if vr == VR::SQ => Value::Items(Vec::new()),
                Action::Empty => Value::Bytes(Vec::new()),
                Action::Replace => self.replaced(set.coding, tag, vr, element)?,
                Action::Rename => renamed(self.stand_ins, element),
                Action::Keep => match self.kept(set.coding, tag, vr, element, silent)? {
                    Some(value) => value,
                    None => continue,
                },
            };
            clean.insert(tag, element.vr, value);
        }
        Ok(clean)
    }

    fn decided(&self, tag: Tag, vr: VR, silent: bool) -> Action {
        // Moved dates stay dates, whatever the profile does with them otherwise; those of the person do not
        // (PS3.15 E.3.6: birth date).
        let decided = action(tag, vr);
        let date = matches!(vr, VR::DA | VR::DT | VR::TM) && keyword(tag).is_some();
        if date && self.stand_ins.dates == Dates::Moved && tag.0 != 0x0010 {
            return Action::Replace;
        }
        let speaks = matches!(
            vr,
            VR::AE
                | VR::AS
                | VR::DA
                | VR::DT
                | VR::LO
                | VR::LT
                | VR::PN
                | VR::SH
                | VR::ST
                | VR::TM
                | VR::UC
                | VR::UR
                | VR::UT
        );
        if silent && speaks && decided == Action::Keep {
            Action::Replace
        } else {
            decided
        }
    }

    fn replaced(&self, coding: Coding, tag: Tag, vr: VR, element: &Element) -> Result<Value, Tag> {
        let made = |length| Value::Bytes(nothing(vr, length));
        Ok(match &element.value {
            // What says nothing may go on saying nothing.
            Value::Bytes(bytes) if bytes.trim_ascii().is_empty() => Value::Bytes(Vec::new()),
            Value::Bytes(bytes) if tag == tags::PATIENT_ID => {
                Value::Bytes(self.stand_ins.patient(bytes))
            }
            Value::Bytes(bytes) if vr == VR::UI => Value::Bytes(self.stand_ins.uids(bytes)),
            Value::Bytes(bytes) => match self.stand_ins.dates {
                Dates::Moved if matches!(vr, VR::DA | VR::DT | VR::TM) => self
                    .stand_ins
                    .moved(vr, bytes)
                    .map_or_else(|| made(0), Value::Bytes),
                _ => made(bytes.len() as u64),
            },
            Value::Left(Extent { length, .. }) => made(*length),
            Value::Items(items) => Value::Items(self.items(coding, items, true)?),
            Value::Lost | Value::Native { .. } | Value::Encapsulated(_) => made(0),
        })
    }

    /// `None` where it cannot stay after all.
    fn kept(
        &self,
        coding: Coding,
        tag: Tag,
        vr: VR,
        element: &Element,
        silent: bool,
    ) -> Result<Option<Value>, Tag> {
        Ok(Some(match &element.value {
            Value::Lost => return Err(tag),
            Value::Bytes(bytes) if self.known.is_in(vr, bytes) => {
                Value::Bytes(nothing(vr, bytes.len() as u64))
            }
            Value::Items(items) => {
                let same = |item: &DataSet| swapped(item.coding) == swapped(coding);
                if !items.iter().all(same) {
                    return Ok(None);
                }
                Value::Items(self.items(coding, items, silent)?)
            }
            other => other.clone(),
        }))
    }

    fn items(&self, coding: Coding, items: &[DataSet], silent: bool) -> Result<Vec<DataSet>, Tag> {
        items
            .iter()
            .filter(|item| swapped(item.coding) == swapped(coding))
            .map(|item| self.inside(item, silent))
            .collect()
    }
}

fn renamed(stand_ins: &StandIns, element: &Element) -> Value {
    match &element.value {
        Value::Bytes(bytes) => Value::Bytes(stand_ins.uids(bytes)),
        _ => Value::Bytes(Vec::new()),
    }
}

fn swapped(coding: Coding) -> bool {
    coding == Coding::ExplicitBig
}

/// As what it is judged: of what was written without a representation, the standard's.
fn representation(tag: Tag, written: VR) -> VR {
    if written != VR::UN {
        return written;
    }
    let entry = StandardDataDictionary.by_tag(tag);
    entry.map_or(VR::UN, |entry| entry.vr().relaxed())
}
