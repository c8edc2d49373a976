//! How one sample is coded: parameters, the steps of differences and Golomb codes (ISO 14495-1 annex A). Refuses codes
//! that no sample has.

use crate::decode::DecodeError;
use crate::decode::jpegls::bits::Bits;
use crate::decode::jpegls::damaged;
use crate::decode::jpegls::header::Presets;

/// What no codestream says of a sample; as small as the sample itself, because each is asked for it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wrong {
    Context,
    Long,
    Large,
}

impl From<Wrong> for DecodeError {
    fn from(wrong: Wrong) -> Self {
        damaged(match wrong {
            Wrong::Context => "a context is out of range",
            Wrong::Long => "a code is longer than any",
            Wrong::Large => "an error is larger than any",
        })
    }
}

/// Order of the run lengths (A.2.1, step 3).
pub(crate) const ORDERS: [u8; 32] = [
    0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13,
    14, 15,
];

/// What a scan is coded by (A.2.1, C.2.4.1.1.1).
pub(crate) struct Parameters {
    pub(crate) most: i32,
    pub(crate) near: i32,
    /// From which difference on it is one step more (A.3.3): the least above `near`, and the three thresholds.
    thresholds: [i32; 4],
    /// The step of each difference there can be, from the least up.
    steps: Vec<i8>,
    pub(crate) reset: i32,
    pub(crate) range: i32,
    /// Bits of a mapped error in the longest code.
    bits: u32,
    /// Length of the longest code.
    limit: u32,
    /// The zeros it begins with.
    pub(crate) longest: u32,
}

impl Parameters {
    pub(crate) fn new(precision: u8, near: i32, presets: Presets) -> Result<Self, DecodeError> {
        let largest = (1 << precision) - 1;
        let most = if presets.most == 0 {
            largest
        } else {
            presets.most
        };
        if most > largest || near > most.min(510) / 2 {
            return Err(damaged("its parameters are out of range"));
        }
        let defaults = thresholds(most, near);
        let mut chosen = defaults;
        for (threshold, preset) in chosen.iter_mut().zip(presets.thresholds) {
            if preset != 0 {
                *threshold = preset;
            }
        }
        let [first, second, third] = chosen;
        // One that is below those before it never decides.
        let mut least = near + 1;
        let thresholds = [least, first, second, third].map(|step| {
            least = least.max(step);
            least
        });
        let range = (most + 2 * near) / (2 * near + 1) + 1;
        let width = |n: i32| i32::BITS - (n - 1).leading_zeros();
        let sample = width(most + 1).max(2);
        let (bits, limit) = (width(range), 2 * (sample + sample.max(8)));
        Ok(Self {
            most,
            near,
            thresholds,
            steps: steps(most, thresholds),
            reset: if presets.reset == 0 {
                64
            } else {
                presets.reset.max(3)
            },
            range,
            bits,
            limit,
            longest: longest(limit, bits),
        })
    }

    /// Which of nine steps a difference is in (A.3.3), where it is known right before it is asked for.
    #[inline]
    pub(crate) fn step(&self, difference: i32) -> i32 {
        let place = (difference + self.most) as usize;
        self.steps.get(place).copied().map_or(0, i32::from)
    }

    /// The same where many are asked for at once: nothing is looked up.
    #[inline]
    pub(crate) fn reckoned(&self, difference: i32) -> i32 {
        reckoned(difference, self.thresholds)
    }

    /// Whether errors are exact and count modulo a power of two.
    pub(crate) fn exact(&self) -> bool {
        self.near == 0 && (self.most + 1) & self.most == 0
    }

    /// What one step of an error stands for.
    #[inline]
    pub(crate) fn unit(&self) -> i32 {
        2 * self.near + 1
    }

    /// A sample from what was expected and by how much that was off (A.4.5, A.8.2).
    #[inline]
    pub(crate) fn rebuilt(&self, expected: i32, off: i32) -> i32 {
        let sample = expected + off;
        if (0..=self.most).contains(&sample) {
            sample
        } else {
            self.brought_back(sample)
        }
    }

    /// A sample beyond the range: errors count modulo the range, and what is only near may be a little beyond.
    #[cold]
    #[inline(never)]
    fn brought_back(&self, sample: i32) -> i32 {
        let round = self.range * self.unit();
        let wrapped = if sample < -self.near {
            sample + round
        } else if sample > self.most + self.near {
            sample - round
        } else {
            sample
        };
        wrapped.clamp(0, self.most)
    }

    /// Zeros at the beginning of the longest code at the end of a run (A.7.2.1), whose order is that of its last length.
    pub(crate) fn longest_after(&self, run_order: u8) -> u32 {
        longest(self.limit - u32::from(run_order) - 1, self.bits)
    }

    /// A mapped error (A.5.3): so many zeros and then bits, or all bits behind the `longest` zeros.
    #[expect(
        clippy::inline_always,
        reason = "bits stay in registers only where nothing is called: a third faster"
    )]
    #[inline(always)]
    pub(crate) fn golomb(&self, k: u32, longest: u32, bits: &mut Bits<'_>) -> Result<u32, Wrong> {
        bits.need(32);
        let zeros = bits.ahead().leading_zeros();
        let length = zeros + 1 + k;
        let value = if length <= 32 && zeros < longest {
            // The one that ends the zeros is above the bits.
            let with_one = (bits.ahead() >> (64 - length)) as u32;
            bits.skip(length);
            with_one.wrapping_add(zeros.wrapping_sub(1) << k)
        } else {
            let (after, value) = self.long(k, longest, *bits)?;
            *bits = after;
            value
        };
        // Nothing that was written is further off; what is would overflow what is learnt from it.
        if value >> (self.bits + 1) != 0 {
            return Err(Wrong::Large);
        }
        Ok(value)
    }

    /// The same for a code that is longer than most. By value, as [`Bits`] are kept.
    #[inline(never)]
    fn long<'a>(&self, k: u32, longest: u32, mut bits: Bits<'a>) -> Result<(Bits<'a>, u32), Wrong> {
        let zeros = bits.zeros(longest).ok_or(Wrong::Long)?;
        let value = if zeros < longest {
            zeros << k | bits.take(k)
        } else {
            bits.take(self.bits) + 1
        };
        Ok((bits, value))
    }
}

/// Zeros that say that all bits follow, in a code of the length `limit`.
fn longest(limit: u32, bits: u32) -> u32 {
    limit.saturating_sub(bits + 1)
}

/// Without a branch, because nobody can foresee it.
#[inline]
fn reckoned(difference: i32, [first, second, third, fourth]: [i32; 4]) -> i32 {
    let size = difference.abs();
    let step = i32::from(size >= first)
        + i32::from(size >= second)
        + i32::from(size >= third)
        + i32::from(size >= fourth);
    let sign = difference >> 31;
    (step ^ sign) - sign
}

/// The steps of all differences between samples of 0 to `most`.
fn steps(most: i32, thresholds: [i32; 4]) -> Vec<i8> {
    let mut steps = vec![0; 2 * most as usize + 1];
    let (below, above) = steps.split_at_mut(most as usize);
    for (step, threshold) in (1..).zip(thresholds) {
        // From the middle outwards, each over the one before.
        if let Some(further) = above.get_mut(threshold as usize..) {
            further.fill(step);
        }
        if let Some(further) = (most + 1)
            .checked_sub(threshold)
            .and_then(|end| below.get_mut(..usize::try_from(end).unwrap_or(0)))
        {
            further.fill(-step);
        }
    }
    steps
}

/// Default thresholds (C.2.4.1.1.1).
fn thresholds(most: i32, near: i32) -> [i32; 3] {
    let clamp = |n: i32, least: i32| if n > most || n < least { least } else { n };
    let (first, second, third) = if most >= 128 {
        let factor = (most.min(4095) + 128) / 256;
        (
            factor + 2 + 3 * near,
            factor * 4 + 3 + 5 * near,
            factor * 17 + 4 + 7 * near,
        )
    } else {
        let factor = 256 / (most + 1);
        (
            (3 / factor + 3 * near).max(2),
            (7 / factor + 5 * near).max(3),
            (21 / factor + 7 * near).max(4),
        )
    };
    let first = clamp(first, near + 1);
    let second = clamp(second, first);
    [first, second, clamp(third, second)]
}

#[cfg(test)]
mod tests {
    use super::Parameters;
    use crate::decode::jpegls::header::Presets;

    #[test]
    fn a_difference_is_in_the_step_that_the_thresholds_say() {
        for (near, thresholds) in [(0, [3, 7, 21]), (2, [9, 9, 40]), (3, [1, 30, 20])] {
            let presets = Presets {
                thresholds,
                ..Presets::default()
            };
            let parameters = Parameters::new(8, near, presets).unwrap();
            let [first, second, third] = thresholds;
            for difference in -255_i32..=255 {
                let size = difference.abs();
                let step = match size {
                    _ if size <= near => 0,
                    _ if size < first => 1,
                    _ if size < second => 2,
                    _ if size < third => 3,
                    _ => 4,
                };
                let wanted = step * difference.signum();
                assert_eq!(parameters.step(difference), wanted, "{near}: {difference}");
                assert_eq!(parameters.reckoned(difference), wanted);
            }
        }
    }
}
