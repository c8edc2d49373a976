//! The truth: what a server holds for somebody who signed in, by patient and type, and what it
//! refuses by rule. Made on demand, so that a store can be compared with it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::fhir::gate::Access;
use crate::fhir::{glass, pages};
use crate::resource::Resource;
use crate::smart::scopes::Op;
use crate::state::State;

/// Ids by type.
pub type Ids = BTreeMap<&'static str, Vec<String>>;

/// What a server holds for somebody, and what it refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    /// The personality.
    pub personality: &'static str,
    /// The login of whom this is true for; `anyone` is without a sign-in's limits.
    pub user: &'static str,
    /// Patient by patient.
    pub patients: Vec<PatientTruth>,
    /// What belongs to no patient.
    pub commons: Ids,
    /// Types that are not served at all, though charts have them.
    pub not_served: Vec<&'static str>,
    /// Types that are served and the sign-in does not cover.
    pub not_granted: Vec<&'static str>,
    /// Types refused by fault.
    pub refused: Vec<String>,
    /// `Type/id` of resources served in a form that cannot be read, by fault.
    pub spoiled: Vec<String>,
    /// What a search must give, where something is asked for.
    pub rules: Vec<Rule>,
    /// What clients created, in order, each with the identifier that came with it, kept or not.
    pub written: Vec<WrittenTruth>,
    /// Document queries a user has in a day; 0 is no limit.
    pub document_cap: u64,
}

/// One patient's part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PatientTruth {
    /// The logical id.
    pub patient: String,
    /// The place in the population or folder.
    pub index: usize,
    /// The code under which the chart is closed: then `held` is the Patient alone.
    pub closed: Option<&'static str>,
    /// Types of which the server says that more exists than it shows.
    pub more_exists: Vec<&'static str>,
    /// What a search by this patient finds.
    pub held: Ids,
    /// What can be read by id only.
    pub by_id: Ids,
}

/// One record that a client created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenTruth {
    /// The type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The id it was given.
    pub id: String,
    /// The value of the first identifier it came with.
    pub identifier: Option<String>,
    /// How often it was changed since, itself included.
    pub version: String,
}

/// What a search on a type must give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The type.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// At least one of each of these, or `_id`.
    pub needs: &'static [&'static [&'static str]],
}

/// The truth for whoever has this access; of one patient only, if one is named.
pub(crate) fn tell(state: &State, access: &Access, only: Option<&str>) -> Truth {
    let personality = &state.config.personality;
    let faults = state.faults.get();
    let owners: Vec<usize> = match only {
        Some(id) => state.holdings.patient_index(id).into_iter().collect(),
        None => (0..state.holdings.patients()).collect(),
    };
    let served: Vec<&'static str> = personality.all_served().collect();
    let (granted, not_granted): (Vec<_>, Vec<_>) = served
        .into_iter()
        .partition(|kind| access.demand(kind, Op::Read).is_ok());
    Truth {
        personality: personality.name,
        user: access.user(),
        patients: owners
            .into_iter()
            .filter_map(|owner| patient(state, access, &granted, owner))
            .collect(),
        commons: ids(state, access, &granted, crate::holdings::COMMONS, &|_| true),
        not_served: crate::search::params::SERVED
            .iter()
            .copied()
            .filter(|kind| personality.served(kind).is_none())
            .collect(),
        not_granted,
        refused: faults.refuse,
        spoiled: [faults.broken, faults.misshapen].concat(),
        rules: personality
            .types
            .unwrap_or_default()
            .iter()
            .filter(|rules| !rules.needs.is_empty())
            .map(|rules| Rule {
                kind: rules.kind,
                needs: rules.needs,
            })
            .collect(),
        written: written(state),
        document_cap: state.config.document_cap,
    }
}

fn written(state: &State) -> Vec<WrittenTruth> {
    let created = state.memory.created(None).into_iter();
    created
        .filter(|r| r.kind != "Binary" && r.kind != "Subscription")
        .map(|r| WrittenTruth {
            kind: r.kind,
            identifier: state.memory.identifier(r.kind, &r.id),
            version: r.version.clone(),
            id: r.id.clone(),
        })
        .collect()
}

fn patient(
    state: &State,
    access: &Access,
    granted: &[&'static str],
    owner: usize,
) -> Option<PatientTruth> {
    let personality = &state.config.personality;
    let who = pages::current(state, owner, "Patient");
    let closed = glass::over(state, owner);
    let open = |kind: &str| closed.is_none() || kind == "Patient";
    let found = |kind: &str| personality.found_by_patient(kind);
    Some(PatientTruth {
        patient: who.first()?.id.clone(),
        index: owner,
        closed,
        more_exists: granted
            .iter()
            .copied()
            .filter(|kind| open(kind) && glass::more_exists(state, owner, kind))
            .collect(),
        held: ids(state, access, granted, owner, &|k| open(k) && found(k)),
        by_id: ids(state, access, granted, owner, &|k| open(k) && !found(k)),
    })
}

fn ids(
    state: &State,
    access: &Access,
    granted: &[&'static str],
    owner: usize,
    wanted: &dyn Fn(&str) -> bool,
) -> Ids {
    let mut out = Ids::new();
    for kind in granted.iter().copied().filter(|kind| wanted(kind)) {
        let mine = |r: &Arc<Resource>| state.owner_of(r) == Some(owner);
        let created = state.memory.created(Some(kind)).into_iter().filter(mine);
        let all = pages::current(state, owner, kind)
            .into_iter()
            .chain(created);
        let all: Vec<String> = all
            .filter(|r| access.shows(r, Op::Read))
            .map(|r| r.id.clone())
            .collect();
        if !all.is_empty() {
            out.insert(kind, all);
        }
    }
    out
}
