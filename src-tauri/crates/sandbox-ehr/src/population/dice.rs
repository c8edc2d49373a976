//! Dice: the only source of chance in the population. The same seed, person and domain always roll
//! the same, whatever other domains roll; whole numbers only, so every machine agrees.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of rolls for one person in one domain.
#[derive(Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of a domain of a person.
    pub(crate) fn new(seed: u64, person: usize, domain: u16) -> Dice {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(((person as u64) << 16) | u64::from(domain));
        Dice(rng)
    }

    /// A whole number in `0..n`; 0 where `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.0.next_u32()) * n as u64) >> 32) as usize
    }

    /// A whole number from `a` to `b`, both included.
    pub(crate) fn range(&mut self, a: i32, b: i32) -> i32 {
        let width = usize::try_from(i64::from(b) - i64::from(a) + 1).unwrap_or(1);
        a + self.below(width) as i32
    }

    /// True this many times in a thousand.
    pub(crate) fn permille(&mut self, n: u32) -> bool {
        self.below(1000) < n as usize
    }

    /// True this many times in a hundred.
    pub(crate) fn percent(&mut self, n: u32) -> bool {
        self.below(100) < n as usize
    }

    /// One of these. The list is a table in this program and never empty.
    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }

    /// One of these words, or an empty one where there are none.
    pub(crate) fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.pick(list).copied().unwrap_or("")
    }

    /// A bell-shaped number around 0 with a deviation of about 1, in thousandths precision.
    pub(crate) fn bell(&mut self) -> f64 {
        let sum: i32 = (0..6).map(|_| self.range(-1000, 1000)).sum();
        f64::from(sum) / 1414.0
    }
}
