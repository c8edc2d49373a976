//! A frame deflated by itself (PS3.5 8.2.16): native pixels once inflated. Refuses to inflate more than a frame.

use std::io::Read;

use flate2::read::DeflateDecoder;

use crate::decode::{DecodeError, Raw, native};
use crate::description::PixelDescription;
use crate::syntax::Packing;

pub(crate) fn decode(bytes: &[u8], described: &PixelDescription) -> Result<Raw, DecodeError> {
    let needed = described.native_frame_bits().div_ceil(8);
    let mut pixels = Vec::new();
    DeflateDecoder::new(bytes)
        .take(needed)
        .read_to_end(&mut pixels)
        .map_err(|_| DecodeError::damaged(Packing::DeflatedFrame, "it cannot be inflated"))?;
    native::decode(&pixels, described)
}
