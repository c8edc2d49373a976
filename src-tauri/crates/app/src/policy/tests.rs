#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::path::Path;

use serde_json::{Value, json};

use super::{Feature, Policy, file};
use crate::actor::Permission;
use crate::wire::policy::{PolicyStanding, PolicyState};

fn of(text: &str) -> Policy {
    read(text, true)
}

fn read(text: &str, trusted: bool) -> Policy {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.json");
    std::fs::write(&path, text).unwrap();
    file::read(path, |_: &Path| Ok(trusted))
}

#[test]
fn a_computer_without_the_file_has_no_policy() {
    let folder = tempfile::tempdir().unwrap();
    let none = file::read(folder.path().join("policy.json"), |_: &Path| Ok(true));
    assert_eq!(none.state().standing, PolicyStanding::None);
    assert_eq!(none.lock_minutes(30), 30);
    assert_eq!(none.document_megabytes(100), 100);
    assert!(none.allows_screened() && !none.wants_passphrase());
    assert!(Permission::ALL.iter().all(|one| !none.withdraws(*one)));
}

#[test]
fn what_the_file_fixes_holds_and_is_told() {
    let policy = of(
        r#"{"lockMinutes": 10, "screened": false, "passphrase": true, "documentMegabytes": 40, "off": ["export"],
            "connections": [{"name": "St. Olav", "fhirBase": "https://ehr.stolav.example/fhir/R4/", "clientId": "wb", "auth": "smart"}]}"#,
    );
    let state = policy.state();
    assert_eq!(
        state.standing,
        PolicyStanding::Applies,
        "{:?}",
        state.message
    );
    assert_eq!(policy.lock_minutes(30), 10);
    assert_eq!(policy.lock_minutes(5), 5, "it never loosens");
    assert_eq!(policy.document_megabytes(100), 40);
    assert_eq!(policy.document_megabytes(20), 20);
    assert!(!policy.allows_screened() && policy.wants_passphrase());
    let withdrawn = Permission::ALL
        .into_iter()
        .filter(|one| policy.withdraws(*one));
    assert_eq!(withdrawn.collect::<Vec<_>>(), [Permission::ExportCharts]);
    assert!(policy.fixes("https://ehr.stolav.example/fhir/R4"));
    assert!(!policy.fixes("https://ehr.stolav.example/fhir"));
    assert_eq!(state.off, ["Export, print and share"]);
    assert_eq!(state.rules.len(), 5);
}

#[test]
fn a_file_that_is_not_understood_makes_it_strict_and_says_why() {
    let secret = r#"{"connections": [{"name": "St. Olav", "fhirBase": "https://ehr.stolav.example/fhir", "clientId": "wb", "auth": "smart-secret"}]}"#;
    for (text, trusted, why) in [
        ("{\"lockMinutes\": }", true, "line 1"),
        ("{\"lockMinuts\": 5}", true, "lockMinuts"),
        ("{\"off\": [\"everything\"]}", true, "everything"),
        ("", true, "not understood"),
        (secret, true, "would need a secret"),
        ("{}", false, "Others than the administrator"),
    ] {
        let policy = read(text, trusted);
        let state = policy.state();
        assert_eq!(state.standing, PolicyStanding::Broken, "{text}");
        assert!(state.message.unwrap().contains(why), "{why}");
        assert_eq!(policy.lock_minutes(30), super::STRICT_MINUTES);
        assert!(!policy.allows_screened() && policy.wants_passphrase());
        for off in [Feature::Export, Feature::Import, Feature::Connections] {
            assert!(policy.withdraws(off.permission()));
        }
        assert!(!policy.withdraws(Permission::ViewCharts), "care goes on");
        assert!(!policy.withdraws(Permission::WriteRecords));
    }
}

/// A key of the file: a value, which of what Settings lists names it (nothing where it only says how another is meant), and
/// values that are no answer to it.
struct Key {
    name: &'static str,
    good: Value,
    told: Option<&'static str>,
    bad: Vec<Value>,
}

fn key(name: &'static str, good: Value, told: impl Into<Option<&'static str>>, bad: Value) -> Key {
    Key {
        name,
        good,
        told: told.into(),
        bad: bad.as_array().unwrap().clone(),
    }
}

/// What makes a number none, beside what is out of its range.
fn numbers(range: [u64; 2]) -> Value {
    json!(["ten", -1, 1.5, true, 0, range[1] + 1])
}

fn keys() -> Vec<Key> {
    let olav = json!({"name": "St. Olav", "fhirBase": "https://ehr.stolav.example/fhir", "clientId": "wb", "auth": "smart"});
    vec![
        key(
            "lockMinutes",
            json!(10),
            "Locks by itself",
            numbers([1, 1_440]),
        ),
        key(
            "screened",
            json!(false),
            "Kind of lock",
            json!(["no", 0, []]),
        ),
        key(
            "passphrase",
            json!(true),
            "New profiles",
            json!(["yes", 1, []]),
        ),
        key(
            "documentMegabytes",
            json!(40),
            "Largest document",
            numbers([1, 100_000]),
        ),
        key("breakGlassHours", json!(2), "Break-glass", numbers([1, 24])),
        key(
            "retentionDays",
            json!(90),
            "Charts nobody opens",
            numbers([1, 3_650]),
        ),
        key(
            "off",
            json!(["write"]),
            "Writing and correcting records",
            json!(["write", ["everything"], [1]]),
        ),
        key(
            "connections",
            json!([olav]),
            "Connection",
            json!([{}, ["St. Olav"], [{}]]),
        ),
    ]
}

fn connection_keys() -> Vec<Key> {
    vec![
        key("name", json!("St. Olav"), "Connection", json!([1, "", []])),
        key(
            "fhirBase",
            json!("https://ehr.stolav.example/fhir"),
            None,
            json!([1, "", "ftp://ehr.stolav.example", []]),
        ),
        key("clientId", json!("wb"), None, json!([1, []])),
        key(
            "auth",
            json!("smart"),
            None,
            json!([
                "smart-secret",
                "oauth",
                "client-credentials",
                "basic",
                "api-key",
                "trust",
                1
            ]),
        ),
        key(
            "retentionDays",
            json!(30),
            "Connection",
            numbers([1, 3_650]),
        ),
        key(
            "details",
            json!({"scopes": "user/*.rs"}),
            None,
            json!([1, {"scope": "user/*.rs"}, {"comesBack": {"kind": "loopback", "prot": 1}}]),
        ),
    ]
}

fn of_shape(shape: &impl serde::Serialize) -> Vec<String> {
    let shape = serde_json::to_value(shape).unwrap();
    shape.as_object().unwrap().keys().cloned().collect()
}

fn names(keys: &[Key]) -> Vec<String> {
    let mut names: Vec<String> = keys.iter().map(|one| one.name.to_owned()).collect();
    names.sort();
    names
}

fn complaint(text: &Value) -> String {
    let policy = of(&text.to_string());
    let state = policy.state();
    assert_eq!(state.standing, PolicyStanding::Broken, "{text}");
    assert_eq!(policy.lock_minutes(30), super::STRICT_MINUTES, "{text}");
    assert_eq!(
        policy.retention_days("https://ehr.stolav.example/fhir"),
        None,
        "{text}"
    );
    state.message.unwrap()
}

fn holds(text: &Value) -> PolicyState {
    let state = of(&text.to_string()).state();
    assert_eq!(
        state.standing,
        PolicyStanding::Applies,
        "{text}: {:?}",
        state.message
    );
    state
}

/// A key that is added to the file and not to the lists above makes this fail.
#[test]
fn each_key_is_tried_wrong_in_every_way_and_told_where_it_holds() {
    let mut all = of_shape(&super::Rules::default());
    all.sort();
    assert_eq!(names(&keys()), all);
    for one in keys() {
        let state = holds(&json!({one.name: one.good}));
        let told = state
            .rules
            .iter()
            .map(|rule| rule.what.clone())
            .chain(state.off);
        assert_eq!(
            told.collect::<Vec<_>>(),
            [one.told.unwrap()],
            "{}",
            one.name
        );
        for bad in one.bad {
            let said = complaint(&json!({one.name: bad}));
            assert!(said.contains(&format!("“{}”", one.name)), "{bad}: {said}");
        }
        let misspelt = format!("{}s", one.name);
        let said = complaint(&json!({misspelt.as_str(): one.good}));
        assert!(said.contains(&misspelt), "{said}");
    }
}

#[test]
fn each_key_of_a_fixed_connection_is_tried_wrong_and_told_where_it_holds() {
    let mut whole = serde_json::Map::new();
    for one in connection_keys() {
        whole.insert(one.name.to_owned(), one.good);
    }
    let fixed: super::Fixed = serde_json::from_value(Value::Object(whole.clone())).unwrap();
    let mut all = of_shape(&fixed);
    all.sort();
    assert_eq!(names(&connection_keys()), all);
    let with = |key: &str, value: Value| {
        let mut changed = whole.clone();
        changed.insert(key.to_owned(), value);
        json!({"connections": [changed]})
    };
    let state = holds(&json!({"connections": [whole]}));
    assert_eq!(state.rules.len(), 1);
    assert_eq!(
        state.rules[0].says,
        "St. Olav, charts leave after 30 days unopened"
    );
    for one in connection_keys() {
        for bad in one.bad {
            let said = complaint(&with(one.name, bad.clone()));
            assert!(
                said.contains("connection") || said.contains(one.name),
                "{bad}: {said}"
            );
        }
        let said = complaint(&with(&format!("{}s", one.name), one.good));
        assert!(said.contains(&format!("{}s", one.name)), "{said}");
        assert!(one.told.is_none_or(|told| state.rules[0].what == told));
    }
    let said = complaint(&with("details", json!({"scope": "user/*.rs"})));
    assert!(
        said.contains("“scope”") && said.contains("St. Olav"),
        "{said}"
    );
}

#[test]
fn each_feature_can_be_switched_off_and_is_told() {
    for feature in Feature::ALL {
        let text = json!({"off": [feature]});
        let state = holds(&text);
        assert_eq!(state.off, [feature.words()]);
        assert!(of(&text.to_string()).withdraws(feature.permission()));
    }
    let listed: std::collections::BTreeSet<Feature> = Feature::ALL.into();
    let said = complaint(&json!({"off": ["everything"]}));
    // The reader of the file names those it knows: one that the list above lacks would stand there.
    assert_eq!(said.matches('`').count(), 2 * (listed.len() + 1), "{said}");
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_write_is_not_trusted() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("policy.json");
    std::fs::write(&path, "{}").unwrap();
    let set = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let is_root = std::fs::metadata(&path).unwrap().uid() == 0;
    set(folder.path(), 0o755);
    set(&path, 0o644);
    assert_eq!(file::is_trusted(&path).unwrap(), is_root);
    set(&path, 0o664);
    assert!(!file::is_trusted(&path).unwrap());
    set(&path, 0o644);
    set(folder.path(), 0o777);
    assert!(!file::is_trusted(&path).unwrap());
}
