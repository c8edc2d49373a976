//! Encounters with what belongs to them: one by its id, or several found by date and status. What
//! became of each record is told with the id that opens it.

use wardbook_app::wire::ledger::{Became, Fetched, IngestEncounter, IngestEncounters, KnownHere};
use wardbook_app::wire::sync::DateRange;

use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;
use crate::words::many;

/// Which encounters.
pub(crate) enum Which {
    /// This one.
    One(String),
    /// Those found.
    Found {
        patients: Vec<String>,
        between: Option<DateRange>,
        statuses: Vec<String>,
        limit: Option<u32>,
    },
}

pub(crate) async fn run(
    program: &Program,
    connection: String,
    which: Which,
    known: KnownHere,
) -> Result<(), Ended> {
    program.open().await?;
    let fetched = match which {
        Which::One(encounter) => {
            let request = IngestEncounter {
                connection,
                encounter,
                known,
            };
            program.app.ingest_encounter(&program.me, request).await?
        }
        Which::Found {
            patients,
            between,
            statuses,
            limit,
        } => {
            let request = IngestEncounters {
                connection,
                patients,
                between,
                statuses,
                limit,
                known,
            };
            program.app.ingest_encounters(&program.me, request).await?
        }
    };
    told(program, &fetched)
}

fn became(what: &Became) -> &'static str {
    match what {
        Became::New => "new",
        Became::Changed => "changed",
        Became::Same => "as before",
        Became::Skipped => "skipped",
        Became::Aside => "put aside",
    }
}

pub(crate) fn told(program: &Program, fetched: &Fetched) -> Result<(), Ended> {
    if program.json {
        print::json(fetched);
    } else {
        let of = match fetched.encounters {
            0 => String::new(),
            n => format!("{}, ", many(n, "encounter")),
        };
        print::line(&format!(
            "{}{} found: {} new, {} changed, {} as before, {} skipped, {} put aside, {} failed.",
            of,
            many(fetched.found, "record"),
            fetched.added,
            fetched.changed,
            fetched.unchanged,
            fetched.skipped,
            fetched.quarantined,
            fetched.failed.len()
        ));
        for item in &fetched.items {
            print::line(&format!(
                "{} {} {} {}",
                became(&item.became),
                clean(&item.resource_type),
                clean(&item.fhir_id),
                item.record.as_deref().unwrap_or_default()
            ));
        }
        for failed in &fetched.failed {
            print::words(&format!(
                "{} {}: {}",
                failed.resource_type,
                clean(failed.fhir_id.as_deref().unwrap_or_default()),
                clean(&failed.message)
            ));
        }
        if let Some(why) = &fetched.cut_off {
            print::words(&clean(why));
        }
    }
    if fetched.failed.is_empty() && fetched.cut_off.is_none() {
        Ok(())
    } else {
        Err(Ended::Said)
    }
}
