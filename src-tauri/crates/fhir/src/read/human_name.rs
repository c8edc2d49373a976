//! Names of people: which of several to show, and how.

use crate::json::{Node, Object};

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HumanName {
    /// official, usual, nickname, maiden, old…
    pub use_: Option<String>,
    /// Family name.
    pub family: Option<String>,
    /// Given names in order.
    pub given: Vec<String>,
    /// Prefixes.
    pub prefix: Vec<String>,
    /// Suffixes.
    pub suffix: Vec<String>,
    /// The whole as text.
    pub text: Option<String>,
    /// It is over.
    pub ended: bool,
}

impl HumanName {
    /// Read a name; a DSTU2 family name is a list.
    pub fn read(object: &Object<'_>) -> Option<Self> {
        let texts = |name: &str| -> Vec<String> {
            object
                .list(name)
                .into_iter()
                .filter_map(Node::text)
                .collect()
        };
        let family = texts("family");
        let name = Self {
            use_: object.text("use"),
            family: (!family.is_empty()).then(|| family.join(" ")),
            given: texts("given"),
            prefix: texts("prefix"),
            suffix: texts("suffix"),
            text: object.text("text"),
            ended: object.at("period.end").is_some(),
        };
        (name.family.is_some() || !name.given.is_empty() || name.text.is_some()).then_some(name)
    }

    /// All names of a resource.
    pub fn all(object: &Object<'_>, member: &str) -> Vec<Self> {
        object
            .objects(member)
            .iter()
            .filter_map(Self::read)
            .collect()
    }

    /// The one to show: official before usual, then any other; what is over, old, maiden or made up
    /// comes last.
    pub fn preferred(names: &[Self]) -> Option<&Self> {
        names.iter().min_by_key(|name| {
            let rank = match name.use_.as_deref() {
                Some("official") => 0,
                Some("usual") => 1,
                None => 2,
                Some("temp") => 4,
                Some("nickname") => 5,
                Some("anonymous") => 6,
                Some("maiden" | "old") => 7,
                Some(_) => 3,
            };
            (name.ended, rank)
        })
    }

    /// "Family, Given Given"; the text where there are no parts.
    pub fn family_first(&self) -> Option<String> {
        let given = self.given.join(" ");
        let mut suffix = String::new();
        for part in &self.suffix {
            suffix.push(' ');
            suffix.push_str(part);
        }
        match &self.family {
            Some(family) if given.is_empty() => Some(format!("{family}{suffix}")),
            Some(family) => Some(format!("{family}{suffix}, {given}")),
            None if given.is_empty() => self.text.clone(),
            None => self.text.clone().or(Some(given)),
        }
    }

    /// As a sentence says it: the text, else prefix, given, family, suffix.
    pub fn spoken(&self) -> Option<String> {
        if let Some(text) = &self.text {
            return Some(text.clone());
        }
        let parts = self
            .prefix
            .iter()
            .chain(&self.given)
            .chain(&self.family)
            .chain(&self.suffix);
        let words = parts.map(String::as_str).collect::<Vec<_>>().join(" ");
        (!words.is_empty()).then_some(words)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(json: &str) -> Vec<HumanName> {
        HumanName::all(&Object::parse(json.as_bytes()).unwrap(), "name")
    }

    #[test]
    fn peter_chalmers_is_shown_by_his_official_name() {
        let names = names(
            r#"{"name":[{"use":"maiden","family":"Windsor","given":["Peter"]},
            {"use":"usual","given":["Jim"]},{"use":"official","family":"Chalmers","given":["Peter","James"],"suffix":["Jr"]}]}"#,
        );
        let shown = HumanName::preferred(&names).unwrap();
        assert_eq!(shown.family_first().unwrap(), "Chalmers Jr, Peter James");
        assert_eq!(shown.spoken().unwrap(), "Peter James Chalmers Jr");
    }

    #[test]
    fn a_name_without_parts_or_without_name_is_not_invented() {
        let shown =
            |json: &str| HumanName::preferred(&names(json)).and_then(HumanName::family_first);
        assert_eq!(shown(r#"{"name":[{"text":"王小明"}]}"#).unwrap(), "王小明");
        assert_eq!(
            shown(r#"{"name":[{"family":["van","Dijk"]}]}"#).unwrap(),
            "van Dijk"
        );
        assert_eq!(shown(r#"{"name":[{"given":["Björk"]}]}"#).unwrap(), "Björk");
        assert_eq!(shown(r#"{"name":[{"_family":{"extension":[]}}]}"#), None);
        assert_eq!(shown(r#"{"name":"Peter"}"#), None);
    }

    #[test]
    fn a_name_that_is_over_comes_last() {
        let names = names(
            r#"{"name":[{"use":"official","family":"Old","period":{"end":"2010"}},{"family":"New"}]}"#,
        );
        assert_eq!(
            HumanName::preferred(&names).unwrap().family.as_deref(),
            Some("New")
        );
    }
}
