//! What is written here and has to reach an EHR: adding, correcting, what waits, why, and what happens next.

use super::wire;

wire! {
    /// Ask what is in the outbox.
    #[serde(rename_all = "camelCase")]
    pub struct ListOutbox {
        /// Connection id or name; all where absent.
        pub connection: Option<String>,
        /// Patient id; all where absent.
        pub patient: Option<String>,
        /// Also what is confirmed or withdrawn.
        pub ended: bool,
        /// First row.
        pub offset: u32,
        /// At most 500.
        pub limit: u32,
    }

    /// The outbox.
    #[serde(rename_all = "camelCase")]
    pub struct OutboxPage {
        /// Items that match.
        pub total: u32,
        /// Items that have not reached their end, of all connections and patients.
        pub waiting: u32,
        /// Of these, those that wait for a person.
        pub for_person: u32,
        /// Items confirmed in all.
        pub confirmed: u32,
        /// The page.
        pub rows: Vec<OutboxRow>,
    }

    /// One item.
    #[serde(rename_all = "camelCase")]
    pub struct OutboxRow {
        /// Item id.
        pub item: String,
        /// Connection id.
        pub connection: String,
        /// Connection name.
        pub connection_name: String,
        /// Patient id, where it belongs to one.
        pub patient: Option<String>,
        /// Patient's name.
        pub patient_name: Option<String>,
        /// Record id, where it stands in the chart.
        pub record: Option<String>,
        /// Chart section it stands in.
        pub section: Option<String>,
        /// FHIR resource type.
        pub resource_type: String,
        /// "create", "update".
        pub act: String,
        /// What it is, in a few words.
        pub title: String,
        /// "draft", "queued", "sending", "sent-unknown", "confirmed", "needs-mapping", "rejected",
        /// "conflict", "withdrawn".
        pub state: String,
        /// Why, as a code.
        pub reason_code: Option<String>,
        /// Why, in words: the EHR's own where it said something.
        pub reason: Option<String>,
        /// What happens next, in words.
        pub next: String,
        /// A person has to decide.
        pub for_person: bool,
        /// Who wrote it.
        pub person: String,
        /// When it was written, milliseconds.
        pub created_at: f64,
        /// In this state since, milliseconds.
        pub since: f64,
        /// Goes again by itself then, milliseconds.
        pub due_at: Option<f64>,
        /// How often it was sent.
        pub attempts: u32,
        /// What the EHR calls it.
        pub fhir_id: Option<String>,
        /// "identical", "converted", "different".
        pub verdict: Option<String>,
        /// What may be done with it: "edit", "withdraw", "retry", "put-back", "take-mine", "take-theirs",
        /// "is-there", "is-not-there"; of an item shown whole also "earlier", "later".
        pub acts: Vec<String>,
    }

    /// One item.
    #[serde(rename_all = "camelCase")]
    pub struct OutboxRef {
        /// Item id.
        pub item: String,
    }

    /// A request about an item, of the past.
    #[serde(rename_all = "camelCase")]
    pub struct OutboxAttempt {
        /// "look", "compare", "send", "read-back".
        pub step: String,
        /// When it went, milliseconds.
        pub began_at: f64,
        /// When it ended; absent where the program ended before it did.
        pub ended_at: Option<f64>,
        /// How it ended.
        pub outcome: Option<String>,
        /// HTTP status.
        pub status: Option<u32>,
        /// The EHR's own words.
        pub said: Option<String>,
        /// Correlation with the EHR's log.
        pub request_id: Option<String>,
    }

    /// One element, side by side.
    #[serde(rename_all = "camelCase")]
    pub struct OutboxField {
        /// Where.
        pub path: String,
        /// What the edit began from.
        pub base: Option<String>,
        /// What was written.
        pub mine: Option<String>,
        /// What the EHR has.
        pub theirs: Option<String>,
        /// Whether it matters.
        pub matters: bool,
    }

    /// An item whole.
    #[serde(rename_all = "camelCase")]
    pub struct OutboxItem {
        /// As in the list.
        pub row: OutboxRow,
        /// Every request about it, oldest first.
        pub attempts: Vec<OutboxAttempt>,
        /// Where mine and theirs differ.
        pub fields: Vec<OutboxField>,
        /// What is to be sent, JSON.
        pub mine: String,
        /// What the edit began from, JSON.
        pub base: Option<String>,
        /// What the EHR has, JSON.
        pub theirs: Option<String>,
        /// Items it waits for.
        pub needs: Vec<OutboxRow>,
    }

    /// May a record of this type be written for this patient?
    #[serde(rename_all = "camelCase")]
    pub struct AskWritable {
        /// Patient id.
        pub patient: String,
        /// FHIR resource type.
        pub resource_type: String,
    }

    /// What becomes of a record before it is written.
    #[serde(rename_all = "camelCase")]
    pub struct Writable {
        /// Connection name.
        pub connection_name: String,
        /// The EHR takes a new one, and the sign-in covers it.
        pub creates: bool,
        /// The EHR takes changes, and the sign-in covers them.
        pub updates: bool,
        /// Where it does not take a new one: why, and what becomes of it.
        pub message: Option<String>,
        /// The same for changes.
        pub update_message: Option<String>,
        /// The record of the patient itself, where it is here: contact data are corrected in it.
        pub patient_record: Option<String>,
        /// Elements this EHR wants beside what FHIR requires: "encounter".
        pub needs: Vec<String>,
    }

    /// Write a new record.
    #[serde(rename_all = "camelCase")]
    pub struct AddRecord {
        /// Patient id.
        pub patient: String,
        /// The resource, JSON; its patient and author are filled in where absent.
        pub json: String,
        /// Keep it here for now.
        pub draft: bool,
    }

    /// Correct a record.
    #[serde(rename_all = "camelCase")]
    pub struct CorrectRecord {
        /// Record id.
        pub record: String,
        /// The resource as it should be, JSON.
        pub json: String,
        /// The resource as it was when the person began, JSON, to the byte: what came since is not overwritten unseen.
        pub from: Option<String>,
    }

    /// Mark a record as entered in error, or take that back.
    #[serde(rename_all = "camelCase")]
    pub struct MarkInError {
        /// Record id.
        pub record: String,
        /// Take it back.
        pub undo: bool,
    }

    /// Other words for an item that waits; in a conflict the merged record.
    #[serde(rename_all = "camelCase")]
    pub struct EditItem {
        /// Item id.
        pub item: String,
        /// The resource, JSON.
        pub json: String,
    }

    /// Decide about an item.
    #[serde(rename_all = "camelCase")]
    pub struct ResolveItem {
        /// Item id.
        pub item: String,
        /// "mine", "theirs", "there", "not-there".
        pub take: String,
        /// For "there": what the EHR calls it.
        pub fhir_id: Option<String>,
    }

    /// Let an item go before, or after, its neighbour of the same patient.
    #[serde(rename_all = "camelCase")]
    pub struct MoveItem {
        /// Item id.
        pub item: String,
        /// Before the one before it; else after the one after it.
        pub earlier: bool,
    }

    /// What waits while somebody closes the window.
    #[serde(rename_all = "camelCase")]
    pub struct Unsent {
        /// Items that have not reached their end.
        pub waiting: u32,
        /// Of these, those that wait for a person.
        pub for_person: u32,
        /// What happens to them next, in words.
        pub next: Vec<String>,
    }

    /// Send what waits now.
    #[serde(rename_all = "camelCase")]
    pub struct SendOutbox {
        /// Connection id or name; all where absent.
        pub connection: Option<String>,
    }

    /// A record to be checked.
    #[serde(rename_all = "camelCase")]
    pub struct CheckRecord {
        /// The resource, JSON.
        pub json: String,
    }

    /// One thing that is not right in a record.
    #[serde(rename_all = "camelCase")]
    pub struct RecordFault {
        /// Where.
        pub path: String,
        /// Why.
        pub reason: String,
    }

    /// Vouch for a record, or take that back.
    #[serde(rename_all = "camelCase")]
    pub struct VerifyRecord {
        /// Record id.
        pub record: String,
        /// Vouch, or take it back.
        pub verified: bool,
        /// The resource that the person saw, JSON, to the byte.
        pub seen: Option<String>,
    }

    /// What is known here of a record beside what it says.
    #[serde(rename_all = "camelCase")]
    pub struct RecordMark {
        /// Record id.
        pub record: String,
        /// Items about it that have not reached their end, newest first.
        pub waiting: Vec<OutboxRow>,
        /// Who vouches for it.
        pub verified_by: Option<String>,
        /// Since when, milliseconds.
        pub verified_at: Option<f64>,
        /// It was marked here as entered in error, and that can be taken back.
        pub marked: bool,
        /// It says of itself that it was entered in error, whoever said so first.
        pub in_error: bool,
    }
}
