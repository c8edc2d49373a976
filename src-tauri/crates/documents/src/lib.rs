//! What a document is and what it says: its kind by content, its text by page, or why it is refused.
//!
//! Owns the readers of foreign files and the process they run in. Every reader here, ours and others', is
//! expected to panic, hang or ask for all memory one day: the program asks [`Worker`], which starts this
//! program again with limits, gives it the bytes through a pipe and ends it when it takes too long. Refuses to
//! know patients, charts and the network, and writes no file.

mod ccda;
mod decode;
mod docx;
mod facts;
mod kind;
mod pages;
mod pdf;
mod picture;
mod raster;
mod reading;
mod refusal;
mod rtf;
mod scan;
mod within;
mod worker;
mod xml;

pub use facts::Facts;
pub use kind::Kind;
pub use pages::{Taken, arranged};
pub use raster::{Raster, raster};
pub use reading::{Passage, Reading};
pub use refusal::Refusal;
pub use scan::shown as shown_page;
pub use within::here;
pub use worker::{Limits, ReadError, Source, Worker, serve_if_asked};
