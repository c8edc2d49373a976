//! The acts about the audit log, and about how the program is doing.

use super::AuditKind::{Administration, View};
use super::{AUDIT_USED, EXPORT, Event, Known, SECURITY, SOFTWARE, act};

pub(super) const ALL: &[Known] = &[
    act("health", View, "Looked how Wardbook is doing", SOFTWARE),
    act("doctor", Administration, "Checked the store", SOFTWARE),
    act(
        "support-bundle",
        Administration,
        "Wrote a support bundle",
        EXPORT,
    ),
    act(
        "audit.read",
        Administration,
        "Read the audit log",
        AUDIT_USED,
    ),
    act(
        "audit.export",
        Administration,
        "Took the audit log out",
        AUDIT_USED,
    ),
    act(
        "audit.verify",
        Administration,
        "Verified the audit log",
        AUDIT_USED,
    ),
    act(
        "audit.verify-file",
        Administration,
        "Verified a file of an audit log",
        AUDIT_USED,
    ),
    act(
        "audit.keeping",
        View,
        "Looked how long the audit log is kept",
        SOFTWARE,
    ),
    act(
        "audit.keeping.set",
        Administration,
        "Changed how long the audit log is kept",
        SECURITY,
    ),
    act(
        "audit.cut",
        Administration,
        "Removed old rows of the audit log",
        Event::Dicom("110101", None),
    ),
];
