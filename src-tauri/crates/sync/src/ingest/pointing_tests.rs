#![allow(clippy::unwrap_used)]

use super::Pointing;
use crate::ingest::Ingest;
use crate::ingest::tests::{batch, workstation};

fn letter(id: &str, patient: &str) -> String {
    format!(
        r#"{{"resourceType":"DocumentReference","id":"{id}","subject":{{"reference":"Patient/{patient}"}},
            "content":[{{"attachment":{{"url":"Binary/{id}","size":7}}}}]}}"#
    )
}

#[tokio::test]
async fn what_chidis_letters_point_to_is_told_before_they_are_in_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let (profile, ehr) = workstation(&folder);
    let ingest = Ingest::start(profile.store().clone());
    let (pointing, pointed) = Pointing::of("chidi");
    let pages = [
        vec![letter("a", "chidi"), letter("of-another", "ines")],
        vec![letter("b", "chidi"), letter("a", "chidi")],
    ];
    let (held, (told, release)) = (profile.store().clone(), std::sync::mpsc::channel());
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let other = std::thread::spawn(move || {
        held.write(|_| {
            begun.send(()).unwrap();
            release.recv().unwrap();
            Ok(())
        })
    });
    has_begun.await.unwrap();
    let mut receipts = Vec::new();
    for page in pages {
        let mut page = batch(ehr, page);
        page.pointing = Some(pointing.clone());
        receipts.push(ingest.hand_over(page).await.unwrap());
    }
    drop(pointing);
    let urls: Vec<String> = pointed.await.unwrap().into_iter().map(|a| a.url).collect();
    assert_eq!(urls, ["Binary/a", "Binary/b"]);
    told.send(()).unwrap();
    other.join().unwrap().unwrap();
    for receipt in receipts {
        receipt.durable().await.unwrap();
    }
}
