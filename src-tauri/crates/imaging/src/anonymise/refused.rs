//! What the profile alone does not make safe: words that a person wrote, pictures with words or a face in them. Owns when
//! a person has to look first; refuses to take silence about a picture for "nothing is in it" where such pictures often
//! have something.

use dicom_core::Tag;
use dicom_dictionary_std::tags as t;

use crate::read::{DataSet, Value};

/// Why a file is not anonymised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// A structured report, a presentation state: what is written in it names people and dates in words.
    #[error("it holds text that a person wrote, which cannot be cleaned by rules")]
    Text,
    /// A document inside a DICOM file.
    #[error("it holds a document, which cannot be cleaned by rules")]
    Document,
    /// A recording of a voice.
    #[error("it holds a voice")]
    Voice,
    /// Data in a maker's own form.
    #[error("it holds data in a form that only its maker knows")]
    OwnForm,
    /// It says that words are drawn into its pixels, or that somebody can be recognised.
    #[error("it says that words or a face are in the picture itself")]
    Drawn,
    /// It does not say so, and is of a kind that often has them.
    #[error("names are often drawn into pictures of this kind, and it does not say that none are")]
    MayBeDrawn,
    /// A drawing lies in unused bits of its pixels.
    #[error("a drawing lies in unused bits of its pixels")]
    Overlay,
    /// It ends inside an element that would stay.
    #[error("it ends inside {tag}")]
    Cut {
        /// The element.
        tag: Tag,
    },
}

impl Refused {
    /// Whether it goes once somebody has looked at the picture.
    pub fn looking_helps(self) -> bool {
        matches!(self, Self::Drawn | Self::MayBeDrawn)
    }
}

/// What should be known of a file that was anonymised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Remark {
    /// Slices of a head, or of a part of the body that is not said.
    #[error("from slices of a head a face can be drawn, and recognised")]
    Face,
    /// Words may be in the picture; somebody said they had looked.
    #[error("whether something is drawn into the picture is by the word of whoever exported it")]
    ByWord,
}

/// Whether a file can go, and what is to be said of it.
pub(super) fn judged(set: &DataSet, looked: bool) -> Result<Vec<Remark>, Refused> {
    let class = set.ascii(t::SOP_CLASS_UID).unwrap_or_default();
    if let Some(refused) = by_class(class) {
        return Err(refused);
    }
    if set.get(t::ENCAPSULATED_DOCUMENT).is_some() {
        return Err(Refused::Document);
    }
    if !set.items(t::CONTENT_SEQUENCE).is_empty() {
        return Err(Refused::Text);
    }
    if overlay_in_pixels(set) {
        return Err(Refused::Overlay);
    }
    let mut remarks = Vec::new();
    if let Some(refused) = drawn(set, class) {
        if !looked {
            return Err(refused);
        }
        remarks.push(Remark::ByWord);
    }
    if face(set) {
        remarks.push(Remark::Face);
    }
    Ok(remarks)
}

/// Kinds of files (PS3.4 B.5) whose content is no picture and no numbers.
fn by_class(class: &str) -> Option<Refused> {
    const STORAGE: &str = "1.2.840.10008.5.1.4.1.1.";
    if class.is_empty() {
        return None;
    }
    let Some(of) = class.strip_prefix(STORAGE) else {
        return Some(Refused::OwnForm);
    };
    let mut arcs = of.split('.');
    match (arcs.next(), arcs.next()) {
        (Some("88" | "11"), _) => Some(Refused::Text),
        (Some("104"), _) => Some(Refused::Document),
        // Basic voice audio; sound of other kinds is of the body.
        (Some("9"), Some("4")) => Some(Refused::Voice),
        // Raw data.
        (Some("66"), None) => Some(Refused::OwnForm),
        _ => None,
    }
}

/// A plane of an overlay without data of its own is, or was, in the pixels (retired: PS3.5 8.1.2).
fn overlay_in_pixels(set: &DataSet) -> bool {
    (0x6000..=0x601e_u16).step_by(2).any(|group| {
        let rows = set.get(Tag(group, 0x0010)).is_some();
        rows && set.get(Tag(group, 0x3000)).is_none()
    })
}

fn drawn(set: &DataSet, class: &str) -> Option<Refused> {
    let says = |tag: Tag| set.ascii(tag).map(|text| text.eq_ignore_ascii_case("YES"));
    let words = says(t::BURNED_IN_ANNOTATION);
    let face = says(t::RECOGNIZABLE_VISUAL_FEATURES);
    if words == Some(true) || face == Some(true) {
        return Some(Refused::Drawn);
    }
    let picture = set
        .iter()
        .any(|(_, element)| matches!(element.value, Value::Native { .. } | Value::Encapsulated(_)));
    (picture && words.is_none() && often(set, class)).then_some(Refused::MayBeDrawn)
}

/// Ultrasound, captures of a screen, angiography and fluoroscopy, endoscopy, photographs, films.
fn often(set: &DataSet, class: &str) -> bool {
    let modality = set.ascii(t::MODALITY).unwrap_or_default();
    let kinds = [
        "DOC", "DMS", "ECG", "EPS", "ES", "GM", "HD", "IVUS", "OP", "OT", "RF", "SC", "SM", "US",
        "XA", "XC",
    ];
    let classes = ["3", "6", "7", "12", "77"];
    let of = class
        .strip_prefix("1.2.840.10008.5.1.4.1.1.")
        .and_then(|of| of.split('.').next());
    let screen = set
        .values(t::IMAGE_TYPE)
        .any(|value| value.to_ascii_uppercase().contains("SCREEN"));
    kinds.contains(&modality)
        || of.is_some_and(|of| classes.contains(&of))
        || set.get(t::CONVERSION_TYPE).is_some()
        || screen
}

fn face(set: &DataSet) -> bool {
    let slices = matches!(set.ascii(t::MODALITY), Some("CT" | "MR" | "PT" | "NM"));
    let part = set
        .ascii(t::BODY_PART_EXAMINED)
        .map(str::to_ascii_uppercase);
    let head = [
        "HEAD", "BRAIN", "FACE", "SKULL", "NECK", "SINUS", "ORBIT", "JAW", "WHOLE",
    ];
    slices && part.is_none_or(|part| head.iter().any(|one| part.contains(one)))
}
