//! Paths on this computer that a person chooses in the operating system's own dialog.

use super::wire;

wire! {
    /// What is chosen.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum PathOf {
        /// A file that is there.
        File,
        /// A folder that is there.
        Folder,
        /// Where a file is to be written.
        NewFile,
    }

    /// Have a person choose a path.
    #[serde(rename_all = "camelCase")]
    pub struct ChoosePath {
        /// What the dialog says above.
        pub title: String,
        /// What is chosen.
        pub what: PathOf,
        /// The name that a new file may have; never a person's.
        pub name: Option<String>,
    }

    /// What they chose.
    #[serde(rename_all = "camelCase")]
    pub struct ChosenPath {
        /// The whole path; null where they chose none.
        pub path: Option<String>,
    }
}
