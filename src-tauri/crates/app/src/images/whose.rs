//! Whether the person an image's file names is the patient of a chart. Owns what counts as the same and the words for
//! what differs; refuses to decide where it is in doubt: then a person does.

use uuid::Uuid;
use wardbook_fhir::read::patient::Patient;
use wardbook_imaging::{PersonName, Private};
use wardbook_store::images::Said;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, patients, records};

use crate::naming::{is_short_for, plain, words};
use crate::wire::image::FilePerson;

/// What a chart knows its patient by.
#[derive(Default)]
pub(super) struct Known {
    families: Vec<String>,
    /// Each given name by itself.
    givens: Vec<String>,
    identifiers: Vec<String>,
    birth_date: Option<String>,
    gender: Option<String>,
}

impl Known {
    /// Of a patient who is here, with their row.
    pub(super) fn find(
        store: &Store,
        c: &Connection,
        patient: Uuid,
    ) -> Result<Option<(Self, patients::Row)>, StoreError> {
        let Some(row) = patients::get(c, patient)? else {
            return Ok(None);
        };
        Ok(Some((Self::of(store, c, &row)?, row)))
    }

    fn of(store: &Store, c: &Connection, row: &patients::Row) -> Result<Self, StoreError> {
        let mut known = Self {
            families: row.family.iter().map(|family| plain(family)).collect(),
            givens: row.given.iter().flat_map(|given| words(given)).collect(),
            identifiers: row.mrn.iter().map(|mrn| plain(mrn)).collect(),
            birth_date: row.birth_date.clone(),
            gender: row.gender.clone(),
        };
        let Some(record) = row.record else {
            return Ok(known);
        };
        let body = records::body(store, c, record)?;
        if let Ok(patient) = Patient::read(&body) {
            known.families.extend(
                patient
                    .names
                    .iter()
                    .filter_map(|name| name.family.as_deref())
                    .map(plain),
            );
            known.givens.extend(
                patient
                    .names
                    .iter()
                    .flat_map(|name| name.given.iter().flat_map(|given| words(given))),
            );
            let values = patient
                .identifiers
                .iter()
                .filter_map(|one| one.value.as_deref());
            known.identifiers.extend(values.map(plain));
        }
        Ok(known)
    }

    /// The same by two of number, name and day of birth, or by the number where the file says no more. The number alone is
    /// not enough beside another name or day: other hospitals count from 1 as well. Nor is a family name with a day of
    /// birth: twins have both in common, and so have the babies of one night.
    pub(super) fn is(&self, said: &Said) -> bool {
        let (id, name, birth) = (self.has_id(said), self.has_name(said), self.has_birth(said));
        let given = self.has_given(said);
        let given_is_same = given == Some(true) || self.givens.is_empty();
        match birth {
            Some(true) if id == Some(true) => true,
            Some(true) => name == Some(true) && given_is_same && !self.is_of_other_sex(said),
            Some(false) => false,
            None => id == Some(true) && name != Some(false) && given != Some(false),
        }
    }

    fn has_id(&self, said: &Said) -> Option<bool> {
        let id = plain(said.id.as_deref()?);
        Some(self.identifiers.contains(&id))
    }

    fn has_name(&self, said: &Said) -> Option<bool> {
        let name = said.name.as_deref()?;
        let mut families = name
            .split('=')
            .map(|group| plain(group.split('^').next().unwrap_or_default()));
        Some(families.any(|family| !family.is_empty() && self.families.contains(&family)))
    }

    /// One of the given names, or its first letter; nothing where the file or the chart has none.
    fn has_given(&self, said: &Said) -> Option<bool> {
        let name = said.name.as_deref()?;
        let mut first = name
            .split('=')
            .filter_map(|group| words(group.split('^').nth(1)?).next())
            .peekable();
        first.peek()?;
        if self.givens.is_empty() {
            return None;
        }
        Some(first.any(|there| self.givens.iter().any(|here| is_short_for(&there, here))))
    }

    fn is_of_other_sex(&self, said: &Said) -> bool {
        matches!(
            (self.gender.as_deref(), said.sex.as_deref()),
            (Some("female"), Some("M")) | (Some("male"), Some("F"))
        )
    }

    fn has_birth(&self, said: &Said) -> Option<bool> {
        let (here, there) = (self.birth_date.as_deref()?, said.birth_date.as_deref()?);
        Some(here == there)
    }

    /// In what the files' person differs from the chart's; what one of them does not say is no difference.
    pub(super) fn differs(&self, said: &Said) -> Vec<String> {
        let mut all = Vec::new();
        let mut other = |what: &str, differs: bool| {
            if differs {
                all.push(what.to_owned());
            }
        };
        other(
            "no name in the files",
            said.name.is_none() && said.id.is_none(),
        );
        other("another family name", self.has_name(said) == Some(false));
        other("another given name", self.has_given(said) == Some(false));
        other("another patient number", self.has_id(said) == Some(false));
        other("another day of birth", self.has_birth(said) == Some(false));
        other("another sex", self.is_of_other_sex(said));
        all
    }
}

/// `Holm^Ingrid` as people write it, with each way of writing it that the file has.
pub(super) fn shown_name(name: &str) -> String {
    let group = |group: &str| {
        let mut parts = group.split('^').map(str::trim);
        let family = parts.next().unwrap_or_default().to_owned();
        let given: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        match (family.is_empty(), given.is_empty()) {
            (_, true) => family,
            (true, false) => given.join(" "),
            (false, false) => format!("{family}, {}", given.join(" ")),
        }
    };
    let groups: Vec<String> = name
        .split('=')
        .map(group)
        .filter(|group| !group.is_empty())
        .collect();
    groups.join(" / ")
}

/// Whom an instance names.
pub(super) fn said(patient: &wardbook_imaging::Patient) -> Said {
    Said {
        name: name(&patient.name),
        id: revealed(patient.id.as_ref()),
        birth_date: patient
            .birth_date
            .as_ref()
            .map(|date| date.reveal().to_string()),
        sex: revealed(patient.sex.as_ref()),
    }
}

/// The text of what a file says, where it says it.
pub(super) fn revealed(value: Option<&Private<String>>) -> Option<String> {
    value.map(|value| value.reveal().clone())
}

fn name(name: &PersonName) -> Option<String> {
    let groups = [&name.alphabetic, &name.ideographic, &name.phonetic];
    let groups: Vec<&str> = groups
        .into_iter()
        .flatten()
        .map(|group| group.reveal().as_str())
        .collect();
    (!groups.is_empty()).then(|| groups.join("="))
}

pub(super) fn person(said: &Said) -> FilePerson {
    FilePerson {
        name: said.name.as_deref().map(shown_name),
        id: said.id.clone(),
        birth_date: said.birth_date.clone(),
        sex: said.sex.clone(),
    }
}

#[cfg(test)]
mod tests {
    use wardbook_store::images::Said;

    use super::{Known, shown_name};

    fn ingrid() -> Known {
        Known {
            families: vec!["holm".to_owned()],
            givens: vec!["ingrid".to_owned(), "maria".to_owned()],
            identifiers: vec!["mrn-7".to_owned()],
            birth_date: Some("1950-02-03".to_owned()),
            gender: Some("female".to_owned()),
        }
    }

    fn said(name: Option<&str>, id: Option<&str>, birth_date: Option<&str>) -> Said {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Said {
            name: own(name),
            id: own(id),
            birth_date: own(birth_date),
            sex: None,
        }
    }

    #[test]
    fn a_number_or_a_name_with_a_day_of_birth_is_the_same_person_and_less_is_not() {
        let ingrid = ingrid();
        assert!(ingrid.is(&said(None, Some(" MRN-7"), None)));
        assert!(ingrid.is(&said(
            Some("HOLM^INGRID"),
            Some("outside 33"),
            Some("1950-02-03")
        )));
        assert!(
            ingrid.is(&said(
                Some("Berg^Ingrid"),
                Some("MRN-7"),
                Some("1950-02-03")
            )),
            "married"
        );
        assert!(
            !ingrid.is(&said(Some("Berg^Ada"), Some("MRN-7"), None)),
            "their number 7"
        );
        assert!(
            !ingrid.is(&said(None, Some("MRN-7"), Some("1999-01-01"))),
            "their number 7"
        );
        assert!(
            !ingrid.is(&said(Some("Holm^Ingrid"), None, None)),
            "a name alone"
        );
        assert!(
            !ingrid.is(&said(None, None, Some("1950-02-03"))),
            "a birthday alone"
        );
        assert!(!ingrid.is(&said(None, None, None)), "nobody");
        assert!(!ingrid.is(&said(Some("Holm^Ingrid"), None, Some("1951-02-03"))));
    }

    #[test]
    fn a_twin_is_somebody_else() {
        let ingrid = ingrid();
        let born = Some("1950-02-03");
        assert!(!ingrid.is(&said(Some("HOLM^ANNA"), None, born)));
        assert!(!ingrid.is(&said(Some("HOLM^ANNA"), Some("outside 33"), born)));
        assert!(!ingrid.is(&said(Some("HOLM"), None, born)), "no given name");
        assert!(!ingrid.is(&said(Some("HOLM^ANNA"), Some("MRN-7"), None)));
        assert_eq!(
            ingrid.differs(&said(Some("HOLM^ANNA"), None, born)),
            ["another given name"]
        );
        let brother = Said {
            sex: Some("M".to_owned()),
            ..said(Some("HOLM^I"), None, born)
        };
        assert!(!ingrid.is(&brother), "an initial, and another sex");
        for herself in [
            "Holm^I",
            "HOLM^INGRID MARIA",
            "Holm^Maria",
            "holm^Ingrid-Maria",
        ] {
            assert!(ingrid.is(&said(Some(herself), None, born)), "{herself}");
        }
    }

    #[test]
    fn what_differs_is_said_and_what_is_not_said_does_not_differ() {
        let ingrid = ingrid();
        assert!(
            ingrid
                .differs(&said(Some("Holm^Ingrid"), None, None))
                .is_empty()
        );
        assert_eq!(
            ingrid.differs(&said(Some("Berg^Ada"), Some("9"), Some("1950-02-04"))),
            [
                "another family name",
                "another given name",
                "another patient number",
                "another day of birth"
            ]
        );
        assert_eq!(
            ingrid.differs(&said(None, None, None)),
            ["no name in the files"]
        );
        assert_eq!(
            ingrid.differs(&Said {
                sex: Some("M".to_owned()),
                ..said(Some("Holm"), None, None)
            }),
            ["another sex"]
        );
    }

    #[test]
    fn a_name_is_shown_in_all_its_writings() {
        assert_eq!(
            shown_name("Yamada^Tarou=山田^太郎=やまだ^たろう"),
            "Yamada, Tarou / 山田, 太郎 / やまだ, たろう"
        );
        assert_eq!(shown_name("^Prince"), "Prince");
    }
}
