//! A token, code or verifier: wiped when dropped, never printed, never serialised by itself.

use std::fmt;

use zeroize::Zeroizing;

/// Something nobody may see.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keep it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text, for a request's header or body and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Compared without telling by the time taken where the difference is.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        same(self.expose(), other.expose())
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Equal, in a time that depends on the length only.
pub(crate) fn same(a: &str, b: &str) -> bool {
    let differing = a
        .bytes()
        .zip(b.bytes())
        .fold(0u8, |differing, (a, b)| differing | (a ^ b));
    a.len() == b.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_compared_but_never_printed() {
        let secret = Secret::new("eyJhbGciOi");
        assert_eq!(format!("{secret:?}"), "<redacted>");
        assert_eq!(secret, Secret::new("eyJhbGciOi"));
        assert_ne!(secret, Secret::new("eyJhbGciOj"));
        assert_ne!(secret, Secret::new("eyJhbGciO"));
        assert!(!same("", "a") && same("", ""));
    }
}
