//! The acts about the profile: opening and locking it, its keys and backups, and how the window looks.

use super::AuditKind::{Administration, SignIn, View};
use super::{EXPORT, Event, Known, LOGIN, LOGOUT, SECURITY, SOFTWARE, act};

pub(super) const ALL: &[Known] = &[
    act(
        "profile.state",
        View,
        "Looked whether the profile is open",
        SOFTWARE,
    ),
    act("profile.create", SignIn, "Made the profile", SECURITY),
    act("profile.unlock", SignIn, "Opened the profile", LOGIN),
    act("profile.lock", SignIn, "Locked the profile", LOGOUT),
    act(
        "profile.finding",
        Administration,
        "A part of the profile was not as it was saved",
        Event::Dicom("110113", None),
    ),
    act("profile.restore", SignIn, "Restored a backup", SECURITY),
    act(
        "profile.recover",
        SignIn,
        "Opened the profile by the recovery key",
        LOGIN,
    ),
    act("profile.screen", SignIn, "Locked the window", LOGOUT),
    act(
        "profile.unlock-pin",
        SignIn,
        "Unlocked the window by the PIN",
        LOGIN,
    ),
    act("profile.stir", View, "Was there", SOFTWARE),
    act(
        "backup.state",
        View,
        "Looked when a backup was made",
        SOFTWARE,
    ),
    act(
        "recovery.make",
        Administration,
        "Made a recovery key",
        SECURITY,
    ),
    act("backup.write", Administration, "Made a backup", EXPORT),
    act("backup.stop", Administration, "Stopped a backup", SOFTWARE),
    act(
        "lock.settings",
        View,
        "Looked how the window locks",
        SOFTWARE,
    ),
    act("lock.kind", View, "Looked which lock it is", SOFTWARE),
    act(
        "policy",
        View,
        "Looked what the administrator fixed",
        SOFTWARE,
    ),
    act(
        "lock.set",
        Administration,
        "Changed how the window locks",
        SECURITY,
    ),
    act("lock.pin", Administration, "Changed the PIN", SECURITY),
    act(
        "passphrase.change",
        Administration,
        "Changed the passphrase",
        SECURITY,
    ),
    act("appearance", View, "Looked how the window looks", SOFTWARE),
    act(
        "appearance.set",
        Administration,
        "Changed how the window looks",
        SOFTWARE,
    ),
    act("window.keep", View, "Kept the window open", SOFTWARE),
];
