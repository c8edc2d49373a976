//! Ingrid's images go to a study of lungs, and she does not go with them.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::images::{HERS, bring, images, slice};
use super::{Ward, audit, ingrid};
use crate::failure::Code;
use crate::wire::image::{ImageHeader, ImageStudy, InstanceRef};
use crate::wire::image_out::AnonymiseImages;

async fn here(ward: &Ward) -> ImageStudy {
    ward.import(&[ingrid()]).await;
    let disc = ward.folder.path().join("disc");
    fs::create_dir(&disc).unwrap();
    for number in [1, 2] {
        fs::write(disc.join(number.to_string()), slice(number, HERS.0, HERS.1)).unwrap();
    }
    bring(ward, &disc, false).await;
    images(ward).await.studies.remove(0)
}

fn asked(study: &ImageStudy, path: &Path) -> AnonymiseImages {
    AnonymiseImages {
        study: study.id.clone(),
        series: None,
        instances: Vec::new(),
        path: path.to_str().unwrap().to_owned(),
        move_dates: false,
        looked: false,
    }
}

fn nothing_of_her(file: &[u8]) {
    for hers in ["oerensen", "Ingrid", "19600314", "20240611", "1.2.3"] {
        let found = file.windows(hers.len()).any(|some| some == hers.as_bytes());
        assert!(!found, "{hers} is still there");
    }
}

#[tokio::test]
async fn a_study_leaves_without_its_person_and_comes_back_as_nobodys() {
    let ward = Ward::open().await;
    let study = here(&ward).await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let folder = ward.folder.path().join("lungs");
    let done = app
        .anonymise_images(me, asked(&study, &folder))
        .await
        .unwrap();
    assert_eq!((done.written, done.left_out.len()), (2, 0));
    // The slices do not say of what part of the body they are.
    assert_eq!(done.remarks.len(), 1, "{:?}", done.remarks);
    let mut names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["00001.dcm", "00002.dcm"]);
    for name in &names {
        nothing_of_her(&fs::read(folder.join(name)).unwrap());
    }

    let other = bring(&ward, &folder, false).await;
    assert_eq!(
        (other.kept, other.other.len()),
        (0, 1),
        "they are not known to be hers"
    );
    let again = bring(&ward, &folder, true).await;
    assert_eq!(
        (again.kept, again.studies),
        (2, 1),
        "the two are of one study still"
    );
    let all = images(&ward).await;
    let theirs = all.studies.iter().find(|one| one.uid != study.uid).unwrap();
    assert_eq!(theirs.series.len(), 1);
    let instance = theirs.series[0].instances[0].id.clone();
    let header: ImageHeader = app
        .image_header(me, InstanceRef { instance })
        .await
        .unwrap();
    let value = |keyword: &str| {
        let found = header
            .elements
            .iter()
            .find(|one| one.keyword.as_deref() == Some(keyword));
        found.and_then(|one| one.value.clone())
    };
    assert_eq!(value("PatientIdentityRemoved").as_deref(), Some("YES"));
    assert_eq!(value("RescaleIntercept").as_deref(), Some("-1024"));
    let audit = audit::page(&ward, audit::any()).await;
    let row = audit.rows.iter().find(|row| row.act == "image.anonymise");
    assert!(
        row.is_some_and(|row| row.patient.is_some()),
        "whose images left is known"
    );
}

#[tokio::test]
async fn a_zip_takes_what_was_chosen_and_nothing_is_written_over() {
    let ward = Ward::open().await;
    let study = here(&ward).await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let path = ward.folder.path().join("lungs.zip");
    let one = AnonymiseImages {
        series: Some(study.series[0].id.clone()),
        instances: vec![study.series[0].instances[1].id.clone()],
        move_dates: true,
        ..asked(&study, &path)
    };
    let done = app.anonymise_images(me, one.clone()).await.unwrap();
    assert_eq!(done.written, 1);
    let mut zip = zip::ZipArchive::new(fs::File::open(&path).unwrap()).unwrap();
    assert_eq!(zip.len(), 1);
    let mut file = Vec::new();
    zip.by_index(0).unwrap().read_to_end(&mut file).unwrap();
    nothing_of_her(&file);
    let pixels = [0, 1, 1024, 1064, 2000, 2].map(u16::to_le_bytes).concat();
    assert!(file.ends_with(&pixels), "the second slice, to the byte");

    let over = app.anonymise_images(me, one.clone()).await.unwrap_err();
    assert_eq!(over.code, Code::Io.as_str());
    let full = AnonymiseImages {
        path: ward.folder.path().to_str().unwrap().to_owned(),
        ..one.clone()
    };
    let full = app.anonymise_images(me, full).await.unwrap_err();
    assert_eq!(full.code, Code::InvalidRequest.as_str());
    let other = AnonymiseImages {
        instances: vec![study.id.clone()],
        path: ward.folder.path().join("none").to_str().unwrap().to_owned(),
        ..one
    };
    let other = app.anonymise_images(me, other).await.unwrap_err();
    assert_eq!(other.code, Code::RecordNotFound.as_str());
    assert!(!ward.folder.path().join("none").exists());
}

#[tokio::test]
async fn a_picture_that_may_name_her_waits_until_somebody_looked() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let path = ward.folder.path().join("capture");
    let mut file = slice(1, HERS.0, HERS.1);
    let modality = b"CS\x02\x00CT";
    let at = file.windows(6).position(|some| some == modality).unwrap() + 4;
    file[at..at + 2].copy_from_slice(b"US");
    fs::write(&path, file).unwrap();
    bring(&ward, &path, false).await;
    let study = images(&ward).await.studies.remove(0);
    let (app, me) = (&ward.app, &ward.lindqvist);
    let out = ward.folder.path().join("out.zip");
    let done = app.anonymise_images(me, asked(&study, &out)).await.unwrap();
    assert_eq!((done.written, done.path), (0, None));
    assert!(
        done.left_out[0].looking_helps,
        "{:?}",
        done.left_out[0].reason
    );
    assert!(!out.exists(), "nothing is left of an export of nothing");
    let looked = AnonymiseImages {
        looked: true,
        ..asked(&study, &out)
    };
    let done = app.anonymise_images(me, looked).await.unwrap();
    assert_eq!((done.written, done.remarks.len()), (1, 1));
}
