//! Connections: adding, trying, listing, removing, signing in and out.

use serde_json::json;
use wardbook_app::wire::connection::{Auth, ConnectionRef, NewConnection};

use crate::args::Authorised;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;
use crate::words;

pub(crate) fn new(
    name: String,
    fhir_base: String,
    client_id: Option<String>,
    auth: Authorised,
) -> NewConnection {
    let auth = match auth {
        Authorised::Smart => Auth::Smart,
        Authorised::None => Auth::None,
    };
    NewConnection {
        name,
        fhir_base,
        client_id,
        auth,
    }
}

pub(crate) async fn connect(
    program: &Program,
    request: NewConnection,
    test: bool,
) -> Result<(), Ended> {
    program.open().await?;
    if test {
        return try_out(program, request).await;
    }
    let added = program.app.add_connection(&program.me, request).await?;
    if program.json {
        print::json(&added);
    } else {
        print::line(&format!(
            "{} is added. {}",
            added.name,
            match added.auth {
                Auth::Smart => "Next: sign-in.",
                Auth::None => "It needs no sign-in. Next: sync.",
            }
        ));
    }
    Ok(())
}

async fn try_out(program: &Program, request: NewConnection) -> Result<(), Ended> {
    let steps = program.app.test_connection(&program.me, request).await?;
    if program.json {
        print::json(&steps);
    } else {
        let mut table = Table::bare();
        for step in &steps {
            let mark = match step.ok {
                Some(true) => "good",
                Some(false) => "FAILED",
                None => "-",
            };
            table.row([mark.to_owned(), step.title.clone(), step.message.clone()]);
        }
        table.lines(0).iter().for_each(|line| print::line(line));
        steps
            .iter()
            .filter_map(|step| step.hint.as_deref())
            .for_each(print::words);
    }
    if steps.iter().any(|step| step.ok == Some(false)) {
        Err(Ended::Said)
    } else {
        Ok(())
    }
}

pub(crate) async fn list(program: &Program) -> Result<(), Ended> {
    program.open().await?;
    let all = program.app.list_connections(&program.me).await?;
    if program.json {
        print::json(&all);
        return Ok(());
    }
    if all.is_empty() {
        print::words("No EHR is configured yet. Add one with “connect”.");
        return Ok(());
    }
    let mut table = Table::new(&["Name", "Sign-in", "Patients", "Records", "Synced", "EHR"]);
    for one in &all {
        table.row([
            one.name.clone(),
            words::sign_in(&one.sign_in),
            one.patients.to_string(),
            one.records.to_string(),
            one.synced_at.map(words::moment).unwrap_or_default(),
            one.software
                .clone()
                .unwrap_or_else(|| one.fhir_base.clone()),
        ]);
    }
    table.lines(0).iter().for_each(|line| print::line(line));
    Ok(())
}

pub(crate) async fn remove(program: &Program, name: String) -> Result<(), Ended> {
    program.open().await?;
    program
        .app
        .remove_connection(&program.me, ConnectionRef { connection: name })
        .await?;
    done(program, "Removed, with all of its patients and records.");
    Ok(())
}

pub(crate) async fn sign_in(program: &Program, name: String) -> Result<(), Ended> {
    program.open().await?;
    let request = ConnectionRef { connection: name };
    print::words("The browser opens. Sign in there; Ctrl-C cancels.");
    let signing = program.app.sign_in(&program.me, request.clone());
    tokio::pin!(signing);
    let signed_in = tokio::select! {
        ended = &mut signing => ended?,
        () = interrupted() => {
            program.app.cancel_sign_in(&program.me, request).await?;
            signing.await?
        }
    };
    if program.json {
        print::json(&signed_in);
        return Ok(());
    }
    let who = signed_in
        .user
        .as_deref()
        .map(|user| format!(" as {user}"))
        .unwrap_or_default();
    let until = signed_in
        .until
        .map(|at| format!(" until {}", words::moment(at)))
        .unwrap_or_default();
    print::line(&format!("Signed in{who}{until}."));
    if !signed_in.missing.is_empty() {
        print::words(&format!("Not granted: {}.", signed_in.missing.join(", ")));
    }
    Ok(())
}

pub(crate) async fn sign_out(program: &Program, name: String) -> Result<(), Ended> {
    program.open().await?;
    program
        .app
        .sign_out(&program.me, ConnectionRef { connection: name })
        .await?;
    done(program, "Signed out. What was synced can still be read.");
    Ok(())
}

fn done(program: &Program, text: &str) {
    if program.json {
        print::json(&json!({ "done": true }));
    } else {
        print::line(text);
    }
}

/// Resolves when the person (or the system) asks the program to end.
pub(crate) async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut ended) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = ended.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
