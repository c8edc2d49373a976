//! Taking a patient from this workstation, and leaving it.

use super::wire;

wire! {
    /// Takes one patient from this workstation.
    #[serde(rename_all = "camelCase")]
    pub struct RemovePatient {
        /// Patient id.
        pub patient: String,
        /// Also where they are starred, on the person's own list, or have notes to self or half-typed forms. What
        /// waits to be sent is never removed.
        pub anyway: bool,
    }

    /// Leaves this workstation: the keys go, and with them everything that is here.
    #[serde(rename_all = "camelCase")]
    pub struct LeaveWorkstation {
        /// The profile's passphrase; absent where the keyring alone keeps the key.
        pub passphrase: Option<String>,
        /// A file that is not there yet, for a copy of the audit log (CSV); absent for none.
        pub audit_copy: Option<String>,
        /// Also what is not in the EHR yet.
        pub anyway: bool,
    }

    /// It is left.
    #[serde(rename_all = "camelCase")]
    pub struct LeftWorkstation {
        /// Where the copy of the audit log is.
        pub audit_copy: Option<String>,
        /// Rows in it.
        pub rows: f64,
        /// Keys in the keyring that did not go, because it did not answer: they open nothing any more.
        pub left_in_keyring: bool,
    }
}
