//! Why a frame is not decoded. Refuses to repeat anything of the image.

use crate::syntax::Packing;

/// The step at which decoding failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// A frame larger than allowed, as stored or decoded.
    #[error("a frame of {bytes} bytes is more than the limit of {limit}")]
    TooLarge {
        /// In bytes.
        bytes: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// Fewer bytes than the frame needs.
    #[error("the frame needs {needed} bytes and {present} are there")]
    TooShort {
        /// In bytes.
        needed: u64,
        /// In bytes.
        present: u64,
    },
    /// No pixels at all.
    #[error("the frame has no pixels")]
    Empty,
    /// The transfer syntax is a film's.
    #[error("the pixels are a film (MPEG or HEVC), which is not decoded")]
    Film,
    /// The transfer syntax is not known, and neither is how the frame begins.
    #[error("the transfer syntax is not known, and the frame begins like no known codestream")]
    UnknownSyntax,
    /// A feature of the codec that is not decoded.
    #[error("{packing:?} with {feature} is not decoded")]
    Unsupported {
        /// The codec.
        packing: Packing,
        /// What of it.
        feature: &'static str,
    },
    /// The codestream is damaged.
    #[error("the {packing:?} codestream is damaged: {step}")]
    Damaged {
        /// The codec.
        packing: Packing,
        /// Where.
        step: &'static str,
    },
    /// A decoder of others refused; its own words, which are about the codestream.
    #[error("the {packing:?} codestream is refused: {reason}")]
    Refused {
        /// The codec.
        packing: Packing,
        /// In the decoder's words.
        reason: String,
    },
    /// A decoder panicked.
    #[error("the decoder of {packing:?} broke down on this frame")]
    Panicked {
        /// The codec.
        packing: Packing,
    },
    /// Decoded, but the samples are not as many as the frame has.
    #[error("the decoder gave {given} samples where {needed} are needed")]
    OtherCount {
        /// As decoded.
        given: usize,
        /// As the codestream's size says.
        needed: usize,
    },
}

impl DecodeError {
    /// A damaged codestream, and where.
    pub(crate) fn damaged(packing: Packing, step: &'static str) -> Self {
        Self::Damaged { packing, step }
    }

    /// A feature of a codec that is not decoded.
    pub(crate) fn unsupported(packing: Packing, feature: &'static str) -> Self {
        Self::Unsupported { packing, feature }
    }
}
