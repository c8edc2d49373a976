//! The data elements this archive knows by name (PS3.6): tag, value representation, keyword. Refuses to know more than
//! its own images and the usual keys of a search need.

/// A data element's number: group above, element below.
pub(crate) type Tag = u32;

macro_rules! tags {
    ($($name:ident = $tag:literal $vr:literal $keyword:literal,)*) => {
        $(pub(crate) const $name: Tag = $tag;)*

        /// Every element that is known.
        const KNOWN: &[(Tag, &str, &str)] = &[$(($tag, $vr, $keyword),)*];
    };
}

tags! {
    CHARACTER_SET = 0x0008_0005 "CS" "SpecificCharacterSet",
    IMAGE_TYPE = 0x0008_0008 "CS" "ImageType",
    CLASS = 0x0008_0016 "UI" "SOPClassUID",
    INSTANCE = 0x0008_0018 "UI" "SOPInstanceUID",
    STUDY_DATE = 0x0008_0020 "DA" "StudyDate",
    STUDY_TIME = 0x0008_0030 "TM" "StudyTime",
    ACCESSION = 0x0008_0050 "SH" "AccessionNumber",
    AVAILABILITY = 0x0008_0056 "CS" "InstanceAvailability",
    MODALITY = 0x0008_0060 "CS" "Modality",
    MODALITIES = 0x0008_0061 "CS" "ModalitiesInStudy",
    CONVERSION = 0x0008_0064 "CS" "ConversionType",
    REFERRING = 0x0008_0090 "PN" "ReferringPhysicianName",
    STUDY_DESCRIPTION = 0x0008_1030 "LO" "StudyDescription",
    SERIES_DESCRIPTION = 0x0008_103e "LO" "SeriesDescription",
    RETRIEVE = 0x0008_1190 "UR" "RetrieveURL",
    PATIENT_NAME = 0x0010_0010 "PN" "PatientName",
    PATIENT_ID = 0x0010_0020 "LO" "PatientID",
    BIRTH_DATE = 0x0010_0030 "DA" "PatientBirthDate",
    SEX = 0x0010_0040 "CS" "PatientSex",
    BODY_PART = 0x0018_0015 "CS" "BodyPartExamined",
    THICKNESS = 0x0018_0050 "DS" "SliceThickness",
    FRAME_TIME = 0x0018_1063 "DS" "FrameTime",
    STUDY = 0x0020_000d "UI" "StudyInstanceUID",
    SERIES = 0x0020_000e "UI" "SeriesInstanceUID",
    STUDY_ID = 0x0020_0010 "SH" "StudyID",
    SERIES_NUMBER = 0x0020_0011 "IS" "SeriesNumber",
    INSTANCE_NUMBER = 0x0020_0013 "IS" "InstanceNumber",
    POSITION = 0x0020_0032 "DS" "ImagePositionPatient",
    ORIENTATION = 0x0020_0037 "DS" "ImageOrientationPatient",
    FRAME_OF_REFERENCE = 0x0020_0052 "UI" "FrameOfReferenceUID",
    STUDY_SERIES = 0x0020_1206 "IS" "NumberOfStudyRelatedSeries",
    STUDY_INSTANCES = 0x0020_1208 "IS" "NumberOfStudyRelatedInstances",
    SERIES_INSTANCES = 0x0020_1209 "IS" "NumberOfSeriesRelatedInstances",
    SAMPLES = 0x0028_0002 "US" "SamplesPerPixel",
    PHOTOMETRIC = 0x0028_0004 "CS" "PhotometricInterpretation",
    PLANAR = 0x0028_0006 "US" "PlanarConfiguration",
    FRAMES = 0x0028_0008 "IS" "NumberOfFrames",
    FRAME_POINTER = 0x0028_0009 "AT" "FrameIncrementPointer",
    ROWS = 0x0028_0010 "US" "Rows",
    COLUMNS = 0x0028_0011 "US" "Columns",
    SPACING = 0x0028_0030 "DS" "PixelSpacing",
    BITS_ALLOCATED = 0x0028_0100 "US" "BitsAllocated",
    BITS_STORED = 0x0028_0101 "US" "BitsStored",
    HIGH_BIT = 0x0028_0102 "US" "HighBit",
    SIGNED = 0x0028_0103 "US" "PixelRepresentation",
    CENTER = 0x0028_1050 "DS" "WindowCenter",
    WIDTH = 0x0028_1051 "DS" "WindowWidth",
    INTERCEPT = 0x0028_1052 "DS" "RescaleIntercept",
    SLOPE = 0x0028_1053 "DS" "RescaleSlope",
    RESCALE_TYPE = 0x0028_1054 "LO" "RescaleType",
    PIXELS = 0x7fe0_0010 "OW" "PixelData",
}

/// The number of an attribute as a search writes it: its keyword, or eight hexadecimal digits.
pub(crate) fn named(name: &str) -> Option<Tag> {
    let known = KNOWN.iter().find(|(_, _, keyword)| *keyword == name);
    let by_number = || {
        (name.len() == 8)
            .then(|| u32::from_str_radix(name, 16).ok())
            .flatten()
    };
    known.map(|(tag, ..)| *tag).or_else(by_number)
}

/// The value representation of an element; `UN` where it is not known here.
pub(crate) fn vr(tag: Tag) -> &'static str {
    let known = KNOWN.iter().find(|(known, ..)| *known == tag);
    known.map_or("UN", |(_, vr, _)| vr)
}
