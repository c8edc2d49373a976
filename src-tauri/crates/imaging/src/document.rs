//! A document inside a DICOM file (PS3.3 A.45): what it is, and its bytes part by part. Refuses to look into it.

use std::io::{Read, Seek};
use std::sync::Arc;

use dicom_dictionary_std::tags;

use crate::codes::text;
use crate::limits::Limits;
use crate::payload::{Payload, PayloadError};
use crate::read::{ReadError, open_whole};
use crate::text::Charset;

/// Longest value kept in memory, in bytes: names and titles.
const LONGEST: u64 = 4096;
/// All that is kept of one file, in bytes.
const MOST_KEPT: u64 = 16 << 20;

/// A document in a file. Has no `Debug`: its title may be a diagnosis.
pub struct EncapsulatedDocument {
    /// What it is, as the file says: `application/pdf` (0042,0012).
    pub content_type: Option<String>,
    /// Its title (0042,0010).
    pub title: Option<String>,
    /// In bytes.
    pub length: u64,
    payload: Payload,
}

impl EncapsulatedDocument {
    /// Finds the document of a file.
    pub fn read<R: Read + Seek>(
        source: R,
        limits: &Limits,
    ) -> Result<Result<Self, PayloadError>, ReadError> {
        let limits = limits.keeping(LONGEST, MOST_KEPT);
        let opened = open_whole(source, &limits)?;
        let inflated = opened.inflated.map(Arc::new);
        let set = &opened.set;
        let Some(element) = set.get(tags::ENCAPSULATED_DOCUMENT) else {
            return Ok(Err(PayloadError::None));
        };
        let payload = match Payload::of(element, inflated.as_ref()) {
            Ok(payload) => payload,
            Err(error) => return Ok(Err(error)),
        };
        // A value has an even number of bytes; the length beside it says whether the last one counts (PS3.3 C.24.2).
        let said = set
            .number(tags::ENCAPSULATED_DOCUMENT_LENGTH)
            .map(u64::from);
        let length = said
            .filter(|said| said.saturating_add(1) == payload.length)
            .unwrap_or(payload.length);
        let charset = Charset::of(set);
        Ok(Ok(Self {
            content_type: set
                .ascii(tags::MIME_TYPE_OF_ENCAPSULATED_DOCUMENT)
                .map(str::to_ascii_lowercase),
            title: text(set, tags::DOCUMENT_TITLE, charset),
            length,
            payload,
        }))
    }

    /// Its bytes from `from` on, `most` of them at most; fewer only where it ends.
    pub fn part<R: Read + Seek>(
        &self,
        source: &mut R,
        from: u64,
        most: u64,
    ) -> Result<Vec<u8>, PayloadError> {
        let most = most.min(self.length.saturating_sub(from));
        self.payload.read(source, from, most)
    }
}

#[cfg(test)]
mod tests {
    use dicom_core::Tag;

    use super::EncapsulatedDocument;
    use crate::limits::Limits;
    use crate::making::File;
    use crate::payload::PayloadError;

    fn letter(bytes: &[u8], length: u32) -> File {
        File::new("1.2.840.10008.1.2.1")
            .text(Tag(0x0042, 0x0010), *b"ST", "Discharge letter")
            .put(Tag(0x0042, 0x0011), *b"OB", bytes)
            .text(Tag(0x0042, 0x0012), *b"LO", "application/PDF")
            .put(Tag(0x0042, 0x0015), *b"UL", &length.to_le_bytes())
    }

    #[test]
    fn a_document_is_had_part_by_part_and_without_its_filling_byte() {
        let bytes: Vec<u8> = (0..20_000_u32).map(|n| (n % 251) as u8).collect();
        let file = letter(&bytes, 19_999);
        let found = EncapsulatedDocument::read(file.source(), &Limits::default());
        let found = found.unwrap().unwrap();
        assert_eq!(found.content_type.as_deref(), Some("application/pdf"));
        assert_eq!(found.title.as_deref(), Some("Discharge letter"));
        assert_eq!(found.length, 19_999);
        let mut all = Vec::new();
        while all.len() < 19_999 {
            let part = found.part(&mut file.source(), all.len() as u64, 7000);
            all.extend(part.unwrap());
        }
        assert!(all == bytes[..19_999], "to the byte");
        let beyond = found.part(&mut file.source(), 30_000, 10).unwrap();
        assert!(beyond.is_empty());
    }

    #[test]
    fn a_length_that_does_not_fit_is_not_believed() {
        let file = letter(&[7; 8000], 12);
        let found = EncapsulatedDocument::read(file.source(), &Limits::default());
        assert_eq!(found.unwrap().unwrap().length, 8000);
    }

    #[test]
    fn a_file_that_ends_in_its_document_has_none() {
        let mut file = letter(&[7; 8000], 8000);
        file.bytes.truncate(5000);
        let found = EncapsulatedDocument::read(file.source(), &Limits::default());
        assert!(matches!(found.unwrap(), Err(PayloadError::Cut)));
        let image = File::new("1.2.840.10008.1.2.1").image(2, 2, 1, 8, "MONOCHROME2");
        let found = EncapsulatedDocument::read(image.source(), &Limits::default());
        assert!(matches!(found.unwrap(), Err(PayloadError::None)));
    }
}
