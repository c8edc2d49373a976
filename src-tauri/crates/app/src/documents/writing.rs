//! A document goes into the chart: its record, its file, its place among versions and its item in the outbox, in one
//! transaction. Refuses to leave one of these without the others.

use bytes::Bytes;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use wardbook_fhir::read::date;
use wardbook_store::mapping::By;
use wardbook_store::outbox::{self as items, New, Row, Standing};
use wardbook_store::records::Precision;
use wardbook_store::rusqlite::Transaction;
use wardbook_store::{Store, StoreError, chains, documents, patients, records};
use wardbook_sync::outbox::prepare;

use super::chain;

/// Whose it is to be.
#[derive(Debug, Clone)]
pub(super) struct Whose {
    pub(super) row: i64,
    pub(super) connection: i64,
    pub(super) fhir_id: String,
}

impl Whose {
    pub(super) fn of(patient: patients::Row) -> Whose {
        Whose {
            row: patient.id,
            connection: patient.connection,
            fhir_id: patient.fhir_id,
        }
    }
}

/// The version it takes the place of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Replacing {
    pub(super) record: i64,
    /// "replaced", "restored", "pages".
    pub(super) how: &'static str,
    /// The version whose content it has.
    pub(super) origin: Option<i64>,
}

/// What is needed to write a document down.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub(super) store: Store,
    pub(super) whose: Whose,
    pub(super) by: By,
    /// What it is called until an EHR gives it a name.
    pub(super) uuid: Uuid,
    /// The outbox item's id.
    pub(super) item: Uuid,
    /// Where it stands on its way out.
    pub(super) standing: Standing,
    pub(super) replaces: Option<Replacing>,
    /// Other documents that it holds from now on, whose place it takes too.
    pub(super) merged: Vec<i64>,
    /// Who may look, where that was said.
    pub(super) access: Option<String>,
}

/// What was written down.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) record: i64,
    pub(super) uuid: Uuid,
}

/// Why a document without a type does not go.
const NO_TYPE: &str = "EHRs file documents by their type, and this one's is not said. Open it here, add the type, and send it.";

pub(super) fn random() -> impl FnMut() -> u64 {
    || Uuid::new_v4().as_u64_pair().0
}

/// FHIR has a document's date as an instant only; a day stands with the attachment, where lists do not look.
fn written(body: &Map<String, Value>) -> Option<date::Point> {
    let content = body.get("content")?;
    date::parse(content.pointer("/0/attachment/creation")?.as_str()?)
}

impl Desk {
    /// Writes the record, its item and its place in the chain. Whoever calls puts the file beside it in the same
    /// transaction; `words` are the file's, for the index.
    pub(super) fn put(
        &self,
        tx: &Transaction<'_>,
        mut body: Map<String, Value>,
        title: &str,
        words: &str,
    ) -> Result<Kept, StoreError> {
        let mut needs = Vec::new();
        let mut related = Vec::new();
        for replaced in self.replaced() {
            let place = chain::place(tx, replaced)?;
            if let Some(reference) = place.related {
                related.push(json!({"code": "replaces", "target": {"reference": reference}}));
            }
            needs.extend(place.needs);
            for item in place.take_back {
                let to = Standing::of(items::State::Withdrawn).because(
                    chain::REPLACED,
                    "A newer version took its place before it was sent. It stays here as an older version.",
                );
                items::set(tx, item.id, &to, self.by.at)?;
            }
            chain::set_status(&self.store, tx, replaced, "superseded", self.by.at)?;
        }
        if !related.is_empty() {
            body.insert("relatesTo".into(), Value::Array(related));
        }
        let has_type = body.contains_key("type");
        let day = written(&body);
        let mine = Bytes::from(Value::Object(body).to_string());
        let (connection, patient) = (self.whose.connection, self.whose.row);
        let mut prepared = prepare(&self.store, connection, Some(patient), &mine, self.by.at)
            .ok_or(StoreError::Body)?;
        prepared.words.push(' ');
        prepared.words.push_str(words);
        if let (None, Some(day)) = (prepared.date, day) {
            prepared.date = Some(day.start);
            prepared.precision = match day.precision {
                date::Precision::Year => Precision::Year,
                date::Precision::Month => Precision::Month,
                _ => Precision::Day,
            };
        }
        let client_id = self.uuid.to_string();
        let mut standing = self.standing.clone();
        if standing.state == items::State::Queued && !has_type {
            standing = Standing::of(items::State::Draft).because("no-type", NO_TYPE);
        }
        let new = New {
            uuid: self.item,
            connection,
            patient,
            resource_type: "DocumentReference",
            title,
            client_id: &client_id,
            person: &self.by.person,
            standing,
            mine: &mine,
            now: self.by.at,
        };
        let item: Row = items::add(tx, &new, &prepared, &mut random())?;
        for needed in needs {
            items::need(tx, item.id, needed)?;
        }
        let record = item.record.ok_or(StoreError::NotFound("record"))?;
        if let Some(replacing) = &self.replaces {
            let (how, origin) = (replacing.how, replacing.origin);
            chains::link(tx, record, replacing.record, how, origin, &self.by)?;
        }
        for merged in &self.merged {
            chains::link(tx, record, *merged, "merged", None, &self.by)?;
        }
        let level = match &self.replaces {
            Some(_) => self.level_before(tx)?,
            None => self.access.clone(),
        };
        if let Some(level) = level {
            chains::set_access(tx, record, &level, &self.by)?;
        }
        let row = records::by_key(tx, record)?.ok_or(StoreError::NotFound("record"))?;
        Ok(Kept {
            record,
            uuid: row.uuid,
        })
    }

    /// A version keeps who may look: nobody hides another one's document by writing it anew, and what is put behind
    /// another document is not opened to more people by that.
    fn level_before(&self, tx: &Transaction<'_>) -> Result<Option<String>, StoreError> {
        let mut levels = Vec::new();
        for record in self.replaced() {
            levels.extend(chains::access(tx, record)?.map(|access| access.level));
        }
        let strictest = ["private", "team"];
        let found = strictest
            .iter()
            .find(|level| levels.iter().any(|one| one == *level));
        Ok(found
            .map(|level| (*level).to_owned())
            .or_else(|| levels.pop()))
    }

    /// Everything whose place it takes.
    pub(super) fn replaced(&self) -> impl Iterator<Item = i64> {
        let version = self.replaces.map(|replacing| replacing.record);
        version.into_iter().chain(self.merged.iter().copied())
    }

    /// The same file and text as beside another record, under this one.
    pub(super) fn copy(&self, tx: &Transaction<'_>, from: i64, to: i64) -> Result<(), StoreError> {
        let by = &self.by;
        documents::copy(tx, from, to, &by.person, by.correlation, by.at)
    }
}
