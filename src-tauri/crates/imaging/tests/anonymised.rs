//! Real files without their people: every file that opens, from every maker that is at hand.

#![cfg(test)]
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use wardbook_imaging::{
    AnonymiseError, Anonymiser, Dates, Header, HeaderLine, HeaderValue, Instance, Limits,
};
use zeroize::Zeroizing;

const MOST: usize = 1_000_000;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn lines(bytes: &[u8]) -> Option<Vec<HeaderLine>> {
    let header = Header::read(Cursor::new(bytes), &Limits::default(), MOST).ok()?;
    Some(header.lines)
}

/// What must not come out: names of people and places, numbers, unique names, dates.
fn identifying(lines: &[HeaderLine]) -> BTreeSet<String> {
    const NAMED: &[(u16, u16)] = &[
        (0x0008, 0x0050),
        (0x0008, 0x0080),
        (0x0008, 0x0081),
        (0x0008, 0x1010),
        (0x0008, 0x1040),
        (0x0010, 0x0020),
        (0x0010, 0x1000),
        (0x0010, 0x1040),
        (0x0010, 0x2154),
        (0x0018, 0x1000),
        (0x0020, 0x0010),
        (0x0032, 0x1032),
        (0x0040, 0x0253),
        (0x0040, 0x1001),
    ];
    let mut found = BTreeSet::new();
    for line in lines {
        let HeaderValue::Text(text) = &line.value else {
            continue;
        };
        let wanted = match line.vr.as_str() {
            "PN" | "DA" | "DT" => true,
            "UI" => !text.starts_with("1.2.840.10008.") && line.tag.0 != 2,
            _ => NAMED.contains(&line.tag),
        };
        if wanted && line.tag.0 % 2 == 0 {
            let each = text.split('\\').map(|one| one.trim().to_owned());
            // Shorter ones are found by chance. A value of another file's anonymisation is nobody's.
            found.extend(each.filter(|one| one.len() >= 6 && !one.to_lowercase().contains("anon")));
        }
    }
    found
}

#[test]
fn of_every_real_file_that_opens_nothing_identifying_is_left_and_the_pixels_are_the_same() {
    let Some(folder) = std::env::var_os("WARDBOOK_REAL_DATA") else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    let mut all = Vec::new();
    files(&PathBuf::from(folder).join("dicom"), &mut all);
    let anonymiser = Anonymiser::new(Zeroizing::new([5; 32]), Dates::Removed);
    let limits = Limits::default();
    let (mut written, mut refused, mut faults) = (0, 0, Vec::new());
    for path in &all {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(path).unwrap();
        let Ok(before) = Instance::read(Cursor::new(&bytes), &limits) else {
            continue;
        };
        let mut out = Vec::new();
        match anonymiser.file(Cursor::new(&bytes), &limits, true, &mut out) {
            Ok(_) => written += 1,
            Err(AnonymiseError::Refused(_)) => {
                assert!(out.is_empty(), "{name}: half of it was written");
                refused += 1;
                continue;
            }
            Err(error) => {
                faults.push(format!("{name}: {error}"));
                continue;
            }
        }
        let (Some(was), Some(is)) = (lines(&bytes), lines(&out)) else {
            faults.push(format!("{name}: what came out cannot be read"));
            continue;
        };
        if is.iter().any(|line| line.tag.0 % 2 == 1) {
            faults.push(format!("{name}: something private is left"));
        }
        let pixels = is.iter().position(|line| line.tag.0 == 0x7fe0);
        // Behind the header there are pixels alone, where a number may stand by chance.
        let tail = pixels.map_or(0, |_| pixel_bytes(&is));
        let head = out.get(..out.len().saturating_sub(tail)).unwrap();
        for value in identifying(&was) {
            if head
                .windows(value.len())
                .any(|some| some == value.as_bytes())
            {
                faults.push(format!("{name}: {value} is left"));
            }
        }
        let after = Instance::read(Cursor::new(&out), &limits).unwrap();
        faults.extend(compared(&name, (&before, &bytes), (&after, &out), &limits));
    }
    println!("{written} anonymised, {refused} refused");
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(
        written > 150 && refused > 3,
        "{written} anonymised, {refused} refused"
    );
}

fn pixel_bytes(lines: &[HeaderLine]) -> usize {
    let of = lines.iter().filter(|line| line.tag.0 == 0x7fe0);
    let lengths = of.map(|line| match &line.value {
        HeaderValue::Bytes(many) | HeaderValue::Fragments(_, many) => *many,
        _ => 0,
    });
    usize::try_from(lengths.sum::<u64>()).unwrap()
}

/// Every frame as it lies in the file, or the same word of why there is none.
fn compared(
    name: &str,
    (before, was): (&Instance, &[u8]),
    (after, is): (&Instance, &[u8]),
    limits: &Limits,
) -> Option<String> {
    let (many, now) = (before.frames.count(), after.frames.count());
    if many != now {
        return Some(format!("{name}: {many} frames became {now}"));
    }
    for number in 0..many {
        let one = before.frame_bytes(&mut Cursor::new(was), number, limits);
        let other = after.frame_bytes(&mut Cursor::new(is), number, limits);
        match (one, other) {
            (Ok(one), Ok(other)) if one == other => {}
            (Err(one), Err(other)) if one.to_string() == other.to_string() => {}
            _ => return Some(format!("{name}: frame {number} is another one")),
        }
    }
    None
}
