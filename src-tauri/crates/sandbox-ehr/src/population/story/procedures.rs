//! Procedures, images and devices: what was done, what the pictures showed, what was put in.

use serde_json::{Value, json};

use super::life::Life;
use super::visits::{Sort, Visit};
use crate::dicomweb::shape;
use crate::population::codes;
use crate::population::commons;
use crate::population::illnesses::Ill;
use crate::population::scribe::{Domain, Scribe, concept, refer, subject};

type Code = (&'static str, &'static str);

/// Illness, days after its onset, procedure, share in a hundred.
#[rustfmt::skip]
const DONE: &[(Ill, i32, Code, u32)] = &[
    (Ill::Appendicitis, 1, ("80146002", "Appendectomy"), 95),
    (Ill::AtrialFibrillation, 40, ("180325003", "Electrical cardioversion"), 30),
    (Ill::Coronary, 3, ("415070008", "Percutaneous coronary intervention"), 40),
    (Ill::BreastCancer, 30, ("392021009", "Lumpectomy of breast"), 90),
    (Ill::ForearmFracture, 0, ("274474001", "Bone immobilization"), 90),
    (Ill::KneeArthritis, 2000, ("609588000", "Total knee replacement"), 25),
    (Ill::Copd, 60, ("127783003", "Spirometry"), 90),
    (Ill::Asthma, 60, ("127783003", "Spirometry"), 60),
    (Ill::Reflux, 200, ("76009000", "Esophagogastroduodenoscopy"), 35),
    (Ill::Anemia, 60, ("73761001", "Colonoscopy"), 60),
    (Ill::Pregnancy, 278, ("177184002", "Normal delivery procedure"), 100),
];

struct Picture {
    ill: Ill,
    after: i32,
    study: Code,
    modality: Code,
    site: Code,
    report: Code,
    shows: &'static str,
}

#[rustfmt::skip]
const PICTURES: &[Picture] = &[
    Picture { ill: Ill::Pneumonia, after: 0, study: ("399208008", "Plain chest X-ray"), modality: ("DX", "Digital Radiography"), site: ("51185008", "Thoracic structure"), report: ("36643-5", "XR Chest 2 Views"), shows: "Right lower lobe consolidation with air bronchograms. No effusion. Heart size normal." },
    Picture { ill: Ill::HeartFailure, after: 2, study: ("433236007", "Transthoracic echocardiography"), modality: ("US", "Ultrasound"), site: ("80891009", "Heart structure"), report: ("34552-0", "2D echocardiogram panel"), shows: "Left ventricle dilated, ejection fraction 32 %. Moderate mitral regurgitation. Left atrium enlarged." },
    Picture { ill: Ill::ForearmFracture, after: 0, study: ("1597004", "Skeletal X-ray of forearm"), modality: ("CR", "Computed Radiography"), site: ("14975008", "Forearm structure"), report: ("36571-8", "XR Radius and Ulna AP and Lateral"), shows: "Closed fracture of the distal radius, minimally displaced." },
    Picture { ill: Ill::BreastCancer, after: -10, study: ("24623002", "Screening mammography"), modality: ("MG", "Mammography"), site: ("76752008", "Breast structure"), report: ("24606-6", "MG Breast Screening"), shows: "Spiculated mass of 14 mm, upper outer quadrant. BI-RADS 5." },
    Picture { ill: Ill::Stroke, after: 0, study: ("30799002", "Computed tomography of head"), modality: ("CT", "Computed Tomography"), site: ("12738006", "Brain structure"), report: ("24725-4", "CT Head"), shows: "Hypodensity in the left middle cerebral artery territory. No haemorrhage." },
    Picture { ill: Ill::Copd, after: 30, study: ("399208008", "Plain chest X-ray"), modality: ("DX", "Digital Radiography"), site: ("51185008", "Thoracic structure"), report: ("36643-5", "XR Chest 2 Views"), shows: "Hyperinflated lungs, flattened diaphragms. No focal consolidation." },
    Picture { ill: Ill::Pregnancy, after: 140, study: ("268445003", "Ultrasound scan - obstetric"), modality: ("US", "Ultrasound"), site: ("35039007", "Uterine structure"), report: ("11525-3", "US Pelvis Fetus for pregnancy"), shows: "Single live fetus, growth as expected for dates. Placenta anterior, not low." },
    Picture { ill: Ill::Dementia, after: 60, study: ("816077007", "Magnetic resonance imaging of brain"), modality: ("MR", "Magnetic Resonance"), site: ("12738006", "Brain structure"), report: ("24590-2", "MR Brain"), shows: "Hippocampal atrophy on both sides, more than expected for age. No mass." },
    Picture { ill: Ill::Eczema, after: 14, study: ("72670004", "Photography"), modality: ("XC", "External-camera Photography"), site: ("39937001", "Skin structure"), report: ("72170-4", "Photographic image"), shows: "Erythematous plaque with excoriation on the flexor side of the forearm." },
];

/// Writes procedures, imaging with its reports, and devices.
pub(crate) fn write(s: &mut Scribe, life: &Life, visits: &[Visit]) {
    let mut dice = s.dice(Domain::Procedures);
    for course in &life.courses {
        for (ill, after, code, share) in DONE {
            let day = course.onset.plus(*after);
            let done = *ill == course.illness.ill && dice.percent(*share);
            if !done || day < life.start || day > life.until {
                continue;
            }
            let visit = visits.iter().find(|v| v.day >= day && v.is_seen());
            let Some(visit) = visit else { continue };
            procedure(
                s,
                life,
                visit,
                *code,
                Some((&course.reference, course.illness.snomed.1)),
            );
            if code.0 == "609588000" {
                device(s, life, visit, ("703608000", "Knee joint prosthesis"));
            }
        }
        for picture in PICTURES.iter().filter(|p| p.ill == course.illness.ill) {
            let day = course.onset.plus(picture.after);
            let visit = visits
                .iter()
                .find(|v| v.day >= day && v.day.0 - day.0 < 120 && v.is_seen());
            if let (true, Some(visit)) = (day >= life.start, visit) {
                imaging(s, life, visit, picture);
            }
        }
        if course.illness.ill == Ill::AtrialFibrillation && dice.percent(25) {
            let visit = visits
                .iter()
                .find(|v| v.day >= course.onset.plus(400) && v.is_seen());
            if let Some(visit) = visit {
                procedure(
                    s,
                    life,
                    visit,
                    ("307280005", "Implantation of cardiac pacemaker"),
                    None,
                );
                device(s, life, visit, ("14106009", "Cardiac pacemaker"));
            }
        }
    }
    let checkups = visits.iter().filter(|v| v.sort == Sort::Checkup);
    for visit in checkups.filter(|v| life.person.age(v.day) >= 18).step_by(2) {
        procedure(
            s,
            life,
            visit,
            ("430193006", "Medication reconciliation"),
            None,
        );
    }
}

fn procedure(s: &mut Scribe, life: &Life, visit: &Visit, code: Code, reason: Option<(&str, &str)>) {
    let doctor = commons::practitioner(
        s.seed,
        if code.0 == "80146002" {
            13
        } else {
            visit.doctor
        },
    );
    let body = json!({
        "status": "completed",
        "code": concept(codes::SNOMED, code.0, code.1),
        "subject": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "performedPeriod": {"start": visit.at(15), "end": visit.at(45)},
        "performer": [{"actor": refer(&doctor.reference, &doctor.display)}],
        "reasonReference": reason.map(|(to, display)| json!([refer(to, display)])),
    });
    s.find(visit.day, "procedure", code.1.to_owned(), false);
    s.write("Procedure", visit.ms(60), body);
}

fn device(s: &mut Scribe, life: &Life, visit: &Visit, kind: Code) {
    let serial = format!(
        "{:08}",
        u64::from(visit.day.0.unsigned_abs()) * 4801 % 100_000_000
    );
    let body = json!({
        "udiCarrier": [{"deviceIdentifier": "00844588003288",
            "carrierHRF": format!("(01)00844588003288(17)300101(21){serial}")}],
        "status": "active",
        "manufacturer": "Northwind Medical",
        "serialNumber": serial,
        "deviceName": [{"name": kind.1, "type": "user-friendly-name"}],
        "type": concept(codes::SNOMED, kind.0, kind.1),
        "patient": subject(s.seed, &life.person),
        "owner": refer(&commons::hospital(s.seed), commons::HOSPITAL),
    });
    s.write("Device", visit.ms(90), body);
}

fn imaging(s: &mut Scribe, life: &Life, visit: &Visit, picture: &Picture) {
    let radiologist = commons::practitioner(s.seed, 12);
    let doctor = commons::practitioner(s.seed, visit.doctor);
    let order = s.write(
        "ServiceRequest",
        visit.ms(10),
        json!({
            "status": "completed",
            "intent": "order",
            "category": [concept(codes::SNOMED, "363679005", "Imaging")],
            "code": concept(codes::LOINC, picture.report.0, picture.report.1),
            "subject": subject(s.seed, &life.person),
            "encounter": visit.encounter(),
            "authoredOn": visit.at(9),
            "requester": refer(&doctor.reference, &doctor.display),
        }),
    );
    let study = s.write(
        "ImagingStudy",
        visit.ms(80),
        study(s.seed, life, visit, picture, &order),
    );
    s.find(
        visit.day,
        "imaging",
        format!("{}: {}", picture.report.1, picture.shows),
        true,
    );
    let report: Value = json!({
        "basedOn": [{"reference": order}],
        "status": "final",
        "category": [{"coding": [{"system": codes::LOINC, "code": "LP29684-5", "display": "Radiology"}]}],
        "code": concept(codes::LOINC, picture.report.0, picture.report.1),
        "subject": subject(s.seed, &life.person),
        "encounter": visit.encounter(),
        "effectiveDateTime": visit.at(50),
        "issued": visit.at(130),
        "performer": [refer(&radiologist.reference, &radiologist.display)],
        "imagingStudy": [{"reference": study}],
        "conclusion": picture.shows,
    });
    s.write("DiagnosticReport", visit.ms(131), report);
}

/// The study as the archive has it: as many instances as its modality makes.
fn study(seed: u64, life: &Life, visit: &Visit, picture: &Picture, order: &str) -> Value {
    let day = visit.day.0.unsigned_abs();
    let mrn = life.person.mrn;
    // Two examinations of one day are told apart by what they are.
    let root = format!("{}.{mrn}.{day}.{}", crate::dicomweb::ROOT, picture.study.0);
    let shape = shape::of(picture.modality.0);
    let modality = json!({"system": "http://dicom.nema.org/resources/ontology/DCM",
        "code": picture.modality.0, "display": picture.modality.1});
    let instances: Vec<Value> = (1..=shape.instances)
        .map(|n| {
            json!({"uid": format!("{root}.1.{n}"), "number": n, "sopClass": {
                "system": "urn:ietf:rfc:3986", "code": format!("urn:oid:{}", shape.class)}})
        })
        .collect();
    json!({
        "identifier": [
            {"system": "urn:dicom:uid", "value": format!("urn:oid:{root}")},
            {"type": {"coding": [{"system": codes::V2_0203, "code": "ACSN",
                "display": "Accession ID"}]}, "value": format!("A{mrn}{day}{}", picture.modality.0)},
        ],
        "status": "available",
        "modality": [modality],
        "subject": subject(seed, &life.person),
        "encounter": visit.encounter(),
        "started": visit.at(50),
        "basedOn": [{"reference": order}],
        "endpoint": [{"reference": commons::image_archive(seed)}],
        "numberOfSeries": 1,
        "numberOfInstances": shape.instances,
        "description": picture.study.1,
        "series": [{
            "uid": format!("{root}.1"),
            "number": 1,
            "modality": modality,
            "numberOfInstances": shape.instances,
            "bodySite": {"system": codes::SNOMED, "code": picture.site.0, "display": picture.site.1},
            "instance": instances,
        }],
    })
}
