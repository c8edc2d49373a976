//! Small pictures of series, made when somebody first sees the list and kept encrypted with the images. Owns how small; refuses
//! to show one where nothing can be decoded: then there is none, and the words stand alone.

use std::sync::Arc;

use uuid::Uuid;
use wardbook_imaging::render::{Picture, Windowing, shown};
use wardbook_imaging::{Instance, Limits};
use wardbook_store::blobs::Source;
use wardbook_store::image_thumbnails::{self, Standing, Thumbnail};
use wardbook_store::patients;

use super::kept::no_study;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::open::Open;
use crate::wire::image::SeriesRef;
use crate::wire::profile::Failure;
use crate::wire::uuid;

/// Longest side, in pixels.
const LONGEST: u32 = 96;
/// Bytes of a frame once decoded, at most: what is larger is not decoded for so little.
const MOST_DECODED: u64 = 128 << 20;

impl App {
    /// A small picture of a series: columns and rows in two bytes each (little endian), then red, green and blue, row by
    /// row. Nothing at all where none can be made.
    pub async fn image_thumbnail(
        &self,
        actor: &Actor,
        request: SeriesRef,
    ) -> Result<Vec<u8>, Failure> {
        let series = uuid(&request.series);
        let act = Act::unrecorded("image.thumbnail", Permission::ViewCharts)
            .of_maybe(self.patient_of_series(series).await);
        self.enter(actor, act, |pass| async move {
            let series = series.ok_or_else(no_study)?;
            let standing = pass
                .read(move |_, c| image_thumbnails::standing(c, series))
                .await?;
            let Some(standing) = standing else {
                return Ok(Vec::new());
            };
            if let Some(made) = standing.made {
                return Ok(told(&made));
            }
            let open = Arc::clone(pass.open());
            let of = (standing.series, standing.row);
            let Some(made) = blocking(move || Ok(made(&open, &standing))).await? else {
                return Ok(Vec::new());
            };
            let bytes = told(&made);
            pass.write(move |tx| image_thumbnails::keep(tx, of, &made))
                .await?;
            Ok(bytes)
        })
        .await
    }

    async fn patient_of_series(&self, series: Option<Uuid>) -> Option<Uuid> {
        let (series, open) = (series?, self.opened().ok()?);
        let found = blocking(move || {
            Ok(open.store().read(|c| {
                let Some(standing) = image_thumbnails::standing(c, series)? else {
                    return Ok(None);
                };
                Ok(patients::by_key(c, standing.patient)?.map(|row| row.uuid))
            })?)
        });
        found.await.ok().flatten()
    }
}

fn told(made: &Thumbnail) -> Vec<u8> {
    let columns = made.columns.clamp(1, LONGEST);
    let rows = (made.pixels.len() as u64 / 3 / u64::from(columns)) as u16;
    let mut bytes = Vec::with_capacity(4 + made.pixels.len());
    bytes.extend((columns as u16).to_le_bytes());
    bytes.extend(rows.to_le_bytes());
    bytes.extend(&made.pixels);
    bytes
}

/// Of the frame in the middle; `None` for whatever reason it cannot be: the viewer says that in full.
fn made(open: &Open, standing: &Standing) -> Option<Thumbnail> {
    let limits = Limits {
        decoded_bytes: MOST_DECODED,
        ..Limits::default()
    };
    let mut source = Source::new(open.store().clone(), standing.blob);
    let instance = Instance::read(&mut source, &limits).ok()?;
    let number = standing.frames / 2;
    let frame = open
        .images()
        .frame(standing.instance, &instance, &mut source, number, &limits)
        .ok()?;
    let picture = shown(frame, number, &instance, &Windowing::Default).ok()?;
    small(&picture, instance.geometry(number).aspect)
}

/// Each small pixel is the mean of those it stands for; `aspect` is how high and wide one of these is.
fn small(picture: &Picture, aspect: Option<[f64; 2]>) -> Option<Thumbnail> {
    let [high, wide] = aspect.unwrap_or([1.0, 1.0]);
    let (height, width) = (
        f64::from(picture.rows) * high,
        f64::from(picture.columns) * wide,
    );
    let longest = height.max(width);
    if !longest.is_finite() || height <= 0.0 || width <= 0.0 {
        return None;
    }
    // Nothing is made larger than it is.
    let most = f64::from(LONGEST.min(picture.rows.max(picture.columns)));
    let side = |length: f64| (length / longest * most).round().clamp(1.0, most) as u32;
    let (rows, columns) = (side(height), side(width));
    let mut pixels = Vec::with_capacity(rows as usize * columns as usize * 3);
    for row in 0..rows {
        let down = stretch(row, rows, picture.rows);
        for column in 0..columns {
            let across = stretch(column, columns, picture.columns);
            pixels.extend(mean(picture, down.clone(), across)?);
        }
    }
    Some(Thumbnail { columns, pixels })
}

/// Which of `many` the small one of this number stands for: one at least.
fn stretch(number: u32, of: u32, many: u32) -> std::ops::Range<usize> {
    let at = |n: u32| (u64::from(n) * u64::from(many) / u64::from(of.max(1))) as usize;
    let from = at(number).min((many as usize).saturating_sub(1));
    from..at(number + 1).max(from + 1)
}

fn mean(
    picture: &Picture,
    down: std::ops::Range<usize>,
    across: std::ops::Range<usize>,
) -> Option<[u8; 3]> {
    let (mut sums, mut many) = ([0_u64; 3], 0_u64);
    for row in down {
        let from = row * picture.columns as usize;
        let line = picture.pixels.get(from + across.start..from + across.end)?;
        for pixel in line {
            for (sum, value) in sums.iter_mut().zip(pixel) {
                *sum += u64::from(*value);
            }
            many += 1;
        }
    }
    Some(sums.map(|sum| (sum / many.max(1)) as u8))
}

#[cfg(test)]
mod tests {
    use wardbook_imaging::render::Picture;

    use super::{LONGEST, small, stretch, told};

    fn picture(rows: u32, columns: u32, value: impl Fn(u32, u32) -> u8) -> Picture {
        let each = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        Picture {
            rows,
            columns,
            pixels: each.map(|(row, column)| [value(row, column); 3]).collect(),
            window: None,
        }
    }

    #[test]
    fn a_picture_becomes_small_and_keeps_its_shape() {
        let made = small(
            &picture(512, 256, |row, _| if row < 256 { 0 } else { 200 }),
            None,
        )
        .unwrap();
        assert_eq!(made.columns, LONGEST / 2);
        assert_eq!(made.pixels.len() as u32, LONGEST * LONGEST / 2 * 3);
        assert_eq!((made.pixels[0], *made.pixels.last().unwrap()), (0, 200));
        let told = told(&made);
        assert_eq!(told[..4], [48, 0, 96, 0]);
        // Ultrasound with pixels twice as high as wide.
        let made = small(&picture(100, 200, |_, _| 7), Some([2.0, 1.0])).unwrap();
        assert_eq!((made.columns, made.pixels.len()), (96, 96 * 96 * 3));
        let tiny = small(&picture(1, 3, |_, column| column as u8), None).unwrap();
        assert_eq!(
            (tiny.columns, tiny.pixels),
            (3, vec![0, 0, 0, 1, 1, 1, 2, 2, 2])
        );
        assert!(small(&picture(0, 0, |_, _| 0), None).is_none());
        assert_eq!(stretch(95, 96, 100), 98..100);
    }
}
