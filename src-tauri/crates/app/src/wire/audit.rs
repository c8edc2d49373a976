//! The audit log as people read, filter and take it out. A row names a patient by our id; the name beside it is today's.

use super::wire;

wire! {
    /// What kind of act.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum AuditKind {
        /// Looking at a chart, a document, images, lists.
        View,
        /// Searching, here or at an EHR.
        Search,
        /// Taking something out of the program.
        Export,
        /// Printing.
        Print,
        /// Writing, changing, adding, removing.
        Write,
        /// Opening and locking the profile, signing in and out.
        SignIn,
        /// What came from an EHR and what went there.
        Sync,
        /// Connections and mappings.
        Connection,
        /// People, the audit log, the program itself.
        Administration,
        /// Charts opened with a reason; as a filter, also whatever was done under it.
        BreakGlass,
    }

    /// How an act ended.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum AuditOutcome {
        /// It was done.
        Done,
        /// It was refused: the person may not do that.
        Refused,
        /// It failed.
        Failed,
        /// It has no outcome: the program ended, or the request was dropped.
        Unfinished,
    }

    /// What is looked for; null is any.
    #[serde(rename_all = "camelCase")]
    pub struct AuditFilter {
        /// Who, as the rows name them.
        pub person: Option<String>,
        /// Whose chart: patient id.
        pub patient: Option<String>,
        /// What kind of act.
        pub kind: Option<AuditKind>,
        /// Not before this day (FHIR date).
        pub from: Option<String>,
        /// Not after the end of this day (FHIR date).
        pub to: Option<String>,
        /// How it ended.
        pub outcome: Option<AuditOutcome>,
    }

    /// Ask for a page, newest first.
    #[serde(rename_all = "camelCase")]
    pub struct ListAudit {
        /// Which acts.
        pub which: AuditFilter,
        /// Only rows up to this number, so that pages do not move while the log grows: the `top` of the first page.
        pub top: Option<f64>,
        /// Rows before the page.
        pub offset: u32,
        /// Rows of it.
        pub limit: u32,
    }

    /// An act.
    #[serde(rename_all = "camelCase")]
    pub struct AuditEntry {
        /// Number of its first row.
        pub number: f64,
        /// When it began.
        pub at: f64,
        /// When it ended.
        pub ended_at: Option<f64>,
        /// Who.
        pub person: String,
        /// Of a sign-in at this workstation: the account that was given, where somebody has it.
        pub account: Option<String>,
        /// As what; null in rows of older versions.
        pub role: Option<String>,
        /// Its name in the log.
        pub act: String,
        /// What people call it.
        pub title: String,
        /// Of what kind; null for an act that this version does not know.
        pub kind: Option<AuditKind>,
        /// Patient id.
        pub patient: Option<String>,
        /// Their name, where they are on this workstation.
        pub patient_name: Option<String>,
        /// What else it was about: an id of ours or a fixed word.
        pub subject: Option<String>,
        /// "window" or "terminal".
        pub program: Option<String>,
        /// The computer's name.
        pub workstation: Option<String>,
        /// What the person said of it.
        pub detail: Option<String>,
        /// The break-glass it was done under: the log mark of the act that opened it.
        pub glass: Option<String>,
        /// How it ended.
        pub outcome: AuditOutcome,
        /// Why it failed.
        pub code: Option<String>,
        /// Joins it with the log and with a failure on screen.
        pub correlation: String,
    }

    /// A page of it.
    #[serde(rename_all = "camelCase")]
    pub struct AuditPage {
        /// How many acts there are like that.
        pub total: u32,
        /// The newest row when the first page was read.
        pub top: f64,
        /// Acts, newest first.
        pub rows: Vec<AuditEntry>,
        /// Everybody the log names.
        pub people: Vec<String>,
    }

    /// In what form it is taken out.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum AuditForm {
        /// The whole log with its hashes and signed anchors, which can be verified elsewhere. Takes no filter.
        Chain,
        /// FHIR R4 AuditEvents, one a line.
        Fhir,
        /// FHIR R4 AuditEvents in one Bundle.
        FhirBundle,
        /// A table.
        Csv,
    }

    /// Take it out.
    #[serde(rename_all = "camelCase")]
    pub struct ExportAudit {
        /// Which acts.
        pub which: AuditFilter,
        /// The form.
        pub form: AuditForm,
        /// A file that is not there yet.
        pub path: String,
    }

    /// What was written.
    #[serde(rename_all = "camelCase")]
    pub struct AuditExported {
        /// The file.
        pub path: String,
        /// Rows of the chain, or acts.
        pub rows: u32,
        /// The public key that signs this log (Ed25519, hexadecimal): keep it apart from the file.
        pub key: String,
    }

    /// Verify an exported chain.
    #[serde(rename_all = "camelCase")]
    pub struct VerifyAuditFile {
        /// The file.
        pub path: String,
    }

    /// How long the log is kept.
    #[serde(rename_all = "camelCase")]
    pub struct AuditKeeping {
        /// Whole years.
        pub years: u32,
        /// When the oldest row that is here was written.
        pub since: Option<f64>,
        /// Rows older than that.
        pub older: f64,
        /// The public key that signs this log.
        pub key: String,
    }

    /// Change it.
    #[serde(rename_all = "camelCase")]
    pub struct SetAuditKeeping {
        /// Whole years, 1 to 100.
        pub years: u32,
    }
}
