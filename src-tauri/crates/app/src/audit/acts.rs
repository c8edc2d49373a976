//! Every act there is, once: its name in the audit log, what people call it, of what kind it is, and what it is to
//! FHIR and DICOM. An act without a row here does not pass the door of a debug build.

mod charts;
mod connections;
mod documents;
mod images;
mod leaving;
mod log;
mod outgoing;
mod people;
mod profile;

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

impl Known {
    /// It changes nothing, here or elsewhere.
    pub(crate) fn only_looks(&self) -> bool {
        matches!(self.kind, AuditKind::View | AuditKind::Search)
            && matches!(self.event, READ | SEARCH)
    }
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

/// Every act, by where its row stands.
const ALL: [&[Known]; 9] = [
    charts::ALL,
    connections::ALL,
    documents::ALL,
    images::ALL,
    leaving::ALL,
    log::ALL,
    outgoing::ALL,
    people::ALL,
    profile::ALL,
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
                if path.file_name().unwrap() != "stories" && !path.ends_with("audit/acts") {
                    named(&path, found);
                }
            } else if !path.ends_with("audit/acts.rs") {
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
