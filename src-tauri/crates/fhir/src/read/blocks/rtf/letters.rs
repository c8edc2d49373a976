//! Bytes of rich text as letters: by the code page of the document or of the font in use.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

/// Letters on their way.
pub(super) struct Letters {
    page: &'static Encoding,
    fonts: HashMap<i32, &'static Encoding>,
    pending: Vec<u8>,
    pending_in: &'static Encoding,
    /// The first half of a letter beyond 16 bits.
    high: Option<u16>,
}

impl Default for Letters {
    fn default() -> Self {
        Self {
            page: WINDOWS_1252,
            fonts: HashMap::new(),
            pending: Vec::new(),
            pending_in: WINDOWS_1252,
            high: None,
        }
    }
}

impl Letters {
    /// Code page of the document.
    pub(super) fn page(&mut self, number: i32) {
        self.page = by_page(number).unwrap_or(WINDOWS_1252);
    }

    /// Character set of a font.
    pub(super) fn font(&mut self, font: i32, charset: i32) {
        if let Some(page) = by_charset(charset) {
            self.fonts.insert(font, page);
        }
    }

    /// One more byte; gives what came before where that was of another page.
    pub(super) fn push(&mut self, font: i32, byte: u8) -> Option<String> {
        let page = self.fonts.get(&font).copied().unwrap_or(self.page);
        let before = (page != self.pending_in).then(|| self.take());
        self.pending_in = page;
        self.pending.push(byte);
        before
    }

    /// What came.
    pub(super) fn take(&mut self) -> String {
        let bytes = std::mem::take(&mut self.pending);
        let (text, _) = self.pending_in.decode_without_bom_handling(&bytes);
        text.into_owned()
    }

    /// A letter by its number, which is written as a signed 16-bit one.
    pub(super) fn unicode(&mut self, number: i32) -> Option<char> {
        let Ok(unit) = u16::try_from(number.rem_euclid(65_536)) else {
            return None;
        };
        let units = match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => {
                self.high = Some(unit);
                return None;
            }
            (Some(high), low) => vec![high, low],
            (None, unit) => vec![unit],
        };
        let letter = char::decode_utf16(units).next()?;
        Some(letter.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

fn by_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10_000 => "macintosh".to_owned(),
        65_001 => "utf-8".to_owned(),
        other => format!("windows-{other}"),
    };
    Encoding::for_label(label.as_bytes())
}

fn by_charset(charset: i32) -> Option<&'static Encoding> {
    by_page(match charset {
        0 => 1252,
        77 => 10_000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
