//! What Dr Lindqvist keeps for herself: her patients, the ward's lists as the EHR keeps them, notes to self.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;

use sandbox_ehr::{Config, Server};
use serde_json::json;

use super::mapping::{EHR, connect, lakeside};
use super::{Ward, asking, hers, ingrid};
use crate::Actor;
use crate::wire::automatic::{AutomaticSync, SetAutomatic};
use crate::wire::connection::ConnectionRef;
use crate::wire::own::{
    FetchLists, FetchedLists, ListRef, OwnList, OwnListKind, OwnMark, OwnNoteRef, PatientMarks,
    ReadList, SetMark, WriteOwnNote,
};
use crate::wire::patient::{PatientPage, PatientRef};
use crate::wire::sync::{StartSync, SyncPhase, SyncScope};

impl Ward {
    async fn mark(&self, patient: &str, mark: OwnMark, on: bool) -> PatientMarks {
        let request = SetMark {
            patient: patient.to_owned(),
            mark,
            on,
        };
        self.app.set_mark(&self.lindqvist, request).await.unwrap()
    }

    async fn list(&self, list: &str) -> PatientPage {
        let request = ReadList {
            list: list.to_owned(),
            text: String::new(),
            offset: 0,
            limit: 50,
        };
        self.app.read_list(&self.lindqvist, request).await.unwrap()
    }

    async fn fetch(&self, group: Option<&str>) -> FetchedLists {
        let request = FetchLists {
            connection: EHR.to_owned(),
            group: group.map(str::to_owned),
        };
        self.app
            .fetch_lists(&self.lindqvist, request)
            .await
            .unwrap()
    }
}

fn called<'l>(lists: &'l [OwnList], title: &str) -> Vec<&'l OwnList> {
    lists
        .iter()
        .filter(|list| list.title.as_deref() == Some(title))
        .collect()
}

async fn note(
    ward: &Ward,
    patient: &str,
    note: Option<&str>,
    text: &str,
) -> Result<PatientMarks, String> {
    let request = WriteOwnNote {
        patient: patient.to_owned(),
        note: note.map(str::to_owned),
        text: text.to_owned(),
    };
    let written = ward.app.write_own_note(&ward.lindqvist, request).await;
    written.map_err(|failure| failure.message)
}

#[tokio::test]
async fn ingrid_is_starred_found_among_the_starred_and_no_more_once_the_star_is_taken_off() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let her = ward.patient().await.patient;
    assert_eq!(ward.list("starred").await.total, 0);
    let marks = ward.mark(&her, OwnMark::Starred, true).await;
    assert_eq!((marks.starred, marks.mine), (true, false));
    ward.mark(&her, OwnMark::Starred, true).await;
    let starred = ward.list("starred").await;
    assert_eq!(
        (starred.total, starred.here, starred.rows[0].id == her),
        (1, 1, true)
    );
    assert_eq!(
        ward.list("mine").await.total,
        0,
        "a star is not “my patient”"
    );
    let ruiz = Actor::local("ruiz");
    let theirs = ward.app.own_lists(&ruiz).await.unwrap();
    assert_eq!(theirs[1].here, 0, "another person's stars are their own");
    ward.mark(&her, OwnMark::Starred, false).await;
    assert_eq!(ward.list("starred").await.total, 0);
}

#[tokio::test]
async fn the_chart_opened_last_is_the_first_of_the_recent_ones() {
    let ward = Ward::open().await;
    let aino = json!({ "resourceType": "Patient", "id": "aino", "name": [{ "family": "Aalto", "given": ["Aino"] }] });
    ward.import(&[ingrid(), aino]).await;
    assert_eq!(ward.list("recent").await.total, 0, "nothing was opened yet");
    for name in ["Aalto", "Sørensen"] {
        let patient = ward.app.find_here(&ward.lindqvist, name).await.unwrap();
        ward.app
            .open_chart(&ward.lindqvist, PatientRef { patient })
            .await
            .unwrap();
        ward.clock.advance(60_000);
    }
    let names: Vec<_> = ward
        .list("recent")
        .await
        .rows
        .into_iter()
        .map(|row| row.name.unwrap())
        .collect();
    assert_eq!(names, ["Sørensen, Ingrid", "Aalto, Aino"]);
}

#[tokio::test]
async fn a_note_to_self_is_changed_and_removed_by_its_writer_only_and_leaves_the_chart_alone() {
    let ward = Ward::open().await;
    ward.import(&[
        ingrid(),
        hers(
            "Condition",
            "c1",
            json!({ "code": { "text": "Heart failure" } }),
        ),
    ])
    .await;
    let her = ward.patient().await.patient;
    assert!(
        note(&ward, &her, None, "  ")
            .await
            .unwrap_err()
            .contains("empty")
    );
    let long = "x".repeat(10_001);
    assert!(
        note(&ward, &her, None, &long)
            .await
            .unwrap_err()
            .contains("10,000")
    );
    let kept = note(&ward, &her, None, "Ask her son about zebrafish")
        .await
        .unwrap();
    let id = kept.notes[0].note.clone();
    ward.clock.advance(60_000);
    let kept = note(&ward, &her, Some(&id), "Asked her son").await.unwrap();
    assert_eq!(
        (kept.notes.len(), kept.notes[0].text.as_str()),
        (1, "Asked her son")
    );
    assert!(kept.notes[0].changed_at > kept.notes[0].at);

    // Neither a search nor the chart taken out knows it.
    let mut chart = tempfile::NamedTempFile::new().unwrap();
    let to = chart.reopen().unwrap();
    ward.app
        .export_chart_to(&ward.lindqvist, &her, to)
        .await
        .unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut chart, &mut text).unwrap();
    assert!(text.contains("Heart failure") && !text.contains("her son"));
    let search = asking("son");
    assert!(
        ward.app
            .search(&ward.lindqvist, search)
            .await
            .unwrap()
            .hits
            .is_empty()
    );

    let ruiz = Actor::local("ruiz");
    let theirs = ward
        .app
        .patient_marks(
            &ruiz,
            PatientRef {
                patient: her.clone(),
            },
        )
        .await
        .unwrap();
    assert!(theirs.notes.is_empty());
    let gone = OwnNoteRef {
        patient: her.clone(),
        note: id,
    };
    assert!(ward.app.remove_own_note(&ruiz, gone.clone()).await.is_err());
    let kept = ward
        .app
        .remove_own_note(&ward.lindqvist, gone.clone())
        .await
        .unwrap();
    assert!(kept.notes.is_empty());
    assert_eq!(
        ward.app
            .remove_own_note(&ward.lindqvist, gone)
            .await
            .unwrap_err()
            .code,
        "record-not-found"
    );
}

#[tokio::test]
async fn the_wards_lists_come_from_the_ehr_and_say_who_of_them_is_not_here() {
    let config = Config {
        patients: 14,
        open: true,
        ..Config::default()
    };
    let mut ehr = Server::start(config).await.unwrap();
    let ward = Ward::open().await;
    connect(&ward, &ehr).await;
    let found = ward.fetch(None).await;
    assert!(found.notes.is_empty(), "{:?}", found.notes);
    let east = called(&found.lists, "Ward 3 East");
    assert_eq!(east.len(), 2, "as a List and as a Group");
    for list in &east {
        assert_eq!(
            (list.here, list.members, list.missing.len()),
            (0, Some(4), 4)
        );
        assert_eq!(list.connection_name.as_deref(), Some(EHR));
    }
    // Two of the four are synced.
    let chosen = east[0].missing[..2].to_vec();
    let start = StartSync {
        connection: EHR.to_owned(),
        scope: SyncScope::Patients {
            fhir_ids: chosen.clone(),
        },
        between: None,
        export: None,
    };
    ward.app.start_sync(&ward.lindqvist, start).await.unwrap();
    let ended = ward
        .app
        .sync_ended(&ward.lindqvist, lakeside())
        .await
        .unwrap();
    assert_eq!(ended.phase, SyncPhase::Done);
    let id = east[0].id.clone();
    let page = ward.list(&id).await;
    let on_it: Vec<&str> = page.rows.iter().map(|row| row.fhir_id.as_str()).collect();
    assert_eq!(on_it, chosen, "in the EHR's order");
    let lists = ward.app.own_lists(&ward.lindqvist).await.unwrap();
    let kinds: Vec<&OwnListKind> = lists.iter().take(3).map(|list| &list.kind).collect();
    assert_eq!(
        kinds,
        [
            &OwnListKind::Mine,
            &OwnListKind::Starred,
            &OwnListKind::Recent
        ]
    );
    let again = lists.iter().find(|list| list.id == id).unwrap();
    assert_eq!((again.here, again.missing.len()), (2, 2));

    // Read again it is the same list; with the EHR away it is still here, with its time.
    let before = lists.len();
    ward.fetch(None).await;
    ehr.stop().await;
    let lists = ward.app.own_lists(&ward.lindqvist).await.unwrap();
    assert_eq!(lists.len(), before);
    let refused = ward
        .app
        .fetch_lists(
            &ward.lindqvist,
            FetchLists {
                connection: EHR.to_owned(),
                group: None,
            },
        )
        .await;
    assert_eq!(refused.unwrap_err().code, "offline");
    assert_eq!(ward.list(&id).await.total, 2);

    ward.app
        .forget_list(&ward.lindqvist, ListRef { list: id.clone() })
        .await
        .unwrap();
    let request = ReadList {
        list: id,
        text: String::new(),
        offset: 0,
        limit: 1,
    };
    assert_eq!(
        ward.app
            .read_list(&ward.lindqvist, request)
            .await
            .unwrap_err()
            .code,
        "record-not-found"
    );
    let gone = ConnectionRef {
        connection: EHR.to_owned(),
    };
    ward.app
        .remove_connection(&ward.lindqvist, gone)
        .await
        .unwrap();
    assert_eq!(
        ward.app.own_lists(&ward.lindqvist).await.unwrap().len(),
        3,
        "lists go with their EHR"
    );
}

#[tokio::test]
async fn whoever_is_on_the_ward_is_synced_by_itself_and_an_empty_ward_is_not_everybody() {
    let config = Config {
        patients: 14,
        open: true,
        ..Config::default()
    };
    let mut ehr = Server::start(config).await.unwrap();
    let ward = Ward::open().await;
    connect(&ward, &ehr).await;
    let found = ward.fetch(None).await;
    let east = called(&found.lists, "Ward 3 East")[0];
    let on_it: BTreeSet<String> = east.missing.iter().cloned().collect();
    let set = async |lists: &[&str]| {
        let automatic = AutomaticSync {
            every_minutes: Some(30),
            lists: lists.iter().map(|id| (*id).to_owned()).collect(),
            ..AutomaticSync::default()
        };
        let connection = EHR.to_owned();
        let request = SetAutomatic {
            connection,
            automatic,
        };
        ward.app.set_automatic_sync(&ward.lindqvist, request).await
    };
    let stranger = uuid::Uuid::from_u128(7).to_string();
    assert_eq!(set(&[&stranger]).await.unwrap_err().code, "invalid-request");
    set(&[&east.id]).await.unwrap();
    let due = ward.app.sync_what_is_due(&ward.lindqvist).await.unwrap();
    assert_eq!(due.len(), 1);
    let ended = ward.app.sync_ended(&ward.lindqvist, lakeside()).await;
    assert_eq!(ended.unwrap().phase, SyncPhase::Done);
    let here = ward.list(&east.id).await;
    let here: BTreeSet<String> = here.rows.iter().map(|row| row.fhir_id.clone()).collect();
    assert_eq!(here, on_it);

    // The list is forgotten here: it names nobody, and nobody is asked for.
    let list = east.id.clone();
    let forgotten = ward.app.forget_list(&ward.lindqvist, ListRef { list });
    forgotten.await.unwrap();
    ward.clock.advance(31 * 60_000);
    let due = ward.app.sync_what_is_due(&ward.lindqvist).await.unwrap();
    assert!(due.is_empty(), "{due:?}");
    ehr.stop().await;
}

#[tokio::test]
async fn an_ehr_that_does_not_list_its_groups_is_asked_for_one_by_its_id() {
    let epic = sandbox_ehr::personality::named("epic").unwrap();
    let config = Config {
        patients: 12,
        open: true,
        ..Config::of(epic)
    };
    let mut ehr = Server::start(config).await.unwrap();
    let ward = Ward::open().await;
    connect(&ward, &ehr).await;
    let found = ward.fetch(None).await;
    assert!(
        found.notes.iter().any(|note| note.contains("by its id")),
        "{:?}",
        found.notes
    );
    // As an administrator would tell it.
    let commons = ehr.commons().unwrap();
    let of_ward = |group: &&std::sync::Arc<sandbox_ehr::Resource>| {
        String::from_utf8_lossy(&group.body).contains("Ward 3 East")
    };
    let group = commons.of_kind("Group").find(of_ward).unwrap().id.clone();
    let one = ward.fetch(Some(&group)).await;
    assert!(!called(&one.lists, "Ward 3 East").is_empty());
    assert_eq!(
        one.lists.len(),
        found.lists.len() + 1,
        "what came before stays"
    );
    ehr.stop().await;
}
