//! How an EHR is synced by itself.

use wardbook_app::wire::automatic::{AutomaticSync, SetAutomatic};
use wardbook_app::wire::connection::ConnectionRef;

use crate::own;
use crate::print;
use crate::program::{Ended, Program};
use crate::words::many;

/// What was chosen on the command line.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Chosen {
    /// Every so many minutes, 5 at least
    #[arg(long, value_name = "MINUTES")]
    pub(crate) every: Option<u32>,
    /// Only this patient, by FHIR id; may be given several times
    #[arg(long = "patient", value_name = "FHIR-ID", num_args = 1..)]
    pub(crate) patients: Vec<String>,
    /// And those on this list that the EHR keeps, by name or id; may be given several times
    #[arg(long = "list", value_name = "LIST", num_args = 1..)]
    pub(crate) lists: Vec<String>,
    /// As soon as an EHR that was not reached is there again
    #[arg(long)]
    pub(crate) on_reconnect: bool,
    /// A chart that is looked at, once it is so many minutes old
    #[arg(long, value_name = "MINUTES")]
    pub(crate) stale: Option<u32>,
    /// When the EHR tells of a change, where it does: asks it for Subscriptions
    #[arg(long)]
    pub(crate) on_change: bool,
    /// Not while this computer runs on its battery
    #[arg(long)]
    pub(crate) not_on_battery: bool,
    /// Not on a network that is metered
    #[arg(long)]
    pub(crate) not_when_metered: bool,
    /// Hold it, keeping the choices
    #[arg(long, conflicts_with_all = ["resume", "off"])]
    pub(crate) pause: bool,
    /// Let it go on
    #[arg(long, conflicts_with = "off")]
    pub(crate) resume: bool,
    /// Not at all any more
    #[arg(long)]
    pub(crate) off: bool,
}

impl Chosen {
    fn nothing(&self) -> bool {
        let times = self.every.is_none() && self.stale.is_none();
        let times = times && self.patients.is_empty() && self.lists.is_empty();
        let when = self.on_reconnect || self.on_change;
        let unless = self.not_on_battery || self.not_when_metered;
        times && !(when || unless || self.pause || self.resume || self.off)
    }
}

pub(crate) async fn run(program: &Program, name: String, chosen: Chosen) -> Result<(), Ended> {
    program.open().await?;
    let again = name.clone();
    let request = ConnectionRef {
        connection: name.clone(),
    };
    let mut how = program.app.automatic_sync(&program.me, request).await?;
    if !chosen.nothing() {
        if chosen.off {
            how = AutomaticSync::default();
        }
        how.every_minutes = chosen.every.or(how.every_minutes);
        how.stale_minutes = chosen.stale.or(how.stale_minutes);
        how.on_reconnect |= chosen.on_reconnect;
        how.on_change |= chosen.on_change;
        how.not_on_battery |= chosen.not_on_battery;
        how.not_when_metered |= chosen.not_when_metered;
        if !chosen.patients.is_empty() {
            how.patients = chosen.patients;
        }
        if !chosen.lists.is_empty() {
            how.lists.clear();
            for list in &chosen.lists {
                how.lists.push(own::named(program, list).await?.id);
            }
        }
        how.paused = (how.paused || chosen.pause) && !chosen.resume;
        let request = SetAutomatic {
            connection: name,
            automatic: how,
        };
        program.app.set_automatic_sync(&program.me, request).await?;
    }
    let request = ConnectionRef { connection: again };
    let now = program.app.automatic_now(&program.me, request).await?;
    if program.json {
        print::json(&now);
        return Ok(());
    }
    let how = now.automatic;
    let mut words = Vec::new();
    if let Some(minutes) = how.every_minutes {
        words.push(format!("every {}", many(minutes, "minute")));
    }
    if how.on_reconnect {
        words.push("when the EHR is there again".to_owned());
    }
    if let Some(minutes) = how.stale_minutes {
        words.push(format!(
            "a chart looked at after {}",
            many(minutes, "minute")
        ));
    }
    if how.on_change {
        words.push("when the EHR tells of a change".to_owned());
    }
    if words.is_empty() {
        words.push("not by itself".to_owned());
    }
    let counted = |n: usize, what| many(u32::try_from(n).unwrap_or(u32::MAX), what);
    let whom = match (how.patients.len(), how.lists.len()) {
        (0, 0) => "all patients here".to_owned(),
        (n, 0) => counted(n, "patient"),
        (0, n) => counted(n, "list"),
        (n, m) => format!("{} and {}", counted(n, "patient"), counted(m, "list")),
    };
    let held = if how.paused { ", held" } else { "" };
    let unless = match (how.not_on_battery, how.not_when_metered) {
        (true, true) => ", not on a battery nor on a metered network",
        (true, false) => ", not on a battery",
        (false, true) => ", not on a metered network",
        (false, false) => "",
    };
    print::line(&format!("{whom}: {}{unless}{held}", words.join("; ")));
    for said in now.held.iter().chain(&now.unknown) {
        print::words(said);
    }
    Ok(())
}
