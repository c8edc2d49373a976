//! The process that reads. It says nothing but what the pipe carries: a panic's message may quote the document.

use std::io::{self, BufRead as _, Cursor, Read, Write as _};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wardbook_apart::Bounds;

use super::words::{ARGUMENT, Arrange, Limits, Order, Said};
use crate::pdf::{self, Voice};
use crate::{Kind, Refusal, arranged, raster, shown_page, within};

/// From this size on, bytes, one reader alone is asked: memory is then that of one copy.
const LARGE: usize = 32 * 1024 * 1024;

/// If this process was started to read a document, reads it and gives the exit code. Call it before anything else:
/// both programs do, so that each can be its own worker.
pub fn serve_if_asked() -> Option<ExitCode> {
    wardbook_apart::serve_if_asked(ARGUMENT, serve)
}

fn say(said: &Said) -> Option<()> {
    let mut line = serde_json::to_vec(said).ok()?;
    line.push(b'\n');
    let mut out = std::io::stdout().lock();
    out.write_all(&line).ok()?;
    out.flush().ok()
}

fn serve() -> Option<()> {
    let mut input = std::io::stdin().lock();
    let mut order = Vec::new();
    input.read_until(b'\n', &mut order).ok()?;
    let order: Order = serde_json::from_slice(&order).ok()?;
    confine(&order)?;
    say(&Said::Ready)?;
    if let Some(arrange) = order.arrange {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).ok()?;
        return say(&made(&arrange, &bytes));
    }
    let shown = order.picture.is_some() || order.raster.is_some();
    let bytes = taken(input, &order.limits, !shown).ok()?;
    if bytes.len() as u64 > order.limits.size {
        return say(&Said::Refused(Refusal::TooLarge));
    }
    let kind = match Kind::of(&bytes) {
        Ok(kind) => kind,
        Err(refusal) => return say(&Said::Refused(refusal)),
    };
    if let Some(page) = order.picture {
        return say(&match shown_page(bytes, page) {
            Ok(png) => Said::Made(STANDARD.encode(png)),
            Err(refusal) => Said::Refused(refusal),
        });
    }
    if let Some(page) = order.raster {
        return say(&match raster(bytes, page) {
            Ok(raster) => Said::Made(STANDARD.encode(raster.to_bytes())),
            Err(refusal) => Said::Refused(refusal),
        });
    }
    say(&Said::Kind(kind))?;
    if kind != Kind::Pdf {
        return say(&match within::of_kind(kind, &bytes) {
            Ok(reading) => Said::Read(Box::new(reading)),
            Err(refusal) => Said::Refused(refusal),
        });
    }
    let mut voices = Voice::ALL
        .into_iter()
        .filter(|v| !order.without.contains(v));
    if bytes.len() > LARGE {
        // Each reader makes a copy of its own: of a large file one at a time has all the room there is. Where it
        // finds nothing, the next one is asked in a new process.
        if let Some(voice) = voices.next() {
            say(&Said::Asking(voice))?;
            say(&Said::Answered(voice, voice.ask_with(bytes)))?;
        }
        return say(&Said::End);
    }
    for voice in voices {
        say(&Said::Asking(voice))?;
        say(&Said::Answered(voice, voice.ask(&bytes)))?;
    }
    say(&Said::End)
}

/// The document, and a byte more than it may have where it is too large. Of a large PDF that is read for its words the
/// pictures are left out: memory is then that of what is said in it.
fn taken(input: impl Read, limits: &Limits, words: bool) -> io::Result<Vec<u8>> {
    let most = usize::try_from(limits.size + 1).unwrap_or(usize::MAX);
    let mut input = input.take(limits.size + 1);
    let mut bytes = Vec::new();
    input.by_ref().take(LARGE as u64).read_to_end(&mut bytes)?;
    let large = bytes.len() == LARGE;
    let room = most as u64 <= limits.memory / 4;
    if large && room && words && pdf::starts(&bytes) {
        return pdf::without_pictures(Cursor::new(bytes).chain(input), most);
    }
    if large && room {
        // Room for all of it at once: a list that grows would hold it twice for a moment. Untouched room costs nothing.
        let _as_it_grows = bytes.try_reserve_exact(most - bytes.len());
    }
    input.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// One document of pages of others.
fn made(arrange: &Arrange, bytes: &[u8]) -> Said {
    let mut sources = Vec::with_capacity(arrange.lengths.len());
    let mut rest = bytes;
    for length in &arrange.lengths {
        let split = usize::try_from(*length)
            .ok()
            .and_then(|length| rest.split_at_checked(length));
        let Some((one, after)) = split else {
            return Said::Refused(Refusal::Truncated);
        };
        sources.push(one);
        rest = after;
    }
    match arranged(&sources, &arrange.pages) {
        Ok(made) => Said::Made(STANDARD.encode(made)),
        Err(refusal) => Said::Refused(refusal),
    }
}

fn confine(order: &Order) -> Option<()> {
    let voices = u32::try_from(Voice::ALL.len()).unwrap_or(1);
    wardbook_apart::confine(&Bounds {
        memory: order.limits.memory,
        // Twice what the clock outside allows all readers together.
        processor: Some(order.limits.time.saturating_mul(voices.saturating_mul(2))),
    })
}
