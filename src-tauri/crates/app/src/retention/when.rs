//! When a chart is due, and why it stays all the same.

use wardbook_store::retention::{self, OnlyHere};
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, patients, settings, ward_lists};

use super::DAY;
use crate::wire::automatic::AutomaticSync;

/// Nothing leaves so soon after days were chosen or changed: a mistake can be taken back.
const GRACE: i64 = DAY;

/// Days that hold for a connection; 0 where charts stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Holding(u32);

impl Holding {
    /// Of what was chosen and what the policy leaves.
    pub(super) fn of(chosen: Option<u32>, most: Option<u32>) -> Holding {
        Holding(match (chosen, most) {
            (Some(chosen), Some(most)) => chosen.min(most),
            (one, other) => one.or(other).unwrap_or(0),
        })
    }

    pub(super) fn days(self) -> u32 {
        self.0
    }

    /// The rule with these days: what did not hold before does from now on.
    pub(super) fn held(self, before: retention::Rule, now: i64) -> retention::Rule {
        let since = if self.0 == before.holding {
            before.since
        } else {
            now
        };
        retention::Rule {
            holding: self.0,
            since,
            ..before
        }
    }

    pub(super) fn is_on(self) -> bool {
        self.0 > 0
    }
}

/// A chart that has come to its end.
#[derive(Debug, Clone)]
pub(super) struct Due {
    pub(super) patient: patients::Row,
    pub(super) leaves_at: i64,
}

/// Before which nothing leaves under days that hold since then.
pub(super) fn not_before(since: i64) -> i64 {
    since + GRACE
}

/// When a chart leaves if nobody opens it.
pub(super) fn leaves_at(row: &patients::Row, holding: Holding, since: i64) -> Option<i64> {
    if !holding.is_on() {
        return None;
    }
    // Of one whose coming is not known, the days are counted from when they hold.
    let last = retention::last_look(row).unwrap_or(since);
    Some((last + i64::from(holding.days()) * DAY).max(not_before(since)))
}

/// Charts of a connection whose end is before `until`, the earliest first.
pub(super) fn due(
    c: &Connection,
    connection: i64,
    holding: Holding,
    since: i64,
    until: i64,
) -> Result<Vec<Due>, StoreError> {
    if !holding.is_on() {
        return Ok(Vec::new());
    }
    let mut due: Vec<Due> = patients::of_connection(c, connection)?
        .into_iter()
        .filter_map(|patient| {
            let leaves_at = leaves_at(&patient, holding, since)?;
            (leaves_at <= until).then_some(Due { patient, leaves_at })
        })
        .collect();
    due.sort_by_key(|one| (one.leaves_at, one.patient.id));
    Ok(due)
}

/// What keeps a chart, in words.
fn words(what: OnlyHere) -> &'static str {
    match what {
        OnlyHere::Waiting => "something waits to be sent",
        OnlyHere::Unfiled => "a record was written here and never filed",
        OnlyHere::HalfTyped => "a form is half-typed",
        OnlyHere::Own => "somebody starred them, lists them or has a note to self",
        OnlyHere::Images => "images are here",
        OnlyHere::Measured => "measurements or key images were made here",
        OnlyHere::Judged => "records were verified or marked here",
        OnlyHere::Kept => "documents were changed here, or are kept from others",
        OnlyHere::Versions => "older versions were kept",
        OnlyHere::Mapped => "a mapping was changed by hand",
    }
}

/// Why a chart stays, each reason in words; nothing where it leaves.
pub(super) fn because(c: &Connection, row: &patients::Row) -> Result<Vec<String>, StoreError> {
    let mut because = Vec::new();
    if let Some((by, _)) = retention::stays(c, row.id)? {
        because.push(format!("{by} said that it stays"));
    }
    if is_synced_by_itself(c, row)? {
        because.push("it is synced by itself, by name or by a list".to_owned());
    }
    let only = retention::only_here(c, row.id)?;
    because.extend(only.into_iter().map(|what| words(what).to_owned()));
    Ok(because)
}

/// Whether a connection's own sync names this patient, or a list that they are on: they would come again at once.
fn is_synced_by_itself(c: &Connection, row: &patients::Row) -> Result<bool, StoreError> {
    let kept = settings::get(c, &crate::automatic::setting(row.connection))?;
    let how: Option<AutomaticSync> = kept.and_then(|json| serde_json::from_str(&json).ok());
    let Some(how) = how else { return Ok(false) };
    if how.patients.contains(&row.fhir_id) {
        return Ok(true);
    }
    for list in ward_lists::all(c)? {
        if list.connection == row.connection
            && how.lists.contains(&list.uuid.to_string())
            && ward_lists::members(c, list.id)?.contains(&row.fhir_id)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_shortens_and_never_lengthens() {
        assert_eq!(Holding::of(None, None).days(), 0);
        assert!(!Holding::of(None, None).is_on());
        assert_eq!(Holding::of(Some(30), None).days(), 30);
        assert_eq!(Holding::of(None, Some(90)).days(), 90);
        assert_eq!(Holding::of(Some(30), Some(90)).days(), 30);
        assert_eq!(Holding::of(Some(365), Some(90)).days(), 90);
    }
}
