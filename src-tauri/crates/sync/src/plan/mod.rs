//! What to ask for: a pure function of what the server offers, what the sign-in covers, what the
//! ledger says and what the user wants. It refuses to know the network, the store or the time.

pub mod kinds;
pub mod manners;
mod offer;
mod read;
mod start;
pub mod vendor;

use wardbook_fhir::Capabilities;
use wardbook_store::ledger::{self, State};

use crate::checkpoint::Mark;
use crate::reason;
use kinds::{KINDS, Kind, Way};
use manners::Manners;
use offer::Offer;
pub use read::{Plan, Question, Read, Start, Unasked, WhyNot, fingerprint_of};

/// The ledger's section of what belongs to no single patient.
pub const PEOPLE: &str = "people";

/// Read name of the patient list of a connection.
pub const LISTING: &str = "Patient:all";

/// How long a server's daily ceiling is respected after it was met.
const DAILY_CEILING: i64 = 12 * 3_600_000;

/// What the sign-in covers.
pub trait Granted: Send + Sync {
    /// Reading and searching this type is covered.
    fn allows(&self, resource_type: &str) -> bool;
}

/// A connection that needs no sign-in covers everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct Everything;

impl Granted for Everything {
    fn allows(&self, _: &str) -> bool {
        true
    }
}

/// For whom a plan is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'a> {
    /// One patient, by the EHR's id.
    Patient(&'a str),
    /// The connection as a whole: what belongs to no single patient.
    Connection,
}

/// What the user wants.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// For whom.
    pub whose: Whose<'a>,
    /// Now, our clock.
    pub now: i64,
    /// Read everything again, whatever is here.
    pub full: bool,
    /// How this server wants to be asked.
    pub manners: &'a Manners,
    /// Only what is dated between these two, where a search can be limited to that.
    pub between: Option<(i64, i64)>,
}

/// Makes the plan. The same input gives the same output.
///
/// A type is asked by one search for the patient, because only that is complete: a search in parts
/// (`category=laboratory`) loses what carries no category. Its records may fall in several chart
/// sections, and each of them gets its ledger row. Where a server refuses the whole search (Epic:
/// Observation without category), the type is asked in all parts known.
pub fn plan(
    capabilities: &Capabilities,
    granted: &dyn Granted,
    ledger: &[ledger::Row],
    asked: &Asked<'_>,
) -> Plan {
    let mut plan = Plan::default();
    let offer = Offer(capabilities);
    for (order, kind) in KINDS.iter().enumerate() {
        let order = order as u16;
        match due(offer, kind, asked) {
            Due::Asked(_) if !granted.allows(kind.resource_type) => {
                unasked(&mut plan, kind, asked, WhyNot::NotGranted);
            }
            Due::Asked(questions) => plan.reads.extend(
                questions
                    .into_iter()
                    .map(|part| read(offer, order, kind, part, ledger, asked))
                    .filter(|read| worth_asking(read, ledger, asked)),
            ),
            Due::NotOffered => unasked(&mut plan, kind, asked, WhyNot::NotOffered),
            Due::Elsewhere => {}
        }
    }
    plan.reads.sort();
    plan.unasked.sort();
    plan
}

/// A question and, where the type is asked in parts, the part.
type Part = (Option<&'static str>, Question);

/// What a plan does about a kind.
enum Due {
    /// These questions; none where it is asked when it is met.
    Asked(Vec<Part>),
    /// The server does not offer it.
    NotOffered,
    /// It is none of this plan's business.
    Elsewhere,
}

impl From<Option<Vec<Part>>> for Due {
    fn from(questions: Option<Vec<Part>>) -> Self {
        questions.map_or(Self::NotOffered, Self::Asked)
    }
}

fn due(offer: Offer<'_>, kind: &Kind, asked: &Asked<'_>) -> Due {
    let typ = kind.resource_type;
    let at_all = || offer.reads(typ) || offer.searches(typ);
    match (kind.way, asked.whose) {
        (Way::Itself, Whose::Patient(id)) if offer.reads(typ) => {
            Due::Asked(vec![(None, Question::One { id: id.to_owned() })])
        }
        (Way::Itself, Whose::Patient(id)) => {
            let params = vec![("_id".to_owned(), id.to_owned())];
            offer
                .searches(typ)
                .then(|| vec![(None, Question::Search { params })])
                .into()
        }
        (Way::ByPatient(params), Whose::Patient(id)) => offer
            .param(typ, params)
            .map(|param| by_patient(offer, kind, param, id, asked))
            .into(),
        // What is asked for each patient, or when it is met: a plan for the connection only says
        // where that cannot be, once for all patients.
        (Way::ByPatient(params), Whose::Connection) => {
            offer.param(typ, params).map(|_| Vec::new()).into()
        }
        (Way::Itself | Way::ByReference | Way::ByAttachment, Whose::Connection) => {
            at_all().then(Vec::new).into()
        }
        (Way::ByConnection(params), Whose::Connection) => offer
            .param(typ, params)
            .map(|param| {
                let mut query = Vec::new();
                if param == "type" {
                    query.push(("type".to_owned(), "person".to_owned()));
                }
                count(offer, kind, asked, &mut query);
                vec![(None, Question::Search { params: query })]
            })
            .into(),
        _ => Due::Elsewhere,
    }
}

fn by_patient(
    offer: Offer<'_>,
    kind: &Kind,
    param: &str,
    patient: &str,
    asked: &Asked<'_>,
) -> Vec<Part> {
    let typ = kind.resource_type;
    // `patient` takes a bare id; other parameters may refer to more than patients.
    let value = if param == "patient" {
        patient.to_owned()
    } else {
        format!("Patient/{patient}")
    };
    let query = |part: Option<(&str, &str)>| {
        let mut params = vec![(param.to_owned(), value.clone())];
        params.extend(part.map(|(name, value)| (name.to_owned(), value.to_owned())));
        params.extend(
            asked
                .manners
                .demanded(typ)
                .map(|(n, v)| (n.to_owned(), v.to_owned())),
        );
        if offer.gives_provenance(typ) {
            params.push(("_revinclude".to_owned(), "Provenance:target".to_owned()));
        }
        count(offer, kind, asked, &mut params);
        Question::Search { params }
    };
    match kind.split.filter(|_| asked.manners.asks_in_parts(kind)) {
        None => vec![(None, query(None))],
        Some(split) => {
            let more = asked.manners.profile().parts_of(typ);
            split
                .values
                .iter()
                .chain(more)
                .map(|part| (Some(*part), query(Some((split.param, part)))))
                .collect()
        }
    }
}

fn count(offer: Offer<'_>, kind: &Kind, asked: &Asked<'_>, params: &mut Vec<(String, String)>) {
    if offer.takes_count(kind.resource_type) {
        params.push((
            "_count".to_owned(),
            asked.manners.page_size(kind.resource_type).to_string(),
        ));
    }
}

fn read(
    offer: Offer<'_>,
    order: u16,
    kind: &Kind,
    (part, question): Part,
    ledger: &[ledger::Row],
    asked: &Asked<'_>,
) -> Read {
    let typ = kind.resource_type;
    let name = part.map_or_else(|| typ.to_owned(), |part| format!("{typ}:{part}"));
    let section = match kind.way {
        Way::ByConnection(_) => PEOPLE,
        _ => section_of(typ, part),
    };
    let mut feeds: Vec<&'static str> = match (part, kind.split) {
        (None, Some(split)) if split.param == "category" => split
            .values
            .iter()
            .map(|part| section_of(typ, Some(part)))
            .collect(),
        _ => Vec::new(),
    };
    feeds.sort_unstable();
    feeds.dedup();
    feeds.retain(|fed| *fed != section);
    let mark = row(ledger, &name).map(|row| Mark::parse(row.checkpoint.as_deref()));
    let dated = kind.dated.iter().copied();
    let mut read = Read {
        order,
        name,
        resource_type: typ,
        section,
        feeds,
        whole: part.is_none() && kind.way != Way::Itself,
        last_updated: offer
            .spelling(typ, "_lastUpdated")
            .filter(|_| asked.manners.trusts_last_updated()),
        dated: dated.into_iter().find(|param| offer.has_param(typ, param)),
        question,
        start: Start::Full,
    };
    read.start = start::start(&read, &mark.unwrap_or_default(), kind.grows, asked);
    read
}

/// Some answers are not worth asking for again by itself.
fn worth_asking(read: &Read, ledger: &[ledger::Row], asked: &Asked<'_>) -> bool {
    let Some(row) = row(ledger, &read.name) else {
        return true;
    };
    match row.reason_code.as_deref() {
        // Only a person can open it, in the EHR; then they ask for all of it again.
        Some(reason::BREAK_THE_GLASS) if row.state == State::Refused => asked.full,
        Some(reason::DAILY_CEILING) => asked.now.saturating_sub(row.updated_at) >= DAILY_CEILING,
        _ => true,
    }
}

fn unasked(plan: &mut Plan, kind: &Kind, asked: &Asked<'_>, why: WhyNot) {
    if kind.expected && asked.whose == Whose::Connection {
        let section = match kind.way {
            Way::ByReference | Way::ByConnection(_) => PEOPLE,
            _ => section_of(kind.resource_type, None),
        };
        plan.unasked.push(Unasked {
            name: kind.resource_type.to_owned(),
            section,
            why,
        });
    }
}

fn row<'a>(ledger: &'a [ledger::Row], name: &str) -> Option<&'a ledger::Row> {
    ledger.iter().find(|row| row.read == name)
}

/// The chart section of a type, or of one part of it.
fn section_of(resource_type: &str, part: Option<&str>) -> &'static str {
    wardbook_fhir::section::section(resource_type, part)
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
