//! Images beside the chart. Each command unpacks and asks `app`; a frame goes as a raw answer, never as JSON.

use tauri::State;
use tauri::ipc::{InvokeBody, Request, Response};
use wardbook_app::wire::image::{
    BringImages, BroughtImages, ImageFrame, ImageHeader, ImageMarks, ImageStudies, InstanceRef,
    KeepMeasurement, MeasurementRef, ReportText, SeriesRef, SetKeyImage, StudyRef,
    WriteMeasurements, WrittenImage,
};
use wardbook_app::wire::image_find::{
    FindStudies, FoundImageStudies, ImageLayout, ImageLayoutHere, ImageLayoutOf,
};
use wardbook_app::wire::image_out::{AnonymiseImages, AnonymisedImages};
use wardbook_app::wire::image_wrap::{WrapImages, WrappedImages};
use wardbook_app::wire::patient::PatientRef;
use wardbook_app::wire::profile::Failure;

use crate::desk::Desk;

/// The studies of a patient whose images are here.
#[tauri::command]
pub async fn list_images(
    desk: State<'_, Desk>,
    request: PatientRef,
) -> Result<ImageStudies, Failure> {
    desk.app.list_images(&desk.actor, request).await
}

/// Studies of everybody, by what is remembered of one.
#[tauri::command]
pub async fn find_studies(
    desk: State<'_, Desk>,
    request: FindStudies,
) -> Result<FoundImageStudies, Failure> {
    desk.app.find_studies(&desk.actor, request).await
}

/// How this person likes images of a modality to stand in the viewer.
#[tauri::command]
pub async fn image_layout(
    desk: State<'_, Desk>,
    request: ImageLayoutOf,
) -> Result<ImageLayoutHere, Failure> {
    desk.app.image_layout(&desk.actor, request).await
}

/// Keeps that.
#[tauri::command]
pub async fn keep_image_layout(
    desk: State<'_, Desk>,
    request: ImageLayout,
) -> Result<ImageLayoutHere, Failure> {
    desk.app.keep_image_layout(&desk.actor, request).await
}

/// Keeps the DICOM files of a path for a patient.
#[tauri::command]
pub async fn bring_images(
    desk: State<'_, Desk>,
    request: BringImages,
) -> Result<BroughtImages, Failure> {
    desk.app.bring_images(&desk.actor, request).await
}

/// One frame, with what its values mean.
#[tauri::command]
pub async fn image_frame(desk: State<'_, Desk>, request: ImageFrame) -> Result<Response, Failure> {
    let frame = desk.app.image_frame(&desk.actor, request).await?;
    Ok(Response::new(frame))
}

/// A small picture of a series; nothing where none can be made.
#[tauri::command]
pub async fn image_thumbnail(
    desk: State<'_, Desk>,
    request: SeriesRef,
) -> Result<Response, Failure> {
    let picture = desk.app.image_thumbnail(&desk.actor, request).await?;
    Ok(Response::new(picture))
}

/// Takes a study away from this workstation.
#[tauri::command]
pub async fn remove_images(desk: State<'_, Desk>, request: StudyRef) -> Result<(), Failure> {
    desk.app.remove_images(&desk.actor, request).await
}

/// What people left on the images of a study.
#[tauri::command]
pub async fn image_marks(desk: State<'_, Desk>, request: StudyRef) -> Result<ImageMarks, Failure> {
    desk.app.image_marks(&desk.actor, request).await
}

/// Keeps a measurement.
#[tauri::command]
pub async fn keep_measurement(
    desk: State<'_, Desk>,
    request: KeepMeasurement,
) -> Result<ImageMarks, Failure> {
    desk.app.keep_measurement(&desk.actor, request).await
}

/// Takes a measurement away; keeping it has it back.
#[tauri::command]
pub async fn remove_measurement(
    desk: State<'_, Desk>,
    request: MeasurementRef,
) -> Result<ImageMarks, Failure> {
    desk.app.remove_measurement(&desk.actor, request).await
}

/// Marks a key image, or takes the mark off.
#[tauri::command]
pub async fn set_key_image(
    desk: State<'_, Desk>,
    request: SetKeyImage,
) -> Result<ImageMarks, Failure> {
    desk.app.set_key_image(&desk.actor, request).await
}

/// Writes the measurements of a study to a file.
#[tauri::command]
pub async fn write_measurements(
    desk: State<'_, Desk>,
    request: WriteMeasurements,
) -> Result<WrittenImage, Failure> {
    desk.app.write_measurements(&desk.actor, request).await
}

/// Makes DICOM files of a picture or a PDF.
#[tauri::command]
pub async fn wrap_images(
    desk: State<'_, Desk>,
    request: WrapImages,
) -> Result<WrappedImages, Failure> {
    desk.app.wrap_images(&desk.actor, request).await
}

/// Writes images without their person.
#[tauri::command]
pub async fn anonymise_images(
    desk: State<'_, Desk>,
    request: AnonymiseImages,
) -> Result<AnonymisedImages, Failure> {
    desk.app.anonymise_images(&desk.actor, request).await
}

/// Everything a file says.
#[tauri::command]
pub async fn image_header(
    desk: State<'_, Desk>,
    request: InstanceRef,
) -> Result<ImageHeader, Failure> {
    desk.app.image_header(&desk.actor, request).await
}

/// What a structured report says.
#[tauri::command]
pub async fn image_report(
    desk: State<'_, Desk>,
    request: InstanceRef,
) -> Result<ReportText, Failure> {
    desk.app.image_report(&desk.actor, request).await
}

/// Writes the picture that is shown to a file. It comes as bytes; study and path are in headers, the path as bytes of
/// UTF-8 in hexadecimal, since a header holds no other letters than those of English.
#[tauri::command]
pub async fn write_picture(
    desk: State<'_, Desk>,
    request: Request<'_>,
) -> Result<WrittenImage, Failure> {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let path = header("path").and_then(from_hex);
    let (Some(study), Some(path), InvokeBody::Raw(bytes)) = (header("study"), path, request.body())
    else {
        let lacks = "A picture comes as bytes, with its study and where it goes.";
        return Err(super::invalid(lacks));
    };
    desk.app
        .write_picture(&desk.actor, study, path, bytes.clone())
        .await
}

fn from_hex(digits: &str) -> Option<String> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let pairs = pairs.iter();
    let bytes: Option<Vec<u8>> = pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::from_hex;

    #[test]
    fn a_path_in_hexadecimal_is_itself_again() {
        assert_eq!(from_hex("2f746d702fc3a5"), Some("/tmp/å".to_owned()));
        assert_eq!(from_hex("2f7"), None, "half of a byte");
        assert_eq!(from_hex("zz"), None);
        assert_eq!(from_hex("ff"), None, "no text");
    }
}
