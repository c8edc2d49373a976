//! Ingrid brings a disc from another hospital, and somebody puts it beside her chart.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use super::{Ward, audit, ingrid};
use crate::failure::Code;
use crate::wire::audit::AuditOutcome;
use crate::wire::image::{
    BringImages, BroughtImages, ImageFrame, ImageStudies, InstanceRef, KeepMeasurement, MarkFigure,
    MeasurementRef, ReportItem, SetKeyImage, StudyRef, WriteMeasurements,
};

/// An element of the explicit little endian syntax.
pub(super) fn element(group: u16, number: u16, kind: [u8; 2], value: &[u8]) -> Vec<u8> {
    let mut bytes = [group.to_le_bytes(), number.to_le_bytes(), kind].concat();
    let mut value = value.to_vec();
    if value.len() % 2 == 1 {
        value.push(if kind == *b"UI" { 0 } else { b' ' });
    }
    if matches!(&kind, b"OW" | b"OB" | b"SQ") {
        bytes.extend([0, 0]);
        bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
    } else {
        bytes.extend(u16::try_from(value.len()).unwrap().to_le_bytes());
    }
    bytes.extend(value);
    bytes
}

/// A slice of two by three pixels, in Hounsfield units from -1024 on.
pub(super) fn slice(number: u16, name: &str, born: &str) -> Vec<u8> {
    let text = |group, element_, kind: &[u8; 2], value: &str| {
        element(group, element_, *kind, value.as_bytes())
    };
    let short = |number, value: u16| element(0x0028, number, *b"US", &value.to_le_bytes());
    let syntax = text(0x0002, 0x0010, b"UI", "1.2.840.10008.1.2.1");
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    let length = u32::try_from(syntax.len()).unwrap().to_le_bytes();
    file.extend(element(0x0002, 0x0000, *b"UL", &length));
    file.extend(syntax);
    file.extend(text(0x0008, 0x0016, b"UI", "1.2.840.10008.5.1.4.1.1.2"));
    file.extend(text(0x0008, 0x0018, b"UI", &format!("1.2.3.4.{number}")));
    file.extend(text(0x0008, 0x0020, b"DA", "20240611"));
    file.extend(text(0x0008, 0x0060, b"CS", "CT"));
    file.extend(text(0x0008, 0x1030, b"LO", "CT thorax"));
    file.extend(text(0x0010, 0x0010, b"PN", name));
    file.extend(text(0x0010, 0x0030, b"DA", born));
    file.extend(text(0x0020, 0x000d, b"UI", "1.2.3"));
    file.extend(text(0x0020, 0x000e, b"UI", "1.2.3.4"));
    file.extend(text(0x0020, 0x0013, b"IS", &number.to_string()));
    file.extend(short(0x0002, 1));
    file.extend(text(0x0028, 0x0004, b"CS", "MONOCHROME2"));
    for (number, value) in [(0x0010, 2), (0x0011, 3)] {
        file.extend(short(number, value));
    }
    file.extend(text(0x0028, 0x0030, b"DS", "0.5\\0.5"));
    for (number, value) in [(0x0100, 16), (0x0101, 12), (0x0102, 11), (0x0103, 0)] {
        file.extend(short(number, value));
    }
    file.extend(text(0x0028, 0x1050, b"DS", "40"));
    file.extend(text(0x0028, 0x1051, b"DS", "400"));
    file.extend(text(0x0028, 0x1052, b"DS", "-1024"));
    file.extend(text(0x0028, 0x1053, b"DS", "1"));
    let pixels = [0, 1, 1024, 1064, 2000, number].map(u16::to_le_bytes);
    file.extend(element(0x7fe0, 0x0010, *b"OW", &pixels.concat()));
    file
}

pub(super) const HERS: (&str, &str) = ("Soerensen^Ingrid=S\u{f8}rensen^Ingrid", "19600314");

/// The disc: a folder of slices, its list, and what else lies on such a disc.
fn disc(ward: &Ward, (name, born): (&str, &str)) -> std::path::PathBuf {
    let disc = ward.folder.path().join("disc");
    fs::create_dir_all(disc.join("IMAGES")).unwrap();
    for number in [2, 1, 3] {
        fs::write(
            disc.join(format!("IMAGES/I{number}")),
            slice(number, name, born),
        )
        .unwrap();
    }
    fs::write(disc.join("DICOMDIR"), b"a list of files").unwrap();
    fs::write(disc.join("VIEWER.EXE"), b"MZ, and a program behind it").unwrap();
    disc
}

pub(super) async fn bring(ward: &Ward, path: &Path, even_if: bool) -> BroughtImages {
    let request = BringImages {
        patient: ward.patient().await.patient,
        path: path.to_str().unwrap().to_owned(),
        even_if,
    };
    ward.app
        .bring_images(&ward.lindqvist, request)
        .await
        .unwrap()
}

pub(super) async fn images(ward: &Ward) -> ImageStudies {
    let patient = ward.patient().await;
    ward.app
        .list_images(&ward.lindqvist, patient)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_disc_goes_beside_the_chart_whole_and_only_once() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let disc = disc(&ward, HERS);
    let brought = bring(&ward, &disc, false).await;
    assert_eq!((brought.kept, brought.here, brought.studies), (3, 0, 1));
    assert!(brought.other.is_empty(), "{:?}", brought.other);
    let refused: Vec<&str> = brought
        .refused
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(
        refused,
        ["VIEWER.EXE"],
        "and the disc's own list is no image"
    );

    let again = bring(&ward, &disc, false).await;
    assert_eq!((again.kept, again.here), (0, 3));

    let all = images(&ward).await;
    let study = &all.studies[0];
    assert_eq!(all.studies.len(), 1);
    assert_eq!(study.date.as_deref(), Some("2024-06-11"));
    assert_eq!(study.description.as_deref(), Some("CT thorax"));
    assert!(study.differs.is_empty(), "{:?}", study.differs);
    let stack = &study.series[0].instances;
    let numbers: Vec<_> = stack.iter().map(|one| one.number).collect();
    assert_eq!(
        numbers,
        [Some(1), Some(2), Some(3)],
        "in the order of the stack"
    );
    assert_eq!(
        (stack[0].rows, stack[0].columns, stack[0].frames),
        (2, 3, 1)
    );

    let out = ward.folder.path().join("out");
    let written = ward
        .app
        .export_images(&ward.lindqvist, &study.id, out.clone())
        .await
        .unwrap();
    assert_eq!(written, 3);
    let file = fs::read(out.join(format!("{}.dcm", stack[1].id))).unwrap();
    assert!(file == slice(2, HERS.0, HERS.1), "to the byte");
    let over = ward
        .app
        .export_images(&ward.lindqvist, &study.id, out)
        .await;
    assert_eq!(over.unwrap_err().code, Code::InvalidRequest.as_str());

    let removed = StudyRef {
        study: study.id.clone(),
    };
    ward.app
        .remove_images(&ward.lindqvist, removed.clone())
        .await
        .unwrap();
    assert!(images(&ward).await.studies.is_empty());
    let gone = ward.app.remove_images(&ward.lindqvist, removed).await;
    assert_eq!(gone.unwrap_err().code, Code::RecordNotFound.as_str());
}

#[tokio::test]
async fn a_frame_says_what_its_values_mean() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    bring(&ward, &disc(&ward, HERS), false).await;
    let all = images(&ward).await;
    let instance = all.studies[0].series[0].instances[2].id.clone();
    let ask = |frame| ImageFrame {
        instance: instance.clone(),
        frame,
    };
    let bytes = ward.app.image_frame(&ward.lindqvist, ask(0)).await.unwrap();
    let length = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
    let head: Value = serde_json::from_slice(&bytes[4..4 + length]).unwrap();
    assert_eq!(head["type"], "u16");
    assert_eq!(
        (&head["slope"], &head["intercept"]),
        (&1.0.into(), &(-1024.0).into())
    );
    assert_eq!(head["unit"], "HU", "of a CT whose file names no unit");
    assert_eq!(
        (&head["lowest"], &head["highest"]),
        (&(-1024.0).into(), &976.0.into())
    );
    assert_eq!(
        (&head["windows"][0]["center"], &head["windows"][0]["width"]),
        (&40.0.into(), &400.0.into())
    );
    assert_eq!(head["spacing"]["at"], "patient");
    let samples = &bytes[(4 + length).next_multiple_of(8)..];
    let words: Vec<u16> = samples
        .as_chunks::<2>()
        .0
        .iter()
        .map(|two| u16::from_le_bytes(*two))
        .collect();
    assert_eq!(words, [0, 1, 1024, 1064, 2000, 3]);
    let beyond = ward.app.image_frame(&ward.lindqvist, ask(1)).await;
    assert_eq!(
        beyond.unwrap_err().code,
        Code::InvalidRequest.as_str(),
        "there is one frame"
    );
}

#[tokio::test]
async fn scrolling_to_and_fro_each_slice_shows_its_own_pixels() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    bring(&ward, &disc(&ward, HERS), false).await;
    let all = images(&ward).await;
    let stack = &all.studies[0].series[0].instances;
    for slice in [0, 1, 2, 1, 0, 2, 2, 0, 1, 2] {
        let instance = stack[slice].id.clone();
        let request = ImageFrame { instance, frame: 0 };
        let bytes = ward.app.image_frame(&ward.lindqvist, request).await;
        // The last pixel of each is its number.
        let last = bytes.unwrap().last_chunk().copied().map(u16::from_le_bytes);
        assert_eq!(last.map(usize::from), Some(slice + 1));
    }
    let study = all.studies[0].id.clone();
    let removed = StudyRef { study };
    ward.app
        .remove_images(&ward.lindqvist, removed)
        .await
        .unwrap();
    let instance = stack[0].id.clone();
    let request = ImageFrame { instance, frame: 0 };
    let gone = ward.app.image_frame(&ward.lindqvist, request).await;
    assert_eq!(gone.unwrap_err().code, Code::RecordNotFound.as_str());
}

#[tokio::test]
async fn a_study_is_opened_once_in_the_log_however_many_of_its_slices_are_asked_for() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    bring(&ward, &disc(&ward, HERS), false).await;
    let all = images(&ward).await;
    let ask = |slice: usize, frame| {
        let instance = all.studies[0].series[0].instances[slice].id.clone();
        let request = ImageFrame { instance, frame };
        ward.app.image_frame(&ward.lindqvist, request)
    };
    let ends = || async {
        let rows = audit::page(&ward, audit::any()).await.rows;
        let opened = rows.into_iter().filter(|row| row.act == "image.open");
        opened.map(|row| row.outcome).rev().collect::<Vec<_>>()
    };
    let missing = ask(0, 1).await;
    assert_eq!(missing.unwrap_err().code, Code::InvalidRequest.as_str());
    assert_eq!(ends().await, [AuditOutcome::Failed], "nothing was seen");

    let (one, two, three) = tokio::join!(ask(0, 0), ask(1, 0), ask(2, 0));
    for slice in [one, two, three] {
        slice.unwrap();
    }
    ask(0, 0).await.unwrap();
    assert_eq!(ends().await, [AuditOutcome::Failed, AuditOutcome::Done]);
}

#[tokio::test]
async fn the_disc_of_somebody_else_waits_for_a_person_to_say_so() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let disc = disc(&ward, ("Berg^Ada", "19711231"));
    let brought = bring(&ward, &disc, false).await;
    assert_eq!(brought.kept, 0);
    assert_eq!(brought.other.len(), 1, "named once");
    assert_eq!(brought.other[0].name.as_deref(), Some("Berg, Ada"));
    assert!(images(&ward).await.studies.is_empty());

    let brought = bring(&ward, &disc, true).await;
    assert_eq!(brought.kept, 3);
    let all = images(&ward).await;
    assert_eq!(
        all.studies[0].differs,
        [
            "another family name",
            "another given name",
            "another day of birth"
        ],
        "and it stays written on them"
    );
}

#[tokio::test]
async fn a_zip_is_read_in_memory() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let path = ward.folder.path().join("disc.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let packed = zip::write::SimpleFileOptions::default();
    zip.start_file("IMAGES/I1", packed).unwrap();
    zip.write_all(&slice(1, HERS.0, HERS.1)).unwrap();
    zip.start_file("README.TXT", packed).unwrap();
    zip.write_all(b"Insert the disc and wait.").unwrap();
    zip.finish().unwrap();
    let brought = bring(&ward, &path, false).await;
    assert_eq!((brought.kept, brought.refused.len()), (1, 1));
    assert!(
        !ward.folder.path().join("IMAGES").exists(),
        "nothing lies unpacked"
    );
    let missing = BringImages {
        patient: ward.patient().await.patient,
        path: "/no/such/disc".to_owned(),
        even_if: false,
    };
    let failed = ward.app.bring_images(&ward.lindqvist, missing).await;
    assert!(failed.is_err());
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_that_its_disc_does_not_give_is_named_and_nothing_ends() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    // The one file there is everywhere whose first byte the system refuses as a scratched disc does.
    let brought = bring(&ward, Path::new("/proc/self/mem"), false).await;
    assert_eq!((brought.kept, brought.refused.len()), (0, 1));
    let refused = brought.refused.first().unwrap();
    assert_eq!(refused.name, "mem");
    assert!(
        refused.reason.starts_with("It cannot be read to its end"),
        "{}",
        refused.reason
    );
}

/// The study of Ingrid's disc, and its first instance.
async fn brought(ward: &Ward) -> (String, String) {
    ward.import(&[ingrid()]).await;
    bring(ward, &disc(ward, HERS), false).await;
    let all = images(ward).await;
    let study = &all.studies[0];
    (study.id.clone(), study.series[0].instances[0].id.clone())
}

fn length(study: &str, instance: &str, id: Option<String>) -> KeepMeasurement {
    KeepMeasurement {
        study: study.to_owned(),
        id,
        instance: instance.to_owned(),
        frame: 0,
        kind: "length".to_owned(),
        name: Some(" Nodule ".to_owned()),
        points: vec![(0.0, 0.0), (2.0, 0.0)],
        figures: vec![MarkFigure {
            what: "length".to_owned(),
            value: 1.0,
            unit: Some("mm".to_owned()),
            at_detector: false,
        }],
    }
}

#[tokio::test]
async fn what_is_measured_is_there_again_and_leaves_as_a_report() {
    let ward = Ward::open().await;
    let (study, instance) = brought(&ward).await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let kept = app.keep_measurement(me, length(&study, &instance, None));
    let kept = kept.await.unwrap().measurements.remove(0);
    assert_eq!(kept.name.as_deref(), Some("Nodule"));
    let marks = || async {
        let study = study.clone();
        app.image_marks(me, StudyRef { study }).await.unwrap()
    };
    assert_eq!(marks().await.measurements[0].points, kept.points);

    let its = MeasurementRef {
        study: study.clone(),
        measurement: kept.id.clone(),
    };
    app.remove_measurement(me, its.clone()).await.unwrap();
    assert!(marks().await.measurements.is_empty());
    let gone = app.remove_measurement(me, its).await.unwrap_err();
    assert_eq!(gone.code, Code::RecordNotFound.as_str());
    let again = length(&study, &instance, Some(kept.id.clone()));
    let again = app.keep_measurement(me, again).await.unwrap();
    let again = &again.measurements[0];
    assert_eq!(again.id, kept.id);
    assert!((again.at - kept.at).abs() < 0.5, "the same as before");

    let mut half = length(&study, &instance, None);
    half.points.pop();
    let half = app.keep_measurement(me, half).await.unwrap_err();
    assert_eq!(half.code, Code::InvalidRequest.as_str());
    let key = SetKeyImage {
        study: study.clone(),
        instance: instance.clone(),
        frame: 0,
        key: true,
    };
    assert_eq!(app.set_key_image(me, key).await.unwrap().keys.len(), 1);

    let path = ward.folder.path().join("measurements.dcm");
    let request = WriteMeasurements {
        study: study.clone(),
        path: path.to_str().unwrap().to_owned(),
    };
    app.write_measurements(me, request.clone()).await.unwrap();
    let over = app.write_measurements(me, request).await;
    assert!(over.is_err(), "never over a file");
    // The report belongs to the study, so that it can stand beside the images it is of.
    let brought = bring(&ward, &path, false).await;
    assert_eq!((brought.kept, brought.refused.len()), (1, 0));
    let all = images(&ward).await;
    let mut series = all.studies[0].series.iter();
    let series = series.find(|one| one.modality.as_deref() == Some("SR"));
    let series = series.unwrap();
    assert_eq!(series.instances[0].kind, "report");
    let report = InstanceRef {
        instance: series.instances[0].id.clone(),
    };
    let report = app.image_report(me, report).await.unwrap();
    assert_eq!(
        (report.verified, report.complete),
        (Some(false), Some(false))
    );
    let its = |name: &str| {
        let found = |item: &&ReportItem| item.name.as_deref() == Some(name);
        report.items.iter().find(found).unwrap()
    };
    assert_eq!(its("Length").value.as_deref(), Some("1 mm"));
    assert_eq!(its("Tracking Identifier").value.as_deref(), Some("Nodule"));
    let image = report.items.iter().find(|item| item.kind == "IMAGE");
    assert_eq!(image.unwrap().image.as_ref(), Some(&instance));
    let none = app.image_report(me, InstanceRef { instance }).await;
    assert_eq!(none.unwrap_err().code, Code::InvalidRequest.as_str());
}

#[tokio::test]
async fn a_header_names_every_element_and_a_picture_goes_to_a_new_file() {
    let ward = Ward::open().await;
    let (study, instance) = brought(&ward).await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let header = app
        .image_header(me, InstanceRef { instance })
        .await
        .unwrap();
    let line = |keyword: &str| {
        let mut all = header.elements.iter();
        all.find(|one| one.keyword.as_deref() == Some(keyword))
            .unwrap()
    };
    assert_eq!(line("PatientBirthDate").value.as_deref(), Some("19600314"));
    assert_eq!(line("Rows").tag, "(0028,0010)");
    assert_eq!(line("PixelData").instead.as_deref(), Some("12 bytes"));
    assert!(header.remarks.is_empty());

    let path = ward.folder.path().join("slice.png");
    let name = path.to_str().unwrap().to_owned();
    let picture = b"\x89PNG\r\n\x1a\n and more".to_vec();
    let written = app.write_picture(me, &study, name.clone(), picture.clone());
    assert_eq!(written.await.unwrap().path, name);
    assert_eq!(fs::read(&path).unwrap(), picture);
    let over = app.write_picture(me, &study, name.clone(), picture).await;
    assert_eq!(over.unwrap_err().code, Code::Io.as_str());
    let other = app.write_picture(me, &study, name, b"GIF89a".to_vec());
    assert!(other.await.is_err(), "no PNG");
}
