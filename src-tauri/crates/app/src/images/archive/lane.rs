//! The images' own way out (STOW-RS): what waits in the outbox is a list of files of one study, and its proof is that
//! the archive, searched, has each of them. Asks what is there before it sends, so that nothing goes twice however often
//! it was cut off. Refuses to change anything that an archive has.

use std::collections::HashSet;
use std::io::Read as _;

use bytes::Bytes;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wardbook_fhir::{FetchError, Made, NetworkKind, OperationOutcome};
use wardbook_imaging::dicomweb::{Archive, ArchiveError, Verdict};
use wardbook_store::blobs::Source;
use wardbook_store::outbox::{self as items, Act, Side};
use wardbook_store::{Store, images};
use wardbook_sync::outbox::{Claim, Lane, NotTaken, Parcel, Seen, There};

/// The kind of an item that holds images. No resource of FHIR is called so.
pub(crate) const IMAGES: &str = "DICOM";

/// What an item says: which files of which study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Manifest {
    pub(crate) resource_type: String,
    /// Study Instance UID.
    pub(crate) study: String,
    pub(crate) instances: Vec<Listed>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listed {
    /// SOP Instance UID.
    pub(crate) uid: String,
    /// Our id of the file.
    pub(crate) file: Uuid,
}

/// To one archive; or why there is none, in words.
pub(crate) struct ImageLane {
    pub(crate) connection: i64,
    pub(crate) archive: Result<Archive, String>,
    pub(crate) store: Store,
}

impl ImageLane {
    fn archive(&self) -> Result<&Archive, FetchError> {
        self.archive.as_ref().map_err(|words| refused(words))
    }

    /// Which of the study's instances the archive has, searched for now.
    async fn there(&self, study: &str) -> Result<HashSet<String>, FetchError> {
        match self.archive()?.instances(study).await {
            Ok(found) => Ok(found.into_iter().map(|one| one.uid).collect()),
            Err(ArchiveError::NotFound) => Ok(HashSet::new()),
            Err(error) => Err(met(&error)),
        }
    }

    async fn file(&self, file: Uuid) -> Result<Bytes, FetchError> {
        let store = self.store.clone();
        let read = tokio::task::spawn_blocking(move || {
            let found = store.read(|c| images::file(c, file)).ok()??;
            let mut bytes = Vec::new();
            let mut source = Source::new(store, found.blob);
            source.read_to_end(&mut bytes).ok()?;
            Some(Bytes::from(bytes))
        });
        read.await.ok().flatten().ok_or_else(|| {
            refused("An image of this study is no longer on this workstation, or cannot be read. Bring it in again, then send the study again.")
        })
    }

    /// Sends what is missing, one file a request: whoever is cut off loses one file's way at the most.
    async fn send(&self, manifest: &Manifest) -> Result<(), FetchError> {
        let there = self.there(&manifest.study).await?;
        for one in manifest
            .instances
            .iter()
            .filter(|one| !there.contains(&one.uid))
        {
            let file = self.file(one.file).await?;
            let boundary = format!("wardbook-{}", one.file.simple());
            let sent = self
                .archive()?
                .store(&manifest.study, &boundary, &[file])
                .await;
            let told = sent.map_err(|error| met(&error))?;
            match told.of(&one.uid) {
                // No room, or a failure of its own (PS3.18 table 10.5.3-2): it may pass.
                Some(
                    verdict @ Verdict::Refused {
                        reason: Some(0x0110 | 0xa700..=0xa7ff),
                    },
                ) => {
                    return Err(passing(&verdict.words()));
                }
                Some(verdict @ Verdict::Refused { .. }) => return Err(refused(&verdict.words())),
                // Whether it is there is seen when it is looked for.
                Some(Verdict::Kept | Verdict::Warned { .. }) | None => {}
            }
        }
        Ok(())
    }

    fn manifest_of(&self, client_id: &str) -> Option<(Manifest, Vec<u8>)> {
        let (connection, id) = (self.connection, client_id.to_owned());
        let body = self.store.read(|c| {
            let Some(row) = items::by_client_id(c, connection, &id)? else {
                return Ok(None);
            };
            items::body(c, row.id, Side::Mine)
        });
        let body = body.ok().flatten()?;
        Some((serde_json::from_slice(&body).ok()?, body))
    }
}

impl Lane for ImageLane {
    fn takes(&self, _: &str, act: Act) -> Result<(), NotTaken> {
        let not = |message: &str| NotTaken {
            code: "not-offered",
            message: message.to_owned(),
        };
        match (&self.archive, act) {
            (Ok(_), Act::Create) => Ok(()),
            (Ok(_), Act::Update) => Err(not("An archive's images are not changed from here.")),
            (Err(words), _) => Err(not(words)),
        }
    }

    fn guards(&self, _: &str) -> bool {
        true
    }

    fn makes_records(&self, _: &str) -> bool {
        false
    }

    fn look<'a>(
        &'a self,
        _: &'a Parcel,
        _: &'a (dyn Fn(&str) -> Claim + Send + Sync),
    ) -> BoxFuture<'a, Result<Seen, FetchError>> {
        // Sending looks for each file first.
        Box::pin(std::future::ready(Ok(Seen::Nothing)))
    }

    fn create<'a>(&'a self, parcel: &'a Parcel) -> BoxFuture<'a, Result<Made, FetchError>> {
        Box::pin(async move {
            let manifest: Manifest = serde_json::from_slice(&parcel.mine).map_err(|_| {
                refused("The list of these images cannot be read. Send the study again.")
            })?;
            self.send(&manifest).await?;
            Ok(Made {
                id: Some(parcel.client_id.clone()),
                etag: None,
                status: 200,
                request_id: String::new(),
            })
        })
    }

    fn update<'a>(
        &'a self,
        _: &'a Parcel,
        _: &'a str,
        _: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Made, FetchError>> {
        let words = "An archive's images are not changed from here.";
        Box::pin(std::future::ready(Err(refused(words))))
    }

    fn read<'a>(&'a self, _: &'a str, id: &'a str) -> BoxFuture<'a, Result<There, FetchError>> {
        Box::pin(async move {
            let (manifest, body) = self
                .manifest_of(id)
                .ok_or_else(|| refused("The list of these images cannot be read."))?;
            let there = self.there(&manifest.study).await?;
            // Each of them, or it is no proof.
            if manifest
                .instances
                .iter()
                .all(|one| there.contains(&one.uid))
            {
                Ok(There {
                    body: body.into(),
                    etag: None,
                    words: Vec::new(),
                    request_id: String::new(),
                })
            } else {
                Err(FetchError::NotFound { outcome: None })
            }
        })
    }
}

/// For good: a person decides.
fn refused(words: &str) -> FetchError {
    FetchError::Refused {
        status: 422,
        outcome: said("processing", words),
    }
}

/// It may pass, and holds nothing else that waits: an archive that is away is not the EHR.
fn passing(words: &str) -> FetchError {
    FetchError::Refused {
        status: 503,
        outcome: said("transient", words),
    }
}

fn said(code: &str, words: &str) -> Option<OperationOutcome> {
    let outcome = serde_json::json!({
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "error", "code": code, "details": {"text": words}}],
    });
    OperationOutcome::parse(outcome.to_string().as_bytes())
}

/// What the queue makes of it.
fn met(error: &ArchiveError) -> FetchError {
    match error {
        ArchiveError::Network {
            after_sending: true,
            ..
        } => FetchError::Network {
            kind: NetworkKind::Reset,
        },
        ArchiveError::ServerError { status } if !error.is_permanent() => FetchError::ServerError {
            status: *status,
            retry_after: None,
            outcome: said("exception", &error.message()),
        },
        ArchiveError::Busy { retry_after, .. } => FetchError::Throttled {
            status: 429,
            retry_after: *retry_after,
        },
        _ if error.is_permanent() => refused(&error.message()),
        _ => passing(&error.message()),
    }
}
