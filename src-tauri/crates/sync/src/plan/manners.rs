//! What a server wants to be asked like, beyond what its CapabilityStatement can say: known of the
//! vendor, or learned from a refusal.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use wardbook_fhir::Capabilities;

use super::kinds::Kind;

/// Whose server it is, as far as it changes how it is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vendor {
    /// Any FHIR R4 server.
    #[default]
    Generic,
    /// Epic.
    Epic,
    /// Oracle Health (Cerner Millennium).
    Oracle,
}

/// How a server wants to be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manners {
    /// Whose it is.
    #[serde(default)]
    pub vendor: Vendor,
    /// Types whose search by patient alone it refused: they are asked in parts.
    #[serde(default)]
    pub in_parts: BTreeSet<String>,
}

impl Manners {
    /// What the CapabilityStatement gives away, and what was learned before.
    pub fn of(capabilities: &Capabilities, learned: Option<&str>) -> Self {
        let learned: Self = learned
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default();
        Self {
            vendor: vendor(capabilities),
            in_parts: learned.in_parts,
        }
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
        kind.split.is_some_and(|split| {
            self.in_parts.contains(kind.resource_type)
                || (self.vendor == Vendor::Epic && split.demanded_at_epic)
        })
    }

    /// Parameters this server demands beside the patient.
    pub fn demanded(&self, resource_type: &str) -> &'static [(&'static str, &'static str)] {
        match (self.vendor, resource_type) {
            // Refuses a search by patient alone; every appointment has a date.
            (Vendor::Oracle, "Appointment") => &[("date", "ge1900-01-01T00:00:00Z")],
            _ => &[],
        }
    }

    /// How many records to ask for on a page.
    pub fn page_size(&self) -> u32 {
        match self.vendor {
            // Seen to be honoured; more is not documented.
            Vendor::Epic => 50,
            Vendor::Oracle => 100,
            Vendor::Generic => 200,
        }
    }

    /// It takes `_lastUpdated` only as a range closed at both ends.
    pub fn wants_closed_range(&self) -> bool {
        self.vendor == Vendor::Oracle
    }
}

fn vendor(capabilities: &Capabilities) -> Vendor {
    let software = capabilities
        .software_name
        .as_deref()
        .unwrap_or_default()
        .to_ascii_lowercase();
    if software == "epic" {
        return Vendor::Epic;
    }
    // Millennium names no software; parameters of its own begin with a dash.
    let own = |param: &String| param.starts_with('-');
    let said = [&capabilities.publisher, &capabilities.implementation];
    let oracle = said
        .iter()
        .any(|said| said.as_deref().is_some_and(|s| s.contains("Oracle Health")))
        || capabilities
            .types
            .values()
            .any(|offer| offer.search_params.iter().any(own));
    if oracle {
        Vendor::Oracle
    } else {
        Vendor::Generic
    }
}
