//! How the window looks: kept in the encrypted store, because the webview keeps nothing. Refuses to say
//! anything before the profile is open: until then the window follows the system.

use wardbook_store::settings;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::wire::appearance::{Appearance, Language, Theme};
use crate::wire::profile::Failure;

const SETTING: &str = "window.theme";
const LANGUAGE: &str = "window.language";

impl App {
    /// How the window looks.
    pub async fn appearance(&self, actor: &Actor) -> Result<Appearance, Failure> {
        let act = Act::unrecorded("appearance", Permission::UseProfile);
        self.enter(actor, act, |pass| async move {
            let (kept, spoken) = pass
                .read(|_, c| Ok((settings::get(c, SETTING)?, settings::get(c, LANGUAGE)?)))
                .await?;
            Ok(Appearance {
                theme: theme(kept.as_deref()),
                language: language(spoken.as_deref()),
            })
        })
        .await
    }

    /// Chooses it.
    pub async fn set_appearance(
        &self,
        actor: &Actor,
        request: Appearance,
    ) -> Result<Appearance, Failure> {
        let act = Act::unrecorded("appearance.set", Permission::UseProfile);
        self.enter(actor, act, |pass| async move {
            let word = word(&request.theme);
            let spoken = request.language.as_ref().map(said);
            let spoken = pass
                .write(move |tx| {
                    settings::set(tx, SETTING, word)?;
                    if let Some(spoken) = spoken {
                        settings::set(tx, LANGUAGE, spoken)?;
                    }
                    settings::get(tx, LANGUAGE)
                })
                .await?;
            Ok(Appearance {
                theme: request.theme,
                language: language(spoken.as_deref()),
            })
        })
        .await
    }
}

fn word(theme: &Theme) -> &'static str {
    match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

fn said(language: &Language) -> &'static str {
    match language {
        Language::English => "english",
        Language::Arabic => "arabic",
    }
}

fn language(word: Option<&str>) -> Option<Language> {
    match word {
        Some("english") => Some(Language::English),
        Some("arabic") => Some(Language::Arabic),
        _ => None,
    }
}

/// A word that a newer version wrote is nothing chosen here.
fn theme(word: Option<&str>) -> Theme {
    match word {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}
