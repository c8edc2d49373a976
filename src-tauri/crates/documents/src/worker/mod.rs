//! Reading a document in a process of its own: this program again, with a hidden argument, limits of memory and
//! time that it sets on itself, and a pipe each way. Whatever a file does to it, it is only that process.
//!
//! PDF is asked of one reader after the other, and each answer is sent as soon as it is there: where one takes the
//! process down, the others are asked in a new one. No file is written, and the process cannot write any.

mod inside;
mod outside;
mod words;

pub use inside::serve_if_asked;
pub use outside::{ReadError, Source, Worker};
pub use words::Limits;
