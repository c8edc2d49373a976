//! What a search asks and what it found, in types. Identifying texts are kept private from `Debug`.

use std::fmt;

use dicom_dictionary_std::tags;

use super::json::Row;
use crate::Private;

/// What studies are asked for (PS3.18 8.3.4, PS3.4 C.6.2.1.2). A search without any key asks for everything and is
/// refused by the client.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StudyQuery {
    /// (0010,0020), to the letter.
    pub patient_id: Option<String>,
    /// (0010,0010), `Holm*`.
    pub patient_name: Option<String>,
    /// (0020,000D).
    pub study: Option<String>,
    /// (0008,0050).
    pub accession: Option<String>,
    /// (0008,0020): a day `20240611` or a range `20240601-20240630`.
    pub date: Option<String>,
    /// (0008,0061).
    pub modality: Option<String>,
    /// (0008,1030), with wildcards.
    pub description: Option<String>,
}

impl StudyQuery {
    pub(super) fn pairs(&self) -> Vec<(&'static str, &str)> {
        [
            ("PatientID", &self.patient_id),
            ("PatientName", &self.patient_name),
            ("StudyInstanceUID", &self.study),
            ("AccessionNumber", &self.accession),
            ("StudyDate", &self.date),
            ("ModalitiesInStudy", &self.modality),
            ("StudyDescription", &self.description),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_deref()?.trim())))
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }
}

impl fmt::Debug for StudyQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.pairs().into_iter().map(|(name, _)| name).collect();
        write!(f, "StudyQuery({names:?})")
    }
}

/// A study the archive has.
#[derive(Debug, Clone)]
pub struct FoundStudy {
    /// (0020,000D).
    pub uid: String,
    /// (0008,0020), `2024-06-11`; absent where it is no whole day.
    pub date: Option<String>,
    /// (0008,0030), `14:03:00`.
    pub time: Option<String>,
    /// (0008,1030).
    pub description: Option<Private<String>>,
    /// (0008,0050).
    pub accession: Option<Private<String>>,
    /// (0008,0061).
    pub modalities: Vec<String>,
    /// (0010,0010).
    pub patient_name: Option<Private<String>>,
    /// (0010,0020).
    pub patient_id: Option<Private<String>>,
    /// (0010,0030), `1960-03-14`.
    pub birth_date: Option<Private<String>>,
    /// (0010,0040).
    pub sex: Option<Private<String>>,
    /// (0020,1206); absent where the archive does not say.
    pub series: Option<u32>,
    /// (0020,1208); absent where the archive does not say.
    pub instances: Option<u32>,
}

impl FoundStudy {
    pub(super) fn read(row: Row<'_>) -> Option<Self> {
        let private = |tag| row.text(tag).map(Private::new);
        let count = |tag| row.number(tag).and_then(|n| u32::try_from(n).ok());
        Some(Self {
            uid: row.text(tags::STUDY_INSTANCE_UID)?,
            date: row.text(tags::STUDY_DATE).and_then(|text| day(&text)),
            time: row.text(tags::STUDY_TIME).and_then(|text| clock(&text)),
            description: private(tags::STUDY_DESCRIPTION),
            accession: private(tags::ACCESSION_NUMBER),
            modalities: row.texts(tags::MODALITIES_IN_STUDY),
            patient_name: private(tags::PATIENT_NAME),
            patient_id: private(tags::PATIENT_ID),
            birth_date: row
                .text(tags::PATIENT_BIRTH_DATE)
                .and_then(|text| day(&text))
                .map(Private::new),
            sex: private(tags::PATIENT_SEX),
            series: count(tags::NUMBER_OF_STUDY_RELATED_SERIES),
            instances: count(tags::NUMBER_OF_STUDY_RELATED_INSTANCES),
        })
    }
}

/// An instance the archive has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundInstance {
    /// (0020,000E).
    pub series: String,
    /// (0008,0018).
    pub uid: String,
    /// (0008,0016).
    pub class: Option<String>,
}

impl FoundInstance {
    pub(super) fn read(row: Row<'_>) -> Option<Self> {
        Some(Self {
            series: row.text(tags::SERIES_INSTANCE_UID)?,
            uid: row.text(tags::SOP_INSTANCE_UID)?,
            class: row.text(tags::SOP_CLASS_UID),
        })
    }
}

/// `20240611` as `2024-06-11`.
fn day(text: &str) -> Option<String> {
    let digits = text.trim();
    let whole = digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit());
    let part = |from, to| digits.get(from..to);
    whole.then(|| Some(format!("{}-{}-{}", part(0, 4)?, part(4, 6)?, part(6, 8)?)))?
}

/// `140300.5` as `14:03:00`; hours and minutes at the least.
fn clock(text: &str) -> Option<String> {
    let digits = text.split('.').next().unwrap_or_default();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = (digits.get(0..2)?, digits.get(2..4)?);
    let seconds = digits.get(4..6).unwrap_or("00");
    Some(format!("{hours}:{minutes}:{seconds}"))
}
