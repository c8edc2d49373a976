//! What a crash leaves behind: nothing. A dump of memory would hold keys, tokens and charts in plain text. Owns that no
//! dump is written, by this process and what it starts (the page's own process too), and that on Linux no other program of the
//! same account looks into this one's memory. Refuses to say anything about dumps that a system's own collector makes in
//! spite of the limit, and about whoever is root.

/// No dump of memory from here on, and nobody may allow it again.
///
/// # Errors
/// When the system refuses to lower its limit.
#[cfg(unix)]
pub fn leave_no_core() -> std::io::Result<()> {
    rlimit::setrlimit(rlimit::Resource::CORE, 0, 0)?;
    shut_to_others()
}

/// No debugger of the same account attaches, and `/proc` shows it nothing of the memory; a collector of dumps that is a
/// program gets none either. What this process starts decides for itself.
#[cfg(target_os = "linux")]
fn shut_to_others() -> std::io::Result<()> {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};
    Ok(set_dumpable_behavior(DumpableBehavior::NotDumpable)?)
}

/// Elsewhere the system asks before one program looks into another.
#[cfg(all(unix, not(target_os = "linux")))]
#[allow(clippy::unnecessary_wraps)]
fn shut_to_others() -> std::io::Result<()> {
    Ok(())
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
        #[cfg(target_os = "linux")]
        assert_eq!(
            rustix::process::dumpable_behavior().unwrap(),
            rustix::process::DumpableBehavior::NotDumpable
        );
    }
}
