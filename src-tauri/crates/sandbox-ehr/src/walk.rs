//! The scripted browser: walks the sandbox's real pages over HTTP as a person would, fills in the
//! forms it finds there, and follows the redirect to the program that waits on loopback.

use reqwest::redirect::Policy;
use url::Url;

/// Whom to be and what to answer.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Say no at the consent page.
    pub deny: bool,
    /// User name typed.
    pub user: String,
    /// Password typed.
    pub password: String,
}

impl Default for Visitor {
    fn default() -> Visitor {
        Visitor {
            deny: false,
            user: "osei".to_owned(),
            password: "sandbox".to_owned(),
        }
    }
}

/// Where the walk ended early.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// The program has no HTTP client.
    #[error("no HTTP client could be made")]
    Client(#[source] reqwest::Error),
    /// A page could not be fetched.
    #[error("the {step} page could not be fetched")]
    Fetch {
        /// Which page.
        step: &'static str,
        /// What went wrong.
        #[source]
        source: reqwest::Error,
    },
    /// A page answered something else than expected.
    #[error("the {step} page answered {status}")]
    Answered {
        /// Which page.
        step: &'static str,
        /// The status it gave.
        status: u16,
    },
    /// A page has no form where one should be.
    #[error("the {step} page has no form to fill in")]
    NoForm {
        /// Which page.
        step: &'static str,
    },
    /// A redirect or form leads to no address.
    #[error("the {step} page leads nowhere")]
    Nowhere {
        /// Which page.
        step: &'static str,
    },
}

/// Where a walk ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrived {
    /// At the page of the program that listens on this computer; it answered 200.
    Page,
    /// At an address that a browser gives to the operating system (a scheme of the program's own)
    /// or fetches elsewhere (an https page that bounces). It holds a code: hand it on, do not show it.
    Elsewhere(String),
}

/// Walks from the authorize URL to the listener's page; `Ok` when that page answered 200.
pub async fn walk(url: &str, visitor: &Visitor) -> Result<(), WalkError> {
    match walk_through(url, visitor).await? {
        Arrived::Page => Ok(()),
        Arrived::Elsewhere(_) => Err(WalkError::Nowhere { step: "last" }),
    }
}

/// Walks from the authorize URL to wherever the redirect leads.
pub async fn walk_through(url: &str, visitor: &Visitor) -> Result<Arrived, WalkError> {
    // Fails only if a provider is set already, which does as well.
    let _set_before = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(std::time::Duration::from_secs(30))
        .build()
        .map_err(WalkError::Client)?;
    let page = get(&client, url, "sign-in").await?;
    let mut page = match page {
        Step::Page(page) => page,
        // A request the server finds wrong goes straight back to the program.
        Step::Redirect(to) => return arrive(&client, &to).await,
    };
    for step in ["sign-in", "consent"] {
        let form = Form::read(&page).ok_or(WalkError::NoForm { step })?;
        let action = Url::parse(url).and_then(|base| base.join(&form.action));
        let action = action.map_err(|_| WalkError::Nowhere { step })?;
        let fields = form.filled(visitor);
        let sent = client.post(action).form(&fields).send().await;
        let response = sent.map_err(|source| WalkError::Fetch { step, source })?;
        match read(response, step).await? {
            Step::Page(next) => page = next,
            Step::Redirect(to) => return arrive(&client, &to).await,
        }
    }
    Err(WalkError::NoForm { step: "consent" })
}

async fn arrive(client: &reqwest::Client, to: &str) -> Result<Arrived, WalkError> {
    if !to.starts_with("http://") {
        return Ok(Arrived::Elsewhere(to.to_owned()));
    }
    match get(client, to, "last").await? {
        Step::Page(_) => Ok(Arrived::Page),
        Step::Redirect(next) if !next.starts_with("http://") => Ok(Arrived::Elsewhere(next)),
        Step::Redirect(next) => match get(client, &next, "last").await? {
            Step::Page(_) => Ok(Arrived::Page),
            Step::Redirect(_) => Err(WalkError::Nowhere { step: "last" }),
        },
    }
}

enum Step {
    Page(String),
    Redirect(String),
}

async fn get(client: &reqwest::Client, url: &str, step: &'static str) -> Result<Step, WalkError> {
    let response = client.get(url).send().await;
    read(
        response.map_err(|source| WalkError::Fetch { step, source })?,
        step,
    )
    .await
}

async fn read(response: reqwest::Response, step: &'static str) -> Result<Step, WalkError> {
    let status = response.status();
    if status.is_redirection() {
        let to = response
            .headers()
            .get("location")
            .and_then(|v| v.to_str().ok());
        let to = to.and_then(|to| response.url().join(to).ok());
        return to
            .map(|to| Step::Redirect(to.to_string()))
            .ok_or(WalkError::Nowhere { step });
    }
    if status.as_u16() != 200 {
        return Err(WalkError::Answered {
            step,
            status: status.as_u16(),
        });
    }
    let text = response
        .text()
        .await
        .map_err(|source| WalkError::Fetch { step, source })?;
    Ok(Step::Page(text))
}

/// A form as found in a page.
#[derive(Debug, Default, PartialEq, Eq)]
struct Form {
    action: String,
    /// Name, type, value, in page order; buttons among them.
    fields: Vec<(String, String, String)>,
}

impl Form {
    fn read(page: &str) -> Option<Form> {
        let start = page.find("<form")?;
        let rest = page.get(start..)?;
        let whole = rest.get(..rest.find("</form>")?)?;
        let mut form = Form::default();
        for tag in whole.split('<').skip(1) {
            let tag = tag.split('>').next().unwrap_or_default();
            let get = |name: &str| attribute(tag, name);
            if tag.starts_with("form") {
                form.action = get("action")?;
            } else if tag.starts_with("input") || tag.starts_with("button") {
                let kind = get("type").unwrap_or_else(|| "text".to_owned());
                if let Some(name) = get("name") {
                    form.fields
                        .push((name, kind, get("value").unwrap_or_default()));
                }
            }
        }
        Some(form)
    }

    /// What a browser would send after this visitor filled the form in and pressed a button.
    fn filled(&self, visitor: &Visitor) -> Vec<(String, String)> {
        let wanted = if visitor.deny { "deny" } else { "allow" };
        let fields = self.fields.iter().filter_map(|(name, kind, value)| {
            let value = match (kind.as_str(), name.as_str()) {
                ("submit", _) if value != wanted => return None,
                ("text", "user") => &visitor.user,
                ("password", _) => &visitor.password,
                _ => value,
            };
            Some((name.clone(), value.clone()))
        });
        fields.collect()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let rest = tag.get(start..)?;
    let value = rest.get(..rest.find('"')?)?;
    Some(
        value
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&"),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_form_is_filled_in_as_a_browser_would() {
        let page = "<form method=\"post\" action=\"/go\"><input type=\"hidden\" name=\"request\" \
            value=\"a&amp;b\"><input type=\"checkbox\" name=\"scope\" value=\"openid\" checked>\
            <button type=\"submit\" name=\"decision\" value=\"deny\">No</button>\
            <button type=\"submit\" name=\"decision\" value=\"allow\">Yes</button></form>";
        let form = Form::read(page).unwrap();
        let sent = form.filled(&Visitor::default());
        let sent: Vec<(&str, &str)> = sent.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(
            sent,
            [
                ("request", "a&b"),
                ("scope", "openid"),
                ("decision", "allow")
            ]
        );
        assert_eq!(form.action, "/go");
        assert_eq!(Form::read("<p>nothing</p>"), None);
    }
}
