//! Syncing by itself: for whom, how often, and when not.

use super::wire;

wire! {
    /// How a connection is synced without being asked to.
    #[serde(rename_all = "camelCase")]
    pub struct AutomaticSync {
        /// Every so many minutes; absent where it is not.
        pub every_minutes: Option<u32>,
        /// These patients, by FHIR id at the EHR; all that are here where the list is empty.
        #[serde(default)]
        pub patients: Vec<String>,
        /// As soon as an EHR that was not reached is there again.
        #[serde(default)]
        pub on_reconnect: bool,
        /// A chart that is looked at and was not synced for so many minutes.
        pub stale_minutes: Option<u32>,
        /// Held by a person until they let it go on.
        #[serde(default)]
        pub paused: bool,
        /// Those of `patients` that are here, by name. Told, never asked: what is sent of it is left.
        #[serde(default)]
        pub names: Vec<ChosenPatient>,
    }

    /// A chosen patient who is on this workstation.
    #[serde(rename_all = "camelCase")]
    pub struct ChosenPatient {
        /// What the EHR calls them.
        pub fhir_id: String,
        /// Our id.
        pub patient: String,
        /// Their name.
        pub name: Option<String>,
    }

    /// Set it.
    #[serde(rename_all = "camelCase")]
    pub struct SetAutomatic {
        /// Connection id or name.
        pub connection: String,
        /// How.
        pub automatic: AutomaticSync,
    }
}
