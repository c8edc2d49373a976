//! What the administrator of the computer fixed.

use super::wire;

wire! {
    /// Whether there is a policy, and whether it is understood.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum PolicyStanding {
        /// This computer has none.
        None,
        /// It holds.
        Applies,
        /// There is one that cannot be understood: the strictest holds until it can.
        Broken,
    }

    /// One thing that is fixed.
    #[serde(rename_all = "camelCase")]
    pub struct PolicyRule {
        /// What.
        pub what: String,
        /// How.
        pub says: String,
    }

    /// The policy of this computer.
    #[serde(rename_all = "camelCase")]
    pub struct PolicyState {
        /// Whether there is one.
        pub standing: PolicyStanding,
        /// The file; absent where there is none.
        pub path: Option<String>,
        /// What is wrong with the file.
        pub message: Option<String>,
        /// What is fixed.
        pub rules: Vec<PolicyRule>,
        /// What nobody may do here.
        pub off: Vec<String>,
        /// The largest document that may be chosen, in megabytes.
        pub document_megabytes: Option<u32>,
        /// Whether a lock may leave the keys in memory.
        pub screened: bool,
    }
}
