//! The program breaks down in the middle of a sync (SIGSEGV, as a fault in a library would): no dump of its memory is
//! left, nothing of anybody can be read anywhere near it, and the profile is whole.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::process::Command;

use sandbox_ehr::Config;
use wardbook_journeys::hunt::{Hunt, files};
use wardbook_journeys::program::{Cli, PASSPHRASE};
use wardbook_journeys::sandbox::Sandbox;
use wardbook_journeys::scratch::Scratch;
use wardbook_journeys::whole::Whole;
use wardbook_journeys::words;

const PATIENTS: usize = 12;

#[cfg(target_os = "linux")]
#[test]
fn a_crash_in_the_middle_of_a_sync_leaves_no_word_of_anybody() {
    let scratch = Scratch::new();
    let sandbox = Sandbox::start(Config {
        patients: PATIENTS,
        seed: 61,
        open: true,
        ..Config::default()
    });
    // Everything that it may write lies in one folder.
    let places = ["work", "tmp", "data", "cache", "config", "state"].map(|name| {
        let place = scratch.join(name);
        std::fs::create_dir(&place).unwrap();
        place
    });
    let [work, tmp, data, cache, config, state] = &places;
    let cli = Cli::new(&scratch.join("profile"));
    cli.init().ok();
    let base = sandbox.base();
    cli.run(["connect", "City", "--fhir-base", &base, "--auth", "none"])
        .ok();
    // Slow enough that the crash comes in the middle.
    sandbox.faults("latency_ms=20");

    let sync = cli.command(["sync", "City", "--all"]);
    // A shell first allows dumps: what forbids them is the program.
    let mut shell = Command::new("sh");
    shell
        .args([
            "-c",
            "ulimit -c unlimited 2>/dev/null || ulimit -c \"$(ulimit -H -c)\"; exec \"$@\"",
            "sh",
        ])
        .arg(sync.get_program())
        .args(sync.get_args())
        .current_dir(work)
        .env("TMPDIR", tmp)
        .env("XDG_DATA_HOME", data)
        .env("XDG_CACHE_HOME", cache)
        .env("XDG_CONFIG_HOME", config)
        .env("XDG_STATE_HOME", state)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped());
    for (name, value) in sync.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    let mut child = shell.spawn().expect("it starts");
    let mut err = child.stderr.take().expect("its words");
    let mut said = vec![0; 1];
    err.read_exact(&mut said).expect("it says that it syncs");
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits.lines().find(|line| line.contains("core file size"));
    let core: Vec<&str> = core.expect("a limit").split_whitespace().collect();
    assert_eq!(core[4..6], ["0", "0"], "no dump, and none to be allowed");
    let told = std::thread::spawn(move || err.read_to_end(&mut said).map(|_| said));
    // A fault of its own comes again at the same instruction; one that is sent is over once Rust's look at it is, so that
    // the next one ends it.
    let status = loop {
        let killed = Command::new("kill")
            .args(["-SEGV", &child.id().to_string()])
            .status();
        assert!(killed.unwrap().success());
        std::thread::sleep(std::time::Duration::from_millis(20));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
    };
    told.join().unwrap().unwrap();
    assert_eq!(status.code(), None, "it ended by the signal: {status}");

    let left: Vec<_> = places.iter().flat_map(|place| files(place)).collect();
    assert_eq!(
        left,
        Vec::<std::path::PathBuf>::new(),
        "nothing beside the profile"
    );

    let mut texts = BTreeSet::new();
    for body in sandbox.charts(0..PATIENTS).values() {
        words::collect(body, &mut texts);
    }
    let hunt = Hunt::new(texts.iter().map(String::as_str));
    let (finds, looked_at) = hunt.in_folder(scratch.path(), &super::cable_out::without_vocabulary);
    assert!(
        finds.is_empty(),
        "{} finds, among them {:?}",
        finds.len(),
        finds.first()
    );
    assert!(
        looked_at > 100_000,
        "there was something to look at: {looked_at}"
    );

    // The next start finds it whole, says nothing of anybody in its log, and goes on.
    sandbox.faults("");
    cli.run(["doctor"]).ok();
    cli.run(["audit", "verify"]).ok();
    cli.run(["sync", "City", "--all"]).ok();
    assert_eq!(
        Whole::of(cli.profile(), PASSPHRASE).patients.len(),
        PATIENTS
    );
}
