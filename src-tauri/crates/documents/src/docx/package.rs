//! The zip around a Word document: which parts there are, which is the main one, and how far any of it may
//! unpack. A part is read only when its text is wanted.

use std::io::{Cursor, Read as _};

use quick_xml::events::Event;
use zip::ZipArchive;

use crate::{Refusal, decode, xml};

/// A part's text may unpack to this.
const LARGEST_PART: u64 = 64 * 1024 * 1024;
/// All parts together may say that they unpack to this: large pictures are in there.
const LARGEST: u64 = 1024 * 1024 * 1024;
/// Text of a document packs to a tenth; nothing honest that is large packs to a two-hundredth.
const RATIO: u64 = 200;
/// Below this no ratio is looked at: small files of one letter pack well.
const SMALL: u64 = 16 * 1024 * 1024;
const MOST_PARTS: usize = 10_000;

/// A part of the document beside the body.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) what: &'static str,
}

/// The file, open.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// The part with the body.
    pub(super) main: String,
}

impl<'b> Package<'b> {
    /// Opens it; refuses what is no Word document, has macros, is encrypted, cut off or a bomb.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Refusal> {
        // The directory of a zip is at its end.
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::Truncated)?;
        if zip.len() > MOST_PARTS {
            return Err(Refusal::Bomb);
        }
        let mut package = Package {
            zip,
            main: String::new(),
        };
        let mut macros = false;
        let (mut unpacked, mut packed) = (0_u64, 0_u64);
        for number in 0..package.zip.len() {
            let part = package
                .zip
                .by_index_raw(number)
                .map_err(|_| Refusal::Damaged)?;
            if part.encrypted() {
                return Err(Refusal::Password);
            }
            unpacked = unpacked.saturating_add(part.size());
            packed = packed.saturating_add(part.compressed_size());
            let name = part.name_raw().to_ascii_lowercase();
            macros |= name.ends_with(b"vbaproject.bin") || name.ends_with(b"vbadata.xml");
        }
        if unpacked > LARGEST || (unpacked > SMALL && unpacked / packed.max(1) > RATIO) {
            return Err(Refusal::Bomb);
        }
        let types = package
            .text_of("[Content_Types].xml")
            .map_err(|refusal| match refusal {
                Refusal::Damaged => Refusal::Archive,
                other => other,
            })?;
        if macros || types.contains("macroEnabled") || types.contains("vbaProject") {
            return Err(Refusal::Macros);
        }
        let relations = package
            .text_of("_rels/.rels")
            .map_err(|_| Refusal::Archive)?;
        let main = related(&relations, "")
            .into_iter()
            .find(|(kind, _)| kind == "officeDocument");
        package.main = main.ok_or(Refusal::Archive)?.1;
        let body = format!("/{}", package.main);
        let is_word = types.contains("wordprocessingml.document.main")
            || types.contains("wordprocessingml.template.main")
            || package.main.starts_with("word/");
        if !is_word
            || (!types.contains(&body) && package.zip.index_for_name(&package.main).is_none())
        {
            return Err(Refusal::Archive);
        }
        Ok(package)
    }

    /// A part's letters.
    pub(super) fn text_of(&mut self, name: &str) -> Result<String, Refusal> {
        let part = self.zip.by_name(name).map_err(|_| Refusal::Damaged)?;
        let mut bytes = Vec::new();
        part.take(LARGEST_PART + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| Refusal::Damaged)?;
        if bytes.len() as u64 > LARGEST_PART {
            return Err(Refusal::Bomb);
        }
        decode::text(&bytes)
            .map(std::borrow::Cow::into_owned)
            .ok_or(Refusal::Damaged)
    }

    /// Headers, footers, notes and comments, in this order.
    pub(super) fn parts(&mut self) -> Result<Vec<Part>, Refusal> {
        let (folder, file) = self.main.rsplit_once('/').unwrap_or(("", &self.main));
        let folder = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let relations = format!("{folder}_rels/{file}.rels");
        if self.zip.index_for_name(&relations).is_none() {
            return Ok(Vec::new());
        }
        let relations = self.text_of(&relations)?;
        let all = related(&relations, &folder);
        let wanted = [
            ("header", "Header"),
            ("footer", "Footer"),
            ("footnotes", "Footnotes"),
            ("endnotes", "Endnotes"),
            ("comments", "Comments"),
        ];
        let found = wanted.iter().flat_map(|(kind, what)| {
            let of_kind = all.iter().filter(move |(k, _)| k == kind);
            of_kind.map(|(_, name)| Part {
                name: name.clone(),
                what,
            })
        });
        Ok(found.collect())
    }
}

/// The relations of a part: the last word of each kind, and the target's name in the zip.
fn related(text: &str, folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut reader = xml::reader(text);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => {
                let kind = xml::attribute(&start, "Type");
                let target = xml::attribute(&start, "Target");
                let outside = xml::attribute(&start, "TargetMode").as_deref() == Some("External");
                if let (Some(kind), Some(target), false) = (kind, target, outside) {
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    found.push((kind, resolved(folder, &target)));
                }
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// A target beside its source, without dots.
fn resolved(folder: &str, target: &str) -> String {
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}{target}"),
    };
    let mut steps: Vec<&str> = Vec::new();
    for step in whole.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}
