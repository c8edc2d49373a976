//! Connections: configured EHRs, and signing in to them.

use super::hidden::Hidden;
use super::wire;

wire! {
    /// How requests to the EHR are authorised.
    #[serde(rename_all = "kebab-case")]
    #[derive(Copy, Eq)]
    pub enum Auth {
        /// SMART on FHIR: authorization code with PKCE in the system browser, a public client.
        Smart,
        /// The same for a client with a secret.
        SmartSecret,
        /// The same for a client with a private key (RS384 or ES384).
        SmartKey,
        /// Plain OAuth 2: authorization code with PKCE, with a secret or without.
        Oauth,
        /// OAuth 2 client credentials: the program signs in by itself, with a secret or a private key.
        ClientCredentials,
        /// A user name and a password on every request.
        Basic,
        /// An API key in a header of every request.
        ApiKey,
        /// None: an open server.
        None,
    }

    /// How the browser's answer comes back.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum ComesBack {
        /// To a port of this computer.
        Loopback {
            /// A fixed port; absent takes any that is free.
            port: Option<u16>,
            /// Another path than `/callback`.
            path: Option<String>,
        },
        /// By the private scheme `app.wardbook.desktop://callback`.
        Scheme,
        /// To an https page that sends the browser on to the private scheme.
        Bounce {
            /// The page's address.
            page: String,
        },
    }

    /// What a connection needs beside its address; each only where its kind of sign-in has it.
    #[serde(rename_all = "camelCase", default)]
    #[derive(Default)]
    pub struct ConnectionDetails {
        /// The way back from the browser; absent is any free port of this computer.
        pub comes_back: Option<ComesBack>,
        /// Authorization address of a plain OAuth 2 server; absent is discovered.
        pub authorize_url: Option<String>,
        /// Token address of a plain OAuth 2 server; absent is discovered.
        pub token_url: Option<String>,
        /// Scopes to ask for, separated by spaces, in place of those Wardbook would choose.
        pub scopes: Option<String>,
        /// The user name (basic), or the name of the header (api-key).
        pub account: Option<String>,
        /// The name under which the public key is registered; absent is its thumbprint.
        pub key_id: Option<String>,
    }

    /// Whether a connection's secret is kept.
    #[serde(rename_all = "kebab-case")]
    pub enum SecretState {
        /// This kind of sign-in has none.
        NotNeeded,
        /// It is kept.
        Kept,
        /// It is needed and not here.
        Missing,
    }

    /// One scope, as asked for and as granted.
    #[serde(rename_all = "camelCase")]
    pub struct ScopeRow {
        /// As asked for; absent where the EHR gave what nobody asked for.
        pub asked: Option<String>,
        /// What was granted that is about the same thing.
        pub granted: Vec<String>,
        /// The grant covers all that was asked.
        pub whole: bool,
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
        /// What it needs beside its address.
        pub details: ConnectionDetails,
        /// Whether its secret is kept; the secret itself is in no answer.
        pub secret: SecretState,
        /// The exact redirect address to register at the EHR; absent where no browser is used.
        pub redirect_uri: Option<String>,
        /// The exact launch addresses to register, where the EHR is to start Wardbook.
        pub launch_uris: Vec<String>,
        /// The public half of its key, as the key set to register (JSON).
        pub public_keys: Option<String>,
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
        /// Both, side by side.
        pub scopes: Vec<ScopeRow>,
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
        /// What it needs beside its address.
        #[serde(default)]
        pub details: ConnectionDetails,
        /// The client secret, private key (PEM), password or API key; absent keeps the one that is kept.
        #[serde(default)]
        pub secret: Option<Hidden>,
    }

    /// Change a connection.
    #[serde(rename_all = "camelCase")]
    pub struct EditConnection {
        /// Id or name.
        pub connection: String,
        /// How it shall be.
        pub to: NewConnection,
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
