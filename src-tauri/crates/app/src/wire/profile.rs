//! The profile: whether there is one, how it is protected, whether it is open.

use super::wire;
use crate::actor::Permission;

wire! {
    /// Something that is refused to who is there.
    #[serde(rename_all = "camelCase")]
    pub struct MayNot {
        /// What.
        pub permission: Permission,
        /// Why, and who could: as the refusal would say it.
        pub why: String,
    }

    /// How the key of the store is kept.
    #[serde(rename_all = "kebab-case")]
    pub enum Protection {
        /// By a passphrase alone.
        Passphrase,
        /// By an item in the operating system's keyring alone: whoever signs in to this computer account can open it.
        Keyring,
        /// By a keyring item and a passphrase together: neither is enough.
        KeyringAndPassphrase,
    }

    /// What the window finds when it starts.
    #[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
    pub enum ProfileState {
        /// Nothing here yet: first run.
        New {
            /// Whether a keyring answers on this computer.
            keyring_available: bool,
            /// Why not, in the user's words.
            keyring_reason: Option<String>,
        },
        /// A profile is here and closed.
        Locked {
            /// How it is protected; with `keyring` no passphrase is needed.
            protection: Protection,
        },
        /// Open, and its window locked: the keys stay, sync and outbox go on, nothing is shown.
        Screened {
            /// How it is protected.
            protection: Protection,
            /// Whether a PIN opens it.
            pin: bool,
            /// How often the PIN may still be tried.
            tries_left: u32,
        },
        /// Open.
        Open {
            /// How it is protected.
            protection: Protection,
            /// Who is there, as audit rows name them: where nobody was added, the computer account.
            person: String,
            /// Their name, where they were added.
            name: Option<String>,
            /// Their role: "owner" where nobody was added, "nobody" until one of them has signed in.
            role: String,
            /// Whether people were added, so that each signs in.
            people: bool,
            /// What they may do.
            may: Vec<Permission>,
            /// What they may not do, and why.
            may_not: Vec<MayNot>,
        },
        /// Something is wrong with it; nothing was changed on disk.
        Damaged {
            /// Error code.
            code: String,
            /// What is wrong and what to do.
            message: String,
        },
    }

    /// Make a profile.
    #[serde(rename_all = "camelCase")]
    pub struct CreateProfile {
        /// How its key is kept.
        pub protection: Protection,
        /// Needed unless the keyring alone keeps the key. At least 8 characters.
        pub passphrase: Option<String>,
    }

    /// Open the profile.
    #[serde(rename_all = "camelCase")]
    pub struct UnlockProfile {
        /// Needed unless the keyring alone keeps the key.
        pub passphrase: Option<String>,
    }

    /// What went wrong, in words for the person at the screen. No patient data in it, ever.
    #[serde(rename_all = "camelCase")]
    pub struct Failure {
        /// One of a fixed list; the window acts on it.
        pub code: String,
        /// What happened and what to do.
        pub message: String,
        /// Joins this failure with the log.
        pub correlation: Option<String>,
    }
}
