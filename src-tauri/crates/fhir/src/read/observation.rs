//! Observation: a result or a vital sign, with its value as sent.

use super::codeable::{Coded, Reference, absent_in_words, absent_reason};
use super::interpretation::Abnormality;
use super::period::{Period, when};
use super::quantity::{self, Quantity};
use super::reference_range::ReferenceRange;
use super::standing::Standing;
use crate::json::{Node, Object, ReadError};

/// Shown for a value of a type that is not understood: there is one, and the source has it.
pub const NOT_UNDERSTOOD: &str = "value not understood";

/// A value.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Value {
    /// As sent, with comparator, without unit.
    pub text: String,
    /// The number, for sorting and drawing.
    pub number: Option<f64>,
    /// Unit as sent.
    pub unit: Option<String>,
    /// The quantity, where it is one.
    pub quantity: Option<Quantity>,
    /// The concept, where it is one.
    pub concept: Option<Coded>,
    /// The type is one this program knows.
    pub understood: bool,
}

impl Value {
    fn said(text: String) -> Self {
        Self {
            text,
            understood: true,
            ..Self::default()
        }
    }

    /// With its unit.
    pub fn words(&self) -> String {
        match &self.unit {
            Some(unit) => format!("{} {unit}", self.text),
            None => self.text.clone(),
        }
    }
}

/// A component: a value of its own under the observation.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Name.
    pub name: Option<String>,
    /// Code.
    pub code: Option<Coded>,
    /// Value.
    pub value: Option<Value>,
    /// Why there is none, in words.
    pub absent: Option<String>,
    /// Abnormality.
    pub abnormality: Abnormality,
    /// The EHR sent an interpretation.
    pub interpreted: bool,
    /// Reference ranges.
    pub ranges: Vec<ReferenceRange>,
}

impl Component {
    /// Its value in words, or why there is none.
    pub fn said(&self) -> Option<String> {
        let value = self.value.as_ref().map(Value::words);
        value.or_else(|| self.absent.clone())
    }

    /// The same with its name, to stand beside another value.
    pub fn words(&self) -> Option<String> {
        let name = self.name.as_deref().unwrap_or("Part");
        Some(format!("{name}: {}", self.said()?))
    }
}

/// A result or a vital sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Name.
    pub name: Option<String>,
    /// Code.
    pub code: Option<Coded>,
    /// What makes two results the same test: see `Coded::key`.
    pub key: Option<String>,
    /// Categories.
    pub categories: Vec<Coded>,
    /// Status as sent.
    pub status: Option<String>,
    /// Standing.
    pub standing: Standing,
    /// When it was true of the patient: FHIR date.
    pub date: Option<String>,
    /// When it was made known.
    pub issued: Option<String>,
    /// Value; a blood pressure is one pair ("104/62").
    pub value: Option<Value>,
    /// Why there is no value, in words.
    pub absent: Option<String>,
    /// Abnormality: as the EHR says, else by the range sent.
    pub abnormality: Abnormality,
    /// The EHR sent an interpretation.
    pub interpreted: bool,
    /// Interpretations in words.
    pub interpretation: Option<String>,
    /// Reference ranges as sent.
    pub ranges: Vec<ReferenceRange>,
    /// Components, also those that make the pair.
    pub components: Vec<Component>,
    /// Results it groups.
    pub members: Vec<Reference>,
    /// Body site in words.
    pub body_site: Option<String>,
    /// Method in words.
    pub method: Option<String>,
    /// Specimen.
    pub specimen: Option<Reference>,
    /// Who measured.
    pub performers: Vec<Reference>,
    /// Notes.
    pub notes: Vec<String>,
}

impl Observation {
    /// Read an Observation.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        let code = Coded::one(&object, "code");
        let components: Vec<Component> =
            object.objects("component").iter().map(component).collect();
        let ranges = ReferenceRange::all(&object);
        let interpretations = Coded::all(&object, "interpretation");
        let mut value = value(&object);
        let mut abnormality = Abnormality::of(&interpretations);
        let interpreted = abnormality != Abnormality::Unknown;
        let pair = value.is_none().then(|| pair(&components)).flatten();
        if let Some((pair, worst)) = pair {
            value = Some(pair);
            if !interpreted {
                abnormality = worst;
            }
        } else if !interpreted {
            abnormality = judged(&ranges, value.as_ref());
        }
        let members = Reference::all(&object, "hasMember");
        let absent = if value.is_none() {
            absent(&object)
        } else {
            None
        };
        let status = object.text("status");
        Ok(Self {
            name: code.as_ref().and_then(Coded::words),
            key: code.as_ref().and_then(Coded::key),
            code,
            categories: Coded::all(&object, "category"),
            standing: Standing::of(status.as_deref()),
            status,
            date: when(&object, "effective"),
            issued: object.text("issued"),
            value,
            absent,
            abnormality,
            interpreted,
            interpretation: super::joined(&interpretations),
            ranges,
            components,
            members,
            body_site: Coded::one(&object, "bodySite").and_then(|coded| coded.words()),
            method: Coded::one(&object, "method").and_then(|coded| coded.words()),
            specimen: Reference::one(&object, "specimen"),
            performers: Reference::all(&object, "performer"),
            notes: super::notes(&object),
        })
    }

    /// The date to sort by: when it was true, else when it was made known.
    pub fn sort_date(&self) -> Option<&str> {
        self.date.as_deref().or(self.issued.as_deref())
    }

    /// One of its categories has this code.
    pub fn is_category(&self, code: &str) -> bool {
        self.categories.iter().any(|category| category.has(code))
    }

    /// The value in words with its unit; the components' where there is no value of its own.
    pub fn words(&self) -> Option<String> {
        if let Some(value) = &self.value {
            return Some(value.words());
        }
        let said = |component: &Component| {
            let what = component.said()?;
            Some(match &component.name {
                Some(name) => format!("{name}: {what}"),
                None => what,
            })
        };
        let words: Vec<String> = self.components.iter().filter_map(said).collect();
        (!words.is_empty()).then(|| words.join("; "))
    }

    /// A component stands in the value, as the halves of a pair do ("104/62"); any other is a value of its own, though
    /// it is the same (a saturation of 92 with a pulse of 92).
    pub fn is_half(&self, component: &Component) -> bool {
        let whole = self.value.as_ref().map(|value| value.text.as_str());
        let halves = whole.filter(|whole| whole.contains('/'));
        let part = component.value.as_ref().map(|value| value.text.as_str());
        halves.is_some_and(|pair| pair.split('/').any(|half| part == Some(half)))
    }

    /// Reference ranges in words.
    pub fn range(&self) -> Option<String> {
        ReferenceRange::all_in_words(&self.ranges)
    }

    /// The ends of the one range it is judged by.
    pub fn range_ends(&self) -> (Option<f64>, Option<f64>) {
        let Some(range) = ReferenceRange::judged(&self.ranges) else {
            return (None, None);
        };
        let end = |end: &Option<Quantity>| end.as_ref().and_then(|quantity| quantity.number);
        (end(&range.low), end(&range.high))
    }
}

fn component(object: &Object<'_>) -> Component {
    let code = Coded::one(object, "code");
    let value = value(object);
    let ranges = ReferenceRange::all(object);
    let sent = Abnormality::of(&Coded::all(object, "interpretation"));
    let interpreted = sent != Abnormality::Unknown;
    Component {
        name: code.as_ref().and_then(Coded::words),
        code,
        absent: if value.is_none() {
            absent(object)
        } else {
            None
        },
        abnormality: if interpreted {
            sent
        } else {
            judged(&ranges, value.as_ref())
        },
        interpreted,
        ranges,
        value,
    }
}

fn judged(ranges: &[ReferenceRange], value: Option<&Value>) -> Abnormality {
    match (
        ReferenceRange::judged(ranges),
        value.and_then(|value| value.quantity.as_ref()),
    ) {
        (Some(range), Some(quantity)) => range.judge(quantity),
        _ => Abnormality::Unknown,
    }
}

/// Systolic over diastolic, as a ward writes it.
fn pair(components: &[Component]) -> Option<(Value, Abnormality)> {
    let find = |codes: [&str; 2]| {
        components.iter().find(|component| {
            component
                .code
                .as_ref()
                .is_some_and(|code| codes.iter().any(|c| code.has(c)))
        })
    };
    let (systolic, diastolic) = (
        find(["8480-6", "271649006"])?,
        find(["8462-4", "271650006"])?,
    );
    let text = |component: &Component| component.value.as_ref().map(|value| value.text.clone());
    if systolic.value.is_none() && diastolic.value.is_none() {
        return None;
    }
    let missing = || "?".to_owned();
    let value = Value {
        text: format!(
            "{}/{}",
            text(systolic).unwrap_or_else(missing),
            text(diastolic).unwrap_or_else(missing)
        ),
        number: systolic.value.as_ref().and_then(|value| value.number),
        unit: [systolic, diastolic]
            .iter()
            .find_map(|component| component.value.as_ref()?.unit.clone()),
        quantity: None,
        concept: None,
        understood: true,
    };
    let worst = [systolic.abnormality, diastolic.abnormality];
    Some((
        value,
        worst
            .into_iter()
            .max_by_key(|a| a.weight())
            .unwrap_or(Abnormality::Unknown),
    ))
}

/// Why there is no value: said outright, or by an extension where the value would be.
fn absent(object: &Object<'_>) -> Option<String> {
    if let Some(reason) = Coded::one(object, "dataAbsentReason") {
        let known = reason.code().map(absent_in_words);
        return match (reason.text.clone(), known) {
            (Some(text), _) => Some(text),
            (None, Some(words)) if words.starts_with("No value (") => {
                reason.words().or(Some(words))
            }
            (None, words) => words.or_else(|| reason.words()),
        };
    }
    object.members().find_map(|(name, node)| {
        let name = name.strip_prefix('_').unwrap_or(name);
        let element = if name.starts_with("value") {
            node.object()?
        } else {
            return None;
        };
        absent_reason(&element).map(|code| absent_in_words(&code))
    })
}

/// `value[x]`, whatever its type.
fn value(object: &Object<'_>) -> Option<Value> {
    let (name, node) = object.members().find(|(name, node)| {
        let rest = name.strip_prefix("value");
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
            && node.raw() != "null"
    })?;
    match read_value(name, node) {
        Read::Value(value) => Some(*value),
        Read::Nothing => None,
        Read::NotUnderstood => Some(Value {
            text: NOT_UNDERSTOOD.to_owned(),
            ..Value::default()
        }),
    }
}

enum Read {
    Value(Box<Value>),
    /// The element is there and says only why it holds nothing, or holds nothing at all.
    Nothing,
    NotUnderstood,
}

fn read_value(name: &str, node: Node<'_>) -> Read {
    let said = |text: Option<String>| text.map(Value::said);
    let found = match name {
        "valueQuantity" | "valueInteger" | "valueDecimal" => {
            Quantity::read(node).and_then(|quantity| {
                Some(Value {
                    text: quantity.amount()?,
                    number: quantity.number,
                    unit: quantity.unit.clone(),
                    concept: None,
                    understood: true,
                    quantity: Some(quantity),
                })
            })
        }
        "valueCodeableConcept" | "valueCoding" | "valueCode" => {
            Coded::read(node).and_then(|coded| {
                Some(Value {
                    concept: Some(coded.clone()),
                    ..Value::said(coded.words()?)
                })
            })
        }
        "valueString" | "valueDateTime" | "valueDate" | "valueTime" | "valueInstant"
        | "valueUri" | "valueMarkdown" => said(node.text()),
        "valueBoolean" => said(
            node.truth()
                .map(|yes| if yes { "Yes" } else { "No" }.to_owned()),
        ),
        "valueRange" => said(quantity::range(node)),
        "valueRatio" => said(quantity::ratio(node)),
        "valuePeriod" => said(Period::read(node).and_then(|period| period.words())),
        "valueReference" => {
            said(Reference::read(node).and_then(|one| one.display.or(one.reference)))
        }
        "valueSampledData" => said(node.object().and_then(|data| samples(&data))),
        "valueAttachment" => said(node.object().map(|attachment| {
            let title = attachment
                .text("title")
                .or_else(|| attachment.text("contentType"));
            format!(
                "Attachment: {}",
                title.unwrap_or_else(|| "without a title".to_owned())
            )
        })),
        _ => return Read::NotUnderstood,
    };
    match found {
        Some(value) => Read::Value(Box::new(value)),
        None if holds_nothing(name, node) => Read::Nothing,
        None => Read::NotUnderstood,
    }
}

/// An empty text, or an element that has nothing but extensions and, of a quantity, its unit.
fn holds_nothing(name: &str, node: Node<'_>) -> bool {
    if node.text().is_none() && node.exact_text().is_some() {
        return true;
    }
    node.object().is_some_and(|object| {
        object.members().all(|(member, _)| {
            matches!(member, "extension" | "id")
                || (name == "valueQuantity" && matches!(member, "unit" | "system" | "code"))
        })
    })
}

/// A curve in words: how many points.
fn samples(data: &Object<'_>) -> Option<String> {
    let points = data
        .text("data")
        .map(|text| text.split_whitespace().count());
    let unit = data
        .at("origin.unit")
        .or_else(|| data.at("origin.code"))
        .and_then(Node::text);
    let unit = unit.map(|unit| format!(" ({unit})")).unwrap_or_default();
    match points {
        Some(points) => Some(format!("Curve of {points} points{unit}")),
        None => data.get("origin").map(|_| format!("Curve{unit}")),
    }
}

#[cfg(test)]
#[path = "observation_tests.rs"]
mod tests;
