//! Syncing by itself: for whom, how often, and when not.

use super::wire;

wire! {
    /// How a connection is synced without being asked to.
    #[serde(rename_all = "camelCase")]
    pub struct AutomaticSync {
        /// Every so many minutes; absent where it is not.
        pub every_minutes: Option<u32>,
        /// These patients, by FHIR id at the EHR; all that are here where neither patients nor lists are named.
        #[serde(default)]
        pub patients: Vec<String>,
        /// And those on these lists of the EHR, by our id; who is on them is asked for anew each time.
        #[serde(default)]
        pub lists: Vec<String>,
        /// As soon as an EHR that was not reached is there again.
        #[serde(default)]
        pub on_reconnect: bool,
        /// A chart that is looked at and was not synced for so many minutes.
        pub stale_minutes: Option<u32>,
        /// When the EHR tells of a change, where it does: asks it for Subscriptions.
        #[serde(default)]
        pub on_change: bool,
        /// Not while this computer runs on its battery.
        #[serde(default)]
        pub not_on_battery: bool,
        /// Not on a network that is metered.
        #[serde(default)]
        pub not_when_metered: bool,
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

    /// How far listening to an EHR is.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum Told {
        /// It is being asked.
        Connecting,
        /// It tells of changes.
        Listening,
        /// The connection broke and is made again; changes are asked for at the interval meanwhile.
        Waiting {
            /// Why, in words.
            reason: String,
        },
        /// It does not tell of changes; they are asked for at the interval.
        Refused {
            /// Why, in words.
            reason: String,
        },
    }

    /// How syncing by itself stands now.
    #[serde(rename_all = "camelCase")]
    pub struct AutomaticNow {
        /// As it is set.
        pub automatic: AutomaticSync,
        /// Listening; absent where it is not wanted or has not begun.
        pub told: Option<Told>,
        /// Why nothing is synced by itself now, in words.
        pub held: Option<String>,
        /// What cannot be known on this computer and therefore holds nothing, in words.
        pub unknown: Option<String>,
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
