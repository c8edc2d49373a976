//! Images: the first picture of a study and the scrolling through it, out of the encrypted store and through all that
//! the window asks, against a bare read and decode of the same file.
//!
//! The slices are not packed, so that the floor is the lowest there is: reading half a megabyte and copying it.

use std::hint::black_box;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rand::{Rng as _, SeedableRng as _};
use tokio::runtime::Runtime;
use wardbook_app::wire::image::{BringImages, ImageFrame};
use wardbook_app::wire::patient::{ListPatients, PatientRef};
use wardbook_app::wire::profile::{CreateProfile, Protection, UnlockProfile};
use wardbook_app::wire::transfer::ImportFrom;
use wardbook_app::{Actor, App, Options, Origin};
use wardbook_imaging::{Instance, Limits};

use crate::report::{Goal, Report};

const SLICES: u16 = 500;
const SIZE: u16 = 512;
const PASSPHRASE: &str = "correct horse battery staple";

pub(crate) fn run(report: &mut Report, rounds: usize) {
    let folder = tempfile::tempdir().unwrap();
    let disc = folder.path().join("disc");
    let files = write_slices(&disc);
    let person = folder.path().join("person.json");
    std::fs::write(&person, br#"{"resourceType":"Patient","id":"ada","birthDate":"1950-02-03","name":[{"family":"Halvorsen","given":["Ingrid"]}]}"#).unwrap();
    let runtime = Runtime::new().unwrap();
    let app = App::new(Options::system(folder.path().join("profile")));
    let me = Actor::local("bench").at(Origin::here("terminal"));
    let instances = runtime.block_on(bring(&app, &me, &person, &disc));
    assert_eq!(instances.len(), usize::from(SLICES));
    let (mut first, mut scrolled) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        // Opened anew: nothing of it is remembered.
        runtime.block_on(async {
            app.lock_profile(&me).await.unwrap();
            let passphrase = Some(PASSPHRASE.to_owned());
            let unlock = UnlockProfile { passphrase };
            app.unlock_profile(&me, unlock).await.unwrap();
        });
        let bare: Vec<Duration> = files.iter().map(|file| bare(file)).collect();
        let ours: Vec<Duration> = instances
            .iter()
            .map(|instance| {
                let begun = Instant::now();
                let request = ImageFrame {
                    instance: instance.clone(),
                    frame: 0,
                };
                let asked = app.clone();
                let me = me.clone();
                let frame = runtime.spawn(async move { asked.image_frame(&me, request).await });
                black_box(runtime.block_on(frame).unwrap().unwrap());
                begun.elapsed()
            })
            .collect();
        let of = |all: &[Duration]| all.iter().skip(1).sum::<Duration>().as_secs_f64();
        println!(
            "  round {round}: first image {:.2} ms, bare {:.2} ms; {:.0} frames a second, bare {:.0}",
            1e3 * ours[0].as_secs_f64(),
            1e3 * bare[0].as_secs_f64(),
            f64::from(SLICES - 1) / of(&ours),
            f64::from(SLICES - 1) / of(&bare),
        );
        first.push(ours[0].as_secs_f64() / bare[0].as_secs_f64());
        scrolled.push(of(&ours) / of(&bare));
    }
    runtime.block_on(app.close());
    report.row(
        "image-first",
        Goal::AtMost(3.0),
        "a bare read and decode of that one file",
        &mut first,
    );
    report.row(
        "image-scroll",
        Goal::AtMost(1.5),
        "a bare read and decode of each file",
        &mut scrolled,
    );
}

/// Reads and decodes a file as if there were nothing else.
fn bare(file: &Path) -> Duration {
    let begun = Instant::now();
    let bytes = std::fs::read(file).unwrap();
    let limits = Limits::default();
    let mut source = Cursor::new(&bytes);
    let instance = Instance::read(&mut source, &limits).unwrap();
    black_box(instance.frame(&mut source, 0, &limits).unwrap());
    begun.elapsed()
}

/// A profile with a patient and the slices; their ids in the order of their numbers.
async fn bring(app: &App, me: &Actor, person: &Path, disc: &Path) -> Vec<String> {
    let create = CreateProfile {
        protection: Protection::Passphrase,
        passphrase: Some(PASSPHRASE.to_owned()),
    };
    app.create_profile(me, create).await.unwrap();
    let path = person.display().to_string();
    app.import(me, ImportFrom { path }).await.unwrap();
    let everybody = ListPatients {
        text: String::new(),
        offset: 0,
        limit: 1,
    };
    let patient = app.list_patients(me, everybody).await.unwrap().rows[0]
        .id
        .clone();
    let bring = BringImages {
        patient: patient.clone(),
        path: disc.display().to_string(),
        even_if: false,
    };
    app.bring_images(me, bring).await.unwrap();
    let here = app.list_images(me, PatientRef { patient }).await.unwrap();
    let series = &here.studies[0].series[0];
    series.instances.iter().map(|one| one.id.clone()).collect()
}

fn write_slices(disc: &Path) -> Vec<PathBuf> {
    std::fs::create_dir_all(disc).unwrap();
    let mut noise = rand_chacha::ChaCha8Rng::seed_from_u64(500);
    (1..=SLICES)
        .map(|number| {
            let mut pixels = vec![0; usize::from(SIZE) * usize::from(SIZE) * 2];
            noise.fill_bytes(&mut pixels);
            // Twelve bits of sixteen.
            pixels
                .iter_mut()
                .skip(1)
                .step_by(2)
                .for_each(|high| *high &= 0x0f);
            let path = disc.join(format!("I{number:03}"));
            std::fs::write(&path, slice(number, &pixels)).unwrap();
            path
        })
        .collect()
}

/// A CT slice in explicit little endian.
fn slice(number: u16, pixels: &[u8]) -> Vec<u8> {
    let mut meta = Vec::new();
    put(&mut meta, (2, 0x10), "UI", b"1.2.840.10008.1.2.1");
    let mut file = vec![0; 128];
    file.extend_from_slice(b"DICM");
    put(
        &mut file,
        (2, 0),
        "UL",
        &u32::try_from(meta.len()).unwrap().to_le_bytes(),
    );
    file.extend_from_slice(&meta);
    let uid = format!("1.2.3.4.{number}");
    let at = format!("0\\0\\{number}");
    let number = number.to_string();
    let text: [((u16, u16), &str, &str); 14] = [
        ((8, 0x16), "UI", "1.2.840.10008.5.1.4.1.1.2"),
        ((8, 0x18), "UI", &uid),
        ((8, 0x20), "DA", "20240611"),
        ((8, 0x60), "CS", "CT"),
        ((8, 0x1030), "LO", "CT of the trunk"),
        ((0x10, 0x10), "PN", "Halvorsen^Ingrid"),
        ((0x10, 0x30), "DA", "19500203"),
        ((0x20, 0x0d), "UI", "1.2.3"),
        ((0x20, 0x0e), "UI", "1.2.3.4"),
        ((0x20, 0x13), "IS", &number),
        ((0x20, 0x32), "DS", &at),
        ((0x20, 0x37), "DS", "1\\0\\0\\0\\1\\0"),
        ((0x20, 0x52), "UI", "1.2.3.5"),
        ((0x28, 0x04), "CS", "MONOCHROME2"),
    ];
    for (tag, kind, value) in text {
        if tag == (0x28, 0x04) {
            put(&mut file, (0x28, 0x02), "US", &1_u16.to_le_bytes());
        }
        put(&mut file, tag, kind, value.as_bytes());
    }
    for (element, value) in [
        (0x10, SIZE),
        (0x11, SIZE),
        (0x100, 16),
        (0x101, 12),
        (0x102, 11),
        (0x103, 0),
    ] {
        put(&mut file, (0x28, element), "US", &value.to_le_bytes());
    }
    put(&mut file, (0x7fe0, 0x10), "OW", pixels);
    file
}

/// An element in explicit little endian.
fn put(file: &mut Vec<u8>, (group, element): (u16, u16), kind: &str, value: &[u8]) {
    file.extend_from_slice(&group.to_le_bytes());
    file.extend_from_slice(&element.to_le_bytes());
    file.extend_from_slice(kind.as_bytes());
    let padded = value.len().next_multiple_of(2);
    if kind == "OW" {
        file.extend_from_slice(&[0, 0]);
        file.extend_from_slice(&u32::try_from(padded).unwrap().to_le_bytes());
    } else {
        file.extend_from_slice(&u16::try_from(padded).unwrap().to_le_bytes());
    }
    file.extend_from_slice(value);
    if value.len() % 2 == 1 {
        file.push(if kind == "UI" { 0 } else { b' ' });
    }
}
