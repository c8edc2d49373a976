//! A plot out of the program, as the window drew it or wrote its values. Owns that the file is what its kind says;
//! refuses anything else.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::to_file;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::wire::out::{PlotForm, WritePlot, WrittenPlot};
use crate::wire::profile::Failure;

/// How a PNG begins (RFC 2083, 3.1).
pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Longest plot, in bytes.
const MOST: usize = 16 << 20;

impl App {
    /// Writes a plot to a file that is not there yet. It is not encrypted there.
    pub async fn write_plot(
        &self,
        actor: &Actor,
        request: WritePlot,
    ) -> Result<WrittenPlot, Failure> {
        const NAME: &str = "chart.plot";
        let Some(patient) = self.patient_named(&request.patient).await else {
            return self.nobody(actor, NAME, Permission::ExportCharts).await;
        };
        let act = Act::recorded(NAME, Permission::ExportCharts).of_patient(patient);
        self.enter(actor, act, |_pass| async move {
            let bytes = bytes_of(request.form, request.content)?;
            let path = request.path.trim().to_owned();
            blocking(move || {
                to_file(Path::new(&path), &bytes)?;
                Ok(WrittenPlot {
                    path,
                    bytes: bytes.len() as f64,
                })
            })
            .await
        })
        .await
    }
}

fn bytes_of(form: PlotForm, content: String) -> Result<Vec<u8>, Fault> {
    let bytes = match form {
        PlotForm::Values => content.into_bytes(),
        PlotForm::Picture => STANDARD.decode(content).unwrap_or_default(),
    };
    let is = match form {
        PlotForm::Values => !bytes.is_empty() && !bytes.contains(&0),
        PlotForm::Picture => bytes.starts_with(PNG),
    };
    if is && bytes.len() <= MOST {
        Ok(bytes)
    } else {
        Err(Fault::internal("a plot that is not what it says"))
    }
}
