//! What differs from frame to frame in an enhanced instance (PS3.3 C.7.6.16): functional groups, shared and of each
//! frame. Refuses to keep groups that say nothing of place or value.

use dicom_dictionary_std::tags;

use crate::geometry::Geometry;
use crate::read::{DataSet, ReadWarning};
use crate::render::{Modality, Said, Voi};

/// Place and values of one frame, or of all that say nothing else.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Facts {
    pub(crate) geometry: Geometry,
    pub(crate) modality: Said,
    pub(crate) voi: Option<Voi>,
}

/// The facts of all frames of an instance.
pub(crate) struct Told {
    pub(crate) shared: Facts,
    pub(crate) each: Vec<Facts>,
    /// Where the first frame lies.
    pub(crate) first: Option<[f64; 3]>,
}

impl Facts {
    /// What an instance without functional groups says of all its frames.
    pub(crate) fn plain(
        set: &DataSet,
        stored: (f64, f64),
        warnings: &mut Vec<ReadWarning>,
    ) -> Self {
        let modality = Modality::of(set, stored.0 < 0.0, warnings);
        let voi = Voi::of(set, modality.gives_negative(stored), warnings);
        Self {
            geometry: Geometry::of(set),
            modality,
            voi: (voi != Voi::default()).then_some(voi),
        }
    }

    /// The item of functional groups: each fact is in a sequence of its own; `above` counts where it says no modality.
    fn of(
        item: &DataSet,
        stored: (f64, f64),
        above: &Said,
        warnings: &mut Vec<ReadWarning>,
    ) -> Self {
        let mut facts = Self::default();
        for tag in [
            tags::PLANE_POSITION_SEQUENCE,
            tags::PLANE_ORIENTATION_SEQUENCE,
            tags::PIXEL_MEASURES_SEQUENCE,
        ] {
            if let Some(group) = item.items(tag).first() {
                facts.geometry = facts.geometry.or(Geometry::of(group));
            }
        }
        let group = |tag| item.items(tag).first();
        facts.modality = group(tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE)
            .map(|group| Modality::of(group, stored.0 < 0.0, warnings))
            .unwrap_or_default();
        let negative = facts.modality.clone().or(above).gives_negative(stored);
        facts.voi =
            group(tags::FRAME_VOILUT_SEQUENCE).map(|group| Voi::of(group, negative, warnings));
        facts
    }

    /// What all frames share (of stored values from the least to the largest there can be), and what each has of its own, in their order. A position outside of functional groups is
    /// that of the first frame alone (PS3.3 C.7.6.2, C.8.8.3.2 on a grid of doses), so `first` has it and no other.
    pub(crate) fn all(set: &DataSet, stored: (f64, f64), warnings: &mut Vec<ReadWarning>) -> Told {
        let shared = set.items(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE).first();
        let mut plain = Self::plain(set, stored, warnings);
        let shared = shared
            .map(|item| Self::of(item, stored, &plain.modality, warnings))
            .unwrap_or_default();
        let first = plain.geometry.position.take();
        let shared = shared.or(&plain);
        let each = set.items(tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE).iter();
        Told {
            each: each
                .map(|item| Self::of(item, stored, &shared.modality, warnings))
                .collect(),
            shared,
            first,
        }
    }

    fn or(self, other: &Self) -> Self {
        Self {
            geometry: self.geometry.or(other.geometry),
            modality: self.modality.or(&other.modality),
            voi: self.voi.or_else(|| other.voi.clone()),
        }
    }
}
