//! Choosing a file or a folder in the operating system's own dialog. Owns that it is asked on the thread that draws; refuses
//! to read or write anything: who chose a path gives it to the command that does.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use rfd::{AsyncFileDialog, FileHandle};
use tauri::{Manager as _, Runtime, State, WebviewWindow};
use tokio::sync::oneshot;
use wardbook_app::wire::path::{ChoosePath, ChosenPath, PathOf};
use wardbook_app::wire::profile::Failure;

use super::invalid;

/// What a dialog ends with.
type Asked = Pin<Box<dyn Future<Output = Option<FileHandle>> + Send>>;

/// The folder that was chosen in last, while the program runs: the next dialog begins there.
#[derive(Default)]
pub struct LastFolder(Mutex<Option<PathBuf>>);

impl LastFolder {
    fn here(&self) -> Option<PathBuf> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn keep(&self, chosen: &Path) {
        let folder = if chosen.is_dir() {
            Some(chosen)
        } else {
            chosen.parent()
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = folder.map(Path::to_owned);
    }
}

/// Has the person choose a path.
#[tauri::command]
pub async fn choose_path<R: Runtime>(
    window: WebviewWindow<R>,
    last: State<'_, LastFolder>,
    request: ChoosePath,
) -> Result<ChosenPath, Failure> {
    let (opened, asked) = oneshot::channel();
    let parent = window.clone();
    let begins = last.here().or_else(|| window.path().home_dir().ok());
    let open = move || {
        let mut dialog = AsyncFileDialog::new().set_parent(&parent);
        if let Some(folder) = begins {
            dialog = dialog.set_directory(folder);
        }
        // Where nobody waits any more, the dialog is closed.
        let _gone = opened.send(ask(dialog, &request));
    };
    window.run_on_main_thread(open).map_err(|_| unopened())?;
    let chosen = asked.await.map_err(|_| unopened())?.await;
    let Some(file) = chosen else {
        return Ok(ChosenPath { path: None });
    };
    last.keep(file.path());
    match file.path().to_str() {
        Some(path) => Ok(ChosenPath {
            path: Some(path.to_owned()),
        }),
        None => Err(invalid(
            "The name of that file is not written in Unicode, so it cannot be passed on. Rename it, or move it into another folder.",
        )),
    }
}

fn ask(dialog: AsyncFileDialog, request: &ChoosePath) -> Asked {
    let mut dialog = dialog.set_title(&request.title);
    if let Some(name) = &request.name {
        dialog = dialog.set_file_name(name);
    }
    match request.what {
        PathOf::File => Box::pin(dialog.pick_file()),
        PathOf::Folder => Box::pin(dialog.pick_folder()),
        PathOf::NewFile => Box::pin(dialog.save_file()),
    }
}

fn unopened() -> Failure {
    invalid("The dialog could not be opened. Type the path instead.")
}
