//! The words of a note, whatever it is written in: what an EHR turned into HTML or RTF says the same as the
//! plain text it was made from. For comparing only; nobody reads these.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use wardbook_fhir::read::attachment::plain_text;

/// The words of each attachment inside a document that holds its bytes itself.
pub(super) fn of_document(document: &Map<String, Value>) -> Vec<String> {
    let content = document.get("content").and_then(Value::as_array);
    let attachments = content
        .into_iter()
        .flatten()
        .filter_map(|c| c.get("attachment"));
    attachments
        .filter_map(|attachment| {
            let data = attachment.get("data")?.as_str()?;
            let kind = attachment.get("contentType").and_then(Value::as_str);
            of_bytes(kind, &STANDARD.decode(data.trim()).ok()?)
        })
        .collect()
}

/// The words of bytes of a media type; for anything that is not words a mark of its bytes.
pub fn of_bytes(content_type: Option<&str>, bytes: &[u8]) -> Option<String> {
    let kind = content_type.unwrap_or_default().to_ascii_lowercase();
    if kind.contains("rtf") || kind.contains("richtext") {
        return Some(of_rtf(bytes));
    }
    plain_text(content_type, bytes).or_else(|| {
        let mark = wardbook_store::write::hash(bytes);
        Some(format!("{:032x}", u128::from_be_bytes(mark)))
    })
}

/// Whether two texts hold the same words in the same order.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// Groups of an RTF file that are not its text.
const NOT_TEXT: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "header",
    "footer",
    "generator",
];

/// The text of an RTF file.
fn of_rtf(bytes: &[u8]) -> String {
    let mut reader = Rtf {
        bytes,
        at: 0,
        out: String::new(),
        hidden: Vec::new(),
        high: None,
    };
    reader.read();
    reader.out
}

struct Rtf<'a> {
    bytes: &'a [u8],
    at: usize,
    out: String,
    /// Whether each open group is hidden.
    hidden: Vec<bool>,
    /// The first half of a character of two.
    high: Option<u16>,
}

impl Rtf<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    fn is_hidden(&self) -> bool {
        self.hidden.last().copied().unwrap_or(false)
    }

    fn put(&mut self, c: char) {
        if !self.is_hidden() {
            self.out.push(c);
        }
    }

    fn read(&mut self) {
        while let Some(byte) = self.next() {
            match byte {
                b'{' => self.hidden.push(self.is_hidden()),
                b'}' => {
                    self.hidden.pop();
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                byte => self.put(char::from(byte)),
            }
        }
    }

    fn control(&mut self) {
        let Some(first) = self.next() else { return };
        match first {
            b'\\' | b'{' | b'}' => self.put(char::from(first)),
            b'\'' => {
                let two = self.bytes.get(self.at..self.at + 2).unwrap_or_default();
                let code = std::str::from_utf8(two)
                    .ok()
                    .and_then(|hex| u8::from_str_radix(hex, 16).ok());
                self.at += two.len();
                if let Some(code) = code {
                    self.put(latin(code));
                }
            }
            b'~' => self.put('\u{a0}'),
            b'*' => self.hide(),
            b'\n' | b'\r' => self.put('\n'),
            byte if byte.is_ascii_alphabetic() => self.word(byte),
            _ => {}
        }
    }

    fn hide(&mut self) {
        if let Some(last) = self.hidden.last_mut() {
            *last = true;
        }
    }

    fn word(&mut self, first: u8) {
        let mut name = String::from(char::from(first));
        while let Some(byte) = self.bytes.get(self.at).filter(|b| b.is_ascii_alphabetic()) {
            name.push(char::from(*byte));
            self.at += 1;
        }
        let mut number = String::new();
        while let Some(byte) = self
            .bytes
            .get(self.at)
            .filter(|b| b.is_ascii_digit() || (**b == b'-' && number.is_empty()))
        {
            number.push(char::from(*byte));
            self.at += 1;
        }
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        match name.as_str() {
            "par" | "line" | "sect" | "page" | "row" => self.put('\n'),
            "tab" | "cell" => self.put('\t'),
            "u" => self.unicode(number.parse().unwrap_or(0)),
            "bin" => self.at += number.parse::<usize>().unwrap_or(0),
            name if NOT_TEXT.contains(&name) => self.hide(),
            _ => {}
        }
    }

    fn unicode(&mut self, code: i32) {
        // What stands for it in older readers is one character.
        if self.bytes.get(self.at) == Some(&b'\\') && self.bytes.get(self.at + 1) == Some(&b'\'') {
            self.at += 4;
        } else if !matches!(self.bytes.get(self.at), Some(b'\\' | b'{' | b'}') | None) {
            self.at += 1;
        }
        let unit = u16::try_from(code.rem_euclid(0x1_0000)).unwrap_or(0);
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        if units.len() == 1 && (0xd800..0xdc00).contains(&unit) {
            self.high = Some(unit);
            return;
        }
        for c in char::decode_utf16(units).flatten() {
            self.put(c);
        }
    }
}

/// A byte of the Windows code page that RTF means by default.
fn latin(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x85 => '…',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_says_what_the_plain_text_said() {
        let rtf = br"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}{\*\generator X;}\f0\fs20 K\u248? 6.1 mmol/l\par
{\b repeat} at 4\'92 o\tab clock \{now\} \u-10179?\u-8640?}";
        let text = of_bytes(Some("text/rtf"), rtf).unwrap_or_default();
        assert!(
            same(&text, "Kø 6.1 mmol/l repeat at 4’ o clock {now} \u{1f640}"),
            "{text}"
        );
        let html = of_bytes(Some("text/html"), "<p>Kø 6.1 &lt;mmol/l&gt;</p>".as_bytes())
            .unwrap_or_default();
        assert!(same(&html, "Kø 6.1 <mmol/l>"));
        assert!(!same("6.1", "6.2"));
    }
}
