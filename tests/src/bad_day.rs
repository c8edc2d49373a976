//! A server like a vendor's on its worst day: every fault at once, strewn by a seed, while a ward's charts
//! are synced. Afterwards the store holds what the server holds for this sign-in, the ledger names
//! exactly what was refused, and no page that had arrived was asked for again.

use std::collections::{BTreeMap, BTreeSet};

use sandbox_ehr::{Began, Config, Truth, personality};

use crate::program::{Cli, PASSPHRASE};
use crate::sandbox::Sandbox;
use crate::scratch::Scratch;
use crate::whole::Whole;

/// The client's secret at the sandbox.
const SECRET: &str = "seven north at night";

/// How to go about it.
#[derive(Debug, Clone, Copy)]
pub struct BadDay {
    /// Whose server it is like: `generic`, `epic` or `oracle`.
    pub vendor: &'static str,
    /// How many patients.
    pub patients: usize,
    /// One request in so many meets each fault.
    pub one_in: u32,
    /// Strews the faults and makes the people.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Endured {
    /// Records in the store.
    pub records: usize,
    /// Requests that met a fault.
    pub faults: u64,
    /// Pages served whole.
    pub pages: u64,
    /// Walks of which a next link had expired: they began anew.
    pub expired: usize,
}

/// Does it.
///
/// # Errors
/// What is missing, invented, unnamed or was asked for twice.
pub fn run(day: BadDay) -> Result<Endured, String> {
    let sandbox = sandbox(day)?;
    let scratch = Scratch::new();
    let cli = connected(&scratch, &sandbox)?;
    let truth = truth(&sandbox)?;
    let spoiled = spoil(day, &truth);
    let n = day.one_in;
    sandbox.faults(&format!(
        "seed={},latency_max_ms=4,drop_every={n},throttle_every={},retry_after=1,error_every={},\
         truncate_every={},duplicate_page_every={},expire_next_every={},expire_token_after={},\
         refuse=Goal+CarePlan,broken={},misshapen={}",
        day.seed,
        n * 2 + 1,
        n + 3,
        n + 5,
        n + 7,
        n + 9,
        n * 20,
        spoiled[0],
        spoiled[1],
    ));
    let ids: Vec<&String> = truth.patients.iter().map(|one| &one.patient).collect();
    let mut asked = vec!["sync".to_owned(), "City".to_owned(), "--json".to_owned()];
    asked.extend(
        ids.iter()
            .flat_map(|id| ["--patient".to_owned(), (*id).clone()]),
    );
    let answer = cli.run(&asked);
    if !answer.status.success() {
        return Err(format!(
            "the sync ended with {}: {}",
            answer.status, answer.err
        ));
    }
    let whole = Whole::of(cli.profile(), PASSPHRASE);
    held(&truth, &whole, &spoiled)?;
    named(&truth, &whole)?;
    asked_once(&sandbox).map(|endured| Endured {
        records: whole.records.len(),
        ..endured
    })
}

fn sandbox(day: BadDay) -> Result<Sandbox, String> {
    let vendor = personality::named(day.vendor).ok_or("no such personality")?;
    Ok(Sandbox::start(Config {
        patients: day.patients,
        seed: day.seed,
        client_secrets: vec![("ward7".to_owned(), SECRET.to_owned())],
        personality: vendor,
        glass_every: Some(25.min(day.patients / 2)),
        ..Config::default()
    }))
}

/// A profile signed in as a client of its own, whose tokens can be had again without anybody.
fn connected(scratch: &Scratch, sandbox: &Sandbox) -> Result<Cli, String> {
    let cli = Cli::new(&scratch.join("profile"));
    let base = sandbox.base();
    let connect = [
        "connect",
        "City",
        "--fhir-base",
        &base,
        "--client-id",
        "ward7",
        "--auth",
        "client-credentials",
        "--secret-stdin",
    ];
    let answers = [
        cli.init(),
        cli.run_with_input(&connect, SECRET),
        cli.run(["sign-in", "City"]),
    ];
    match answers.iter().find(|answer| !answer.status.success()) {
        Some(failed) => Err(format!(
            "it cannot be connected: {}{}",
            failed.err, failed.out
        )),
        None => Ok(cli),
    }
}

/// What the server holds for this sign-in.
fn truth(sandbox: &Sandbox) -> Result<Truth, String> {
    let server = sandbox.server();
    let tokens = server.secrets();
    let told = tokens.iter().find_map(|token| server.truth(Some(token)));
    told.ok_or_else(|| "nobody is signed in".to_owned())
}

/// Two results that arrive in a form that cannot be read.
fn spoil(day: BadDay, truth: &Truth) -> [String; 2] {
    let open = truth.patients.iter().filter(|one| one.closed.is_none());
    let mut found = open.filter_map(|one| {
        let ids = one.held.get("Observation")?;
        let nth = usize::try_from(day.seed).unwrap_or(0) % ids.len().max(1);
        ids.get(nth).map(|id| format!("Observation/{id}"))
    });
    [(); 2].map(|()| found.next().unwrap_or_default())
}

/// All that is held is here, and nothing else.
fn held(truth: &Truth, whole: &Whole, spoiled: &[String]) -> Result<(), String> {
    let refused: BTreeSet<&str> = truth
        .not_served
        .iter()
        .chain(&truth.not_granted)
        .copied()
        .chain(["Goal", "CarePlan"])
        .collect();
    let mut lost: BTreeMap<&str, usize> = BTreeMap::new();
    let mut could_be: BTreeSet<(String, String)> = BTreeSet::new();
    let everything = truth
        .patients
        .iter()
        .flat_map(|one| one.held.iter().chain(&one.by_id))
        .chain(&truth.commons);
    for (kind, ids) in everything {
        could_be.extend(ids.iter().map(|id| ((*kind).to_owned(), id.clone())));
    }
    for (kind, ids) in truth.patients.iter().flat_map(|one| &one.held) {
        for id in ids {
            let key = ((*kind).to_owned(), id.clone());
            let unreadable = spoiled.contains(&format!("{kind}/{id}"));
            if whole.records.contains_key(&key) == (unreadable || refused.contains(kind)) {
                *lost.entry(kind).or_default() += 1;
            }
        }
    }
    let invented = whole.records.keys().filter(|key| !could_be.contains(*key));
    match (lost.is_empty(), invented.count()) {
        (true, 0) => Ok(()),
        (_, invented) => Err(format!(
            "lost or not refused: {lost:?}; invented: {invented}; the ledger: {:?}",
            states(whole, &lost)
        )),
    }
}

/// What the ledger says of reads of these types: how often it says it.
fn states(whole: &Whole, kinds: &BTreeMap<&str, usize>) -> BTreeMap<String, usize> {
    let mut states = BTreeMap::new();
    for ((_, read), row) in &whole.coverage {
        if kinds.contains_key(kind_of(read)) {
            let reason = row.reason.as_deref().unwrap_or("-");
            *states
                .entry(format!("{read} {} {reason}", row.state))
                .or_default() += 1;
        }
    }
    states
}

/// The type a read is of.
fn kind_of(read: &str) -> &str {
    read.split([' ', '?', '/', ':']).next().unwrap_or(read)
}

/// The ledger says of every read that it is complete, or why not; and only what was refused is not.
fn named(truth: &Truth, whole: &Whole) -> Result<(), String> {
    let closed: BTreeSet<&str> = truth
        .patients
        .iter()
        .filter(|one| one.closed.is_some())
        .map(|one| one.patient.as_str())
        .collect();
    let mut wrong: BTreeMap<(String, String, String), usize> = BTreeMap::new();
    for ((patient, read), row) in &whole.coverage {
        let kind = kind_of(read);
        let is_refused = closed.contains(patient.as_str()) || ["Goal", "CarePlan"].contains(&kind);
        let right = match row.state.as_str() {
            "complete" => !is_refused || kind == "Patient",
            "refused" => is_refused && row.reason.is_some(),
            // The server does not have the type, or cannot be asked for this part of it.
            "not-offered" => {
                truth.not_served.contains(&kind)
                    || row.reason.as_deref() == Some("part-unknown")
                    || patient.is_empty()
            }
            // More exists than is shown, a spoiled result: said, with the reason.
            _ => row.reason.is_some() && (more_exists(truth, patient, kind) || row.quarantined > 0),
        };
        if !right {
            let why = (
                kind.to_owned(),
                row.state.clone(),
                row.words
                    .clone()
                    .or_else(|| row.reason.clone())
                    .unwrap_or_default(),
            );
            *wrong.entry(why).or_default() += 1;
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("the ledger is wrong about {wrong:?}"))
    }
}

fn more_exists(truth: &Truth, patient: &str, kind: &str) -> bool {
    let mut patients = truth.patients.iter();
    patients.any(|one| one.patient == patient && one.more_exists.contains(&kind))
}

/// No page that had arrived whole was asked for again, and no walk was begun twice without need.
fn asked_once(sandbox: &Sandbox) -> Result<Endured, String> {
    let walks = sandbox.server().walks();
    let mut endured = Endured::default();
    let (mut again, mut twice) = (BTreeMap::new(), BTreeMap::new());
    for walk in &walks {
        match walk.began {
            Began::First | Began::AfterExpiry => {}
            Began::Again => *again.entry(walk.kind.as_str()).or_insert(0) += 1,
        }
        endured.expired += usize::from(walk.expired);
        for page in &walk.pages {
            endured.faults += page.damaged + page.refused;
            endured.pages += page.whole;
            if page.asked_after_whole > 0 {
                *twice.entry(walk.kind.as_str()).or_insert(0) += page.asked_after_whole;
            }
        }
    }
    if again.is_empty() && twice.is_empty() {
        Ok(endured)
    } else {
        Err(format!(
            "walked again: {again:?}; asked for after it had arrived: {twice:?}"
        ))
    }
}
