//! Taking a chart, or parts of it, out: pages, a summary, a table, a bundle.

use std::path::PathBuf;

use wardbook_app::wire::out::{OutForm, TakeOut};

use crate::args::Format;
use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

pub(crate) async fn run(
    program: &Program,
    patient: String,
    format: Format,
    sections: Vec<String>,
    output: Option<PathBuf>,
) -> Result<(), Ended> {
    program.open().await?;
    let request = TakeOut {
        patient: program.app.find_here(&program.me, &patient).await?,
        form: match format {
            Format::Bundle => OutForm::Bundle,
            Format::Ips => OutForm::Summary,
            Format::Pdf => OutForm::Pdf,
            Format::Csv => OutForm::Csv,
        },
        sections,
        path: output.as_deref().map(absolute).unwrap_or_default(),
    };
    let (app, me) = (&program.app, &program.me);
    let taken = if output.is_some() {
        let taken = app.take_out(me, request).await?;
        if program.json {
            print::json(&taken);
            return Ok(());
        }
        taken
    } else {
        app.take_out_to(me, request, std::io::stdout()).await?
    };
    print::words(&format!("{}.", taken.amount));
    for sentence in &taken.incomplete {
        print::words(&format!("Incomplete: {}", clean(sentence)));
    }
    for sentence in &taken.left_out {
        print::words(&format!("Left out: {}", clean(sentence)));
    }
    Ok(())
}
