//! Real files, changed at random: each is read and decoded, or refused, within a bound of time, and the program goes
//! on. Reads `dicom` in the folder that `WARDBOOK_REAL_DATA` names; `WARDBOOK_MUTANTS` is how many, else 1,000. What
//! is changed follows from a number alone, so that a fault can be met again.

#![cfg(test)]

use std::fs;
use std::io::{Cursor, sink};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use wardbook_imaging::{Limits, decode_file};

/// Numbers without end from one number (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// A few bytes, a stretch of zeros, a length, or the end.
fn change(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    if bytes.is_empty() {
        return;
    }
    for _ in 0..=numbers.next(8) {
        // Half of the changes near the beginning, where the header is.
        let within = if numbers.next(2) == 0 {
            bytes.len()
        } else {
            bytes.len().min(2048)
        };
        let at = numbers.next(within);
        match numbers.next(6) {
            0..=2 => bytes[at] = numbers.next(256) as u8,
            3 => {
                let end = (at + numbers.next(64)).min(bytes.len());
                bytes[at..end].fill(0);
            }
            4 => {
                let end = (at + 4).min(bytes.len());
                bytes[at..end].fill(0xff);
            }
            _ => bytes[at] ^= 1 << numbers.next(8),
        }
    }
    if numbers.next(5) == 0 {
        let end = numbers.next(bytes.len());
        bytes.truncate(end);
    }
}

#[test]
fn changed_real_files_do_no_harm() {
    let Some(root) = std::env::var_os("WARDBOOK_REAL_DATA").map(PathBuf::from) else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let mutants = std::env::var("WARDBOOK_MUTANTS")
        .ok()
        .and_then(|n| n.parse().ok());
    let mut found = Vec::new();
    files(&root.join("dicom"), &mut found);
    found.sort();
    let limits = Limits {
        decoded_bytes: 256 << 20,
        inflated_bytes: 256 << 20,
        ..Limits::default()
    };
    let (mut decoded, mut refused, mut slowest) = (0, 0, Duration::ZERO);
    for number in 1..=mutants.unwrap_or(1000_u64) {
        let mut numbers = Numbers(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let path = &found[numbers.next(found.len())];
        let mut bytes = fs::read(path).expect("a file");
        change(&mut bytes, &mut numbers);
        let begun = Instant::now();
        match decode_file(Cursor::new(bytes), &mut sink(), &limits) {
            Ok(_) => decoded += 1,
            Err(_) => refused += 1,
        }
        let took = begun.elapsed();
        assert!(
            took < Duration::from_secs(60),
            "{number}: {} takes {took:?}",
            path.display()
        );
        slowest = slowest.max(took);
    }
    println!("{decoded} decoded, {refused} refused, the slowest took {slowest:?}");
}
