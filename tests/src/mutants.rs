//! Documents damaged by chance, from fixed seeds, read as the program reads them: in a process with limits. What
//! may come of one is its text or a named refusal, and nothing else.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rand::{Rng as _, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha12Rng;
use wardbook_documents::{Limits, ReadError, Worker};

use crate::papers::Paper;
use crate::program::binary;

/// What came of them, counted: `read`, or a refusal's word.
pub type Became = BTreeMap<String, u32>;

/// The limits of these readings: what is small has no business taking long.
pub fn limits() -> Limits {
    Limits {
        time: Duration::from_secs(20),
        ..Limits::default()
    }
}

/// A document with some damage: bytes changed, a piece lost, doubled, moved or filled with noise.
pub fn damaged(bytes: &[u8], random: &mut ChaCha12Rng) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..random.random_range(1..4) {
        if out.is_empty() {
            break;
        }
        let at = random.random_range(0..out.len());
        let length = random.random_range(1..=(out.len() - at).min(512));
        match random.random_range(0..6_u32) {
            0 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte ^= 1 << random.random_range(0..8_u32);
                }
            }
            1 => drop(out.drain(at..at + length)),
            2 => {
                let piece: Vec<u8> = out.iter().skip(at).take(length).copied().collect();
                out.splice(at..at, piece);
            }
            3 => {
                if let Some(piece) = out.get_mut(at..at + length) {
                    random.fill_bytes(piece);
                }
            }
            4 => out.truncate(at),
            _ => {
                let piece: Vec<u8> = out.drain(at..at + length).collect();
                let to = random.random_range(0..=out.len());
                out.splice(to..to, piece);
            }
        }
    }
    out
}

/// Reads `count` mutants of each kind, every one from a seed of its own; says which seed broke a promise.
///
/// # Errors
/// The seeds that broke one, a line each.
pub fn read(papers: &[Paper], count: u32, seed: u64) -> Result<Became, String> {
    let worker = Worker::program(binary("wardbook-cli"), limits());
    each(papers, count, seed, |mutant| one(&worker, &mutant))
}

/// The same for whatever looks at a mutant and says in a word what became of it.
///
/// # Errors
/// The seeds that broke a promise, a line each.
pub fn each(
    papers: &[Paper],
    count: u32,
    seed: u64,
    look: impl Fn(Vec<u8>) -> Result<String, String> + Sync,
) -> Result<Became, String> {
    let next = AtomicU32::new(0);
    let all = count * u32::try_from(papers.len()).map_err(|_| "too many kinds")?;
    let became = Mutex::new(Became::new());
    let broken = Mutex::new(Vec::new());
    std::thread::scope(|threads| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            threads.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= all {
                        return;
                    }
                    let Some((kind, bytes)) = papers.get((number / count) as usize) else {
                        return;
                    };
                    let its = seed.wrapping_mul(1_000_003).wrapping_add(u64::from(number));
                    let mutant = damaged(bytes, &mut ChaCha12Rng::seed_from_u64(its));
                    match look(mutant) {
                        Ok(word) => {
                            if let Ok(mut became) = became.lock() {
                                *became.entry(word).or_default() += 1;
                            }
                        }
                        Err(what) => {
                            if let Ok(mut broken) = broken.lock() {
                                broken.push(format!("{kind}, seed {its}: {what}"));
                            }
                        }
                    }
                }
            });
        }
    });
    let broken = broken
        .into_inner()
        .map_err(|_| "a reader's thread panicked")?;
    if !broken.is_empty() {
        return Err(broken.join("\n"));
    }
    became
        .into_inner()
        .map_err(|_| "a reader's thread panicked".to_owned())
}

fn one(worker: &Worker, mutant: &[u8]) -> Result<String, String> {
    let began = Instant::now();
    let read = worker.read(&|| Ok(Box::new(Cursor::new(mutant.to_vec()))));
    // Each of three readers has the whole time.
    if began.elapsed() > 4 * worker.limits.time {
        return Err(format!("took {:?}", began.elapsed()));
    }
    match read {
        Ok(_) => Ok("read".to_owned()),
        Err(ReadError::Refused(refusal)) => Ok(refusal.code().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
