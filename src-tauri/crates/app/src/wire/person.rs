//! The people who use this workstation, and who of them is there.

use super::hidden::Hidden;
use super::wire;

wire! {
    /// What somebody may do is what their role may.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum PersonRole {
        /// Reads, writes, takes charts out.
        Clinician,
        /// Reads and writes.
        Nurse,
        /// Reads.
        Coder,
        /// Reads the audit log and takes it out.
        Auditor,
        /// Adds people, changes connections and settings; opens no chart.
        Administrator,
    }

    /// Somebody.
    #[serde(rename_all = "camelCase")]
    pub struct Person {
        /// Our id.
        pub id: String,
        /// What they sign in with; the audit log names them so.
        pub account: String,
        /// Their name.
        pub name: String,
        /// Their role.
        pub role: PersonRole,
        /// The connections they see, by id; all where absent. It counts for who opens charts.
        pub connections: Option<Vec<String>>,
        /// Who added them.
        pub added_by: String,
        /// When.
        pub created_at: f64,
        /// They are who is there now.
        pub here: bool,
    }

    /// Add somebody. The first one has to be an administrator, and is who is there afterwards.
    #[serde(rename_all = "camelCase")]
    pub struct AddPerson {
        /// What they sign in with.
        pub account: String,
        /// Their name.
        pub name: String,
        /// Their role.
        pub role: PersonRole,
        /// Their password, at least 8 characters.
        pub password: Hidden,
    }

    /// Give somebody another role.
    #[serde(rename_all = "camelCase")]
    pub struct SetPersonRole {
        /// Id or account.
        pub person: String,
        /// The role.
        pub role: PersonRole,
    }

    /// Let somebody see chosen connections, or all.
    #[serde(rename_all = "camelCase")]
    pub struct SetPersonConnections {
        /// Id or account.
        pub person: String,
        /// Ids or names, which may be none; all where absent.
        pub connections: Option<Vec<String>>,
    }

    /// Somebody.
    #[serde(rename_all = "camelCase")]
    pub struct PersonRef {
        /// Id or account.
        pub person: String,
    }

    /// Give somebody another password.
    #[serde(rename_all = "camelCase")]
    pub struct SetPersonPassword {
        /// Id or account.
        pub person: String,
        /// The new one.
        pub password: Hidden,
        /// The old one, of whoever changes their own. An administrator needs none for others.
        pub old: Option<Hidden>,
    }

    /// Say who is there.
    #[serde(rename_all = "camelCase")]
    pub struct SignPersonIn {
        /// Their account.
        pub account: String,
        /// Their password.
        pub password: Hidden,
    }
}
