//! Readers of resources for what a chart shows.
//!
//! Every element is optional, and an element that is unknown or of the wrong type never makes a
//! reader fail: the only error is a body that is no JSON object. What is not understood is said so
//! where it matters, and never shown as absent. Readers decide nothing about where a row goes.

pub mod codeable;
pub mod date;
pub mod human_name;
pub mod narrative;
pub mod period;
pub mod quantity;
pub mod standing;
pub mod timing;

pub use crate::json::ReadError;
pub use standing::Standing;
