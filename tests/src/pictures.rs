//! Small DICOM files of every kind, made here, and what becomes of them when they are damaged by chance: read as the
//! program reads them, with their frames decoded in a process apart. What may come of one is its pixels or a named
//! refusal, and nothing else.

use std::io::{Cursor, Write as _};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::DeflateEncoder;
use wardbook_imaging::{
    ApartError, DecodeBounds, Decoders, EncapsulatedDocument, FrameOutcome, Header, Instance,
    Limits, ObjectContent, StructuredReport, Waveform,
};

use crate::dicom::Dicom;
use crate::mutants::{self, Became};
use crate::papers::Paper;
use crate::program::binary;

/// Frames of one file that are decoded: a header may promise millions.
const FRAMES: u32 = 3;

/// How far the decoding of a damaged file may go: what is small has no business taking long.
pub fn bounds() -> DecodeBounds {
    DecodeBounds {
        time: Duration::from_secs(20),
        many: 2,
        ..DecodeBounds::default()
    }
}

/// What is wanted of a file: no more than the window would hold.
pub fn limits() -> Limits {
    Limits {
        decoded_bytes: 256 << 20,
        inflated_bytes: 256 << 20,
        ..Limits::default()
    }
}

/// Reads `count` mutants of each kind, every one from a seed of its own; says which seed broke a promise.
///
/// # Errors
/// The seeds that broke one, a line each.
pub fn mutants(count: u32, seed: u64) -> Result<Became, String> {
    let decoders = decoders(bounds());
    mutants::each(&every(), count, seed, |mutant| one(&decoders, &mutant))
}

/// Decodes as the program does.
pub fn decoders(bounds: DecodeBounds) -> Decoders {
    Decoders::program(binary("wardbook-cli"), bounds)
}

/// What became of a file, in a word: `decoded`, or what refused it.
///
/// # Errors
/// What no file may do: take longer than it may.
pub fn one(decoders: &Decoders, bytes: &[u8]) -> Result<String, String> {
    let began = Instant::now();
    let (limits, source) = (limits(), || Cursor::new(bytes));
    // Each of these looks at the same bytes for something else; that it ends is all that is asked of it here.
    let _header = Header::read(source(), &limits, 1000);
    let _report = StructuredReport::read(source(), &limits, 1000);
    let _object = ObjectContent::read(source(), &limits);
    if let Ok(Ok(document)) = EncapsulatedDocument::read(source(), &limits) {
        let _bytes = document.part(&mut source(), 0, 1 << 20);
    }
    if let Ok(Some(waveform)) = Waveform::read(source(), &limits) {
        for group in &waveform.groups {
            let _values = group.values(&mut source(), 0, 100_000);
        }
    }
    let word = match Instance::read(source(), &limits) {
        Err(_) => "not read",
        Ok(instance) => frames(decoders, &instance, bytes)?,
    };
    // Each frame has the whole time, and the process that follows one that was ended has to begin.
    if began.elapsed() > bounds().time * (FRAMES + 1) {
        return Err(format!("took {:?}", began.elapsed()));
    }
    Ok(word.to_owned())
}

fn frames(decoders: &Decoders, instance: &Instance, bytes: &[u8]) -> Result<&'static str, String> {
    let mut word = "decoded";
    for number in 0..instance.frames.count().clamp(1, FRAMES) {
        let mut source = Cursor::new(bytes);
        match instance.frame_apart(&mut source, number, &limits(), decoders) {
            Err(FrameOutcome::Apart(ApartError::Process(kind))) => {
                return Err(format!("the decoders could not be used: {kind}"));
            }
            Err(FrameOutcome::Apart(error)) if error.ended() => word = "ended its decoder",
            Err(_) if word == "decoded" => word = "frame refused",
            Ok(_) | Err(_) => {}
        }
    }
    Ok(word)
}

/// One of each kind.
pub fn every() -> Vec<Paper> {
    let shades: Vec<u16> = (0..64 * 64_u16).map(|n| n % 4096).collect();
    let words: Vec<u8> = shades
        .iter()
        .flat_map(|shade| shade.to_le_bytes())
        .collect();
    let native = || Dicom::new("1.2.840.10008.1.2.1").picture(64, 64);
    vec![
        ("native", native().put(0x7fe0, 0x0010, *b"OW", &words).0),
        (
            "deflated",
            deflated(&native().put(0x7fe0, 0x0010, *b"OW", &words).0),
        ),
        (
            "run lengths",
            Dicom::new("1.2.840.10008.1.2.5")
                .picture(64, 64)
                .fragment(&run_lengths(&shades))
                .0,
        ),
        (
            "jpeg",
            Dicom::new("1.2.840.10008.1.2.4.50")
                .grey(8, 8, 8)
                .fragment(&jpeg())
                .0,
        ),
        ("document", document()),
        ("recording", recording()),
        ("report", report()),
    ]
}

/// Run lengths of words of 16 bits (PS3.5 G): a segment of the upper bytes, one of the lower.
pub fn run_lengths(words: &[u16]) -> Vec<u8> {
    let segment = |of: fn(u16) -> u8| {
        let bytes: Vec<u8> = words.iter().map(|word| of(*word)).collect();
        let mut out = Vec::new();
        let mut rest = bytes.as_slice();
        while let Some(first) = rest.first() {
            let run = rest
                .iter()
                .take(128)
                .take_while(|one| *one == first)
                .count();
            if run > 1 {
                out.extend([u8::try_from(257 - run).unwrap_or(0), *first]);
            } else {
                out.extend([0, *first]);
            }
            rest = rest.get(run..).unwrap_or_default();
        }
        out.resize(out.len().next_multiple_of(2), 0x80);
        out
    };
    let (upper, lower) = (
        segment(|word| (word >> 8) as u8),
        segment(|word| word as u8),
    );
    segments(&upper, &lower)
}

/// The same of so many times 128 words of one shade, which take no room until they are decoded.
pub fn one_shade(runs: usize) -> Vec<u8> {
    segments(&[0x81, 0].repeat(runs), &[0x81, 7].repeat(runs))
}

fn segments(upper: &[u8], lower: &[u8]) -> Vec<u8> {
    let mut head = vec![0_u8; 64];
    let begins = 64 + u32::try_from(upper.len()).unwrap_or(0);
    for (at, value) in [(0, 2_u32), (4, 64), (8, begins)] {
        if let Some(four) = head.get_mut(at..at + 4) {
            four.copy_from_slice(&value.to_le_bytes());
        }
    }
    [&head, upper, lower].concat()
}

/// A JPEG of eight by eight grey pixels (ISO 10918-1): one table of each kind, each with one code.
pub fn jpeg() -> Vec<u8> {
    let table = |class: u8| {
        let mut table = vec![0xff, 0xc4, 0, 20, class, 1];
        table.extend([0; 15]);
        table.push(0);
        table
    };
    [
        vec![0xff, 0xd8, 0xff, 0xdb, 0, 67, 0],
        vec![1; 64],
        vec![0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0],
        table(0x00),
        table(0x10),
        // No difference from the middle grey, and nothing beside it: two bits, filled with ones.
        vec![0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x3f, 0xff, 0xd9],
    ]
    .concat()
}

/// The data set of a file, deflated (PS3.5 A.5).
fn deflated(file: &[u8]) -> Vec<u8> {
    let syntax = Dicom::bare().text(0x0002, 0x0010, *b"UI", "1.2.840.10008.1.2.1.99");
    let plain = Dicom::bare().text(0x0002, 0x0010, *b"UI", "1.2.840.10008.1.2.1");
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    let rest = file.get(132 + plain.0.len()..).unwrap_or_default();
    // Memory does not fail to be written to.
    let packed = packed.write_all(rest).and_then(|()| packed.finish());
    let packed = packed.unwrap_or_default();
    [file.get(..132).unwrap_or_default(), &syntax.0, &packed].concat()
}

fn document() -> Vec<u8> {
    let pdf = crate::papers::pdf(&crate::papers::LETTER);
    Dicom::new("1.2.840.10008.1.2.1")
        .text(0x0042, 0x0010, *b"ST", "Referral")
        .put(0x0042, 0x0011, *b"OB", &pdf)
        .text(0x0042, 0x0012, *b"LO", "application/pdf")
        .0
}

fn recording() -> Vec<u8> {
    let code = |scheme: &str, value: &str| {
        Dicom::item(vec![
            Dicom::one(0x0008, 0x0100, *b"SH", value.as_bytes()),
            Dicom::one(0x0008, 0x0102, *b"SH", scheme.as_bytes()),
        ])
        .0
    };
    let lead = |number: &str| {
        Dicom::item(vec![
            Dicom::one(0x003a, 0x0208, *b"SQ", &code("MDC", number)),
            Dicom::one(0x003a, 0x0210, *b"DS", b"2.5"),
            Dicom::one(0x003a, 0x0211, *b"SQ", &code("UCUM", "uV")),
        ])
        .0
    };
    let samples: Vec<u8> = (0..1000_i16).flat_map(i16::to_le_bytes).collect();
    let group = Dicom::item(vec![
        Dicom::one(0x003a, 0x0005, *b"US", &2_u16.to_le_bytes()),
        Dicom::one(0x003a, 0x0010, *b"UL", &500_u32.to_le_bytes()),
        Dicom::one(0x003a, 0x001a, *b"DS", b"500"),
        Dicom::one(0x003a, 0x0200, *b"SQ", &[lead("2:1"), lead("2:2")].concat()),
        Dicom::one(0x5400, 0x1004, *b"US", &16_u16.to_le_bytes()),
        Dicom::one(0x5400, 0x1006, *b"CS", b"SS"),
        Dicom::one(0x5400, 0x1010, *b"OW", &samples),
    ]);
    Dicom::new("1.2.840.10008.1.2.1")
        .put(0x5400, 0x0100, *b"SQ", &group.0)
        .0
}

fn report() -> Vec<u8> {
    let text = Dicom::item(vec![
        Dicom::one(0x0040, 0xa040, *b"CS", b"TEXT"),
        Dicom::one(
            0x0040,
            0xa160,
            *b"UT",
            crate::papers::LETTER.join(" ").as_bytes(),
        ),
    ]);
    let nested = Dicom::item(vec![
        Dicom::one(0x0040, 0xa040, *b"CS", b"CONTAINER"),
        Dicom::one(0x0040, 0xa730, *b"SQ", &[text.0.clone(), text.0].concat()),
    ]);
    Dicom::new("1.2.840.10008.1.2.1")
        .text(0x0040, 0xa040, *b"CS", "CONTAINER")
        .put(0x0040, 0xa730, *b"SQ", &nested.0)
        .0
}
