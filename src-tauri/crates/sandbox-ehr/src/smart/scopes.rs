//! Scopes in both spellings (v1 `.read`, v2 `.rs`), and what a grant of them allows.

use crate::resource::Resource;
use crate::search::params;
use crate::search::query::Query;

/// What may be done to a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Op {
    Create,
    Read,
    Update,
    Delete,
    Search,
}

impl Op {
    /// Its letter in a scope.
    pub(crate) fn letter(self) -> char {
        match self {
            Op::Create => 'c',
            Op::Read => 'r',
            Op::Update => 'u',
            Op::Delete => 'd',
            Op::Search => 's',
        }
    }

    /// For messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Op::Create => "create",
            Op::Read => "read",
            Op::Update => "update",
            Op::Delete => "delete",
            Op::Search => "search",
        }
    }
}

/// What a token may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Granted {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    /// `*` or a type.
    kind: String,
    /// Letters of cruds.
    ops: String,
    /// `category=system|code` and the like.
    filter: Option<Vec<(String, String)>>,
}

/// Scopes beside those of resources that this server gives.
const PLAIN: &[&str] = &[
    "openid",
    "fhirUser",
    "profile",
    "offline_access",
    "online_access",
];

/// The part of a requested scope list that this server can grant to a clinician, in order.
/// `launched` is whether an EHR launch began the sign-in, `wildcards` whether `*` is a type.
pub(crate) fn grantable(asked: &str, launched: bool, wildcards: bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for scope in asked.split_whitespace() {
        let resource = scope.starts_with("user/")
            && rule(scope).is_some_and(|rule| wildcards || rule.kind != "*");
        let known = PLAIN.contains(&scope) || resource || (launched && scope == "launch");
        if known && !out.iter().any(|s| s == scope) {
            out.push(scope.to_owned());
        }
    }
    out
}

/// The part of a requested scope list that this server can grant to a program itself.
pub(crate) fn grantable_to_services(asked: &str, wildcards: bool) -> Vec<String> {
    asked
        .split_whitespace()
        .filter(|scope| scope.starts_with("system/"))
        .filter(|scope| rule(scope).is_some_and(|rule| wildcards || rule.kind != "*"))
        .map(str::to_owned)
        .collect()
}

fn rule(scope: &str) -> Option<Rule> {
    let rest = scope
        .strip_prefix("user/")
        .or_else(|| scope.strip_prefix("system/"))?;
    let (head, filter) = match rest.split_once('?') {
        Some((head, query)) => {
            let pairs = url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .collect();
            (head, Some(pairs))
        }
        None => (rest, None),
    };
    let (kind, ops) = head.split_once('.')?;
    if !matches!(kind, "*" | "Subscription") && !params::SERVED.contains(&kind) {
        return None;
    }
    let ops = match ops {
        "read" => "rs",
        "write" => "cud",
        "*" => "cruds",
        ops => {
            // The letters must come in the order c, r, u, d, s.
            let places: Vec<usize> = ops.chars().map_while(|c| "cruds".find(c)).collect();
            let in_order = places.is_sorted_by(|a, b| a < b) && places.len() == ops.len();
            if ops.is_empty() || !in_order {
                return None;
            }
            ops
        }
    };
    Some(Rule {
        kind: kind.to_owned(),
        ops: ops.to_owned(),
        filter,
    })
}

impl Granted {
    /// From scopes as granted.
    pub(crate) fn of(scopes: &[String]) -> Granted {
        Granted {
            rules: scopes.iter().filter_map(|s| rule(s)).collect(),
        }
    }

    /// Whether anything of this type may be done so.
    pub(crate) fn allows(&self, kind: &str, op: Op) -> bool {
        self.rules
            .iter()
            .any(|r| (r.kind == "*" || r.kind == kind) && r.ops.contains(op.letter()))
    }

    /// Whether this resource may be shown: covered by a rule without filter or by one it answers.
    pub(crate) fn shows(&self, resource: &Resource, op: Op) -> bool {
        self.rules.iter().any(|r| {
            (r.kind == "*" || r.kind == resource.kind)
                && r.ops.contains(op.letter())
                && r.filter.as_ref().is_none_or(|pairs| {
                    Query::parse(resource.kind, pairs)
                        .is_ok_and(|q| q.ignored.is_empty() && q.accepts(resource))
                })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(scopes: &str) -> Granted {
        Granted::of(&grantable(scopes, false, true))
    }

    #[test]
    fn both_spellings_grant_the_same() {
        for scopes in ["user/Patient.read", "user/Patient.rs"] {
            let granted = granted(scopes);
            assert!(granted.allows("Patient", Op::Read) && granted.allows("Patient", Op::Search));
            assert!(!granted.allows("Patient", Op::Create) && !granted.allows("Goal", Op::Read));
        }
        assert!(granted("user/*.cruds").allows("Goal", Op::Delete));
    }

    #[test]
    fn what_cannot_be_granted_is_left_out() {
        let asked =
            "openid launch/patient patient/Goal.rs user/Goal.sr user/Dragon.rs user/Goal.rs";
        assert_eq!(grantable(asked, false, true), ["openid", "user/Goal.rs"]);
        let asked = "launch user/*.rs user/Goal.rs";
        assert_eq!(grantable(asked, true, false), ["launch", "user/Goal.rs"]);
        assert_eq!(grantable(asked, false, true), ["user/*.rs", "user/Goal.rs"]);
    }
}
