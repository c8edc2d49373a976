//! What a search asks: filters, includes, sort, page size. Parsing says which parameters it
//! applied and which it did not know, so that the `self` link tells the truth.

use super::params::{self, Param, ParamKind};
use super::test::{self, Test};

/// A parsed search on one type.
#[derive(Debug, Default)]
pub(crate) struct Query {
    pub(crate) filters: Vec<Filter>,
    pub(crate) includes: Vec<Include>,
    pub(crate) revincludes: Vec<Include>,
    pub(crate) sort: Vec<(String, bool)>,
    pub(crate) count: Option<usize>,
    pub(crate) count_only: bool,
    pub(crate) total: Total,
    /// Parameters that took effect, as they came.
    pub(crate) applied: Vec<(String, String)>,
    /// Parameters this server does not know for this type.
    pub(crate) ignored: Vec<String>,
}

/// How exact a total the client asked for.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Total {
    #[default]
    WhenCheap,
    None,
    Accurate,
}

/// All of these values of one parameter, joined by "or".
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) param: &'static Param,
    pub(crate) any: Vec<Test>,
    pub(crate) negated: bool,
}

/// `_include` or `_revinclude`: source type, parameter, target type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Include {
    pub(crate) source: String,
    pub(crate) param: String,
    pub(crate) target: Option<String>,
}

impl Query {
    /// Reads the parameters of a search on `kind`; an error says what is wrong with which one.
    pub(crate) fn parse(kind: &str, pairs: &[(String, String)]) -> Result<Query, String> {
        let mut query = Query::default();
        for (name, value) in pairs {
            if query.take(kind, name, value)? {
                query.applied.push((name.clone(), value.clone()));
            } else {
                query.ignored.push(name.clone());
            }
        }
        Ok(query)
    }

    fn take(&mut self, kind: &str, name: &str, value: &str) -> Result<bool, String> {
        match name {
            "_count" => {
                let count = value
                    .parse()
                    .map_err(|_| "_count is not a number".to_owned())?;
                self.count_only |= count == 0;
                self.count = Some(count);
            }
            "_summary" if value == "count" => self.count_only = true,
            "_summary" if value == "false" => {}
            "_total" => {
                self.total = match value {
                    "none" => Total::None,
                    "accurate" => Total::Accurate,
                    "estimate" => Total::WhenCheap,
                    _ => return Err("_total is none, estimate or accurate".to_owned()),
                };
            }
            "_format" | "_pretty" => return Ok(name == "_format" && value.contains("json")),
            "_sort" => {
                for part in value.split(',').filter(|p| !p.is_empty()) {
                    let (field, down) = match part.strip_prefix('-') {
                        Some(field) => (field, true),
                        None => (part, false),
                    };
                    if params::find(kind, field).is_none() {
                        return Err(format!("_sort does not know {field}"));
                    }
                    self.sort.push((field.to_owned(), down));
                }
            }
            "_include" | "_include:iterate" => self.includes.push(include(value)?),
            "_revinclude" | "_revinclude:iterate" => self.revincludes.push(include(value)?),
            _ => return self.filter(kind, name, value),
        }
        Ok(true)
    }

    fn filter(&mut self, kind: &str, name: &str, value: &str) -> Result<bool, String> {
        let (plain, modifier) = match name.split_once(':') {
            Some((plain, modifier)) => (plain, Some(modifier)),
            None => (name, None),
        };
        let Some(param) = params::find(kind, plain) else {
            return Ok(false);
        };
        if plain.contains('.') || modifier.is_some_and(|m| m.contains('.')) {
            return Ok(false);
        }
        if value.is_empty() {
            return Err(format!("{plain} has no value"));
        }
        let negated = modifier == Some("not") && param.kind == ParamKind::Token;
        let mut any = Vec::new();
        for part in split_or(value) {
            any.push(test::parse(
                param,
                if negated { None } else { modifier },
                &part,
            )?);
        }
        self.filters.push(Filter {
            param,
            any,
            negated,
        });
        Ok(true)
    }

    /// The ids this query pins `param` to, if it does.
    pub(crate) fn pinned(&self, param: &str) -> Option<Vec<&str>> {
        let filter = self
            .filters
            .iter()
            .find(|f| f.param.name == param && !f.negated)?;
        filter.any.iter().map(Test::pinned_id).collect()
    }
}

fn include(value: &str) -> Result<Include, String> {
    let mut parts = value.splitn(3, ':');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(source), Some(param), target) => Ok(Include {
            source: source.to_owned(),
            param: param.to_owned(),
            target: target.map(str::to_owned),
        }),
        _ => Err("an include is written Type:parameter".to_owned()),
    }
}

/// Splits on commas that are not escaped.
fn split_or(value: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for c in value.chars() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            ',' if !escaped => parts.push(String::new()),
            _ => {
                if let Some(last) = parts.last_mut() {
                    last.push(c);
                }
            }
        }
        escaped = false;
    }
    parts.retain(|p| !p.is_empty());
    parts
}
