//! Opening the system browser. It never waits for the browser to close and lets it print nothing
//! into our output, where answers go.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Something that can show an address to the person at the computer.
pub trait OpenUrl: Send + Sync {
    /// Begin to show it, and return. The error is for people and holds no address.
    fn open(&self, url: &str) -> Result<(), String>;
}

/// The browser of this computer: the program named by `BROWSER` where that is set, else the default.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemBrowser;

/// How long finding the default browser may take before we go on and let the time limit speak.
const PATIENCE: Duration = Duration::from_secs(3);

impl OpenUrl for SystemBrowser {
    fn open(&self, url: &str) -> Result<(), String> {
        match std::env::var("BROWSER")
            .ok()
            .filter(|named| !named.trim().is_empty())
        {
            Some(named) => open_with(&named, url),
            None => open_default(url),
        }
    }
}

/// `BROWSER` names a program that takes the address as its one argument, on every system. The
/// `webbrowser` crate reads it on Unix only, splits it at spaces, leaves the child unreaped and runs
/// text browsers in the foreground on our output; it is asked only for the forms that a single
/// program is not (`one:other`, `program %s`).
fn open_with(named: &str, url: &str) -> Result<(), String> {
    if let Some(program) = program(named) {
        return run(&program, url);
    }
    if named.contains([':', '%', ' ']) && cfg!(unix) {
        return open_default(url);
    }
    Err("The program named in BROWSER was not found.".to_owned())
}

/// The program as a path, or found on the search path.
fn program(named: &str) -> Option<PathBuf> {
    let path = Path::new(named);
    if path.components().count() > 1 {
        return path.is_file().then(|| path.to_owned());
    }
    let search = std::env::var_os("PATH")?;
    let mut found = std::env::split_paths(&search)
        .flat_map(|folder| [folder.join(named), folder.join(format!("{named}.exe"))]);
    found.find(|candidate| candidate.is_file())
}

/// Start it by itself, and collect its end so that no zombie stays.
fn run(program: &Path, url: &str) -> Result<(), String> {
    let mut child = Command::new(program)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| {
            format!(
                "The program named in BROWSER did not start ({}).",
                error.kind()
            )
        })?;
    let reaper = std::thread::Builder::new().name("browser".to_owned());
    // Without a thread to wait the browser still runs; only its end goes unnoticed.
    let _ = reaper.spawn(move || child.wait());
    Ok(())
}

/// The default browser. Finding it runs small programs, and in the worst case one that stays in the
/// foreground, so it happens aside.
fn open_default(url: &str) -> Result<(), String> {
    let failed = || "No browser could be opened on this computer.".to_owned();
    let (done, wait) = mpsc::channel();
    let url = url.to_owned();
    std::thread::Builder::new()
        .name("browser".to_owned())
        .spawn(move || {
            let mut options = webbrowser::BrowserOptions::new();
            options.with_suppress_output(true);
            let opened =
                webbrowser::open_browser_with_options(webbrowser::Browser::Default, &url, &options);
            // Nobody listens any more once patience has run out.
            let _ = done.send(opened.is_ok());
        })
        .map_err(|_| failed())?;
    match wait.recv_timeout(PATIENCE) {
        Ok(false) => Err(failed()),
        // Opened, or still busy: a browser that never shows ends in the time limit, which says so.
        Ok(true) | Err(_) => Ok(()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Instant;

    use super::*;

    fn script(folder: &Path, name: &str, text: &str) -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    #[test]
    fn a_named_program_gets_the_address_as_its_one_argument_and_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let seen = folder.path().join("seen");
        let fifo = folder.path().join("hold");
        assert!(
            Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        // It writes down what it was given, prints, and then stays until somebody opens the pipe.
        let text = format!(
            "#!/bin/sh\necho noise\nprintf '%s|%s' \"$#\" \"$1\" > '{0}.part'\nmv '{0}.part' '{0}'\n: < '{1}'\n",
            seen.display(),
            fifo.display()
        );
        let browser = script(folder.path(), "my browser", &text);
        let url = "https://ehr.example.org/authorize?state=a%20b&scope=openid";
        open_with(browser.to_str().unwrap(), url).unwrap();
        let begun = Instant::now();
        while !seen.exists() && begun.elapsed() < Duration::from_secs(20) {
            std::thread::yield_now();
        }
        assert_eq!(std::fs::read_to_string(&seen).unwrap(), format!("1|{url}"));
        // Still running: opening the pipe is what lets it end.
        drop(std::fs::OpenOptions::new().write(true).open(&fifo).unwrap());
    }

    #[test]
    fn a_program_that_is_not_there_is_said_without_the_address() {
        let said = open_with(
            "no-such-browser-here",
            "https://ehr.example.org/?state=s3cret",
        );
        let said = said.unwrap_err();
        assert!(
            said.contains("BROWSER") && !said.contains("s3cret"),
            "{said}"
        );
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("plain");
        std::fs::write(&plain, "not a program").unwrap();
        assert!(open_with(plain.to_str().unwrap(), "https://ehr.example.org/").is_err());
    }
}
