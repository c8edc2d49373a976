//! Importing files: Bundles, NDJSON, single resources. Every entry is checked, every fault listed with
//! its place; what is sound goes the same way in as what an EHR sends, byte for byte, under a connection
//! of its own that asks nothing of anybody: "import", and more of them where ids are other people's.

mod apart;
mod check;
mod name;
mod run;
mod source;

pub(crate) use check::is_id;

use std::path::PathBuf;
use std::sync::Arc;

use wardbook_store::connections::{self, New};
use wardbook_store::counters;

use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::{Act, Pass, blocking};
use crate::failure::{Code, Fault};
use crate::live::IMPORT_BASE;
use crate::wire::profile::Failure;
use crate::wire::sync::Change;
use crate::wire::transfer::{ImportFrom, Imported};

/// Name of the first; the others have a number after it.
const NAME: &str = "import";

/// Whether no connection to an EHR may be called so.
pub(crate) fn is_name_of_files(name: &str) -> bool {
    let after = name.get(..NAME.len()).and_then(|begins| {
        let is = begins.eq_ignore_ascii_case(NAME);
        is.then(|| name.get(NAME.len()..)).flatten()
    });
    after.is_some_and(|after| {
        let number = after.trim_start();
        number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

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
            let open = Arc::clone(pass.open());
            let now = pass.app().now();
            let _turn = pass.open().import().await;
            let (reading, to_place) = (Arc::clone(&open), files.clone());
            let known = blocking(move || apart::place(reading.store(), &to_place)).await?;
            let connection = match known {
                Some(connection) => connection,
                None => pass.new_source().await?,
            };
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
    /// Another connection that imported records belong to.
    async fn new_source(&self) -> Result<connections::Row, Fault> {
        let (uuid, created_at) = (self.app().new_id(), self.app().now());
        self.write(move |tx| {
            let mut number = 1;
            let mut name = NAME.to_owned();
            while connections::find(tx, &name)?.is_some() {
                number += 1;
                name = format!("{NAME} {number}");
            }
            connections::insert(
                tx,
                &New {
                    name: &name,
                    fhir_base: IMPORT_BASE,
                    client_id: None,
                    auth: "none",
                    uuid,
                    created_at,
                },
            )
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
