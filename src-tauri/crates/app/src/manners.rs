//! How a connection's EHR is asked: shown, and said otherwise by hand.

use wardbook_fhir::Capabilities;
use wardbook_store::{connections, settings};
use wardbook_sync::plan::manners::Manners;
use wardbook_sync::{Headers, Override, Vendor};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::wire::connection::ConnectionRef;
use crate::wire::manners::{ConnectionManners, ExtraHeader, MannersOverride, SetManners};
use crate::wire::profile::Failure;

/// Requests under way that no EHR is asked for more of.
const MOST_REQUESTS: u32 = 16;
const MOST_TOGETHER: u32 = 100;
/// Records on a page that no EHR is asked for more of.
const MOST_RECORDS: u32 = 1_000;
/// The longest rest after an answer, milliseconds.
const LONGEST_REST: u32 = 60_000;
/// Requests under way where nothing else is said.
const REQUESTS: usize = 4;

impl App {
    /// How a connection's EHR is asked.
    pub async fn connection_manners(
        &self,
        actor: &Actor,
        request: ConnectionRef,
    ) -> Result<ConnectionManners, Failure> {
        let act = Act::unrecorded("manners", Permission::SeeHealth);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            manners(&pass, row).await
        })
        .await
    }

    /// Says otherwise; an override without a word says nothing.
    pub async fn set_connection_manners(
        &self,
        actor: &Actor,
        request: SetManners,
    ) -> Result<ConnectionManners, Failure> {
        let act = Act::recorded("manners.set", Permission::ManageConnections);
        self.enter(actor, act, |pass| async move {
            let row = pass.connection(&request.connection).await?;
            let id = row.id;
            let before = pass
                .read(move |_, c| settings::get(c, &Override::setting(id)))
                .await?;
            let before = Override::parse(before.as_deref()).headers;
            let own = checked(&request.own, &before)?;
            let other_headers = own.headers != before;
            let (key, json) = (Override::setting(row.id), own.to_setting());
            pass.write(move |tx| {
                if own == Override::default() {
                    settings::remove(tx, &key)
                } else {
                    settings::set(tx, &key, &json)
                }
            })
            .await?;
            if other_headers {
                pass.give_up(id).await;
            }
            manners(&pass, row).await
        })
        .await
    }
}

/// Headers that say who asks or how the message is built: these are the program's own.
const OWN_HEADERS: [&str; 20] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "if-match",
    "if-none-exist",
    "if-none-match",
    "prefer",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-request-id",
    "keep-alive",
];
/// More of them nobody needs.
const MOST_HEADERS: usize = 10;
/// Longer ones servers refuse.
const LONGEST_VALUE: usize = 2_000;

fn headers(said: &[ExtraHeader], before: &Headers) -> Result<Headers, Fault> {
    let mut kept = Headers::default();
    for header in said {
        let name = header.name.trim().to_ascii_lowercase();
        let letters = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        if name.is_empty() || name.len() > 100 || !name.bytes().all(letters) {
            return Err(Fault::invalid(
                "A header's name is letters, digits and hyphens.",
            ));
        }
        if OWN_HEADERS.contains(&name.as_str()) || name.starts_with("sec-") {
            return Err(Fault::invalid(
                "This header is the program's own. Secrets of a sign-in belong to the connection.",
            ));
        }
        let value = match &header.value {
            Some(value) => value.expose().trim().to_owned(),
            None => before.0.get(&name).cloned().unwrap_or_default(),
        };
        let plain = value.bytes().all(|b| (b' '..=b'~').contains(&b));
        if value.is_empty() || value.len() > LONGEST_VALUE || !plain {
            return Err(Fault::invalid(
                "A header's value is one line of plain letters, digits and signs.",
            ));
        }
        kept.0.insert(name, value);
    }
    if kept.0.len() > MOST_HEADERS {
        return Err(Fault::invalid("Ten further headers are the most."));
    }
    Ok(kept)
}

fn checked(own: &MannersOverride, before: &Headers) -> Result<Override, Fault> {
    let vendor = match own.vendor.as_deref() {
        None => None,
        Some(name) => Some(Vendor::named(name).ok_or_else(|| {
            Fault::invalid("A vendor is one of epic, oracle, meditech and generic.")
        })?),
    };
    let within = |value: Option<u32>, least: u32, most: u32, what: &str| match value {
        Some(n) if n < least || n > most => {
            Err(Fault::invalid(format!("{what} must be {least} to {most}.")))
        }
        other => Ok(other),
    };
    Ok(Override {
        vendor,
        page: within(own.page, 1, MOST_RECORDS, "Records on a page")?,
        requests: within(own.requests, 1, MOST_REQUESTS, "Requests at one time")?
            .map(|n| n as usize),
        batch: within(own.batch, 1, MOST_TOGETHER, "Searches in one request")?.map(|n| n as usize),
        rest_ms: within(own.rest_ms, 0, LONGEST_REST, "The rest after an answer")?.map(u64::from),
        last_updated: own.last_updated,
        headers: headers(&own.headers, before)?,
    })
}

async fn manners(pass: &Pass, row: connections::Row) -> Result<ConnectionManners, Fault> {
    let id = row.id;
    let (learned, own) = pass
        .read(move |_, c| {
            Ok((
                settings::get(c, &Manners::setting(id))?,
                settings::get(c, &Override::setting(id))?,
            ))
        })
        .await?;
    let statement = row
        .capability
        .as_deref()
        .and_then(|bytes| Capabilities::parse(bytes).ok());
    let known = statement.is_some();
    let own = Override::parse(own.as_deref());
    let statement = statement.unwrap_or_default();
    let found = Manners::of(&statement, learned.as_deref()).overridden(own.clone());
    let profile = found.profile();
    let mut in_parts: Vec<String> = profile
        .in_parts
        .iter()
        .map(|typ| (*typ).to_owned())
        .collect();
    in_parts.extend(found.in_parts.iter().cloned());
    in_parts.sort();
    in_parts.dedup();
    let names = own.headers.0.into_keys();
    let names = names.map(|name| ExtraHeader { name, value: None });
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(ConnectionManners {
        vendor: found.vendor.as_str().to_owned(),
        vendor_name: profile.name.to_owned(),
        known,
        page: found.page_size(""),
        requests: count(found.requests(REQUESTS)),
        batch: count(found.batch(&statement).max(1)),
        in_parts,
        own: MannersOverride {
            vendor: own.vendor.map(|vendor| vendor.as_str().to_owned()),
            page: own.page,
            requests: own.requests.map(count),
            batch: own.batch.map(count),
            rest_ms: own.rest_ms.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX)),
            last_updated: own.last_updated,
            headers: names.collect(),
        },
    })
}
