//! The order in which items of one patient go. Free only where nothing left yet and neither needs the other:
//! what another refers to goes first, whoever moves what.

use wardbook_store::StoreError;
use wardbook_store::outbox as items;

use super::rows;
use crate::actor::{Actor, Permission};
use crate::app::App;
use crate::door::Act;
use crate::failure::{Code, Fault};
use crate::wire::outbox::{MoveItem, OutboxRow};
use crate::wire::profile::Failure;

impl App {
    /// Lets an item change places with its neighbour of the same patient.
    pub async fn move_item(&self, actor: &Actor, request: MoveItem) -> Result<OutboxRow, Failure> {
        let act = Act::recorded("outbox.move", Permission::WriteRecords)
            .about(rows::subject(&request.item));
        self.enter(actor, act, |pass| async move {
            let item = pass.item(&request.item).await?;
            let id = item.uuid;
            let moved = pass
                .write(move |tx| {
                    let Some(now) = items::get(tx, id)? else {
                        return Err(StoreError::NotFound("outbox item"));
                    };
                    let Some(other) = items::neighbour(tx, &now, request.earlier)? else {
                        return Ok(false);
                    };
                    items::swap(tx, &now, &other)?;
                    Ok(true)
                })
                .await?;
            if !moved {
                return Err(Fault::new(
                    Code::ItemMoved,
                    "It cannot change places there: nothing of this patient stands beside it that was not sent, \
                     or one of the two refers to the other.",
                ));
            }
            pass.told(&item).await
        })
        .await
    }
}
