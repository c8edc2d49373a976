//! Bodies of several parts (RFC 2046 5.1, PS3.18 8.6): written for an answer, taken apart from a request.

use bytes::Bytes;

use crate::fhir::answer::Answer;

/// Between the parts of an answer. No file of ours holds it.
const BOUNDARY: &str = "wardbook-sandbox-part-7d1e";

/// An answer of these parts, each with its content type. `kind` is the type of all of them.
pub(crate) fn answer(kind: &str, parts: &[(String, Bytes)]) -> Answer {
    let mut body = Vec::new();
    for (content, bytes) in parts {
        body.extend(format!("--{BOUNDARY}\r\nContent-Type: {content}\r\n\r\n").bytes());
        body.extend(bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").bytes());
    let content = format!("multipart/related; type=\"{kind}\"; boundary={BOUNDARY}");
    let mut answer = Answer::empty(200).with("content-type", content);
    answer.body = body.into();
    answer
}

/// The parts of a request's body: what follows each part's head. `None` where it does not end as it must.
pub(crate) fn apart<'a>(content_type: &str, body: &'a [u8]) -> Option<Vec<&'a [u8]>> {
    let boundary = content_type
        .split(';')
        .filter_map(|word| word.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim_matches('"'))?;
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut rest = body.get(find(body, delimiter.as_bytes())? + delimiter.len()..)?;
    let between = format!("\r\n{delimiter}");
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        let head = find(rest, b"\r\n\r\n")?;
        let content = rest.get(head + 4..)?;
        let end = find(content, between.as_bytes())?;
        parts.push(content.get(..end)?);
        rest = content.get(end + between.len()..)?;
    }
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|part| part == what)
}
