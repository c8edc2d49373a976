//! The program is killed while it syncs, again and again, and nothing is lost or doubled. `make soak`
//! does the same 200 times.

use wardbook_journeys::kill::{Kills, Survived, run};

#[test]
fn ten_kills_at_random_moments_leave_a_whole_profile_every_time() {
    let how = Kills {
        kills: 10,
        per_profile: 5,
        patients: 3,
        seed: 20_261_121,
    };
    match run(how, &mut |_| {}) {
        Ok(Survived { kills, profiles }) => {
            assert_eq!(kills, 10);
            println!("{kills} kills over {profiles} profiles, each equal to an undisturbed sync");
        }
        Err(what) => panic!("{what}"),
    }
}
