//! Files kept whole inside the store: by their content, in pieces, so that two hundred megabytes need no two
//! hundred megabytes of memory and a viewer can ask for a part.

mod ahead;
mod source;

use std::io::{self, Read};
use std::sync::mpsc::channel;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::Store;
use crate::error::StoreError;
pub use source::Source;

/// Bytes of a piece of what is kept from now on: a viewer asks for 64 KiB at a time, a backup for all of them.
const PIECE: usize = 64 * 1024;

/// A file that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blob {
    /// Row number.
    pub id: i64,
    /// BLAKE3 of its content.
    pub hash: [u8; 32],
    /// Bytes.
    pub length: u64,
    /// Bytes of each of its pieces but the last.
    piece: u64,
}

impl Blob {
    /// From a row that begins with its `id`, `hash`, `length` and `piece`.
    pub(crate) fn read(r: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: r.get(0)?,
            hash: r.get(1)?,
            length: u64::try_from(r.get::<_, i64>(2)?).unwrap_or(0),
            piece: u64::try_from(r.get::<_, i64>(3)?).unwrap_or(0).max(1),
        })
    }
}

/// Keeps all that `from` gives; what is here already is kept once. A rollback takes it away again.
pub fn put(tx: &Transaction<'_>, from: &mut dyn Read) -> Result<Blob, StoreError> {
    // Its hash is known at the end only; until then a random one stands for it.
    tx.prepare_cached("INSERT INTO blob (hash, length, piece) VALUES (randomblob(32), 0, ?1)")?
        .execute([PIECE])?;
    let id = tx.last_insert_rowid();
    let mut add =
        tx.prepare_cached("INSERT INTO blob_piece (blob, number, bytes) VALUES (?1, ?2, ?3)")?;
    let mut hasher = blake3::Hasher::new();
    let mut piece = vec![0; PIECE];
    let (mut number, mut length) = (0_i64, 0_u64);
    loop {
        let filled = fill(from, &mut piece).map_err(|e| StoreError::File(e.kind()))?;
        let bytes = piece.get(..filled).unwrap_or_default();
        if bytes.is_empty() {
            break;
        }
        hasher.update(bytes);
        add.execute(params![id, number, bytes])?;
        number += 1;
        length += bytes.len() as u64;
        if filled < PIECE {
            break;
        }
    }
    let hash = *hasher.finalize().as_bytes();
    if let Some(known) = find(tx, &hash)? {
        remove(tx, id)?;
        return Ok(known);
    }
    tx.prepare_cached("UPDATE blob SET hash = ?2, length = ?3 WHERE id = ?1")?
        .execute(params![id, hash, i64::try_from(length).unwrap_or(i64::MAX)])?;
    Ok(Blob {
        id,
        hash,
        length,
        piece: PIECE as u64,
    })
}

/// As many bytes as there are, up to a whole piece.
fn fill(from: &mut dyn Read, piece: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = piece.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match from.read(rest) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// The one with this content.
pub fn find(c: &Connection, hash: &[u8; 32]) -> Result<Option<Blob>, StoreError> {
    one(c, "hash = ?1", params![hash])
}

/// By row number.
pub fn get(c: &Connection, id: i64) -> Result<Option<Blob>, StoreError> {
    one(c, "id = ?1", params![id])
}

fn one(
    c: &Connection,
    which: &str,
    with: impl rusqlite::Params,
) -> Result<Option<Blob>, StoreError> {
    Ok(c.prepare_cached(&format!(
        "SELECT id, hash, length, piece FROM blob WHERE {which}"
    ))?
    .query_row(with, Blob::read)
    .optional()?)
}

/// Bytes of each of its pieces but the last.
fn piece_size(c: &Connection, blob: i64) -> Result<u64, StoreError> {
    let size: Option<u64> = c
        .prepare_cached("SELECT piece FROM blob WHERE id = ?1")?
        .query_row([blob], |r| r.get(0))
        .optional()?;
    // One that is not here has no pieces of any size.
    Ok(size.unwrap_or(PIECE as u64).max(1))
}

/// A piece by its number; nothing beyond the last.
fn piece(c: &Connection, blob: i64, number: u64) -> Result<Vec<u8>, StoreError> {
    let bytes: Option<Vec<u8>> = c
        .prepare_cached("SELECT bytes FROM blob_piece WHERE blob = ?1 AND number = ?2")?
        .query_row(params![blob, number], |r| r.get(0))
        .optional()?;
    Ok(bytes.unwrap_or_default())
}

/// Has all at hand that somebody needs who is about to wait for a file: a reader for them and one for the thread that reads
/// on, each with that thread's question asked once, of the file that `which` finds. Blocks until it is there.
pub fn make_ready(
    store: &Store,
    which: impl Fn(&Connection) -> Result<Option<Blob>, StoreError> + Clone + Send + 'static,
) -> Result<(), StoreError> {
    let asks = move |c: &Connection| {
        if let Some(blob) = which(c)? {
            piece(c, blob.id, 0)?;
        }
        Ok(())
    };
    store.read(|c| {
        asks(c)?;
        let (told, heard) = channel();
        let (other, asks) = (store.clone(), asks.clone());
        // This reader is taken, so that the thread gets another one.
        let given = store.ahead().does(move || {
            let _gone = told.send(other.read(asks));
        });
        if given {
            heard.recv().unwrap_or(Ok(()))
        } else {
            Ok(())
        }
    })
}

/// Bytes from `from` on, `most` of them at most; fewer where it ends, none beyond.
pub fn range(c: &Connection, blob: i64, from: u64, most: usize) -> Result<Vec<u8>, StoreError> {
    let size = piece_size(c, blob)?;
    let first = from / size;
    let mut skip = usize::try_from(from % size).unwrap_or(0);
    let mut statement = c.prepare_cached(
        "SELECT bytes FROM blob_piece WHERE blob = ?1 AND number >= ?2 ORDER BY number",
    )?;
    let mut rows = statement.query(params![blob, i64::try_from(first).unwrap_or(i64::MAX)])?;
    let mut out = Vec::with_capacity(most.min(4 * PIECE));
    while out.len() < most
        && let Some(row) = rows.next()?
    {
        let bytes = row.get_ref(0)?.as_blob().map_err(|_| StoreError::Damaged)?;
        let rest = bytes.get(skip..).unwrap_or_default();
        let wanted = rest.len().min(most - out.len());
        out.extend_from_slice(rest.get(..wanted).unwrap_or_default());
        skip = 0;
    }
    Ok(out)
}

/// Takes those away that no document and no image has any more.
pub(crate) fn sweep(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute_batch(
        "DELETE FROM blob_piece
         WHERE blob NOT IN (SELECT blob FROM document UNION ALL SELECT blob FROM image_instance);
         DELETE FROM blob
         WHERE id NOT IN (SELECT blob FROM document UNION ALL SELECT blob FROM image_instance);",
    )?;
    Ok(())
}

fn remove(tx: &Transaction<'_>, id: i64) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM blob_piece WHERE blob = ?1")?
        .execute([id])?;
    tx.prepare_cached("DELETE FROM blob WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::migrations::migrated;

    #[test]
    fn a_scan_larger_than_a_piece_comes_back_whole_and_in_parts() {
        let mut c = migrated();
        let scan: Vec<u8> = (0..PIECE * 2 + 1234).map(|n| (n % 251) as u8).collect();
        let tx = c.transaction().unwrap();
        let blob = put(&tx, &mut scan.as_slice()).unwrap();
        let again = put(&tx, &mut scan.as_slice()).unwrap();
        assert_eq!(blob, again, "the same content is kept once");
        let pieces: i64 = tx
            .query_row("SELECT count(*) FROM blob_piece", [], |r| r.get(0))
            .unwrap();
        assert_eq!(pieces, 3);
        assert_eq!(range(&tx, blob.id, 0, usize::MAX).unwrap(), scan);
        for (from, most) in [
            (0, 10),
            (PIECE - 5, 10),
            (PIECE, PIECE + 1),
            (scan.len() - 3, 10),
            (scan.len() + 9, 10),
        ] {
            let wanted: Vec<u8> = scan.iter().skip(from).take(most).copied().collect();
            assert_eq!(
                range(&tx, blob.id, from as u64, most).unwrap(),
                wanted,
                "{most} from {from}"
            );
        }
        sweep(&tx).unwrap();
        assert_eq!(get(&tx, blob.id).unwrap(), None, "no document has it");
    }

    #[test]
    fn one_that_was_kept_in_larger_pieces_is_read_as_it_lies() {
        let mut c = migrated();
        let tx = c.transaction().unwrap();
        let scan: Vec<u8> = (0..600_000_u32).map(|n| (n % 241) as u8).collect();
        tx.execute(
            "INSERT INTO blob (id, hash, length) VALUES (1, x'01', 600000)",
            [],
        )
        .unwrap();
        for (number, bytes) in scan.chunks(256 * 1024).enumerate() {
            tx.execute(
                "INSERT INTO blob_piece (blob, number, bytes) VALUES (1, ?1, ?2)",
                params![number, bytes],
            )
            .unwrap();
        }
        for (from, most) in [(0, usize::MAX), (65_530, 20), (262_140, 9), (599_990, 40)] {
            let wanted: Vec<u8> = scan.iter().skip(from).take(most).copied().collect();
            assert_eq!(range(&tx, 1, from as u64, most).unwrap(), wanted, "{from}");
        }
        assert_eq!(piece_size(&tx, 1).unwrap(), 262_144);
        assert_eq!(piece(&tx, 1, 2).unwrap(), scan[2 * 262_144..]);
        assert!(piece(&tx, 1, 3).unwrap().is_empty());
    }
}
