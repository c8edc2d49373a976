//! An EHR starts Wardbook with a patient.

use super::wire;

wire! {
    /// What the operating system, or the port of this computer, brought.
    #[serde(rename_all = "camelCase")]
    pub struct Launched {
        /// The whole address, `app.wardbook.desktop://launch?…` or the loopback one.
        pub address: String,
    }

    /// What became of it.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum LaunchOutcome {
        /// No configured connection has this address. Nothing was asked of it: add it first, if it is known.
        Unknown {
            /// The FHIR base it says it is.
            iss: String,
        },
        /// Signed in, and this is what to open.
        Open {
            /// Connection id.
            connection: String,
            /// Our id of the patient, where the EHR named one.
            patient: Option<String>,
            /// Our id of the encounter's record, where the EHR named one and it is here.
            encounter: Option<String>,
            /// Whether the patient's banner has to be shown; absent where the EHR does not say: it is shown.
            banner: Option<bool>,
            /// The section that fits what the person wanted to do, by the EHR's `intent`.
            section: Option<String>,
            /// Our ids of the records the EHR named beside the patient, those that are here.
            records: Vec<String>,
            /// Things Wardbook asked for and did not get, in words.
            missing: Vec<String>,
        },
    }
}
