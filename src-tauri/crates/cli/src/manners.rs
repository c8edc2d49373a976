//! How an EHR is asked: its vendor's table, and what this connection says otherwise.

use wardbook_app::wire::connection::ConnectionRef;
use wardbook_app::wire::manners::{MannersOverride, SetManners};

use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;

/// Shows it, or sets what is said and then shows it.
pub(crate) async fn run(
    program: &Program,
    name: String,
    said: MannersOverride,
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
        && said.rest_ms.is_none()
        && said.last_updated.is_none();
    if reset || !nothing {
        let before = if reset { said.clone() } else { found.own };
        let own = MannersOverride {
            vendor: said.vendor.or(before.vendor),
            page: said.page.or(before.page),
            requests: said.requests.or(before.requests),
            rest_ms: said.rest_ms.or(before.rest_ms),
            last_updated: said.last_updated.or(before.last_updated),
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
    say("Asked in parts", found.in_parts.join(", "));
    if let Some(rest) = found.own.rest_ms {
        say("Rest after an answer", format!("{rest} ms"));
    }
    if found.own.last_updated == Some(false) {
        say("_lastUpdated", "not relied on".to_owned());
    }
    table.lines(0).iter().for_each(|line| print::line(line));
    Ok(())
}
