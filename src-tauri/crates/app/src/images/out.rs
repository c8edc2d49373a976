//! Images out: the files of a study as they came, to the byte. Refuses to write over anything, and to put a name of a
//! patient into the name of a file.

use std::fs::OpenOptions;
use std::io;
use std::path::PathBuf;

use uuid::Uuid;
use wardbook_store::blobs::{self, Source};
use wardbook_store::images;

use super::kept::no_study;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, blocking};
use crate::failure::Fault;
use crate::wire::profile::Failure;

impl App {
    /// Writes the files of a study into a folder, each under its own id; says how many. They are not encrypted there.
    pub async fn export_images(
        &self,
        actor: &Actor,
        study: &str,
        folder: PathBuf,
    ) -> Result<u32, Failure> {
        let id = Uuid::try_parse(study.trim()).ok();
        let act = Act::recorded("image.export", Permission::ExportCharts).about(study.to_owned());
        let act = match self.patient_of_study(id).await {
            Some(patient) => act.of_patient(patient),
            None => act,
        };
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
                    let blob = store.read(|c| blobs::get(c, blob))?.ok_or_else(no_study)?;
                    let path = folder.join(format!("{instance}.dcm"));
                    let mut options = OpenOptions::new();
                    options.write(true).create_new(true);
                    #[cfg(unix)]
                    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
                    let mut file = options.open(path).map_err(|error| match error.kind() {
                        io::ErrorKind::AlreadyExists => Fault::invalid(
                            "These images are in that folder already, and were left as they are. Name another folder.",
                        ),
                        _ => Fault::from(error),
                    })?;
                    io::copy(&mut Source::new(store.clone(), blob), &mut file)?;
                    file.sync_all()?;
                    written += 1;
                }
                Ok(written)
            })
            .await
        })
        .await
    }
}
