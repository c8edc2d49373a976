//! Stories of an outbox, told against the sandbox EHR as a real server.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use sandbox_ehr::{Config, Faults, Server, personality};
use serde_json::{Value, json};
use uuid::Uuid;
use wardbook_fhir::{Capabilities, Client, NoToken, Options};
use wardbook_store::clock::SystemClock;
use wardbook_store::keyring::MemoryKeyring;
use wardbook_store::outbox::{self as items, Act, New, Row, Side, Standing, State};
use wardbook_store::profile::{Profile, Protection};
use wardbook_store::{Store, connections, mapping, patients, records};

use super::*;
use crate::ingest::{Batch, Ingest};

/// A ward with an EHR of one kind, and a workstation beside it.
struct Ward {
    _folder: tempfile::TempDir,
    profile: Profile,
    connection: i64,
    ehr: Server,
    lane: Arc<FhirLane>,
    patients: Vec<String>,
}

impl Ward {
    async fn of(vendor: &str) -> Ward {
        let config = Config {
            patients: 2,
            open: true,
            personality: personality::named(vendor).unwrap(),
            glass_every: Some(0),
            ..Default::default()
        };
        let ehr = Server::start(config).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::create(
            folder.path(),
            Protection::Keyring,
            None,
            &MemoryKeyring::default(),
            Arc::new(SystemClock),
        )
        .unwrap();
        let base = ehr.base_url();
        let new = connections::New {
            name: "Ward",
            fhir_base: &base,
            client_id: None,
            auth: "none",
            uuid: Uuid::from_u128(1),
            created_at: 1,
        };
        let row = profile.store().write(|tx| connections::insert(tx, &new));
        let client = Client::new(&base, Arc::new(NoToken), Options::default()).unwrap();
        let client = Arc::new(client);
        let said = client.capabilities().await.unwrap();
        let capabilities = Arc::new(Capabilities::parse(&said.body).unwrap());
        let lane = Arc::new(FhirLane::new(client, capabilities, Arc::new(Whatever)));
        let patients = (0..2)
            .map(|n| ehr.chart(n).unwrap().resources()[0].id.clone())
            .collect();
        Ward {
            _folder: folder,
            connection: row.unwrap().id,
            profile,
            ehr,
            lane,
            patients,
        }
    }

    fn store(&self) -> &Store {
        self.profile.store()
    }

    fn outbox(&self) -> Outbox {
        let lane = Arc::clone(&self.lane) as Arc<dyn Lane>;
        let quick = Patience {
            first: Duration::from_millis(5),
            longest: Duration::from_millis(40),
            ..Patience::default()
        };
        Outbox::new(self.store().clone(), lane, Arc::new(SystemClock))
            .patience(quick, Duration::from_millis(30))
    }

    /// Writes a record here that is to be made there.
    fn writes(&self, mut body: Value) -> Row {
        let client_id = Uuid::new_v4().to_string();
        let map = body.as_object_mut().unwrap();
        identify(map, &client_id);
        let bytes = bytes::Bytes::from(body.to_string());
        let now = SystemClock.now();
        let record = prepare(self.store(), self.connection, None, &bytes, now).unwrap();
        let kind = body["resourceType"].as_str().unwrap().to_owned();
        let new = New {
            uuid: Uuid::new_v4(),
            connection: self.connection,
            patient: 0,
            resource_type: &kind,
            title: "a record",
            client_id: &client_id,
            person: "ravn",
            standing: Standing::of(State::Queued),
            mine: &bytes,
            now,
        };
        let mut random = rand::random::<u64>;
        self.store()
            .write(|tx| items::add(tx, &new, &record, &mut random))
            .unwrap()
    }

    /// Runs until nothing goes by itself any more.
    async fn settles(&self) {
        for _ in 0..600 {
            let sent = self
                .outbox()
                .run(self.connection, &Control::new(), &|_| {})
                .await
                .unwrap();
            match sent.next_due {
                None | Some(NEVER) => return,
                Some(due) => {
                    let wait = u64::try_from((due - SystemClock.now()).max(1)).unwrap();
                    tokio::time::sleep(Duration::from_millis(wait)).await;
                }
            }
        }
        let rows = self.items();
        let left: Vec<_> = rows
            .iter()
            .filter(|r| r.state.goes_by_itself())
            .map(|r| (r.state, &r.reason_code, &r.reason))
            .collect();
        panic!("it does not settle: {left:?}");
    }

    fn items(&self) -> Vec<Row> {
        let all = self
            .store()
            .read(|c| items::list(c, &items::Filter::default(), 0, 10_000));
        all.unwrap().1
    }

    fn after(&self, row: &Row) -> Row {
        self.store()
            .read(|c| items::get(c, row.uuid))
            .unwrap()
            .unwrap()
    }

    /// How often the EHR has what carries each identifier of ours.
    fn there(&self) -> BTreeMap<String, usize> {
        let mut times = BTreeMap::new();
        for written in self.ehr.truth(None).unwrap().written {
            *times
                .entry(written.identifier.unwrap_or_default())
                .or_default() += 1;
        }
        times
    }

    fn pressure(&self, n: usize) -> Value {
        let part = |code: &str, value: usize| {
            json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}]},
                "valueQuantity": {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}})
        };
        json!({"resourceType": "Observation", "status": "final",
            "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}]}],
            "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9", "display": "Blood pressure"}]},
            "subject": {"reference": format!("Patient/{}", self.patients[n % 2])},
            "effectiveDateTime": format!("2026-04-28T{:02}:{:02}:00+02:00", n / 60, n % 60),
            "component": [part("8480-6", 105 + n % 7), part("8462-4", 72)]})
    }

    fn note(&self, n: usize) -> Value {
        let data = base64::engine::general_purpose::STANDARD.encode(format!(
            "Potassium 6.{n} <repeat>.\nSlept well, {n} wakings."
        ));
        json!({"resourceType": "DocumentReference", "status": "current", "docStatus": "final",
            "type": {"coding": [{"system": "http://loinc.org", "code": "11506-3", "display": "Progress note"}]},
            "subject": {"reference": format!("Patient/{}", self.patients[n % 2])},
            "date": "2026-04-28T17:00:30Z",
            "content": [{"attachment": {"contentType": "text/plain", "data": data}}],
            "context": {"encounter": [{"reference": "Encounter/e1"}],
                "period": {"start": "2026-04-28T16:00:00Z", "end": "2026-04-28T17:00:00Z"}}})
    }
}

const FAULTS: &str =
    "seed=5,lose_write_every=3,drop_every=9,throttle_every=11,retry_after=0,error_every=8";

async fn each_exactly_once(vendor: &str) {
    let ward = Ward::of(vendor).await;
    ward.ehr.set_faults(Faults::parse(FAULTS).unwrap());
    let mut written = Vec::new();
    for n in 0..12 {
        written.push(ward.writes(ward.pressure(n)));
        written.push(ward.writes(ward.note(n)));
    }
    ward.settles().await;
    let there = ward.there();
    for row in &written {
        let after = ward.after(row);
        assert_eq!(
            after.state,
            State::Confirmed,
            "{vendor} {} {:?} {:?}",
            after.resource_type,
            after.reason_code,
            after.reason
        );
        let verdict = after.verdict.as_deref().unwrap();
        let expected = if vendor == "generic" {
            "identical"
        } else {
            "converted"
        };
        assert_eq!(verdict, expected, "{:?}", after.differences);
        let ours = format!("urn:uuid:{}", row.client_id);
        assert_eq!(there.get(&ours), Some(&1), "{vendor}: each exactly once");
        ward.store()
            .read(|c| {
                let record = records::by_key(c, after.record.unwrap())?.unwrap();
                let mapped = mapping::of_record(c, record.id)?.unwrap();
                assert_eq!(Some(mapped.fhir_id), after.fhir_id);
                assert!(patients::by_key(c, record.patient.unwrap())?.is_some());
                Ok(())
            })
            .unwrap();
    }
    assert_eq!(there.len(), written.len());
    let lost = written.iter().filter(|row| ward.after(row).attempts > 1);
    assert!(lost.count() > 3, "the faults struck");
}

#[tokio::test]
async fn everything_written_is_at_a_generic_ehr_exactly_once_whatever_goes_wrong() {
    each_exactly_once("generic").await;
}

#[tokio::test]
async fn everything_written_is_at_epic_exactly_once_whatever_goes_wrong() {
    each_exactly_once("epic").await;
}

#[tokio::test]
async fn everything_written_is_at_oracle_exactly_once_whatever_goes_wrong() {
    each_exactly_once("oracle").await;
}

#[tokio::test]
async fn two_that_could_be_it_are_for_a_person_and_nothing_is_sent_again() {
    let ward = Ward::of("epic").await;
    // Ingrid's pressure was sent twice by somebody else, and the answer to ours is lost.
    ward.ehr
        .set_faults(Faults::parse("lose_write_every=1").unwrap());
    let client = Client::new(&ward.ehr.base_url(), Arc::new(NoToken), Options::default()).unwrap();
    let item = ward.writes(ward.pressure(3));
    let run = ward
        .outbox()
        .patience(Patience::default(), Duration::from_secs(2));
    run.run(ward.connection, &Control::new(), &|_| {})
        .await
        .unwrap();
    assert_eq!(ward.after(&item).state, State::SentUnknown);
    let twin = ward.pressure(3).to_string();
    assert!(
        client.create("Observation", twin, None).await.is_err(),
        "its answer is lost too"
    );
    ward.settles().await;
    let after = ward.after(&item);
    assert_eq!(after.state, State::SentUnknown);
    assert_eq!(after.reason_code.as_deref(), Some(reason::SEVERAL));
    assert_eq!(
        ward.ehr.truth(None).unwrap().written.len(),
        2,
        "no third one"
    );
}

/// A workstation whose clock is a quarter of an hour ahead.
struct Ahead;

impl Clock for Ahead {
    fn now(&self) -> i64 {
        SystemClock.now() + 15 * 60_000
    }
}

#[tokio::test]
async fn by_a_clock_that_is_ahead_what_arrived_looks_older_and_is_not_sent_again() {
    let ward = Ward::of("oracle").await;
    ward.ehr
        .set_faults(Faults::parse("lose_write_every=1").unwrap());
    let item = ward.writes(ward.pressure(3));
    let lane = Arc::clone(&ward.lane) as Arc<dyn Lane>;
    let quick = Patience {
        first: Duration::from_millis(5),
        longest: Duration::from_millis(40),
        ..Patience::default()
    };
    let outbox = Outbox::new(ward.store().clone(), lane, Arc::new(Ahead))
        .patience(quick, Duration::from_millis(30));
    for _ in 0..600 {
        let run = outbox.run(ward.connection, &Control::new(), &|_| {}).await;
        match run.unwrap().next_due {
            None | Some(NEVER) => break,
            Some(due) => {
                let wait = u64::try_from((due - Ahead.now()).max(1)).unwrap();
                tokio::time::sleep(Duration::from_millis(wait)).await;
            }
        }
    }
    let after = ward.after(&item);
    assert_eq!(after.reason_code.as_deref(), Some(reason::SEVERAL));
    assert!(after.reason.unwrap().contains("by the clocks"));
    assert_eq!(
        ward.ehr.truth(None).unwrap().written.len(),
        1,
        "no second one"
    );
}

#[tokio::test]
async fn a_vital_sign_without_a_flowsheet_row_needs_mapping_and_holds_nobody_up() {
    let ward = Ward::of("epic").await;
    let mut odd = ward.pressure(1);
    odd["code"]["coding"][0]["code"] = json!("9999-9");
    let odd = ward.writes(odd);
    let good = ward.writes(ward.pressure(2));
    ward.settles().await;
    let after = ward.after(&odd);
    assert_eq!(after.state, State::NeedsMapping);
    assert!(
        after.reason.unwrap().contains("flowsheet row"),
        "the server's own words"
    );
    assert_eq!(ward.after(&good).state, State::Confirmed);
}

#[tokio::test]
async fn what_the_ehr_does_not_take_stays_here_and_says_so() {
    let ward = Ward::of("epic").await;
    let shot = ward.writes(json!({"resourceType": "Immunization", "status": "completed",
        "vaccineCode": {"text": "Tetanus"}, "patient": {"reference": format!("Patient/{}", ward.patients[0])}}));
    ward.settles().await;
    let after = ward.after(&shot);
    assert_eq!(after.state, State::Draft);
    assert_eq!(after.reason_code.as_deref(), Some(reason::NOT_TAKEN));
    assert!(after.record.is_some(), "it stands in the chart");
}

/// Takes the chart's observations in, as a sync does.
async fn syncs(ward: &Ward) {
    let ingest = Ingest::start(ward.store().clone());
    let chart = ward.ehr.chart(0).unwrap();
    let batch = Batch {
        connection: ward.connection,
        patient: None,
        bodies: chart
            .of_kind("Observation")
            .map(|r| r.body.clone())
            .collect(),
        synced_at: SystemClock.now(),
        ..Batch::default()
    };
    ingest.submit(batch).await.unwrap();
}

/// A correction of the first observation of the chart.
fn corrects(ward: &Ward) -> (Row, String) {
    let chart = ward.ehr.chart(0).unwrap();
    let first = chart.of_kind("Observation").next().unwrap();
    let mut mine: Value = serde_json::from_slice(&first.body).unwrap();
    mine["note"] = json!([{"text": "Taken after the drip was stopped."}]);
    let mine = mine.to_string();
    let record = ward
        .store()
        .read(|c| records::find(c, ward.connection, "Observation", &first.id))
        .unwrap()
        .unwrap();
    let new = New {
        uuid: Uuid::new_v4(),
        connection: ward.connection,
        patient: record.patient.unwrap(),
        resource_type: "Observation",
        title: "a correction",
        client_id: "c",
        person: "ravn",
        standing: Standing::of(State::Queued),
        mine: mine.as_bytes(),
        now: SystemClock.now(),
    };
    let row = ward
        .store()
        .write(|tx| items::edit(tx, &new, record.id, &first.body))
        .unwrap();
    (row, first.id.clone())
}

#[tokio::test]
async fn a_correction_is_made_once_and_a_lost_answer_is_compared_not_sent_again() {
    for vendor in ["generic", "oracle"] {
        let ward = Ward::of(vendor).await;
        syncs(&ward).await;
        let (item, _) = corrects(&ward);
        ward.ehr
            .set_faults(Faults::parse("lose_write_every=1").unwrap());
        ward.settles().await;
        let after = ward.after(&item);
        assert_eq!(
            after.state,
            State::Confirmed,
            "{vendor}: {:?}",
            after.reason
        );
        assert_eq!(after.attempts, 1, "{vendor}: sent once");
        let body = ward
            .store()
            .read(|c| records::body(ward.store(), c, after.record.unwrap()));
        assert!(
            String::from_utf8(body.unwrap())
                .unwrap()
                .contains("the drip")
        );
    }
}

#[tokio::test]
async fn somebody_who_was_quicker_is_a_conflict_with_both_sides_and_nothing_is_overwritten() {
    for vendor in ["generic", "oracle", "epic"] {
        let ward = Ward::of(vendor).await;
        syncs(&ward).await;
        let (item, id) = corrects(&ward);
        let client =
            Client::new(&ward.ehr.base_url(), Arc::new(NoToken), Options::default()).unwrap();
        let now = client.read("Observation", &id).await.unwrap();
        let mut other: Value = serde_json::from_slice(&now.body).unwrap();
        other["status"] = json!("entered-in-error");
        client
            .update("Observation", &id, other.to_string(), now.etag.as_deref())
            .await
            .unwrap_or_else(|e| panic!("{vendor}: {e}"));
        ward.settles().await;
        let after = ward.after(&item);
        assert_eq!(after.state, State::Conflict, "{vendor}");
        assert_eq!(after.reason_code.as_deref(), Some(reason::CHANGED));
        let (base, mine, theirs) = ward.store().read(|c| items::sides(c, item.id)).unwrap();
        assert!(base.is_some() && mine.is_some());
        assert!(
            String::from_utf8(theirs.unwrap())
                .unwrap()
                .contains("entered-in-error")
        );
        let there = client.read("Observation", &id).await.unwrap();
        assert!(String::from_utf8_lossy(&there.body).contains("entered-in-error"));
        assert_eq!(after.act, Act::Update);
        assert!(after.differences.unwrap().contains("status"));
    }
}

#[tokio::test]
async fn a_newer_version_that_says_the_same_is_no_conflict() {
    let ward = Ward::of("oracle").await;
    syncs(&ward).await;
    let (item, _) = corrects(&ward);
    ward.ehr.set_faults(Faults::parse("stale_every=2").unwrap());
    let (other, _) = corrects(&ward);
    ward.settles().await;
    assert_eq!(ward.after(&item).state, State::Confirmed);
    assert!(matches!(
        ward.after(&other).state,
        State::Confirmed | State::Conflict
    ));
}

#[tokio::test]
async fn what_refers_to_something_new_waits_for_it_and_goes_with_its_real_name() {
    let ward = Ward::of("generic").await;
    let patient = format!("Patient/{}", ward.patients[0]);
    let visit = ward.writes(json!({"resourceType": "Encounter", "status": "in-progress",
        "class": {"code": "AMB"}, "subject": {"reference": patient}}));
    let mut pressure = ward.pressure(0);
    pressure["encounter"] = json!({"reference": format!("Encounter/{}", visit.client_id)});
    let pressure = ward.writes(pressure);
    ward.store()
        .write(|tx| items::need(tx, pressure.id, visit.id))
        .unwrap();
    ward.settles().await;
    let (visit, pressure) = (ward.after(&visit), ward.after(&pressure));
    assert_eq!(pressure.state, State::Confirmed, "{:?}", pressure.reason);
    let mine = ward
        .store()
        .read(|c| items::body(c, pressure.id, Side::Theirs));
    let theirs = String::from_utf8(mine.unwrap().unwrap()).unwrap();
    assert!(theirs.contains(&format!("Encounter/{}", visit.fhir_id.unwrap())));
}

#[tokio::test]
async fn with_the_cable_out_everything_waits_and_goes_when_it_is_in_again() {
    let mut ward = Ward::of("generic").await;
    let item = ward.writes(ward.pressure(4));
    ward.ehr.stop().await;
    let sent = ward
        .outbox()
        .run(ward.connection, &Control::new(), &|_| {})
        .await
        .unwrap();
    assert_eq!(sent.halted, Some(Halt::Offline));
    let waiting = ward.after(&item);
    assert_eq!(
        (waiting.state, waiting.first_sent_at),
        (State::Queued, None)
    );
    ward.ehr.restart().await.unwrap();
    ward.settles().await;
    assert_eq!(ward.after(&item).state, State::Confirmed);
    assert_eq!(ward.there().len(), 1);
}
