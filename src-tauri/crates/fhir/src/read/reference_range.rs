//! Reference ranges sent with a result, in words and as numbers.

use super::codeable::Coded;
use super::interpretation::Abnormality;
use super::quantity::{self, Quantity, range_in_words};
use crate::json::Object;

/// One reference range.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReferenceRange {
    /// Low end.
    pub low: Option<Quantity>,
    /// High end.
    pub high: Option<Quantity>,
    /// As text.
    pub text: Option<String>,
    /// normal, recommended, treatment, therapeutic…
    pub kind: Option<Coded>,
    /// To whom it applies, in words.
    pub applies_to: Option<String>,
    /// To what age it applies, in words.
    pub age: Option<String>,
}

impl ReferenceRange {
    pub(crate) fn all(object: &Object<'_>) -> Vec<Self> {
        let read = |one: &Object<'_>| Self {
            low: Quantity::one(one, "low"),
            high: Quantity::one(one, "high"),
            text: one.text("text"),
            kind: Coded::one(one, "type").or_else(|| Coded::one(one, "meaning")),
            applies_to: super::joined(&Coded::all(one, "appliesTo")),
            age: one.get("age").and_then(quantity::range),
        };
        let mut all: Vec<Self> = object.objects("referenceRange").iter().map(read).collect();
        all.retain(|one| one.limits().is_some());
        all
    }

    fn limits(&self) -> Option<String> {
        range_in_words(self.low.as_ref(), self.high.as_ref()).or_else(|| self.text.clone())
    }

    /// In words, with whom it applies to.
    pub fn words(&self) -> Option<String> {
        let mut words = self.limits()?;
        let kind = self
            .kind
            .as_ref()
            .filter(|_| !self.is_normal())
            .and_then(Coded::words);
        let notes: Vec<String> = [kind, self.applies_to.clone(), self.age_words()]
            .into_iter()
            .flatten()
            .collect();
        if !notes.is_empty() {
            words = format!("{words} ({})", notes.join(", "));
        }
        Some(words)
    }

    fn age_words(&self) -> Option<String> {
        Some(format!("age {}", self.age.as_ref()?))
    }

    /// It says what is normal, not what is aimed at.
    pub fn is_normal(&self) -> bool {
        match &self.kind {
            None => true,
            Some(kind) if kind.codings.is_empty() => kind
                .text
                .as_deref()
                .is_none_or(|text| text.to_lowercase().contains("normal")),
            Some(kind) => kind.has("normal"),
        }
    }

    /// The one range that can be judged by, where there is exactly one: several that differ by age
    /// or sex are shown, but nothing is concluded from them.
    pub fn judged(all: &[Self]) -> Option<&Self> {
        let mut normal = all.iter().filter(|one| one.is_normal());
        let first = normal.next();
        if normal.next().is_some() { None } else { first }
    }

    /// All in words: normal ones first.
    pub fn all_in_words(all: &[Self]) -> Option<String> {
        let normal = all.iter().filter(|one| one.is_normal());
        let other = all.iter().filter(|one| !one.is_normal());
        let mut words: Vec<String> = normal.chain(other).filter_map(Self::words).collect();
        words.dedup();
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// What the range says of a number. Nothing where units differ or the comparator leaves it open.
    pub fn judge(&self, value: &Quantity) -> Abnormality {
        let Some(number) = value.number else {
            return Abnormality::Unknown;
        };
        let limit = |end: &Option<Quantity>| {
            let end = end.as_ref()?;
            let same = end.unit.is_none()
                || value.unit.is_none()
                || end.unit == value.unit
                || (end.code.is_some() && end.code == value.code);
            end.number.filter(|_| same)
        };
        let (low, high) = (limit(&self.low), limit(&self.high));
        if low.is_none() && high.is_none()
            || (self.low.is_some() && low.is_none())
            || (self.high.is_some() && high.is_none())
        {
            return Abnormality::Unknown;
        }
        let below = low.is_some_and(|low| number < low);
        let above = high.is_some_and(|high| number > high);
        match value.comparator.as_deref() {
            None | Some("<=") if below => Abnormality::Low,
            None | Some(">=") if above => Abnormality::High,
            None => Abnormality::Normal,
            // "Less than 0.01": low for sure where even 0.01 is not above the low end.
            Some("<") if low.is_some_and(|low| number <= low) => Abnormality::Low,
            Some("<" | "<=") if low.is_none() && !above => Abnormality::Normal,
            Some(">") if high.is_some_and(|high| number >= high) => Abnormality::High,
            Some(">" | ">=") if high.is_none() && !below => Abnormality::Normal,
            Some(_) => Abnormality::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn ranges(json: &str) -> Vec<ReferenceRange> {
        let body = format!(r#"{{"referenceRange":{json}}}"#);
        ReferenceRange::all(&Object::parse(body.as_bytes()).unwrap())
    }

    fn value(json: &str) -> Quantity {
        Quantity::one(
            &Object::parse(format!(r#"{{"v":{json}}}"#).as_bytes()).unwrap(),
            "v",
        )
        .unwrap()
    }

    #[test]
    fn potassium_is_judged_by_the_range_sent_with_it() {
        let all = ranges(
            r#"[{"low":{"value":3.5,"unit":"mmol/L"},"high":{"value":5.1,"unit":"mmol/L"}}]"#,
        );
        let judge = |json: &str| ReferenceRange::judged(&all).unwrap().judge(&value(json));
        assert_eq!(judge(r#"{"value":3.4,"unit":"mmol/L"}"#), Abnormality::Low);
        assert_eq!(judge(r#"{"value":5.2,"unit":"mmol/L"}"#), Abnormality::High);
        assert_eq!(
            judge(r#"{"value":3.5,"unit":"mmol/L"}"#),
            Abnormality::Normal
        );
        assert_eq!(
            judge(r#"{"value":3.4,"unit":"mg/dL"}"#),
            Abnormality::Unknown
        );
        assert_eq!(
            judge(r#"{"value":3.5,"unit":"mmol/L","comparator":"<"}"#),
            Abnormality::Low
        );
        assert_eq!(
            judge(r#"{"value":4,"unit":"mmol/L","comparator":"<"}"#),
            Abnormality::Unknown
        );
        assert_eq!(
            judge(r#"{"value":6,"unit":"mmol/L","comparator":">"}"#),
            Abnormality::High
        );
        let up_to = ranges(r#"[{"high":{"value":0.04}}]"#);
        assert_eq!(
            up_to
                .first()
                .unwrap()
                .judge(&value(r#"{"value":0.01,"comparator":"<"}"#)),
            Abnormality::Normal
        );
    }

    #[test]
    fn ranges_by_age_are_shown_but_nothing_is_concluded() {
        let all = ranges(
            r#"[{"low":{"value":6},"high":{"value":10},"age":{"low":{"value":0,"unit":"a"},"high":{"value":5,"unit":"a"}}},
            {"low":{"value":12},"high":{"value":16},"appliesTo":[{"text":"female"}]},
            {"text":"below 7 for diabetics","type":{"coding":[{"code":"recommended","display":"Recommended Range"}]}},{}]"#,
        );
        assert!(ReferenceRange::judged(&all).is_none());
        assert_eq!(
            ReferenceRange::all_in_words(&all).unwrap(),
            "6–10 (age 0–5 a); 12–16 (female); below 7 for diabetics (Recommended Range)"
        );
    }
}
