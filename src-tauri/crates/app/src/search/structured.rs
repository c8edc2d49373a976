//! A FHIR search as it is typed, e.g. `Observation?code=2823-3&date=ge2026&_sort=-date`, as conditions of
//! the store. Refuses what it cannot answer exactly, and says what it can: a parameter that is left out
//! in silence would find too much.

use uuid::Uuid;
use wardbook_fhir::read::date;
use wardbook_store::rusqlite::Connection;
use wardbook_store::structured::{self, Compare, Condition, Structured, Token};
use wardbook_store::write::Role;
use wardbook_store::{StoreError, patients, records};

use crate::failure::Fault;

const OFFERED: &str = "patient, _id, code, category, component-code, status, date, value-quantity, _content, _sort and _count";

/// What was typed, ready to be looked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    structured: Structured,
    /// Patients by our id or the EHR's; each list is one condition.
    patients: Vec<Vec<String>>,
    count: Option<u64>,
}

impl Asked {
    /// Newest first, of this patient only where one is given.
    pub(super) fn find(
        mut self,
        c: &Connection,
        patient: Option<i64>,
        limit: u64,
    ) -> Result<Vec<records::Row>, StoreError> {
        let conditions = &mut self.structured.conditions;
        conditions.extend(patient.map(|key| Condition::Patient(vec![key])));
        for any in &self.patients {
            let mut keys = Vec::new();
            for name in any {
                keys.extend(who(c, name)?);
            }
            conditions.push(Condition::Patient(keys));
        }
        let limit = self.count.map_or(limit, |count| count.min(limit));
        structured::find(c, &self.structured, limit)
    }
}

fn who(c: &Connection, name: &str) -> Result<Vec<i64>, StoreError> {
    let name = name.rsplit('/').next().unwrap_or(name);
    let ours = match Uuid::try_parse(name) {
        Ok(uuid) => patients::get(c, uuid)?,
        Err(_) => None,
    };
    match ours {
        Some(row) => Ok(vec![row.id]),
        None => patients::with_fhir_id(c, name),
    }
}

/// Reads what was typed; `None` where it is words and no FHIR search.
pub(super) fn parse(text: &str) -> Result<Option<Asked>, Fault> {
    let Some((resource_type, query)) = text.trim().split_once('?') else {
        return Ok(None);
    };
    let is_type = resource_type.starts_with(|c: char| c.is_ascii_uppercase())
        && resource_type.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_type {
        return Ok(None);
    }
    let mut asked = Asked {
        structured: Structured {
            resource_type: resource_type.to_owned(),
            conditions: Vec::new(),
            oldest_first: false,
        },
        patients: Vec::new(),
        count: None,
    };
    // A plus is typed as a plus: of a time zone, of a blood group.
    let query = query.replace('+', "%2B");
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        asked.take(&name, &value)?;
    }
    Ok(Some(asked))
}

impl Asked {
    fn take(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        let all = || value.split(',').map(|v| v.trim().to_owned()).collect();
        if value.trim().is_empty() {
            return Err(Fault::invalid(format!("\"{name}\" needs a value.")));
        }
        let condition = match name {
            "patient" | "subject" => {
                self.patients.push(all());
                return Ok(());
            }
            "_count" => {
                let count = value.parse().map_err(|_| {
                    Fault::invalid("\"_count\" is a number of records, for example 20.")
                })?;
                self.count = Some(count);
                return Ok(());
            }
            "_sort" => {
                self.structured.oldest_first = match value {
                    "date" => true,
                    "-date" => false,
                    _ => {
                        return Err(Fault::invalid(
                            "\"_sort\" can be \"date\" (oldest first) or \"-date\" (newest first).",
                        ));
                    }
                };
                return Ok(());
            }
            "_id" => Condition::Id(all()),
            "code" => Condition::Token(Role::Code, tokens(value)),
            "category" => Condition::Token(Role::Category, tokens(value)),
            "component-code" => Condition::Token(Role::Component, tokens(value)),
            "status" => Condition::Status(all()),
            "date" => span(value)?,
            "value-quantity" => quantity(value)?,
            "_content" | "_text" => Condition::Words(value.to_owned()),
            _ => {
                return Err(Fault::invalid(format!(
                    "\"{name}\" cannot be searched on this workstation. What can: {OFFERED}."
                )));
            }
        };
        self.structured.conditions.push(condition);
        Ok(())
    }
}

fn tokens(value: &str) -> Vec<Token> {
    let one = |text: &str| match text.trim().split_once('|') {
        Some((system, code)) => Token {
            system: Some(system.to_owned()),
            code: code.to_owned(),
        },
        None => Token {
            system: None,
            code: text.trim().to_owned(),
        },
    };
    value.split(',').map(one).collect()
}

/// The comparison in front of a value (R4, section 3.1.1.4.1); `ap` is left to the EHR.
fn compare(value: &str) -> (Compare, &str) {
    let prefixes = [
        ("eq", Compare::Equal),
        ("ne", Compare::NotEqual),
        ("gt", Compare::Above),
        ("sa", Compare::Above),
        ("ge", Compare::AtLeast),
        ("lt", Compare::Below),
        ("eb", Compare::Below),
        ("le", Compare::AtMost),
    ];
    let value = value.trim();
    prefixes
        .into_iter()
        .find_map(|(prefix, compare)| Some((compare, value.strip_prefix(prefix)?)))
        .unwrap_or((Compare::Equal, value))
}

fn span(value: &str) -> Result<Condition, Fault> {
    let (compare, day) = compare(value);
    let point = date::parse(day).and_then(|point| Some((point.start, point.end()?)));
    let (start, end) = point.ok_or_else(|| {
        Fault::invalid("\"date\" is a date as FHIR has it, for example ge2026-01 or lt2026-11-21.")
    })?;
    Ok(Condition::Date {
        compare,
        start,
        end,
    })
}

fn quantity(value: &str) -> Result<Condition, Fault> {
    let (compare, rest) = compare(value);
    let mut parts = rest.split('|');
    let number = parts.next().and_then(|text| text.trim().parse().ok());
    let number: f64 = number.filter(|n: &f64| n.is_finite()).ok_or_else(|| {
        Fault::invalid("\"value-quantity\" is a number, for example gt5.5 or gt5.5||mmol/L.")
    })?;
    let unit = parts
        .next_back()
        .filter(|unit| !unit.is_empty())
        .map(str::to_owned);
    Ok(Condition::Value {
        compare,
        number,
        unit,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn read(text: &str) -> Asked {
        parse(text).unwrap().unwrap()
    }

    #[test]
    fn words_stay_words() {
        for words in [
            "potassium",
            "why?",
            "is it so?yes",
            "",
            "?a=b",
            "what is Observation",
        ] {
            assert_eq!(parse(words).unwrap(), None, "{words}");
        }
    }

    #[test]
    fn a_date_is_a_span_as_long_as_it_was_given() {
        let asked = read("Observation?date=2026-02");
        let day = 86_400_000;
        let Condition::Date {
            compare,
            start,
            end,
        } = asked.structured.conditions[0]
        else {
            panic!("no date");
        };
        assert_eq!((compare, (end - start) / day), (Compare::Equal, 28));
    }

    #[test]
    fn what_cannot_be_answered_is_refused_and_never_left_out() {
        for wrong in [
            "Observation?performer=1",
            "Observation?code:not=1",
            "Observation?date=yesterday",
            "Observation?date=ap2026",
            "Observation?code=",
            "Observation?value-quantity=high",
            "Observation?_sort=code",
            "Observation?_count=few",
        ] {
            let fault = parse(wrong).unwrap_err().at_edge(None);
            assert_eq!(fault.code, "invalid-request", "{wrong}");
        }
    }
}
