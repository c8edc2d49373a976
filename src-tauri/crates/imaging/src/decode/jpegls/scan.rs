//! The lines of a JPEG-LS scan (ISO 14495-1 A.2 to A.7, B.2): neighbours, runs, and components one after the other,
//! line by line or sample by sample. Refuses more scans than there are components, and runs
//! beyond a line.

use crate::decode::DecodeError;
use crate::decode::jpegls::bits::Bits;
use crate::decode::jpegls::coding::{Learnt, ORDERS, Parameters};
use crate::decode::jpegls::header::{Frame, Interleave, Presets, Scan, segment};
use crate::decode::jpegls::{damaged, unsupported};

/// All scans of a codestream: samples pixel by pixel, the largest loss, and whether the codestream was whole.
pub(crate) fn all(
    bytes: &[u8],
    mut at: usize,
    frame: &Frame,
) -> Result<(Vec<u16>, i32, bool), DecodeError> {
    let count = frame.components.len();
    let mut out = vec![0_u16; frame.rows as usize * frame.columns as usize * count];
    let mut presets = Presets::default();
    let (mut near, mut whole, mut seen) = (0, true, 0);
    while let Some(segment) = segment(bytes, at) {
        at = segment.after;
        match (segment.code, segment.body.first()) {
            (0xf8, Some(1)) => presets = Presets::of(segment.body)?,
            (0xf8, Some(4)) => return Err(unsupported("a size of more than 16 bits")),
            (0xdd, _) if segment.body.iter().any(|byte| *byte != 0) => {
                return Err(unsupported("restart intervals"));
            }
            (0xda, _) => {
                let scan = Scan::of(segment.body, frame)?;
                let parameters = Parameters::new(frame.precision, scan.near, presets)?;
                let mut bits = Bits::new(bytes, at);
                whole &= Lines::new(frame, &scan, &parameters).decode(&mut bits, &mut out)?;
                near = near.max(scan.near);
                at = bits.position();
                seen += scan.components.len();
                if seen >= count {
                    break;
                }
            }
            (0xd9, _) => break,
            _ => {}
        }
    }
    if seen == 0 {
        return Err(damaged("it has no scan"));
    }
    Ok((out, near, whole && seen >= count))
}

/// One component: the line above and the line at hand, each with a sample beyond either end.
struct Line {
    above: Vec<i32>,
    here: Vec<i32>,
    run_index: usize,
}

impl Line {
    fn at(line: &[i32], place: usize) -> i32 {
        line.get(place).copied().unwrap_or(0)
    }

    /// Left, above, corner and above to the right of place `x`, which counts from 1 (A.3.1).
    fn around(&self, x: usize) -> [i32; 4] {
        [
            Self::at(&self.here, x - 1),
            Self::at(&self.above, x),
            Self::at(&self.above, x - 1),
            Self::at(&self.above, x + 1),
        ]
    }

    fn put(&mut self, x: usize, sample: i32) {
        if let Some(place) = self.here.get_mut(x) {
            *place = sample;
        }
    }

    /// The samples beyond the ends, as A.2.1 has them for the line to come.
    fn begin(&mut self, width: usize) {
        let (first, last) = (Self::at(&self.above, 1), Self::at(&self.above, width));
        self.put(0, first);
        if let Some(place) = self.above.get_mut(width + 1) {
            *place = last;
        }
    }
}

struct Lines<'a> {
    frame: &'a Frame,
    scan: &'a Scan,
    parameters: &'a Parameters,
    learnt: Learnt,
    components: Vec<Line>,
}

impl<'a> Lines<'a> {
    fn new(frame: &'a Frame, scan: &'a Scan, parameters: &'a Parameters) -> Self {
        let width = frame.columns as usize + 2;
        let line = || Line {
            above: vec![0; width],
            here: vec![0; width],
            run_index: 0,
        };
        Self {
            frame,
            scan,
            parameters,
            learnt: Learnt::new(parameters),
            components: scan.components.iter().map(|_| line()).collect(),
        }
    }

    /// Whether the codestream had all lines.
    fn decode(mut self, bits: &mut Bits<'_>, out: &mut [u16]) -> Result<bool, DecodeError> {
        let width = self.frame.columns as usize;
        let count = self.frame.components.len();
        for row in out.chunks_exact_mut((width * count).max(1)) {
            if bits.ran_out() {
                return Ok(false);
            }
            self.components
                .iter_mut()
                .for_each(|line| line.begin(width));
            if self.scan.interleave == Interleave::Sample {
                self.samples(bits)?;
            } else {
                for number in 0..self.components.len() {
                    self.line(number, bits)?;
                }
            }
            for (line, component) in self.components.iter_mut().zip(&self.scan.components) {
                if count == 1 {
                    for (place, sample) in row.iter_mut().zip(line.here.iter().skip(1)) {
                        *place = *sample as u16;
                    }
                    std::mem::swap(&mut line.above, &mut line.here);
                    continue;
                }
                let places = row.iter_mut().skip(*component).step_by(count);
                for (place, sample) in places.zip(line.here.iter().skip(1)) {
                    *place = *sample as u16;
                }
                std::mem::swap(&mut line.above, &mut line.here);
            }
        }
        Ok(!bits.ran_out())
    }

    /// A line of one component.
    fn line(&mut self, number: usize, bits: &mut Bits<'_>) -> Result<(), DecodeError> {
        let width = self.frame.columns as usize;
        let Some(line) = self.components.get_mut(number) else {
            return Ok(());
        };
        let mut x = 1;
        while x <= width {
            let [mut left, mut above, mut corner, mut right] = line.around(x);
            // As long as no run begins, the neighbours of one sample are those of the next, moved on by a place.
            let ahead = line.above.get(x + 2..).unwrap_or_default();
            let places = line.here.get_mut(x..=width).unwrap_or_default();
            let mut ahead = ahead.iter();
            let mut flat = false;
            for place in places {
                let context = self.parameters.context(left, above, corner, right);
                if context == 0 {
                    flat = true;
                    break;
                }
                let near = [left, above, corner];
                let sample = self.learnt.sample(self.parameters, context, near, bits)?;
                *place = sample;
                x += 1;
                (left, corner, above) = (sample, above, right);
                right = ahead.next().copied().unwrap_or(0);
            }
            if !flat {
                break;
            }
            let (length, ended) = run(&mut line.run_index, width + 1 - x, bits)?;
            for place in line.here.iter_mut().skip(x).take(length) {
                *place = left;
            }
            x += length;
            if ended {
                let around = [left, Line::at(&line.above, x)];
                let order = order(line.run_index);
                let sample =
                    self.learnt
                        .interruption(self.parameters, around, true, order, bits)?;
                line.put(x, sample);
                line.run_index = line.run_index.saturating_sub(1);
                x += 1;
            }
        }
        Ok(())
    }

    /// A line of all components, sample by sample: a run is one of all of them (B.2.3).
    fn samples(&mut self, bits: &mut Bits<'_>) -> Result<(), DecodeError> {
        let width = self.frame.columns as usize;
        let mut run_index = self.components.first().map_or(0, |line| line.run_index);
        let mut x = 1;
        while x <= width {
            let flat = self.components.iter().all(|line| {
                let [left, above, corner, right] = line.around(x);
                self.parameters.context(left, above, corner, right) == 0
            });
            if !flat {
                for line in &mut self.components {
                    let [left, above, corner, right] = line.around(x);
                    let context = self.parameters.context(left, above, corner, right);
                    let near = [left, above, corner];
                    let sample = self.learnt.sample(self.parameters, context, near, bits)?;
                    line.put(x, sample);
                }
                x += 1;
                continue;
            }
            let (length, ended) = run(&mut run_index, width + 1 - x, bits)?;
            for line in &mut self.components {
                let left = Line::at(&line.here, x - 1);
                for place in line.here.iter_mut().skip(x).take(length) {
                    *place = left;
                }
            }
            x += length;
            if ended {
                for line in &mut self.components {
                    let [left, above, ..] = line.around(x);
                    let order = order(run_index);
                    let around = [left, above];
                    let sample =
                        self.learnt
                            .interruption(self.parameters, around, false, order, bits)?;
                    line.put(x, sample);
                }
                run_index = run_index.saturating_sub(1);
                x += 1;
            }
        }
        if let Some(line) = self.components.first_mut() {
            line.run_index = run_index;
        }
        Ok(())
    }
}

fn order(run_index: usize) -> u8 {
    ORDERS.get(run_index).copied().unwrap_or(15)
}

/// Length of a run (A.7.1), at most `room`, and whether a sample follows that ends it within the line.
fn run(index: &mut usize, room: usize, bits: &mut Bits<'_>) -> Result<(usize, bool), DecodeError> {
    let mut length = 0;
    loop {
        let step = 1_usize << order(*index);
        if bits.bit() {
            if length + step <= room {
                *index = (*index + 1).min(31);
            }
            length = (length + step).min(room);
            if length == room {
                return Ok((length, false));
            }
        } else {
            length += bits.take(u32::from(order(*index))) as usize;
            // A step may reach over the end of the line, a rest cannot: it says where in the line the run ends. One that
            // ends with the line should have been a step; nothing else can be meant by it.
            if length > room {
                return Err(damaged("a run goes beyond its line"));
            }
            return Ok((length, length < room));
        }
    }
}
