//! What Wardbook can do, behind one door.
