//! Marker segments, which JPEG and JPEG-LS have in common (ISO 10918-1 B.1.1, ISO 14495-1 C.1). Refuses to believe a
//! segment's length beyond the bytes that are there.

use std::borrow::Cow;

use crate::frame::DecodeWarning;

/// A marker segment: its code and what is in it.
pub(crate) struct Segment<'a> {
    pub(crate) code: u8,
    pub(crate) body: &'a [u8],
    /// Where the bytes behind it begin.
    pub(crate) after: usize,
}

/// The segment whose marker is at or behind `at`; bytes before the marker are stepped over. Behind FF, a byte below
/// `least` is entropy-coded data and no marker.
pub(crate) fn segment(bytes: &[u8], at: usize, least: u8) -> Option<Segment<'_>> {
    let rest = bytes.get(at..)?;
    let mut pairs = rest.iter().zip(rest.iter().skip(1)).enumerate();
    let (skipped, code) = pairs.find_map(|(n, (mark, code))| {
        (*mark == 0xff && (least..0xff).contains(code)).then_some((n, *code))
    })?;
    let at = at + skipped + 2;
    // Start, end and restart stand alone.
    if matches!(code, 0x01 | 0xd0..=0xd9) {
        return Some(Segment {
            code,
            body: &[],
            after: at,
        });
    }
    let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?)).max(2);
    let body = bytes.get(at + 2..at.checked_add(length)?)?;
    Some(Segment {
        code,
        body,
        after: at + length,
    })
}

/// With a marker of its end, which some writers leave out, and which is missed where a codestream was cut: JPEG and JPEG 2000 have the same (ISO 15444-1 A.4.4).
pub(crate) fn ended<'a>(bytes: &'a [u8], warnings: &mut Vec<DecodeWarning>) -> Cow<'a, [u8]> {
    // A byte is added to an odd length (PS3.5 A.4); writers take either of two.
    let padding = bytes
        .iter()
        .rev()
        .take_while(|byte| matches!(byte, 0 | 0xff))
        .count();
    let used = bytes.get(..bytes.len() - padding).unwrap_or_default();
    if used.ends_with(&[0xff, 0xd9]) {
        return Cow::Borrowed(bytes);
    }
    warnings.push(DecodeWarning::NoEnd);
    Cow::Owned([bytes, &[0xff, 0xd9]].concat())
}

#[cfg(test)]
mod tests {
    use super::segment;

    #[test]
    fn segments_end_where_they_say_and_the_bytes_do() {
        let bytes = [
            0xff, 0xd8, 0, 0xff, 0xff, 0xdd, 0, 4, 1, 2, 0xff, 0xda, 0, 9, 1,
        ];
        let start = segment(&bytes, 0, 1).unwrap();
        assert_eq!((start.code, start.after), (0xd8, 2));
        let interval = segment(&bytes, start.after, 1).unwrap();
        assert_eq!(
            (interval.code, interval.body, interval.after),
            (0xdd, &[1, 2][..], 10)
        );
        assert!(
            segment(&bytes, interval.after, 1).is_none(),
            "it says more than is there"
        );
        assert_eq!(
            segment(&[0xff, 0x40, 0xff, 0xd9], 0, 0x80).unwrap().code,
            0xd9
        );
    }
}
