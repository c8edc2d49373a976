//! Rich text as blocks: words, how they look, tables. Pictures are remarks; what the author hid stays hidden
//! as it does in a word processor; what was deleted under revision is struck out.

mod letters;
pub mod link;
pub mod pages;

use self::letters::Letters;
use self::link::Link;
use super::writer::Writer;
use super::{Block, Looks, guess};

/// Groups deeper than this end the reading.
const DEEPEST: usize = 10_000;

/// Reads rich text; `None` where it is none.
pub fn read(bytes: &[u8]) -> Option<Vec<Block>> {
    let start = bytes.iter().position(|byte| *byte == b'{')?;
    let bytes = bytes.get(start..)?;
    if !bytes.starts_with(b"{\\rtf") {
        return None;
    }
    let mut reader = Rtf {
        bytes,
        at: 0,
        writer: Writer::default(),
        letters: Letters::default(),
        group: Group {
            fallback: 1,
            ..Group::default()
        },
        outer: Vec::new(),
        skip: 0,
        link: Link::default(),
    };
    reader.run()?;
    reader.flush();
    let mut blocks = reader.writer.finish();
    guess::headings(&mut blocks);
    Some(blocks)
}

/// What holds until a group ends.
#[derive(Clone, Default)]
struct Group {
    looks: Looks,
    /// Its words are none of the document's.
    silent: bool,
    hidden: bool,
    /// Its words tell a field what it is.
    instruction: bool,
    /// Its words are what a field shows.
    result: bool,
    in_table: bool,
    /// In the table of fonts, and which one.
    fonts: bool,
    font: i32,
    /// Letters that stand for a Unicode letter where it cannot be shown.
    fallback: usize,
}

struct Rtf<'a> {
    bytes: &'a [u8],
    at: usize,
    writer: Writer,
    letters: Letters,
    group: Group,
    outer: Vec<Group>,
    /// Fallback letters still to leave out.
    skip: usize,
    link: Link,
}

impl Rtf<'_> {
    fn run(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        while let Some(byte) = self.next() {
            match byte {
                b'{' => {
                    self.flush();
                    depth += 1;
                    if depth > DEEPEST {
                        return None;
                    }
                    self.skip = 0;
                    self.outer.push(self.group.clone());
                }
                b'}' => {
                    self.flush();
                    self.skip = 0;
                    // One too many ends nothing.
                    let Some(outer) = self.outer.pop() else {
                        continue;
                    };
                    if self.group.result && !outer.result {
                        self.link_ends();
                    }
                    self.group = outer;
                    depth -= 1;
                    if depth == 0 {
                        if !self.more_follows() {
                            return Some(());
                        }
                        self.writer.line(true);
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                other => self.byte(other),
            }
        }
        // A document cut short is read as far as it came, and says so.
        self.flush();
        if depth > 0 {
            self.writer
                .remark("The document ends before its end; what came is above.");
        }
        Some(())
    }

    /// Some programs put one document behind another, or words behind the last brace.
    fn more_follows(&self) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        rest.iter().any(u8::is_ascii_alphanumeric)
    }

    fn link_ends(&mut self) {
        if let Some(address) = self.link.ended() {
            self.say(&format!(" ({address})"));
        }
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn group(&mut self) -> &mut Group {
        &mut self.group
    }

    /// A letter in the code page of its font.
    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        let font = self.group().font;
        if let Some(words) = self.letters.push(font, byte) {
            self.say(&words);
        }
    }

    fn flush(&mut self) {
        let words = self.letters.take();
        self.say(&words);
    }

    fn say(&mut self, words: &str) {
        let group = self.group();
        let (silent, looks, in_table) = (group.silent || group.hidden, group.looks, group.in_table);
        let (instruction, result) = (group.instruction, group.result);
        if instruction {
            self.link.instructs(words);
        }
        if silent || words.is_empty() {
            return;
        }
        if result {
            self.link.shows(words);
        }
        if !in_table && self.writer.in_table() && !words.trim().is_empty() {
            self.writer.table_end();
        }
        self.writer.look(looks);
        self.writer.exact(words);
    }

    fn control(&mut self) {
        let Some(byte) = self.next() else { return };
        if byte.is_ascii_alphabetic() {
            let start = self.at - 1;
            while self.peek().is_some_and(|b| b.is_ascii_alphabetic()) {
                self.at += 1;
            }
            let word = self.bytes.get(start..self.at).unwrap_or_default();
            let word = std::str::from_utf8(word).unwrap_or_default().to_owned();
            let start = self.at;
            if self.peek() == Some(b'-') {
                self.at += 1;
            }
            while self.peek().is_some_and(|b| b.is_ascii_digit()) {
                self.at += 1;
            }
            let number = self.bytes.get(start..self.at).unwrap_or_default();
            let number = std::str::from_utf8(number)
                .ok()
                .and_then(|n| n.parse().ok());
            if self.peek() == Some(b' ') {
                self.at += 1;
            }
            self.word(&word, number);
            return;
        }
        match byte {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2).unwrap_or_default();
                let digits = std::str::from_utf8(digits).unwrap_or_default();
                if let Ok(letter) = u8::from_str_radix(digits, 16) {
                    self.at += 2;
                    self.byte(letter);
                }
            }
            b'*' => {
                self.flush();
                // A destination this reader need not know.
                self.group().silent = true;
            }
            b'~' => self.letter('\u{a0}'),
            b'_' => self.letter('-'),
            b'\r' | b'\n' => self.word("par", None),
            b'\\' | b'{' | b'}' => self.byte(byte),
            _ => {}
        }
    }

    fn letter(&mut self, letter: char) {
        self.flush();
        self.say(letter.encode_utf8(&mut [0; 4]));
    }

    fn word(&mut self, word: &str, number: Option<i32>) {
        // Whatever changes how letters are read or look holds for those after it only.
        self.flush();
        let on = number != Some(0);
        match word {
            "ansicpg" => self.letters.page(number.unwrap_or(1252)),
            "mac" => self.letters.page(10_000),
            "fonttbl" => {
                let group = self.group();
                (group.silent, group.fonts) = (true, true);
            }
            "f" => {
                let font = number.unwrap_or(0);
                self.group().font = font;
            }
            "fcharset" => {
                let group = self.group();
                let (fonts, font) = (group.fonts, group.font);
                if fonts {
                    self.letters.font(font, number.unwrap_or(0));
                }
            }
            "u" => {
                let fallback = self.group().fallback;
                if let Some(letter) = self.letters.unicode(number.unwrap_or(0)) {
                    self.say(letter.encode_utf8(&mut [0; 4]));
                }
                self.skip = fallback;
            }
            "uc" => {
                let fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1);
                self.group().fallback = fallback;
            }
            "bin" => self.at += usize::try_from(number.unwrap_or(0)).unwrap_or(0),
            "par" | "line" | "page" | "sect" | "softline" | "column" => {
                self.end_line(word == "sect");
            }
            "pard" => self.group().in_table = false,
            "intbl" => {
                if !self.group().silent {
                    self.group().in_table = true;
                    if !self.writer.in_table() {
                        self.writer.table();
                    }
                }
            }
            "cell" => self.end_cell(),
            "row" if !self.group().silent => self.writer.row_end(),
            "nestcell" => self.say("  "),
            "tab" => self.say("\t"),
            "b" => self.look(Looks::BOLD, on),
            "i" => self.look(Looks::ITALIC, on),
            "strike" | "striked" | "deleted" => self.look(Looks::STRUCK, on),
            "ul" | "uld" | "uldb" | "ulw" | "ulth" | "revised" => self.look(Looks::UNDERLINED, on),
            "ulnone" => self.look(Looks::UNDERLINED, false),
            "super" => self.look(Looks::RAISED, on),
            "sub" => self.look(Looks::LOWERED, on),
            "nosupersub" => {
                self.look(Looks::RAISED, false);
                self.look(Looks::LOWERED, false);
            }
            "plain" => {
                let group = self.group();
                (group.looks, group.hidden) = (Looks::default(), false);
            }
            "v" => self.group().hidden = on,
            "pict" => {
                if !self.group().silent {
                    self.writer.remark("Picture, not shown here");
                }
                self.group().silent = true;
            }
            "field" => self.link = Link::default(),
            "fldinst" => {
                let group = self.group();
                (group.silent, group.instruction) = (true, true);
            }
            "fldrslt" => self.group().result = true,
            "colortbl" | "stylesheet" | "info" | "nonshppict" | "xe" | "tc" | "nonesttables" => {
                self.group().silent = true;
            }
            "nestrow" | "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl"
            | "footerr" | "footerf" | "footnote" => self.end_line(false),
            _ => {
                if let Some(letter) = named(word) {
                    self.say(letter);
                }
            }
        }
    }

    fn end_line(&mut self, apart: bool) {
        let group = self.group();
        if !group.silent {
            self.writer.line(apart);
        }
    }

    fn end_cell(&mut self) {
        if self.group().silent {
            return;
        }
        if !self.writer.in_table() {
            self.writer.table();
        }
        // A cell without words is a cell all the same: the next stands below its own head.
        if !self.writer.in_cell() {
            self.writer.cell(false, 1, 1);
        }
        self.writer.cell_end();
    }

    fn look(&mut self, looks: Looks, on: bool) {
        let group = self.group();
        group.looks = if on {
            group.looks.and(looks)
        } else {
            group.looks.without(looks)
        };
    }
}

/// Control words that stand for a letter.
fn named(word: &str) -> Option<&'static str> {
    Some(match word {
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "endash" => "–",
        "emdash" => "—",
        "enspace" | "emspace" | "qmspace" => " ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::super::{Kind, plain};
    use super::*;

    #[test]
    fn a_discharge_letter_keeps_its_letters_and_what_was_struck_out() {
        let sent = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\*\generator x;}
\b PLAN\b0\par Warfarin {\strike 5 mg} 3\~mg, Dr M\'fcller\par \f1\'c4\f0  37\u176?C{\v secret}{\pict\pngblip 8950}\par}";
        let blocks = read(sent).unwrap();
        assert_eq!(blocks[0].kind, Kind::Heading);
        assert_eq!(
            plain(&blocks),
            "PLAN\nWarfarin 5 mg 3\u{a0}mg, Dr Müller\nД 37°C\nPicture, not shown here"
        );
        let struck: Vec<_> = blocks[1]
            .runs
            .iter()
            .filter(|r| r.looks.has(Looks::STRUCK))
            .collect();
        assert_eq!(struck[0].text, "5 mg");
    }

    #[test]
    fn a_link_is_its_words_and_the_address_that_they_do_not_say() {
        let link = |address: &str, words: &str| {
            format!(
                r#"{{\field{{\*\fldinst{{HYPERLINK "{address}"}}}}{{\fldrslt{{\ul {words}}}}}}}"#
            )
        };
        let sent = format!(
            r"{{\rtf1 See {} and {}, page {{\field{{\*\fldinst PAGE}}{{\fldrslt 2}}}}.}}",
            link("https://example.org/leaflet", "the leaflet"),
            link("example.org", "example.org"),
        );
        assert_eq!(
            plain(&read(sent.as_bytes()).unwrap()),
            "See the leaflet (https://example.org/leaflet) and example.org, page 2."
        );
    }

    #[test]
    fn what_stands_behind_the_last_brace_is_read_too() {
        let sent =
            b"{\\rtf1 Chest: clear\\par}\r\nAddendum:\r\n{\\rtf1\\ansi Nodule, 1 cm}} see above\n";
        assert_eq!(
            plain(&read(sent).unwrap()),
            "Chest: clear\n\nAddendum:Nodule, 1 cm\n\n see above"
        );
        assert_eq!(
            plain(&read(b"{\\rtf1 Done\\par}\r\n\0\x1a").unwrap()),
            "Done"
        );
    }

    #[test]
    fn an_empty_cell_keeps_its_column() {
        let sent = br"{\rtf1 \trowd\intbl Na\cell K\cell Cr\cell\row \trowd\intbl 140\cell\cell 151\cell\row\pard after\par}";
        let blocks = read(sent).unwrap();
        assert_eq!(blocks[0].kind, Kind::Table);
        assert_eq!(blocks[0].rows[1].len(), 3);
        assert!(blocks[0].rows[1][1].runs.is_empty());
        assert_eq!(blocks[1].plain(), "after");
    }

    #[test]
    fn what_is_cut_short_says_so_and_what_is_none_is_not_read() {
        assert!(plain(&read(br"{\rtf1 Slept well").unwrap()).contains("ends before its end"));
        assert_eq!(read(b"{\\rt"), None);
        assert_eq!(read(b"plain"), None);
        assert!(read("{\\rtf1 ".repeat(50_000).as_bytes()).is_none());
    }
}
