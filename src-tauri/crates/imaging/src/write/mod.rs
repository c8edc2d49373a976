//! DICOM files written: new ones put together element by element, and those that were read and changed. Refuses to
//! keep pixels in memory on their way from one file to another.

mod elements;
mod file;
mod through;

pub(crate) use elements::Elements;
pub(crate) use file::{EXPLICIT_LITTLE, Named, head};
pub(crate) use through::data_set;
