//! Somebody photographs Ingrid's heel and has a letter as PDF; both are to go to the image archive.

use std::fs;
use std::path::Path;

use super::images::images;
use super::{Ward, ingrid};
use crate::failure::Code;
use crate::wire::image::{ImageFrame, InstanceRef};
use crate::wire::image_wrap::WrapImages;

/// Two pixels as PNG: red and white.
pub(super) fn png() -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let named = [name.as_slice(), data].concat();
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        let check = crc(&named).to_be_bytes();
        [length.as_slice(), &named, &check].concat()
    };
    let head = [0, 0, 0, 2, 0, 0, 0, 1, 8, 2, 0, 0, 0];
    let data = flate(&[0, 255, 0, 0, 255, 255, 255]);
    [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &head),
        chunk(b"IDAT", &data),
        chunk(b"IEND", &[]),
    ]
    .concat()
}

/// Stored, not packed (RFC 1950, RFC 1951 3.2.4).
fn flate(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    let mut out = vec![0x78, 0x01, 1];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(bytes);
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

pub(super) async fn asked(ward: &Ward, path: &Path, title: &str) -> WrapImages {
    WrapImages {
        patient: ward.patient().await.patient,
        path: Some(path.to_str().unwrap().to_owned()),
        record: None,
        title: title.to_owned(),
        made: Some("2024-06-11".to_owned()),
        scan: false,
    }
}

#[tokio::test]
async fn a_photo_becomes_a_study_of_hers_that_the_viewer_shows() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let path = ward.folder.path().join("heel.png");
    fs::write(&path, png()).unwrap();
    let (app, me) = (&ward.app, &ward.lindqvist);
    let made = app
        .wrap_images(me, asked(&ward, &path, "Wound, left heel").await)
        .await
        .unwrap();
    assert_eq!(made.files, 1);
    let all = images(&ward).await;
    let study = all.studies.iter().find(|one| one.id == made.study).unwrap();
    assert_eq!(study.description.as_deref(), Some("Wound, left heel"));
    assert_eq!(study.date.as_deref(), Some("2024-06-11"));
    assert!(study.differs.is_empty(), "it is hers: {:?}", study.differs);
    let series = &study.series[0];
    assert_eq!(series.modality.as_deref(), Some("XC"));
    let one = &series.instances[0];
    assert_eq!((one.kind.as_str(), one.rows, one.columns), ("image", 1, 2));
    assert!(one.remarks.is_empty(), "{:?}", one.remarks);
    let frame = ImageFrame {
        instance: one.id.clone(),
        frame: 0,
    };
    let frame = app.image_frame(me, frame).await.unwrap();
    assert!(
        frame.ends_with(&[255, 0, 0, 255, 255, 255]),
        "red and white"
    );

    let again = app
        .wrap_images(me, asked(&ward, &path, "The same").await)
        .await
        .unwrap();
    assert_ne!(again.study, made.study, "each is a study of its own");
}

#[tokio::test]
async fn a_letter_becomes_a_document_among_the_images_and_text_does_not() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let path = ward.folder.path().join("letter.pdf");
    let letter =
        b"%PDF-1.4\n% a letter, as far as anybody looks into it here\nstartxref\n0\n%%EOF\n";
    fs::write(&path, letter).unwrap();
    let (app, me) = (&ward.app, &ward.lindqvist);
    let made = app
        .wrap_images(me, asked(&ward, &path, "Letter").await)
        .await
        .unwrap();
    let all = images(&ward).await;
    let study = all.studies.iter().find(|one| one.id == made.study).unwrap();
    let instance = study.series[0].instances[0].id.clone();
    let document = app
        .image_document(me, InstanceRef { instance })
        .await
        .unwrap();
    assert!(document.pdf);
    assert_eq!(document.title.as_deref(), Some("Letter"));
    assert!((document.length - letter.len() as f64).abs() < 0.5);

    let text = ward.folder.path().join("note.txt");
    fs::write(&text, "A note.").unwrap();
    let refused = app.wrap_images(me, asked(&ward, &text, "Note").await).await;
    assert_eq!(refused.unwrap_err().code, Code::InvalidRequest.as_str());
    let nameless = app.wrap_images(me, asked(&ward, &path, " ").await).await;
    assert_eq!(nameless.unwrap_err().code, Code::InvalidRequest.as_str());
    let odd = WrapImages {
        made: Some("in June".to_owned()),
        ..asked(&ward, &path, "Letter").await
    };
    let odd = app.wrap_images(me, odd).await;
    assert_eq!(odd.unwrap_err().code, Code::InvalidRequest.as_str());
    let elsewhere = WrapImages {
        path: None,
        record: Some(ward.patient().await.patient),
        ..asked(&ward, &path, "Letter").await
    };
    let elsewhere = app.wrap_images(me, elsewhere).await;
    assert_eq!(elsewhere.unwrap_err().code, Code::RecordNotFound.as_str());
    assert_eq!(
        images(&ward).await.studies.len(),
        1,
        "nothing of these was kept"
    );
}
