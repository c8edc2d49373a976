//! Small pictures of series. Owns `image_thumbnail`, and which image stands for a series: the one in the middle. Refuses to
//! know how one is made.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use crate::blobs::Blob;
use crate::error::StoreError;

/// A small picture.
#[derive(Clone, PartialEq, Eq)]
pub struct Thumbnail {
    /// Pixels of a row.
    pub columns: u32,
    /// Red, green, blue, row by row.
    pub pixels: Vec<u8>,
}

/// The image that stands for a series.
pub struct Standing {
    /// The series' row number.
    pub series: i64,
    /// The instance's row number.
    pub row: i64,
    /// The instance's id.
    pub instance: Uuid,
    /// Its frames.
    pub frames: u32,
    /// Its file.
    pub blob: Blob,
    /// The patient's row number.
    pub patient: i64,
    /// What was made of it before.
    pub made: Option<Thumbnail>,
}

/// The image in the middle of a series, by number and place; `None` where the series has no pictures.
pub fn standing(c: &Connection, series: Uuid) -> Result<Option<Standing>, StoreError> {
    const OF: &str = "FROM image_instance i JOIN image_series r ON r.id = i.series
        JOIN image_study s ON s.id = r.study JOIN blob b ON b.id = i.blob WHERE r.uuid = ?1 AND i.frames > 0";
    let many: i64 = c
        .prepare_cached(&format!("SELECT count(*) {OF}"))?
        .query_row([series.as_bytes()], |r| r.get(0))?;
    let found = c
        .prepare_cached(&format!(
            "SELECT b.id, b.hash, b.length, b.piece, r.id, i.id, i.uuid, i.frames, s.patient {OF}
             ORDER BY i.number IS NULL, i.number, i.place, i.id LIMIT 1 OFFSET ?2"
        ))?
        .query_row(params![series.as_bytes(), many / 2], |r| {
            Ok(Standing {
                blob: Blob::read(r)?,
                series: r.get(4)?,
                row: r.get(5)?,
                instance: Uuid::from_bytes(r.get(6)?),
                frames: r.get(7)?,
                patient: r.get(8)?,
                made: None,
            })
        })
        .optional()?;
    let Some(mut found) = found else {
        return Ok(None);
    };
    found.made = c
        .prepare_cached(
            "SELECT columns, pixels FROM image_thumbnail WHERE series = ?1 AND instance = ?2",
        )?
        .query_row([found.series, found.row], |r| {
            Ok(Thumbnail {
                columns: r.get(0)?,
                pixels: r.get(1)?,
            })
        })
        .optional()?;
    Ok(Some(found))
}

/// Keeps the small picture of a series, in the place of one that was there. Nothing where the series is gone by now.
pub fn keep(
    tx: &Transaction<'_>,
    (series, instance): (i64, i64),
    made: &Thumbnail,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO image_thumbnail (series, instance, columns, pixels)
         SELECT r.id, ?2, ?3, ?4 FROM image_series r WHERE r.id = ?1",
    )?
    .execute(params![series, instance, made.columns, made.pixels])?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::images::{self, Instance, Said, Series, Study};
    use crate::mapping::By;
    use crate::migrations::migrated;

    fn put(tx: &Transaction<'_>, number: i32, study: &Study, series: &Series) {
        let instance = Instance {
            uuid: Uuid::from_u128(number as u128),
            uid: format!("1.2.3.4.{number}"),
            class: None,
            syntax: "1.2.840.10008.1.2.1".to_owned(),
            number: Some(number),
            rows: 2,
            columns: 2,
            frames: 1,
            place: None,
            remarks: None,
        };
        let by = By {
            person: "ada".to_owned(),
            correlation: Uuid::from_u128(9),
            at: 1_790_000_000_000,
        };
        let file = number.to_le_bytes();
        images::put(tx, 1, (study, series, &instance), &mut file.as_slice(), &by).unwrap();
    }

    #[test]
    fn the_middle_stands_for_a_series_and_what_was_made_goes_with_it() {
        let mut c = migrated();
        let tx = c.transaction().unwrap();
        let study = Study {
            uuid: Uuid::from_u128(100),
            uid: "1.2.3".to_owned(),
            date: None,
            time: None,
            description: None,
            accession: None,
            said: Said::default(),
        };
        let series = Series {
            uuid: Uuid::from_u128(101),
            uid: "1.2.3.4".to_owned(),
            modality: None,
            number: None,
            description: None,
            body_part: None,
            laterality: None,
        };
        for number in [1, 2, 3] {
            put(&tx, number, &study, &series);
        }
        let middle = standing(&tx, series.uuid).unwrap().unwrap();
        assert_eq!(middle.instance, Uuid::from_u128(2));
        assert!(middle.made.is_none());
        let made = Thumbnail {
            columns: 1,
            pixels: vec![1, 2, 3],
        };
        keep(&tx, (middle.series, middle.row), &made).unwrap();
        let again = standing(&tx, series.uuid).unwrap().unwrap();
        assert!(again.made.is_some_and(|its| its == made));
        for number in [4, 5] {
            put(&tx, number, &study, &series);
        }
        let more = standing(&tx, series.uuid).unwrap().unwrap();
        assert_eq!(
            more.instance,
            Uuid::from_u128(3),
            "another one is in the middle now"
        );
        assert!(more.made.is_none(), "what was made is of the old one");
        assert!(images::remove(&tx, study.uuid).unwrap());
        let left: i64 = tx
            .query_row("SELECT count(*) FROM image_thumbnail", [], |r| r.get(0))
            .unwrap();
        assert_eq!(left, 0);
        keep(&tx, (middle.series, middle.row), &made).unwrap();
        let left: i64 = tx
            .query_row("SELECT count(*) FROM image_thumbnail", [], |r| r.get(0))
            .unwrap();
        assert_eq!(left, 0, "nothing is kept of a series that is gone");
    }
}
