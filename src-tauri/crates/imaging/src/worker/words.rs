//! What goes through the pipes: a head of JSON with its length before it, then bytes, as many as the head says.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::description::PixelDescription;
use crate::frame::{Colour, DecodeWarning, Frame, Samples};
use crate::limits::{Limits, room};

/// The argument that makes this program a decoder of frames.
pub(super) const ARGUMENT: &str = "--decode-frames-for-wardbook";
/// Longest head, in bytes: warnings and numbers.
const LONGEST_HEAD: u32 = 1 << 20;

/// How far the decoding of a frame may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodeBounds {
    /// Address space of the process, in bytes. Systems without such a limit have only the one of time.
    pub memory: u64,
    /// For one frame.
    pub time: Duration,
    /// Processes at one time.
    pub many: u32,
}

impl Default for DecodeBounds {
    fn default() -> Self {
        Self {
            memory: 3 << 30,
            time: Duration::from_secs(30),
            many: 4,
        }
    }
}

/// What is asked for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Order {
    /// Once, before anything else: what the process may take, in bytes.
    Confine { memory: u64 },
    /// A frame, whose bytes follow.
    Decode {
        described: PixelDescription,
        limits: Limits,
        bytes: u64,
    },
}

/// What is answered.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Said {
    /// It is there, inside its limits.
    Ready,
    /// A frame, whose samples follow.
    Frame(Head),
    /// Why it is not decoded.
    Refused(String),
}

/// A frame without its samples.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    rows: u32,
    columns: u32,
    samples: u16,
    kind: Cow<'static, str>,
    colour: Colour,
    colour_by: Cow<'static, str>,
    bits: u16,
    warnings: Vec<DecodeWarning>,
    /// Bytes of its samples.
    pub(super) bytes: u64,
}

impl Head {
    pub(super) fn of(frame: Frame, bytes: u64) -> Self {
        Self {
            rows: frame.rows,
            columns: frame.columns,
            samples: frame.samples,
            kind: frame.pixels.kind().into(),
            colour: frame.colour,
            colour_by: frame.colour_by,
            bits: frame.bits,
            warnings: frame.warnings,
            bytes,
        }
    }

    /// With its samples; `None` where they are not as many as it says.
    pub(super) fn with(self, bytes: &[u8]) -> Option<Frame> {
        let pixels = Samples::from_bytes(&self.kind, bytes)?;
        let needed = u64::from(self.rows)
            .checked_mul(u64::from(self.columns))?
            .checked_mul(u64::from(self.samples))?;
        (pixels.len() as u64 == needed).then_some(Frame {
            rows: self.rows,
            columns: self.columns,
            samples: self.samples,
            pixels,
            colour: self.colour,
            colour_by: self.colour_by,
            bits: self.bits,
            warnings: self.warnings,
        })
    }
}

/// Writes a head; what follows it is its own.
pub(super) fn write(out: &mut impl Write, head: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_vec(head)?;
    let length = u32::try_from(json.len()).map_err(|_| io::ErrorKind::InvalidData)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&json)
}

/// Reads a head; `None` where the other end has closed.
pub(super) fn read<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let length = u32::from_le_bytes(length);
    if length > LONGEST_HEAD {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let head = bytes(input, u64::from(length))?;
    Ok(Some(serde_json::from_slice(&head)?))
}

/// Reads what follows a head: no room is made for more than comes.
pub(super) fn bytes(input: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(room(length));
    input.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}
