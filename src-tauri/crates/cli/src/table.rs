//! Tables in text: columns aligned, wide letters counted as wide, long cells cut where they can be.

/// Rows under headings.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    most: usize,
}

impl Table {
    /// With these headings.
    pub(crate) fn new(headings: &[&str]) -> Table {
        Table {
            rows: vec![headings.iter().map(|text| (*text).to_owned()).collect()],
            most: 56,
        }
    }

    /// Without headings.
    pub(crate) fn bare() -> Table {
        Table {
            rows: Vec::new(),
            most: 72,
        }
    }

    /// A row; control characters cannot get out to the terminal.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows
            .push(cells.into_iter().map(|text| clean(&text)).collect());
    }

    /// The lines, indented.
    pub(crate) fn lines(&self, indent: usize) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells
                    .map(|cell| width(cell))
                    .max()
                    .unwrap_or_default()
                    .min(self.most)
            })
            .collect();
        let mut lines = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut line = " ".repeat(indent);
            for (cell, column) in row.iter().zip(&widths) {
                let cell = cut(cell, *column);
                line.push_str(&cell);
                line.push_str(&" ".repeat(column.saturating_sub(width(&cell)) + 2));
            }
            lines.push(line.trim_end().to_owned());
        }
        lines
    }
}

/// Without control characters: what a record holds must not steer a terminal.
pub(crate) fn clean(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns a text takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(letter).sum()
}

fn letter(c: char) -> usize {
    match u32::from(c) {
        // Combining marks stand on the letter before; joiners and marks of direction take no room.
        0x0300..=0x036F
        | 0x0591..=0x05BD
        | 0x0610..=0x061A
        | 0x064B..=0x065F
        | 0x200B..=0x200F
        | 0x202A..=0x202E
        | 0x2060..=0x2069
        | 0x20D0..=0x20FF
        | 0xFE00..=0xFE0F
        | 0xFE20..=0xFE2F => 0,
        0x1100..=0x115F
        | 0x2E80..=0x303E
        | 0x3041..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

fn cut(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let (mut kept, mut taken) = (String::new(), 0);
    for c in text.chars() {
        taken += letter(c);
        if taken + 1 > most {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stay_aligned_whatever_the_script() {
        let mut table = Table::new(&["Patient", "Born"]);
        table.row(["Tanaka, 健太".to_owned(), "2017-08-25".to_owned()]);
        table.row(["Sørensen, Ingrid".to_owned(), "1960-03-14".to_owned()]);
        assert_eq!(
            table.lines(0),
            [
                "Patient           Born",
                "Tanaka, 健太      2017-08-25",
                "Sørensen, Ingrid  1960-03-14"
            ]
        );
    }

    #[test]
    fn a_record_cannot_steer_the_terminal() {
        assert_eq!(clean("a\x1b[2Jb\r\nc"), "a [2Jb c");
    }

    #[test]
    fn a_long_cell_is_cut_and_says_so() {
        assert_eq!(cut("heart failure", 6), "heart…");
        assert_eq!(cut("健太健太", 5), "健太…");
    }
}
