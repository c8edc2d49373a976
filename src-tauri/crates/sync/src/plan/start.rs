//! Where a read begins: at the first page, after the last one, or at what changed.

use super::Asked;
use super::offer::Offer;
use super::read::{Question, Start, fingerprint_of};
use crate::checkpoint::{FULL_AFTER, Mark, OVERLAP, Walk};

/// A walk that stood still longer than this begins again: its links are surely gone.
const STALE_WALK: i64 = 24 * 3_600_000;

pub(super) fn start(
    question: &Question,
    mark: &Mark,
    offer: Offer<'_>,
    resource_type: &str,
    asked: &Asked<'_>,
) -> Start {
    let Question::Search { .. } = question else {
        return Start::Full;
    };
    let same = fingerprint_of(resource_type, question);
    let fresh = |walk: &Walk| {
        walk.question == same
            && asked.now.saturating_sub(walk.started) < STALE_WALK
            && (!asked.full || walk.since.is_none())
    };
    if mark.walk.as_ref().is_some_and(fresh) {
        return Start::Resume;
    }
    let Some(done) = mark
        .done
        .as_ref()
        .filter(|done| !asked.full && done.question == same)
    else {
        return Start::Full;
    };
    match done.watermark {
        Some(watermark)
            if offer.has_param(resource_type, "_lastUpdated")
                && asked.now.saturating_sub(done.full_at) < FULL_AFTER =>
        {
            Start::Since(watermark.saturating_sub(OVERLAP))
        }
        _ => Start::Full,
    }
}
