//! Bodies: whole resources, compressed with a dictionary per resource type, given back to the byte.
//!
//! A blob is a zstd frame of the body; or, after the byte [`LIFTED`], of the body with its base64 lifted
//! out (see `lift`). Level 1 with a dictionary halves the size once more and gains nothing at level 3 on bodies of
//! 1.4 kB; compressing is faster than encrypting what it saves. Dictionaries are trained on the first
//! records of a type, numbered and kept in the database: a body names the one it needs.

mod lift;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use zstd::zstd_safe::{CCtx, CDict, DCtx, DDict};

use crate::error::StoreError;

const LEVEL: i32 = 1;
/// No zstd frame begins with it.
const LIFTED: u8 = 1;
/// A dictionary larger than this gains nothing on chart resources; above 15.5 KiB zstd also takes its tables
/// for large inputs, which find less in small ones.
const LARGEST_DICTIONARY: usize = 15 * 1024;
/// Bodies above this are stored without a dictionary: it helps only at the start of a stream.
const LARGEST_WITH_DICTIONARY: usize = 256 * 1024;
/// One large body must not keep its room for ever.
const KEPT_ROOM: usize = 1024 * 1024;
/// A body can claim any length; this much is taken on trust before unpacking proves it.
const LARGEST_BODY: usize = 512 * 1024 * 1024;

/// A trained dictionary, ready for both directions.
pub struct Dictionary {
    /// Number in the database.
    pub id: i64,
    compress: CDict<'static>,
    decompress: DDict<'static>,
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dictionary({})", self.id)
    }
}

impl Dictionary {
    fn new(id: i64, bytes: &[u8]) -> Self {
        Self {
            id,
            compress: CDict::create(bytes, LEVEL),
            decompress: DDict::create(bytes),
        }
    }
}

/// The dictionaries of an open store.
#[derive(Default)]
pub(crate) struct Dictionaries {
    by_id: RwLock<HashMap<i64, Arc<Dictionary>>>,
}

impl Dictionaries {
    pub(crate) fn get(&self, c: &Connection, id: i64) -> Result<Arc<Dictionary>, StoreError> {
        if let Some(found) = self
            .by_id
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&id)
        {
            return Ok(Arc::clone(found));
        }
        let bytes: Option<Vec<u8>> = c
            .prepare_cached("SELECT bytes FROM dictionary WHERE id = ?1")?
            .query_row([id], |r| r.get(0))
            .optional()?;
        let dictionary = Arc::new(Dictionary::new(id, &bytes.ok_or(StoreError::Body)?));
        let mut by_id = self.by_id.write().unwrap_or_else(PoisonError::into_inner);
        by_id.insert(id, Arc::clone(&dictionary));
        Ok(dictionary)
    }

    /// Dictionaries hold pieces of charts: they leave memory when the store closes.
    pub(crate) fn forget(&self) {
        self.by_id
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

/// A compressed body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Dictionary number; 0 for none.
    pub dictionary: i64,
    /// Length before compression.
    pub length: usize,
    /// Compressed bytes.
    pub bytes: Vec<u8>,
}

/// Compresses bodies. One a thread: the context is reused.
#[derive(Default)]
pub struct Packer {
    context: Option<CCtx<'static>>,
    room: Vec<u8>,
}

impl Packer {
    /// Compresses one body, with its type's dictionary where there is one.
    pub fn pack(
        &mut self,
        body: &[u8],
        dictionary: Option<&Dictionary>,
    ) -> Result<Packed, StoreError> {
        let context = self.context.get_or_insert_with(CCtx::create);
        let length = body.len();
        let (lifted, body) = lift::lift(body);
        let body = body.as_ref();
        let room = &mut self.room;
        room.clear();
        room.reserve(zstd::zstd_safe::compress_bound(body.len()));
        let used = dictionary.filter(|_| body.len() <= LARGEST_WITH_DICTIONARY);
        match used {
            Some(d) => context.compress_using_cdict(room, body, &d.compress),
            None => context.compress(room, body, LEVEL),
        }
        .map_err(|_| StoreError::Body)?;
        let mut bytes = Vec::with_capacity(room.len() + usize::from(lifted));
        bytes.extend(lifted.then_some(LIFTED));
        bytes.extend_from_slice(room);
        if room.capacity() > KEPT_ROOM {
            *room = Vec::new();
        }
        Ok(Packed {
            dictionary: used.map_or(0, |d| d.id),
            length,
            bytes,
        })
    }
}

/// What a dictionary is trained on for this body: what is compressed of it.
pub fn sample(body: &[u8]) -> Cow<'_, [u8]> {
    lift::lift(body).1
}

/// Gives back the body, to the byte.
pub(crate) fn unpack(
    context: &mut DCtx<'_>,
    bytes: &[u8],
    length: i64,
    dictionary: Option<&Dictionary>,
) -> Result<Vec<u8>, StoreError> {
    let length = usize::try_from(length)
        .ok()
        .filter(|n| *n <= LARGEST_BODY)
        .ok_or(StoreError::Body)?;
    let (lifted, frame) = match bytes.split_first() {
        Some((&LIFTED, frame)) => (true, frame),
        _ => (false, bytes),
    };
    // A lifted form is shorter than its body.
    let mut body = Vec::with_capacity(length);
    match dictionary {
        Some(d) => context.decompress_using_ddict(&mut body, frame, &d.decompress),
        None => context.decompress(&mut body, frame),
    }
    .map_err(|_| StoreError::Body)?;
    if lifted {
        body = lift::lower(&body, length).ok_or(StoreError::Body)?;
    }
    if body.len() == length {
        Ok(body)
    } else {
        Err(StoreError::Body)
    }
}

/// Trains a dictionary on bodies of one type; `None` where they are too few or too alike to gain.
pub fn train(samples: &[impl AsRef<[u8]>]) -> Option<Vec<u8>> {
    let volume: usize = samples.iter().map(|s| s.as_ref().len()).sum();
    // A dictionary must earn its own place in the file.
    let size = (volume / 8).min(LARGEST_DICTIONARY);
    if samples.len() < 24 || size < 1024 {
        return None;
    }
    let capped: Vec<&[u8]> = samples
        .iter()
        .map(|s| s.as_ref().get(..16 * 1024).unwrap_or(s.as_ref()))
        .collect();
    zstd::dict::from_samples(&capped, size).ok()
}

/// The newest dictionary of each type, by the type's name.
pub fn newest(store: &crate::Store) -> Result<HashMap<String, Arc<Dictionary>>, StoreError> {
    store.read(|c| {
        let mut statement = c.prepare_cached(
            "SELECT w.text, max(d.id) FROM dictionary d JOIN word w ON w.id = d.type GROUP BY d.type",
        )?;
        let ids: Vec<(String, i64)> =
            statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<Result<_, _>>()?;
        ids.into_iter().map(|(name, id)| Ok((name, store.dictionaries().get(c, id)?))).collect()
    })
}

/// Keeps a trained dictionary and gives it back ready for use.
pub fn keep(
    store: &crate::Store,
    tx: &Transaction<'_>,
    resource_type: &str,
    bytes: &[u8],
) -> Result<Arc<Dictionary>, StoreError> {
    let number = crate::terms::word(tx, resource_type)?;
    tx.prepare_cached("INSERT INTO dictionary (type, bytes, created_at) VALUES (?1, ?2, ?3)")?
        .execute(params![number, bytes, store.clock().now()])?;
    store.dictionaries().get(tx, tx.last_insert_rowid())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_back_to_the_byte_with_and_without_a_dictionary() {
        let bodies: Vec<String> = (0..300)
            .map(|n| format!("{{\"resourceType\":\"Observation\",  \"id\":\"{n}\", \"valueQuantity\":{{\"value\": {n}.50,\"unit\":\"mmol/L\"}}, \"note\":\"Sørensen {}\"}}", n * 7919))
            .collect();
        let dictionary = Dictionary::new(1, &train(&bodies).unwrap());
        let mut packer = Packer::default();
        for body in &bodies {
            for with in [Some(&dictionary), None] {
                let packed = packer.pack(body.as_bytes(), with).unwrap();
                let length = i64::try_from(packed.length).unwrap();
                let back = unpack(&mut DCtx::create(), &packed.bytes, length, with).unwrap();
                assert_eq!(back, body.as_bytes(), "white space and all");
            }
        }
    }

    #[test]
    fn a_body_with_a_false_length_is_an_error_not_a_shorter_body() {
        let packed = Packer::default()
            .pack(b"{\"resourceType\":\"Flag\"}", None)
            .unwrap();
        assert!(unpack(&mut DCtx::create(), &packed.bytes, 5, None).is_err());
        assert!(unpack(&mut DCtx::create(), &packed.bytes, i64::MAX, None).is_err());
    }
}
