//! Sections of a chart as rows.

use super::wire;

wire! {
    /// Ask for a section.
    #[serde(rename_all = "camelCase")]
    pub struct ReadSection {
        /// Patient id.
        pub patient: String,
        /// Section, as in `SectionHead`.
        pub section: String,
        /// Of notes and encounters only the newest so many: a list of thousands is begun while the rest is read. Other
        /// sections are given whole.
        pub most: Option<u32>,
    }

    /// A section's rows.
    #[serde(tag = "kind", content = "rows", rename_all = "kebab-case")]
    pub enum Section {
        /// Summary.
        Summary(Box<super::chart::Summary>),
        /// Results.
        Results(super::result::Flowsheet),
        /// Vital signs.
        Vitals(super::result::Flowsheet),
        /// Medications.
        Medications(Vec<MedicationRow>),
        /// Problems.
        Problems(Vec<ProblemRow>),
        /// Allergies.
        Allergies(Allergies),
        /// Immunizations.
        Immunizations(Vec<ImmunizationRow>),
        /// Encounters.
        Encounters(Vec<EncounterRow>),
        /// Notes and documents.
        Notes(Vec<NoteRow>),
        /// A section of one list or several, each with columns of its own.
        Lists(Vec<super::list::RecordList>),
        /// Any other section.
        Records(Vec<RecordRow>),
    }

    /// How much a row counts.
    #[serde(rename_all = "kebab-case")]
    pub enum Standing {
        /// Current: active, final, in force.
        Current,
        /// Over: resolved, stopped, completed, inactive.
        Past,
        /// Not final yet, or planned.
        Preliminary,
        /// The EHR withdrew it: entered in error. Shown struck through, never counted.
        EnteredInError,
        /// Refuted or ruled out.
        Refuted,
        /// The EHR deleted it; the copy here is from before. Shown struck through, never counted.
        Removed,
        /// Status absent or not understood.
        Unknown,
    }

    /// A problem or diagnosis.
    #[serde(rename_all = "camelCase")]
    pub struct ProblemRow {
        /// Record id.
        pub record: String,
        /// What.
        pub name: Option<String>,
        /// Code as sent, with a short name of its system ("ICD-10 I50.22").
        pub code: Option<String>,
        /// Category in words ("Problem list", "Encounter diagnosis").
        pub category: Option<String>,
        /// Clinical status as sent.
        pub clinical_status: Option<String>,
        /// Verification status as sent.
        pub verification: Option<String>,
        /// Standing.
        pub standing: Standing,
        /// Severity as sent.
        pub severity: Option<String>,
        /// Onset: FHIR date or text.
        pub onset: Option<String>,
        /// Abatement: FHIR date or text.
        pub abatement: Option<String>,
    }

    /// Where a drug's record stands in the list of drugs.
    #[serde(rename_all = "kebab-case")]
    pub enum MedicationPart {
        /// Ordered or stated, and not over.
        Active,
        /// For one time; or given or dispensed without an order or statement here.
        OneOff,
        /// Ordered or stated, and over, refuted or withdrawn.
        Stopped,
        /// Given or dispensed for an order or statement that is here: in the drug's history.
        Event,
    }

    /// A drug: a request, a statement, an administration or a dispense, never merged.
    #[serde(rename_all = "camelCase")]
    pub struct MedicationRow {
        /// Record id.
        pub record: String,
        /// Resource type it comes from.
        pub resource_type: String,
        /// Drug.
        pub name: Option<String>,
        /// Dose, route and timing in words.
        pub dosage: Option<String>,
        /// Status as sent.
        pub status: Option<String>,
        /// Standing.
        pub standing: Standing,
        /// Why, as sent.
        pub indication: Option<String>,
        /// Who prescribed it.
        pub prescriber: Option<String>,
        /// Start, order or administration date (FHIR).
        pub date: Option<String>,
        /// End (FHIR date).
        pub ended: Option<String>,
        /// As needed.
        pub as_needed: bool,
        /// Where it stands in the list.
        pub part: MedicationPart,
        /// What records of one drug share: the same code, else the same name. Nothing where neither was sent.
        pub drug: Option<String>,
        /// Place among all records of drugs, newest first.
        pub place: u32,
        /// Why this status, as sent.
        pub status_reason: Option<String>,
        /// Records here of the same drug having been given.
        pub given: u32,
        /// The last time (FHIR date).
        pub last_given: Option<String>,
        /// Records here of the same drug having been dispensed.
        pub dispensed: u32,
        /// The last time (FHIR date).
        pub last_dispensed: Option<String>,
    }

    /// What the EHR says about allergies as a whole.
    #[serde(rename_all = "kebab-case")]
    pub enum AllergyStatement {
        /// There are allergies; see the rows.
        Listed,
        /// The EHR says: no known allergies.
        NoneKnown,
        /// Asked, and the EHR gave nothing either way.
        NothingRecorded,
        /// Not known: not asked, refused, or failed.
        NotKnown,
    }

    /// Allergies and intolerances.
    #[serde(rename_all = "camelCase")]
    pub struct Allergies {
        /// As a whole.
        pub statement: AllergyStatement,
        /// One by one.
        pub rows: Vec<AllergyRow>,
    }

    /// An allergy or intolerance.
    #[serde(rename_all = "camelCase")]
    pub struct AllergyRow {
        /// Record id.
        pub record: String,
        /// To what.
        pub substance: Option<String>,
        /// Reactions as sent.
        pub reactions: Vec<String>,
        /// Worst severity as sent.
        pub severity: Option<String>,
        /// Criticality as sent.
        pub criticality: Option<String>,
        /// "allergy" or "intolerance" as sent.
        pub kind: Option<String>,
        /// Categories as sent (food, medication…).
        pub categories: Vec<String>,
        /// Clinical status as sent.
        pub clinical_status: Option<String>,
        /// Verification status as sent.
        pub verification: Option<String>,
        /// Standing.
        pub standing: Standing,
        /// Onset or record date: FHIR date or text.
        pub onset: Option<String>,
    }

    /// A vaccination.
    #[serde(rename_all = "camelCase")]
    pub struct ImmunizationRow {
        /// Record id.
        pub record: String,
        /// Vaccine.
        pub vaccine: Option<String>,
        /// FHIR date or text.
        pub date: Option<String>,
        /// Status as sent: completed, not-done, entered-in-error.
        pub status: Option<String>,
        /// Standing; not-done is `refuted`.
        pub standing: Standing,
        /// Dose in its series, in words.
        pub dose: Option<String>,
        /// Lot number.
        pub lot: Option<String>,
        /// Site and route in words.
        pub site: Option<String>,
        /// Why it was not done.
        pub reason: Option<String>,
    }

    /// An encounter.
    #[serde(rename_all = "camelCase")]
    pub struct EncounterRow {
        /// Record id.
        pub record: String,
        /// Where it came from.
        pub origin: Origin,
        /// Its id at the EHR.
        pub fhir_id: Option<String>,
        /// Class in words ("Inpatient").
        pub class: Option<String>,
        /// Type.
        pub kind: Option<String>,
        /// Reason.
        pub reason: Option<String>,
        /// FHIR date.
        pub start: Option<String>,
        /// FHIR date.
        pub end: Option<String>,
        /// Status as sent.
        pub status: Option<String>,
        /// Standing.
        pub standing: Standing,
        /// Where.
        pub location: Option<String>,
        /// With whom.
        pub practitioner: Option<String>,
    }

    /// A note or document in the list.
    #[serde(rename_all = "camelCase")]
    pub struct NoteRow {
        /// Record id.
        pub record: String,
        /// Where it came from.
        pub origin: Origin,
        /// Its id at the EHR.
        pub fhir_id: Option<String>,
        /// DocumentReference, Composition, DiagnosticReport…
        pub resource_type: String,
        /// Title or type.
        pub title: Option<String>,
        /// Type.
        pub kind: Option<String>,
        /// FHIR date.
        pub date: Option<String>,
        /// Author.
        pub author: Option<String>,
        /// Status as sent (docStatus where there is one).
        pub status: Option<String>,
        /// Standing.
        pub standing: Standing,
        /// Its content is on this workstation.
        pub here: bool,
    }

    /// Names a record.
    #[serde(rename_all = "camelCase")]
    pub struct RecordRef {
        /// Our id.
        pub record: String,
    }

    /// One part of an opened note.
    #[serde(rename_all = "camelCase")]
    pub struct NotePart {
        /// Section title, where it has one.
        pub title: Option<String>,
        /// How deep it stands below other sections, from 0.
        pub depth: u32,
        /// Media type as sent.
        pub content_type: Option<String>,
        /// Plain text, where it can be had.
        pub text: Option<String>,
        /// The same to be read: headings, lines, lists, tables.
        pub blocks: Vec<super::reading::NoteBlock>,
        /// It has the same words as this part before it: the EHR sent the note in several forms.
        pub same_as: Option<u32>,
        /// Bytes, where known.
        pub size: Option<f64>,
        /// Why there is no text: not on this workstation, refused, or a kind not shown yet.
        pub unavailable: Option<String>,
    }

    /// An opened note.
    #[serde(rename_all = "camelCase")]
    pub struct Note {
        /// As in the list.
        pub row: NoteRow,
        /// Its content, in order.
        pub parts: Vec<NotePart>,
        /// Earlier notes that its blocks name as saying the same.
        pub earlier: Vec<super::reading::EarlierNote>,
        /// Earlier notes it was compared with.
        pub looked_at: u32,
    }

    /// Any record as a row.
    #[serde(rename_all = "camelCase")]
    pub struct RecordRow {
        /// Record id.
        pub record: String,
        /// Resource type.
        pub resource_type: String,
        /// What it is.
        pub title: Option<String>,
        /// More, in words.
        pub detail: Option<String>,
        /// Status as sent.
        pub status: Option<String>,
        /// Standing.
        pub standing: Standing,
        /// FHIR date.
        pub date: Option<String>,
    }

    /// Where a record comes from, and the record itself.
    #[serde(rename_all = "camelCase")]
    pub struct RecordSource {
        /// Our id.
        pub record: String,
        /// Connection name.
        pub connection_name: String,
        /// Resource type.
        pub resource_type: String,
        /// FHIR id at the EHR.
        pub fhir_id: Option<String>,
        /// Version at the EHR.
        pub version: Option<String>,
        /// When it was fetched, milliseconds.
        pub fetched_at: f64,
        /// When the EHR last changed it, milliseconds.
        pub last_updated: Option<f64>,
        /// Every element of it, laid out.
        pub detail: super::detail::RecordDetail,
        /// The JSON, to the byte as the EHR sent it.
        pub json: String,
        /// Where it came from.
        pub origin: Origin,
        /// Whose chart it is in; absent where it is in nobody's.
        pub whose: Option<RecordPatient>,
        /// What it was before, where that was kept; the newest first.
        pub older: Vec<OlderVersion>,
    }

    /// The patient whose chart a record is in.
    #[serde(rename_all = "camelCase")]
    pub struct RecordPatient {
        /// Our id.
        pub id: String,
        /// "Family, Given", where the EHR gave a name.
        pub name: Option<String>,
        /// FHIR date.
        pub birth_date: Option<String>,
        /// Section of the chart.
        pub section: String,
    }

    /// Where a record came from.
    #[serde(rename_all = "kebab-case")]
    pub enum Origin {
        /// An EHR.
        Ehr,
        /// A file somebody imported.
        File,
        /// It was made on this workstation.
        Workstation,
    }

    /// What a record was before.
    #[serde(rename_all = "camelCase")]
    pub struct OlderVersion {
        /// Version at the EHR.
        pub version: Option<String>,
        /// When it was last fetched, milliseconds.
        pub fetched_at: f64,
        /// When another one took its place here, milliseconds.
        pub replaced_at: f64,
        /// When the EHR had changed it, milliseconds.
        pub last_updated: Option<f64>,
        /// The JSON, to the byte as the EHR sent it.
        pub json: String,
    }
}

impl Standing {
    /// It says nothing about the patient: withdrawn, removed at the EHR, or refuted.
    pub(crate) fn is_withdrawn(&self) -> bool {
        matches!(self, Self::EnteredInError | Self::Removed | Self::Refuted)
    }
}
