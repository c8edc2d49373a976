//! One connection: all about it, its test, its schema, changing it.

use wardbook_app::wire::connection::{
    Auth, Connection, ConnectionRef, EditConnection, SecretState,
};
use wardbook_app::wire::schema::Schema;

use crate::args::ConnectionCommand;
use crate::connect;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;
use crate::words;

pub(crate) async fn act(program: &Program, command: ConnectionCommand) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    match command {
        ConnectionCommand::Show { name } => {
            let all = app.list_connections(me).await?;
            let Some(one) = all
                .into_iter()
                .find(|one| one.id == name || one.name.eq_ignore_ascii_case(&name))
            else {
                // Asking for what is not there says so, with its code.
                let missing = ConnectionRef { connection: name };
                app.connection_schema(me, missing).await?;
                return Err(Ended::Said);
            };
            show(program, &one);
            Ok(())
        }
        ConnectionCommand::Test { name } => {
            let steps = app.check_connection(me, of(name)).await?;
            connect::said_steps(program, &steps)
        }
        ConnectionCommand::Schema { name, kind } => {
            let mut schema = app.connection_schema(me, of(name)).await?;
            if let Some(kind) = kind {
                schema
                    .types
                    .retain(|one| one.name.eq_ignore_ascii_case(&kind));
            }
            say_schema(program, &schema);
            Ok(())
        }
        ConnectionCommand::Edit {
            name,
            rename,
            fhir_base,
            how,
        } => {
            let all = app.list_connections(me).await?;
            let base = all
                .iter()
                .find(|one| one.id == name || one.name.eq_ignore_ascii_case(&name))
                .map(|one| one.fhir_base.clone());
            let to = connect::new(
                rename.unwrap_or_else(|| name.clone()),
                fhir_base.or(base).unwrap_or_default(),
                *how,
                false,
            )?;
            let request = EditConnection {
                connection: name,
                to,
            };
            show(program, &app.edit_connection(me, request).await?);
            Ok(())
        }
        ConnectionCommand::NewKey { name } => {
            show(program, &app.new_client_key(me, of(name)).await?);
            Ok(())
        }
        ConnectionCommand::Refresh { name } => {
            let state = app.refresh_sign_in(me, of(name)).await?;
            if program.json {
                print::json(&state);
            } else {
                print::line(&words::sign_in(&state));
            }
            Ok(())
        }
    }
}

fn of(name: String) -> ConnectionRef {
    ConnectionRef { connection: name }
}

fn kind(auth: Auth) -> &'static str {
    match auth {
        Auth::Smart => "SMART on FHIR",
        Auth::SmartSecret => "SMART on FHIR with a secret",
        Auth::SmartKey => "SMART on FHIR with a private key",
        Auth::Oauth => "OAuth 2",
        Auth::ClientCredentials => "OAuth 2 client credentials",
        Auth::Basic => "user name and password",
        Auth::ApiKey => "API key in a header",
        Auth::None => "none",
    }
}

fn show(program: &Program, one: &Connection) {
    if program.json {
        print::json(one);
        return;
    }
    let mut table = Table::bare();
    let mut say = |what: &str, text: Option<String>| {
        if let Some(text) = text {
            table.row([what.to_owned(), text]);
        }
    };
    say("Name", Some(one.name.clone()));
    say("FHIR base URL", Some(one.fhir_base.clone()));
    say("Software", one.software.clone());
    say("FHIR version", one.fhir_version.clone());
    say("Kind of sign-in", Some(kind(one.auth).to_owned()));
    say("Client id", one.client_id.clone());
    say("User or header", one.details.account.clone());
    say(
        "Secret",
        match one.secret {
            SecretState::NotNeeded => None,
            SecretState::Kept => Some("kept".to_owned()),
            SecretState::Missing => Some("MISSING".to_owned()),
        },
    );
    say("Redirect address to register", one.redirect_uri.clone());
    for address in &one.launch_uris {
        say("Launch address to register", Some(address.clone()));
    }
    say("Sign-in", Some(words::sign_in(&one.sign_in)));
    say("Patients here", Some(one.patients.to_string()));
    say("Records here", Some(one.records.to_string()));
    table.lines(0).iter().for_each(|line| print::line(line));
    if let Some(keys) = &one.public_keys {
        print::line("");
        print::line("Public key to register:");
        print::line(keys);
    }
    if !one.scopes.is_empty() {
        print::line("");
        let mut table = Table::new(&["Asked for", "Granted", ""]);
        for row in &one.scopes {
            table.row([
                row.asked.clone().unwrap_or_else(|| "-".to_owned()),
                row.granted.join(" "),
                if row.whole { "" } else { "not as asked" }.to_owned(),
            ]);
        }
        table.lines(0).iter().for_each(|line| print::line(line));
    }
}

fn say_schema(program: &Program, schema: &Schema) {
    if program.json {
        print::json(schema);
        return;
    }
    if !schema.fresh {
        print::words("The EHR does not answer: this is what it said before.");
    }
    let mut table = Table::bare();
    let mut say = |what: &str, text: String| {
        if !text.is_empty() {
            table.row([what.to_owned(), text]);
        }
    };
    say(
        "FHIR version",
        schema.fhir_version.clone().unwrap_or_default(),
    );
    say("Software", schema.software.clone().unwrap_or_default());
    say(
        "Installation",
        schema.implementation.clone().unwrap_or_default(),
    );
    say("Published by", schema.publisher.clone().unwrap_or_default());
    say("Made", schema.date.clone().unwrap_or_default());
    say("Formats", schema.formats.join(", "));
    say("Security", schema.security.join(", "));
    say("Whole system", schema.system.join(", "));
    table.lines(0).iter().for_each(|line| print::line(line));
    for one in &schema.types {
        print::line("");
        let granted = one
            .granted
            .as_deref()
            .map(|word| format!("  (granted: {word})"))
            .unwrap_or_default();
        print::line(&format!("{}{granted}", one.name));
        for (what, list) in [
            ("can", &one.interactions),
            ("search by", &one.search_params),
            ("includes", &one.includes),
            ("operations", &one.operations),
            ("profiles", &one.profiles),
        ] {
            if !list.is_empty() {
                print::line(&format!("  {what}: {}", list.join(", ")));
            }
        }
    }
}
