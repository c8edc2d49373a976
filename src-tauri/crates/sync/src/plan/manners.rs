//! How one connection's server is asked: its vendor's table, what the connection says otherwise, and
//! what the server taught by refusing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use wardbook_fhir::Capabilities;

use super::kinds::Kind;
pub use super::vendor::{Headers, Override, Profile, Vendor};

/// How a server wants to be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manners {
    /// Whose it is.
    #[serde(default)]
    pub vendor: Vendor,
    /// Types whose search by patient alone it refused: they are asked in parts.
    #[serde(default)]
    pub in_parts: BTreeSet<String>,
    /// What the connection says otherwise.
    #[serde(skip)]
    pub own: Override,
}

/// Records asked for on a page at the most; servers give less where they have a ceiling of their own.
const LARGEST_PAGE: u32 = 1000;

impl Manners {
    /// What the CapabilityStatement gives away, and what was learned before.
    pub fn of(capabilities: &Capabilities, learned: Option<&str>) -> Self {
        let learned: Self = learned
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default();
        Self {
            vendor: Vendor::of(capabilities),
            in_parts: learned.in_parts,
            own: Override::default(),
        }
    }

    /// With what the connection says otherwise.
    pub fn overridden(mut self, own: Override) -> Self {
        self.vendor = own.vendor.unwrap_or(self.vendor);
        self.own = own;
        self
    }

    /// The vendor's table.
    pub fn profile(&self) -> &'static Profile {
        self.vendor.profile()
    }

    /// As it is kept between syncs.
    pub fn to_setting(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The name it is kept under.
    pub fn setting(connection: i64) -> String {
        format!("sync.{connection}.manners")
    }

    /// This type is asked for in parts.
    pub fn asks_in_parts(&self, kind: &Kind) -> bool {
        kind.split.is_some()
            && (self.in_parts.contains(kind.resource_type)
                || self.profile().in_parts.contains(&kind.resource_type))
    }

    /// Parameters this server demands beside the patient.
    pub fn demanded(
        &self,
        resource_type: &str,
    ) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.profile()
            .demands
            .iter()
            .filter(move |(typ, ..)| *typ == resource_type)
            .map(|(_, name, value)| (*name, *value))
    }

    /// How many records of this type to ask for on a page.
    pub fn page_size(&self, resource_type: &str) -> u32 {
        self.own
            .page
            .unwrap_or_else(|| self.profile().page_of(resource_type))
    }

    /// How many to ask for on a page when the walk over pages of `asked` has begun anew so often because its
    /// next links expired: fewer links have fewer chances to. What the connection itself says stays.
    pub fn page_after(&self, asked: u32, restarts: u32) -> u32 {
        if self.own.page.is_some() {
            return asked;
        }
        let larger = asked.saturating_mul(1 << restarts.min(8));
        larger.min(LARGEST_PAGE).max(asked)
    }

    /// It takes `_lastUpdated` only as a range closed at both ends.
    pub fn wants_closed_range(&self) -> bool {
        self.profile().closed_range
    }

    /// `_lastUpdated` may be relied on where it is offered.
    pub fn trusts_last_updated(&self) -> bool {
        self.own.last_updated.unwrap_or(true)
    }

    /// Requests under way at one time, when so many are wished for.
    pub fn requests(&self, wished: usize) -> usize {
        self.own
            .requests
            .unwrap_or_else(|| wished.min(self.profile().requests))
            .max(1)
    }

    /// Searches to ask in one request; fewer than two where each is asked by itself. A connection may insist where the
    /// server does not say that it takes batches.
    pub fn batch(&self, capabilities: &Capabilities) -> usize {
        let offered = capabilities.interactions.contains("batch");
        let usual = if offered { self.profile().batch } else { 0 };
        self.own.batch.unwrap_or(usual)
    }

    /// How long to leave the server alone after an answer that took so long.
    pub fn rest_after(&self, took: std::time::Duration) -> std::time::Duration {
        if let Some(rest) = self.own.rest_ms {
            return std::time::Duration::from_millis(rest);
        }
        let slow = std::time::Duration::from_millis(self.profile().slow_ms);
        if took > slow {
            // Never longer than a minute: one answer that hung says nothing about the next.
            took.min(std::time::Duration::from_secs(60))
        } else {
            std::time::Duration::ZERO
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Duration;

    use super::*;

    fn at(vendor: Vendor) -> Manners {
        Manners {
            vendor,
            ..Manners::default()
        }
    }

    #[test]
    fn a_busy_server_is_left_alone_half_of_the_time() {
        let epic = at(Vendor::Epic);
        assert_eq!(epic.rest_after(Duration::from_millis(900)), Duration::ZERO);
        let slow = Duration::from_secs(3);
        assert_eq!(epic.rest_after(slow), slow);
        assert_eq!(
            epic.rest_after(Duration::from_secs(500)),
            Duration::from_secs(60)
        );
    }

    #[test]
    fn what_the_connection_says_counts_more_than_the_vendors_table() {
        let own = Override {
            vendor: Some(Vendor::Oracle),
            page: Some(7),
            requests: Some(9),
            rest_ms: Some(40),
            last_updated: Some(false),
            ..Override::default()
        };
        let manners = at(Vendor::Epic).overridden(own);
        assert_eq!(manners.vendor, Vendor::Oracle);
        assert!(manners.wants_closed_range());
        assert_eq!(manners.page_size("Observation"), 7);
        assert_eq!(manners.requests(4), 9);
        assert_eq!(
            manners.rest_after(Duration::ZERO),
            Duration::from_millis(40)
        );
        assert!(!manners.trusts_last_updated());
        assert_eq!(at(Vendor::Epic).requests(4), 3);
        assert_eq!(at(Vendor::Oracle).page_size("Observation"), 200);
    }

    #[test]
    fn searches_are_asked_together_where_the_server_takes_batches_or_the_connection_insists() {
        let statement = |interaction: &str| {
            let json = format!(
                r#"{{"resourceType":"CapabilityStatement","rest":[{{"mode":"server","interaction":[{interaction}]}}]}}"#
            );
            Capabilities::parse(json.as_bytes()).unwrap()
        };
        let (takes, takes_none) = (statement(r#"{"code":"batch"}"#), statement(""));
        assert_eq!(at(Vendor::Generic).batch(&takes), 25);
        assert_eq!(at(Vendor::Oracle).batch(&takes), 10);
        assert_eq!(at(Vendor::Generic).batch(&takes_none), 0);
        let own = Override {
            batch: Some(4),
            ..Override::default()
        };
        assert_eq!(at(Vendor::Epic).overridden(own).batch(&takes_none), 4);
    }
}
