//! The terminal program as a person runs it: the built binary, its arguments, its exit code and what
//! it printed. Journeys never call a function where a person would run a command.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value;

/// The passphrase of the profiles that journeys make.
pub const PASSPHRASE: &str = "correct horse battery staple";

/// The folder the workspace's binaries were built into.
///
/// # Panics
/// When this program was not started from a build folder and `WARDBOOK_BIN_DIR` names none.
#[allow(clippy::expect_used)]
pub fn binaries() -> PathBuf {
    if let Some(folder) = std::env::var_os("WARDBOOK_BIN_DIR") {
        return PathBuf::from(folder);
    }
    let here = std::env::current_exe().expect("the path of this program");
    let folder = here.parent().expect("a folder");
    if folder.ends_with("deps") {
        folder.parent().expect("a folder")
    } else {
        folder
    }
    .to_owned()
}

/// The path of a built binary.
///
/// # Panics
/// When it is not built.
pub fn binary(name: &str) -> PathBuf {
    let path = binaries().join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.is_file(),
        "{name} is not built: cargo build --workspace --bins"
    );
    path
}

/// What a command did.
#[derive(Debug)]
pub struct Answer {
    /// How it ended.
    pub status: ExitStatus,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Answer {
    /// Of a process that ended.
    pub fn of(output: std::process::Output) -> Answer {
        Answer {
            status: output.status,
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Standard output as JSON.
    ///
    /// # Panics
    /// When it is not one JSON value.
    #[track_caller]
    #[allow(clippy::panic)]
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.out) {
            Ok(value) => value,
            Err(error) => panic!("not one JSON value ({error}); standard error: {}", self.err),
        }
    }

    /// The same, having succeeded.
    ///
    /// # Panics
    /// When the command failed; says what it printed.
    #[track_caller]
    pub fn ok(self) -> Answer {
        assert!(
            self.status.success(),
            "{}: {}{}",
            self.status,
            self.err,
            self.out
        );
        self
    }

    /// The same for a check that goes on without a panic: what was done, and what it printed.
    ///
    /// # Errors
    /// When the command failed.
    pub fn succeeded(self, what: &str) -> Result<Answer, String> {
        if self.status.success() {
            return Ok(self);
        }
        Err(format!(
            "{what} ended with {}: {}{}",
            self.status, self.err, self.out
        ))
    }

    /// The code of a failure, as `--json` gives it.
    ///
    /// # Panics
    /// When the command did not fail, or named no code.
    #[track_caller]
    #[allow(clippy::panic)]
    pub fn code(&self) -> String {
        assert!(
            !self.status.success(),
            "it succeeded, and should not have: {}",
            self.out
        );
        [&self.out, &self.err]
            .into_iter()
            .flat_map(|text| text.lines().chain([text.as_str()]))
            .filter_map(|text| serde_json::from_str::<Value>(text).ok())
            .find_map(|value| {
                let value = value.get("error").cloned().unwrap_or(value);
                value.get("code").and_then(Value::as_str).map(str::to_owned)
            })
            .unwrap_or_else(|| panic!("no code in: {}{}", self.out, self.err))
    }
}

/// `wardbook-cli` on one profile.
#[derive(Debug, Clone)]
pub struct Cli {
    profile: PathBuf,
    passphrase: Option<String>,
    browser: Option<PathBuf>,
    keyring: bool,
}

impl Cli {
    /// On this profile, with [`PASSPHRASE`], without a keyring and without a browser.
    pub fn new(profile: &Path) -> Cli {
        Cli {
            profile: profile.to_owned(),
            passphrase: Some(PASSPHRASE.to_owned()),
            browser: None,
            keyring: false,
        }
    }

    /// With this passphrase in its environment, or none.
    pub fn passphrase(mut self, passphrase: Option<&str>) -> Cli {
        self.passphrase = passphrase.map(str::to_owned);
        self
    }

    /// With this program as its browser.
    pub fn browser(mut self, browser: &Path) -> Cli {
        self.browser = Some(browser.to_owned());
        self
    }

    /// With the keyring of the session, if it has one.
    pub fn keyring(mut self) -> Cli {
        self.keyring = true;
        self
    }

    /// The profile's folder.
    pub fn profile(&self) -> &Path {
        &self.profile
    }

    /// The command, ready to start.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(binary("wardbook-cli"));
        command.arg("--profile").arg(&self.profile).args(arguments);
        command
            .env_remove("WARDBOOK_PASSPHRASE")
            .env_remove("BROWSER");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(passphrase) = &self.passphrase {
            command.env("WARDBOOK_PASSPHRASE", passphrase);
        }
        if let Some(browser) = &self.browser {
            command.env("BROWSER", browser);
        }
        if !self.keyring {
            command.env(
                "DBUS_SESSION_BUS_ADDRESS",
                "unix:path=/nonexistent/wardbook",
            );
        }
        command
    }

    /// Runs to the end.
    ///
    /// # Panics
    /// When the program cannot be started.
    #[allow(clippy::expect_used)]
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Answer {
        Answer::of(
            self.command(arguments)
                .output()
                .expect("wardbook-cli starts"),
        )
    }

    /// Runs to the end with this on its standard input.
    ///
    /// # Panics
    /// When the program cannot be started or does not read.
    #[allow(clippy::expect_used)]
    pub fn run_with_input(&self, arguments: &[&str], input: &str) -> Answer {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .spawn()
            .expect("wardbook-cli starts");
        child
            .stdin
            .take()
            .expect("an input")
            .write_all(input.as_bytes())
            .expect("it reads");
        Answer::of(child.wait_with_output().expect("it ends"))
    }

    /// Starts it and gives the running process.
    ///
    /// # Panics
    /// When the program cannot be started.
    #[allow(clippy::expect_used)]
    pub fn start<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Child {
        self.command(arguments)
            .spawn()
            .expect("wardbook-cli starts")
    }

    /// Makes the profile, under its passphrase alone.
    pub fn init(&self) -> Answer {
        let passphrase = self.passphrase.clone().unwrap_or_default();
        self.run_with_input(&["init", "--passphrase-stdin"], &passphrase)
    }
}
