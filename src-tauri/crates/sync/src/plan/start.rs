//! Where a read begins: at the first page, after the last one, or at what changed.

use super::Asked;
use super::read::{Question, Read, Start, fingerprint_of};
use crate::checkpoint::{
    FULL_AFTER, Mark, OVERLAP, STALE_WALK, WINDOW, WINDOW_AFTER, Walk, is_recent,
};

/// `grows`: the newest part may be read again without the rest.
pub(super) fn start(read: &Read, mark: &Mark, grows: bool, asked: &Asked<'_>) -> Start {
    let Question::Search { params } = &read.question else {
        return Start::Full;
    };
    if let Some((from, to)) = asked.between
        && read.dated.is_some()
    {
        return Start::Between(from, to);
    }
    let same = fingerprint_of(read.resource_type, &read.question);
    let fresh = |walk: &Walk| {
        walk.question == same
            && walk.until.is_none()
            && is_recent(asked.now, walk.started, STALE_WALK)
            && (!asked.full || walk.is_full())
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
    let recent = |within| is_recent(asked.now, done.full_at, within);
    // Oracle takes either of them, not both.
    let dates_asked = read
        .dated
        .is_some_and(|dated| params.iter().any(|(name, _)| name == dated));
    match done.watermark {
        Some(watermark) if read.last_updated.is_some() && !dates_asked && recent(FULL_AFTER) => {
            Start::Since(watermark.saturating_sub(OVERLAP))
        }
        _ if grows
            && read.last_updated.is_none()
            && read.dated.is_some()
            && !dates_asked
            && recent(WINDOW_AFTER) =>
        {
            Start::Window(done.full_at.saturating_sub(WINDOW))
        }
        _ => Start::Full,
    }
}
