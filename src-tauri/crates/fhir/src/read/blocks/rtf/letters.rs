//! Bytes of rich text as letters: by the code page of the document or of the font in use.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};

use super::pages;

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
        self.page = pages::by_number(number.into()).unwrap_or(WINDOWS_1252);
    }

    /// Character set of a font.
    pub(super) fn font(&mut self, font: i32, charset: i32) {
        if let Some(page) = pages::by_charset(charset.into()) {
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
