//! What goes through the pipes: one JSON value a line, the document's bytes after the first.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::pdf::{Answer, Voice};
use crate::{Kind, Reading, Refusal, Taken};

/// The argument that makes this program a reader of one document.
pub(super) const ARGUMENT: &str = "--read-a-document-for-wardbook";

/// How far one document may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the document.
    pub size: u64,
    /// Address space of the process, in bytes. Systems without such a limit have only the one of time.
    pub memory: u64,
    /// For one reader.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            size: 100 * 1024 * 1024,
            memory: 3 * 1024 * 1024 * 1024,
            time: Duration::from_secs(20),
        }
    }
}

/// The order, before the bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) limits: Limits,
    /// Readers that broke down on this document before.
    pub(super) without: Vec<Voice>,
    /// Not read, but taken apart and together.
    #[serde(default)]
    pub(super) arrange: Option<Arrange>,
    /// Not read: this page of it as a picture.
    #[serde(default)]
    pub(super) picture: Option<u32>,
    /// Not read: the pixels of this page of it.
    #[serde(default)]
    pub(super) raster: Option<u32>,
}

/// Pages to be made one document; the documents come one after the other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Arrange {
    /// Bytes of each document.
    pub(super) lengths: Vec<u64>,
    pub(super) pages: Vec<Taken>,
}

/// What the worker says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Said {
    /// It is there, inside its limits, and begins.
    Ready,
    /// What it is.
    Kind(Kind),
    /// It begins to ask this reader; if nothing follows, this one took it down.
    Asking(Voice),
    /// What the reader said.
    Answered(Voice, Answer),
    /// The document, read: not of a PDF.
    Read(Box<Reading>),
    /// The document, refused.
    Refused(Refusal),
    /// The document or picture that was made, in base64.
    Made(String),
    /// All was asked.
    End,
}
