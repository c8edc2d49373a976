//! How much a record counts, by its status.

/// How much a record counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Current: active, final, in force.
    Current,
    /// Over: resolved, stopped, completed, inactive.
    Past,
    /// Not final yet, or planned.
    Preliminary,
    /// The EHR withdrew it.
    EnteredInError,
    /// Refuted, ruled out, or not done.
    Refuted,
    /// Status absent or not understood.
    Unknown,
}

impl Standing {
    /// By a status whose word means the same in every type that uses it.
    pub fn of(status: Option<&str>) -> Self {
        match status.unwrap_or_default() {
            "active" | "final" | "amended" | "corrected" | "appended" | "current"
            | "in-progress" | "recurrence" | "relapse" | "accepted" | "arrived" | "triaged"
            | "checked-in" | "onleave" | "available" | "fulfilled" | "booked" | "in-force"
            | "retained" | "confirmed" => Self::Current,
            "completed" | "inactive" | "resolved" | "remission" | "stopped" | "ended"
            | "finished" | "discharged" | "superseded" | "revoked" | "cancelled" | "aborted"
            | "retired" | "rejected" | "failed" | "noshow" | "discontinued" | "closed"
            | "abandoned" | "unavailable" | "deprecated" | "expired" | "no-longer-in-use" => {
                Self::Past
            }
            "draft"
            | "preliminary"
            | "registered"
            | "partial"
            | "planned"
            | "proposed"
            | "pending"
            | "requested"
            | "received"
            | "ready"
            | "intended"
            | "preparation"
            | "waitlist"
            | "on-hold"
            | "suspended"
            | "in-review"
            | "specimen-in-process"
            | "unconfirmed"
            | "provisional"
            | "differential"
            | "waiting"
            | "tentative" => Self::Preliminary,
            "entered-in-error" | "inerror" => Self::EnteredInError,
            "refuted" | "not-done" | "not-taken" | "declined" | "not-performed" | "not-in-use" => {
                Self::Refuted
            }
            _ => Self::Unknown,
        }
    }
}
