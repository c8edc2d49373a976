//! Image archives (DICOMweb): where a connection's is, what it has, and fetching from it.

use super::hidden::Hidden;
use super::image::{FilePerson, RefusedImage};
use super::wire;

wire! {
    /// How one signs in at an archive.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum ArchiveSignIn {
        /// Not at all.
        None,
        /// With the connection's own sign-in.
        Connection,
        /// With a name and a password.
        Basic,
        /// With a token that somebody gave out.
        Token,
    }

    /// A connection's image archive, as it is set.
    #[serde(rename_all = "camelCase")]
    pub struct ConnectionArchive {
        /// Connection id.
        pub connection: String,
        /// Its DICOMweb address; absent where none is set.
        pub base: Option<String>,
        /// How one signs in there.
        pub sign_in: ArchiveSignIn,
        /// The name for `basic`.
        pub account: Option<String>,
        /// A password or token is kept.
        pub has_secret: bool,
    }

    /// Set a connection's image archive.
    #[serde(rename_all = "camelCase")]
    pub struct SetArchive {
        /// Connection id or name.
        pub connection: String,
        /// Its DICOMweb address; empty takes the archive away.
        pub base: String,
        /// How one signs in there.
        pub sign_in: ArchiveSignIn,
        /// The name for `basic`.
        pub account: Option<String>,
        /// The password or token; absent keeps what is kept.
        pub secret: Option<Hidden>,
    }

    /// Search a connection's archive. At least one key is given.
    #[serde(rename_all = "camelCase")]
    pub struct FindInArchive {
        /// Connection id or name.
        pub connection: String,
        /// Patient number, to the letter.
        pub patient_id: Option<String>,
        /// Patient's name as DICOM writes it; `*` stands for any letters.
        pub patient_name: Option<String>,
        /// Accession number.
        pub accession: Option<String>,
        /// A day, `2024-06-11`, or two with `..` between.
        pub date: Option<String>,
        /// Modality, as DICOM writes it.
        pub modality: Option<String>,
        /// Description; `*` stands for any letters.
        pub description: Option<String>,
    }

    /// A study an archive has.
    #[serde(rename_all = "camelCase")]
    pub struct ArchiveStudy {
        /// Study instance UID.
        pub uid: String,
        /// Its day.
        pub date: Option<String>,
        /// Its time.
        pub time: Option<String>,
        /// What was examined.
        pub description: Option<String>,
        /// Accession number.
        pub accession: Option<String>,
        /// Modalities, as DICOM writes them.
        pub modalities: Vec<String>,
        /// Whom it names.
        pub person: FilePerson,
        /// Images it has; absent where the archive does not say.
        pub instances: Option<u32>,
    }

    /// What a search of an archive found.
    #[serde(rename_all = "camelCase")]
    pub struct ArchiveStudies {
        /// In the archive's order.
        pub studies: Vec<ArchiveStudy>,
        /// It has more of them.
        pub more: bool,
    }

    /// One examination of a patient: what the chart says, what is here and what the archive has, as one row.
    #[serde(rename_all = "camelCase")]
    pub struct PatientStudy {
        /// Study instance UID; absent where only the chart tells of it and gives none.
        pub uid: Option<String>,
        /// Its day.
        pub date: Option<String>,
        /// What was examined.
        pub description: Option<String>,
        /// Accession number.
        pub accession: Option<String>,
        /// Modalities, as DICOM writes them.
        pub modalities: Vec<String>,
        /// Our id of the images that are here.
        pub study: Option<String>,
        /// Files that are here.
        pub here: u32,
        /// The archive has it.
        pub in_archive: bool,
        /// Images the archive has; absent where it does not say or was not asked.
        pub instances: Option<u32>,
        /// The chart's record of it.
        pub record: Option<String>,
        /// In what the archive's person differs from the chart's, in words.
        pub differs: Vec<String>,
    }

    /// A patient's examinations, here and in the archive.
    #[serde(rename_all = "camelCase")]
    pub struct PatientStudies {
        /// Newest first.
        pub studies: Vec<PatientStudy>,
        /// The archive that was asked; absent where there is none.
        pub archive: Option<String>,
        /// An archive that the chart names and nobody has set: it is not asked until somebody does.
        pub suggested: Option<String>,
        /// Why the archive told nothing, in words; the rows are then without its part.
        pub failure: Option<String>,
    }

    /// Fetch a study from the archive of the patient's connection.
    #[serde(rename_all = "camelCase")]
    pub struct FetchStudy {
        /// Patient id.
        pub patient: String,
        /// Study instance UID.
        pub uid: String,
        /// Also images that name another person.
        pub even_if: bool,
    }

    /// A study that goes to the archive.
    #[serde(rename_all = "camelCase")]
    pub struct SentStudy {
        /// Items in the outbox.
        pub items: u32,
        /// Images in them.
        pub images: u32,
    }

    /// What was fetched.
    #[serde(rename_all = "camelCase")]
    pub struct FetchedStudy {
        /// Images of it in the archive.
        pub of: u32,
        /// Kept now.
        pub kept: u32,
        /// Here before.
        pub here: u32,
        /// People the images name that are not this patient; nothing of theirs was kept.
        pub other: Vec<FilePerson>,
        /// What was not taken, and why.
        pub refused: Vec<RefusedImage>,
    }
}
