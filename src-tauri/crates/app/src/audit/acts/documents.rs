//! The acts about documents, templates and the folder that is watched.

use super::AuditKind::{Administration, Export, Print, View, Write};
use super::{CREATE, DELETE, EXPORT, Event, IMPORT, Known, READ, SOFTWARE, UPDATE, act};

pub(super) const ALL: &[Known] = &[
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
    act(
        "document.share",
        Export,
        "Shared documents in a file",
        EXPORT,
    ),
    act("document.print", Print, "Printed a document", EXPORT),
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
];
