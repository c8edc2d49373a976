//! Transfer syntaxes: how a data set is written and how its pixels are packed (PS3.5 10 and annex A). Refuses to
//! guess: a UID it does not know is [`Packing::Unknown`], and reading goes on by what the bytes show.

use dicom_dictionary_std::uids;
use serde::{Deserialize, Serialize};

/// How data elements are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coding {
    /// Without value representations, little endian (PS3.5 A.1).
    ImplicitLittle,
    /// With value representations, little endian (PS3.5 A.2).
    ExplicitLittle,
    /// With value representations, big endian (PS3.5 A.3 of 2016b, retired).
    ExplicitBig,
}

/// How pixels are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Packing {
    /// Not at all (PS3.5 8.1).
    Native,
    /// Run lengths (PS3.5 annex G).
    Rle,
    /// ISO 10918-1 of any process: baseline, extended, progressive, lossless (PS3.5 8.2.1).
    Jpeg,
    /// ISO 14495-1 (PS3.5 8.2.3).
    JpegLs,
    /// ISO 15444-1 and -15, plain or high throughput (PS3.5 8.2.4, 8.2.14).
    Jpeg2000,
    /// ISO 18181-1 (PS3.5 8.2.15).
    JpegXl,
    /// Each frame deflated by itself (PS3.5 8.2.16).
    DeflatedFrame,
    /// A film: MPEG-2, MPEG-4 or HEVC (PS3.5 8.2.5 to 8.2.8), which is not decoded here.
    Film,
    /// None that is known.
    Unknown,
}

/// Big endian is retired, and archives still hold it.
pub(crate) const BIG_ENDIAN: &str = "1.2.840.10008.1.2.2";

/// A maker's own: elements in implicit little endian, pixels in big endian.
pub(crate) const SWAPPED_PIXELS: &str = "1.2.840.113619.5.2";

/// A transfer syntax by its UID.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferSyntax {
    /// As the file says, or as found out where it does not.
    pub uid: String,
    /// How elements are written.
    pub coding: Coding,
    /// Whether the data set is one deflated stream.
    pub deflated: bool,
    /// How pixels are packed.
    pub packing: Packing,
}

impl TransferSyntax {
    /// The transfer syntax with this UID (PS3.6 table A-1).
    pub fn of(uid: &str) -> Self {
        let uid = uid.trim_matches(['\0', ' ']);
        let (coding, deflated, packing) = match uid {
            uids::IMPLICIT_VR_LITTLE_ENDIAN | SWAPPED_PIXELS => {
                (Coding::ImplicitLittle, false, Packing::Native)
            }
            BIG_ENDIAN => (Coding::ExplicitBig, false, Packing::Native),
            uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN => {
                (Coding::ExplicitLittle, true, Packing::Native)
            }
            other => (Coding::ExplicitLittle, false, packing(other)),
        };
        Self {
            uid: uid.to_owned(),
            coding,
            deflated,
            packing,
        }
    }

    /// Whether pixels lie in fragments.
    pub fn encapsulated(&self) -> bool {
        self.packing != Packing::Native && self.packing != Packing::Unknown
    }
}

/// The arcs under 1.2.840.10008.1.2 that name a packing.
fn packing(uid: &str) -> Packing {
    let Some(arcs) = uid.strip_prefix("1.2.840.10008.1.2") else {
        return Packing::Unknown;
    };
    if let Some(four) = arcs.strip_prefix(".4.") {
        let number: u32 = four
            .split('.')
            .next()
            .and_then(|n| n.parse().ok())
            .unwrap_or(0);
        return match number {
            50..=70 => Packing::Jpeg,
            80 | 81 => Packing::JpegLs,
            90..=93 | 201..=203 => Packing::Jpeg2000,
            100..=108 => Packing::Film,
            110..=112 => Packing::JpegXl,
            _ => Packing::Unknown,
        };
    }
    match arcs {
        ".1" => Packing::Native,
        ".5" => Packing::Rle,
        ".8.1" => Packing::DeflatedFrame,
        _ => Packing::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::{Coding, Packing, TransferSyntax};

    #[test]
    fn a_uid_says_how_elements_and_pixels_are_written() {
        let implicit = TransferSyntax::of("1.2.840.10008.1.2\0");
        assert_eq!(
            implicit.coding,
            Coding::ImplicitLittle,
            "padding is no part of it"
        );
        let deflated = TransferSyntax::of("1.2.840.10008.1.2.1.99");
        assert!(
            deflated.deflated && !deflated.encapsulated(),
            "deflated as a whole"
        );
        for (uid, packing) in [
            ("1.2.840.10008.1.2.4.51", Packing::Jpeg),
            ("1.2.840.10008.1.2.4.81", Packing::JpegLs),
            ("1.2.840.10008.1.2.4.203", Packing::Jpeg2000),
            ("1.2.840.10008.1.2.4.102.1", Packing::Film),
            ("1.2.840.10008.1.2.5", Packing::Rle),
            ("1.2.3", Packing::Unknown),
        ] {
            assert_eq!(TransferSyntax::of(uid).packing, packing, "{uid}");
        }
    }
}
