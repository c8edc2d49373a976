//! Images beside the chart: studies, series and instances that are here, and one frame of an instance.

use super::wire;

wire! {
    /// Whom image files name as their patient.
    #[serde(rename_all = "camelCase")]
    pub struct FilePerson {
        /// Name.
        pub name: Option<String>,
        /// Number.
        pub id: Option<String>,
        /// Day of birth.
        pub birth_date: Option<String>,
        /// Sex, as written there.
        pub sex: Option<String>,
    }

    /// One file of a series.
    #[serde(rename_all = "camelCase")]
    pub struct ImageInstance {
        /// Our id.
        pub id: String,
        /// SOP instance UID.
        pub uid: String,
        /// Its number in the series.
        pub number: Option<i32>,
        /// What it holds.
        #[ts(type = "\"image\" | \"document\" | \"waveform\" | \"report\" | \"other\"")]
        pub kind: String,
        /// What it is called in the standard, where that knows it: `CT Image`.
        pub name: Option<String>,
        /// Rows of pixels; 0 where it holds none.
        pub rows: u32,
        /// Columns of pixels.
        pub columns: u32,
        /// Frames.
        pub frames: u32,
        /// How far along the direction of its stack it lies, in millimetres; absent where the file does not say.
        pub place: Option<f64>,
        /// What was odd about it, in words.
        pub remarks: Vec<String>,
    }

    /// A series: images made in one go.
    #[serde(rename_all = "camelCase")]
    pub struct ImageSeries {
        /// Our id.
        pub id: String,
        /// Series instance UID.
        pub uid: String,
        /// Modality, as DICOM writes it.
        pub modality: Option<String>,
        /// Its number in the study.
        pub number: Option<i32>,
        /// What it is, in the words of the files.
        pub description: Option<String>,
        /// Part of the body.
        pub body_part: Option<String>,
        /// Side, as written there.
        pub laterality: Option<String>,
        /// In the order of the stack.
        pub instances: Vec<ImageInstance>,
    }

    /// A study: one examination, as the files name it.
    #[serde(rename_all = "camelCase")]
    pub struct ImageStudy {
        /// Our id.
        pub id: String,
        /// Study instance UID.
        pub uid: String,
        /// Its day, where the files say one.
        pub date: Option<String>,
        /// Its time, where the files say one.
        pub time: Option<String>,
        /// What was examined, in the words of the files.
        pub description: Option<String>,
        /// Accession number.
        pub accession: Option<String>,
        /// Bytes of its files.
        pub bytes: f64,
        /// When it was brought.
        pub added_at: f64,
        /// Who brought it.
        pub added_by: String,
        /// Whom the files name.
        pub person: FilePerson,
        /// In what that person differs from the chart's, in words; empty where nothing does.
        pub differs: Vec<String>,
        /// Its series.
        pub series: Vec<ImageSeries>,
    }

    /// The studies of a patient whose images are on this workstation.
    #[serde(rename_all = "camelCase")]
    pub struct ImageStudies {
        /// Newest first.
        pub studies: Vec<ImageStudy>,
        /// Bytes of all of them.
        pub bytes: f64,
    }

    /// Bring image files of this computer to a patient.
    #[serde(rename_all = "camelCase")]
    pub struct BringImages {
        /// Patient id.
        pub patient: String,
        /// A DICOM file, a folder, a disc's folder or a ZIP.
        pub path: String,
        /// Also files that name another person.
        pub even_if: bool,
    }

    /// A file that was not taken.
    #[serde(rename_all = "camelCase")]
    pub struct RefusedImage {
        /// Its name.
        pub name: String,
        /// Why, in words.
        pub reason: String,
    }

    /// What was brought.
    #[serde(rename_all = "camelCase")]
    pub struct BroughtImages {
        /// Files kept.
        pub kept: u32,
        /// Files that were here already.
        pub here: u32,
        /// Studies they belong to.
        pub studies: u32,
        /// People the files name that are not this patient; nothing of theirs was kept.
        pub other: Vec<FilePerson>,
        /// What was not taken, and why.
        pub refused: Vec<RefusedImage>,
    }

    /// Ask for a frame of an image.
    #[serde(rename_all = "camelCase")]
    pub struct ImageFrame {
        /// Instance id.
        pub instance: String,
        /// Its number, from 0.
        pub frame: u32,
    }

    /// A figure read off an image.
    #[serde(rename_all = "camelCase")]
    pub struct MarkFigure {
        /// What it says.
        #[ts(type = "\"length\" | \"angle\" | \"area\" | \"mean\" | \"deviation\" | \"least\" | \"most\" | \"value\"")]
        pub what: String,
        /// Its number.
        pub value: f64,
        /// `mm`, `mm²`, `px`, `°`, `HU` or what the file names; absent where nobody says.
        pub unit: Option<String>,
        /// Measured at the detector, not in the patient.
        pub at_detector: bool,
    }

    /// A measurement that is kept with a study.
    #[serde(rename_all = "camelCase")]
    pub struct ImageMeasurement {
        /// Our id.
        pub id: String,
        /// Instance id.
        pub instance: String,
        /// Its frame, from 0.
        pub frame: u32,
        /// What was drawn.
        #[ts(type = "\"point\" | \"length\" | \"angle\" | \"rectangle\" | \"ellipse\"")]
        pub kind: String,
        /// What a person called it.
        pub name: Option<String>,
        /// Column and row, from the middle of the first pixel.
        pub points: Vec<(f64, f64)>,
        /// What was read off there.
        pub figures: Vec<MarkFigure>,
        /// Who made it.
        pub by: String,
        /// When.
        pub at: f64,
        /// Who changed it last.
        pub changed_by: String,
        /// When.
        pub changed_at: f64,
    }

    /// A frame that somebody marked as a key image.
    #[serde(rename_all = "camelCase")]
    pub struct KeyImage {
        /// Instance id.
        pub instance: String,
        /// Its frame, from 0.
        pub frame: u32,
        /// Who marked it.
        pub by: String,
        /// When.
        pub at: f64,
    }

    /// What people left on the images of a study.
    #[serde(rename_all = "camelCase")]
    pub struct ImageMarks {
        /// The study.
        pub study: String,
        /// In the order in which they were made.
        pub measurements: Vec<ImageMeasurement>,
        /// In the order of the marks.
        pub keys: Vec<KeyImage>,
    }

    /// Keep a measurement: a new one, a change, or one that was taken away.
    #[serde(rename_all = "camelCase")]
    pub struct KeepMeasurement {
        /// The study.
        pub study: String,
        /// Its id, a UUID; a new one is made where there is none.
        pub id: Option<String>,
        /// Instance id.
        pub instance: String,
        /// Its frame, from 0.
        pub frame: u32,
        /// What was drawn.
        #[ts(type = "\"point\" | \"length\" | \"angle\" | \"rectangle\" | \"ellipse\"")]
        pub kind: String,
        /// What it is called.
        pub name: Option<String>,
        /// Column and row, from the middle of the first pixel.
        pub points: Vec<(f64, f64)>,
        /// What was read off there.
        pub figures: Vec<MarkFigure>,
    }

    /// Names a measurement.
    #[serde(rename_all = "camelCase")]
    pub struct MeasurementRef {
        /// The study.
        pub study: String,
        /// Our id.
        pub measurement: String,
    }

    /// Mark a frame as a key image, or take the mark off.
    #[serde(rename_all = "camelCase")]
    pub struct SetKeyImage {
        /// The study.
        pub study: String,
        /// Instance id.
        pub instance: String,
        /// Its frame, from 0.
        pub frame: u32,
        /// Whether it is one.
        pub key: bool,
    }

    /// Write the measurements of a study to a file, as a DICOM structured report.
    #[serde(rename_all = "camelCase")]
    pub struct WriteMeasurements {
        /// The study.
        pub study: String,
        /// A file that does not exist yet.
        pub path: String,
    }

    /// Write what the viewer shows to a file; the picture comes beside this, not in it.
    #[serde(rename_all = "camelCase")]
    pub struct WritePicture {
        /// The study.
        pub study: String,
        /// A file that does not exist yet.
        pub path: String,
    }

    /// A file that was written.
    #[serde(rename_all = "camelCase")]
    pub struct WrittenImage {
        /// Where it is.
        pub path: String,
        /// Bytes.
        pub bytes: f64,
    }

    /// Names a series of a study.
    #[serde(rename_all = "camelCase")]
    pub struct SeriesRef {
        /// Series id.
        pub series: String,
    }

    /// Names a file of a study.
    #[serde(rename_all = "camelCase")]
    pub struct InstanceRef {
        /// Instance id.
        pub instance: String,
    }

    /// One item of a structured report.
    #[serde(rename_all = "camelCase")]
    pub struct ReportItem {
        /// How many items it hangs below.
        pub depth: u16,
        /// What kind of item it is, as DICOM writes it.
        pub kind: String,
        /// What is said of it.
        pub name: Option<String>,
        /// What it says, with its unit.
        pub value: Option<String>,
        /// SOP Instance UID of what it refers to.
        pub refers: Option<String>,
        /// That instance's id, where it is of the same study and here.
        pub image: Option<String>,
        /// Its frames, from 1, as written there.
        pub frames: Option<String>,
    }

    /// What a structured report says.
    #[serde(rename_all = "camelCase")]
    pub struct ReportText {
        /// One below the other.
        pub items: Vec<ReportItem>,
        /// How many more there are.
        pub more: f64,
        /// Whether somebody vouched for it; absent where it does not say.
        pub verified: Option<bool>,
        /// Whether it is complete; absent where it does not say.
        pub complete: Option<bool>,
    }

    /// One element of a DICOM file.
    #[serde(rename_all = "camelCase")]
    pub struct HeaderElement {
        /// How many sequences and items it is inside of.
        pub depth: u16,
        /// `(0010,0010)`.
        pub tag: String,
        /// `PatientName`; absent where the standard names none.
        pub keyword: Option<String>,
        /// Representation; empty for an item.
        pub vr: String,
        /// A maker's own, or an element inside of one.
        pub private: bool,
        /// What it says, in words or numbers; absent where it is not written out.
        pub value: Option<String>,
        /// Why it is not written out: its length, its number of items.
        pub instead: Option<String>,
    }

    /// Everything a DICOM file says.
    #[serde(rename_all = "camelCase")]
    pub struct ImageHeader {
        /// In the order of the tags.
        pub elements: Vec<HeaderElement>,
        /// How many more there are.
        pub more: f64,
        /// What was odd, in words.
        pub remarks: Vec<String>,
    }

    /// Names a study of images.
    #[serde(rename_all = "camelCase")]
    pub struct StudyRef {
        /// Our id.
        pub study: String,
    }

    /// Millimetres between the middles of neighbouring pixels.
    #[serde(rename_all = "camelCase")]
    pub struct FrameSpacing {
        /// Where that was measured.
        #[ts(type = "\"patient\" | \"detector\"")]
        pub at: String,
        /// From row to row.
        pub rows: f64,
        /// From column to column.
        pub columns: f64,
    }

    /// A window that a file asks for.
    #[serde(rename_all = "camelCase")]
    pub struct FrameWindow {
        /// Centre.
        pub center: f64,
        /// Width.
        pub width: f64,
        /// What it is for.
        pub explanation: Option<String>,
        /// How it is applied.
        #[ts(type = "\"linear\" | \"exact\" | \"sigmoid\"")]
        pub function: String,
    }

    /// A table of brightness that a file asks for. Its entries follow the samples, two bytes each.
    #[serde(rename_all = "camelCase")]
    pub struct FrameTable {
        /// The measured value its first entry is for.
        pub first: i32,
        /// How many.
        pub entries: u32,
        /// The entry that is white.
        pub most: u16,
    }

    /// What stands before the samples of a frame.
    #[serde(rename_all = "camelCase")]
    pub struct FrameHead {
        /// Rows.
        pub rows: u32,
        /// Columns.
        pub columns: u32,
        /// Samples a pixel.
        #[ts(type = "1 | 3")]
        pub samples: u16,
        /// Of one sample.
        #[serde(rename = "type")]
        #[ts(type = "\"u8\" | \"i8\" | \"u16\" | \"i16\" | \"u32\" | \"i32\" | \"f32\"")]
        pub kind: String,
        /// High values are dark.
        pub inverted: bool,
        /// measured = stored * slope + intercept; absent where the samples are what is measured, or nothing is.
        pub slope: Option<f64>,
        /// Beside the slope.
        pub intercept: Option<f64>,
        /// Of what is measured.
        pub unit: Option<String>,
        /// As the file asks to be shown, in measured values.
        pub windows: Vec<FrameWindow>,
        /// Tables the file asks to be shown by, in measured values.
        pub tables: Vec<FrameTable>,
        /// Drawings over this frame; where there are any, a bit for each pixel follows samples and tables, set where
        /// one of them covers it.
        pub overlays: u32,
        /// Stored values that stand for no measurement, the ends included.
        pub padding: Option<(f64, f64)>,
        /// Lowest value, measured, without padding.
        pub lowest: f64,
        /// Highest value, measured, without padding.
        pub highest: f64,
        /// Millimetres between pixels.
        pub spacing: Option<FrameSpacing>,
        /// Height and width of a pixel to each other, where no spacing is known.
        pub aspect: Option<(f64, f64)>,
        /// Of the first pixel in the patient.
        pub position: Option<Vec<f64>>,
        /// Of a row and of a column in the patient.
        pub orientation: Option<Vec<f64>>,
        /// Towards which side of the patient a row and a column go, in DICOM's letters, where the file says only that.
        pub towards: Option<(String, String)>,
        /// The side this image is of: `L`, `R`, `B` for both, `U` for none of a pair.
        pub laterality: Option<String>,
        /// The space that position and orientation are of; pictures that name the same one lie in the same space.
        pub frame_of_reference: Option<String>,
        /// Milliseconds a frame.
        pub frame_time: Option<f64>,
        /// What was odd, in words.
        pub remarks: Vec<String>,
    }
}
