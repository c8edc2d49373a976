//! Finding frames: by size, by tables that may lie, and by how they begin; and reading just one of them.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use dicom_core::Tag;

use crate::making::File;
use crate::{
    FrameError, FrameIndex, FrameOutcome, Limits, PixelDescription, ReadError, ReadWarning, Samples,
};

const BASELINE: &str = "1.2.840.10008.1.2.4.50";
const BEGINS: &[u8] = &[0xff, 0xd8, 0xff, 0xe0];

fn frames(file: File, count: &str) -> File {
    file.image(2, 2, 1, 8, "MONOCHROME2")
        .text(Tag(0x28, 8), *b"IS", count)
}

fn bytes(file: &File, number: u32) -> Vec<u8> {
    let instance = file.read().unwrap();
    instance
        .frame_bytes(&mut file.source(), number, &Limits::default())
        .unwrap()
}

#[test]
fn a_table_says_which_fragments_are_a_frame() {
    // Offsets count from the first fragment's item tag; its head is eight bytes.
    let file = frames(File::new(BASELINE), "2").fragments(&[0, 20], &[b"ab", b"cd", b"ef", b"gh"]);
    let list = file.read().unwrap();
    assert!(list.warnings.is_empty());
    assert_eq!(
        (bytes(&file, 0), bytes(&file, 1)),
        (b"abcd".to_vec(), b"efgh".to_vec())
    );
}

#[test]
fn a_table_that_lies_is_not_believed() {
    let (a, b) = ([BEGINS, b"a"].concat(), [BEGINS, b"b"].concat());
    for table in [
        &[0, 7][..],
        &[0, 0],
        &[14, 0],
        &[0, u32::MAX],
        &[],
        &[0, 13, 26],
    ] {
        let file = frames(File::new(BASELINE), "2").fragments(table, &[&a, b"xx", &b]);
        let instance = file.read().unwrap();
        assert!(
            instance.warnings.contains(&ReadWarning::FrameTable),
            "{table:?}"
        );
        assert_eq!(
            bytes(&file, 0),
            [&a[..], b"xx"].concat(),
            "by how it begins"
        );
        assert_eq!(bytes(&file, 1), b);
    }
}

#[test]
fn long_files_have_a_table_of_long_offsets() {
    let long: Vec<u8> = [0_u64, 20].iter().flat_map(|n| n.to_le_bytes()).collect();
    let file = frames(File::new(BASELINE), "2")
        .put(Tag(0x7fe0, 1), *b"OV", &long)
        .fragments(&[], &[b"ab", b"cd", b"ef"]);
    assert_eq!(
        (bytes(&file, 0), bytes(&file, 1)),
        (b"abcd".to_vec(), b"ef".to_vec())
    );
}

#[test]
fn single_bits_do_not_end_where_bytes_do() {
    // Two frames of 3 x 3 single bits: the second begins with bit 1 of byte 1.
    let file = File::new("1.2.840.10008.1.2.1")
        .image(3, 3, 1, 1, "MONOCHROME2")
        .text(Tag(0x28, 8), *b"IS", "2")
        .pixels(&[0b1000_0001, 0b1111_1111, 0b01, 0]);
    let instance = file.read().unwrap();
    let pixels = |number| {
        instance
            .frame(&mut file.source(), number, &Limits::default())
            .unwrap()
            .pixels
    };
    assert_eq!(pixels(0), Samples::U8(vec![1, 0, 0, 0, 0, 0, 0, 1, 1]));
    assert_eq!(pixels(1), Samples::U8(vec![1, 1, 1, 1, 1, 1, 1, 1, 0]));
}

#[test]
fn bytes_swapped_in_words_are_put_right_across_frames() {
    let file = File::new("1.2.840.10008.1.2.2")
        .image(1, 3, 1, 8, "MONOCHROME2")
        .text(Tag(0x28, 8), *b"IS", "2")
        .pixels(&[2, 1, 4, 3, 6, 5]);
    let instance = file.read().unwrap();
    let pixels = |number| {
        instance
            .frame(&mut file.source(), number, &Limits::default())
            .unwrap()
            .pixels
    };
    assert_eq!(pixels(0), Samples::U8(vec![1, 2, 3]));
    assert_eq!(
        pixels(1),
        Samples::U8(vec![4, 5, 6]),
        "it begins inside a word"
    );
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(into)?;
        self.bytes += n as u64;
        Ok(n)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

#[test]
fn twenty_thousand_frames_are_indexed_without_being_read() {
    const SIZE: usize = 64 * 64;
    let mut pixels = vec![0; SIZE * 20_000];
    pixels[SIZE * 19_999] = 9;
    let file = File::new("1.2.840.10008.1.2.1")
        .image(64, 64, 1, 8, "MONOCHROME2")
        .text(Tag(0x28, 8), *b"IS", "20000")
        .pixels(&pixels);
    let mut source = Counted {
        inner: file.source(),
        bytes: 0,
    };
    let instance = crate::Instance::read(&mut source, &Limits::default()).unwrap();
    assert_eq!(instance.frames.count(), 20_000);
    assert!(
        source.bytes < 200_000,
        "the pixels are stepped over: {}",
        source.bytes
    );
    source.bytes = 0;
    let frame = instance
        .frame(&mut source, 19_999, &Limits::default())
        .unwrap();
    assert_eq!(source.bytes, SIZE as u64, "one frame is one range");
    assert_eq!(frame.pixels.get(0), Some(9.0));
}

#[test]
fn twenty_thousand_fragments_are_twenty_thousand_frames() {
    let each: Vec<&[u8]> = vec![b"frame of ten"; 20_000];
    let file = frames(File::new(BASELINE), "20000").fragments(&[], &each);
    let instance = file.read().unwrap();
    assert_eq!(instance.frames.count(), 20_000);
    assert_eq!(bytes(&file, 19_999), b"frame of ten");
}

#[test]
fn an_index_that_was_kept_reads_the_same_frame() {
    let file = frames(File::new("1.2.840.10008.1.2.1"), "2").pixels(&[1, 2, 3, 4, 5, 6, 7, 8]);
    let instance = file.read().unwrap();
    let kept =
        serde_json::to_string(&(&instance.frames, instance.pixels.as_ref().unwrap())).unwrap();
    let (index, described): (FrameIndex, PixelDescription) = serde_json::from_str(&kept).unwrap();
    assert_eq!(
        (&index, Ok(&described)),
        (&instance.frames, instance.pixels.as_ref())
    );
    let limits = Limits::default();
    let bytes = index.read(&mut file.source(), 1, &limits).unwrap();
    let frame = crate::decode(&bytes, &described, &limits).unwrap();
    assert_eq!(frame.pixels, Samples::U8(vec![5, 6, 7, 8]));
}

#[test]
fn pixels_that_are_not_there_are_missed_by_name() {
    let file = frames(File::new("1.2.840.10008.1.2.1"), "3").pixels(&[0; 10]);
    let instance = file.read().unwrap();
    assert!(instance.frames.cut_short());
    let limits = Limits::default();
    assert!(
        instance.frame(&mut file.source(), 1, &limits).is_ok(),
        "the second is whole"
    );
    let cut = instance.frame(&mut file.source(), 2, &limits).unwrap_err();
    let read = FrameError::CutShort {
        number: 2,
        needed: 4,
        present: 2,
    };
    assert_eq!(cut.to_string(), FrameOutcome::Read(read).to_string());
    let none = instance.frame(&mut file.source(), 3, &limits).unwrap_err();
    assert!(matches!(
        none,
        FrameOutcome::Read(FrameError::NoSuchFrame { .. })
    ));
}

#[test]
fn frames_that_are_claimed_and_not_there_are_missed_by_name() {
    let limits = Limits::default();
    let run_length = |value| {
        let mut bytes = vec![1, 0, 0, 0, 64, 0, 0, 0];
        bytes.resize(64, 0);
        bytes.extend([253, value]);
        bytes
    };
    let each: Vec<Vec<u8>> = (0..5).map(run_length).collect();
    let each: Vec<&[u8]> = each.iter().map(Vec::as_slice).collect();
    let file = frames(File::new("1.2.840.10008.1.2.5"), "10").fragments(&[], &each);
    let instance = file.read().unwrap();
    assert_eq!(instance.frames.count(), 10);
    assert!(instance.frames.cut_short());
    assert!(instance.warnings.contains(&ReadWarning::FrameTable));
    assert!(instance.frame(&mut file.source(), 4, &limits).is_ok());
    let missing = instance.frame(&mut file.source(), 5, &limits).unwrap_err();
    assert_eq!(
        missing.to_string(),
        "frame 5 is missing: the header says 10 frames and 5 are there"
    );
    let whole = crate::decode_file(file.source(), &mut Vec::new(), &limits);
    assert!(matches!(
        whole,
        Err(crate::Failure::Frame { number: 5, .. })
    ));
}

#[test]
fn the_table_of_a_file_that_was_cut_still_tells_frames_apart() {
    // As many fragments as frames, but the first frame has two of them and the last has none.
    let file = frames(File::new(BASELINE), "3").fragments(&[0, 20, 40], &[b"ab", b"cd", b"ef"]);
    let instance = file.read().unwrap();
    assert_eq!(instance.frames.count(), 3);
    assert_eq!(instance.warnings, [ReadWarning::FrameTable]);
    assert_eq!(
        (bytes(&file, 0), bytes(&file, 1)),
        (b"abcd".to_vec(), b"ef".to_vec())
    );
    let missing = instance.frames.span(2).unwrap_err();
    assert!(
        matches!(missing, FrameError::Missing { number: 2, .. }),
        "{missing}"
    );
}

#[test]
fn codestreams_beyond_the_first_are_frames_though_no_number_says_so() {
    let one = [BEGINS, b"one frame."].concat();
    let ten: Vec<&[u8]> = vec![&one; 10];
    let unsaid = || File::new(BASELINE).image(2, 2, 1, 8, "MONOCHROME2");
    for file in [unsaid(), unsaid().text(Tag(0x28, 8), *b"IS", "")] {
        let instance = file.fragments(&[], &ten).read().unwrap();
        assert_eq!(instance.frames.count(), 10);
        let said = [ReadWarning::FrameCount { taken: 10 }];
        assert_eq!(instance.warnings, said);
    }
    // A frame in several fragments: none begins one but the first, though two bytes look like another codec's.
    let pieces: &[&[u8]] = &[&one, b"xx", &[0xff, 0x0a]];
    let instance = unsaid().fragments(&[], pieces).read().unwrap();
    assert_eq!((instance.frames.count(), instance.warnings.len()), (1, 0));
    let limits = Limits {
        frames: 5,
        ..Limits::default()
    };
    let many = crate::Instance::read(unsaid().fragments(&[], &ten).source(), &limits);
    assert!(matches!(many, Err(ReadError::TooManyFrames { limit: 5 })));
}

#[test]
fn more_frames_than_anyone_has_are_refused() {
    let file = frames(File::new("1.2.840.10008.1.2.1"), "2000000000").pixels(&[0; 4]);
    let refused = file.read().unwrap_err();
    assert!(matches!(
        refused,
        ReadError::TooManyFrames { limit: 1_000_000 }
    ));
    let none = frames(File::new("1.2.840.10008.1.2.1"), "1A").pixels(&[0; 8]);
    let instance = none.read().unwrap();
    assert_eq!(instance.frames.count(), 2, "as many as there are bytes for");
    assert!(
        instance
            .warnings
            .contains(&ReadWarning::FrameCount { taken: 2 })
    );
}

#[test]
fn a_source_that_became_shorter_is_noticed() {
    let file = frames(File::new("1.2.840.10008.1.2.1"), "1").pixels(&[1, 2, 3, 4]);
    let instance = file.read().unwrap();
    let shorter = &file.bytes[..file.bytes.len() - 2];
    let cut = instance.frame_bytes(&mut Cursor::new(shorter), 0, &Limits::default());
    assert!(matches!(
        cut,
        Err(FrameError::CutShort {
            needed: 4,
            present: 2,
            ..
        })
    ));
}

/// A file of a few bytes and then of nothing but zeros, which no one keeps.
struct Vast {
    head: Vec<u8>,
    length: u64,
    at: u64,
}

impl Read for Vast {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.length.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let n = into.len().min(left);
        for (place, at) in into[..n].iter_mut().zip(self.at..) {
            *place = self.head.get(at as usize).copied().unwrap_or(0);
        }
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Vast {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.length.checked_add_signed(by).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn four_gigabytes_are_read_one_frame_at_a_time() {
    let length = u32::MAX - 1;
    let head = File::new("1.2.840.10008.1.2.1")
        .image(1024, 1024, 1, 16, "MONOCHROME2")
        .text(Tag(0x28, 8), *b"IS", "2047")
        .head(Tag(0x7fe0, 0x10), *b"OW", length)
        .bytes;
    let length = head.len() as u64 + u64::from(length);
    let vast = Vast {
        head,
        length,
        at: 0,
    };
    let mut source = Counted {
        inner: vast,
        bytes: 0,
    };
    let instance = crate::Instance::read(&mut source, &Limits::default()).unwrap();
    assert!(
        source.bytes < 200_000,
        "no pixels are read: {}",
        source.bytes
    );
    source.bytes = 0;
    let frame = instance
        .frame(&mut source, 2046, &Limits::default())
        .unwrap();
    assert_eq!((source.bytes, frame.pixels.len()), (2 << 20, 1 << 20));
}
