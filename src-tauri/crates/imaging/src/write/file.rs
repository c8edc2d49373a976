//! The beginning of a file: preamble and meta information (PS3.10 7.1). Refuses to carry over anything that another
//! program wrote there.

use crate::write::Elements;

/// Of everything this program writes: a UUID of its own as a UID (PS3.5 B.2).
const IMPLEMENTATION: &str = "2.25.300712834097163241520419632271108405291";

/// Explicit little endian (PS3.5 A.2).
pub(crate) const EXPLICIT_LITTLE: &str = "1.2.840.10008.1.2.1";

/// What the meta information names.
pub(crate) struct Named<'a> {
    pub(crate) class: &'a str,
    pub(crate) instance: &'a str,
    pub(crate) syntax: &'a str,
}

/// Everything before the data set.
pub(crate) fn head(named: &Named<'_>) -> Vec<u8> {
    let mut meta = Elements::default();
    meta.put(0x0002, 0x0001, *b"OB", &[0, 1]);
    meta.text(0x0002, 0x0002, *b"UI", named.class);
    meta.text(0x0002, 0x0003, *b"UI", named.instance);
    meta.text(0x0002, 0x0010, *b"UI", named.syntax);
    meta.text(0x0002, 0x0012, *b"UI", IMPLEMENTATION);
    let meta = meta.bytes();
    let mut length = Elements::default();
    let many = u32::try_from(meta.len()).unwrap_or(u32::MAX);
    length.put(0x0002, 0x0000, *b"UL", &many.to_le_bytes());
    let mut file = vec![0; 128];
    file.extend(b"DICM");
    file.extend(length.bytes());
    file.extend(meta);
    file
}
