//! A process of its own for what may panic, hang or ask for all memory: this very program again, with a hidden argument.
//!
//! Owns how it is started (without an environment), what it takes from itself (memory without end, time without end,
//! files, a dump of its memory) and that it says nothing of a panic, whose message may quote a patient. Refuses to know
//! what is done in there, and what goes through the pipes.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

/// Readers and decoders recurse as deep as a file tells them to.
const STACK: usize = 64 * 1024 * 1024;

/// What the process may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Address space, in bytes. Systems without such a limit have only the clock outside.
    pub memory: u64,
    /// Time of the processor, all together; `None` where the process lives on and the clock outside counts alone.
    pub processor: Option<Duration>,
}

/// What becomes of memory that the process is done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freed {
    /// Kept for the next piece of the same kind: for a process that lives on.
    Kept,
    /// Given back at once, and none taken before it is written to: for one large piece, and then the end.
    GivenBack,
}

/// Starts a program as a process apart: its argument says what for, its input and output are pipes, and of this
/// program's environment it sees nothing.
pub fn start(program: &Path, argument: &OsStr, freed: Freed) -> io::Result<Child> {
    let mut command = Command::new(program);
    command.arg(argument).env_clear();
    if let Some(root) = std::env::var_os("SystemRoot") {
        // Windows starts nothing without it.
        command.env("SystemRoot", root);
    }
    command.env("RAYON_NUM_THREADS", "1");
    // mimalloc reserves a gigabyte at its start, before the limit on memory is set (16 MiB, in KiB).
    command.env("MIMALLOC_ARENA_RESERVE", "16384");
    if freed == Freed::GivenBack {
        command.env("MIMALLOC_PURGE_DELAY", "0");
        command.env("MIMALLOC_ARENA_EAGER_COMMIT", "0");
    }
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn()
}

/// If this process was started with that argument, does what it was started for and gives the exit code: success where
/// `serve` came to its end. Call it before anything else.
pub fn serve_if_asked(
    argument: &str,
    serve: impl FnOnce() -> Option<()> + Send + 'static,
) -> Option<ExitCode> {
    std::env::args_os()
        .nth(1)
        .filter(|first| first == argument)?;
    std::panic::set_hook(Box::new(|_| {}));
    let serving = std::thread::Builder::new().stack_size(STACK).spawn(serve);
    let done = serving.is_ok_and(|thread| matches!(thread.join(), Ok(Some(()))));
    Some(if done {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Takes away what the work does not need: memory without end, time without end, files, a dump of its memory. `None`
/// where the system does not do so.
#[cfg(unix)]
pub fn confine(bounds: &Bounds) -> Option<()> {
    use rlimit::Resource;
    let processor = bounds.processor.map(|time| time.as_secs().max(1));
    for (what, most) in [
        (Resource::AS, Some(bounds.memory)),
        (Resource::CPU, processor),
        (Resource::FSIZE, Some(0)),
        (Resource::CORE, Some(0)),
    ] {
        let Some(most) = most else {
            continue;
        };
        let (_, hard) = rlimit::getrlimit(what).ok()?;
        let most = most.min(hard);
        // macOS knows some of these limits only by name; the clock outside holds there too.
        if rlimit::setrlimit(what, most, most).is_err() && cfg!(target_os = "linux") {
            return None;
        }
    }
    Some(())
}

/// There is no such limit that can be set safely from here; the clock outside holds.
#[cfg(not(unix))]
pub fn confine(_: &Bounds) -> Option<()> {
    Some(())
}
