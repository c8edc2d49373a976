//! What a document says, as blocks of words: headings, lines, items of lists, tables. Whatever form it was
//! sent in (plain text, HTML, RTF, C-CDA), the window gets blocks and never markup: nothing of a document
//! can run, be fetched or change the page around it. What is struck out stays struck out, a cell stays below
//! its head, and what cannot be shown is said in a remark; no word is dropped silently.

pub mod cda;
mod guess;
pub mod html;
pub mod lines;
pub mod rtf;
mod writer;

#[cfg(test)]
mod real_tests;

use super::attachment::letters;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A heading.
    Heading,
    /// A line or paragraph.
    Line,
    /// An item of a list.
    Item,
    /// A table.
    Table,
    /// Words of the reader about what is not shown; not the document's own.
    Remark,
}

/// How words look, where that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Looks(u8);

impl Looks {
    /// Bold.
    pub const BOLD: Looks = Looks(1);
    /// Italic.
    pub const ITALIC: Looks = Looks(2);
    /// Underlined, or inserted.
    pub const UNDERLINED: Looks = Looks(4);
    /// Struck out, or deleted.
    pub const STRUCK: Looks = Looks(8);
    /// Raised.
    pub const RAISED: Looks = Looks(16);
    /// Lowered.
    pub const LOWERED: Looks = Looks(32);
    /// Letters of one width: the columns are the author's.
    pub const FIXED: Looks = Looks(64);

    /// Both.
    #[must_use]
    pub fn and(self, more: Looks) -> Looks {
        Looks(self.0 | more.0)
    }

    /// Without these.
    #[must_use]
    pub fn without(self, less: Looks) -> Looks {
        Looks(self.0 & !less.0)
    }

    /// Whether these are among them.
    pub fn has(self, one: Looks) -> bool {
        self.0 & one.0 == one.0
    }
}

/// Words of one look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The words.
    pub text: String,
    /// How they look.
    pub looks: Looks,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// What it says.
    pub runs: Vec<Run>,
    /// It heads a column or a row.
    pub head: bool,
    /// Columns it covers, at least 1.
    pub across: u32,
    /// Rows it covers, at least 1.
    pub down: u32,
}

/// One block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Of a heading 1 to 6; of an item how deep its list stands, from 0.
    pub level: u8,
    /// There is a gap before it.
    pub apart: bool,
    /// The mark of an item ("1.", "•").
    pub mark: Option<String>,
    /// What it says; of a table its caption.
    pub runs: Vec<Run>,
    /// Rows of a table.
    pub rows: Vec<Vec<Cell>>,
    /// How the contents name it, where something begins here.
    pub outline: Option<String>,
}

impl Block {
    pub(crate) fn of(kind: Kind, runs: Vec<Run>) -> Block {
        Block {
            kind,
            level: 0,
            apart: false,
            mark: None,
            runs,
            rows: Vec::new(),
            outline: None,
        }
    }

    /// A remark of the reader.
    pub(crate) fn remark(words: &str) -> Block {
        let run = Run {
            text: words.to_owned(),
            looks: Looks::default(),
        };
        Block::of(Kind::Remark, vec![run])
    }

    /// Its words without looks; a table row by row.
    pub fn plain(&self) -> String {
        let mut text = said(&self.runs);
        for row in &self.rows {
            if !text.is_empty() {
                text.push('\n');
            }
            let cells: Vec<String> = row
                .iter()
                .map(|cell| said(&cell.runs).replace('\n', " "))
                .collect();
            text.push_str(cells.join("  ").trim_end());
        }
        match (&self.mark, self.kind) {
            (Some(mark), Kind::Item) => format!("{mark} {text}"),
            _ => text,
        }
    }
}

/// The words of runs.
pub fn said(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

/// The plain text of blocks.
pub fn plain(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push_str(if block.apart { "\n\n" } else { "\n" });
        }
        text.push_str(&block.plain());
    }
    text
}

/// The form a document is in, by what was said of it and, where that says nothing, by how it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Plain text.
    Text,
    /// HTML or XHTML.
    Html,
    /// Rich text.
    Rtf,
    /// A C-CDA document.
    Cda,
}

/// The form; `None` where it is none that is read here.
pub fn form(content_type: Option<&str>, bytes: &[u8]) -> Option<Form> {
    let media = content_type
        .and_then(|sent| sent.split(';').next())
        .map(|media| media.trim().to_ascii_lowercase());
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let head = letters(head, None);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let is_cda = || head.contains("<ClinicalDocument") || head.contains(":ClinicalDocument");
    match media.as_deref() {
        // What says it is text and begins as rich text was named wrongly.
        Some("text/rtf" | "application/rtf" | "text/richtext" | "application/x-rtf") => {
            Some(Form::Rtf)
        }
        Some("text/plain" | "text/markdown" | "text") if head.starts_with("{\\rtf") => {
            Some(Form::Rtf)
        }
        Some("text/plain" | "text/markdown" | "text") => Some(Form::Text),
        Some("text/html" | "application/xhtml+xml") => Some(Form::Html),
        Some(media) if media.ends_with("xml") && is_cda() => Some(Form::Cda),
        Some("application/hl7-sda+xml" | "application/fhir+xml") => None,
        None | Some("application/octet-stream") => {
            if head.starts_with("{\\rtf") {
                Some(Form::Rtf)
            } else if is_cda() {
                Some(Form::Cda)
            } else {
                None
            }
        }
        Some(_) => None,
    }
}

/// Blocks of a document's bytes; `None` where its form is none that is read here, or it does not keep to it.
pub fn of(content_type: Option<&str>, bytes: &[u8]) -> Option<Vec<Block>> {
    let charset = content_type.and_then(|sent| {
        let mut parts = sent.split(';').map(str::trim);
        parts.find_map(|part| part.strip_prefix("charset=").map(|c| c.trim_matches('"')))
    });
    let charset = charset.map(str::to_ascii_lowercase);
    let text = || letters(bytes, charset.as_deref());
    match form(content_type, bytes)? {
        Form::Text => Some(lines::read(&text())),
        Form::Html => Some(html::read(&text())),
        Form::Rtf => rtf::read(bytes),
        Form::Cda => cda::read(&text()),
    }
}
