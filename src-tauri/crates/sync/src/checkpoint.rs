//! Where a read stands: what the ledger's `checkpoint` column holds, as JSON.
//!
//! It owns the position inside a walk and the watermark of the last complete one. It refuses to
//! grow: however long a walk is, its checkpoint stays a few hundred bytes.

use serde::{Deserialize, Serialize};

/// How long a re-read may rely on `_lastUpdated` before the whole is read again: servers count
/// only some changes as updates.
pub const FULL_AFTER: i64 = 7 * 24 * 3_600_000;

/// How long only the newest part may be read again where nothing says what changed.
pub const WINDOW_AFTER: i64 = 24 * 3_600_000;

/// How far back from the last full walk the newest part reaches: results are corrected for weeks.
pub const WINDOW: i64 = 90 * 24 * 3_600_000;

/// Taken off the watermark, because a server's clock and its index do not move together.
pub const OVERLAP: i64 = 10 * 60_000;

/// A walk that stood still longer than this begins again: its links are surely gone.
pub(crate) const STALE_WALK: i64 = 24 * 3_600_000;

/// It was less than so long ago. What is said to lie ahead was noted by a clock that ran ahead, and says nothing: believed,
/// it would hold until the true time has caught up.
pub(crate) fn is_recent(now: i64, at: i64, within: i64) -> bool {
    (0..within).contains(&now.saturating_sub(at))
}

/// What is known of one read between syncs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The last walk that reached its end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Done>,
    /// A walk that did not reach its end yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub walk: Option<Walk>,
}

/// A walk that reached its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When the last full walk began, our clock.
    pub full_at: i64,
    /// The server's time on the first page of the last walk, full or not; the next read may ask
    /// for what changed since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark: Option<i64>,
    /// What was asked, so that a changed question is never answered by an old watermark.
    pub question: u64,
}

/// A walk under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// The `next` link to go on from, as the client wrote it.
    pub next: String,
    /// Pages taken in so far.
    pub pages: u32,
    /// When the walk began, our clock.
    pub started: i64,
    /// `_lastUpdated` bound of an incremental walk; absent in a full one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<i64>,
    /// First clinical date of a walk over a part of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated_from: Option<i64>,
    /// Last clinical date, where a person asked for no more than that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    /// The server's time on the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<i64>,
    /// Records received so far.
    pub seen: u64,
    /// Guard against a server that leads in circles.
    pub trail: Trail,
    /// What was asked.
    pub question: u64,
    /// How often this walk began anew in this sync because its pages had expired.
    #[serde(skip)]
    pub restarts: u32,
    /// What a page said about itself that the end has to repeat ("more exists").
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Remark>,
}

/// Something the server said about an answer that is otherwise whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Our code for it.
    pub code: String,
    /// In the user's words.
    pub text: String,
}

impl Walk {
    /// It goes over everything, not only over what changed or over a part of time.
    pub fn is_full(&self) -> bool {
        self.since.is_none() && self.dated_from.is_none() && self.until.is_none()
    }
}

impl Mark {
    /// Reads the column; what cannot be understood counts as nothing known, which costs a full
    /// walk and loses nothing.
    pub fn parse(column: Option<&str>) -> Self {
        column
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default()
    }

    /// As the column holds it; nothing where nothing is known.
    pub fn to_column(&self) -> Option<String> {
        if self.done.is_none() && self.walk.is_none() {
            return None;
        }
        serde_json::to_string(self).ok()
    }
}

/// Finds a circle in a chain of links without remembering the chain (Brent's method): one link is
/// held, compared with each that follows, and replaced at ever longer distances. A circle of any
/// length is found within a few turns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    held: u64,
    steps: u32,
    until: u32,
}

impl Trail {
    /// Takes the next link; false when it leads back to where the walk has been.
    pub fn goes_on(&mut self, link: &str) -> bool {
        let here = fingerprint(link.as_bytes());
        if self.until > 0 && here == self.held {
            return false;
        }
        self.steps = self.steps.saturating_add(1);
        if self.steps >= self.until {
            self.held = here;
            self.until = self.until.saturating_mul(2).max(1);
            self.steps = 0;
        }
        true
    }
}

/// FNV-1a: short, and the same in every version of the program, as a stored value must be.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_straight_chain_of_ten_thousand_links_goes_on() {
        let mut trail = Trail::default();
        for page in 0..10_000 {
            assert!(trail.goes_on(&format!("https://ehr.example/next/{page}")));
        }
    }

    #[test]
    fn a_circle_of_any_length_is_found_in_a_few_turns() {
        for (tail, circle) in [(0, 1), (0, 2), (3, 7), (10, 64), (1, 500)] {
            let mut trail = Trail::default();
            let found = (0..10_000).find(|step| {
                let page = if *step < tail {
                    *step
                } else {
                    tail + (step - tail) % circle
                };
                !trail.goes_on(&format!("https://ehr.example/next/{page}"))
            });
            let found = found.unwrap_or_else(|| panic!("circle of {circle} not found"));
            assert!(found >= circle, "no link came twice yet");
            assert!(
                found <= 4 * (tail + circle) + 4,
                "{circle}: only after {found}"
            );
        }
    }

    #[test]
    fn the_checkpoint_of_a_long_walk_stays_small() {
        let mut walk = Walk {
            next: "https://ehr.example/fhir/Observation?sessionID=16-AB6401F741B911F1".into(),
            pages: 0,
            started: 1_700_000_000_000,
            since: None,
            dated_from: None,
            until: None,
            server: Some(1_700_000_000_000),
            seen: 0,
            trail: Trail::default(),
            question: u64::MAX,
            restarts: 0,
            remark: None,
        };
        for page in 0..5_000 {
            walk.trail.goes_on(&format!("{page}"));
            walk.pages += 1;
        }
        let mark = Mark {
            done: None,
            walk: Some(walk),
        };
        let column = mark.to_column().unwrap();
        assert!(column.len() < 500, "{} bytes", column.len());
        assert_eq!(Mark::parse(Some(&column)), mark);
    }

    #[test]
    fn a_checkpoint_that_cannot_be_understood_costs_a_full_walk_and_nothing_else() {
        assert_eq!(Mark::parse(Some("{\"walk\": 7}")), Mark::default());
        assert_eq!(Mark::parse(None), Mark::default());
        assert_eq!(Mark::default().to_column(), None);
    }

    #[test]
    fn the_fingerprint_never_changes() {
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
