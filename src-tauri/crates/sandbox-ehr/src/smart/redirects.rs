//! Which redirect addresses are taken, by personality.

use url::{Host, Url};

use crate::personality::Redirects;
use crate::state::State;

/// Whether a sign-in may come back to this address.
pub(crate) fn is_registered(state: &State, redirect: &str) -> bool {
    let known = &state.config.redirect_uris;
    let exactly = known.iter().any(|known| known == redirect);
    match state.config.personality.redirects {
        Redirects::Exact => exactly,
        Redirects::LoopbackToo => exactly || any_port(redirect),
        Redirects::NeverLoopback => {
            Url::parse(redirect).is_ok_and(|url| public(&url))
                && known.iter().any(|known| extends(redirect, known))
        }
    }
}

/// Loopback by address, with a port.
fn any_port(redirect: &str) -> bool {
    Url::parse(redirect).is_ok_and(|url| {
        let loopback = match url.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            _ => false,
        };
        url.scheme() == "http"
            && loopback
            && url.port().is_some()
            && url.fragment().is_none()
            && url.username().is_empty()
    })
}

/// An https address in the internet, or a scheme of somebody's own with a dot in it.
fn public(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(Host::Domain(name))) => name.contains('.') && name != "localhost",
        ("http" | "https", _) => false,
        (scheme, _) => scheme.contains('.'),
    }
}

/// The same address to the letter, or with more query behind it.
fn extends(redirect: &str, known: &str) -> bool {
    let more = if known.contains('?') { '&' } else { '?' };
    redirect
        .strip_prefix(known)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(more))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_must_match_to_the_slash_and_more_query_is_borne() {
        assert!(extends("https://a.example/cb?x=1", "https://a.example/cb"));
        assert!(extends("a.b://cb?x=1&y=2", "a.b://cb?x=1"));
        assert!(!extends("https://a.example/cb/", "https://a.example/cb"));
        let open = |text: &str| Url::parse(text).is_ok_and(|url| public(&url));
        assert!(open("https://a.example/cb") && open("app.wardbook.desktop://callback"));
        for closed in [
            "http://127.0.0.1:4711/cb",
            "https://localhost/cb",
            "app://cb",
        ] {
            assert!(!open(closed), "{closed}");
        }
    }
}
