//! DICOM in, frames out: what an instance is, where each of its frames lies, the pixels of one frame, and what is
//! needed to show them.
//!
//! Owns the reading of foreign DICOM files and the decoders behind it. Everything here looks at bytes that nobody
//! vouches for: every length is held against what is there, every size against [`Limits`], and a decoder that panics
//! ends one frame and nothing else. Refuses to know patients' charts, the store and the network, writes no file, and
//! says nothing of a patient in an error, a warning or a `Debug`.

mod anonymise;
mod attributes;
mod codes;
mod content;
mod decode;
mod description;
pub mod dicomweb;
mod document;
mod frame;
mod frames;
#[cfg(test)]
mod frames_tests;
mod geometry;
mod groups;
mod header;
#[cfg(test)]
mod hostile_tests;
mod instance;
#[cfg(test)]
mod instance_tests;
mod lead;
mod limits;
#[cfg(test)]
mod making;
pub mod measured;
mod object;
mod payload;
mod private;
mod read;
pub mod render;
mod report;
#[cfg(test)]
mod report_tests;
mod syntax;
mod text;
mod waveform;
mod worker;
mod wrapped;
mod write;

pub use anonymise::{AnonymiseError, Anonymiser, Dates, Refused, Remark};
pub use attributes::{Identity, Patient, PersonName, Series, Study};
pub use content::{ContentItem, StructuredReport};
pub use decode::{DecodeError, decode};
pub use description::{NoPixels, Number, Photometric, PixelDescription};
pub use document::EncapsulatedDocument;
pub use frame::{Colour, DecodeWarning, Frame, Samples};
pub use frames::{FrameError, FrameIndex, FrameSpan};
pub use geometry::{Geometry, Spacing};
pub use header::{Header, HeaderLine, HeaderValue};
pub use instance::{FrameOutcome, Instance, Values};
pub use limits::Limits;
pub use object::{Fact, ObjectContent, Part, Refers, class_name};
pub use payload::PayloadError;
pub use private::Private;
pub use read::{Extent, ReadError, ReadWarning};
pub use report::{Failure, Report, decode_file};
pub use syntax::{Coding, Packing, TransferSyntax};
pub use waveform::{Annotation, Channel, Sensitivity, Waveform, WaveformGroup};
pub use worker::{ApartError, DecodeBounds, Decoders, serve_if_asked};
pub use wrapped::{Content, Pixels, Taken, Whose, WrapError, Wrapping};
