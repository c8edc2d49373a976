//! Files in.

use std::path::PathBuf;

use wardbook_app::wire::transfer::ImportFrom;

use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};
use crate::words::many;

pub(crate) async fn import(program: &Program, path: PathBuf) -> Result<(), Ended> {
    program.open().await?;
    let request = ImportFrom {
        path: absolute(&path),
    };
    let imported = program.app.import(&program.me, request).await?;
    if program.json {
        print::json(&imported);
    } else {
        for fault in &imported.faults {
            let kind = fault.resource_type.as_deref().unwrap_or("no type");
            let kept = if fault.kept { "kept" } else { "left out" };
            print::words(&format!(
                "{}, {}: {kind}: {} ({kept})",
                fault.file, fault.position, fault.message
            ));
        }
        let untold = imported.faults_in_all as usize
            - imported.faults.len().min(imported.faults_in_all as usize);
        if untold > 0 {
            print::words(&format!("… and {untold} more faults"));
        }
        print::line(&format!(
            "{} in {}: {} new, {} changed, {} as before, {} left out, {} put aside.",
            many(imported.resources, "resource"),
            many(imported.files, "file"),
            imported.added,
            imported.changed,
            imported.unchanged,
            imported.left_out,
            imported.quarantined
        ));
        if imported.source != "import" {
            print::words(&format!(
                "They are kept as “{}”: elsewhere among what came from files, these ids are other people's.",
                imported.source
            ));
        }
    }
    // Something that was to come in did not: a script must hear of it.
    if imported.left_out + imported.quarantined > 0 {
        Err(Ended::Said)
    } else {
        Ok(())
    }
}
