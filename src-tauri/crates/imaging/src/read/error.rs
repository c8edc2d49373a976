//! Why a file is not read, and what is odd about one that is. Refuses to repeat any value of the file.

use std::io;

use dicom_core::Tag;
use serde::{Serialize, Serializer};

/// The step at which reading failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The source itself failed.
    #[error("reading the file failed: {0}")]
    Source(#[source] io::Error),
    /// Neither a preamble nor anything that looks like a data set (PS3.10 7.1).
    #[error("this is not a DICOM file")]
    NotDicom,
    /// The file meta information cannot be followed.
    #[error("the file's meta information is damaged at {tag}")]
    Meta {
        /// The element that does not fit.
        tag: Tag,
    },
    /// An element's head cannot be read.
    #[error("a data element at byte {at} cannot be read")]
    Header {
        /// From the beginning of the file or inflated data set.
        at: u64,
    },
    /// The deflated data set is damaged (PS3.5 A.5).
    #[error("the deflated data set cannot be unpacked")]
    Inflate,
    /// The deflated data set unpacks to more than is allowed.
    #[error("the deflated data set unpacks to more than {limit} bytes")]
    InflatesTooFar {
        /// The limit, in bytes.
        limit: u64,
    },
    /// Sequences nested too deep.
    #[error("sequences are nested deeper than {limit} levels")]
    TooDeep {
        /// The limit, in levels.
        limit: u16,
    },
    /// More elements than allowed.
    #[error("there are more than {limit} data elements")]
    TooManyElements {
        /// The limit.
        limit: u64,
    },
    /// More fragments than allowed.
    #[error("there are more than {limit} fragments of pixel data")]
    TooManyFragments {
        /// The limit.
        limit: u32,
    },
    /// More items in a sequence than frames are allowed, or more in all than may be kept.
    #[error("there are more items in sequences than may be kept")]
    TooManyItems,
    /// More frames than allowed.
    #[error("there are more than {limit} frames")]
    TooManyFrames {
        /// The limit.
        limit: u32,
    },
}

/// What was odd in a file that was read nonetheless.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum ReadWarning {
    /// No preamble, or none and no meta information.
    #[error("the file has no preamble")]
    NoPreamble,
    /// The meta information names no transfer syntax.
    #[error("the file does not say its transfer syntax; it was found out from the bytes")]
    NoTransferSyntax,
    /// Elements are written in another way than the transfer syntax says.
    #[error("elements are not written as the transfer syntax says")]
    OtherCoding,
    /// Pixels are packed in another way than the transfer syntax says.
    #[error("pixels are not packed as the transfer syntax says")]
    OtherPacking,
    /// An element or item ends after what contains it.
    #[error("the file or an item ends inside {tag}")]
    CutShort {
        /// The element.
        #[serde(serialize_with = "as_text")]
        tag: Tag,
    },
    /// Something else where an item should be.
    #[error("a sequence is broken at {tag}")]
    BrokenSequence {
        /// What stood there.
        #[serde(serialize_with = "as_text")]
        tag: Tag,
    },
    /// A delimiter without anything to end.
    #[error("there is a delimiter outside any sequence")]
    StrayDelimiter,
    /// A value longer than is kept.
    #[error("the value of {tag} is too long to keep")]
    TooLong {
        /// The element.
        #[serde(serialize_with = "as_text")]
        tag: Tag,
    },
    /// The number of frames is missing where there are several, or no number.
    #[error("the number of frames cannot be read; {taken} is taken from what is there")]
    FrameCount {
        /// How many are taken.
        taken: u32,
    },
    /// An overlay without data of its own: it is, or was, in unused bits of the pixels (retired).
    #[error("overlay {group:04X} has no data of its own and is not shown")]
    OverlayInPixels {
        /// Of its elements.
        group: u16,
    },
    /// An overlay with fewer bits than its size and frames need.
    #[error("overlay {group:04X} was cut; what is missing of it is not drawn")]
    OverlayCut {
        /// Of its elements.
        group: u16,
    },
    /// A transfer syntax that is not known, whose pixels are in one piece.
    #[error("the transfer syntax is not known; pixels are taken as not compressed, little endian")]
    UnknownSyntax,
    /// A value that others are worked out by is there and is no number.
    #[error("the value of {tag} cannot be read, and nothing is worked out by it")]
    Unreadable {
        /// The element.
        #[serde(serialize_with = "as_text")]
        tag: Tag,
    },
    /// A rescale slope of 0 would make every value the same.
    #[error("the rescale slope is 0; 1 is taken")]
    SlopeZero,
    /// Fewer or more fragments than the frames need, or a table that does not fit them.
    #[error("the table of frames does not fit the fragments; frames were found by how they begin")]
    FrameTable,
}

/// What may be said of every frame is said once.
pub(crate) fn note(warnings: &mut Vec<ReadWarning>, warning: ReadWarning) {
    if !warnings.contains(&warning) {
        warnings.push(warning);
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn as_text<S: Serializer>(tag: &Tag, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(tag)
}
