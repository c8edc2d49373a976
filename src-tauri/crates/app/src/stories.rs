//! Stories through the whole room: a profile in a temporary folder, a keyring in memory, a clock that
//! stands still, and charts that come from small files about people with names.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod anything;
mod archive;
mod archive_out;
mod audit;
mod backup;
mod chart;
mod connections;
mod documents;
mod door;
mod encounters;
mod image_content;
mod image_out;
mod image_thumbnail;
mod image_wrap;
mod images;
mod import;
mod leaving;
mod listening;
mod lists;
mod locking;
mod mapping;
mod must_support;
mod notes;
mod out;
mod outbox;
mod own_lists;
mod pages;
mod people;
mod people_connections;
mod people_documents;
mod people_glass;
mod policy;
mod profile;
mod real_data;
mod rekeying;
mod results;
mod retention;
mod roles;
mod sections;
mod sharing;
mod templates;
mod timeline;
mod versions;
mod watched;
mod window;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};
use wardbook_documents::{Limits, Raster, ReadError, Reading, Source, Taken};
use wardbook_smart::OpenUrl;
use wardbook_store::clock::FixedClock;
use wardbook_store::key::Stretch;
use wardbook_store::keyring::MemoryKeyring;

use crate::documents::ReadDocument;
use crate::wire::patient::{ListPatients, PatientRef};
use crate::wire::profile::{CreateProfile, Protection};
use crate::wire::search::{Search, SearchOrder};
use crate::wire::section::{ReadSection, Section};
use crate::wire::transfer::{ImportFrom, Imported};
use crate::{Actor, App, Options};

/// 2026-03-14T14:02:00Z
pub(crate) const NOW: i64 = 1_773_496_920_000;

/// No browser is opened in these stories.
struct NoBrowser;

impl OpenUrl for NoBrowser {
    fn open(&self, _: &str) -> Result<(), String> {
        Err("no browser here".to_owned())
    }
}

/// Documents are read in this process: journeys read them as the program does.
struct ReadHere;

fn whole(source: &Source<'_>) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let read = source().and_then(|mut from| from.read_to_end(&mut bytes));
    read.map_err(|e| ReadError::Source(e.kind()))?;
    Ok(bytes)
}

impl ReadDocument for ReadHere {
    fn read(&self, source: &Source<'_>, _: Limits) -> Result<Reading, ReadError> {
        Ok(wardbook_documents::here(&whole(source)?)?)
    }

    fn arrange(
        &self,
        source: &Source<'_>,
        lengths: Vec<u64>,
        pages: Vec<Taken>,
        _: Limits,
    ) -> Result<Vec<u8>, ReadError> {
        let bytes = whole(source)?;
        let mut rest = bytes.as_slice();
        let mut sources = Vec::new();
        for length in lengths {
            let (one, after) = rest.split_at(usize::try_from(length).unwrap());
            sources.push(one);
            rest = after;
        }
        Ok(wardbook_documents::arranged(&sources, &pages)?)
    }

    fn picture(&self, source: &Source<'_>, page: u32, _: Limits) -> Result<Vec<u8>, ReadError> {
        Ok(wardbook_documents::shown_page(whole(source)?, page)?)
    }

    fn raster(&self, source: &Source<'_>, page: u32, _: Limits) -> Result<Raster, ReadError> {
        Ok(wardbook_documents::raster(whole(source)?, page)?)
    }
}

/// A workstation on a ward.
pub(crate) struct Ward {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) keyring: Arc<MemoryKeyring>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) app: App,
    pub(crate) lindqvist: Actor,
}

impl Ward {
    /// With a closed program and no profile yet.
    pub(crate) fn new() -> Ward {
        let folder = tempfile::tempdir().unwrap();
        let keyring = Arc::new(MemoryKeyring::default());
        let clock = Arc::new(FixedClock::at(NOW));
        let app = Ward::program(&folder.path().join("profile"), &keyring, &clock);
        Ward {
            folder,
            keyring,
            clock,
            app,
            lindqvist: Actor::local("lindqvist"),
        }
    }

    /// A program around a profile's folder.
    pub(crate) fn program(
        profile: &std::path::Path,
        keyring: &Arc<MemoryKeyring>,
        clock: &Arc<FixedClock>,
    ) -> App {
        App::new(Options {
            keyring: Arc::clone(keyring) as Arc<_>,
            clock: Arc::clone(clock) as Arc<_>,
            browser: Arc::new(NoBrowser),
            stretch: Arc::new(Stretch::quick),
            documents: Arc::new(ReadHere),
            policy: Arc::default(),
            ..Options::system(profile.to_owned())
        })
    }

    /// With an open profile.
    pub(crate) async fn open() -> Ward {
        let ward = Ward::new();
        let request = CreateProfile {
            protection: Protection::Keyring,
            passphrase: None,
        };
        ward.app
            .create_profile(&ward.lindqvist, request)
            .await
            .unwrap();
        ward
    }

    /// Writes a file beside the profile.
    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Imports resources as one bundle.
    pub(crate) async fn import(&self, resources: &[Value]) -> Imported {
        let entries: Vec<Value> = resources
            .iter()
            .map(|resource| json!({ "resource": resource }))
            .collect();
        let bundle = json!({ "resourceType": "Bundle", "type": "collection", "entry": entries });
        self.import_file(&self.file("bundle.json", &bundle.to_string()))
            .await
    }

    /// Imports a file.
    pub(crate) async fn import_file(&self, path: &std::path::Path) -> Imported {
        let request = ImportFrom {
            path: path.to_str().unwrap().to_owned(),
        };
        self.app.import(&self.lindqvist, request).await.unwrap()
    }

    /// The one patient here.
    pub(crate) async fn patient(&self) -> PatientRef {
        let request = ListPatients {
            text: String::new(),
            offset: 0,
            limit: 10,
        };
        let page = self
            .app
            .list_patients(&self.lindqvist, request)
            .await
            .unwrap();
        assert_eq!(page.total, 1, "one patient is here");
        PatientRef {
            patient: page.rows[0].id.clone(),
        }
    }

    /// A section of the one patient's chart.
    pub(crate) async fn section(&self, section: &str) -> Section {
        self.newest_of(section, None).await
    }

    pub(crate) async fn newest_of(&self, section: &str, most: Option<u32>) -> Section {
        let patient = self.patient().await.patient;
        let request = ReadSection {
            patient,
            section: section.to_owned(),
            most,
        };
        self.app
            .read_section(&self.lindqvist, request)
            .await
            .unwrap()
    }
}

/// Ingrid Sørensen, with more members.
pub(crate) fn ingrid() -> Value {
    json!({
        "resourceType": "Patient", "id": "ingrid", "gender": "female", "birthDate": "1960-03-14",
        "name": [{ "use": "official", "family": "Sørensen", "given": ["Ingrid"] }],
        "identifier": [{ "type": { "coding": [{ "code": "MR" }] }, "value": "00421187" }]
    })
}

/// A search in every chart for this, the best ten.
pub(crate) fn asking(text: &str) -> Search {
    Search {
        text: text.to_owned(),
        patient: None,
        limit: 10,
        sections: Vec::new(),
        from: None,
        to: None,
        order: SearchOrder::Best,
    }
}

/// Something of Ingrid's.
pub(crate) fn hers(kind: &str, id: &str, members: Value) -> Value {
    let who = if matches!(kind, "AllergyIntolerance" | "Immunization") {
        "patient"
    } else {
        "subject"
    };
    let mut resource =
        json!({ "resourceType": kind, "id": id, who: { "reference": "Patient/ingrid" } });
    for (name, member) in members.as_object().unwrap() {
        resource[name] = member.clone();
    }
    resource
}
