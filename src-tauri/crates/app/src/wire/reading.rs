//! A note as it is read: blocks of words, never markup; what was copied from earlier notes; two notes beside
//! each other.

use super::section::NoteRow;
use super::wire;

wire! {
    /// What a block of a note is.
    #[serde(rename_all = "kebab-case")]
    pub enum BlockKind {
        /// A heading.
        Heading,
        /// A line or paragraph.
        Line,
        /// An item of a list.
        Item,
        /// A table.
        Table,
        /// Wardbook's own words about what is not shown.
        Remark,
    }

    /// How words look.
    #[serde(rename_all = "kebab-case")]
    pub enum Look {
        /// Bold.
        Bold,
        /// Italic.
        Italic,
        /// Underlined or inserted.
        Underlined,
        /// Struck out or deleted.
        Struck,
        /// Raised.
        Raised,
        /// Lowered.
        Lowered,
        /// In letters of one width.
        Fixed,
    }

    /// Words of one look.
    #[serde(rename_all = "camelCase")]
    pub struct NoteRun {
        /// The words.
        pub text: String,
        /// How they look.
        pub looks: Vec<Look>,
    }

    /// A cell of a table in a note.
    #[serde(rename_all = "camelCase")]
    pub struct NoteCell {
        /// What it says.
        pub runs: Vec<NoteRun>,
        /// It heads a column or row.
        pub head: bool,
        /// Columns it covers.
        pub across: u32,
        /// Rows it covers.
        pub down: u32,
    }

    /// A block of a note.
    #[serde(rename_all = "camelCase")]
    pub struct NoteBlock {
        /// What it is.
        pub kind: BlockKind,
        /// Of a heading 1 to 6; of an item how deep its list stands.
        pub level: u8,
        /// There is a gap before it.
        pub apart: bool,
        /// The mark of an item; empty where it goes on.
        pub mark: Option<String>,
        /// What it says; of a table its caption.
        pub runs: Vec<NoteRun>,
        /// Rows of a table.
        pub rows: Vec<Vec<NoteCell>>,
        /// How the contents name what begins here.
        pub outline: Option<String>,
        /// It says the same as this one of the note's `earlier`.
        pub copied: Option<u32>,
    }

    /// An earlier note of the same patient that says the same in places.
    #[serde(rename_all = "camelCase")]
    pub struct EarlierNote {
        /// Record id.
        pub record: String,
        /// Title or type.
        pub title: Option<String>,
        /// FHIR date.
        pub date: Option<String>,
        /// Author.
        pub author: Option<String>,
    }

    /// Asks for the differences between two notes of one patient.
    #[serde(rename_all = "camelCase")]
    pub struct CompareNotes {
        /// Record id of the one that comes first.
        pub earlier: String,
        /// Record id of the other.
        pub later: String,
    }

    /// What became of a line.
    #[serde(rename_all = "kebab-case")]
    pub enum LineChange {
        /// In both.
        Same,
        /// Only in the earlier one.
        Gone,
        /// Only in the later one.
        Came,
    }

    /// Words of a compared line.
    #[serde(rename_all = "camelCase")]
    pub struct ComparedWords {
        /// The words.
        pub text: String,
        /// They are what differs in a line that otherwise stayed.
        pub changed: bool,
    }

    /// A line of two notes compared.
    #[serde(rename_all = "camelCase")]
    pub struct ComparedLine {
        /// What became of it.
        pub change: LineChange,
        /// What it says.
        pub words: Vec<ComparedWords>,
    }

    /// Two notes compared.
    #[serde(rename_all = "camelCase")]
    pub struct ComparedNotes {
        /// The earlier one.
        pub earlier: NoteRow,
        /// The later one.
        pub later: NoteRow,
        /// All lines of both, in order.
        pub lines: Vec<ComparedLine>,
        /// Parts that could not be compared, because they have no text here.
        pub not_compared: Vec<String>,
    }
}
