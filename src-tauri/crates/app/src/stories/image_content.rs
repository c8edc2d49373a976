//! Beside Ingrid's pictures lie a letter, an electrocardiogram and a radiotherapist's drawing of her heart.

use std::fs;

use serde_json::json;

use super::audit;
use super::images::{HERS, bring, element, images, slice};
use super::{Ward, ingrid};
use crate::failure::Code;
use crate::wire::image::{ImageInstance, InstanceRef, StudyRef};
use crate::wire::image_content::{ImageDocumentPart, WaveformPart};
use crate::wire::image_find::{FindStudies, ImageLayout, ImageLayoutOf};

/// The beginning of one of her files: what a slice has before its pixels, as another class and instance.
fn file(class: &str, number: u16, modality: &str) -> Vec<u8> {
    let text = |group, at, kind: [u8; 2], value: &str| element(group, at, kind, value.as_bytes());
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    file.extend(text(0x0002, 0x0010, *b"UI", "1.2.840.10008.1.2.1"));
    file.extend(text(0x0008, 0x0016, *b"UI", class));
    file.extend(text(0x0008, 0x0018, *b"UI", &format!("1.2.3.9.{number}")));
    file.extend(text(0x0008, 0x0020, *b"DA", "20240611"));
    file.extend(text(0x0008, 0x0060, *b"CS", modality));
    file.extend(text(0x0010, 0x0010, *b"PN", HERS.0));
    file.extend(text(0x0010, 0x0030, *b"DA", HERS.1));
    file.extend(text(0x0020, 0x000d, *b"UI", "1.2.3"));
    file.extend(text(0x0020, 0x000e, *b"UI", &format!("1.2.3.9{number}")));
    file
}

/// An item of a sequence with these elements.
fn item(inside: &[Vec<u8>]) -> Vec<u8> {
    let inside = inside.concat();
    let length = u32::try_from(inside.len()).unwrap().to_le_bytes();
    [&[0xfe, 0xff, 0x00, 0xe0][..], &length, &inside].concat()
}

/// Brings a file to Ingrid; what it is in the list of her images.
async fn brought(ward: &Ward, bytes: &[u8]) -> ImageInstance {
    let path = ward.folder.path().join("one.dcm");
    fs::write(&path, bytes).unwrap();
    let came = bring(ward, &path, false).await;
    assert_eq!((came.kept, came.refused.len()), (1, 0));
    let all = images(ward).await;
    let mut series = all.studies.into_iter().flat_map(|study| study.series);
    let last = series.find(|one| one.uid.starts_with("1.2.3.9")).unwrap();
    last.instances.into_iter().next().unwrap()
}

const LETTER: &[u8] = b"%PDF-1.7\nDear colleague, Ingrid was with us.\n%%EOF\n\n";

#[tokio::test]
async fn a_letter_among_the_images_is_had_part_by_part() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let mut bytes = file("1.2.840.10008.5.1.4.1.1.104.1", 1, "DOC");
    bytes.extend(element(0x0042, 0x0010, *b"ST", b"Discharge letter"));
    bytes.extend(element(0x0042, 0x0011, *b"OB", LETTER));
    bytes.extend(element(0x0042, 0x0012, *b"LO", b"application/pdf"));
    let its = brought(&ward, &bytes).await;
    assert_eq!(
        (its.kind.as_str(), its.name.as_deref()),
        ("document", Some("Encapsulated PDF"))
    );
    let (app, me) = (&ward.app, &ward.lindqvist);
    let instance = InstanceRef { instance: its.id };
    let found = app.image_document(me, instance.clone()).await.unwrap();
    assert!(found.pdf);
    assert_eq!(found.title.as_deref(), Some("Discharge letter"));
    let part = |from: f64, length: f64| {
        let instance = instance.instance.clone();
        app.image_document_part(
            me,
            ImageDocumentPart {
                instance,
                from,
                length,
            },
        )
    };
    assert_eq!(part(0.0, 8.0).await.unwrap(), b"%PDF-1.7");
    assert_eq!(part(9.0, 1e9).await.unwrap(), LETTER[9..]);
    assert_eq!(part(1e9, 4.0).await.unwrap(), b"", "behind its end");
    let none = app.image_waveform(me, instance.clone()).await.unwrap_err();
    assert_eq!(none.code, Code::InvalidRequest.as_str());

    app.print_image_document(me, instance).await.unwrap();
    let rows = audit::page(&ward, audit::any()).await.rows;
    let printed = rows.iter().find(|row| row.act == "image.print");
    assert!(printed.is_some_and(|row| row.patient.is_some()));
    let gone = InstanceRef {
        instance: ward.patient().await.patient,
    };
    let gone = app.print_image_document(me, gone).await.unwrap_err();
    assert_eq!(gone.code, Code::RecordNotFound.as_str());
}

#[tokio::test]
async fn an_electrocardiogram_comes_in_what_its_leads_measure() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let code = |scheme: &[u8], value: &[u8]| {
        item(&[
            element(0x0008, 0x0100, *b"SH", value),
            element(0x0008, 0x0102, *b"SH", scheme),
        ])
    };
    let lead = |number: &str| {
        item(&[
            element(0x003a, 0x0208, *b"SQ", &code(b"MDC", number.as_bytes())),
            element(0x003a, 0x0210, *b"DS", b"5"),
            element(0x003a, 0x0211, *b"SQ", &code(b"UCUM", b"uV")),
        ])
    };
    let samples = [20_i16, -20, 200, -200].map(i16::to_le_bytes).concat();
    let recording = item(&[
        element(0x003a, 0x0004, *b"CS", b"ORIGINAL"),
        element(0x003a, 0x0005, *b"US", &2_u16.to_le_bytes()),
        element(0x003a, 0x0010, *b"UL", &2_u32.to_le_bytes()),
        element(0x003a, 0x001a, *b"DS", b"500"),
        element(0x003a, 0x0200, *b"SQ", &[lead("2:1"), lead("2:2")].concat()),
        element(0x5400, 0x1004, *b"US", &16_u16.to_le_bytes()),
        element(0x5400, 0x1006, *b"CS", b"SS"),
        element(0x5400, 0x1010, *b"OW", &samples),
    ]);
    let mut bytes = file("1.2.840.10008.5.1.4.1.1.9.1.1", 2, "ECG");
    bytes.extend(element(0x5400, 0x0100, *b"SQ", &recording));
    let its = brought(&ward, &bytes).await;
    assert_eq!(its.kind, "waveform");
    let (app, me) = (&ward.app, &ward.lindqvist);
    let instance = InstanceRef { instance: its.id };
    let found = app.image_waveform(me, instance.clone()).await.unwrap();
    let group = &found.groups[0];
    assert_eq!(
        (group.derived, group.refused.as_deref()),
        (Some(false), None)
    );
    let leads: Vec<_> = group
        .channels
        .iter()
        .map(|one| (one.lead.as_deref(), one.unit.as_deref()))
        .collect();
    let microvolt = Some("uV");
    assert_eq!(leads, [(Some("I"), microvolt), (Some("II"), microvolt)]);
    let part = |group, from| {
        let instance = instance.instance.clone();
        app.image_waveform_part(
            me,
            WaveformPart {
                instance,
                group,
                from,
                samples: 100,
            },
        )
    };
    let values = part(0, 0.0).await.unwrap();
    let values: Vec<f32> = values
        .as_chunks::<4>()
        .0
        .iter()
        .map(|four| f32::from_le_bytes(*four))
        .collect();
    assert_eq!(values, [100.0, 1000.0, -100.0, -1000.0], "lead by lead");
    assert!(part(0, 5.0).await.unwrap().is_empty());
    let beyond = part(1, 0.0).await.unwrap_err();
    assert_eq!(beyond.code, Code::InvalidRequest.as_str());
}

#[tokio::test]
async fn a_drawing_of_a_heart_names_the_images_it_is_of() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let path = ward.folder.path().join("slice.dcm");
    fs::write(&path, slice(1, HERS.0, HERS.1)).unwrap();
    bring(&ward, &path, false).await;
    let image = |uid: &str| {
        item(&[
            element(0x0008, 0x1150, *b"UI", b"1.2.840.10008.5.1.4.1.1.2"),
            element(0x0008, 0x1155, *b"UI", uid.as_bytes()),
        ])
    };
    let contour = item(&[element(
        0x3006,
        0x0016,
        *b"SQ",
        &[image("1.2.3.4.1"), image("1.2.3.4.77")].concat(),
    )]);
    let region = item(&[
        element(0x3006, 0x0022, *b"IS", b"1"),
        element(0x3006, 0x0026, *b"LO", b"Heart"),
    ]);
    let mut bytes = file("1.2.840.10008.5.1.4.1.1.481.3", 3, "RTSTRUCT");
    bytes.extend(element(0x3006, 0x0002, *b"SH", b"Thorax"));
    bytes.extend(element(0x3006, 0x0020, *b"SQ", &region));
    let contours = item(&[element(0x3006, 0x0040, *b"SQ", &contour)]);
    bytes.extend(element(0x3006, 0x0039, *b"SQ", &contours));
    let its = brought(&ward, &bytes).await;
    assert_eq!(
        (its.kind.as_str(), its.name.as_deref()),
        ("other", Some("RT Structure Set"))
    );
    let (app, me) = (&ward.app, &ward.lindqvist);
    let instance = InstanceRef { instance: its.id };
    let found = app.image_object(me, instance).await.unwrap();
    assert_eq!(found.facts[0].value, "Thorax");
    assert_eq!(found.parts[0].name.as_deref(), Some("Heart"));
    let refers = &found.refers[0];
    assert_eq!(
        (refers.class.as_deref(), refers.many, refers.here),
        (Some("CT Image"), 2, 1),
        "of two, one is on this workstation"
    );
    let all = images(&ward).await;
    let here = refers.first.as_ref().unwrap();
    assert_eq!(here.study, all.studies[0].id);
}

#[tokio::test]
async fn the_report_of_a_study_stands_beside_it_and_a_guess_is_called_one() {
    let ward = Ward::open().await;
    let subject = json!({ "reference": "Patient/ingrid" });
    let report = |id: &str, more: &[(&str, serde_json::Value)]| {
        let mut report = json!({ "resourceType": "DiagnosticReport", "id": id, "status": "final",
            "subject": subject, "effectiveDateTime": "2024-06-11", "code": { "text": id },
            "category": [{ "coding": [{ "code": "RAD" }] }], "conclusion": "No nodule." });
        for (name, value) in more {
            report[name] = value.clone();
        }
        report
    };
    ward.import(&[
        ingrid(),
        json!({ "resourceType": "ImagingStudy", "id": "ct", "status": "available", "subject": subject,
            "started": "2024-06-11", "identifier": [{ "system": "urn:dicom:uid", "value": "urn:oid:1.2.3" }],
            "basedOn": [{ "reference": "ServiceRequest/order" }] }),
        report("same-day", &[]),
        report(
            "of-the-order",
            &[("basedOn", json!([{ "reference": "ServiceRequest/order" }]))],
        ),
        report(
            "of-the-study",
            &[("imagingStudy", json!([{ "reference": "ImagingStudy/ct" }]))],
        ),
        report("another-day", &[("effectiveDateTime", json!("2024-06-12"))]),
    ])
    .await;
    let path = ward.folder.path().join("slice.dcm");
    fs::write(&path, slice(1, HERS.0, HERS.1)).unwrap();
    bring(&ward, &path, false).await;
    let study = images(&ward).await.studies[0].id.clone();
    let (app, me) = (&ward.app, &ward.lindqvist);
    let found = app.study_reports(me, StudyRef { study }).await.unwrap();
    let found: Vec<_> = found
        .reports
        .iter()
        .map(|one| (one.note.title.as_deref(), one.by.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (Some("of-the-study"), "study"),
            (Some("of-the-order"), "order"),
            (Some("same-day"), "day"),
        ]
    );
    let study = "00000000-0000-0000-0000-000000000000".to_owned();
    let nowhere = app.study_reports(me, StudyRef { study }).await;
    assert_eq!(nowhere.unwrap_err().code, Code::RecordNotFound.as_str());
}

#[tokio::test]
async fn a_study_is_found_over_all_patients_by_what_is_remembered_of_it() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let path = ward.folder.path().join("slice.dcm");
    fs::write(&path, slice(1, HERS.0, HERS.1)).unwrap();
    bring(&ward, &path, false).await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let asked = |patient: &str, from: Option<&str>| FindStudies {
        patient: Some(patient.to_owned()),
        from: from.map(str::to_owned),
        to: None,
        modality: Some("CT".to_owned()),
        description: Some("thorax".to_owned()),
        body_part: None,
        accession: None,
        offset: 0,
        limit: 10,
    };
    let found = app.find_studies(me, asked("sorensen", None)).await.unwrap();
    let study = &found.studies[0];
    assert_eq!(study.mrn.as_deref(), Some("00421187"));
    assert_eq!(study.modalities, ["CT"]);
    assert_eq!(study.patient, ward.patient().await.patient);
    for none in [asked("hansen", None), asked("sorensen", Some("2025-01-01"))] {
        let found = app.find_studies(me, none).await.unwrap();
        assert!(found.studies.is_empty());
    }
    let no_day = app.find_studies(me, asked("", Some("last spring"))).await;
    assert_eq!(no_day.unwrap_err().code, Code::InvalidRequest.as_str());
}

#[tokio::test]
async fn each_person_has_a_layout_for_each_modality() {
    let ward = Ward::open().await;
    let (app, me) = (&ward.app, &ward.lindqvist);
    let of = |modality: &str| ImageLayoutOf {
        modality: modality.to_owned(),
    };
    let none = app.image_layout(me, of("CT")).await.unwrap();
    assert_eq!(none.layout, None);
    let mut layout = ImageLayout {
        modality: "CT".to_owned(),
        pictures: 2,
        together: true,
        prior: true,
        preset: Some("lung".to_owned()),
    };
    app.keep_image_layout(me, layout.clone()).await.unwrap();
    let kept = app.image_layout(me, of("CT")).await.unwrap();
    assert_eq!(kept.layout.as_ref(), Some(&layout));
    let other = app.image_layout(me, of("MR")).await.unwrap();
    assert_eq!(other.layout, None, "of another modality");
    layout.pictures = 9;
    let refused = app.keep_image_layout(me, layout).await;
    assert_eq!(refused.unwrap_err().code, Code::InvalidRequest.as_str());
}
