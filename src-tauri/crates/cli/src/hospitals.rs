//! Finding hospitals by name, and taking over a launch.

use tokio::sync::broadcast;
use wardbook_app::wire::hospital::{FindHospitals, ImportHospitals};
use wardbook_app::wire::launch::{LaunchOutcome, Launched};

use crate::args::HospitalsCommand;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;

pub(crate) async fn act(program: &Program, command: HospitalsCommand) -> Result<(), Ended> {
    program.open().await?;
    match command {
        HospitalsCommand::Import { from, name } => {
            let request = ImportHospitals { from, name };
            let list = program.app.import_hospitals(&program.me, request).await?;
            if program.json {
                print::json(&list);
            } else {
                print::line(&format!("{}: {} hospitals.", list.name, list.hospitals));
                if list.skipped > 0 {
                    print::words(&format!(
                        "{} entries have no name or no address that can be used.",
                        list.skipped
                    ));
                }
            }
        }
        HospitalsCommand::Find { text } => {
            let request = FindHospitals { text };
            let found = program.app.find_hospitals(&program.me, request).await?;
            if program.json {
                print::json(&found);
                return Ok(());
            }
            if found.lists.is_empty() {
                print::words("No list is here yet. Bring one in with “hospitals import”.");
            }
            let mut table = Table::new(&["Name", "Place", "FHIR base URL", "List"]);
            for one in found.hospitals {
                table.row([one.name, one.place, one.fhir_base, one.list]);
            }
            table.lines(0).iter().for_each(|line| print::line(line));
            if found.more {
                print::words("There are more: say more of the name.");
            }
        }
    }
    Ok(())
}

async fn is_syncing(program: &Program, connection: &str) -> Result<bool, Ended> {
    let all = program.app.sync_progress(&program.me).await?;
    Ok(all
        .iter()
        .any(|one| one.connection == connection && one.ended_at.is_none()))
}

/// Takes over a launch.
pub(crate) async fn launch(program: &Program, address: String) -> Result<(), Ended> {
    program.open().await?;
    let mut changes = program.app.subscribe();
    let outcome = program
        .app
        .launch(&program.me, Launched { address })
        .await?;
    if let LaunchOutcome::Open {
        connection,
        patient: Some(_),
        ..
    } = &outcome
    {
        // The chart that was launched is fetched; a command that ended now would cut that off.
        while is_syncing(program, connection).await? {
            if let Err(broadcast::error::RecvError::Closed) = changes.recv().await {
                break;
            }
        }
    }
    if program.json {
        print::json(&outcome);
        return match outcome {
            LaunchOutcome::Open { .. } => Ok(()),
            LaunchOutcome::Unknown { .. } => Err(Ended::Said),
        };
    }
    match outcome {
        LaunchOutcome::Unknown { iss } => {
            print::words(&format!(
                "No connection has the address {iss}. Nothing was asked of it. If you know it, add it with “connect” and start again from the EHR."
            ));
            Err(Ended::Said)
        }
        LaunchOutcome::Open {
            patient, encounter, ..
        } => {
            match patient {
                Some(patient) => print::line(&format!("Signed in. Patient {patient}.")),
                None => print::line("Signed in. The EHR named no patient."),
            }
            if let Some(encounter) = encounter {
                print::line(&format!("Encounter {encounter}."));
            }
            Ok(())
        }
    }
}
