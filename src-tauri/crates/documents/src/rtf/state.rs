//! What the groups of an RTF file mean: where text goes, in which code page its bytes are.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use wardbook_fhir::read::blocks::rtf::link::Link;
use wardbook_fhir::read::blocks::rtf::pages;

use crate::{Facts, Refusal, facts};

/// Deeper groups are an attack.
const DEEPEST: usize = 1000;

/// Where the letters of a group go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Where {
    Body,
    /// A part of its own, by its place in the list.
    Part(&'static str),
    Fonts,
    /// What the file says of itself: no text, but groups within are looked at.
    Info,
    Title,
    Author,
    Created,
    /// What a field is told to be.
    Instruction,
    Nowhere,
}

#[derive(Clone, Copy)]
struct Group {
    into: Where,
    /// Replacement letters after `\u`.
    replaced: i64,
    font: Option<i64>,
    hidden: bool,
    /// What a field shows.
    result: bool,
    /// Nothing but the opening brace so far: `\*` and destinations count only here.
    fresh: bool,
    /// `\*` was met: passed over unless the word after it is known.
    optional: bool,
}

pub(super) struct State {
    groups: Vec<Group>,
    pages: Vec<String>,
    parts: Vec<(&'static str, String)>,
    title: String,
    author: String,
    created: [Option<i64>; 3],
    encoding: &'static Encoding,
    fonts: HashMap<i64, &'static Encoding>,
    default_font: Option<i64>,
    /// Bytes that wait for the rest of their letter.
    waiting: Vec<u8>,
    /// Half of a letter beyond the first plane.
    surrogate: Option<u16>,
    /// Replacement letters still to pass over.
    pass: i64,
    /// The font whose entry of the table is being read.
    entry: Option<i64>,
    begun: bool,
    link: Link,
}

impl Default for State {
    fn default() -> Self {
        State {
            groups: Vec::new(),
            pages: vec![String::new()],
            parts: Vec::new(),
            title: String::new(),
            author: String::new(),
            created: [None; 3],
            encoding: WINDOWS_1252,
            fonts: HashMap::new(),
            default_font: None,
            waiting: Vec::new(),
            surrogate: None,
            pass: 0,
            entry: None,
            begun: false,
            link: Link::default(),
        }
    }
}

const OUTER: Group = Group {
    into: Where::Body,
    replaced: 1,
    font: None,
    hidden: false,
    result: false,
    fresh: false,
    optional: false,
};

impl State {
    fn now(&self) -> Group {
        self.groups.last().copied().unwrap_or(OUTER)
    }

    fn change(&mut self, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }

    pub(super) fn open(&mut self) -> Result<(), Refusal> {
        self.settle();
        self.begun = true;
        if self.groups.len() >= DEEPEST {
            return Err(Refusal::Bomb);
        }
        self.groups.push(Group {
            fresh: true,
            optional: false,
            ..self.now()
        });
        Ok(())
    }

    /// True where it was the last one open.
    pub(super) fn close(&mut self) -> bool {
        self.settle();
        let closed = self.groups.pop();
        if closed.is_some_and(|group| group.result)
            && !self.now().result
            && let Some(address) = self.link.ended()
        {
            self.say(&format!(" ({address})"));
        }
        self.groups.is_empty()
    }

    /// What follows stands behind the last brace: another document, or words.
    pub(super) fn goes_on(&mut self) {
        self.put('\n');
    }

    /// Whether every group was closed.
    pub(super) fn ended(&self) -> bool {
        self.begun && self.groups.is_empty()
    }

    fn out(&mut self) -> Option<&mut String> {
        match self.now() {
            Group { hidden: true, .. } => None,
            Group { into, .. } => match into {
                Where::Body => self.pages.last_mut(),
                Where::Part(what) => {
                    if self.parts.last().is_none_or(|(last, _)| *last != what) {
                        self.parts.push((what, String::new()));
                    }
                    self.parts.last_mut().map(|(_, text)| text)
                }
                Where::Title => Some(&mut self.title),
                Where::Author => Some(&mut self.author),
                Where::Fonts
                | Where::Info
                | Where::Created
                | Where::Instruction
                | Where::Nowhere => None,
            },
        }
    }

    fn put(&mut self, letter: char) {
        self.settle();
        self.say(letter.encode_utf8(&mut [0; 4]));
    }

    fn say(&mut self, words: &str) {
        let group = self.now();
        if group.into == Where::Instruction {
            self.link.instructs(words);
        }
        if group.result {
            self.link.shows(words);
        }
        if let Some(out) = self.out() {
            out.push_str(words);
        }
    }

    /// Decodes the bytes that wait, in the code page of the font in use.
    fn settle(&mut self) {
        if self.surrogate.take().is_some() {
            self.say("\u{fffd}");
        }
        if self.waiting.is_empty() {
            return;
        }
        let font = self.now().font.or(self.default_font);
        let encoding = font
            .and_then(|f| self.fonts.get(&f).copied())
            .unwrap_or(self.encoding);
        let bytes = std::mem::take(&mut self.waiting);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.say(&text);
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.change(|g| g.fresh = false);
        if self.pass > 0 {
            self.pass -= 1;
            return;
        }
        if self.surrogate.is_some() {
            self.settle();
        }
        self.waiting.push(byte);
    }

    pub(super) fn sign(&mut self, sign: u8) {
        match sign {
            b'*' => return self.change(|g| g.optional = true),
            b'~' => self.put('\u{a0}'),
            b'_' => self.put('-'),
            b'\r' | b'\n' => self.put('\n'),
            b'{' | b'}' | b'\\' => self.byte(sign),
            b'\t' => self.put('\t'),
            _ => {}
        }
        self.change(|g| g.fresh = false);
    }

    pub(super) fn word(&mut self, word: &[u8], number: Option<i64>) {
        let group = self.now();
        if word != b"u" {
            self.settle();
            self.pass = 0;
        }
        if let Some(into) = destination(word) {
            let into = if group.into == Where::Nowhere {
                Where::Nowhere
            } else {
                into
            };
            return self.change(|g| (g.into, g.fresh) = (into, false));
        }
        if group.optional {
            return self.change(|g| (g.into, g.fresh, g.optional) = (Where::Nowhere, false, false));
        }
        self.change(|g| g.fresh = false);
        if self.letter(word, number) {
            return;
        }
        match word {
            b"ansicpg" => {
                self.encoding = pages::by_number(number.unwrap_or(1252)).unwrap_or(WINDOWS_1252);
            }
            b"mac" => self.encoding = encoding_rs::MACINTOSH,
            b"deff" => self.default_font = number,
            b"uc" => self.change(|g| g.replaced = number.unwrap_or(1).clamp(0, 16)),
            b"f" if group.into == Where::Fonts => self.entry = number,
            b"f" => self.change(|g| g.font = number),
            b"fcharset" if group.into == Where::Fonts => {
                if let (Some(font), Some(encoding)) =
                    (self.entry, number.and_then(pages::by_charset))
                {
                    self.fonts.insert(font, encoding);
                }
            }
            b"cpg" if group.into == Where::Fonts => {
                if let (Some(font), Some(encoding)) =
                    (self.entry, number.and_then(pages::by_number))
                {
                    self.fonts.insert(font, encoding);
                }
            }
            b"field" => self.link = Link::default(),
            b"fldrslt" => self.change(|g| g.result = true),
            b"plain" => self.change(|g| (g.hidden, g.font) = (false, None)),
            b"v" | b"deleted" => self.change(|g| g.hidden = number != Some(0)),
            b"yr" | b"mo" | b"dy" if group.into == Where::Created => {
                let at = match word {
                    b"yr" => 0,
                    b"mo" => 1,
                    _ => 2,
                };
                if let Some(slot) = self.created.get_mut(at) {
                    *slot = number;
                }
            }
            _ => {}
        }
    }

    /// Words that stand for letters; whether this is one.
    fn letter(&mut self, word: &[u8], number: Option<i64>) -> bool {
        let letter = match word {
            b"par" | b"line" | b"sect" | b"row" | b"nestrow" => '\n',
            b"tab" | b"cell" | b"nestcell" => '\t',
            b"emdash" => '—',
            b"endash" => '–',
            b"emspace" | b"enspace" | b"qmspace" => ' ',
            b"bullet" => '•',
            b"lquote" => '‘',
            b"rquote" => '’',
            b"ldblquote" => '“',
            b"rdblquote" => '”',
            b"page" => {
                if self.now().into == Where::Body {
                    self.pages.push(String::new());
                } else {
                    self.put('\n');
                }
                return true;
            }
            b"u" => {
                self.number(number.unwrap_or(0));
                return true;
            }
            _ => return false,
        };
        self.put(letter);
        true
    }

    /// A letter by its number, in halves where it lies beyond the first plane.
    fn number(&mut self, number: i64) {
        self.pass = self.now().replaced;
        let unit = (number & 0xffff) as u16;
        if let Some(first) = self.surrogate.take() {
            if let Some(Ok(letter)) = char::decode_utf16([first, unit]).next()
                && (0xdc00..0xe000).contains(&unit)
            {
                return self.put(letter);
            }
            self.put('\u{fffd}');
        }
        if (0xd800..0xdc00).contains(&unit) {
            self.settle();
            self.surrogate = Some(unit);
            return;
        }
        self.put(char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}'));
    }

    /// Pages of the body, named parts, and what the file says of itself.
    pub(super) fn finish(mut self) -> (Vec<String>, Vec<(&'static str, String)>, Facts) {
        self.settle();
        let [year, month, day] = self.created;
        let date = match (year, month, day) {
            (Some(y), Some(m), Some(d)) => facts::hl7_date(&format!("{y:04}{m:02}{d:02}")),
            _ => None,
        };
        let facts = Facts {
            title: facts::said(&self.title),
            author: facts::said(&self.author),
            date,
            loinc: None,
        };
        (self.pages, self.parts, facts)
    }
}

/// Where a destination's letters go; nothing for words that are none.
fn destination(word: &[u8]) -> Option<Where> {
    Some(match word {
        b"fonttbl" => Where::Fonts,
        b"header" | b"headerl" | b"headerr" | b"headerf" => Where::Part("Header"),
        b"footer" | b"footerl" | b"footerr" | b"footerf" => Where::Part("Footer"),
        b"footnote" => Where::Part("Footnotes"),
        b"annotation" => Where::Part("Comments"),
        b"info" => Where::Info,
        b"title" => Where::Title,
        b"author" => Where::Author,
        b"creatim" => Where::Created,
        b"shptxt" => Where::Body,
        b"fldinst" => Where::Instruction,
        b"colortbl"
        | b"stylesheet"
        | b"pict"
        | b"objdata"
        | b"listtable"
        | b"listoverridetable"
        | b"rsidtbl"
        | b"generator"
        | b"themedata"
        | b"colorschememapping"
        | b"datastore"
        | b"xmlnstbl"
        | b"latentstyles"
        | b"nonshppict"
        | b"bkmkstart"
        | b"bkmkend"
        | b"atnid"
        | b"atnauthor"
        | b"atndate"
        | b"atnref"
        | b"filetbl"
        | b"revtbl"
        | b"operator"
        | b"subject"
        | b"keywords"
        | b"comment"
        | b"doccomm"
        | b"manager"
        | b"company"
        | b"category"
        | b"hlinkbase"
        | b"revtim"
        | b"printim"
        | b"buptim"
        | b"sp"
        | b"mmathPr"
        | b"pntxta"
        | b"pntxtb"
        | b"xe"
        | b"tc" => Where::Nowhere,
        _ => return None,
    })
}
