#![allow(clippy::unwrap_used)]

use std::path::Path;

use super::{Feature, Policy, file};
use crate::actor::Permission;
use crate::wire::policy::PolicyStanding;

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
