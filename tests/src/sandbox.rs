//! The sandbox EHR as a real server on loopback, with what it holds at hand, and the browsers that
//! walk its sign-in pages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use sandbox_ehr::{Config, Faults, Server};
use tokio::runtime::Runtime;

use crate::program::binary;

/// A sandbox EHR that serves until it is stopped or dropped.
pub struct Sandbox {
    runtime: Runtime,
    server: Server,
}

impl Sandbox {
    /// Starts one.
    ///
    /// # Panics
    /// When it cannot listen.
    #[allow(clippy::expect_used)]
    pub fn start(config: Config) -> Sandbox {
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime
            .block_on(Server::start(config))
            .expect("the sandbox listens");
        Sandbox { runtime, server }
    }

    /// Its FHIR base.
    pub fn base(&self) -> String {
        self.server.base_url()
    }

    /// Pulls the cable.
    pub fn stop(&mut self) {
        self.runtime.block_on(self.server.stop());
    }

    /// Plugs it in again.
    ///
    /// # Panics
    /// When its port is taken.
    #[allow(clippy::expect_used)]
    pub fn restart(&mut self) {
        self.runtime
            .block_on(self.server.restart())
            .expect("the sandbox listens again");
    }

    /// Lets these things go wrong from now on.
    ///
    /// # Panics
    /// When they are misspelt.
    #[allow(clippy::expect_used)]
    pub fn faults(&self, faults: &str) {
        self.server
            .set_faults(Faults::parse(faults).expect("faults spelt right"));
    }

    /// The server itself.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Every resource of these patients, by type and id, to the byte; the Patient among them.
    ///
    /// # Panics
    /// When there is no such patient.
    #[allow(clippy::expect_used)]
    pub fn charts(
        &self,
        patients: impl IntoIterator<Item = usize>,
    ) -> BTreeMap<(String, String), Bytes> {
        let mut held = BTreeMap::new();
        for patient in patients {
            let chart = self
                .server
                .chart(patient)
                .expect("a patient of the sandbox");
            for resource in chart.resources() {
                held.insert(
                    (resource.kind.to_owned(), resource.id.clone()),
                    resource.body.clone(),
                );
            }
        }
        held
    }

    /// What belongs to nobody: practitioners, organizations, medications.
    pub fn commons(&self) -> BTreeMap<(String, String), Bytes> {
        let commons = self.server.commons();
        let resources = commons.iter().flat_map(|chart| chart.resources());
        resources
            .map(|r| ((r.kind.to_owned(), r.id.clone()), r.body.clone()))
            .collect()
    }
}

/// A program that is given a sign-in URL and does with it what a script says; `$1` is the URL.
///
/// # Panics
/// When it cannot be written.
#[allow(clippy::expect_used)]
pub fn browser(folder: &Path, name: &str, script: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a script");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&path, all).expect("a script that can be run");
    }
    path
}

/// A browser that only writes down where it was sent: the journey itself is the person then.
pub fn noting(folder: &Path) -> (PathBuf, PathBuf) {
    let note = folder.join("sent-to");
    let script = format!(
        "printf '%s' \"$1\" > '{0}.new' && mv '{0}.new' '{0}'",
        note.display()
    );
    (browser(folder, "noting", &script), note)
}

/// Where a noting browser was sent, once it was.
///
/// # Panics
/// When it is not sent anywhere for a minute.
#[allow(clippy::expect_used, clippy::panic)]
pub fn sent_to(note: &Path) -> url::Url {
    for _ in 0..1200 {
        if let Ok(text) = std::fs::read_to_string(note) {
            return url::Url::parse(&text).expect("a URL");
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("no browser was opened");
}

/// The redirect address and the state that a sign-in URL carries.
///
/// # Panics
/// When it carries none.
#[allow(clippy::expect_used)]
pub fn redirect_of(sign_in: &url::Url) -> (url::Url, String) {
    let value = |name: &str| {
        let found = sign_in.query_pairs().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.into_owned())
            .expect("in the URL")
    };
    (
        url::Url::parse(&value("redirect_uri")).expect("a URL"),
        value("state"),
    )
}

/// Fetches a page from this computer and gives its status and text.
///
/// # Panics
/// When nothing listens there.
#[allow(clippy::expect_used)]
pub fn visit(page: &url::Url) -> (u16, String) {
    use std::io::{Read as _, Write as _};
    let address = page.socket_addrs(|| None).expect("an address").remove(0);
    let mut stream = std::net::TcpStream::connect(address).expect("somebody listens");
    let target = &page[url::Position::BeforePath..];
    let host = &page[url::Position::BeforeHost..url::Position::AfterPort];
    write!(
        stream,
        "GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .expect("it takes the request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok());
    (status.expect("a status"), answer)
}

/// The browser of somebody who signs in and agrees.
pub fn willing(folder: &Path) -> PathBuf {
    let walk = binary("sandbox-ehr");
    browser(
        folder,
        "willing",
        &format!("exec '{}' walk \"$1\"", walk.display()),
    )
}

/// The browser of somebody who signs in and refuses.
pub fn refusing(folder: &Path) -> PathBuf {
    let walk = binary("sandbox-ehr");
    browser(
        folder,
        "refusing",
        &format!("exec '{}' walk \"$1\" --deny", walk.display()),
    )
}
