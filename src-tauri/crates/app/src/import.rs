//! Importing files: Bundles, NDJSON, single resources. Every entry is checked, every fault listed with
//! its place; what is sound goes the same way in as what an EHR sends, byte for byte, under a connection
//! of its own that asks nothing of anybody.

mod check;
mod name;
mod run;
mod source;

pub(crate) use check::is_id;

use std::path::PathBuf;
use std::sync::Arc;

use wardbook_store::connections::{self, New};
use wardbook_store::{StoreError, counters};

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::live::IMPORT_BASE;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;
use crate::wire::transfer::{ImportFrom, Imported};

/// Its name; no other connection may take it.
const NAME: &str = "import";

impl App {
    /// Imports a file or a folder.
    pub async fn import(&self, actor: &Actor, request: ImportFrom) -> Result<Imported, Failure> {
        let act = Act::recorded("import", Permission::ImportRecords);
        self.enter(actor, act, |pass| async move {
            let path = PathBuf::from(&request.path);
            let (files, passed_over) = blocking(move || Ok(source::files(&path)?)).await?;
            if files.is_empty() {
                return Err(Fault::new(
                    Code::ImportFailed,
                    "There is no .json or .ndjson file in this folder.",
                ));
            }
            let connection = pass.import_connection().await?;
            let open = Arc::clone(pass.open());
            let now = pass.app().now();
            let mut imported = blocking(move || run::run(&open, &connection, &files, now)).await?;
            imported.passed_over = passed_over;
            pass.write(|tx| counters::add(tx, "import", 1)).await?;
            pass.app().tell(Change::Connections);
            pass.app().tell(Change::Patients);
            Ok(imported)
        })
        .await
    }
}

impl Pass {
    /// The connection imported records belong to, made the first time.
    async fn import_connection(&self) -> Result<connections::Row, Fault> {
        let (uuid, created_at) = (self.app().new_id(), self.app().now());
        self.write(move |tx| match connections::find(tx, NAME)? {
            Some(row) if row.fhir_base == IMPORT_BASE => Ok(row),
            Some(_) => Err(StoreError::Taken("connection")),
            None => connections::insert(
                tx,
                &New {
                    name: NAME,
                    fhir_base: IMPORT_BASE,
                    client_id: None,
                    auth: "none",
                    uuid,
                    created_at,
                },
            ),
        })
        .await
    }
}

/// What an import of this file keeps, resource by resource: type, the id it goes by, bytes.
#[cfg(test)]
pub(crate) fn each_sound(path: &std::path::Path, mut each: impl FnMut(String, String, Vec<u8>)) {
    let mut piece = |piece: source::Piece| {
        let checked = check::check(&piece.body);
        if checked.keep() {
            let id = checked.id;
            let id = id.unwrap_or_else(|| name::made_id(piece.full_url.as_deref(), &piece.body));
            each(checked.resource_type.unwrap_or_default(), id, piece.body);
        }
    };
    let read = source::read(path, |given| {
        match given {
            source::Given::One(one) => piece(one),
            source::Given::Bundle(all) => all.into_iter().for_each(&mut piece),
            source::Given::Unsplit(_) => {}
        }
        true
    });
    assert!(read.is_ok(), "the file can be read");
}
