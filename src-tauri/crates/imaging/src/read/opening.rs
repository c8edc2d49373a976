//! The beginning of a file (PS3.10 7.1): preamble, meta information, and how what follows is really written. Refuses
//! what shows no data set at all.

use std::io::{Cursor, Read, Seek};

use dicom_core::VR;
use dicom_dictionary_std::{tags, uids};
use flate2::read::DeflateDecoder;

use crate::limits::Limits;
use crate::read::elements::DataSet;
use crate::read::error::{ReadError, ReadWarning};
use crate::read::source::Source;
use crate::read::walk::Walk;
use crate::syntax::{BIG_ENDIAN, Coding, TransferSyntax};

/// A file that was walked through.
pub(crate) struct Opened {
    pub(crate) set: DataSet,
    /// The elements of group 0002, where there are any.
    pub(crate) meta: Option<DataSet>,
    /// `None` where neither the file nor its bytes say.
    pub(crate) syntax: Option<TransferSyntax>,
    /// The data set, where it was deflated: positions count in here.
    pub(crate) inflated: Option<Vec<u8>>,
    pub(crate) warnings: Vec<ReadWarning>,
}

/// Reads a file from its first byte: what showing an image takes.
pub(crate) fn open<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Opened, ReadError> {
    walk(reader, limits, false)
}

/// Reads everything of a file but its pixels; values longer than the limits allow count by their length.
pub(crate) fn open_whole<R: Read + Seek>(reader: R, limits: &Limits) -> Result<Opened, ReadError> {
    walk(reader, limits, true)
}

fn walk<R: Read + Seek>(reader: R, limits: &Limits, all: bool) -> Result<Opened, ReadError> {
    let mut source = Source::new(reader, limits.kept_bytes).map_err(ReadError::Source)?;
    let mut warnings = Vec::new();
    find_start(&mut source, &mut warnings)?;

    let (head, _) = source.peek::<6>().map_err(ReadError::Source)?;
    let (mut uid, mut its_meta) = (None, None);
    if head.starts_with(&[2, 0]) {
        let coding = coding_of(head, None);
        let mut walk = Walk::new(&mut source, limits).keeping(all);
        let meta = walk.meta(coding)?;
        warnings.append(&mut walk.warnings);
        uid = meta.ascii(tags::TRANSFER_SYNTAX_UID).map(str::to_owned);
        its_meta = Some(meta);
    }
    let said = uid.map(|uid| TransferSyntax::of(&uid));
    if let Some(syntax) = said.as_ref().filter(|syntax| syntax.deflated) {
        let mut opened = inflated(source, syntax.clone(), warnings, limits, all)?;
        opened.meta = its_meta;
        return Ok(opened);
    }

    let (head, got) = source.peek::<6>().map_err(ReadError::Source)?;
    let seen = (got == 6).then(|| coding_of(head, said.as_ref().map(|said| said.coding)));
    let syntax = settle(said, seen, &mut warnings);
    let Some(coding) = seen.or(syntax.as_ref().map(|syntax| syntax.coding)) else {
        return Err(ReadError::NotDicom);
    };
    let mut walk = Walk::new(&mut source, limits).keeping(all);
    let set = walk.data_set(coding)?;
    warnings.append(&mut walk.warnings);
    Ok(Opened {
        set,
        meta: its_meta,
        syntax,
        inflated: None,
        warnings,
    })
}

/// Goes to the first element: behind preamble and prefix, or where the file begins at once.
fn find_start<R: Read + Seek>(
    source: &mut Source<R>,
    warnings: &mut Vec<ReadWarning>,
) -> Result<(), ReadError> {
    let (head, got) = source.peek::<132>().map_err(ReadError::Source)?;
    if got == 132 && head.ends_with(b"DICM") {
        return source.go(132).map_err(ReadError::Source);
    }
    warnings.push(ReadWarning::NoPreamble);
    if head.starts_with(b"DICM") {
        return source.go(4).map_err(ReadError::Source);
    }
    if got < 8 || !plausible(&head, source.left()) {
        return Err(ReadError::NotDicom);
    }
    Ok(())
}

/// Whether these bytes begin a data set: a low group, and a value representation or a length that fits.
fn plausible(head: &[u8], left: u64) -> bool {
    let Some(eight) = head.first_chunk::<8>() else {
        return false;
    };
    let [g0, g1, _, _, l0, l1, l2, l3] = *eight;
    let group = u16::from_le_bytes([g0, g1]);
    match eight.first_chunk().map(|six| coding_of(*six, None)) {
        Some(Coding::ExplicitLittle) => (2..=0x28).contains(&group),
        Some(Coding::ExplicitBig) => true,
        Some(Coding::ImplicitLittle) => {
            let length = u64::from(u32::from_le_bytes([l0, l1, l2, l3]));
            matches!(group, 2 | 8) && length < left.min(1024)
        }
        None => false,
    }
}

/// How the element that begins here is written, as far as its first six bytes show; of the order of bytes they may
/// show nothing, and then the file's word counts.
fn coding_of(head: [u8; 6], said: Option<Coding>) -> Coding {
    let [g0, g1, _, _, v0, v1] = head;
    if VR::from_binary([v0, v1]).is_none() {
        return Coding::ImplicitLittle;
    }
    // The first group of a data set is 0008 but for the strangest, of a directory 0004.
    match (g0, g1) {
        (0, 2 | 4 | 8) => Coding::ExplicitBig,
        (2 | 4 | 8, 0) => Coding::ExplicitLittle,
        _ if said == Some(Coding::ExplicitBig) => Coding::ExplicitBig,
        _ => Coding::ExplicitLittle,
    }
}

/// What the file says and what its bytes show, brought together: of how elements are written the bytes decide.
fn settle(
    said: Option<TransferSyntax>,
    seen: Option<Coding>,
    warnings: &mut Vec<ReadWarning>,
) -> Option<TransferSyntax> {
    match (said, seen) {
        (Some(said), Some(seen)) if said.coding != seen => {
            warnings.push(ReadWarning::OtherCoding);
            Some(TransferSyntax {
                coding: seen,
                ..said
            })
        }
        (Some(said), _) => Some(said),
        (None, seen) => {
            warnings.push(ReadWarning::NoTransferSyntax);
            seen.map(|seen| {
                TransferSyntax::of(match seen {
                    Coding::ImplicitLittle => uids::IMPLICIT_VR_LITTLE_ENDIAN,
                    Coding::ExplicitLittle => uids::EXPLICIT_VR_LITTLE_ENDIAN,
                    Coding::ExplicitBig => BIG_ENDIAN,
                })
            })
        }
    }
}

/// Unpacks the rest of the file, which has no length of its own, as far as is allowed.
fn inflated<R: Read + Seek>(
    source: Source<R>,
    syntax: TransferSyntax,
    mut warnings: Vec<ReadWarning>,
    limits: &Limits,
    all: bool,
) -> Result<Opened, ReadError> {
    let mut bytes = Vec::new();
    let mut stream = DeflateDecoder::new(source).take(limits.inflated_bytes.saturating_add(1));
    let outcome = stream.read_to_end(&mut bytes);
    if bytes.len() as u64 > limits.inflated_bytes {
        return Err(ReadError::InflatesTooFar {
            limit: limits.inflated_bytes,
        });
    }
    if outcome.is_err() && bytes.is_empty() {
        return Err(ReadError::Inflate);
    }
    let mut source =
        Source::new(Cursor::new(bytes.as_slice()), limits.kept_bytes).map_err(ReadError::Source)?;
    let mut walk = Walk::new(&mut source, limits).keeping(all);
    let set = walk.data_set(syntax.coding)?;
    if outcome.is_err() {
        warnings.push(ReadWarning::CutShort {
            tag: tags::DATA_SET_TRAILING_PADDING,
        });
    }
    warnings.append(&mut walk.warnings);
    Ok(Opened {
        set,
        meta: None,
        syntax: Some(syntax),
        inflated: Some(bytes),
        warnings,
    })
}
