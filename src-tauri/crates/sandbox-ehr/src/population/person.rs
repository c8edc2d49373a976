//! A person: who somebody is, cheaply made for any index, without their chart. The first ten of
//! every population are always the same people; the rest are drawn from the seed.

use super::cast::{self, Role};
use super::dice::Dice;
use super::names::{self, CULTURES};
use crate::time::Day;

/// Administrative gender as recorded; `None` is not recorded at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Female,
    Male,
    Other,
    Unknown,
}

impl Gender {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Gender::Female => "female",
            Gender::Male => "male",
            Gender::Other => "other",
            Gender::Unknown => "unknown",
        }
    }
}

/// How much of the birth date was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Day,
    Month,
    Year,
    Nothing,
}

/// A name as recorded. All parts may be missing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Name {
    pub(crate) family: Option<String>,
    pub(crate) given: Vec<String>,
    pub(crate) text: Option<String>,
}

/// One person of the population.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) index: usize,
    pub(crate) name: Name,
    pub(crate) gender: Option<Gender>,
    /// What the body is, for labs and growth; drawn even where gender is unknown.
    pub(crate) female: bool,
    pub(crate) birth: Day,
    pub(crate) birth_known: Known,
    pub(crate) died: Option<Day>,
    pub(crate) mrn: u64,
    pub(crate) language: (&'static str, &'static str),
    pub(crate) role: Option<Role>,
}

/// The stream of rolls that makes a person.
const DOMAIN: u16 = 0;

impl Person {
    /// The person at this index of the population of `seed`, as of `today`.
    pub(crate) fn at(seed: u64, index: usize, today: Day) -> Person {
        let mut dice = Dice::new(seed, index, DOMAIN);
        let mrn = 1_000_000 + (index as u64 * 7_919 + seed % 7_919 * 13) % 9_000_000;
        if let Some(person) = cast::person(index, mrn, today) {
            return person;
        }
        let female = dice.percent(52);
        let culture = culture(&mut dice);
        let name = name(&mut dice, female);
        let age_days = age_days(&mut dice);
        let birth = today.plus(-age_days);
        let gender = match dice.below(1000) {
            0..4 => Some(Gender::Other),
            4..10 => Some(Gender::Unknown),
            10..12 => None,
            _ if female => Some(Gender::Female),
            _ => Some(Gender::Male),
        };
        let birth_known = match dice.below(1000) {
            0..6 => Known::Year,
            6..12 => Known::Month,
            12..14 => Known::Nothing,
            _ => Known::Day,
        };
        let risk = match age_days / 365 {
            0..50 => 4,
            50..70 => 20,
            70..85 => 90,
            _ => 220,
        };
        let died = if dice.permille(risk) {
            Some(today.plus(-dice.range(1, (age_days / 3).clamp(2, 2500))))
        } else {
            None
        };
        Person {
            index,
            name,
            gender,
            female,
            birth,
            birth_known,
            died,
            mrn,
            language: culture.map_or(("en", "English"), |c| c.language),
            role: None,
        }
    }

    /// The last day of this person's record: death, or today.
    pub(crate) fn until(&self, today: Day) -> Day {
        self.died.unwrap_or(today)
    }

    /// Age in whole years on a day.
    pub(crate) fn age(&self, on: Day) -> i32 {
        self.birth.years_to(on)
    }

    /// The name as one would say it, for notes; a neutral word where there is none.
    pub(crate) fn spoken(&self) -> String {
        let given = self.name.given.first().map_or("", String::as_str);
        match (&self.name.text, &self.name.family) {
            (Some(text), _) => text.clone(),
            (None, Some(family)) => format!("{given} {family}").trim().to_owned(),
            (None, None) if given.is_empty() => "The patient".to_owned(),
            (None, None) => given.to_owned(),
        }
    }

    /// The medical record number as printed.
    pub(crate) fn mrn_text(&self) -> String {
        format!("{:07}", self.mrn)
    }

    /// The birth date as recorded.
    pub(crate) fn birth_text(&self) -> Option<String> {
        let (y, m, _) = self.birth.civil();
        match self.birth_known {
            Known::Day => Some(self.birth.to_string()),
            Known::Month => Some(format!("{y:04}-{m:02}")),
            Known::Year => Some(format!("{y:04}")),
            Known::Nothing => None,
        }
    }
}

fn culture(dice: &mut Dice) -> Option<&'static names::Culture> {
    let mut left = dice.below(100);
    for culture in CULTURES {
        if left < culture.share {
            return Some(culture);
        }
        left -= culture.share;
    }
    None
}

fn name(dice: &mut Dice, female: bool) -> Name {
    match dice.below(2000) {
        0..2 => return Name::default(),
        2..12 => {
            let only = dice.word(names::SINGLE_NAMES).to_owned();
            return Name {
                family: None,
                given: vec![only.clone()],
                text: Some(only),
            };
        }
        12..18 => {
            if let Some((given, family)) = dice.pick(names::LONG_NAMES) {
                return Name {
                    family: Some((*family).to_owned()),
                    given: given.split(' ').map(str::to_owned).collect(),
                    text: None,
                };
            }
        }
        _ => {}
    }
    let Some(culture) = culture(dice) else {
        return Name::default();
    };
    let firsts = if female { culture.women } else { culture.men };
    let family = dice.word(culture.families);
    let mut given = vec![dice.word(firsts).to_owned()];
    if dice.percent(30) && !culture.family_first {
        let second = dice.word(firsts);
        if Some(second) != given.first().map(String::as_str) {
            given.push(second.to_owned());
        }
    }
    let text = culture
        .family_first
        .then(|| format!("{family} {}", given.join(" ")));
    Name {
        family: Some(family.to_owned()),
        given,
        text,
    }
}

/// A clinic's mix of ages: children, adults, and many of the old.
fn age_days(dice: &mut Dice) -> i32 {
    let years = match dice.below(100) {
        0..3 => dice.range(0, 0),
        3..20 => dice.range(1, 17),
        20..45 => dice.range(18, 44),
        45..72 => dice.range(45, 66),
        72..92 => dice.range(67, 82),
        _ => dice.range(83, 101),
    };
    years * 365 + years / 4 + dice.range(9, 350)
}
