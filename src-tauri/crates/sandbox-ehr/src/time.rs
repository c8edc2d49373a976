//! Days and instants as whole numbers, and the FHIR date forms made from and read into them.
//! Refuses calendars with gaps: everything is the proleptic Gregorian calendar in UTC.

use std::fmt;
use std::str::FromStr;

/// Milliseconds in a day.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// A calendar day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// The day of this year, month (1 to 12) and day of month.
    pub fn of(year: i32, month: i32, day: i32) -> Day {
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let year_of_era = y.rem_euclid(400);
        let shifted = (month + 9) % 12;
        let day_of_year = (153 * shifted + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    /// Year, month and day of month.
    pub fn civil(self) -> (i32, i32, i32) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year_of_era + era * 400 + i32::from(month <= 2);
        (year, month, day)
    }

    /// The day on which this instant falls.
    pub fn from_ms(ms: i64) -> Day {
        Day(i32::try_from(ms.div_euclid(DAY_MS)).unwrap_or(0))
    }

    /// The first instant of the day.
    pub fn ms(self) -> i64 {
        i64::from(self.0) * DAY_MS
    }

    /// The calendar year.
    pub fn year(self) -> i32 {
        self.civil().0
    }

    /// This many days later (or earlier).
    pub fn plus(self, days: i32) -> Day {
        Day(self.0 + days)
    }

    /// This many years later, on the same month and day where the calendar has it.
    pub fn plus_years(self, years: i32) -> Day {
        let (y, m, d) = self.civil();
        Day::of(y + years, m, d.min(28))
    }

    /// Whole years from `self` to `later`.
    pub fn years_to(self, later: Day) -> i32 {
        let (y, m, d) = self.civil();
        let (ly, lm, ld) = later.civil();
        ly - y - i32::from((lm, ld) < (m, d))
    }

    /// The instant at this many minutes after midnight, as a FHIR `dateTime`.
    pub fn at(self, minutes: i32) -> String {
        instant(self.ms() + i64::from(minutes) * 60_000)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.civil();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Day, String> {
        match span(text) {
            Some((from, _)) if text.len() == 10 => Ok(Day::from_ms(from)),
            _ => Err("a day is written YYYY-MM-DD".to_owned()),
        }
    }
}

/// An instant in FHIR form; milliseconds are written only where there are any.
pub(crate) fn instant(ms: i64) -> String {
    let day = Day::from_ms(ms);
    let rest = ms.rem_euclid(DAY_MS);
    let (h, m, s) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    if rest % 1000 == 0 {
        format!("{day}T{h:02}:{m:02}:{s:02}Z")
    } else {
        format!("{day}T{h:02}:{m:02}:{s:02}.{:03}Z", rest % 1000)
    }
}

/// First and last millisecond that a FHIR date, dateTime or instant covers.
pub(crate) fn span(text: &str) -> Option<(i64, i64)> {
    let (date, clock) = match text.split_once('T') {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    let mut parts = date.splitn(3, '-');
    let year: i32 = number(parts.next()?, 4)?;
    let month = parts
        .next()
        .map(|p| number(p, 2))
        .map_or(Some(None), |p| p.map(Some))?;
    let day = parts
        .next()
        .map(|p| number(p, 2))
        .map_or(Some(None), |p| p.map(Some))?;
    if month.is_some_and(|m| !(1..=12).contains(&m)) || day.is_some_and(|d| !(1..=31).contains(&d))
    {
        return None;
    }
    let (from, to) = match (month, day) {
        (None, _) => (Day::of(year, 1, 1), Day::of(year + 1, 1, 1)),
        (Some(m), None) => {
            let after = if m == 12 {
                Day::of(year + 1, 1, 1)
            } else {
                Day::of(year, m + 1, 1)
            };
            (Day::of(year, m, 1), after)
        }
        (Some(m), Some(d)) => (Day::of(year, m, d), Day::of(year, m, d).plus(1)),
    };
    match clock {
        None => Some((from.ms(), to.ms() - 1)),
        Some(clock) => time_of_day(clock).map(|(a, b)| (from.ms() + a, from.ms() + b)),
    }
}

/// Offset of a clock time from midnight UTC: its first and last millisecond.
fn time_of_day(text: &str) -> Option<(i64, i64)> {
    let cut = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(cut);
    let zone_ms = match zone {
        "" | "Z" => 0,
        other => {
            let (sign, rest) = match other.split_at_checked(1)? {
                ("-", rest) => (-1, rest),
                (_, rest) => (1, rest),
            };
            let (h, m) = rest.split_once(':')?;
            sign * (i64::from(number(h, 2)?) * 3_600_000 + i64::from(number(m, 2)?) * 60_000)
        }
    };
    let mut parts = clock.splitn(3, ':');
    let h = i64::from(number(parts.next()?, 2)?);
    let m = i64::from(number(parts.next()?, 2)?);
    let (seconds, width) = match parts.next() {
        None => (0, 60_000),
        Some(s) => match s.split_once('.') {
            None => (i64::from(number(s, 2)?) * 1000, 1000),
            Some((whole, fraction)) => {
                let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
                (
                    i64::from(number(whole, 2)?) * 1000 + i64::from(number(&digits, 3)?),
                    1,
                )
            }
        },
    };
    let from = h * 3_600_000 + m * 60_000 + seconds - zone_ms;
    Some((from, from + width - 1))
}

fn number(text: &str, width: usize) -> Option<i32> {
    let plain = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_day_of_four_centuries_survives_the_calendar() {
        for n in -60_000..90_000 {
            let (y, m, d) = Day(n).civil();
            assert_eq!(Day::of(y, m, d), Day(n));
        }
        assert_eq!(Day::of(1970, 1, 1), Day(0));
        assert_eq!(Day::of(2000, 2, 29).to_string(), "2000-02-29");
    }

    #[test]
    fn partial_dates_cover_what_they_say() {
        let (from, to) = span("2019").unwrap();
        assert_eq!(
            (Day::from_ms(from), Day::from_ms(to)),
            (Day::of(2019, 1, 1), Day::of(2019, 12, 31))
        );
        let (from, to) = span("2020-02").unwrap();
        assert_eq!(
            (Day::from_ms(from), Day::from_ms(to)),
            (Day::of(2020, 2, 1), Day::of(2020, 2, 29))
        );
        let (from, to) = span("2020-02-03T10:00:00+02:00").unwrap();
        assert_eq!(instant(from), "2020-02-03T08:00:00Z");
        assert_eq!(to - from, 999);
        assert_eq!(span("2020-13"), None);
        assert_eq!(span("yesterday"), None);
    }
}
