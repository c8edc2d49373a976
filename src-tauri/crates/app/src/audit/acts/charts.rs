//! The acts about charts: looking for patients, reading, marking, and taking charts out.

use super::AuditKind::{Export, Print, Search, Sync, View, Write};
use super::{CREATE, DELETE, EXPORT, IMPORT, Known, READ, SEARCH, UPDATE, act};

pub(super) const ALL: &[Known] = &[
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
    act("chart.export", Export, "Took a chart out", EXPORT),
    act("chart.ips", Export, "Took a patient summary out", EXPORT),
    act("chart.csv", Export, "Took a table of a chart out", EXPORT),
    act("chart.plot", Export, "Took a plot out", EXPORT),
    act("chart.pdf", Print, "Made pages of a chart to print", EXPORT),
];
