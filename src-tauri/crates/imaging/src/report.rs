//! A whole file to raw pixels, and a report of it: for a terminal and for those who compare decoders. Refuses to name
//! anything of the patient.
//!
//! The raw layout is the one pydicom's `pixel_array` has, so that hashes can be compared: frame after frame, rows
//! from the top, samples of a pixel together, colour as RGB where it was luma and chroma, single bits as bytes, and
//! words in the byte order of the file.

use std::borrow::Cow;
use std::io::{self, Read, Seek, Write};
use std::time::Instant;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::frame::{Colour, DecodeWarning};
use crate::instance::{FrameOutcome, Instance};
use crate::limits::Limits;
use crate::read::{ReadError, ReadWarning};
use crate::render;
use crate::syntax::Coding;

/// What became of a file.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Transfer syntax UID.
    pub transfer_syntax: String,
    /// Height of a frame, in pixels.
    pub rows: u32,
    /// Width of a frame, in pixels.
    pub columns: u32,
    /// How many were decoded.
    pub frames: u32,
    /// Bits in use of a sample.
    pub bits: u16,
    /// `u8`, `i16` and so on.
    pub samples_as: &'static str,
    /// Per pixel.
    pub samples: u16,
    /// Whether words in the raw bytes are big endian, as they are in the file.
    pub big_endian: bool,
    /// What samples mean in the codestream.
    pub decoded_colour: Colour,
    /// What says so.
    pub colour_by: Cow<'static, str>,
    /// What they mean in the raw bytes.
    pub colour: Colour,
    /// Of the raw bytes, in hexadecimal.
    pub sha256: String,
    /// How many raw bytes.
    pub bytes: u64,
    /// What was odd in the file.
    pub read_warnings: Vec<ReadWarning>,
    /// What was odd in its frames; each once.
    pub decode_warnings: Vec<DecodeWarning>,
    /// For reading, decoding and colour, without writing.
    pub seconds: f64,
}

/// The step at which a file did not become raw pixels.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// It is not read.
    #[error("not read: {0}")]
    Read(#[from] ReadError),
    /// A frame is not decoded.
    #[error("frame {number} is not decoded: {reason}")]
    Frame {
        /// From 0.
        number: u32,
        /// Why.
        #[source]
        reason: FrameOutcome,
    },
    /// Frames of one file are of different kinds.
    #[error("frame {number} is of another size or kind than the first")]
    Uneven {
        /// From 0.
        number: u32,
    },
    /// The raw bytes cannot be written.
    #[error("writing the raw bytes failed: {0}")]
    Write(#[source] io::Error),
}

/// Decodes all frames of a file into `raw`, one frame in memory at a time.
pub fn decode_file<R: Read + Seek, W: Write>(
    mut source: R,
    raw: &mut W,
    limits: &Limits,
) -> Result<Report, Failure> {
    let mut clock = Clock::default();
    let instance = clock.of(|| Instance::read(&mut source, limits))?;
    let frame = |number, reason| Failure::Frame { number, reason };
    let described = instance.pixels.as_ref();
    let described = described.map_err(|none| frame(0, FrameOutcome::NoPixels(*none)))?;
    let big_endian = described.syntax.coding == Coding::ExplicitBig;
    let mut hash = Sha256::new();
    let mut report: Option<Report> = None;
    for number in 0..instance.frames.count().max(1) {
        let decoded = clock.of(|| instance.frame(&mut source, number, limits));
        let decoded = decoded.map_err(|reason| frame(number, reason))?;
        let decoded_colour = decoded.colour;
        let shown = clock.of(|| render::rgb(decoded));
        let bytes = shown.pixels.to_bytes(big_endian);
        hash.update(&bytes);
        raw.write_all(&bytes).map_err(Failure::Write)?;
        let report = report.get_or_insert_with(|| Report {
            transfer_syntax: instance.syntax.uid.clone(),
            rows: shown.rows,
            columns: shown.columns,
            frames: 0,
            bits: shown.bits,
            samples_as: shown.pixels.kind(),
            samples: shown.samples,
            big_endian,
            decoded_colour,
            colour_by: shown.colour_by.clone(),
            colour: shown.colour,
            sha256: String::new(),
            bytes: 0,
            read_warnings: instance.warnings.clone(),
            decode_warnings: Vec::new(),
            seconds: 0.0,
        });
        let alike = (report.rows, report.columns) == (shown.rows, shown.columns)
            && (report.samples, report.samples_as) == (shown.samples, shown.pixels.kind());
        if !alike {
            return Err(Failure::Uneven { number });
        }
        report.frames += 1;
        report.bytes += bytes.len() as u64;
        for warning in shown.warnings {
            if !report.decode_warnings.contains(&warning) {
                report.decode_warnings.push(warning);
            }
        }
    }
    let mut report = report.ok_or(Failure::Uneven { number: 0 })?;
    report.sha256 = hexadecimal(&hash.finalize());
    report.seconds = clock.seconds;
    Ok(report)
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// Adds up the time of what it is asked to do.
#[derive(Default)]
struct Clock {
    seconds: f64,
}

impl Clock {
    fn of<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let begun = Instant::now();
        let done = work();
        self.seconds += begun.elapsed().as_secs_f64();
        done
    }
}
