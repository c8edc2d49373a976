//! An EHR that tells of changes, and a computer that would rather not sync by itself now.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use sandbox_ehr::{Config, Server, personality};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::Ward;
use super::mapping::{EHR, connected, lakeside, practice};
use crate::power::{Around, Surroundings};
use crate::wire::automatic::{AutomaticSync, SetAutomatic, Told};
use crate::wire::patient::ListPatients;
use crate::{App, Options};

/// Long enough for a busy computer; nothing waits so long where all is well.
const AT_MOST: Duration = Duration::from_secs(60);

async fn set(ward: &Ward, automatic: AutomaticSync) {
    let request = SetAutomatic {
        connection: EHR.to_owned(),
        automatic,
    };
    let set = ward.app.set_automatic_sync(&ward.lindqvist, request).await;
    set.unwrap();
}

async fn told(ward: &Ward) -> Option<Told> {
    let now = ward.app.automatic_now(&ward.lindqvist, lakeside()).await;
    now.unwrap().told
}

/// Until it is so.
async fn until<F: Future<Output = bool>>(what: &str, so: impl Fn() -> F) {
    let wait = async {
        while !so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let in_time = tokio::time::timeout(AT_MOST, wait).await;
    assert!(in_time.is_ok(), "{what}");
}

/// A nurse at the EHR writes a potassium into somebody's chart.
async fn potassium(ehr: &Server, patient: &str, value: f64) {
    let body = json!({
        "resourceType": "Observation", "status": "final",
        "subject": {"reference": format!("Patient/{patient}")},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}], "text": "Potassium"},
        "valueQuantity": {"value": value, "unit": "mmol/L"},
    })
    .to_string();
    let answer = send(ehr, "POST", "Observation", &body).await;
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

/// Writes to the EHR, as another program there would; gives its answer.
pub(super) async fn send(ehr: &Server, method: &str, path: &str, body: &str) -> String {
    let at = ("127.0.0.1", ehr.port());
    let mut socket = tokio::net::TcpStream::connect(at).await.unwrap();
    let request = format!(
        "{method} /fhir/{path} HTTP/1.1\r\nhost: ehr\r\ncontent-type: application/fhir+json\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    answer
}

/// The first patient's id at the EHR.
fn somebody(ehr: &Server) -> String {
    ehr.chart(0)
        .unwrap()
        .of_kind("Patient")
        .next()
        .unwrap()
        .id
        .clone()
}

async fn potassiums(ward: &Ward, value: &str) -> usize {
    let request = ListPatients {
        text: String::new(),
        offset: 0,
        limit: 10,
    };
    let page = ward
        .app
        .list_patients(&ward.lindqvist, request)
        .await
        .unwrap();
    let mut found = 0;
    for row in page.rows {
        let request = crate::wire::section::ReadSection {
            patient: row.id,
            section: "results".to_owned(),
            most: None,
        };
        let section = ward
            .app
            .read_section(&ward.lindqvist, request)
            .await
            .unwrap();
        let text = serde_json::to_string(&section).unwrap();
        found += text.matches(value).count();
    }
    found
}

#[tokio::test]
async fn a_potassium_written_at_the_ehr_is_here_soon_without_anybody_asking() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let patient = somebody(&ehr);
    let automatic = AutomaticSync {
        on_change: true,
        patients: vec![patient.clone()],
        ..AutomaticSync::default()
    };
    set(&ward, automatic.clone()).await;
    ward.clock.advance(60_000);
    let keeping = tokio::spawn(ward.app.clone().keep_synced(ward.lindqvist.clone()));
    until("it listens", || async {
        told(&ward).await == Some(Told::Listening)
    })
    .await;

    potassium(&ehr, &patient, 6.77).await;
    until("the potassium is here", || async {
        potassiums(&ward, "6.77").await > 0
    })
    .await;

    // The cable is out: what is written meanwhile is asked for once it is in again.
    ehr.stop().await;
    until("it is not listened to", || async {
        matches!(told(&ward).await, Some(Told::Waiting { .. }))
    })
    .await;
    ehr.restart().await.unwrap();
    ward.clock.advance(60_000);
    until("it listens again", || async {
        told(&ward).await == Some(Told::Listening)
    })
    .await;
    ward.clock.advance(60_000);
    potassium(&ehr, &patient, 2.31).await;
    until("the next potassium is here", || async {
        potassiums(&ward, "2.31").await > 0
    })
    .await;

    let wanted = |ehr: &Server| {
        let written = ehr.written();
        written.iter().filter(|r| r.kind == "Subscription").count()
    };
    assert!(wanted(&ehr) >= 3);
    let off = AutomaticSync {
        on_change: false,
        ..automatic
    };
    set(&ward, off).await;
    until("the EHR need not tell any more", || async {
        wanted(&ehr) == 0
    })
    .await;
    assert_eq!(told(&ward).await, None);
    keeping.abort();
    ehr.stop().await;
}

#[tokio::test]
async fn an_ehr_that_tells_nobody_is_asked_at_the_interval_and_it_is_said() {
    let config = Config {
        patients: 2,
        open: true,
        personality: personality::named("oracle").unwrap(),
        ..Config::default()
    };
    let mut ehr = Server::start(config).await.unwrap();
    let ward = Ward::open().await;
    super::mapping::connect(&ward, &ehr).await;
    let automatic = AutomaticSync {
        on_change: true,
        patients: vec![somebody(&ehr)],
        ..AutomaticSync::default()
    };
    set(&ward, automatic).await;
    ward.app.sync_what_is_due(&ward.lindqvist).await.unwrap();
    until("it is said", || async {
        matches!(told(&ward).await, Some(Told::Refused { .. }))
    })
    .await;
    ehr.stop().await;
}

/// A laptop whose plug a person pulls.
struct Laptop(AtomicBool);

impl Surroundings for Laptop {
    fn look(&self) -> BoxFuture<'_, Around> {
        let on_battery = Some(self.0.load(Ordering::SeqCst));
        Box::pin(async move {
            Around {
                on_battery,
                metered: None,
            }
        })
    }
}

#[tokio::test]
async fn on_a_battery_nothing_is_synced_by_itself_where_that_was_asked_for() {
    let mut ehr = practice().await;
    let mut ward = connected(&ehr).await;
    let laptop = Arc::new(Laptop(AtomicBool::new(true)));
    ward.app.close().await;
    ward.app = App::new(Options {
        keyring: Arc::clone(&ward.keyring) as Arc<_>,
        clock: Arc::clone(&ward.clock) as Arc<_>,
        surroundings: Arc::clone(&laptop) as Arc<_>,
        ..Options::system(ward.folder.path().join("profile"))
    });
    let request = crate::wire::profile::UnlockProfile { passphrase: None };
    ward.app
        .unlock_profile(&ward.lindqvist, request)
        .await
        .unwrap();
    let automatic = AutomaticSync {
        every_minutes: Some(5),
        not_on_battery: true,
        not_when_metered: true,
        ..AutomaticSync::default()
    };
    set(&ward, automatic).await;
    ward.clock.advance(600_000);
    let started = ward.app.sync_what_is_due(&ward.lindqvist).await.unwrap();
    assert_eq!(started, Vec::<String>::new());
    let now = ward
        .app
        .automatic_now(&ward.lindqvist, lakeside())
        .await
        .unwrap();
    assert!(now.held.unwrap().contains("battery"));
    assert!(now.unknown.unwrap().contains("metered"));

    laptop.0.store(false, Ordering::SeqCst);
    let started = ward.app.sync_what_is_due(&ward.lindqvist).await.unwrap();
    assert_eq!(started.len(), 1);
    ward.app
        .sync_ended(&ward.lindqvist, lakeside())
        .await
        .unwrap();
    ehr.stop().await;
}
