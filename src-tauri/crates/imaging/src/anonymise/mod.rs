//! Files without the person they are of: the Basic Application Level Confidentiality Profile (PS3.15 annex E). Owns
//! which elements go, which get another value and which stay. Refuses what cannot be cleaned element by element: text,
//! documents, and pictures that may have a name drawn into them unless somebody looked.

mod clean;
mod known;
mod refused;
mod stand_in;
mod table;
#[cfg(test)]
mod tests;

use std::io::{self, Read, Seek, Write};

use dicom_core::{Tag, VR};
use dicom_dictionary_std::{tags, uids};
use zeroize::Zeroizing;

use crate::limits::Limits;
use crate::read::{DataSet, Opened, ReadError, ReadWarning, Value, open_whole};
use crate::syntax::{BIG_ENDIAN, Coding, TransferSyntax};
use crate::write::{EXPLICIT_LITTLE, Named, data_set, head};
use clean::Cleaning;
use known::Known;
pub use refused::{Refused, Remark};
use stand_in::StandIns;

/// Longest value kept in memory, in bytes; a longer one goes from file to file.
const LONGEST: u64 = 1 << 20;
/// All that is kept of one file, in bytes.
const MOST_KEPT: u64 = 256 << 20;

/// What becomes of dates and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dates {
    /// They are taken away, or are the same for everybody where one has to be there.
    Removed,
    /// All of one export are moved into the past by the same number of days, which nobody learns; times of day stay.
    /// A birth date is taken away all the same (PS3.15 E.3.6).
    Moved,
}

/// One export: everything that goes through it gets the same new names for the same old ones.
pub struct Anonymiser {
    stand_ins: StandIns,
}

/// Why a file is not anonymised.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnonymiseError {
    /// It cannot be read.
    #[error("{0}")]
    Read(#[source] ReadError),
    /// It is not to be cleaned by this profile.
    #[error("{0}")]
    Refused(Refused),
    /// What is read ended while it was copied.
    #[error("the file cannot be read to its end")]
    Source(#[source] io::Error),
    /// What was made cannot be written.
    #[error("the new file cannot be written")]
    Write(#[source] io::Error),
}

impl Anonymiser {
    /// With a key that is used for this export alone and then forgotten: nobody can make the same names again.
    pub fn new(key: Zeroizing<[u8; 32]>, dates: Dates) -> Self {
        Self {
            stand_ins: StandIns::new(key, dates),
        }
    }

    /// Writes a file without its person; what should be known of it. With `looked`, somebody has seen that nothing
    /// recognisable is in the picture itself. Nothing is written of a file that is refused.
    pub fn file<R: Read + Seek>(
        &self,
        mut source: R,
        limits: &Limits,
        looked: bool,
        out: &mut impl Write,
    ) -> Result<Vec<Remark>, AnonymiseError> {
        let limits = limits.keeping(LONGEST, MOST_KEPT);
        let opened = open_whole(&mut source, &limits).map_err(AnonymiseError::Read)?;
        let remarks = refused::judged(&opened.set, looked).map_err(AnonymiseError::Refused)?;
        let (coding, syntax) = written_as(&opened);
        let class = opened
            .set
            .ascii(tags::SOP_CLASS_UID)
            .or_else(|| {
                opened
                    .meta
                    .as_ref()?
                    .ascii(tags::MEDIA_STORAGE_SOP_CLASS_UID)
            })
            .unwrap_or_default()
            .to_owned();
        let known = Known::of(&opened.set);
        let cleaning = Cleaning::new(&self.stand_ins, &known);
        let mut set = cleaning
            .set(&opened.set)
            .map_err(|tag| AnonymiseError::Refused(Refused::Cut { tag }))?;
        self.say(&mut set);
        let meta = head(&Named {
            class: &class,
            instance: set.ascii(tags::SOP_INSTANCE_UID).unwrap_or_default(),
            syntax: &syntax,
        });
        out.write_all(&meta).map_err(AnonymiseError::Write)?;
        let from = (&mut source, opened.inflated.as_deref());
        data_set(&set, coding, from, out)
            .map_err(AnonymiseError::Source)?
            .map_err(AnonymiseError::Write)?;
        Ok(remarks)
    }

    /// That it was done, and how (PS3.15 E.1.1 step 6, PS3.3 C.7.1.1 and C.12.1).
    fn say(&self, set: &mut DataSet) {
        let (longitudinal, option) = match self.stand_ins.dates {
            Dates::Removed => ("REMOVED", None),
            Dates::Moved => (
                "MODIFIED",
                Some((
                    "113107",
                    "Retain Longitudinal Temporal Information Modified Dates Option",
                )),
            ),
        };
        let profile = Some(("113100", "Basic Application Confidentiality Profile"));
        let codes = [profile, option].into_iter().flatten();
        let codes = codes
            .map(|(value, meaning)| {
                let mut code = DataSet::new(set.coding);
                text(&mut code, tags::CODE_VALUE, VR::SH, value);
                text(&mut code, tags::CODING_SCHEME_DESIGNATOR, VR::SH, "DCM");
                text(&mut code, tags::CODE_MEANING, VR::LO, meaning);
                code
            })
            .collect();
        text(set, tags::PATIENT_IDENTITY_REMOVED, VR::CS, "YES");
        let method = "DICOM PS3.15 E, Basic Application Confidentiality Profile";
        text(set, tags::DEIDENTIFICATION_METHOD, VR::LO, method);
        let which = tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE;
        set.take(which);
        set.insert(which, VR::SQ, Value::Items(codes));
        let when = tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED;
        text(set, when, VR::CS, longitudinal);
    }
}

fn text(set: &mut DataSet, tag: Tag, vr: VR, text: &str) {
    set.take(tag);
    set.insert(tag, vr, Value::Bytes(text.as_bytes().to_vec()));
}

/// How the new file is written, and the transfer syntax that says so: as it was, but never deflated, and always as its
/// elements are.
fn written_as(opened: &Opened) -> (Coding, String) {
    let uid = opened
        .syntax
        .as_ref()
        .map_or("", |syntax| syntax.uid.as_str());
    let packed = opened
        .syntax
        .as_ref()
        .is_some_and(TransferSyntax::encapsulated);
    // Pixels in fragments are written in explicit little endian alone (PS3.5 A.4).
    let coding = match opened.set.coding {
        Coding::ImplicitLittle if packed => Coding::ExplicitLittle,
        as_it_is => as_it_is,
    };
    let plain = [
        uids::IMPLICIT_VR_LITTLE_ENDIAN,
        EXPLICIT_LITTLE,
        uids::DEFLATED_EXPLICIT_VR_LITTLE_ENDIAN,
        BIG_ENDIAN,
        "",
    ];
    let other = opened.warnings.contains(&ReadWarning::NoTransferSyntax);
    let said = if plain.contains(&uid) || other {
        match coding {
            Coding::ImplicitLittle => uids::IMPLICIT_VR_LITTLE_ENDIAN,
            Coding::ExplicitLittle => EXPLICIT_LITTLE,
            Coding::ExplicitBig => BIG_ENDIAN,
        }
    } else {
        uid
    };
    (coding, said.to_owned())
}
