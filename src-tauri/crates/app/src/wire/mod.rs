//! What goes over the edge: every request and answer, as the window and the terminal see them.
//! Owns names and shapes only; refuses to know how anything is done. TypeScript is made from these
//! types (`ui/src/generated`), JSON is camelCase, times are milliseconds since 1970 UTC unless a
//! field says it holds a FHIR date ("2019", "2019-04", "2019-04-02" or an instant).

pub mod appearance;
pub mod archive;
pub mod audit;
pub mod automatic;
pub mod backup;
pub mod brought;
pub mod chart;
pub mod connection;
pub mod coverage;
pub mod csv;
pub mod detail;
pub mod document;
pub mod glass;
pub mod health;
pub mod hidden;
pub mod hospital;
pub mod image;
pub mod image_content;
pub mod image_find;
pub mod image_out;
pub mod image_wrap;
pub mod launch;
pub mod leaving;
pub mod ledger;
pub mod list;
pub mod lock;
pub mod manners;
pub mod out;
pub mod outbox;
pub mod own;
pub mod path;
pub mod patient;
pub mod person;
pub mod policy;
pub mod profile;
pub mod reading;
pub mod result;
pub mod retention;
pub mod schema;
pub mod search;
pub mod section;
pub mod share;
pub mod sync;
pub mod template;
pub mod timeline;
pub mod transfer;
pub mod watched;

/// One of our ids, as it came over the edge; nothing where it is none.
pub(crate) fn uuid(text: &str) -> Option<uuid::Uuid> {
    uuid::Uuid::try_parse(text.trim()).ok()
}

/// Derives what every type at the edge has: JSON both ways, TypeScript, `Debug` and `Clone`.
macro_rules! wire {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident $body:tt)*) => {
        $(
            #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
            #[ts(export_to = "./")]
            $(#[$meta])*
            pub $kind $name $body
        )*
    };
}
pub(crate) use wire;
