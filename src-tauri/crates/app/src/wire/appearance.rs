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

    /// In which language the window speaks.
    #[serde(rename_all = "kebab-case")]
    pub enum Language {
        /// English.
        English,
        /// Arabic, from right to left.
        Arabic,
    }

    /// How the window looks.
    #[serde(rename_all = "camelCase")]
    pub struct Appearance {
        /// Light or dark.
        pub theme: Theme,
        /// In which language it speaks; English where nothing was chosen, and left as it is where a choice of
        /// colours does not name it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        pub language: Option<Language>,
    }
}
