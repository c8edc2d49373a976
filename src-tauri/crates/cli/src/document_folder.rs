//! The watched folder at the terminal: which it is, and what waits in it. Taking a file in is `document add`.

use std::path::PathBuf;

use wardbook_app::wire::watched::WatchedFolder;

use crate::health::absolute;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::clean;

/// Says or sets it, and what waits there.
pub(crate) async fn run(program: &Program, path: Option<PathBuf>, none: bool) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    if path.is_some() || none {
        let path = path.as_deref().map(absolute);
        app.set_watched_folder(me, WatchedFolder { path }).await?;
    }
    let waiting = app.waiting_files(me).await?;
    if program.json {
        print::json(&waiting);
        return Ok(());
    }
    let Some(folder) = &waiting.folder else {
        print::line("No folder is watched. `document folder PATH` names one.");
        return Ok(());
    };
    print::line(&format!("Watched: {}", clean(folder)));
    if let Some(unreachable) = &waiting.unreachable {
        print::line(unreachable);
        return Ok(());
    }
    if waiting.files.is_empty() {
        print::line("Nothing waits there.");
    }
    for file in &waiting.files {
        let state = match (file.aside, file.arriving) {
            (true, _) => "  (put aside)",
            (false, true) => "  (still arriving)",
            (false, false) => "",
        };
        print::line(&format!(
            "{:>12} bytes  {}{state}",
            file.length,
            clean(&file.name)
        ));
    }
    if waiting.more > 0 {
        print::line(&format!("and {} more.", waiting.more));
    }
    Ok(())
}
