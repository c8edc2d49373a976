//! Quantities, ranges and ratios, with the number as sent.

use super::unit;
use crate::json::{Node, Object};

/// The system of UCUM's codes.
const UCUM: &str = "http://unitsofmeasure.org";

/// A quantity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quantity {
    /// The number as sent ("1.50").
    pub value: Option<String>,
    /// The number for sorting and drawing.
    pub number: Option<f64>,
    /// `<`, `<=`, `>`, `>=`, `ad`.
    pub comparator: Option<String>,
    /// Unit as sent, else its code.
    pub unit: Option<String>,
    /// Code of the unit.
    pub code: Option<String>,
    /// The code, where it is said to be UCUM's.
    pub ucum: Option<String>,
}

impl Quantity {
    /// Read a quantity, or a bare number. A number sent as text is a number.
    pub fn read(node: Node<'_>) -> Option<Self> {
        if let Some(number) = node.number() {
            return Some(Self::of(number));
        }
        let object = node.object()?;
        let mut quantity = object
            .get("value")
            .and_then(|value| value.number().map(str::to_owned).or_else(|| value.text()))
            .map(|value| Self::of(&value))
            .unwrap_or_default();
        quantity.comparator = object.text("comparator");
        quantity.code = object.text("code");
        quantity.ucum = object
            .text("system")
            .filter(|system| system == UCUM)
            .and_then(|_| quantity.code.clone());
        quantity.unit = object
            .text("unit")
            .or_else(|| unit_of_code(quantity.code.as_deref()));
        (quantity.value.is_some() || quantity.unit.is_some()).then_some(quantity)
    }

    fn of(value: &str) -> Self {
        let number = value.parse().ok().filter(|n: &f64| n.is_finite());
        Self {
            value: Some(value.to_owned()),
            number,
            ..Self::default()
        }
    }

    /// A member.
    pub fn one(object: &Object<'_>, name: &str) -> Option<Self> {
        object.list(name).into_iter().find_map(Self::read)
    }

    /// The number with its comparator ("<0.01").
    pub fn amount(&self) -> Option<String> {
        let value = self.value.as_ref()?;
        Some(match self.comparator.as_deref() {
            Some("ad") => format!("sufficient for {value}"),
            Some(comparator) => format!("{}{value}", sign(comparator)),
            None => value.clone(),
        })
    }

    /// The same amount in another unit by its UCUM code, where that is exact; else nothing.
    pub fn in_unit(&self, ucum: &str) -> Option<Self> {
        let own = self.ucum.as_deref()?;
        if !unit::agrees(self.unit.as_deref()?, own) {
            return None;
        }
        let value = unit::shifted(self.value.as_deref()?, own, ucum)?;
        Some(Self {
            comparator: self.comparator.clone(),
            unit: Some(ucum.to_owned()),
            code: Some(ucum.to_owned()),
            ucum: Some(ucum.to_owned()),
            ..Self::of(&value)
        })
    }

    /// With its unit ("80 mg", "98 %").
    pub fn words(&self) -> Option<String> {
        let amount = self.amount()?;
        Some(match self.unit.as_deref() {
            Some(unit) => format!("{amount} {unit}"),
            None => amount,
        })
    }
}

fn sign(comparator: &str) -> &str {
    match comparator {
        "<=" => "≤",
        ">=" => "≥",
        other => other,
    }
}

/// "{score}" and "1" are UCUM for "no unit".
fn unit_of_code(code: Option<&str>) -> Option<String> {
    let code = code?;
    let is_note = code == "1" || (code.starts_with('{') && code.ends_with('}'));
    (!is_note).then(|| code.to_owned())
}

/// A range in words: "2.5–4.5 mg", "≥ 60 mL/min", "up to 5 mg".
pub fn range_in_words(low: Option<&Quantity>, high: Option<&Quantity>) -> Option<String> {
    let low_amount = low.and_then(Quantity::amount);
    let high_amount = high.and_then(Quantity::amount);
    let unit = high
        .and_then(|q| q.unit.as_deref())
        .or_else(|| low.and_then(|q| q.unit.as_deref()));
    let words = match (low_amount, high_amount) {
        (Some(low), Some(high)) if low == high => low,
        (Some(low), Some(high)) => format!("{low}–{high}"),
        (Some(low), None) if low.starts_with(['<', '>', '≤', '≥']) => low,
        (Some(low), None) => format!("≥{low}"),
        (None, Some(high)) if high.starts_with(['<', '>', '≤', '≥']) => high,
        (None, Some(high)) => format!("≤{high}"),
        (None, None) => return None,
    };
    Some(match unit {
        Some(unit) => format!("{words} {unit}"),
        None => words,
    })
}

/// A FHIR Range in words.
pub fn range(node: Node<'_>) -> Option<String> {
    let object = node.object()?;
    let (low, high) = (
        Quantity::one(&object, "low"),
        Quantity::one(&object, "high"),
    );
    range_in_words(low.as_ref(), high.as_ref())
}

/// A FHIR Ratio in words ("1:128", "5 mg / 1 mL").
pub fn ratio(node: Node<'_>) -> Option<String> {
    let object = node.object()?;
    let (over, under) = (
        Quantity::one(&object, "numerator")?,
        Quantity::one(&object, "denominator"),
    );
    let Some(under) = under else {
        return over.words();
    };
    if over.unit.is_none() && under.unit.is_none() {
        return Some(format!("{}:{}", over.amount()?, under.amount()?));
    }
    let under = match under.value.as_deref() {
        Some("1" | "1.0") => under.unit.clone().unwrap_or_else(|| "1".to_owned()),
        _ => under.words()?,
    };
    Some(format!("{}/{under}", over.words()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn with(json: &str, read: impl Fn(Node<'_>) -> Option<String>) -> Option<String> {
        Object::parse(json.as_bytes())
            .unwrap()
            .get("v")
            .and_then(read)
    }

    #[test]
    fn a_number_keeps_the_digits_it_was_sent_with() {
        let words = |json: &str| with(json, |node| Quantity::read(node)?.words());
        assert_eq!(
            words(r#"{"v":{"value":1.50,"unit":"mg/dL"}}"#).unwrap(),
            "1.50 mg/dL"
        );
        assert_eq!(
            words(r#"{"v":{"value":0.01,"comparator":"<","code":"ng/mL"}}"#).unwrap(),
            "<0.01 ng/mL"
        );
        assert_eq!(
            words(r#"{"v":{"value":"7.2","comparator":">="}}"#).unwrap(),
            "≥7.2"
        );
        assert_eq!(words(r#"{"v":{"value":3,"code":"{score}"}}"#).unwrap(), "3");
        assert_eq!(words(r#"{"v":12}"#).unwrap(), "12");
        assert_eq!(words(r#"{"v":{"unit":"mg"}}"#), None);
        assert_eq!(words(r#"{"v":{"value":true}}"#), None);
    }

    #[test]
    fn ranges_and_ratios_are_said_in_words() {
        assert_eq!(with(r#"{"v":{"low":{"value":3.5,"unit":"mmol/L"},"high":{"value":5.0,"unit":"mmol/L"}}}"#, range).unwrap(), "3.5–5.0 mmol/L");
        assert_eq!(with(r#"{"v":{"low":{"value":60}}}"#, range).unwrap(), "≥60");
        assert_eq!(with(r#"{"v":{}}"#, range), None);
        assert_eq!(
            with(
                r#"{"v":{"numerator":{"value":1},"denominator":{"value":128}}}"#,
                ratio
            )
            .unwrap(),
            "1:128"
        );
        assert_eq!(with(r#"{"v":{"numerator":{"value":5,"unit":"mg"},"denominator":{"value":1,"unit":"mL"}}}"#, ratio).unwrap(), "5 mg/mL");
        assert_eq!(with(r#"{"v":{"numerator":{"value":5,"unit":"mg"},"denominator":{"value":2,"unit":"h"}}}"#, ratio).unwrap(), "5 mg/2 h");
    }
}
