//! From stored values to what is looked at (PS3.3 C.7.6.3.1.2, C.11.1, C.11.2, C.7.9, C.9): the tables and formulas an
//! instance carries, and applying them. Refuses to choose a window where the instance has none without saying so.

mod grey;
mod lut;
mod modality;
mod overlay;
mod palette;
mod shown;
mod voi;
mod ybr;

pub use lut::Lut;
pub use modality::Modality;
pub(crate) use modality::Said;
pub use overlay::Overlay;
pub use palette::Palette;
pub use shown::{Picture, RenderError, Windowing, shown};
pub use voi::{Voi, VoiFunction, Window};
pub use ybr::rgb;
