//! A folder that is gone at the end of a journey.

use std::path::{Path, PathBuf};

/// A folder of its own for one journey.
#[derive(Debug)]
pub struct Scratch(tempfile::TempDir);

impl Scratch {
    /// A new, empty folder.
    ///
    /// # Panics
    /// When the machine has no room for one.
    #[allow(clippy::expect_used)]
    pub fn new() -> Scratch {
        Scratch(tempfile::tempdir().expect("a folder for the journey"))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A path in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

impl Default for Scratch {
    fn default() -> Scratch {
        Scratch::new()
    }
}
