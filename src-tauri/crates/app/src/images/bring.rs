//! Bringing images in: every file that is DICOM is kept whole, of the patient it was brought to. Owns when a file is
//! not kept; refuses to keep a file of somebody else unless a person said so, and to change what is here already.

use std::collections::HashSet;
use std::io::{Read, SeekFrom};
use std::path::{Path, PathBuf};

use uuid::Uuid;
use wardbook_imaging::{Instance, Limits, ReadError};
use wardbook_store::images::{self, Said};
use wardbook_store::mapping::By;
use wardbook_store::quarantine::{self, Aside};
use wardbook_store::{Store, Unacknowledged, patients};

use super::files::{Content, Opened, Watched, each_file};
use super::whose::{self, Known, revealed};
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::Fault;
use crate::wire::image::{BringImages, BroughtImages, RefusedImage};
use crate::wire::profile::Failure;
use crate::wire::sync::Change;

/// What is put aside of a file that cannot be read: a longer one stays with the person who has it.
const MOST_ASIDE: u64 = 64 << 20;
/// What is said of a file that ends in an error of its disc.
const SCRATCHED: &str = "It cannot be read to its end: the disc or the drive answers with an error. Clean the disc and bring it in again; the other files were not held up.";

impl App {
    /// Keeps the DICOM files of a path for a patient.
    pub async fn bring_images(
        &self,
        actor: &Actor,
        request: BringImages,
    ) -> Result<BroughtImages, Failure> {
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "image.add", Permission::ImportRecords)
                .await;
        };
        let act = Act::recorded("image.add", Permission::ImportRecords).of_patient(patient);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let mut bringing = Bringing::of(&pass, patient, person, request.even_if).await?;
            let path = PathBuf::from(request.path);
            let brought = blocking(move || bringing.all(&path)).await?;
            pass.app().tell(Change::Chart {
                patient: patient.to_string(),
            });
            Ok(brought)
        })
        .await
    }
}

/// One person's bringing of files to one patient.
pub(super) struct Bringing {
    store: Store,
    new_id: Box<dyn Fn() -> Uuid + Send>,
    row: patients::Row,
    known: Known,
    by: By,
    even_if: bool,
    studies: HashSet<String>,
    /// Of the last file; with it all before it are durable.
    last: Option<Unacknowledged>,
    pub(super) brought: BroughtImages,
}

impl Bringing {
    /// For a patient who is here.
    pub(super) async fn of(
        pass: &Pass,
        patient: Uuid,
        person: String,
        even_if: bool,
    ) -> Result<Bringing, Fault> {
        let found = pass
            .read(move |store, c| Known::find(store, c, patient))
            .await?;
        let (known, row) = found.ok_or_else(Fault::no_patient)?;
        let app = pass.app().clone();
        Ok(Bringing {
            store: pass.open().store().clone(),
            new_id: Box::new(move || app.new_id()),
            row,
            known,
            by: pass.by(person),
            even_if,
            studies: HashSet::new(),
            last: None,
            brought: BroughtImages {
                kept: 0,
                here: 0,
                studies: 0,
                other: Vec::new(),
                refused: Vec::new(),
            },
        })
    }

    fn all(&mut self, path: &Path) -> Result<BroughtImages, Fault> {
        let ended = each_file(path, &mut |name, content| self.one(name, content));
        // What was kept before something went wrong is kept.
        let brought = self.close()?;
        ended.map(|()| brought)
    }

    /// Everything kept so far is durable; what that was.
    pub(super) fn close(&mut self) -> Result<BroughtImages, Fault> {
        if let Some(last) = self.last.take() {
            last.acknowledge()?;
        }
        self.brought.studies = u32::try_from(self.studies.len()).unwrap_or(u32::MAX);
        Ok(self.brought.clone())
    }

    /// Keeps a file, or says why not.
    pub(super) fn one(&mut self, name: &str, content: Opened<'_>) -> Result<(), Fault> {
        // The list of a disc's files; the files say the same of themselves.
        if name
            .rsplit(['/', '\\'])
            .next()
            .is_some_and(|last| last.eq_ignore_ascii_case("DICOMDIR"))
        {
            return Ok(());
        }
        let content = match content {
            Ok(content) => content,
            Err(reason) => {
                self.refuse(name, reason.to_owned());
                return Ok(());
            }
        };
        let mut content = Watched::new(content);
        match self.readable(name, &mut content) {
            Err(_) if content.failed => {
                self.refuse(name, SCRATCHED.to_owned());
                Ok(())
            }
            done => done,
        }
    }

    fn readable(&mut self, name: &str, content: &mut Watched<'_>) -> Result<(), Fault> {
        let instance = match Instance::read(&mut *content, &Limits::default()) {
            Ok(instance) => instance,
            Err(ReadError::Source(error)) => return Err(error.into()),
            Err(ReadError::NotDicom) => {
                self.refuse(name, "It is not a DICOM file.".to_owned());
                return Ok(());
            }
            Err(error) => {
                self.put_aside(content)?;
                self.refuse(
                    name,
                    format!("It cannot be read: {error}. It was put aside."),
                );
                return Ok(());
            }
        };
        let said = whose::said(&instance.patient);
        if !self.even_if && !self.known.is(&said) {
            let person = whose::person(&said);
            if !self.brought.other.contains(&person) {
                self.brought.other.push(person);
            }
            return Ok(());
        }
        self.keep(&instance, said, content)
    }

    fn keep(
        &mut self,
        instance: &Instance,
        said: Said,
        content: &mut dyn Content,
    ) -> Result<(), Fault> {
        let (study, series, one) = self.rows(instance, said, content)?;
        content.seek(SeekFrom::Start(0))?;
        let (patient, by) = (self.row.id, &self.by);
        let (kept, commit) = self.store.write_unacknowledged(|tx| {
            images::put(tx, patient, (&study, &series, &one), &mut &mut *content, by)
        })?;
        self.last = Some(commit);
        self.studies.insert(study.uid);
        match kept {
            Some(_) => self.brought.kept += 1,
            None => self.brought.here += 1,
        }
        Ok(())
    }

    fn rows(
        &self,
        instance: &Instance,
        said: Said,
        content: &mut dyn Content,
    ) -> Result<(images::Study, images::Series, images::Instance), Fault> {
        let (study, series, its) = (&instance.study, &instance.series, &instance.identity);
        let mut remarks: Vec<String> = instance.warnings.iter().map(ToString::to_string).collect();
        // Whoever made a file without names has to be told from others all the same, and from itself not.
        let named = its.uid.is_some() && study.uid.is_some() && series.uid.is_some();
        let by_content = if named {
            String::new()
        } else {
            remarks.push("it lacks a unique name (UID) that every DICOM file must have".to_owned());
            name_by_content(content)?
        };
        let uid = |uid: &Option<String>| uid.clone().unwrap_or_else(|| by_content.clone());
        let described = instance.pixels.as_ref().ok();
        Ok((
            images::Study {
                uuid: (self.new_id)(),
                uid: uid(&study.uid),
                date: study.date.map(|date| date.to_string()),
                time: study.time.map(|time| time.strftime("%H:%M:%S").to_string()),
                description: revealed(study.description.as_ref()),
                accession: revealed(study.accession.as_ref()),
                said,
            },
            images::Series {
                uuid: (self.new_id)(),
                uid: uid(&series.uid),
                modality: series.modality.clone(),
                number: series.number,
                description: revealed(series.description.as_ref())
                    .or_else(|| revealed(series.protocol.as_ref())),
                body_part: series.body_part.clone(),
                laterality: series.laterality.clone(),
            },
            images::Instance {
                uuid: (self.new_id)(),
                uid: uid(&its.uid),
                class: its.class.clone(),
                syntax: instance.syntax.uid.clone(),
                number: its.number,
                rows: described.map_or(0, |described| described.rows),
                columns: described.map_or(0, |described| described.columns),
                frames: described.map_or(0, |_| instance.frames.count()),
                place: place(instance),
                remarks: (!remarks.is_empty()).then(|| remarks.join("\n")),
            },
        ))
    }

    /// Names a file that is not kept.
    pub(super) fn refuse(&mut self, name: &str, reason: String) {
        self.brought.refused.push(RefusedImage {
            name: name.to_owned(),
            reason,
        });
    }

    fn put_aside(&self, content: &mut dyn Content) -> Result<(), Fault> {
        content.seek(SeekFrom::Start(0))?;
        let mut body = Vec::new();
        content.take(MOST_ASIDE + 1).read_to_end(&mut body)?;
        if body.len() as u64 > MOST_ASIDE {
            body.clear();
        }
        let aside = Aside {
            connection: self.row.connection,
            patient: Some(self.row.id),
            resource_type: Some("ImagingStudy".to_owned()),
            fhir_id: None,
            reason_code: "dicom-unreadable",
            reason: "The DICOM file cannot be read.".to_owned(),
            at: self.by.at,
            body,
        };
        self.store.write(|tx| quarantine::put(tx, &aside))?;
        Ok(())
    }
}

/// A name made of the content (PS3.5 B.2: `2.25.` and a number of 128 bits).
fn name_by_content(content: &mut dyn Content) -> Result<String, Fault> {
    content.seek(SeekFrom::Start(0))?;
    let mut hasher = blake3::Hasher::new();
    std::io::copy(content, &mut hasher)?;
    let number = hasher
        .finalize()
        .as_bytes()
        .first_chunk()
        .map_or(0, |half| u128::from_be_bytes(*half));
    Ok(format!("2.25.{number}"))
}

/// How far along the direction of its stack it lies: the product of its position with the normal of its plane.
fn place(instance: &Instance) -> Option<f64> {
    let geometry = instance.geometry(0);
    let [x, y, z] = geometry.position?;
    let [rx, ry, rz, cx, cy, cz] = geometry.orientation?;
    let normal = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
    let [nx, ny, nz] = normal;
    Some(x * nx + y * ny + z * nz).filter(|place| place.is_finite())
}
