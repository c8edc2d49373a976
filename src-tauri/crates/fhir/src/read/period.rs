//! Periods, and elements that may be a date, a period, an age, a range or a text.

use super::quantity::{self, Quantity};
use crate::json::{Node, Object};

/// From and to, as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Period {
    /// FHIR date.
    pub start: Option<String>,
    /// FHIR date.
    pub end: Option<String>,
}

impl Period {
    /// Read a Period.
    pub fn read(node: Node<'_>) -> Option<Self> {
        let object = node.object()?;
        let period = Self {
            start: object.text("start"),
            end: object.text("end"),
        };
        (period.start.is_some() || period.end.is_some()).then_some(period)
    }

    /// A member.
    pub fn one(object: &Object<'_>, name: &str) -> Option<Self> {
        object.list(name).into_iter().find_map(Self::read)
    }

    /// "from to to".
    pub fn words(&self) -> Option<String> {
        match (&self.start, &self.end) {
            (Some(start), Some(end)) if start == end => Some(start.clone()),
            (Some(start), Some(end)) => Some(format!("{start} to {end}")),
            (Some(start), None) => Some(format!("since {start}")),
            (None, Some(end)) => Some(format!("until {end}")),
            (None, None) => None,
        }
    }
}

/// When something was, of whatever type (`onset[x]`, `performed[x]`): a FHIR date where there is
/// one (a period's start), else words. "When" of an unknown type is said so.
pub fn when(object: &Object<'_>, stem: &str) -> Option<String> {
    let member = |suffix: &str| object.get(&format!("{stem}{suffix}"));
    let date = ["DateTime", "Date", "Instant", ""]
        .iter()
        .find_map(|suffix| member(suffix)?.text());
    if date.is_some() {
        return date;
    }
    if let Some(period) = member("Period").and_then(Period::read) {
        return period.start.clone().or_else(|| period.words());
    }
    if let Some(age) = member("Age").and_then(Quantity::read) {
        return Some(format!("at age {}", age.words()?));
    }
    if let Some(range) = member("Range").and_then(quantity::range) {
        return Some(format!("at age {range}"));
    }
    if let Some(timing) = member("Timing").and_then(Node::object) {
        let event = timing.list("event").into_iter().find_map(Node::text);
        return event.or_else(|| super::timing::timing(&timing));
    }
    if let Some(text) = member("String").and_then(Node::text) {
        return Some(text);
    }
    if let Some(yes) = member("Boolean").and_then(Node::truth) {
        return yes.then(|| "yes".to_owned());
    }
    None
}

/// The end of something, where it was a period.
pub fn until(object: &Object<'_>, stem: &str) -> Option<String> {
    Period::one(object, &format!("{stem}Period"))?.end
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn when_takes_every_type_it_may_have() {
        let onset = |json: &str| when(&Object::parse(json.as_bytes()).unwrap(), "onset");
        assert_eq!(onset(r#"{"onsetDateTime":"2019-03"}"#).unwrap(), "2019-03");
        assert_eq!(
            onset(r#"{"onsetPeriod":{"start":"2019","end":"2020"}}"#).unwrap(),
            "2019"
        );
        assert_eq!(
            onset(r#"{"onsetPeriod":{"end":"2020"}}"#).unwrap(),
            "until 2020"
        );
        assert_eq!(
            onset(r#"{"onsetAge":{"value":52,"unit":"years"}}"#).unwrap(),
            "at age 52 years"
        );
        assert_eq!(
            onset(r#"{"onsetRange":{"low":{"value":5},"high":{"value":7,"unit":"a"}}}"#).unwrap(),
            "at age 5–7 a"
        );
        assert_eq!(
            onset(r#"{"onsetString":"in childhood"}"#).unwrap(),
            "in childhood"
        );
        assert_eq!(onset(r#"{"onsetBoolean":true}"#).unwrap(), "yes");
        assert_eq!(onset(r#"{"onsetDateTime":7}"#), None);
    }
}
