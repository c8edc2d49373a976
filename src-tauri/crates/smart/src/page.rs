//! What the browser shows at the end: one calm page in plain words, without a script, without
//! anything loaded from anywhere, and without anything of the request in it.

use crate::error::SignInError;

/// How it went, for the person in front of the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Page {
    SignedIn,
    WrongState,
    AlreadyUsed,
    Failed(SignInError),
    /// An EHR started us and was heard.
    Launched,
    /// What started us is not a launch.
    NoLaunch,
}

impl Page {
    /// The HTTP status line's number and reason.
    pub(crate) fn status(&self) -> &'static str {
        match self {
            // Saying no is an answer like another.
            Self::SignedIn
            | Self::Launched
            | Self::Failed(SignInError::Denied | SignInError::Cancelled) => "200 OK",
            Self::WrongState | Self::NoLaunch | Self::Failed(_) => "400 Bad Request",
            Self::AlreadyUsed => "409 Conflict",
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::SignedIn => "You are signed in",
            Self::WrongState => "This answer was refused",
            Self::AlreadyUsed => "This sign-in was already used",
            Self::Failed(SignInError::Denied) => "Access was denied",
            Self::Failed(SignInError::CodeExpired) => "This sign-in has expired",
            Self::Failed(SignInError::Replayed) => "This sign-in was used before",
            Self::Failed(SignInError::Cancelled) => "The sign-in was cancelled",
            Self::Failed(_) => "You are not signed in",
            Self::Launched => "Wardbook has taken over",
            Self::NoLaunch => "This start was refused",
        }
    }

    fn text(&self) -> String {
        match self {
            Self::SignedIn => "You can close this page and go back to Wardbook.".to_owned(),
            Self::WrongState => {
                "It belongs to another sign-in than the one Wardbook is waiting for. Nothing was \
                 changed. Close this page and finish the sign-in in the page that was opened last."
                    .to_owned()
            }
            Self::AlreadyUsed => {
                "The answer of this sign-in arrived before and counts once only. You can close this \
                 page and go back to Wardbook."
                    .to_owned()
            }
            Self::Failed(error) => error.message(),
            Self::Launched => "Go on in its window. You can close this page.".to_owned(),
            Self::NoLaunch => {
                "The address does not name the EHR and its launch once each, the way SMART on FHIR \
                 has it. Nothing was changed. Start Wardbook from the EHR again."
                    .to_owned()
            }
        }
    }

    fn mark(&self) -> &'static str {
        if matches!(self, Self::SignedIn | Self::Launched) {
            "good"
        } else {
            "not"
        }
    }

    /// The whole document.
    pub(crate) fn html(&self) -> String {
        let (title, mark) = (self.title(), self.mark());
        let text = escaped(&self.text());
        format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"robots\" content=\"noindex\"><title>{title} - Wardbook</title>\
             <style>{STYLE}</style></head><body><main class=\"{mark}\">\
             <p class=\"name\">Wardbook</p><h1>{title}</h1><p>{text}</p></main></body></html>\n"
        )
    }
}

/// The policy that goes with the page: its own style, and nothing else.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                                 form-action 'none'; frame-ancestors 'none'";

const STYLE: &str = ":root{color-scheme:light dark}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f5f6f7;color:#1c2024;\
font:16px/1.5 system-ui,sans-serif}\
main{box-sizing:border-box;max-width:30rem;margin:1rem;padding:2rem;background:#fff;\
border:1px solid #d8dde2;border-left:4px solid #b45f06;border-radius:8px}\
main.good{border-left-color:#2f6f4f}\
h1{margin:.25rem 0 .5rem;font-size:1.375rem;line-height:1.3;font-weight:600}\
p{margin:0}.name{color:#59636e;font-size:.875rem}\
@media(prefers-color-scheme:dark){body{background:#15181b;color:#e8eaed}\
main{background:#1d2125;border-color:#343a40;border-left-color:#e0a458}\
main.good{border-left-color:#6fbf95}.name{color:#a3abb3}}";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_says_how_it_went_and_loads_nothing() {
        let failed = |error| Page::Failed(error);
        for (page, words) in [
            (Page::SignedIn, "You are signed in"),
            (failed(SignInError::Denied), "Access was denied"),
            (Page::WrongState, "belongs to another sign-in"),
            (failed(SignInError::CodeExpired), "has expired"),
            (Page::AlreadyUsed, "already used"),
            (
                failed(SignInError::BrowserNotOpened {
                    said: "<b>&".into(),
                }),
                "&lt;b&gt;&amp;",
            ),
        ] {
            let html = page.html();
            assert!(html.contains(words), "{html}");
            for outside in [
                "http:", "https:", "src=", "href=", "url(", "<script", "@import",
            ] {
                assert!(!html.contains(outside), "{outside} in {html}");
            }
        }
    }
}
