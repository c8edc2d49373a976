//! Elements in explicit little endian (PS3.5 7.1.2), in the order of their tags. Refuses odd lengths: values are padded
//! as their representation asks.

use std::collections::BTreeMap;

/// A data set in the making.
#[derive(Default, Clone)]
pub(crate) struct Elements(BTreeMap<(u16, u16), Vec<u8>>);

impl Elements {
    /// An element of these bytes.
    pub(crate) fn put(&mut self, group: u16, number: u16, vr: [u8; 2], value: &[u8]) {
        let mut value = value.to_vec();
        if value.len() % 2 == 1 {
            value.push(if vr == *b"UI" || vr == *b"OB" {
                0
            } else {
                b' '
            });
        }
        let mut bytes = [group.to_le_bytes(), number.to_le_bytes(), vr].concat();
        if matches!(&vr, b"OB" | b"OW" | b"SQ" | b"UT" | b"UC" | b"UN") {
            bytes.extend([0, 0]);
            let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
            bytes.extend(length.to_le_bytes());
        } else {
            // Nothing written here comes near: names and codes are cut before.
            let length = u16::try_from(value.len()).unwrap_or(u16::MAX - 1);
            value.truncate(length.into());
            bytes.extend(length.to_le_bytes());
        }
        bytes.extend(value);
        self.0.insert((group, number), bytes);
    }

    /// An element of text.
    pub(crate) fn text(&mut self, group: u16, number: u16, vr: [u8; 2], value: &str) {
        self.put(group, number, vr, value.as_bytes());
    }

    /// A sequence of these items.
    pub(crate) fn sequence(&mut self, group: u16, number: u16, items: &[Elements]) {
        let mut value = Vec::new();
        for item in items {
            let bytes = item.bytes();
            let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            value.extend([0xfe, 0xff, 0x00, 0xe0]);
            value.extend(length.to_le_bytes());
            value.extend(bytes);
        }
        self.put(group, number, *b"SQ", &value);
    }

    /// The elements of another data set as well.
    pub(crate) fn take_in(&mut self, other: Elements) {
        self.0.extend(other.0);
    }

    /// All of it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.values().flatten().copied().collect()
    }
}
