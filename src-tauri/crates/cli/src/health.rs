//! How the program itself is doing: status, doctor, the support bundle.

use std::path::{Path, PathBuf};

use serde_json::json;
use wardbook_app::wire::health::WriteTo;
use wardbook_app::wire::policy::PolicyStanding;

use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;
use crate::words::{self, bytes};

pub(crate) async fn status(program: &Program) -> Result<(), Ended> {
    program.open().await?;
    let health = program.app.health(&program.me).await?;
    if program.json {
        print::json(&health);
        return Ok(());
    }
    let mut table = Table::bare();
    let mut fact = |label: &str, value: String| table.row([label.to_owned(), value]);
    fact(
        "Wardbook",
        format!("{} (schema {})", health.version, health.schema),
    );
    fact(
        "Keyring",
        if health.keyring {
            "answers"
        } else {
            "does not answer"
        }
        .to_owned(),
    );
    fact("Patients", health.patients.to_string());
    fact(
        "Records",
        health
            .records
            .iter()
            .map(|one| u64::from(one.count))
            .sum::<u64>()
            .to_string(),
    );
    fact("Put aside", health.quarantined.to_string());
    fact("Store", bytes(health.store_bytes));
    fact(
        "Audit log",
        format!(
            "{}, {:.0} rows",
            bytes(health.audit_bytes),
            health.audit_rows
        ),
    );
    fact("Logs", bytes(health.log_bytes));
    fact(
        "Disk free",
        health
            .disk_free
            .map_or_else(|| "not known".to_owned(), bytes),
    );
    fact("Waiting to be filed", health.queue_depth.to_string());
    for one in &health.connections {
        let times = match (one.p50_ms, one.p95_ms) {
            (Some(p50), Some(p95)) => format!("; answers in {p50:.0} ms (p95 {p95:.0} ms)"),
            _ => String::new(),
        };
        let state = words::sign_in(&one.sign_in);
        fact(
            &one.name,
            format!("{}; {state}{times}", words::reach(&one.reach)),
        );
    }
    table.lines(0).iter().for_each(|line| print::line(line));
    let mut counts = Table::bare();
    for one in health.records.iter().chain(&health.counters) {
        counts.row([one.name.clone(), one.count.to_string()]);
    }
    print::line("");
    counts.lines(2).iter().for_each(|line| print::line(line));
    Ok(())
}

pub(crate) async fn doctor(program: &Program) -> Result<(), Ended> {
    program.open().await?;
    let checks = program.app.doctor(&program.me).await?;
    if program.json {
        print::json(&checks);
    } else {
        for one in &checks {
            let mark = if one.ok { "good  " } else { "FAULT " };
            print::line(&format!("{mark} {:12} {}", one.check, one.message));
        }
    }
    if checks.iter().all(|one| one.ok) {
        Ok(())
    } else {
        Err(Ended::Said)
    }
}

pub(crate) async fn support(program: &Program, file: PathBuf) -> Result<(), Ended> {
    program.open().await?;
    let path = absolute(&file);
    program
        .app
        .support_bundle(&program.me, WriteTo { path: path.clone() })
        .await?;
    if program.json {
        print::json(&json!({ "path": path }));
    } else {
        print::line(&format!(
            "Written to {path}. It is text: read it before you send it."
        ));
    }
    Ok(())
}

/// A path that means the same whatever the working folder is.
pub(crate) fn absolute(path: &Path) -> String {
    std::path::absolute(path)
        .unwrap_or_else(|_| path.to_owned())
        .to_string_lossy()
        .into_owned()
}

pub(crate) async fn policy(program: &Program) -> Result<(), Ended> {
    program.open().await?;
    let policy = program.app.policy(&program.me).await?;
    if program.json {
        print::json(&policy);
        return Ok(());
    }
    let path = policy.path.unwrap_or_default();
    match policy.standing {
        PolicyStanding::None => print::line("This computer has no policy: nothing is fixed."),
        PolicyStanding::Applies => print::line(&format!("Fixed by {path}:")),
        PolicyStanding::Broken => {
            let why = policy.message.unwrap_or_default();
            print::line(&format!(
                "{path} is not understood, and the strictest holds until it is. {why}"
            ));
        }
    }
    let mut table = Table::bare();
    for rule in policy.rules {
        table.row([rule.what, rule.says]);
    }
    for off in policy.off {
        table.row([off, "switched off".to_owned()]);
    }
    table.lines(0).iter().for_each(|line| print::line(line));
    Ok(())
}
