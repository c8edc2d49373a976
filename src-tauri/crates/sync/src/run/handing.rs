//! What a sync hands over to be written. The one way there: whoever hands something over may wait for the disk or go
//! on, and may be dropped while the sync stops; what was handed over is written all the same, counted, and waited for
//! before the sync says that it ended. Puts in order only what is of one chain; who needs another order waits.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use wardbook_store::rusqlite::Transaction;
use wardbook_store::{StoreError, ledger};

use super::{Halt, Running, SyncError, lock};
use crate::ingest::{Act, Batch, Chain, Pointing, Receipt};

/// What an answer brought.
#[derive(Debug, Default)]
pub(super) struct Came {
    /// When it was asked for.
    pub(super) asked_at: i64,
    /// Resources as sent.
    pub(super) bodies: Vec<Bytes>,
}

impl Came {
    /// One resource.
    pub(super) fn one(asked_at: i64, body: Bytes) -> Self {
        Self {
            asked_at,
            bodies: vec![body],
        }
    }
}

/// What is on its way to the disk.
#[derive(Default)]
pub(super) struct Handed {
    under_way: Mutex<JoinSet<()>>,
    /// Durable and not shown yet: added, changed, unchanged, put aside.
    written: Arc<Mutex<[u32; 4]>>,
}

impl Running<'_> {
    /// Writes records, and the ledger row that says how far they bring it, in one transaction.
    /// Gives how many were put aside.
    pub(super) async fn take_in(
        &self,
        patient: Option<i64>,
        came: Came,
        ledger: Option<ledger::Row>,
    ) -> Result<u32, Halt> {
        let receipt = self.hand_over(patient, came, ledger).await?;
        self.durable(receipt).await
    }

    /// The same; what they replace is kept beside as an older version.
    pub(super) async fn take_in_beside(
        &self,
        patient: Option<i64>,
        came: Came,
    ) -> Result<u32, Halt> {
        let batch = Batch {
            keep_older: true,
            ..self.batch(patient, came, None)
        };
        let receipt = self.handed(batch, None, None).await?;
        self.durable(receipt).await
    }

    /// Hands records and their ledger row over without waiting for the disk.
    pub(super) async fn hand_over(
        &self,
        patient: Option<i64>,
        came: Came,
        ledger: Option<ledger::Row>,
    ) -> Result<Receipt, Halt> {
        let batch = self.batch(patient, came, ledger);
        self.handed(batch, None, None).await
    }

    /// The same for records of no patient, with something that is written in their transaction.
    pub(super) async fn hand_over_with(&self, came: Came, act: Act) -> Result<Receipt, Halt> {
        let batch = self.batch(None, came, None);
        self.handed(batch, Some(act), None).await
    }

    /// Hands a page of a read over, to be written after those before it in their chain, without waiting for the disk.
    /// `pointing` is shown its records.
    pub(super) async fn hand_page_over(
        &self,
        chain: &Chain,
        patient: Option<i64>,
        came: Came,
        ledger: Option<ledger::Row>,
        pointing: Option<Pointing>,
    ) -> Result<Receipt, Halt> {
        let batch = Batch {
            pointing,
            ..self.batch(patient, came, ledger)
        };
        self.handed(batch, None, Some(chain)).await
    }

    /// Writes something in the transaction of the pages that wait with it, without waiting for the disk.
    pub(super) async fn also(&self, act: Act) -> Result<Receipt, Halt> {
        self.handed(Batch::default(), Some(act), None).await
    }

    /// The same after what came before it in a chain.
    pub(super) async fn also_after(&self, chain: &Chain, act: Act) -> Result<Receipt, Halt> {
        self.handed(Batch::default(), Some(act), Some(chain)).await
    }

    /// Writes something and waits until that is durable.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&Transaction<'_>) -> Result<T, StoreError> + Send + std::marker::Sync + 'static,
    ) -> Result<T, Halt> {
        let answer = Arc::new(Mutex::new(None));
        let here = Arc::clone(&answer);
        let act = move |tx: &Transaction<'_>| {
            *lock(&here) = Some(f(tx)?);
            Ok(())
        };
        let receipt = self.also(Arc::new(act)).await?;
        self.durable(receipt).await?;
        let answer = lock(&answer).take();
        answer.ok_or(Halt::Broken(SyncError::Internal("store task")))
    }

    /// Waits until what was handed over is durable, and says so; gives how many were put aside.
    pub(super) async fn durable(&self, receipt: Receipt) -> Result<u32, Halt> {
        let written = receipt.durable().await;
        self.tell_written();
        Ok(written?.quarantined)
    }

    /// Waits for all that was handed over.
    pub(super) async fn all_durable(&self) {
        let mut under_way = std::mem::take(&mut *lock(&self.handed.under_way));
        while under_way.join_next().await.is_some() {}
        self.tell_written();
    }

    /// Hands over in a task of its own, and waits until there was room for it: whoever is dropped meanwhile takes
    /// nothing back.
    async fn handed(
        &self,
        batch: Batch,
        act: Option<Act>,
        chain: Option<&Chain>,
    ) -> Result<Receipt, Halt> {
        let link = chain.map(Chain::next);
        let ingest = Arc::clone(&self.sync.ingest);
        let written = Arc::clone(&self.handed.written);
        let (reply, receipt) = Receipt::given_on();
        let (room, is_room) = oneshot::channel();
        let task = async move {
            let handed = ingest.hand_over_with(batch, act, link).await;
            // Nobody need wait for it any more, nor for what follows.
            let _dropped = room.send(());
            let ended = match handed {
                Ok(receipt) => receipt.durable().await,
                Err(error) => Err(error),
            };
            if let Ok(one) = &ended {
                let numbers = [one.added, one.changed, one.unchanged, one.quarantined];
                for (sum, one) in lock(&written).iter_mut().zip(numbers) {
                    *sum += one;
                }
            }
            let _dropped = reply.send(ended);
        };
        {
            let mut under_way = lock(&self.handed.under_way);
            while under_way.try_join_next().is_some() {}
            under_way.spawn(task);
        }
        // A task that broke down says so by its receipt.
        let _broken = is_room.await;
        Ok(receipt)
    }

    fn tell_written(&self) {
        let written = std::mem::take(&mut *lock(&self.handed.written));
        if written != [0; 4] {
            self.board.written(self.now(), written);
        }
    }

    fn batch(&self, patient: Option<i64>, came: Came, ledger: Option<ledger::Row>) -> Batch {
        Batch {
            connection: self.connection,
            patient,
            bodies: came.bodies,
            ledger,
            synced_at: self.sync.clock.now(),
            asked_at: Some(came.asked_at),
            ..Batch::default()
        }
    }
}
