//! Images: the first picture of a study and the scrolling through it, out of the encrypted store and through all that
//! the window asks, against a bare read and decode of the same file.
//!
//! Slices come packed without loss, and once more as they are: then the floor is the lowest there is, reading half a
//! megabyte and copying it, which proving and decrypting that half megabyte alone takes several times as long as.

use std::hint::black_box;
use std::io::Cursor;
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use wardbook_app::wire::image::{BringImages, ImageFrame};
use wardbook_app::wire::patient::{ListPatients, PatientRef};
use wardbook_app::wire::profile::{CreateProfile, Protection, UnlockProfile};
use wardbook_app::wire::transfer::ImportFrom;
use wardbook_app::{Actor, App, Options, Origin};
use wardbook_imaging::{Instance, Limits};

use crate::report::{Goal, Report};
use crate::slices::{self, SLICES, Stored};

pub(crate) const ROWS: [&str; 4] = [
    "image-first",
    "image-scroll",
    "image-first-plain",
    "image-scroll-plain",
];
const PASSPHRASE: &str = "correct horse battery staple";

pub(crate) fn run(report: &mut Report, rounds: usize, wanted: impl Fn(&str) -> bool) {
    let [first, scroll, first_plain, scroll_plain] = ROWS;
    if wanted(first) || wanted(scroll) {
        of(report, rounds, Stored::Packed, [first, scroll]);
    }
    if wanted(first_plain) || wanted(scroll_plain) {
        of(report, rounds, Stored::Plain, [first_plain, scroll_plain]);
    }
}

fn of(report: &mut Report, rounds: usize, stored: Stored, rows: [&str; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let disc = folder.path().join("disc");
    let files = slices::write(&disc, stored);
    let person = folder.path().join("person.json");
    std::fs::write(&person, br#"{"resourceType":"Patient","id":"ada","birthDate":"1950-02-03","name":[{"family":"Halvorsen","given":["Ingrid"]}]}"#).unwrap();
    let runtime = Runtime::new().unwrap();
    let app = App::new(Options::system(folder.path().join("profile")));
    let me = Actor::local("bench").at(Origin::here("terminal"));
    let patient = runtime.block_on(bring(&app, &me, &person, &disc));
    let (mut first, mut scrolled) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        // Opened anew: nothing of it is remembered. A person sees the list before a picture.
        let instances = runtime.block_on(async {
            app.lock_profile(&me).await.unwrap();
            let passphrase = Some(PASSPHRASE.to_owned());
            let unlock = UnlockProfile { passphrase };
            app.unlock_profile(&me, unlock).await.unwrap();
            listed(&app, &me, &patient).await
        });
        assert_eq!(instances.len(), usize::from(SLICES));
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
        let all_of = |all: &[Duration]| all.iter().skip(1).sum::<Duration>().as_secs_f64();
        println!(
            "  round {round}: first image {:.2} ms, bare {:.2} ms; {:.0} frames a second, bare {:.0}",
            1e3 * ours[0].as_secs_f64(),
            1e3 * bare[0].as_secs_f64(),
            f64::from(SLICES - 1) / all_of(&ours),
            f64::from(SLICES - 1) / all_of(&bare),
        );
        first.push(ours[0].as_secs_f64() / bare[0].as_secs_f64());
        scrolled.push(all_of(&ours) / all_of(&bare));
    }
    runtime.block_on(app.close());
    report.row(
        rows[0],
        Goal::AtMost(3.0),
        "a bare read and decode of that one file",
        &mut first,
    );
    report.row(
        rows[1],
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

/// A profile with a patient and the slices; the patient's id.
async fn bring(app: &App, me: &Actor, person: &Path, disc: &Path) -> String {
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
    patient
}

/// The ids of the slices, in the order of their numbers.
async fn listed(app: &App, me: &Actor, patient: &str) -> Vec<String> {
    let patient = patient.to_owned();
    let here = app.list_images(me, PatientRef { patient }).await.unwrap();
    let series = &here.studies[0].series[0];
    series.instances.iter().map(|one| one.id.clone()).collect()
}
