//! A picture or a PDF as a DICOM file of a patient (PS3.3 A.8.1 Secondary Capture, A.45.1 Encapsulated PDF), so that an
//! image archive takes it. Owns which elements such a file has; refuses to say of a picture what nobody said: when it was
//! taken, and that no words are in it.

use crate::private::Private;
use crate::write::{EXPLICIT_LITTLE, Elements, Named, head};

/// Secondary Capture Image Storage and Encapsulated PDF Storage (PS3.4 B.5).
const CAPTURE: &str = "1.2.840.10008.5.1.4.1.1.7";
const PDF: &str = "1.2.840.10008.5.1.4.1.1.104.1";
/// Longest text of a short, a long and a person's name value, in characters (PS3.5 6.2).
const LONG: usize = 64;
/// How a PDF begins.
const BEGINS: &[u8] = b"%PDF-";
/// Rows and columns are numbers of 16 bits.
const MOST_SIDE: u32 = 65_535;
/// Longest value, in bytes: its length has 32 bits, and the longest stands for "not known".
const MOST_BYTES: usize = 0xffff_fffd;

/// Whose it is; empty where that is not known.
#[derive(Clone)]
pub struct Whose {
    /// Family name.
    pub family: Private<String>,
    /// Given names.
    pub given: Private<String>,
    /// Number.
    pub id: Private<String>,
    /// Day of birth, `19600314`.
    pub birth_date: Private<String>,
    /// `M`, `F` or `O`.
    pub sex: Private<String>,
}

/// What a picture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// A photograph of the patient.
    Photo,
    /// Paper or film from a scanner.
    Scan,
}

/// Pixels of 8 bits, rows from the top.
pub struct Pixels<'a> {
    /// Height.
    pub rows: u32,
    /// Width.
    pub columns: u32,
    /// 1 for grey, 3 for red, green and blue.
    pub samples: u8,
    /// All of them, samples of a pixel together.
    pub bytes: &'a [u8],
    /// It was a JPEG of so many bytes before: what that lost is lost. Whether anything else lost some is not known.
    pub lossy_from: Option<u64>,
    /// What it is of.
    pub taken: Taken,
}

/// What is wrapped.
pub enum Content<'a> {
    /// A picture.
    Picture(Pixels<'a>),
    /// A PDF, whole.
    Pdf(&'a [u8]),
}

/// A file in the making.
pub struct Wrapping<'a> {
    /// The patient.
    pub whose: &'a Whose,
    /// What it is called.
    pub title: Private<String>,
    /// The day it was made, `20240611`; empty where nobody said.
    pub made: String,
    /// The day and time of the wrapping, `20240611` and `140300`.
    pub wrapped: (String, String),
    /// Study, series and instance.
    pub uids: (String, String, String),
    /// In the series, from 1.
    pub number: u32,
}

/// Why there is no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WrapError {
    /// The pixels are fewer or more than rows and columns say, or there are none.
    #[error("the picture is not whole")]
    Pixels,
    /// More than a DICOM file can hold.
    #[error("it is larger than a DICOM file can be")]
    TooLarge,
    /// It does not begin as a PDF.
    #[error("it is no PDF")]
    NoPdf,
}

impl Wrapping<'_> {
    /// The file, whole.
    pub fn file(&self, content: &Content<'_>) -> Result<Vec<u8>, WrapError> {
        let (class, set) = match content {
            Content::Picture(pixels) => (CAPTURE, self.picture(pixels)?),
            Content::Pdf(bytes) => (PDF, self.pdf(bytes)?),
        };
        let mut file = head(&Named {
            class,
            instance: &self.uids.2,
            syntax: EXPLICIT_LITTLE,
        });
        file.extend(set.bytes());
        Ok(file)
    }

    /// What every file says (PS3.3 C.7.1 to C.7.5, C.12.1).
    fn common(&self, class: &str, modality: &str, conversion: &str) -> Elements {
        let mut set = Elements::default();
        let (day, time) = &self.wrapped;
        let study_day = if self.made.is_empty() {
            day
        } else {
            &self.made
        };
        let study_time = if self.made.is_empty() { time } else { "" };
        set.text(0x0008, 0x0005, *b"CS", "ISO_IR 192");
        set.text(0x0008, 0x0012, *b"DA", day);
        set.text(0x0008, 0x0013, *b"TM", time);
        set.text(0x0008, 0x0016, *b"UI", class);
        set.text(0x0008, 0x0018, *b"UI", &self.uids.2);
        set.text(0x0008, 0x0020, *b"DA", study_day);
        set.text(0x0008, 0x0023, *b"DA", &self.made);
        set.text(0x0008, 0x0030, *b"TM", study_time);
        set.text(0x0008, 0x0033, *b"TM", "");
        set.text(0x0008, 0x0050, *b"SH", "");
        set.text(0x0008, 0x0060, *b"CS", modality);
        set.text(0x0008, 0x0064, *b"CS", conversion);
        set.text(0x0008, 0x0070, *b"LO", "Wardbook");
        set.text(0x0008, 0x0090, *b"PN", "");
        let title = plain(self.title.reveal(), LONG);
        set.text(0x0008, 0x1030, *b"LO", &title);
        set.text(0x0008, 0x103e, *b"LO", &title);
        let name = |part: &Private<String>| plain(part.reveal(), LONG / 2).replace(['^', '='], " ");
        let name = [name(&self.whose.family), name(&self.whose.given)].join("^");
        set.text(0x0010, 0x0010, *b"PN", name.trim_end_matches('^'));
        set.text(0x0010, 0x0020, *b"LO", &plain(self.whose.id.reveal(), LONG));
        set.text(0x0010, 0x0030, *b"DA", self.whose.birth_date.reveal());
        set.text(0x0010, 0x0040, *b"CS", self.whose.sex.reveal());
        set.text(0x0020, 0x000d, *b"UI", &self.uids.0);
        set.text(0x0020, 0x000e, *b"UI", &self.uids.1);
        set.text(0x0020, 0x0010, *b"SH", "");
        set.text(0x0020, 0x0011, *b"IS", "1");
        set.text(0x0020, 0x0013, *b"IS", &self.number.to_string());
        set
    }

    fn picture(&self, pixels: &Pixels<'_>) -> Result<Elements, WrapError> {
        let (modality, conversion) = match pixels.taken {
            Taken::Photo => ("XC", "DI"),
            Taken::Scan => ("OT", "SD"),
        };
        let (rows, columns) = (pixels.rows, pixels.columns);
        if rows > MOST_SIDE || columns > MOST_SIDE || pixels.bytes.len() > MOST_BYTES {
            return Err(WrapError::TooLarge);
        }
        let count = u64::from(rows) * u64::from(columns) * u64::from(pixels.samples);
        if count == 0 || pixels.bytes.len() as u64 != count || !matches!(pixels.samples, 1 | 3) {
            return Err(WrapError::Pixels);
        }
        let mut set = self.common(CAPTURE, modality, conversion);
        set.text(0x0008, 0x0008, *b"CS", "DERIVED\\SECONDARY");
        // Which way the patient lies is not known (PS3.3 C.7.6.1.1.1).
        set.text(0x0020, 0x0020, *b"CS", "");
        let mut short = |number, value: u16| set.put(0x0028, number, *b"US", &value.to_le_bytes());
        short(0x0002, u16::from(pixels.samples));
        if pixels.samples == 3 {
            short(0x0006, 0);
        }
        short(0x0010, rows as u16);
        short(0x0011, columns as u16);
        for (number, value) in [(0x0100, 8), (0x0101, 8), (0x0102, 7), (0x0103, 0)] {
            short(number, value);
        }
        let meaning = if pixels.samples == 3 {
            "RGB"
        } else {
            "MONOCHROME2"
        };
        set.text(0x0028, 0x0004, *b"CS", meaning);
        if let Some(before) = pixels.lossy_from {
            set.text(0x0028, 0x2110, *b"CS", "01");
            let ratio = format!("{:.2}", count as f64 / before.max(1) as f64);
            set.text(0x0028, 0x2112, *b"DS", &ratio);
            set.text(0x0028, 0x2114, *b"CS", "ISO_10918_1");
        }
        set.put(0x7fe0, 0x0010, *b"OB", pixels.bytes);
        Ok(set)
    }

    fn pdf(&self, bytes: &[u8]) -> Result<Elements, WrapError> {
        // Some writers put a few bytes before it (PDF 1.7, annex H, note 13).
        let begins = bytes.get(..1024).unwrap_or(bytes);
        if !begins.windows(BEGINS.len()).any(|some| some == BEGINS) {
            return Err(WrapError::NoPdf);
        }
        let length = u32::try_from(bytes.len())
            .ok()
            .filter(|_| bytes.len() <= MOST_BYTES)
            .ok_or(WrapError::TooLarge)?;
        let mut set = self.common(PDF, "DOC", "WSD");
        set.text(0x0008, 0x002a, *b"DT", &self.made);
        // A letter names its patient; nobody looked whether this one does not (PS3.3 C.24.2: yes or no has to be said).
        set.text(0x0028, 0x0301, *b"CS", "YES");
        set.sequence(0x0040, 0xa043, &[]);
        set.text(0x0042, 0x0010, *b"ST", &plain(self.title.reveal(), 1024));
        set.put(0x0042, 0x0011, *b"OB", bytes);
        set.text(0x0042, 0x0012, *b"LO", "application/pdf");
        set.put(0x0042, 0x0015, *b"UL", &length.to_le_bytes());
        Ok(set)
    }
}

/// Without what ends a value, and no longer than it may be.
fn plain(text: &str, most: usize) -> String {
    let one = text.trim().chars();
    one.map(|c| if c == '\\' || c.is_control() { ' ' } else { c })
        .take(most)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Content, Pixels, Taken, Whose, WrapError, Wrapping};
    use crate::document::EncapsulatedDocument;
    use crate::instance::Instance;
    use crate::limits::Limits;
    use crate::private::Private;

    fn ingrid() -> Whose {
        let hers = |text: &str| Private::new(text.to_owned());
        Whose {
            family: hers("Sørensen"),
            given: hers("Ingrid"),
            id: hers("1903"),
            birth_date: hers("19600314"),
            sex: hers("F"),
        }
    }

    fn wrapping(whose: &Whose) -> Wrapping<'_> {
        Wrapping {
            whose,
            title: Private::new("Wound, left\\heel".to_owned()),
            made: "20240611".to_owned(),
            wrapped: ("20240612".to_owned(), "140300".to_owned()),
            uids: (
                "2.25.1".to_owned(),
                "2.25.2".to_owned(),
                "2.25.3".to_owned(),
            ),
            number: 1,
        }
    }

    fn photo(bytes: &[u8]) -> Content<'_> {
        Content::Picture(Pixels {
            rows: 1,
            columns: 3,
            samples: 3,
            bytes,
            lossy_from: Some(3),
            taken: Taken::Photo,
        })
    }

    #[test]
    fn a_photo_is_hers_and_shown_as_it_was() {
        let whose = ingrid();
        let pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255];
        let file = wrapping(&whose).file(&photo(&pixels)).unwrap();
        let instance = Instance::read(Cursor::new(&file), &Limits::default()).unwrap();
        assert!(instance.warnings.is_empty(), "{:?}", instance.warnings);
        let frame = instance
            .frame(&mut Cursor::new(&file), 0, &Limits::default())
            .unwrap();
        assert_eq!((frame.rows, frame.columns, frame.samples), (1, 3, 3));
        let shown: Vec<f64> = (0..9).filter_map(|at| frame.pixels.get(at)).collect();
        assert_eq!(shown, pixels.map(f64::from));
        let name = &instance.patient.name;
        assert_eq!(
            name.alphabetic.as_ref().unwrap().reveal(),
            "Sørensen^Ingrid"
        );
        assert_eq!(instance.study.uid.as_deref(), Some("2.25.1"));
        assert_eq!(instance.study.date.unwrap().to_string(), "2024-06-11");
        let title = instance.study.description.as_ref().unwrap().reveal();
        assert_eq!(title, "Wound, left heel", "one value, not two");
    }

    #[test]
    fn a_letter_is_inside_to_the_byte() {
        let whose = ingrid();
        let pdf = b"%PDF-1.7 and an odd end";
        let file = wrapping(&whose).file(&Content::Pdf(pdf)).unwrap();
        let mut source = Cursor::new(&file);
        let found = EncapsulatedDocument::read(&mut source, &Limits::default());
        let found = found.unwrap().unwrap();
        assert_eq!(found.content_type.as_deref(), Some("application/pdf"));
        assert_eq!(found.part(&mut source, 0, 1000).unwrap(), pdf);
    }

    #[test]
    fn half_a_picture_and_what_is_no_pdf_are_refused() {
        let whose = ingrid();
        let half = wrapping(&whose).file(&photo(&[1, 2, 3]));
        assert_eq!(half.unwrap_err(), WrapError::Pixels);
        let text = wrapping(&whose).file(&Content::Pdf(b"A letter."));
        assert_eq!(text.unwrap_err(), WrapError::NoPdf);
    }
}
