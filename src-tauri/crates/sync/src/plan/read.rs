//! The words of a plan: reads, what they ask and where they begin, and what is not asked.

use wardbook_store::ledger::State;

use crate::checkpoint::fingerprint;

/// One read: a search walked to its end, or one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// Place in the reading order.
    pub order: u16,
    /// Name in the ledger: the type, and the part of it where it is asked in parts.
    pub name: String,
    /// FHIR resource type.
    pub resource_type: &'static str,
    /// Chart section its own ledger row counts for.
    pub section: &'static str,
    /// Further sections its records fall in; each has a ledger row that says what this one says.
    pub feeds: Vec<&'static str>,
    /// What is asked.
    pub question: Question,
    /// Where it begins.
    pub start: Start,
    /// The search parameter for what changed, as this server spells it.
    pub last_updated: Option<String>,
    /// The search parameter for a range of clinical dates.
    pub dated: Option<&'static str>,
    /// It covers the whole type, so that what a full walk does not show may have been deleted.
    pub whole: bool,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// One resource by id.
    One {
        /// FHIR id.
        id: String,
    },
    /// A search.
    Search {
        /// Parameters in the order sent.
        params: Vec<(String, String)>,
    },
}

/// Where a read begins.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Start {
    /// At the first page, all of it.
    Full,
    /// At the first page, what changed since then (the server's clock, milliseconds).
    Since(i64),
    /// At the first page, what is dated since then: where nothing says what changed.
    Window(i64),
    /// At the first page, what is dated between these two, because a person asked for no more.
    Between(i64, i64),
    /// After the last committed page.
    Resume,
}

/// A read that is not made, and what the ledger says about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unasked {
    /// Name in the ledger.
    pub name: String,
    /// Chart section.
    pub section: &'static str,
    /// Why not.
    pub why: WhyNot,
}

/// Why a read is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhyNot {
    /// The CapabilityStatement does not offer it.
    NotOffered,
    /// The sign-in does not cover it.
    NotGranted,
}

impl WhyNot {
    /// The ledger's state.
    pub fn state(self) -> State {
        match self {
            Self::NotOffered => State::NotOffered,
            Self::NotGranted => State::NotGranted,
        }
    }

    /// Code and words for the ledger.
    pub fn reason(self) -> (&'static str, &'static str) {
        match self {
            Self::NotOffered => ("not-offered", "The EHR does not offer this."),
            Self::NotGranted => ("not-granted", "Your sign-in does not cover this."),
        }
    }
}

/// What is asked and what is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// In reading order.
    pub reads: Vec<Read>,
    /// By name.
    pub unasked: Vec<Unasked>,
}

/// What makes two questions the same: the type and all parameters but those that only say how the
/// answer is cut up.
pub fn fingerprint_of(resource_type: &str, question: &Question) -> u64 {
    let mut text = resource_type.to_owned();
    match question {
        Question::One { id } => {
            text.push('/');
            text.push_str(id);
        }
        Question::Search { params } => {
            for (name, value) in params.iter().filter(|(name, _)| name != "_count") {
                text.extend(["&", name, "=", value]);
            }
        }
    }
    fingerprint(text.as_bytes())
}
