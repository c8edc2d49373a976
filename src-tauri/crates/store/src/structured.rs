//! Search by what a record is, not by its words: type, patient, code, category, status, date, value, as
//! FHIR's search parameters have it (R4, section 3.1.1). Every value is bound, never written into the
//! query; what this store has no column for is not offered.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::error::StoreError;
use crate::mapping::FhirId;
use crate::records::{self, Row};
use crate::search::words_query;
use crate::write::Role;

/// How a record's value stands to the one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// Within it.
    Equal,
    /// Not within it.
    NotEqual,
    /// Beyond its end.
    Above,
    /// From its beginning on.
    AtLeast,
    /// Before its beginning.
    Below,
    /// Before its end.
    AtMost,
}

/// A code that is asked for; without a system any will do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Code system URI.
    pub system: Option<String>,
    /// Code.
    pub code: String,
}

/// One thing that must hold of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// It belongs to one of these patients, by row number.
    Patient(Vec<i64>),
    /// The EHR calls it one of these.
    Id(Vec<String>),
    /// It has one of these as code, category or component's code.
    Token(Role, Vec<Token>),
    /// Its status is one of these.
    Status(Vec<String>),
    /// Its clinical date, against the span from `start` to before `end`, milliseconds.
    Date {
        /// How.
        compare: Compare,
        /// First moment.
        start: i64,
        /// First moment after.
        end: i64,
    },
    /// Its number.
    Value {
        /// How; a number is its own span.
        compare: Compare,
        /// The number.
        number: f64,
        /// Only in this unit, as sent.
        unit: Option<String>,
    },
    /// It holds every one of these words.
    Words(String),
}

/// What is asked for: all of the conditions hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Structured {
    /// FHIR type.
    pub resource_type: String,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
}

/// Records for which all of it holds, by clinical date; those without a date come last.
pub fn find(c: &Connection, asked: &Structured, limit: u64) -> Result<Vec<Row>, StoreError> {
    let mut sql = Sql::default();
    sql.and("r.type = (SELECT id FROM word WHERE text = ?)");
    sql.bind(asked.resource_type.clone());
    for condition in &asked.conditions {
        sql.condition(condition);
    }
    let way = if asked.oldest_first { "ASC" } else { "DESC" };
    let rest = format!(
        "WHERE {} ORDER BY r.date IS NULL, r.date {way}, r.id {way} LIMIT ?",
        sql.text
    );
    sql.values
        .push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    records::rows(c, &rest, params_from_iter(sql.values))
}

#[derive(Default)]
struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    fn and(&mut self, condition: &str) {
        if !self.text.is_empty() {
            self.text.push_str(" AND ");
        }
        self.text.push_str(condition);
    }

    fn bind(&mut self, value: impl Into<Value>) {
        self.values.push(value.into());
    }

    /// `what` is one of these; none of none.
    fn one_of(&mut self, what: &str, values: impl IntoIterator<Item = Value>) {
        let before = self.values.len();
        self.values.extend(values);
        let marks = vec!["?"; self.values.len() - before].join(", ");
        self.and(&format!("{what} IN ({marks})"));
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Patient(keys) => {
                self.one_of("r.patient", keys.iter().map(|key| Value::Integer(*key)));
            }
            Condition::Id(ids) => {
                let ids: Vec<Value> = ids.iter().map(|id| FhirId::new(id).into_value()).collect();
                let marks = vec!["?"; ids.len()].join(", ");
                self.and(&format!(
                    "r.id IN (SELECT record FROM mapping WHERE fhir_id IN ({marks}))"
                ));
                self.values.extend(ids);
            }
            Condition::Token(role, tokens) => self.token(*role, tokens),
            Condition::Status(all) => {
                let marks = vec!["?"; all.len()].join(", ");
                self.and(&format!(
                    "r.status IN (SELECT id FROM word WHERE text IN ({marks}))"
                ));
                self.values.extend(all.iter().cloned().map(Value::Text));
            }
            Condition::Date {
                compare,
                start,
                end,
            } => {
                let (start, end) = (Value::Integer(*start), Value::Integer(*end));
                match compare {
                    Compare::Equal => self.two("r.date >= ? AND r.date < ?", start, end),
                    Compare::NotEqual => self.two("(r.date < ? OR r.date >= ?)", start, end),
                    Compare::Above => self.one("r.date >= ?", end),
                    Compare::AtLeast => self.one("r.date >= ?", start),
                    Compare::Below => self.one("r.date < ?", start),
                    Compare::AtMost => self.one("r.date < ?", end),
                }
            }
            Condition::Value {
                compare,
                number,
                unit,
            } => {
                let sign = match compare {
                    Compare::Equal => "=",
                    Compare::NotEqual => "<>",
                    Compare::Above => ">",
                    Compare::AtLeast => ">=",
                    Compare::Below => "<",
                    Compare::AtMost => "<=",
                };
                self.one(&format!("r.value {sign} ?"), Value::Real(*number));
                if let Some(unit) = unit {
                    let unit = Value::Text(unit.clone());
                    self.one("r.unit IN (SELECT id FROM word WHERE text = ?)", unit);
                }
            }
            Condition::Words(text) => match words_query(text, false) {
                Some(query) => {
                    let query = Value::Text(query);
                    self.one("r.id IN (SELECT rowid FROM text WHERE text MATCH ?)", query);
                }
                None => self.and("FALSE"),
            },
        }
    }

    fn one(&mut self, condition: &str, value: Value) {
        self.and(condition);
        self.values.push(value);
    }

    fn two(&mut self, condition: &str, first: Value, second: Value) {
        self.one(condition, first);
        self.values.push(second);
    }

    /// The first coding is a column of the record, further ones are in the index of tokens.
    fn token(&mut self, role: Role, tokens: &[Token]) {
        let mut any = Vec::with_capacity(tokens.len());
        let mut values = Vec::new();
        for token in tokens {
            values.push(Value::Text(token.code.clone()));
            any.push(match &token.system {
                Some(system) => {
                    values.push(Value::Text(system.clone()));
                    "(code = ? AND system = ?)"
                }
                None => "(code = ?)",
            });
        }
        let terms = format!("SELECT id FROM term WHERE {}", any.join(" OR "));
        let column = match role {
            Role::Code => Some("r.code"),
            Role::Category => Some("r.category"),
            Role::Component => None,
        };
        let further = format!(
            "r.id IN (SELECT record FROM token_index WHERE term IN ({terms}) AND role = ?)"
        );
        if let Some(column) = column {
            self.and(&format!("({column} IN ({terms}) OR {further})"));
            self.values.extend(values.iter().cloned());
        } else {
            self.and(&further);
        }
        self.values.extend(values);
        self.values.push(Value::Integer(role as i64));
    }
}
