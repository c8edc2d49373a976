//! How a connection's EHR is asked: shown, and said otherwise by hand.

use wardbook_fhir::Capabilities;
use wardbook_store::{connections, settings};
use wardbook_sync::plan::manners::Manners;
use wardbook_sync::{Override, Vendor};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass};
use crate::failure::Fault;
use crate::wire::connection::ConnectionRef;
use crate::wire::manners::{ConnectionManners, MannersOverride, SetManners};
use crate::wire::profile::Failure;

/// Requests under way that no EHR is asked for more of.
const MOST_REQUESTS: u32 = 16;
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
        let act = Act::unrecorded("manners", Permission::ListPatients);
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
            let own = checked(&request.own)?;
            let (key, json) = (Override::setting(row.id), own.to_setting());
            pass.write(move |tx| {
                if own == Override::default() {
                    settings::remove(tx, &key)
                } else {
                    settings::set(tx, &key, &json)
                }
            })
            .await?;
            manners(&pass, row).await
        })
        .await
    }
}

fn checked(own: &MannersOverride) -> Result<Override, Fault> {
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
        rest_ms: within(own.rest_ms, 0, LONGEST_REST, "The rest after an answer")?.map(u64::from),
        last_updated: own.last_updated,
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
    let found =
        Manners::of(&statement.unwrap_or_default(), learned.as_deref()).overridden(own.clone());
    let profile = found.profile();
    let mut in_parts: Vec<String> = profile
        .in_parts
        .iter()
        .map(|typ| (*typ).to_owned())
        .collect();
    in_parts.extend(found.in_parts.iter().cloned());
    in_parts.sort();
    in_parts.dedup();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(ConnectionManners {
        vendor: found.vendor.as_str().to_owned(),
        vendor_name: profile.name.to_owned(),
        known,
        page: found.page_size(""),
        requests: count(found.requests(REQUESTS)),
        in_parts,
        own: MannersOverride {
            vendor: own.vendor.map(|vendor| vendor.as_str().to_owned()),
            page: own.page,
            requests: own.requests.map(count),
            rest_ms: own.rest_ms.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX)),
            last_updated: own.last_updated,
        },
    })
}
