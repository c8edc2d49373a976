//! What a file says of its person, to find the same again where it does not belong: a name in the title of a protocol, a
//! number in a label. Refuses to look at codes and numbers, where a word is a word of the standard.

use std::collections::HashSet;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags as t;

use crate::read::{DataSet, Value};

/// Identifiers and places, found as a part of any other text.
const WHOLE: &[Tag] = &[
    t::PATIENT_ID,
    // Other Patient IDs, retired.
    Tag(0x0010, 0x1000),
    t::ACCESSION_NUMBER,
    t::STUDY_ID,
    t::INSTITUTION_NAME,
    t::INSTITUTION_ADDRESS,
    t::INSTITUTIONAL_DEPARTMENT_NAME,
    t::STATION_NAME,
    t::DEVICE_SERIAL_NUMBER,
    t::ADMISSION_ID,
    t::REQUESTED_PROCEDURE_ID,
    t::SCHEDULED_PROCEDURE_STEP_ID,
    t::PERFORMED_PROCEDURE_STEP_ID,
    t::PATIENT_BIRTH_DATE,
    t::STUDY_DATE,
    t::STUDY_INSTANCE_UID,
    t::SERIES_INSTANCE_UID,
    t::SOP_INSTANCE_UID,
];
/// Shorter ones would be found in words that say something else.
const SHORTEST: usize = 4;
/// Of a name: `Li` is one.
const SHORTEST_NAME: usize = 2;

/// The words of one file. Has no `Debug`.
#[derive(Default)]
pub(super) struct Known {
    /// In small letters, whole words of names.
    names: HashSet<Vec<u8>>,
    /// In small letters.
    whole: HashSet<Vec<u8>>,
}

impl Known {
    pub(super) fn of(set: &DataSet) -> Self {
        let mut known = Self::default();
        known.learn(set);
        known
    }

    fn learn(&mut self, set: &DataSet) {
        for (tag, element) in set.iter() {
            match &element.value {
                Value::Items(items) => items.iter().for_each(|item| self.learn(item)),
                Value::Bytes(bytes) if element.vr == VR::PN => {
                    let words = words(bytes).filter(|word| word.len() >= SHORTEST_NAME);
                    self.names.extend(words);
                }
                Value::Bytes(bytes) if WHOLE.contains(&tag) => {
                    let each = bytes.split(|byte| *byte == b'\\');
                    let each = each.map(|value| lower(trimmed(value)));
                    self.whole
                        .extend(each.filter(|value| value.len() >= SHORTEST));
                }
                _ => {}
            }
        }
    }

    /// Whether a text of this representation says something of the person.
    pub(super) fn is_in(&self, vr: VR, bytes: &[u8]) -> bool {
        if !matches!(
            vr,
            VR::AE | VR::LO | VR::LT | VR::PN | VR::SH | VR::ST | VR::UC | VR::UR | VR::UT
        ) {
            return false;
        }
        let text = lower(bytes);
        let holds = |part: &Vec<u8>| text.windows(part.len()).any(|some| some == part.as_slice());
        self.whole.iter().any(holds) || words(&text).any(|word| self.names.contains(&word))
    }
}

fn lower(bytes: &[u8]) -> Vec<u8> {
    bytes.to_ascii_lowercase()
}

/// Letters and digits that stand together; of other scripts every byte is a letter.
fn words(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    bytes
        .split(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(lower)
}

/// Without what fills a value up to an even length.
fn trimmed(value: &[u8]) -> &[u8] {
    let value = value.strip_suffix(b"\0").unwrap_or(value);
    value.trim_ascii()
}
