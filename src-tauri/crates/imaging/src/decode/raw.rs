//! What a decoder gives out, and how it becomes a frame of the type the header describes: bits that are not in use
//! cleared, signs put where they belong (PS3.5 8.1.1, 8.2). Refuses to scale any value.

use crate::decode::DecodeError;
use crate::description::{Number, PixelDescription};
use crate::frame::{Colour, DecodeWarning, Frame, Samples};
use crate::syntax::Packing;

/// Samples as a decoder holds them, the samples of a pixel together.
pub(crate) enum Words {
    U8(Vec<u8>),
    U16(Vec<u16>),
    I32(Vec<i32>),
    U32(Vec<u32>),
    F32(Vec<f32>),
    F64(Vec<f64>),
}

impl Words {
    /// Each word moved down by `bits`; what is no integer stays.
    pub(crate) fn down(self, bits: u32) -> Self {
        if bits == 0 {
            return self;
        }
        // Nothing is left of a word of no more bits than that.
        match self {
            Self::U8(mut v) => {
                for n in &mut v {
                    *n = n.checked_shr(bits).unwrap_or(0);
                }
                Self::U8(v)
            }
            Self::U16(mut v) => {
                for n in &mut v {
                    *n = n.checked_shr(bits).unwrap_or(0);
                }
                Self::U16(v)
            }
            Self::U32(mut v) => {
                for n in &mut v {
                    *n = n.checked_shr(bits).unwrap_or(0);
                }
                Self::U32(v)
            }
            other => other,
        }
    }

    /// Whether bits from `stored` up to `precision` belong to some value: they are neither all zero nor, where there
    /// are `signs`, the sign again and again.
    fn uses(&self, stored: u16, precision: u16, signs: bool) -> bool {
        let low = |bits: u16| {
            1_u32
                .checked_shl(u32::from(bits))
                .map_or(u32::MAX, |n| n - 1)
        };
        let above = low(precision) & !low(stored);
        let sign = low(stored) & !low(stored.saturating_sub(1));
        let used = |word: u32| {
            let spread = signs && word & above == above && word & sign != 0;
            word & above != 0 && !spread
        };
        match self {
            Self::U8(v) => v.iter().any(|n| used(u32::from(*n))),
            Self::U16(v) => v.iter().any(|n| used(u32::from(*n))),
            Self::I32(v) => v.iter().any(|n| used(n.cast_unsigned())),
            Self::U32(v) => v.iter().any(|n| used(*n)),
            Self::F32(_) | Self::F64(_) => false,
        }
    }
}

/// A frame before its values are put right.
pub(crate) struct Raw {
    pub(crate) rows: u32,
    pub(crate) columns: u32,
    pub(crate) samples: u16,
    pub(crate) words: Words,
    /// Bits of a sample, as the codestream says.
    pub(crate) precision: u16,
    /// Whether the codestream itself has signs; `None` where it cannot say.
    pub(crate) signed: Option<bool>,
    /// Nothing was lost, so that bits above those stored are not the codec's own doing; they are cleared where no value
    /// has them.
    pub(crate) masked: bool,
    pub(crate) colour: Colour,
    pub(crate) colour_by: &'static str,
    pub(crate) warnings: Vec<DecodeWarning>,
}

impl Raw {
    pub(crate) fn finish(
        mut self,
        described: &PixelDescription,
        packing: Packing,
    ) -> Result<Frame, DecodeError> {
        let needed = self.rows as usize * self.columns as usize * usize::from(self.samples);
        let given = match &self.words {
            Words::U8(v) => v.len(),
            Words::U16(v) => v.len(),
            Words::I32(v) => v.len(),
            Words::U32(v) => v.len(),
            Words::F32(v) => v.len(),
            Words::F64(v) => v.len(),
        };
        if given != needed {
            return Err(DecodeError::OtherCount { given, needed });
        }
        if (self.rows, self.columns) != (described.rows, described.columns) {
            self.warnings.push(DecodeWarning::OtherSize {
                header_rows: described.rows,
                header_columns: described.columns,
                rows: self.rows,
                columns: self.columns,
            });
        }
        if self.samples != described.samples {
            self.warnings.push(DecodeWarning::OtherSamples {
                header: described.samples,
                samples: self.samples,
            });
        }
        let word = described.bits_allocated.max(8);
        if self.precision > word && described.number == Number::Integer {
            self.warnings.push(DecodeWarning::OtherBits {
                header: described.bits_allocated,
                bits: self.precision,
            });
        }
        if self.signed.is_some_and(|signed| signed != described.signed) {
            self.warnings.push(DecodeWarning::OtherSign);
        }
        let word = word
            .max(self.precision.next_multiple_of(8))
            .next_power_of_two();
        let bits = self.bits(described, packing);
        let pixels = typed(self.words, word, bits, described.signed);
        Ok(Frame {
            rows: self.rows,
            columns: self.columns,
            samples: self.samples,
            pixels,
            colour: self.colour,
            colour_by: self.colour_by.into(),
            bits,
            warnings: self.warnings,
        })
    }

    /// How many low bits of a word are the value.
    fn bits(&mut self, described: &PixelDescription, packing: Packing) -> u16 {
        let stored = described.bits_stored;
        if packing == Packing::Native
            || packing == Packing::Rle
            || packing == Packing::DeflatedFrame
        {
            return stored;
        }
        if !self.masked {
            return self.precision;
        }
        // What the codestream was made of had these bits: cleared, other values would look as good.
        let signs = described.signed || self.signed == Some(true);
        if self.precision > stored && self.words.uses(stored, self.precision, signs) {
            self.warnings.push(DecodeWarning::MoreBits {
                header: stored,
                bits: self.precision,
            });
            return self.precision;
        }
        // A codestream of fewer bits than the header claims has its sign bit where its own bits end.
        stored.min(self.precision)
    }
}

/// Words of `word` bits, of which the lowest `bits` are the value.
fn typed(words: Words, word: u16, bits: u16, signed: bool) -> Samples {
    let unused = |width: u16| u32::from(width.saturating_sub(bits.max(1)).min(width - 1));
    let all = |words: Words| -> Vec<u32> {
        match words {
            Words::U8(v) => v.into_iter().map(u32::from).collect(),
            Words::U16(v) => v.into_iter().map(u32::from).collect(),
            Words::I32(v) => v.into_iter().map(i32::cast_unsigned).collect(),
            Words::U32(v) => v,
            Words::F32(_) | Words::F64(_) => Vec::new(),
        }
    };
    match (words, word, signed) {
        (Words::F32(v), ..) => Samples::F32(v),
        (Words::F64(v), ..) => Samples::F64(v),
        // The common cases without a detour.
        (Words::U8(mut v), 8, false) => {
            let by = unused(8);
            if by > 0 {
                for n in &mut v {
                    *n = *n << by >> by;
                }
            }
            Samples::U8(v)
        }
        (Words::U16(v), 16, false) if bits >= 16 => Samples::U16(v),
        // In place, many at once.
        (Words::U16(mut v), 16, false) => {
            let by = unused(16);
            for n in &mut v {
                *n = *n << by >> by;
            }
            Samples::U16(v)
        }
        (Words::U16(mut v), 16, true) => {
            let by = unused(16);
            for n in &mut v {
                *n = (n.cast_signed() << by >> by).cast_unsigned();
            }
            Samples::I16(v.into_iter().map(u16::cast_signed).collect())
        }
        (words, ..=8, false) => {
            let by = unused(8);
            Samples::U8(
                all(words)
                    .into_iter()
                    .map(|n| (n as u8) << by >> by)
                    .collect(),
            )
        }
        (words, ..=8, true) => {
            let by = unused(8);
            Samples::I8(
                all(words)
                    .into_iter()
                    .map(|n| (n as i8) << by >> by)
                    .collect(),
            )
        }
        (words, 9..=16, false) => {
            let by = unused(16);
            Samples::U16(
                all(words)
                    .into_iter()
                    .map(|n| (n as u16) << by >> by)
                    .collect(),
            )
        }
        (words, 9..=16, true) => {
            let by = unused(16);
            Samples::I16(
                all(words)
                    .into_iter()
                    .map(|n| (n as i16) << by >> by)
                    .collect(),
            )
        }
        (words, _, false) => {
            let by = unused(32);
            Samples::U32(all(words).into_iter().map(|n| n << by >> by).collect())
        }
        (words, _, true) => {
            let by = unused(32);
            Samples::I32(
                all(words)
                    .into_iter()
                    .map(|n| (n.cast_signed()) << by >> by)
                    .collect(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Words, typed};
    use crate::frame::Samples;

    #[test]
    fn only_bits_that_are_of_the_value_count_as_used() {
        let uses = |words, signs| Words::U16(words).uses(12, 16, signs);
        assert!(!uses(vec![0x0fff, 0], false), "nothing above");
        assert!(uses(vec![0x0fff, 0x1000], false), "a thirteenth bit");
        assert!(uses(vec![0xf800], false), "no sign to spread");
        assert!(!uses(vec![0xf800, 0x07ff, 0x0800], true), "a sign spread");
        assert!(uses(vec![0xf7ff], true), "not the sign's");
        assert!(uses(vec![0x1800], true), "half a sign");
        let wide = Words::I32(vec![-1, 2047, -2048]);
        assert!(!wide.uses(12, 16, true), "of words wider than both");
        assert!(Words::I32(vec![2048 | 4096]).uses(12, 16, true));
    }

    #[test]
    fn bits_above_those_stored_are_not_the_value() {
        let words = Words::U16(vec![0x0fff, 0xf001, 0x0800]);
        let signed = typed(words, 16, 12, true);
        assert_eq!(
            signed,
            Samples::I16(vec![-1, 1, -2048]),
            "twelve bits, with a sign"
        );
        let words = Words::U16(vec![0x0fff, 0xf001, 0x0800]);
        let unsigned = typed(words, 16, 12, false);
        assert_eq!(
            unsigned,
            Samples::U16(vec![4095, 1, 2048]),
            "twelve bits without"
        );
        assert_eq!(
            typed(Words::I32(vec![-5]), 16, 16, true),
            Samples::I16(vec![-5])
        );
        assert_eq!(
            typed(Words::U8(vec![0x91]), 8, 4, true),
            Samples::I8(vec![1])
        );
        assert_eq!(
            typed(Words::U32(vec![u32::MAX]), 32, 32, false),
            Samples::U32(vec![u32::MAX])
        );
    }
}
