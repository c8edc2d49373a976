//! The acts about images, and about the archives they come from and go to.

use super::AuditKind::{Connection, Export, Print, Search, View, Write};
use super::{CREATE, DELETE, EXPORT, IMPORT, Known, NETWORK, READ, SEARCH, SOFTWARE, UPDATE, act};

pub(super) const ALL: &[Known] = &[
    act(
        "decode_dicom",
        View,
        "Read a DICOM file without keeping it",
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
    act(
        "image.print",
        Print,
        "Printed a document of a study",
        EXPORT,
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
];
