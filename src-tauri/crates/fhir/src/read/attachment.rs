//! Attachments and Binary: what is there, its bytes, and its text where it is text.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::narrative;
use crate::json::{Node, Object, ReadError};

/// An attachment, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attachment {
    /// Media type as sent.
    pub content_type: Option<String>,
    /// Where its bytes are.
    pub url: Option<String>,
    /// Its bytes are in the resource.
    pub inline: bool,
    /// Bytes, as the EHR says or as long as what is inline.
    pub size: Option<u64>,
    /// Title.
    pub title: Option<String>,
    /// When it was made.
    pub creation: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// Format in words, where the document names one.
    pub format: Option<String>,
}

impl Attachment {
    pub(crate) fn read(object: &Object<'_>) -> Self {
        let data = object.get("data").filter(|node| node.raw().len() > 2);
        let size = object.get("size").and_then(|node| {
            node.number()
                .map(str::to_owned)
                .or_else(|| node.text())?
                .parse()
                .ok()
        });
        // Four letters carry three bytes.
        let inline_size = data.map(|node| (node.raw().len() as u64).saturating_sub(2) / 4 * 3);
        Self {
            content_type: object.text("contentType"),
            url: object.text("url"),
            inline: data.is_some_and(|node| node.raw().starts_with('"')),
            size: size.or(inline_size),
            title: object.text("title"),
            creation: object.text("creation"),
            language: object.text("language"),
            format: None,
        }
    }
}

/// The id of the Binary that an address leads to, where it leads to one: as a reference does, or as a Bundle names what is
/// in it (`urn:uuid:`).
pub fn binary_id(url: &str) -> Option<&str> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let whole = path.split("/_history/").next().unwrap_or(path);
    if let Some(id) = whole.strip_prefix("urn:uuid:") {
        return Some(id);
    }
    let mut parts = whole.rsplit('/');
    match (parts.next(), parts.next()) {
        (Some(id), Some("Binary")) if !id.is_empty() => Some(id),
        _ => None,
    }
}

/// The bytes inside an attachment's `data`.
pub(crate) fn data(attachment: &Object<'_>) -> Option<Vec<u8>> {
    decode(&attachment.get("data").and_then(Node::exact_text)?)
}

/// base64 as servers send it: with or without line breaks and padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&alphabet::STANDARD, config);
    let letters: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    engine.decode(&letters).ok()
}

/// A Binary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binary {
    /// Media type as sent.
    pub content_type: Option<String>,
    /// Its bytes; `None` where there are none or they cannot be decoded.
    pub data: Option<Vec<u8>>,
}

impl Binary {
    /// Read a Binary resource.
    pub fn read(body: &[u8]) -> Result<Self, ReadError> {
        let object = Object::parse(body)?;
        // DSTU2 calls the data "content".
        let text = object
            .first(&["data", "content"])
            .and_then(Node::exact_text);
        Ok(Self {
            content_type: object.text("contentType"),
            data: text.and_then(|text| decode(&text)),
        })
    }
}

/// The plain text of bytes of a media type, where that type is text or HTML; `None` where it is
/// something this reader does not open (PDF, RTF, C-CDA, images).
pub fn plain_text(content_type: Option<&str>, bytes: &[u8]) -> Option<String> {
    let sent = content_type?.to_ascii_lowercase();
    let mut parts = sent.split(';').map(str::trim);
    let media = parts.next()?;
    let charset = parts
        .find_map(|part| part.strip_prefix("charset="))
        .map(|c| c.trim_matches('"'));
    match media {
        "text/html" | "application/xhtml+xml" => Some(narrative::plain(&letters(bytes, charset))),
        "text/plain" | "text/markdown" | "text" => {
            let text = letters(bytes, charset)
                .replace("\r\n", "\n")
                .replace('\r', "\n");
            Some(
                text.trim_end()
                    .trim_start_matches(['\n', '\u{feff}'])
                    .to_owned(),
            )
        }
        _ => None,
    }
}

/// UTF-8 where it is that; Latin letters where it says so or is not UTF-8 after all.
pub(crate) fn letters(bytes: &[u8], charset: Option<&str>) -> String {
    if let [0xFF, 0xFE, rest @ ..] = bytes {
        return utf16(rest, u16::from_le_bytes);
    }
    if let [0xFE, 0xFF, rest @ ..] = bytes {
        return utf16(rest, u16::from_be_bytes);
    }
    let latin = charset.is_some_and(|name| name.contains("8859-1") || name.contains("1252"));
    match std::str::from_utf8(bytes) {
        Ok(text) if !latin || text.is_ascii() => text.to_owned(),
        _ => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

fn utf16(bytes: &[u8], of: fn([u8; 2]) -> u16) -> String {
    let units = bytes
        .chunks_exact(2)
        .filter_map(|pair| Some(of(pair.try_into().ok()?)));
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x85 => '…',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        0x99 => '™',
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn bytes_are_decoded_as_servers_send_them() {
        assert_eq!(decode("SGVs\nbG8=").unwrap(), b"Hello");
        assert_eq!(decode("SGVsbG8").unwrap(), b"Hello");
        assert_eq!(decode("not base64!"), None);
        let binary = Binary::read(br#"{"contentType":"text/html","data":"PGI+aGk8L2I+"}"#).unwrap();
        assert_eq!(
            plain_text(binary.content_type.as_deref(), &binary.data.unwrap()).unwrap(),
            "hi"
        );
        assert_eq!(Binary::read(br#"{"data":7}"#).unwrap().data, None);
    }

    #[test]
    fn text_is_read_in_its_own_letters() {
        assert_eq!(
            plain_text(Some("text/plain; charset=UTF-8"), "a\r\nß".as_bytes()).unwrap(),
            "a\nß"
        );
        assert_eq!(
            plain_text(Some("text/plain;charset=ISO-8859-1"), b"M\xfcller").unwrap(),
            "Müller"
        );
        assert_eq!(
            plain_text(Some("text/plain"), b"M\xfcller \x93x\x94").unwrap(),
            "Müller “x”"
        );
        assert_eq!(
            plain_text(Some("text/plain"), &[0xFF, 0xFE, b'h', 0, b'i', 0]).unwrap(),
            "hi"
        );
        assert_eq!(plain_text(Some("application/pdf"), b"%PDF"), None);
        assert_eq!(plain_text(None, b"x"), None);
    }
}
