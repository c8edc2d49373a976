//! What a file is, by its content. A name or a declared type is never asked: a program called `letter.pdf` is
//! a program.

use serde::{Deserialize, Serialize};

use crate::{Refusal, decode, docx, pdf, picture, xml};

/// What we can keep and show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// PDF.
    Pdf,
    /// Word, since 2007.
    Docx,
    /// Rich text.
    Rtf,
    /// A web page.
    Html,
    /// A clinical document of HL7 (CDA).
    Ccda,
    /// Plain text.
    Txt,
    /// A photograph or scan.
    Jpeg,
    /// A picture or scan.
    Png,
    /// A scan, of several pages perhaps.
    Tiff,
}

/// Where a mark of the kind is looked for.
const HEAD: usize = 4096;

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 9] = [
        Kind::Pdf,
        Kind::Docx,
        Kind::Rtf,
        Kind::Html,
        Kind::Ccda,
        Kind::Txt,
        Kind::Jpeg,
        Kind::Png,
        Kind::Tiff,
    ];

    /// As FHIR and the web name it.
    pub fn mime(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::Rtf => "application/rtf",
            Kind::Html => "text/html",
            Kind::Ccda => "application/hl7-cda+xml",
            Kind::Txt => "text/plain",
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
            Kind::Tiff => "image/tiff",
        }
    }

    /// As a person names it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Pdf => "PDF",
            Kind::Docx => "Word document",
            Kind::Rtf => "RTF",
            Kind::Html => "HTML",
            Kind::Ccda => "C-CDA",
            Kind::Txt => "Text",
            Kind::Jpeg => "JPEG image",
            Kind::Png => "PNG image",
            Kind::Tiff => "TIFF image",
        }
    }

    /// Whether it is a picture: nothing in it can be read as text.
    pub fn is_picture(self) -> bool {
        matches!(self, Kind::Jpeg | Kind::Png | Kind::Tiff)
    }

    /// What these bytes are, or why they are refused. Looks only as far as it must: that all of the file is
    /// sound is for its reader to say.
    pub fn of(bytes: &[u8]) -> Result<Kind, Refusal> {
        if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
            return Err(Refusal::Empty);
        }
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        if infer::is_app(head) || head.starts_with(b"MZ") || head.starts_with(b"#!") {
            return Err(Refusal::Program);
        }
        if pdf::starts(head) {
            pdf::whole(bytes)?;
            return Ok(Kind::Pdf);
        }
        if head.starts_with(b"PK") {
            docx::check(bytes)?;
            return Ok(Kind::Docx);
        }
        if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(old_office(bytes));
        }
        if let Some(kind) = picture::kind(head) {
            picture::whole(kind, bytes)?;
            return Ok(kind);
        }
        if head.trim_ascii_start().starts_with(b"{\\rtf") {
            return Ok(Kind::Rtf);
        }
        of_text(bytes)
    }
}

/// A container of Microsoft Office: encrypted new files are in one, and all files of before 2007.
fn old_office(bytes: &[u8]) -> Refusal {
    let encrypted: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    if memchr::memmem::find(bytes, &encrypted).is_some() {
        Refusal::Password
    } else {
        Refusal::OldOffice
    }
}

fn of_text(bytes: &[u8]) -> Result<Kind, Refusal> {
    let Some(text) = decode::text(bytes) else {
        let known = infer::get(bytes.get(..HEAD).unwrap_or(bytes));
        return Err(known.map_or(Refusal::Unknown, |_| Refusal::OtherKind));
    };
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !start.starts_with('<') {
        return Ok(Kind::Txt);
    }
    let mut end = start.len().min(HEAD);
    while !start.is_char_boundary(end) {
        end -= 1;
    }
    let head = start.get(..end).unwrap_or_default().to_ascii_lowercase();
    if xml::is_cda(start) {
        return Ok(Kind::Ccda);
    }
    let names = [
        "html", "body", "head", "p", "div", "br", "br/", "table", "span", "h1", "h2", "h3", "ul",
        "b",
    ];
    let tags = head
        .split('<')
        .filter_map(|tag| tag.split([' ', '>', '\n', '\t']).next());
    if head.contains("<!doctype html") || tags.into_iter().any(|tag| names.contains(&tag)) {
        return Ok(Kind::Html);
    }
    if head.starts_with("<?xml") {
        return Err(Refusal::OtherXml);
    }
    Ok(Kind::Txt)
}
