//! A long value of a file that is read part by part: a document, the samples of a waveform. Owns where it lies; refuses
//! to hold it, unless its data set was deflated and has no place in the file.

use std::io::{Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

use crate::read::{Element, Extent, Value};

/// Where a value lies.
#[derive(Clone)]
pub(crate) struct Payload {
    place: Place,
    /// In bytes.
    pub(crate) length: u64,
}

#[derive(Clone)]
enum Place {
    /// It is so short that it was kept.
    Kept(Vec<u8>),
    /// In the file, from this byte on.
    File(u64),
    /// In what the data set unpacked to, from this byte on.
    Unpacked(Arc<Vec<u8>>, u64),
}

/// Why a long value is not to be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// The file has none.
    #[error("the file holds nothing of the kind")]
    None,
    /// The file ends before it does.
    #[error("the file ends in it")]
    Cut,
    /// It is not written in one piece.
    #[error("it is written in a way that is not read")]
    Pieces,
    /// How it is written is not said, or is not known.
    #[error("{0}")]
    Written(&'static str),
    /// It cannot be read.
    #[error("it cannot be read")]
    Source(#[source] std::io::Error),
}

impl Payload {
    /// The value of an element; `inflated` is what its data set unpacked to.
    pub(crate) fn of(
        element: &Element,
        inflated: Option<&Arc<Vec<u8>>>,
    ) -> Result<Self, PayloadError> {
        let (place, length) = match &element.value {
            Value::Bytes(bytes) => (Place::Kept(bytes.clone()), bytes.len() as u64),
            Value::Left(Extent { offset, length }) => match inflated {
                Some(all) => (Place::Unpacked(Arc::clone(all), *offset), *length),
                None => (Place::File(*offset), *length),
            },
            Value::Lost => return Err(PayloadError::Cut),
            _ => return Err(PayloadError::Pieces),
        };
        Ok(Self { place, length })
    }

    /// Bytes from `from` on, `most` of them at most; fewer only where it ends.
    pub(crate) fn read<R: Read + Seek>(
        &self,
        source: &mut R,
        from: u64,
        most: u64,
    ) -> Result<Vec<u8>, PayloadError> {
        let most = most.min(self.length.saturating_sub(from));
        match &self.place {
            Place::Kept(bytes) => stretch(&mut Cursor::new(bytes), from, most),
            Place::File(offset) => stretch(source, offset.saturating_add(from), most),
            Place::Unpacked(all, offset) => stretch(
                &mut Cursor::new(all.as_slice()),
                offset.saturating_add(from),
                most,
            ),
        }
    }
}

fn stretch<R: Read + Seek>(source: &mut R, from: u64, most: u64) -> Result<Vec<u8>, PayloadError> {
    source
        .seek(SeekFrom::Start(from))
        .map_err(PayloadError::Source)?;
    let mut bytes = Vec::new();
    let got = source.take(most).read_to_end(&mut bytes);
    got.map_err(PayloadError::Source)?;
    if (bytes.len() as u64) < most {
        return Err(PayloadError::Cut);
    }
    Ok(bytes)
}
