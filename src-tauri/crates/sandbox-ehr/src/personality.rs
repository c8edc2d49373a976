//! Personalities: how one vendor's server differs from another's, as data. Code asks these fields;
//! it never asks for a vendor by name.

/// What a server of this kind does and does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Personality {
    /// Name in flags and in the CapabilityStatement.
    pub name: &'static str,
    /// The software name it gives.
    pub software: &'static str,
    /// Entity tags and Last-Modified on reads, and conditional reads.
    pub etags: bool,
    /// `_lastUpdated` as a search parameter, for all types.
    pub last_updated: bool,
    /// Types whose search needs one of these parameters beside the patient, with the refusal's code.
    pub needs_one_of: &'static [(&'static str, &'static [&'static str], &'static str)],
    /// An OperationOutcome entry at the end of every search set.
    pub outcome_in_sets: bool,
    /// Status of an update with a stale version.
    pub stale_version: u16,
    /// Whether an update must carry a version.
    pub if_match_required: bool,
    /// Batch and transaction at the root.
    pub batch: bool,
    /// `Patient/$everything`.
    pub everything: bool,
    /// Refresh tokens for public clients.
    pub refresh_for_public: bool,
    /// Says `total` where it knows it.
    pub total: bool,
}

/// A server that does what the specification says.
pub const GENERIC: Personality = Personality {
    name: "generic",
    software: "Wardbook sandbox EHR",
    etags: true,
    last_updated: true,
    needs_one_of: &[],
    outcome_in_sets: false,
    stale_version: 412,
    if_match_required: false,
    batch: true,
    everything: true,
    refresh_for_public: true,
    total: true,
};

/// Every personality there is.
pub const ALL: &[Personality] = &[GENERIC];

/// The personality of this name.
pub fn named(name: &str) -> Option<Personality> {
    ALL.iter().find(|p| p.name == name).copied()
}
