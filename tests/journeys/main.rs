//! Journeys through the whole program: the built terminal program as a person runs it, against the
//! sandbox EHR as a real server. One binary, one journey after the other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout
)]

mod bad_days;
mod bad_input;
mod cable_out;
mod connections;
mod crashed;
mod decoding;
mod documents;
mod hfs;
mod images;
mod killed;
mod outbox;
mod peers;
mod people;
mod real_data;
mod signing_in;
