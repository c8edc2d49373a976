//! A recording: an electrocardiogram, a pressure, a breath (PS3.3 C.10.9). Owns how its samples are written and what
//! they measure; refuses to give a sample a unit that the file does not name, and to fill in what was not recorded.

use std::io::{Read, Seek};
use std::sync::Arc;

use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::codes::{meaning, text, unit};
use crate::lead;
use crate::limits::Limits;
use crate::payload::{Payload, PayloadError};
use crate::read::{DataSet, ReadError, ReadWarning, open_whole};
use crate::syntax::Coding;
use crate::text::Charset;

/// Longest value kept in memory, in bytes; samples are longer and are read when they are wanted.
const LONGEST: u64 = 64 << 10;
/// All that is kept of one file, in bytes.
const MOST_KEPT: u64 = 64 << 20;
/// More channels than any device has.
const MOST_CHANNELS: usize = 1024;

/// The recordings of a file.
pub struct Waveform {
    /// Each with channels of one frequency, or why it cannot be read.
    pub groups: Vec<WaveformGroup>,
    /// What was measured or noted on it.
    pub annotations: Vec<Annotation>,
    /// What was odd.
    pub warnings: Vec<ReadWarning>,
}

/// Channels that were recorded together.
pub struct WaveformGroup {
    /// What it is called (003A,0020).
    pub label: Option<String>,
    /// `ORIGINAL`, or `DERIVED` from another one (003A,0004).
    pub originality: Option<String>,
    /// From the beginning of the acquisition to its first sample, in milliseconds (0018,1068).
    pub offset: Option<f64>,
    /// Samples a second of each channel.
    pub frequency: f64,
    /// Of each channel.
    pub samples: u64,
    /// In the order of the file.
    pub channels: Vec<Channel>,
    written: Result<Written, PayloadError>,
}

/// What one sensor recorded.
pub struct Channel {
    /// The lead it is, by its code: `aVR`.
    pub lead: Option<&'static str>,
    /// What it is called.
    pub name: Option<String>,
    /// What a sample measures; `None` where the file does not say, and then it is a bare number.
    pub sensitivity: Option<Sensitivity>,
    /// From the group's first sample to this channel's, in seconds.
    pub skew: f64,
    /// What was filtered out below this, in hertz.
    pub low: Option<f64>,
    /// And above this.
    pub high: Option<f64>,
    /// And at this, the frequency of the mains.
    pub notch: Option<f64>,
}

/// What a sample measures (PS3.3 C.10.9.1.4.2).
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// Of one step, the correction included.
    pub factor: f64,
    /// Of a sample of zero.
    pub baseline: f64,
    /// `uV`, as UCUM writes it.
    pub unit: Option<String>,
}

/// Something that was measured or noted. Has no `Debug`: it is a finding about somebody.
pub struct Annotation {
    /// What it is about.
    pub name: Option<String>,
    /// What it says, a number with its unit; `None` where it only marks places.
    pub value: Option<String>,
    /// How many places of the recording it is tied to.
    pub places: u32,
}

/// How samples are written.
struct Written {
    payload: Payload,
    kind: Kind,
    /// Bytes of one.
    width: u64,
    big_endian: bool,
    /// Bytes of eight bits in words of sixteen whose halves are exchanged.
    exchanged: bool,
    /// Stands where nothing was recorded.
    padding: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Signed,
    Unsigned,
}

impl Waveform {
    /// Reads what a file says of its recordings, without their samples. `None` where it has none.
    pub fn read<R: Read + Seek>(source: R, limits: &Limits) -> Result<Option<Self>, ReadError> {
        let limits = limits.keeping(LONGEST, MOST_KEPT);
        let opened = open_whole(source, &limits)?;
        let inflated = opened.inflated.map(Arc::new);
        let set = &opened.set;
        if set.get(tags::WAVEFORM_SEQUENCE).is_none() {
            return Ok(None);
        }
        let charset = Charset::of(set);
        let groups = set.items(tags::WAVEFORM_SEQUENCE).iter();
        let groups = groups.map(|item| group(item, charset, inflated.as_ref()));
        let annotations = set.items(tags::WAVEFORM_ANNOTATION_SEQUENCE).iter();
        Ok(Some(Self {
            groups: groups.collect(),
            annotations: annotations.map(|item| annotation(item, charset)).collect(),
            warnings: opened.warnings,
        }))
    }
}

impl WaveformGroup {
    /// Why its samples cannot be read.
    pub fn refused(&self) -> Option<&PayloadError> {
        self.written.as_ref().err()
    }

    /// What the channels measured, from sample `from` on, `many` samples of each at most: channel after channel, each in
    /// its own unit, or the bare numbers where it has none. Where nothing was recorded stands no number (NaN).
    pub fn values<R: Read + Seek>(
        &self,
        source: &mut R,
        from: u64,
        many: u64,
    ) -> Result<Vec<Vec<f32>>, PayloadError> {
        let Ok(written) = &self.written else {
            return Err(PayloadError::None);
        };
        let each = self.channels.len() as u64 * written.width;
        let many = many.min(self.samples.saturating_sub(from));
        let bytes = written.read(source, from.saturating_mul(each), many.saturating_mul(each))?;
        let mut out = vec![Vec::new(); self.channels.len()];
        let width = usize::try_from(written.width).unwrap_or(1);
        for samples in bytes.chunks_exact(width * self.channels.len().max(1)) {
            for ((sample, channel), values) in samples
                .chunks_exact(width)
                .zip(&self.channels)
                .zip(&mut out)
            {
                let stored = written.number(sample);
                values.push(if written.padding == Some(stored) {
                    f32::NAN
                } else {
                    channel.measured(stored) as f32
                });
            }
        }
        Ok(out)
    }
}

impl Channel {
    fn measured(&self, stored: f64) -> f64 {
        match &self.sensitivity {
            Some(Sensitivity {
                factor, baseline, ..
            }) => stored * factor + baseline,
            None => stored,
        }
    }
}

impl Written {
    fn read<R: Read + Seek>(
        &self,
        source: &mut R,
        from: u64,
        most: u64,
    ) -> Result<Vec<u8>, PayloadError> {
        if !self.exchanged {
            return self.payload.read(source, from, most);
        }
        let (begin, end) = (from & !1, from.saturating_add(most).next_multiple_of(2));
        let mut bytes = self.payload.read(source, begin, end - begin)?;
        for pair in bytes.chunks_exact_mut(2) {
            pair.reverse();
        }
        let skip = usize::try_from(from - begin).unwrap_or(0);
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(bytes.into_iter().skip(skip).take(most).collect())
    }

    /// A sample as a number, two's complement where it has a sign.
    fn number(&self, bytes: &[u8]) -> f64 {
        let join = |all: u32, byte: &u8| (all << 8) | u32::from(*byte);
        let word = if self.big_endian {
            bytes.iter().fold(0, join)
        } else {
            bytes.iter().rev().fold(0, join)
        };
        let unused = 32_u32.saturating_sub(8 * u32::try_from(bytes.len()).unwrap_or(4));
        if self.kind == Kind::Signed {
            f64::from((word << unused).cast_signed() >> unused)
        } else {
            f64::from(word)
        }
    }
}

fn group(set: &DataSet, charset: Charset, inflated: Option<&Arc<Vec<u8>>>) -> WaveformGroup {
    let definitions = set.items(tags::CHANNEL_DEFINITION_SEQUENCE);
    let frequency = set.decimal(tags::SAMPLING_FREQUENCY).unwrap_or(0.0);
    let samples = set.number(tags::NUMBER_OF_WAVEFORM_SAMPLES).map(u64::from);
    let channels: Vec<Channel> = definitions
        .iter()
        .take(MOST_CHANNELS)
        .map(|one| channel(one, charset, frequency))
        .collect();
    let said = set.number(tags::NUMBER_OF_WAVEFORM_CHANNELS);
    let known = said == u32::try_from(channels.len()).ok() && !channels.is_empty();
    let written = if !known {
        // Samples of all channels are mixed: of one that is not described, every other one would be read wrongly.
        Err(PayloadError::Written(
            "the file does not describe each of its channels",
        ))
    } else if frequency <= 0.0 {
        Err(PayloadError::Written(
            "the file does not say how many samples there are in a second",
        ))
    } else {
        written(set, inflated)
    };
    let there = written.as_ref().ok().map(|written| {
        let each = written.width * channels.len() as u64;
        written.payload.length / each.max(1)
    });
    WaveformGroup {
        label: text(set, tags::MULTIPLEX_GROUP_LABEL, charset),
        originality: set.ascii(tags::WAVEFORM_ORIGINALITY).map(str::to_owned),
        offset: set.decimal(tags::MULTIPLEX_GROUP_TIME_OFFSET),
        frequency,
        samples: match (samples, there) {
            (Some(said), Some(there)) => said.min(there),
            (said, there) => there.or(said).unwrap_or(0),
        },
        channels,
        written,
    }
}

fn written(set: &DataSet, inflated: Option<&Arc<Vec<u8>>>) -> Result<Written, PayloadError> {
    let element = set.get(tags::WAVEFORM_DATA).ok_or(PayloadError::None)?;
    let bits = set.number(tags::WAVEFORM_BITS_ALLOCATED);
    let (kind, width) = match (set.ascii(tags::WAVEFORM_SAMPLE_INTERPRETATION), bits) {
        (Some("SB"), Some(8)) => (Kind::Signed, 1),
        (Some("UB"), Some(8)) => (Kind::Unsigned, 1),
        (Some("SS"), Some(16)) => (Kind::Signed, 2),
        (Some("US"), Some(16)) => (Kind::Unsigned, 2),
        (Some("SL"), Some(32)) => (Kind::Signed, 4),
        (Some("UL"), Some(32)) => (Kind::Unsigned, 4),
        (Some("MB" | "AB"), _) => {
            return Err(PayloadError::Written(
                "its samples are packed as sound is for a telephone",
            ));
        }
        _ => {
            return Err(PayloadError::Written(
                "how its samples are written is not said, or not known",
            ));
        }
    };
    let big_endian = set.coding == Coding::ExplicitBig;
    let mut written = Written {
        payload: Payload::of(element, inflated)?,
        kind,
        width,
        big_endian,
        exchanged: big_endian && width == 1 && element.vr == VR::OW,
        padding: None,
    };
    // Written as a sample is (PS3.3 C.10.9.1.6).
    let padding = set.bytes(tags::WAVEFORM_PADDING_VALUE);
    let padding = padding.and_then(|bytes| bytes.get(..usize::try_from(width).unwrap_or(1)));
    written.padding = padding.map(|bytes| written.number(bytes));
    Ok(written)
}

fn channel(set: &DataSet, charset: Charset, frequency: f64) -> Channel {
    let source = set.items(tags::CHANNEL_SOURCE_SEQUENCE).first();
    let lead = source.and_then(|code| {
        lead::named(
            code.ascii(tags::CODING_SCHEME_DESIGNATOR)?,
            code.ascii(tags::CODE_VALUE)?,
        )
    });
    let steps = set.decimal(tags::CHANNEL_SENSITIVITY);
    let correction = set.decimal(tags::CHANNEL_SENSITIVITY_CORRECTION_FACTOR);
    let seconds = set.decimal(tags::CHANNEL_TIME_SKEW);
    let samples = set.decimal(tags::CHANNEL_SAMPLE_SKEW);
    Channel {
        lead,
        name: meaning(set, tags::CHANNEL_SOURCE_SEQUENCE, charset)
            .or_else(|| text(set, tags::CHANNEL_LABEL, charset)),
        sensitivity: steps.map(|steps| Sensitivity {
            factor: steps * correction.unwrap_or(1.0),
            baseline: set.decimal(tags::CHANNEL_BASELINE).unwrap_or(0.0),
            unit: unit(set, tags::CHANNEL_SENSITIVITY_UNITS_SEQUENCE, charset),
        }),
        skew: seconds
            .or_else(|| Some(samples? / frequency))
            .filter(|skew| skew.is_finite())
            .unwrap_or(0.0),
        low: set.decimal(tags::FILTER_LOW_FREQUENCY),
        high: set.decimal(tags::FILTER_HIGH_FREQUENCY),
        notch: set.decimal(tags::NOTCH_FILTER_FREQUENCY),
    }
}

fn annotation(set: &DataSet, charset: Charset) -> Annotation {
    let number = set.ascii(tags::NUMERIC_VALUE).map(|digits| {
        let unit = unit(set, tags::MEASUREMENT_UNITS_CODE_SEQUENCE, charset);
        unit.map_or_else(|| digits.to_owned(), |unit| format!("{digits} {unit}"))
    });
    let places = set.get(tags::REFERENCED_SAMPLE_POSITIONS);
    let places = places.and_then(|_| set.bytes(tags::REFERENCED_SAMPLE_POSITIONS));
    Annotation {
        name: meaning(set, tags::CONCEPT_NAME_CODE_SEQUENCE, charset),
        value: number
            .or_else(|| text(set, tags::UNFORMATTED_TEXT_VALUE, charset))
            .or_else(|| meaning(set, tags::CONCEPT_CODE_SEQUENCE, charset)),
        places: places.map_or(0, |bytes| u32::try_from(bytes.len() / 4).unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use dicom_core::Tag;

    use super::Waveform;
    use crate::limits::Limits;
    use crate::making::File;

    const ITEM: Tag = Tag(0xfffe, 0xe000);
    const ITEM_END: Tag = Tag(0xfffe, 0xe00d);
    const SEQUENCE_END: Tag = Tag(0xfffe, 0xe0dd);

    fn begin(file: File, tag: Tag) -> File {
        let file = file.head(tag, *b"SQ", u32::MAX);
        file.head(ITEM, *b"UN", u32::MAX)
    }

    fn end(file: File) -> File {
        file.head(ITEM_END, *b"UN", 0).head(SEQUENCE_END, *b"UN", 0)
    }

    fn code(file: File, tag: Tag, (scheme, value, meaning): (&str, &str, &str)) -> File {
        end(begin(file, tag)
            .text(Tag(0x0008, 0x0100), *b"SH", value)
            .text(Tag(0x0008, 0x0102), *b"SH", scheme)
            .text(Tag(0x0008, 0x0104), *b"LO", meaning))
    }

    /// Two channels, 250 a second: the first of 2.5 uV a step with a baseline, the second without a word of its unit.
    fn recording(channels: u16, data: &[u8]) -> File {
        let file = begin(File::new("1.2.840.10008.1.2.1"), Tag(0x5400, 0x0100));
        let file = file
            .text(Tag(0x003a, 0x0004), *b"CS", "ORIGINAL")
            .short(Tag(0x003a, 0x0005), channels)
            .put(Tag(0x003a, 0x0010), *b"UL", &3_u32.to_le_bytes())
            .text(Tag(0x003a, 0x001a), *b"DS", "250");
        let file = begin(file, Tag(0x003a, 0x0200));
        let file = code(file, Tag(0x003a, 0x0208), ("MDC", "2:62", "Lead aVR")).text(
            Tag(0x003a, 0x0210),
            *b"DS",
            "2.5",
        );
        let file = code(file, Tag(0x003a, 0x0211), ("UCUM", "uV", "microvolt"))
            .text(Tag(0x003a, 0x0212), *b"DS", "2")
            .text(Tag(0x003a, 0x0213), *b"DS", "10");
        let file = file
            .head(ITEM_END, *b"UN", 0)
            .head(ITEM, *b"UN", u32::MAX)
            .text(Tag(0x003a, 0x0203), *b"SH", "Belt");
        let file = end(file)
            .short(Tag(0x5400, 0x1004), 16)
            .text(Tag(0x5400, 0x1006), *b"CS", "SS")
            .put(Tag(0x5400, 0x100a), *b"OW", &(-32768_i16).to_le_bytes())
            .put(Tag(0x5400, 0x1010), *b"OW", data);
        end(file)
    }

    fn samples(all: &[i16]) -> Vec<u8> {
        all.iter().flat_map(|one| one.to_le_bytes()).collect()
    }

    #[test]
    fn a_sample_measures_what_its_channel_says() {
        let data = samples(&[100, 7, -100, 8, -32768, -9]);
        let file = recording(2, &data);
        let found = Waveform::read(file.source(), &Limits::default());
        let found = found.unwrap().unwrap();
        let group = found.groups.first().unwrap();
        assert_eq!((group.samples, group.channels.len()), (3, 2));
        let [lead, belt] = group.channels.as_slice() else {
            panic!("two channels");
        };
        assert_eq!(
            (lead.lead, lead.name.as_deref()),
            (Some("aVR"), Some("Lead aVR"))
        );
        assert_eq!((belt.lead, belt.name.as_deref()), (None, Some("Belt")));
        assert_eq!(belt.sensitivity, None, "nobody says what its numbers are");
        let unit = lead
            .sensitivity
            .as_ref()
            .and_then(|its| its.unit.as_deref());
        assert_eq!(unit, Some("uV"));
        let values = group.values(&mut file.source(), 0, 100).unwrap();
        // 100 steps of 2.5 uV, corrected by 2, and 10 uV more.
        assert_eq!(values[0][..2], [510.0, -490.0]);
        assert!(values[0][2].is_nan(), "nothing was recorded");
        assert_eq!(values[1], [7.0, 8.0, -9.0]);
        let later = group.values(&mut file.source(), 1, 1).unwrap();
        assert_eq!(later, [[-490.0], [8.0]]);
    }

    #[test]
    fn samples_that_are_missing_are_not_counted() {
        let file = recording(2, &samples(&[1, 2, 3, 4]));
        let found = Waveform::read(file.source(), &Limits::default());
        let found = found.unwrap().unwrap();
        assert_eq!(found.groups.first().unwrap().samples, 2);
    }

    #[test]
    fn a_channel_that_is_not_described_makes_all_of_them_unreadable() {
        let file = recording(3, &samples(&[1, 2, 3, 4, 5, 6, 7, 8, 9]));
        let found = Waveform::read(file.source(), &Limits::default());
        let found = found.unwrap().unwrap();
        let group = found.groups.first().unwrap();
        assert!(group.refused().is_some());
        assert!(group.values(&mut file.source(), 0, 3).is_err());
        let image = File::new("1.2.840.10008.1.2.1").image(2, 2, 1, 8, "MONOCHROME2");
        let none = Waveform::read(image.source(), &Limits::default());
        assert!(none.unwrap().is_none());
    }
}
