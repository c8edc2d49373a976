//! A lookup table (PS3.3 C.11.1.1, C.11.2.1.1): entries for a stretch of values, the first for everything below, the
//! last for everything above. Refuses a table without entries.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::read::DataSet;

/// Entries for the values from `first` on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lut {
    /// The value the first entry is for.
    pub first: i32,
    /// Bits of an entry: 8 to 16.
    pub bits: u16,
    /// One for each value.
    pub entries: Vec<u16>,
}

impl Lut {
    /// Of the item of a LUT sequence; `signed` is whether the values looked up are.
    pub(crate) fn of(item: &DataSet, signed: bool) -> Option<Self> {
        Self::with(
            item,
            tags::LUT_DESCRIPTOR,
            item.bytes(tags::LUT_DATA)?,
            signed,
        )
    }

    /// With a descriptor of three words, and data in the order of the data set.
    pub(crate) fn with(set: &DataSet, descriptor: Tag, data: &[u8], signed: bool) -> Option<Self> {
        let [entries, first, bits] = *set.shorts(descriptor).first_chunk()?;
        // Written as SS it has a sign; written as US it has one where pixels have, as the dictionary's choice goes.
        let signed = signed || set.get(descriptor)?.vr == dicom_core::VR::SS;
        let big = set.coding == crate::syntax::Coding::ExplicitBig;
        // No room for 65,536 in 16 bits: that is what 0 says.
        let count = if entries == 0 {
            65_536
        } else {
            usize::from(entries)
        };
        let entries: Vec<u16> = if data.len() < 2 * count && data.len() >= count {
            // Entries of 8 bits, two in a word; the word's lower byte is the first.
            let mut bytes = data.to_vec();
            if big {
                bytes
                    .as_chunks_mut::<2>()
                    .0
                    .iter_mut()
                    .for_each(|pair| pair.reverse());
            }
            bytes.into_iter().take(count).map(u16::from).collect()
        } else {
            let word = |two: &[u8; 2]| {
                if big {
                    u16::from_be_bytes(*two)
                } else {
                    u16::from_le_bytes(*two)
                }
            };
            data.as_chunks().0.iter().take(count).map(word).collect()
        };
        let first = if signed {
            i32::from(first.cast_signed())
        } else {
            i32::from(first)
        };
        (!entries.is_empty()).then_some(Self {
            first,
            bits: bits.clamp(8, 16),
            entries,
        })
    }

    /// The entry for a value.
    pub fn get(&self, value: f64) -> u16 {
        let place = value.round() - f64::from(self.first);
        let place = place.clamp(0.0, (self.entries.len().saturating_sub(1)) as f64) as usize;
        self.entries.get(place).copied().unwrap_or(0)
    }

    /// The largest entry its bits allow; more where an entry is larger, as some writers have it.
    pub fn most(&self) -> u16 {
        let largest = self.entries.iter().copied().max().unwrap_or(0);
        (u16::MAX >> (16 - self.bits.clamp(1, 16))).max(largest)
    }
}

#[cfg(test)]
mod tests {
    use super::Lut;

    #[test]
    fn values_beyond_the_table_get_its_ends() {
        let lut = Lut {
            first: -1,
            bits: 12,
            entries: vec![10, 20, 30],
        };
        let got: Vec<_> = [-100.0, -1.0, 0.4, 1.0, 99.0].map(|v| lut.get(v)).to_vec();
        assert_eq!(got, [10, 10, 20, 30, 30]);
        assert_eq!(lut.most(), 4095);
    }
}
