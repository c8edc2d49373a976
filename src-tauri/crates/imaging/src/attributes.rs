//! Who, what and when of an instance: typed for a list and a search (PS3.3 C.7.1.1, C.7.2.1, C.7.3.1, C.12.1).
//! Refuses to correct what was entered: a date that is none is absent; and to show any of it in `Debug`.

use dicom_core::Tag;
use dicom_dictionary_std::tags;
use jiff::civil::{Date, Time};

use crate::private::Private;
use crate::read::DataSet;
use crate::text::Charset;

/// A person's name in up to three writings (PS3.5 6.2.1), each `family^given^middle^prefix^suffix`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonName {
    /// In letters.
    pub alphabetic: Option<Private<String>>,
    /// In characters of ideas.
    pub ideographic: Option<Private<String>>,
    /// In characters of sounds.
    pub phonetic: Option<Private<String>>,
}

/// The patient, as this instance has them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patient {
    /// (0010,0010).
    pub name: PersonName,
    /// (0010,0020), as its issuer writes it.
    pub id: Option<Private<String>>,
    /// (0010,0021).
    pub id_issuer: Option<Private<String>>,
    /// (0010,0030).
    pub birth_date: Option<Private<Date>>,
    /// (0010,0040): `M`, `F`, `O`.
    pub sex: Option<Private<String>>,
}

/// The study the instance belongs to.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Study {
    /// (0020,000D).
    pub uid: Option<String>,
    /// (0020,0010).
    pub id: Option<Private<String>>,
    /// (0008,0050): the order at the department.
    pub accession: Option<Private<String>>,
    /// (0008,0020).
    pub date: Option<Date>,
    /// (0008,0030).
    pub time: Option<Time>,
    /// (0008,1030).
    pub description: Option<Private<String>>,
    /// (0008,0090).
    pub referring_physician: PersonName,
    /// (0008,0080).
    pub institution: Option<Private<String>>,
}

/// The series the instance belongs to.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Series {
    /// (0020,000E).
    pub uid: Option<String>,
    /// (0008,0060): `CT`, `MR`.
    pub modality: Option<String>,
    /// (0020,0011).
    pub number: Option<i32>,
    /// (0008,0021).
    pub date: Option<Date>,
    /// (0008,0031).
    pub time: Option<Time>,
    /// (0008,103E).
    pub description: Option<Private<String>>,
    /// (0018,0015).
    pub body_part: Option<String>,
    /// (0020,0060): `L`, `R`.
    pub laterality: Option<String>,
    /// (0018,1030).
    pub protocol: Option<Private<String>>,
    /// (0020,0052): instances with the same one lie in the same space.
    pub frame_of_reference: Option<String>,
    /// (0008,0070).
    pub manufacturer: Option<String>,
    /// (0008,1090).
    pub model: Option<String>,
}

/// The instance itself.
#[derive(Clone, PartialEq, Default)]
pub struct Identity {
    /// (0008,0018).
    pub uid: Option<String>,
    /// (0008,0016): what kind of object it is.
    pub class: Option<String>,
    /// (0020,0013).
    pub number: Option<i32>,
    /// (0020,0012).
    pub acquisition: Option<i32>,
    /// (0008,0023).
    pub date: Option<Date>,
    /// (0008,0033).
    pub time: Option<Time>,
    /// (0008,0008): `ORIGINAL`, `PRIMARY`, `AXIAL`.
    pub image_type: Vec<String>,
    /// (0018,1063): from frame to frame of a film, in milliseconds.
    pub frame_time: Option<f64>,
    /// (0020,0062): the side this image is of; the others of its series may be of the other.
    pub laterality: Option<String>,
    /// (0020,0020): towards which side of the patient rows and columns go, in letters, where no direction is known.
    pub towards: Option<[String; 2]>,
    /// (0028,2110) is `01`: something was lost in a compression.
    pub lossy: bool,
    /// (0028,0301) is `YES`: a name may be in the pixels.
    pub burned_in: Option<bool>,
}

/// When somebody was examined, where and by which numbers finds them again, and a code may hold any text: none of it is
/// for a log.
macro_rules! silent {
    ($($name:ident),*) => {
        $(impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}

silent!(Study, Series, Identity);

/// Reads attributes of one data set.
pub(crate) struct Reader<'a> {
    set: &'a DataSet,
    charset: Charset,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(set: &'a DataSet) -> Self {
        Self {
            set,
            charset: Charset::of(set),
        }
    }

    fn text(&self, tag: Tag) -> Option<String> {
        let text = self.charset.text(self.set.bytes(tag)?);
        (!text.is_empty()).then_some(text)
    }

    fn private(&self, tag: Tag) -> Option<Private<String>> {
        self.text(tag).map(Private::new)
    }

    fn code(&self, tag: Tag) -> Option<String> {
        self.set.ascii(tag).map(str::to_owned)
    }

    fn integer(&self, tag: Tag) -> Option<i32> {
        self.set.values(tag).next()?.parse().ok()
    }

    /// PS3.5 6.2, DA; also with the points of ACR-NEMA.
    fn date(&self, tag: Tag) -> Option<Date> {
        let digits: String = self
            .set
            .values(tag)
            .next()?
            .chars()
            .filter(|c| *c != '.')
            .collect();
        let part = |from, to| digits.get(from..to)?.parse().ok();
        let year: i16 = part(0, 4)?;
        let (month, day): (i8, i8) = (part(4, 6)?.try_into().ok()?, part(6, 8)?.try_into().ok()?);
        Date::new(year, month, day).ok()
    }

    /// PS3.5 6.2, TM: minutes and seconds may be missing.
    fn time(&self, tag: Tag) -> Option<Time> {
        let text: String = self
            .set
            .values(tag)
            .next()?
            .chars()
            .filter(|c| *c != ':')
            .collect();
        let part = |from, to| {
            text.get(from..to)
                .map_or(Some(0), |two: &str| two.parse::<i8>().ok())
        };
        let hour: i8 = text.get(0..2)?.parse().ok()?;
        let fraction = text.get(7..).unwrap_or_default();
        let nanoseconds = format!("{fraction:0<9}").get(..9)?.parse().unwrap_or(0);
        Time::new(hour, part(2, 4)?, part(4, 6)?.min(59), nanoseconds).ok()
    }

    fn name(&self, tag: Tag) -> PersonName {
        let text = self.text(tag).unwrap_or_default();
        let mut groups = text
            .split('=')
            .map(|group| group.trim_end_matches([' ', '^']));
        let mut next = || {
            let group = groups.next().filter(|group| !group.is_empty());
            group.map(|group| Private::new(group.to_owned()))
        };
        PersonName {
            alphabetic: next(),
            ideographic: next(),
            phonetic: next(),
        }
    }

    pub(crate) fn patient(&self) -> Patient {
        Patient {
            name: self.name(tags::PATIENT_NAME),
            id: self.private(tags::PATIENT_ID),
            id_issuer: self.private(tags::ISSUER_OF_PATIENT_ID),
            birth_date: self.date(tags::PATIENT_BIRTH_DATE).map(Private::new),
            sex: self.private(tags::PATIENT_SEX),
        }
    }

    pub(crate) fn study(&self) -> Study {
        Study {
            uid: self.code(tags::STUDY_INSTANCE_UID),
            id: self.private(tags::STUDY_ID),
            accession: self.private(tags::ACCESSION_NUMBER),
            date: self.date(tags::STUDY_DATE),
            time: self.time(tags::STUDY_TIME),
            description: self.private(tags::STUDY_DESCRIPTION),
            referring_physician: self.name(tags::REFERRING_PHYSICIAN_NAME),
            institution: self.private(tags::INSTITUTION_NAME),
        }
    }

    pub(crate) fn series(&self) -> Series {
        Series {
            uid: self.code(tags::SERIES_INSTANCE_UID),
            modality: self.code(tags::MODALITY),
            number: self.integer(tags::SERIES_NUMBER),
            date: self.date(tags::SERIES_DATE),
            time: self.time(tags::SERIES_TIME),
            description: self.private(tags::SERIES_DESCRIPTION),
            body_part: self.code(tags::BODY_PART_EXAMINED),
            laterality: self.code(tags::LATERALITY),
            protocol: self.private(tags::PROTOCOL_NAME),
            frame_of_reference: self.code(tags::FRAME_OF_REFERENCE_UID),
            manufacturer: self.text(tags::MANUFACTURER),
            model: self.text(tags::MANUFACTURER_MODEL_NAME),
        }
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity {
            uid: self.code(tags::SOP_INSTANCE_UID),
            class: self.code(tags::SOP_CLASS_UID),
            number: self.integer(tags::INSTANCE_NUMBER),
            acquisition: self.integer(tags::ACQUISITION_NUMBER),
            date: self.date(tags::CONTENT_DATE),
            time: self.time(tags::CONTENT_TIME),
            image_type: self
                .set
                .values(tags::IMAGE_TYPE)
                .map(str::to_owned)
                .collect(),
            frame_time: self
                .set
                .decimal(tags::FRAME_TIME)
                .filter(|time| *time > 0.0),
            laterality: self.code(tags::IMAGE_LATERALITY),
            towards: {
                let both: Vec<String> = self
                    .set
                    .values(tags::PATIENT_ORIENTATION)
                    .map(str::to_owned)
                    .collect();
                <[String; 2]>::try_from(both)
                    .ok()
                    .filter(|both| both.iter().all(|one| !one.is_empty()))
            },
            lossy: self.set.ascii(tags::LOSSY_IMAGE_COMPRESSION) == Some("01"),
            burned_in: match self.set.ascii(tags::BURNED_IN_ANNOTATION) {
                Some("YES") => Some(true),
                Some("NO") => Some(false),
                _ => None,
            },
        }
    }
}
