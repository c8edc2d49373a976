//! What a crash leaves behind: nothing. A dump of memory would hold keys, tokens and charts in plain text. Owns that no
//! dump is written, by this process and what it starts (the page's own process too); refuses to say anything about
//! dumps that a system's own collector makes in spite of the limit.

/// No dump of memory from here on, and nobody may allow it again.
///
/// # Errors
/// When the system refuses to lower its limit.
#[cfg(unix)]
pub fn leave_no_core() -> std::io::Result<()> {
    rlimit::setrlimit(rlimit::Resource::CORE, 0, 0)
}

/// Windows keeps dumps where an administrator asked for them; a program cannot refuse.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn leave_no_core() -> std::io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]

    #[test]
    fn afterwards_no_dump_is_allowed_any_more() {
        super::leave_no_core().unwrap();
        let limit = rlimit::getrlimit(rlimit::Resource::CORE).unwrap();
        assert_eq!(limit, (0, 0));
    }
}
