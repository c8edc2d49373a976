//! A study as a chart names it: read from its ImagingStudy and Patient, so that images and chart cannot disagree, and
//! an instance of it made as a file. Nothing made is kept.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use serde_json::Value;

use super::archive::Held;
use super::dataset::{self, DataSet};
use super::shape::{self, Shape, Written};
use super::{pixels, tags};
use crate::resource::Chart;

/// One instance of a chart's study, before it is made.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    /// What is the same for every instance of the study.
    study: DataSet,
    series: String,
    series_number: u64,
    modality: String,
    body_part: Option<String>,
    description: Option<String>,
    pub(crate) uid: String,
    /// Its place in the series, from 0.
    place: usize,
}

/// Every instance that the studies of a chart name.
pub(crate) fn of_chart(chart: &Chart) -> Vec<Named> {
    let read = |body: &[u8]| serde_json::from_slice::<Value>(body).ok();
    let patient = chart.of_kind("Patient").find_map(|r| read(&r.body));
    let Some(patient) = patient else {
        return Vec::new();
    };
    let studies = chart
        .of_kind("ImagingStudy")
        .filter_map(|r| read(&r.body))
        .collect::<Vec<_>>();
    studies
        .iter()
        .flat_map(|study| instances(&patient, study))
        .collect()
}

fn instances(patient: &Value, study: &Value) -> Vec<Named> {
    let Some(set) = of_study(patient, study) else {
        return Vec::new();
    };
    let description = text(study, "/description");
    let mut all = Vec::new();
    for series in list(study, "/series") {
        let Some(uid) = text(series, "/uid") else {
            continue;
        };
        for (place, one) in list(series, "/instance").iter().enumerate() {
            let Some(instance) = text(one, "/uid") else {
                continue;
            };
            all.push(Named {
                study: set.clone(),
                series: uid.clone(),
                series_number: number(series, "/number"),
                modality: text(series, "/modality/code").unwrap_or_default(),
                body_part: text(series, "/bodySite/display").map(|site| part(&site)),
                description: description.clone(),
                uid: instance,
                place,
            });
        }
    }
    all
}

/// What every instance of a study says.
fn of_study(patient: &Value, study: &Value) -> Option<DataSet> {
    let identifiers = list(study, "/identifier");
    let of_system = |system: &str| {
        let found = identifiers
            .iter()
            .find(|i| text(i, "/system").as_deref() == Some(system));
        found.and_then(|i| text(i, "/value"))
    };
    let uid = of_system("urn:dicom:uid")?;
    let accession = identifiers
        .iter()
        .find(|i| text(i, "/type/coding/0/code").as_deref() == Some("ACSN"))
        .and_then(|i| text(i, "/value"));
    let started = text(study, "/started").unwrap_or_default();
    let digits = |from: &str| {
        from.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let (date, time) = started.split_once('T').unwrap_or((&started, ""));
    let mut set = DataSet::default();
    set.text(tags::CHARACTER_SET, "ISO_IR 192");
    set.text(tags::STUDY, uid.trim_start_matches("urn:oid:"));
    set.text(tags::STUDY_DATE, &digits(date));
    set.text(tags::STUDY_TIME, digits(time).get(..6).unwrap_or_default());
    set.maybe(tags::ACCESSION, accession.as_deref());
    set.maybe(
        tags::STUDY_DESCRIPTION,
        text(study, "/description").as_deref(),
    );
    let family = text(patient, "/name/0/family").unwrap_or_default();
    let given: Vec<String> = list(patient, "/name/0/given")
        .iter()
        .filter_map(|g| g.as_str().map(str::to_owned))
        .collect();
    set.text(tags::PATIENT_NAME, &format!("{family}^{}", given.join(" ")));
    set.maybe(
        tags::PATIENT_ID,
        text(patient, "/identifier/0/value").as_deref(),
    );
    let birth = text(patient, "/birthDate").map(|day| digits(&day));
    // A day of birth that is half known is not written: DICOM has no half days.
    set.maybe(
        tags::BIRTH_DATE,
        birth.filter(|day| day.len() == 8).as_deref(),
    );
    let sex = match text(patient, "/gender").as_deref() {
        Some("female") => Some("F"),
        Some("male") => Some("M"),
        Some("other") => Some("O"),
        _ => None,
    };
    set.maybe(tags::SEX, sex);
    Some(set)
}

impl Named {
    /// The study it belongs to.
    pub(crate) fn study(&self) -> Option<String> {
        self.study.said(tags::STUDY)
    }

    fn shape(&self) -> &'static Shape {
        shape::of(&self.modality)
    }

    /// Everything but its pixels.
    pub(crate) fn header(&self) -> DataSet {
        let (shape, mut set) = (self.shape(), self.study.clone());
        set.text(tags::CLASS, shape.class);
        set.text(tags::INSTANCE, &self.uid);
        set.text(tags::SERIES, &self.series);
        set.text(tags::SERIES_NUMBER, &self.series_number.to_string());
        set.text(tags::INSTANCE_NUMBER, &(self.place + 1).to_string());
        set.text(tags::MODALITY, &self.modality);
        set.maybe(tags::BODY_PART, self.body_part.as_deref());
        set.maybe(tags::SERIES_DESCRIPTION, self.description.as_deref());
        if shape.class.ends_with(".7") {
            set.text(tags::CONVERSION, "WSD");
        }
        self.image(&mut set);
        self.places(&mut set);
        set
    }

    fn image(&self, set: &mut DataSet) {
        let shape = self.shape();
        let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let allocated = if shape.bits > 8 { 16 } else { 8 };
        let grey = shape.samples == 1;
        set.text(tags::IMAGE_TYPE, "ORIGINAL\\PRIMARY");
        set.short(tags::SAMPLES, short(shape.samples));
        set.text(tags::PHOTOMETRIC, if grey { "MONOCHROME2" } else { "RGB" });
        set.short(tags::ROWS, short(shape.rows));
        set.short(tags::COLUMNS, short(shape.columns));
        set.short(tags::BITS_ALLOCATED, allocated);
        set.short(tags::BITS_STORED, shape.bits);
        set.short(tags::HIGH_BIT, shape.bits - 1);
        set.short(tags::SIGNED, 0);
        if !grey {
            set.short(tags::PLANAR, 0);
        }
        if shape.frames > 1 {
            set.text(tags::FRAMES, &shape.frames.to_string());
            set.text(tags::FRAME_TIME, "40");
            let pointer = [0x18, 0, 0x63, 0x10];
            set.raw(tags::FRAME_POINTER, "AT", pointer.to_vec());
        }
    }

    fn places(&self, set: &mut DataSet) {
        if !["CT", "MR"].contains(&self.modality.as_str()) {
            return;
        }
        let z = self.place as f64 * 5.0;
        set.text(tags::FRAME_OF_REFERENCE, &format!("{}.9", self.series));
        set.text(tags::POSITION, &format!("-96\\-96\\{z}"));
        set.text(tags::ORIENTATION, "1\\0\\0\\0\\1\\0");
        set.text(tags::SPACING, "2\\2");
        set.text(tags::THICKNESS, "5");
        if self.modality == "CT" {
            set.text(tags::INTERCEPT, "-1024");
            set.text(tags::SLOPE, "1");
            set.text(tags::RESCALE_TYPE, "HU");
            set.text(tags::CENTER, "40");
            set.text(tags::WIDTH, "80");
        }
    }

    /// Its frames as they stand in its file.
    pub(crate) fn frames(&self) -> Vec<Vec<u8>> {
        let salt = self
            .uid
            .bytes()
            .fold(7_u32, |n, b| n.wrapping_mul(31) ^ u32::from(b));
        pixels::stored(self.shape(), self.place, salt)
    }

    /// The whole instance, made anew.
    pub(crate) fn make(&self) -> Held {
        let written = self.shape().written;
        let header = self.header();
        let explicit = written != Written::Implicit;
        let mut set = Vec::new();
        header.write(explicit, &mut set);
        let frames = self.frames();
        if written == Written::Rle {
            fragments(&frames, &mut set);
        } else {
            let all = frames.concat();
            let vr = if self.shape().bits > 8 { "OW" } else { "OB" };
            dataset::head(tags::PIXELS, vr, all.len() as u32, explicit, &mut set);
            set.extend(all);
        }
        if written == Written::Deflated {
            set = deflated(&set);
        }
        let mut bytes = meta(self.shape().class, &self.uid, written.uid());
        bytes.extend(set);
        Held {
            header,
            syntax: written.uid().to_owned(),
            bytes: bytes.into(),
        }
    }
}

/// Preamble and meta information (PS3.10 7.1).
fn meta(class: &str, uid: &str, syntax: &str) -> Vec<u8> {
    let mut group = Vec::new();
    let padded = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        if bytes.len() % 2 == 1 {
            bytes.push(0);
        }
        bytes
    };
    for (tag, vr, value) in [
        (0x0002_0001, "OB", vec![0, 1]),
        (0x0002_0002, "UI", padded(class)),
        (0x0002_0003, "UI", padded(uid)),
        (0x0002_0010, "UI", padded(syntax)),
        (0x0002_0012, "UI", padded("1.2.826.0.1.3680043.10.511.9")),
    ] {
        dataset::head(tag, vr, value.len() as u32, true, &mut group);
        group.extend(value);
    }
    let mut out = vec![0; 128];
    out.extend(b"DICM");
    dataset::head(0x0002_0000, "UL", 4, true, &mut out);
    out.extend((group.len() as u32).to_le_bytes());
    out.extend(group);
    out
}

/// Pixel data in a fragment a frame, behind an empty table of offsets (PS3.5 A.4).
fn fragments(frames: &[Vec<u8>], out: &mut Vec<u8>) {
    dataset::head(tags::PIXELS, "OB", u32::MAX, true, out);
    dataset::head(0xfffe_e000, "", 0, true, out);
    for frame in frames {
        dataset::head(0xfffe_e000, "", frame.len() as u32, true, out);
        out.extend(frame);
    }
    dataset::head(0xfffe_e0dd, "", 0, true, out);
}

fn deflated(set: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    // Writing into memory does not fail.
    let _written = encoder.write_all(set);
    let mut out = encoder.finish().unwrap_or_default();
    if out.len() % 2 == 1 {
        out.push(0);
    }
    out
}

fn text(of: &Value, pointer: &str) -> Option<String> {
    of.pointer(pointer)
        .and_then(Value::as_str)
        .map(str::to_owned)
}

fn number(of: &Value, pointer: &str) -> u64 {
    of.pointer(pointer).and_then(Value::as_u64).unwrap_or(1)
}

fn list<'a>(of: &'a Value, pointer: &str) -> &'a [Value] {
    of.pointer(pointer)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A body part as DICOM writes it: `Brain structure` is BRAIN.
fn part(site: &str) -> String {
    let word = site.split(' ').next().unwrap_or_default();
    word.to_ascii_uppercase()
}
