//! Pixels, reckoned from where they lie: a phantom of ellipsoids for volumes and projections, a beating disc for
//! ultrasound, a patch of skin for a photo. The same place always gives the same value. Run lengths are written here
//! too (PS3.5 annex G).

use super::shape::{Shape, Written};

/// The frames of an instance one behind the other, as a native file has them. `slice` is its place in the series.
pub(crate) fn native(shape: &Shape, slice: usize, salt: u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(shape.frames * frame_bytes(shape));
    for frame in 0..shape.frames {
        for row in 0..shape.rows {
            for column in 0..shape.columns {
                let x = centred(column, shape.columns);
                let y = centred(row, shape.rows);
                if shape.samples == 3 {
                    out.extend(colour(shape, x, y, frame, salt));
                } else {
                    let z = centred(slice, shape.instances);
                    let value = grey(shape.modality, x, y, z, salt);
                    if shape.bits > 8 {
                        out.extend(value.to_le_bytes());
                    } else {
                        out.push(value as u8);
                    }
                }
            }
        }
    }
    out
}

/// Bytes of one frame, not packed.
pub(crate) fn frame_bytes(shape: &Shape) -> usize {
    shape.rows * shape.columns * shape.samples * if shape.bits > 8 { 2 } else { 1 }
}

/// The frames of an instance as they stand in its file: one native piece, or each in run lengths.
pub(crate) fn stored(shape: &Shape, slice: usize, salt: u32) -> Vec<Vec<u8>> {
    let native = native(shape, slice, salt);
    let bytes = if shape.bits > 8 { 2 } else { 1 };
    let frames = native.chunks(frame_bytes(shape));
    match shape.written {
        Written::Rle => frames
            .map(|frame| run_lengths(frame, shape.samples, bytes))
            .collect(),
        _ => frames.map(<[u8]>::to_vec).collect(),
    }
}

/// From -1 to 1.
fn centred(at: usize, of: usize) -> f64 {
    (at as f64 + 0.5) / of as f64 * 2.0 - 1.0
}

/// Inside an ellipsoid around (cx, cy, cz).
fn inside(at: [f64; 3], centre: [f64; 3], radii: [f64; 3]) -> bool {
    let sum: f64 = (0..3)
        .filter_map(|axis| {
            let (at, centre, radius) = (at.get(axis)?, centre.get(axis)?, radii.get(axis)?);
            Some(((at - centre) / radius).powi(2))
        })
        .sum();
    sum <= 1.0
}

/// Texture that looks like noise and is none.
fn grain(x: f64, y: f64, salt: u32) -> i32 {
    let n = ((x * 977.0) as i32).wrapping_mul(7_919) ^ ((y * 983.0) as i32).wrapping_mul(104_729);
    let mixed = (n as u32 ^ salt).wrapping_mul(0x9e37_79b9);
    ((mixed >> 27) as i32) - 16
}

/// A head: skull, brain, ventricles and one dark territory. Stored values: CT 0 is -1024 Hounsfield units.
fn grey(modality: &str, x: f64, y: f64, z: f64, salt: u32) -> u16 {
    let at = [x, y, z];
    let skull = inside(at, [0.0; 3], [0.80, 0.92, 1.05]);
    let brain = inside(at, [0.0; 3], [0.72, 0.84, 0.97]);
    let ventricle = inside(at, [-0.14, -0.05, 0.0], [0.09, 0.32, 0.5])
        || inside(at, [0.14, -0.05, 0.0], [0.09, 0.32, 0.5]);
    let lesion = inside(at, [0.45, 0.1, 0.1], [0.22, 0.34, 0.4]);
    let (air, bone, tissue, fluid, dark) = match modality {
        "CT" => (24, 1924, 1060, 1030, 1044),
        "MR" => (12, 130, 1500, 420, 2300),
        _ => (180, 3300, 1700, 1100, 2500),
    };
    let value = match (skull, brain, ventricle, lesion) {
        (false, ..) => air,
        (true, false, ..) => bone,
        (_, _, true, _) => fluid,
        (_, _, _, true) => dark,
        _ => tissue,
    };
    u16::try_from((value + grain(x, y, salt)).max(0)).unwrap_or(0)
}

fn colour(shape: &Shape, x: f64, y: f64, frame: usize, salt: u32) -> [u8; 3] {
    let grain = grain(x, y, salt);
    let level = |base: i32| u8::try_from((base + grain).clamp(0, 255)).unwrap_or(0);
    if shape.modality == "US" {
        // A sector of echoes with a chamber that beats once in the cine.
        let turn = frame as f64 / shape.frames as f64 * std::f64::consts::TAU;
        let chamber = 0.28 + 0.10 * turn.cos();
        let sector = y > -0.95 && x.abs() < (y + 1.0) * 0.55;
        let open = inside([x, y, 0.0], [0.0, 0.2, 0.0], [chamber, chamber * 1.3, 1.0]);
        return match (sector, open) {
            (false, _) => [0, 0, 0],
            (true, true) => [level(18), level(18), level(24)],
            (true, false) => [level(120), level(120), level(116)],
        };
    }
    let patch = inside([x, y, 0.0], [0.1, -0.05, 0.0], [0.42, 0.34, 1.0]);
    if patch {
        [level(196), level(104), level(92)]
    } else {
        [level(226), level(184), level(160)]
    }
}

/// A frame in run lengths: a segment for each byte of each sample, the highest first (PS3.5 G.2).
fn run_lengths(frame: &[u8], samples: usize, bytes: usize) -> Vec<u8> {
    let mut segments = Vec::new();
    for sample in 0..samples {
        for byte in (0..bytes).rev() {
            let from = sample * bytes + byte;
            let plane: Vec<u8> = frame
                .iter()
                .skip(from)
                .step_by(samples * bytes)
                .copied()
                .collect();
            segments.push(packed(&plane));
        }
    }
    let mut out = (segments.len() as u32).to_le_bytes().to_vec();
    let mut at = 64_u32;
    for segment in &segments {
        out.extend(at.to_le_bytes());
        at += segment.len() as u32;
    }
    out.resize(64, 0);
    out.extend(segments.concat());
    out
}

/// Runs of two and more become a run, all else is copied (PS3.5 G.3.1).
fn packed(plane: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(plane.len());
    let mut copied: Vec<u8> = Vec::new();
    let flush = |copied: &mut Vec<u8>, out: &mut Vec<u8>| {
        for part in copied.chunks(128) {
            out.push((part.len() - 1) as u8);
            out.extend(part);
        }
        copied.clear();
    };
    for run in plane.chunk_by(|a, b| a == b) {
        for part in run.chunks(128) {
            match part {
                [one] => copied.push(*one),
                [first, ..] => {
                    flush(&mut copied, &mut out);
                    out.push((257 - part.len()) as u8);
                    out.push(*first);
                }
                [] => {}
            }
        }
    }
    flush(&mut copied, &mut out);
    if out.len() % 2 == 1 {
        out.push(0);
    }
    out
}
