//! Sequential and progressive DCT with Huffman coding (ISO 10918-1 annexes F and G), for the samples of 12 bits that
//! processes 2 to 12 allow and no kept crate decodes. A block in sequence is transformed as soon as it is read; by
//! progression all coefficients are gathered first, scan by scan. What is missing at the end of a cut codestream stays grey. Refuses a number of
//! lines that only follows the first scan, quantization tables that were never sent, and restarts out of order.

use crate::decode::DecodeError;
use crate::decode::jpeg::bits::Bits;
use crate::decode::jpeg::coefficients::{Band, Block, Steps, fill, refine, steps};
use crate::decode::jpeg::header::{Header, Process, interval, segment};
use crate::decode::jpeg::huffman::{Kind, Table};
use crate::decode::jpeg::idct::Range;
use crate::decode::jpeg::upsample::{Plane, together};
use crate::decode::jpeg::{damaged, unsupported};
use crate::frame::DecodeWarning;

/// A codestream may be nothing but scans; a photograph has ten or twenty.
const MOST_SCANS: u32 = 200;

/// The blocks of one component.
struct Blocks {
    /// In a row, up to whole units of an interleaved scan.
    across: usize,
    /// In a row and in a column, as a scan of this component alone has them.
    alone: (usize, usize),
    /// By progression, their coefficients so far.
    list: Vec<[i32; 64]>,
    /// Their samples, in rows of whole blocks; by progression none until all scans are read.
    samples: Vec<u16>,
    steps: Option<Steps>,
}

impl Blocks {
    /// Transforms a block and puts it where it belongs.
    fn put(&mut self, at: usize, block: &Block, range: &Range) {
        let width = self.across * 8;
        let from = at / self.across * width * 8 + at % self.across * 8;
        let places = self.samples.get_mut(from..).unwrap_or_default();
        let mut out = [[0; 8]; 8];
        range.samples(block, &mut out);
        for (line, eight) in places.chunks_mut(width).zip(&out) {
            if let Some(place) = line.first_chunk_mut() {
                *place = *eight;
            }
        }
    }
}

/// One component of a scan.
#[derive(Clone, Copy)]
struct Part {
    component: usize,
    dc: usize,
    ac: usize,
    previous: i32,
}

/// Everything gathered from the codestream so far.
struct State<'a> {
    header: &'a Header,
    blocks: Vec<Blocks>,
    quantization: [Option<[u16; 64]>; 4],
    dc: [Option<Table>; 4],
    ac: [Option<Table>; 4],
    range: Range,
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
            0xdd => state.interval = interval(segment.body)?,
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
        let range = Range::new(header.precision);
        let progressive = header.process == Process::Progressive;
        let blocks = header.components.iter().map(|component| {
            let across = units(header.columns, most_across) * component.across;
            let down = units(header.rows, most_down) * component.down;
            Blocks {
                across,
                alone: (
                    alone(header.columns, component.across, most_across),
                    alone(header.rows, component.down, most_down),
                ),
                list: vec![[0; 64]; if progressive { across * down } else { 0 }],
                samples: vec![range.middle(); if progressive { 0 } else { across * down * 64 }],
                steps: None,
            }
        });
        Self {
            header,
            blocks: blocks.collect(),
            quantization: [const { None }; 4],
            dc: [const { None }; 4],
            ac: [const { None }; 4],
            range,
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
    fn huffman(&mut self, body: &[u8]) -> Result<(), DecodeError> {
        for (kind, place, table) in Table::all(body)? {
            let tables = match kind {
                Kind::Differences => &mut self.dc,
                Kind::Runs => &mut self.ac,
            };
            if let Some(slot) = tables.get_mut(place) {
                *slot = Some(table);
            }
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
                let sent = self.quantization.get(table).and_then(Option::as_ref);
                blocks.steps = blocks.steps.or(sent.map(steps));
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
        let Some(blocks) = self.blocks.get_mut(part.component) else {
            return Ok(());
        };
        let none = || damaged("a scan uses a Huffman table that was never sent");
        let dc = self.dc.get(part.dc).and_then(Option::as_ref);
        let ac = self.ac.get(part.ac).and_then(Option::as_ref);
        if self.header.process == Process::Sequential {
            let (_, difference) = dc.ok_or_else(none)?.next(bits)?;
            part.previous = part.previous.wrapping_add(difference);
            // Without a quantization table nothing comes of it in the end.
            if let Some(steps) = &blocks.steps {
                let mut block = Block::new(part.previous, steps);
                block.read(steps, ac.ok_or_else(none)?, bits)?;
                blocks.put(at, &block, &self.range);
            }
            return Ok(());
        }
        let Some(block) = blocks.list.get_mut(at) else {
            return Ok(());
        };
        if band.first == 0 {
            if band.refines {
                if let Some(first) = block.first_mut() {
                    *first |= bits.take(1).cast_signed() << band.low;
                }
            } else {
                let (_, difference) = dc.ok_or_else(none)?.next(bits)?;
                part.previous = part.previous.wrapping_add(difference);
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
        let ac = ac.ok_or_else(none)?;
        if band.refines {
            refine(block, band, ac, &mut self.ended, bits)
        } else {
            fill(block, band, ac, &mut self.ended, bits)
        }
    }

    /// Transforms what was only gathered so far.
    fn samples(self) -> Result<Vec<u16>, DecodeError> {
        let mut planes = Vec::new();
        for mut blocks in self.blocks {
            let steps = blocks
                .steps
                .ok_or(unsupported("components without quantization table"))?;
            let list = std::mem::take(&mut blocks.list);
            if !list.is_empty() {
                blocks.samples = vec![0; list.len() * 64];
            }
            for (at, coefficients) in list.iter().enumerate() {
                blocks.put(at, &Block::of(coefficients, &steps), &self.range);
            }
            planes.push(Plane {
                width: blocks.across * 8,
                samples: blocks.samples,
            });
        }
        Ok(together(planes, self.header))
    }
}
