//! The story of one person, told as a chart: what a life brought, in which visits it was seen, and
//! every resource that this left behind. One file a clinical domain, told in a fixed order.

mod admin;
mod allergies;
pub(crate) mod demographics;
mod labs;
mod levels;
mod life;
mod medications;
mod notes;
mod plans;
mod problems;
mod procedures;
mod prose;
mod social;
mod vaccines;
mod visits;
mod vitals;

use super::person::Person;
use super::scribe::Scribe;
use life::Life;

/// Writes the whole chart.
pub(crate) fn tell(s: &mut Scribe, person: &Person) {
    demographics::patient(s, person);
    let mut life = Life::of(s, person);
    let visits = visits::write(s, &life);
    problems::write(s, &mut life, &visits);
    allergies::write(s, &life, &visits);
    medications::write(s, &mut life, &visits);
    labs::write(s, &life, &visits);
    vitals::write(s, &life, &visits);
    social::write(s, &life, &visits);
    vaccines::write(s, &life, &visits);
    procedures::write(s, &life, &visits);
    // Notes come late: they mention what the domains before them found.
    notes::write(s, &life, &visits);
    plans::write(s, &life, &visits);
    admin::write(s, &life, &visits);
}
