#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]
use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::checkpoint::{Done, OVERLAP, Trail, Walk};

const NOW: i64 = 1_790_000_000_000;
const HOUR: i64 = 3_600_000;

/// A server that offers these types, each with its search parameters.
fn server(software: &str, types: &[(&str, &[&str])]) -> Capabilities {
    let resources: Vec<Value> = types
        .iter()
        .map(|(typ, params)| {
            let params: Vec<Value> = params.iter().map(|name| json!({ "name": name })).collect();
            json!({
                "type": typ,
                "interaction": [{ "code": "read" }, { "code": "search-type" }],
                "searchParam": params,
            })
        })
        .collect();
    let statement = json!({
        "resourceType": "CapabilityStatement",
        "software": { "name": software },
        "rest": [{ "mode": "server", "resource": resources }],
    });
    Capabilities::parse(statement.to_string().as_bytes()).unwrap()
}

struct Only(&'static [&'static str]);

impl Granted for Only {
    fn allows(&self, resource_type: &str) -> bool {
        self.0.contains(&resource_type)
    }
}

fn for_patient(manners: &Manners) -> Asked<'_> {
    Asked {
        whose: Whose::Patient("camila"),
        now: NOW,
        full: false,
        manners,
        between: None,
    }
}

fn planned(capabilities: &Capabilities, ledger: &[ledger::Row], full: bool) -> Vec<Read> {
    let manners = Manners::of(capabilities, None);
    let asked = Asked {
        full,
        ..for_patient(&manners)
    };
    plan(capabilities, &Everything, ledger, &asked).reads
}

fn params(read: &Read) -> Vec<String> {
    let Question::Search { params } = &read.question else {
        return Vec::new();
    };
    params
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

/// A ledger row of a read that was walked to its end `ago` milliseconds before now.
fn done(read: &Read, ago: i64, watermark: Option<i64>) -> ledger::Row {
    let question = fingerprint_of(read.resource_type, &read.question);
    let done = Done {
        full_at: NOW - ago,
        watermark,
        question,
    };
    let mut row = ledger::Row::new(1, 7, read.section, &read.name);
    row.state = State::Complete;
    row.as_of = Some(NOW - ago);
    row.checkpoint = Mark {
        done: Some(done),
        walk: None,
    }
    .to_column();
    row
}

fn interrupted(read: &Read, ago: i64, since: Option<i64>) -> ledger::Row {
    let walk = Walk {
        next: "https://ehr.example/r4?page=2".into(),
        pages: 1,
        started: NOW - ago,
        since,
        dated_from: None,
        until: None,
        server: None,
        seen: 50,
        trail: Trail::default(),
        question: fingerprint_of(read.resource_type, &read.question),
        restarts: 0,
        remark: None,
    };
    let mut row = ledger::Row::new(1, 7, read.section, &read.name);
    row.state = State::Partial;
    row.checkpoint = Mark {
        done: None,
        walk: Some(walk),
    }
    .to_column();
    row
}

#[test]
fn a_generic_server_is_asked_for_all_observations_at_once() {
    let generic = server(
        "HAPI",
        &[("Patient", &[]), ("Observation", &["patient", "category"])],
    );
    let reads = planned(&generic, &[], false);
    let [patient, observations] = reads.as_slice() else {
        panic!("{reads:?}")
    };
    assert_eq!(
        patient.question,
        Question::One {
            id: "camila".into()
        }
    );
    assert_eq!(params(observations), ["patient=camila", "_count=200"]);
    assert_eq!(observations.start, Start::Full);
    // Its records fall in several sections, and each is told how complete it is.
    assert!(
        observations.feeds.contains(&"vitals"),
        "{:?}",
        observations.feeds
    );
    assert!(!observations.feeds.contains(&observations.section));
}

#[test]
fn epic_is_asked_for_observations_by_category_and_by_small_pages() {
    let epic = server(
        "Epic",
        &[
            ("Observation", &["patient", "category"]),
            ("Goal", &["patient"]),
        ],
    );
    let reads = planned(&epic, &[], false);
    let names: BTreeSet<&str> = reads.iter().map(|read| read.name.as_str()).collect();
    for name in [
        "Observation:laboratory",
        "Observation:vital-signs",
        "Observation:smartdata",
    ] {
        assert!(names.contains(name), "{name}");
    }
    assert!(!names.contains("Observation"));
    let labs = reads
        .iter()
        .find(|read| read.name == "Observation:laboratory")
        .unwrap();
    assert_eq!(
        params(labs),
        ["patient=camila", "category=laboratory", "_count=50"]
    );
    assert_eq!(labs.section, "results");
}

#[test]
fn a_refusal_of_the_whole_is_learned_and_the_type_then_asked_in_parts() {
    let site = server("Some EHR", &[("Condition", &["patient"])]);
    let manners = Manners {
        in_parts: ["Condition".to_owned()].into(),
        ..Manners::default()
    };
    let kept = Manners::of(&site, Some(&manners.to_setting()));
    let reads = plan(&site, &Everything, &[], &for_patient(&kept)).reads;
    let names: Vec<&str> = reads.iter().map(|read| read.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Condition:encounter-diagnosis",
            "Condition:health-concern",
            "Condition:problem-list-item"
        ]
    );
}

#[test]
fn oracle_is_asked_for_appointments_with_a_date() {
    let oracle = server(
        "",
        &[("Appointment", &["-date-or-req-period", "date", "patient"])],
    );
    let reads = planned(&oracle, &[], false);
    let appointments = reads.first().unwrap();
    assert_eq!(
        params(appointments),
        [
            "patient=camila",
            "date=ge1900-01-01T00:00:00Z",
            "_count=100"
        ]
    );
}

#[test]
fn parameters_other_than_patient_name_the_type_they_refer_to() {
    let server = server(
        "",
        &[("Coverage", &["beneficiary"]), ("Media", &["subject"])],
    );
    let all: Vec<_> = planned(&server, &[], false)
        .iter()
        .flat_map(params)
        .collect();
    assert!(
        all.contains(&"beneficiary=Patient/camila".to_owned()),
        "{all:?}"
    );
    assert!(
        all.contains(&"subject=Patient/camila".to_owned()),
        "{all:?}"
    );
}

#[test]
fn what_is_not_offered_or_not_granted_is_said_once_for_the_connection() {
    let server = server(
        "",
        &[
            ("Patient", &[]),
            ("Goal", &["patient"]),
            ("Flag", &["patient"]),
        ],
    );
    let manners = Manners::default();
    let granted = Only(&["Patient", "Goal"]);
    let connection = Asked {
        whose: Whose::Connection,
        ..for_patient(&manners)
    };
    let unasked = plan(&server, &granted, &[], &connection).unasked;
    let why = |name: &str| unasked.iter().find(|u| u.name == name).map(|u| u.why);
    assert_eq!(why("Flag"), Some(WhyNot::NotGranted));
    assert_eq!(why("Observation"), Some(WhyNot::NotOffered));
    assert_eq!(why("Practitioner"), Some(WhyNot::NotOffered));
    assert_eq!(why("Binary"), Some(WhyNot::NotOffered));
    assert_eq!(why("Goal"), None);
    assert_eq!(
        why("SupplyDelivery"),
        None,
        "what nobody expects is not missed"
    );

    let patient = plan(&server, &granted, &[], &for_patient(&manners));
    let names: Vec<_> = patient
        .reads
        .iter()
        .map(|read| read.name.as_str())
        .collect();
    assert_eq!(names, ["Patient", "Goal"]);
    assert_eq!(patient.unasked, []);
}

#[test]
fn a_complete_read_asks_for_what_changed_where_the_server_can_say_so() {
    let server = server(
        "",
        &[
            ("Condition", &["patient", "_lastUpdated"]),
            ("Goal", &["patient"]),
        ],
    );
    let first = planned(&server, &[], false);
    let watermark = NOW - HOUR;
    let ledger: Vec<_> = first
        .iter()
        .map(|read| done(read, HOUR, Some(watermark)))
        .collect();
    let again = planned(&server, &ledger, false);
    let start = |typ: &str| again.iter().find(|r| r.name == typ).unwrap().start.clone();
    assert_eq!(start("Condition"), Start::Since(watermark - OVERLAP));
    assert_eq!(start("Goal"), Start::Full, "it cannot say what changed");
    assert!(
        planned(&server, &ledger, true)
            .iter()
            .all(|read| read.start == Start::Full)
    );
}

#[test]
fn the_whole_is_read_again_after_a_week_or_where_nothing_says_since_when() {
    let server = server("", &[("Condition", &["patient", "_lastUpdated"])]);
    let read = planned(&server, &[], false).remove(0);
    let start = |row: ledger::Row| planned(&server, &[row], false).remove(0).start;
    let day = 24 * HOUR;
    assert_eq!(
        start(done(&read, 6 * day, Some(NOW))),
        Start::Since(NOW - OVERLAP)
    );
    assert_eq!(start(done(&read, 7 * day, Some(NOW))), Start::Full);
    let ahead = start(done(&read, -HOUR, Some(NOW)));
    assert_eq!(ahead, Start::Full, "a clock that ran ahead is not believed");
    assert_eq!(
        start(done(&read, HOUR, None)),
        Start::Full,
        "the server told no time"
    );
    let mut other_question = read.clone();
    other_question.question = Question::Search {
        params: vec![("patient".into(), "x".into())],
    };
    assert_eq!(start(done(&other_question, HOUR, Some(NOW))), Start::Full);
}

#[test]
fn an_interrupted_walk_goes_on_unless_it_is_stale_or_another_one_is_wanted() {
    let server = server("", &[("Condition", &["patient", "_lastUpdated"])]);
    let read = planned(&server, &[], false).remove(0);
    let start = |row: ledger::Row, full| planned(&server, &[row], full).remove(0).start;
    assert_eq!(start(interrupted(&read, HOUR, None), false), Start::Resume);
    assert_eq!(
        start(interrupted(&read, HOUR, None), true),
        Start::Resume,
        "it is a full one"
    );
    assert_eq!(start(interrupted(&read, HOUR, Some(5)), true), Start::Full);
    assert_eq!(
        start(interrupted(&read, 25 * HOUR, None), false),
        Start::Full
    );
}

#[test]
fn break_the_glass_is_not_asked_again_by_itself_and_a_daily_ceiling_is_sat_out() {
    let server = server("", &[("DocumentReference", &["patient"])]);
    let read = planned(&server, &[], false).remove(0);
    let mut row = ledger::Row::new(1, 7, read.section, &read.name);
    row.state = State::Refused;
    row.reason_code = Some(reason::BREAK_THE_GLASS.into());
    assert_eq!(planned(&server, &[row.clone()], false), []);
    assert_eq!(
        planned(&server, &[row.clone()], true).len(),
        1,
        "a person asks for all of it"
    );

    row.state = State::Failed;
    row.reason_code = Some(reason::DAILY_CEILING.into());
    row.updated_at = NOW - HOUR;
    assert_eq!(planned(&server, &[row.clone()], false), []);
    row.updated_at = NOW - 13 * HOUR;
    assert_eq!(planned(&server, &[row], false).len(), 1);
}

#[test]
fn provenance_comes_along_where_the_server_gives_it() {
    let statement = json!({
        "resourceType": "CapabilityStatement",
        "rest": [{ "mode": "server", "resource": [{
            "type": "Goal",
            "interaction": [{ "code": "search-type" }],
            "searchParam": [{ "name": "patient" }, { "name": "_count" }],
            "searchRevInclude": ["Provenance:target"],
        }, {
            "type": "Flag",
            "interaction": [{ "code": "search-type" }],
            "searchParam": [{ "name": "patient" }],
        }] }],
    });
    let server = Capabilities::parse(statement.to_string().as_bytes()).unwrap();
    let reads = planned(&server, &[], false);
    let of = |name: &str| params(reads.iter().find(|read| read.name == name).unwrap());
    assert_eq!(
        of("Goal"),
        [
            "patient=camila",
            "_revinclude=Provenance:target",
            "_count=200"
        ]
    );
    assert_eq!(of("Flag"), ["patient=camila"], "only Goal lists _count");
}

#[test]
fn real_statements_of_three_vendors_make_a_plan() {
    let Ok(folder) = std::env::var("WARDBOOK_REAL_DATA") else {
        println!("skipped: WARDBOOK_REAL_DATA is not set");
        return;
    };
    for (file, must) in [
        (
            "epic/CapabilityStatement-2026-05-11.json",
            "Observation:laboratory",
        ),
        ("cerner/CapabilityStatement-2026-05-11.json", "Observation"),
        (
            "meditech/CapabilityStatement-2026-04-27.json",
            "Observation",
        ),
    ] {
        let text = std::fs::read(format!("{folder}/recorded/{file}")).unwrap();
        let captured: Value = serde_json::from_slice(&text).unwrap();
        let statement = captured.get("body").unwrap_or(&captured).to_string();
        let capabilities = Capabilities::parse(statement.as_bytes()).unwrap();
        let reads = planned(&capabilities, &[], false);
        assert!(reads.iter().any(|read| read.name == must), "{file}");
        assert!(
            reads.iter().any(|read| read.name == "AllergyIntolerance"),
            "{file}"
        );
        assert!(reads.len() > 15, "{file}: {}", reads.len());
    }
}

const TYPES: &[&str] = &[
    "Patient",
    "Condition",
    "Observation",
    "Goal",
    "CarePlan",
    "Media",
];
const PARAMS: &[&str] = &[
    "patient",
    "subject",
    "category",
    "_lastUpdated",
    "_count",
    "-own",
];

proptest! {
    #[test]
    fn the_same_input_gives_the_same_sorted_plan_without_doubles(
        software in prop::sample::select(vec!["", "Epic", "HAPI FHIR Server"]),
        offered in prop::collection::btree_map(
            prop::sample::select(TYPES),
            prop::collection::vec(prop::sample::select(PARAMS), 0..5),
            0..6,
        ),
        granted in prop::collection::vec(prop::sample::select(TYPES), 0..6),
        states in prop::collection::vec((any::<bool>(), 0_i64..20 * 24 * HOUR), 0..8),
        full in any::<bool>(),
        connection in any::<bool>(),
    ) {
        struct These(Vec<&'static str>);
        impl Granted for These {
            fn allows(&self, resource_type: &str) -> bool {
                self.0.contains(&resource_type)
            }
        }
        let granted = These(granted);
        let types: Vec<_> = offered.iter().map(|(t, p)| (*t, p.as_slice())).collect();
        let server = server(software, &types);
        let manners = Manners::of(&server, None);
        let whose = if connection { Whose::Connection } else { Whose::Patient("camila") };
        let asked = Asked { whose, now: NOW, full, manners: &manners, between: None };
        let first = plan(&server, &granted, &[], &asked);
        let ledger: Vec<_> = first
            .reads
            .iter()
            .zip(states)
            .map(|(read, (complete, ago))| {
                if complete {
                    done(read, ago, Some(NOW - ago))
                } else {
                    interrupted(read, ago, None)
                }
            })
            .collect();
        let planned = plan(&server, &granted, &ledger, &asked);
        prop_assert_eq!(&planned, &plan(&server, &granted, &ledger, &asked));
        let mut backwards = ledger.clone();
        backwards.reverse();
        prop_assert_eq!(&planned, &plan(&server, &granted, &backwards, &asked));
        prop_assert!(planned.reads.is_sorted() && planned.unasked.is_sorted());
        let names: BTreeSet<&str> = planned.reads.iter().map(|read| read.name.as_str()).collect();
        prop_assert_eq!(names.len(), planned.reads.len());
        for read in &planned.reads {
            prop_assert!(granted.allows(read.resource_type));
            prop_assert!(server.types.contains_key(read.resource_type));
        }
        let unasked: BTreeSet<&str> = planned.unasked.iter().map(|u| u.name.as_str()).collect();
        prop_assert!(names.is_disjoint(&unasked));
    }
}
