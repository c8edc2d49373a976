//! The lossless process (ISO 10918-1 annex H): each sample by its difference from what its neighbours let expect.
//! Samples of 2 to 16 bits, every predictor, restarts, the point transform, components together or one by one. What is
//! missing at the end of a cut codestream stays zero. Refuses four components and such of unlike resolution, restarts
//! within a line (H.1.1 has none), and restarts out of order.

use crate::decode::jpeg::bits::Bits;
use crate::decode::jpeg::header::{Component, Header, interval, segment};
use crate::decode::jpeg::huffman::{Kind, Table};
use crate::decode::jpeg::{damaged, unsupported};
use crate::decode::{DecodeError, Words};
use crate::frame::DecodeWarning;

/// Samples of all components, pixel by pixel, and a word where the codestream was not whole or may not have been.
pub(crate) fn decode(
    bytes: &[u8],
    header: &Header,
) -> Result<(Words, Option<DecodeWarning>), DecodeError> {
    if !(2..=16).contains(&header.precision) {
        return Err(damaged("a precision of neither 2 to 16 bits"));
    }
    if header.components.len() > 3 {
        return Err(unsupported("four components"));
    }
    let one = |c: &Component| (c.across, c.down) == (1, 1);
    if header.components.len() > 1 && !header.components.iter().all(one) {
        return Err(unsupported("lossless components of different resolution"));
    }
    if header.precision <= 8 {
        let (samples, lacks) = all(bytes, header, |sample| sample as u8)?;
        return Ok((Words::U8(samples), lacks));
    }
    let (samples, lacks) = all(bytes, header, |sample| sample)?;
    Ok((Words::U16(samples), lacks))
}

/// All scans; `narrow` makes of a sample what is kept of it.
fn all<T: Copy + Default>(
    bytes: &[u8],
    header: &Header,
    narrow: impl Fn(u16) -> T + Copy,
) -> Result<(Vec<T>, Option<DecodeWarning>), DecodeError> {
    let count = header.components.len();
    let pixels = header.rows as usize * header.columns as usize;
    let mut image = Image {
        header,
        samples: vec![T::default(); pixels * count],
        narrow,
        whole: true,
    };
    let mut tables = [const { None }; 4];
    let mut seen = vec![false; count];
    let (mut at, mut restarts, mut ended) = (0, 0, false);
    while let Some(segment) = segment(bytes, at) {
        at = segment.after;
        match segment.code {
            0xc4 => {
                for (kind, place, table) in Table::all(segment.body)? {
                    if let (Kind::Differences, Some(slot)) = (kind, tables.get_mut(place)) {
                        *slot = Some(table);
                    }
                }
            }
            0xdd => restarts = interval(segment.body)?,
            0xda => {
                let scan = Scan::of(segment.body, header, &tables, restarts)?;
                for part in &scan.parts {
                    if let Some(seen) = seen.get_mut(part.component)
                        && std::mem::replace(seen, true)
                    {
                        return Err(damaged("a component comes more than once"));
                    }
                }
                let mut bits = Bits::new(bytes, at);
                image.scan(&scan, &mut bits)?;
                at = bits.position();
            }
            0xd9 => {
                ended = true;
                break;
            }
            _ => {}
        }
    }
    if seen.contains(&false) {
        return Err(damaged("a component has no scan"));
    }
    let lacks = match (image.whole, ended) {
        (false, _) => Some(DecodeWarning::EndsEarly),
        (true, false) => Some(DecodeWarning::NoEnd),
        (true, true) => None,
    };
    Ok((image.samples, lacks))
}

/// One component of a scan.
#[derive(Clone, Copy)]
struct Part<'a> {
    component: usize,
    table: &'a Table,
}

/// Scan header (ISO 10918-1 B.2.3).
struct Scan<'a> {
    parts: Vec<Part<'a>>,
    predictor: u8,
    /// By how many bits samples were moved down.
    low: u32,
    /// Lines between restarts; none where it has no restarts.
    restarts: Option<usize>,
}

impl<'a> Scan<'a> {
    fn of(
        body: &[u8],
        header: &Header,
        tables: &'a [Option<Table>; 4],
        restarts: u32,
    ) -> Result<Self, DecodeError> {
        let cut = damaged("a scan header is cut off");
        let (count, rest) = body.split_first().ok_or(cut.clone())?;
        let (list, rest) = rest
            .split_at_checked(2 * usize::from(*count))
            .ok_or(cut.clone())?;
        let [predictor, _, approximation] = *rest.first_chunk().ok_or(cut)?;
        let low = u32::from(approximation & 15);
        if !(1..=7).contains(&predictor) || low >= u32::from(header.precision) {
            return Err(damaged("a scan header is out of range"));
        }
        let mut parts = Vec::new();
        for [id, table] in list.as_chunks::<2>().0 {
            let component = header.components.iter().position(|c| c.id == *id);
            let table = tables.get(usize::from(table >> 4)).and_then(Option::as_ref);
            parts.push(Part {
                component: component.ok_or(damaged("a scan has a component that is none"))?,
                table: table.ok_or(damaged("a scan uses a Huffman table that was never sent"))?,
            });
        }
        if !restarts.is_multiple_of(header.columns) {
            return Err(unsupported("lossless coding with restarts within a line"));
        }
        let lines = (restarts / header.columns) as usize;
        Ok(Self {
            parts,
            predictor,
            low,
            restarts: (lines > 0).then_some(lines),
        })
    }
}

/// What is decoded so far.
struct Image<'a, T, F> {
    header: &'a Header,
    samples: Vec<T>,
    narrow: F,
    whole: bool,
}

impl<T: Copy, F: Fn(u16) -> T + Copy> Image<'_, T, F> {
    fn scan(&mut self, scan: &Scan<'_>, bits: &mut Bits<'_>) -> Result<(), DecodeError> {
        match *scan.parts.as_slice() {
            [one] => self.lines(scan, [one], bits),
            [one, two] => self.lines(scan, [one, two], bits),
            [one, two, three] => self.lines(scan, [one, two, three], bits),
            _ => Err(damaged("a scan has not one to three components")),
        }
    }

    /// The lines of a scan of `N` components.
    fn lines<const N: usize>(
        &mut self,
        scan: &Scan<'_>,
        parts: [Part<'_>; N],
        bits: &mut Bits<'_>,
    ) -> Result<(), DecodeError> {
        let (columns, count) = (
            self.header.columns as usize,
            self.header.components.len().max(1),
        );
        let tables = parts.map(|part| part.table);
        let further = match scan.predictor {
            1 => line::<N, 1>,
            2 => line::<N, 2>,
            3 => line::<N, 3>,
            4 => line::<N, 4>,
            5 => line::<N, 5>,
            6 => line::<N, 6>,
            _ => line::<N, 7>,
        };
        let in_order = parts.iter().map(|part| part.component).eq(0..count);
        // What the first sample of a scan and of each interval is expected to be (H.1.2.1).
        let middle = [1_u16 << (u32::from(self.header.precision) - 1 - scan.low); N];
        let (mut above, mut here) = (vec![[0; N]; columns], vec![[0; N]; columns]);
        let rows = self.samples.chunks_exact_mut(columns * count);
        for (number, row) in rows.enumerate() {
            if bits.ran_out() {
                break;
            }
            let due = scan.restarts.filter(|lines| number.is_multiple_of(*lines));
            if let (1.., Some(lines)) = (number, due) {
                let Some(found) = bits.restart() else {
                    self.whole = false;
                    return Ok(());
                };
                // Another number means that intervals are missing or there twice.
                if usize::from(found) != (number / lines - 1) % 8 {
                    return Err(damaged("a restart is not the one that is due"));
                }
            }
            if number == 0 || due.is_some() {
                // The sample to the left, whatever the predictor is further down.
                line::<N, 1>(tables, middle, &above, &mut here, bits)?;
            } else {
                let start = above.first().copied().unwrap_or(middle);
                further(tables, start, &above, &mut here, bits)?;
            }
            if in_order {
                for (to, sample) in row.iter_mut().zip(here.as_flattened()) {
                    *to = (self.narrow)(sample << scan.low);
                }
            } else {
                for (place, part) in parts.iter().enumerate() {
                    let to = row.iter_mut().skip(part.component).step_by(count);
                    let from = here.iter().filter_map(|pixel| pixel.get(place));
                    for (to, sample) in to.zip(from) {
                        *to = (self.narrow)(sample << scan.low);
                    }
                }
            }
            std::mem::swap(&mut above, &mut here);
        }
        self.whole &= !bits.ran_out();
        Ok(())
    }
}

/// A line of which the first samples are expected to be `start`, and all others what predictor `P` makes of their
/// neighbours; differences count modulo 65,536 (H.1.2.1).
fn line<const N: usize, const P: u8>(
    tables: [&Table; N],
    start: [u16; N],
    above: &[[u16; N]],
    here: &mut [[u16; N]],
    lent: &mut Bits<'_>,
) -> Result<(), DecodeError> {
    let mut bits = *lent;
    let mut left = start;
    let (Some((first, here)), Some((corner, above))) =
        (here.split_first_mut(), above.split_first())
    else {
        return Ok(());
    };
    for (left, table) in left.iter_mut().zip(tables) {
        *left = left.wrapping_add(table.next(&mut bits)?.1 as u16);
    }
    *first = left;
    let mut corner = *corner;
    for (place, above) in here.iter_mut().zip(above) {
        let neighbours = left.iter_mut().zip(above).zip(&corner).zip(tables);
        for (((left, above), corner), table) in neighbours {
            let expected = expected::<P>([*left, *above, *corner].map(i32::from));
            *left = (expected + table.next(&mut bits)?.1) as u16;
        }
        *place = left;
        corner = *above;
    }
    *lent = bits;
    Ok(())
}

/// What the neighbours to the left, above and between both let expect (ISO 10918-1 table H.1).
#[inline]
fn expected<const P: u8>([left, above, corner]: [i32; 3]) -> i32 {
    match P {
        1 => left,
        2 => above,
        3 => corner,
        4 => left + above - corner,
        5 => left + ((above - corner) >> 1),
        6 => above + ((left - corner) >> 1),
        _ => (left + above) >> 1,
    }
}
