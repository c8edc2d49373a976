//! How the window looks, as its person chose it.

use super::wire;

wire! {
    /// Light or dark.
    #[serde(rename_all = "kebab-case")]
    pub enum Theme {
        /// As the operating system has it.
        System,
        /// Light.
        Light,
        /// Dark.
        Dark,
    }

    /// How the window looks.
    #[serde(rename_all = "camelCase")]
    pub struct Appearance {
        /// Light or dark.
        pub theme: Theme,
    }
}
