//! What is asked of the outbox.

use std::path::PathBuf;

use clap::Subcommand;

/// What to do with the outbox.
#[derive(Debug, Subcommand)]
pub(crate) enum OutboxCommand {
    /// What waits, why, since when and what happens next
    List {
        /// Name, number or id of a patient
        #[arg(long)]
        patient: Option<String>,
        /// Also what is confirmed or withdrawn
        #[arg(long)]
        all: bool,
    },
    /// One item with every request about it, and both sides of a conflict
    Show {
        /// The item's id
        item: String,
    },
    /// Send what waits
    Send {
        /// The EHR's name; all where absent
        name: Option<String>,
        /// Until nothing goes by itself any more
        #[arg(long)]
        wait: bool,
    },
    /// Take an item back
    Withdraw {
        /// The item's id
        item: String,
    },
    /// Send an item again, look again, or put back what was withdrawn
    Retry {
        /// The item's id
        item: String,
    },
    /// Other words for an item that waits; in a conflict the merged record
    Edit {
        /// The item's id
        item: String,
        /// A file; - is standard input
        file: PathBuf,
    },
    /// Let an item go before, or after, its neighbour of the same patient
    Move {
        /// The item's id
        item: String,
        /// Before the one before it
        #[arg(long, conflicts_with = "later", required_unless_present = "later")]
        earlier: bool,
        /// After the one after it
        #[arg(long)]
        later: bool,
    },
    /// Decide a conflict, or say whether something is at the EHR
    Resolve {
        /// The item's id
        item: String,
        /// mine, theirs, there or not-there
        #[arg(long)]
        take: String,
        /// For "there": what the EHR calls it
        #[arg(long)]
        id: Option<String>,
    },
}
