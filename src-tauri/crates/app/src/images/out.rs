//! Images out: the files of a study as they came, to the byte. Refuses to write over anything, and to put a name of a
//! patient into the name of a file.

use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;
use wardbook_store::blobs::{Blob, Source};
use wardbook_store::{Store, images};

use super::kept::no_study;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::new_file;
use crate::wire::profile::Failure;

impl App {
    /// Writes the files of a study into a folder, each under its own id; says how many. They are not encrypted there.
    pub async fn export_images(
        &self,
        actor: &Actor,
        study: &str,
        folder: PathBuf,
    ) -> Result<u32, Failure> {
        let act = Act::recorded("image.export", Permission::ExportCharts);
        let (act, id, _) = self.about_study(act, study).await;
        self.enter(actor, act, |pass| async move {
            let id = id.ok_or_else(no_study)?;
            let files = pass.read(move |_, c| images::files_of(c, id)).await?;
            if files.is_empty() {
                return Err(no_study());
            }
            let store = pass.open().store().clone();
            blocking(move || {
                std::fs::create_dir_all(&folder)?;
                let mut written = 0;
                for (instance, blob) in files {
                    to_file(&store, &folder, instance, blob)?;
                    written += 1;
                }
                Ok(written)
            })
            .await
        })
        .await
    }
}

fn to_file(store: &Store, folder: &Path, instance: Uuid, blob: Blob) -> Result<(), Fault> {
    let path = folder.join(format!("{instance}.dcm"));
    let mut file = new_file::create(&path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Fault::invalid(
            "These images are in that folder already, and were left as they are. Name another folder.",
        ),
        _ => Fault::from(error),
    })?;
    let copied = io::copy(&mut Source::new(store.clone(), blob), &mut file);
    copied.and_then(|_| file.sync_all()).map_err(|error| {
        // Half an image under a whole one's name would be read as the whole.
        let _left = std::fs::remove_file(&path);
        Fault::from(error)
    })
}
