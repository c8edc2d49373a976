//! What vendors' own codes mean, as data: one table. Epic numbers its messages; FHIR's issue types are
//! in it where a server uses them alone.

/// What a code means for whoever reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing is documented: an answer, not a failure.
    NoneDocumented,
    /// More exists than is shown.
    MoreExists,
    /// Not all of it is shown, because the sign-in or a limit does not reach.
    Suppressed,
    /// Only a person can open it, in the EHR.
    BreakTheGlass,
    /// The day's ceiling was met.
    DailyCeiling,
    /// The pages are gone: from the first again.
    PagesExpired,
    /// It was merged into another.
    Merged,
    /// It was deleted.
    Deleted,
    /// A stored record lacks what must be sent: it fails the same way every time.
    ElementMissing,
    /// The part of a type that was asked for is not known.
    PartUnknown,
    /// The question was not understood or lacks something.
    Question,
    /// A filter was not applied: the answer is wider than the question.
    FilterIgnored,
    /// The sign-in does not reach it.
    NotAuthorised,
    /// It may go away by itself.
    Passing,
}

/// Code and meaning.
const CODES: &[(&str, Meaning)] = &[
    ("4101", Meaning::NoneDocumented),
    ("4119", Meaning::MoreExists),
    ("4127", Meaning::MoreExists),
    ("59133", Meaning::MoreExists),
    ("too-costly", Meaning::MoreExists),
    ("59203", Meaning::Suppressed),
    ("59204", Meaning::Suppressed),
    ("suppressed", Meaning::Suppressed),
    ("incomplete", Meaning::Suppressed),
    ("4130", Meaning::BreakTheGlass),
    ("4131", Meaning::BreakTheGlass),
    ("4134", Meaning::BreakTheGlass),
    ("4135", Meaning::DailyCeiling),
    ("4113", Meaning::PagesExpired),
    ("expired", Meaning::PagesExpired),
    ("4107", Meaning::Merged),
    ("4103", Meaning::Deleted),
    ("4104", Meaning::ElementMissing),
    ("59109", Meaning::PartUnknown),
    ("59111", Meaning::PartUnknown),
    ("4110", Meaning::Question),
    ("4111", Meaning::Question),
    ("4112", Meaning::Question),
    ("4115", Meaning::Question),
    ("59108", Meaning::Question),
    ("59159", Meaning::Question),
    ("4122", Meaning::FilterIgnored),
    ("59100", Meaning::FilterIgnored),
    ("4118", Meaning::NotAuthorised),
    ("59022", Meaning::NotAuthorised),
    ("transient", Meaning::Passing),
    ("throttled", Meaning::Passing),
    ("timeout", Meaning::Passing),
    ("lock-error", Meaning::Passing),
    ("no-store", Meaning::Passing),
];

/// What a code means, where that is known.
pub fn meaning(code: &str) -> Option<Meaning> {
    CODES
        .iter()
        .find(|(known, _)| *known == code)
        .map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_code_means_two_things() {
        for (at, (code, _)) in CODES.iter().enumerate() {
            assert!(!CODES.iter().skip(at + 1).any(|(other, _)| other == code));
        }
        assert_eq!(meaning("4101"), Some(Meaning::NoneDocumented));
        assert_eq!(meaning("?"), None);
    }
}
