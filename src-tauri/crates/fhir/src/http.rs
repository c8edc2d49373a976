//! What every HTTP client of the program has in common: it follows nothing, tries nothing twice, trusts what the
//! system trusts, and plain http is for this computer alone.
//!
//! Refuses to know what is asked: time-outs, headers and the meaning of a status are of whoever asks.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};
use reqwest::{Client, ClientBuilder};
use url::{Host, Url};

/// This computer itself: the only place where plain http is good enough.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// A client with the caller's manners. `here`: for this computer itself, where a proxy has no business.
pub fn client(
    here: bool,
    manners: impl Fn(ClientBuilder) -> ClientBuilder,
) -> reqwest::Result<Client> {
    // Already installed by somebody else is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = || {
        let builder = manners(Client::builder())
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never());
        if here { builder.no_proxy() } else { builder }
    };
    builder()
        .build()
        // A computer without any trusted certificate: plain loopback still works, and https fails
        // with a certificate error instead of keeping the program from starting.
        .or_else(|_| builder().tls_certs_only([]).build())
}

/// What lies behind a failure, the nearest first.
pub(crate) fn causes(
    error: &reqwest::Error,
) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(
        error.source(),
        |error: &&(dyn std::error::Error + 'static)| (*error).source(),
    )
}

/// Whether there was no secure connection: a certificate or a protocol that was refused.
pub fn is_tls(error: &reqwest::Error) -> bool {
    causes(error).any(|mut cause| {
        // An io error names as its source the source of what it holds: look at what it holds.
        while let Some(held) = cause
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            cause = held;
        }
        cause.is::<rustls::Error>()
    })
}

/// A header that is text.
pub fn said<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// How long the server asked to wait (RFC 9110 10.2.3): seconds, or a date by the server's own clock.
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = said(headers, &RETRY_AFTER)?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let now = httpdate::parse_http_date(said(headers, &DATE)?).ok()?;
    Some(until.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_that_only_begins_like_this_computer_is_not_it() {
        for (address, here) in [
            ("http://127.0.0.1:80/", true),
            ("http://[::1]:9/", true),
            ("http://LOCALHOST/", true),
            ("http://localhost.example.org/", false),
            ("http://127.0.0.1.example.org/", false),
            ("file:///", false),
        ] {
            assert_eq!(
                is_loopback(&Url::parse(address).unwrap()),
                here,
                "{address}"
            );
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_by_the_servers_clock() {
        let headers = |after: &str, date: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, after.parse().unwrap());
            if let Some(date) = date {
                headers.insert(DATE, date.parse().unwrap());
            }
            retry_after(&headers)
        };
        let now = Some("Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(headers(" 120 ", None), Some(Duration::from_secs(120)));
        assert_eq!(
            headers("Wed, 21 Oct 2015 07:28:30 GMT", now),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            headers("Wed, 21 Oct 2015 07:00:00 GMT", now),
            Some(Duration::ZERO)
        );
        assert_eq!(headers("Wed, 21 Oct 2015 07:28:30 GMT", None), None);
        assert_eq!(headers("soon", now), None);
        assert_eq!(headers("-5", now), None);
    }
}
