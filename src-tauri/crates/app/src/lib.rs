//! What Wardbook can do, behind one door.
pub mod wire;
