//! Words that several errors of this crate share.

use crate::http::NetworkKind;

/// A stable code.
pub(crate) fn network_code(kind: NetworkKind) -> &'static str {
    match kind {
        NetworkKind::Timeout => "network-timeout",
        NetworkKind::Connect => "network-connect",
        NetworkKind::Dns => "network-dns",
        NetworkKind::Tls => "network-tls",
        NetworkKind::Cut => "network-cut",
    }
}

/// In the user's words, with what to do.
pub(crate) fn network(kind: NetworkKind) -> &'static str {
    match kind {
        NetworkKind::Timeout => {
            "The EHR did not answer in time. Check the network connection and try again."
        }
        NetworkKind::Connect => {
            "The EHR could not be reached. Check the network connection and the address, then try again."
        }
        NetworkKind::Dns => {
            "The EHR's host name was not found. Check the address for a typing mistake, and the network connection."
        }
        NetworkKind::Tls => {
            "No secure connection to the EHR was possible: this computer does not trust its certificate. Ask your IT department."
        }
        NetworkKind::Cut => "The connection to the EHR broke off. Try again.",
    }
}

/// An error code as a server sent it: kept only as far as a code may reach, so that no text, token
/// or patient can hide in it.
pub(crate) fn code_only(code: &str) -> String {
    let kept = code
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let kept: String = kept.take(60).collect();
    if kept.is_empty() {
        "unknown".to_owned()
    } else {
        kept
    }
}
