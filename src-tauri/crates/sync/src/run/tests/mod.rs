//! Stories of a sync, told on a real socket against a small FHIR server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod again;
mod batches;
mod chart;
mod content;
mod cut_off;
mod exports;
mod far_side;
mod odd;
mod refusals;
mod replay;
mod sandbox;
mod vendors;
mod ward;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook_fhir::NoToken;
use wardbook_store::clock::FixedClock;
use wardbook_store::keyring::MemoryKeyring;
use wardbook_store::ledger::State;
use wardbook_store::profile::{Profile, Protection};
use wardbook_store::{Store, connections, ledger, mapping, patients, records};

use super::{Options, Outcome, Patients, Sync, SyncError, Timer};
use crate::backoff::Chance;
use crate::control::Control;
use crate::ingest::Ingest;
use crate::progress::{Phase, Progress};
use far_side::{Answer, FarSide};

const NOW: i64 = 1_790_000_000_000;

/// Time that passes only when somebody sleeps.
struct Sleeper {
    clock: Arc<FixedClock>,
    slept: Mutex<Vec<Duration>>,
}

impl Timer for Sleeper {
    fn elapsed(&self) -> Duration {
        self.slept.lock().unwrap().iter().sum()
    }

    fn measured(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            self.slept.lock().unwrap().push(duration);
            self.clock.advance(duration.as_millis() as i64);
            tokio::task::yield_now().await;
        })
    }
}

/// Always the longest wait.
struct Longest;

impl Chance for Longest {
    fn draw(&self) -> u32 {
        u32::MAX
    }
}

/// A workstation: a profile in a folder, and a connection to the far side.
struct Desk {
    folder: tempfile::TempDir,
    keyring: MemoryKeyring,
    clock: Arc<FixedClock>,
    sleeper: Arc<Sleeper>,
    profile: Option<Profile>,
    ingest: Option<Arc<Ingest>>,
    base: String,
    options: Options,
}

impl Desk {
    fn at(far: &FarSide) -> Self {
        Self::connected(far.base())
    }

    fn connected(base: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FixedClock::at(NOW));
        let keyring = MemoryKeyring::default();
        let profile = Profile::create(
            folder.path(),
            Protection::Keyring,
            None,
            &keyring,
            clock.clone(),
        )
        .unwrap();
        let new = connections::New {
            name: "Ward",
            fhir_base: base,
            client_id: None,
            auth: "none",
            uuid: Uuid::from_u128(1),
            created_at: NOW,
        };
        profile
            .store()
            .write(|tx| connections::insert(tx, &new))
            .unwrap();
        let ingest = Some(Arc::new(Ingest::start(profile.store().clone())));
        let sleeper = Arc::new(Sleeper {
            clock: clock.clone(),
            slept: Mutex::default(),
        });
        let profile = Some(profile);
        let base = base.to_owned();
        let options = Options::default();
        Self {
            folder,
            keyring,
            clock,
            sleeper,
            profile,
            ingest,
            base,
            options,
        }
    }

    /// The program goes away without a word, and is started again.
    fn dies_and_comes_back(&mut self) {
        self.ingest = None;
        self.profile = None;
        let folder: &Path = self.folder.path();
        let profile = Profile::open(folder, None, &self.keyring, self.clock.clone()).unwrap();
        self.ingest = Some(Arc::new(Ingest::start(profile.store().clone())));
        self.profile = Some(profile);
    }

    fn store(&self) -> &Store {
        self.profile.as_ref().unwrap().store()
    }

    fn sync(&self) -> Sync {
        let client = wardbook_fhir::Client::new(
            &self.base,
            Arc::new(NoToken),
            wardbook_fhir::Options::default(),
        )
        .unwrap();
        let ingest = self.ingest.clone().unwrap();
        Sync::new(
            self.store().clone(),
            ingest,
            Arc::new(client),
            self.clock.clone(),
        )
        .with(self.sleeper.clone(), Arc::new(Longest))
        .options(self.options.clone())
    }

    async fn syncs(&self, patients: &Patients) -> Outcome {
        self.tries(patients, &Control::new(), &|_| {})
            .await
            .unwrap()
    }

    async fn tries(
        &self,
        patients: &Patients,
        control: &Control,
        progress: &(dyn Fn(&Progress) + Send + std::marker::Sync),
    ) -> Result<Outcome, SyncError> {
        self.sync().run(1, patients, control, progress).await
    }

    /// A read's ledger row of a patient, or of the connection (`""`).
    fn row(&self, patient: &str, read: &str) -> ledger::Row {
        self.find_row(patient, read)
            .unwrap_or_else(|| panic!("no row for {read}"))
    }

    fn find_row(&self, patient: &str, read: &str) -> Option<ledger::Row> {
        self.store()
            .read(|c| {
                let key = match patient {
                    "" => 0,
                    id => patients::find(c, 1, id)?.map_or(-1, |row| row.id),
                };
                ledger::get(c, 1, key, read)
            })
            .unwrap()
    }

    fn states(&self, patient: &str) -> BTreeMap<String, State> {
        let rows = self.store().read(|c| {
            let key = patients::find(c, 1, patient)?.unwrap().id;
            Ok(ledger::of_patient(c, key)?
                .into_iter()
                .filter(|r| r.patient == key)
                .collect())
        });
        let rows: Vec<ledger::Row> = rows.unwrap();
        rows.into_iter().map(|row| (row.read, row.state)).collect()
    }

    fn body(&self, typ: &str, id: &str) -> Option<String> {
        let store = self.store();
        let found = store.read(|c| {
            let Some(row) = records::find(c, 1, typ, id)? else {
                return Ok(None);
            };
            Ok(Some(records::body(store, c, row.id)?))
        });
        found.unwrap().map(|body| String::from_utf8(body).unwrap())
    }

    fn status(&self, typ: &str, id: &str) -> mapping::Status {
        let found = self.store().read(|c| {
            let row = records::find(c, 1, typ, id)?.unwrap();
            Ok(mapping::of_record(c, row.id)?.unwrap().status)
        });
        found.unwrap()
    }

    /// Everything that is here, as it came.
    fn everything(&self) -> BTreeMap<(String, String), String> {
        let store = self.store();
        let all = store.read(|c| {
            let mut all = BTreeMap::new();
            for id in records::after(c, 0, 100_000)? {
                let row = mapping::of_record(c, id)?.unwrap();
                let body = String::from_utf8(records::body(store, c, id)?).unwrap();
                all.insert((row.resource_type, row.fhir_id), body);
            }
            Ok(all)
        });
        all.unwrap()
    }

    fn slept(&self) -> Vec<u64> {
        self.sleeper
            .slept
            .lock()
            .unwrap()
            .iter()
            .map(Duration::as_secs)
            .collect()
    }
}

fn these(ids: &[&str]) -> Patients {
    Patients::These(ids.iter().map(|id| (*id).to_owned()).collect())
}

/// Camila Lopez: ten laboratory results, two vital signs, three problems, a note, a nurse.
fn camila(far: &FarSide) {
    patient(far, "camila", "Lopez", "Camila");
}

fn patient(far: &FarSide, id: &str, family: &str, given: &str) {
    far.offer("Patient", &["_id", "name", "birthdate"]);
    far.offer("Observation", &["patient", "category", "_lastUpdated"]);
    far.offer("Condition", &["patient", "category"]);
    far.offer("DocumentReference", &["patient"]);
    far.offer("Practitioner", &["_id"]);
    far.offer("Binary", &[]);
    far.has(&json!({
        "resourceType": "Patient", "id": id, "birthDate": "1987-09-12",
        "name": [{ "family": family, "given": [given] }],
    }));
    far.has(
        &json!({ "resourceType": "Practitioner", "id": "nurse", "name": [{ "family": "Ode" }] }),
    );
    for n in 0..12 {
        let category = if n < 10 { "laboratory" } else { "vital-signs" };
        far.has(&observation(id, n, category, f64::from(n)));
    }
    for n in 0..3 {
        far.has(&json!({
            "resourceType": "Condition", "id": format!("{id}-c{n}"),
            "subject": { "reference": format!("Patient/{id}") },
            "recorder": { "reference": "Practitioner/nurse" },
            "code": { "text": format!("Problem {n}") },
        }));
    }
    far.has(&json!({
        "resourceType": "DocumentReference", "id": format!("{id}-d"), "status": "current",
        "subject": { "reference": format!("Patient/{id}") },
        "content": [{ "attachment": { "contentType": "text/plain", "url": format!("Binary/{id}-b") } }],
    }));
    far.has(&json!({
        "resourceType": "Binary", "id": format!("{id}-b"), "contentType": "text/plain",
        "data": "R29vZCBtb3JuaW5n",
    }));
}

fn observation(patient: &str, n: u32, category: &str, value: f64) -> Value {
    json!({
        "resourceType": "Observation", "id": format!("{patient}-o{n:02}"), "status": "final",
        "meta": { "lastUpdated": "2020-01-01T00:00:00Z" },
        "category": [{ "coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/observation-category",
            "code": category,
        }] }],
        "code": { "coding": [{ "system": "http://loinc.org", "code": "2823-3" }] },
        "subject": { "reference": format!("Patient/{patient}") },
        "performer": [{ "reference": "Practitioner/nurse" }],
        "valueQuantity": { "value": value, "unit": "mmol/L" },
    })
}
