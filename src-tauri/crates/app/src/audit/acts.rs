//! Every act there is, once: its name in the audit log, what people call it, of what kind it is, and what it is to
//! FHIR and DICOM. An act without a row here does not pass the door of a debug build.

mod leaving;
mod people;

use crate::wire::audit::AuditKind;

/// What an act is in an AuditEvent (R4; DICOM PS3.16 CID 400 and 401).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    /// A RESTful interaction of that name: read, search, create, update, delete.
    Rest(&'static str),
    /// A DICOM event, and what is meant within it.
    Dicom(&'static str, Option<&'static str>),
}

/// One act.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    pub(super) name: &'static str,
    pub(super) kind: AuditKind,
    pub(super) title: &'static str,
    pub(super) event: Event,
}

/// Every act there is.
fn all() -> impl Iterator<Item = &'static Known> {
    ALL.iter().copied().flatten()
}

/// The act of that name.
pub(crate) fn known(name: &str) -> Option<&'static Known> {
    all().find(|known| known.name == name)
}

/// Names of all acts of a kind.
pub(super) fn of_kind(kind: AuditKind) -> Vec<String> {
    all()
        .filter(|known| known.kind == kind)
        .map(|known| known.name.to_owned())
        .collect()
}

const READ: Event = Event::Rest("read");
const SEARCH: Event = Event::Rest("search");
const CREATE: Event = Event::Rest("create");
const UPDATE: Event = Event::Rest("update");
const DELETE: Event = Event::Rest("delete");
const EXPORT: Event = Event::Dicom("110106", None);
const IMPORT: Event = Event::Dicom("110107", None);
const SECURITY: Event = Event::Dicom("110100", Some("110129"));
const NETWORK: Event = Event::Dicom("110100", Some("110128"));
const SOFTWARE: Event = Event::Dicom("110100", Some("110131"));
const AUDIT_USED: Event = Event::Dicom("110101", None);
const LOGIN: Event = Event::Dicom("110114", Some("110122"));
const LOGOUT: Event = Event::Dicom("110114", Some("110123"));

const fn act(name: &'static str, kind: AuditKind, title: &'static str, event: Event) -> Known {
    Known {
        name,
        kind,
        title,
        event,
    }
}

use AuditKind::{Administration, Connection, Export, Print, Search, SignIn, Sync, View, Write};

/// Every act, by where its row stands.
const ALL: [&[Known]; 3] = [OTHERS, people::ALL, leaving::ALL];

const OTHERS: &[Known] = &[
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
    act("patients.list", View, "Paged through the patients", SEARCH),
    act(
        "patients.search",
        Search,
        "Searched for a patient here",
        SEARCH,
    ),
    act(
        "patients.find",
        Search,
        "Searched for a patient at the EHR",
        SEARCH,
    ),
    act("search", Search, "Searched the charts", SEARCH),
    act("lists", View, "Looked at the lists of patients", SEARCH),
    act("lists.read", View, "Opened a list of patients", SEARCH),
    act(
        "lists.fetch",
        Sync,
        "Fetched lists of patients from the EHR",
        IMPORT,
    ),
    act(
        "lists.forget",
        Write,
        "Forgot a list of patients here",
        DELETE,
    ),
    act("patient.marks", View, "Looked at their own marks", READ),
    act("patient.mark", Write, "Marked a patient", UPDATE),
    act(
        "own-note.write",
        Write,
        "Wrote a note to themselves",
        CREATE,
    ),
    act(
        "own-note.remove",
        Write,
        "Removed a note to themselves",
        DELETE,
    ),
    act("chart.open", View, "Opened a chart", READ),
    act("chart.section", View, "Opened a section", READ),
    act("chart.timeline", View, "Opened the timeline", READ),
    act("chart.compare", View, "Compared two days", READ),
    act("note.open", View, "Opened a note", READ),
    act("note.compare", View, "Compared two notes", READ),
    act("record.source", View, "Looked at a record's source", READ),
    act("record.mark", View, "Looked who vouched for a record", READ),
    act("sync.brought", View, "Looked at what a sync brought", READ),
    act("document.open", View, "Opened a document", READ),
    act("document.bytes", View, "Read on in a document", READ),
    act(
        "document.picture",
        View,
        "Looked at a page as a picture",
        READ,
    ),
    act(
        "document.versions",
        View,
        "Looked at a document's versions",
        READ,
    ),
    act(
        "document.read",
        View,
        "Read a file before it is kept",
        IMPORT,
    ),
    act(
        "document.types",
        View,
        "Looked at the types of documents",
        SOFTWARE,
    ),
    act(
        "read_document_text",
        View,
        "Read a file without keeping it",
        IMPORT,
    ),
    act(
        "decode_dicom",
        View,
        "Read a DICOM file without keeping it",
        IMPORT,
    ),
    act(
        "document.fill",
        View,
        "Filled a template from a chart",
        READ,
    ),
    act("templates", View, "Looked at the templates", SOFTWARE),
    act(
        "document.read-shared",
        View,
        "Read a file that was shared",
        IMPORT,
    ),
    act(
        "document.open-shared",
        Write,
        "Took in a file that was shared",
        IMPORT,
    ),
    act("image.list", View, "Opened the list of images", READ),
    act("image.open", View, "Opened images", READ),
    act(
        "image.thumbnail",
        View,
        "Looked at a small picture of images",
        READ,
    ),
    act("image.add", Write, "Added images", IMPORT),
    act(
        "image.remove",
        Write,
        "Removed images from this workstation",
        DELETE,
    ),
    act(
        "archive",
        Connection,
        "Looked where a connection's images are",
        READ,
    ),
    act("archive.set", Connection, "Set an image archive", NETWORK),
    act(
        "archive.test",
        Connection,
        "Tested an image archive",
        NETWORK,
    ),
    act(
        "archive.search",
        Search,
        "Searched an image archive",
        SEARCH,
    ),
    act(
        "archive.patient",
        Search,
        "Looked for a patient's images in the archive",
        SEARCH,
    ),
    act(
        "archive.fetch",
        Write,
        "Fetched images from the archive",
        IMPORT,
    ),
    act(
        "archive.send",
        Write,
        "Put images into the outbox for the archive",
        CREATE,
    ),
    act("image.export", Export, "Took an image out", EXPORT),
    act(
        "image.wrap",
        Write,
        "Made a DICOM file of a picture or PDF",
        IMPORT,
    ),
    act(
        "image.anonymise",
        Export,
        "Took images out without their person",
        EXPORT,
    ),
    act(
        "image.reports",
        View,
        "Looked for the reports of images",
        READ,
    ),
    act("image.layout", View, "Looked how images stand", SOFTWARE),
    act(
        "image.layout.keep",
        Write,
        "Kept how images stand",
        SOFTWARE,
    ),
    act(
        "image.search",
        View,
        "Searched images of all patients",
        SEARCH,
    ),
    act("image.marks", View, "Looked what is marked on images", READ),
    act("image.measure", Write, "Measured on an image", CREATE),
    act("image.unmeasure", Write, "Removed a measurement", DELETE),
    act("image.key", Write, "Marked a key image", UPDATE),
    act(
        "image.measurements",
        Export,
        "Took measurements out",
        EXPORT,
    ),
    act(
        "image.picture",
        Export,
        "Took a picture of an image out",
        EXPORT,
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
        "policy.connections",
        View,
        "Looked which connections the administrator fixed",
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
    act("draft", View, "Looked for a half-typed form", READ),
    act("drafts", View, "Looked at the half-typed forms", SEARCH),
    act("draft.keep", Write, "Kept a half-typed form", UPDATE),
    act("draft.drop", Write, "Dropped a half-typed form", DELETE),
    act("chart.export", Export, "Took a chart out", EXPORT),
    act("chart.ips", Export, "Took a patient summary out", EXPORT),
    act("chart.csv", Export, "Took a table of a chart out", EXPORT),
    act("chart.plot", Export, "Took a plot out", EXPORT),
    act(
        "document.share",
        Export,
        "Shared documents in a file",
        EXPORT,
    ),
    act("ledger.csv", Export, "Wrote the ledger to a file", EXPORT),
    act("mapping.csv", Export, "Wrote mappings to a file", EXPORT),
    act("chart.pdf", Print, "Made pages of a chart to print", EXPORT),
    act("document.print", Print, "Printed a document", EXPORT),
    act("import", Write, "Imported records from files", IMPORT),
    act("document.add", Write, "Added a document", CREATE),
    act("document.write", Write, "Wrote a document", CREATE),
    act(
        "document.drop",
        Write,
        "Dropped a file that was held",
        DELETE,
    ),
    act(
        "document.access",
        Write,
        "Changed who may see a document",
        Event::Dicom("110100", Some("110135")),
    ),
    act(
        "document.restore",
        Write,
        "Restored a version of a document",
        CREATE,
    ),
    act(
        "document.supersede",
        Write,
        "Put a document in another's place",
        UPDATE,
    ),
    act(
        "document.pages",
        Write,
        "Arranged the pages of a document",
        CREATE,
    ),
    act("document.split", Write, "Split a document", CREATE),
    act(
        "document.reassign",
        Write,
        "Moved a document to another patient",
        UPDATE,
    ),
    act(
        "document.reassigned",
        Write,
        "Received a document of another patient",
        CREATE,
    ),
    act(
        "folder.show",
        View,
        "Looked which folder is watched",
        SOFTWARE,
    ),
    act(
        "folder.set",
        Administration,
        "Changed the folder that is watched",
        SOFTWARE,
    ),
    act("folder.read", View, "Looked at the files that wait", IMPORT),
    act(
        "folder.aside",
        Write,
        "Put a file that waited aside",
        UPDATE,
    ),
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
    act("sign-in", SignIn, "Signed in at the EHR", LOGIN),
    act(
        "sign-in.cancel",
        SignIn,
        "Cancelled a sign-in at the EHR",
        LOGIN,
    ),
    act(
        "sign-in.refresh",
        SignIn,
        "Renewed the sign-in at the EHR",
        LOGIN,
    ),
    act("sign-out", SignIn, "Signed out at the EHR", LOGOUT),
    act("launch", SignIn, "Took over a launch from the EHR", LOGIN),
    act("launch.take", SignIn, "Looked for launches", LOGIN),
    act("sync", Sync, "Synced", IMPORT),
    act("sync.pause", Sync, "Paused a sync", IMPORT),
    act("sync.resume", Sync, "Resumed a sync", IMPORT),
    act("sync.cancel", Sync, "Cancelled a sync", IMPORT),
    act("sync.progress", View, "Looked how far a sync is", SOFTWARE),
    act("sync.ended", Sync, "A sync ended", IMPORT),
    act("sync.encounter", Sync, "Fetched an encounter", IMPORT),
    act("sync.encounters", Sync, "Fetched encounters", IMPORT),
    act(
        "automatic",
        View,
        "Looked when syncs run by themselves",
        SOFTWARE,
    ),
    act(
        "automatic.now",
        View,
        "Looked what syncs by itself",
        SOFTWARE,
    ),
    act(
        "automatic.due",
        Sync,
        "Looked which syncs are due",
        SOFTWARE,
    ),
    act(
        "automatic.set",
        Connection,
        "Changed when syncs run by themselves",
        NETWORK,
    ),
    act("manners", View, "Looked how an EHR is asked", SOFTWARE),
    act(
        "manners.set",
        Connection,
        "Changed how an EHR is asked",
        NETWORK,
    ),
    act(
        "connections.list",
        View,
        "Looked at the connections",
        SOFTWARE,
    ),
    act("connection.add", Connection, "Added a connection", NETWORK),
    act(
        "policy.connection",
        Connection,
        "Added a connection that the administrator fixed",
        NETWORK,
    ),
    act(
        "connection.edit",
        Connection,
        "Changed a connection",
        NETWORK,
    ),
    act(
        "connection.key",
        Connection,
        "Made a new key for a connection",
        SECURITY,
    ),
    act(
        "connection.remove",
        Connection,
        "Removed a connection with all it brought",
        DELETE,
    ),
    act("connection.test", Connection, "Tried a connection", NETWORK),
    act(
        "connection.check",
        Connection,
        "Checked a connection",
        NETWORK,
    ),
    act(
        "connection.schema",
        Connection,
        "Looked at what an EHR offers",
        NETWORK,
    ),
    act(
        "hospitals.import",
        Connection,
        "Brought a list of hospitals in",
        NETWORK,
    ),
    act(
        "hospitals.find",
        Connection,
        "Searched for a hospital",
        NETWORK,
    ),
    act("coverage", View, "Looked how complete charts are", SEARCH),
    act("ledger", View, "Looked at the ledger", SEARCH),
    act(
        "mapping.figures",
        View,
        "Looked at the figures of mappings",
        SOFTWARE,
    ),
    act("mapping.list", View, "Looked at mappings", SEARCH),
    act("mapping.get", View, "Looked at a mapping", READ),
    act(
        "mapping.change",
        Connection,
        "Changed a mapping by hand",
        UPDATE,
    ),
    act(
        "mapping.import",
        Connection,
        "Changed mappings from a file",
        UPDATE,
    ),
    act("mapping.retry", Sync, "Asked again for what failed", IMPORT),
    act("appearance", View, "Looked how the window looks", SOFTWARE),
    act(
        "appearance.set",
        Administration,
        "Changed how the window looks",
        SOFTWARE,
    ),
    act(
        "document.limit",
        View,
        "Looked how large a document may be",
        SOFTWARE,
    ),
    act(
        "document.limit.set",
        Administration,
        "Changed how large a document may be",
        SOFTWARE,
    ),
    act("window.keep", View, "Kept the window open", SOFTWARE),
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Names that are written out where an act is made.
    fn named(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().unwrap() != "stories" {
                    named(&path, found);
                }
            } else if !path.ends_with("audit/acts.rs")
                && !path.ends_with("acts/people.rs")
                && !path.ends_with("acts/leaving.rs")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                for made in ["Act::recorded(", "Act::unrecorded(", " act(", " about("] {
                    for after in text.split(made).skip(1) {
                        let Some(rest) = after.trim_start().strip_prefix('"') else {
                            continue;
                        };
                        found.insert(rest.split('"').next().unwrap().to_owned());
                    }
                }
            }
        }
    }

    #[test]
    fn every_act_has_words_and_a_kind_and_no_name_stands_twice() {
        let mut found = BTreeSet::new();
        named(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut found,
        );
        assert!(found.len() > 60, "{found:?}");
        let without: Vec<&String> = found.iter().filter(|name| known(name).is_none()).collect();
        assert!(without.is_empty(), "no row here: {without:?}");
        let names: BTreeSet<&str> = all().map(|known| known.name).collect();
        assert_eq!(names.len(), all().count());
    }
}
