//! The cast: the first ten people of every population, the same whatever the seed, so that a
//! demonstration and a test know whom they will meet.

use super::person::{Gender, Known, Name, Person};
use crate::time::Day;

/// Whose part a fixed person plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Heart failure, chronic kidney disease and atrial fibrillation, potassium rising.
    HeartAndKidney,
    /// A child with asthma.
    AsthmaChild,
    /// Type 2 diabetes coming under control; known to have no allergies.
    Diabetes,
    /// Registered, and nothing else recorded.
    NothingRecorded,
    /// Forty years of records.
    LongChart,
    /// Pregnant, with hypothyroidism.
    Pregnant,
    /// Severe COPD, a smoker, with allergies refuted and confirmed.
    Lungs,
    /// Breast cancer, treated.
    Cancer,
    /// An infant: birth, growth and vaccines.
    Infant,
    /// Epilepsy and depression; a single name and a partial birth date.
    Epilepsy,
}

struct Part {
    role: Role,
    given: &'static [&'static str],
    family: Option<&'static str>,
    text: Option<&'static str>,
    gender: Gender,
    female: bool,
    /// Age in days before today.
    age: (i32, i32),
    known: Known,
    language: (&'static str, &'static str),
}

const CAST: &[Part] = &[
    Part {
        role: Role::HeartAndKidney,
        given: &["Ingrid", "Marie"],
        family: Some("Sørensen"),
        text: None,
        gender: Gender::Female,
        female: true,
        age: (66, 140),
        known: Known::Day,
        language: ("nb", "Norwegian Bokmål"),
    },
    Part {
        role: Role::AsthmaChild,
        given: &["Mateo"],
        family: Some("Jiménez Ortega"),
        text: None,
        gender: Gender::Male,
        female: false,
        age: (8, 77),
        known: Known::Day,
        language: ("es", "Spanish"),
    },
    Part {
        role: Role::Diabetes,
        given: &["健太"],
        family: Some("田中"),
        text: Some("田中 健太"),
        gender: Gender::Male,
        female: false,
        age: (54, 201),
        known: Known::Day,
        language: ("ja", "Japanese"),
    },
    Part {
        role: Role::NothingRecorded,
        given: &["Nora"],
        family: Some("Whitfield"),
        text: None,
        gender: Gender::Female,
        female: true,
        age: (31, 12),
        known: Known::Day,
        language: ("en", "English"),
    },
    Part {
        role: Role::LongChart,
        given: &["Harold", "Augustus"],
        family: Some("O'Brien-Smith"),
        text: None,
        gender: Gender::Male,
        female: false,
        age: (78, 300),
        known: Known::Day,
        language: ("en", "English"),
    },
    Part {
        role: Role::Pregnant,
        given: &["ليلى"],
        family: Some("حداد"),
        text: Some("ليلى حداد"),
        gender: Gender::Female,
        female: true,
        age: (33, 60),
        known: Known::Day,
        language: ("ar", "Arabic"),
    },
    Part {
        role: Role::Lungs,
        given: &["Stanisław"],
        family: Some("Wójcik"),
        text: None,
        gender: Gender::Male,
        female: false,
        age: (71, 33),
        known: Known::Day,
        language: ("pl", "Polish"),
    },
    Part {
        role: Role::Cancer,
        given: &["Adaeze", "Grace"],
        family: Some("Okonkwo"),
        text: None,
        gender: Gender::Female,
        female: true,
        age: (58, 250),
        known: Known::Day,
        language: ("en", "English"),
    },
    Part {
        role: Role::Infant,
        given: &["Priya"],
        family: Some("Venkataraghavan"),
        text: None,
        gender: Gender::Female,
        female: true,
        age: (1, 40),
        known: Known::Day,
        language: ("hi", "Hindi"),
    },
    Part {
        role: Role::Epilepsy,
        given: &["Sukarno"],
        family: None,
        text: Some("Sukarno"),
        gender: Gender::Unknown,
        female: false,
        age: (42, 100),
        known: Known::Year,
        language: ("en", "English"),
    },
];

/// The person who plays at this index, if it is one of the cast.
pub(crate) fn person(index: usize, mrn: u64, today: Day) -> Option<Person> {
    let part = CAST.get(index)?;
    let (years, days) = part.age;
    Some(Person {
        index,
        name: Name {
            family: part.family.map(str::to_owned),
            given: part.given.iter().map(|&g| g.to_owned()).collect(),
            text: part.text.map(str::to_owned),
        },
        gender: Some(part.gender),
        female: part.female,
        birth: today.plus_years(-years).plus(-days),
        birth_known: part.known,
        died: None,
        mrn,
        language: part.language,
        role: Some(part.role),
    })
}
