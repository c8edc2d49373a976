//! The story of one person, told as a chart: what a life brought, in which visits it was seen, and
//! every resource that this left behind. One file a clinical domain, told in a fixed order.

pub(crate) mod demographics;
pub(crate) mod vitals;

use super::person::Person;
use super::scribe::Scribe;

/// Writes the whole chart.
pub(crate) fn tell(s: &mut Scribe, person: &Person) {
    demographics::patient(s, person);
    vitals::write(s, person);
}
