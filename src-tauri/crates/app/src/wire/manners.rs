//! How a connection's EHR is asked: its vendor's table, and what the connection says otherwise.

use super::hidden::Hidden;
use super::wire;

wire! {
    /// What a connection says otherwise than its vendor's table; absent where it says nothing.
    #[serde(rename_all = "camelCase")]
    pub struct MannersOverride {
        /// "epic", "oracle", "meditech" or "generic".
        pub vendor: Option<String>,
        /// Records on a page.
        pub page: Option<u32>,
        /// Requests under way at one time.
        pub requests: Option<u32>,
        /// Searches in one request; 1 asks each by itself.
        pub batch: Option<u32>,
        /// Rest after each answer, milliseconds.
        pub rest_ms: Option<u32>,
        /// Whether `_lastUpdated` may be relied on.
        pub last_updated: Option<bool>,
        /// Further headers of every request to this EHR.
        #[serde(default)]
        pub headers: Vec<ExtraHeader>,
    }

    /// A header that an EHR wants beside the usual ones.
    #[serde(rename_all = "camelCase")]
    pub struct ExtraHeader {
        /// Its name.
        pub name: String,
        /// Its value; absent in an answer, and where the one that is kept stays.
        pub value: Option<Hidden>,
    }

    /// How a connection's EHR is asked.
    #[serde(rename_all = "camelCase")]
    pub struct ConnectionManners {
        /// Whose server it is, from its CapabilityStatement or as the connection says.
        pub vendor: String,
        /// As people call it.
        pub vendor_name: String,
        /// Whether its CapabilityStatement is known yet.
        pub known: bool,
        /// Records on a page, where a type has no number of its own.
        pub page: u32,
        /// Requests under way at one time.
        pub requests: u32,
        /// Searches in one request at the most; 1 where each is asked by itself.
        pub batch: u32,
        /// Types that are asked in parts.
        pub in_parts: Vec<String>,
        /// What the connection says otherwise.
        pub own: MannersOverride,
    }

    /// Set what a connection says otherwise.
    #[serde(rename_all = "camelCase")]
    pub struct SetManners {
        /// Connection id or name.
        pub connection: String,
        /// What it says.
        pub own: MannersOverride,
    }
}
