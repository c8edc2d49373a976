//! How long charts stay that nobody opens, from a terminal.

use clap::Subcommand;
use wardbook_app::wire::patient::PatientRef;
use wardbook_app::wire::retention::{
    AskRetention, PatientStay, Retention, RetentionState, SetRetention, SetStay,
};

use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;
use crate::words::{self, many};

/// What is asked of it.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum RetentionCommand {
    /// Each connection, the charts that leave within a week, and how many left lately
    Show,
    /// What would leave within a week if so many days were chosen
    AsIf {
        /// The EHR's name
        name: String,
        /// Whole days
        #[arg(long, value_name = "N")]
        days: u32,
    },
    /// Let charts leave that nobody opened for so many days, or let them stay. Nothing leaves within a day of it
    Set {
        /// The EHR's name
        name: String,
        /// Whole days
        #[arg(long, value_name = "N", required_unless_present = "stay")]
        days: Option<u32>,
        /// Charts stay
        #[arg(long, conflicts_with = "days")]
        stay: bool,
    },
    /// Whether one patient's chart stays however long nobody opens it
    Patient {
        /// Our id, the EHR's id or the MRN
        patient: String,
        /// It stays from now on
        #[arg(long)]
        stay: bool,
        /// It may leave again
        #[arg(long, conflicts_with = "stay")]
        may_leave: bool,
    },
    /// Let the charts leave that are due now; the window does so by itself
    Now,
}

pub(crate) async fn act(program: &Program, command: RetentionCommand) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    match command {
        RetentionCommand::Show => shown(program, &app.retention(me).await?),
        RetentionCommand::AsIf { name, days } => {
            let request = AskRetention {
                connection: name,
                days: Some(days),
            };
            let one = app.ask_retention(me, request).await?;
            if program.json {
                print::json(&one);
            } else {
                charts(&one);
            }
        }
        RetentionCommand::Set { name, days, .. } => {
            let request = SetRetention {
                connection: name,
                days,
            };
            shown(program, &app.set_retention(me, request).await?);
        }
        RetentionCommand::Patient {
            patient,
            stay,
            may_leave,
        } => {
            let patient = app.find_here(me, &patient).await?;
            let found = if stay || may_leave {
                app.set_stay(me, SetStay { patient, on: stay }).await?
            } else {
                app.patient_stay(me, PatientRef { patient }).await?
            };
            if program.json {
                print::json(&found);
            } else {
                stays(&found);
            }
        }
        RetentionCommand::Now => {
            let left = app.leave_what_is_due(me).await?;
            if program.json {
                print::json(&serde_json::json!({ "left": left }));
            } else {
                print::line(&format!("{} left this workstation.", many(left, "chart")));
            }
        }
    }
    Ok(())
}

fn shown(program: &Program, state: &RetentionState) {
    if program.json {
        print::json(state);
        return;
    }
    if state.connections.is_empty() {
        print::line("No EHR is configured.");
    }
    for one in &state.connections {
        charts(one);
    }
    let left = u32::try_from(state.left.len()).unwrap_or(u32::MAX);
    print::words(&format!(
        "{} left by themselves in the last 30 days.",
        many(left, "chart")
    ));
}

fn charts(one: &Retention) {
    let how = match (one.holds, one.most_days) {
        (None, _) => "charts stay".to_owned(),
        (Some(days), Some(most)) if days == most && one.days != Some(days) => {
            format!(
                "charts leave after {} unopened, as the policy says",
                many(days, "day")
            )
        }
        (Some(days), _) => format!("charts leave after {} unopened", many(days, "day")),
    };
    print::line(&format!("{}: {how}", one.connection_name));
    if let Some(at) = one.not_before {
        print::line(&format!("  Nothing leaves before {}", words::moment(at)));
    }
    if one.due == 0 {
        return;
    }
    print::line(&format!("  {} due within a week", many(one.due, "chart")));
    let mut table = Table::new(&["Leaves", "Opened", "Patient", "Stays because"]);
    for chart in &one.charts {
        table.row([
            words::moment(chart.leaves_at),
            chart
                .opened_at
                .map_or_else(|| "never".to_owned(), words::moment),
            chart.name.clone().unwrap_or_else(|| chart.patient.clone()),
            chart.because.join("; "),
        ]);
    }
    table.lines(2).iter().for_each(|line| print::line(line));
}

fn stays(found: &PatientStay) {
    if let (true, Some(by), Some(at)) = (found.stays, &found.by, found.at) {
        print::line(&format!("Stays: {by} said so on {}.", words::moment(at)));
    } else {
        print::line(&match found.leaves_at {
            Some(at) => format!("Leaves {} if nobody opens it.", words::moment(at)),
            None => "Stays: charts of its connection do.".to_owned(),
        });
    }
    for reason in &found.because {
        print::line(&format!("Kept anyway: {reason}."));
    }
}
