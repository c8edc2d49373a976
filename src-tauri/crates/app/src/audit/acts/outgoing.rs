//! The acts of writing: records, half-typed forms, files that are imported, and what waits in the outbox.

use super::AuditKind::{Sync, View, Write};
use super::{CREATE, DELETE, IMPORT, Known, READ, SEARCH, SOFTWARE, UPDATE, act};

pub(super) const ALL: &[Known] = &[
    act("draft", View, "Looked for a half-typed form", READ),
    act("drafts", View, "Looked at the half-typed forms", SEARCH),
    act("draft.keep", Write, "Kept a half-typed form", UPDATE),
    act("draft.drop", Write, "Dropped a half-typed form", DELETE),
    act("import", Write, "Imported records from files", IMPORT),
    act("record.check", View, "Had a record checked", READ),
    act("record.add", Write, "Wrote a record", CREATE),
    act("record.correct", Write, "Corrected a record", UPDATE),
    act(
        "record.in-error",
        Write,
        "Marked a record as entered in error",
        UPDATE,
    ),
    act(
        "record.in-error.undo",
        Write,
        "Took back that a record is in error",
        UPDATE,
    ),
    act("record.verify", Write, "Vouched for a record", UPDATE),
    act(
        "record.verify.undo",
        Write,
        "Took back that they vouch for a record",
        UPDATE,
    ),
    act("outbox", View, "Looked at the outbox", SEARCH),
    act("outbox.item", View, "Opened an item of the outbox", READ),
    act(
        "outbox.writable",
        View,
        "Asked what the EHR takes",
        SOFTWARE,
    ),
    act("outbox.unsent", View, "Looked what waits", SEARCH),
    act("outbox.due", Sync, "Looked what is due to be sent", SEARCH),
    act("outbox.send", Sync, "Sent what waits to the EHR", CREATE),
    act(
        "outbox.withdraw",
        Write,
        "Withdrew an item of the outbox",
        UPDATE,
    ),
    act(
        "outbox.retry",
        Write,
        "Had an item of the outbox sent again",
        UPDATE,
    ),
    act(
        "outbox.edit",
        Write,
        "Changed an item of the outbox",
        UPDATE,
    ),
    act(
        "outbox.resolve",
        Write,
        "Decided about an item of the outbox",
        UPDATE,
    ),
    act("outbox.move", Write, "Moved an item of the outbox", UPDATE),
];
