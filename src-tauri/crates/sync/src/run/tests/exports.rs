//! A ward that comes as a bulk export: the same charts as by asking, with far fewer questions, and
//! wherever it is cut off it goes on.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

use sandbox_ehr::{Config, Server, personality};

use super::*;

fn config() -> Config {
    Config {
        patients: 4,
        open: true,
        export_retry_after: 7,
        ..Config::default()
    }
}

fn desk(ehr: &Server) -> Desk {
    let mut desk = Desk::connected(&ehr.base_url());
    desk.options.exports = true;
    desk
}

/// How often the EHR was asked so far, by what the question begins with.
fn asked(ehr: &Server, begins: &str) -> u64 {
    let by_kind = ehr.counts().by_kind;
    let these = by_kind.iter().filter(|(kind, _)| kind.starts_with(begins));
    these.map(|(_, n)| n).sum()
}

fn ids(desk: &Desk) -> Vec<String> {
    let rows = desk
        .store()
        .read(|c| patients::of_connection(c, 1))
        .unwrap();
    rows.into_iter().map(|row| row.fhir_id).collect()
}

/// Everything that is here. An EHR names its archive by its own address, and each of these is at another port.
fn everything(desk: &Desk, ehr: &Server) -> BTreeMap<(String, String), String> {
    let base = ehr.base_url();
    let origin = base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let all = desk.everything().into_iter();
    all.map(|(key, body)| (key, body.replace(&origin, "http://ehr")))
        .collect()
}

/// What nobody asked for leaves: the charts and the ledger of a ward asked for one by one.
async fn one_by_one() -> (BTreeMap<(String, String), String>, BTreeMap<String, State>) {
    let mut ehr = Server::start(config()).await.unwrap();
    let desk = Desk::connected(&ehr.base_url());
    desk.syncs(&Patients::All).await;
    let states = ids(&desk).iter().flat_map(|id| named(&desk, id)).collect();
    let all = everything(&desk, &ehr);
    ehr.stop().await;
    (all, states)
}

fn named(desk: &Desk, patient: &str) -> Vec<(String, State)> {
    let states = desk.states(patient).into_iter();
    states
        .map(|(read, state)| (format!("{patient} {read}"), state))
        .collect()
}

fn states(desk: &Desk) -> BTreeMap<String, State> {
    ids(desk).iter().flat_map(|id| named(desk, id)).collect()
}

#[tokio::test]
async fn a_ward_by_export_is_the_ward_asked_for_one_by_one() {
    let (whole, ledger_says) = one_by_one().await;
    let mut ehr = Server::start(config()).await.unwrap();
    let desk = desk(&ehr);
    let outcome = desk.syncs(&Patients::All).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(outcome.progress.quarantined, 0);
    assert_eq!(everything(&desk, &ehr), whole);
    assert_eq!(states(&desk), ledger_says);
    assert_eq!(outcome.progress.patients_done, 4);
    assert_eq!(
        asked(&ehr, "GET Observation search"),
        0,
        "all of it came in files"
    );
    assert!(
        desk.slept().contains(&7),
        "it waits as long as it is asked to"
    );

    let patient = ids(&desk).remove(0);
    let row = desk.row(&patient, "Observation");
    assert_eq!(row.window.as_deref(), Some("By bulk export."));
    assert!(row.count > 10 && row.as_of.is_some());
    let job = desk.row("", "Export");
    assert_eq!((job.state, job.count), (State::Complete, 4));
    assert_eq!(job.checkpoint, None);

    desk.clock.advance(3_600_000);
    let before = asked(&ehr, "");
    let again = desk.syncs(&Patients::All).await.progress;
    assert_eq!((again.added, again.changed, again.gone), (0, 0, 0));
    assert!(asked(&ehr, "") > before);
    assert!(
        again.bytes < outcome.progress.bytes / 10,
        "what changed is asked for"
    );
    assert_eq!(states(&desk), ledger_says);
    ehr.stop().await;
}

#[tokio::test]
async fn killed_at_any_moment_an_export_goes_on_and_ends_the_same() {
    let (whole, ledger_says) = one_by_one().await;
    let mut ehr = Server::start(config()).await.unwrap();
    let (mut in_the_middle, mut went_on_with_the_job) = (0, 0);
    for moment in 0.. {
        let mut desk = desk(&ehr);
        let finished = {
            let sync = desk.sync();
            let count = AtomicU64::new(0);
            let (die, mut death) = tokio::sync::mpsc::unbounded_channel();
            let listen = move |p: &Progress| {
                if count.fetch_add(1, Ordering::SeqCst) == moment * 53 && !p.phase.is_end() {
                    die.send(()).unwrap();
                }
            };
            let control = Control::new();
            tokio::select! {
                biased;
                _ = death.recv() => false,
                _ = sync.run(1, &Patients::All, &control, &listen) => true,
            }
        };
        if finished {
            break;
        }
        desk.dies_and_comes_back();
        let before = desk.everything().len();
        let job = desk.find_row("", "Export").and_then(|row| row.checkpoint);
        desk.clock.advance(60_000);
        let kicked_off = asked(&ehr, "GET Patient operation");
        let outcome = desk.syncs(&Patients::All).await;
        assert_eq!(outcome.phase, Phase::Done);
        assert_eq!(everything(&desk, &ehr), whole, "killed at moment {moment}");
        assert_eq!(states(&desk), ledger_says, "killed at moment {moment}");
        if job.is_some() {
            let again = asked(&ehr, "GET Patient operation") - kicked_off;
            assert_eq!(
                again, 0,
                "killed at moment {moment}: the job is gone on with"
            );
            went_on_with_the_job += 1;
        }
        in_the_middle += usize::from(before > 0 && before < whole.len());
    }
    assert!(
        in_the_middle >= 3,
        "only {in_the_middle} deaths fell into the middle"
    );
    assert!(went_on_with_the_job >= 3, "{went_on_with_the_job}");
    ehr.stop().await;
}

#[tokio::test]
async fn a_job_the_ehr_forgot_overnight_leaves_the_patients_to_be_asked_for() {
    let mut ehr = Server::start(config()).await.unwrap();
    let desk = desk(&ehr);
    let control = Control::new();
    let stop = control.clone();
    let listen = move |p: &Progress| {
        if p.waiting_until.is_some() {
            stop.cancel();
        }
    };
    let cut = desk.tries(&Patients::All, &control, &listen).await.unwrap();
    assert_eq!(cut.phase, Phase::Cancelled);
    let row = desk.row("", "Export");
    assert_eq!(row.state, State::Partial);
    let lost = row
        .checkpoint
        .clone()
        .unwrap()
        .replace("_export/", "_export/0");
    desk.store()
        .write(|tx| {
            ledger::put(
                tx,
                &ledger::Row {
                    checkpoint: Some(lost),
                    ..row
                },
            )
        })
        .unwrap();
    let outcome = desk.syncs(&Patients::All).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(outcome.progress.patients_done, 4);
    let row = desk.row("", "Export");
    assert_eq!(row.state, State::Failed);
    assert!(row.reason.unwrap().contains("one by one"));
    ehr.stop().await;
}

#[tokio::test]
async fn drops_and_cut_lines_cost_nothing_but_time() {
    let (whole, ledger_says) = one_by_one().await;
    let mut ehr = Server::start(config()).await.unwrap();
    let desk = desk(&ehr);
    ehr.set_faults(
        sandbox_ehr::Faults::parse(
            "drop_every=4,error_every=9,error_status=503,truncate_every=7,seed=11",
        )
        .unwrap(),
    );
    let outcome = desk.syncs(&Patients::All).await;
    ehr.set_faults(sandbox_ehr::Faults::default());
    desk.clock.advance(60_000);
    let after = desk.syncs(&Patients::All).await;
    assert_eq!((outcome.phase, after.phase), (Phase::Done, Phase::Done));
    assert_eq!(everything(&desk, &ehr), whole);
    assert_eq!(states(&desk), ledger_says);
    ehr.stop().await;
}

async fn a_group(vendor: &str) -> (Server, Desk, Outcome) {
    let config = Config {
        personality: personality::named(vendor).unwrap(),
        glass_every: Some(4),
        ..config()
    };
    let ehr = Server::start(config).await.unwrap();
    let desk = desk(&ehr);
    let commons = ehr.commons().unwrap();
    let group = commons.of_kind("Group").next().unwrap().id.clone();
    let outcome = desk.syncs(&Patients::Group(group)).await;
    (ehr, desk, outcome)
}

#[tokio::test]
async fn a_group_of_a_server_like_oracles_comes_from_a_storage_that_takes_no_token() {
    let (mut ehr, desk, outcome) = a_group("oracle").await;
    assert_eq!(outcome.phase, Phase::Done);
    let job = desk.row("", "Export");
    assert_eq!(job.state, State::Complete, "{:?}", job.reason);
    assert!(job.window.unwrap().starts_with("Group/"));
    let truth = ehr.truth(None).unwrap();
    let here = desk.everything();
    for one in truth
        .patients
        .iter()
        .filter(|one| ids(&desk).contains(&one.patient))
    {
        for (typ, held) in &one.held {
            for id in held {
                let key = ((*typ).to_owned(), id.clone());
                assert!(here.contains_key(&key), "{typ} is not here");
            }
        }
    }
    ehr.stop().await;
}

#[tokio::test]
async fn a_chart_behind_glass_that_an_export_leaves_out_is_never_called_complete() {
    let (mut ehr, desk, outcome) = a_group("epic").await;
    assert_eq!(outcome.phase, Phase::Done);
    let truth = ehr.truth(None).unwrap();
    let mut closed = BTreeSet::new();
    for one in truth.patients.iter().filter(|one| one.closed.is_some()) {
        if ids(&desk).contains(&one.patient) {
            let row = desk.row(&one.patient, "AllergyIntolerance");
            assert_eq!(row.state, State::Refused);
            assert_eq!(row.reason_code.as_deref(), Some("break-the-glass"));
            closed.insert(one.patient.clone());
        }
    }
    assert_eq!(closed.len(), 1, "one of the group is behind glass");
    let rows = desk.store().read(ledger::all).unwrap();
    let said = rows
        .iter()
        .filter(|row| row.read.starts_with("Export:") && row.read.ends_with("OperationOutcome"));
    let said: Vec<_> = said.filter_map(|row| row.reason.clone()).collect();
    assert!(
        said.iter().any(|said| said.contains("closed to this user")),
        "{said:?}"
    );
    let silent = |row: &ledger::Row| {
        row.read.starts_with("Export:") && row.state == State::Complete && row.reason.is_none()
    };
    assert!(
        !rows.iter().any(silent),
        "files that came whole are not told of one by one"
    );
    ehr.stop().await;
}
