//! Measurements as a DICOM structured report (PS3.16 TID 1500, "Imaging Measurement Report", as Comprehensive SR): what
//! a person measured on images, each tied to its image and frame, so that another program can read it. Owns which code
//! says what; refuses to say that anybody verified it, and to write a figure whose unit is not known as if it were.

mod content;

use content::{Code, Content, Related};

use crate::attributes::PersonName;
use crate::instance::Instance;
use crate::private::Private;
use crate::write::{EXPLICIT_LITTLE, Elements, Named, head};

/// Comprehensive SR Storage (PS3.4 B.5).
const COMPREHENSIVE_SR: &str = "1.2.840.10008.5.1.4.1.1.88.33";

/// What was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// A point.
    Point,
    /// From one point to another.
    Length,
    /// Two arms, the vertex in the middle.
    Angle,
    /// Two corners.
    Rectangle,
    /// Two corners of the rectangle it fills.
    Ellipse,
}

/// What a figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// From end to end.
    Length,
    /// Between two arms.
    Angle,
    /// Of a region.
    Area,
    /// Of the values in a region.
    Mean,
    /// Of the values in a region: their standard deviation.
    Deviation,
    /// The lowest value in a region.
    Least,
    /// The highest value in a region.
    Most,
    /// At a point.
    Value,
}

/// One measurement.
#[derive(Clone)]
pub struct Measurement {
    /// What a person called it.
    pub name: Private<String>,
    /// Its own, as a UID.
    pub uid: String,
    /// What was drawn.
    pub drawn: Drawn,
    /// Column and row, from the middle of the first pixel.
    pub points: Vec<(f64, f64)>,
    /// What was read off, with its unit as shown: `mm`, `HU`.
    pub figures: Vec<(Figure, f64, Option<String>)>,
    /// Of the images of the report: which one it is on.
    pub image: usize,
    /// From 0; `None` where the image has one frame alone.
    pub frame: Option<u32>,
}

/// A report in the making.
pub struct MeasurementReport<'a> {
    /// The instances that were measured on, all of one study.
    pub images: &'a [Instance],
    /// In the order in which they were made.
    pub measurements: &'a [Measurement],
    /// Who measured.
    pub observer: Private<String>,
    /// When it is written: day and time as DICOM has them, `20240611` and `140300`.
    pub written: (String, String),
    /// Two new UIDs: of the series and of the instance.
    pub uids: (String, String),
}

/// Why there is no report.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ReportError {
    /// No image, or one without the names a reference is made of.
    #[error("an image lacks the unique names (UIDs) that a report refers to it by")]
    Unnamed,
    /// A measurement whose points do not make what it says.
    #[error("a measurement is not whole")]
    Points,
}

impl MeasurementReport<'_> {
    /// The file, whole.
    pub fn file(&self) -> Result<Vec<u8>, ReportError> {
        let first = self.images.first().ok_or(ReportError::Unnamed)?;
        let study = first.study.uid.as_ref().ok_or(ReportError::Unnamed)?;
        let mut set = Elements::default();
        let (day, time) = &self.written;
        set.text(0x0008, 0x0005, *b"CS", "ISO_IR 192");
        set.text(0x0008, 0x0016, *b"UI", COMPREHENSIVE_SR);
        set.text(0x0008, 0x0018, *b"UI", &self.uids.1);
        let date = |date: Option<jiff::civil::Date>| {
            date.map_or_else(String::new, |date| date.strftime("%Y%m%d").to_string())
        };
        let study_time = first
            .study
            .time
            .map_or_else(String::new, |time| time.strftime("%H%M%S").to_string());
        set.text(0x0008, 0x0020, *b"DA", &date(first.study.date));
        set.text(0x0008, 0x0023, *b"DA", day);
        set.text(0x0008, 0x0030, *b"TM", &study_time);
        set.text(0x0008, 0x0033, *b"TM", time);
        let hidden = |text: &Option<Private<String>>| {
            text.as_ref().map_or("", |text| text.reveal()).to_owned()
        };
        set.text(0x0008, 0x0050, *b"SH", &hidden(&first.study.accession));
        set.text(0x0008, 0x0060, *b"CS", "SR");
        set.text(0x0008, 0x0070, *b"LO", "Wardbook");
        let referring = name(&first.study.referring_physician);
        set.text(0x0008, 0x0090, *b"PN", &referring);
        set.text(0x0008, 0x1030, *b"LO", &hidden(&first.study.description));
        set.text(0x0008, 0x103e, *b"LO", "Measurements");
        // Required and of no content here: the procedure step that the report was made in.
        set.sequence(0x0008, 0x1111, &[]);
        set.text(0x0010, 0x0010, *b"PN", &name(&first.patient.name));
        set.text(0x0010, 0x0020, *b"LO", &hidden(&first.patient.id));
        let born = first.patient.birth_date.as_ref().map(|date| *date.reveal());
        set.text(0x0010, 0x0030, *b"DA", &date(born));
        set.text(0x0010, 0x0040, *b"CS", &hidden(&first.patient.sex));
        set.text(0x0020, 0x000d, *b"UI", study);
        set.text(0x0020, 0x000e, *b"UI", &self.uids.0);
        set.text(0x0020, 0x0010, *b"SH", &hidden(&first.study.id));
        set.text(0x0020, 0x0011, *b"IS", "9000");
        set.text(0x0020, 0x0013, *b"IS", "1");
        set.sequence(0x0040, 0xa372, &[]);
        set.sequence(0x0040, 0xa375, &self.evidence(study)?);
        set.text(0x0040, 0xa491, *b"CS", "PARTIAL");
        set.text(0x0040, 0xa493, *b"CS", "UNVERIFIED");
        set.take_in(self.tree()?.whole());
        let mut file = head(&Named {
            class: COMPREHENSIVE_SR,
            instance: &self.uids.1,
            syntax: EXPLICIT_LITTLE,
        });
        file.extend(set.bytes());
        Ok(file)
    }

    /// The images that were measured on, by series (PS3.3 C.17.2.1).
    fn evidence(&self, study: &str) -> Result<Vec<Elements>, ReportError> {
        let mut series: Vec<(&str, Vec<Elements>)> = Vec::new();
        for image in self.images {
            let (Some(uid), Some(of)) = (&image.identity.uid, &image.series.uid) else {
                return Err(ReportError::Unnamed);
            };
            let mut one = Elements::default();
            let class = image.identity.class.as_ref().ok_or(ReportError::Unnamed)?;
            one.text(0x0008, 0x1150, *b"UI", class);
            one.text(0x0008, 0x1155, *b"UI", uid);
            match series.iter_mut().find(|(known, _)| *known == of) {
                Some((_, all)) => all.push(one),
                None => series.push((of, vec![one])),
            }
        }
        let series: Vec<Elements> = series
            .into_iter()
            .map(|(uid, all)| {
                let mut item = Elements::default();
                item.sequence(0x0008, 0x1199, &all);
                item.text(0x0020, 0x000e, *b"UI", uid);
                item
            })
            .collect();
        let mut item = Elements::default();
        item.sequence(0x0008, 0x1115, &series);
        item.text(0x0020, 0x000d, *b"UI", study);
        Ok(vec![item])
    }

    fn tree(&self) -> Result<Content, ReportError> {
        let mut groups = Content::container(dcm("126010", "Imaging Measurements"));
        for one in self.measurements {
            groups = groups.with(Related::Contains, self.group(one)?);
        }
        let person = Content::code(dcm("121005", "Observer Type"), dcm("121006", "Person"));
        let who = Content::person(
            dcm("121008", "Person Observer Name"),
            self.observer.reveal().clone(),
        );
        let language = Content::code(
            dcm("121049", "Language of Content Item and Descendants"),
            Code::new("en", "RFC5646", "English"),
        );
        let procedure = Content::code(
            dcm("121058", "Procedure reported"),
            Code::new("363679005", "SCT", "Imaging procedure"),
        );
        Ok(
            Content::container(dcm("126000", "Imaging Measurement Report"))
                .template("1500")
                .with(Related::Modifies, language)
                .with(Related::Context, person)
                .with(Related::Context, who)
                .with(Related::Modifies, procedure)
                .with(Related::Contains, groups),
        )
    }

    /// A region is a planar ROI (TID 1410), everything else a group with its own coordinates (TID 1501).
    fn group(&self, one: &Measurement) -> Result<Content, ReportError> {
        let image = self.images.get(one.image).ok_or(ReportError::Unnamed)?;
        let (graphic, points) = shape(one.drawn, &one.points).ok_or(ReportError::Points)?;
        let place = || {
            let uid = image.identity.uid.clone().unwrap_or_default();
            let class = image.identity.class.clone().unwrap_or_default();
            let image = Content::image(class, uid, one.frame.map(|frame| frame.saturating_add(1)));
            Content::place(dcm("111030", "Image Region"), graphic, points.clone())
                .with(Related::SelectedFrom, image)
        };
        let region = matches!(one.drawn, Drawn::Rectangle | Drawn::Ellipse);
        let mut group = Content::container(dcm("125007", "Measurement Group"))
            .template(if region { "1410" } else { "1501" })
            .with(
                Related::Context,
                Content::text(
                    dcm("112039", "Tracking Identifier"),
                    one.name.reveal().clone(),
                ),
            )
            .with(
                Related::Context,
                Content::uid(dcm("112040", "Tracking Unique Identifier"), one.uid.clone()),
            );
        if region {
            group = group.with(Related::Contains, place());
        }
        for (figure, value, unit) in &one.figures {
            let mut number = Content::number(
                concept(*figure, unit.as_deref()),
                *value,
                unit_code(*figure, unit.as_deref()),
            );
            if let Some(derivation) = derivation(*figure) {
                let how = Content::code(dcm("121401", "Derivation"), derivation);
                number = number.with(Related::Modifies, how);
            }
            if !region {
                number = number.with(Related::InferredFrom, place());
            }
            group = group.with(Related::Contains, number);
        }
        Ok(group)
    }
}

fn name(name: &PersonName) -> String {
    let part =
        |part: &Option<Private<String>>| part.as_ref().map_or("", |text| text.reveal()).to_owned();
    let all = [
        part(&name.alphabetic),
        part(&name.ideographic),
        part(&name.phonetic),
    ];
    all.join("=").trim_end_matches('=').to_owned()
}

fn dcm(value: &'static str, meaning: &'static str) -> Code {
    Code::new(value, "DCM", meaning)
}

fn sct(value: &'static str, meaning: &'static str) -> Code {
    Code::new(value, "SCT", meaning)
}

/// What is measured. Attenuation where values are Hounsfield units; else the value of a pixel, for which the standard has
/// no code that holds for every modality.
fn concept(figure: Figure, unit: Option<&str>) -> Code {
    match figure {
        Figure::Length => sct("410668003", "Length"),
        Figure::Angle => sct("1483009", "Angle"),
        Figure::Area => sct("42798000", "Area"),
        _ if unit == Some("HU") => dcm("112031", "Attenuation Coefficient"),
        _ => Code::new("PIXELVALUE", "99WARDBOOK", "Pixel value"),
    }
}

fn derivation(figure: Figure) -> Option<Code> {
    Some(match figure {
        Figure::Mean => sct("373098007", "Mean"),
        Figure::Deviation => sct("386136009", "Standard Deviation"),
        Figure::Least => sct("255605001", "Minimum"),
        Figure::Most => sct("56851009", "Maximum"),
        _ => return None,
    })
}

/// In UCUM; what has no unit that is known says so (an annotation is no unit).
fn unit_code(figure: Figure, unit: Option<&str>) -> Code {
    let ucum = |value, meaning| Code::new(value, "UCUM", meaning);
    match (figure, unit) {
        (_, Some("mm")) => ucum("mm", "mm"),
        (_, Some("mm²")) => ucum("mm2", "mm2"),
        (_, Some("°")) => ucum("deg", "deg"),
        (_, Some("HU")) => ucum("[hnsf'U]", "Hounsfield unit"),
        (_, Some("px")) => ucum("{pixels}", "pixels"),
        (_, Some(other)) => Code {
            value: format!("{{{}}}", plain_annotation(other)).into(),
            scheme: "UCUM",
            meaning: other.to_owned().into(),
        },
        (_, None) => ucum("1", "no units"),
    }
}

/// An annotation of UCUM holds printable ASCII but braces, and a code's value has 16 characters.
fn plain_annotation(unit: &str) -> String {
    unit.chars()
        .filter(|c| c.is_ascii_graphic() && !matches!(c, '{' | '}' | '\\'))
        .take(14)
        .collect()
}

/// As coordinates of an SR (PS3.3 C.18.6.1.1: the upper left corner of the first pixel is 0, 0; its middle is 0.5, 0.5).
fn shape(drawn: Drawn, points: &[(f64, f64)]) -> Option<(&'static str, Vec<(f64, f64)>)> {
    let moved = |(x, y): (f64, f64)| (x + 0.5, y + 0.5);
    Some(match (drawn, points) {
        (Drawn::Point, [at]) => ("POINT", vec![moved(*at)]),
        (Drawn::Length, [from, to]) => ("POLYLINE", vec![moved(*from), moved(*to)]),
        (Drawn::Angle, [from, at, to]) => ("POLYLINE", vec![moved(*from), moved(*at), moved(*to)]),
        (Drawn::Rectangle, [(x, y), (u, v)]) => (
            "POLYLINE",
            [(*x, *y), (*u, *y), (*u, *v), (*x, *v), (*x, *y)]
                .map(moved)
                .to_vec(),
        ),
        (Drawn::Ellipse, [(x, y), (u, v)]) => {
            let (cx, cy) = (f64::midpoint(*x, *u), f64::midpoint(*y, *v));
            let across = [(x.min(*u), cy), (x.max(*u), cy)];
            let down = [(cx, y.min(*v)), (cx, y.max(*v))];
            // The ends of the longer axis come first (PS3.3 C.18.6.1.2).
            let ends = if (u - x).abs() >= (v - y).abs() {
                [across, down]
            } else {
                [down, across]
            };
            ("ELLIPSE", ends.concat().into_iter().map(moved).collect())
        }
        _ => return None,
    })
}

/// With preamble and meta information (PS3.10 7.1).
#[cfg(test)]
mod tests {
    use super::*;
    use crate::header::{Header, HeaderValue};
    use crate::limits::Limits;
    use crate::making::File;
    use dicom_core::Tag;
    use std::io::Cursor;

    fn slice() -> Instance {
        File::new("1.2.840.10008.1.2.1")
            .text(Tag(0x0008, 0x0016), *b"UI", "1.2.840.10008.5.1.4.1.1.2")
            .text(Tag(0x0008, 0x0018), *b"UI", "1.2.3.4.5")
            .text(Tag(0x0010, 0x0010), *b"PN", "Holm^Ingrid")
            .text(Tag(0x0020, 0x000d), *b"UI", "1.2.3")
            .text(Tag(0x0020, 0x000e), *b"UI", "1.2.3.4")
            .image(2, 2, 1, 8, "MONOCHROME2")
            .pixels(&[1, 2, 3, 4])
            .read()
            .unwrap()
    }

    fn texts(file: &[u8], tag: (u16, u16)) -> Vec<String> {
        let header = Header::read(Cursor::new(file), &Limits::default(), 10_000).unwrap();
        assert!(header.warnings.is_empty(), "{:?}", header.warnings);
        let of_tag = header.lines.into_iter().filter(|line| line.tag == tag);
        let texts = of_tag.filter_map(|line| match line.value {
            HeaderValue::Text(text) => Some(text),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn what_was_measured_is_in_the_report_with_its_image() {
        let mean = |value| (Figure::Mean, value, Some("HU".to_owned()));
        let area = (Figure::Area, 12.5, Some("mm²".to_owned()));
        let measurement = |drawn, points: &[(f64, f64)], figures| Measurement {
            name: Private::new("Cyst".to_owned()),
            uid: "2.25.7".to_owned(),
            drawn,
            points: points.to_vec(),
            figures,
            image: 0,
            frame: Some(2),
        };
        let corners = [(0.0, 0.0), (2.0, 6.0)];
        let length = (Figure::Length, 31.25, Some("mm".to_owned()));
        let report = MeasurementReport {
            images: &[slice()],
            measurements: &[
                measurement(Drawn::Ellipse, &corners, vec![area, mean(-3.75)]),
                measurement(Drawn::Length, &corners, vec![length]),
            ],
            observer: Private::new("Lindqvist".to_owned()),
            written: ("20261122".to_owned(), "081500".to_owned()),
            uids: ("2.25.1".to_owned(), "2.25.2".to_owned()),
        };
        let file = report.file().unwrap();
        assert_eq!(texts(&file, (0x0010, 0x0010)), ["Holm^Ingrid"]);
        assert_eq!(texts(&file, (0x0040, 0xdb00)), ["1500", "1410", "1501"]);
        assert_eq!(texts(&file, (0x0040, 0xa30a)), ["12.5", "-3.75", "31.25"]);
        assert_eq!(texts(&file, (0x0008, 0x1160)), ["3", "3"], "from 1");
        // The longer axis runs down: its ends, then those of the shorter one, from corners of pixels.
        let ellipse = "1.5 \\ 0.5 \\ 1.5 \\ 6.5 \\ 0.5 \\ 3.5 \\ 2.5 \\ 3.5";
        let line = "0.5 \\ 0.5 \\ 2.5 \\ 6.5";
        assert_eq!(texts(&file, (0x0070, 0x0022)), [ellipse, line]);
        let meanings = texts(&file, (0x0008, 0x0104));
        for word in ["Mean", "Area", "Hounsfield unit", "Attenuation Coefficient"] {
            assert!(meanings.iter().any(|one| one == word), "{word}");
        }
        let whole = Instance::read(Cursor::new(&file), &Limits::default()).unwrap();
        assert_eq!(whole.study.uid.as_deref(), Some("1.2.3"));
        assert_eq!(whole.identity.class.as_deref(), Some(COMPREHENSIVE_SR));
    }

    #[test]
    fn a_measurement_without_its_points_is_no_report() {
        let one = Measurement {
            name: Private::new(String::new()),
            uid: "2.25.7".to_owned(),
            drawn: Drawn::Angle,
            points: vec![(0.0, 0.0)],
            figures: Vec::new(),
            image: 0,
            frame: None,
        };
        let report = MeasurementReport {
            images: &[slice()],
            measurements: &[one],
            observer: Private::new(String::new()),
            written: (String::new(), String::new()),
            uids: ("2.25.1".to_owned(), "2.25.2".to_owned()),
        };
        assert_eq!(report.file().unwrap_err(), ReportError::Points);
    }
}
