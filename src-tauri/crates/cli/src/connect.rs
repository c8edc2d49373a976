//! Connections: adding, trying, listing, removing, signing in and out.

use serde_json::json;
use wardbook_app::Code;
use wardbook_app::wire::connection::{
    Auth, ComesBack, ConnectionDetails, ConnectionRef, NewConnection, SignInState, TestStep,
};
use wardbook_app::wire::hidden::Hidden;

use crate::args::{Authorised, How};
use crate::ask;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;
use crate::words;

/// What was said on the command line, as a request; the secret comes from standard input or a person.
pub(crate) fn new(
    name: String,
    fhir_base: String,
    how: How,
    asks: bool,
) -> Result<NewConnection, Ended> {
    let secret = secret(&how, asks)?;
    let comes_back = how.redirect.as_deref().map(way).transpose()?;
    Ok(NewConnection {
        name,
        fhir_base,
        client_id: how.client_id,
        auth: auth(how.auth),
        details: ConnectionDetails {
            comes_back,
            authorize_url: how.authorize_url,
            token_url: how.token_url,
            scopes: how.scopes,
            account: how.user.or(how.header),
            key_id: how.key_id,
        },
        secret: secret.map(Hidden::new),
    })
}

fn auth(said: Authorised) -> Auth {
    match said {
        Authorised::Smart => Auth::Smart,
        Authorised::SmartSecret => Auth::SmartSecret,
        Authorised::SmartKey => Auth::SmartKey,
        Authorised::Oauth => Auth::Oauth,
        Authorised::ClientCredentials => Auth::ClientCredentials,
        Authorised::Basic => Auth::Basic,
        Authorised::ApiKey => Auth::ApiKey,
        Authorised::None => Auth::None,
    }
}

/// `loopback`, `loopback:8765`, `loopback/back`, `loopback:8765/back`, `scheme`, `https://…`.
fn way(text: &str) -> Result<ComesBack, Ended> {
    let wrong = || {
        Ended::Failed(ask::failure(
            Code::InvalidRequest,
            "The way back is loopback, loopback:PORT, loopback:PORT/PATH, scheme, or the https address of a page that bounces.",
        ))
    };
    if text == "scheme" {
        return Ok(ComesBack::Scheme);
    }
    if text.starts_with("https://") {
        return Ok(ComesBack::Bounce {
            page: text.to_owned(),
        });
    }
    let rest = text.strip_prefix("loopback").ok_or_else(wrong)?;
    let (port, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let port = match port.strip_prefix(':') {
        Some(port) => Some(port.parse().map_err(|_| wrong())?),
        None if port.is_empty() => None,
        None => return Err(wrong()),
    };
    Ok(ComesBack::Loopback {
        port,
        path: Some(path.to_owned()).filter(|path| !path.is_empty()),
    })
}

/// From standard input where that is said, else from the person where one is there and it is needed.
fn secret(how: &How, asks: bool) -> Result<Option<String>, Ended> {
    if how.secret_stdin {
        return ask::from_input().map(Some);
    }
    let prompt = match how.auth {
        Authorised::SmartSecret | Authorised::ClientCredentials => "Client secret: ",
        Authorised::Basic => "Password: ",
        Authorised::ApiKey => "API key: ",
        Authorised::Smart | Authorised::SmartKey | Authorised::Oauth | Authorised::None => {
            return Ok(None);
        }
    };
    if asks { ask::secret(prompt) } else { Ok(None) }
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
            if matches!(added.sign_in, SignInState::SignedOut) {
                "Next: sign-in."
            } else {
                "It needs no sign-in. Next: sync."
            }
        ));
        if let Some(address) = &added.redirect_uri {
            print::words(&format!(
                "Redirect address to register at the EHR: {address}"
            ));
        }
        if let Some(keys) = &added.public_keys {
            print::words("Public key to register at the EHR:");
            print::words(keys);
        }
    }
    Ok(())
}

async fn try_out(program: &Program, request: NewConnection) -> Result<(), Ended> {
    let steps = program.app.test_connection(&program.me, request).await?;
    said_steps(program, &steps)
}

/// The steps of a test, and whether they went well.
pub(crate) fn said_steps(program: &Program, steps: &[TestStep]) -> Result<(), Ended> {
    if program.json {
        print::json(&steps);
    } else {
        let mut table = Table::bare();
        for step in steps {
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
