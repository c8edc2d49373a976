//! Connections: configured EHRs, and signing in to them.

use super::wire;

wire! {
    /// How requests to the EHR are authorised.
    #[serde(rename_all = "kebab-case")]
    pub enum Auth {
        /// SMART on FHIR: authorization code with PKCE in the system browser.
        Smart,
        /// None: an open server.
        None,
    }

    /// Where a connection's sign-in stands.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum SignInState {
        /// No sign-in needed.
        NotNeeded,
        /// Nobody has signed in, or signed out.
        SignedOut,
        /// A browser is open and we wait for it.
        Waiting,
        /// Signed in.
        SignedIn {
            /// Name or reference of the person at the EHR, if the EHR said.
            user: Option<String>,
            /// When the access token ends, milliseconds.
            until: Option<f64>,
            /// Whether it renews itself.
            renews: bool,
        },
        /// The EHR no longer accepts the sign-in; reading goes on.
        Lost {
            /// Why, in the user's words.
            reason: String,
        },
    }

    /// Whether the EHR answers.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum Reach {
        /// Not tried since the program started.
        Unknown,
        /// The last request was answered.
        Online {
            /// When, milliseconds.
            at: f64,
        },
        /// Requests do not get through.
        Offline {
            /// Since when, milliseconds.
            since: f64,
        },
    }

    /// A configured EHR.
    #[serde(rename_all = "camelCase")]
    pub struct Connection {
        /// Our id.
        pub id: String,
        /// The user's name for it.
        pub name: String,
        /// FHIR base URL.
        pub fhir_base: String,
        /// Client id registered at the EHR.
        pub client_id: Option<String>,
        /// How requests are authorised.
        pub auth: Auth,
        /// What the EHR calls its software, from its CapabilityStatement.
        pub software: Option<String>,
        /// FHIR version, from its CapabilityStatement.
        pub fhir_version: Option<String>,
        /// Sign-in.
        pub sign_in: SignInState,
        /// Whether it answers.
        pub reach: Reach,
        /// Scopes asked for.
        pub requested_scopes: Vec<String>,
        /// Scopes granted.
        pub granted_scopes: Vec<String>,
        /// Patients of it on this workstation.
        pub patients: u32,
        /// Records of it on this workstation.
        pub records: u32,
        /// When a sync of it last finished, milliseconds.
        pub synced_at: Option<f64>,
    }

    /// Add an EHR, or try one before adding it.
    #[serde(rename_all = "camelCase")]
    pub struct NewConnection {
        /// The user's name for it.
        pub name: String,
        /// FHIR base URL.
        pub fhir_base: String,
        /// Client id registered at the EHR; needed for SMART.
        pub client_id: Option<String>,
        /// How requests are authorised.
        pub auth: Auth,
    }

    /// Names one connection, by id or by its (unique) name.
    #[serde(rename_all = "camelCase")]
    pub struct ConnectionRef {
        /// Id or name.
        pub connection: String,
    }

    /// One step of a connection test.
    #[serde(rename_all = "camelCase")]
    pub struct TestStep {
        /// "reach", "discovery", "capabilities", "sign-in", "read".
        pub step: String,
        /// Step's title on screen.
        pub title: String,
        /// Whether it went well; absent when it was not reached.
        pub ok: Option<bool>,
        /// What was found, or what is wrong.
        pub message: String,
        /// What to do about it.
        pub hint: Option<String>,
    }

    /// How a sign-in ended (also the answer of the terminal's sign-in).
    #[serde(rename_all = "camelCase")]
    pub struct SignedIn {
        /// Connection id.
        pub connection: String,
        /// Who, if the EHR said.
        pub user: Option<String>,
        /// When the token ends, milliseconds.
        pub until: Option<f64>,
        /// Scopes granted.
        pub granted_scopes: Vec<String>,
        /// Things Wardbook asked for and did not get, in words.
        pub missing: Vec<String>,
    }

    /// Search patients at the EHR.
    #[serde(rename_all = "camelCase")]
    pub struct FindPatients {
        /// Id or name.
        pub connection: String,
        /// Name, MRN, or birth date (YYYY-MM-DD); parts may be combined.
        pub text: String,
    }

    /// A patient at the EHR.
    #[serde(rename_all = "camelCase")]
    pub struct FoundPatient {
        /// FHIR logical id at this EHR.
        pub fhir_id: String,
        /// "Family, Given".
        pub name: String,
        /// FHIR date.
        pub birth_date: Option<String>,
        /// FHIR administrative gender.
        pub gender: Option<String>,
        /// Medical record number.
        pub mrn: Option<String>,
        /// Already on this workstation.
        pub here: bool,
    }

    /// What a patient search at the EHR found.
    #[serde(rename_all = "camelCase")]
    pub struct FoundPatients {
        /// At most 100.
        pub patients: Vec<FoundPatient>,
        /// The EHR has more than it gave: narrow the search.
        pub more: bool,
        /// What the EHR said beside the answer (warnings).
        pub notes: Vec<String>,
    }
}
