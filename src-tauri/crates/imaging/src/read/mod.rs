//! Reading a DICOM file up to its pixels (PS3.10 7, PS3.5 7): what is wanted of it, and where its frames lie. Owns
//! the repairs that real files need: no preamble, over-long meta values, no or a wrong transfer syntax. Refuses to
//! load pixels.

pub(crate) mod elements;
mod error;
mod fragments;
mod opening;
mod source;
mod walk;
mod wanted;

pub(crate) use elements::{DataSet, Element, Value};
pub(crate) use error::note;
pub use error::{ReadError, ReadWarning};
pub use fragments::Extent;
pub(crate) use fragments::Fragments;
pub(crate) use opening::{Opened, open, open_whole};
