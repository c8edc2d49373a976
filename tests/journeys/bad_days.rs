//! Servers like the vendors' on their worst day. `make soak` does the same with 500 patients.

use wardbook_journeys::bad_day::{BadDay, run};

fn endured(vendor: &'static str) {
    let day = BadDay {
        vendor,
        patients: 8,
        one_in: 15,
        seed: 20_261_121,
    };
    match run(day) {
        Ok(endured) => {
            assert!(endured.records > 500 && endured.faults > 20, "{endured:?}");
            println!("{vendor}: {endured:?}");
        }
        Err(what) => panic!("{what}"),
    }
}

#[test]
fn a_ward_is_synced_whole_from_a_server_like_epics_with_every_fault_at_once() {
    endured("epic");
}

#[test]
fn a_ward_is_synced_whole_from_a_server_like_oracles_with_every_fault_at_once() {
    endured("oracle");
}
