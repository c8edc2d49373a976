//! Break-glass from a terminal: each command is a session of its own, so that the glass is broken with the command that needs
//! it and is whole again when it ends.

use clap::{Args, Subcommand, ValueEnum};
use wardbook_app::Code;
use wardbook_app::wire::glass::{BreakGlass, FindBehindGlass, GlassReason, GlassState, SetGlass};

use crate::ask;
use crate::print;
use crate::program::{Ended, Program};
use crate::words::many;

/// The glass that a command breaks.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct GlassArguments {
    /// Open this patient, whom you may not see, for this command: the whole MRN, or the id that "break-glass find" says
    #[arg(long, global = true, value_name = "MRN")]
    break_glass: Option<String>,
    /// Why, with --break-glass
    #[arg(long, global = true, value_enum)]
    glass_reason: Option<Reason>,
    /// Why in your own words, for the audit log, with --break-glass
    #[arg(long, global = true, value_name = "TEXT")]
    glass_words: Option<String>,
}

/// Reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Reason {
    /// The patient cannot wait
    Emergency,
    /// In the place of somebody who treats them
    Covering,
    /// Whoever treats them has asked
    Consulted,
    /// Another one, as written
    Other,
}

/// What is asked of it.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum GlassCommand {
    /// For how long a chart may be open
    Show,
    /// Whether somebody is here whom you do not see: by the whole MRN, or the whole name and the birth date
    Find {
        /// Medical record number
        #[arg(long, value_name = "NUMBER", required_unless_present = "name")]
        mrn: Option<String>,
        /// Family and given name
        #[arg(long, value_name = "NAME", requires = "born", conflicts_with = "mrn")]
        name: Option<String>,
        /// Birth date, to the day
        #[arg(long, value_name = "DATE")]
        born: Option<String>,
    },
    /// Choose for how many hours a chart may be open; 0 switches it off
    Limit {
        /// Whole hours
        hours: u32,
    },
}

impl GlassArguments {
    /// Breaks it, where that was asked for.
    pub(crate) async fn broken(&self, program: &Program) -> Result<(), Ended> {
        let Some(named) = &self.break_glass else {
            return Ok(());
        };
        let (Some(reason), Some(words)) = (self.glass_reason, &self.glass_words) else {
            return Err(said(
                "Say why with --glass-reason and --glass-words: both stand in the audit log.",
            ));
        };
        // Their own id was asked for already.
        let patient = if named.len() == 36 && named.split('-').count() == 5 {
            named.clone()
        } else {
            let request = FindBehindGlass {
                number: Some(named.clone()),
                name: None,
                birth_date: None,
            };
            let found = program.app.find_behind_glass(&program.me, request).await?;
            let mut charts = found.charts.into_iter();
            match (charts.next(), charts.next()) {
                (Some(one), None) => one.patient,
                (None, _) => return Err(said("Nobody with that MRN is on this workstation.")),
                _ => {
                    return Err(said(
                        "Several charts have that MRN. “break-glass find --mrn … --born …” tells them apart by id.",
                    ));
                }
            }
        };
        let request = BreakGlass {
            patient,
            reason: match reason {
                Reason::Emergency => GlassReason::Emergency,
                Reason::Covering => GlassReason::Covering,
                Reason::Consulted => GlassReason::Consulted,
                Reason::Other => GlassReason::Other,
            },
            words: words.clone(),
        };
        program.app.break_glass(&program.me, request).await?;
        Ok(())
    }
}

fn said(message: &str) -> Ended {
    Ended::Failed(ask::failure(Code::InvalidRequest, message))
}

pub(crate) async fn act(program: &Program, command: GlassCommand) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    let state = match command {
        GlassCommand::Show => app.glass_state(me).await?,
        GlassCommand::Limit { hours } => app.set_glass(me, SetGlass { hours }).await?,
        GlassCommand::Find { mrn, name, born } => {
            let request = FindBehindGlass {
                number: mrn,
                name,
                birth_date: born,
            };
            let found = app.find_behind_glass(me, request).await?;
            if program.json {
                print::json(&found);
                return Ok(());
            }
            if found.charts.is_empty() {
                print::line("Nobody who is exactly that is on this workstation.");
            }
            for one in found.charts {
                print::line(&if one.yours {
                    format!("{}  among your patients", one.patient)
                } else {
                    format!(
                        "{}  here, and not among your patients; --break-glass opens the chart with a reason",
                        one.patient
                    )
                });
            }
            return Ok(());
        }
    };
    shown(program, &state);
    Ok(())
}

fn shown(program: &Program, state: &GlassState) {
    if program.json {
        print::json(state);
        return;
    }
    print::line(&match state.hours {
        0 => "Break-glass is switched off here.".to_owned(),
        hours => format!(
            "Clinicians and nurses may open a chart they do not see, with a reason, for {}.",
            many(hours, "hour")
        ),
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use clap::Parser as _;

    use crate::args::Arguments;

    /// An argument of a command's own by the same name would take its place.
    #[test]
    fn any_command_takes_a_break_glass_behind_it() {
        for command in [
            &["chart", "4711"][..],
            &["search", "gout"],
            &["outbox", "list"],
        ] {
            let glass = ["--break-glass", "4711", "--glass-reason", "emergency"];
            let words = ["--glass-words", "Unconscious in the bay"];
            let all = ["wardbook-cli"]
                .iter()
                .chain(command)
                .chain(&glass)
                .chain(&words);
            let parsed = Arguments::try_parse_from(all).unwrap().glass;
            assert_eq!(parsed.break_glass.as_deref(), Some("4711"));
            assert!(parsed.glass_reason.is_some() && parsed.glass_words.is_some());
        }
    }
}
