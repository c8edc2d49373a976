//! Starts the desktop shell.
fn main() { wardbook::run().unwrap(); }
