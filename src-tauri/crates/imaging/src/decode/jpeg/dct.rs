//! Sequential and progressive DCT with Huffman coding (ISO 10918-1 annexes F and G), for the samples of 12 bits that
//! processes 2 to 12 allow and no kept crate decodes. All coefficients are gathered first, scan by scan, and then
//! transformed: one way for both. What is missing at the end of a cut codestream stays grey. Refuses a number of
//! lines that only follows the first scan, quantization tables that were never sent, and restarts out of order.

use crate::decode::DecodeError;
use crate::decode::jpeg::bits::Bits;
use crate::decode::jpeg::header::{Header, Process, segment};
use crate::decode::jpeg::huffman::Table;
use crate::decode::jpeg::upsample::{Plane, together};
use crate::decode::jpeg::{damaged, idct, unsupported};
use crate::frame::DecodeWarning;

/// From the order of the codestream to rows of a block (ISO 10918-1 figure A.6).
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// A codestream may be nothing but scans; a photograph has ten or twenty.
const MOST_SCANS: u32 = 200;

/// The coefficients of one component.
struct Blocks {
    /// In a row, up to whole units of an interleaved scan.
    across: usize,
    /// In a row and in a column, as a scan of this component alone has them.
    alone: (usize, usize),
    list: Vec<[i32; 64]>,
    table: Option<[u16; 64]>,
}

/// One component of a scan.
#[derive(Clone, Copy)]
struct Part {
    component: usize,
    dc: usize,
    ac: usize,
    previous: i32,
}

/// Which coefficients a scan has, and which of their bits (ISO 10918-1 G.1.1.1).
#[derive(Clone, Copy)]
struct Band {
    first: usize,
    last: usize,
    refines: bool,
    low: u32,
}

/// Everything gathered from the codestream so far.
struct State<'a> {
    header: &'a Header,
    blocks: Vec<Blocks>,
    quantization: [Option<[u16; 64]>; 4],
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
    interval: u32,
    /// Blocks still without coefficients in this band.
    ended: u32,
    whole: bool,
}

/// Samples of all components, pixel by pixel, and a word where the codestream was not whole or may not have been.
pub(crate) fn decode(
    bytes: &[u8],
    header: &Header,
) -> Result<(Vec<u16>, Option<DecodeWarning>), DecodeError> {
    let mut state = State::new(header);
    let (mut at, mut scans, mut ended) = (0, 0, false);
    while let Some(segment) = segment(bytes, at) {
        at = segment.after;
        match segment.code {
            0xdb => state.quantization(segment.body)?,
            0xc4 => state.huffman(segment.body)?,
            0xdd => {
                let two = segment
                    .body
                    .first_chunk()
                    .ok_or(damaged("a restart interval is cut off"))?;
                state.interval = u32::from(u16::from_be_bytes(*two));
            }
            0xda => {
                scans += 1;
                if scans > MOST_SCANS {
                    return Err(damaged("it has more scans than an image needs"));
                }
                at = state.scan(segment.body, bytes, at)?;
            }
            0xd9 => {
                ended = true;
                break;
            }
            _ => {}
        }
    }
    if scans == 0 {
        return Err(damaged("it has no scan"));
    }
    // Without its mark nobody knows whether more scans were to come.
    let lacks = match (state.whole, ended) {
        (false, _) => Some(DecodeWarning::EndsEarly),
        (true, false) => Some(DecodeWarning::NoEnd),
        (true, true) => None,
    };
    Ok((state.samples()?, lacks))
}

impl<'a> State<'a> {
    fn new(header: &'a Header) -> Self {
        let (most_across, most_down) = header.most();
        let units = |pixels: u32, most: usize| (pixels as usize).div_ceil(8 * most);
        let alone = |pixels: u32, factor: usize, most: usize| {
            (pixels as usize * factor).div_ceil(most).div_ceil(8)
        };
        let blocks = header.components.iter().map(|component| {
            let across = units(header.columns, most_across) * component.across;
            let down = units(header.rows, most_down) * component.down;
            Blocks {
                across,
                alone: (
                    alone(header.columns, component.across, most_across),
                    alone(header.rows, component.down, most_down),
                ),
                list: vec![[0; 64]; across * down],
                table: None,
            }
        });
        Self {
            header,
            blocks: blocks.collect(),
            quantization: [const { None }; 4],
            dc: [const { None }; 4],
            ac: [const { None }; 4],
            interval: 0,
            ended: 0,
            whole: true,
        }
    }

    /// Quantization tables (ISO 10918-1 B.2.4.1).
    fn quantization(&mut self, mut body: &[u8]) -> Result<(), DecodeError> {
        let cut = damaged("a quantization table is cut off");
        while let Some((kind, rest)) = body.split_first() {
            let wide = kind >> 4 != 0;
            let length = if wide { 128 } else { 64 };
            let (values, after) = rest.split_at_checked(length).ok_or(cut.clone())?;
            let mut table = [0; 64];
            for (place, value) in table.iter_mut().enumerate() {
                *value = if wide {
                    values
                        .as_chunks()
                        .0
                        .get(place)
                        .map_or(0, |two| u16::from_be_bytes(*two))
                } else {
                    values.get(place).map_or(0, |one| u16::from(*one))
                };
            }
            if let Some(slot) = self.quantization.get_mut(usize::from(kind & 15)) {
                *slot = Some(table);
            }
            body = after;
        }
        Ok(())
    }

    /// Huffman tables (ISO 10918-1 B.2.4.2).
    fn huffman(&mut self, mut body: &[u8]) -> Result<(), DecodeError> {
        while let Some((kind, rest)) = body.split_first() {
            let (counts, rest) = rest
                .split_first_chunk::<16>()
                .ok_or(damaged("a Huffman table is cut off"))?;
            let table = Table::new(counts, rest)?;
            let tables = if kind >> 4 == 0 {
                &mut self.dc
            } else {
                &mut self.ac
            };
            if let Some(slot) = tables.get_mut(usize::from(kind & 15)) {
                *slot = Some(table);
            }
            let length = counts.iter().map(|count| usize::from(*count)).sum();
            body = rest.get(length..).unwrap_or_default();
        }
        Ok(())
    }

    /// One scan (ISO 10918-1 B.2.3); gives where the marker behind it is.
    fn scan(&mut self, body: &[u8], bytes: &[u8], at: usize) -> Result<usize, DecodeError> {
        let cut = damaged("a scan header is cut off");
        let (count, rest) = body.split_first().ok_or(cut.clone())?;
        let (parts, rest) = rest
            .split_at_checked(2 * usize::from(*count))
            .ok_or(cut.clone())?;
        let [first, last, approximation] = *rest.first_chunk().ok_or(cut)?;
        let band = if self.header.process == Process::Progressive {
            Band {
                first: usize::from(first),
                last: usize::from(last),
                refines: approximation >> 4 != 0,
                low: u32::from(approximation & 15),
            }
        } else {
            Band {
                first: 0,
                last: 63,
                refines: false,
                low: 0,
            }
        };
        if band.last > 63 || band.first > band.last || band.low > 13 {
            return Err(damaged("a scan header is out of range"));
        }
        let mut list = Vec::new();
        for [id, tables] in parts.as_chunks::<2>().0 {
            let component = self.header.components.iter().position(|c| c.id == *id);
            let component = component.ok_or(damaged("a scan has a component that is none"))?;
            // A table may be sent anew between scans; the one at its first scan is the component's.
            let table = self
                .header
                .components
                .get(component)
                .map_or(0, |c| usize::from(c.table));
            if let Some(blocks) = self.blocks.get_mut(component) {
                blocks.table = blocks
                    .table
                    .or(self.quantization.get(table).copied().flatten());
            }
            list.push(Part {
                component,
                dc: usize::from(tables >> 4),
                ac: usize::from(tables & 15),
                previous: 0,
            });
        }
        let mut bits = Bits::new(bytes, at);
        self.ended = 0;
        if let [part] = list.as_mut_slice() {
            self.alone(part, band, &mut bits)?;
        } else {
            self.interleaved(&mut list, band, &mut bits)?;
        }
        self.whole &= !bits.ran_out();
        Ok(bits.position())
    }

    /// A scan of one component: block after block (ISO 10918-1 A.2.2).
    fn alone(
        &mut self,
        part: &mut Part,
        band: Band,
        bits: &mut Bits<'_>,
    ) -> Result<(), DecodeError> {
        let Some(((wide, high), across)) =
            self.blocks.get(part.component).map(|b| (b.alone, b.across))
        else {
            return Ok(());
        };
        let mut done = 0;
        for row in 0..high {
            for column in 0..wide {
                if !self.due(&mut done, std::slice::from_mut(part), bits)? {
                    return Ok(());
                }
                self.block(part, row * across + column, band, bits)?;
            }
        }
        Ok(())
    }

    /// A scan of several: unit after unit, each with the blocks of all (ISO 10918-1 A.2.3).
    fn interleaved(
        &mut self,
        parts: &mut [Part],
        band: Band,
        bits: &mut Bits<'_>,
    ) -> Result<(), DecodeError> {
        let (most_across, most_down) = self.header.most();
        let wide = (self.header.columns as usize).div_ceil(8 * most_across);
        let high = (self.header.rows as usize).div_ceil(8 * most_down);
        let mut done = 0;
        for unit in 0..wide * high {
            if !self.due(&mut done, parts, bits)? {
                return Ok(());
            }
            let (row, column) = (unit / wide, unit % wide);
            for part in &mut *parts {
                let Some(component) = self.header.components.get(part.component).copied() else {
                    continue;
                };
                let across = wide * component.across;
                for down in 0..component.down {
                    for right in 0..component.across {
                        let line = row * component.down + down;
                        let at = line * across + column * component.across + right;
                        self.block(part, at, band, bits)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Before each unit: a restart where one is due (ISO 10918-1 F.2.1.3.1). False where the codestream has ended.
    fn due(
        &mut self,
        done: &mut u32,
        parts: &mut [Part],
        bits: &mut Bits<'_>,
    ) -> Result<bool, DecodeError> {
        if self.interval > 0 && *done > 0 && done.is_multiple_of(self.interval) {
            for part in parts {
                part.previous = 0;
            }
            self.ended = 0;
            // Asked before the restart forgets it.
            self.whole &= !bits.ran_out();
            let Some(number) = bits.restart() else {
                self.whole = false;
                return Ok(false);
            };
            // Restarts count from 0 to 7 and again: another number means that intervals are missing or there twice,
            // and all that follows would be in the wrong place.
            if u32::from(number) != (*done / self.interval - 1) % 8 {
                return Err(damaged("a restart is not the one that is due"));
            }
        }
        *done += 1;
        if bits.ran_out() {
            self.whole = false;
            return Ok(false);
        }
        Ok(true)
    }

    fn block(
        &mut self,
        part: &mut Part,
        at: usize,
        band: Band,
        bits: &mut Bits<'_>,
    ) -> Result<(), DecodeError> {
        let Some(block) = self
            .blocks
            .get_mut(part.component)
            .and_then(|b| b.list.get_mut(at))
        else {
            return Ok(());
        };
        let dc = self.dc.get(part.dc).and_then(Option::as_ref);
        let ac = self.ac.get(part.ac).and_then(Option::as_ref);
        let none = damaged("a scan uses a Huffman table that was never sent");
        if band.first == 0 {
            if band.refines {
                if let Some(first) = block.first_mut() {
                    *first |= bits.take(1).cast_signed() << band.low;
                }
            } else {
                let length = u32::from(dc.ok_or(none.clone())?.next(bits)?);
                if length > 16 {
                    return Err(damaged("a difference of more than 16 bits"));
                }
                part.previous = part.previous.wrapping_add(bits.extended(length));
                if let Some(first) = block.first_mut() {
                    *first = part.previous << band.low;
                }
            }
        }
        if band.last == 0 {
            return Ok(());
        }
        let band = Band {
            first: band.first.max(1),
            ..band
        };
        let ac = ac.ok_or(none)?;
        if band.refines {
            refine(block, band, ac, &mut self.ended, bits)
        } else {
            fill(block, band, ac, &mut self.ended, bits)
        }
    }

    /// Transforms what was gathered.
    fn samples(self) -> Result<Vec<u16>, DecodeError> {
        let level = (1_u32 << (self.header.precision - 1)) as f32;
        let most = level * 2.0 - 1.0;
        let mut planes = Vec::new();
        for blocks in self.blocks {
            let table = blocks
                .table
                .ok_or(unsupported("components without quantization table"))?;
            let width = blocks.across * 8;
            let mut samples = vec![0_u16; blocks.list.len() * 64];
            let lines = samples.chunks_exact_mut((width * 8).max(1));
            for (line, row) in lines.zip(blocks.list.chunks(blocks.across.max(1))) {
                for (column, block) in row.iter().enumerate() {
                    let out = idct::samples(&scaled(block, &table), level, most);
                    for (y, eight) in out.as_chunks::<8>().0.iter().enumerate() {
                        let from = y * width + column * 8;
                        if let Some(place) = line.get_mut(from..from + 8) {
                            place.copy_from_slice(eight);
                        }
                    }
                }
            }
            planes.push(Plane { width, samples });
        }
        Ok(together(&planes, self.header))
    }
}

/// Coefficients times their quantization, from the codestream's order into rows.
fn scaled(block: &[i32; 64], table: &[u16; 64]) -> [i32; 64] {
    let mut rows = [0; 64];
    for ((coefficient, step), place) in block.iter().zip(table).zip(ZIGZAG) {
        // Below 64, which spares the question whether it is.
        if let Some(to) = rows.get_mut(usize::from(place & 63)) {
            *to = coefficient.wrapping_mul(i32::from(*step));
        }
    }
    rows
}

/// Coefficients of a band for the first time (ISO 10918-1 F.2.2.2, G.1.2.2).
fn fill(
    block: &mut [i32; 64],
    band: Band,
    table: &Table,
    ended: &mut u32,
    bits: &mut Bits<'_>,
) -> Result<(), DecodeError> {
    if *ended > 0 {
        *ended -= 1;
        return Ok(());
    }
    let mut at = band.first;
    while at <= band.last {
        let code = table.next(bits)?;
        let (run, length) = (usize::from(code >> 4), u32::from(code & 15));
        if length == 0 {
            if run < 15 {
                *ended = (1 << run) - 1 + bits.take(run as u32);
                return Ok(());
            }
            at += 16;
            continue;
        }
        at += run;
        let value = bits.extended(length) << band.low;
        if let Some(place) = block.get_mut(at).filter(|_| at <= band.last) {
            *place = value;
        }
        at += 1;
    }
    Ok(())
}

/// One more bit of each coefficient of a band (ISO 10918-1 G.1.2.3).
fn refine(
    block: &mut [i32; 64],
    band: Band,
    table: &Table,
    ended: &mut u32,
    bits: &mut Bits<'_>,
) -> Result<(), DecodeError> {
    let step = 1_i32 << band.low;
    let mut places = block
        .get_mut(band.first..=band.last)
        .unwrap_or_default()
        .iter_mut();
    if *ended == 0 {
        while !places.as_slice().is_empty() {
            let code = table.next(bits)?;
            let (mut run, length) = (u32::from(code >> 4), code & 15);
            let mut new = 0;
            if length == 0 {
                if run < 15 {
                    *ended = (1 << run) + bits.take(run);
                    break;
                }
            } else {
                new = if bits.take(1) == 1 { step } else { -step };
            }
            // Over `run` coefficients that are still zero, each of the others getting its bit on the way.
            for place in places.by_ref() {
                if *place != 0 {
                    correct(place, step, bits);
                } else if run == 0 {
                    *place = new;
                    break;
                } else {
                    run -= 1;
                }
            }
        }
    }
    if *ended > 0 {
        places
            .filter(|place| **place != 0)
            .for_each(|place| correct(place, step, bits));
        *ended -= 1;
    }
    Ok(())
}

fn correct(place: &mut i32, step: i32, bits: &mut Bits<'_>) {
    if bits.take(1) == 1 && *place & step == 0 {
        *place += if *place > 0 { step } else { -step };
    }
}
