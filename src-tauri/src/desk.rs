//! What every command needs: the one `App`, and who sits at this computer.

use std::sync::Arc;

use wardbook_app::{Actor, App};

/// The state that Tauri hands to commands.
pub struct Desk {
    /// What Wardbook can do.
    pub app: Arc<App>,
    /// The local person.
    pub actor: Actor,
}
