//! One frame of an image, as the viewer takes it: a head that says what its values mean, then the values. Owns that a
//! stored value is never passed off as a measured one; refuses to choose a window.

use std::sync::Arc;

use wardbook_imaging::render::{Modality, RenderError, VoiFunction, Windowing, shown};
use wardbook_imaging::{Colour, Frame, Instance, Limits, Samples, Spacing};

use super::look::Looked;
use super::stack;
use crate::actor::Actor;
use crate::app::App;
use crate::failure::Fault;
use crate::wire::image::{FrameHead, FrameSpacing, FrameTable, FrameWindow, ImageFrame};
use crate::wire::profile::Failure;

/// Bytes of a frame once decoded, at most: a window has to hold several.
const MOST_DECODED: u64 = 256 << 20;
/// Where the samples may begin: an array of any kind can be laid over them.
const ALIGNED: usize = 8;

impl App {
    /// A frame: the length of its head in four bytes (little endian), the head as JSON, nothing up to a multiple of
    /// eight bytes, then the samples, little endian, row by row; then, where there are any, each again from a multiple
    /// of eight bytes, the entries of its tables of brightness and a bit for each pixel that something is drawn over. A study's first look is a row of the audit log; the
    /// thousand frames that follow it are not.
    pub async fn image_frame(
        &self,
        actor: &Actor,
        request: ImageFrame,
    ) -> Result<Vec<u8>, Failure> {
        self.looking(actor, &request.instance, move |looked| {
            let (known, bytes) = read(looked, request.frame)?;
            looked.open.images().keep(looked.instance, &known);
            Ok(bytes)
        })
        .await
    }
}

fn read(looked: &Looked, number: u32) -> Result<(Arc<Instance>, Vec<u8>), Fault> {
    let looking = looked.open.images();
    let limits = Limits {
        decoded_bytes: MOST_DECODED,
        ..Limits::default()
    };
    let mut source = looking.stack.file(looked);
    let instance = match looking.known(looked.instance) {
        Some(known) => known,
        None => Arc::new(Instance::read(&mut source, &limits).map_err(cannot)?),
    };
    if instance.frames.count() == 1 && !looked.first {
        stack::read_on(looked);
    }
    let frame = looking.frame(looked.instance, &instance, &mut source, number, &limits)?;
    let bytes = told(&instance, number, frame)?;
    Ok((instance, bytes))
}

pub(super) fn cannot(error: impl std::fmt::Display) -> Fault {
    Fault::invalid(format!(
        "This image cannot be shown: {error}. Its file is kept whole; export it to look at it elsewhere."
    ))
}

fn told(instance: &Instance, number: u32, frame: Frame) -> Result<Vec<u8>, Fault> {
    let mut head = head(instance, number, &frame);
    let covered = covered(instance, number, &frame);
    head.overlays = covered.0;
    let mut tables = Vec::new();
    let samples = match frame.colour {
        Colour::Monochrome1 | Colour::Monochrome2 => {
            grey(instance, number, frame.pixels, &mut head, &mut tables)?
        }
        _ => {
            let picture = shown(frame, number, instance, &Windowing::Default).map_err(cannot)?;
            (head.samples, head.lowest, head.highest) = (3, 0.0, 255.0);
            "u8".clone_into(&mut head.kind);
            Samples::U8(picture.pixels.into_flattened())
        }
    };
    let json = serde_json::to_vec(&head).map_err(|_| Fault::internal("a frame's head"))?;
    let length = u32::try_from(json.len()).map_err(|_| Fault::internal("a frame's head"))?;
    let more = samples.len().saturating_mul(samples.width());
    let mut bytes = Vec::with_capacity(4 + json.len() + ALIGNED + more);
    bytes.extend(length.to_le_bytes());
    bytes.extend(json);
    bytes.resize(bytes.len().next_multiple_of(ALIGNED), 0);
    samples.append(false, &mut bytes);
    for more in [tables, covered.1] {
        if !more.is_empty() {
            bytes.resize(bytes.len().next_multiple_of(ALIGNED), 0);
            bytes.extend(more);
        }
    }
    Ok(bytes)
}

/// How many drawings lie over a frame, and a bit for each pixel, the lowest first, set where one covers it.
fn covered(instance: &Instance, number: u32, frame: &Frame) -> (u32, Vec<u8>) {
    let over: Vec<_> = instance
        .overlays
        .iter()
        .filter(|one| {
            number
                .checked_sub(one.first_frame)
                .is_some_and(|plane| plane < one.frames)
        })
        .collect();
    if over.is_empty() {
        return (0, Vec::new());
    }
    let pixels = u64::from(frame.rows) * u64::from(frame.columns);
    let mut bits = vec![0_u8; usize::try_from(pixels.div_ceil(8)).unwrap_or(0)];
    for row in 0..frame.rows {
        for column in 0..frame.columns {
            let at = u64::from(row) * u64::from(frame.columns) + u64::from(column);
            let byte = usize::try_from(at / 8).ok().and_then(|at| bits.get_mut(at));
            if let Some(byte) = byte
                && over.iter().any(|one| one.covers(number, row, column))
            {
                *byte |= 1 << (at % 8);
            }
        }
    }
    (u32::try_from(over.len()).unwrap_or(u32::MAX), bits)
}

fn head(instance: &Instance, number: u32, frame: &Frame) -> FrameHead {
    let geometry = instance.geometry(number);
    let odd = instance.warnings.iter().map(ToString::to_string);
    let remarks = odd
        .chain(frame.warnings.iter().map(ToString::to_string))
        .collect();
    FrameHead {
        rows: frame.rows,
        columns: frame.columns,
        samples: 1,
        kind: String::new(),
        inverted: frame.colour == Colour::Monochrome1,
        slope: None,
        intercept: None,
        unit: None,
        windows: Vec::new(),
        tables: Vec::new(),
        overlays: 0,
        padding: instance.padding(),
        lowest: 0.0,
        highest: 0.0,
        spacing: geometry.spacing.map(|spacing| match spacing {
            Spacing::Patient { rows, columns } => FrameSpacing {
                at: "patient".to_owned(),
                rows,
                columns,
            },
            Spacing::Detector { rows, columns } => FrameSpacing {
                at: "detector".to_owned(),
                rows,
                columns,
            },
        }),
        aspect: geometry.aspect.map(|[high, wide]| (high, wide)),
        position: geometry.position.map(|place| place.to_vec()),
        orientation: geometry.orientation.map(|way| way.to_vec()),
        towards: instance
            .identity
            .towards
            .clone()
            .map(|[row, column]| (row, column)),
        laterality: instance.identity.laterality.clone(),
        frame_of_reference: instance.series.frame_of_reference.clone(),
        frame_time: instance.identity.frame_time,
        remarks,
    }
}

/// Grey values and what they mean. Through a table they are measured here; along a line the viewer does it.
fn grey(
    instance: &Instance,
    number: u32,
    pixels: Samples,
    head: &mut FrameHead,
    tables: &mut Vec<u8>,
) -> Result<Samples, Fault> {
    let values = instance.values(number);
    if values.unreadable {
        return Err(cannot(RenderError::Unmeasured));
    }
    (head.lowest, head.highest) = range(instance, &pixels, values.modality);
    let pixels = match values.modality {
        Some(Modality::Linear {
            slope,
            intercept,
            unit,
        }) => {
            (head.slope, head.intercept) = (Some(*slope), Some(*intercept));
            head.unit = unit.clone().or_else(|| hounsfield(instance));
            pixels
        }
        Some(table @ Modality::Table(_)) => {
            let all = (0..pixels.len()).filter_map(|at| pixels.get(at));
            // Through the table what stood for no measurement would look like one.
            head.padding = None;
            let measured = |stored| {
                if instance.is_padding(stored) {
                    f32::NAN
                } else {
                    table.apply(stored) as f32
                }
            };
            Samples::F32(all.map(measured).collect())
        }
        None => pixels,
    };
    let pixels = match pixels {
        Samples::F64(all) => Samples::F32(all.into_iter().map(|value| value as f32).collect()),
        other => other,
    };
    head.windows = values
        .voi
        .windows
        .iter()
        .map(|window| FrameWindow {
            center: window.center,
            width: window.width,
            explanation: window.explanation.clone(),
            function: match window.function {
                VoiFunction::Linear => "linear",
                VoiFunction::LinearExact => "exact",
                VoiFunction::Sigmoid => "sigmoid",
            }
            .to_owned(),
        })
        .collect();
    for table in &values.voi.tables {
        head.tables.push(FrameTable {
            first: table.first,
            entries: u32::try_from(table.entries.len()).unwrap_or(u32::MAX),
            most: table.most(),
        });
        tables.extend(table.entries.iter().flat_map(|entry| entry.to_le_bytes()));
    }
    pixels.kind().clone_into(&mut head.kind);
    Ok(pixels)
}

/// The unit of a CT image whose file names none (PS3.3 C.8.2.1.1.2); a scout view has none.
fn hounsfield(instance: &Instance) -> Option<String> {
    let ct = instance.series.modality.as_deref() == Some("CT");
    let scout = instance
        .identity
        .image_type
        .iter()
        .any(|word| word == "LOCALIZER");
    (ct && !scout).then(|| "HU".to_owned())
}

/// From the lowest to the highest value that stands for something.
fn range(instance: &Instance, pixels: &Samples, modality: Option<&Modality>) -> (f64, f64) {
    let measured = |stored| modality.map_or(stored, |m| m.apply(stored));
    // Along a line the ends stay the ends: the hundred thousands between them need not be measured.
    if !matches!(modality, Some(Modality::Table(_)))
        && instance.padding().is_none()
        && let Some((least, most)) = pixels.ends()
    {
        let (one, other) = (measured(least), measured(most));
        if one.is_finite() && other.is_finite() {
            return (one.min(other), one.max(other));
        }
    }
    let all = (0..pixels.len()).filter_map(|at| pixels.get(at));
    let all = all
        .filter(|stored| !instance.is_padding(*stored))
        .map(measured)
        .filter(|value| value.is_finite());
    let range = all.fold(None, |range: Option<(f64, f64)>, value| {
        Some(range.map_or((value, value), |(low, high)| {
            (low.min(value), high.max(value))
        }))
    });
    range.unwrap_or((0.0, 0.0))
}
