//! Small pictures beside the names of series.

use std::fs;

use super::images::{HERS, bring, images, slice};
use super::{Ward, ingrid};
use crate::failure::Code;
use crate::wire::image::{SeriesRef, StudyRef};

#[tokio::test]
async fn a_series_has_a_small_picture_that_is_there_at_once_the_second_time() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let path = ward.folder.path().join("slice");
    fs::write(&path, slice(1, HERS.0, HERS.1)).unwrap();
    bring(&ward, &path, false).await;
    let study = images(&ward).await.studies.remove(0);
    let (app, me) = (&ward.app, &ward.lindqvist);
    let asked = || SeriesRef {
        series: study.series[0].id.clone(),
    };
    let made = app.image_thumbnail(me, asked()).await.unwrap();
    assert_eq!(made[..4], [3, 0, 2, 0], "three by two");
    assert_eq!(made.len(), 4 + 3 * 2 * 3);
    // Below the window is black; 1064 - 1024 is its middle; 2000 - 1024 is above.
    assert_eq!(made[4..7], [0; 3]);
    assert_eq!(made[4 + 4 * 3..4 + 5 * 3], [255; 3]);
    assert_eq!(app.image_thumbnail(me, asked()).await.unwrap(), made);

    let gone = StudyRef { study: study.id };
    app.remove_images(me, gone).await.unwrap();
    let none = SeriesRef {
        series: study.series[0].id.clone(),
    };
    assert!(app.image_thumbnail(me, none).await.unwrap().is_empty());
    let odd = SeriesRef {
        series: "none".to_owned(),
    };
    let odd = app.image_thumbnail(me, odd).await.unwrap_err();
    assert_eq!(odd.code, Code::RecordNotFound.as_str());
}

#[tokio::test]
async fn where_nothing_can_be_decoded_there_is_no_picture() {
    let ward = Ward::open().await;
    ward.import(&[ingrid()]).await;
    let path = ward.folder.path().join("cut");
    let mut file = slice(1, HERS.0, HERS.1);
    file.truncate(file.len() - 6);
    fs::write(&path, file).unwrap();
    bring(&ward, &path, false).await;
    let study = images(&ward).await.studies.remove(0);
    let asked = SeriesRef {
        series: study.series[0].id.clone(),
    };
    let none = ward.app.image_thumbnail(&ward.lindqvist, asked).await;
    assert!(none.unwrap().is_empty(), "half a picture is none");
}
