//! Images a person brought in: studies, series and instances of a patient, each instance its whole file in `blobs`.
//! Owns `image_study`, `image_series` and `image_instance`; refuses to know what a pixel is.

use std::collections::HashMap;
use std::io::Read;

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use crate::blobs::{self, Blob};
use crate::error::StoreError;
use crate::mapping::By;

/// Whom a study's files name, as they name them.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// (0010,0010).
    pub name: Option<String>,
    /// (0010,0020).
    pub id: Option<String>,
    /// (0010,0030), `2019-04-02`.
    pub birth_date: Option<String>,
    /// (0010,0040).
    pub sex: Option<String>,
}

/// A study.
#[derive(Clone, PartialEq, Eq)]
pub struct Study {
    /// Our id.
    pub uuid: Uuid,
    /// Study Instance UID.
    pub uid: String,
    /// `2019-04-02`.
    pub date: Option<String>,
    /// `14:03:00`.
    pub time: Option<String>,
    /// (0008,1030).
    pub description: Option<String>,
    /// (0008,0050).
    pub accession: Option<String>,
    /// Whom its files name.
    pub said: Said,
}

/// A series.
#[derive(Clone, PartialEq, Eq)]
pub struct Series {
    /// Our id.
    pub uuid: Uuid,
    /// Series Instance UID.
    pub uid: String,
    /// (0008,0060).
    pub modality: Option<String>,
    /// (0020,0011).
    pub number: Option<i32>,
    /// (0008,103E).
    pub description: Option<String>,
    /// (0018,0015).
    pub body_part: Option<String>,
    /// (0020,0060).
    pub laterality: Option<String>,
}

/// An instance.
#[derive(Clone, PartialEq)]
pub struct Instance {
    /// Our id.
    pub uuid: Uuid,
    /// SOP Instance UID.
    pub uid: String,
    /// SOP Class UID.
    pub class: Option<String>,
    /// Transfer syntax UID.
    pub syntax: String,
    /// (0020,0013).
    pub number: Option<i32>,
    /// Height, in pixels; 0 where it has none.
    pub rows: u32,
    /// Width, in pixels; 0 where it has none.
    pub columns: u32,
    /// How many; 0 where it has no pixels.
    pub frames: u32,
    /// Along the direction of the stack, in millimetres.
    pub place: Option<f64>,
    /// What was odd when it was read, a line each.
    pub remarks: Option<String>,
}

/// A study with what is in it.
pub struct Kept {
    /// The study.
    pub study: Study,
    /// Who brought its first file.
    pub person: String,
    /// When.
    pub at: i64,
    /// Bytes of its files.
    pub bytes: u64,
    /// Its series, by number, each with its instances by number and place.
    pub series: Vec<(Series, Vec<Instance>)>,
}

/// An instance's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// The patient's row number.
    pub patient: i64,
    /// The patient's id.
    pub whose: Uuid,
    /// The study's id.
    pub study: Uuid,
    /// Its bytes.
    pub blob: Blob,
}

/// The order of the instances `i` of a series: as they are listed they are scrolled through.
const OF_THE_STACK: &str = "i.number IS NULL, i.number, i.place, i.id";

/// Keeps an instance, with its study and series where they are new. `None` where this very file is here already.
pub fn put(
    tx: &Transaction<'_>,
    patient: i64,
    (study, series, instance): (&Study, &Series, &Instance),
    file: &mut dyn Read,
    by: &By,
) -> Result<Option<Blob>, StoreError> {
    let study = the_study(tx, patient, study, by)?;
    let series = the_series(tx, study, series)?;
    let blob = blobs::put(tx, file)?;
    let added = tx
        .prepare_cached(
            "INSERT INTO image_instance (uuid, series, uid, class, syntax, number, rows, columns, frames, place,
             remarks, blob, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (series, uid, blob) DO NOTHING",
        )?
        .execute(params![
            instance.uuid.as_bytes(),
            series,
            instance.uid,
            instance.class,
            instance.syntax,
            instance.number,
            instance.rows,
            instance.columns,
            instance.frames,
            instance.place,
            instance.remarks,
            blob.id,
            by.at
        ])?;
    Ok((added == 1).then_some(blob))
}

fn the_study(
    tx: &Transaction<'_>,
    patient: i64,
    study: &Study,
    by: &By,
) -> Result<i64, StoreError> {
    tx.prepare_cached(
        "INSERT INTO image_study (uuid, patient, uid, date, time, description, accession, said_name, said_id,
         said_birth, said_sex, person, correlation, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT (patient, uid) DO NOTHING",
    )?
    .execute(params![
        study.uuid.as_bytes(),
        patient,
        study.uid,
        study.date,
        study.time,
        study.description,
        study.accession,
        study.said.name,
        study.said.id,
        study.said.birth_date,
        study.said.sex,
        by.person,
        by.correlation.as_bytes(),
        by.at
    ])?;
    Ok(tx
        .prepare_cached("SELECT id FROM image_study WHERE patient = ?1 AND uid = ?2")?
        .query_row(params![patient, study.uid], |r| r.get(0))?)
}

fn the_series(tx: &Transaction<'_>, study: i64, series: &Series) -> Result<i64, StoreError> {
    tx.prepare_cached(
        "INSERT INTO image_series (uuid, study, uid, modality, number, description, body_part, laterality)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (study, uid) DO NOTHING",
    )?
    .execute(params![
        series.uuid.as_bytes(),
        study,
        series.uid,
        series.modality,
        series.number,
        series.description,
        series.body_part,
        series.laterality
    ])?;
    Ok(tx
        .prepare_cached("SELECT id FROM image_series WHERE study = ?1 AND uid = ?2")?
        .query_row(params![study, series.uid], |r| r.get(0))?)
}

/// A patient's studies, the newest first, those without a date last.
pub fn of_patient(c: &Connection, patient: i64) -> Result<Vec<Kept>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT s.id, s.uuid, s.uid, s.date, s.time, s.description, s.accession, s.said_name, s.said_id, s.said_birth,
         s.said_sex, s.person, s.at,
         (SELECT coalesce(sum(b.length), 0) FROM image_series r JOIN image_instance i ON i.series = r.id
          JOIN blob b ON b.id = i.blob WHERE r.study = s.id)
         FROM image_study s WHERE s.patient = ?1 ORDER BY s.date IS NULL, s.date DESC, s.time DESC, s.id DESC",
    )?;
    let rows = statement.query_map([patient], |r| {
        let kept = Kept {
            study: Study {
                uuid: uuid(r, 1)?,
                uid: r.get(2)?,
                date: r.get(3)?,
                time: r.get(4)?,
                description: r.get(5)?,
                accession: r.get(6)?,
                said: Said {
                    name: r.get(7)?,
                    id: r.get(8)?,
                    birth_date: r.get(9)?,
                    sex: r.get(10)?,
                },
            },
            person: r.get(11)?,
            at: r.get(12)?,
            bytes: u64::try_from(r.get::<_, i64>(13)?).unwrap_or(0),
            series: Vec::new(),
        };
        Ok((r.get::<_, i64>(0)?, kept))
    })?;
    let mut studies = Vec::new();
    for row in rows {
        let (id, mut kept) = row?;
        kept.series = series_of(c, id)?;
        studies.push(kept);
    }
    Ok(studies)
}

fn series_of(c: &Connection, study: i64) -> Result<Vec<(Series, Vec<Instance>)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT id, uuid, uid, modality, number, description, body_part, laterality FROM image_series
         WHERE study = ?1 ORDER BY number IS NULL, number, id",
    )?;
    let rows = statement.query_map([study], |r| {
        let series = Series {
            uuid: uuid(r, 1)?,
            uid: r.get(2)?,
            modality: r.get(3)?,
            number: r.get(4)?,
            description: r.get(5)?,
            body_part: r.get(6)?,
            laterality: r.get(7)?,
        };
        Ok((r.get::<_, i64>(0)?, series))
    })?;
    let mut all = Vec::new();
    for row in rows {
        let (id, series) = row?;
        all.push((series, instances_of(c, id)?));
    }
    Ok(all)
}

fn instances_of(c: &Connection, series: i64) -> Result<Vec<Instance>, StoreError> {
    let mut statement = c.prepare_cached(
        &format!("SELECT uuid, uid, class, syntax, number, rows, columns, frames, place, remarks FROM image_instance i
         WHERE series = ?1 ORDER BY {OF_THE_STACK}"),
    )?;
    let rows = statement.query_map([series], |r| {
        Ok(Instance {
            uuid: uuid(r, 0)?,
            uid: r.get(1)?,
            class: r.get(2)?,
            syntax: r.get(3)?,
            number: r.get(4)?,
            rows: r.get(5)?,
            columns: r.get(6)?,
            frames: r.get(7)?,
            place: r.get(8)?,
            remarks: r.get(9)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn uuid(r: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    Ok(Uuid::from_bytes(r.get(column)?))
}

/// The file of an instance.
pub fn file(c: &Connection, instance: Uuid) -> Result<Option<File>, StoreError> {
    Ok(c.prepare_cached(
        "SELECT b.id, b.hash, b.length, b.piece, s.patient, s.uuid, p.uuid FROM image_instance i
         JOIN image_series r ON r.id = i.series JOIN image_study s ON s.id = r.study
         JOIN blob b ON b.id = i.blob JOIN patient p ON p.id = s.patient WHERE i.uuid = ?1",
    )?
    .query_row([instance.as_bytes()], |r| {
        Ok(File {
            patient: r.get(4)?,
            whose: uuid(r, 6)?,
            study: uuid(r, 5)?,
            blob: Blob::read(r)?,
        })
    })
    .optional()?)
}

/// The instances of a study, each with its bytes.
pub fn files_of(c: &Connection, study: Uuid) -> Result<Vec<(Uuid, Blob)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT b.id, b.hash, b.length, b.piece, i.uuid FROM image_instance i JOIN image_series r ON r.id = i.series
         JOIN image_study s ON s.id = r.study JOIN blob b ON b.id = i.blob WHERE s.uuid = ?1 ORDER BY i.id",
    )?;
    let rows = statement.query_map([study.as_bytes()], |r| Ok((uuid(r, 4)?, Blob::read(r)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The instances of the series that one is in, in the order of [`of_patient`], each with its bytes.
pub fn stack_of(c: &Connection, instance: Uuid) -> Result<Vec<(Uuid, Blob)>, StoreError> {
    let mut statement = c.prepare_cached(
        &format!("SELECT b.id, b.hash, b.length, b.piece, i.uuid FROM image_instance i JOIN blob b ON b.id = i.blob
         WHERE i.series = (SELECT series FROM image_instance WHERE uuid = ?1) ORDER BY {OF_THE_STACK}"),
    )?;
    let rows = statement.query_map([instance.as_bytes()], |r| Ok((uuid(r, 4)?, Blob::read(r)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The instances of a series of a study, by our ids.
pub fn of_series(c: &Connection, study: Uuid, series: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT i.uuid FROM image_instance i JOIN image_series r ON r.id = i.series
         JOIN image_study s ON s.id = r.study WHERE s.uuid = ?1 AND r.uuid = ?2 ORDER BY i.id",
    )?;
    let rows = statement.query_map([study.as_bytes(), series.as_bytes()], |r| uuid(r, 0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The instances of a study: our id, and the SOP Instance UID.
pub fn names_of(c: &Connection, study: Uuid) -> Result<Vec<(Uuid, String)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT i.uuid, i.uid FROM image_instance i JOIN image_series r ON r.id = i.series
         JOIN image_study s ON s.id = r.study WHERE s.uuid = ?1 ORDER BY i.id",
    )?;
    let rows = statement.query_map([study.as_bytes()], |r| Ok((uuid(r, 0)?, r.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Everything that is here of a patient, by SOP Instance UID: our id, and that of its study.
pub fn all_of(c: &Connection, patient: i64) -> Result<HashMap<String, (Uuid, Uuid)>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT i.uid, i.uuid, s.uuid FROM image_instance i JOIN image_series r ON r.id = i.series
         JOIN image_study s ON s.id = r.study WHERE s.patient = ?1 ORDER BY i.id",
    )?;
    let rows = statement.query_map([patient], |r| Ok((r.get(0)?, (uuid(r, 1)?, uuid(r, 2)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The SOP Instance UIDs that are here of a patient's study, by its Study Instance UID.
pub fn uids_of(c: &Connection, patient: i64, study: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT DISTINCT i.uid FROM image_instance i JOIN image_series r ON r.id = i.series
         JOIN image_study s ON s.id = r.study WHERE s.patient = ?1 AND s.uid = ?2",
    )?;
    let rows = statement.query_map(params![patient, study], |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The patient's row number of a study.
pub fn patient_of(c: &Connection, study: Uuid) -> Result<Option<i64>, StoreError> {
    Ok(
        c.prepare_cached("SELECT patient FROM image_study WHERE uuid = ?1")?
            .query_row([study.as_bytes()], |r| r.get(0))
            .optional()?,
    )
}

/// Takes a study away, with the files that nobody else has. Says whether it was here.
pub fn remove(tx: &Transaction<'_>, study: Uuid) -> Result<bool, StoreError> {
    let which = "(SELECT id FROM image_study WHERE uuid = ?1)";
    let gone = remove_those(tx, which, &[study.as_bytes()])?;
    blobs::sweep(tx)?;
    Ok(gone > 0)
}

/// Forgets the images of a connection's patients; their files go with the next sweep.
pub(crate) fn remove_of_connection(
    tx: &Transaction<'_>,
    connection: i64,
) -> Result<(), StoreError> {
    crate::image_marks::remove_of_connection(tx, connection)?;
    let which = "(SELECT s.id FROM image_study s JOIN patient p ON p.id = s.patient WHERE p.connection = ?1)";
    remove_those(tx, which, &[&connection])?;
    Ok(())
}

fn remove_those(
    tx: &Transaction<'_>,
    which: &str,
    with: &[&dyn rusqlite::ToSql],
) -> Result<usize, StoreError> {
    tx.execute(
        &format!(
            "DELETE FROM image_instance WHERE series IN (SELECT id FROM image_series WHERE study IN {which})"
        ),
        with,
    )?;
    tx.execute(
        &format!("DELETE FROM image_series WHERE study IN {which}"),
        with,
    )?;
    Ok(tx.execute(
        &format!("DELETE FROM image_study WHERE id IN {which}"),
        with,
    )?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::migrations::migrated;

    fn by() -> By {
        By {
            person: "ada".to_owned(),
            correlation: Uuid::from_u128(9),
            at: 1_790_000_000_000,
        }
    }

    fn study() -> Study {
        Study {
            uuid: Uuid::new_v4(),
            uid: "1.2.3".to_owned(),
            date: Some("2019-04-02".to_owned()),
            time: None,
            description: Some("CT head".to_owned()),
            accession: None,
            said: Said {
                name: Some("Holm^Ingrid".to_owned()),
                ..Said::default()
            },
        }
    }

    fn series() -> Series {
        Series {
            uuid: Uuid::new_v4(),
            uid: "1.2.3.4".to_owned(),
            modality: Some("CT".to_owned()),
            number: Some(1),
            description: None,
            body_part: None,
            laterality: None,
        }
    }

    fn slice(number: i32) -> Instance {
        Instance {
            uuid: Uuid::new_v4(),
            uid: format!("1.2.3.4.{number}"),
            class: None,
            syntax: "1.2.840.10008.1.2.1".to_owned(),
            number: Some(number),
            rows: 512,
            columns: 512,
            frames: 1,
            place: Some(f64::from(number)),
            remarks: None,
        }
    }

    #[test]
    fn a_disc_read_twice_is_kept_once_and_leaves_with_its_files() {
        let mut c = migrated();
        let tx = c.transaction().unwrap();
        let ada = Uuid::from_u128(0xada);
        tx.execute_batch("INSERT INTO connection (id, uuid, name, fhir_base, auth, created_at) VALUES (1, x'01', 'City', 'a', '{}', 0)")
            .unwrap();
        tx.execute(
            "INSERT INTO patient (id, uuid, connection, fhir_id) VALUES (7, ?1, 1, 'ada')",
            [ada.as_bytes()],
        )
        .unwrap();
        for (round, kept) in [(1, true), (2, false)] {
            for number in [2, 1] {
                let bytes = vec![u8::try_from(number).unwrap(); 4096];
                let one = (&study(), &series(), &slice(number));
                let added = put(&tx, 7, one, &mut bytes.as_slice(), &by()).unwrap();
                assert_eq!(added.is_some(), kept, "round {round}, slice {number}");
            }
        }
        let all = of_patient(&tx, 7).unwrap();
        assert_eq!(all.len(), 1);
        let kept = all.first().unwrap();
        assert_eq!(kept.bytes, 2 * 4096);
        let (_, slices) = kept.series.first().unwrap();
        let numbers: Vec<_> = slices.iter().map(|one| one.number).collect();
        assert_eq!(numbers, [Some(1), Some(2)], "in the order of the stack");
        assert!(of_patient(&tx, 8).unwrap().is_empty(), "nobody else's");

        let first = slices.first().unwrap().uuid;
        let its = file(&tx, first).unwrap().unwrap();
        assert_eq!((its.patient, its.whose, its.blob.length), (7, ada, 4096));
        assert_eq!(patient_of(&tx, kept.study.uuid).unwrap(), Some(7));
        assert!(remove(&tx, kept.study.uuid).unwrap());
        assert!(!remove(&tx, kept.study.uuid).unwrap(), "it is gone");
        assert_eq!(file(&tx, first).unwrap(), None);
        assert_eq!(blobs::get(&tx, its.blob.id).unwrap(), None, "its bytes too");
    }

    #[test]
    fn two_files_of_one_name_and_other_content_are_both_kept() {
        let mut c = migrated();
        let tx = c.transaction().unwrap();
        for byte in [1_u8, 2] {
            let one = (&study(), &series(), &slice(1));
            put(&tx, 7, one, &mut [byte; 64].as_slice(), &by()).unwrap();
        }
        let all = of_patient(&tx, 7).unwrap();
        let (_, slices) = all.first().unwrap().series.first().unwrap();
        assert_eq!(slices.len(), 2);
    }
}
