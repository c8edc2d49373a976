//! What a person keeps for themselves: lists of patients, marks and notes to self. No part of any record.

use super::wire;

wire! {
    /// What a list is.
    #[serde(rename_all = "kebab-case")]
    pub enum OwnListKind {
        /// Patients the person looks after, as they said.
        Mine,
        /// Patients they starred.
        Starred,
        /// Charts opened last.
        Recent,
        /// A list that an EHR keeps.
        Ward,
    }

    /// A list of patients.
    #[serde(rename_all = "camelCase")]
    pub struct OwnList {
        /// "mine", "starred", "recent", or our id of a list of an EHR.
        pub id: String,
        /// What it is.
        pub kind: OwnListKind,
        /// As the EHR calls it; absent for the person's own, and where the EHR gave no name.
        pub title: Option<String>,
        /// Patients of it on this workstation.
        pub here: u32,
        /// Patients of it in all, where the EHR keeps it.
        pub members: Option<u32>,
        /// FHIR ids of those who are not on this workstation.
        pub missing: Vec<String>,
        /// Connection id of the EHR that keeps it.
        pub connection: Option<String>,
        /// Its name.
        pub connection_name: Option<String>,
        /// When it was read at the EHR, milliseconds.
        pub as_of: Option<f64>,
    }

    /// Ask for a page of a list.
    #[serde(rename_all = "camelCase")]
    pub struct ReadList {
        /// As in `OwnList`.
        pub list: String,
        /// Name, MRN or birth date, any part, any order; empty for all.
        pub text: String,
        /// First row.
        pub offset: u32,
        /// At most 200.
        pub limit: u32,
    }

    /// Names a list of an EHR.
    #[serde(rename_all = "camelCase")]
    pub struct ListRef {
        /// Our id.
        pub list: String,
    }

    /// Read the lists that an EHR keeps.
    #[serde(rename_all = "camelCase")]
    pub struct FetchLists {
        /// Id or name.
        pub connection: String,
        /// Only this Group, by its FHIR id; for EHRs that do not list theirs.
        pub group: Option<String>,
    }

    /// What an EHR gave of its lists.
    #[serde(rename_all = "camelCase")]
    pub struct FetchedLists {
        /// The lists of that EHR as they are here now.
        pub lists: Vec<OwnList>,
        /// What did not come, and why.
        pub notes: Vec<String>,
    }

    /// A mark on a patient.
    #[serde(rename_all = "kebab-case")]
    pub enum OwnMark {
        /// My patient.
        Mine,
        /// Starred.
        Starred,
    }

    /// Mark a patient, or take the mark off.
    #[serde(rename_all = "camelCase")]
    pub struct SetMark {
        /// Patient id.
        pub patient: String,
        /// Which mark.
        pub mark: OwnMark,
        /// Whether it is on.
        pub on: bool,
    }

    /// A note to self. Not part of the record: kept on this workstation only, encrypted.
    #[serde(rename_all = "camelCase")]
    pub struct OwnNote {
        /// Our id.
        pub note: String,
        /// Its text.
        pub text: String,
        /// When it was written, milliseconds.
        pub at: f64,
        /// When it was last changed, milliseconds.
        pub changed_at: f64,
    }

    /// What the person keeps about a patient for themselves.
    #[serde(rename_all = "camelCase")]
    pub struct PatientMarks {
        /// Patient id.
        pub patient: String,
        /// My patient.
        pub mine: bool,
        /// Starred.
        pub starred: bool,
        /// Notes to self, the newest first.
        pub notes: Vec<OwnNote>,
    }

    /// Write a note to self, or change one.
    #[serde(rename_all = "camelCase")]
    pub struct WriteOwnNote {
        /// Patient id.
        pub patient: String,
        /// The note to change; a new one where absent.
        pub note: Option<String>,
        /// Its text, 10,000 characters at most.
        pub text: String,
    }

    /// Names a note to self.
    #[serde(rename_all = "camelCase")]
    pub struct OwnNoteRef {
        /// Patient id.
        pub patient: String,
        /// Our id of the note.
        pub note: String,
    }
}
