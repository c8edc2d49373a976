//! Ingrid's results on screen: one row of a test over time, judged by what came with it, and nothing joined that may not be.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::{Value, json};

use super::{Ward, hers, ingrid};
use crate::wire::result::{Abnormality, Flowsheet};
use crate::wire::section::Section;

pub(super) fn lab(id: &str, code: &str, name: &str, at: &str, value: Value) -> Value {
    hers(
        "Observation",
        id,
        json!({
            "status": "final", "effectiveDateTime": at, "valueQuantity": value,
            "category": [{ "coding": [{ "code": "laboratory" }] }],
            "code": { "text": name, "coding": [{ "system": "http://loinc.org", "code": code }] },
            "referenceRange": [{ "low": { "value": 3.5 }, "high": { "value": 5.1 } }]
        }),
    )
}

pub(super) async fn results(ward: &Ward) -> Flowsheet {
    let Section::Results(sheet) = ward.section("results").await else {
        panic!("results")
    };
    sheet
}

#[tokio::test]
async fn potassium_is_one_row_over_time_judged_by_the_range_that_came_with_it() {
    let ward = Ward::open().await;
    let mmol = |value: f64| json!({ "value": value, "unit": "mmol/L" });
    let mut said_high = lab(
        "k3",
        "2823-3",
        "Potassium",
        "2026-03-12T06:10:00Z",
        mmol(5.0),
    );
    said_high["interpretation"] = json!([{ "coding": [{ "code": "HH" }] }]);
    let mut bare = lab(
        "k4",
        "2823-3",
        "Potassium",
        "2026-03-11T06:10:00Z",
        json!({ "value": 5.9, "unit": "mEq/L" }),
    );
    bare["referenceRange"] = json!([]);
    let report = hers(
        "DiagnosticReport",
        "panel",
        json!({ "status": "final", "code": { "text": "Metabolic panel" },
                "result": [{ "reference": "Observation/na" }, { "reference": "Observation/k1" }] }),
    );
    ward.import(&[
        ingrid(),
        lab(
            "k1",
            "2823-3",
            "Potassium",
            "2026-03-14T06:10:00Z",
            mmol(5.6),
        ),
        lab(
            "k2",
            "2823-3",
            "Potassium",
            "2026-03-13T06:10:00Z",
            mmol(4.9),
        ),
        said_high,
        bare,
        lab("na", "2951-2", "Sodium", "2026-03-14T06:10:00Z", mmol(4.0)),
        report,
    ])
    .await;
    let sheet = results(&ward).await;
    assert_eq!(sheet.groups.len(), 1);
    assert_eq!(sheet.groups[0].name, "Metabolic panel");
    let names: Vec<_> = sheet.groups[0]
        .tests
        .iter()
        .map(|test| test.name.as_str())
        .collect();
    assert_eq!(names, ["Sodium", "Potassium"], "as the report orders them");
    let potassium = &sheet.groups[0].tests[1];
    assert_eq!(
        potassium.unit.as_deref(),
        Some("mmol/L"),
        "the unit of most of them"
    );
    assert_eq!(
        (potassium.range_low, potassium.range_high),
        (Some(3.5), Some(5.1))
    );
    let seen: Vec<_> = potassium
        .cells
        .iter()
        .map(|cell| {
            (
                cell.value.as_deref().unwrap(),
                cell.abnormality.clone(),
                cell.interpreted,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("5.6", Abnormality::High, false),
            ("4.9", Abnormality::Normal, false),
            ("5.0", Abnormality::CriticalHigh, true),
            ("5.9", Abnormality::Unknown, false),
        ],
        "newest first; by range, by the EHR's word, and not guessed where neither came"
    );
    assert_eq!(
        potassium.cells[3].unit.as_deref(),
        Some("mEq/L"),
        "another unit is said at the cell"
    );
}

#[tokio::test]
async fn a_result_in_another_unit_of_the_same_kind_joins_its_row_with_what_was_sent() {
    let ward = Ward::open().await;
    let protein = |id: &str, day: u32, value: &str, unit: &str, code: &str| {
        let json = format!(
            r#"{{"value": {value}, "unit": "{unit}", "system": "http://unitsofmeasure.org", "code": "{code}"}}"#
        );
        let quantity = serde_json::from_str(&json).unwrap();
        let at = format!("2026-03-{day:02}T06:10:00Z");
        let mut found = lab(id, "2885-2", "Protein", &at, quantity);
        found["referenceRange"] = json!([]);
        found
    };
    let mut other = protein("p3", 12, "64", "g/l", "g/L");
    other["valueQuantity"]["comparator"] = json!(">");
    let unclear = protein("p4", 11, "6.5", "mg/L", "g/dL");
    ward.import(&[
        ingrid(),
        protein("p1", 14, "6.5", "g/dL", "g/dL"),
        protein("p2", 13, "6.25", "g/dL", "g/dL"),
        other,
        unclear,
    ])
    .await;
    let sheet = results(&ward).await;
    let row = &sheet.groups[0].tests[0];
    assert_eq!(row.unit.as_deref(), Some("g/dL"));
    let seen: Vec<_> = row
        .cells
        .iter()
        .map(|cell| {
            let unit = cell.unit.as_deref();
            (
                cell.value.as_deref().unwrap(),
                unit,
                cell.as_sent.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("6.5", None, None),
            ("6.25", None, None),
            (">6.4", None, Some(">64 g/l")),
            ("6.5", Some("mg/L"), None),
        ],
        "words and code that contradict each other are left as they are"
    );
    assert!(row.cells[2].number.is_some_and(|n| (n - 6.4).abs() < 1e-9));
}

#[tokio::test]
async fn two_results_of_one_moment_share_a_cell_and_the_withdrawn_one_stays_behind() {
    let ward = Ward::open().await;
    let at = "2026-03-14T06:10:00Z";
    let mut withdrawn = lab("k2", "2823-3", "Potassium", at, json!({ "value": 9.9 }));
    withdrawn["status"] = json!("entered-in-error");
    ward.import(&[
        ingrid(),
        lab("k1", "2823-3", "Potassium", at, json!({ "value": 4.2 })),
        withdrawn,
    ])
    .await;
    let sheet = results(&ward).await;
    let cells = &sheet.groups[0].tests[0].cells;
    assert_eq!(cells.len(), 1);
    assert_eq!((cells[0].value.as_deref(), cells[0].more), (Some("4.2"), 1));
    assert_eq!(sheet.results, Some(2), "nothing is dropped");
}

#[tokio::test]
async fn of_several_results_of_one_moment_the_worst_that_stands_is_shown() {
    let ward = Ward::open().await;
    let at = "2026-03-14T06:10:00Z";
    let potassium = |id: &str, value: f64, flag: &str, status: &str| {
        let mut one = lab(
            id,
            "2823-3",
            "Potassium",
            at,
            json!({ "value": value, "unit": "mmol/L" }),
        );
        one["interpretation"] = json!([{ "coding": [{ "code": flag }] }]);
        one["status"] = json!(status);
        one
    };
    let mut empty = potassium("k4", 0.0, "N", "final");
    empty["valueQuantity"] = json!(null);
    empty["dataAbsentReason"] = json!({ "coding": [{ "code": "unknown" }] });
    let mut haemolysed = potassium("k1", 6.9, "HH", "final");
    haemolysed["note"] = json!([{ "text": "Grossly haemolysed" }]);
    ward.import(&[
        ingrid(),
        haemolysed,
        potassium("k2", 4.1, "N", "final"),
        potassium("k3", 8.8, "HH", "cancelled"),
        empty,
    ])
    .await;
    let sheet = results(&ward).await;
    let cell = &sheet.groups[0].tests[0].cells[0];
    assert_eq!((cell.value.as_deref(), cell.more), (Some("6.9"), 3));
    let mut all = cell.others.clone();
    all.push(cell.record.clone());
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 4, "each can be opened");
    assert_eq!(cell.abnormality, Abnormality::CriticalHigh);
    assert_eq!(cell.beside, ["Grossly haemolysed"]);
}

#[tokio::test]
async fn a_number_without_a_unit_is_not_given_the_rows_and_words_have_none() {
    let ward = Ward::open().await;
    let creatinine = |id: &str, day: u32, value: Value| {
        let at = format!("2026-03-{day:02}T06:10:00Z");
        lab(id, "2160-0", "Creatinine", &at, value)
    };
    let mut words = creatinine("c4", 11, json!(null));
    words["valueString"] = json!("Blank");
    ward.import(&[
        ingrid(),
        creatinine("c1", 14, json!({ "value": 1.2, "unit": "mg/dL" })),
        creatinine("c2", 13, json!({ "value": 1.1, "unit": "mg/dL" })),
        creatinine("c3", 12, json!({ "value": 106 })),
        words,
    ])
    .await;
    let sheet = results(&ward).await;
    let cells = &sheet.groups[0].tests[0].cells;
    let units: Vec<_> = cells.iter().map(|cell| cell.unit.as_deref()).collect();
    assert_eq!(units, [None, None, Some("(no unit sent)"), Some("")]);
}

#[tokio::test]
async fn what_is_sent_beside_a_value_stands_beside_it_and_its_flag_counts() {
    let ward = Ward::open().await;
    let part = |name: &str, code: &str, value: f64, unit: &str| {
        json!({ "code": { "text": name, "coding": [{ "system": "http://loinc.org", "code": code }] },
                "valueQuantity": { "value": value, "unit": unit } })
    };
    let mut flow = part("Oxygen flow", "3151-8", 6.0, "L/min");
    flow["interpretation"] = json!([{ "coding": [{ "code": "HH" }] }]);
    let oxygen = hers(
        "Observation",
        "o2",
        json!({ "status": "final", "effectiveDateTime": "2026-03-14T14:00:00Z",
                "category": [{ "coding": [{ "code": "vital-signs" }] }],
                "code": { "text": "Oxygen saturation", "coding": [{ "system": "http://loinc.org", "code": "59408-5" }] },
                "valueQuantity": { "value": 92, "unit": "%" },
                "component": [flow] }),
    );
    ward.import(&[ingrid(), oxygen]).await;
    let Section::Summary(summary) = ward.section("summary").await else {
        panic!("summary")
    };
    let sign = &summary.vitals[0];
    assert_eq!(sign.value.as_deref(), Some("92"));
    assert_eq!(sign.beside, ["Oxygen flow: 6.0 L/min"]);
    assert_eq!(sign.abnormality, Abnormality::CriticalHigh);
}

#[tokio::test]
async fn a_critical_result_leads_the_summary_however_much_came_after_it() {
    let ward = Ward::open().await;
    let mut all = vec![ingrid()];
    for hour in 7..20 {
        let at = format!("2026-03-14T{hour:02}:00:00Z");
        let glucose = json!({ "value": 5.0, "unit": "mmol/L" });
        all.push(lab(&format!("g{hour}"), "2339-0", "Glucose", &at, glucose));
    }
    let at = "2026-03-14T06:10:00Z";
    let mut high = lab(
        "k1",
        "2823-3",
        "Potassium",
        at,
        json!({ "value": 6.9, "unit": "mmol/L" }),
    );
    high["interpretation"] = json!([{ "coding": [{ "code": "HH" }] }]);
    all.push(high);
    ward.import(&all).await;
    let Section::Summary(summary) = ward.section("summary").await else {
        panic!("summary")
    };
    let first = &summary.results.groups[0].tests[0];
    let cell = &first.cells[0];
    assert_eq!(
        (first.name.as_str(), cell.value.as_deref()),
        ("Potassium", Some("6.9"))
    );
    let column = &summary.results.columns[cell.column as usize];
    assert_eq!(column.date, at, "with its own time");
}

#[tokio::test]
async fn a_result_without_a_value_says_why() {
    let ward = Ward::open().await;
    let mut missing = lab("k1", "2823-3", "Potassium", "2026-03-14", json!(null));
    missing["dataAbsentReason"] = json!({ "coding": [{ "code": "unknown" }] });
    ward.import(&[ingrid(), missing]).await;
    let sheet = results(&ward).await;
    let cell = &sheet.groups[0].tests[0].cells[0];
    assert_eq!(cell.value, None);
    assert!(cell.absent.is_some());
}

#[tokio::test]
async fn a_pressure_sent_as_two_results_is_a_pair_only_where_it_surely_is_one() {
    let ward = Ward::open().await;
    let half = |id: &str, code: &str, at: &str, value: i32, status: &str| {
        hers(
            "Observation",
            id,
            json!({ "status": status, "effectiveDateTime": at,
            "category": [{ "coding": [{ "code": "vital-signs" }] }],
            "code": { "coding": [{ "system": "http://loinc.org", "code": code }] },
            "valueQuantity": { "value": value, "unit": "mmHg" } }),
        )
    };
    let (morning, noon, evening) = (
        "2026-03-14T06:00:00Z",
        "2026-03-14T12:00:00Z",
        "2026-03-14T18:00:00Z",
    );
    ward.import(&[
        ingrid(),
        half("s1", "8480-6", morning, 104, "final"),
        half("d1", "8462-4", morning, 62, "final"),
        half("s2", "8480-6", noon, 140, "final"),
        half("d2", "8462-4", noon, 90, "entered-in-error"),
        half("s3", "8480-6", evening, 118, "final"),
        half("s4", "8480-6", evening, 131, "final"),
        half("d3", "8462-4", evening, 70, "final"),
    ])
    .await;
    let Section::Vitals(sheet) = ward.section("vitals").await else {
        panic!("vital signs");
    };
    let tests = &sheet.groups[0].tests;
    assert_eq!(tests[0].name, "Blood pressure");
    let said: Vec<_> = tests[0]
        .cells
        .iter()
        .map(|cell| cell.value.as_deref())
        .collect();
    assert_eq!(
        said,
        [Some("104/62")],
        "not with a half that was withdrawn, nor with one of two"
    );
    assert_eq!(tests.len(), 3, "the halves stay");
    let Section::Summary(summary) = ward.section("summary").await else {
        panic!("a summary");
    };
    let last: Vec<_> = summary
        .vitals
        .iter()
        .map(|row| row.value.as_deref())
        .collect();
    assert_eq!(
        last.len(),
        3,
        "an older pair does not hide newer halves: {last:?}"
    );
}

#[tokio::test]
async fn blood_pressure_is_one_sign() {
    let ward = Ward::open().await;
    let part = |code: &str, value: i32| {
        json!({ "code": { "coding": [{ "system": "http://loinc.org", "code": code }] },
                "valueQuantity": { "value": value, "unit": "mmHg" } })
    };
    let pressure = hers(
        "Observation",
        "bp",
        json!({ "status": "final", "effectiveDateTime": "2026-03-14T14:00:00Z",
                "category": [{ "coding": [{ "code": "vital-signs" }] }],
                "code": { "text": "Blood pressure", "coding": [{ "system": "http://loinc.org", "code": "85354-9" }] },
                "component": [part("8480-6", 104), part("8462-4", 62)] }),
    );
    ward.import(&[ingrid(), pressure]).await;
    let Section::Summary(summary) = ward.section("summary").await else {
        panic!("summary")
    };
    assert_eq!(summary.vitals.len(), 1);
    assert_eq!(summary.vitals[0].value.as_deref(), Some("104/62"));
    assert_eq!(summary.vitals[0].unit.as_deref(), Some("mmHg"));
}
