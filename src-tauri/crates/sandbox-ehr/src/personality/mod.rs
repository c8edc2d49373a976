//! Personalities: how one vendor's server differs from another's, as data. Code asks these fields;
//! it never asks for a vendor by name.

mod epic;
mod oracle;

pub use epic::EPIC;
pub use oracle::ORACLE;

use crate::search::params;

/// What a server of this kind does and does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Personality {
    /// Name in flags and in the CapabilityStatement.
    pub name: &'static str,
    /// The software's name and version as it gives them, if it does.
    pub software: Option<(&'static str, &'static str)>,
    /// Who publishes the CapabilityStatement.
    pub publisher: &'static str,
    /// What it does for each type; `None` is everything for every type this program knows.
    pub types: Option<&'static [TypeRules]>,
    /// Resources carry `meta`.
    pub meta: bool,
    /// Entity tags and Last-Modified on reads, and conditional reads.
    pub etags: bool,
    /// `_lastUpdated` only with a lower and an upper bound, and never beside another date.
    pub closed_ranges: bool,
    /// How errors look.
    pub errors: Errors,
    /// An OperationOutcome entry in search sets, with what the server has to say about them.
    pub outcome_in_sets: bool,
    /// How a page leads to the next.
    pub next_links: NextLinks,
    /// What `total` says.
    pub total: Total,
    /// A resource may stand on two pages of one walk.
    pub overlapping_pages: bool,
    /// `_id` goes with no other criterion.
    pub id_alone: bool,
    /// Parameters in the address of a `_search` are not looked at.
    pub search_by_form_only: bool,
    /// More patients than this are refused in one search.
    pub most_patients: Option<usize>,
    /// Status of an update with a stale version; `None` where versions are not looked at.
    pub stale_version: Option<u16>,
    /// Whether an update must carry a version.
    pub if_match_required: bool,
    /// `If-None-Exist` is honoured.
    pub conditional_create: bool,
    /// A create and an update answer without the resource, whatever `Prefer` says.
    pub silent_writes: bool,
    /// What becomes of a record that is sent.
    pub filing: Filing,
    /// A body with `modifierExtension` or `implicitRules` is refused.
    pub strict_bodies: bool,
    /// Batch at the root.
    pub batch: bool,
    /// Transactions at the root.
    pub transaction: bool,
    /// Subscriptions over a WebSocket.
    pub subscriptions: bool,
    /// `Patient/$everything`.
    pub everything: bool,
    /// Where `$export` can be asked for.
    pub export: &'static [ExportLevel],
    /// How export files are given.
    pub export_elsewhere: bool,
    /// One patient in this many has a chart behind glass; 0 is none.
    pub glass_every: usize,
    /// Which redirects are taken.
    pub redirects: Redirects,
    /// Refresh tokens for public clients.
    pub refresh_for_public: bool,
    /// Life of an access token in seconds, unless the server is told otherwise.
    pub token_seconds: i64,
    /// Scopes for all types at once.
    pub wildcard_scopes: bool,
    /// A revocation endpoint, and introspection named in discovery.
    pub revocation: bool,
    /// `need_patient_banner` is a string.
    pub banner_as_text: bool,
    /// `token_type` as it is spelt.
    pub token_type: &'static str,
    /// What `smart-configuration` says it can do.
    pub capabilities: &'static [&'static str],
}

/// What is done for one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeRules {
    /// The type.
    pub kind: &'static str,
    /// Letters: read, search, create, update, delete.
    pub does: &'static str,
    /// Search parameters beside `_id`; all of them known to this program.
    pub params: &'static [&'static str],
    /// A search gives at least one of each of these, or `_id`.
    pub needs: &'static [&'static [&'static str]],
    /// How it is cut into pages.
    pub pages: Pages,
    /// Criteria whose results all stand on one page all the same.
    pub on_one_page: &'static [(&'static str, &'static str)],
}

/// How the results of a type are cut into pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// As the server was told when it started.
    AsConfigured,
    /// So many unless asked otherwise, and so many at the most.
    Of(usize, usize),
    /// All on one page; `_count` is not offered.
    Whole,
}

/// How errors look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// An OperationOutcome with a text.
    Plain,
    /// With codes of Epic's system; an empty 403, and HTML for a type there is not.
    Coded,
    /// A text and no diagnostics, and request ids on every answer.
    Terse,
}

/// How a page leads to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextLinks {
    /// The link says all; it works for ever.
    Stateless,
    /// The link names a session of this sign-in, which ends.
    Session,
    /// The query with a page context behind it.
    PageContext,
}

/// What becomes of a record that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filing {
    /// It is kept as it came.
    AsSent,
    /// Vital signs go into flowsheets, notes become HTML and RTF of the person who signed in, problems go
    /// to the problem list; identifiers are dropped.
    IntoFlowsheets,
    /// Notes become RTF; identifiers are dropped.
    IntoRichText,
}

/// What `total` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// How many there are, where it is known.
    Whole,
    /// How many are on this page.
    Page,
    /// Nothing: it is not given.
    Never,
}

/// Where an export can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportLevel {
    /// Everything the server has.
    System,
    /// All patients.
    Patient,
    /// The patients of a group.
    Group,
}

/// Which redirects are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redirects {
    /// Loopback by address with any port, and what is registered.
    LoopbackToo,
    /// What is registered, to the letter.
    Exact,
    /// What is registered, with more query if need be; loopback never, nor a scheme without a dot.
    NeverLoopback,
}

/// A server that does what the specification says.
pub const GENERIC: Personality = Personality {
    name: "generic",
    software: Some(("Wardbook sandbox EHR", env!("CARGO_PKG_VERSION"))),
    publisher: "Wardbook",
    types: None,
    meta: true,
    etags: true,
    closed_ranges: false,
    errors: Errors::Plain,
    outcome_in_sets: false,
    next_links: NextLinks::Stateless,
    total: Total::Whole,
    overlapping_pages: false,
    id_alone: false,
    search_by_form_only: false,
    most_patients: None,
    stale_version: Some(412),
    if_match_required: false,
    conditional_create: true,
    silent_writes: false,
    filing: Filing::AsSent,
    strict_bodies: false,
    batch: true,
    transaction: true,
    subscriptions: true,
    everything: true,
    export: &[
        ExportLevel::System,
        ExportLevel::Patient,
        ExportLevel::Group,
    ],
    export_elsewhere: false,
    glass_every: 0,
    redirects: Redirects::LoopbackToo,
    refresh_for_public: true,
    token_seconds: 3600,
    wildcard_scopes: true,
    revocation: true,
    banner_as_text: false,
    token_type: "Bearer",
    capabilities: &[
        "launch-ehr",
        "launch-standalone",
        "client-public",
        "sso-openid-connect",
        "context-banner",
        "context-style",
        "context-ehr-patient",
        "context-ehr-encounter",
        "permission-offline",
        "permission-online",
        "permission-user",
        "permission-v1",
        "permission-v2",
    ],
};

/// Every personality there is.
pub const ALL: &[Personality] = &[GENERIC, EPIC, ORACLE];

/// The personality of this name.
pub fn named(name: &str) -> Option<Personality> {
    ALL.iter().find(|p| p.name == name).copied()
}

impl Personality {
    /// The rules of a type; `None` where nothing is said about it.
    pub(crate) fn rules(&self, kind: &str) -> Option<&'static TypeRules> {
        self.types?.iter().find(|rules| rules.kind == kind)
    }

    /// The one spelling of a type that is served, if it is.
    pub(crate) fn served(&self, kind: &str) -> Option<&'static str> {
        let known = params::SERVED.iter().find(|k| **k == kind).copied();
        match self.types {
            None => known,
            Some(types) => known.filter(|k| types.iter().any(|rules| rules.kind == *k)),
        }
    }

    /// The types that are served, sorted.
    pub(crate) fn all_served(&self) -> impl Iterator<Item = &'static str> {
        let types = self.types;
        params::SERVED
            .iter()
            .copied()
            .filter(move |kind| types.is_none_or(|types| types.iter().any(|r| r.kind == *kind)))
    }

    /// Whether a type can be treated so; the letter is one of `rscud`.
    pub(crate) fn does(&self, kind: &str, letter: char) -> bool {
        match (self.types, letter) {
            (Some(_), _) => self.rules(kind).is_some_and(|r| r.does.contains(letter)),
            (None, 'r' | 'c' | 'd') if kind == "Subscription" => self.subscriptions,
            (None, 'r' | 's') => params::SERVED.contains(&kind),
            (None, _) => params::SERVED.contains(&kind) && kind != "Provenance",
        }
    }

    /// Whether a search parameter is offered for a type.
    pub(crate) fn offers(&self, kind: &str, param: &str) -> bool {
        match self.rules(kind) {
            Some(rules) => param == "_id" || rules.params.contains(&param),
            None => self.types.is_none() && params::find(kind, param).is_some(),
        }
    }

    /// Whether resources of this type can be found by the patient they belong to.
    pub(crate) fn found_by_patient(&self, kind: &str) -> bool {
        self.does(kind, 's')
            && (kind == "Patient"
                || ["patient", "subject", "beneficiary", "target"]
                    .iter()
                    .any(|param| self.offers(kind, param)))
    }
}
