//! Text in the character sets of DICOM (PS3.3 C.12.1.1.2, PS3.5 6.1), code extensions by escape sequences included.
//! Refuses to fail: what is no text in its set becomes replacement characters.

use dicom_dictionary_std::tags;
use encoding_rs::{
    EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_2, ISO_8859_3, ISO_8859_4, ISO_8859_5,
    ISO_8859_6, ISO_8859_7, ISO_8859_8, ISO_8859_15, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1252,
    WINDOWS_1254,
};

use crate::read::DataSet;

/// The character sets of a data set.
#[derive(Clone, Copy)]
pub(crate) struct Charset {
    /// Of bytes above 7F, until an escape says otherwise; `None` where the data set names none.
    first: Option<&'static Encoding>,
    extended: bool,
}

impl Charset {
    pub(crate) fn of(set: &DataSet) -> Self {
        let terms: Vec<&str> = set.values(tags::SPECIFIC_CHARACTER_SET).collect();
        Self {
            first: terms.first().and_then(|term| by_term(term)),
            extended: terms.len() > 1 || terms.iter().any(|term| term.starts_with("ISO 2022")),
        }
    }

    /// Text without padding at its end.
    pub(crate) fn text(self, bytes: &[u8]) -> String {
        let text = if self.extended && bytes.contains(&ESCAPE) {
            self.escaped(bytes)
        } else if let Some(encoding) = self.first {
            encoding.decode_without_bom_handling(bytes).0.into_owned()
        } else {
            // No set is named: ASCII, or what most who forget to name one mean.
            std::str::from_utf8(bytes).map_or_else(
                |_| {
                    WINDOWS_1252
                        .decode_without_bom_handling(bytes)
                        .0
                        .into_owned()
                },
                str::to_owned,
            )
        };
        text.trim_end_matches([' ', '\0']).trim_start().to_owned()
    }

    fn escaped(self, bytes: &[u8]) -> String {
        let initial = State {
            double: None,
            high: self.first.unwrap_or(WINDOWS_1252),
        };
        let (mut state, mut out, mut run) = (initial, String::new(), Vec::new());
        let mut rest = bytes;
        while let Some((byte, after)) = rest.split_first() {
            if *byte == ESCAPE {
                state.flush(&mut run, &mut out);
                rest = state.escape(after);
                continue;
            }
            run.push(*byte);
            rest = after;
            // These return to the first set (PS3.5 6.1.2.5.3), but only where they are characters of their own.
            if state.double.is_none() && matches!(byte, b'\\' | b'^' | b'=' | b'\n' | b'\r' | 0x0c)
            {
                state.flush(&mut run, &mut out);
                state = initial;
            }
        }
        state.flush(&mut run, &mut out);
        out
    }
}

const ESCAPE: u8 = 0x1b;

/// What bytes mean at a place in extended text.
#[derive(Clone, Copy)]
struct State {
    /// Bytes below 80 are halves of these.
    double: Option<Double>,
    /// Bytes above 7F.
    high: &'static Encoding,
}

#[derive(Clone, Copy)]
enum Double {
    /// JIS X 0208.
    Kanji,
    /// JIS X 0212.
    Supplement,
}

impl State {
    /// Takes an escape sequence (PS3.3 tables C.12-3 and C.12-4); gives what follows it.
    fn escape<'a>(&mut self, after: &'a [u8]) -> &'a [u8] {
        let length = match after {
            [b'$', b'B', ..] => {
                self.double = Some(Double::Kanji);
                2
            }
            [b'$', b'(', b'D', ..] => {
                self.double = Some(Double::Supplement);
                3
            }
            [b'$', b')', b'C', ..] => {
                self.high = EUC_KR;
                3
            }
            [b'$', b')', b'A', ..] => {
                self.high = GBK;
                3
            }
            [b'(', b'B' | b'J', ..] => {
                self.double = None;
                2
            }
            [b')', b'I', ..] => {
                self.high = SHIFT_JIS;
                2
            }
            [b'-', set, ..] => {
                self.high = by_escape(*set).unwrap_or(self.high);
                2
            }
            _ => 0,
        };
        after.get(length..).unwrap_or_default()
    }

    fn flush(&self, run: &mut Vec<u8>, out: &mut String) {
        match self.double {
            None => out.push_str(&self.high.decode_without_bom_handling(run).0),
            // Both sets are part of EUC-JP, with the top bits set.
            Some(kind) => {
                let mut moved = Vec::with_capacity(run.len() * 2);
                for pair in run.chunks(2) {
                    if matches!(kind, Double::Supplement) {
                        moved.push(0x8f);
                    }
                    moved.extend(pair.iter().map(|byte| byte | 0x80));
                }
                out.push_str(&EUC_JP.decode_without_bom_handling(&moved).0);
            }
        }
        run.clear();
    }
}

/// By defined term (PS3.3 tables C.12-2 to C.12-5), with or without code extensions.
fn by_term(term: &str) -> Option<&'static Encoding> {
    let number = term.trim().rsplit([' ', '_']).next()?;
    Some(match number {
        "100" => WINDOWS_1252,
        "101" => ISO_8859_2,
        "109" => ISO_8859_3,
        "110" => ISO_8859_4,
        "144" => ISO_8859_5,
        "127" => ISO_8859_6,
        "126" => ISO_8859_7,
        "138" => ISO_8859_8,
        "148" => WINDOWS_1254,
        "203" => ISO_8859_15,
        "13" => SHIFT_JIS,
        "166" => WINDOWS_874,
        "149" => EUC_KR,
        "58" | "GBK" => GBK,
        "192" => UTF_8,
        "GB18030" => GB18030,
        _ => return None,
    })
}

/// By the last byte of an escape to a set of 96 characters.
fn by_escape(set: u8) -> Option<&'static Encoding> {
    Some(match set {
        b'A' => WINDOWS_1252,
        b'B' => ISO_8859_2,
        b'C' => ISO_8859_3,
        b'D' => ISO_8859_4,
        b'L' => ISO_8859_5,
        b'G' => ISO_8859_6,
        b'F' => ISO_8859_7,
        b'H' => ISO_8859_8,
        b'M' => WINDOWS_1254,
        b'b' => ISO_8859_15,
        b'T' => WINDOWS_874,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Charset;
    use encoding_rs::{ISO_8859_5, SHIFT_JIS};

    #[test]
    fn a_set_is_named_or_escaped_to() {
        let cyrillic = Charset {
            first: Some(ISO_8859_5),
            extended: false,
        };
        assert_eq!(cyrillic.text(b"\xbb\xee\xda "), "Люк");
        // PS3.5 H.3.1: ASCII, then kanji and hiragana by escapes.
        let japanese = Charset {
            first: None,
            extended: true,
        };
        let name = b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B";
        assert_eq!(japanese.text(name), "Yamada^Tarou=山田^太郎");
        let half = Charset {
            first: Some(SHIFT_JIS),
            extended: true,
        };
        assert_eq!(
            half.text(b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J"),
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田"
        );
        let korean = b"Hong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce";
        assert_eq!(
            japanese.text(korean),
            "Hong=洪^吉",
            "again after each delimiter"
        );
        let unnamed = Charset {
            first: None,
            extended: false,
        };
        assert_eq!(unnamed.text("Müller".as_bytes()), "Müller");
        assert_eq!(unnamed.text(b"M\xfcller"), "Müller");
    }
}
