//! Why a read is not complete, as codes that stay the same; the ledger keeps them beside the words.

/// Behind a break-the-glass: only a person can open it, in the EHR.
pub const BREAK_THE_GLASS: &str = "break-the-glass";
/// The server's daily ceiling was met.
pub const DAILY_CEILING: &str = "daily-ceiling";
/// The server refused it.
pub const REFUSED: &str = "refused";
/// The server does not know this part of the type.
pub const PART_UNKNOWN: &str = "part-unknown";
/// The server has no such type or resource, whatever its CapabilityStatement says.
pub const NOT_FOUND: &str = "not-found";
/// It was deleted at the EHR.
pub const GONE: &str = "gone";
/// The server says that more exists than it shows.
pub const MORE_EXISTS: &str = "more-exists";
/// The pages lead in a circle.
pub const CIRCLE: &str = "pages-in-a-circle";
/// More pages than anything believable.
pub const TOO_MANY_PAGES: &str = "too-many-pages";
/// The pages expired again and again.
pub const EXPIRED: &str = "pages-expired";
/// The server asked to wait longer than a sync sits out.
pub const ASKED_TO_WAIT: &str = "asked-to-wait";
/// Some of what documents point to is not here.
pub const CONTENT_MISSING: &str = "content-missing";
/// Some people, places or drugs that are referred to are not here.
pub const REFERENCES_MISSING: &str = "references-missing";
/// The EHR merged it into another record.
pub const MERGED: &str = "merged";
/// A bulk export is under way.
pub const EXPORTING: &str = "exporting";
/// A bulk export did not hold what it should.
pub const EXPORT_INCOMPLETE: &str = "export-incomplete";
/// A person asked for a part of time only.
pub const PART_OF_TIME: &str = "part-of-time";
