//! Paper laid out on pages of A4. Owns where things stand; refuses to cut: what does not fit goes on in the next
//! line, and on the next page below the same heads.

use super::letters::Letters;
use super::paper::{Paper, Part};
use super::tables::{Row, Table};

pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
pub(super) const MARGIN: f32 = 42.0;
const GAP: f32 = 6.0;
const FOOT: f32 = 40.0;
/// Sizes of text and their lines.
const BODY: (f32, f32) = (8.0, 10.5);
const LETTER: (f32, f32) = (10.0, 14.0);
const SMALL: (f32, f32) = (7.0, 9.0);
const HEAD: (f32, f32) = (11.0, 15.0);
const WHO: (f32, f32) = (11.0, 14.0);
/// Rows whose widths decide how wide columns are.
const LOOKED_AT: usize = 400;

/// Something on a page.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    Text {
        x: f32,
        y: f32,
        size: f32,
        bold: bool,
        struck: bool,
        text: String,
    },
    Rule {
        y: f32,
        strong: bool,
    },
}

pub(super) struct Setter<'l> {
    regular: &'l Letters,
    bold: &'l Letters,
    head: Vec<Mark>,
    top: f32,
    y: f32,
    pub(super) pages: Vec<Vec<Mark>>,
}

/// All pages, heads and feet included.
pub(super) fn laid_out(paper: &Paper, letters: &[Letters; 2]) -> Vec<Vec<Mark>> {
    let mut pages = Setter::new(letters);
    pages.identity(paper);
    pages.contents(paper);
    for part in &paper.parts {
        pages.part(part);
    }
    if !paper.left_out.is_empty() {
        pages.heading("Not in these pages");
        for sentence in &paper.left_out {
            pages.words(sentence, BODY, false, MARGIN);
        }
    }
    pages.feet(paper);
    pages.pages
}

/// A text below the patient, on as many pages as it needs.
pub(super) fn letter(paper: &Paper, text: &str, letters: &[Letters; 2]) -> Vec<Vec<Mark>> {
    let mut pages = Setter::new(letters);
    pages.identity(paper);
    for line in text.lines() {
        if line.trim().is_empty() {
            pages.y += LETTER.1 / 2.0;
        } else {
            pages.words(line, LETTER, false, MARGIN);
        }
    }
    pages.feet(paper);
    pages.pages
}

impl<'l> Setter<'l> {
    fn new([regular, bold]: &'l [Letters; 2]) -> Self {
        Setter {
            regular,
            bold,
            head: Vec::new(),
            top: 0.0,
            y: MARGIN,
            pages: vec![Vec::new()],
        }
    }
}

impl Setter<'_> {
    fn letters(&self, bold: bool) -> &Letters {
        if bold { self.bold } else { self.regular }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// The head of every page: who it is, and since when it is known. It takes the lines it needs.
    fn identity(&mut self, paper: &Paper) {
        self.words(&paper.who, WHO, true, MARGIN);
        self.words(&paper.source, SMALL, false, MARGIN);
        self.y += 2.0;
        let y = self.y;
        self.mark(Mark::Rule { y, strong: true });
        self.y += 10.0;
        self.head = self.pages.first().cloned().unwrap_or_default();
        self.top = self.y;
    }

    fn page(&mut self) {
        self.pages.push(self.head.clone());
        self.y = self.top;
    }

    /// Makes sure that so much is left on this page.
    fn room(&mut self, height: f32) {
        if self.y + height > HEIGHT - MARGIN - FOOT && self.y > self.top {
            self.page();
        }
    }

    fn words(&mut self, text: &str, (size, step): (f32, f32), bold: bool, x: f32) {
        for line in self.letters(bold).lines(text, size, WIDTH - MARGIN - x) {
            if self.top > 0.0 {
                self.room(step);
            }
            self.y += step;
            let y = self.y - (step - size);
            self.mark(Mark::Text {
                x,
                y,
                size,
                bold,
                struck: false,
                text: line,
            });
        }
    }

    fn heading(&mut self, title: &str) {
        self.room(HEAD.1 + 4.0 * BODY.1);
        self.y += 8.0;
        self.words(title, HEAD, true, MARGIN);
    }

    /// The first page says what must be seen first, what is in it, and how complete that is.
    fn contents(&mut self, paper: &Paper) {
        for sentence in &paper.first {
            self.words(sentence, BODY, true, MARGIN);
        }
        self.heading("What is in these pages, and how complete it was");
        for part in &paper.parts {
            let sign = if part.is_complete { "" } else { "INCOMPLETE: " };
            let words = format!("{}: {sign}{}", part.title, part.coverage);
            self.words(&words, BODY, !part.is_complete, MARGIN);
        }
    }

    fn part(&mut self, part: &Part) {
        self.heading(&part.title);
        let sign = if part.is_complete { "" } else { "INCOMPLETE: " };
        self.words(
            &format!("{sign}{}", part.coverage),
            SMALL,
            !part.is_complete,
            MARGIN,
        );
        if part.is_empty() {
            self.words(&part.empty, BODY, true, MARGIN);
        }
        for table in part.tables.iter().filter(|table| !table.rows.is_empty()) {
            if let Some(title) = &table.title {
                self.room(5.0 * BODY.1);
                self.y += 4.0;
                self.words(
                    &format!("{title} ({})", table.rows.len()),
                    BODY,
                    true,
                    MARGIN,
                );
            }
            self.table(table);
        }
    }

    fn table(&mut self, table: &Table) {
        // A column nobody has anything in is left out.
        let filled: Vec<usize> = (0..table.heads.len())
            .filter(|at| {
                table
                    .rows
                    .iter()
                    .any(|row| row.cells.get(*at).is_some_and(|cell| !cell.is_empty()))
            })
            .collect();
        let widths = self.widths(table, &filled);
        self.heads(table, &filled, &widths);
        for row in &table.rows {
            self.row(table, row, &filled, &widths);
        }
        self.y += 4.0;
    }

    fn heads(&mut self, table: &Table, filled: &[usize], widths: &[f32]) {
        self.room(4.0 * BODY.1);
        let mut x = MARGIN;
        let mut most = 1;
        for (at, width) in filled.iter().zip(widths) {
            let head = table.heads.get(*at).map_or("", String::as_str);
            let lines = self.bold.lines(head, SMALL.0, *width);
            most = most.max(lines.len());
            for (n, line) in lines.into_iter().enumerate() {
                let y = self.y + SMALL.1 * (n + 1) as f32;
                self.mark(Mark::Text {
                    x,
                    y,
                    size: SMALL.0,
                    bold: true,
                    struck: false,
                    text: line,
                });
            }
            x += width + GAP;
        }
        self.y += SMALL.1 * most as f32 + 3.0;
        let y = self.y;
        self.mark(Mark::Rule { y, strong: false });
    }

    fn row(&mut self, table: &Table, row: &Row, filled: &[usize], widths: &[f32]) {
        let cells: Vec<Vec<String>> = filled
            .iter()
            .zip(widths)
            .map(|(at, width)| {
                let text = row.cells.get(*at).map_or("", String::as_str);
                self.regular.lines(&spaced(text), BODY.0, *width)
            })
            .collect();
        let most = cells.iter().map(Vec::len).max().unwrap_or(1);
        let bottom = HEIGHT - MARGIN - FOOT;
        let whole = BODY.1 * most as f32;
        // A row goes to the next page whole; one that no page can hold is begun here and goes on there.
        if self.y + whole > bottom && whole < bottom - self.top - 40.0 {
            self.page();
            self.heads(table, filled, widths);
        }
        for n in 0..most {
            if self.y + BODY.1 > bottom {
                self.page();
                self.heads(table, filled, widths);
            }
            self.y += BODY.1;
            let mut x = MARGIN;
            for (lines, width) in cells.iter().zip(widths) {
                if let Some(text) = lines.get(n).filter(|text| !text.is_empty()) {
                    let (y, text) = (self.y, text.clone());
                    self.mark(Mark::Text {
                        x,
                        y,
                        size: BODY.0,
                        bold: false,
                        struck: row.is_struck(),
                        text,
                    });
                }
                x += width + GAP;
            }
        }
        self.y += 3.0;
        let y = self.y;
        self.mark(Mark::Rule { y, strong: false });
    }

    /// As wide as what is in it where that fits; else the widest give way.
    fn widths(&self, table: &Table, filled: &[usize]) -> Vec<f32> {
        let room = WIDTH - 2.0 * MARGIN - GAP * (filled.len().saturating_sub(1)) as f32;
        let mut wide: Vec<f32> = filled
            .iter()
            .map(|at| {
                let head = table.heads.get(*at).map_or("", String::as_str);
                let cells = table
                    .rows
                    .iter()
                    .take(LOOKED_AT)
                    .filter_map(|row| row.cells.get(*at));
                cells
                    .map(|cell| self.regular.width(&self.regular.printable(cell), BODY.0))
                    .fold(self.bold.width(head, SMALL.0), f32::max)
                    + 1.0
            })
            .collect();
        // Taken from the widest until it fits.
        loop {
            let sum: f32 = wide.iter().sum();
            if sum <= room || wide.is_empty() {
                return wide;
            }
            let widest = wide.iter().copied().fold(0.0, f32::max);
            let next = wide
                .iter()
                .copied()
                .filter(|width| *width < widest - 0.5)
                .fold(0.0, f32::max);
            let among = wide
                .iter()
                .filter(|width| **width >= widest - 0.5)
                .count()
                .max(1) as f32;
            let to = (widest - (sum - room) / among).max(next);
            for width in &mut wide {
                if *width >= widest - 0.5 {
                    *width = to;
                }
            }
        }
    }

    fn feet(&mut self, paper: &Paper) {
        let many = self.pages.len();
        let words = self
            .regular
            .lines(&paper.printed, SMALL.0, WIDTH - 2.0 * MARGIN - 80.0);
        for (n, page) in self.pages.iter_mut().enumerate() {
            let y = HEIGHT - MARGIN - FOOT + 14.0;
            page.push(Mark::Rule { y, strong: false });
            for (line, text) in words.iter().enumerate() {
                let y = y + SMALL.1 * (line + 1) as f32 + 2.0;
                page.push(Mark::Text {
                    x: MARGIN,
                    y,
                    size: SMALL.0,
                    bold: false,
                    struck: false,
                    text: text.clone(),
                });
            }
            let number = format!("Page {} of {many}", n + 1);
            let x = WIDTH - MARGIN - self.regular.width(&number, SMALL.0);
            page.push(Mark::Text {
                x,
                y: y + SMALL.1 + 2.0,
                size: SMALL.0,
                bold: false,
                struck: false,
                text: number,
            });
        }
    }
}

/// An instant as sent, with a space where a line may end: "2026-03-14 06:10:00 +01:00".
fn spaced(text: &str) -> String {
    let Some((day, time)) = text.split_once('T') else {
        return text.to_owned();
    };
    let is_day = day.len() == 10 && day.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let Some((clock, zone)) = time.find(['+', '-', 'Z']).map(|at| time.split_at(at)) else {
        return text.to_owned();
    };
    let is_clock = clock
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b':' || b == b'.');
    if is_day && is_clock {
        format!("{day} {clock} {zone}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn an_instant_keeps_every_digit_and_words_stay_words() {
        assert_eq!(
            spaced("2026-03-14T06:10:00+01:00"),
            "2026-03-14 06:10:00 +01:00"
        );
        assert_eq!(
            spaced("2026-03-14T06:10:00.123Z"),
            "2026-03-14 06:10:00.123 Z"
        );
        assert_eq!(spaced("2026-03-14"), "2026-03-14");
        assert_eq!(spaced("since the Tuesday + 2"), "since the Tuesday + 2");
    }
}
