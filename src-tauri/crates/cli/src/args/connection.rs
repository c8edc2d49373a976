//! An EHR: how one signs in there, and what is asked of a connection and of the lists of hospitals.

use clap::{Args, Subcommand, ValueEnum};

/// How one signs in, and how the browser comes back. Secrets are read from standard input or asked for.
#[derive(Debug, Clone, Args)]
pub(crate) struct How {
    /// The client id under which Wardbook is registered there
    #[arg(long, value_name = "ID")]
    pub(crate) client_id: Option<String>,
    /// How requests are authorised
    #[arg(long, value_enum, default_value_t = Authorised::Smart)]
    pub(crate) auth: Authorised,
    /// Read the client secret, private key (PEM), password or API key from standard input
    #[arg(long)]
    pub(crate) secret_stdin: bool,
    /// The name under which the public key is registered, instead of its thumbprint
    #[arg(long, value_name = "KID")]
    pub(crate) key_id: Option<String>,
    /// The user name (basic)
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// The name of the header that takes the key (api-key)
    #[arg(long, value_name = "HEADER")]
    pub(crate) header: Option<String>,
    /// How the browser comes back: loopback, loopback:PORT/PATH, scheme, or the https address of a page
    #[arg(long, value_name = "WAY")]
    pub(crate) redirect: Option<String>,
    /// Authorization address, where it is not discovered (oauth)
    #[arg(long, value_name = "URL")]
    pub(crate) authorize_url: Option<String>,
    /// Token address, where it is not discovered (oauth, client-credentials)
    #[arg(long, value_name = "URL")]
    pub(crate) token_url: Option<String>,
    /// Scopes to ask for instead of those Wardbook would choose, in one text
    #[arg(long, value_name = "SCOPES")]
    pub(crate) scopes: Option<String>,
}

/// What is asked of one connection.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ConnectionCommand {
    /// All about it, with the exact addresses to register at the EHR
    Show {
        /// Its name
        name: String,
    },
    /// Try it step by step with the sign-in it has
    Test {
        /// Its name
        name: String,
    },
    /// What the EHR says it offers
    Schema {
        /// Its name
        name: String,
        /// Only this resource type
        #[arg(long = "type", value_name = "TYPE")]
        kind: Option<String>,
    },
    /// Change it; give everything it shall have, a secret only if it changes
    Edit {
        /// Its name
        name: String,
        /// A new name
        #[arg(long, value_name = "NAME")]
        rename: Option<String>,
        /// Its FHIR base URL, where that changes
        #[arg(long, value_name = "URL")]
        fhir_base: Option<String>,
        #[command(flatten)]
        how: Box<How>,
    },
    /// Make a new private key; the old one is forgotten
    NewKey {
        /// Its name
        name: String,
    },
    /// Renew its sign-in now
    Refresh {
        /// Its name
        name: String,
    },
}

/// What is asked of the lists of hospitals.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum HospitalsCommand {
    /// Bring a list in, from a file or an https address
    Import {
        /// Where it is
        from: String,
        /// What to call it; the same name replaces it
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Find one by the beginnings of words
    Find {
        /// Name or place
        text: String,
    },
}

/// How requests are authorised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Authorised {
    /// SMART on FHIR, a public client
    Smart,
    /// SMART on FHIR with a client secret
    SmartSecret,
    /// SMART on FHIR with a private key; without one given, one is made
    SmartKey,
    /// Plain OAuth 2, authorization code
    Oauth,
    /// OAuth 2 client credentials: nobody signs in
    ClientCredentials,
    /// A user name and a password
    Basic,
    /// An API key in a header
    ApiKey,
    /// An open server
    None,
}
