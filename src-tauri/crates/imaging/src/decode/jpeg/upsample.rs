//! Components of different resolution brought to that of the image (ISO 10918-1 A.1.1): each sample stands for the
//! pixels it covers. Refuses to smooth.

use crate::decode::jpeg::header::Header;

/// One decoded component, in whole blocks.
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) samples: Vec<u16>,
}

/// Pixels with their samples together.
pub(crate) fn together(planes: &[Plane], header: &Header) -> Vec<u16> {
    let (rows, columns) = (header.rows as usize, header.columns as usize);
    let (most_across, most_down) = header.most();
    let mut out = vec![0_u16; rows * columns * planes.len()];
    for (number, (plane, component)) in planes.iter().zip(&header.components).enumerate() {
        for (row, line) in out.chunks_exact_mut(columns * planes.len()).enumerate() {
            let from = (row * component.down / most_down) * plane.width;
            let source = plane.samples.get(from..).unwrap_or_default();
            let places = line.iter_mut().skip(number).step_by(planes.len());
            for (column, place) in places.enumerate() {
                let at = column * component.across / most_across;
                *place = source.get(at).copied().unwrap_or(0);
            }
        }
    }
    out
}
