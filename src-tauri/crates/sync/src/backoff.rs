//! How long to wait before asking again. Pure: the random number comes in as an argument.

use std::time::Duration;

/// How patient a sync is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patience {
    /// First wait, before jitter.
    pub first: Duration,
    /// No wait of our own is longer.
    pub longest: Duration,
    /// Tries of one request before it is given up, the first included.
    pub tries: u32,
    /// Tries before a server that cannot be reached counts as gone.
    pub offline_tries: u32,
    /// A `Retry-After` longer than this is not sat out: the read is left for the next sync.
    pub longest_asked: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(500),
            longest: Duration::from_secs(60),
            tries: 6,
            offline_tries: 3,
            longest_asked: Duration::from_secs(15 * 60),
        }
    }
}

impl Patience {
    /// Wait before try number `tried + 1`: anything between nothing and an exponentially growing
    /// bound, so that many clients do not come back together. `chance` is uniform in 0..=u32::MAX.
    pub fn wait(&self, tried: u32, chance: u32) -> Duration {
        let doubled = 1_u32
            .checked_shl(tried.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let bound = self.first.saturating_mul(doubled).min(self.longest);
        bound.mul_f64(f64::from(chance) / f64::from(u32::MAX))
    }
}

/// Where chance comes from.
pub trait Chance: Send + Sync {
    /// Uniform in 0..=u32::MAX.
    fn draw(&self) -> u32;

    /// Bytes for a new id, never the same twice.
    fn bytes(&self) -> [u8; 10] {
        rand::random()
    }
}

/// The operating system's randomness, through `rand`.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn draw(&self) -> u32 {
        rand::random()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_their_bound_and_jitter_fills_the_whole_range() {
        let patience = Patience::default();
        let longest: Vec<_> = (1..=10)
            .map(|tried| patience.wait(tried, u32::MAX).as_millis())
            .collect();
        assert_eq!(
            longest,
            [
                500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000
            ]
        );
        assert_eq!(patience.wait(5, 0), Duration::ZERO);
        assert_eq!(patience.wait(2, u32::MAX / 2), Duration::from_millis(500));
        assert_eq!(patience.wait(u32::MAX, u32::MAX), Duration::from_secs(60));
    }
}
