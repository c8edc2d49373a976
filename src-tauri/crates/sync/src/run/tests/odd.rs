//! Servers that answer with nonsense, with too much, or with somebody else's records: named, bounded,
//! and the rest goes on.

use super::*;

async fn one_bad_answer(on: &'static str, answer: Answer) -> (FarSide, Desk) {
    let far = FarSide::start();
    camila(&far);
    far.fault(on, 99, answer);
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    assert_eq!(desk.row("camila", "Condition").state, State::Complete);
    (far, desk)
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[tokio::test]
async fn a_next_link_to_another_place_is_not_followed_and_what_came_is_a_part() {
    for link in [
        "https://elsewhere.example/fhir/page?2",
        "file:///etc/passwd",
        "data:application/json,{}",
    ] {
        let (far, desk) = one_bad_answer("/Observation?", Answer::Next(link)).await;
        let row = desk.row("camila", "Observation");
        assert_eq!(
            (row.state, row.reason_code.as_deref()),
            (State::Partial, Some("other-origin")),
            "{link}"
        );
        assert_eq!(row.count, 3, "the first page stays");
        far.inner().faults.clear();
        desk.syncs(&these(&["camila"])).await;
        assert_eq!(
            desk.everything(),
            far.inner().resources,
            "and the next sync heals it"
        );
    }
}

#[tokio::test]
async fn html_a_wrong_charset_and_half_a_bundle_are_named_and_the_next_sync_heals_it() {
    let page = b"<html><body>Sign in to the hospital's network</body></html>".to_vec();
    let latin =
        b"{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Observation\",\
        \"id\":\"x\",\"code\":{\"text\":\"K\xf6rpergewicht\"}}}]}"
            .to_vec();
    let utf16 = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (kind, body) in [
        ("text/html", page),
        ("application/fhir+json; charset=iso-8859-1", latin),
        ("application/fhir+json; charset=utf-16", utf16),
        (
            "application/fhir+json",
            br#"{"resourceType":"Bundle""#.to_vec(),
        ),
    ] {
        let (far, desk) = one_bad_answer("/Observation?", Answer::Raw(kind, "", body)).await;
        let row = desk.row("camila", "Observation");
        assert_eq!(row.state, State::Failed, "{kind}");
        assert!(
            row.reason
                .is_some_and(|words| words.contains("cannot be read"))
        );
        far.inner().faults.clear();
        desk.syncs(&these(&["camila"])).await;
        assert_eq!(desk.everything(), far.inner().resources);
    }
}

#[tokio::test]
async fn a_gzip_bomb_stops_at_the_limit_and_is_named() {
    let bomb = gzipped(&vec![b' '; 80 * 1024 * 1024]);
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    let raw = Answer::Raw("application/fhir+json", "gzip", bomb);
    let (_far, desk) = one_bad_answer("/Observation?", raw).await;
    let row = desk.row("camila", "Observation");
    assert_eq!(
        (row.state, row.reason_code.as_deref()),
        (State::Failed, Some("too-large"))
    );
}

#[tokio::test]
async fn a_statement_of_twenty_megabytes_or_of_nonsense_is_named_and_the_one_known_serves() {
    let huge = format!(
        r#"{{"resourceType":"CapabilityStatement","description":"{}"}}"#,
        "x".repeat(20 * 1024 * 1024)
    );
    for (code, body) in [
        ("too-large", huge.into_bytes()),
        ("capabilities-unreadable", b"<html>no</html>".to_vec()),
        (
            "capabilities-unreadable",
            br#"{"resourceType":"CapabilityStatement"}"#.to_vec(),
        ),
        ("capabilities-unreadable", b"[[[[[[[[[[".to_vec()),
    ] {
        let far = FarSide::start();
        camila(&far);
        let mut desk = Desk::at(&far);
        far.fault(
            "metadata",
            1,
            Answer::Raw("application/fhir+json", "", body.clone()),
        );
        let first = desk
            .tries(&these(&["camila"]), &Control::new(), &|_| {})
            .await;
        assert_eq!(first.unwrap_err().code(), code);
        desk.syncs(&these(&["camila"])).await;
        far.fault(
            "metadata",
            1,
            Answer::Raw("application/fhir+json", "", body),
        );
        desk.options.full = true;
        desk.clock.advance(60_000);
        let again = desk.syncs(&these(&["camila"])).await;
        assert_eq!(again.phase, Phase::Done);
        assert_eq!(desk.everything(), far.inner().resources);
    }
}

#[tokio::test]
async fn no_id_is_put_aside_one_id_twice_is_one_record_and_anothers_record_is_anothers() {
    let without = r#"{"resourceType":"Observation","status":"final"}"#.to_owned();
    let twice = |n: u32| {
        format!(
            r#"{{"resourceType":"Observation","id":"twice","status":"final","note":[{{"text":"{n}"}}],"subject":{{"reference":"Patient/camila"}}}}"#
        )
    };
    let anothers = r#"{"resourceType":"Observation","id":"odd","status":"final","subject":{"reference":"Patient/derrick"}}"#;
    let more = vec![without, twice(1), twice(2), anothers.to_owned()];
    let (_far, desk) = one_bad_answer("/Observation?", Answer::More(more)).await;
    let row = desk.row("camila", "Observation");
    assert_eq!((row.state, row.quarantined), (State::Complete, 1));
    let aside = desk
        .store()
        .read(|c| wardbook_store::quarantine::list(c, None));
    assert_eq!(aside.unwrap()[0].reason_code, "no-id");
    assert_eq!(
        desk.body("Observation", "twice"),
        Some(twice(2)),
        "the later one"
    );
    let owner = desk.store().read(|c| {
        let record = records::find(c, 1, "Observation", "odd")?.unwrap();
        Ok(patients::by_key(c, record.patient.unwrap())?
            .unwrap()
            .fhir_id)
    });
    assert_eq!(owner.unwrap(), "derrick", "never in Camila's chart");
}

#[tokio::test]
async fn a_clock_that_is_a_day_off_loses_nothing() {
    for off in [-24 * 3_600_000, 24 * 3_600_000] {
        let far = FarSide::start();
        camila(&far);
        let desk = Desk::at(&far);
        // The far side says 2026-09-21T14:13:20Z, whatever it is here.
        desk.clock.advance(off);
        desk.syncs(&these(&["camila"])).await;
        far.inner().asked.clear();
        let mut new = observation("camila", 77, "laboratory", 7.7);
        new["meta"]["lastUpdated"] = json!("2026-09-21T14:14:00Z");
        far.has(&new);
        desk.clock.advance(120_000);
        desk.syncs(&these(&["camila"])).await;
        let asked = far.asked("/Observation?");
        assert!(
            asked[0].contains("_lastUpdated=ge2026-09-21T14"),
            "{asked:?}"
        );
        assert_eq!(desk.everything(), far.inner().resources, "{off}");
    }
}

#[tokio::test]
async fn fifty_thousand_observations_of_one_patient_come_in_bounded_pages() {
    let far = FarSide::start();
    camila(&far);
    far.inner().page = 1_000;
    far.inner().many = 50_000;
    let desk = Desk::at(&far);
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.phase, Phase::Done);
    let row = desk.row("camila", "Observation");
    let held = row.checkpoint.map_or(0, |column| column.len());
    assert!(held < 600, "a checkpoint of {held} bytes");
    let here: u64 = desk
        .store()
        .read(|c| Ok(c.query_row("SELECT count(*) FROM record", [], |r| r.get(0))?))
        .unwrap();
    assert_eq!(here, 50_000 + 7, "and the rest of Camila's chart");
}

#[tokio::test]
async fn a_patient_merged_into_another_is_named_and_the_other_is_read_too() {
    let far = FarSide::start();
    camila(&far);
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    patient(&far, "camila2", "Lopez", "Camila");
    far.has(&json!({
        "resourceType": "Patient", "id": "camila", "birthDate": "1987-09-12", "active": false,
        "link": [{ "other": { "reference": "Patient/camila2" }, "type": "replaced-by" }],
    }));
    desk.clock.advance(60_000);
    desk.syncs(&these(&["camila"])).await;
    let row = desk.row("camila", "Patient");
    assert_eq!(
        (row.state, row.reason_code.as_deref()),
        (State::Complete, Some("merged"))
    );
    assert!(row.reason.unwrap().contains("Patient/camila2"));
    assert_eq!(desk.row("camila2", "Condition").state, State::Complete);
    assert_eq!(desk.everything(), far.inner().resources);
    // With nothing new it still says so.
    desk.clock.advance(60_000);
    desk.syncs(&these(&["camila"])).await;
    assert_eq!(
        desk.row("camila", "Patient").reason_code.as_deref(),
        Some("merged")
    );
}

#[tokio::test]
async fn a_record_that_moved_to_another_patient_moves_here_too() {
    let far = FarSide::start();
    camila(&far);
    let mut desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    let mut moved = observation("camila", 3, "laboratory", 3.0);
    moved["subject"]["reference"] = json!("Patient/derrick");
    far.has(&moved);
    desk.clock.advance(60_000);
    desk.options.full = true;
    let outcome = desk.syncs(&these(&["camila"])).await;
    assert_eq!(outcome.progress.gone, 0, "it is not gone");
    let owner = desk.store().read(|c| {
        let record = records::find(c, 1, "Observation", "camila-o03")?.unwrap();
        Ok(patients::by_key(c, record.patient.unwrap())?
            .unwrap()
            .fhir_id)
    });
    assert_eq!(owner.unwrap(), "derrick");
    assert_eq!(
        desk.status("Observation", "camila-o03"),
        mapping::Status::Current
    );
}

#[tokio::test]
async fn what_failed_before_is_asked_for_again_and_what_was_put_aside_is_taken_out() {
    use crate::run::Again;
    let far = FarSide::start();
    camila(&far);
    far.fault("/Observation?", 1, Answer::Broken);
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    let again = |id: &str| Again {
        resource_type: "Observation".into(),
        fhir_id: id.into(),
        patient: None,
        aside: None,
    };
    far.fault(
        "camila-o02",
        9,
        Answer::Says(403, "forbidden", "Not this one"),
    );
    let these = vec![again("camila-o01"), again("camila-o02"), again("nowhere")];
    let single = desk.sync().again(1, these, &Control::new()).await.unwrap();
    assert_eq!((single.found, single.unchanged), (1, 1));
    let codes: Vec<_> = single.failed.iter().map(|failed| failed.code).collect();
    assert_eq!(codes, ["refused", "not-found"]);
    assert!(single.failed[0].message.ends_with("Not this one"));
    let noted = desk.store().read(|c| {
        let record = records::find(c, 1, "Observation", "camila-o02")?.unwrap();
        mapping::of_record(c, record.id)
    });
    assert_eq!(
        noted.unwrap().unwrap().last_error.as_deref(),
        Some("refused")
    );
}
