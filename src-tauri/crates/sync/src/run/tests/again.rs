//! A second sync with nothing changed: next to no bytes, and only the ledger moves.

use std::collections::{BTreeMap, BTreeSet};

use wardbook_store::clock::Clock as _;
use wardbook_store::outbox as items;
use wardbook_store::rusqlite::types::Value as Cell;

use super::*;

/// Every row of every table but the word indexes, as it stands on disk.
fn rows(desk: &Desk) -> BTreeMap<String, Vec<Vec<String>>> {
    let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'
        AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let found = desk.store().read(|c| {
        let names: Vec<String> = c
            .prepare(tables)?
            .query_map([], |r| r.get(0))?
            .collect::<Result<_, _>>()?;
        let mut all = BTreeMap::new();
        for name in names {
            let mut statement = c.prepare(&format!("SELECT * FROM \"{name}\""))?;
            let columns = statement.column_count();
            let mut rows: Vec<Vec<String>> = statement
                .query_map([], |r| {
                    (0..columns)
                        .map(|n| Ok(format!("{:?}", r.get::<_, Cell>(n)?)))
                        .collect()
                })?
                .collect::<Result<_, _>>()?;
            rows.sort();
            all.insert(name, rows);
        }
        Ok(all)
    });
    found.unwrap()
}

/// Columns of the ledger that may move: `as_of`, `window` (the visit), `checkpoint`, `updated_at`.
const MAY_MOVE: [usize; 4] = [7, 8, 9, 13];

#[tokio::test]
async fn nothing_changed_costs_next_to_nothing_and_only_the_ledger_moves() {
    let config = sandbox_ehr::Config {
        patients: 3,
        open: true,
        ..Default::default()
    };
    let mut ehr = sandbox_ehr::Server::start(config).await.unwrap();
    let desk = Desk::connected(&ehr.base_url());
    let first = desk.syncs(&Patients::All).await.progress;
    let before = rows(&desk);
    let commits = |all: &BTreeMap<String, Vec<Vec<String>>>| -> i64 {
        let cell = &all["progress"][0][1];
        let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
        digits.parse().unwrap()
    };

    desk.clock.advance(3_600_000);
    let told: Arc<Mutex<Vec<(i64, String)>>> = Arc::default();
    let tell = Arc::clone(&told);
    let again = desk
        .sync()
        .on_coverage(Arc::new(move |patient, section| {
            tell.lock().unwrap().push((patient, section.to_owned()));
        }))
        .run(1, &Patients::Known, &Control::new(), &|_| {})
        .await
        .unwrap();
    assert_eq!(again.phase, Phase::Done);
    let again = again.progress;
    assert_eq!((again.added, again.changed, again.gone), (0, 0, 0));
    println!("first {} bytes, again {} bytes", first.bytes, again.bytes);
    assert!(
        again.bytes * 100 <= first.bytes * 3,
        "{} of {} bytes",
        again.bytes,
        first.bytes
    );

    let after = rows(&desk);
    let moved: BTreeSet<&String> = after
        .iter()
        .filter(|(name, rows)| before.get(*name) != Some(rows))
        .map(|(name, _)| name)
        .collect();
    let may: BTreeSet<String> = ["ledger", "progress", "connection"]
        .map(str::to_owned)
        .into();
    assert!(
        moved.iter().all(|name| may.contains(*name)),
        "written to: {moved:?}"
    );
    // The ledger has the same rows, and only these columns of them moved.
    let still = |all: &BTreeMap<String, Vec<Vec<String>>>| -> BTreeSet<Vec<String>> {
        let stays = |row: &Vec<String>| {
            let cells = row.iter().enumerate();
            cells
                .filter(|(n, _)| !MAY_MOVE.contains(n))
                .map(|(_, cell)| cell.clone())
                .collect()
        };
        all["ledger"].iter().map(stays).collect()
    };
    assert_eq!(still(&before), still(&after));

    // One event for each section that moved, and one transaction for each event, but for the note
    // of when the connection was last synced.
    let told = told.lock().unwrap().clone();
    let once: BTreeSet<_> = told.iter().cloned().collect();
    assert_eq!(once.len(), told.len(), "each section is told of once");
    let written = commits(&after) - commits(&before);
    assert_eq!(usize::try_from(written).unwrap(), told.len() + 1);
    ehr.stop().await;
}

#[tokio::test]
async fn a_server_that_cannot_say_what_changed_gives_its_newest_part_again_and_the_rest_once_a_day()
{
    let far = FarSide::start();
    camila(&far);
    far.offer("Observation", &["patient", "category", "date"]);
    let desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    desk.clock.advance(3_600_000);
    far.inner().asked.clear();
    desk.syncs(&these(&["camila"])).await;
    let asked = far.asked("/Observation?");
    assert_eq!(asked.len(), 1);
    assert!(asked[0].contains("date=ge2026-06-23"), "{asked:?}");
    let row = desk.row("camila", "Observation");
    assert_eq!(row.state, State::Complete);
    let window = row.window.unwrap();
    assert!(
        window.contains("2026-06-23") && window.contains("older as of"),
        "{window}"
    );

    desk.clock.advance(24 * 3_600_000);
    far.inner().asked.clear();
    desk.syncs(&these(&["camila"])).await;
    let asked = far.asked("/Observation?");
    assert!(!asked[0].contains("date="), "{asked:?}");
    assert_eq!(desk.row("camila", "Observation").window, None);
}

#[tokio::test]
async fn a_range_of_dates_is_a_part_and_takes_nothing_from_what_is_complete() {
    let far = FarSide::start();
    camila(&far);
    far.offer("Observation", &["patient", "category", "date"]);
    let mut desk = Desk::at(&far);
    let day = 24 * 3_600_000;
    desk.options.between = Some((NOW - 30 * day, NOW));
    desk.syncs(&these(&["camila"])).await;
    let asked = far.asked("/Observation?");
    assert!(
        asked[0].contains("date=ge2026-08-22") && asked[0].contains("date=le2026-09-21"),
        "{asked:?}"
    );
    let row = desk.row("camila", "Observation");
    assert_eq!(
        (row.state, row.reason_code.as_deref()),
        (State::Partial, Some("part-of-time"))
    );
    assert_eq!(desk.row("camila", "Condition").state, State::Complete);

    desk.options.between = None;
    desk.syncs(&these(&["camila"])).await;
    let whole = desk.row("camila", "Observation");
    assert_eq!((whole.state, whole.reason_code), (State::Complete, None));

    desk.options.between = Some((NOW - 30 * day, NOW));
    desk.clock.advance(60_000);
    desk.syncs(&these(&["camila"])).await;
    let after = desk.row("camila", "Observation");
    assert_eq!(
        (after.state, after.as_of, after.count),
        (State::Complete, whole.as_of, whole.count)
    );
}

/// Camila's chart is here, and every sync from now on reads it whole again.
async fn camila_is_here() -> (FarSide, Desk) {
    let far = FarSide::start();
    camila(&far);
    let mut desk = Desk::at(&far);
    desk.syncs(&these(&["camila"])).await;
    desk.options.full = true;
    (far, desk)
}

/// A correction of this result is at the EHR and was read back: a minute from now.
fn is_corrected(store: &Store, clock: &FixedClock, id: &str, corrected: &str) {
    clock.advance(60_000);
    let body = bytes::Bytes::from(corrected.to_owned());
    let theirs = crate::outbox::prepare(store, 1, None, &body, clock.now()).unwrap();
    let here = store.read(|c| records::find(c, 1, "Observation", id));
    let here = here.unwrap().unwrap();
    let new = items::New {
        uuid: Uuid::from_u128(9),
        connection: 1,
        patient: here.patient.unwrap(),
        resource_type: "Observation",
        title: "Potassium",
        client_id: "c",
        person: "ravn",
        standing: items::Standing::of(items::State::Queued),
        mine: &body,
        now: clock.now(),
    };
    let filed = store.write(|tx| {
        let item = items::edit(tx, &new, here.id, &body)?;
        let proof = items::Confirmed {
            fhir_id: id,
            theirs: &theirs,
            body: &body,
            verdict: "identical",
            differences: None,
            now: clock.now(),
        };
        items::confirm(tx, &item, &proof, &mut || 7)
    });
    filed.unwrap();
}

#[tokio::test]
async fn an_answer_that_was_under_way_when_a_correction_was_filed_does_not_undo_it() {
    let (far, desk) = camila_is_here().await;
    let now_reads = |far: &FarSide, value: f64, updated: &str| {
        let mut potassium = observation("camila", 3, "laboratory", value);
        potassium["meta"]["lastUpdated"] = updated.into();
        far.has(&potassium);
        far.inner().resources[&("Observation".to_owned(), "camila-o03".to_owned())].clone()
    };
    // The laboratory sends another value; its page is made, and 4.3 is corrected to 3.4 before it is here.
    now_reads(&far, 4.3, "2026-01-01T00:00:00Z");
    let (store, clock) = (desk.store().clone(), Arc::clone(&desk.clock));
    let (there, text) = (far.clone(), Arc::new(Mutex::new(String::new())));
    let corrected = Arc::clone(&text);
    let happens = move || {
        // The far side holds the answer back meanwhile, and knows the correction afterwards.
        let body = now_reads(&there, 3.4, "2026-01-01T00:01:00Z");
        is_corrected(&store, &clock, "camila-o03", &body);
        *corrected.lock().unwrap() = body;
    };
    far.inner().meanwhile = Some(("/Observation?", Box::new(happens)));
    desk.syncs(&these(&["camila"])).await;
    assert!(far.inner().meanwhile.is_none());
    let here = || desk.body("Observation", "camila-o03").unwrap();
    assert_eq!(here(), *text.lock().unwrap());
    assert_eq!(
        desk.status("Observation", "camila-o03"),
        mapping::Status::Current
    );

    // What was asked for after it counts, whatever it says.
    let after = now_reads(&far, 3.6, "2026-01-01T00:00:30Z");
    desk.syncs(&these(&["camila"])).await;
    assert_eq!(here(), after);
}

#[tokio::test]
async fn what_the_ehr_says_is_newer_than_the_correction_counts_though_it_was_asked_for_before() {
    let (far, desk) = camila_is_here().await;
    let mut newest = observation("camila", 3, "laboratory", 5.9);
    newest["meta"]["lastUpdated"] = "2026-01-01T00:02:00Z".into();
    far.has(&newest);
    let (store, clock) = (desk.store().clone(), Arc::clone(&desk.clock));
    let mut corrected = observation("camila", 3, "laboratory", 3.4);
    corrected["meta"]["lastUpdated"] = "2026-01-01T00:01:00Z".into();
    let happens = move || is_corrected(&store, &clock, "camila-o03", &corrected.to_string());
    far.inner().meanwhile = Some(("/Observation?", Box::new(happens)));
    desk.syncs(&these(&["camila"])).await;
    let here = desk.body("Observation", "camila-o03").unwrap();
    assert!(here.contains("5.9"), "{here}");
}

#[tokio::test]
async fn a_correction_filed_while_the_clock_ran_a_day_ahead_holds_nothing_up() {
    let (far, desk) = camila_is_here().await;
    let day = 24 * 3_600_000;
    desk.clock.advance(day);
    let corrected = observation("camila", 3, "laboratory", 3.4);
    is_corrected(
        desk.store(),
        &desk.clock,
        "camila-o03",
        &corrected.to_string(),
    );
    desk.clock.advance(-day);
    far.has(&observation("camila", 3, "laboratory", 5.9));
    desk.syncs(&these(&["camila"])).await;
    let here = desk.body("Observation", "camila-o03").unwrap();
    assert!(here.contains("5.9"), "{here}");
}
