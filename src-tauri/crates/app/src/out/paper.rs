//! What stands on paper before it is laid out: whose it is, what is in it, how complete each part was.

use super::tables::Table;

/// Chosen sections of one chart.
#[derive(Debug)]
pub(crate) struct Paper {
    /// What identifies the patient, on every page.
    pub(crate) who: String,
    /// Which EHR, and as of when, on every page.
    pub(crate) source: String,
    /// Who printed it and when, on every page.
    pub(crate) printed: String,
    /// What a reader must see first: allergies as stated, flags.
    pub(crate) first: Vec<String>,
    /// The sections.
    pub(crate) parts: Vec<Part>,
    /// What is left out, a sentence each.
    pub(crate) left_out: Vec<String>,
}

/// One section.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) title: String,
    /// How complete and how fresh, in words.
    pub(crate) coverage: String,
    pub(crate) is_complete: bool,
    /// Said where there is no row; never a bare "none".
    pub(crate) empty: String,
    pub(crate) tables: Vec<Table>,
}

impl Part {
    pub(crate) fn is_empty(&self) -> bool {
        self.tables.iter().all(|table| table.rows.is_empty())
    }
}
