//! What three components of a JPEG codestream mean. The header of an instance may be wrong about it, and so may a
//! rule of thumb; the order here is of evidence: what the codestream says outright, what it shows, and only then what
//! the header says. Refuses to convert.

use crate::decode::jpeg::header::{Header, Process};
use crate::decode::native;
use crate::description::{Photometric, PixelDescription};
use crate::frame::{Colour, DecodeWarning};

pub(crate) fn decide(
    header: &Header,
    described: &PixelDescription,
    warnings: &mut Vec<DecodeWarning>,
) -> (Colour, &'static str) {
    let samples = header.components.len() as u16;
    let said = native::colour(described.photometric, samples);
    let Some((found, evidence)) = evidence(header) else {
        return (said, native::BY_HEADER);
    };
    // YBR_RCT and YBR_ICT belong to JPEG 2000; here they only say that it is no RGB. Luma and chroma of video range are
    // other colours from the same numbers.
    let transformed = matches!(
        described.photometric,
        Photometric::YbrRct | Photometric::YbrIct
    );
    let agrees = found == said || (found == Colour::YbrFull && transformed);
    if !agrees {
        warnings.push(DecodeWarning::OtherColour {
            header: described.photometric,
            colour: found,
            evidence: evidence.into(),
        });
    }
    (found, evidence)
}

/// What the codestream has to say, if anything.
fn evidence(header: &Header) -> Option<(Colour, &'static str)> {
    let [first, second, third] = header.components.as_slice() else {
        return None;
    };
    // Nothing is transformed in lossless coding, whatever an application segment left over says.
    if header.process == Process::Lossless {
        return None;
    }
    match header.adobe {
        Some(0) => return Some((Colour::Rgb, "an Adobe segment says no transform")),
        Some(1) => return Some((Colour::YbrFull, "an Adobe segment says YCbCr")),
        _ => {}
    }
    if header.jfif {
        return Some((Colour::YbrFull, "a JFIF segment means YCbCr"));
    }
    if [first.id, second.id, third.id] == *b"RGB" {
        return Some((Colour::Rgb, "the components are named R, G and B"));
    }
    if header.subsampled() {
        return Some((
            Colour::YbrFull,
            "components two and three are of lower resolution",
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::evidence;
    use crate::decode::jpeg::header::{Component, Header, Process};
    use crate::frame::Colour;

    fn header(ids: [u8; 3], across: usize, adobe: Option<u8>, jfif: bool) -> Header {
        let component = |id, across| Component {
            id,
            across,
            down: 1,
            table: 0,
        };
        Header {
            process: Process::Sequential,
            precision: 8,
            rows: 8,
            columns: 8,
            components: vec![
                component(ids[0], across),
                component(ids[1], 1),
                component(ids[2], 1),
            ],
            adobe,
            jfif,
        }
    }

    #[test]
    fn the_codestream_says_its_colour_or_nothing() {
        let found = |h: &Header| evidence(h).map(|(colour, _)| colour);
        assert_eq!(
            found(&header([1, 2, 3], 1, Some(0), true)),
            Some(Colour::Rgb)
        );
        assert_eq!(
            found(&header([1, 2, 3], 1, Some(1), false)),
            Some(Colour::YbrFull)
        );
        assert_eq!(
            found(&header([1, 2, 3], 1, None, true)),
            Some(Colour::YbrFull)
        );
        assert_eq!(found(&header(*b"RGB", 1, None, false)), Some(Colour::Rgb));
        assert_eq!(
            found(&header([1, 2, 3], 2, None, false)),
            Some(Colour::YbrFull)
        );
        assert_eq!(
            found(&header([1, 2, 3], 1, None, false)),
            None,
            "the header decides"
        );
    }
}
