//! FHIR dates: as sent for the screen, as a time for sorting. Ages in words.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A day.
    Day,
    /// A time of day without a zone: taken for UTC.
    LocalTime,
    /// A moment.
    Instant,
}

impl Precision {
    /// A stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::LocalTime => "local-time",
            Self::Instant => "instant",
        }
    }
}

/// A date as a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Its first moment, milliseconds since 1970 UTC.
    pub start: i64,
    /// How exact it is.
    pub precision: Precision,
}

impl Point {
    /// The first moment after it, as far as it was given: after a day the next one, after a moment the next
    /// second.
    pub fn end(self) -> Option<i64> {
        let start = Timestamp::from_millisecond(self.start).ok()?;
        let span = match self.precision {
            Precision::Year => jiff::Span::new().years(1),
            Precision::Month => jiff::Span::new().months(1),
            Precision::Day => jiff::Span::new().days(1),
            Precision::LocalTime | Precision::Instant => jiff::Span::new().seconds(1),
        };
        let end = start.to_zoned(TimeZone::UTC).checked_add(span).ok()?;
        Some(end.timestamp().as_millisecond())
    }
}

/// Read a FHIR date, dateTime or instant; `None` where it is none.
pub fn parse(text: &str) -> Option<Point> {
    let text = text.trim();
    if !text.is_ascii() {
        return None;
    }
    let (day, precision) = match text.len() {
        4 | 7 | 10 => civil(text)?,
        _ => return time(text),
    };
    let zoned = day.to_zoned(TimeZone::UTC).ok()?;
    Some(Point {
        start: zoned.timestamp().as_millisecond(),
        precision,
    })
}

fn time(text: &str) -> Option<Point> {
    // Only what FHIR writes: jiff would also take other calendars' annotations.
    if text.len() > 40 || text.contains('[') || text.as_bytes().get(4) != Some(&b'-') {
        return None;
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(Point {
            start: moment.as_millisecond(),
            precision: Precision::Instant,
        });
    }
    let zoned = text
        .parse::<DateTime>()
        .ok()?
        .to_zoned(TimeZone::UTC)
        .ok()?;
    let start = zoned.timestamp().as_millisecond();
    Some(Point {
        start,
        precision: Precision::LocalTime,
    })
}

/// The day a date begins with, in its own zone.
fn civil(text: &str) -> Option<(Date, Precision)> {
    let digits = |part: Option<&str>| -> Option<i16> {
        let part = part?;
        part.bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse().ok())
            .flatten()
    };
    let dash = |at: usize| text.get(at..=at) == Some("-");
    let year = digits(text.get(0..4))?;
    let (month, day, precision) = match text.len() {
        4 => (1, 1, Precision::Year),
        7 if dash(4) => (digits(text.get(5..7))?, 1, Precision::Month),
        n if n >= 10 && dash(4) && dash(7) => (
            digits(text.get(5..7))?,
            digits(text.get(8..10))?,
            Precision::Day,
        ),
        _ => return None,
    };
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some((date, precision))
}

/// The later of two dates as sent; a date that cannot be read loses.
pub fn is_later(one: Option<&str>, other: Option<&str>) -> bool {
    let start = |text: Option<&str>| text.and_then(parse).map(|point| point.start);
    start(one) > start(other)
}

/// Age in words at a moment, by UTC: see `age_on`.
pub fn age_at(birth: &str, at: i64) -> Option<String> {
    let at = Timestamp::from_millisecond(at).ok()?;
    age_between(birth, at.to_zoned(TimeZone::UTC).date())
}

/// Age in words on a day, given as a FHIR date: "66 y", "9 y", "7 mo", "12 d"; "about 66 y" where
/// either date is not exact. Nothing where the day is before the birth.
pub fn age_on(birth: &str, on: &str) -> Option<String> {
    let (day, precision) = civil(on.trim())?;
    let age = age_between(birth, day)?;
    let exact = precision == Precision::Day || age.starts_with("about");
    Some(if exact { age } else { format!("about {age}") })
}

fn age_between(birth: &str, on: Date) -> Option<String> {
    let (born, precision) = civil(birth.trim())?;
    let span = born.until((Unit::Year, on)).ok()?;
    if precision == Precision::Year {
        let years = i32::from(on.year()) - i32::from(born.year());
        return (years >= 0).then(|| format!("about {years} y"));
    }
    if on < born {
        return None;
    }
    let months = i32::from(span.get_years()) * 12 + span.get_months();
    let words = if span.get_years() >= 2 {
        format!("{} y", span.get_years())
    } else if months >= 2 || precision == Precision::Month {
        format!("{months} mo")
    } else {
        let days = born.until((Unit::Day, on)).ok()?.get_days();
        format!("{days} d")
    };
    Some(if precision == Precision::Month {
        format!("about {words}")
    } else {
        words
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_read_at_their_own_precision() {
        let read = |text: &str| parse(text).map(|p| (p.start, p.precision));
        assert_eq!(read("1970"), Some((0, Precision::Year)));
        assert_eq!(read("1970-02"), Some((31 * 86_400_000, Precision::Month)));
        assert_eq!(read("1970-01-02"), Some((86_400_000, Precision::Day)));
        assert_eq!(
            read("1970-01-01T01:00:00+01:00"),
            Some((0, Precision::Instant))
        );
        assert_eq!(
            read("1970-01-01T00:00:00.250Z"),
            Some((250, Precision::Instant))
        );
        assert_eq!(
            read("1969-12-31T19:00-05:00"),
            Some((0, Precision::Instant))
        );
        assert_eq!(
            read("1970-01-01T00:00:01"),
            Some((1000, Precision::LocalTime))
        );
        assert_eq!(read("2016-12-31T23:59:60Z").unwrap().1, Precision::Instant);
        for bad in [
            "",
            "19",
            "1970-13",
            "1970-02-30",
            "1970/01/01",
            "yesterday",
            "1970-1-1",
            "1970-01-01T25:00:00Z",
            "+970",
            "19٧0",
            "1970-01-01T00:00:00Z[Europe/Paris]",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn ages_are_said_as_a_ward_says_them() {
        let age = |birth: &str, on: &str| age_on(birth, on).unwrap_or_default();
        assert_eq!(age("1960-03-01", "2026-02-28"), "65 y");
        assert_eq!(age("1960-03-01", "2026-03-01"), "66 y");
        assert_eq!(age("2024-07-30", "2026-02-28"), "18 mo");
        assert_eq!(age("2026-02-01", "2026-02-13"), "12 d");
        assert_eq!(age("2026-02-01", "2026-02-01T23:00:00Z"), "0 d");
        assert_eq!(age("1960", "2026-02-01"), "about 66 y");
        assert_eq!(age("1960-05", "2026-02-01"), "about 65 y");
        assert_eq!(age("1960-05-01", "2026"), "about 65 y");
        assert_eq!(age("2026-02-01", "2025-02-01"), "");
        assert_eq!(age_at("1970-01-01", 86_400_000 * 31).unwrap(), "31 d");
    }

    proptest! {
        #[test]
        fn no_text_makes_a_date_panic(text in "\\PC{0,40}", at in any::<i64>()) {
            let _ = parse(&text);
            let _ = age_on(&text, &text);
            let _ = age_at(&text, at);
        }

        #[test]
        fn almost_dates_do_not_panic(text in "[0-9]{4}(-[0-9]{2}){0,2}(T[0-9:.+Z-]{0,20})?") {
            let _ = parse(&text);
            let _ = age_on(&text, "2026-01-01");
        }

        #[test]
        fn a_day_is_read_as_that_day(days in -700_000_i64..2_000_000) {
            let start = days * 86_400_000;
            let day = Timestamp::from_millisecond(start).unwrap().to_zoned(TimeZone::UTC).date();
            prop_assert_eq!(parse(&day.to_string()), Some(Point { start, precision: Precision::Day }));
        }
    }
}
