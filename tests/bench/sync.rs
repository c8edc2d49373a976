//! A sync over HTTP against what it cannot be faster than: a bare client that downloads the same pages and
//! throws them away, or our own ingest alone of the same resources, whichever is slower.
//!
//! The sandbox makes its pages before the clock starts and gives them from memory without delay.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::StreamExt as _;
use sandbox_ehr::{Config, Remembrance};
use tokio::runtime::Runtime;
use wardbook_fhir::NoToken;
use wardbook_journeys::sandbox::Sandbox;
use wardbook_store::clock::SystemClock;
use wardbook_store::connections;
use wardbook_sync::control::Control;
use wardbook_sync::{Ingest, Options, Patients, Sync};

use crate::report::{Goal, Report};
use crate::{ingest, people};

pub(crate) fn run(report: &mut Report, rounds: usize, records: usize) {
    let patients = people::patients_with(records);
    let sandbox = Sandbox::start(Config {
        patients,
        seed: people::SEED,
        today: Some(people::TODAY),
        open: true,
        remember_pages: true,
        ..Config::default()
    });
    let runtime = Runtime::new().unwrap();
    let (here, _) = sync(&runtime, &sandbox);
    let asked = sandbox.server().remembered();
    let charts = (0..patients).flat_map(|one| sandbox.charts([one]).into_values());
    let bodies: Vec<Bytes> = charts.chain(sandbox.commons().into_values()).collect();
    println!(
        "{here} resources of {patients} patients in {} answers",
        asked.len()
    );
    let mut ratios = Vec::new();
    for round in 0..rounds {
        let mut busy = vec![spent()];
        let bare = download(&runtime, &sandbox.base(), &asked);
        busy.push(spent());
        let folder = tempfile::tempdir().unwrap();
        let (profile, connection) = ingest::profile(folder.path());
        let alone = ingest::ours(profile, connection, &bodies);
        busy.push(spent());
        let (again, synced) = sync(&runtime, &sandbox);
        busy.push(spent());
        assert_eq!(here, again, "every sync brings the same");
        println!(
            "  round {round}: bare {:.2} s, ingest alone {:.2} s, sync {:.2} s; cores busy meanwhile, as seconds: {:.2}, {:.2}, {:.2}",
            bare.as_secs_f64(),
            alone.as_secs_f64(),
            synced.as_secs_f64(),
            busy[1] - busy[0],
            busy[2] - busy[1],
            busy[3] - busy[2],
        );
        ratios.push(bare.max(alone).as_secs_f64() / synced.as_secs_f64());
    }
    report.row(
        "sync",
        Goal::AtLeast(0.8),
        "a bare client that throws the same pages away, or ingest alone, whichever is slower",
        &mut ratios,
    );
}

/// Everything into a fresh profile; how much came, and how long it took until it was durable.
fn sync(runtime: &Runtime, sandbox: &Sandbox) -> (u64, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let (profile, connection) = ingest::profile(folder.path());
    let base = sandbox.base();
    let store = profile.store().clone();
    store
        .write(|tx| {
            tx.execute("UPDATE connection SET fhir_base = ?1", [&base])?;
            connections::get(tx, connection).map(drop)
        })
        .unwrap();
    let client =
        wardbook_fhir::Client::new(&base, Arc::new(NoToken), wardbook_fhir::Options::default())
            .unwrap();
    let begun = Instant::now();
    let ingest = Arc::new(Ingest::start(store.clone()));
    let sync = Sync::new(store, ingest, Arc::new(client), Arc::new(SystemClock));
    // In a task, as the program runs it: the thread that only waits for it would be woken for every answer.
    let running = runtime.spawn(async move {
        let control = Control::new();
        let outcome = sync.run(connection, &Patients::All, &control, &|_| {});
        outcome.await.unwrap()
    });
    let outcome = runtime.block_on(running).unwrap();
    profile.close();
    let took = begun.elapsed();
    let progress = outcome.progress;
    (progress.added + progress.changed, took)
}

/// The same answers, with as many requests at a time as a sync has, thrown away.
fn download(runtime: &Runtime, base: &str, asked: &[Remembrance]) -> Duration {
    let _set_before = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let requests: Vec<reqwest::RequestBuilder> = asked
        .iter()
        .map(|one| {
            let address = format!("{base}/{}", one.path);
            let request = match &one.body {
                None => client.get(address),
                Some(body) => client
                    .post(base)
                    .header("content-type", "application/fhir+json")
                    .body(body.clone()),
            };
            request.header("accept", "application/fhir+json")
        })
        .collect();
    let begun = Instant::now();
    let downloading = runtime.spawn(async move {
        let answers = futures::stream::iter(requests)
            .map(async |request| request.send().await.unwrap().bytes().await.unwrap().len());
        let mut answers = answers.buffer_unordered(Options::default().requests);
        let mut bytes = 0;
        while let Some(some) = answers.next().await {
            bytes += some;
        }
        assert!(bytes > 0);
    });
    runtime.block_on(downloading).unwrap();
    begun.elapsed()
}

/// Seconds of processor time of this process so far, the sandbox in it included; 0 where the system does not say.
fn spent() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|t| t.parse::<f64>().ok()).sum::<f64>() / 100.0
}
