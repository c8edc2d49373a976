//! What is written arrives, once, whatever goes wrong. `make soak` does the same with 1,000 notes and 1,000
//! vital signs and 200 kills for each kind of EHR, and with 500 images for an archive.

use wardbook_journeys::filing::{Filing, run};
use wardbook_journeys::stowing::{self, Stowing};

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

#[test]
fn sixty_images_are_in_the_archive_exactly_once_after_three_kills() {
    let how = Stowing {
        instances: 60,
        kills: 3,
        seed: 20_261_122,
    };
    match stowing::run(how) {
        Ok(stowed) => {
            assert_eq!((stowed.kills, stowed.confirmed), (3, 2));
            assert!(stowed.again > 0, "they were killed on the way: {stowed:?}");
            println!("{stowed:?}");
        }
        Err(what) => panic!("{what}"),
    }
}
