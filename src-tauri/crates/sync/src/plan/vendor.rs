//! What is known of a vendor's servers beyond their CapabilityStatements, as data: one table a vendor.
//! A connection may say otherwise (`Override`); what a server teaches by refusing is kept beside.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use wardbook_fhir::Capabilities;

/// Whose server it is, as far as it changes how it is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vendor {
    /// Any FHIR R4 server.
    #[default]
    Generic,
    /// Epic.
    Epic,
    /// Oracle Health (Cerner Millennium).
    Oracle,
    /// MEDITECH.
    Meditech,
}

/// How a vendor's servers want to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// Whose.
    pub vendor: Vendor,
    /// As people call it.
    pub name: &'static str,
    /// `software.name`, to the letter but for its case.
    pub software: &'static [&'static str],
    /// Words of the publisher, the implementation or the software.
    pub words: &'static [&'static str],
    /// Search parameters of its own begin with a dash.
    pub dashed_params: bool,
    /// Records asked for on a page.
    pub page: u32,
    /// The same for some types.
    pub pages: &'static [(&'static str, u32)],
    /// Patients asked for on a page of a search for people.
    pub people: u32,
    /// Types it refuses to search by patient alone.
    pub in_parts: &'static [&'static str],
    /// Parts of a type that only it knows.
    pub parts: &'static [(&'static str, &'static [&'static str])],
    /// Parameters it demands beside the patient: type, name, value.
    pub demands: &'static [(&'static str, &'static str, &'static str)],
    /// `_lastUpdated` only as a range closed at both ends.
    pub closed_range: bool,
    /// Names of two parts are searched by `family` and `given`.
    pub names_apart: bool,
    /// Searches people only by a number, or by a name together with a birth date.
    pub people_by_birth_date: bool,
    /// Requests under way at one time.
    pub requests: usize,
    /// Searches in one request at the most, where the server takes batches.
    pub batch: usize,
    /// An answer that took longer than this, in milliseconds, is followed by a rest as long as
    /// itself: a server that is busy is left alone half of the time.
    pub slow_ms: u64,
}

const ANY: Profile = Profile {
    vendor: Vendor::Generic,
    name: "FHIR R4",
    software: &[],
    words: &[],
    dashed_params: false,
    page: 200,
    pages: &[],
    people: 50,
    in_parts: &[],
    parts: &[],
    demands: &[],
    closed_range: false,
    names_apart: false,
    people_by_birth_date: false,
    requests: 4,
    // What one vendor documents as its limit; none is known to allow less.
    batch: 25,
    slow_ms: 5_000,
};

const EPIC: Profile = Profile {
    vendor: Vendor::Epic,
    name: "Epic",
    software: &["epic"],
    // Seen to be honoured; more is not documented.
    page: 50,
    in_parts: &["Observation", "CarePlan"],
    parts: &[
        (
            "Observation",
            &[
                "smartdata",
                "obstetrics-gynecology",
                "periodontal",
                "phenotype",
            ],
        ),
        (
            "Condition",
            &[
                "medical-history",
                "reason-for-visit",
                "infection",
                "genomics",
                "dental-finding",
            ],
        ),
        // SNOMED CT, as the captures of Epic's sandbox have them.
        (
            "CarePlan",
            &[
                "38717003",
                "734163000",
                "736271009",
                "736353004",
                "738906000",
                "736378000",
                "409073007",
                "959871000000107",
                "719091000000102",
                "inpatient-pathway",
            ],
        ),
    ],
    names_apart: true,
    people_by_birth_date: true,
    // Guests are to use no more than a hundredth of the hospital's database at peak.
    requests: 3,
    slow_ms: 1_000,
    ..ANY
};

const ORACLE: Profile = Profile {
    vendor: Vendor::Oracle,
    name: "Oracle Health",
    words: &["Oracle Health", "Cerner"],
    dashed_params: true,
    page: 100,
    pages: &[("Observation", 200), ("Account", 10)],
    // Gives twenty at most and refuses more.
    people: 20,
    in_parts: &["CarePlan"],
    // Refuses a search by patient alone; every appointment has a date.
    demands: &[("Appointment", "date", "ge1900-01-01T00:00:00Z")],
    closed_range: true,
    names_apart: true,
    // It says that it takes batches and not how large: small enough for its gateway to wait for.
    batch: 10,
    slow_ms: 2_000,
    ..ANY
};

const MEDITECH: Profile = Profile {
    vendor: Vendor::Meditech,
    name: "MEDITECH",
    words: &["Medical Information Technology", "MEDITECH"],
    // Its sandbox gives twenty unasked.
    page: 50,
    requests: 2,
    slow_ms: 2_000,
    ..ANY
};

/// Every vendor that is known, and last what holds for any other.
pub const PROFILES: &[Profile] = &[EPIC, ORACLE, MEDITECH, ANY];

impl Vendor {
    /// Its table.
    pub fn profile(self) -> &'static Profile {
        PROFILES
            .iter()
            .find(|profile| profile.vendor == self)
            .unwrap_or(&ANY)
    }

    /// Whose server describes itself like this.
    pub fn of(capabilities: &Capabilities) -> Self {
        PROFILES
            .iter()
            .find(|profile| profile.is_of(capabilities))
            .map_or(Self::Generic, |profile| profile.vendor)
    }

    /// By its name at the edge: `epic`, `oracle`, `meditech`, `generic`.
    pub fn named(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_ascii_lowercase())).ok()
    }

    /// Its name at the edge.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::Epic => "epic",
            Self::Oracle => "oracle",
            Self::Meditech => "meditech",
        }
    }
}

impl Profile {
    fn is_of(&self, capabilities: &Capabilities) -> bool {
        let software = capabilities.software_name.as_deref();
        let named = |name: &&str| software.is_some_and(|own| own.eq_ignore_ascii_case(name));
        let said = [
            software,
            capabilities.publisher.as_deref(),
            capabilities.implementation.as_deref(),
        ];
        let says = |word: &&str| said.iter().flatten().any(|said| said.contains(*word));
        let dashed = || {
            let mut offers = capabilities.types.values();
            offers.any(|offer| offer.search_params.iter().any(|name| name.starts_with('-')))
        };
        self.software.iter().any(named)
            || self.words.iter().any(says)
            || (self.dashed_params && dashed())
    }

    /// Records to ask for on a page of this type.
    pub fn page_of(&self, resource_type: &str) -> u32 {
        let own = self.pages.iter().find(|(typ, _)| *typ == resource_type);
        own.map_or(self.page, |(_, page)| *page)
    }

    /// Parts of this type that only this vendor knows.
    pub fn parts_of(&self, resource_type: &str) -> &'static [&'static str] {
        let own = self.parts.iter().find(|(typ, _)| *typ == resource_type);
        own.map_or(&[], |(_, parts)| *parts)
    }
}

/// What a connection says otherwise than its vendor's table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Override {
    /// Another vendor's table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Vendor>,
    /// Records on a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Requests under way at one time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<usize>,
    /// Searches in one request; 1 asks each by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<usize>,
    /// Rest after each answer, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rest_ms: Option<u64>,
    /// Whether `_lastUpdated` may be relied on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_updated: Option<bool>,
    /// Further headers of every request to this server.
    #[serde(skip_serializing_if = "Headers::is_empty")]
    pub headers: Headers,
}

/// Headers by name. Their values may be secret and are never printed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Headers(pub BTreeMap<String, String>);

impl Headers {
    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Override {
    /// As it is kept; what cannot be understood says nothing.
    pub fn parse(setting: Option<&str>) -> Self {
        setting
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default()
    }

    /// As it is kept.
    pub fn to_setting(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The name it is kept under.
    pub fn setting(connection: i64) -> String {
        format!("sync.{connection}.override")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_vendor_has_one_table_and_is_found_by_its_name() {
        for profile in PROFILES {
            assert_eq!(profile.vendor.profile(), profile);
            assert_eq!(Vendor::named(profile.vendor.as_str()), Some(profile.vendor));
        }
        assert_eq!(Vendor::named("allscripts"), None);
    }

    #[test]
    fn an_override_comes_back_as_it_was_kept() {
        let own = Override {
            vendor: Some(Vendor::Oracle),
            page: Some(10),
            rest_ms: Some(7),
            ..Override::default()
        };
        assert_eq!(Override::parse(Some(&own.to_setting())), own);
        let headers = BTreeMap::from([("x-site".to_owned(), "s3cret".to_owned())]);
        let own = Override {
            headers: Headers(headers),
            ..own
        };
        assert_eq!(Override::parse(Some(&own.to_setting())), own);
        let printed = format!("{own:?}");
        assert!(printed.contains("x-site") && !printed.contains("s3cret"));
        assert_eq!(Override::parse(Some("?")), Override::default());
    }
}
