//! Pages of PDFs: turned, put in another order, taken out, put together, given to the patient they belong to. Each is a
//! new version, or a new document; what was there before stays as it was. Made in the process apart.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::time::Duration;

use uuid::Uuid;
use wardbook_documents::{Limits, ReadError, Taken};
use wardbook_fhir::read::document_reference::DocumentReference;
use wardbook_store::rusqlite::Connection;
use wardbook_store::{Store, StoreError, blobs, chains, documents, patients, records};

use super::add::{Given, Keep};
use super::chain;
use super::held::Held;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{self, Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::wire::document::{
    AboutDocument, AddedDocument, ArrangePages, PageOf, ReassignDocument, Reassigned,
    SplitDocument, SplitInto,
};
use crate::wire::profile::Failure;
use crate::wire::uuid;

/// A PDF that is here.
#[derive(Clone)]
struct Here {
    record: records::Row,
    patient: Uuid,
    blob: i64,
    length: u64,
    pages: u32,
    about: AboutDocument,
    /// A person keeps it from the EHR.
    kept_back: bool,
}

impl App {
    /// Pages of one document, or of several, as a new version of the first.
    pub async fn arrange_pages(
        &self,
        actor: &Actor,
        request: ArrangePages,
    ) -> Result<AddedDocument, Failure> {
        let act = Act::recorded("document.pages", Permission::WriteRecords);
        let act = self.about_record(act, &request.record).await;
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let first = pass.pdf(&request.record).await?;
            let (sources, taken) = pass.sources(&first, &request.pages).await?;
            let made = pass.made(&sources, taken).await?;
            let how = Keep {
                how: "pages",
                merged: sources.iter().skip(1).map(|one| one.record.id).collect(),
                ..Keep::of(Some(request.record), false)
            };
            pass.keep_for(first.patient, made, first.about.clone(), how, person)
                .await
        })
        .await
    }

    /// Some pages become a document of their own; the rest a new version, unless they are to stay in it too.
    pub async fn split_document(
        &self,
        actor: &Actor,
        request: SplitDocument,
    ) -> Result<SplitInto, Failure> {
        let act = Act::recorded("document.split", Permission::WriteRecords);
        let act = self.about_record(act, &request.record).await;
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let here = pass.pdf(&request.record).await?;
            let (out, rest) = here.parted(&request.pages)?;
            if rest.is_empty() && !request.leave {
                return Err(Fault::invalid(
                    "These are all of its pages: there is nothing to split.",
                ));
            }
            let sources = [here.clone()];
            let part = pass.made(&sources, out).await?;
            let remains = if request.leave {
                None
            } else {
                Some(pass.made(&sources, rest).await?)
            };
            let about = AboutDocument {
                title: request.title.or_else(|| here.about.title.clone()),
                description: None,
                ..here.about.clone()
            };
            let new = Keep::of(None, here.kept_back);
            let taken = pass
                .keep_for(here.patient, part, about, new, person.clone())
                .await?;
            let rest = match remains {
                Some(remains) => {
                    let how = Keep {
                        how: "pages",
                        ..Keep::of(Some(request.record), false)
                    };
                    let about = here.about.clone();
                    Some(
                        pass.keep_for(here.patient, remains, about, how, person)
                            .await?,
                    )
                }
                None => None,
            };
            Ok(SplitInto { taken, rest })
        })
        .await
    }

    /// A document, or some of its pages, is another patient's: a new document there; here it is marked as entered in
    /// error, or has a new version without these pages. Both patients are named in the audit log.
    pub async fn reassign_document(
        &self,
        actor: &Actor,
        request: ReassignDocument,
    ) -> Result<Reassigned, Failure> {
        let Some(other) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "document.reassign", Permission::WriteRecords)
                .await;
        };
        let act = Act::recorded("document.reassign", Permission::WriteRecords);
        let act = self.about_record(act, &request.record).await;
        let record = uuid(&request.record).unwrap_or_default();
        let act = act.about(format!("{record} to {other}"));
        let (who, person) = (actor.clone(), self.person_of(actor));
        self.enter(actor, act, |pass| async move {
            let (row, _) = pass.document(&request.record).await?;
            let from = pass.patient_row(&row).await?;
            if from.uuid == other {
                return Err(Fault::invalid("It is in this patient's chart already."));
            }
            // The other chart's side has a row of its own, under the same correlation.
            let arrives = Act::recorded("document.reassigned", Permission::WriteRecords)
                .of_patient(other)
                .about(format!("{record} from {}", from.uuid));
            let (open, now) = (pass.open(), pass.app().now());
            let ticket = door::begin(open, &who, &arrives, pass.correlation(), now).await?;
            let ended = pass.reassign(row, other, request, person).await;
            let failed = ended.as_ref().err().map(|fault| fault.code);
            door::end(pass.open(), Some(ticket), failed, pass.app().now()).await?;
            ended
        })
        .await
    }
}

impl Here {
    /// Pages that are asked for, and all others, both in the order they stand.
    fn parted(&self, asked: &[u32]) -> Result<(Vec<Taken>, Vec<Taken>), Fault> {
        if asked.is_empty() {
            return Err(Fault::invalid("Choose at least one page."));
        }
        if let Some(page) = asked.iter().find(|page| **page == 0 || **page > self.pages) {
            return Err(no_page(*page, self.pages));
        }
        let all = (1..=self.pages).map(|page| Taken {
            source: 0,
            page,
            turned: 0,
        });
        Ok(all.partition(|one| asked.contains(&one.page)))
    }
}

fn no_page(page: u32, of: u32) -> Fault {
    Fault::invalid(format!("There is no page {page}: the document has {of}."))
}

impl Pass {
    pub(super) async fn patient_row(&self, row: &records::Row) -> Result<patients::Row, Fault> {
        let key = row.patient;
        let found = self
            .read(move |_, c| key.map(|key| patients::by_key(c, key)).transpose())
            .await?;
        found.flatten().ok_or_else(Fault::no_patient)
    }

    /// A document of this workstation that is a PDF.
    async fn pdf(&self, record: &str) -> Result<Here, Fault> {
        let (row, body) = self.document(record).await?;
        if row.status.as_deref() == Some("entered-in-error") {
            return Err(Fault::invalid(
                "This document is marked as entered in error. Take that back first.",
            ));
        }
        let patient = self.patient_row(&row).await?.uuid;
        let id = row.id;
        let (here, (access, kept_back)) = self
            .read(move |_, c| Ok((documents::get(c, id)?, held_back(c, id)?)))
            .await?;
        let here = here.filter(|here| here.content_type == "application/pdf");
        let Some((here, pages)) = here.and_then(|here| here.pages.map(|pages| (here, pages)))
        else {
            return Err(Fault::invalid(
                "Only pages of a PDF that was brought to this workstation can be turned, split or put together.",
            ));
        };
        Ok(Here {
            record: row,
            patient,
            blob: here.blob,
            length: here.length,
            pages,
            about: AboutDocument {
                access,
                ..about(&body)
            },
            kept_back,
        })
    }

    /// The documents that pages are asked of, the first of them first.
    async fn sources(
        &self,
        first: &Here,
        pages: &[PageOf],
    ) -> Result<(Vec<Here>, Vec<Taken>), Fault> {
        let mut all = vec![first.clone()];
        let mut taken = Vec::with_capacity(pages.len());
        for one in pages {
            let id = uuid(&one.record).ok_or_else(Fault::no_record)?;
            let known = all.iter().position(|known| known.record.uuid == id);
            let source = if let Some(source) = known {
                source
            } else {
                let other = self.pdf(&one.record).await?;
                if other.patient != first.patient {
                    return Err(Fault::new(
                        Code::RecordInvalid,
                        "These documents are in different charts. Nothing was put together.",
                    ));
                }
                all.push(other);
                all.len() - 1
            };
            let of = all.get(source).map_or(0, |here| here.pages);
            if one.page == 0 || one.page > of {
                return Err(no_page(one.page, of));
            }
            let turned = u16::try_from(one.turned).unwrap_or(1);
            if ![0, 90, 180, 270].contains(&turned) {
                return Err(Fault::invalid(
                    "A page is turned by 90, 180 or 270 degrees.",
                ));
            }
            taken.push(Taken {
                source,
                page: one.page,
                turned,
            });
        }
        if taken.is_empty() {
            return Err(Fault::invalid("Choose at least one page."));
        }
        // What becomes part of another document leaves nothing behind.
        for (number, source) in all.iter().enumerate().skip(1) {
            let of = taken.iter().filter(|one| one.source == number).count();
            if of < source.pages as usize {
                return Err(Fault::invalid(
                    "A document that is put into another one goes with all its pages. Split it first.",
                ));
            }
        }
        Ok((all, taken))
    }

    /// Makes a document of these pages, in the process apart.
    async fn made(&self, sources: &[Here], pages: Vec<Taken>) -> Result<(Vec<u8>, usize), Fault> {
        let reader = Arc::clone(&self.app().options().documents);
        let store = self.open().store().clone();
        let blobs: Vec<(i64, u64)> = sources.iter().map(|one| (one.blob, one.length)).collect();
        let count = pages.len();
        // A hundred megabytes are unpacked, picked from and written again.
        let limits = Limits {
            time: Duration::from_secs(60),
            ..Limits::default()
        };
        let made = blocking(move || {
            let lengths = blobs.iter().map(|(_, length)| *length).collect();
            let source = || -> io::Result<Box<dyn Read + Send>> {
                let mut all: Box<dyn Read + Send> = Box::new(io::empty());
                for (blob, length) in &blobs {
                    all = Box::new(all.chain(Stored {
                        store: store.clone(),
                        blob: *blob,
                        at: 0,
                        length: *length,
                    }));
                }
                Ok(all)
            };
            reader
                .arrange(&source, lengths, pages, limits)
                .map_err(|error| match error {
                    ReadError::Refused(refusal) => Fault::invalid(format!(
                        "The pages could not be taken apart, and nothing was changed. {}",
                        refusal.message()
                    )),
                    other => super::fault(&other),
                })
        })
        .await?;
        Ok((made, count))
    }

    /// Keeps what was made, after reading it as anything that is brought: a page too few is no document.
    async fn keep_for(
        &self,
        patient: Uuid,
        (bytes, count): (Vec<u8>, usize),
        about: AboutDocument,
        how: Keep,
        person: String,
    ) -> Result<AddedDocument, Fault> {
        let whose = self.whose(patient).await?;
        let given = Given::Bytes(bytes.into());
        let reading = self.read_given(&given, &whose).await?;
        let reading = reading.map_err(|refusal| Fault::invalid(refusal.message()))?;
        if count > 0 && reading.pages != u32::try_from(count).ok() {
            return Err(Fault::invalid(
                "The pages could not be taken apart whole, and nothing was changed. Print them to PDF and add that instead.",
            ));
        }
        let held = Held::of(given, reading, patient);
        self.keep(&held, &whose, about, how, person).await
    }

    /// Keeps what was written here, under whoever is signed in.
    pub(crate) async fn keep_written(
        &self,
        patient: Uuid,
        bytes: Vec<u8>,
        about: AboutDocument,
        (replaces, draft): (Option<String>, bool),
        person: String,
    ) -> Result<AddedDocument, Fault> {
        super::types::sound(&about)?;
        self.keep_for(
            patient,
            (bytes, 0),
            about,
            Keep::own(replaces, draft),
            person,
        )
        .await
    }

    async fn reassign(
        &self,
        row: records::Row,
        other: Uuid,
        request: ReassignDocument,
        person: String,
    ) -> Result<Reassigned, Fault> {
        if row.status.as_deref() == Some("entered-in-error") {
            return Err(Fault::invalid(
                "This document is marked as entered in error already.",
            ));
        }
        // Encounters and authors' links of one chart mean nothing in another.
        let for_other = |about: &AboutDocument| AboutDocument {
            encounter: None,
            ..about.clone()
        };
        if let Some(pages) = request.pages.filter(|pages| !pages.is_empty()) {
            let here = self.pdf(&request.record).await?;
            let (out, rest) = here.parted(&pages)?;
            if !rest.is_empty() {
                let part = self.made(std::slice::from_ref(&here), out).await?;
                let remains = self.made(std::slice::from_ref(&here), rest).await?;
                let new = Keep::of(None, here.kept_back);
                let (about, by) = (for_other(&here.about), person.clone());
                let there = self.keep_for(other, part, about, new, by).await?;
                let how = Keep {
                    how: "pages",
                    ..Keep::of(Some(request.record), false)
                };
                let about = here.about.clone();
                let rest = self
                    .keep_for(here.patient, remains, about, how, person)
                    .await?;
                return Ok(Reassigned {
                    there,
                    rest: Some(rest),
                });
            }
        }
        let id = row.id;
        let whole = self
            .read(move |_, c| {
                let Some(here) = documents::get(c, id)? else {
                    return Ok(None);
                };
                let most = usize::try_from(here.length).unwrap_or(usize::MAX);
                Ok(Some(blobs::range(c, here.blob, 0, most)?))
            })
            .await?;
        let bytes = whole.ok_or_else(|| {
            Fault::invalid(
                "Only a document whose file is on this workstation can be given to another patient. Tell the people of the EHR.",
            )
        })?;
        let (_, body) = self.document(&request.record).await?;
        let (access, kept_back) = self.read(move |_, c| held_back(c, id)).await?;
        let about = AboutDocument {
            access,
            ..for_other(&about(&body))
        };
        let new = Keep::of(None, kept_back);
        let there = self
            .keep_for(other, (bytes, 0), about, new, person.clone())
            .await?;
        self.in_error(row, body, person).await?;
        Ok(Reassigned { there, rest: None })
    }
}

/// Who may look at a document, where that was said, and whether a person keeps it from the EHR: both go with its pages.
fn held_back(c: &Connection, record: i64) -> Result<(Option<String>, bool), StoreError> {
    let access = chains::access(c, record)?.map(|access| access.level);
    Ok((access, chain::is_kept_back(c, record)?))
}

/// A file inside the store, read as it goes.
struct Stored {
    store: Store,
    blob: i64,
    at: u64,
    length: u64,
}

impl Read for Stored {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.length {
            return Ok(0);
        }
        let (blob, at, most) = (self.blob, self.at, into.len());
        let bytes = self.store.read(|c| blobs::range(c, blob, at, most));
        let bytes = bytes.map_err(|_| io::Error::from(io::ErrorKind::Other))?;
        if bytes.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += bytes.len() as u64;
        Cursor::new(bytes).read(into)
    }
}

/// What the record says of the document, as its form would.
pub(super) fn about(body: &[u8]) -> AboutDocument {
    let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |path: &str| {
        value
            .pointer(path)
            .and_then(|v| v.as_str())
            .map(str::to_owned)
    };
    let read = DocumentReference::read(body).ok();
    let title = text("/content/0/attachment/title");
    let kind = text("/type/coding/0/code").map(|code| crate::wire::document::DocumentType {
        code,
        display: text("/type/coding/0/display"),
    });
    AboutDocument {
        title: title.or_else(|| read.as_ref().and_then(|read| read.title.clone())),
        kind,
        date: text("/date").or_else(|| text("/content/0/attachment/creation")),
        author: read.and_then(|read| read.author),
        encounter: text("/context/encounter/0/reference")
            .and_then(|reference| reference.rsplit('/').next().map(str::to_owned)),
        description: None,
        confidentiality: text("/securityLabel/0/coding/0/code"),
        access: None,
    }
}
