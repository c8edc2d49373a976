//! A patient's chart: the banner, the head of every section, and the summary.

use super::coverage::Coverage;
use super::patient::PatientRow;
use super::result::{Flowsheet, VitalRow};
use super::section::{Allergies, EncounterRow, MedicationRow, NoteRow, ProblemRow, Standing};
use super::wire;

wire! {
    /// The head of a section: what every screen of it says first.
    #[serde(rename_all = "camelCase")]
    pub struct SectionHead {
        /// "summary", "results", "vitals", "medications", "problems", "allergies", "immunizations",
        /// "encounters", "notes", "procedures", "orders", "care-plan", "family-history", "social-history",
        /// "devices", "imaging", "insurance", "other".
        pub section: String,
        /// Title on screen.
        pub title: String,
        /// Records here.
        pub count: u32,
        /// Documents here that others keep to themselves, not in `count`.
        pub held_back: u32,
        /// How complete, all reads of the section put together.
        pub coverage: Coverage,
        /// The reads one by one, where the section has more than one or one is not complete.
        pub reads: Vec<Coverage>,
    }

    /// One line of the banner's allergies.
    #[serde(rename_all = "camelCase")]
    pub struct BannerAllergy {
        /// Substance.
        pub substance: String,
        /// Reaction as sent.
        pub reaction: Option<String>,
        /// Criticality high or a severe reaction.
        pub severe: bool,
    }

    /// What identifies the patient on every page of the chart.
    #[serde(rename_all = "camelCase")]
    pub struct Banner {
        /// As in the list.
        pub patient: PatientRow,
        /// Age in words as of now ("66 y", "9 y", "7 mo", "12 d"); at death where the patient has died.
        pub age: Option<String>,
        /// When the patient died: FHIR date, or "yes" where the EHR gave no date.
        pub deceased: Option<String>,
        /// Where the patient is now, from an encounter in progress.
        pub location: Option<String>,
        /// Active allergies, severe first.
        pub allergies: Vec<BannerAllergy>,
        /// What the EHR says when there is none to show: "none-known" only if the EHR said so.
        pub allergy_statement: super::section::AllergyStatement,
        /// Active flags.
        pub flags: Vec<String>,
        /// Address, telephone, languages and the like: label and value.
        pub demographics: Vec<Fact>,
    }

    /// A labelled value.
    #[serde(rename_all = "camelCase")]
    pub struct Fact {
        /// Label.
        pub label: String,
        /// Value.
        pub value: String,
    }

    /// A chart as it opens.
    #[serde(rename_all = "camelCase")]
    pub struct Chart {
        /// Who.
        pub banner: Banner,
        /// Sections in chart order.
        pub sections: Vec<SectionHead>,
    }

    /// A record that came or changed since the chart was last looked at.
    #[serde(rename_all = "camelCase")]
    pub struct FreshRow {
        /// Record id.
        pub record: String,
        /// Section it is read in.
        pub section: String,
        /// What it is.
        pub title: Option<String>,
        /// More, in words.
        pub detail: Option<String>,
        /// FHIR date.
        pub date: Option<String>,
        /// Status as sent.
        pub status: Option<String>,
        /// Standing.
        pub standing: Standing,
    }

    /// What came or changed since the chart was last looked at.
    #[serde(rename_all = "camelCase")]
    pub struct Fresh {
        /// When that was, milliseconds.
        pub since: f64,
        /// How many, by section.
        pub counts: Vec<super::timeline::TimelineCount>,
        /// The newest of them.
        pub rows: Vec<FreshRow>,
    }

    /// An appointment or a planned encounter.
    #[serde(rename_all = "camelCase")]
    pub struct NextRow {
        /// Record id.
        pub record: String,
        /// Section it is read in.
        pub section: String,
        /// What.
        pub name: Option<String>,
        /// FHIR date.
        pub start: Option<String>,
        /// With whom, or where.
        pub with: Option<String>,
        /// Status as sent.
        pub status: Option<String>,
        /// Standing.
        pub standing: Standing,
    }

    /// What a colleague would say at hand-over.
    #[serde(rename_all = "camelCase")]
    pub struct Summary {
        /// What is new; nothing where the chart was never looked at before.
        pub fresh: Option<Fresh>,
        /// What is to come, the nearest first.
        pub next: Vec<NextRow>,
        /// Active problems.
        pub problems: Vec<ProblemRow>,
        /// Active medications.
        pub medications: Vec<MedicationRow>,
        /// Allergies.
        pub allergies: Allergies,
        /// Results of the last dates, abnormal first.
        pub results: Flowsheet,
        /// Last vital signs.
        pub vitals: Vec<VitalRow>,
        /// Last encounters, newest first.
        pub encounters: Vec<EncounterRow>,
        /// Last notes, newest first.
        pub notes: Vec<NoteRow>,
    }
}
