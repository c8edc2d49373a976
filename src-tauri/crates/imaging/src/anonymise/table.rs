//! What the basic profile does with each attribute (PS3.15 table E.1-1, edition 2026c). Owns the choice where the table
//! leaves one; refuses to keep what it was not made for: unknown, private and free text.

use std::collections::HashMap;
use std::sync::OnceLock;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::header::keyword;

/// The table as the standard has it, a line for each attribute.
const TABLE: &str = include_str!("table.txt");

/// Retired: how long the data set is from there on.
const LENGTH_TO_END: Tag = Tag(0x0008, 0x0001);

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// It stays; of a sequence, the items are cleaned.
    Keep,
    /// It goes.
    Remove,
    /// It stays without a value.
    Empty,
    /// It gets a value that says nothing.
    Replace,
    /// It is a unique name and gets another one.
    Rename,
}

/// What the table says of an attribute: the codes in its column "Basic Prof.".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    D,
    Z,
    X,
    U,
    ZorD,
    XorZ,
    XorD,
    XorZorD,
    XorZorU,
}

impl Code {
    fn of(text: &str) -> Option<Self> {
        Some(match text {
            "D" => Self::D,
            "Z" => Self::Z,
            "X" => Self::X,
            "U" => Self::U,
            "Z/D" => Self::ZorD,
            "X/Z" => Self::XorZ,
            "X/D" => Self::XorD,
            "X/Z/D" => Self::XorZorD,
            "X/Z/U*" => Self::XorZorU,
            _ => return None,
        })
    }

    /// Where the type of the attribute in its IOD decides, what every type allows: a value that says nothing serves types
    /// 1, 2 and 3. A sequence of such values would describe something that was never there, so that it is emptied or
    /// left out instead.
    fn action(self, sequence: bool) -> Action {
        match (self, sequence) {
            (Self::X, _) | (Self::XorD, true) => Action::Remove,
            (Self::Z | Self::XorZ, _) | (Self::ZorD | Self::XorZorD, true) => Action::Empty,
            (Self::D | Self::ZorD | Self::XorD | Self::XorZorD, _) => Action::Replace,
            (Self::U, _) => Action::Rename,
            (Self::XorZorU, _) => Action::Keep,
        }
    }
}

fn table() -> &'static HashMap<Tag, Code> {
    static READ: OnceLock<HashMap<Tag, Code>> = OnceLock::new();
    READ.get_or_init(|| TABLE.lines().filter_map(line).collect())
}

fn line(line: &str) -> Option<(Tag, Code)> {
    let (tag, rest) = line.split_once(' ')?;
    let (group, element) = tag.split_once(',')?;
    let number = |text| u16::from_str_radix(text, 16).ok();
    let tag = Tag(number(group)?, number(element)?);
    // What cannot be read is taken away rather than kept; the tests read every line.
    let code = rest.split(' ').next().and_then(Code::of);
    Some((tag, code.unwrap_or(Code::X)))
}

/// What becomes of an element of this representation.
pub(super) fn action(tag: Tag, vr: VR) -> Action {
    let curve_or_overlay = matches!(tag.0 & 0xff00, 0x5000 | 0x6000);
    let of_the_file = tag.1 == 0 || tag.0 <= 4 || tag == LENGTH_TO_END;
    // Padding is no value, and might have been one.
    if curve_or_overlay || of_the_file || tag == tags::DATA_SET_TRAILING_PADDING {
        return Action::Remove;
    }
    if let Some(code) = table().get(&tag) {
        return code.action(vr == VR::SQ);
    }
    if keyword(tag).is_none() {
        return Action::Remove;
    }
    match vr {
        // What the table does not name can still be a name, a date or anything at all (PS3.15 E.1.1, note).
        VR::PN => Action::Empty,
        VR::DA | VR::DT | VR::TM => Action::Replace,
        VR::LT | VR::ST | VR::UT | VR::UC | VR::UR | VR::UN => Action::Remove,
        VR::UI => Action::Rename,
        _ => Action::Keep,
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Code, TABLE, action, line, table};
    use dicom_core::{Tag, VR};

    #[test]
    fn every_line_of_the_table_is_read_as_it_stands() {
        let lines: Vec<&str> = TABLE.lines().filter(|one| !one.starts_with('#')).collect();
        assert_eq!(lines.len(), 652);
        for one in &lines {
            let code = one.split(' ').nth(1).and_then(Code::of);
            assert!(
                code.is_some() && line(one).is_some_and(|(_, its)| Some(its) == code),
                "{one}"
            );
        }
        assert_eq!(table().len(), 652, "none stands there twice");
    }

    #[test]
    fn what_is_private_unknown_or_drawn_over_goes() {
        assert_eq!(action(Tag(0x0009, 0x0010), VR::LO), Action::Remove);
        assert_eq!(action(Tag(0x0008, 0xfff0), VR::LO), Action::Remove);
        assert_eq!(action(Tag(0x6002, 0x3000), VR::OW), Action::Remove);
        assert_eq!(action(Tag(0x5000, 0x0010), VR::US), Action::Remove);
        assert_eq!(action(Tag(0x0008, 0x0000), VR::UL), Action::Remove);
        assert_eq!(action(Tag(0x0010, 0x0010), VR::PN), Action::Empty);
        assert_eq!(action(Tag(0x0010, 0x0020), VR::LO), Action::Replace);
        assert_eq!(action(Tag(0x0008, 0x0080), VR::LO), Action::Replace);
        assert_eq!(action(Tag(0x0008, 0x0082), VR::SQ), Action::Empty);
        assert_eq!(action(Tag(0x0020, 0x000d), VR::UI), Action::Rename);
        assert_eq!(action(Tag(0x0028, 0x0010), VR::US), Action::Keep);
    }
}
