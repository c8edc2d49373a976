//! Blocks of a document at the edge.

use wardbook_fhir::read::blocks::{Block, Cell, Kind, Looks, Run};

use crate::wire::reading::{BlockKind, Look, NoteBlock, NoteCell, NoteRun};

const LOOKS: [(Looks, Look); 7] = [
    (Looks::BOLD, Look::Bold),
    (Looks::ITALIC, Look::Italic),
    (Looks::UNDERLINED, Look::Underlined),
    (Looks::STRUCK, Look::Struck),
    (Looks::RAISED, Look::Raised),
    (Looks::LOWERED, Look::Lowered),
    (Looks::FIXED, Look::Fixed),
];

/// Blocks as the window gets them.
pub(super) fn all(blocks: Vec<Block>) -> Vec<NoteBlock> {
    blocks.into_iter().map(one).collect()
}

fn one(block: Block) -> NoteBlock {
    NoteBlock {
        kind: match block.kind {
            Kind::Heading => BlockKind::Heading,
            Kind::Line => BlockKind::Line,
            Kind::Item => BlockKind::Item,
            Kind::Table => BlockKind::Table,
            Kind::Remark => BlockKind::Remark,
        },
        level: block.level,
        apart: block.apart,
        mark: block.mark,
        runs: runs(block.runs),
        rows: block
            .rows
            .into_iter()
            .map(|row| row.into_iter().map(cell).collect())
            .collect(),
        outline: block.outline,
        copied: None,
    }
}

fn cell(cell: Cell) -> NoteCell {
    NoteCell {
        runs: runs(cell.runs),
        head: cell.head,
        across: cell.across,
        down: cell.down,
    }
}

fn runs(runs: Vec<Run>) -> Vec<NoteRun> {
    let looks = |run: &Run| {
        LOOKS
            .iter()
            .filter(|(look, _)| run.looks.has(*look))
            .map(|(_, look)| look.clone())
            .collect()
    };
    runs.into_iter()
        .map(|run| NoteRun {
            looks: looks(&run),
            text: run.text,
        })
        .collect()
}

/// A block as one text, in which what is struck out says so: two that read the same mean the same.
pub(super) fn text(block: &NoteBlock) -> String {
    let mut text = block.mark.clone().unwrap_or_default();
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(&said(&block.runs));
    for row in &block.rows {
        if !text.is_empty() {
            text.push('\n');
        }
        let cells: Vec<String> = row
            .iter()
            .map(|cell| said(&cell.runs).replace('\n', " "))
            .collect();
        text.push_str(cells.join(" | ").trim_end());
    }
    text
}

fn said(runs: &[NoteRun]) -> String {
    let mut text = String::new();
    for run in runs {
        if run.looks.contains(&Look::Struck) && !run.text.trim().is_empty() {
            text.push_str("[struck out: ");
            text.push_str(&run.text);
            text.push(']');
        } else {
            text.push_str(&run.text);
        }
    }
    text
}
