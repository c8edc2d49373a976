//! Files of a study that are no pictures: documents, recordings, and objects that say something about pictures.

use super::section::NoteRow;
use super::wire;

wire! {
    /// A document inside a file of a study.
    #[serde(rename_all = "camelCase")]
    pub struct ImageDocument {
        /// Instance id.
        pub instance: String,
        /// MIME type, as the file says.
        pub content_type: Option<String>,
        /// It begins as a PDF does.
        pub pdf: bool,
        /// Its title.
        pub title: Option<String>,
        /// Bytes.
        pub length: f64,
    }

    /// Ask for some bytes of the document inside a file.
    #[serde(rename_all = "camelCase")]
    pub struct ImageDocumentPart {
        /// Instance id.
        pub instance: String,
        /// The first of them, from 0.
        pub from: f64,
        /// How many, at most.
        pub length: f64,
    }

    /// What one sensor recorded.
    #[serde(rename_all = "camelCase")]
    pub struct WaveformChannel {
        /// The lead of an electrocardiogram that it is, by its code: `aVR`.
        pub lead: Option<String>,
        /// What it is called in the file.
        pub name: Option<String>,
        /// What its values measure, as UCUM writes it; absent where the file does not say, and then they are bare numbers.
        pub unit: Option<String>,
        /// The file says what one step measures.
        pub measured: bool,
        /// From the group's first sample to its own, in seconds.
        pub skew: f64,
        /// What was filtered out below this, in hertz.
        pub low: Option<f64>,
        /// And above this.
        pub high: Option<f64>,
        /// And at this.
        pub notch: Option<f64>,
    }

    /// Channels that were recorded together.
    #[serde(rename_all = "camelCase")]
    pub struct WaveformGroup {
        /// What it is called.
        pub label: Option<String>,
        /// Worked out from another one, not recorded; absent where the file does not say.
        pub derived: Option<bool>,
        /// From the beginning of the acquisition, in milliseconds.
        pub offset: Option<f64>,
        /// Samples a second.
        pub frequency: f64,
        /// Of each channel.
        pub samples: f64,
        /// In the order of the file.
        pub channels: Vec<WaveformChannel>,
        /// Why its samples cannot be shown.
        pub refused: Option<String>,
    }

    /// Something that was measured or noted on a recording.
    #[serde(rename_all = "camelCase")]
    pub struct WaveformAnnotation {
        /// What it is about.
        pub name: Option<String>,
        /// What it says, with its unit.
        pub value: Option<String>,
    }

    /// The recordings of a file.
    #[serde(rename_all = "camelCase")]
    pub struct ImageWaveform {
        /// Instance id.
        pub instance: String,
        /// In the order of the file.
        pub groups: Vec<WaveformGroup>,
        /// What was measured or noted, each once. What only marks places of the recording is counted.
        pub annotations: Vec<WaveformAnnotation>,
        /// Marks of places that are not shown.
        pub marks: u32,
        /// What was odd, in words.
        pub remarks: Vec<String>,
    }

    /// Ask for a stretch of a recording.
    #[serde(rename_all = "camelCase")]
    pub struct WaveformPart {
        /// Instance id.
        pub instance: String,
        /// Its group, from 0.
        pub group: u32,
        /// The first sample, from 0.
        pub from: f64,
        /// How many of each channel, at most.
        pub samples: u32,
    }

    /// One thing that is said of an object.
    #[serde(rename_all = "camelCase")]
    pub struct ObjectFact {
        /// What is said of it: `PlanIntent`.
        pub name: String,
        /// What it says.
        pub value: String,
    }

    /// A part of an object.
    #[serde(rename_all = "camelCase")]
    pub struct ObjectPart {
        /// `Segment`, `Region`, `Beam` and so on.
        pub kind: String,
        /// Its number.
        pub number: Option<String>,
        /// What it is called.
        pub name: Option<String>,
        /// What else is said of it.
        pub facts: Vec<String>,
    }

    /// Where an object is that is on this workstation.
    #[serde(rename_all = "camelCase")]
    pub struct InstancePlace {
        /// Its study.
        pub study: String,
        /// Instance id.
        pub instance: String,
    }

    /// Objects of one class that another one refers to.
    #[serde(rename_all = "camelCase")]
    pub struct ObjectReference {
        /// What they are called in the standard; absent where nobody says.
        pub class: Option<String>,
        /// As what they are referred to: `ReferencedImageSequence`.
        pub by: String,
        /// How many.
        pub many: u32,
        /// How many of them are here, of the same patient.
        pub here: u32,
        /// The first that is here.
        pub first: Option<InstancePlace>,
    }

    /// What a file says that is neither picture nor text.
    #[serde(rename_all = "camelCase")]
    pub struct ImageObject {
        /// Instance id.
        pub instance: String,
        /// What it is called in the standard.
        pub class: Option<String>,
        /// What it says of itself.
        pub facts: Vec<ObjectFact>,
        /// What it is made of.
        pub parts: Vec<ObjectPart>,
        /// How many more parts there are.
        pub more: f64,
        /// What it refers to.
        pub refers: Vec<ObjectReference>,
    }

    /// A report or note of the chart that belongs to a study.
    #[serde(rename_all = "camelCase")]
    pub struct StudyReport {
        /// The record.
        pub note: NoteRow,
        /// By what it is known to: it names the study, its order, its accession number; or it is of the same day only,
        /// and may be of another study.
        #[ts(type = "\"study\" | \"order\" | \"accession\" | \"day\"")]
        pub by: String,
    }

    /// What the chart says of a study.
    #[serde(rename_all = "camelCase")]
    pub struct StudyReports {
        /// The surest first.
        pub reports: Vec<StudyReport>,
    }
}
