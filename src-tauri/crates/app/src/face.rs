//! Whether two Patient resources are of one person: of one id in files, or of another id after a server moved. Owns what
//! proves it and what speaks against it. Refuses the id itself as a proof: every hospital has a patient 1; and a day of
//! birth without a name: what names were taken out of still has days.

use wardbook_fhir::read::patient::Patient;

use crate::naming::{is_short_for, plain, words};

/// A year, or a year and a month, is half the town's.
const DAY: &str = "1950-02-03";

/// What a Patient is told apart by.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Face {
    families: Vec<String>,
    /// Each given name by itself.
    givens: Vec<String>,
    /// System and value; a number without a system is any hospital's.
    numbers: Vec<(String, String)>,
    birth_date: Option<String>,
}

/// What two faces say of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    Same,
    /// Nothing they both say proves it, nothing speaks against it.
    Unclear,
    Other,
}

impl Face {
    /// Of a Patient; `None` where it cannot be read as one.
    pub(crate) fn of(body: &[u8]) -> Option<Self> {
        let patient = Patient::read(body).ok()?;
        let mut face = Self {
            families: Vec::new(),
            givens: Vec::new(),
            numbers: Vec::new(),
            birth_date: patient.birth_date,
        };
        for name in &patient.names {
            let is_bare = name.family.is_none() && name.given.is_empty();
            let text = name.text.as_deref().filter(|_| is_bare);
            face.families.extend(name.family.as_deref().map(plain));
            face.givens
                .extend(name.given.iter().flat_map(|one| words(one)));
            // Which word of it is what, it does not say.
            face.families.extend(text.into_iter().flat_map(words));
            face.givens.extend(text.into_iter().flat_map(words));
        }
        for one in patient.identifiers {
            if let (Some(system), Some(value)) = (one.system, one.value) {
                face.numbers.push((system, plain(&value)));
            }
        }
        Some(face)
    }

    /// What they say of each other.
    pub(crate) fn like(&self, other: &Self) -> Likeness {
        let meet = |one: &[String], other: &[String]| {
            let is = |a: &String| other.iter().any(|b| is_short_for(a, b));
            (!one.is_empty() && !other.is_empty()).then(|| one.iter().any(is))
        };
        let family = meet(&self.families, &other.families);
        let given = meet(&self.givens, &other.givens);
        let born = self.birth_date.as_ref().zip(other.birth_date.as_ref());
        let is_day = born.is_some_and(|(one, _)| one.len() >= DAY.len());
        let born = born.map(|(one, other)| one == other);
        let has_number = self.numbers.iter().any(|one| other.numbers.contains(one));
        let is_named_alike = match (family, given) {
            (Some(true), Some(true)) => true,
            (one, other) => is_day && (one == Some(true) || other == Some(true)),
        };
        let is_named_otherwise = given == Some(false) && family != Some(true);
        match (has_number, born) {
            // A number that another was given as well, as test systems do.
            (true, Some(false)) if is_named_otherwise => Likeness::Other,
            (false, Some(false)) => Likeness::Other,
            // Of one day are twins, too.
            (false, _) if given == Some(false) => Likeness::Other,
            (false, Some(true)) if family == Some(false) && given.is_none() => Likeness::Other,
            // With the number, names change and days of birth are put right.
            (true, _) => Likeness::Same,
            (false, Some(true)) if is_named_alike => Likeness::Same,
            (false, Some(true)) => Likeness::Unclear,
            (false, None) => match (family, given) {
                (Some(true), Some(true)) => Likeness::Same,
                (Some(false), _) => Likeness::Other,
                _ => Likeness::Unclear,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::{Value, json};

    use super::{Face, Likeness};

    fn face(mut says: Value) -> Face {
        says["resourceType"] = json!("Patient");
        Face::of(says.to_string().as_bytes()).unwrap()
    }

    fn holm(given: &str, born: Option<&str>, number: Option<&str>) -> Face {
        face(json!({
            "name": [{ "family": "Holm", "given": [given] }],
            "birthDate": born,
            "identifier": number.map(|value| [json!({ "system": "urn:city", "value": value })]),
        }))
    }

    #[test]
    fn the_same_person_is_known_by_number_or_by_name_and_day_of_birth() {
        let born = Some("1950-02-03");
        let ingrid = holm("Ingrid", born, Some("7"));
        let married = face(
            json!({ "name": [{ "family": "Berg", "given": ["Ingrid"] }], "birthDate": "1950-02-03" }),
        );
        let put_right = holm("Ingrid", Some("1951-02-03"), Some("7"));
        let named = face(json!({ "name": [{ "text": "Ingrid Holm" }], "birthDate": "1950-02-03" }));
        for same in [&holm("I", born, None), &married, &put_right, &named] {
            assert_eq!(ingrid.like(same), Likeness::Same);
            assert_eq!(same.like(&ingrid), Likeness::Same);
        }
    }

    #[test]
    fn a_twin_a_namesake_and_the_patient_1_of_elsewhere_are_others() {
        let born = Some("1950-02-03");
        let ingrid = holm("Ingrid", born, Some("7"));
        let elsewhere = face(json!({
            "name": [{ "family": "Moe", "given": ["Ada"] }], "birthDate": "1999-01-01",
            "identifier": [{ "system": "urn:city", "value": "7" }],
        }));
        for other in [
            &holm("Anna", born, Some("8")),
            &holm("Ingrid", Some("1980-01-01"), Some("8")),
            &elsewhere,
        ] {
            assert_eq!(ingrid.like(other), Likeness::Other);
            assert_eq!(other.like(&ingrid), Likeness::Other);
        }
    }

    #[test]
    fn who_says_nothing_of_themselves_is_not_taken_for_anybody() {
        let nobody = face(json!({ "gender": "female" }));
        assert_eq!(nobody.like(&holm("Ingrid", None, None)), Likeness::Unclear);
        assert_eq!(nobody.like(&face(json!({}))), Likeness::Unclear);
        let unnamed = face(json!({ "birthDate": "1950-02-03" }));
        assert_eq!(unnamed.like(&unnamed), Likeness::Unclear, "a day alone");
        let of_a_year = |name: Value| face(json!({ "birthDate": "1950", "name": [name] }));
        let holm = of_a_year(json!({ "family": "Holm" }));
        assert_eq!(holm.like(&holm), Likeness::Unclear, "half the town's");
        let ingrid = of_a_year(json!({ "family": "Holm", "given": ["Ingrid"] }));
        assert_eq!(ingrid.like(&ingrid), Likeness::Same);
        let bare = face(json!({ "identifier": [{ "value": "7" }] }));
        assert_eq!(bare.like(&bare), Likeness::Unclear, "a number of no system");
    }
}
