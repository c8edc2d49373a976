//! Blocks as they grow, from tags and letters. Elements of HTML and of a C-CDA's narrative are named alike
//! enough that one writer knows both. What is left open closes where the next of its kind begins.

use super::{Block, Cell, Kind, Looks, Run};

/// Elements deeper than this are read, but their looks are not kept.
const DEEPEST: usize = 400;
/// A cell covers no more columns or rows than this, whatever it says.
const WIDEST: u32 = 200;

/// Writes blocks.
#[derive(Default)]
pub(super) struct Writer {
    blocks: Vec<Block>,
    runs: Vec<Run>,
    kind: Option<(Kind, u8)>,
    mark: Option<String>,
    /// A blank or a gap is held back until a word follows.
    blank: bool,
    apart: bool,
    open: Vec<(String, Looks)>,
    /// Looks set from outside of elements (RTF).
    looks: Looks,
    lists: Vec<Option<u32>>,
    table: Option<Table>,
    pre: u32,
}

/// The outermost table; what is nested in a cell is lines of it.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<Cell>>,
    row: Vec<Cell>,
    cell: Option<Cell>,
    caption: Vec<Run>,
    in_caption: bool,
    depth: u32,
    apart: bool,
}

type Attribute<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Writer {
    /// Letters as they came.
    pub(super) fn text(&mut self, text: &str) {
        for letter in text.chars() {
            self.letter(letter);
        }
    }

    /// Letters that keep their blanks (plain columns, RTF).
    pub(super) fn exact(&mut self, text: &str) {
        for letter in text.chars().filter(|c| !c.is_control() || *c == '\t') {
            self.put(letter);
        }
    }

    fn letter(&mut self, letter: char) {
        if self.pre > 0 {
            match letter {
                '\n' => self.line(false),
                '\r' => {}
                other if other.is_control() && other != '\t' => {}
                other => self.put(other),
            }
        } else if letter.is_whitespace() {
            self.blank = true;
        } else if !letter.is_control() && !matches!(letter, '\u{feff}' | '\u{200b}') {
            self.put(letter);
        }
    }

    fn put(&mut self, letter: char) {
        let fixed = if self.pre > 0 {
            Looks::FIXED
        } else {
            Looks::default()
        };
        let looks = self
            .open
            .iter()
            .fold(self.looks.and(fixed), |all, (_, one)| all.and(*one));
        let blank = std::mem::take(&mut self.blank);
        let outside = self
            .table
            .as_ref()
            .is_some_and(|table| table.cell.is_none() && !table.in_caption);
        if outside {
            // Words between cells belong to no column: a cell of their own keeps them.
            self.cell(false, 1, 1);
        }
        let runs = match &mut self.table {
            Some(table) if table.in_caption => &mut table.caption,
            Some(Table {
                cell: Some(cell), ..
            }) => &mut cell.runs,
            _ => &mut self.runs,
        };
        let begun = runs.last().is_some_and(|run| !run.text.ends_with('\n'));
        if blank && begun {
            add(runs, ' ', looks);
        }
        add(runs, letter, looks);
    }

    /// Ends a line; with `apart` a gap follows.
    pub(super) fn line(&mut self, apart: bool) {
        self.blank = false;
        if let Some(table) = &mut self.table {
            let runs = if table.in_caption {
                &mut table.caption
            } else if let Some(cell) = &mut table.cell {
                &mut cell.runs
            } else {
                return;
            };
            if let Some(run) = runs.last_mut()
                && !run.text.ends_with('\n')
            {
                run.text.push('\n');
            }
            return;
        }
        let runs = std::mem::take(&mut self.runs);
        if runs.iter().any(|run| !run.text.trim().is_empty()) {
            let (kind, level) = self.kind.unwrap_or((Kind::Line, 0));
            let mut block = Block::of(kind, trimmed(runs));
            block.level = level;
            block.mark = self.mark.take();
            block.apart = std::mem::take(&mut self.apart) && !self.blocks.is_empty();
            self.blocks.push(block);
            if kind == Kind::Item {
                // Further lines of the item stand below it, without a mark.
                self.mark = Some(String::new());
            }
        }
        self.apart |= apart;
    }

    /// A remark of the reader, on a line of its own.
    pub(super) fn remark(&mut self, words: &str) {
        if self.table.is_some() {
            self.blank = true;
            self.exact(&format!("[{words}]"));
            return;
        }
        self.line(false);
        self.blocks.push(Block::remark(words));
    }

    /// Looks of what follows.
    pub(super) fn look(&mut self, looks: Looks) {
        self.looks = looks;
    }

    /// Begins a heading, until its line ends.
    pub(super) fn heading(&mut self, level: u8) {
        self.line(true);
        self.kind = Some((Kind::Heading, level));
    }

    /// Back to lines.
    pub(super) fn body(&mut self) {
        self.line(false);
        self.kind = None;
    }

    /// Begins a cell.
    pub(super) fn cell(&mut self, head: bool, across: u32, down: u32) {
        self.cell_end();
        let table = self.table.get_or_insert_default();
        table.cell = Some(Cell {
            runs: Vec::new(),
            head,
            across: across.clamp(1, WIDEST),
            down: down.clamp(1, WIDEST),
        });
    }

    /// Ends a cell.
    pub(super) fn cell_end(&mut self) {
        self.blank = false;
        if let Some(table) = &mut self.table
            && let Some(mut cell) = table.cell.take()
        {
            cell.runs = trimmed(std::mem::take(&mut cell.runs));
            table.row.push(cell);
        }
    }

    /// Ends a row.
    pub(super) fn row_end(&mut self) {
        self.cell_end();
        if let Some(table) = &mut self.table {
            let row = std::mem::take(&mut table.row);
            if !row.is_empty() {
                table.rows.push(row);
            }
        }
    }

    /// Whether a table is open.
    pub(super) fn in_table(&self) -> bool {
        self.table.is_some()
    }

    /// Whether a cell is open.
    pub(super) fn in_cell(&self) -> bool {
        self.table
            .as_ref()
            .is_some_and(|table| table.cell.is_some())
    }

    /// Begins a table, where none is open; one in a cell becomes lines of the cell.
    pub(super) fn table(&mut self) {
        if let Some(table) = &mut self.table {
            table.depth += 1;
            self.line(false);
            return;
        }
        self.line(true);
        let apart = std::mem::take(&mut self.apart);
        self.table = Some(Table {
            apart,
            ..Table::default()
        });
    }

    /// Ends a table.
    pub(super) fn table_end(&mut self) {
        match &mut self.table {
            Some(table) if table.depth > 0 => {
                table.depth -= 1;
                self.line(false);
                return;
            }
            Some(_) => self.row_end(),
            None => return,
        }
        let Some(table) = self.table.take() else {
            return;
        };
        let mut rows = table.rows;
        let is_said = |row: &Vec<Cell>| row.iter().any(|cell| !cell.runs.is_empty());
        // A row that says nothing still counts where a cell above reaches over it.
        if rows.iter().flatten().all(|cell| cell.down == 1) {
            rows.retain(is_said);
        }
        let caption = trimmed(table.caption);
        if rows.iter().all(|row| row.len() == 1) {
            self.unfold(caption, rows, table.apart);
        } else if rows.iter().any(is_said) {
            let mut block = Block::of(Kind::Table, caption);
            block.rows = rows;
            block.apart = table.apart && !self.blocks.is_empty();
            self.blocks.push(block);
        }
        self.apart = true;
    }

    /// A table of one column is a frame around lines.
    fn unfold(&mut self, caption: Vec<Run>, rows: Vec<Vec<Cell>>, apart: bool) {
        let mut apart = apart;
        let cells = rows.into_iter().flatten().map(|cell| cell.runs);
        for runs in std::iter::once(caption).chain(cells) {
            for line in split(runs) {
                let mut block = Block::of(Kind::Line, line);
                block.apart = std::mem::take(&mut apart) && !self.blocks.is_empty();
                self.blocks.push(block);
            }
        }
    }

    /// The blocks.
    pub(super) fn finish(mut self) -> Vec<Block> {
        while self.table.is_some() {
            self.table_end();
        }
        self.line(false);
        self.blocks
    }

    /// A start tag.
    pub(super) fn open(&mut self, name: &str, attribute: Attribute<'_>, empty: bool) {
        self.imply(name);
        match name {
            "br" => return self.line(false),
            "hr" => return self.line(true),
            "img" | "renderMultiMedia" | "video" | "audio" | "canvas" => {
                let named = attribute("alt").filter(|alt| !alt.trim().is_empty());
                self.remark(&match named {
                    Some(alt) => format!("Picture, not shown here: {}", alt.trim()),
                    None => "Picture, not shown here".to_owned(),
                });
                return;
            }
            "input" => {
                let value = attribute("value").unwrap_or_default();
                let kind = attribute("type").unwrap_or_default();
                match kind.as_str() {
                    "checkbox" | "radio" => {
                        let on = attribute("checked").is_some();
                        self.text(if on { " [x] " } else { " [ ] " });
                    }
                    "hidden" | "button" | "submit" => {}
                    _ => self.text(&format!(" {value} ")),
                }
                return;
            }
            "wbr" | "col" | "meta" | "link" | "area" | "base" | "embed" | "source" | "track"
            | "param" => return,
            _ => {}
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.table.is_none() => {
                let level = name.bytes().last().map_or(3, |digit| digit - b'0');
                self.heading(level);
            }
            "ul" | "ol" | "list" => {
                self.line(self.lists.is_empty());
                let ordered = name == "ol" || attribute("listType").as_deref() == Some("ordered");
                let start = attribute("start").and_then(|n| n.parse().ok()).unwrap_or(1);
                self.lists.push(ordered.then_some(start));
            }
            "li" | "item" => self.item(attribute("value").and_then(|n| n.parse().ok())),
            "table" => self.table(),
            "tr" if self.nested() => self.line(false),
            "td" | "th" if self.nested() => self.blank = true,
            "tr" if self.table.is_some() => self.row_end(),
            "td" | "th" if self.table.is_some() => {
                let number = |name| attribute(name).and_then(|n| n.trim().parse().ok());
                self.cell(
                    name == "th",
                    number("colspan").unwrap_or(1),
                    number("rowspan").unwrap_or(1),
                );
            }
            "caption" => {
                if let Some(table) = &mut self.table
                    && table.depth == 0
                {
                    table.in_caption = true;
                } else {
                    self.line(false);
                }
            }
            "pre" | "textarea" if !empty => {
                self.line(false);
                self.pre += 1;
            }
            _ if is_apart(name) => self.line(true),
            _ if is_line(name) => self.line(false),
            _ => {}
        }
        if !empty && self.open.len() < DEEPEST {
            self.open.push((name.to_owned(), looks_of(name, attribute)));
        } else if empty {
            self.ended(name);
        }
    }

    /// An end tag.
    pub(super) fn close(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|(open, _)| open == name) {
            self.open.truncate(at);
        }
        self.ended(name);
    }

    fn ended(&mut self, name: &str) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if self.table.is_none() => self.body(),
            "ul" | "ol" | "list" => {
                self.item_end();
                self.lists.pop();
                if !self.lists.is_empty() {
                    // The rest of the item around it.
                    self.kind = Some((Kind::Item, self.list_level()));
                    self.mark = Some(String::new());
                }
                self.apart |= self.lists.is_empty() && self.table.is_none();
            }
            "li" | "item" => self.item_end(),
            "tr" if !self.nested() => self.row_end(),
            "td" | "th" if !self.nested() => self.cell_end(),
            "caption" => {
                if let Some(table) = &mut self.table {
                    table.in_caption = false;
                }
            }
            "table" => self.table_end(),
            "pre" | "textarea" => {
                self.line(false);
                self.pre = self.pre.saturating_sub(1);
            }
            _ if is_apart(name) => self.line(true),
            _ if is_line(name) => self.line(false),
            _ => {}
        }
    }

    fn nested(&self) -> bool {
        self.table.as_ref().is_some_and(|table| table.depth > 0)
    }

    fn list_level(&self) -> u8 {
        u8::try_from(self.lists.len().saturating_sub(1).min(20)).unwrap_or(20)
    }

    fn item(&mut self, value: Option<u32>) {
        self.line(false);
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let this = value.unwrap_or(*number);
                *number = this.saturating_add(1);
                format!("{this}.")
            }
            _ => "•".to_owned(),
        };
        if self.table.is_some() {
            self.exact(&format!("{mark} "));
            return;
        }
        self.kind = Some((Kind::Item, self.list_level()));
        self.mark = Some(mark);
    }

    fn item_end(&mut self) {
        self.line(false);
        self.kind = None;
        self.mark = None;
    }

    /// What is still open and ends where this begins.
    fn imply(&mut self, name: &str) {
        let (ends, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table"]),
            _ if is_apart(name) || matches!(name, "div" | "table" | "ul" | "ol") => {
                (&["p"], &["td", "th", "table", "li", "div"])
            }
            _ => return,
        };
        for (at, (open, _)) in self.open.iter().enumerate().rev() {
            if ends.contains(&open.as_str()) {
                self.open.truncate(at);
                return;
            }
            if within.contains(&open.as_str()) {
                return;
            }
        }
    }
}

fn add(runs: &mut Vec<Run>, letter: char, looks: Looks) {
    match runs.last_mut() {
        Some(run) if run.looks == looks => run.text.push(letter),
        _ => runs.push(Run {
            text: letter.to_string(),
            looks,
        }),
    }
}

fn trimmed(mut runs: Vec<Run>) -> Vec<Run> {
    while let Some(run) = runs.last_mut() {
        run.text.truncate(run.text.trim_end().len());
        if !run.text.is_empty() {
            break;
        }
        runs.pop();
    }
    runs
}

/// Runs line by line; lines without words are left out.
fn split(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut lines: Vec<Vec<Run>> = vec![Vec::new()];
    for run in runs {
        for (n, piece) in run.text.split('\n').enumerate() {
            if n > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut()
                && !piece.is_empty()
            {
                line.push(Run {
                    text: piece.to_owned(),
                    looks: run.looks,
                });
            }
        }
    }
    lines.retain(|line| line.iter().any(|run| !run.text.trim().is_empty()));
    lines
}

fn is_apart(name: &str) -> bool {
    matches!(
        name,
        "p" | "paragraph"
            | "dl"
            | "blockquote"
            | "section"
            | "article"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
    )
}

fn is_line(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "dt"
            | "dd"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "address"
            | "fieldset"
            | "form"
            | "title"
            | "figure"
            | "figcaption"
            | "footnote"
            | "legend"
            | "option"
            | "caption"
            | "center"
    )
}

fn looks_of(name: &str, attribute: Attribute<'_>) -> Looks {
    let mut looks = match name {
        "b" | "strong" | "th" => Looks::BOLD,
        "i" | "em" | "cite" => Looks::ITALIC,
        "u" | "ins" => Looks::UNDERLINED,
        "s" | "strike" | "del" => Looks::STRUCK,
        "sup" => Looks::RAISED,
        "sub" => Looks::LOWERED,
        "code" | "kbd" | "tt" | "samp" => Looks::FIXED,
        _ => Looks::default(),
    };
    if name == "th" {
        // A head looks like one by itself.
        looks = Looks::default();
    }
    match attribute("revised").as_deref() {
        Some("delete") => looks = looks.and(Looks::STRUCK),
        Some("insert") => looks = looks.and(Looks::UNDERLINED),
        _ => {}
    }
    for code in attribute("styleCode")
        .unwrap_or_default()
        .split_whitespace()
    {
        looks = looks.and(match code {
            "Bold" => Looks::BOLD,
            "Italics" => Looks::ITALIC,
            "Underline" => Looks::UNDERLINED,
            _ => Looks::default(),
        });
    }
    let style = attribute("style").unwrap_or_default().to_ascii_lowercase();
    if style.contains("line-through") {
        looks = looks.and(Looks::STRUCK);
    }
    if style.contains("underline") {
        looks = looks.and(Looks::UNDERLINED);
    }
    let bold = [
        "font-weight:bold",
        "font-weight: bold",
        "font-weight:700",
        "font-weight: 700",
    ];
    if bold.iter().any(|wanted| style.contains(wanted)) {
        looks = looks.and(Looks::BOLD);
    }
    looks
}
