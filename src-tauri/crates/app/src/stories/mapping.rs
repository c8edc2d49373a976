//! The ledger read by read and the mapping by hand, against a practice EHR.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use sandbox_ehr::{Config, Server};

use super::{Ward, hers, ingrid};
use crate::wire::connection::{Auth, ConnectionDetails, ConnectionRef, NewConnection};
use crate::wire::coverage::CoverageState;
use crate::wire::ledger::{
    ChangeMapping, IngestEncounter, KnownHere, ListMappings, MappingChange, MappingRow,
    MappingStanding, ReadLedger, Retry, RetryWhat,
};
use crate::wire::profile::Failure;
use crate::wire::sync::{StartSync, SyncPhase, SyncScope};

pub(super) const EHR: &str = "Lakeside";

pub(super) async fn connect(ward: &Ward, ehr: &Server) {
    connect_at(ward, ehr.base_url()).await;
}

async fn connect_at(ward: &Ward, fhir_base: String) {
    let new = NewConnection {
        name: EHR.to_owned(),
        fhir_base,
        client_id: None,
        auth: Auth::None,
        details: ConnectionDetails::default(),
        secret: None,
    };
    ward.app.add_connection(&ward.lindqvist, new).await.unwrap();
}

pub(super) async fn connected(ehr: &Server) -> Ward {
    connected_at(ehr.base_url(), SyncScope::All).await
}

/// With the records of these, from the EHR as it is reached here.
pub(super) async fn connected_at(fhir_base: String, scope: SyncScope) -> Ward {
    let ward = Ward::open().await;
    connect_at(&ward, fhir_base).await;
    let start = StartSync {
        connection: EHR.to_owned(),
        scope,
        between: None,
        export: None,
    };
    ward.app.start_sync(&ward.lindqvist, start).await.unwrap();
    let ended = ward.app.sync_ended(&ward.lindqvist, lakeside()).await;
    assert_eq!(ended.unwrap().phase, SyncPhase::Done);
    ward
}

pub(super) async fn practice() -> Server {
    let config = Config {
        patients: 2,
        open: true,
        ..Config::default()
    };
    Server::start(config).await.unwrap()
}

pub(super) fn lakeside() -> ConnectionRef {
    ConnectionRef {
        connection: EHR.to_owned(),
    }
}

async fn mappings(ward: &Ward, resource_type: &str) -> Vec<MappingRow> {
    let request = ListMappings {
        connection: EHR.to_owned(),
        standing: None,
        resource_type: Some(resource_type.to_owned()),
        older_than_minutes: None,
        id: None,
        offset: 0,
        limit: 1_000,
    };
    let found = ward.app.list_mappings(&ward.lindqvist, request).await;
    found.unwrap().rows
}

async fn change(ward: &Ward, id: &str, change: MappingChange) -> Result<MappingRow, Failure> {
    let request = ChangeMapping {
        connection: EHR.to_owned(),
        id: id.to_owned(),
        change,
    };
    ward.app.change_mapping(&ward.lindqvist, request).await
}

#[tokio::test]
async fn every_read_says_how_far_it_came_and_the_figures_add_up() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let request = ReadLedger {
        connection: Some(EHR.to_owned()),
        patient: None,
    };
    let ledger = ward
        .app
        .read_ledger(&ward.lindqvist, request)
        .await
        .unwrap();
    assert!(ledger.rows.len() > 40, "{}", ledger.rows.len());
    for row in &ledger.rows {
        assert_eq!(row.connection_name, EHR);
        match row.state {
            CoverageState::Complete => assert!(row.as_of.is_some(), "{}", row.read),
            _ => assert!(row.reason.is_some(), "{} does not say why", row.read),
        }
    }
    let figures = ward.app.mapping_figures(&ward.lindqvist, lakeside()).await;
    let figures = figures.unwrap();
    let by_type: u32 = figures.types.iter().map(|of| of.count).sum();
    assert_eq!(figures.active, by_type);
    assert_eq!(
        (figures.in_error, figures.removed, figures.orphans),
        (0, 0, 0)
    );
    assert!(figures.last_sync.is_some());
    ehr.stop().await;
}

#[tokio::test]
async fn a_mapping_is_changed_by_hand_only_after_a_look_at_the_ehr_and_it_is_noted_who_did_it() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let allergy = mappings(&ward, "Condition").await.remove(0);
    let note = MappingChange::Note {
        text: "Asked Lakeside about this one.".to_owned(),
    };
    change(&ward, &allergy.record, note).await.unwrap();
    let off = change(&ward, &allergy.record, MappingChange::Deactivate).await;
    let off = off.unwrap();
    assert_eq!(off.standing, MappingStanding::Inactive);
    let acts: Vec<&str> = off.acts.iter().map(|act| act.act.as_str()).collect();
    assert_eq!(acts, ["note", "deactivate"]);
    assert_eq!(off.acts[0].person, "lindqvist");
    let on = change(&ward, &allergy.record, MappingChange::Activate).await;
    assert_eq!(on.unwrap().standing, MappingStanding::Active);

    let to = |fhir_id: &str| MappingChange::Relink {
        fhir_id: fhir_id.to_owned(),
    };
    let nowhere = change(&ward, &allergy.record, to("no-such-id")).await;
    assert_eq!(nowhere.unwrap_err().code, "ehr-refused");
    // A record of the other patient is another person's, however alike.
    let whose = |row: &MappingRow| {
        let uuid = uuid::Uuid::parse_str(&row.record).unwrap();
        let open = ward.app.opened().unwrap();
        let found = open.store().read(|c| wardbook_store::records::get(c, uuid));
        found.unwrap().unwrap().patient
    };
    let others = mappings(&ward, "Condition").await;
    let other = others
        .iter()
        .find(|row| whose(row) != whose(&allergy))
        .unwrap();
    let refused = change(&ward, &allergy.record, to(&other.fhir_id)).await;
    let message = refused.unwrap_err().message;
    assert!(message.contains("another patient"), "{message}");
    let mine = others
        .iter()
        .find(|row| whose(row) == whose(&allergy) && row.record != allergy.record)
        .unwrap();
    let taken = change(&ward, &allergy.record, to(&mine.fhir_id)).await;
    let message = taken.unwrap_err().message;
    assert!(message.contains("already"), "{message}");
    // To its own id is a relink like any other, checked and noted.
    let same = change(&ward, &allergy.record, to(&allergy.fhir_id))
        .await
        .unwrap();
    assert_eq!(
        same.acts.last().unwrap().detail,
        Some(allergy.fhir_id.clone())
    );

    let file = ward.file(
        "relinks.csv",
        &format!(
            "id,fhir_id\n{},{}\nnobody,x\n",
            allergy.record, allergy.fhir_id
        ),
    );
    let request = crate::wire::ledger::ImportMappings {
        connection: EHR.to_owned(),
        path: file.to_str().unwrap().to_owned(),
    };
    let done = ward
        .app
        .import_mappings(&ward.lindqvist, request)
        .await
        .unwrap();
    assert_eq!((done.done, done.failed.len()), (1, 1));
    assert_eq!(
        (done.failed[0].line, done.failed[0].code.as_str()),
        (3, "record-not-found")
    );
    ehr.stop().await;
}

/// After a move of the server Ingrid is `p9` where she was `p1`; `p2` is somebody else.
#[tokio::test]
async fn a_patient_goes_by_another_id_only_where_it_is_the_same_person_and_the_chart_goes_with_them()
 {
    let folder = tempfile::tempdir().unwrap();
    let patient = |id: &str, given: &str, number: &str| {
        format!(
            r#"{{"resourceType":"Patient","id":"{id}","name":[{{"family":"Holm","given":["{given}"]}}],"birthDate":"1950-02-03","identifier":[{{"system":"urn:lakeside","value":"{number}"}}]}}"#
        )
    };
    let potassium = r#"{"resourceType":"Observation","id":"k1","status":"final","subject":{"reference":"Patient/p9"},"code":{"text":"Potassium"},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"effectiveDateTime":"2026-11-20","valueQuantity":{"value":6.1,"unit":"mmol/L"}}"#;
    let lines = [
        patient("p1", "Ingrid", "7"),
        patient("p2", "Anna", "8"),
        patient("p9", "Ingrid", "7"),
        potassium.to_owned(),
    ];
    std::fs::write(folder.path().join("all.ndjson"), lines.join("\n")).unwrap();
    let config = Config {
        load: Some(folder.path().to_owned()),
        open: true,
        ..Config::default()
    };
    let mut ehr = Server::start(config).await.unwrap();
    let one = |id: &str| SyncScope::Patients {
        fhir_ids: vec![id.to_owned()],
    };
    let ward = connected_at(ehr.base_url(), one("p1")).await;
    let ingrid = ward.patient().await.patient;
    let row = mappings(&ward, "Patient").await.remove(0);
    let to = |fhir_id: &str| MappingChange::Relink {
        fhir_id: fhir_id.to_owned(),
    };
    let twin = change(&ward, &row.record, to("p2")).await.unwrap_err();
    assert!(twin.message.contains("the same person"), "{}", twin.message);
    change(&ward, &row.record, to("p9")).await.unwrap();
    let start = StartSync {
        connection: EHR.to_owned(),
        scope: one("p9"),
        between: None,
        export: None,
    };
    ward.app.start_sync(&ward.lindqvist, start).await.unwrap();
    let ended = ward.app.sync_ended(&ward.lindqvist, lakeside()).await;
    assert_eq!(ended.unwrap().phase, SyncPhase::Done);
    assert_eq!(ward.patient().await.patient, ingrid, "one chart, and hers");
    let results = format!("{:?}", ward.section("results").await);
    assert!(results.contains("6.1"), "{results}");
    ehr.stop().await;
}

#[tokio::test]
async fn a_mapping_of_one_ehr_is_not_reached_from_another() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let other = NewConnection {
        name: "City".to_owned(),
        fhir_base: "http://127.0.0.1:9/fhir".to_owned(),
        client_id: None,
        auth: Auth::None,
        details: ConnectionDetails::default(),
        secret: None,
    };
    ward.app
        .add_connection(&ward.lindqvist, other)
        .await
        .unwrap();
    let theirs = mappings(&ward, "Encounter").await.remove(0);
    for id in [
        theirs.record.clone(),
        format!("Encounter/{}", theirs.fhir_id),
    ] {
        let request = ChangeMapping {
            connection: "City".to_owned(),
            id,
            change: MappingChange::Deactivate,
        };
        let refused = ward.app.change_mapping(&ward.lindqvist, request).await;
        assert_eq!(refused.unwrap_err().code, "record-not-found");
    }
    ehr.stop().await;
}

#[tokio::test]
async fn one_encounter_comes_with_what_belongs_to_it() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let visit = mappings(&ward, "Encounter").await.remove(0);
    let request = |known| IngestEncounter {
        connection: EHR.to_owned(),
        encounter: visit.fhir_id.clone(),
        known,
    };
    let again = ward
        .app
        .ingest_encounter(&ward.lindqvist, request(KnownHere::Refresh))
        .await
        .unwrap();
    assert!(again.found >= 2, "{again:?}");
    assert_eq!((again.added, again.changed, again.failed.len()), (0, 0, 0));
    assert!(again.patient.is_some());
    let skipped = ward
        .app
        .ingest_encounter(&ward.lindqvist, request(KnownHere::Skip))
        .await
        .unwrap();
    assert_eq!(skipped.skipped, skipped.found - 1, "all but the patient");
    let nobody = IngestEncounter {
        encounter: "no-such-visit".to_owned(),
        ..request(KnownHere::Skip)
    };
    let failed = ward.app.ingest_encounter(&ward.lindqvist, nobody).await;
    assert_eq!(failed.unwrap().failed[0].code, "not-found");
    ehr.stop().await;
}

#[tokio::test]
async fn what_failed_is_asked_for_again_and_what_is_gone_is_shown_as_removed() {
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let nothing = Retry {
        connection: EHR.to_owned(),
        what: RetryWhat::All,
    };
    let refused = ward.app.retry(&ward.lindqvist, nothing.clone()).await;
    assert_eq!(refused.unwrap_err().code, "invalid-request");
    let visit = mappings(&ward, "Encounter").await.remove(0);
    let uuid = uuid::Uuid::parse_str(&visit.record).unwrap();
    let open = ward.app.opened().unwrap();
    let failed = open.store().write(|tx| {
        let row = wardbook_store::records::get(tx, uuid)?.unwrap();
        wardbook_store::mapping::failed(tx, row.id, "timeout")
    });
    failed.unwrap();
    let figures = ward.app.mapping_figures(&ward.lindqvist, lakeside()).await;
    let figures = figures.unwrap();
    assert_eq!(
        (figures.in_error, figures.common_errors[0].code.as_str()),
        (1, "timeout")
    );
    let again = ward.app.retry(&ward.lindqvist, nothing).await.unwrap();
    assert_eq!((again.found, again.failed.len()), (1, 0));
    let figures = ward.app.mapping_figures(&ward.lindqvist, lakeside()).await;
    assert_eq!(figures.unwrap().in_error, 0);
    ehr.stop().await;
}

/// The EHR was found to have deleted the first record of this type.
fn the_ehr_removes(ward: &Ward, resource_type: &str) {
    let open = ward.app.opened().unwrap();
    let gone = open.store().write(|tx| {
        let filter = wardbook_store::mapping::Filter {
            resource_type: Some(resource_type.to_owned()),
            ..wardbook_store::mapping::Filter::default()
        };
        let (_, rows) = wardbook_store::mapping::list(tx, 1, &filter, 0, 10)?;
        wardbook_store::mapping::set_gone(tx, rows[0].record, super::NOW)
    });
    gone.unwrap();
}

#[tokio::test]
async fn a_record_the_ehr_removed_stands_as_removed_and_counts_no_more() {
    use crate::wire::section::{Section, Standing};
    let ward = Ward::open().await;
    let gout = serde_json::json!({
        "clinicalStatus": { "coding": [{ "code": "active" }] }, "code": { "text": "Gout" },
    });
    ward.import(&[ingrid(), hers("Condition", "c1", gout)])
        .await;
    let standing = |section: Section| match section {
        Section::Problems(rows) => rows[0].standing.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(standing(ward.section("problems").await), Standing::Current);
    the_ehr_removes(&ward, "Condition");
    assert_eq!(standing(ward.section("problems").await), Standing::Removed);
}

#[tokio::test]
async fn a_flag_and_a_stay_that_the_ehr_removed_leave_the_banner() {
    let ward = Ward::open().await;
    let flag = serde_json::json!({ "status": "active", "code": { "text": "Falls" } });
    let stay = serde_json::json!({
        "status": "in-progress", "location": [{ "location": { "display": "7 North" } }],
    });
    ward.import(&[
        ingrid(),
        hers("Flag", "f1", flag),
        hers("Encounter", "v1", stay),
    ])
    .await;
    let seat = &ward.lindqvist;
    let her = ward.patient().await;
    let banner = async || ward.app.open_chart(seat, her.clone()).await.unwrap().banner;
    let before = banner().await;
    assert_eq!(before.flags, ["Falls"]);
    assert_eq!(before.location.as_deref(), Some("7 North"));
    the_ehr_removes(&ward, "Flag");
    the_ehr_removes(&ward, "Encounter");
    let after = banner().await;
    assert!(after.flags.is_empty(), "{:?}", after.flags);
    assert_eq!(after.location, None);
}

#[tokio::test]
async fn no_known_allergies_that_the_ehr_removed_is_said_no_more() {
    use crate::wire::section::{AllergyStatement, Section};
    let ward = Ward::open().await;
    let none = serde_json::json!({
        "clinicalStatus": { "coding": [{ "code": "active" }] },
        "verificationStatus": { "coding": [{ "code": "confirmed" }] },
        "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "716186003" }] },
    });
    ward.import(&[ingrid(), hers("AllergyIntolerance", "a1", none)])
        .await;
    let said = |section: Section| match section {
        Section::Allergies(found) => found.statement,
        other => panic!("{other:?}"),
    };
    let before = said(ward.section("allergies").await);
    assert_eq!(before, AllergyStatement::NoneKnown);
    the_ehr_removes(&ward, "AllergyIntolerance");
    let after = said(ward.section("allergies").await);
    assert_ne!(after, AllergyStatement::NoneKnown);
}

#[tokio::test]
async fn what_is_due_is_synced_by_itself_and_held_when_asked() {
    use crate::wire::automatic::{AutomaticSync, SetAutomatic};
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    let set = async |every: u32, paused| {
        let automatic = AutomaticSync {
            every_minutes: Some(every),
            paused,
            ..AutomaticSync::default()
        };
        let request = SetAutomatic {
            connection: EHR.to_owned(),
            automatic,
        };
        ward.app.set_automatic_sync(&ward.lindqvist, request).await
    };
    let due = async || {
        ward.app
            .sync_what_is_due(&ward.lindqvist)
            .await
            .unwrap()
            .len()
    };
    assert_eq!(due().await, 0, "nobody asked for it");
    assert_eq!(set(1, false).await.unwrap_err().code, "invalid-request");
    set(30, false).await.unwrap();
    assert_eq!(due().await, 0, "it was synced a moment ago");
    ward.clock.advance(31 * 60_000);
    assert_eq!(due().await, 1);
    let ended = ward
        .app
        .sync_ended(&ward.lindqvist, lakeside())
        .await
        .unwrap();
    assert_eq!(
        (ended.phase, ended.added, ended.changed),
        (SyncPhase::Done, 0, 0)
    );
    ward.clock.advance(31 * 60_000);
    set(30, true).await.unwrap();
    assert_eq!(due().await, 0, "held");
    ehr.stop().await;
}

#[tokio::test]
async fn how_an_ehr_is_asked_is_known_from_its_statement_and_can_be_said_otherwise() {
    use crate::wire::manners::{MannersOverride, SetManners};
    let config = Config {
        patients: 1,
        open: true,
        personality: sandbox_ehr::personality::named("oracle").unwrap(),
        ..Config::default()
    };
    let mut ehr = Server::start(config).await.unwrap();
    let ward = Ward::open().await;
    let new = NewConnection {
        name: EHR.to_owned(),
        fhir_base: ehr.base_url(),
        client_id: None,
        auth: Auth::None,
        details: ConnectionDetails::default(),
        secret: None,
    };
    ward.app.add_connection(&ward.lindqvist, new).await.unwrap();
    let before = ward
        .app
        .connection_manners(&ward.lindqvist, lakeside())
        .await;
    assert!(!before.unwrap().known);
    let nobody = StartSync {
        connection: EHR.to_owned(),
        scope: SyncScope::Known,
        between: None,
        export: None,
    };
    ward.app.start_sync(&ward.lindqvist, nobody).await.unwrap();
    ward.app
        .sync_ended(&ward.lindqvist, lakeside())
        .await
        .unwrap();
    let found = ward
        .app
        .connection_manners(&ward.lindqvist, lakeside())
        .await;
    let found = found.unwrap();
    assert_eq!((found.vendor.as_str(), found.page), ("oracle", 100));
    let set = async |vendor: &str, page| {
        let own = MannersOverride {
            vendor: Some(vendor.to_owned()),
            page: Some(page),
            requests: None,
            batch: None,
            rest_ms: None,
            last_updated: None,
            headers: Vec::new(),
        };
        let request = SetManners {
            connection: EHR.to_owned(),
            own,
        };
        ward.app
            .set_connection_manners(&ward.lindqvist, request)
            .await
    };
    let said = set("epic", 7).await.unwrap();
    assert_eq!((said.vendor.as_str(), said.page), ("epic", 7));
    assert!(said.in_parts.contains(&"Observation".to_owned()));
    assert_eq!(
        set("allscripts", 7).await.unwrap_err().code,
        "invalid-request"
    );
    assert_eq!(set("epic", 0).await.unwrap_err().code, "invalid-request");
    ehr.stop().await;
}

#[tokio::test]
async fn a_header_that_an_ehr_wants_goes_with_every_request_and_its_value_is_never_shown() {
    use crate::wire::hidden::Hidden;
    use crate::wire::manners::{ExtraHeader, MannersOverride, SetManners};
    let mut ehr = practice().await;
    let ward = connected(&ehr).await;
    assert_eq!(ehr.counts().named_client, 0);
    let set = async |name: &str, value: Option<&str>| {
        let headers = vec![ExtraHeader {
            name: name.to_owned(),
            value: value.map(Hidden::new),
        }];
        let request = SetManners {
            connection: EHR.to_owned(),
            own: MannersOverride {
                vendor: None,
                page: None,
                requests: None,
                batch: None,
                rest_ms: None,
                last_updated: None,
                headers,
            },
        };
        let me = &ward.lindqvist;
        ward.app.set_connection_manners(me, request).await
    };
    for (name, value) in [
        ("Authorization", "Basic x"),
        ("cookie", "a=b"),
        ("Host", "elsewhere"),
        ("X-Site", "two\r\nlines"),
        ("X Site", "a space"),
        ("X-Site", ""),
    ] {
        let refused = set(name, Some(value)).await;
        assert_eq!(refused.unwrap_err().code, "invalid-request", "{name}");
    }
    let said = set("Epic-Client-ID", Some("s3cret")).await.unwrap();
    assert!(!serde_json::to_string(&said).unwrap().contains("s3cret"));
    assert!(!format!("{said:?}").contains("s3cret"));
    // Said again without its value, the one that is kept stays.
    let said = set("epic-client-id", None).await.unwrap();
    assert_eq!(said.own.headers[0].name, "epic-client-id");
    let before = ehr.counts().requests;
    let again = StartSync {
        connection: EHR.to_owned(),
        scope: SyncScope::Known,
        between: None,
        export: None,
    };
    ward.app.start_sync(&ward.lindqvist, again).await.unwrap();
    let ended = ward.app.sync_ended(&ward.lindqvist, lakeside()).await;
    assert_eq!(ended.unwrap().phase, SyncPhase::Done);
    let counts = ehr.counts();
    assert!(counts.requests > before);
    assert!(counts.named_client >= counts.requests - before);
    ehr.stop().await;
}
