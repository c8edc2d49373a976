//! The edge with an EHR behind it: what the page asks on the ledger, the mapping, an import and a
//! connection's page, and what it gets. The far side is the practice EHR over HTTP.

use std::time::{Duration, Instant};

use sandbox_ehr::{Config, Server};
use serde_json::{Value, json};
use tauri::WebviewWindow;
use tauri::test::MockRuntime;

use super::{Edge, OURS, ask};
use crate::window;

/// What the page does with a command: asks, and has the answer or the failure.
struct PageOf<'a>(&'a WebviewWindow<MockRuntime>);

impl PageOf<'_> {
    fn tries(&self, command: &str, request: Value) -> Result<Value, Value> {
        let body = match request {
            Value::Null => json!({}),
            request => json!({ "request": request }),
        };
        ask(self.0, OURS, command, body)
    }

    fn asks(&self, command: &str, request: Value) -> Value {
        let answer = self.tries(command, request);
        answer.unwrap_or_else(|failure| panic!("{command}: {failure}"))
    }

    /// The sync of the one connection as it ended.
    fn sync_ended(&self) -> Value {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let all = self.asks("sync_progress", Value::Null);
            if all[0]["endedAt"].is_number() {
                return all[0].clone();
            }
            assert!(Instant::now() < until, "the sync did not end: {all}");
            std::thread::yield_now();
        }
    }
}

fn practice() -> Server {
    let config = Config {
        patients: 2,
        open: true,
        ..Config::default()
    };
    tauri::async_runtime::block_on(Server::start(config)).unwrap()
}

#[test]
fn lindqvist_reads_the_ledger_sets_a_mapping_right_and_imports_an_encounter() {
    let ehr = practice();
    let edge = Edge::new();
    let webview = edge.window(window::LABEL);
    let page = PageOf(&webview);
    let protect = json!({ "protection": "passphrase", "passphrase": "tidal copper oven lantern" });
    page.asks("create_profile", protect);
    assert_eq!(page.asks("appearance", Value::Null)["theme"], "system");
    page.asks("set_appearance", json!({ "theme": "dark" }));
    assert_eq!(page.asks("appearance", Value::Null)["theme"], "dark");

    let lakeside = json!({
        "name": "Lakeside", "fhirBase": ehr.base_url(), "clientId": null, "auth": "none", "secret": null,
        "details": { "comesBack": null, "authorizeUrl": null, "tokenUrl": null, "scopes": null, "account": null, "keyId": null },
    });
    let added = page.asks("add_connection", lakeside);
    let id = added["id"].clone();
    page.asks(
        "start_sync",
        json!({ "connection": id, "scope": { "kind": "all" } }),
    );
    let ended = page.sync_ended();
    assert_eq!(ended["phase"], "done", "{ended}");

    let ledger = page.asks("read_ledger", json!({ "connection": id, "patient": null }));
    let rows = ledger["rows"].as_array().unwrap();
    assert!(rows.len() > 20 && rows.iter().all(|row| row["title"].is_string()));
    let folder = edge.folder.path();
    let to = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let written = page.asks(
        "write_ledger",
        json!({ "connection": id, "patient": null, "path": to("ledger.csv") }),
    );
    assert_eq!(written["rows"], rows.len());

    let brought = json!({ "connection": id, "since": ended["startedAt"], "records": null, "offset": 0, "limit": 5 });
    let brought = page.asks("read_brought", brought);
    assert_eq!(brought["rows"].as_array().unwrap().len(), 5);
    assert_eq!(
        brought["total"], ended["added"],
        "each new record can be opened"
    );

    let figures = page.asks("mapping_figures", json!({ "connection": id }));
    assert_eq!(
        (&figures["inError"], &figures["orphans"]),
        (&json!(0), &json!(0))
    );
    let which = json!({ "connection": id, "standing": null, "resourceType": "Encounter", "olderThanMinutes": null, "id": null, "offset": 0, "limit": 3 });
    let list = page.asks("list_mappings", which.clone());
    let visit = list["rows"][0].clone();
    let written = page.asks(
        "write_mappings",
        json!({ "which": which, "path": to("visits.csv") }),
    );
    assert_eq!(written["rows"], list["total"], "all of them, not a page");
    let record = visit["record"].clone();
    let noted = page.asks(
        "change_mapping",
        json!({ "connection": id, "id": record, "change": { "kind": "note", "text": "Asked Lakeside." } }),
    );
    assert_eq!(noted["acts"][0]["act"], "note");
    let got = page.asks("get_mapping", json!({ "connection": id, "id": record }));
    assert_eq!(got["acts"], noted["acts"]);
    std::fs::write(to("relinks.csv"), "id,fhir_id\nnobody,x\n").unwrap();
    let relinked = page.asks(
        "import_mappings",
        json!({ "connection": id, "path": to("relinks.csv") }),
    );
    assert_eq!(
        (&relinked["done"], &relinked["failed"][0]["line"]),
        (&json!(0), &json!(2))
    );

    let encounter = json!({ "connection": id, "encounter": visit["fhirId"], "known": "refresh" });
    let fetched = page.asks("ingest_encounter", encounter);
    assert!(
        fetched["found"].as_u64().unwrap() >= 1 && fetched["patient"].is_string(),
        "{fetched}"
    );
    let those = json!({
        "connection": id, "patients": [], "between": null, "statuses": ["finished"], "limit": 2,
        "known": "skip"
    });
    let fetched = page.asks("ingest_encounters", those);
    assert!(
        (1..=2).contains(&fetched["encounters"].as_u64().unwrap()),
        "{fetched}"
    );
    let again = page.asks(
        "retry",
        json!({ "connection": id, "what": { "kind": "one", "id": record } }),
    );
    assert_eq!(
        (&again["found"], &again["unchanged"]),
        (&json!(1), &json!(1)),
        "{again}"
    );
    let nothing = page.tries(
        "retry",
        json!({ "connection": id, "what": { "kind": "all" } }),
    );
    assert_eq!(
        nothing.unwrap_err()["code"],
        "invalid-request",
        "nothing failed"
    );

    let manners = page.asks("connection_manners", json!({ "connection": id }));
    assert_eq!(manners["known"], true);
    let own = json!({ "vendor": "epic", "page": 7, "requests": null, "batch": null, "restMs": null, "lastUpdated": null });
    let said = page.asks(
        "set_connection_manners",
        json!({ "connection": id, "own": own }),
    );
    assert_eq!(
        (&said["vendor"], &said["page"]),
        (&json!("epic"), &json!(7))
    );

    let patients = page.asks(
        "list_patients",
        json!({ "text": "", "offset": 0, "limit": 5 }),
    );
    let one = &patients["rows"][0];
    let automatic = json!({ "everyMinutes": 30, "patients": [one["fhirId"]], "onReconnect": true, "staleMinutes": null, "paused": true });
    let set = page.asks(
        "set_automatic_sync",
        json!({ "connection": id, "automatic": automatic }),
    );
    assert_eq!(
        set["names"][0]["name"], one["name"],
        "chosen patients are told by name"
    );
    assert_eq!(
        page.asks("automatic_sync", json!({ "connection": id })),
        set
    );
}

#[test]
fn what_is_asked_of_a_connection_that_is_not_there_is_refused_in_words() {
    let edge = Edge::new();
    let webview = edge.window(window::LABEL);
    let page = PageOf(&webview);
    let protect = json!({ "protection": "passphrase", "passphrase": "tidal copper oven lantern" });
    page.asks("create_profile", protect);
    let gone = "0198f3a2-0000-7000-8000-000000000000";
    for (command, request) in [
        (
            "read_ledger",
            json!({ "connection": gone, "patient": null }),
        ),
        (
            "write_ledger",
            json!({ "connection": gone, "patient": null, "path": "/nowhere/x.csv" }),
        ),
        (
            "retry",
            json!({ "connection": gone, "what": { "kind": "all" } }),
        ),
        (
            "ingest_encounter",
            json!({ "connection": gone, "encounter": "v1", "known": "skip" }),
        ),
        (
            "ingest_encounters",
            json!({
                "connection": gone, "patients": [], "between": null, "statuses": [], "limit": null,
                "known": "keep-version"
            }),
        ),
        (
            "read_brought",
            json!({ "connection": gone, "since": 0, "records": null, "offset": 0, "limit": 5 }),
        ),
        ("mapping_figures", json!({ "connection": gone })),
        ("get_mapping", json!({ "connection": gone, "id": "x" })),
        (
            "change_mapping",
            json!({ "connection": gone, "id": "x", "change": { "kind": "deactivate" } }),
        ),
        ("automatic_sync", json!({ "connection": gone })),
        ("connection_manners", json!({ "connection": gone })),
    ] {
        let failure = page.tries(command, request).unwrap_err();
        assert_eq!(
            failure["code"], "connection-not-found",
            "{command}: {failure}"
        );
    }
    let nowhere = json!({ "connection": null, "patient": null, "path": "/nowhere/at/all/x.csv" });
    let failure = page.tries("write_ledger", nowhere).unwrap_err();
    assert!(
        failure["message"].as_str().unwrap().contains("folder"),
        "{failure}"
    );
}
