//! The ways back from the browser, as one word in the store: `loopback[:PORT][/PATH]`, `scheme`, or the
//! https address of a page that bounces.

use url::Url;
use wardbook_smart::Redirect;

use crate::app::IDENTIFIER;
use crate::failure::Fault;
use crate::wire::connection::ComesBack;

/// The private scheme's redirect address.
pub(crate) fn callback() -> String {
    format!("{IDENTIFIER}://callback")
}

/// The private scheme's launch address.
pub(crate) fn launch() -> String {
    format!("{IDENTIFIER}://launch")
}

/// For the store; `None` is the usual way, any free port.
pub(super) fn text_of(way: &ComesBack) -> Result<Option<String>, Fault> {
    match way {
        ComesBack::Loopback { port, path } => {
            let path = path
                .as_deref()
                .map(str::trim)
                .filter(|path| !path.is_empty());
            if path.is_some_and(|path| !is_path(path)) {
                return Err(Fault::invalid(
                    "The path of the redirect address begins with / and has letters, digits, - and _ only.",
                ));
            }
            if port.is_some_and(|port| port < 1024) {
                return Err(Fault::invalid(
                    "Ports below 1024 belong to the system. Choose one from 1024 to 65535.",
                ));
            }
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            let text = format!("loopback{port}{}", path.unwrap_or_default());
            Ok(Some(text).filter(|text| text != "loopback"))
        }
        ComesBack::Scheme => Ok(Some("scheme".to_owned())),
        ComesBack::Bounce { page } => match Url::parse(page.trim()) {
            Ok(url) if url.scheme() == "https" && url.has_host() && url.fragment().is_none() => {
                Ok(Some(url.to_string()))
            }
            _ => Err(Fault::invalid(
                "The page that sends the browser on has to be an https address.",
            )),
        },
    }
}

fn is_path(path: &str) -> bool {
    path.starts_with('/')
        && path.len() <= 200
        && path
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b))
}

/// From the store.
pub(super) fn way_of(text: Option<&str>) -> ComesBack {
    match text {
        Some("scheme") => ComesBack::Scheme,
        Some(page) if page.starts_with("https:") => ComesBack::Bounce {
            page: page.to_owned(),
        },
        other => {
            let rest = other
                .and_then(|text| text.strip_prefix("loopback"))
                .unwrap_or_default();
            let (port, path) = match rest.find('/') {
                Some(at) => rest.split_at(at),
                None => (rest, ""),
            };
            ComesBack::Loopback {
                port: port.strip_prefix(':').and_then(|port| port.parse().ok()),
                path: Some(path.to_owned()).filter(|path| !path.is_empty()),
            }
        }
    }
}

/// The same as the room below wants it.
pub(super) fn redirect_of(text: Option<&str>) -> Redirect {
    match way_of(text) {
        ComesBack::Loopback { port, path } => Redirect::Loopback { port, path },
        ComesBack::Scheme => Redirect::Scheme {
            address: callback(),
        },
        ComesBack::Bounce { page } => match Url::parse(&page) {
            Ok(page) => Redirect::Bounce { page },
            Err(_) => Redirect::any_port(),
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_way_comes_back_from_the_store_and_shows_the_address_to_register() {
        let at = |port: Option<u16>, path: Option<&str>| ComesBack::Loopback {
            port,
            path: path.map(str::to_owned),
        };
        for (way, address) in [
            (at(None, None), "http://127.0.0.1/callback"),
            (at(Some(8765), None), "http://127.0.0.1:8765/callback"),
            (at(Some(8765), Some("/back")), "http://127.0.0.1:8765/back"),
            (at(None, Some("/back")), "http://127.0.0.1/back"),
            (ComesBack::Scheme, "app.wardbook.desktop://callback"),
            (
                ComesBack::Bounce {
                    page: "https://hospital.example/back".to_owned(),
                },
                "https://hospital.example/back",
            ),
        ] {
            let text = text_of(&way).unwrap();
            assert_eq!(way_of(text.as_deref()), way);
            assert_eq!(redirect_of(text.as_deref()).to_register(), address);
        }
        for wrong in [
            at(Some(80), None),
            at(None, Some("back")),
            at(None, Some("/back?x=1")),
            ComesBack::Bounce {
                page: "http://hospital.example/back".to_owned(),
            },
        ] {
            assert!(text_of(&wrong).is_err(), "{wrong:?}");
        }
    }
}
