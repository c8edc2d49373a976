//! The file of a document goes inside it. It stands beside the record, not in what is to be sent: only when that goes
//! are the bytes put in. Refuses to send a document whose file is not here, or is too large for one request.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use wardbook_store::outbox::Row;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{StoreError, blobs, documents};

use super::judge;

/// Bytes of the largest file that goes inside a record. EHRs refuse far smaller requests than this.
pub const MOST: u64 = 20 * 1024 * 1024;

/// Why a larger one does not go.
pub const TOO_LARGE: &str = "The file is larger than 20 MB, which no EHR takes inside a record. It stays on this workstation; split it, or bring it to the EHR by hand.";

/// What is to be sent, with its file.
#[derive(Debug)]
pub(super) enum Filled {
    /// Whole.
    Whole(Vec<u8>),
    /// Its file is not here any more.
    Without,
    /// Its file is larger than [`MOST`].
    TooLarge,
}

/// Puts the file in where it is to be sent and only named there.
pub(super) fn filled(c: &Connection, row: &Row, mine: Vec<u8>) -> Result<Filled, StoreError> {
    if row.resource_type != "DocumentReference" {
        return Ok(Filled::Whole(mine));
    }
    let Some(mut map) = judge::object(&mine) else {
        return Ok(Filled::Whole(mine));
    };
    let contents = map.get_mut("content").and_then(Value::as_array_mut);
    let named = contents
        .into_iter()
        .flatten()
        .filter_map(|content| content.get_mut("attachment")?.as_object_mut())
        .find(|attachment| !attachment.contains_key("data") && is_ours(attachment.get("url")));
    let Some(attachment) = named else {
        return Ok(Filled::Whole(mine));
    };
    let document = match row.record {
        Some(record) => documents::get(c, record)?,
        None => None,
    };
    let Some(document) = document else {
        return Ok(Filled::Without);
    };
    if document.length > MOST {
        return Ok(Filled::TooLarge);
    }
    let most = usize::try_from(document.length).map_err(|_| StoreError::Body)?;
    let bytes = blobs::range(c, document.blob, 0, most)?;
    if bytes.len() != most {
        return Ok(Filled::Without);
    }
    attachment.remove("url");
    attachment.insert("data".into(), json!(STANDARD.encode(bytes)));
    Ok(Filled::Whole(Value::Object(map).to_string().into_bytes()))
}

/// A name that only this workstation knows.
fn is_ours(url: Option<&Value>) -> bool {
    url.and_then(Value::as_str)
        .is_some_and(|url| url.starts_with("urn:uuid:"))
}
