//! Search: which parameters exist, the keys read from each resource for them, what a query asks,
//! and whether a resource answers it. Refuses to guess: an unknown parameter is reported as ignored.

mod administrative;
mod clinical;
pub(crate) mod keys;
pub(crate) mod params;
pub(crate) mod query;
pub(crate) mod test;
