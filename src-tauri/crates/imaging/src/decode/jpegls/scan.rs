//! The lines of a JPEG-LS scan (ISO 14495-1 A.2 to A.7, B.2): neighbours, runs, and components one after the other,
//! line by line or sample by sample. Refuses more scans than there are components, and runs
//! beyond a line.

use crate::decode::jpegls::bits::Bits;
use crate::decode::jpegls::coding::{ORDERS, Parameters};
use crate::decode::jpegls::header::{Frame, Interleave, Presets, Scan, segment};
use crate::decode::jpegls::learnt::Learnt;
use crate::decode::jpegls::{damaged, unsupported};
use crate::decode::{DecodeError, Words};

/// All scans of a codestream: samples pixel by pixel, the largest loss, and whether the codestream was whole.
pub(crate) fn all(
    bytes: &[u8],
    at: usize,
    frame: &Frame,
) -> Result<(Words, i32, bool), DecodeError> {
    if frame.precision <= 8 {
        let (samples, near, whole) = narrowed(bytes, at, frame, |sample| sample as u8)?;
        return Ok((Words::U8(samples), near, whole));
    }
    let (samples, near, whole) = narrowed(bytes, at, frame, |sample| sample as u16)?;
    Ok((Words::U16(samples), near, whole))
}

/// The same; `narrow` makes of a sample what is kept of it.
fn narrowed<T: Copy + Default>(
    bytes: &[u8],
    mut at: usize,
    frame: &Frame,
    narrow: impl Fn(i32) -> T + Copy,
) -> Result<(Vec<T>, i32, bool), DecodeError> {
    let count = frame.components.len();
    let mut out = vec![T::default(); frame.rows as usize * frame.columns as usize * count];
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
                let image = Image {
                    frame,
                    parameters: &parameters,
                    narrow,
                };
                whole &= image.scan(&scan, &mut bits, &mut out)?;
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

/// What the samples of a scan are put into, and what they are coded by.
struct Image<'a, F> {
    frame: &'a Frame,
    parameters: &'a Parameters,
    narrow: F,
}

impl<F> Image<'_, F> {
    /// Whether the codestream had all lines.
    fn scan<T: Copy>(
        &self,
        scan: &Scan,
        bits: &mut Bits<'_>,
        out: &mut [T],
    ) -> Result<bool, DecodeError>
    where
        F: Fn(i32) -> T + Copy,
    {
        match (scan.interleave, scan.components.as_slice()) {
            (Interleave::Sample, [one, two]) => self.lines(&[[*one, *two]], bits, out),
            (Interleave::Sample, [one, two, three]) => {
                self.lines(&[[*one, *two, *three]], bits, out)
            }
            (Interleave::Sample, [one, two, three, four]) => {
                self.lines(&[[*one, *two, *three, *four]], bits, out)
            }
            (Interleave::Sample, _) => Err(damaged("a scan has more components than a frame")),
            (_, components) => {
                let each: Vec<_> = components.iter().map(|component| [*component]).collect();
                self.lines(&each, bits, out)
            }
        }
    }

    /// Line by line, each in turn of those that are `together`: components of which each pixel has its samples in a
    /// row.
    fn lines<T: Copy, const N: usize>(
        &self,
        together: &[[usize; N]],
        bits: &mut Bits<'_>,
        out: &mut [T],
    ) -> Result<bool, DecodeError>
    where
        F: Fn(i32) -> T + Copy,
    {
        let (width, count) = (self.frame.columns as usize, self.frame.components.len());
        let mut learnt = Learnt::new(self.parameters);
        let mut parts: Vec<_> = together
            .iter()
            .map(|components| (*components, Lines::<N>::new(width)))
            .collect();
        let next = if self.parameters.exact() {
            Lines::<N>::next::<true>
        } else {
            Lines::<N>::next::<false>
        };
        for row in out.chunks_exact_mut((width * count).max(1)) {
            if bits.ran_out() {
                return Ok(false);
            }
            for (components, lines) in &mut parts {
                next(lines, self.parameters, &mut learnt, bits)?;
                let pixels = lines.above.get(1..).unwrap_or_default();
                if components.iter().copied().eq(0..count) {
                    for (to, sample) in row.iter_mut().zip(pixels.as_flattened()) {
                        *to = (self.narrow)(*sample);
                    }
                    continue;
                }
                for (place, component) in components.iter().enumerate() {
                    let to = row.iter_mut().skip(*component).step_by(count);
                    let from = pixels.iter().filter_map(|pixel| pixel.get(place));
                    for (to, sample) in to.zip(from) {
                        *to = (self.narrow)(*sample);
                    }
                }
            }
        }
        Ok(!bits.ran_out())
    }
}

/// Pixels of a run that are put at once.
const PIXELS: usize = 8;

/// The line above and the line at hand, each with a pixel beyond either end, and room for the rest of a run.
struct Lines<const N: usize> {
    above: Vec<[i32; N]>,
    here: Vec<[i32; N]>,
    /// The steps from each pixel of the line above to the next.
    steps: Vec<[i32; N]>,
    /// For each place, the part of its context that is known from the line above.
    slopes: Vec<[i32; N]>,
    run_index: usize,
}

fn at<const N: usize>(line: &[[i32; N]], place: usize) -> [i32; N] {
    line.get(place).copied().unwrap_or([0; N])
}

fn put<const N: usize>(line: &mut [[i32; N]], place: usize, pixel: [i32; N]) {
    if let Some(to) = line.get_mut(place) {
        *to = pixel;
    }
}

impl<const N: usize> Lines<N> {
    fn new(width: usize) -> Self {
        Self {
            above: vec![[0; N]; width + 2 + PIXELS],
            here: vec![[0; N]; width + 2 + PIXELS],
            steps: vec![[0; N]; width + 1],
            slopes: vec![[0; N]; width],
            run_index: 0,
        }
    }

    /// Decodes a line, which is then the line above. `EXACT` as [`Parameters::exact`].
    fn next<const EXACT: bool>(
        &mut self,
        parameters: &Parameters,
        learnt: &mut Learnt,
        lent: &mut Bits<'_>,
    ) -> Result<(), DecodeError> {
        let mut bits = *lent;
        let width = self.slopes.len();
        self.begin(parameters);
        // Places count from 1.
        let mut x = 1;
        while x <= width {
            let mut left = at(&self.here, x - 1);
            let (mut corner, mut above) = (at(&self.above, x - 1), at(&self.above, x));
            let places = self.here.get_mut(x..=width).unwrap_or_default();
            let ahead = self.above.get(x + 1..).unwrap_or_default();
            let slopes = self.slopes.get(x - 1..).unwrap_or_default();
            let mut flat = false;
            // As long as no run begins, the neighbours of one pixel are those of the next, moved on by a place.
            for ((place, right), slopes) in places.iter_mut().zip(ahead).zip(slopes) {
                let mut contexts = *slopes;
                for ((context, left), corner) in contexts.iter_mut().zip(left).zip(corner) {
                    *context += parameters.step(corner - left);
                }
                if contexts == [0; N] {
                    flat = true;
                    break;
                }
                let neighbours = left.iter_mut().zip(above).zip(corner);
                for (((left, above), corner), context) in neighbours.zip(contexts) {
                    let near = [*left, above, corner];
                    *left = learnt.sample::<EXACT>(parameters, context, near, &mut bits)?;
                }
                *place = left;
                x += 1;
                (corner, above) = (above, *right);
            }
            if !flat {
                break;
            }
            let (after, length, ended) = run(&mut self.run_index, width + 1 - x, bits)?;
            bits = after;
            // A little more than the run: what is behind it is yet to come, and how long it is nobody can foresee.
            let behind = self.here.get_mut(x..).unwrap_or_default();
            let (eights, _) = behind.as_chunks_mut::<PIXELS>();
            for eight in eights.iter_mut().take(length.div_ceil(PIXELS)) {
                *eight = [left; PIXELS];
            }
            x += length;
            if ended {
                let mut pixel = left;
                for (sample, above) in pixel.iter_mut().zip(at(&self.above, x)) {
                    let (around, order) = ([*sample, above], order(self.run_index));
                    let ended = learnt.interruption(parameters, around, N == 1, order, bits)?;
                    (bits, *sample) = ended;
                }
                put(&mut self.here, x, pixel);
                self.run_index = self.run_index.saturating_sub(1);
                x += 1;
            }
        }
        std::mem::swap(&mut self.above, &mut self.here);
        *lent = bits;
        Ok(())
    }

    /// The pixels beyond the ends, as A.2.1 has them for the line to come, and what the line above says of its
    /// contexts (A.3.3 and A.3.4): 0 is a run, negative the mirrored one.
    fn begin(&mut self, parameters: &Parameters) {
        let width = self.slopes.len();
        let (first, last) = (at(&self.above, 1), at(&self.above, width));
        put(&mut self.here, 0, first);
        put(&mut self.above, width + 1, last);
        let corners = self.above.as_flattened();
        let above = corners.get(N..).unwrap_or_default();
        let steps = self.steps.as_flattened_mut();
        for ((step, corner), above) in steps.iter_mut().zip(corners).zip(above) {
            *step = parameters.reckoned(above - corner);
        }
        // Eight times and once, side by side faster than nine times.
        let nine = |n: i32| (n << 3) + n;
        let right = steps.get(N..).unwrap_or_default();
        let slopes = self.slopes.as_flattened_mut().iter_mut();
        for ((slope, above), right) in slopes.zip(&*steps).zip(right) {
            *slope = nine(nine(*right) + above);
        }
    }
}

fn order(run_index: usize) -> u8 {
    ORDERS.get(run_index).copied().unwrap_or(15)
}

/// Length of a run (A.7.1), at most `room`, and whether a sample follows that ends it within the line. Bits by value,
/// as [`Bits`] are kept.
#[inline(never)]
fn run<'a>(
    index: &mut usize,
    room: usize,
    mut bits: Bits<'a>,
) -> Result<(Bits<'a>, usize, bool), DecodeError> {
    let mut length = 0;
    loop {
        let step = 1_usize << order(*index);
        if bits.bit() {
            if length + step <= room {
                *index = (*index + 1).min(31);
            }
            length = (length + step).min(room);
            if length == room {
                return Ok((bits, length, false));
            }
        } else {
            length += bits.take(u32::from(order(*index))) as usize;
            // A step may reach over the end of the line, a rest cannot: it says where in the line the run ends. One that
            // ends with the line should have been a step; nothing else can be meant by it.
            if length > room {
                return Err(damaged("a run goes beyond its line"));
            }
            return Ok((bits, length, length < room));
        }
    }
}
