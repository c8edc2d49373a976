//! A chart over time: encounters with what belongs to them, days on their own, and two days compared.

use super::result::Abnormality;
use super::section::{EncounterRow, Standing};
use super::wire;

wire! {
    /// Records of one section in a stretch of time.
    #[serde(rename_all = "camelCase")]
    pub struct TimelineCount {
        /// Section, as in `SectionHead`.
        pub section: String,
        /// How many.
        pub records: u32,
    }

    /// A line of the timeline: an encounter, or a day outside of any.
    #[serde(rename_all = "camelCase")]
    pub struct TimelineSpan {
        /// The encounter; none for a day.
        pub encounter: Option<EncounterRow>,
        /// Its first day (FHIR date).
        pub date: String,
        /// Its year.
        pub year: i16,
        /// Its start, milliseconds.
        pub from: f64,
        /// The first moment after it, milliseconds.
        pub to: f64,
        /// What happened in it, by section.
        pub counts: Vec<TimelineCount>,
    }

    /// Asks for a chart over time.
    #[serde(rename_all = "camelCase")]
    pub struct ReadTimeline {
        /// Patient id.
        pub patient: String,
        /// Only the newest so many lines: one of forty years is begun while the rest is read.
        pub most: Option<u32>,
    }

    /// A chart over time, newest first.
    #[serde(rename_all = "camelCase")]
    pub struct Timeline {
        /// Lines.
        pub spans: Vec<TimelineSpan>,
        /// How many lines there are, given or not.
        pub in_all: u32,
        /// Records without a date, which no line has.
        pub undated: Vec<TimelineCount>,
    }

    /// Asks what is in a line of the timeline.
    #[serde(rename_all = "camelCase")]
    pub struct ReadSpan {
        /// Patient id.
        pub patient: String,
        /// Record id of the encounter; none for a day.
        pub encounter: Option<String>,
        /// As in the line.
        pub from: f64,
        /// As in the line.
        pub to: f64,
    }

    /// Why a record is in a line.
    #[serde(rename_all = "kebab-case")]
    pub enum Belongs {
        /// It says that it belongs to this encounter.
        Said,
        /// It happened in this time, and names no encounter.
        ByTime,
        /// It happened in this time, and names another encounter.
        OfAnother,
    }

    /// A record in a line of the timeline.
    #[serde(rename_all = "camelCase")]
    pub struct TimelineEntry {
        /// Record id.
        pub record: String,
        /// Section, as in `SectionHead`.
        pub section: String,
        /// Resource type.
        pub resource_type: String,
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
        /// Why it is here.
        pub belongs: Belongs,
    }

    /// What is in a line of the timeline.
    #[serde(rename_all = "camelCase")]
    pub struct SpanEntries {
        /// Newest first.
        pub entries: Vec<TimelineEntry>,
        /// There are more than are given.
        pub more: bool,
    }

    /// Asks how a patient was on two days.
    #[serde(rename_all = "camelCase")]
    pub struct CompareDates {
        /// Patient id.
        pub patient: String,
        /// FHIR date, "2026-03-01".
        pub earlier: String,
        /// FHIR date.
        pub later: String,
    }

    /// The last value of a test up to a day.
    #[serde(rename_all = "camelCase")]
    pub struct ValueThen {
        /// Record id.
        pub record: String,
        /// With its unit, as sent.
        pub value: Option<String>,
        /// Why there is none.
        pub absent: Option<String>,
        /// Abnormality.
        pub abnormality: Abnormality,
        /// Standing.
        pub standing: Standing,
        /// FHIR date.
        pub date: Option<String>,
    }

    /// A test on two days.
    #[serde(rename_all = "camelCase")]
    pub struct TestThen {
        /// Name.
        pub name: String,
        /// Section it is read in.
        pub section: String,
        /// Up to the earlier day.
        pub earlier: Option<ValueThen>,
        /// Up to the later day.
        pub later: Option<ValueThen>,
    }

    /// Whether something was in force on a day.
    #[serde(rename_all = "kebab-case")]
    pub enum Then {
        /// It was.
        Yes,
        /// It had not begun, or was over.
        No,
        /// What the EHR sent does not say.
        Unknown,
    }

    /// A drug or a problem on two days.
    #[serde(rename_all = "camelCase")]
    pub struct InForce {
        /// Record id.
        pub record: String,
        /// Name.
        pub name: Option<String>,
        /// More: dosage, code.
        pub detail: Option<String>,
        /// Began (FHIR date).
        pub began: Option<String>,
        /// Ended (FHIR date).
        pub ended: Option<String>,
        /// On the earlier day.
        pub earlier: Then,
        /// On the later day.
        pub later: Then,
    }

    /// A patient on two days.
    #[serde(rename_all = "camelCase")]
    pub struct ComparedDates {
        /// Results and vital signs.
        pub tests: Vec<TestThen>,
        /// Drugs ordered or stated.
        pub medications: Vec<InForce>,
        /// Problems.
        pub problems: Vec<InForce>,
    }
}
