//! Images out of the program, and what stayed behind.

use super::wire;

wire! {
    /// Write the files of a study without the person they are of (PS3.15 annex E, basic profile).
    #[serde(rename_all = "camelCase")]
    pub struct AnonymiseImages {
        /// The study.
        pub study: String,
        /// One series of it alone.
        pub series: Option<String>,
        /// These instances alone; all where none is named.
        pub instances: Vec<String>,
        /// A ZIP file (`.zip`) that does not exist yet, or a folder that is empty or does not exist yet.
        pub path: String,
        /// Dates are moved, all by the same number of days, instead of taken away.
        pub move_dates: bool,
        /// Somebody looked: nothing recognisable is drawn or seen in the pictures themselves.
        pub looked: bool,
    }

    /// Files that were left out for the same reason.
    #[serde(rename_all = "camelCase")]
    pub struct NotAnonymised {
        /// Why, in words.
        pub reason: String,
        /// How many.
        pub many: u32,
        /// Whether they go once somebody has looked at the pictures.
        pub looking_helps: bool,
    }

    /// What was written without its person.
    #[serde(rename_all = "camelCase")]
    pub struct AnonymisedImages {
        /// Where; absent where nothing was written.
        pub path: Option<String>,
        /// Files written.
        pub written: u32,
        /// Files left out.
        pub left_out: Vec<NotAnonymised>,
        /// What should be known of those that were written.
        pub remarks: Vec<String>,
    }
}
