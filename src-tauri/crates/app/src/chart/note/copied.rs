//! What a note says that an earlier note of the same patient said already. A block counts as copied where all
//! its words, in their order, stand as one block of an earlier note; a few words alone never do. Nothing is
//! taken away: the window folds what is marked here, and opens it again.

use std::collections::{HashMap, HashSet};

use wardbook_store::{StoreError, records};

use super::super::desk::{Desk, MOST, Sheet};
use super::super::notes;
use super::{blocks, parts};
use crate::wire::reading::{BlockKind, EarlierNote, NoteBlock};
use crate::wire::section::{NotePart, Standing};

/// Earlier notes looked at: one bit each.
pub(super) const LOOKED_AT: usize = 60;
/// Letters that must be the same, in one block or in a row of them.
const LEAST: usize = 60;

/// What was found.
pub(super) struct Copied {
    pub(super) earlier: Vec<EarlierNote>,
    pub(super) looked_at: u32,
}

/// Marks the blocks of `own` that were copied.
pub(super) fn mark(
    desk: &Desk<'_>,
    sheet: &Sheet,
    own: &mut [NotePart],
) -> Result<Copied, StoreError> {
    let sheets = desk.with_bodies(before(desk, &sheet.row)?)?;
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut names = Vec::new();
    for earlier in &sheets {
        let Some(row) = notes::row(desk, earlier)? else {
            continue;
        };
        // What was withdrawn has not been said.
        if matches!(row.standing, Standing::EnteredInError | Standing::Removed) {
            continue;
        }
        let bit = 1_u64 << names.len();
        for block in parts(desk, earlier)?.iter().flat_map(|part| &part.blocks) {
            if let Some(key) = key(block) {
                *seen.entry(key).or_default() |= bit;
            }
        }
        names.push(EarlierNote {
            record: row.record,
            title: row.title.or(row.kind),
            date: row.date,
            author: row.author,
        });
    }
    let mut used = HashSet::new();
    for part in own.iter_mut() {
        fold(&mut part.blocks, &seen, &mut used);
    }
    // Only the notes that are named go to the window.
    let mut order: Vec<u32> = used.into_iter().collect();
    order.sort_unstable();
    for block in own.iter_mut().flat_map(|part| &mut part.blocks) {
        block.copied = block
            .copied
            .and_then(|at| u32::try_from(order.binary_search(&at).ok()?).ok());
    }
    let looked_at = u32::try_from(names.len()).unwrap_or(u32::MAX);
    let earlier = names
        .into_iter()
        .enumerate()
        .filter(|(at, _)| u32::try_from(*at).is_ok_and(|at| order.binary_search(&at).is_ok()))
        .map(|(_, note)| note)
        .collect();
    Ok(Copied { earlier, looked_at })
}

/// The notes before this one, the nearest first. A note without a date has none before it.
fn before(desk: &Desk<'_>, row: &records::Row) -> Result<Vec<records::Row>, StoreError> {
    let Some(date) = row.date else {
        return Ok(Vec::new());
    };
    let mut rows = notes::listed(desk, MOST)?;
    rows.retain(|one| one.date.is_some_and(|other| other < date));
    rows.truncate(LOOKED_AT);
    Ok(rows)
}

/// Marks rows of blocks that one earlier note said all of; the first note that did.
fn fold(own: &mut [NoteBlock], seen: &HashMap<String, u64>, used: &mut HashSet<u32>) {
    let found: Vec<(u64, usize)> = own
        .iter()
        .map(|block| {
            let key = key(block);
            let letters = key.as_ref().map_or(0, String::len);
            (
                key.and_then(|key| seen.get(&key).copied()).unwrap_or(0),
                letters,
            )
        })
        .collect();
    let mut from = 0;
    while from < found.len() {
        let (mut notes, mut letters, mut to) = (u64::MAX, 0, from);
        while let Some((bits, more)) = found.get(to)
            && notes & bits != 0
        {
            notes &= bits;
            letters += more;
            to += 1;
        }
        if letters >= LEAST {
            // The nearest note is the first bit: the last one is where it was said first.
            let first = notes.ilog2();
            used.insert(first);
            for block in own.iter_mut().take(to).skip(from) {
                block.copied = Some(first);
            }
        }
        from = to.max(from + 1);
    }
}

/// The words of a block in their order; none for a heading, which the reader needs to find the place.
fn key(block: &NoteBlock) -> Option<String> {
    if matches!(block.kind, BlockKind::Heading | BlockKind::Remark) {
        return None;
    }
    let text = blocks::text(block).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}
