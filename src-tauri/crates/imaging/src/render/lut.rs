//! A lookup table (PS3.3 C.11.1.1, C.11.2.1.1): entries for a stretch of values, the first for everything below, the
//! last for everything above. Refuses a table without entries, and one that has fewer than it says.

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
        // Values are padded to an even length (PS3.5 7.1.1). Any other length is a table that was cut: read as bytes it
        // would give halves of its entries for whole ones.
        let whole = data.len() >= 2 * count;
        let padded = data.len() == count || data.len() == count.next_multiple_of(2);
        let entries: Vec<u16> = if whole {
            let word = |two: &[u8; 2]| {
                if big {
                    u16::from_be_bytes(*two)
                } else {
                    u16::from_le_bytes(*two)
                }
            };
            data.as_chunks().0.iter().take(count).map(word).collect()
        } else if padded {
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
            return None;
        };
        let first = if signed {
            i32::from(first.cast_signed())
        } else {
            i32::from(first)
        };
        (!entries.is_empty()).then_some(Self {
            first,
            // A byte has eight bits, whatever the descriptor says of it.
            bits: if whole { bits.clamp(8, 16) } else { 8 },
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
    use dicom_core::{Tag, VR};

    use super::Lut;
    use crate::read::{DataSet, Value};
    use crate::syntax::Coding;

    fn table(count: u8, bits: u8, data: &[u8]) -> Option<Lut> {
        let mut set = DataSet::new(Coding::ExplicitLittle);
        let descriptor = Tag(0x28, 0x3002);
        let words = vec![count, 0, 0, 0, bits, 0];
        set.insert(descriptor, VR::US, Value::Bytes(words));
        Lut::with(&set, descriptor, data, false)
    }

    #[test]
    fn a_table_that_was_cut_is_none() {
        let whole = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        let words = vec![0x0201, 0x0403, 0x0605, 0x0807, 0x0a09];
        assert_eq!(table(5, 16, &whole).unwrap().entries, words);
        for length in [0, 1, 2, 4, 7, 8, 9] {
            assert_eq!(table(5, 16, &whole[..length]), None, "{length} bytes");
        }
    }

    #[test]
    fn entries_of_a_byte_have_eight_bits_whatever_is_announced() {
        for data in [&[1, 2, 255][..], &[1, 2, 255, 0]] {
            let lut = table(3, 16, data).unwrap();
            assert_eq!((lut.entries.as_slice(), lut.bits), (&[1, 2, 255][..], 8));
            assert_eq!(lut.most(), 255);
        }
        assert_eq!(table(3, 16, &[0; 6]).unwrap().bits, 16);
    }

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
