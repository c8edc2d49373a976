//! What the window may ask, one module an area. The names are those of `app`, of the permissions in
//! `src-tauri/permissions` and of the user interface; a test holds the lists together.

pub mod appearance;
pub mod archives;
pub mod audit;
pub mod backup;
pub mod charts;
pub mod closing;
pub mod connections;
pub mod documents;
pub mod glass;
pub mod health;
pub mod image_content;
pub mod images;
pub mod leaving;
pub mod ledger;
pub mod locking;
pub mod manners;
pub mod mapping;
pub mod outbox;
pub mod own;
pub mod paths;
pub mod people;
pub mod profile;
pub mod retention;
pub mod sync;

use wardbook_app::Code;
use wardbook_app::wire::profile::Failure;

/// What the window hears of a request that the shell itself cannot pass on.
fn invalid(message: &str) -> Failure {
    Failure {
        code: Code::InvalidRequest.as_str().to_owned(),
        message: message.to_owned(),
        correlation: None,
    }
}
