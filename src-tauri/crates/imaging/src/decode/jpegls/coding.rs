//! How one sample is coded: parameters, contexts and Golomb codes (ISO 14495-1 annex A). Refuses codes that no
//! sample has.

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
    steps: [i32; 4],
    reset: i32,
    range: i32,
    /// Bits of a mapped error in the longest code.
    bits: u32,
    /// Length of the longest code.
    limit: u32,
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
        let steps = [least, first, second, third].map(|step| {
            least = least.max(step);
            least
        });
        let range = (most + 2 * near) / (2 * near + 1) + 1;
        let width = |n: i32| i32::BITS - (n - 1).leading_zeros();
        let sample = width(most + 1).max(2);
        Ok(Self {
            most,
            near,
            steps,
            reset: if presets.reset == 0 {
                64
            } else {
                presets.reset.max(3)
            },
            range,
            bits: width(range),
            limit: 2 * (sample + sample.max(8)),
        })
    }

    /// Which of nine steps a difference is in (A.3.3); without a branch, because nobody can foresee it.
    fn step(&self, difference: i32) -> i32 {
        let size = difference.abs();
        let [first, second, third, fourth] = self.steps;
        let step = i32::from(size >= first)
            + i32::from(size >= second)
            + i32::from(size >= third)
            + i32::from(size >= fourth);
        let sign = difference >> 31;
        (step ^ sign) - sign
    }

    /// The context of a sample by its neighbours (A.3.3 and A.3.4): 0 is a run; negative is the mirrored one.
    pub(crate) fn context(&self, left: i32, above: i32, corner: i32, right: i32) -> i32 {
        81 * self.step(right - above) + 9 * self.step(above - corner) + self.step(corner - left)
    }

    /// A sample from what was expected and by how much that was off (A.4.5, A.8.2).
    fn rebuilt(&self, expected: i32, error: i32) -> i32 {
        let unit = 2 * self.near + 1;
        let mut sample = expected + error * unit;
        if sample < -self.near {
            sample += self.range * unit;
        } else if sample > self.most + self.near {
            sample -= self.range * unit;
        }
        sample.clamp(0, self.most)
    }

    /// A mapped error (A.5.3): so many zeros and then bits, or all bits where that would be too long.
    #[inline]
    fn golomb(&self, k: u32, limit: u32, bits: &mut Bits<'_>) -> Result<i32, Wrong> {
        let longest = limit.saturating_sub(self.bits + 1);
        let zeros = bits.zeros(longest).ok_or(Wrong::Long)?;
        let value = if zeros < longest {
            zeros << k | bits.take(k)
        } else {
            bits.take(self.bits) + 1
        };
        // Nothing that was written is further off; what is would overflow what is learnt from it.
        if value >> (self.bits + 1) != 0 {
            return Err(Wrong::Large);
        }
        Ok(value.cast_signed())
    }
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

/// What was learnt of one context (A.2.1, A.6).
#[derive(Clone, Copy)]
struct Context {
    size: i32,
    bias: i32,
    correction: i32,
    count: i32,
}

/// What was learnt of the ends of runs (A.7.2).
#[derive(Clone, Copy)]
struct RunContext {
    size: i32,
    count: i32,
    negative: i32,
}

/// What a scan has learnt so far.
pub(crate) struct Learnt {
    contexts: [Context; 365],
    runs: [RunContext; 2],
}

/// The Golomb parameter of a context (A.5.1): the least `k` with which `count << k` reaches `size`.
fn order(count: i32, size: i32) -> u32 {
    let (count, size) = (i64::from(count.max(1)), i64::from(size.max(1)));
    let k = count.leading_zeros().saturating_sub(size.leading_zeros());
    k + u32::from(count << k < size)
}

impl Learnt {
    pub(crate) fn new(parameters: &Parameters) -> Self {
        let size = ((parameters.range + 32) / 64).max(2);
        Self {
            contexts: [Context {
                size,
                bias: 0,
                correction: 0,
                count: 1,
            }; 365],
            runs: [RunContext {
                size,
                count: 1,
                negative: 0,
            }; 2],
        }
    }

    /// A sample in regular mode (A.4 to A.6) from its context and neighbours.
    #[inline]
    pub(crate) fn sample(
        &mut self,
        parameters: &Parameters,
        context: i32,
        [left, above, corner]: [i32; 3],
        bits: &mut Bits<'_>,
    ) -> Result<i32, Wrong> {
        let mirrored = context < 0;
        let Some(learnt) = self.contexts.get_mut(context.unsigned_abs() as usize) else {
            return Err(Wrong::Context);
        };
        let expected = if corner >= left.max(above) {
            left.min(above)
        } else if corner <= left.min(above) {
            left.max(above)
        } else {
            left + above - corner
        };
        let correction = if mirrored {
            -learnt.correction
        } else {
            learnt.correction
        };
        let expected = (expected + correction).clamp(0, parameters.most);

        let k = order(learnt.count, learnt.size);
        let mapped = parameters.golomb(k, parameters.limit, bits)?;
        let flipped = parameters.near == 0 && k == 0 && 2 * learnt.bias <= -learnt.count;
        let half = mapped >> 1;
        let error = if (mapped & 1 == 1) == flipped {
            half
        } else {
            -half - 1
        };
        learnt.learn(error, parameters);
        let error = if mirrored { -error } else { error };
        Ok(parameters.rebuilt(expected, error))
    }

    /// The sample that ends a run (A.7.2); `order` is that of the run's last length. With several components in a
    /// sample, all are of the first kind.
    pub(crate) fn interruption(
        &mut self,
        parameters: &Parameters,
        [left, above]: [i32; 2],
        one: bool,
        run_order: u8,
        bits: &mut Bits<'_>,
    ) -> Result<i32, Wrong> {
        let same = one && (left - above).abs() <= parameters.near;
        let kind = i32::from(same);
        let Some(learnt) = self.runs.get_mut(usize::from(same)) else {
            return Err(Wrong::Context);
        };
        let size = learnt.size + if same { learnt.count >> 1 } else { 0 };
        let k = order(learnt.count, size);
        let limit = parameters.limit - u32::from(run_order) - 1;
        let mapped = parameters.golomb(k, limit, bits)?;
        let twice = mapped + kind;
        let odd = twice & 1 == 1;
        let size = (twice + 1) / 2;
        let negative = odd == (k != 0 || 2 * learnt.negative >= learnt.count);
        let error = if negative { -size } else { size };

        if error < 0 {
            learnt.negative += 1;
        }
        learnt.size = learnt.size.saturating_add((mapped + 1 - kind) >> 1);
        if learnt.count == parameters.reset {
            learnt.size >>= 1;
            learnt.count >>= 1;
            learnt.negative >>= 1;
        }
        learnt.count += 1;
        Ok(if same {
            parameters.rebuilt(left, error)
        } else {
            let error = if left > above { -error } else { error };
            parameters.rebuilt(above, error)
        })
    }
}

impl Context {
    /// Updates (A.6.1, A.6.2).
    fn learn(&mut self, error: i32, parameters: &Parameters) {
        self.bias += error * (2 * parameters.near + 1);
        self.size = self.size.saturating_add(error.abs());
        if self.count == parameters.reset {
            self.size >>= 1;
            self.bias >>= 1;
            self.count >>= 1;
        }
        self.count += 1;
        if self.bias <= -self.count {
            self.correction = (self.correction - 1).max(-128);
            self.bias = (self.bias + self.count).max(1 - self.count);
        } else if self.bias > 0 {
            self.correction = (self.correction + 1).min(127);
            self.bias = (self.bias - self.count).min(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Parameters, order};
    use crate::decode::jpegls::header::Presets;

    #[test]
    fn the_order_of_a_code_is_the_least_that_reaches_the_size() {
        for count in [1, 2, 3, 31, 63, 64, 255] {
            for size in (0..3000).chain([65_535, 1 << 20, i32::MAX]) {
                let least = (0..40).find(|k| i64::from(count) << k >= i64::from(size));
                assert_eq!(Some(order(count, size)), least, "{count} to {size}");
            }
        }
    }

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
            }
        }
    }
}
