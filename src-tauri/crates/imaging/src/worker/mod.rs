//! Decoding in a process of its own: this program again, with a hidden argument and limits that it sets on itself, and a
//! pipe each way. A codec that dies, hangs or asks for all memory ends that process, and with it one frame.
//!
//! The process lives on and decodes frame after frame: starting one takes longer than most frames do. It is given what
//! the header says and a frame's bytes, never a file, and gives samples back. Frames that are not packed, or that our own
//! decoders unpack (run lengths, lossless JPEG, JPEG-LS) and that are of a usual size, are not sent: the way there and back
//! would take longer than the work.

mod inside;
mod outside;
mod words;

pub use inside::serve_if_asked;
pub use outside::{ApartError, Decoders};
pub use words::DecodeBounds;
