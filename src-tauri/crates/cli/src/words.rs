//! Numbers, times and states as a person says them.

use wardbook_app::wire::connection::{Reach, SignInState};
use wardbook_app::wire::coverage::{Coverage, CoverageState};
use wardbook_app::wire::section::Standing;

/// A moment in this computer's time zone, to the minute.
pub(crate) fn moment(ms: f64) -> String {
    jiff::Timestamp::from_millisecond(ms as i64)
        .map(|at| {
            at.to_zoned(jiff::tz::TimeZone::system())
                .strftime("%Y-%m-%d %H:%M")
                .to_string()
        })
        .unwrap_or_default()
}

/// A FHIR date as sent, an instant to the minute.
pub(crate) fn date(fhir: Option<&str>) -> String {
    let text = fhir.unwrap_or_default();
    match text.split_once('T') {
        // Words stand where a date could be, and may hold the letter as well.
        Some((day, time)) if day.len() == 10 && day.starts_with(|c: char| c.is_ascii_digit()) => {
            let minute: String = time.chars().take(5).collect();
            if minute == "00:00" {
                day.to_owned()
            } else {
                format!("{day} {minute}")
            }
        }
        _ => text.to_owned(),
    }
}

/// Only the day of it.
pub(crate) fn day(fhir: Option<&str>) -> String {
    let text = fhir.unwrap_or_default();
    text.split_once('T').map_or(text, |(day, _)| day).to_owned()
}

/// "complete, as of 2026-03-14 14:02".
pub(crate) fn coverage(found: &Coverage) -> String {
    let mut words = state(&found.state).to_owned();
    if let Some(at) = found.as_of {
        words.push_str(", as of ");
        words.push_str(&moment(at));
    }
    if let Some(reason) = &found.reason {
        words.push_str(": ");
        words.push_str(reason);
    }
    words
}

pub(crate) fn state(state: &CoverageState) -> &'static str {
    match state {
        CoverageState::NotAsked => "not asked",
        CoverageState::Partial => "partial",
        CoverageState::Complete => "complete",
        CoverageState::Refused => "refused",
        CoverageState::NotOffered => "not offered",
        CoverageState::NotGranted => "not granted",
        CoverageState::Failed => "failed",
    }
}

/// What stands beside a row that does not simply count.
pub(crate) fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Current => "",
        Standing::Past => "past",
        Standing::Preliminary => "not final",
        Standing::EnteredInError => "ENTERED IN ERROR",
        Standing::Removed => "REMOVED AT THE EHR",
        Standing::Refuted => "ruled out or not done",
        Standing::Unknown => "status not known",
    }
}

pub(crate) fn sign_in(state: &SignInState) -> String {
    match state {
        SignInState::NotNeeded => "no sign-in needed".to_owned(),
        SignInState::SignedOut => "signed out".to_owned(),
        SignInState::Waiting => "waiting for the browser".to_owned(),
        SignInState::SignedIn {
            user,
            until,
            renews,
        } => {
            let who = user
                .as_deref()
                .map(|user| format!(" as {user}"))
                .unwrap_or_default();
            match (until, renews) {
                (_, true) => format!("signed in{who}, renews itself"),
                (Some(at), false) => format!("signed in{who} until {}", moment(*at)),
                (None, false) => format!("signed in{who}"),
            }
        }
        SignInState::Lost { reason } => format!("sign-in lost: {reason}"),
    }
}

pub(crate) fn reach(reach: &Reach) -> String {
    match reach {
        Reach::Unknown => "not tried yet".to_owned(),
        Reach::Online { at } => format!("answered at {}", moment(*at)),
        Reach::Offline { since } => format!("offline since {}", moment(*since)),
    }
}

/// "1.4 GB".
pub(crate) fn bytes(n: f64) -> String {
    let mut amount = n;
    for unit in ["bytes", "kB", "MB"] {
        if amount < 1000.0 {
            return if unit == "bytes" {
                format!("{amount:.0} {unit}")
            } else {
                format!("{amount:.1} {unit}")
            };
        }
        amount /= 1000.0;
    }
    format!("{amount:.1} GB")
}

/// "1 patient", "12 patients".
pub(crate) fn many(n: u32, what: &str) -> String {
    if n == 1 {
        format!("1 {what}")
    } else {
        format!("{n} {what}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_shown_as_exact_as_they_came() {
        assert_eq!(date(Some("2019")), "2019");
        assert_eq!(date(Some("2026-03-14T06:10:00+01:00")), "2026-03-14 06:10");
        assert_eq!(date(None), "");
        assert_eq!(day(Some("2026-03-14T06:10:00Z")), "2026-03-14");
    }

    #[test]
    fn amounts_are_said_in_the_unit_that_fits() {
        assert_eq!(bytes(12.0), "12 bytes");
        assert_eq!(bytes(1_400_000.0), "1.4 MB");
        assert_eq!(many(1, "patient"), "1 patient");
    }
}
