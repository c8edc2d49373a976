//! Which elements are kept while a data set is read. Everything that is not named here is stepped over, so a file
//! may carry what it likes.

use dicom_core::Tag;
use dicom_dictionary_std::tags as t;

/// Values kept, at every level.
const VALUES: &[Tag] = &[
    t::TRANSFER_SYNTAX_UID,
    t::SPECIFIC_CHARACTER_SET,
    t::IMAGE_TYPE,
    t::SOP_CLASS_UID,
    t::SOP_INSTANCE_UID,
    t::STUDY_DATE,
    t::SERIES_DATE,
    t::CONTENT_DATE,
    t::STUDY_TIME,
    t::SERIES_TIME,
    t::CONTENT_TIME,
    t::ACCESSION_NUMBER,
    t::MODALITY,
    t::MANUFACTURER,
    t::INSTITUTION_NAME,
    t::REFERRING_PHYSICIAN_NAME,
    t::STUDY_DESCRIPTION,
    t::SERIES_DESCRIPTION,
    t::MANUFACTURER_MODEL_NAME,
    t::PATIENT_NAME,
    t::PATIENT_ID,
    t::ISSUER_OF_PATIENT_ID,
    t::PATIENT_BIRTH_DATE,
    t::PATIENT_SEX,
    t::BODY_PART_EXAMINED,
    t::SLICE_THICKNESS,
    t::SPACING_BETWEEN_SLICES,
    t::PROTOCOL_NAME,
    t::FRAME_TIME,
    t::IMAGER_PIXEL_SPACING,
    t::STUDY_INSTANCE_UID,
    t::SERIES_INSTANCE_UID,
    t::STUDY_ID,
    t::SERIES_NUMBER,
    t::ACQUISITION_NUMBER,
    t::INSTANCE_NUMBER,
    t::IMAGE_POSITION_PATIENT,
    t::IMAGE_ORIENTATION_PATIENT,
    t::FRAME_OF_REFERENCE_UID,
    t::LATERALITY,
    t::IMAGE_LATERALITY,
    t::PATIENT_ORIENTATION,
    t::SAMPLES_PER_PIXEL,
    t::PHOTOMETRIC_INTERPRETATION,
    t::PLANAR_CONFIGURATION,
    t::NUMBER_OF_FRAMES,
    t::ROWS,
    t::COLUMNS,
    t::PIXEL_SPACING,
    t::PIXEL_ASPECT_RATIO,
    t::PIXEL_SPACING_CALIBRATION_TYPE,
    t::BITS_ALLOCATED,
    t::BITS_STORED,
    t::HIGH_BIT,
    t::PIXEL_REPRESENTATION,
    t::PIXEL_PADDING_VALUE,
    t::PIXEL_PADDING_RANGE_LIMIT,
    t::BURNED_IN_ANNOTATION,
    t::WINDOW_CENTER,
    t::WINDOW_WIDTH,
    t::RESCALE_INTERCEPT,
    t::RESCALE_SLOPE,
    t::RESCALE_TYPE,
    t::WINDOW_CENTER_WIDTH_EXPLANATION,
    t::VOILUT_FUNCTION,
    t::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
    t::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
    t::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
    t::RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    t::GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    t::BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    t::SEGMENTED_RED_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    t::SEGMENTED_GREEN_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    t::SEGMENTED_BLUE_PALETTE_COLOR_LOOKUP_TABLE_DATA,
    t::LOSSY_IMAGE_COMPRESSION,
    t::LUT_DESCRIPTOR,
    t::LUT_DATA,
    t::DOSE_GRID_SCALING,
    t::EXTENDED_OFFSET_TABLE,
];

/// Sequences gone into.
const SEQUENCES: &[Tag] = &[
    t::MODALITY_LUT_SEQUENCE,
    t::VOILUT_SEQUENCE,
    t::SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
    t::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
    t::PIXEL_MEASURES_SEQUENCE,
    t::PLANE_POSITION_SEQUENCE,
    t::PLANE_ORIENTATION_SEQUENCE,
    t::PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
    t::FRAME_VOILUT_SEQUENCE,
];

/// Of an overlay plane, in any of the groups 6000 to 601E (PS3.3 C.9.2).
const OVERLAY: &[u16] = &[
    0x0010, 0x0011, 0x0015, 0x0040, 0x0050, 0x0051, 0x0100, 0x0102, 0x3000,
];

pub(crate) fn value(tag: Tag) -> bool {
    let overlay = (0x6000..=0x601e).contains(&tag.0) && tag.0.is_multiple_of(2);
    VALUES.contains(&tag) || (overlay && OVERLAY.contains(&tag.1))
}

pub(crate) fn sequence(tag: Tag) -> bool {
    SEQUENCES.contains(&tag)
}

/// The three elements that hold pixels (PS3.3 C.7.6.3, C.7.6.24, C.7.6.25).
pub(crate) fn pixels(tag: Tag) -> bool {
    tag == t::PIXEL_DATA || tag == t::FLOAT_PIXEL_DATA || tag == t::DOUBLE_FLOAT_PIXEL_DATA
}
