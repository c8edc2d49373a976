//! The support bundle: one JSON file a person can read before sending it. Versions, health, counters,
//! checks and the last lines of the log; no patient, no token, no secret, and of connections neither the
//! name nor the address.

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde::Serialize;
use serde_json::Value;
use wardbook_store::check;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::log;
use crate::new_file;
use crate::wire::health::{Health, WriteTo};
use crate::wire::profile::Failure;

/// Log files looked at, and bytes of each.
const FILES: usize = 3;
const TAIL: u64 = 512 * 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bundle {
    wardbook: &'static str,
    made_at: String,
    system: System,
    health: Health,
    checks: Vec<Checked>,
    log: Vec<Value>,
}

#[derive(Serialize)]
struct System {
    os: &'static str,
    arch: &'static str,
    family: &'static str,
    cores: usize,
    debug: bool,
}

#[derive(Serialize)]
struct Checked {
    check: &'static str,
    ok: bool,
    message: String,
}

impl App {
    /// Writes the support bundle to a file that does not exist yet.
    pub async fn support_bundle(&self, actor: &Actor, request: WriteTo) -> Result<(), Failure> {
        let act = Act::recorded("support-bundle", Permission::Administer);
        self.enter(actor, act, |pass| async move {
            let mut health = pass.health().await?;
            for (number, connection) in (1..).zip(&mut health.connections) {
                connection.name = format!("connection {number}");
                if let crate::wire::connection::SignInState::SignedIn { user, .. } =
                    &mut connection.sign_in
                {
                    *user = None;
                }
            }
            let open = std::sync::Arc::clone(pass.open());
            let now = pass.app().now();
            blocking(move || {
                let bundle = Bundle {
                    wardbook: env!("CARGO_PKG_VERSION"),
                    made_at: jiff::Timestamp::from_millisecond(now)
                        .map(|at| at.to_string())
                        .unwrap_or_default(),
                    system: System {
                        os: std::env::consts::OS,
                        arch: std::env::consts::ARCH,
                        family: std::env::consts::FAMILY,
                        cores: std::thread::available_parallelism().map_or(0, usize::from),
                        debug: cfg!(debug_assertions),
                    },
                    health,
                    checks: check::doctor(open.profile())
                        .into_iter()
                        .map(|one| Checked {
                            check: one.check,
                            ok: one.ok,
                            message: one.message,
                        })
                        .collect(),
                    log: log_lines(open.profile().folder()),
                };
                write(Path::new(&request.path), &bundle)
            })
            .await
        })
        .await
    }
}

fn write(path: &Path, bundle: &Bundle) -> Result<(), Fault> {
    let json =
        serde_json::to_vec_pretty(bundle).map_err(|_| Fault::internal("a support bundle"))?;
    let mut file = new_file::named(path)?;
    file.write_all(&json)?;
    file.sync_all()?;
    Ok(())
}

/// The last lines of the last log files, oldest first.
fn log_lines(profile: &Path) -> Vec<Value> {
    let mut lines = Vec::new();
    for path in log::files(profile, FILES).into_iter().rev() {
        let Ok(mut file) = std::fs::File::open(path) else {
            continue;
        };
        let length = file.metadata().map_or(0, |meta| meta.len());
        let mut text = Vec::new();
        let from = SeekFrom::Start(length.saturating_sub(TAIL));
        if file.seek(from).is_ok() && file.take(TAIL).read_to_end(&mut text).is_ok() {
            // A line cut at its beginning is no JSON and is left out.
            lines.extend(
                text.split(|b| *b == b'\n')
                    .filter_map(|l| serde_json::from_slice(l).ok()),
            );
        }
    }
    lines
}
