//! What a person leaves on images: measurements, and marks of key images. Owns `image_measurement` and `image_key`;
//! refuses to know what is measured, and to lose a measurement because its images were taken away or brought anew.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use crate::error::StoreError;
use crate::mapping::By;

/// One frame of one very file of a study that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The study, by our id.
    pub study: Uuid,
    /// The instance, by our id.
    pub instance: Uuid,
    /// From 0.
    pub frame: u32,
}

/// What was measured, as whoever measured it wrote it.
#[derive(Clone, PartialEq, Eq)]
pub struct Measured {
    /// `length`, `angle` and so on.
    pub kind: String,
    /// What a person called it.
    pub name: Option<String>,
    /// Where, as JSON.
    pub points: String,
    /// What was read off, as JSON.
    pub figures: String,
}

/// A measurement on a file that is here.
#[derive(Clone, PartialEq, Eq)]
pub struct Measurement {
    /// Our id.
    pub uuid: Uuid,
    /// The instance, by our id.
    pub instance: Uuid,
    /// From 0.
    pub frame: u32,
    /// What it is.
    pub measured: Measured,
    /// Who made it.
    pub person: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Who changed it last.
    pub changed_by: String,
    /// When, in milliseconds since 1970.
    pub changed_at: i64,
}

/// A frame somebody marked as a key image.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    /// The instance, by our id.
    pub instance: Uuid,
    /// From 0.
    pub frame: u32,
    /// Who marked it.
    pub person: String,
    /// When, in milliseconds since 1970.
    pub at: i64,
}

/// The very file a place is on: patient, study's name, instance's name, content.
struct Named {
    patient: i64,
    study: String,
    instance: String,
    content: Vec<u8>,
}

const NAMED: &str =
    "SELECT s.patient, s.uid, i.uid, b.hash FROM image_instance i JOIN image_series r ON r.id = i.series
     JOIN image_study s ON s.id = r.study JOIN blob b ON b.id = i.blob
     WHERE s.uuid = ?1 AND i.uuid = ?2 AND ?3 < i.frames";

fn named(c: &Connection, place: Place) -> Result<Option<Named>, StoreError> {
    Ok(c.prepare_cached(NAMED)?
        .query_row(
            params![
                place.study.as_bytes(),
                place.instance.as_bytes(),
                place.frame
            ],
            |r| {
                Ok(Named {
                    patient: r.get(0)?,
                    study: r.get(1)?,
                    instance: r.get(2)?,
                    content: r.get(3)?,
                })
            },
        )
        .optional()?)
}

/// Keeps a measurement under its id: new, changed, or had back. False where there is no such frame in the study, or
/// where the id is that of a measurement on another file.
pub fn keep(
    tx: &Transaction<'_>,
    id: Uuid,
    place: Place,
    measured: &Measured,
    by: &By,
) -> Result<bool, StoreError> {
    let Some(on) = named(tx, place)? else {
        return Ok(false);
    };
    let kept = tx
        .prepare_cached(
            "INSERT INTO image_measurement (uuid, patient, study_uid, instance_uid, content, frame, kind, name, points,
             figures, person, correlation, at, changed_by, changed_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?11, ?13)
             ON CONFLICT (uuid) DO UPDATE SET name = excluded.name, points = excluded.points,
             figures = excluded.figures, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
             correlation = excluded.correlation, removed_at = NULL
             WHERE patient = excluded.patient AND study_uid = excluded.study_uid AND content = excluded.content
             AND instance_uid = excluded.instance_uid AND frame = excluded.frame AND kind = excluded.kind",
        )?
        .execute(params![
            id.as_bytes(),
            on.patient,
            on.study,
            on.instance,
            on.content,
            place.frame,
            measured.kind,
            measured.name,
            measured.points,
            measured.figures,
            by.person,
            by.correlation.as_bytes(),
            by.at
        ])?;
    Ok(kept == 1)
}

/// Takes a measurement of a study away; [`keep`] has it back. False where it is not there.
pub fn remove(
    tx: &Transaction<'_>,
    study: Uuid,
    measurement: Uuid,
    at: i64,
) -> Result<bool, StoreError> {
    let gone = tx
        .prepare_cached(
            "UPDATE image_measurement SET removed_at = ?3 WHERE uuid = ?2 AND removed_at IS NULL
             AND (patient, study_uid) = (SELECT patient, uid FROM image_study WHERE uuid = ?1)",
        )?
        .execute(params![study.as_bytes(), measurement.as_bytes(), at])?;
    Ok(gone == 1)
}

/// The measurements on the files of a study that are here, in the order in which they were made.
pub fn of_study(c: &Connection, study: Uuid) -> Result<Vec<Measurement>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT m.uuid, i.uuid, m.frame, m.kind, m.name, m.points, m.figures, m.person, m.at, m.changed_by, m.changed_at
         FROM image_study s JOIN image_measurement m ON m.patient = s.patient AND m.study_uid = s.uid
         JOIN image_series r ON r.study = s.id JOIN image_instance i ON i.series = r.id AND i.uid = m.instance_uid
         JOIN blob b ON b.id = i.blob AND b.hash = m.content
         WHERE s.uuid = ?1 AND m.removed_at IS NULL GROUP BY m.id ORDER BY m.id",
    )?;
    let rows = statement.query_map([study.as_bytes()], |r| {
        Ok(Measurement {
            uuid: Uuid::from_bytes(r.get(0)?),
            instance: Uuid::from_bytes(r.get(1)?),
            frame: r.get(2)?,
            measured: Measured {
                kind: r.get(3)?,
                name: r.get(4)?,
                points: r.get(5)?,
                figures: r.get(6)?,
            },
            person: r.get(7)?,
            at: r.get(8)?,
            changed_by: r.get(9)?,
            changed_at: r.get(10)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Marks a frame as a key image, or takes the mark off; fine where it is so already. False where there is no such frame.
pub fn set_key(tx: &Transaction<'_>, place: Place, on: bool, by: &By) -> Result<bool, StoreError> {
    let Some(of) = named(tx, place)? else {
        return Ok(false);
    };
    if on {
        tx.prepare_cached(
            "INSERT INTO image_key (patient, study_uid, instance_uid, content, frame, person, correlation, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            of.patient,
            of.study,
            of.instance,
            of.content,
            place.frame,
            by.person,
            by.correlation.as_bytes(),
            by.at
        ])?;
    } else {
        tx.prepare_cached(
            "DELETE FROM image_key WHERE patient = ?1 AND study_uid = ?2 AND instance_uid = ?3 AND content = ?4
             AND frame = ?5",
        )?
        .execute(params![
            of.patient,
            of.study,
            of.instance,
            of.content,
            place.frame
        ])?;
    }
    Ok(true)
}

/// The key images of a study that are here, in the order of the marks.
pub fn keys_of(c: &Connection, study: Uuid) -> Result<Vec<Key>, StoreError> {
    let mut statement = c.prepare_cached(
        "SELECT i.uuid, k.frame, k.person, k.at
         FROM image_study s JOIN image_key k ON k.patient = s.patient AND k.study_uid = s.uid
         JOIN image_series r ON r.study = s.id JOIN image_instance i ON i.series = r.id AND i.uid = k.instance_uid
         JOIN blob b ON b.id = i.blob AND b.hash = k.content
         WHERE s.uuid = ?1 GROUP BY k.id ORDER BY k.id",
    )?;
    let rows = statement.query_map([study.as_bytes()], |r| {
        Ok(Key {
            instance: Uuid::from_bytes(r.get(0)?),
            frame: r.get(1)?,
            person: r.get(2)?,
            at: r.get(3)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets what was left on images of a connection's patients.
pub(crate) fn remove_of_connection(
    tx: &Transaction<'_>,
    connection: i64,
) -> Result<(), StoreError> {
    for table in ["image_measurement", "image_key"] {
        tx.execute(
            &format!(
                "DELETE FROM {table} WHERE patient IN (SELECT id FROM patient WHERE connection = ?1)"
            ),
            [connection],
        )?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::images;
    use crate::migrations::migrated;

    fn by(person: &str, at: i64) -> By {
        By {
            person: person.to_owned(),
            correlation: Uuid::from_u128(9),
            at,
        }
    }

    /// A study of one file with these bytes; the ids of study and instance.
    fn brought(tx: &Transaction<'_>, bytes: &[u8]) -> (Uuid, Uuid) {
        let study = images::Study {
            uuid: Uuid::new_v4(),
            uid: "1.2.3".to_owned(),
            date: None,
            time: None,
            description: None,
            accession: None,
            said: images::Said::default(),
        };
        let series = images::Series {
            uuid: Uuid::new_v4(),
            uid: "1.2.3.4".to_owned(),
            modality: Some("CT".to_owned()),
            number: None,
            description: None,
            body_part: None,
            laterality: None,
        };
        let instance = images::Instance {
            uuid: Uuid::new_v4(),
            uid: "1.2.3.4.5".to_owned(),
            class: None,
            syntax: "1.2.840.10008.1.2.1".to_owned(),
            number: Some(1),
            rows: 2,
            columns: 2,
            frames: 2,
            place: None,
            remarks: None,
        };
        let one = (&study, &series, &instance);
        images::put(tx, 7, one, &mut &*bytes, &by("ada", 1)).unwrap();
        let kept = images::of_patient(tx, 7).unwrap();
        let kept = kept.last().unwrap();
        let instance = kept.series.first().unwrap().1.last().unwrap().uuid;
        (kept.study.uuid, instance)
    }

    fn length(points: &str) -> Measured {
        Measured {
            kind: "length".to_owned(),
            name: None,
            points: points.to_owned(),
            figures: "[]".to_owned(),
        }
    }

    #[test]
    fn a_measurement_is_had_back_and_outlives_the_removal_of_its_images() {
        let mut c = migrated();
        let tx = c.transaction().unwrap();
        let (study, instance) = brought(&tx, b"first");
        let place = Place {
            study,
            instance,
            frame: 1,
        };
        let id = Uuid::new_v4();
        assert!(keep(&tx, id, place, &length("[[0,0],[1,1]]"), &by("ada", 5)).unwrap());
        assert!(keep(&tx, id, place, &length("[[0,0],[1,0]]"), &by("bo", 6)).unwrap());
        let all = of_study(&tx, study).unwrap();
        assert_eq!(all.len(), 1);
        let one = all.first().unwrap();
        assert_eq!(one.measured.points, "[[0,0],[1,0]]");
        assert_eq!((one.person.as_str(), one.at), ("ada", 5));
        assert_eq!((one.changed_by.as_str(), one.changed_at), ("bo", 6));

        assert!(remove(&tx, study, id, 7).unwrap());
        assert!(!remove(&tx, study, id, 8).unwrap(), "it is gone");
        assert!(of_study(&tx, study).unwrap().is_empty());
        assert!(keep(&tx, id, place, &length("[[0,0],[1,0]]"), &by("bo", 9)).unwrap());
        assert!(set_key(&tx, place, true, &by("ada", 10)).unwrap());

        assert!(images::remove(&tx, study).unwrap());
        let (again, instance) = brought(&tx, b"first");
        assert_ne!(again, study);
        let all = of_study(&tx, again).unwrap();
        assert_eq!(all.first().unwrap().instance, instance);
        let keys = keys_of(&tx, again).unwrap();
        assert_eq!(keys.first().unwrap().frame, 1);
    }

    #[test]
    fn it_never_stands_over_other_pixels_of_the_same_name() {
        let mut c = migrated();
        let tx = c.transaction().unwrap();
        let (study, first) = brought(&tx, b"first");
        let place = |instance, frame| Place {
            study,
            instance,
            frame,
        };
        let id = Uuid::new_v4();
        assert!(keep(&tx, id, place(first, 0), &length("[]"), &by("ada", 5)).unwrap());
        let (_, second) = brought(&tx, b"other");
        assert_ne!(first, second);
        let all = of_study(&tx, study).unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!(all.first().unwrap().instance, first);
        let elsewhere = keep(&tx, id, place(second, 0), &length("[]"), &by("ada", 6)).unwrap();
        assert!(!elsewhere, "a measurement does not change its image");
        let beyond = keep(
            &tx,
            Uuid::new_v4(),
            place(first, 2),
            &length("[]"),
            &by("ada", 6),
        );
        assert!(!beyond.unwrap(), "there are two frames");
    }

    #[test]
    fn a_key_image_is_marked_once_and_unmarked() {
        let mut c = migrated();
        let tx = c.transaction().unwrap();
        let (study, instance) = brought(&tx, b"first");
        let place = Place {
            study,
            instance,
            frame: 0,
        };
        for at in [1, 2] {
            assert!(set_key(&tx, place, true, &by("ada", at)).unwrap());
        }
        let keys = keys_of(&tx, study).unwrap();
        assert_eq!(keys.len(), 1);
        assert_eq!(keys.first().unwrap().at, 1, "who marked it first");
        assert!(set_key(&tx, place, false, &by("bo", 3)).unwrap());
        assert!(keys_of(&tx, study).unwrap().is_empty());
    }
}
