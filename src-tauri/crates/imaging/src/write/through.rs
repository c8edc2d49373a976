//! A data set written out in the way it was read (PS3.5 7): values to the byte, long ones and pixels straight from the
//! file they lie in. Refuses to swap bytes: a part that was written in another order than the whole is left out before.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use dicom_core::{Tag, VR};

use crate::read::{DataSet, Extent, Fragments, Value};
use crate::syntax::Coding;

const ITEM: Tag = Tag(0xfffe, 0xe000);
const ITEM_END: Tag = Tag(0xfffe, 0xe00d);
const SEQUENCE_END: Tag = Tag(0xfffe, 0xe0dd);

/// Writes `set` as `coding` has it. Long values and pixels come from `source`, or from what its data set unpacked to.
/// An error of reading is in the outer, one of writing in the inner.
pub(crate) fn data_set<R: Read + Seek>(
    set: &DataSet,
    coding: Coding,
    (source, inflated): (&mut R, Option<&[u8]>),
    out: &mut impl Write,
) -> io::Result<io::Result<()>> {
    let mut through = Through {
        coding,
        source,
        inflated,
        out,
        read: None,
    };
    let written = through.set(set);
    match through.read.take() {
        Some(error) => Err(error),
        None => Ok(written),
    }
}

struct Through<'a, R, W> {
    coding: Coding,
    source: &'a mut R,
    inflated: Option<&'a [u8]>,
    out: &'a mut W,
    /// What went wrong at the other end.
    read: Option<io::Error>,
}

impl<R: Read + Seek, W: Write> Through<'_, R, W> {
    fn set(&mut self, set: &DataSet) -> io::Result<()> {
        for (tag, element) in set.iter() {
            match &element.value {
                Value::Bytes(bytes) => {
                    let length = bytes.len() as u64;
                    self.head(tag, element.vr, Some(length.next_multiple_of(2)))?;
                    self.out.write_all(bytes)?;
                    self.pad(length, element.vr)?;
                }
                Value::Left(Extent { offset, length })
                | Value::Native {
                    offset,
                    present: length,
                } => {
                    self.head(tag, element.vr, Some(length.next_multiple_of(2)))?;
                    self.stretch(*offset, *length)?;
                    self.pad(*length, element.vr)?;
                }
                Value::Items(items) => {
                    self.head(tag, VR::SQ, None)?;
                    for item in items {
                        self.head(ITEM, VR::UN, None)?;
                        self.set(item)?;
                        self.head(ITEM_END, VR::UN, Some(0))?;
                    }
                    self.head(SEQUENCE_END, VR::UN, Some(0))?;
                }
                Value::Encapsulated(fragments) => {
                    self.head(tag, VR::OB, None)?;
                    self.fragments(fragments)?;
                }
                // What the file ended in is not there to be written.
                Value::Lost => {}
            }
        }
        Ok(())
    }

    fn fragments(&mut self, fragments: &Fragments) -> io::Result<()> {
        let table: Vec<u8> = fragments
            .basic
            .iter()
            .flat_map(|n| n.to_le_bytes())
            .collect();
        self.head(ITEM, VR::UN, Some(table.len() as u64))?;
        self.out.write_all(&table)?;
        for one in &fragments.list {
            self.head(ITEM, VR::UN, Some(one.length))?;
            self.stretch(one.offset, one.length)?;
        }
        self.head(SEQUENCE_END, VR::UN, Some(0))
    }

    fn stretch(&mut self, offset: u64, length: u64) -> io::Result<()> {
        let copied = match self.inflated {
            Some(all) => copy(&mut Cursor::new(all), offset, length, self.out),
            None => copy(self.source, offset, length, self.out),
        };
        copied.map_err(|error| match error {
            Copied::Read(error) => {
                let stopped = io::Error::from(error.kind());
                self.read = Some(error);
                stopped
            }
            Copied::Write(error) => error,
        })
    }

    fn pad(&mut self, length: u64, vr: VR) -> io::Result<()> {
        if length.is_multiple_of(2) {
            return Ok(());
        }
        let text = matches!(
            vr,
            VR::AE
                | VR::AS
                | VR::CS
                | VR::DA
                | VR::DS
                | VR::DT
                | VR::IS
                | VR::LO
                | VR::LT
                | VR::PN
                | VR::SH
                | VR::ST
                | VR::TM
                | VR::UC
                | VR::UR
                | VR::UT
        );
        self.out.write_all(if text { b" " } else { &[0] })
    }

    /// `None` for a length that a delimiter says.
    fn head(&mut self, tag: Tag, vr: VR, length: Option<u64>) -> io::Result<()> {
        let big = self.coding == Coding::ExplicitBig;
        let two = |n: u16| {
            if big {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        };
        let four = |n: u32| {
            if big {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        };
        let length = match length {
            Some(length) => u32::try_from(length)
                .ok()
                .filter(|length| *length != u32::MAX)
                .ok_or(io::ErrorKind::FileTooLarge)?,
            None => u32::MAX,
        };
        let mut head = [two(tag.0), two(tag.1)].concat();
        if tag.0 == 0xfffe || self.coding == Coding::ImplicitLittle {
            head.extend(four(length));
            return self.out.write_all(&head);
        }
        let long = matches!(
            vr,
            VR::OB
                | VR::OD
                | VR::OF
                | VR::OL
                | VR::OV
                | VR::OW
                | VR::SQ
                | VR::SV
                | VR::UC
                | VR::UN
                | VR::UR
                | VR::UT
                | VR::UV
        );
        match u16::try_from(length) {
            Ok(length) if !long => {
                head.extend(vr.to_bytes());
                head.extend(two(length));
            }
            _ => {
                // A value too long for its representation can only be written without one (PS3.5 6.2.2, note 2).
                head.extend(if long { vr } else { VR::UN }.to_bytes());
                head.extend([0, 0]);
                head.extend(four(length));
            }
        }
        self.out.write_all(&head)
    }
}

enum Copied {
    Read(io::Error),
    Write(io::Error),
}

fn copy<R: Read + Seek>(
    source: &mut R,
    offset: u64,
    length: u64,
    out: &mut impl Write,
) -> Result<(), Copied> {
    source.seek(SeekFrom::Start(offset)).map_err(Copied::Read)?;
    let mut left = length;
    let mut piece = vec![0; 64 * 1024];
    while left > 0 {
        let most = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let part = piece.get_mut(..most).unwrap_or_default();
        let got = match source.read(part) {
            Ok(0) => return Err(Copied::Read(io::ErrorKind::UnexpectedEof.into())),
            Ok(got) => got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Copied::Read(error)),
        };
        out.write_all(part.get(..got).unwrap_or_default())
            .map_err(Copied::Write)?;
        left = left.saturating_sub(got as u64);
    }
    Ok(())
}
