//! The acts about people: who they are, what they may, and what they open beyond it.

use super::AuditKind::{Administration, BreakGlass, Search, SignIn, View};
use super::{Event, Known, LOGIN, LOGOUT, SEARCH, SECURITY, SOFTWARE, act};
use crate::audit::SIGN_IN;

const PEOPLE: Event = Event::Dicom("110100", Some("110137"));
const ROLES: Event = Event::Dicom("110100", Some("110136"));
/// Security alerts: an emergency override started, and stopped.
const OVERRIDE: Event = Event::Dicom("110113", Some("110127"));
const OVERRIDE_OVER: Event = Event::Dicom("110113", Some("110138"));

pub(super) const ALL: &[Known] = &[
    act(
        "people.list",
        View,
        "Looked who uses this workstation",
        SOFTWARE,
    ),
    act(SIGN_IN, SignIn, "Signed in at this workstation", LOGIN),
    act(
        "person.sign-out",
        SignIn,
        "Left this workstation to somebody else",
        LOGOUT,
    ),
    act("person.add", Administration, "Added a person", PEOPLE),
    act(
        "person.role",
        Administration,
        "Changed a person's role",
        ROLES,
    ),
    act(
        "person.connections",
        Administration,
        "Chose the connections that a person sees",
        PEOPLE,
    ),
    act("person.remove", Administration, "Removed a person", PEOPLE),
    act(
        "person.password",
        Administration,
        "Changed a person's password",
        PEOPLE,
    ),
    act(
        "glass.state",
        View,
        "Looked what is open by break-glass",
        SOFTWARE,
    ),
    act(
        "glass.find",
        Search,
        "Asked whether somebody is here whom they do not see",
        SEARCH,
    ),
    act(
        "glass.open",
        BreakGlass,
        "Broke the glass before a chart",
        OVERRIDE,
    ),
    act(
        "glass.end",
        BreakGlass,
        "Ended a break-glass",
        OVERRIDE_OVER,
    ),
    act(
        "glass.over",
        BreakGlass,
        "A break-glass was over",
        OVERRIDE_OVER,
    ),
    act(
        "glass.set",
        Administration,
        "Changed for how long glass may be broken",
        SECURITY,
    ),
];
