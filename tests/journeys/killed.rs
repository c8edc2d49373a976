//! The program is killed while it syncs, again and again, and nothing is lost or doubled. `make soak`
//! does the same 200 times.

use wardbook_journeys::kill::{Kills, Survived, run};

fn survives(export: bool, kills: u32) {
    let how = Kills {
        kills,
        per_profile: 5,
        patients: 3,
        seed: 20_261_121,
        export,
    };
    match run(how, &mut |_| {}) {
        Ok(Survived {
            kills: told,
            profiles,
        }) => {
            assert_eq!(told, kills);
            println!("{kills} kills over {profiles} profiles, each equal to an undisturbed sync");
        }
        Err(what) => panic!("{what}"),
    }
}

#[test]
fn ten_kills_at_random_moments_leave_a_whole_profile_every_time() {
    survives(false, 10);
}

#[test]
fn five_kills_while_a_ward_comes_as_an_export_leave_a_whole_profile_every_time() {
    survives(true, 5);
}
