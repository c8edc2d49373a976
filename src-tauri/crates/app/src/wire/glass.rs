//! Break-glass: one patient whom somebody may not see, opened whole with a reason and for a limited time.

use super::wire;

wire! {
    /// Look for somebody who is not among one's patients, by exactly what they are called: the number, with or without the
    /// birth date, or the name with the birth date.
    #[serde(rename_all = "camelCase")]
    pub struct FindBehindGlass {
        /// Medical record number, whole.
        pub number: Option<String>,
        /// Family and given name, whole.
        pub name: Option<String>,
        /// FHIR date, to the day.
        pub birth_date: Option<String>,
    }

    /// A chart that is here. Nothing of it is told.
    #[serde(rename_all = "camelCase")]
    pub struct GlassChart {
        /// Patient id.
        pub patient: String,
        /// Whether it is among those one sees anyway.
        pub yours: bool,
    }

    /// What was found.
    #[serde(rename_all = "camelCase")]
    pub struct BehindGlass {
        /// Charts that are exactly that.
        pub charts: Vec<GlassChart>,
    }

    /// Why somebody opens a chart that is not theirs.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "kebab-case")]
    pub enum GlassReason {
        /// The patient cannot wait.
        Emergency,
        /// In the place of somebody who treats them.
        Covering,
        /// Whoever treats them has asked.
        Consulted,
        /// Another one, as written.
        Other,
    }

    /// Open one patient whole.
    #[serde(rename_all = "camelCase")]
    pub struct BreakGlass {
        /// Patient id.
        pub patient: String,
        /// Why.
        pub reason: GlassReason,
        /// Why, in one's own words: 10 to 500 characters, kept in the audit log.
        pub words: String,
    }

    /// A patient who is open to who is there.
    #[serde(rename_all = "camelCase")]
    pub struct OpenGlass {
        /// Patient id.
        pub patient: String,
        /// Why.
        pub reason: GlassReason,
        /// Since when.
        pub began: f64,
        /// Until when.
        pub until: f64,
    }

    /// What is open, and for how long something may be.
    #[serde(rename_all = "camelCase")]
    pub struct GlassState {
        /// Whole hours that a chart stays open; 0 where it was switched off.
        pub hours: u32,
        /// The most that may be chosen.
        pub most_hours: u32,
        /// What is open to who is there.
        pub open: Vec<OpenGlass>,
    }

    /// Choose for how long.
    #[serde(rename_all = "camelCase")]
    pub struct SetGlass {
        /// Whole hours; 0 switches it off.
        pub hours: u32,
    }
}
