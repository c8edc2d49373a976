//! The acts of taking charts from this workstation, of leaving it, and of giving it new keys.

use super::AuditKind::{Administration, View, Write};
use super::{DELETE, Known, SECURITY, SOFTWARE, UPDATE, act};

pub(super) const ALL: &[Known] = &[
    act(
        "patient.remove",
        Administration,
        "Removed a patient from this workstation",
        DELETE,
    ),
    act(
        "workstation.leave",
        Administration,
        "Left this workstation",
        SECURITY,
    ),
    act(
        "profile.rekey",
        Administration,
        "Asked for new keys of the profile",
        SECURITY,
    ),
    act(
        "profile.rekeyed",
        Administration,
        "Opened the profile by new keys",
        SECURITY,
    ),
    act(
        "retention",
        View,
        "Looked how long charts stay that nobody opens",
        SOFTWARE,
    ),
    act(
        "retention.set",
        Administration,
        "Changed how long charts stay that nobody opens",
        SECURITY,
    ),
    act(
        "retention.due",
        View,
        "Looked which charts are due to leave",
        SOFTWARE,
    ),
    act(
        "patient.leave",
        Administration,
        "A chart that nobody opened left this workstation",
        DELETE,
    ),
    act(
        "patient.stay",
        View,
        "Looked whether a chart stays",
        SOFTWARE,
    ),
    act(
        "patient.stay.set",
        Write,
        "Said whether a chart stays that nobody opens",
        UPDATE,
    ),
];
