//! What is written arrives, once, whatever goes wrong. `make soak` does the same with 1,000 notes and 1,000
//! vital signs and 200 kills for each kind of EHR.

use wardbook_journeys::filing::{Filing, run};

fn arrives(vendor: &'static str) {
    let how = Filing {
        vendor,
        each: 25,
        kills: 10,
        seed: 20_261_121,
    };
    match run(how) {
        Ok(filed) => {
            assert_eq!(filed.kills, 10);
            assert!(filed.again > 0, "the faults struck");
            println!("{vendor}: {filed:?}");
        }
        Err(what) => panic!("{vendor}: {what}"),
    }
}

#[test]
fn fifty_items_are_at_a_generic_ehr_exactly_once_after_ten_kills() {
    arrives("generic");
}

#[test]
fn fifty_items_are_at_epic_exactly_once_after_ten_kills() {
    arrives("epic");
}

#[test]
fn fifty_items_are_at_oracle_exactly_once_after_ten_kills() {
    arrives("oracle");
}
