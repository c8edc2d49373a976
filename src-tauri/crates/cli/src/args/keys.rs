//! How a profile is protected and locked.

use clap::{Args, Subcommand, ValueEnum};

/// How a profile is protected that comes back.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Anew {
    /// Read the recovery key, and in the next line the passphrase, from standard input
    #[arg(long)]
    stdin: bool,
    /// Keep the key in this computer's keyring; with a passphrase, unless there is none
    #[arg(long)]
    keyring: bool,
    /// No passphrase: the keyring alone
    #[arg(long, requires = "keyring")]
    no_passphrase: bool,
}

impl Anew {
    pub(crate) fn stdin(self) -> bool {
        self.stdin
    }

    pub(crate) fn keyring(self) -> bool {
        self.keyring
    }

    pub(crate) fn passphrase(self) -> bool {
        !self.no_passphrase
    }
}

/// What is asked about the recovery key.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum RecoveryCommand {
    /// Make one, in place of an earlier one, and show it once
    Make,
    /// Open the profile by it, and protect it anew
    Open {
        #[command(flatten)]
        anew: Anew,
    },
}

/// The two kinds of lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LockIs {
    /// Keys leave memory
    Sealed,
    /// Nothing is shown; sync goes on
    Screened,
}
