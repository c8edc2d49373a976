//! Locking: how, when, and what is kept of a form that was open.

use super::profile::Protection;
use super::wire;

wire! {
    /// Two kinds of lock.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum LockKind {
        /// Keys and tokens leave memory; nothing syncs. Only passphrase and keyring open it.
        Sealed,
        /// The window shows and answers nothing; the keys stay, sync and outbox go on.
        Screened,
    }

    /// How the profile is locked.
    #[serde(rename_all = "camelCase")]
    pub struct LockSettings {
        /// Minutes without a key or a pointer until it locks by itself.
        pub minutes: u32,
        /// The longest that may be chosen.
        pub most_minutes: u32,
        /// Which lock it is, by hand, when nobody is there, and with the desktop's own lock. Sleep always seals.
        pub kind: LockKind,
        /// Whether a PIN opens a screened window.
        pub pin: bool,
        /// How the profile is protected; with the keyring alone nothing can be locked.
        pub protection: Protection,
    }

    /// Chooses how the profile is locked.
    #[serde(rename_all = "camelCase")]
    pub struct SetLock {
        /// From 1 to the longest allowed.
        pub minutes: u32,
        /// Which lock.
        pub kind: LockKind,
    }

    /// Sets or removes the PIN.
    #[serde(rename_all = "camelCase")]
    pub struct SetPin {
        /// The profile's passphrase: whoever sets a PIN knows it.
        pub passphrase: String,
        /// Four characters or more; absent takes it away.
        pub pin: Option<String>,
    }

    /// Opens a screened window.
    #[serde(rename_all = "camelCase")]
    pub struct UnlockWithPin {
        /// The PIN.
        pub pin: String,
    }

    /// Sets another passphrase, or the first.
    #[serde(rename_all = "camelCase")]
    pub struct ChangePassphrase {
        /// The one it has; absent where the keyring alone keeps the key.
        pub current: Option<String>,
        /// The one it shall have. At least 8 characters.
        pub new: String,
        /// Whether the keyring's item is needed too.
        pub keyring: bool,
    }

    /// Gives the profile new keys. Who opens it, and with what, stays.
    #[serde(rename_all = "camelCase")]
    pub struct ChangeKeys {
        /// The passphrase; absent where the keyring alone keeps the key.
        pub passphrase: Option<String>,
    }

    /// A form that was open and not saved.
    #[serde(rename_all = "camelCase")]
    pub struct KeptDraft {
        /// Which form, in the window's own words.
        pub place: String,
        /// Whom it is about, by our id.
        pub patient: Option<String>,
        /// Their name.
        pub patient_name: Option<String>,
        /// What the form is called.
        pub title: String,
        /// What was typed, as the form wrote it.
        pub content: String,
        /// When it was last kept.
        pub at: f64,
    }

    /// Keeps what is typed in a form.
    #[serde(rename_all = "camelCase")]
    pub struct KeepDraft {
        /// Which form.
        pub place: String,
        /// Whom it is about, by our id.
        pub patient: Option<String>,
        /// What the form is called.
        pub title: String,
        /// What is typed.
        pub content: String,
    }

    /// One form.
    #[serde(rename_all = "camelCase")]
    pub struct DraftRef {
        /// Which form.
        pub place: String,
    }

    /// What was kept of one form, if anything was.
    #[serde(rename_all = "camelCase")]
    pub struct DraftHere {
        /// Which form.
        pub place: String,
        /// What was typed; absent where nothing was kept.
        pub draft: Option<KeptDraft>,
    }
}
