//! A scanner leaves files in a folder, and somebody says whose they are.

use std::fs::FileTimes;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use serde_json::json;

use super::{NOW, Ward, hers, ingrid};
use crate::wire::document::{AboutDocument, HeldDocument, KeepDocument};
use crate::wire::profile::Failure;
use crate::wire::watched::{HoldFile, PutAside, WaitingFiles, WatchedFolder};

async fn ward() -> Ward {
    let ward = Ward::open().await;
    let gout = hers("Condition", "c1", json!({ "code": { "text": "Gout" } }));
    ward.import(&[ingrid(), gout]).await;
    std::fs::create_dir(ward.folder.path().join("scans")).unwrap();
    ward
}

async fn watch(ward: &Ward, path: Option<&Path>) -> Result<WatchedFolder, Failure> {
    let path = path.map(|path| path.to_str().unwrap().to_owned());
    let request = WatchedFolder { path };
    ward.app.set_watched_folder(&ward.lindqvist, request).await
}

/// A file that was written this many milliseconds ago.
fn scan(ward: &Ward, name: &str, text: &str, ago: i64) {
    let path = ward.folder.path().join("scans").join(name);
    std::fs::write(&path, text).unwrap();
    let at = UNIX_EPOCH + Duration::from_millis(u64::try_from(NOW - ago).unwrap());
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_times(FileTimes::new().set_modified(at)).unwrap();
}

async fn waiting(ward: &Ward) -> WaitingFiles {
    ward.app.waiting_files(&ward.lindqvist).await.unwrap()
}

/// Names of those that wait, with what is said of them.
async fn names(ward: &Ward) -> Vec<String> {
    let files = waiting(ward).await.files.into_iter();
    let said = files.map(|file| match (file.aside, file.arriving) {
        (true, _) => format!("{} aside", file.name),
        (_, true) => format!("{} arriving", file.name),
        _ => file.name,
    });
    said.collect()
}

async fn hold(ward: &Ward, name: &str) -> Result<HeldDocument, Failure> {
    let request = HoldFile {
        patient: ward.patient().await.patient,
        name: name.to_owned(),
    };
    ward.app.hold_file(&ward.lindqvist, request).await
}

async fn keep(ward: &Ward, held: &HeldDocument) -> bool {
    let request = KeepDocument {
        held: held.held.clone().unwrap(),
        patient: ward.patient().await.patient,
        about: AboutDocument::default(),
        replaces: None,
        draft: false,
    };
    let kept = ward.app.keep_document(&ward.lindqvist, request).await;
    kept.unwrap().already
}

#[tokio::test]
async fn a_scan_waits_until_it_is_in_ingrids_chart_and_stays_in_its_folder() {
    let ward = ward().await;
    assert!(waiting(&ward).await.folder.is_none(), "none is watched yet");
    let folder = ward.folder.path().join("scans");
    watch(&ward, Some(&folder)).await.unwrap();
    assert_eq!(names(&ward).await, [""; 0]);
    scan(
        &ward,
        "scan-2.txt",
        "Potassium 5.9 mmol/L, repeated.",
        20_000,
    );
    scan(&ward, "scan-1.txt", "Consent, signed.", 60_000);
    scan(&ward, "scan-3.txt", "Half a p", 500);
    scan(&ward, ".scan-4.tmp", "not for people", 60_000);
    std::fs::create_dir(folder.join("older")).unwrap();
    assert_eq!(
        names(&ward).await,
        ["scan-1.txt", "scan-2.txt", "scan-3.txt arriving"],
        "the oldest first"
    );

    let held = hold(&ward, "scan-2.txt").await.unwrap();
    assert!(held.text.passages[0].text.contains("5.9"));
    assert_eq!(names(&ward).await.len(), 3, "held is not yet taken");
    assert!(!keep(&ward, &held).await);
    assert_eq!(names(&ward).await, ["scan-1.txt", "scan-3.txt arriving"]);
    assert!(folder.join("scan-2.txt").exists(), "left where it was");

    // Another scan under the same name is another document; the very same one again is found to be here.
    scan(&ward, "scan-2.txt", "Magnesium 0.9 mmol/L.", 10_000);
    assert_eq!(names(&ward).await[1], "scan-2.txt");
    let held = hold(&ward, "scan-2.txt").await.unwrap();
    assert!(!keep(&ward, &held).await);
    scan(&ward, "copy.txt", "Magnesium 0.9 mmol/L.", 9_000);
    let held = hold(&ward, "copy.txt").await.unwrap();
    assert!(keep(&ward, &held).await, "in the chart already");
    assert_eq!(names(&ward).await, ["scan-1.txt", "scan-3.txt arriving"]);
}

#[tokio::test]
async fn what_is_for_nobody_here_is_put_aside_and_comes_back() {
    let ward = ward().await;
    let folder = ward.folder.path().join("scans");
    watch(&ward, Some(&folder)).await.unwrap();
    scan(&ward, "menu.txt", "Monday: soup.", 60_000);
    let put = |aside: bool| {
        let request = PutAside {
            name: "menu.txt".to_owned(),
            aside,
        };
        ward.app.put_aside(&ward.lindqvist, request)
    };
    put(true).await.unwrap();
    assert_eq!(names(&ward).await, ["menu.txt aside"]);
    put(false).await.unwrap();
    assert_eq!(names(&ward).await, ["menu.txt"]);
}

#[tokio::test]
async fn a_name_leads_nowhere_but_into_the_folder_and_a_folder_that_is_gone_says_so() {
    let ward = ward().await;
    let folder = ward.folder.path().join("scans");
    ward.file("secret.txt", "beside the folder");
    assert!(hold(&ward, "a.txt").await.is_err(), "none is watched");
    assert!(watch(&ward, Some(Path::new("scans"))).await.is_err());
    assert!(watch(&ward, Some(&folder.join("nowhere"))).await.is_err());
    watch(&ward, Some(&folder)).await.unwrap();
    for name in ["../secret.txt", "..", ".", "", "/etc/hostname", "a\\b"] {
        let refused = hold(&ward, name).await.unwrap_err();
        assert_eq!(refused.code, "invalid-request", "{name}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../secret.txt", folder.join("link.txt")).unwrap();
        assert!(hold(&ward, "link.txt").await.is_err(), "a link leads out");
        assert_eq!(names(&ward).await, [""; 0]);
    }
    std::fs::remove_dir_all(&folder).unwrap();
    let gone = waiting(&ward).await;
    assert!(gone.unreachable.unwrap().contains("is not there"));
    watch(&ward, None).await.unwrap();
    assert!(waiting(&ward).await.folder.is_none());
}
