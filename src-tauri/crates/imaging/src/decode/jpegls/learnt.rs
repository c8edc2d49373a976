//! What a scan learns as it goes: of each context how large errors are and which way they lean (ISO 14495-1 A.2.1, A.4
//! to A.7). Refuses contexts that there are not.

use crate::decode::jpegls::bits::Bits;
use crate::decode::jpegls::coding::{Parameters, Wrong};

/// What was learnt of one context (A.2.1, A.6).
#[derive(Clone, Copy)]
struct Context {
    /// Of at most 65,535 errors of at most 65,536.
    size: u32,
    bias: i32,
    correction: i32,
    count: i32,
    /// The order of the next code: found when it is learnt, since a sample waits for it.
    order: u32,
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
#[inline]
fn order(count: i32, size: u32) -> u32 {
    let (count, size) = (
        u64::from(count.cast_unsigned().max(1)),
        u64::from(size.max(1)),
    );
    let k = count.leading_zeros().saturating_sub(size.leading_zeros());
    k + u32::from(count << k < size)
}

impl Learnt {
    pub(crate) fn new(parameters: &Parameters) -> Self {
        let size = ((parameters.range + 32) / 64).max(2);
        Self {
            contexts: [Context {
                size: size.cast_unsigned(),
                bias: 0,
                correction: 0,
                count: 1,
                order: order(1, size.cast_unsigned()),
            }; 365],
            runs: [RunContext {
                size,
                count: 1,
                negative: 0,
            }; 2],
        }
    }

    /// A sample in regular mode (A.4 to A.6) from its context, negative where mirrored, and neighbours. `EXACT` as
    /// [`Parameters::exact`].
    #[expect(
        clippy::inline_always,
        reason = "bits stay in registers only where nothing is called: a third faster"
    )]
    #[inline(always)]
    pub(crate) fn sample<const EXACT: bool>(
        &mut self,
        parameters: &Parameters,
        context: i32,
        [left, above, corner]: [i32; 3],
        bits: &mut Bits<'_>,
    ) -> Result<i32, Wrong> {
        let mirrored = context >> 31;
        let place = ((context ^ mirrored) - mirrored) as usize;
        let Some(learnt) = self.contexts.get_mut(place) else {
            return Err(Wrong::Context);
        };
        // In the middle of left, above, and what goes on evenly from the corner (A.4.2).
        let expected = (left + above - corner)
            .max(left.min(above))
            .min(left.max(above));
        let correction = (learnt.correction ^ mirrored) - mirrored;
        let expected = (expected + correction).max(0).min(parameters.most);

        let mapped = parameters
            .golomb(learnt.order, parameters.longest, bits)?
            .cast_signed();
        let mut error = (mapped >> 1) ^ -(mapped & 1);
        if learnt.order == 0 && (EXACT || parameters.near == 0) {
            // The lean decides which sign has the shorter code (A.5.2): twice the bias is at most the count below 0.
            error ^= (2 * learnt.bias + learnt.count - 1) >> 31;
        }
        let off = if EXACT {
            error
        } else {
            error * parameters.unit()
        };
        learnt.learn(error, off, parameters.reset);
        let off = (off ^ mirrored) - mirrored;
        Ok(if EXACT {
            (expected + off) & parameters.most
        } else {
            parameters.rebuilt(expected, off)
        })
    }

    /// The sample that ends a run (A.7.2); `run_order` is that of the run's last length. With several components in a
    /// sample, all are of the first kind. Bits by value, as [`Bits`] are kept.
    #[inline(never)]
    pub(crate) fn interruption<'a>(
        &mut self,
        parameters: &Parameters,
        [left, above]: [i32; 2],
        one: bool,
        run_order: u8,
        mut bits: Bits<'a>,
    ) -> Result<(Bits<'a>, i32), Wrong> {
        let same = one && (left - above).abs() <= parameters.near;
        let kind = i32::from(same);
        let Some(learnt) = self.runs.get_mut(usize::from(same)) else {
            return Err(Wrong::Context);
        };
        let size = learnt.size + if same { learnt.count >> 1 } else { 0 };
        let k = order(learnt.count, size.cast_unsigned());
        let longest = parameters.longest_after(run_order);
        let mapped = parameters.golomb(k, longest, &mut bits)?.cast_signed();
        let twice = mapped + kind;
        let odd = twice & 1 == 1;
        let size = (twice + 1) / 2;
        let negative = odd == (k != 0 || 2 * learnt.negative >= learnt.count);
        let off = if negative { -size } else { size } * parameters.unit();

        if off < 0 {
            learnt.negative += 1;
        }
        learnt.size = learnt.size.saturating_add((mapped + 1 - kind) >> 1);
        if learnt.count == parameters.reset {
            learnt.size >>= 1;
            learnt.count >>= 1;
            learnt.negative >>= 1;
        }
        learnt.count += 1;
        let sample = if same {
            parameters.rebuilt(left, off)
        } else {
            parameters.rebuilt(above, if left > above { -off } else { off })
        };
        Ok((bits, sample))
    }
}

impl Context {
    /// Updates (A.6.1, A.6.2), without a branch that nobody can foresee.
    #[inline]
    fn learn(&mut self, error: i32, off: i32, reset: i32) {
        self.bias += off;
        self.size += error.unsigned_abs();
        if self.count == reset {
            self.size >>= 1;
            self.bias >>= 1;
            self.count >>= 1;
        }
        self.count += 1;
        let down = i32::from(self.bias <= -self.count);
        let up = i32::from(self.bias > 0);
        self.correction = (self.correction + up - down).clamp(-128, 127);
        self.bias = (self.bias + (down - up) * self.count)
            .max(1 - self.count)
            .min(0);
        // It is seldom another one. Where these are foreseen, the next sample does not wait for any of the above.
        let size = u64::from(self.size);
        let reached = u64::from(self.count.cast_unsigned()) << self.order;
        let least = self.order == 0 || reached < 2 * size;
        if reached < size || !least {
            self.order = order(self.count, self.size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn the_order_of_a_code_is_the_least_that_reaches_the_size() {
        for count in [1_u32, 2, 3, 31, 63, 64, 255, 65_535] {
            for size in (0..3000).chain([65_535, 1 << 20, i32::MAX as u32, u32::MAX]) {
                let least = (0..40).find(|k| u64::from(count) << k >= u64::from(size));
                assert_eq!(
                    Some(order(count.cast_signed(), size)),
                    least,
                    "{count} to {size}"
                );
            }
        }
    }
}
