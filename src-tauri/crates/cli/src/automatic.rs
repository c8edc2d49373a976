//! How an EHR is synced by itself.

use wardbook_app::wire::automatic::{AutomaticSync, SetAutomatic};
use wardbook_app::wire::connection::ConnectionRef;

use crate::print;
use crate::program::{Ended, Program};
use crate::words::many;

/// What was chosen on the command line.
#[allow(clippy::struct_excessive_bools)]
pub(crate) struct Chosen {
    pub(crate) every: Option<u32>,
    pub(crate) patients: Vec<String>,
    pub(crate) on_reconnect: bool,
    pub(crate) stale: Option<u32>,
    pub(crate) pause: bool,
    pub(crate) resume: bool,
    pub(crate) off: bool,
}

impl Chosen {
    fn nothing(&self) -> bool {
        let times = self.every.is_none() && self.stale.is_none() && self.patients.is_empty();
        times && !(self.on_reconnect || self.pause || self.resume || self.off)
    }
}

pub(crate) async fn run(program: &Program, name: String, chosen: Chosen) -> Result<(), Ended> {
    program.open().await?;
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
        if !chosen.patients.is_empty() {
            how.patients = chosen.patients;
        }
        how.paused = (how.paused || chosen.pause) && !chosen.resume;
        let request = SetAutomatic {
            connection: name,
            automatic: how,
        };
        how = program.app.set_automatic_sync(&program.me, request).await?;
    }
    if program.json {
        print::json(&how);
        return Ok(());
    }
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
    if words.is_empty() {
        words.push("not by itself".to_owned());
    }
    let whom = match how.patients.len() {
        0 => "all patients here".to_owned(),
        n => many(u32::try_from(n).unwrap_or(u32::MAX), "patient"),
    };
    let held = if how.paused { ", held" } else { "" };
    print::line(&format!("{whom}: {}{held}", words.join("; ")));
    Ok(())
}
