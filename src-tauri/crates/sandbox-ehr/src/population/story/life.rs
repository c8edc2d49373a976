//! A life: which illnesses came when, which drugs were given for them, whether somebody smokes.
//! Decided before anything is written, so that every domain tells the same story.

use crate::population::cast::Role;
use crate::population::dice::Dice;
use crate::population::drugs::{DRUGS, Drug};
use crate::population::illnesses::{self, ILLNESSES, Ill, Illness};
use crate::population::person::Person;
use crate::population::scribe::{Domain, Scribe};
use crate::time::Day;

/// One illness in one life.
#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub(crate) illness: &'static Illness,
    pub(crate) onset: Day,
    pub(crate) end: Option<Day>,
    /// Reference of the Condition, once written.
    pub(crate) reference: String,
}

/// One drug in one life.
#[derive(Debug, Clone)]
pub(crate) struct Taking {
    pub(crate) drug: &'static Drug,
    pub(crate) from: Day,
    pub(crate) until: Option<Day>,
    /// Reference of the latest MedicationRequest, once written.
    pub(crate) reference: String,
}

/// A life.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) person: Person,
    /// The day the record begins.
    pub(crate) start: Day,
    /// The last day of the record.
    pub(crate) until: Day,
    pub(crate) today: Day,
    pub(crate) courses: Vec<Course>,
    pub(crate) takings: Vec<Taking>,
    pub(crate) smoker: bool,
    /// Adult height in centimetres and weight in kilograms at 40.
    pub(crate) height: f64,
    pub(crate) weight: f64,
    /// Visits a year beside those that illness brings.
    pub(crate) busy: i32,
}

impl Life {
    /// Lives the life of a person.
    pub(crate) fn of(s: &Scribe, person: &Person) -> Life {
        let mut dice = s.dice(Domain::Life);
        let until = person.until(s.today);
        let age_days = until.0 - person.birth.0;
        let record = match person.role {
            Some(Role::LongChart) => 40 * 365,
            Some(Role::HeartAndKidney) => 12 * 365,
            Some(Role::NothingRecorded) => 0,
            Some(_) => 9 * 365,
            None if dice.percent(70) => dice.range(3, 14) * 365,
            None => dice.range(10, 40) * 365,
        };
        let start = until.plus(-record.min(age_days));
        let mut life = Life {
            person: person.clone(),
            start,
            until,
            today: s.today,
            courses: Vec::new(),
            takings: Vec::new(),
            smoker: dice.percent(17) || person.role == Some(Role::Lungs),
            height: if person.female { 163.0 } else { 176.0 } + dice.bell() * 7.0,
            weight: if person.female { 68.0 } else { 81.0 } + dice.bell() * 11.0,
            busy: if person.role == Some(Role::LongChart) {
                5
            } else {
                1
            },
        };
        match person.role {
            Some(role) => life.cast(role),
            None => life.draw(&mut dice),
        }
        if life.has(Ill::Obesity, until) {
            life.weight += 24.0;
        }
        life.courses.sort_by_key(|c| (c.onset, c.illness.ill));
        life.prescribe(&mut dice);
        life
    }

    fn fall_ill(&mut self, ill: Ill, onset: Day) {
        let Some(illness) = illnesses::line(ill) else {
            return;
        };
        if onset > self.until || onset < self.person.birth {
            return;
        }
        let end = (!illness.chronic())
            .then(|| onset.plus(illness.days))
            .filter(|e| *e <= self.until);
        self.courses.push(Course {
            illness,
            onset,
            end,
            reference: String::new(),
        });
    }

    /// Chance, age by age.
    fn draw(&mut self, dice: &mut Dice) {
        let age_at_end = self.person.age(self.until);
        for illness in ILLNESSES {
            let (from, to) = illness.ages;
            if age_at_end < from {
                continue;
            }
            let share = if self.person.female {
                illness.women
            } else {
                illness.men
            };
            // An old body has had more years in which it could happen.
            let lived = (age_at_end.min(to) - from + 1) * 1000 / (to - from + 1);
            let times = if illness.chronic() {
                1
            } else {
                1 + lived / 400
            };
            for _ in 0..times {
                if !dice.permille(share * lived.unsigned_abs() / 1000) {
                    continue;
                }
                let age = dice.range(from, age_at_end.min(to).max(from));
                let onset = self.person.birth.plus(age * 365 + dice.range(0, 364));
                // What was over before the record began is not in it.
                if illness.chronic() || onset >= self.start {
                    self.fall_ill(illness.ill, onset);
                }
            }
        }
        // One illness leads to another.
        for (cause, effect, percent) in [
            (Ill::Diabetes, Ill::Kidney, 22),
            (Ill::Hypertension, Ill::Kidney, 8),
            (Ill::Coronary, Ill::HeartFailure, 25),
            (Ill::HeartFailure, Ill::AtrialFibrillation, 30),
            (Ill::HeartFailure, Ill::Kidney, 35),
            (Ill::Obesity, Ill::Diabetes, 18),
            (Ill::Diabetes, Ill::Hypertension, 50),
            (Ill::Kidney, Ill::Anemia, 25),
        ] {
            let first = self.onset(cause);
            if let (Some(onset), None, true) = (first, self.onset(effect), dice.percent(percent)) {
                self.fall_ill(effect, onset.plus(dice.range(300, 2400)));
            }
        }
    }

    /// The parts of the cast.
    fn cast(&mut self, role: Role) {
        let ago = |days: i32| self.today.plus(-days);
        let parts: Vec<(Ill, Day)> = match role {
            Role::HeartAndKidney => vec![
                (Ill::Hypertension, ago(5200)),
                (Ill::Lipids, ago(4100)),
                (Ill::AtrialFibrillation, ago(2300)),
                (Ill::HeartFailure, ago(1900)),
                (Ill::Kidney, ago(1500)),
                (Ill::Gout, ago(900)),
                (Ill::Pneumonia, ago(610)),
                (Ill::UrinaryInfection, ago(200)),
            ],
            Role::AsthmaChild => vec![
                (Ill::Eczema, ago(2500)),
                (Ill::Asthma, ago(1600)),
                (Ill::Otitis, ago(2100)),
                (Ill::Otitis, ago(1700)),
                (Ill::Pharyngitis, ago(420)),
                (Ill::ForearmFracture, ago(150)),
            ],
            Role::Diabetes => vec![
                (Ill::Obesity, ago(3100)),
                (Ill::Diabetes, ago(1850)),
                (Ill::Hypertension, ago(1700)),
                (Ill::Lipids, ago(1650)),
                (Ill::SleepApnea, ago(1000)),
                (Ill::Cellulitis, ago(330)),
            ],
            Role::NothingRecorded => vec![],
            Role::LongChart => vec![
                (Ill::Asthma, ago(14300)),
                (Ill::Hypertension, ago(12000)),
                (Ill::Reflux, ago(11000)),
                (Ill::Appendicitis, ago(10100)),
                (Ill::Lipids, ago(9800)),
                (Ill::Diabetes, ago(8800)),
                (Ill::Coronary, ago(6500)),
                (Ill::KneeArthritis, ago(6100)),
                (Ill::Gout, ago(5300)),
                (Ill::HeartFailure, ago(4100)),
                (Ill::Kidney, ago(3600)),
                (Ill::AtrialFibrillation, ago(3100)),
                (Ill::Anemia, ago(2900)),
                (Ill::ProstateCancer, ago(2600)),
                (Ill::Depression, ago(2000)),
                (Ill::Copd, ago(1900)),
                (Ill::Pneumonia, ago(1500)),
                (Ill::Pneumonia, ago(480)),
                (Ill::Cellulitis, ago(3300)),
                (Ill::UrinaryInfection, ago(700)),
                (Ill::Bronchitis, ago(5000)),
            ],
            Role::Pregnant => vec![
                (Ill::Migraine, ago(4200)),
                (Ill::Thyroid, ago(1500)),
                (Ill::Pregnancy, ago(1300)),
                (Ill::Anemia, ago(120)),
                (Ill::Pregnancy, ago(198)),
            ],
            Role::Lungs => vec![
                (Ill::Hypertension, ago(5000)),
                (Ill::Copd, ago(3900)),
                (Ill::Coronary, ago(2500)),
                (Ill::Bronchitis, ago(2000)),
                (Ill::Pneumonia, ago(1100)),
                (Ill::Pneumonia, ago(140)),
                (Ill::Depression, ago(800)),
            ],
            Role::Cancer => vec![
                (Ill::Hypertension, ago(2900)),
                (Ill::BreastCancer, ago(1400)),
                (Ill::Anxiety, ago(1350)),
                (Ill::Anemia, ago(1200)),
                (Ill::Osteoporosis, ago(500)),
            ],
            Role::Infant => vec![(Ill::Otitis, ago(90)), (Ill::Gastroenteritis, ago(30))],
            Role::Epilepsy => vec![
                (Ill::Epilepsy, ago(8000)),
                (Ill::Depression, ago(2400)),
                (Ill::AnkleSprain, ago(300)),
            ],
        };
        for (ill, onset) in parts {
            self.fall_ill(ill, onset);
        }
    }

    fn prescribe(&mut self, dice: &mut Dice) {
        for drug in DRUGS {
            let courses = self
                .courses
                .iter()
                .filter(|c| c.illness.ill == drug.for_ill);
            let mut new = Vec::new();
            for course in courses {
                let sure = matches!(self.person.role, Some(r) if r != Role::Pregnant);
                let given = dice.percent(if sure && drug.share >= 50 {
                    100
                } else {
                    drug.share
                });
                let from = course.onset.plus(drug.after);
                let bearable = !(drug.words.contains("20 mg") && self.person.age(from) < 12);
                if !given || !bearable || from > self.until || from < self.start.plus(-3650) {
                    continue;
                }
                let limit = course.end.map(|e| e.max(from.plus(drug.days)));
                let until = if drug.days > 0 {
                    Some(from.plus(drug.days))
                } else {
                    limit
                };
                new.push(Taking {
                    drug,
                    from,
                    until: until.filter(|u| *u <= self.until),
                    reference: String::new(),
                });
            }
            self.takings.extend(new);
        }
        self.takings.sort_by_key(|t| (t.from, t.drug.rxnorm.0));
    }

    /// When an illness began, if it did.
    pub(crate) fn onset(&self, ill: Ill) -> Option<Day> {
        self.courses
            .iter()
            .find(|c| c.illness.ill == ill)
            .map(|c| c.onset)
    }

    /// Whether somebody has an illness on a day.
    pub(crate) fn has(&self, ill: Ill, day: Day) -> bool {
        self.courses
            .iter()
            .any(|c| c.illness.ill == ill && c.onset <= day && c.end.is_none_or(|end| end >= day))
    }

    /// Years into an illness on a day; 0 before it.
    pub(crate) fn years_of(&self, ill: Ill, day: Day) -> f64 {
        match self
            .courses
            .iter()
            .rev()
            .find(|c| c.illness.ill == ill && c.onset <= day)
        {
            Some(c) if c.end.is_none_or(|end| end >= day) => f64::from(day.0 - c.onset.0) / 365.0,
            _ => 0.0,
        }
    }

    /// Days for which somebody has taken a drug on a day, `None` where they do not take it.
    pub(crate) fn days_on(&self, words: &str, day: Day) -> Option<i32> {
        let taken = self.takings.iter().filter(|t| t.drug.words.contains(words));
        let mut now = taken.filter(|t| t.from <= day && t.until.is_none_or(|u| u >= day));
        now.next().map(|t| day.0 - t.from.0)
    }

    /// The illnesses there on a day, longest first.
    pub(crate) fn problems(&self, day: Day) -> impl Iterator<Item = &Course> {
        self.courses
            .iter()
            .filter(move |c| c.onset <= day && c.end.is_none_or(|e| e >= day))
    }

    /// The drugs taken on a day.
    pub(crate) fn drugs(&self, day: Day) -> impl Iterator<Item = &Taking> {
        self.takings
            .iter()
            .filter(move |t| t.from <= day && t.until.is_none_or(|u| u >= day))
    }
}
