//! The process that decodes. It says nothing but what the pipe carries: a panic's message may quote a codestream.

use std::io::{BufReader, BufWriter, Write as _};
use std::process::ExitCode;

use wardbook_apart::Bounds;

use super::words::{self, ARGUMENT, Head, Order, Said};
use crate::decode::decode;

/// If this process was started to decode frames, decodes until nobody asks any more and gives the exit code. Call it
/// before anything else: both programs do, so that each can be its own decoder.
pub fn serve_if_asked() -> Option<ExitCode> {
    wardbook_apart::serve_if_asked(ARGUMENT, serve)
}

fn serve() -> Option<()> {
    let mut input = BufReader::new(std::io::stdin().lock());
    let mut out = BufWriter::new(std::io::stdout().lock());
    // Closing the pipe is how the program ends it.
    while let Some(order) = words::read::<Order>(&mut input).ok()? {
        let (said, samples) = match order {
            Order::Confine { memory } => {
                wardbook_apart::confine(&Bounds {
                    memory,
                    processor: None,
                })?;
                (Said::Ready, Vec::new())
            }
            Order::Decode {
                described,
                limits,
                bytes,
            } => {
                let bytes = words::bytes(&mut input, bytes).ok()?;
                match decode(&bytes, &described, &limits) {
                    Ok(frame) => {
                        let samples = frame.pixels.to_bytes(false);
                        let length = samples.len() as u64;
                        (Said::Frame(Head::of(frame, length)), samples)
                    }
                    Err(error) => (Said::Refused(error.to_string()), Vec::new()),
                }
            }
        };
        words::write(&mut out, &said).ok()?;
        out.write_all(&samples).ok()?;
        out.flush().ok()?;
    }
    Some(())
}
