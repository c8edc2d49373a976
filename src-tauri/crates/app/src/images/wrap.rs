//! A photo, a scan or a PDF made a study of its own beside the chart, as DICOM, so that it can go to an image archive. Owns
//! whose it says it is: the patient of the chart, in the chart's words. Refuses what is neither picture nor PDF.

use std::io::{Cursor, Read as _};
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use uuid::Uuid;
use wardbook_documents::{Kind, Limits, ReadError};
use wardbook_imaging::{Content, Pixels, Private, Taken, Whose, Wrapping};
use wardbook_store::{images, patients, records};

use super::bring::Bringing;
use super::measured::uid;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::documents::{ReadDocument, fault};
use crate::door::{Act, Pass, blocking};
use crate::failure::Fault;
use crate::wire::image_wrap::{WrapImages, WrappedImages};
use crate::wire::profile::Failure;
use crate::wire::sync::Change;
use crate::wire::uuid;

/// Pages of one scan: more are a book.
const MOST_PAGES: u32 = 500;

impl App {
    /// Makes DICOM files of a picture or PDF and keeps them beside the patient's chart.
    pub async fn wrap_images(
        &self,
        actor: &Actor,
        request: WrapImages,
    ) -> Result<WrappedImages, Failure> {
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self
                .nobody(actor, "image.wrap", Permission::ImportRecords)
                .await;
        };
        let act = Act::recorded("image.wrap", Permission::ImportRecords).of_patient(patient);
        let person = self.person_of(actor);
        self.enter(actor, act, |pass| async move {
            let about = About::of(&request)?;
            let bytes = pass.given(&request, patient).await?;
            let row = pass.read(move |_, c| patients::get(c, patient)).await?;
            let row = row.ok_or_else(Fault::no_patient)?;
            let key = row.id;
            let making = Making {
                whose: whose(&row),
                about,
                now: pass.app().now(),
                study: uid(pass.app().new_id()),
                series: uid(pass.app().new_id()),
                reader: Arc::clone(&pass.app().options().documents),
            };
            let study = making.study.clone();
            let app = pass.app().clone();
            // Whose it is was said by whoever asked: it needs no comparing with the chart.
            let mut bringing = Bringing::of(&pass, patient, person, true).await?;
            let files = blocking(move || {
                let files = making.files(bytes.into(), || uid(app.new_id()))?;
                for file in files {
                    bringing.one("made here", Ok(&mut Cursor::new(file)))?;
                }
                let brought = bringing.close()?;
                if brought.refused.is_empty() {
                    Ok(brought.kept)
                } else {
                    Err(Fault::internal("a file made here that cannot be read"))
                }
            })
            .await?;
            pass.app().tell(Change::Chart {
                patient: patient.to_string(),
            });
            let all = pass.read(move |_, c| images::of_patient(c, key)).await?;
            let kept = all.into_iter().find(|one| one.study.uid == study);
            let kept = kept.ok_or_else(|| Fault::internal("a study made here"))?;
            Ok(WrappedImages {
                study: kept.study.uuid.to_string(),
                files,
            })
        })
        .await
    }
}

impl Pass {
    /// The bytes that are meant: of a file, or of a document of this patient.
    async fn given(&self, request: &WrapImages, patient: Uuid) -> Result<Vec<u8>, Fault> {
        let most = u64::from(self.document_megabytes().await?) * 1024 * 1024;
        match (&request.path, &request.record) {
            (Some(path), None) => {
                let path = path.trim().to_owned();
                blocking(move || of_file(Path::new(&path), most)).await
            }
            (None, Some(record)) => {
                let record = uuid(record);
                let of = self
                    .read(move |_, c| {
                        let row = record.map(|id| records::get(c, id)).transpose()?.flatten();
                        let Some(key) = row.and_then(|row| row.patient) else {
                            return Ok(None);
                        };
                        Ok(patients::by_key(c, key)?.map(|row| row.uuid))
                    })
                    .await?;
                if of != Some(patient) {
                    return Err(Fault::no_record());
                }
                Ok(self.bytes(record, 0, usize::MAX).await?.bytes)
            }
            _ => Err(Fault::invalid(
                "Name either a file or a document of the chart.",
            )),
        }
    }
}

fn of_file(path: &Path, most: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(Fault::invalid(format!(
            "This file is larger than {} MB, the most that is set for documents.",
            most / 1024 / 1024
        )));
    }
    Ok(bytes)
}

/// What was said of it.
struct About {
    title: String,
    made: Option<Date>,
    taken: Taken,
}

impl About {
    fn of(request: &WrapImages) -> Result<Self, Fault> {
        let title = request.title.trim().to_owned();
        if title.is_empty() {
            return Err(Fault::invalid(
                "Say what it is: the study is listed by that.",
            ));
        }
        let made = request.made.as_deref().map(str::trim);
        let made = made.filter(|text| !text.is_empty()).map(str::parse);
        Ok(Self {
            title,
            made: made.transpose().map_err(|_| {
                Fault::invalid(
                    "The day is written as 2024-06-11. Leave it empty where it is not known.",
                )
            })?,
            taken: if request.scan {
                Taken::Scan
            } else {
                Taken::Photo
            },
        })
    }
}

/// In the chart's words; what it says in part only is left out.
fn whose(row: &patients::Row) -> Whose {
    let said = |text: Option<&String>| Private::new(text.cloned().unwrap_or_default());
    let born = row.birth_date.as_ref();
    let born = born.and_then(|date| date.parse::<Date>().ok());
    let sex = match row.gender.as_deref() {
        Some("female") => "F",
        Some("male") => "M",
        Some("other") => "O",
        _ => "",
    };
    Whose {
        family: said(row.family.as_ref().or(row.name.as_ref())),
        given: said(row.given.as_ref()),
        id: said(row.mrn.as_ref()),
        birth_date: Private::new(born.map_or_else(String::new, day)),
        sex: Private::new(sex.to_owned()),
    }
}

fn day(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// A study in the making.
struct Making {
    whose: Whose,
    about: About,
    now: i64,
    study: String,
    series: String,
    reader: Arc<dyn ReadDocument>,
}

impl Making {
    /// The files of the study, each whole.
    fn files(&self, bytes: Arc<[u8]>, new_uid: impl Fn() -> String) -> Result<Vec<Vec<u8>>, Fault> {
        let refused = |error: ReadError| match error {
            ReadError::Refused(refusal) => Fault::invalid(format!(
                "This cannot be made a DICOM file. {}",
                refusal.message()
            )),
            error => fault(&error),
        };
        let kind = Kind::of(&bytes).map_err(|refusal| refused(refusal.into()))?;
        if kind == Kind::Pdf {
            return Ok(vec![self.file(new_uid(), 1, &Content::Pdf(&bytes))?]);
        }
        if !matches!(kind, Kind::Jpeg | Kind::Png | Kind::Tiff) {
            return Err(Fault::invalid(
                "Only photos and scans (JPEG, PNG, TIFF) and PDFs are made DICOM files. This is neither; nothing was kept.",
            ));
        }
        let limits = Limits {
            size: bytes.len() as u64,
            ..Limits::default()
        };
        let source = || Ok(Box::new(Cursor::new(Arc::clone(&bytes))) as _);
        let reading = self.reader.read(&source, limits).map_err(refused)?;
        let pages = reading.pages.unwrap_or(1);
        if pages > MOST_PAGES {
            return Err(Fault::invalid(format!(
                "This scan has {pages} pages, more than {MOST_PAGES}. Divide it."
            )));
        }
        let mut files = Vec::new();
        for page in 1..=pages {
            let raster = self.reader.raster(&source, page, limits).map_err(refused)?;
            let pixels = Pixels {
                rows: raster.rows,
                columns: raster.columns,
                samples: raster.samples,
                bytes: &raster.pixels,
                lossy_from: (kind == Kind::Jpeg).then_some(bytes.len() as u64),
                taken: self.about.taken,
            };
            files.push(self.file(new_uid(), page, &Content::Picture(pixels))?);
        }
        Ok(files)
    }

    fn file(&self, instance: String, number: u32, content: &Content<'_>) -> Result<Vec<u8>, Fault> {
        let now = jiff::Timestamp::from_millisecond(self.now)
            .map_err(|_| Fault::internal("the clock"))?
            .to_zoned(jiff::tz::TimeZone::system());
        let wrapping = Wrapping {
            whose: &self.whose,
            title: Private::new(self.about.title.clone()),
            made: self.about.made.map_or_else(String::new, day),
            wrapped: (day(now.date()), now.strftime("%H%M%S").to_string()),
            uids: (self.study.clone(), self.series.clone(), instance),
            number,
        };
        wrapping
            .file(content)
            .map_err(|error| Fault::invalid(format!("This cannot be made a DICOM file: {error}.")))
    }
}
