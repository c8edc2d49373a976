//! What the documents of a patient point to, a few documents at a time: from the store, or from what was noted while
//! their pages were prepared. Owns which of it is here already; refuses to ask for it.

use std::slice::Chunks;

use url::Url;
use wardbook_fhir::pointed::{Attachment, attachments};
use wardbook_store::rusqlite::{Connection, params_from_iter};
use wardbook_store::{StoreError, mapping, records};

use super::{Halt, Running};
use crate::attachments::{Leads, TYPES, leads};

/// Larger pieces, in bytes, are waited for: memory stays flat however slow the disk.
pub(super) const SMALL: u64 = 256 * 1024;
/// Documents looked at together.
const STEP: usize = 50;

pub(super) const BINARY: &str = "Binary";

/// Something that a document points to.
pub(super) struct Piece {
    pub(super) attachment: Attachment,
    pub(super) leads: Leads,
    pub(super) here: bool,
}

impl Piece {
    /// Not looked up yet.
    fn of(base: &Url, attachment: Attachment) -> Self {
        Self {
            leads: leads(base, &attachment.url),
            attachment,
            here: false,
        }
    }

    /// What two of the same have in common: a Binary may be spelled in several ways.
    pub(super) fn name(&self) -> &str {
        match &self.leads {
            Leads::Binary(id) => id,
            Leads::Elsewhere | Leads::OtherServer => &self.attachment.url,
        }
    }

    /// Whether it is to be fetched and said to be small.
    pub(super) fn is_small(&self) -> bool {
        let small = self.attachment.size.is_some_and(|size| size <= SMALL);
        small && !self.here && matches!(self.leads, Leads::Binary(_))
    }
}

/// Where a patient's documents are looked for, and how far that is.
pub(super) enum Documents<'a> {
    /// In the store, after a row of it.
    Here { patient: i64, after: i64 },
    /// Among these.
    Noted(Chunks<'a, Attachment>),
}

impl<'a> Documents<'a> {
    pub(super) fn of(patient: i64, noted: Option<&'a [Attachment]>) -> Self {
        match noted {
            Some(noted) => Self::Noted(noted.chunks(STEP)),
            None => Self::Here { patient, after: 0 },
        }
    }
}

impl Running<'_> {
    /// What the next documents point to, and whether these were the last.
    pub(super) async fn step(
        &self,
        documents: &mut Documents<'_>,
    ) -> Result<(Vec<Piece>, bool), Halt> {
        match documents {
            Documents::Here { patient, after } => {
                let (last, pieces) = self.documents(*patient, *after).await?;
                *after = last.unwrap_or(*after);
                Ok((pieces, last.is_none()))
            }
            Documents::Noted(chunks) => {
                let base = self.sync.client.base();
                let noted = chunks.next().unwrap_or_default().iter().cloned();
                let pieces = noted.map(|attachment| Piece::of(base, attachment));
                Ok((self.looked_up(pieces.collect()).await?, chunks.len() == 0))
            }
        }
    }

    /// What the next documents of a patient point to; the last row looked at, where there may be more.
    async fn documents(&self, patient: i64, after: i64) -> Result<(Option<i64>, Vec<Piece>), Halt> {
        let store = self.sync.store.clone();
        let connection = self.connection;
        let base = self.sync.client.base().clone();
        self.read(move |c| {
            let types = TYPES
                .iter()
                .map(|t| format!("'{t}'"))
                .collect::<Vec<_>>()
                .join(", ");
            let mut statement = c.prepare_cached(&format!(
                "SELECT id FROM record WHERE patient = ?1 AND id > ?2
                 AND type IN (SELECT id FROM word WHERE text IN ({types})) ORDER BY id LIMIT {STEP}"
            ))?;
            let ids: Vec<i64> = statement
                .query_map(params_from_iter([patient, after]), |r| r.get(0))?
                .collect::<Result<_, _>>()?;
            let bodies = records::bodies(&store, c, &ids)?;
            let mut found: Vec<Piece> = bodies
                .iter()
                .flat_map(|(_, body)| attachments(body))
                .map(|attachment| Piece::of(&base, attachment))
                .collect();
            look_up(c, connection, &mut found)?;
            let more = ids.len() == STEP;
            Ok((ids.last().copied().filter(|_| more), found))
        })
        .await
    }

    /// The same, each with whether it is here by now.
    pub(super) async fn looked_up(&self, mut pieces: Vec<Piece>) -> Result<Vec<Piece>, Halt> {
        if pieces.is_empty() {
            return Ok(pieces);
        }
        let connection = self.connection;
        self.read(move |c| {
            look_up(c, connection, &mut pieces)?;
            Ok(pieces)
        })
        .await
    }
}

/// Says of each whether it is here.
fn look_up(c: &Connection, connection: i64, pieces: &mut [Piece]) -> Result<(), StoreError> {
    for piece in pieces {
        if let Leads::Binary(id) = &piece.leads {
            piece.here = mapping::record_of(c, connection, BINARY, id)?.is_some();
        }
    }
    Ok(())
}
