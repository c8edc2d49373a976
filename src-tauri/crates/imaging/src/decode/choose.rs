//! Which decoder a frame goes to. A codestream that says what it is goes to its own, whatever the transfer syntax
//! says; the rest goes by the transfer syntax. Refuses to look into native pixels: any bytes may be pixels.

use crate::decode::{DecodeError, markers};
use crate::description::PixelDescription;
use crate::syntax::Packing;

pub(crate) fn packing(bytes: &[u8], described: &PixelDescription) -> Result<Packing, DecodeError> {
    let said = described.syntax.packing;
    match said {
        Packing::Native | Packing::Rle | Packing::DeflatedFrame | Packing::Film => Ok(said),
        _ => match codestream(bytes) {
            Some(found) => Ok(found),
            None if said == Packing::Unknown && run_lengths(bytes) => Ok(Packing::Rle),
            None if said == Packing::Unknown => Err(DecodeError::UnknownSyntax),
            None => Ok(said),
        },
    }
}

/// Whether a frame begins as run lengths do: up to fifteen segments, the first right behind the header (PS3.5 G.5).
fn run_lengths(bytes: &[u8]) -> bool {
    let Some([c0, c1, c2, c3, o0, o1, o2, o3]) = bytes.first_chunk() else {
        return false;
    };
    let count = u32::from_le_bytes([*c0, *c1, *c2, *c3]);
    (1..=15).contains(&count) && u32::from_le_bytes([*o0, *o1, *o2, *o3]) == 64
}

/// By the first markers (ISO 10918-1 B.1.1.3, ISO 14495-1 C.1, ISO 15444-1 A.2, ISO 18181-2 4.1).
pub(crate) fn codestream(bytes: &[u8]) -> Option<Packing> {
    const JP2: &[u8] = b"\0\0\0\x0cjP  \r\n\x87\n";
    const JXL: &[u8] = b"\0\0\0\x0cJXL \r\n\x87\n";
    if bytes.starts_with(&[0xff, 0x4f, 0xff, 0x51]) || bytes.starts_with(JP2) {
        return Some(Packing::Jpeg2000);
    }
    if bytes.starts_with(&[0xff, 0x0a]) || bytes.starts_with(JXL) {
        return Some(Packing::JpegXl);
    }
    if !bytes.starts_with(&[0xff, 0xd8]) {
        return None;
    }
    // JPEG and JPEG-LS begin alike; the frame header tells them apart.
    let mut at = 2;
    loop {
        let segment = markers::segment(bytes, at, 0x80)?;
        match segment.code {
            0xf7 => return Some(Packing::JpegLs),
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xda => {
                return Some(Packing::Jpeg);
            }
            _ => at = segment.after,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::codestream;
    use crate::Packing;

    #[test]
    fn a_codestream_says_what_it_is() {
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 3, 0];
        assert_eq!(codestream(&jpeg), Some(Packing::Jpeg));
        let jpeg_ls = [0xff, 0xd8, 0xff, 0xf7, 0, 3, 0];
        assert_eq!(codestream(&jpeg_ls), Some(Packing::JpegLs));
        assert_eq!(
            codestream(&[0xff, 0x4f, 0xff, 0x51]),
            Some(Packing::Jpeg2000)
        );
        assert_eq!(codestream(&[0xff, 0x0a, 1]), Some(Packing::JpegXl));
        assert_eq!(codestream(&[0xff, 0xd8, 0xff, 0xe0, 0xff]), None, "cut off");
        assert_eq!(codestream(&[1, 2, 3, 4]), None);
    }
}
