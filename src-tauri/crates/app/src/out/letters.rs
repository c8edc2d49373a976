//! Letters on paper: one typeface in two weights (DejaVu Sans Condensed, built in, so that paper looks the same on
//! every computer). Owns measuring, breaking lines and the order of right-to-left text; refuses to print a box for
//! a letter it does not have: its code stands there instead.

use krilla::text::{Font, TextDirection};
use rustybuzz::{Face, UnicodeBuffer};
use unicode_bidi::BidiInfo;

use crate::failure::Fault;

/// One weight.
pub(super) struct Letters {
    face: Face<'static>,
    font: Font,
    /// Advances of ASCII, in ems: most of a chart is that.
    ascii: Vec<f32>,
}

impl Letters {
    /// Regular and bold.
    pub(super) fn both() -> Result<[Letters; 2], Fault> {
        Ok([
            Letters::of(dejavu::sans_condensed::regular())?,
            Letters::of(dejavu::sans_condensed::bold())?,
        ])
    }

    fn of(bytes: &'static [u8]) -> Result<Letters, Fault> {
        let fault = || Fault::internal("reading the typeface");
        let face = Face::from_slice(bytes, 0).ok_or_else(fault)?;
        let font = Font::new(bytes.to_vec().into(), 0).ok_or_else(fault)?;
        let mut letters = Letters {
            face,
            font,
            ascii: Vec::new(),
        };
        letters.ascii = (0..128_u8)
            .map(|code| letters.shaped(&char::from(code).to_string(), false))
            .collect();
        Ok(letters)
    }

    pub(super) fn font(&self) -> Font {
        self.font.clone()
    }

    /// One line, without letters it does not have: each of those is its code, "[U+5065]".
    pub(super) fn printable(&self, text: &str) -> String {
        let mut line = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_control() {
                line.push(' ');
            } else if c.is_ascii() || self.face.glyph_index(c).is_some() {
                line.push(c);
            } else if !is_silent(c) {
                line.push_str(&format!("[U+{:04X}]", u32::from(c)));
            }
        }
        line
    }

    /// Its width at a size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        if text.is_ascii() {
            let ems = text.bytes().filter_map(|b| self.ascii.get(usize::from(b)));
            return ems.sum::<f32>() * size;
        }
        runs(text)
            .iter()
            .map(|(run, to_left)| self.shaped(run, *to_left))
            .sum::<f32>()
            * size
    }

    /// Width in ems.
    fn shaped(&self, text: &str, to_left: bool) -> f32 {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        if to_left {
            buffer.set_direction(rustybuzz::Direction::RightToLeft);
        }
        let glyphs = rustybuzz::shape(&self.face, &[], buffer);
        let units: i32 = glyphs.glyph_positions().iter().map(|at| at.x_advance).sum();
        units as f32 / self.face.units_per_em() as f32
    }

    /// The text as lines of at most this width; a word that is wider is broken.
    pub(super) fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            let mut line = String::new();
            for word in self.printable(paragraph).split_whitespace() {
                for piece in self.pieces(word, size, width) {
                    let longer = if line.is_empty() {
                        piece.clone()
                    } else {
                        format!("{line} {piece}")
                    };
                    if self.width(&longer, size) <= width {
                        line = longer;
                    } else {
                        if !line.is_empty() {
                            lines.push(std::mem::take(&mut line));
                        }
                        line = piece;
                    }
                }
            }
            lines.push(line);
        }
        while lines.len() > 1 && lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        lines
    }

    fn pieces(&self, word: &str, size: f32, width: f32) -> Vec<String> {
        if self.width(word, size) <= width {
            return vec![word.to_owned()];
        }
        let mut pieces = Vec::new();
        let mut piece = String::new();
        for c in word.chars() {
            piece.push(c);
            if self.width(&piece, size) > width && piece.chars().count() > 1 {
                piece.pop();
                pieces.push(std::mem::take(&mut piece));
                piece.push(c);
            }
        }
        pieces.push(piece);
        pieces
    }
}

/// Marks of direction and joiners: nothing to print, nothing lost.
fn is_silent(c: char) -> bool {
    matches!(u32::from(c), 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2069 | 0xFE00..=0xFE0F | 0xFEFF)
}

/// A line in the order in which it is drawn, each run in one direction.
pub(super) fn runs(line: &str) -> Vec<(String, bool)> {
    if line.is_ascii() {
        return vec![(line.to_owned(), false)];
    }
    let bidi = BidiInfo::new(line, None);
    let Some(paragraph) = bidi.paragraphs.first() else {
        return Vec::new();
    };
    let (levels, order) = bidi.visual_runs(paragraph, paragraph.range.clone());
    order
        .into_iter()
        .map(|range| {
            let to_left = levels.get(range.start).is_some_and(|level| level.is_rtl());
            (line.get(range).unwrap_or_default().to_owned(), to_left)
        })
        .collect()
}

/// As the writer of the file calls it.
pub(super) fn direction(to_left: bool) -> TextDirection {
    if to_left {
        TextDirection::RightToLeft
    } else {
        TextDirection::LeftToRight
    }
}
