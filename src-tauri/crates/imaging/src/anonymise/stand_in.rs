//! What stands in the place of a value. Owns that the same name gets the same other one everywhere in an export and in no
//! other; refuses to make any from which the first could be found again.

use dicom_core::VR;
use jiff::{ToSpan as _, civil};
use zeroize::Zeroizing;

use crate::anonymise::Dates;

/// Instead of a text.
const NOBODY: &str = "ANONYMISED";
/// Names that the standard gave are everybody's (PS3.6 annex A).
const STANDARD: &str = "1.2.840.10008.";
/// Dates are moved by no more days than these, about ten years.
const MOST_DAYS: u32 = 3640;

pub(super) struct StandIns {
    key: Zeroizing<[u8; 32]>,
    pub(super) dates: Dates,
    /// How far dates are moved into the past.
    days: u32,
}

impl StandIns {
    pub(super) fn new(key: Zeroizing<[u8; 32]>, dates: Dates) -> Self {
        let mut made = Self {
            key,
            dates,
            days: 0,
        };
        let number = made.number("days", b"");
        // At least a week, or a date would as good as stand there.
        made.days = 7 + (number % u128::from(MOST_DAYS)) as u32;
        made
    }

    fn number(&self, what: &str, value: &[u8]) -> u128 {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(what.as_bytes());
        hasher.update(&[0]);
        hasher.update(value);
        let half = hasher.finalize();
        half.as_bytes()
            .first_chunk()
            .map_or(0, |half| u128::from_be_bytes(*half))
    }

    /// Another name for each in a value: a UUID made by hashing with the export's key (PS3.5 B.2, RFC 9562 version 8).
    pub(super) fn uids(&self, value: &[u8]) -> Vec<u8> {
        let text = String::from_utf8_lossy(value);
        let each = text.split('\\').map(|one| {
            let uid = one.trim_matches(['\0', ' ']);
            if uid.is_empty() || uid.starts_with(STANDARD) {
                return uid.to_owned();
            }
            let fixed = (0xf_u128 << 76) | (0x3_u128 << 62);
            let made = (self.number("uid", uid.as_bytes()) & !fixed) | (8 << 76) | (2 << 62);
            format!("2.25.{made}")
        });
        each.collect::<Vec<_>>().join("\\").into_bytes()
    }

    /// Instead of a patient's number: those of two people stay two.
    pub(super) fn patient(&self, value: &[u8]) -> Vec<u8> {
        let number = self.number("patient", value.trim_ascii()) >> 96;
        format!("ANON{number:08X}").into_bytes()
    }

    /// A date, or a date and time, moved as all of this export are; `None` where it is none.
    pub(super) fn moved(&self, vr: VR, value: &[u8]) -> Option<Vec<u8>> {
        let text = std::str::from_utf8(value).ok()?;
        let each = text.split('\\').map(|one| {
            let one = one.trim_matches(['\0', ' ']);
            if one.is_empty() || vr == VR::TM {
                return Some(one.to_owned());
            }
            // Dots stood between its parts before DICOM 3.0 (PS3.5 6.2, DA).
            let plain = one.replace('.', "");
            let (date, rest) = if vr == VR::DA {
                (plain.as_str(), "")
            } else {
                one.split_at_checked(8)?
            };
            let date = civil::Date::strptime("%Y%m%d", date).ok()?;
            let moved = date.checked_sub(i64::from(self.days).days()).ok()?;
            Some(format!("{}{rest}", moved.strftime("%Y%m%d")))
        });
        let each = each.collect::<Option<Vec<_>>>()?;
        Some(each.join("\\").into_bytes())
    }
}

/// A value of this representation that says nothing; of numbers and bytes as many as there were.
pub(super) fn nothing(vr: VR, length: u64) -> Vec<u8> {
    match vr {
        VR::DA => b"19000101".to_vec(),
        VR::TM => b"000000".to_vec(),
        VR::DT => b"19000101000000".to_vec(),
        VR::AS => b"000Y".to_vec(),
        VR::DS | VR::IS => b"0".to_vec(),
        VR::UR => b"urn:anonymised".to_vec(),
        VR::OB | VR::OW | VR::UN => vec![0; 2],
        VR::AT
        | VR::FD
        | VR::FL
        | VR::OD
        | VR::OF
        | VR::OL
        | VR::OV
        | VR::SL
        | VR::SS
        | VR::SV
        | VR::UL
        | VR::US
        | VR::UV => vec![0; usize::try_from(length.min(64)).unwrap_or(0)],
        _ => NOBODY.as_bytes().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::{StandIns, nothing};
    use crate::anonymise::Dates;
    use dicom_core::VR;
    use zeroize::Zeroizing;

    fn of(key: u8) -> StandIns {
        StandIns::new(Zeroizing::new([key; 32]), Dates::Moved)
    }

    #[test]
    fn a_name_is_the_same_in_one_export_and_another_in_the_next() {
        let (one, two) = (of(1), of(2));
        let uid = one.uids(b"1.2.3.4\0");
        assert_eq!(uid, one.uids(b"1.2.3.4"));
        assert_ne!(uid, two.uids(b"1.2.3.4"));
        assert_ne!(uid, one.uids(b"1.2.3.5"));
        assert!(uid.starts_with(b"2.25.") && uid.len() <= 44);
        let number: u128 = std::str::from_utf8(&uid[5..]).unwrap().parse().unwrap();
        assert_eq!(
            (number >> 76 & 0xf, number >> 62 & 3),
            (8, 2),
            "a UUID of version 8"
        );
        assert_eq!(
            one.uids(b"1.2.840.10008.1.2.1\\\\1.2.3.4")
                .split(|b| *b == b'\\')
                .count(),
            3
        );
        assert!(
            one.uids(b"1.2.840.10008.1.2.1")
                .starts_with(b"1.2.840.10008.1.2.1")
        );
        assert_ne!(one.patient(b"1903 "), one.patient(b"1904"));
        assert_eq!(one.patient(b"1903 "), one.patient(b"1903"));
    }

    #[test]
    fn days_between_dates_stay_and_dates_do_not() {
        let one = of(1);
        let day =
            |vr, text: &str| String::from_utf8(one.moved(vr, text.as_bytes()).unwrap()).unwrap();
        let first = day(VR::DA, "20240611");
        assert_ne!(first, "20240611");
        assert_eq!(first, day(VR::DA, "2024.06.11"));
        assert_eq!(
            day(VR::DT, "20240611140300.5+0200"),
            format!("{first}140300.5+0200")
        );
        let date = |text: &str| jiff::civil::Date::strptime("%Y%m%d", text).unwrap();
        let between = date(&day(VR::DA, "20240711")) - date(&first);
        assert_eq!(between.get_days(), 30);
        assert_eq!(day(VR::TM, "140300"), "140300");
        assert!(one.moved(VR::DA, b"in June").is_none());
        assert!(
            one.moved(VR::DT, b"2024").is_none(),
            "a year alone cannot be moved by days"
        );
        assert_eq!(nothing(VR::FD, 8), [0; 8]);
    }
}
