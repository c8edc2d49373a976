//! The watched folder: where scanners and others leave files for this workstation.

use super::wire;

wire! {
    /// Which folder is watched.
    #[serde(rename_all = "camelCase")]
    pub struct WatchedFolder {
        /// Its path; none is watched without one.
        pub path: Option<String>,
    }

    /// A file that lies in it.
    #[serde(rename_all = "camelCase")]
    pub struct WaitingFile {
        /// Its name there.
        pub name: String,
        /// Bytes.
        pub length: f64,
        /// When it was changed last, in milliseconds since 1970.
        pub modified: f64,
        /// It is still being written: it changed a moment ago, or nothing is in it yet.
        pub arriving: bool,
        /// Somebody put it aside: it is for nobody here.
        pub aside: bool,
    }

    /// What waits in the watched folder. What is in a chart already is not among it.
    #[serde(rename_all = "camelCase")]
    pub struct WaitingFiles {
        /// The folder; none is watched without one.
        pub folder: Option<String>,
        /// Why it cannot be looked into, and what to do.
        pub unreachable: Option<String>,
        /// Its files, the oldest first.
        pub files: Vec<WaitingFile>,
        /// More files than are listed.
        pub more: u32,
    }

    /// Read a file of the folder for its form.
    #[serde(rename_all = "camelCase")]
    pub struct HoldFile {
        /// Patient id.
        pub patient: String,
        /// The file's name in the folder.
        pub name: String,
    }

    /// Put a file aside, or back.
    #[serde(rename_all = "camelCase")]
    pub struct PutAside {
        /// The file's name in the folder.
        pub name: String,
        /// False: it waits again.
        pub aside: bool,
    }
}
