//! Documents that a person brings in. What they say is read by a process of its own (`wardbook-documents`);
//! what is kept is kept whole, beside the chart.

mod access;
mod add;
mod chain;
mod error;
mod held;
mod keeping;
mod kept;
mod limit;
mod pages;
mod picture;
mod text;
mod types;
mod versions;
mod watched;
mod writing;

pub(crate) use add::{Given, Keep};
pub(crate) use chain::take_back_marks;
pub(crate) use held::Holding;
pub use kept::{DocumentBytes, MOST_BYTES};
pub(crate) use types::kind_of;
pub(crate) use versions::is_replaced;

use std::io;
use std::path::Path;

use wardbook_documents::{Limits, Raster, ReadError, Reading, Source, Taken, Worker};

use crate::failure::{Code, Fault};

/// Reads one document, wherever that happens.
pub trait ReadDocument: Send + Sync {
    /// Reads it, or says why not. Blocks.
    fn read(&self, source: &Source<'_>, limits: Limits) -> Result<Reading, ReadError>;

    /// Makes one PDF of pages of others, whose bytes come one after the other. Blocks.
    fn arrange(
        &self,
        source: &Source<'_>,
        lengths: Vec<u64>,
        pages: Vec<Taken>,
        limits: Limits,
    ) -> Result<Vec<u8>, ReadError>;

    /// A page of a scan, from 1, as PNG. Blocks.
    fn picture(&self, source: &Source<'_>, page: u32, limits: Limits)
    -> Result<Vec<u8>, ReadError>;

    /// The pixels of a picture, or of a page of a scan, from 1. Blocks.
    fn raster(&self, source: &Source<'_>, page: u32, limits: Limits) -> Result<Raster, ReadError>;
}

/// This program started again, with limits: how the real program reads.
#[derive(Debug, Clone, Copy)]
pub struct Reader;

impl ReadDocument for Reader {
    fn read(&self, source: &Source<'_>, limits: Limits) -> Result<Reading, ReadError> {
        worker(limits)?.read(source)
    }

    fn arrange(
        &self,
        source: &Source<'_>,
        lengths: Vec<u64>,
        pages: Vec<Taken>,
        limits: Limits,
    ) -> Result<Vec<u8>, ReadError> {
        worker(limits)?.arrange(source, lengths, pages)
    }

    fn picture(
        &self,
        source: &Source<'_>,
        page: u32,
        limits: Limits,
    ) -> Result<Vec<u8>, ReadError> {
        worker(limits)?.picture(source, page)
    }

    fn raster(&self, source: &Source<'_>, page: u32, limits: Limits) -> Result<Raster, ReadError> {
        worker(limits)?.raster(source, page)
    }
}

fn worker(limits: Limits) -> Result<Worker, ReadError> {
    Worker::this_program(limits).map_err(|e| ReadError::Process(e.kind()))
}

/// A file as a source that can be read again.
fn of_file(path: &Path) -> impl Fn() -> io::Result<Box<dyn io::Read + Send>> + '_ {
    move || Ok(Box::new(std::fs::File::open(path)?))
}

/// What went wrong where the document is not at fault.
pub(crate) fn fault(error: &ReadError) -> Fault {
    match error {
        ReadError::Refused(refusal) => Fault::invalid(refusal.message()),
        ReadError::Source(kind) => io::Error::from(*kind).into(),
        ReadError::Process(_) => Fault::new(
            Code::Io,
            "The program that reads documents could not be started. Restart Wardbook; nothing was kept of this file.",
        ),
    }
}
