//! How long charts stay on this workstation that nobody opens.

use super::wire;

wire! {
    /// How long charts of a connection stay, as it is or as it would be.
    #[serde(rename_all = "camelCase")]
    pub struct AskRetention {
        /// Connection id or name.
        pub connection: String,
        /// As if so many days were chosen; as it is where absent.
        pub days: Option<u32>,
    }

    /// Choose how long charts of a connection stay.
    #[serde(rename_all = "camelCase")]
    pub struct SetRetention {
        /// Connection id or name.
        pub connection: String,
        /// Whole days, 1 to 3650; absent where they stay.
        pub days: Option<u32>,
    }

    /// A chart that leaves, or would but for what is nowhere else.
    #[serde(rename_all = "camelCase")]
    pub struct LeavingChart {
        /// Patient id.
        pub patient: String,
        /// Their name, for whoever may see it.
        pub name: Option<String>,
        /// When the chart was last opened; absent where it never was.
        pub opened_at: Option<f64>,
        /// When it leaves at the earliest.
        pub leaves_at: f64,
        /// Why it stays all the same, in words; empty where it leaves.
        pub because: Vec<String>,
    }

    /// How long charts of a connection stay.
    #[serde(rename_all = "camelCase")]
    pub struct Retention {
        /// Connection id.
        pub connection: String,
        /// Its name.
        pub connection_name: String,
        /// Days that were chosen here.
        pub days: Option<u32>,
        /// The most that the computer's administrator leaves; absent where they fixed nothing.
        pub most_days: Option<u32>,
        /// Days that hold; absent where charts stay.
        pub holds: Option<u32>,
        /// Nothing leaves before.
        pub not_before: Option<f64>,
        /// Charts that have come to their end within a week from now, whether they leave or stay.
        pub due: u32,
        /// The first of them, at most 200, the earliest first; none for whoever may not list patients.
        pub charts: Vec<LeavingChart>,
    }

    /// A chart that left.
    #[serde(rename_all = "camelCase")]
    pub struct LeftChart {
        /// When.
        pub at: f64,
        /// Of which connection, where it is still there.
        pub connection_name: Option<String>,
        /// How long nobody had opened it, in words.
        pub said: Option<String>,
    }

    /// All connections, and what left in the last thirty days.
    #[serde(rename_all = "camelCase")]
    pub struct RetentionState {
        /// Each connection that is an EHR's.
        pub connections: Vec<Retention>,
        /// The last charts that left by themselves, at most 200, the last first.
        pub left: Vec<LeftChart>,
    }

    /// Whether one patient's chart stays.
    #[serde(rename_all = "camelCase")]
    pub struct PatientStay {
        /// Patient id.
        pub patient: String,
        /// Somebody said that it stays.
        pub stays: bool,
        /// Who.
        pub by: Option<String>,
        /// When.
        pub at: Option<f64>,
        /// When it leaves if nobody opens it; absent where charts of its connection stay.
        pub leaves_at: Option<f64>,
        /// Why it stays anyway, in words.
        pub because: Vec<String>,
    }

    /// Let a patient's chart stay, or not any more.
    #[serde(rename_all = "camelCase")]
    pub struct SetStay {
        /// Patient id.
        pub patient: String,
        /// Stay.
        pub on: bool,
    }
}
