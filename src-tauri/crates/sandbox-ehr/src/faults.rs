//! Faults on demand: what goes wrong, and at which request. Deterministic by the seed and the count
//! of FHIR data requests since the faults were set; discovery and sign-in are never counted.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};

use serde::{Deserialize, Serialize};

/// What goes wrong. Zero or empty is "never". "Every nth" counts FHIR data requests from 1, and is
/// exact without a seed; with a seed it is one request in n, strewn as the seed has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Strews the faults; 0 keeps them at every nth request exactly.
    pub seed: u64,
    /// Milliseconds each request waits, at the least.
    pub latency_ms: u64,
    /// Milliseconds each request waits, at the most; at or below `latency_ms` the wait is fixed.
    pub latency_max_ms: u64,
    /// Every nth body stops half-way and the connection breaks.
    pub drop_every: u64,
    /// Every nth request is answered 429.
    pub throttle_every: u64,
    /// `Retry-After` of a 429 or 503, in seconds.
    pub retry_after: Option<u64>,
    /// Every nth request is answered with `error_status`.
    pub error_every: u64,
    /// 500 unless set.
    pub error_status: Option<u16>,
    /// An access token is refused as expired after this many requests with it.
    pub expire_token_after: u64,
    /// Every nth body is whole JSON cut short, with a length that fits the cut.
    pub truncate_every: u64,
    /// Every nth page's next link leads to the same entries once more.
    pub duplicate_page_every: u64,
    /// Every nth next link is answered as expired.
    pub expire_next_every: u64,
    /// Every nth write is done, and then the connection breaks without an answer.
    pub lose_write_every: u64,
    /// Every nth update finds that somebody else changed the record a moment before.
    pub stale_every: u64,
    /// Types refused with 403 and an OperationOutcome.
    pub refuse: Vec<String>,
    /// `Type/id` of resources whose JSON cannot be parsed, in reads and pages.
    pub broken: Vec<String>,
    /// `Type/id` of resources that are JSON but not a resource of that type.
    pub misshapen: Vec<String>,
}

/// What is to happen to one request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fate {
    pub(crate) wait_ms: u64,
    pub(crate) refuse_with: Option<u16>,
    pub(crate) retry_after: Option<u64>,
    pub(crate) drop_body: bool,
    pub(crate) truncate: bool,
}

/// The faults in force and the counts they go by.
#[derive(Debug, Default)]
pub(crate) struct FaultBox {
    faults: RwLock<Faults>,
    requests: AtomicU64,
    pages: AtomicU64,
    nexts: AtomicU64,
    writes: AtomicU64,
    updates: AtomicU64,
}

/// What each fault mixes into the seed, so that two of them do not fall on the same requests.
#[derive(Debug, Clone, Copy)]
enum Salt {
    Latency = 1,
    Throttle,
    Error,
    Drop,
    Truncate,
    Duplicate,
    Expire,
    Lose,
    Stale,
}

impl FaultBox {
    pub(crate) fn new(faults: Faults) -> FaultBox {
        FaultBox {
            faults: RwLock::new(faults),
            ..FaultBox::default()
        }
    }

    /// Puts other faults in force and counts from the start.
    pub(crate) fn set(&self, faults: Faults) {
        *self.faults.write().unwrap_or_else(PoisonError::into_inner) = faults;
        for count in [
            &self.requests,
            &self.pages,
            &self.nexts,
            &self.writes,
            &self.updates,
        ] {
            count.store(0, Ordering::Relaxed);
        }
    }

    pub(crate) fn get(&self) -> Faults {
        self.faults
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn with<T>(&self, look: impl FnOnce(&Faults) -> T) -> T {
        look(&self.faults.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The fate of the next request.
    pub(crate) fn next_request(&self) -> Fate {
        let n = self.requests.fetch_add(1, Ordering::Relaxed) + 1;
        self.with(|faults| faults.fate(n))
    }

    /// Whether the next page is to be followed by itself.
    pub(crate) fn repeat_page(&self) -> bool {
        self.struck(&self.pages, Salt::Duplicate, |f| f.duplicate_page_every)
    }

    /// Whether the next link that is followed is to have expired.
    pub(crate) fn expire_next(&self) -> bool {
        self.struck(&self.nexts, Salt::Expire, |f| f.expire_next_every)
    }

    /// Whether the next write is to lose its answer.
    pub(crate) fn lose_write(&self) -> bool {
        self.struck(&self.writes, Salt::Lose, |f| f.lose_write_every)
    }

    /// Whether the next update is to find a newer version.
    pub(crate) fn change_before_update(&self) -> bool {
        self.struck(&self.updates, Salt::Stale, |f| f.stale_every)
    }

    fn struck(&self, count: &AtomicU64, salt: Salt, every: impl Fn(&Faults) -> u64) -> bool {
        self.with(|faults| {
            let every = every(faults);
            every > 0 && faults.strikes(salt, every, count.fetch_add(1, Ordering::Relaxed) + 1)
        })
    }

    pub(crate) fn refuses(&self, kind: &str) -> bool {
        self.with(|f| f.refuse.iter().any(|refused| refused == kind))
    }

    pub(crate) fn token_uses(&self) -> u64 {
        self.with(|f| f.expire_token_after)
    }

    /// Other bytes to serve in place of this resource's, where it is to be broken.
    pub(crate) fn spoil(&self, kind: &str, id: &str) -> Option<Vec<u8>> {
        self.with(|faults| {
            let named = |list: &[String]| {
                list.iter()
                    .any(|r| r.split_once('/').is_some_and(|(k, i)| k == kind && i == id))
            };
            if named(&faults.broken) {
                let text = format!("{{\"resourceType\":\"{kind}\",\"id\":\"{id}\",\"status\":}}");
                Some(text.into_bytes())
            } else if named(&faults.misshapen) {
                let text = format!("{{\"resourceType\":\"{kind}\",\"id\":{{\"was\":\"{id}\"}}}}");
                Some(text.into_bytes())
            } else {
                None
            }
        })
    }
}

impl Faults {
    /// Whether a fault falls on the nth of its chances.
    fn strikes(&self, salt: Salt, every: u64, n: u64) -> bool {
        match (every, self.seed) {
            (0, _) => false,
            (_, 0) => n.is_multiple_of(every),
            _ => self.roll(salt, n).is_multiple_of(every),
        }
    }

    fn roll(&self, salt: Salt, n: u64) -> u64 {
        let mut x = self.seed ^ ((salt as u64) << 56) ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) >> 8
    }

    fn fate(&self, n: u64) -> Fate {
        let every = |salt, k| self.strikes(salt, k, n);
        let spread = self.latency_max_ms.saturating_sub(self.latency_ms);
        let jitter = match (spread, self.seed) {
            (0, _) => 0,
            (_, 0) => n.wrapping_mul(2_654_435_761) % (spread + 1),
            _ => self.roll(Salt::Latency, n) % (spread + 1),
        };
        let mut fate = Fate {
            wait_ms: self.latency_ms + jitter,
            ..Fate::default()
        };
        if every(Salt::Throttle, self.throttle_every) {
            fate.refuse_with = Some(429);
            fate.retry_after = Some(self.retry_after.unwrap_or(1));
        } else if every(Salt::Error, self.error_every) {
            fate.refuse_with = Some(self.error_status.unwrap_or(500));
            fate.retry_after = self.retry_after;
        } else if every(Salt::Drop, self.drop_every) {
            fate.drop_body = true;
        } else if every(Salt::Truncate, self.truncate_every) {
            fate.truncate = true;
        }
        fate
    }

    /// Reads faults as written on the command line: `name=value,name=value`; lists with `+`.
    pub fn parse(text: &str) -> Result<Faults, String> {
        let mut map = serde_json::Map::new();
        for part in text.split(',').filter(|p| !p.is_empty()) {
            let (name, value) = part
                .split_once('=')
                .ok_or("a fault is written name=value")?;
            let value = match name {
                "refuse" | "broken" | "misshapen" => value.split('+').collect::<Vec<_>>().into(),
                _ => serde_json::Value::from(
                    value
                        .parse::<u64>()
                        .map_err(|_| format!("{name} is not given a number"))?,
                ),
            };
            map.insert(name.to_owned(), value);
        }
        serde_json::from_value(serde_json::Value::Object(map)).map_err(|e| e.to_string())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_same_requests_meet_the_same_fate() {
        let faults =
            Faults::parse("throttle_every=5,retry_after=2,drop_every=3,latency_max_ms=9").unwrap();
        let (one, two) = (FaultBox::new(faults.clone()), FaultBox::new(faults));
        let fates: Vec<Fate> = (0..30).map(|_| one.next_request()).collect();
        assert!(
            (0..30)
                .map(|_| two.next_request())
                .eq(fates.iter().cloned())
        );
        let throttled: Vec<usize> = fates
            .iter()
            .enumerate()
            .filter(|(_, f)| f.refuse_with == Some(429))
            .map(|(n, _)| n + 1)
            .collect();
        assert_eq!(throttled, [5, 10, 15, 20, 25, 30]);
        assert!(fates.iter().all(|f| f.wait_ms <= 9));
        assert!(fates.get(2).unwrap().drop_body && !fates.get(14).unwrap().drop_body);
    }

    #[test]
    fn a_seed_strews_every_fault_by_itself_and_the_same_way_each_time() {
        let text = "seed=7,throttle_every=5,error_every=7,drop_every=9,truncate_every=11,\
            latency_max_ms=9,expire_next_every=6";
        let run = |text: &str| {
            let faults = FaultBox::new(Faults::parse(text).unwrap());
            let fates: Vec<Fate> = (0..2000).map(|_| faults.next_request()).collect();
            let expired: Vec<bool> = (0..600).map(|_| faults.expire_next()).collect();
            (fates, expired)
        };
        let (fates, expired) = run(text);
        assert_eq!((fates.clone(), expired.clone()), run(text));
        assert_ne!(fates, run(&text.replace("seed=7", "seed=8")).0);
        let count = |what: &dyn Fn(&Fate) -> bool| fates.iter().filter(|f| what(f)).count();
        let throttled = count(&|f| f.refuse_with == Some(429));
        assert!((330..480).contains(&throttled), "{throttled}");
        assert!(count(&|f| f.refuse_with == Some(500)) > 150);
        assert!(count(&|f| f.drop_body) > 90 && count(&|f| f.truncate) > 60);
        let ended = expired.iter().filter(|e| **e).count();
        assert!((70..130).contains(&ended), "{ended}");
        assert!(fates.iter().any(|f| f.wait_ms == 0) && fates.iter().any(|f| f.wait_ms == 9));
    }

    #[test]
    fn a_misspelt_fault_is_an_error_not_a_quiet_nothing() {
        assert!(Faults::parse("thrott=5").is_err());
        assert!(Faults::parse("drop_every=often").is_err());
        assert_eq!(
            Faults::parse("refuse=Goal+CarePlan").unwrap().refuse,
            ["Goal", "CarePlan"]
        );
    }
}
