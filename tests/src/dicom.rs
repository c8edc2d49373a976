//! DICOM files in the making, element after element (PS3.5 7.1.2, explicit little endian).

/// A file in the making.
pub struct Dicom(pub Vec<u8>);

impl Dicom {
    /// Without an element, or a head.
    pub fn bare() -> Self {
        Self(Vec::new())
    }

    /// With its head; no element of the data set yet.
    pub fn begun(syntax: &str) -> Self {
        let mut bytes = vec![0; 128];
        bytes.extend(b"DICM");
        Self(bytes).text(0x0002, 0x0010, *b"UI", syntax)
    }

    /// Ingrid's.
    pub fn new(syntax: &str) -> Self {
        Self::begun(syntax)
            .text(0x0008, 0x0018, *b"UI", "1.2.3.4")
            .text(0x0008, 0x0060, *b"CS", "CT")
            .text(0x0010, 0x0010, *b"PN", "Halvorsen^Ingrid")
            .text(0x0020, 0x000d, *b"UI", "1.2.3")
            .text(0x0020, 0x000e, *b"UI", "1.2.3.5")
    }

    /// Only within a sequence.
    pub fn item(elements: Vec<Self>) -> Self {
        let inside: Vec<u8> = elements.into_iter().flat_map(|one| one.0).collect();
        let length = u32::try_from(inside.len()).unwrap_or(u32::MAX);
        Self(
            [
                &[0xfe, 0xff, 0x00, 0xe0][..],
                &length.to_le_bytes(),
                &inside,
            ]
            .concat(),
        )
    }

    /// One element, and nothing else.
    pub fn one(group: u16, number: u16, kind: [u8; 2], value: &[u8]) -> Self {
        Self::bare().put(group, number, kind, value)
    }

    /// With an element behind the others, its value as it lies in the file.
    #[must_use]
    pub fn put(mut self, group: u16, number: u16, kind: [u8; 2], value: &[u8]) -> Self {
        self.0.extend(group.to_le_bytes());
        self.0.extend(number.to_le_bytes());
        self.0.extend(kind);
        let even = value.len().next_multiple_of(2);
        if matches!(&kind, b"OW" | b"OB" | b"SQ" | b"UT") {
            self.0.extend([0, 0]);
            self.0
                .extend(u32::try_from(even).unwrap_or(u32::MAX).to_le_bytes());
        } else {
            self.0
                .extend(u16::try_from(even).unwrap_or(u16::MAX).to_le_bytes());
        }
        self.0.extend(value);
        let padding = if matches!(&kind, b"UI" | b"OB" | b"OW") {
            0
        } else {
            b' '
        };
        self.0.resize(self.0.len() + even - value.len(), padding);
        self
    }

    /// With one of text.
    #[must_use]
    pub fn text(self, group: u16, number: u16, kind: [u8; 2], value: &str) -> Self {
        self.put(group, number, kind, value.as_bytes())
    }

    /// With one of kind US.
    #[must_use]
    pub fn short(self, group: u16, number: u16, value: u16) -> Self {
        self.put(group, number, *b"US", &value.to_le_bytes())
    }

    /// With what describes grey values of twelve bits in two bytes.
    #[must_use]
    pub fn picture(self, rows: u16, columns: u16) -> Self {
        self.grey(rows, columns, 16).short(0x0028, 0x0101, 12)
    }

    /// With what describes grey values that lie in so many bits.
    #[must_use]
    pub fn grey(self, rows: u16, columns: u16, bits: u16) -> Self {
        self.short(0x0028, 0x0002, 1)
            .text(0x0028, 0x0004, *b"CS", "MONOCHROME2")
            .short(0x0028, 0x0010, rows)
            .short(0x0028, 0x0011, columns)
            .short(0x0028, 0x0100, bits)
    }

    /// Pixels in one fragment, behind an empty table of offsets.
    #[must_use]
    pub fn fragment(mut self, codestream: &[u8]) -> Self {
        self.0.extend([0xe0, 0x7f, 0x10, 0x00]);
        self.0.extend(b"OB\0\0\xff\xff\xff\xff");
        self.0.extend([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
        let mut codestream = codestream.to_vec();
        codestream.resize(codestream.len().next_multiple_of(2), 0);
        let length = u32::try_from(codestream.len()).unwrap_or(u32::MAX);
        self.0.extend([0xfe, 0xff, 0x00, 0xe0]);
        self.0.extend(length.to_le_bytes());
        self.0.extend(codestream);
        self.0.extend([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
        self
    }
}
