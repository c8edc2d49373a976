//! How an EHR is asked: its vendor's table, and what this connection says otherwise.

use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::hidden::Hidden;
use wardbook_app::wire::manners::{ExtraHeader, MannersOverride, SetManners};

use crate::ask;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;

/// Headers as typed, `Name: value`; a value that is not there is asked for.
pub(crate) fn headers(typed: &[String]) -> Result<Vec<ExtraHeader>, Ended> {
    let read = |text: &String| {
        let (name, value) = match text.split_once(':') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text.as_str(), ask::secret(&format!("Value of {text}: "))?),
        };
        Ok(ExtraHeader {
            name: name.trim().to_owned(),
            value: Some(Hidden::new(value.unwrap_or_default())),
        })
    };
    typed.iter().map(read).collect()
}

/// Shows it, or sets what is said and then shows it.
pub(crate) async fn run(
    program: &Program,
    name: String,
    said: MannersOverride,
    no_headers: &[String],
    reset: bool,
) -> Result<(), Ended> {
    program.open().await?;
    let request = ConnectionRef {
        connection: name.clone(),
    };
    let mut found = program.app.connection_manners(&program.me, request).await?;
    let nothing = said.vendor.is_none()
        && said.page.is_none()
        && said.requests.is_none()
        && said.batch.is_none()
        && said.rest_ms.is_none()
        && said.last_updated.is_none()
        && said.headers.is_empty()
        && no_headers.is_empty();
    if reset || !nothing {
        let before = if reset { said.clone() } else { found.own };
        let same = |one: &str, other: &str| one.trim().eq_ignore_ascii_case(other.trim());
        let mut headers = said.headers;
        for kept in before.headers {
            let again = headers.iter().any(|new| same(&new.name, &kept.name));
            let gone = no_headers.iter().any(|name| same(name, &kept.name));
            if !again && !gone {
                headers.push(kept);
            }
        }
        let own = MannersOverride {
            vendor: said.vendor.or(before.vendor),
            page: said.page.or(before.page),
            requests: said.requests.or(before.requests),
            batch: said.batch.or(before.batch),
            rest_ms: said.rest_ms.or(before.rest_ms),
            last_updated: said.last_updated.or(before.last_updated),
            headers,
        };
        let request = SetManners {
            connection: name,
            own,
        };
        found = program
            .app
            .set_connection_manners(&program.me, request)
            .await?;
    }
    if program.json {
        print::json(&found);
        return Ok(());
    }
    let mut table = Table::bare();
    let mut say = |name: &str, value: String| table.row([name.to_owned(), value]);
    let guess = if found.known { "" } else { " (not asked yet)" };
    say("Vendor", format!("{}{guess}", found.vendor_name));
    say("Records on a page", found.page.to_string());
    say("Requests at one time", found.requests.to_string());
    let batch = match found.batch {
        0 | 1 => "each by itself".to_owned(),
        several => several.to_string(),
    };
    say("Searches in one request", batch);
    say("Asked in parts", found.in_parts.join(", "));
    if let Some(rest) = found.own.rest_ms {
        say("Rest after an answer", format!("{rest} ms"));
    }
    if found.own.last_updated == Some(false) {
        say("_lastUpdated", "not relied on".to_owned());
    }
    let names: Vec<&str> = found.own.headers.iter().map(|h| h.name.as_str()).collect();
    if !names.is_empty() {
        say("Further headers", names.join(", "));
    }
    table.lines(0).iter().for_each(|line| print::line(line));
    Ok(())
}
