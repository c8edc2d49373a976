//! Documents a person brought in: what stands beside their DocumentReference. Owns `document` and
//! `document_page`; the bytes are in `blobs`. Refuses to know what a document is.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use crate::blobs::{self, Blob};
use crate::error::StoreError;
use crate::search::fold;

/// A document beside its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Record's row number.
    pub record: i64,
    /// The file's row number.
    pub blob: i64,
    /// Bytes of the file.
    pub length: u64,
    /// Its MIME type, by its content.
    pub content_type: String,
    /// Pages, where it has pages.
    pub pages: Option<u32>,
    /// There is no text in it.
    pub scanned: bool,
    /// What is in it and was not read, a line each.
    pub unread: Option<String>,
    /// Who brought it.
    pub person: String,
    /// When.
    pub at: i64,
}

/// A piece of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its page, where the kind has pages.
    pub page: Option<u32>,
    /// Its part, where it is not the body.
    pub part: Option<String>,
    /// Its text.
    pub text: String,
}

/// A document to keep.
#[derive(Debug)]
pub struct New<'a> {
    /// Its MIME type.
    pub content_type: &'a str,
    /// Pages.
    pub pages: Option<u32>,
    /// There is no text in it.
    pub scanned: bool,
    /// What was not read.
    pub unread: Option<String>,
    /// Its text.
    pub text: &'a [Page],
    /// Who brings it.
    pub person: &'a str,
    /// The request's id.
    pub correlation: Uuid,
    /// Now.
    pub at: i64,
}

/// Keeps a document beside its record.
pub fn insert(
    tx: &Transaction<'_>,
    record: i64,
    blob: Blob,
    new: &New<'_>,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO document (record, blob, content_type, pages, scanned, unread, person, correlation, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        record,
        blob.id,
        new.content_type,
        new.pages,
        new.scanned,
        new.unread,
        new.person,
        new.correlation.as_bytes(),
        new.at
    ])?;
    let mut add = tx.prepare_cached(
        "INSERT INTO document_page (record, place, page, part, length, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (place, page) in (0_i64..).zip(new.text) {
        let packed = zstd::bulk::compress(page.text.as_bytes(), 1).map_err(|_| StoreError::Body)?;
        let length = i64::try_from(page.text.len()).unwrap_or(i64::MAX);
        add.execute(params![record, place, page.page, page.part, length, packed])?;
    }
    Ok(())
}

/// The document beside a record.
pub fn get(c: &Connection, record: i64) -> Result<Option<Document>, StoreError> {
    Ok(c.prepare_cached(
        "SELECT d.record, d.blob, b.length, d.content_type, d.pages, d.scanned, d.unread, d.person, d.at
         FROM document d JOIN blob b ON b.id = d.blob WHERE d.record = ?1",
    )?
    .query_row([record], |r| {
        Ok(Document {
            record: r.get(0)?,
            blob: r.get(1)?,
            length: u64::try_from(r.get::<_, i64>(2)?).unwrap_or(0),
            content_type: r.get(3)?,
            pages: r.get(4)?,
            scanned: r.get(5)?,
            unread: r.get(6)?,
            person: r.get(7)?,
            at: r.get(8)?,
        })
    })
    .optional()?)
}

/// Its text, in reading order.
pub fn text(c: &Connection, record: i64) -> Result<Vec<Page>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT page, part, length, text FROM document_page WHERE record = ?1 ORDER BY place",
    )?;
    let rows = statement.query_map([record], |r| {
        Ok((
            r.get(0)?,
            r.get(1)?,
            r.get::<_, i64>(2)?,
            r.get::<_, Vec<u8>>(3)?,
        ))
    })?;
    let mut pages = Vec::new();
    for row in rows {
        let (page, part, length, packed) = row?;
        let length = usize::try_from(length).map_err(|_| StoreError::Body)?;
        let text = zstd::bulk::decompress(&packed, length).map_err(|_| StoreError::Body)?;
        let text = String::from_utf8(text).map_err(|_| StoreError::Body)?;
        pages.push(Page { page, part, text });
    }
    Ok(pages)
}

/// Stands another record beside the same file and text: an older version that is in force again.
pub fn copy(
    tx: &Transaction<'_>,
    from: i64,
    to: i64,
    person: &str,
    correlation: Uuid,
    at: i64,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO document (record, blob, content_type, pages, scanned, unread, person, correlation, at)
         SELECT ?2, blob, content_type, pages, scanned, unread, ?3, ?4, ?5 FROM document WHERE record = ?1",
    )?
    .execute(params![from, to, person, correlation.as_bytes(), at])?;
    tx.prepare_cached(
        "INSERT INTO document_page (record, place, page, part, length, text)
         SELECT ?2, place, page, part, length, text FROM document_page WHERE record = ?1",
    )?
    .execute([from, to])?;
    Ok(())
}

/// Records of a patient with this very file.
pub fn with_content(c: &Connection, patient: i64, hash: &[u8; 32]) -> Result<Vec<i64>, StoreError> {
    let Some(blob) = blobs::find(c, hash)? else {
        return Ok(Vec::new());
    };
    let mut statement = c.prepare_cached(
        "SELECT d.record FROM document d JOIN record r ON r.id = d.record WHERE d.blob = ?1 AND r.patient = ?2
         ORDER BY d.record",
    )?;
    let rows = statement.query_map([blob.id, patient], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets the documents of a connection's records, and the files that nobody else has.
pub(crate) fn remove_of_connection(
    tx: &Transaction<'_>,
    connection: i64,
) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM document_page WHERE record IN (SELECT id FROM record WHERE connection = ?1)",
        "DELETE FROM document WHERE record IN (SELECT id FROM record WHERE connection = ?1)",
    ] {
        tx.execute(sql, [connection])?;
    }
    blobs::sweep(tx)
}

/// The document stands beside another record from now on: the sync brought it before it was known as ours.
pub(crate) fn moved(tx: &Transaction<'_>, from: i64, to: i64) -> Result<(), StoreError> {
    for sql in [
        "UPDATE OR IGNORE document SET record = ?2 WHERE record = ?1",
        "UPDATE OR IGNORE document_page SET record = ?2 WHERE record = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([from, to])?;
    }
    crate::chains::moved(tx, from, to)
}

/// Forgets the document beside a record that goes away.
pub(crate) fn remove(tx: &Transaction<'_>, record: i64) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM document_page WHERE record = ?1",
        "DELETE FROM document WHERE record = ?1",
    ] {
        tx.prepare_cached(sql)?.execute([record])?;
    }
    blobs::sweep(tx)
}

/// A text as it is indexed: where letters are written that a plain keyboard lacks, the plain spelling as well.
pub fn searchable(text: &str) -> String {
    let mut out = text.to_owned();
    for word in text.split_whitespace().filter(|word| !word.is_ascii()) {
        out.push(' ');
        out.push_str(&fold(word));
    }
    out
}

/// The words of the document beside a record, for the index: a record's own body says nothing of them.
pub(crate) fn words(c: &Connection, record: i64, into: &mut String) -> Result<(), StoreError> {
    for page in text(c, record)? {
        into.push(' ');
        into.push_str(&searchable(&page.text));
    }
    Ok(())
}
